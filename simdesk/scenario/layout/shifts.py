"""When a shift and its breaks begin and end."""

from __future__ import annotations

from simdesk.scenario.language.agents import Break, Shift
from simdesk.scenario.language.hours import Day
from simdesk.units import DAY


def shift_span(shift: Shift, day: Day) -> tuple[float, float]:
    """Start and end of a shift in seconds on the day's axis."""
    start = day.moment(shift.start)
    return start, start + shift.length


def break_start(one: Break, start: float, end: float) -> float | None:
    """Start of a break in seconds on the day's axis; None when it is not said, or said twice."""
    if (one.after is None) == (one.at is None):
        return None
    if one.after is not None:
        return start + one.after
    at = one.at or 0.0
    return at + DAY if at < start and at + DAY <= end else at
