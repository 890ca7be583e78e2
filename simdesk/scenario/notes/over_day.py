"""Values by interval as people read them: from when to when, or by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_clock

MOST_STEPS = 6
"""More steps in a day than these are told as their span."""
MOST_GROUPS = 5
"""More runs of days that are alike than these are told as their span."""
MOST_DAYS = 14
"""More days than these are told as their span."""


def by_time_of_day(floor: FloorPlan, values: Sequence[float], intervals: Sequence[int], say: Callable[[float], str]) -> str:
    """``4 min until 11:00, 5 min 10 s until 15:00, then 4 min``; the span where there are many steps, or days differ.

    Parameters
    ----------
    floor : FloorPlan
    values : sequence of float
        One for each interval.
    intervals : sequence of int
        Those that count: in which a queue is open, or the centre.
    say : callable
        A value in words.
    """
    told = {k: say(values[k]) for k in intervals}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    days = _by_day(floor, intervals)
    groups = _alike(floor, [(_steps(floor, told, day), day) for day in days])
    if len(groups) <= MOST_GROUPS and all(len(steps) <= MOST_STEPS for steps, _ in groups):
        if len(groups) == 1:
            return _told(groups[0][0])
        apart = "; " if any(len(steps) > 1 for steps, _ in groups) else ", "
        return apart.join(f"{names} {_told(steps)}" for steps, names in groups)
    least, most = (find(intervals, key=lambda k: values[k]) for find in (min, max))
    if len(days) == 1 or floor.dates is None:
        return f"{told[least]} (at {floor.clock(_begin(floor, least))}) to {told[most]} (at {floor.clock(_begin(floor, most))})"
    return f"{told[least]} to {told[most]} by day and time (most at {floor.clock(_begin(floor, most))})"


def _told(steps: list[tuple[str, str]]) -> str:
    *first, (last, _) = steps
    return f"{', '.join(f'{word} until {clock}' for word, clock in first)}, then {last}" if first else last


def _alike(floor: FloorPlan, days: list[tuple[list[tuple[str, str]], list[int]]]) -> list[tuple[list[tuple[str, str]], str]]:
    """Days in a row with the same steps, and what they are called: ``Tue to Fri``."""
    if floor.dates is None:
        return [(steps, "") for steps, _ in days]
    names = day_names(floor)
    found: list[tuple[list[tuple[str, str]], list[str]]] = []
    for steps, day in days:
        name = names[floor.dates.day(_begin(floor, day[0]))]
        if found and found[-1][0] == steps:
            found[-1][1].append(name)
        else:
            found.append((steps, [name]))
    return [(steps, mine[0] if len(mine) == 1 else f"{mine[0]} to {mine[-1]}") for steps, mine in found]


def day_names(floor: FloorPlan) -> list[str]:
    """``Mon``, ``Tue``; with dates where weekdays come more than once."""
    assert floor.dates is not None
    short = [name.split()[0] for name in floor.dates.names]
    return short if len(set(short)) == len(short) else list(floor.dates.names)


def _begin(floor: FloorPlan, k: int) -> float:
    return floor.opening + k * floor.interval


def _steps(floor: FloorPlan, told: dict[int, str], day: Sequence[int]) -> list[tuple[str, str]]:
    """Each value and the time of day until which it holds; the end of the last is left open."""
    steps: list[tuple[str, str]] = []
    for k in day:
        end = _time(floor, _begin(floor, k) + floor.interval)
        if steps and steps[-1][0] == told[k]:
            steps[-1] = (told[k], end)
        else:
            steps.append((told[k], end))
    return [*steps[:-1], (steps[-1][0], "")]


def _time(floor: FloorPlan, moment: float) -> str:
    return format_clock(moment if floor.dates is None else floor.dates.wall(moment))


def _by_day(floor: FloorPlan, intervals: Sequence[int]) -> list[list[int]]:
    if floor.dates is None:
        return [list(intervals)]
    days: dict[int, list[int]] = {}
    for k in intervals:
        days.setdefault(floor.dates.day(_begin(floor, k)), []).append(k)
    return list(days.values())


def totals_by_day(floor: FloorPlan, counts: Sequence[float]) -> str:
    """``Mon 1,250, Tue 1,050``: the sums of several days, with dates where weekdays come more than once; empty for one day."""
    if floor.dates is None:
        return ""
    sums = [0.0] * len(floor.dates.names)
    for k, count in enumerate(counts):
        sums[floor.dates.day(_begin(floor, k))] += count
    if max(sums) - min(sums) < 0.5:
        return f"{sums[0]:,.0f} each day"
    if len(sums) > MOST_DAYS:
        low, high = min((one for one in sums if one > 0), default=0.0), max(sums)
        return f"{low:,.0f} to {high:,.0f} a day, most on {floor.dates.names[sums.index(high)]}"
    return ", ".join(f"{name} {total:,.0f}" for name, total in zip(day_names(floor), sums, strict=True))
