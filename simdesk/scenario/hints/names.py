"""Queues and agent groups whose name is spelt in two ways: told once, and not in every place that names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.likeness import near
from simdesk.scenario.reading.diagnostics import Fix, Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    follow,
    key_place,
    put,
    value_place,
    written,
)

_WORDS = {"queues": "queue", "agent_groups": "agent group"}
_TEXTS = {"name", "description", "extends"}


def named_alike(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Report names that are spelt in two ways, and spell them in one.

    A queue that nothing names, where several places name one spelt nearly so, is itself misspelt. Otherwise the place that
    names it is.

    Parameters
    ----------
    tree : MapNode
    sources : Sources
        Takes the reports.
    prefix : tuple
        In front of every path reported.

    Returns
    -------
    MapNode
    """
    for section, word in _WORDS.items():
        block = follow(tree, (section,))
        if not isinstance(block, MapNode) or not _may_be_misspelt(tree, section, block):
            continue
        names, taken = list(block.entries), _all_names(tree)
        mentioned: dict[str, list[Path]] = {}
        for name, path in _mentions(tree, ()):
            mentioned.setdefault(name, []).append(path)
        for name in names:
            strangers = [one for one, paths in mentioned.items() if one not in taken and any(map(_names_one, paths))]
            alike = [one for one in near(name, strangers) if near(one, names) == [name]]
            if name in mentioned or len(alike) != 1 or len(mentioned[alike[0]]) < 2:
                continue
            (other,) = alike
            fix = Fix("rename", f"{section}.{name}", (other,))
            place = key_place(tree, (section, name))
            message = f"the {word} '{name}' is called '{other}' elsewhere"
            sources.report(place, written((*prefix, section, name)), message, fix.text, fix)
            tree = _spelt(tree, (section, name), other)
        tree = _skills_spelt(tree, sources, prefix) if section == "queues" else tree
    return tree


def _may_be_misspelt(tree: MapNode, section: str, block: MapNode) -> bool:
    """Whether a group's skill names no queue, or a name of the section is mentioned nowhere; cheap where all is well."""
    if section == "queues" and any(name not in block.entries for name, _ in _skills(tree)):
        return True
    mentioned = {name for name, _ in _mentions(tree, ())}
    return any(name not in mentioned for name in block.entries)


def _all_names(tree: MapNode) -> set[str]:
    """The names of queues and agent groups, and ``all``."""
    sections = [follow(tree, (section,)) for section in _WORDS]
    return {"all"}.union(*(section.entries for section in sections if isinstance(section, MapNode)))


def _names_one(path: Path) -> bool:
    """Whether what stands at a path must be the name of a queue or a group, so that another name there is a fault."""
    return (
        path[:1] == ("targets",) or bool({"skills", "tries", "to"} & set(path[2:])) or (path[:1] == ("events",) and len(path) > 3)
    )


def _skills_spelt(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    queues = follow(tree, ("queues",))
    names = list(queues.entries) if isinstance(queues, MapNode) else []
    for name, path in list(_skills(tree)):
        found = near(name, names)
        skills = follow(tree, path[:-1])
        has_it = {one for one, _ in _skills_of(skills, path[:-1])}
        if name in names or len(found) != 1 or found[0] in has_it:
            continue
        fix = Fix("rename", written(path), (found[0],))
        place = key_place(tree, path) if isinstance(skills, MapNode) else value_place(tree, path)
        sources.report(place, written((*prefix, *path)), f"unknown queue '{name}'", fix.text, fix)
        tree = _spelt(tree, path, found[0])
    return tree


def _skills(tree: MapNode) -> Iterator[tuple[str, Path]]:
    groups = follow(tree, ("agent_groups",))
    for group in groups.entries if isinstance(groups, MapNode) else ():
        path: Path = ("agent_groups", group, "skills")
        yield from _skills_of(follow(tree, path), path)


def _skills_of(node: Node | None, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(node, MapNode):
        yield from ((name, (*path, name)) for name in node.entries)
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield item.value, (*path, index)


def _spelt(tree: MapNode, path: Path, new: str) -> MapNode:
    """The tree with the key or the item at a path spelt otherwise."""
    above = follow(tree, path[:-1])
    if isinstance(above, MapNode):
        entries = {new if key == str(path[-1]) else key: Entry(entry.key, entry.node) for key, entry in above.entries.items()}
        changed = put(tree, path[:-1], MapNode(entries, above.place), key_place(tree, path[:-1]))
    else:
        place = value_place(tree, path)
        changed = put(tree, path, Scalar(new, place), place)
    assert isinstance(changed, MapNode)
    return changed


def _mentions(node: Node, path: Path) -> Iterator[tuple[str, Path]]:
    """Every word that may name a queue or a group, and where it stands; where these are defined does not count."""
    match node:
        case MapNode():
            for key, entry in node.entries.items():
                here = (*path, key)
                if path[:1] in {("variants",), ("sweep",)} and "." in key:
                    yield from ((step, here) for step in re.split(r"[.\[\]]", key)[1:2])
                elif len(path) > 1 and path[-1] in {"skills", "to", "forecast_error"}:
                    yield key, here
                if not (len(here) == 1 and key in _TEXTS):
                    yield from _mentions(entry.node, here)
        case ListNode():
            for index, item in enumerate(node.items):
                yield from _mentions(item, (*path, index))
        case Scalar(value=str() as text) if len(text) <= 200:
            if path[:1] == ("targets",) or path[-1:] in {("until",), ("target",)}:
                subject = re.search(r"\(\s*([\w-]+)", text)
                if subject is not None:
                    yield subject[1], path
            elif path[-1:] not in {("csv",), ("column",), ("channel",)}:
                yield text, path
