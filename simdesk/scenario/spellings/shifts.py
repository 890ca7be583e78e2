"""Other spellings of shifts and their breaks."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup, Break, Shift
from simdesk.scenario.language.days import Event
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.break_windows import BREAK_WINDOWS, WINDOWS
from simdesk.scenario.spellings.clocks import ENDS, STARTS, days_of, duration, is_loose, length_between, span_of
from simdesk.scenario.spellings.dates import has_dates_in_words, with_dates
from simdesk.scenario.spellings.shift_texts import is_shift_text, shift_of_text
from simdesk.scenario.spellings.spelling import (
    Rewrite,
    Spelling,
    UnclearError,
    folded,
    mapping,
    renamed,
    replaced,
    text_of,
)

COUNTS = ("headcount", "heads", "staff", "count", "number", "fte", "people", "size", "who", "names")
"""Keys that say how many agents work a shift, or name them."""
_LENGTHS = ("duration", "shift_length", "long")
_SPANS = ("time", "times", "hours", "working_hours", "when", "work")
_BREAKS = ("lunch", "lunches", "break", "pause", "pauses", "rests", "lunch_break", "coffee", "coffee_break", "tea", "meal")
_ON_DAYS = ("day", "weekdays", "weekday", "on", "on_days", "dates", "date", "working_days")


_OF_SHIFT = {*Shift.model_fields, *STARTS, *ENDS, *COUNTS, *_LENGTHS, *_SPANS, *_BREAKS, *_ON_DAYS}
"""All words that a shift's block has."""
_ANY = {"length": "1 min"}
"""Stands in for a length that cannot be told, where that is said."""


def _end(block: MapNode, key: str) -> MapNode:
    """The end of a shift or a break as its length."""
    entry = block.entries[key]
    start = block.entries.get("start") or block.entries.get("at")
    if "length" in block.entries:
        line = block.entries["length"].key.line
        raise UnclearError(f"'{key}' and 'length'{f' (line {line})' if line else ''} say the same", "keep one of them")
    if start is None:
        found = next((name for name in block.entries if folded(name) in STARTS), None)
        if found is not None:
            start = block.entries[found]
    if start is None and "after" in block.entries:
        raise UnclearError(f"'{key}' of a break that begins some time after its shift", "write length: 30 min", instead=_ANY)
    if start is None:  # which is missing, and said so
        return replaced(block, key, {"length": Entry(entry.key, Scalar("1 min", entry.node.place))})
    try:
        length = length_between(start.node, entry.node)
    except UnclearError as error:
        at_start = error.place == start.node.place and error.place != entry.node.place
        if at_start:  # the start is read, and reported, by itself
            length = Scalar("1 min", entry.node.place)
        else:
            error.instead = _ANY
            raise
    return replaced(block, key, {"length": Entry(entry.key, length)})


def _span(start: str) -> Rewrite:
    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        ends = span_of(entry.node)
        assert ends is not None
        return replaced(block, key, {start: Entry(entry.key, ends[0]), "end": Entry(entry.key, ends[1])})

    return rewrite


def _is_span(node: Node) -> bool:
    return span_of(node) is not None


def are_names(node: Node) -> bool:
    """Whether a value is a list of names."""
    return isinstance(node, ListNode) and bool(node.items) and all(text_of(item) for item in node.items)


def counted(ours: str) -> Rewrite:
    """A rewrite of a list of names: the documented key has their number."""

    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        assert isinstance(entry.node, ListNode)
        names = [text_of(item) for item in entry.node.items]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise UnclearError(f"'{name}' is named twice", "name each agent once", entry.node.items[index].place, {ours: 1})
        return replaced(block, key, {ours: Entry(entry.key, Scalar(len(names), entry.node.place))})

    return rewrite


def are_loose_shifts(node: Node) -> bool:
    """Whether shifts are written otherwise than as a list of blocks."""
    if isinstance(node, MapNode):
        return not _are_places(node) and not {"file", "csv"} & set(node.entries)
    return isinstance(node, ListNode) and any(_shift_of(item) is not item for item in node.items)


def _is_one_shift(node: MapNode) -> bool:
    keys = {folded(key) for key in node.entries}
    return bool(keys & {*Shift.model_fields, *STARTS, *ENDS, *_SPANS}) and not any(
        isinstance(entry.node, MapNode) for entry in node.entries.values()
    )


def listed_shifts(block: MapNode, key: str) -> MapNode:
    """Shifts by name, by their hours, or only one: as a list."""
    entry = block.entries[key]
    node = entry.node
    shifts: list[Node] = []
    if isinstance(node, ListNode):
        shifts = [_shift_of(item) for item in node.items]
    elif isinstance(node, MapNode) and _is_one_shift(node):
        shifts = [node]
    elif isinstance(node, MapNode):
        shifts = [_called(name, one) for name, one in node.entries.items()]
    return replaced(block, key, {"shifts": Entry(entry.key, ListNode(tuple(shifts), node.place))})


def _called(name: str, one: Entry) -> Node:
    """A shift by its name, or by its hours."""
    hours = span_of(Scalar(name, one.key))
    if hours is not None and not isinstance(one.node, MapNode):
        return mapping(one.key, start=hours[0], end=hours[1], agents=one.node)
    shift = _shift_of(one.node)
    if hours is not None and isinstance(shift, MapNode):
        return MapNode({"start": Entry(one.key, hours[0]), "end": Entry(one.key, hours[1]), **shift.entries}, shift.place)
    return _named(name, one.key, shift)


def _named(name: str, place: Place, shift: Node) -> Node:
    if not isinstance(shift, MapNode) or "name" in shift.entries:
        return shift
    return MapNode({"name": Entry(place, Scalar(name, place)), **shift.entries}, shift.place)


def _shift_of(node: Node) -> Node:
    """One shift as a block: of a text, of ``early: 08:00-16:30, 6 agents``, or of a name above or beside its keys."""
    if isinstance(node, MapNode):
        first, entry = next(iter(node.entries.items()), ("", None))
        if entry is None or folded(first) in _OF_SHIFT:
            return node
        if len(node.entries) == 1 and (isinstance(entry.node, MapNode | ListNode) or _hours_in(entry.node)):
            return _called(first, entry)
        if len(node.entries) == 1 and span_of(Scalar(first, entry.key)) is not None:
            return _called(first, entry)
        rest = MapNode({key: one for key, one in node.entries.items() if key != first}, node.place)
        if isinstance(entry.node, Scalar) and entry.node.value is None and len(node.entries) > 1:
            return _named(first, entry.key, rest)
        if _hours_in(entry.node) and not {*STARTS, *_SPANS} & set(map(folded, rest.entries)):
            hours = MapNode({"hours": Entry(entry.key, entry.node), **rest.entries}, node.place)
            return _named(first, entry.key, hours)
        return node
    ends = span_of(node)
    if ends is not None:
        return mapping(node.place, start=ends[0], end=ends[1])
    return mapping(node.place, hours=node) if is_shift_text(node) else node


def _hours_in(node: Node) -> bool:
    return span_of(node) is not None or is_shift_text(node)


def _of_text(block: MapNode, key: str) -> MapNode:
    """A shift whose hours are a sentence that says more."""
    entry = block.entries[key]
    assert isinstance(entry.node, Scalar)
    said = shift_of_text(entry.node, text_of(block.entries["name"].node) if "name" in block.entries else "")
    twice = next((name for name in said.entries if name in block.entries and name != "name"), None)
    if twice is not None:
        raise UnclearError(f"'{key}' and '{twice}' say the same", "keep one of them")
    kept = {name: one for name, one in block.entries.items() if name != key and name != "name"}
    return MapNode({**said.entries, **kept}, block.place)


def _one_shift(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node if isinstance(entry.node, ListNode) else ListNode((_shift_of(entry.node),), entry.node.place)
    return replaced(block, key, {"shifts": Entry(entry.key, node)})


def _are_places(node: MapNode) -> bool:
    """Whether the keys of a mapping are places in a list, as in the path of a variant."""
    return bool(node.entries) and all(key.isdecimal() for key in node.entries)


def _loose_breaks(node: Node) -> bool:
    if isinstance(node, MapNode):
        return not _are_places(node)
    return not isinstance(node, ListNode) or any(not isinstance(item, MapNode) for item in node.items)


def _break_of(node: Node, name: str = "") -> Node:
    """One break as a block; a text is from one time to another."""
    ends = None if isinstance(node, ListNode) else span_of(node)
    if ends is not None:
        return mapping(node.place, at=ends[0], end=ends[1])
    if isinstance(node, MapNode):
        return node
    text = text_of(node)
    called = name or "a break"
    length = text if re.fullmatch(r"\d+(?:\.\d+)?\s*[a-z]+", text) else "30 min"
    raise UnclearError(
        f"{called} '{text or (node.value if isinstance(node, Scalar) else 'list')}' does not say from when to when",
        f'write "12:00-12:30"; {{between: "11:30-13:30", length: {length}}} is for breaks one after the other',
        node.place,
        {"breaks": ()},
    )


def _is_one_break(node: MapNode) -> bool:
    keys = {folded(key) for key in node.entries}
    return bool(keys & {*Break.model_fields, *STARTS, *ENDS, *WINDOWS, "minutes", "time"}) and not any(
        isinstance(entry.node, MapNode) and key not in {"between", *WINDOWS} for key, entry in node.entries.items()
    )


def _breaks_of(node: Node) -> list[Node]:
    if isinstance(node, MapNode) and not _is_one_break(node):
        return [_break_of(entry.node, name) for name, entry in node.entries.items()]
    if isinstance(node, ListNode):
        return [_break_of(item) for item in node.items]
    return [_break_of(node)]


def _listed_breaks(block: MapNode, key: str) -> MapNode:
    """Breaks in any shape as a list; a lunch is one more."""
    entry = block.entries[key]
    before = block.entries.get("breaks")
    more = _breaks_of(entry.node)
    if key == "breaks" or before is None:
        return replaced(block, key, {"breaks": Entry(entry.key, ListNode(tuple(more), entry.node.place))})
    items = (*_breaks_of(before.node), *more)
    entries = {name: one for name, one in block.entries.items() if name != key}
    entries["breaks"] = Entry(before.key, ListNode(items, before.node.place))
    return MapNode(entries, block.place)


def _minutes(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        node = duration(node.value * 60.0, node)
    return replaced(block, key, {"length": Entry(entry.key, node)})


def _days(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"days": Entry(entry.key, with_dates(days_of(entry.node)))})


def _loose_days(node: Node) -> bool:
    return is_loose(node) or has_dates_in_words(node)


_NO_TEXT = '{start: "08:00", length: 8 h, agents: 6}'
SHIFTS: tuple[Spelling, ...] = (
    *BREAK_WINDOWS,
    Spelling(
        AgentGroup,
        ("shift", "roster", "rota", "rosters", "working_times"),
        _one_shift,
        f"shift: {_NO_TEXT}",
        f"shifts: [{_NO_TEXT}]",
    ),
    renamed(Shift, "start", *STARTS[1:], example='"08:00", length: 8 h, agents: 6'),
    renamed(Shift, "length", *_LENGTHS, example='8 h, start: "08:00", agents: 6'),
    renamed(Shift, "agents", *COUNTS, example='6, start: "08:00", length: 8 h'),
    Spelling(
        Shift,
        ("agents",),
        counted("agents"),
        'agents: [anna, ben], start: "08:00", length: 8 h',
        'agents: 2, start: "08:00", length: 8 h',
        are_names,
    ),
    Spelling(
        Shift,
        ENDS,
        _end,
        'end: "16:30", start: "08:00", agents: 6',
        'start: "08:00", length: 8 h 30 min, agents: 6',
    ),
    Spelling(
        Shift,
        _SPANS,
        _of_text,
        "hours: '08:00-16:30, 6 agents, lunch 30 min between 11:30 and 13:30'",
        'start: "08:00", length: 8 h 30 min, agents: 6, breaks: [{between: "11:30-13:30", length: 30 min}]',
        is_shift_text,
    ),
    Spelling(
        Shift,
        _SPANS,
        _span("start"),
        'time: "08:00-16:30", agents: 6',
        'start: "08:00", length: 8 h 30 min, agents: 6',
        _is_span,
    ),
    Spelling(
        Shift,
        _BREAKS,
        _listed_breaks,
        'lunch: "12:00-13:00", start: "08:00", length: 8 h, agents: 6',
        'start: "08:00", length: 8 h, agents: 6, breaks: [{at: "12:00", length: 1 h}]',
    ),
    Spelling(
        Shift,
        ("breaks",),
        _listed_breaks,
        'breaks: ["10:00-10:15", "12:00 to 12:45"], start: "08:00", length: 8 h, agents: 6',
        'start: "08:00", length: 8 h, agents: 6, breaks: [{at: "10:00", length: 15 min}, {at: "12:00", length: 45 min}]',
        _loose_breaks,
    ),
    Spelling(Shift, _ON_DAYS, _days, f"on: [1], {_NO_TEXT[1:-1]}", f"days: [1], {_NO_TEXT[1:-1]}"),
    Spelling(Shift, ("days",), _days, f"days: 1, {_NO_TEXT[1:-1]}", f"days: [1], {_NO_TEXT[1:-1]}", _loose_days),
    Spelling(Event, ("days", *_ON_DAYS), _days, "days: saturday", "days: [saturday]", _loose_days),
    renamed(
        Shift, "name", "label", "title", "shift", "shift_name", "called", example='early, start: "08:00", length: 8 h, agents: 6'
    ),
    renamed(Break, "name", "label", "title", "type", "what", "kind", example='lunch, at: "12:00", length: 30 min'),
    renamed(Break, "at", *STARTS, "time", example='"12:00", length: 30 min'),
    renamed(Break, "length", *_LENGTHS, example='30 min, at: "12:00"'),
    Spelling(Break, ENDS, _end, 'end: "12:30", at: "12:00"', 'at: "12:00", length: 30 min'),
    Spelling(Break, ("minutes", "min", "mins"), _minutes, 'minutes: 30, at: "12:00"', 'at: "12:00", length: 30 min'),
)
