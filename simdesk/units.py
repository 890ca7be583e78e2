"""Durations, clock times, shares and rates: the forms people write, and float seconds inside.

Inside the package a time is a float of seconds; a time of day counts from the midnight that begins
the day, so 02:00 after midnight is 26 h.
"""

from __future__ import annotations

import math
import re

from simdesk.errors import InputError

SECONDS_PER = {
    "ms": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
    "hours": 3600.0,
    "day": 86400.0,
    "days": 86400.0,
}
DAY = 86400.0
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGER_UNITS = {"week": 7 * DAY, "weeks": 7 * DAY}
"""Of durations only: nobody counts contacts by the week."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*([A-Za-zµ]+)\s*")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SHARE = re.compile(rf"({_NUMBER})\s*%")
_RATE = re.compile(rf"({_NUMBER})\s*(?:per|/)\s*([A-Za-z]+)")
_BARE = re.compile(_NUMBER)
_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])")


def _seen(value: object) -> str:
    if isinstance(value, int) and abs(value) > 10**300:
        return "an endless number"
    if isinstance(value, list | tuple | dict):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{value}'" if isinstance(value, str) else repr(value)


def comma_hint(text: str) -> str:
    """What to write instead of a text with a decimal comma; empty when it has none.

    Three digits behind the comma may also be thousands, so both ways are offered.
    """
    match = _COMMA.search(text)
    if match is None:
        return ""
    whole, rest = match.groups()
    head, tail = text[: match.start()].strip(), text[match.end() :]
    start = f"{head} " if head else ""
    point = f"{start}{whole}.{rest}{tail}".strip()
    if len(rest) == 3 and not whole.startswith("0"):
        return f"write {f'{start}{whole}{rest}{tail}'.strip()}, or {point} with a decimal point"
    return f"write {point}, with a decimal point"


def parse_duration(value: object) -> float:
    """Read a duration such as ``20 s``, ``4.5 min`` or ``1 h 30 min``.

    Parameters
    ----------
    value : object
        What the person wrote; only text is accepted, because a bare number has no unit.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    InputError
        When there is no unit, an unknown unit, or no duration at all.
    """
    if isinstance(value, bool) or value is None:
        raise InputError(f"not a duration (got {_seen(value)})", "write a number and a unit, such as 20 s or 4.5 min")
    if isinstance(value, int | float) or (isinstance(value, str) and _BARE.fullmatch(value.strip())):
        if isinstance(value, int) and abs(value) > 10**300:
            raise InputError("a duration needs a unit (got an endless number)", "write a number and a unit, such as 20 s")
        raise InputError(f"a duration needs a unit (got {value})", f"write {value} s, {value} min or {value} h")
    if not isinstance(value, str):
        raise InputError(f"not a duration (got {type(value).__name__})", "write a number and a unit, such as 20 s")
    text = value.strip()
    total, at = 0.0, 0
    negative = text.startswith("-")
    while at < len(text):
        match = _QUANTITY.match(text, at)
        if match is None:
            hint = comma_hint(text) or "write a number and a unit, such as 20 s or 4.5 min"
            raise InputError(f"not a duration (got {_seen(value)})", hint)
        if at and match.group(1)[0] in "+-":
            raise InputError(f"a sign inside a duration (got {_seen(value)})", "write the sum of both, such as 30 min")
        unit = match.group(2)
        if unit not in SECONDS_PER and unit not in LONGER_UNITS:
            hint = "minutes are written min" if unit in {"m", "mins"} else "units are ms, s, min, h and days"
            raise InputError(f"unknown unit of time '{unit}' (got {_seen(value)})", hint)
        amount = float(match.group(1))
        total += (-abs(amount) if negative else amount) * (SECONDS_PER.get(unit) or LONGER_UNITS[unit])
        at = match.end()
    if not text:
        raise InputError("a duration is missing (got an empty text)", "write a number and a unit, such as 20 s")
    if not math.isfinite(total):
        raise InputError(f"a duration must be finite (got {_seen(value)})", "write a number and a unit, such as 20 s")
    return total


def parse_clock(value: object) -> float:
    """Read a time of day such as ``08:00`` or ``24:00``.

    Returns
    -------
    float
        Seconds after midnight, from 0 to 48 h (hours from 24 on mean the next day).

    Raises
    ------
    InputError
        When it is not a time of day.
    """
    if isinstance(value, str):
        match = _CLOCK.fullmatch(value.strip())
        if match is not None:
            hours, minutes, seconds = int(match.group(1)), int(match.group(2)), int(match.group(3) or 0)
            if minutes < 60 and seconds < 60 and hours * 3600 + minutes * 60 + seconds <= 48 * 3600:
                return float(hours * 3600 + minutes * 60 + seconds)
    raise InputError(f"not a time of day (got {_seen(value)})", 'write hours and minutes in quotes, such as "08:30"')


def parse_share(value: object) -> float:
    """Read a share such as ``80%``.

    Returns
    -------
    float
        The share as a fraction: 80 % is 0.8. Not limited to 0 … 1: callers check their own range.

    Raises
    ------
    InputError
        When the percent sign is missing or it is not a number.
    """
    if isinstance(value, str):
        match = _SHARE.fullmatch(value.strip())
        if match is not None:
            share = float(match.group(1)) / 100.0
            if math.isfinite(share):
                return share
    number = isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**300)
    if isinstance(value, int | float) and number and math.isfinite(value):
        raise InputError(f"a share needs a percent sign (got {value})", f"write {percent_meant(value, 1.0)}")
    hint = comma_hint(value) if isinstance(value, str) else ""
    raise InputError(f"not a share (got {_seen(value)})", hint or "write a percentage, such as 80%")


def percent_meant(value: float, most: float) -> str:
    """The percentage that a number without its sign is likely meant for: 0.8 is 80%, and so is 80.

    Parameters
    ----------
    value : float
    most : float
        The largest share that makes sense there. Above 1 it is a factor, and 1.2 means 120%; both ways are offered where
        both make sense.
    """
    if abs(value) <= 1 or (most > 2 and abs(value) < 10):
        return f"{value * 100:.10g}%"
    return f"{value:.10g}% or {value * 100:.10g}%" if abs(value) <= most <= 2 else f"{value:.10g}%"


def parse_rate(value: object) -> float:
    """Read a rate such as ``120 per h``.

    Returns
    -------
    float
        Per second.

    Raises
    ------
    InputError
        When the number, the word ``per`` or the unit of time is missing.
    """
    if isinstance(value, str):
        match = _RATE.fullmatch(value.strip())
        if match is not None:
            if match.group(2) not in SECONDS_PER:
                raise InputError(
                    f"unknown unit of time '{match.group(2)}' (got {_seen(value)})", "write per s, per min, per h or per day"
                )
            rate = float(match.group(1)) / SECONDS_PER[match.group(2)]
            if math.isfinite(rate):
                return rate
    hint = comma_hint(value) if isinstance(value, str) else ""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**300:
        hint = f"write {value} per h"
    hint = hint or "write a number and a unit, such as 120 per h"
    raise InputError(f"not a rate (got {_seen(value)})", hint)


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
