"""Days with hours or volumes of their own: holidays on which it is open for a time, early closing, fewer contacts on a date."""

from __future__ import annotations

from datetime import date, timedelta

from simdesk.scenario.language.series import dates_meant, iso_date
from simdesk.scenario.reading.diagnostics import Place, Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    is_number,
    key_place,
    put,
    written,
)
from simdesk.scenario.spellings.calendar_words import SHUT
from simdesk.scenario.spellings.clocks import ENDS, STARTS, is_clock, span_of
from simdesk.scenario.spellings.dates import date_in_words, is_date_in_words
from simdesk.scenario.spellings.event_sizes import factor
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, text_of
from simdesk.scenario.spellings.weeks import line_for_dates, week_of
from simdesk.units import WEEKDAYS

SPECIAL = (
    *("special_hours", "special_days", "special_opening_hours", "special_opening_times", "exceptional_hours", "holiday_hours"),
    *("exceptions", "exception_days", "early_closing", "early_closings", "early_close", "closing_early", "short_days"),
    *("reduced_hours", "half_days", "half_day", "deviating_hours", "late_opening", "hours_by_date"),
    *("payday", "paydays", "pay_day", "pay_days", "peak_days", "peak_day", "busy_days", "busy_day", "volume_by_date"),
)
"""Words for days on which it is open at other times, or more contacts arrive."""
_DATES = ("date", "day", "on", "dates", "days", "when")
_NAMES = ("name", "holiday", "label", "title", "reason", "note", "description", "what", "comment", "occasion")
_OPENS = ("open", "opens", "opening", "open_at", "open_from", "opening_time", *STARTS)
_CLOSES = ("close", "closes", "closing", "close_at", "open_until", "closing_time", "closes_at", "closed_from", *ENDS)
_SPANS = ("hours", "opening_hours", "open_hours", "times", "time", "business_hours")
_VOLUMES = ("volume", "volumes", "calls", "contacts", "arrivals", "factor", "scale", "demand", "multiplier", "traffic", "load")
_HEADS = ("agents", "headcount", "heads", "staff", "fte", "staffing")
_READ = {"date", "open", "close", "volume", "headcount", "name"}


def is_special(node: Node) -> bool:
    """Whether days have more to them than their dates: blocks with a date in them, or dates in front of hours."""
    if isinstance(node, ListNode):
        return any(isinstance(item, MapNode) for item in node.items)
    return isinstance(node, MapNode) and (
        any(is_date(key) for key in node.entries)
        or _has_date(node)
        or _has_no_date(node)
        or any(isinstance(entry.node, MapNode) for entry in node.entries.values())
    )


def is_special_and_unread(node: Node) -> bool:
    """Whether such days are written otherwise than they are when they have been read once."""
    blocks = [item for item in node.items if isinstance(item, MapNode)] if isinstance(node, ListNode) else []
    read = all(
        next(iter(item.entries), "") == "date"
        and set(item.entries) - {"date", "name"}
        and set(item.entries) <= _READ
        and iso_date(text_of(item.entries["date"].node)) is not None
        for item in blocks
    )
    return is_special(node) and not (blocks and read)


def is_date(text: str) -> bool:
    """Whether a key is a date, in whatever way it is written."""
    return iso_date(text) is not None or is_date_in_words(Scalar(text, Place("")))


def _has_no_date(node: MapNode) -> bool:
    """Whether a block tells of a day, and not of which: ``{name: Columbus Day, volume: 60%}``."""
    words = set(map(folded, node.entries))
    return bool(words & {*_VOLUMES, *_NAMES}) and words <= {*_VOLUMES, *_NAMES, *_OPENS, *_CLOSES, *_SPANS, *_HEADS, "closed"}


def _has_date(node: MapNode) -> bool:
    return any(folded(key) in _DATES for key in node.entries)


def special_items(node: Node, *, early: bool = False) -> tuple[Node, ...]:
    """The days of a list or a mapping: a date that is closed, or a block of ``date``, ``open``, ``close``, ``volume``, ``name``.

    Raises
    ------
    UnclearError
        When a day cannot be read.
    """
    found: list[Node] = []
    for item in items_of(node):
        if not isinstance(item, MapNode):
            if early:
                raise _no_hours(item, item)
            found.append(item)
        elif _has_date(item) or _has_no_date(item):
            found += _read(item, early=early)
        else:
            for key, entry in item.entries.items():
                below = entry.node
                if is_date(key):
                    found += _read(_dated(key, entry), early=early)
                elif isinstance(below, MapNode):
                    named = {} if any(folded(one) in _NAMES for one in below.entries) else {"name": _text(key, entry)}
                    found += _read(MapNode({**below.entries, **named}, below.place), early=early)
                else:
                    found += items_of(below)
    return tuple(found)


def _text(text: str, entry: Entry) -> Entry:
    return Entry(entry.key, Scalar(text, entry.key))


def _dated(key: str, entry: Entry) -> MapNode:
    """``2026-12-24: "08:00-14:00"`` as a block with a date."""
    node, day = entry.node, {"date": _text(key, entry)}
    if isinstance(node, MapNode):
        return MapNode({**day, **node.entries}, node.place)
    if isinstance(node, ListNode) or span_of(node) is not None or is_clock(text_of(node)):
        return MapNode({**day, "hours": entry}, node.place)
    if text_of(node).endswith("%") or (isinstance(node, Scalar) and is_number(node)):
        return MapNode({**day, "volume": entry}, node.place)
    if isinstance(node, Scalar) and (node.value in (None, False) or folded(text_of(node)) in SHUT):
        return MapNode({**day, "closed": Entry(entry.key, Scalar(True, entry.key))}, node.place)
    return MapNode({**day, "name": entry}, node.place)


def _read(item: MapNode, *, early: bool) -> list[Node]:
    """A block about a date in its documented words; the dates alone where it says nothing of hours or volumes."""
    found: dict[str, Entry] = {}
    dates: list[Node] = []
    shut = False
    for key, entry in item.entries.items():
        word, node = folded(key), entry.node
        if word in _DATES:
            dates += [_as_date(one) for one in items_of(node)]
        elif _says_shut(word, node):
            shut = True
        elif word in _SPANS or (word in ("open", "opens") and span_of(node) is not None):
            found |= _hours_in(entry, early=early)
        elif word in _OPENS and is_clock(text_of(node)):
            found["open"] = entry
        elif word in _CLOSES and is_clock(text_of(node)):
            found["close"] = entry
        elif word in _VOLUMES:
            found["volume"] = entry
        elif word in _HEADS:
            found["headcount"] = entry
        elif word in _NAMES:
            found["name"] = entry
        else:
            raise _unread(key, entry, dates)
    if not dates:
        inside = ", ".join(f"{key}: {flow(entry.node)}" for key, entry in item.entries.items())
        hint = f"write {{date: 2026-12-24, {inside}}}, with the date that is meant"
        hint += (
            f"; if it is the day simulated, write scale: {flow(found['volume'].node)} under arrivals" if "volume" in found else ""
        )
        raise UnclearError("a day without a date", hint, item.place)
    if not {"open", "close", "volume", "headcount"} & set(found):
        if early and not shut:
            raise _no_hours(dates[0], item)
        return dates
    return [MapNode({"date": Entry(one.place, one), **found}, item.place) for one in dates]


def _says_shut(word: str, node: Node) -> bool:
    """Whether ``closed: true``, ``open: no`` or ``hours: closed`` is said."""
    value = node.value if isinstance(node, Scalar) else None
    is_shut = value is False or folded(text_of(node)) in SHUT
    return (word in ("closed", "close") and (value is True or folded(text_of(node)) in ("yes", "true", "all_day"))) or (
        word in (*_OPENS, *_SPANS) and is_shut
    )


def _no_hours(day: Node, at: Node) -> UnclearError:
    shown = text_of(_as_date(day))
    hint = f'write {{date: {shown}, open: "08:00", close: "14:00"}}, or {{date: {shown}, volume: 140%}}, or closed: [{shown}] '
    return UnclearError("it is not said when it is open on that day, or how many arrive", f"{hint}if it is closed", at.place)


def _as_date(node: Node) -> Node:
    try:
        found = None if iso_date(text_of(node)) else date_in_words(text_of(node))
    except UnclearError as error:
        raise UnclearError(error.message, error.hint, node.place) from None
    return node if found is None else Scalar(found.isoformat(), node.place)


def _hours_in(entry: Entry, *, early: bool) -> dict[str, Entry]:
    ends = span_of(entry.node)
    if ends is not None:
        return {"open": Entry(entry.key, ends[0]), "close": Entry(entry.key, ends[1])}
    if early and is_clock(text_of(entry.node)):
        return {"close": entry}
    shown = text_of(entry.node)
    hint = f'write open: "08:00", close: "{shown}"' if is_clock(shown) else 'write open: "08:00", close: "14:00"'
    raise UnclearError("it is not said from when to when it is open on that day", hint, entry.node.place)


def _unread(key: str, entry: Entry, dates: list[Node]) -> UnclearError:
    day = text_of(dates[0]) if dates else "2026-12-24"
    message = f"a day of its own has a date, hours and a volume, not '{key}'"
    return UnclearError(message, f'write {{date: {day}, open: "10:00", close: "16:00", volume: 60%}}', entry.key)


def with_special_days(tree: MapNode, sources: Sources, prefix: Path = ()) -> MapNode:
    """The tree with each day that has hours or volumes of its own as hours of its weekday and an event on it.

    Hours go by weekday: a date has hours of its own where no other day simulated is of that weekday. What cannot be so is
    reported.
    """
    path: Path = ("hours", "closed")
    node = follow(tree, path)
    if not isinstance(node, ListNode) or not any(isinstance(item, MapNode) for item in node.items):
        return tree
    special = [(index, item) for index, item in enumerate(node.items) if isinstance(item, MapNode)]
    rest = ListNode(tuple(item for item in node.items if not isinstance(item, MapNode)), node.place)
    whole, tree = tree, _put(tree, path, rest, node)
    if follow(tree, ("hours", "first_day")) is None:  # told once, of the first of them
        weekdays = tuple(item for item in rest.items if text_of(item) in WEEKDAYS)
        tree = _put(tree, path, ListNode(weekdays, node.place), node)
    told: set[str] = set()
    for index, item in special:
        try:
            tree = _with_day(tree, whole, item)
        except UnclearError as error:
            if error.message not in told:
                told.add(error.message)
                sources.report(error.place or item.place, written((*prefix, *path, index)), error.message, error.hint)
    return tree


def _put(tree: MapNode, path: Path, new: Node, place_of: Node) -> MapNode:
    there = follow(tree, path)
    made = put(tree, path, new, place_of.place if there is None else key_place(tree, path))
    assert isinstance(made, MapNode)
    return made


def _with_day(tree: MapNode, whole: MapNode, item: MapNode) -> MapNode:
    day_node = item.entries["date"].node
    day = iso_date(text_of(day_node))
    if day is None:
        hint = f"write year, month and day: {dates_meant(text_of(day_node))}"
        raise UnclearError(f"not a date (got '{text_of(day_node)}')", hint, day_node.place)
    if "headcount" in item.entries:
        entry = item.entries["headcount"]
        usual = _usual(whole, "agent_groups", ("headcount",), "10")
        line = f"headcount: {{{day.isoformat()}: {flow(entry.node)}, others: {usual[1]}}}"
        message = "a day of its own has a date, hours and a volume; agents by date belong to their group"
        raise UnclearError(message, f"in the agent group{usual[0]} write {line}, and leave it out here", entry.key)
    if "volume" in item.entries:
        tree = _with_volume(tree, item, day)
    if "open" in item.entries or "close" in item.entries:
        tree = _with_hours(tree, whole, item, day)
    return tree


def _with_hours(tree: MapNode, whole: MapNode, item: MapNode, day: date) -> MapNode:
    first_node, days_node = follow(tree, ("hours", "first_day")), follow(tree, ("hours", "days"))
    first = iso_date(text_of(first_node))
    if first is None:
        raise UnclearError(f"'{day.isoformat()}' needs the date of the first day", line_for_dates(whole), item.place)
    days = days_node.value if isinstance(days_node, Scalar) and isinstance(days_node.value, int) else None
    week = week_of(day)
    if days is None and not 0 <= (day - first).days < 1:
        raise UnclearError(f"{day.isoformat()} is not the day simulated, {first.isoformat()}", week, item.place)
    offsets = [n for n in range(days or 1) if (first + timedelta(days=n)).weekday() == day.weekday()]
    if (day - first).days not in offsets:
        last = first + timedelta(days=(days or 1) - 1)
        message = f"{day.isoformat()} is not one of the days {first.isoformat()} to {last.isoformat()}"
        raise UnclearError(message, f"{week} for its week", item.place)
    name = WEEKDAYS[day.weekday()]
    if len(offsets) > 1:
        message = f"hours go by weekday, and {len(offsets)} of the {days} days are a {name.capitalize()}"
        raise UnclearError(message, f"{week} to simulate the week of {day.isoformat()} alone", item.place)
    usual = [follow(tree, ("hours", name)), follow(tree, ("hours",))]
    ends: dict[str, Entry] = {}
    for key in ("open", "close"):
        there = next((one for block in usual if isinstance(block, MapNode) and (one := follow(block, (key,)))), None)
        if key in item.entries:
            ends[key] = item.entries[key]
        elif there is not None:
            ends[key] = Entry(item.place, there)
    closed = follow(tree, ("hours", "closed"))
    if isinstance(closed, ListNode):
        open_days = ListNode(tuple(one for one in closed.items if text_of(one) != name), closed.place)
        tree = _put(tree, ("hours", "closed"), open_days, closed)
    return _put(tree, ("hours", name), MapNode(ends, item.place), item)


def _with_volume(tree: MapNode, item: MapNode, day: date) -> MapNode:
    entry = item.entries["volume"]
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and value > _LARGEST and not entry.node.plus:  # type: ignore[union-attr]
        queue, usual = _usual(tree, "queues", ("arrivals", "per_day"), "1000")
        line = f"per_day: {{{day.isoformat()}: {value:g}, others: {usual}}}"
        hint = f"in the queue{queue} write {line}, and leave it out here; or write a share, such as volume: 60%"
        raise UnclearError("the volume of a date is a share of the planned contacts", hint, entry.node.place)
    sized = factor(MapNode({"volume": entry}, item.place), "volume")
    what = Entry(item.place, Scalar("spike", item.place))
    days = Entry(item.place, ListNode((Scalar(day.isoformat(), item.place),), item.place))
    name = {"name": item.entries["name"]} if "name" in item.entries else {}
    event = MapNode({"what": what, **name, "days": days, **sized.entries}, item.place)
    there = follow(tree, ("events",))
    before = there.items if isinstance(there, ListNode) else ()
    return _put(tree, ("events",), ListNode((*before, event), item.place), item)


def _usual(tree: MapNode, section: str, path: Path, example: str) -> tuple[str, str]:
    """The only queue or group, with a blank in front, and its number on other days; an example where there are several."""
    block = follow(tree, (section,))
    names = list(block.entries) if isinstance(block, MapNode) else []
    if len(names) != 1:
        return "", example
    there = follow(tree, (section, names[0], *path))
    return f" {names[0]}", f"{there.value:g}" if isinstance(there, Scalar) and isinstance(there.value, int | float) else example


_LARGEST = 10.0
"""A bare number above this is a number of contacts, and no factor."""
