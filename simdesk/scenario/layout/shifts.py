"""When a shift and its breaks begin and end, and which of its agents are on a break together."""

from __future__ import annotations

import math

from simdesk.scenario.language.agents import Break, Shift
from simdesk.scenario.language.hours import Day
from simdesk.units import DAY

_STEP = 60.0
"""Seconds: staggered breaks begin on whole minutes."""
_NOISE = 1e-9


def shift_span(shift: Shift, day: Day) -> tuple[float, float]:
    """Start and end of a shift in seconds on the day's axis."""
    start = day.moment(shift.start)
    return start, start + shift.length


def break_start(one: Break, start: float, end: float) -> float | None:
    """Start of a break in seconds on the day's axis; None when it is in a window, not said, or said twice."""
    if one.between is not None or (one.after is None) == (one.at is None):
        return None
    if one.after is not None:
        return start + one.after
    return _within(one.at or 0.0, start, end)


def window_of(one: Break, start: float, end: float) -> tuple[float, float] | None:
    """Begin and end of the window of a break in seconds on the day's axis; None for a break without one."""
    if one.between is None:
        return None
    begin = _within(one.between[0], start, end)
    until = _within(one.between[1], start, end)
    return begin, until if until > begin else until + DAY


def _within(clock: float, start: float, end: float) -> float:
    return clock + DAY if clock < start and clock + DAY <= end else clock


def parts_of(shift: Shift, start: float, end: float) -> list[tuple[float, tuple[tuple[float, float], ...]]]:
    """The agents of a shift who take all breaks together, and these breaks.

    Agents k = 0, 1 … n − 1 begin a break in a window at window + k × (window's length − break) ÷ (n − 1), rounded down to the
    minute: the first as the window begins, the last in time to be back as it ends. One agent alone is the first.

    Parameters
    ----------
    shift : Shift
    start, end : float
        Of the shift, in seconds on the axis of its breaks.

    Returns
    -------
    list of (float, tuple)
        Agents, and the start and length of each break in order.
    """
    fixed = [(begin, one.length) for one in shift.breaks if (begin := break_start(one, start, end)) is not None]
    windows = [(*window, one.length) for one in shift.breaks if (window := window_of(one, start, end)) is not None]
    if not windows:
        return [(shift.agents, tuple(sorted(fixed)))]
    count = math.ceil(shift.agents - _NOISE)
    parts: list[tuple[float, tuple[tuple[float, float], ...]]] = []
    for k in range(count):
        share = k / (count - 1) if count > 1 else 0.0
        taken = [
            (begin + math.floor(share * (until - begin - length) / _STEP + _NOISE) * _STEP, length)
            for begin, until, length in windows
        ]
        breaks = tuple(sorted([*fixed, *taken]))
        agents = min(1.0, shift.agents - k)
        if parts and parts[-1][1] == breaks:
            parts[-1] = (parts[-1][0] + agents, breaks)
        else:
            parts.append((agents, breaks))
    return parts or [(shift.agents, tuple(sorted(fixed)))]
