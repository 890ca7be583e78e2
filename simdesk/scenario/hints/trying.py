"""Whether a guess works: the value put where it may be meant, in a copy, and what is then wrong there."""

from __future__ import annotations

import re
from contextlib import suppress

from simdesk.scenario.checks.draft import validate
from simdesk.scenario.checks.whole import check_all
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.series import CsvColumn
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, key_place, put, remove, written
from simdesk.scenario.spellings.understand import understood

_NO_UNIT = re.compile(r"[+\-]?\d[\d.]*|[+\-]?\d*,\d+\s*(?:%|[a-z]{1,7})?")
"""An amount whose unit is missing or that has a comma, which is told where it stands."""


_OF_FILES, _FILE = set(CsvColumn.model_fields), re.compile(r"\.[A-Za-z]{3,4}$")


def moved(tree: Node, path: Path, to: Path) -> MapNode:
    """The tree with the value at one path standing at another, in the documented form.

    Raises
    ------
    LookupError
        When it cannot stand there, or only in a block that is not there and needs more.
    """
    return understood(_moved(tree, path, to), Sources())


def _moved(tree: Node, path: Path, to: Path) -> MapNode:
    node = follow(tree, path)
    if node is None:
        raise LookupError(path)
    place = key_place(tree, path)
    if to[:-1] == path[:-1]:
        new = _renamed(tree, path, str(to[-1]))
    else:
        without = remove(tree, path)
        above = follow(without, to[:-1])
        if isinstance(above, Scalar) and above.value is None:
            without = put(without, to[:-1], MapNode({}, above.place), key_place(without, to[:-1]))
        listed = in_a_list(to, without)
        if listed:
            inside: Node = node
            for step in reversed(to[listed + 1 :]):
                inside = MapNode({str(step): Entry(place, inside)}, place)
            if missing_keys(ListNode((inside,), place), (0,), model_at(to[: listed + 1])):
                raise LookupError(to)
            to, node = to[:listed], ListNode((inside,), place)
        new = put(without, to, node, place)
        assert isinstance(new, MapNode)
        if follow(without, to[:-1]) is None and missing_keys(understood(new, Sources()), to[:-1]):
            raise LookupError(to)  # the block is not there, and needs more
    assert isinstance(new, MapNode)
    return new


def _renamed(tree: Node, path: Path, new: str) -> Node:
    """The tree with one key called otherwise, in its place."""
    block = follow(tree, path[:-1])
    assert isinstance(block, MapNode)
    entries = {new if key == str(path[-1]) else key: entry for key, entry in block.entries.items()}
    return put(tree, path[:-1], MapNode(entries, block.place), key_place(tree, path[:-1]))


def works(tree: Node, path: Path, to: Path) -> bool:
    """Whether a reader who obeys meets no new fault, but for one of an amount whose unit is wrong.

    Parameters
    ----------
    tree : Node
        A scenario in the documented form.
    path : tuple
        Of an unknown key.
    to : tuple
        Where its value may be meant to stand.
    """
    value = follow(tree, path)
    if value is None or not isinstance(tree, MapNode):
        return True  # only the path is known
    listed = in_a_list(to, tree)
    sources = Sources()
    try:
        new = understood(_moved(tree, path, to), sources)
    except LookupError:
        below = to[: len(path) - 1] == path[:-1] and len(path) > 1
        # One of several keys of an item, which are told together, or of a block that is made of several keys.
        return below and (listed > 0 or _works_with_others(tree, path, to))
    if sources.found and sources.found != _faults_of_understanding(tree):
        return False
    there = None if listed else model_at(to[:-1])
    if there is not None and str(to[-1]) not in there.model_fields and follow(new, to) is not None:
        return False  # a word that is read there under conditions, and not here
    at = written(to)
    around = written(to[:-1]) if len(to) > 2 else at  # faults elsewhere follow from what else is wrong
    before = _faults(without_key(tree, path))
    after = {one for one in _faults(new) - before if one[0] == around or one[0].startswith((f"{around}.", f"{around}["))}
    if not after or (follow(tree, to[:-1]) is None and _works_with_others(tree, path, to)):
        return True
    alone = isinstance(value, Scalar) and _NO_UNIT.fullmatch(str(value.value).strip()) is not None
    return alone and all(where == at and not what.startswith("must be ") for where, what in after)


def works_in_list(tree: Node, path: Path, place: Path) -> bool:
    """Whether a value can be one more item of a list that is there."""
    value, there = follow(tree, path), follow(tree, place)
    if place == ("targets",) or value is None or not isinstance(there, ListNode) or not isinstance(tree, MapNode):
        return True
    rest = without_key(tree, path)
    items = value.items if isinstance(value, ListNode) else (value,)
    new = put(rest, place, ListNode((*there.items, *items), there.place), key_place(tree, place))
    assert isinstance(new, MapNode)
    at = written(place)
    return not any(where.startswith(at) for where, _ in _faults(understood(new, Sources())) - _faults(rest))


def _works_with_others(tree: MapNode, path: Path, to: Path) -> bool:
    """Whether a block that is not there has all that it needs when the other unknown keys beside a key stand in it too."""
    model, block = model_at(path[:-1]), follow(tree, path[:-1])
    if model is None or not isinstance(block, MapNode) or to[:-2] != path[:-1]:
        return False
    strangers = {key: entry for key, entry in block.entries.items() if key not in model.model_fields}
    rest: Node = tree
    for key in strangers:
        rest = remove(rest, (*path[:-1], key))
    place = key_place(tree, path)
    inside = {str(to[-1]) if key == path[-1] else key: entry for key, entry in strangers.items()}
    new = put(rest, to[:-1], MapNode(inside, place), place)
    assert isinstance(new, MapNode)
    new = understood(new, Sources())
    at = written(to[:-1])
    return not any(where == at or where.startswith(f"{at}.") for where, _ in _faults(new))


def without_key(tree: MapNode, path: Path) -> MapNode:
    """The tree without one key."""
    rest = remove(tree, path)
    assert isinstance(rest, MapNode)
    return rest


def _faults_of_understanding(tree: MapNode) -> list[object]:
    sources = Sources()
    understood(tree, sources)
    return list(sources.found)


def _faults(tree: MapNode) -> set[tuple[str, str]]:
    """What is wrong with a tree, by place; unknown keys and their consequences apart."""
    sources = Sources()
    _, draft = validate(tree, sources)
    if not _has_files(tree):
        with suppress(ValueError):  # what an unknown key has left without a family cannot be laid out
            check_all(draft)
    return {(one.path, one.message) for one in sources.found}


def _has_files(node: Node) -> bool:
    """Whether numbers are still in files, with which what fits what cannot be told."""
    if isinstance(node, MapNode):
        return bool(_OF_FILES & set(node.entries)) or any(_has_files(entry.node) for entry in node.entries.values())
    if isinstance(node, ListNode):
        return any(map(_has_files, node.items))
    return isinstance(node.value, str) and _FILE.search(node.value.strip()) is not None


def in_a_list(place: Path, tree: Node) -> int:
    """How many steps of a place lead to a list that is not there, in which it would be the first item; 0 when none does."""
    return next((n for n, step in enumerate(place) if isinstance(step, int) and follow(tree, place[:n]) is None), 0)


def missing_keys(tree: Node, path: Path, model: type[Block] | None = None) -> list[str]:
    """Keys that a block needs and lacks; the model is that of the path, if left out."""
    model, block = model or model_at(path), follow(tree, path)
    if model is None or not isinstance(block, MapNode):
        return []
    return [name for name, field in model.model_fields.items() if field.is_required() and name not in block.entries]
