"""Keys of a queue or a group in changes that only mean something in the whole scenario: breaks beside a headcount, a priority."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.scenario.changes.at_the_top import TIME_WORDS
from simdesk.scenario.changes.relative import is_operation, signed_text
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    follow,
    is_nothing,
    is_number,
    plain,
    put,
    without,
)
from simdesk.scenario.spellings.beside_headcount import BREAKS
from simdesk.scenario.spellings.clocks import length_between
from simdesk.scenario.spellings.concurrency import group_concurrency
from simdesk.scenario.spellings.spelling import folded, text_of
from simdesk.scenario.spellings.understand import is_word_of, understood

_STAFFING = ("headcount", "shifts")
_MORE = ("add_", "extra_", "additional_", "another_", "new_")
_VALUES = re.compile(r"\d+(?:\s*\.\.\s*\d+(?:\s*/\s*\d+)?|(?:\s*,\s*\d+)+)")
"""Headcounts that a sweep goes through."""
_WHENS = {"at", "start", "from", "begin", "after", "between", "window"}
_LENGTHS = {"length", "duration", "end", "until", "to", "minutes"}
_ADDS = {"add", "also", "append", "plus", "extra"}
_NONE = {"none", "no", "off", "no breaks"}
VOLUMES = frozenset({"volume", "volumes", "calls", "contacts", "demand", "traffic"})
"""Words by which changes alone change the volume."""


def through_the_whole(
    tree: MapNode, block: MapNode, path: Path, sources: Sources
) -> tuple[MapNode, list[tuple[Path, Node, Entry]]]:
    """What is left of a block of changes, and the changes of its keys that are understood in the whole scenario.

    Parameters
    ----------
    tree : MapNode
        The scenario.
    block : MapNode
        What is changed in a queue or an agent group.
    path : tuple
        Of the queue or group.
    sources : Sources
        Takes the reports.
    """
    model = model_at(path)
    if len(path) != 2 or model is None or not isinstance(follow(tree, path), MapNode):
        return block, []
    block = _with_parts_of_breaks(tree, _with_heads_of_one_shift(tree, block, path), path)
    keys = [key for key in block.entries if _of_breaks(key) or _is_unknown(key, model)]
    keys = [key for key in keys if path[0] == "queues" or not group_concurrency(tree, str(path[1]), key)]
    before = whole = without(tree, "variants", "sweep")
    breaks = [key for key in keys if _of_breaks(key)]
    if breaks:
        whole, heads = _staffed(whole, block, path, keep=any(_adds(key, block.entries[key].node) for key in breaks))
        keys += heads
    taken: list[str] = []
    for key in keys:
        made = whole if key in _STAFFING else _meant(whole, key, block.entries[key], path, sources)
        if made is not None:
            whole = made
            taken.append(key)
    if not taken:
        return block, []
    first = block.entries[taken[0]]
    changes = [(at, node, first) for at, node in _differences(before, whole, ())]
    return without(block, *taken), changes


def _with_heads_of_one_shift(tree: MapNode, block: MapNode, path: Path) -> MapNode:
    """The block with a headcount as the agents of the one shift of all the day, so that its breaks stay."""
    shifts, entry = follow(tree, (*path, "shifts")), block.entries.get("headcount")
    only = shifts.items[0] if isinstance(shifts, ListNode) and len(shifts.items) == 1 else None
    breaks = isinstance(only, MapNode) and "breaks" in only.entries and not any(map(_of_breaks, block.entries))
    if entry is None or "shifts" in block.entries or not breaks or not _is_all_day(only, follow(tree, ("hours",))):
        return block
    value, at = entry.node, (*path, "headcount")
    plain_number = is_number(value) or _VALUES.fullmatch(text_of(value)) is not None
    if not plain_number or is_operation(value, at) or signed_text(value, at) is not None:
        return block
    heads = MapNode({"0": Entry(entry.key, MapNode({"agents": entry}, value.place))}, value.place)
    return MapNode({**without(block, "headcount").entries, "shifts": Entry(entry.key, heads)}, block.place)


def _is_all_day(shift: Node | None, hours: Node | None) -> bool:
    """Whether a shift is as long as the centre is open, as one made of a headcount is."""
    start, length = (follow(shift, (key,)) if shift is not None else None for key in ("start", "length"))
    first, last = (follow(hours, (key,)) if hours is not None else None for key in ("open", "close"))
    if not (isinstance(first, Scalar) and isinstance(last, Scalar) and start is not None and length is not None):
        return False
    return bool(plain(start) == plain(first) and plain(length) == plain(length_between(first, last)))


def _with_parts_of_breaks(tree: MapNode, block: MapNode, path: Path) -> MapNode:
    """The block with a part of a break, such as its start alone, in each shift that has breaks."""
    key = next((key for key, entry in block.entries.items() if _of_breaks(key) and _is_part(entry.node)), None)
    shifts = follow(tree, (*path, "shifts"))
    if key is None or "shifts" in block.entries or not isinstance(shifts, ListNode):
        return block
    entry = block.entries[key]
    inside = MapNode({"breaks": entry}, entry.node.place)
    of_each = {
        str(index): Entry(entry.key, inside)
        for index, shift in enumerate(shifts.items)
        if isinstance(shift, MapNode) and "breaks" in shift.entries
    }
    if not of_each:
        return block
    return MapNode({**without(block, key).entries, "shifts": Entry(entry.key, MapNode(of_each, entry.node.place))}, block.place)


def _is_part(value: Node) -> bool:
    if not isinstance(value, MapNode) or not value.entries:
        return False
    keys = {folded(key) for key in value.entries}
    whole = bool(keys & _WHENS) and bool(keys & _LENGTHS)
    return all(key.isdecimal() for key in keys) or (keys <= _WHENS | _LENGTHS and not whole)


def _is_unknown(key: str, model: type[Block]) -> bool:
    """Whether a key is none that the block itself has a word for."""
    return not (is_word_of(folded(key), model) or "." in key or "[" in key or folded(key) in TIME_WORDS or key in VOLUMES)


def _staffed(whole: MapNode, block: MapNode, path: Path, *, keep: bool) -> tuple[MapNode, list[str]]:
    """The scenario with the headcount or shifts that stand beside breaks, and without the breaks before; the keys taken."""
    own = follow(whole, path)
    assert isinstance(own, MapNode)
    heads = []
    for word in _STAFFING:
        entry = block.entries.get(word)
        at = (*path, word)
        if entry is not None and not is_operation(entry.node, at) and not signed_text(entry.node, at):
            own = MapNode({**without(own, *_STAFFING).entries, word: entry}, own.place)
            heads.append(word)
    own = own if keep else _without_breaks(own)
    return _put(whole, path, own), heads


def _put(whole: MapNode, path: Path, own: MapNode) -> MapNode:
    made = put(whole, path, own, own.place)
    assert isinstance(made, MapNode)
    return made


def _of_breaks(key: str) -> bool:
    word = folded(key)
    start = next((one for one in _MORE if word.startswith(one)), "")
    return word.removeprefix(start) in BREAKS


def _adds(key: str, value: Node) -> bool:
    """Whether breaks come besides those that are there."""
    return folded(key).startswith(_MORE) or (
        isinstance(value, MapNode) and len(value.entries) == 1 and set(value.entries) <= _ADDS
    )


def _meant(whole: MapNode, key: str, entry: Entry, path: Path, sources: Sources) -> MapNode | None:
    """The scenario with a key of a queue or a group, to which it gives a meaning; None where it gives none."""
    word, value = folded(key), entry.node
    if _of_breaks(key):
        word = word.removeprefix(next((one for one in _MORE if word.startswith(one)), ""))
        if isinstance(value, MapNode) and _adds("", value):
            value = next(iter(value.entries.values())).node
        if is_nothing(value) or text_of(value).lower() in _NONE or (isinstance(value, ListNode) and not value.items):
            return whole
    own = follow(whole, path)
    assert isinstance(own, MapNode)
    laid = _put(whole, path, MapNode({**own.entries, word: Entry(entry.key, value)}, own.place))
    apart = Sources()
    apart.lines = sources.lines
    made = understood(laid, apart)
    sources.found += apart.found
    if apart.found:
        return whole
    group = follow(made, path)
    return None if isinstance(group, MapNode) and word in group.entries else made


def _without_breaks(group: MapNode) -> MapNode:
    shifts = group.entries.get("shifts")
    if shifts is None or not isinstance(shifts.node, ListNode):
        return group
    items = tuple(without(one, "breaks") if isinstance(one, MapNode) else one for one in shifts.node.items)
    return MapNode({**group.entries, "shifts": Entry(shifts.key, ListNode(items, shifts.node.place))}, group.place)


def _differences(before: Node, after: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Single changes that lead from one block to another; a list of as many items is compared item by item."""
    if plain(before) == plain(after):
        return
    if isinstance(before, MapNode) and isinstance(after, MapNode):
        for key in before.entries:
            if key not in after.entries:
                yield (*path, key), Scalar(None, after.place)
        for key, entry in after.entries.items():
            if key in before.entries:
                yield from _differences(before.entries[key].node, entry.node, (*path, key))
            else:
                yield (*path, key), entry.node
    elif isinstance(before, ListNode) and isinstance(after, ListNode) and len(before.items) == len(after.items) and after.items:
        for index, (one, other) in enumerate(zip(before.items, after.items, strict=True)):
            yield from _differences(one, other, (*path, index))
    else:
        yield path, after
