"""How many days are simulated where a scenario does not say so: those that its volumes, agents and shifts are given for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simdesk.scenario.language.days import MOST_DAYS
from simdesk.scenario.language.series import OTHERS, iso_date, names_days
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, key_place, put, written
from simdesk.scenario.spellings.dates import named_date
from simdesk.scenario.spellings.weeks import with_week
from simdesk.units import WEEKDAYS

_BY_DAY = ("volumes", "per_day", "profile")
_TIMES = ("handle_time", "aht", "wrap_up", "patience")


@dataclass(frozen=True)
class _Given:
    """The days that a value by day or a shift names.

    Parameters
    ----------
    path : tuple
    words : frozenset of str
        Weekdays and dates.
    all_others : bool
        Days that are not named have a value too.
    """

    path: Path
    words: frozenset[str]
    all_others: bool = False


def with_days(tree: MapNode, sources: Sources, prefix: Path = ()) -> MapNode:
    """The tree with ``hours.days`` where it is left out and the days given follow one another from the first day.

    Hours or values by weekday without any date are for a week of their own. Where values are given by date, the earliest is
    the first day if none is named. Volumes for Monday to Friday and a first day that is a Monday make five days. Where the
    days given leave a gap, or other days are given together (``others``), it is reported that nobody can tell which are meant.

    Parameters
    ----------
    tree : MapNode
    sources : Sources
    prefix : tuple
        In front of the path reported.
    """
    given = _given(tree)
    series = [one.words for one in given if "shifts" not in one.path]
    tree = with_week(tree, series or [one.words for one in given], whole=any(one.all_others for one in given))
    if follow(tree, ("hours", "days")) is not None:
        return tree
    tree = _with_first_day(tree, given)
    first = _first_day(tree)
    if first is None:
        return tree
    days = [found for one in given for word in one.words if (found := _offset(word, first)) is not None]
    last = max(days, default=0)
    others = [one for one in given if one.all_others]
    if last == 0 and not others:
        return tree
    if days and 0 not in days and not others:
        return tree  # nothing is given for the first day, and the checks say so
    closed = {_offset(word, first) for word in _words(follow(tree, ("hours", "closed")))}
    gaps = [day for day in range(last + 1) if day not in (*days, *closed)]
    if not gaps and not others:
        place = key_place(tree, ("hours", "first_day"))
        made = put(tree, ("hours", "days"), Scalar(last + 1, place), place)
        assert isinstance(made, MapNode)
        return made
    count = last + 1 if last and not others else 7
    until = first + timedelta(days=count - 1)
    where = (others or [one for one in given if any(_offset(word, first) for word in one.words)])[0].path
    message = "is given for several days, and it is not said how many are simulated"
    idle = list(dict.fromkeys(WEEKDAYS[(first.weekday() + day) % 7] for day in gaps)) if not others else []
    closing = f" and closed: [{', '.join(idle)}]" if idle else ""
    begins = named_date(first)
    hint = f"write days: {count}{closing} under hours for {begins} to {named_date(until)}, or days: 1 for {begins} alone"
    sources.report(key_place(tree, where), written((*prefix, *where)), message, hint)
    return tree


def _first_day(tree: MapNode) -> date | None:
    node = follow(tree, ("hours", "first_day"))
    return iso_date(node.value) if isinstance(node, Scalar) else None


def _with_first_day(tree: MapNode, given: list[_Given]) -> MapNode:
    """The tree with the earliest date that is given as its first day, where it names none."""
    words = {word for one in given for word in one.words}
    dates = sorted(word for word in words if iso_date(word) is not None)
    if not dates or words & set(WEEKDAYS) or not isinstance(follow(tree, ("hours",)), MapNode):
        return tree
    if follow(tree, ("hours", "first_day")) is not None:
        return tree
    place = key_place(tree, ("hours",))
    made = put(tree, ("hours", "first_day"), Scalar(dates[0], place), place)
    assert isinstance(made, MapNode)
    return made


def _given(tree: MapNode) -> list[_Given]:
    """What is given by day; times of contacts count where nothing else is."""
    found = list(_volumes_and_agents(tree))
    return found or list(_times(tree))


def _times(tree: MapNode) -> Iterator[_Given]:
    queues = follow(tree, ("queues",))
    for name in queues.entries if isinstance(queues, MapNode) else ():
        for key in _TIMES:
            path: Path = ("queues", name, key, "mean_by_interval")
            node = follow(tree, path)
            if isinstance(node, MapNode) and names_days(node.entries):
                yield _Given(path, frozenset(node.entries) - {OTHERS}, OTHERS in node.entries)


def _volumes_and_agents(tree: MapNode) -> Iterator[_Given]:
    queues, groups = follow(tree, ("queues",)), follow(tree, ("agent_groups",))
    paths: list[Path] = []
    for name in queues.entries if isinstance(queues, MapNode) else ():
        paths += [("queues", name, "arrivals", key) for key in _BY_DAY]
    for name in groups.entries if isinstance(groups, MapNode) else ():
        paths.append(("agent_groups", name, "headcount"))
        shifts = follow(tree, ("agent_groups", name, "shifts"))
        for index in range(len(shifts.items) if isinstance(shifts, ListNode) else 0):
            path: Path = ("agent_groups", name, "shifts", index, "days")
            words = frozenset(_words(follow(tree, path)))
            if words:
                yield _Given(path, words)
    for path in paths:
        node = follow(tree, path)
        if isinstance(node, MapNode) and names_days(node.entries):
            yield _Given(path, frozenset(node.entries) - {OTHERS}, OTHERS in node.entries)


def _words(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    return [item.value for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]


def _offset(word: str, first: date) -> int | None:
    """How many days after the first a weekday comes next, or a date is; None for what is no day to come."""
    if word in WEEKDAYS:
        return (WEEKDAYS.index(word) - first.weekday()) % 7
    at = iso_date(word)
    days = -1 if at is None else (at - first).days
    return days if 0 <= days < MOST_DAYS else None
