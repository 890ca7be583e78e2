"""Schedules with a row for each activity: open, lunch, open again. Together they make up the shifts of an agent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simdesk.formats import format_clock
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar
from simdesk.scenario.spellings.clocks import duration
from simdesk.scenario.tables.activity_words import OFF, WORK
from simdesk.scenario.tables.csv_table import Cell
from simdesk.units import DAY

_NOISE = 1e-6
_LONGEST_GAP = 5400.0
"""Seconds that no activity tells of and that are a break; a longer gap parts two shifts."""


@dataclass(frozen=True)
class Work:
    """When an agent works once: on a day, or on several weekdays.

    Parameters
    ----------
    row : tuple of Cell
        The row that says so, the first of several.
    at : Cell
        Where the time stands.
    start, length : float
    days : tuple of str
        Empty for every day.
    rests : tuple of MapNode
    """

    row: tuple[Cell, ...]
    at: Cell
    start: float
    length: float
    days: tuple[str, ...] = ()
    rests: tuple[MapNode, ...] = ()


@dataclass(frozen=True)
class Activity:
    """One row: what an agent does from when for how long.

    Parameters
    ----------
    row : tuple of Cell
    at : Cell
        Where the start stands.
    name : str
        As the file has it.
    meaning : str
        ``work``, ``away`` or ``off``.
    start, length : float
        Seconds after midnight, and seconds.
    """

    row: tuple[Cell, ...]
    at: Cell
    name: str
    meaning: str
    start: float
    length: float


@dataclass
class _Part:
    """A span of time and the activity that tells of it."""

    begin: float
    end: float
    of: Activity


def shifts_of(activities: Sequence[Activity], days: tuple[str, ...], left_out: dict[str, None]) -> Iterator[Work]:
    """The shifts that the activities of one agent on one day make up.

    An activity may stand beside others, or lie over a longer one, as a lunch over a shift. What no work on contacts covers within
    a shift is a break, called as the activity is.

    Parameters
    ----------
    activities : sequence of Activity
        In the order of the file: one that begins where the one before ends is after midnight, where its clock time is earlier.
    days : tuple of str
    left_out : dict
        Takes the names of activities on days without any work.
    """
    parts, last = [], None
    for one in activities:
        begin = one.start
        if last is not None and one.start < last.begin and abs((last.end - one.start) % DAY) < _NOISE:
            begin += DAY
        last = _Part(begin, begin + one.length, one)
        parts.append(last)
    parts.sort(key=lambda part: (part.begin, -part.end))
    off = [part for part in parts if part.of.meaning == OFF]
    there = [piece for part in parts if part.of.meaning != OFF for piece in _without(part, off)]
    there.sort(key=lambda part: (part.begin, -part.end))
    for block in _blocks(there):
        rests = list(_rests(block))
        begin, end = block[0].begin, max(part.end for part in block)
        if not any(part.of.meaning == WORK for part in block):
            left_out.update(dict.fromkeys(part.of.name for part in block))
            continue
        at = block[0].of
        yield Work(at.row, at.at, begin % DAY, end - begin, days, tuple(_as_break(*rest) for rest in rests))


def _without(part: _Part, off: Sequence[_Part]) -> list[_Part]:
    """What is left of a span without others."""
    pieces = [part]
    for gone in off:
        pieces = [
            _Part(begin, end, one.of)
            for one in pieces
            for begin, end in ((one.begin, min(one.end, gone.begin)), (max(one.begin, gone.end), one.end))
            if end > begin + _NOISE
        ]
    return pieces


def _blocks(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Spans that follow one another, or lie a break apart."""
    block: list[_Part] = []
    for part in parts:
        if block and part.begin > max(one.end for one in block) + _LONGEST_GAP + _NOISE:
            yield block
            block = []
        block.append(part)
    if block:
        yield block


def _rests(block: Sequence[_Part]) -> Iterator[tuple[float, float, _Part]]:
    """The breaks of a shift: begin, end, and the activity; gaps have the name of none."""
    away = [part for part in block if part.of.meaning != WORK]
    cursor = block[0].begin
    end = max(part.end for part in block)
    work = sorted(
        (piece for part in block if part.of.meaning == WORK for piece in _without(part, away)), key=lambda part: part.begin
    )
    for begin, until in [*((part.begin, part.end) for part in work), (end, end)]:
        if begin > cursor + _NOISE:
            yield from _between(cursor, begin, away, block[0])
        cursor = max(cursor, until)


def _between(begin: float, end: float, away: Sequence[_Part], first: _Part) -> Iterator[tuple[float, float, _Part]]:
    cursor = begin
    for part in sorted(away, key=lambda one: one.begin):
        start, until = max(part.begin, cursor), min(part.end, end)
        if until <= start + _NOISE:
            continue
        if start > cursor + _NOISE:
            yield cursor, start, _Part(cursor, start, Activity(first.of.row, first.of.at, "", "away", cursor, start - cursor))
        yield start, until, part
        cursor = until
    if end > cursor + _NOISE:
        yield cursor, end, _Part(cursor, end, Activity(first.of.row, first.of.at, "", "away", cursor, end - cursor))


def _as_break(begin: float, end: float, part: _Part) -> MapNode:
    place = part.of.at.place
    entries: dict[str, Node] = {
        "at": Scalar(format_clock(begin % DAY), place),
        "length": duration(end - begin, Scalar(None, place)),
    }
    if part.of.name:
        entries["name"] = Scalar(part.of.name, place)
    return MapNode({key: Entry(place, node) for key, node in entries.items()}, place)
