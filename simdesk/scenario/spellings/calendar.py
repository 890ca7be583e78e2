"""Other spellings of which days are simulated: first days, weeks, periods from one date to another, spans of weekdays."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar
from simdesk.scenario.spellings.dates import (
    begins_with_date,
    date_in_words,
    date_of,
    dates_between,
    days_from_weekdays,
    first_day,
    is_date_in_words,
    knows_its_first_day,
    names_weekdays,
)
from simdesk.scenario.spellings.hours import into_hours, top
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, renamed, text_of

FIRST_DAYS = ("date", "start_date", "first_date", "from_date", "starting", "start_day")
_WEEKS = ("week_of", "week_starting", "week", "monday_of", "week_commencing", "calendar_week")
STARTS_OF_DAYS = ("start", "from", "begin", "starts", "day", "begins", *_WEEKS)
_OPEN = 'open: "08:00", close: "20:00"'
_ZONED = 'first_day: "2026-03-23"'


def _is_date(node: Node) -> bool:
    return isinstance(node, Scalar) and (
        re.fullmatch(r"\d{1,4}([-./])\d\d?\1\d{1,4}", str(node.value)) is not None or is_date_in_words(node)
    )


def _week(block: MapNode, key: str) -> MapNode:
    """The first day of a week, of which it is said how many days are simulated."""
    hours = block.entries["hours"].node if "hours" in block.entries else None
    inner = hours.entries if isinstance(hours, MapNode) else {}
    if any(folded(word) in ("days", "number_of_days") for word in (*block.entries, *inner)):
        return into_hours("first_day")(block, key)
    written = text_of(block.entries[key].node)
    line = f"first_day: {written}"
    hint = f"under hours write {line} and days: 7, or days: 5 for the first five days, or days: 1 for the first alone"
    raise UnclearError(f"'{key}' does not say how many days of the week are simulated", hint)


_PERIODS = ("period", "date_range", "dates", "range", "horizon", "time_range", "from_to", "simulation_period")
_LAST_DAYS = ("end", "end_date", "until", "last_day", "to", "last_date", "to_date", "finish")


def _period(block: MapNode, key: str) -> MapNode:
    """From one date to another as a first day and a number of days."""
    entry = block.entries[key]
    dates = dates_between(entry.node)
    assert dates is not None
    first, last = dates
    made = into_hours("first_day")(
        MapNode({**block.entries, key: Entry(entry.key, Scalar(first.isoformat(), entry.node.place))}, block.place), key
    )
    return _with_days(made, (last - first).days + 1, entry)


def _with_days(block: MapNode, count: int, entry: Entry) -> MapNode:
    days = Entry(entry.key, Scalar(count, entry.node.place))
    return into_hours("days")(MapNode({**block.entries, "days": days}, block.place), "days")


def _last_day(block: MapNode, key: str) -> MapNode:
    """The last day, beside the first, as the number of days."""
    entry = block.entries[key]
    hours = block.entries["hours"].node if "hours" in block.entries else None
    there = hours.entries.get("first_day") if isinstance(hours, MapNode) else None
    first = date_of(there.node) if there is not None else None
    last = date_of(entry.node)
    if first is None or last is None or last < first:
        raise UnclearError(f"'{key}' needs the first day before it", "write first_day: 2026-03-23 and days: 7 under hours")
    return _with_days(
        MapNode({one: value for one, value in block.entries.items() if one != key}, block.place), (last - first).days + 1, entry
    )


def _has_dates(node: Node) -> bool:
    """Whether keys of a mapping are dates in other ways than the documented one."""
    return isinstance(node, MapNode) and any(is_date_in_words(Scalar(key, node.place)) for key in node.entries)


def _dated(block: MapNode, key: str) -> MapNode:
    """Values by date with the dates in the documented form."""
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    days: dict[str, Entry] = {}
    for name, one in entry.node.entries.items():
        try:
            day = date_in_words(name)
        except UnclearError as error:
            stands_in = {key: 1} if key != "profile" else {}
            raise UnclearError(error.message, error.hint, one.key, stands_in) from None
        word = name if day is None else day.isoformat()
        if word in days:
            raise UnclearError(f"{word} is given twice", "give each day once", one.key)
        days[word] = one
    return MapNode({**block.entries, key: Entry(entry.key, MapNode(days, entry.node.place))}, block.place)


CALENDAR: tuple[Spelling, ...] = (
    *(
        Spelling(
            Arrivals,
            (key,),
            _dated,
            f"{key}: {{23.03.2026: {value}, 24 March 2026: {value}}}{beside}",
            f"{key}: {{2026-03-23: {value}, 2026-03-24: {value}}}{beside}",
            _has_dates,
        )
        for key, value, beside in (
            ("per_day", 100, ""),
            ("volumes", [20] * 24, ""),
            ("profile", [1] * 24, ", per_day: 9"),
        )
    ),
    Spelling(
        AgentGroup,
        ("headcount",),
        _dated,
        "skills: [sales], headcount: {23/03/2026: 5, others: 4}",
        "skills: [sales], headcount: {2026-03-23: 5, others: 4}",
        _has_dates,
    ),
    Spelling(
        ScenarioModel,
        _PERIODS,
        _period,
        f"period: 2026-03-23 to 2026-03-28, hours: {{{_OPEN}}}",
        f'hours: {{{_OPEN}, first_day: "2026-03-23", days: 6}}',
        lambda node: dates_between(node) is not None,
    ),
    Spelling(
        ScenarioModel,
        _LAST_DAYS,
        _last_day,
        f'end_date: "2026-03-28", hours: {{{_OPEN}, {_ZONED}}}',
        f"hours: {{{_OPEN}, {_ZONED}, days: 6}}",
        _is_date,
        lambda block: not begins_with_date(block, (*FIRST_DAYS, *STARTS_OF_DAYS)),
    ),
    top("first_day", ("first_day", *FIRST_DAYS), '"2026-03-23"'),
    Spelling(
        ScenarioModel,
        STARTS_OF_DAYS[:6],
        into_hours("first_day"),
        f'start: "2026-03-23", hours: {{{_OPEN}}}',
        f'hours: {{{_OPEN}, first_day: "2026-03-23"}}',
        _is_date,
    ),
    Spelling(
        ScenarioModel,
        _WEEKS,
        _week,
        f"week_of: 23 March 2026, hours: {{{_OPEN}, days: 5}}",
        f'hours: {{{_OPEN}, days: 5, first_day: "2026-03-23"}}',
        _is_date,
    ),
    renamed(Hours, "first_day", *FIRST_DAYS, example='"2026-03-23"'),
    Spelling(
        Hours,
        ("first_day",),
        first_day("first_day"),
        "first_day: Monday 23 March 2026",
        'first_day: "2026-03-23"',
        is_date_in_words,
    ),
    Spelling(
        Hours,
        ("days",),
        days_from_weekdays,
        f"days: Mon-Sat, {_ZONED}",
        f"days: 6, {_ZONED}",
        names_weekdays,
        knows_its_first_day,
        of_whole=True,
    ),
    Spelling(
        ScenarioModel,
        ("days", "weekdays", "open_days", "working_days"),
        into_hours("days"),
        f"days: Mon-Fri, hours: {{{_OPEN}, {_ZONED}}}",
        f"hours: {{{_OPEN}, {_ZONED}, days: 5}}",
        names_weekdays,
    ),
)
"""The days, wherever people write them."""
