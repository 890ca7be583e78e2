"""How seconds, shares and measured values are written for people."""

from __future__ import annotations

import math

from simdesk.units import DAY


def format_duration(seconds: float) -> str:
    """Write seconds the way a planner reads them: ``20 s``, ``4.5 min``, ``2 h``."""
    if math.isinf(seconds):
        return "unlimited"
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if abs(seconds) >= size and abs(seconds * 100 / size - round(seconds * 100 / size)) < 1e-9:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:.6g} s"


def format_clock(seconds: float, *, end: bool = False) -> str:
    """Write seconds after midnight as ``HH:MM``, with ``:SS`` when there are seconds.

    Past midnight the clock begins again: 25 h is 01:00. No simulated day is longer than 24 h, so no two of its
    moments read the same, but for its ends.

    Parameters
    ----------
    seconds : float
    end : bool
        Something ends then: midnight is 24:00 and not 00:00.
    """
    whole = round(seconds) % int(DAY)
    if end and whole == 0:
        return "24:00"
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours:02d}:{minutes:02d}" + (f":{rest:02d}" if rest else "")


def format_share(share: float) -> str:
    """Write a fraction as a percentage with one decimal: 0.8 is ``80.0%``."""
    return f"{share * 100:.1f}%"


_MINUTES_FROM = 300.0
"""Measured durations from here on (seconds) are written in minutes."""
_HOURS_FROM = 10800.0
"""And from here on in hours."""


def _unit_for(seconds: float) -> tuple[str, float]:
    """The unit in which a measured duration is read, and its seconds."""
    if abs(seconds) < _MINUTES_FROM:
        return "s", 1.0
    return ("min", 60.0) if abs(seconds) < _HOURS_FROM else ("h", 3600.0)


def format_measure(value: float, unit: str) -> str:
    """Write a measured value with the precision a planner reads, in the unit of its metric.

    Parameters
    ----------
    value : float
        A share as a fraction, a duration in seconds; NaN is written as a dash.
    unit : str
        As in the registry of metrics: ``share``, ``s``, ``contacts``, ``agents``, ``h`` or ``cost``; ``points`` for a
        difference of shares.
    """
    if math.isnan(value):
        return "–"
    if unit == "share":
        return format_share(value)
    if unit == "points":
        return f"{value * 100:.1f} points"
    if unit == "s":
        unit, size = _unit_for(value)
        return f"{value / size:,.1f} {unit}"
    if unit in ("min", "h"):
        return f"{value:,.1f} {unit}"
    if unit == "cost":
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def format_range(low: float, high: float, unit: str, mean: float = math.nan) -> str:
    """Write an interval as ``low–high`` with the unit once (``low to high`` below zero); a dash when it is not known.

    Parameters
    ----------
    low, high : float
    unit : str
        As in ``format_measure``.
    mean : float
        The estimate written beside it, whose unit it takes; else that of the larger end.
    """
    if math.isnan(low) or math.isnan(high):
        return "–"
    if unit == "s":
        unit, size = _unit_for(max(abs(low), abs(high)) if math.isnan(mean) else mean)
        first, last = f"{low / size:,.1f} {unit}", f"{high / size:,.1f} {unit}"
    else:
        first, last = format_measure(low, unit), format_measure(high, unit)
    for ending in ("%", " points", " s", " min", " h"):
        if first.endswith(ending) and last.endswith(ending):
            first = first.removesuffix(ending)
            break
    return f"{first} to {last}" if low < 0 else f"{first}–{last}"
