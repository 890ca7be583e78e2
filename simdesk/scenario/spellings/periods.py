"""Volumes in lists of half hours, hours or quarters of an hour, whose name says how long each value is for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.language.series import names_clocks
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, is_number, put, without, written
from simdesk.scenario.spellings.clocks import are_loose_weekdays, weekdays_of, weekdays_written_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import DAY, parse_clock, parse_duration

_UNITS = {
    "half_hour": 1800.0,
    "half_an_hour": 1800.0,
    "quarter_hour": 900.0,
    "quarter_of_an_hour": 900.0,
    "hour": 3600.0,
    "minute": 60.0,
    "an_hour": 3600.0,
    **{f"{n}_{word}": n * 60.0 for n in (5, 10, 15, 20, 30, 60) for word in ("min", "mins", "minutes", "minute")},
    **{f"{n}{word}": n * 60.0 for n in (5, 10, 15, 20, 30, 60) for word in ("min", "m", "minutes")},
}
_ADVERBS = {"half_hourly": 1800.0, "quarter_hourly": 900.0, "hourly": 3600.0, "halfhourly": 1800.0}
_WHAT = (
    "calls",
    "contacts",
    "volume",
    "volumes",
    "chats",
    "emails",
    "mails",
    "arrivals",
    "offered",
    "forecast",
    "tickets",
    "rate",
)


def _words() -> dict[str, float]:
    found = dict(_ADVERBS)
    for unit, seconds in _UNITS.items():
        for one in (unit,) if unit == "an_hour" else (f"per_{unit}", f"by_{unit}", f"each_{unit}", f"every_{unit}", f"in_{unit}"):
            found[one] = seconds
    for one, seconds in list(found.items()):
        found |= {f"{what}_{one}": seconds for what in _WHAT}
        if one in _ADVERBS:
            found |= {f"{one}_{what}": seconds for what in _WHAT}
    return found


PERIODS = _words()
"""Words for a series of volumes, and the seconds that each value is for."""
_HOURS = frozenset(word for word, seconds in PERIODS.items() if seconds == 3600.0)
_RATE_UNITS = {60.0: "min", 900.0: "15 min", 1800.0: "half hour", 3600.0: "h"}


def as_rate(key: str, node: Node) -> Scalar | None:
    """One number at such a word as a rate: ``per_half_hour: 30`` is 30 per half hour."""
    seconds = PERIODS.get(folded(key))
    if seconds is None or not isinstance(node, Scalar) or not is_number(node):
        return None
    unit = _RATE_UNITS.get(seconds, f"{seconds / 60:g} min")
    return Scalar(f"{node.value:.15g} per {unit}", node.place)


def is_series(key: str, node: Node) -> bool:
    """Whether a word for a series by a unit of time has one, and not a single number."""
    return folded(key) in PERIODS and (isinstance(node, ListNode | MapNode) or bool(re.search(r"\.\w+$", text_of(node))))


def with_periods(tree: MapNode, sources: Sources) -> MapNode:
    """The tree with each series by a unit of time as ``volumes``.

    Where the unit is no interval, the values get clock times: then they are summed, or it is asked.

    Parameters
    ----------
    tree : MapNode
        A whole scenario, otherwise in the documented form.
    sources : Sources
        Takes the reports.
    """
    for path, key, node in list(_series(tree)):
        block = follow(tree, path)
        assert isinstance(block, MapNode)
        entry = block.entries[key]
        rival = next((one for one in ("volumes", "per_day", "rate", "times") if one in block.entries), None)
        if rival is not None:
            message = f"'{key}' and '{rival}' say the same"
            sources.report(entry.key, written((*path, key)), message, "keep one of them")
            tree = _with(tree, path, without(block, key))
            continue
        series = _as_volumes(tree, path, key, node, sources)
        if series is None:  # reported
            tree = _with(tree, path, MapNode({"per_day": Entry(entry.key, Scalar(1, entry.key))}, block.place))
            continue
        entries = {
            ("volumes" if one == key else one): (Entry(entry.key, series) if one == key else value)
            for one, value in block.entries.items()
        }
        made = MapNode(entries, block.place)
        if are_loose_weekdays(series):
            try:
                made = weekdays_written_out(made, "volumes")
            except UnclearError as error:
                sources.report(error.place or entry.key, written((*path, key)), error.message, error.hint)
                made = MapNode({"per_day": Entry(entry.key, Scalar(1, entry.key))}, block.place)
        tree = _with(tree, path, made)
    return tree


def _series(tree: MapNode) -> Iterator[tuple[Path, str, Node]]:
    queues = follow(tree, ("queues",))
    for name in queues.entries if isinstance(queues, MapNode) else ():
        path: Path = ("queues", name, "arrivals")
        arrivals = follow(tree, path)
        for key, entry in arrivals.entries.items() if isinstance(arrivals, MapNode) else ():
            if is_series(key, entry.node):
                yield path, key, entry.node


def _with(tree: MapNode, path: Path, block: MapNode) -> MapNode:
    made = put(tree, path, block, block.place)
    assert isinstance(made, MapNode)
    return made


def _as_volumes(tree: MapNode, path: Path, key: str, node: Node, sources: Sources) -> Node | None:
    if isinstance(node, MapNode):
        if names_clocks(node.entries) or not any(weekdays_of(name) for name in node.entries):
            return node
        entries: dict[str, Entry] = {}
        for name, one in node.entries.items():
            values = _as_volumes_of(tree, path, key, one.node, weekdays_of(name)[:1], sources)
            if values is None:
                return None
            entries[name] = Entry(one.key, values)
        return MapNode(entries, node.place)
    return _as_volumes_of(tree, path, key, node, (), sources)


def _as_volumes_of(tree: MapNode, path: Path, key: str, node: Node, day: tuple[str, ...], sources: Sources) -> Node | None:
    """A list, with clock times where its values are not one for each interval of the day."""
    if not isinstance(node, ListNode) or not all(map(is_number, node.items)):
        return node
    step, interval = PERIODS[folded(key)], _interval(tree)
    hours = _hours_of(tree, str(path[1]), day)
    if hours is None:
        return node
    opening, closing = hours
    covered = len(node.items) * step
    if abs(step - interval) < 1e-6 and abs(covered - DAY) > 1e-6:
        return node  # one for each interval, or for those of several days
    if abs(covered - (closing - opening)) < 1e-6:
        return _with_clocks(node, opening, step)
    if abs(covered - DAY) < 1e-6:
        return _with_clocks(node, 0.0, step)
    if abs(step - interval) > 1e-6:
        number, text = math.ceil((closing - opening) / step), format_duration(step)
        message = f"needs {number} values, one for each {text} from {format_clock(opening)} to {format_clock(closing, end=True)}"
        hint = 'write volumes: with clock times in front of the values, such as {"08:00": 40, "09:00": 60}'
        sources.report(node.place, written((*path, key)), f"{message} (got {len(node.items)})", hint)
        return None
    return node


def _with_clocks(node: ListNode, start: float, step: float) -> MapNode:
    entries = {format_clock((start + index * step) % DAY): Entry(item.place, item) for index, item in enumerate(node.items)}
    return MapNode(entries, node.place)


def _interval(tree: MapNode) -> float:
    node = follow(tree, ("hours", "interval"))
    try:
        return parse_duration(node.value, "short h:mm") if isinstance(node, Scalar) else 1800.0
    except InputError:
        return 1800.0


def _hours_of(tree: MapNode, queue: str, day: tuple[str, ...]) -> tuple[float, float] | None:
    """Opening and closing of a queue or the centre, on a weekday or a usual day; None where they cannot be told."""
    for path in (("queues", queue, "hours"), ("hours",)):
        for above in ((*path, *day), path):
            ends = [follow(tree, (*above, key)) for key in ("open", "close")]
            try:
                opening, closing = (parse_clock(node.value if isinstance(node, Scalar) else None) for node in ends)
            except InputError:
                continue
            return opening, closing if closing > opening else closing + DAY
    return None


def _in_rate(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    rate = as_rate(key, entry.node)
    assert rate is not None
    return MapNode(
        {
            ("rate" if one == key else one): (Entry(entry.key, rate) if one == key else value)
            for one, value in block.entries.items()
        },
        block.place,
    )


RATES: tuple[Spelling, ...] = (
    Spelling(
        Arrivals,
        tuple(word for word in PERIODS if word not in _HOURS),
        _in_rate,
        "per_half_hour: 30",
        "rate: 30 per half hour",
        is_number,
    ),
)
"""Numbers that are a rate of another unit than the hour."""
