"""Queues and agent groups as sections: names that are missing, lines too far left, blocks in the section of the other."""

from __future__ import annotations

from simdesk.scenario.hints.keys import guess, is_like
from simdesk.scenario.hints.places import NAME, NAMES, fits
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.diagnostics import Fix, Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    key_place,
    put,
    remove,
    written,
)
from simdesk.scenario.spellings.spelling import folded
from simdesk.scenario.spellings.understand import is_word_of, understood

_NAMED: dict[str, tuple[type[Block], str]] = {"queues": (Queue, "queue"), "agent_groups": (AgentGroup, "agent group")}
"""Sections of named blocks."""


def indented(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Lines below a name that stand as far left as the name: they are taken for names of their own."""
    for section, (model, word) in _NAMED.items():
        block = follow(tree, (section,))
        entries: dict[str, Entry] = {}
        name, moved = "", False
        for key, entry in block.entries.items() if isinstance(block, MapNode) else ():
            named = entries.get(name)
            if named is not None and is_word_of(folded(key), model) and not is_like(_bare(key, entry.node), model):
                if isinstance(named.node, Scalar):
                    moved = True
                    message, hint = f"is a line of the {word} {name}", f"put two more blanks in front of the lines below {name}:"
                    sources.report(entry.key, written((*prefix, section, key)), message, hint)
                inside = named.node.entries if isinstance(named.node, MapNode) else {}
                entries[name] = Entry(named.key, MapNode({**inside, key: Entry(entry.key, _bare(key, entry.node))}, entry.key))
                continue
            entries[key] = entry
            empty = isinstance(entry.node, Scalar) and entry.node.value is None and not is_word_of(folded(key), model)
            name = key if empty else ""
        if moved and isinstance(block, MapNode):
            made = MapNode(entries, block.place)
            tree = understood(MapNode({**tree.entries, section: Entry(tree.entries[section].key, made)}, tree.place), Sources())
    return tree


def named(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Sections whose single block lacks its name: ``queues: {arrivals: …, handle_time: …}``."""
    for section, (model, word) in _NAMED.items():
        block = follow(tree, (section,))
        if not isinstance(block, MapNode) or not block.entries:
            continue
        keys = {folded(key) for key in block.entries}
        if len(keys & set(model.model_fields)) * 2 <= len(keys) or any(
            isinstance(entry.node, MapNode)
            and {folded(key) for key in entry.node.entries} & {"handle_time", "skills", "headcount"}
            for entry in block.entries.values()
        ):
            continue
        block = MapNode({key: Entry(entry.key, _bare(key, entry.node)) for key, entry in block.entries.items()}, block.place)
        name = _name_for(tree, section)
        first = next(iter(block.entries))
        line = f"{name}: {flow(block)}"
        hint = f"write {line}" if len(line) <= 160 else f"put a name in front: {name}: {{{first}: …}}"
        place = key_place(tree, (section, first))
        fix = Fix("write", section, (f"{{{line}}}",))
        sources.report(place, written((*prefix, section)), f"the name of the {word} is missing", hint, fix)
        inner = MapNode({name: Entry(place, block)}, block.place)
        tree = understood(MapNode({**tree.entries, section: Entry(tree.entries[section].key, inner)}, tree.place), Sources())
    return tree


def _bare(key: str, node: Node) -> Node:
    """What was taken for a queue of this name, whose keys were then put where they belong in a queue."""
    inside = node.entries.get(key) if isinstance(node, MapNode) and len(node.entries) == 1 else None
    return node if inside is None else inside.node


def sorted_by_section(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Queues among the agent groups, groups among the queues, and keys of a block among the names, put where they belong."""
    for section, other in (("queues", "agent_groups"), ("agent_groups", "queues")):
        tree = _no_names(tree, section, sources, prefix)
        block = follow(tree, (section,))
        for name, entry in (block.entries if isinstance(block, MapNode) else {}).items():
            if not isinstance(entry.node, MapNode):
                continue
            keys = {folded(key) for key in entry.node.entries}
            here, there = (set(_NAMED[one][0].model_fields) for one in (section, other))
            if keys & here or len(keys & there) * 2 <= len(keys) or follow(tree, (other, name)) is not None:
                continue
            target = follow(tree, (other,))
            if target is not None and not isinstance(target, MapNode):
                continue  # which is told
            fix = Fix("move", f"{section}.{name}", (f"{other}.{name}",))
            article = "an" if other == "agent_groups" else "a"
            message, hint = f"{name} is {article} {_NAMED[other][1]}", f"it belongs under {other}"
            sources.report(entry.key, written((*prefix, section, name)), message, hint, fix)
            moved = put(remove(tree, (section, name)), (other, name), entry.node, entry.key)
            assert isinstance(moved, MapNode)
            tree = understood(moved, Sources())
    return tree


def _no_names(tree: MapNode, section: str, sources: Sources, prefix: Path) -> MapNode:
    """Keys that stand where names should, put into the block that lacks them."""
    block, (model, word) = follow(tree, (section,)), _NAMED[section]
    entries = block.entries if isinstance(block, MapNode) else {}
    wrong = [key for key in entries if folded(key) in model.model_fields]
    wrong = [key for key in wrong if fits((section, NAME, folded(key)), entries[key].node) == 2]
    if not wrong or len(wrong) == len(entries):
        return tree
    rest: Node = tree
    for key in wrong:
        rest = remove(rest, (section, key))
    for key in wrong:
        path, node = (section, key), entries[key].node
        found = guess((section, folded(key)), model, rest, node)
        if found.to is None or found.to[0] != section:
            return tree
        fix = Fix("move", written(path), (written(found.to),))
        message = f"'{key}' is no name of {'an' if section == 'agent_groups' else 'a'} {word}"
        sources.report(entries[key].key, written((*prefix, *path)), message, found.hint, fix)
        try:
            rest = put(rest, found.to, node, entries[key].key)
        except LookupError:  # what stands there is no mapping, and the checks say so
            return tree
    assert isinstance(rest, MapNode)
    return understood(rest, Sources())


def _name_for(tree: MapNode, section: str) -> str:
    """A name that the other section asks for, else that of the examples."""
    groups = follow(tree, ("agent_groups",))
    if section == "queues" and isinstance(groups, MapNode):
        for entry in (*groups.entries.values(), Entry(groups.place, groups)):
            skills = follow(entry.node, ("skills",))
            if isinstance(skills, MapNode) and skills.entries:
                return next(iter(skills.entries))
            if isinstance(skills, ListNode) and skills.items and isinstance(skills.items[0], Scalar):
                return str(skills.items[0].value)
    return NAMES[section]
