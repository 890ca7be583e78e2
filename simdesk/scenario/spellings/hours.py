"""Other spellings of opening hours, closed days and the time zone, wherever people write them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from simdesk.scenario.language.days import ByWeekday, DayHours, QueueHours
from simdesk.scenario.language.hours import Hours
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar
from simdesk.scenario.spellings.clocks import days_of, is_loose, span_of, weekdays_of
from simdesk.scenario.spellings.dates import has_dates_in_words, with_dates
from simdesk.scenario.spellings.special_days import SPECIAL, is_date, is_special, is_special_and_unread, special_items
from simdesk.scenario.spellings.spelling import (
    Rewrite,
    Spelling,
    UnclearError,
    folded,
    items_of,
    mapping,
    renamed,
    replaced,
    text_of,
)
from simdesk.scenario.spellings.weekly_hours import (
    CLOSES,
    OPENS,
    are_rows,
    are_unclear_days,
    from_days,
    is_shut,
    of_rows,
    only_days,
    refuse_unclear_day,
)
from simdesk.units import WEEKDAYS

_CLOSED = (
    "holidays",
    "holiday",
    "public_holidays",
    "bank_holidays",
    "closed_days",
    "closed_on",
    "closed_dates",
    "closing_days",
    "days_off",
    "closures",
)
_ZONES = ("timezone", "time_zone", "tz")
_INTERVALS = ("intervals", "interval_length", "interval_size", "granularity", "period", "slot", "slots", "time_step", "bucket")
_HOURS = (
    "opening_hours",
    "business_hours",
    "open_hours",
    "service_hours",
    "operating_hours",
    "office_hours",
    "hours_of_operation",
)
_ALL_DAY = {"24/7", "24x7", "24_7", "always", "all_day", "24h", "24_h", "24_hours", "round_the_clock", "24/24"}


def _is_all_day(node: Node) -> bool:
    return folded(text_of(node)) in _ALL_DAY


def _loose_hours(node: Node) -> bool:
    return _is_all_day(node) or (not isinstance(node, MapNode) and span_of(node) is not None) or _are_windows(node)


def _is_all_day_in_other_words(node: Node) -> bool:
    return _is_all_day(node) and text_of(node) != "always"


def _is_part_of_the_day(node: Node) -> bool:
    return _loose_hours(node) and not _is_all_day(node)


def _windows_of(node: Node) -> list[Node]:
    """The parts of hours that are several, in a list or with commas in between."""
    if isinstance(node, ListNode):
        return list(node.items)
    return [Scalar(part.strip(), node.place) for part in text_of(node).replace(";", ",").split(",")]


def _are_windows(node: Node) -> bool:
    windows = _windows_of(node)
    return len(windows) > 1 and all(span_of(one) is not None for one in windows) and span_of(node) is None


def _open_and_close(node: Node) -> MapNode:
    """Hours in any shape as a block with ``open`` and ``close``."""
    if _is_all_day(node):
        return mapping(node.place, open=Scalar("00:00", node.place), close=Scalar("24:00", node.place))
    if _are_windows(node):
        windows = [ends for one in _windows_of(node) if (ends := span_of(one)) is not None]
        between = [
            Scalar(f"{earlier[1].value}-{later[0].value}", later[0].place) for earlier, later in itertools.pairwise(windows)
        ]
        closed = ListNode(tuple(between), node.place)
        return mapping(node.place, open=windows[0][0], close=windows[-1][1], closed_between=closed)
    ends = span_of(node)
    assert ends is not None
    return mapping(node.place, open=ends[0], close=ends[1])


def _hours(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"hours": Entry(entry.key, _open_and_close(entry.node))})


def _hours_of_open(block: MapNode, key: str) -> MapNode:
    """``open: 08:00-20:00``."""
    entry = block.entries[key]
    try:
        hours = _open_and_close(entry.node)
    except UnclearError as error:
        error.instead = {"open": "00:00", "close": "24:00"}
        raise
    return replaced(block, key, hours.entries)


def _queue_always(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"hours": Entry(entry.key, Scalar("always", entry.node.place))})


def _day(block: MapNode, key: str) -> MapNode:
    """The hours of one weekday or several, or that they are closed."""
    entry = block.entries[key]
    named = [Scalar(day, entry.key) for day in weekdays_of(key.replace("_", "-"))]
    if is_shut(entry.node):
        return _closed_too(block, key, named)
    node = entry.node if isinstance(entry.node, MapNode) else _of_day(entry.node)
    return replaced(block, key, {str(day.value): Entry(entry.key, node) for day in named})


def _of_day(node: Node) -> Node:
    try:
        return _open_and_close(node) if _loose_hours(node) else node
    except UnclearError as error:
        error.instead = {}
        raise


def _closed_too(block: MapNode, key: str, days: Sequence[Node]) -> MapNode:
    before = block.entries.get("closed")
    there = items_of(days_of(before.node)) if before is not None and key != "closed" else ()
    place = block.entries[key].node.place if before is None else before.node.place
    new = Entry(block.entries[key].key if before is None else before.key, ListNode((*there, *days), place))
    entries: dict[str, Entry] = {}
    for name, entry in block.entries.items():
        if name == "closed" or (name == key and before is None):
            entries["closed"] = new
        elif name != key:
            entries[name] = entry
    return MapNode(entries, block.place)


def _closed(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node
    if is_special(node):
        node = ListNode(special_items(node), node.place)
    if key == "closed":
        return replaced(block, key, {"closed": Entry(entry.key, with_dates(days_of(node)))})
    return _closed_too(block, key, list(with_dates(days_of(node)).items))


def _special(block: MapNode, key: str) -> MapNode:
    """Days with other hours by a word of their own: a day without hours is none of them."""
    entry = block.entries[key]
    return _closed_too(block, key, special_items(entry.node, early=True))


def _has_dated_hours(block: MapNode) -> bool:
    hours = block.entries["hours"].node if "hours" in block.entries else None
    return isinstance(hours, MapNode) and any(map(is_date, hours.entries))


def _dated_hours(block: MapNode, key: str) -> MapNode:
    """``2026-12-24: "08:00-14:00"`` among the hours."""
    entry = block.entries[key]
    hours = entry.node
    assert isinstance(hours, MapNode)
    for name in [one for one in hours.entries if is_date(one)]:
        items = special_items(MapNode({name: hours.entries[name]}, hours.entries[name].node.place))
        hours = _closed_too(hours, name, list(items))
    return MapNode({**block.entries, key: Entry(entry.key, hours)}, block.place)


def _closed_at_top(block: MapNode, key: str) -> MapNode:
    """Closed days at the top, besides those under hours."""
    hours = block.entries["hours"].node if "hours" in block.entries else None
    there = isinstance(hours, MapNode) and "closed" in hours.entries
    return into_hours("holidays" if there and folded(key) != "closed" else "closed")(block, key)


def _loose_day(node: Node) -> bool:
    return is_shut(node) or _loose_hours(node)


def _words_for_days() -> tuple[str, ...]:
    names = [name for day in WEEKDAYS for name in (day, day[:3], day[:2])]
    several = [f"{one}{to}{other}" for one in names for to in ("_", "_to_") for other in names]
    single = [name for day in WEEKDAYS for name in (day[:3], day[:2], f"{day}s")]
    return (*single, "tues", "weds", "thurs", *several, "weekdays", "workdays", "working_days", "weekend", "weekends")


def into_hours(ours: str) -> Rewrite:
    """A key of the hours that stands at the top."""

    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        name = next(
            (one for one in ("hours", *block.entries) if one in block.entries and folded(one) in ("hours", *_HOURS)), None
        )
        there = block.entries[name] if name else None
        hours = MapNode({}, entry.key) if there is None else there.node
        if not isinstance(hours, MapNode) and _loose_hours(hours):
            hours = _open_and_close(hours)
        if not isinstance(hours, MapNode):
            return MapNode({one: value for one, value in block.entries.items() if one != key}, block.place)
        if ours in hours.entries:
            line = hours.entries[ours].key.line
            raise UnclearError(f"'{key}' and 'hours.{ours}'{f' (line {line})' if line else ''} say the same", "keep one of them")
        hours = MapNode({**hours.entries, ours: entry}, hours.place)
        entries = {("hours" if one == name else one): value for one, value in block.entries.items() if one != key}
        entries["hours"] = Entry(entry.key if there is None else there.key, hours)
        return MapNode(entries, block.place)

    return rewrite


_OPEN = 'open: "08:00", close: "20:00"'
_ZONED = 'first_day: "2026-03-23"'


def top(ours: str, keys: tuple[str, ...], value: str, beside: str = "") -> Spelling:
    """A key of the hours by other names at the top of the file."""
    hours = f"{_OPEN}{', ' + beside if beside else ''}"
    return Spelling(
        ScenarioModel,
        keys,
        into_hours(ours),
        f"{keys[0]}: {value}, hours: {{{hours}}}",
        f"hours: {{{hours}, {ours}: {value}}}",
    )


HOURS: tuple[Spelling, ...] = (
    renamed(ScenarioModel, "hours", *_HOURS, "opening", example=f"{{{_OPEN}}}"),
    Spelling(Hours, ("open",), _hours_of_open, 'open: "08:00-20:00"', _OPEN, _loose_hours),
    Spelling(ScenarioModel, ("hours",), _hours, 'hours: "08:00-20:00"', f"hours: {{{_OPEN}}}", _loose_hours),
    Spelling(
        ScenarioModel,
        ("hours",),
        of_rows,
        'hours: [{days: Mon-Fri, open: "08:00", close: "20:00"}, {day: Sat, hours: "09:00-14:00"}]',
        'hours: {mon-fri: "08:00-20:00", sat: "09:00-14:00"}',
        are_rows,
    ),
    Spelling(ScenarioModel, ("hours",), refuse_unclear_day, 'hours: {lundi: "08:00-20:00", di: closed}', "", are_unclear_days),
    Spelling(
        ScenarioModel,
        ("hours",),
        from_days,
        f'hours: {{mon-fri: "08:00-20:00", sat: "09:00-14:00", {_ZONED}}}',
        'hours: {open: "08:00", close: "20:00", closed: [sunday], '
        + "".join(f'{day}: {{open: "08:00", close: "20:00"}}, ' for day in WEEKDAYS[:5])
        + f'saturday: {{open: "09:00", close: "14:00"}}, {_ZONED}}}',
        within=only_days,
        of_whole=True,
    ),
    top("interval", ("interval", *_INTERVALS), "15 min"),
    top("zone", ("zone", *_ZONES), "Europe/Berlin", _ZONED),
    Spelling(
        ScenarioModel,
        ("closed", *_CLOSED),
        _closed_at_top,
        f'holidays: ["2026-03-24"], hours: {{{_OPEN}, {_ZONED}, days: 3, closed: ["2026-03-25"]}}',
        f'hours: {{{_OPEN}, {_ZONED}, days: 3, closed: ["2026-03-25", "2026-03-24"]}}',
    ),
    Spelling(
        ScenarioModel,
        SPECIAL,
        into_hours("special_hours"),
        f'early_closing: {{2026-03-24: "14:00"}}, hours: {{{_OPEN}, {_ZONED}, days: 3}}',
        f'hours: {{{_OPEN}, {_ZONED}, days: 3, tuesday: {{open: "08:00", close: "14:00"}}}}',
    ),
    Spelling(
        ScenarioModel,
        ("hours",),
        _dated_hours,
        f'hours: {{{_OPEN}, {_ZONED}, days: 3, 2026-03-24: "08:00-14:00", 2026-03-25: closed}}',
        f'hours: {{{_OPEN}, {_ZONED}, days: 3, tuesday: {{open: "08:00", close: "14:00"}}, closed: ["2026-03-25"]}}',
        within=_has_dated_hours,
    ),
    renamed(Hours, "open", *OPENS, example='"08:00", close: "20:00"'),
    renamed(Hours, "close", *CLOSES, example='"20:00", open: "08:00"'),
    renamed(Hours, "interval", *_INTERVALS, example="15 min"),
    renamed(Hours, "zone", *_ZONES, example=f"Europe/Berlin, {_ZONED}"),
    renamed(QueueHours, "open", *OPENS, example='"08:00", close: "20:00"'),
    renamed(QueueHours, "close", *CLOSES, example='"20:00", open: "08:00"'),
    renamed(QueueHours, "zone", *_ZONES, example='Europe/Berlin, open: "08:00", close: "20:00"'),
    renamed(DayHours, "open", *OPENS, example='"08:00", close: "20:00"'),
    renamed(DayHours, "close", *CLOSES, example='"20:00", open: "08:00"'),
    Spelling(ByWeekday, _CLOSED, _closed, f'holidays: ["2026-12-25"], {_ZONED}', f'closed: ["2026-12-25"], {_ZONED}'),
    Spelling(
        Hours,
        SPECIAL,
        _special,
        f'special_hours: [{{date: "2026-03-23", open: "10:00", close: "16:00"}}], {_ZONED}, {_OPEN}',
        f'monday: {{open: "10:00", close: "16:00"}}, {_ZONED}, {_OPEN}',
    ),
    Spelling(
        Hours,
        ("closed",),
        _closed,
        f'closed: [{{date: "2026-12-25", name: Christmas}}], {_ZONED}',
        f'closed: ["2026-12-25"], {_ZONED}',
        is_special_and_unread,
    ),
    Spelling(ByWeekday, ("closed",), _closed, f"closed: sunday, {_ZONED}", f"closed: [sunday], {_ZONED}", is_loose),
    Spelling(
        ByWeekday,
        ("closed",),
        _closed,
        f"closed: [1 May 2026], {_ZONED}",
        f'closed: ["2026-05-01"], {_ZONED}',
        has_dates_in_words,
    ),
    Spelling(
        ByWeekday,
        WEEKDAYS,
        _day,
        f'saturday: "09:00-14:00", sunday: closed, {_ZONED}',
        f'saturday: {{open: "09:00", close: "14:00"}}, closed: [sunday], {_ZONED}',
        _loose_day,
    ),
    Spelling(
        ByWeekday,
        _words_for_days(),
        _day,
        f'Sat-Sun: {{open: "09:00", close: "14:00"}}, {_ZONED}',
        f'saturday: {{open: "09:00", close: "14:00"}}, sunday: {{open: "09:00", close: "14:00"}}, {_ZONED}',
    ),
    Spelling(Queue, ("hours",), refuse_unclear_day, f"hours: {{{_OPEN}, di: closed}}", "", are_unclear_days),
    Spelling(Queue, ("hours",), _queue_always, "hours: 24/7", "hours: always", _is_all_day_in_other_words),
    Spelling(Queue, ("hours",), _hours, 'hours: "08:00-20:00"', f"hours: {{{_OPEN}}}", _is_part_of_the_day),
    renamed(Queue, "hours", *_HOURS, example=f"{{{_OPEN}}}"),
)
