"""Hours by weekday: a line or a block for each day or several, and what the others are then."""

from __future__ import annotations

from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, names_in
from simdesk.scenario.spellings.calendar_words import SHUT
from simdesk.scenario.spellings.clocks import (
    ENDS,
    STARTS,
    days_of,
    in_one_language,
    seconds_at,
    span_of,
    unclear_day,
    weekdays_of,
)
from simdesk.scenario.spellings.sections import left_out
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, text_of
from simdesk.units import DAY, WEEKDAYS

OPENS = ("opening", "opens", "opening_time", "open_at", "opens_at", "open_from", *STARTS)
CLOSES = ("closing", "closes", "closing_time", "close_at", "closes_at", "open_until", "open_to", *ENDS)


def is_shut(node: Node) -> bool:
    """Whether a day is said to be closed."""
    return isinstance(node, Scalar) and (node.value is False or folded(text_of(node)) in SHUT)


def _given_days(hours: MapNode) -> dict[str, tuple[Scalar, Scalar] | None]:
    """The weekdays that have hours or are closed (None), in whatever words."""
    found: dict[str, tuple[Scalar, Scalar] | None] = {}
    for key, entry in hours.entries.items():
        ends = None if is_shut(entry.node) else span_of(entry.node)
        if ends is not None or is_shut(entry.node):
            found |= dict.fromkeys(weekdays_of(key.replace("_", "-")), ends)
    return found


def only_days(block: MapNode) -> bool:
    """Whether hours are given by weekday alone, in a file that is laid over no other."""
    hours = block.entries["hours"].node if "hours" in block.entries else None
    if not isinstance(hours, MapNode) or "extends" in block.entries:
        return False
    keys = {folded(key) for key in hours.entries}
    return not keys & {"open", "close", *OPENS, *CLOSES} and any(_given_days(hours).values())


def from_days(block: MapNode, key: str) -> MapNode:
    """The widest hours of all days, where only days have hours; what has none is closed."""
    entry = block.entries[key]
    hours = entry.node
    assert isinstance(hours, MapNode)
    days = _given_days(hours)
    wide = [ends for ends in days.values() if ends is not None]
    first = min((ends[0] for ends in wide), key=seconds_at)
    last = max(wide, key=lambda ends: seconds_at(ends[1]) + (DAY if seconds_at(ends[1]) <= seconds_at(ends[0]) else 0.0))[1]
    hours = MapNode({"open": Entry(entry.key, first), "close": Entry(entry.key, last), **hours.entries}, hours.place)
    shut = [Scalar(day, entry.key) for day in WEEKDAYS if day not in days]
    if shut:
        before = hours.entries.get("closed")
        there = items_of(days_of(before.node)) if before is not None else ()
        closed = ListNode((*there, *(day for day in shut if text_of(day) not in map(text_of, there))), entry.key)
        hours = MapNode({**hours.entries, "closed": Entry(entry.key, closed)}, hours.place)
    return MapNode({**block.entries, key: Entry(entry.key, hours)}, block.place)


_WHICH = ("days", "day", "weekdays", "weekday", "on")


def are_rows(node: Node) -> bool:
    """Whether hours are a list of blocks, each for some weekdays."""
    return isinstance(node, ListNode) and bool(node.items) and all(map(_days_of_row, node.items))


def _days_of_row(node: Node) -> tuple[str, ...]:
    return tuple(day for name in _names_in_row(node) for day in weekdays_of(name))


def _names_in_row(node: Node) -> list[str]:
    named = [one.node for key, one in node.entries.items() if folded(key) in _WHICH] if isinstance(node, MapNode) else []
    return [text_of(item) for one in named for item in items_of(one)]


def are_unclear_days(node: Node) -> bool:
    """Whether hours are given by days of which one may be another in another language."""
    return isinstance(node, MapNode) and unclear_day(node.entries) is not None


def refuse_unclear_day(block: MapNode, key: str) -> MapNode:
    """Hours by days of which one may be another in another language."""
    hours = block.entries[key].node
    found = unclear_day(names_in(block, key))
    assert found is not None
    assert isinstance(hours, MapNode)
    name, error = found
    error.place = hours.entries[name].key
    raise left_out(error, (key,), name)


def of_rows(block: MapNode, key: str) -> MapNode:
    """``- {days: Mon-Fri, open: "08:00", close: "20:00"}`` as hours by weekday."""
    entry = block.entries[key]
    in_one_language([name for row in items_of(entry.node) for name in _names_in_row(row)], entry.key)
    days: dict[str, Entry] = {}
    for row in items_of(entry.node):
        assert isinstance(row, MapNode)
        rest = {name: one for name, one in row.entries.items() if folded(name) not in _WHICH}
        inner = next(iter(rest.values())).node if len(rest) == 1 else MapNode(rest, row.place)
        for day in _days_of_row(row):
            if day in days:
                raise UnclearError(f"{day} is given twice", "give each weekday once", row.place)
            days[day] = Entry(row.place, inner)
    return MapNode({**block.entries, key: Entry(entry.key, MapNode(days, entry.node.place))}, block.place)
