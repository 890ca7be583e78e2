"""The week that is simulated where hours or volumes go by weekday and no date is given, and the week of the dates that are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from simdesk.scenario.language.series import iso_date
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, key_place, put
from simdesk.scenario.spellings.dates import named_date
from simdesk.units import WEEKDAYS

A_WEEK = date(2026, 3, 16)
"""The Monday from which a week is simulated that has no date: no clocks change in it, neither in Europe nor in America."""
_MOST_WEEKS = 5
"""So many weeks are proposed to reach the last of several dates; beyond, the week of the first."""
_NOT_THE_DAYS = ("variants", "sweep", "name", "description")


class Assumed(Scalar):
    """A value that nobody wrote, and that is told wherever it is shown what was understood."""


def with_week(tree: MapNode, by_day: Collection[frozenset[str]], *, whole: bool) -> MapNode:
    """The tree with a first day, and with a week where the hours go by weekday, if it names weekdays and no date at all.

    Parameters
    ----------
    tree : MapNode
    by_day : collection of frozenset of str
        The days that each series by day names.
    whole : bool
        A series has a value for all other days: then it is for a whole week.
    """
    hours = follow(tree, ("hours",))
    if not isinstance(hours, MapNode) or "first_day" in hours.entries or _has_zone(tree) or dates_in(tree):
        return tree
    named = {word for words in by_day for word in words if word in WEEKDAYS}
    weekly = hours_name_weekdays(tree)
    if not named and not weekly:
        return tree
    place = key_place(tree, ("hours",))
    weekly = weekly or whole
    begins = A_WEEK if weekly else A_WEEK + timedelta(days=_start_of(named))
    tree = _put(tree, ("hours", "first_day"), Assumed(begins.isoformat(), place))
    return _put(tree, ("hours", "days"), Scalar(7, place)) if weekly and "days" not in hours.entries else tree


def is_assumed(tree: MapNode) -> bool:
    """Whether the first day of a scenario is one that nobody wrote."""
    return isinstance(follow(tree, ("hours", "first_day")), Assumed)


def _put(tree: MapNode, path: Path, node: Scalar) -> MapNode:
    made = put(tree, path, node, node.place)
    assert isinstance(made, MapNode)
    return made


def _start_of(named: set[str]) -> int:
    """How many days after Monday the days named begin: on Tuesday for Tuesday to Saturday, on Sunday for Sunday to Thursday."""
    starts = [at for at, day in enumerate(WEEKDAYS) if day in named and WEEKDAYS[at - 1] not in named]
    if len(starts) != 1 or len(named) < 2:
        return 0
    return starts[0] - 7 if starts[0] + len(named) > 7 else starts[0]


def _hours(tree: MapNode) -> Iterator[MapNode]:
    queues = follow(tree, ("queues",))
    paths: list[Path] = [("hours",)]
    paths += [("queues", name, "hours") for name in queues.entries] if isinstance(queues, MapNode) else []
    for path in paths:
        node = follow(tree, path)
        if isinstance(node, MapNode):
            yield node


def _has_zone(tree: MapNode) -> bool:
    return any("zone" in hours.entries for hours in _hours(tree))


def hours_name_weekdays(tree: MapNode) -> bool:
    """Whether the hours of the centre or of a queue go by weekday, or name closed ones."""
    for hours in _hours(tree):
        closed = follow(hours, ("closed",))
        items = closed.items if isinstance(closed, ListNode) else ()
        words = {item.value for item in items if isinstance(item, Scalar)}
        if any(day in hours.entries or day in words for day in WEEKDAYS):
            return True
    return False


def dates_in(tree: MapNode) -> list[date]:
    """All dates that a scenario names, but for those of its variants, in order."""
    parts = [entry.node for key, entry in tree.entries.items() if key not in _NOT_THE_DAYS]
    return sorted({found for part in parts for found in _dates(part)})


def _dates(node: Node) -> Iterator[date]:
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            if (found := iso_date(key)) is not None:
                yield found
            yield from _dates(entry.node)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _dates(item)
    elif isinstance(node.value, str) and (found := iso_date(node.value.strip()[:10])) is not None:
        yield found


def line_for_dates(tree: MapNode) -> str:
    """What to write under hours so that the days a scenario names are simulated: a Monday and how many days, or one day alone."""
    dates = dates_in(tree)
    has_days = follow(tree, ("hours", "days")) is not None
    if not dates:
        if not hours_name_weekdays(tree):
            return f"write first_day: {A_WEEK.isoformat()} under hours, with the date of the day that is meant"
        return f"{_line(A_WEEK, None if has_days else 7)}, with the date of the Monday that is meant"
    monday = dates[0] - timedelta(days=dates[0].weekday())
    weeks = (dates[-1] - monday).days // 7 + 1
    reached = weeks <= _MOST_WEEKS
    line = _line(monday, None if has_days else 7 * weeks if reached else 7)
    if len(dates) == 1 and (has_days or _is_closed(tree, dates[0])):
        return f"{line}, the week of {named_date(dates[0])}"
    if len(dates) == 1:
        alone = f"write first_day: {dates[0].isoformat()} under hours for {named_date(dates[0])} alone"
        return f"{alone}; for its week first_day: {monday.isoformat()} and days: 7"
    if reached:
        return f"{line}, from the Monday before {named_date(dates[0])}" if dates[0] != monday else line
    return f"{line}, the week of {named_date(dates[0])}; the Monday of another week simulates that one"


def _is_closed(tree: MapNode, day: date) -> bool:
    """Whether the centre is closed on a date, so that there is nothing to simulate on it alone."""
    closed = follow(tree, ("hours", "closed"))
    items = closed.items if isinstance(closed, ListNode) else ()
    return any(isinstance(item, Scalar) and str(item.value)[:10] == day.isoformat() for item in items)


def _line(first: date, days: int | None) -> str:
    if days is None:
        return f"write first_day: {first.isoformat()} under hours"
    return f"under hours write first_day: {first.isoformat()} and days: {days}"


def week_of(day: date) -> str:
    """What to write so that the week of a date is simulated."""
    return _line(day - timedelta(days=day.weekday()), 7)
