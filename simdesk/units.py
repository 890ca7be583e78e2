"""Durations, clock times, shares and rates: the forms people write, and float seconds inside.

Inside the package a time is a float of seconds; a time of day counts from the midnight that begins
the day, so 02:00 after midnight is 26 h.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from simdesk.errors import InputError

_WORDS_FOR = {
    0.001: ("ms",),
    1.0: ("s", "sec", "secs", "second", "seconds"),
    60.0: ("min", "m", "mins", "minute", "minutes"),
    3600.0: ("h", "hr", "hrs", "hour", "hours"),
    86400.0: ("day", "d", "days"),
}
SECONDS_PER = {word: seconds for seconds, words in _WORDS_FOR.items() for word in words}
"""Units of time by the words that are understood, in small letters."""
DAY = 86400.0
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGER_UNITS = dict.fromkeys(("week", "weeks", "wk", "wks"), 7 * DAY)
"""Of durations only: nobody counts contacts by the week."""
CONTACTS = ("call", "contact", "chat", "mail", "email", "e-mail", "message", "ticket", "case", "customer", "item")
"""What may be counted in a rate, also in the plural: ``120 calls per hour``."""

TwoParts = Literal["m:ss", "h:mm", "short h:mm", "ask"]
"""What a duration of two parts means, such as ``4:45``: minutes and seconds, hours and minutes, or what must be asked.

``short h:mm`` is hours and minutes up to 3 h. From there on it is asked, because ``15:00`` is then more likely 15 minutes.
"""
_SHORT = 3 * 3600.0

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*([A-Za-zµ]+)\.?\s*")
_JOINED = re.compile(r"\s*(?:and|&|,)\s+")
_PARTS = re.compile(r"([+-]?)(\d{1,5}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?(?:\s*([A-Za-z]+)\.?)?")
_UNIT_BEHIND = re.compile(r"([+-]?)(\d{1,4})\s*h\s*([0-5]\d)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?:(?::|\.|h)([0-5]\d))?(?::([0-5]\d))?(?:\s*([ap])(?:\.?m)?\.?|\s*(?:h|hrs|uhr|o'clock))?", re.IGNORECASE
)
_FOUR_DIGITS = re.compile(r"(\d{1,2})([0-5]\d)(?:\s*(?:h|hrs|uhr))?", re.IGNORECASE)
_CLOCK_WORDS = {"noon": 12 * 3600.0, "midday": 12 * 3600.0, "midnight": 0.0}
_SHARE = re.compile(rf"({_NUMBER})\s*(?:%|percent|per cent|pct\.?)", re.IGNORECASE)
_NOUNS = "|".join(re.escape(word) for word in CONTACTS)
_RATE = re.compile(
    rf"({_NUMBER})\s*(?:(?:{_NOUNS})s?\s*)?(?:\b(?:per|an?|each|every)\b|/)\s*(half[ -])?(\d+(?:\.\d+)?\s*)?([A-Za-z]+)\.?",
    re.IGNORECASE,
)
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
    doubtful = len(rest) == 3 and not whole.startswith("0")
    short = rest.rstrip("0") if doubtful else rest
    decimals = f"{short}0" if doubtful and len(short) == 3 else short
    point = f"{start}{whole}{'.' if decimals else ''}{decimals}{tail}".strip()
    if doubtful:
        return f"write {f'{start}{whole}{rest}{tail}'.strip()}, or {point} with a decimal point"
    return f"write {point}, with a decimal point"


def parse_duration(value: object, two_parts: TwoParts = "m:ss") -> float:
    """Read a duration such as ``20 s``, ``4.5 min``, ``1 h 30 min``, ``4m45s`` or ``0:04:45``.

    Parameters
    ----------
    value : object
        What the person wrote; only text is accepted, because a bare number has no unit.
    two_parts : TwoParts
        What ``4:45`` means. With three parts it is always hours, minutes and seconds.

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
    if not text:
        raise InputError("a duration is missing (got an empty text)", "write a number and a unit, such as 20 s")
    parts = _PARTS.fullmatch(text)
    behind = _UNIT_BEHIND.fullmatch(text)
    if parts is not None:
        total = _of_parts(parts, two_parts)
    elif behind is not None:  # 1h30
        total = (int(behind.group(2)) * 3600.0 + int(behind.group(3)) * 60.0) * (-1 if behind.group(1) == "-" else 1)
    else:
        total = _of_units(text)
    if not math.isfinite(total):
        raise InputError(f"a duration must be finite (got {_seen(value)})", "write a number and a unit, such as 20 s")
    return total


def _of_units(text: str) -> float:
    """Seconds of ``1 h 30 min``."""
    total, at, before = 0.0, 0, ""
    negative = text.startswith("-")
    while at < len(text):
        joined = _JOINED.match(text, at) if at else None
        match = _QUANTITY.match(text, joined.end() if joined else at)
        if match is None:
            rest = re.search(r"[A-Za-z]\s*\d{1,2}$", text) if _BARE.fullmatch(text[at:].strip()) else None
            smaller = f"write {text} s" if rest and seconds_of(before) == 60.0 else ""
            hint = smaller or comma_hint(text) or "write a number and a unit, such as 20 s or 4.5 min"
            raise InputError(f"not a duration (got {_seen(text)})", hint)
        if at and match.group(1)[0] in "+-":
            raise InputError(f"a sign inside a duration (got {_seen(text)})", "write the sum of both, such as 30 min")
        unit = match.group(2)
        seconds = seconds_of(unit)
        if seconds is None:
            raise InputError(f"unknown unit of time '{unit}' (got {_seen(text)})", "units are ms, s, min, h, days and weeks")
        amount = float(match.group(1))
        total += (-abs(amount) if negative else amount) * seconds
        at, before = match.end(), unit
    return total


def seconds_of(unit: str) -> float | None:
    """Seconds of a unit of durations, in large or small letters; None when there is no such unit."""
    return SECONDS_PER.get(unit.lower()) or LONGER_UNITS.get(unit.lower())


def _of_parts(parts: re.Match[str], two_parts: TwoParts) -> float:
    """Seconds of ``0:04:45``, ``4:45`` or ``8:30 h``."""
    text = parts.group()
    sign, first, second, third, unit = parts.groups()
    factor = -1 if sign == "-" else 1
    minutes = int(first) * 60.0 + int(second)
    if third is not None:
        if unit is not None:
            raise InputError(f"not a duration (got {_seen(text)})", "three parts are hours, minutes and seconds: write 0:04:45")
        return factor * (minutes * 60.0 + float(third))
    if unit is not None:
        if seconds_of(unit) not in (60.0, 3600.0):
            raise InputError(f"not a duration (got {_seen(text)})", f"write {first}:{second} min or {first}:{second} h")
        return factor * minutes * (seconds_of(unit) or 0.0) / 60.0
    if two_parts == "m:ss":
        return factor * minutes
    if two_parts == "ask" or (two_parts == "short h:mm" and minutes * 60.0 > _SHORT):
        small, large = _in_words(int(first), int(second), "min", "s"), _in_words(int(first), int(second), "h", "min")
        raise InputError(f"{text} may be {small} or {large}", f"write {small} or {large}")
    return factor * minutes * 60.0


def _in_words(first: int, second: int, larger: str, smaller: str) -> str:
    parts = ([f"{first} {larger}"] if first else []) + ([f"{second} {smaller}"] if second else [])
    return " ".join(parts) or f"0 {smaller}"


def parse_clock(value: object) -> float:
    """Read a time of day such as ``08:00``, ``8:30 pm``, ``0830``, ``8``, ``noon`` or ``24:00``.

    Returns
    -------
    float
        Seconds after midnight, from 0 to 48 h (hours from 24 on mean the next day).

    Raises
    ------
    InputError
        When it is not a time of day.
    """
    hint = 'write hours and minutes in quotes, such as "08:30"'
    if isinstance(value, float) and not value.is_integer() and 0 <= value < 24:
        raise InputError(f"not a time of day (got {_seen(value)})", _clock_meant(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 2400:
        value = str(int(value))
    if not isinstance(value, str):
        raise InputError(f"not a time of day (got {_seen(value)})", hint)
    text = value.strip()
    if text.lower() in _CLOCK_WORDS:
        return _CLOCK_WORDS[text.lower()]
    match = _CLOCK.fullmatch(text)
    if match is not None:
        hours, minutes, seconds = int(match.group(1)), int(match.group(2) or 0), int(match.group(3) or 0)
        half = (match.group(4) or "").lower()
        clock = (hours % 12 + (12 if half == "p" else 0) if half else hours) * 3600 + minutes * 60 + seconds
        if half and not 1 <= hours <= 12:
            what = f"{hours:02d}:{minutes:02d}" if hours < 24 else "08:30"
            raise InputError(f"not a time of day (got {_seen(value)})", f'am and pm go with hours from 1 to 12: write "{what}"')
        if clock <= (48 if match.group(2) else 24) * 3600:
            return float(clock)
    digits = _FOUR_DIGITS.fullmatch(text)
    if digits is not None and int(digits.group(1)) <= 24 and int(digits.group(1)) * 100 + int(digits.group(2)) <= 2400:
        return int(digits.group(1)) * 3600.0 + int(digits.group(2)) * 60.0
    raise InputError(f"not a time of day (got {_seen(value)})", hint)


def _clock_meant(value: float) -> str:
    """A hint for ``8.3`` or ``8.5``, where a time of day belongs: with the point as in ``8.30``, or parts of an hour."""
    hours, minutes = int(value), round((value - int(value)) * 100)
    dotted = f'"{hours:02d}:{minutes:02d}"' if minutes < 60 else ""
    parted = f'"{int(value) % 24:02d}:{round(value * 60) % 60:02d}"' if abs(value * 60 - round(value * 60)) < 1e-9 else ""
    return f"write {' or '.join(dict.fromkeys(one for one in (dotted, parted) if one))}, with a colon and in quotes"


def parse_share(value: object, *, factor: bool = False) -> float:
    """Read a share such as ``80%``.

    Parameters
    ----------
    value : object
    factor : bool
        Shares above 100 % are usual where it stands: then a hint for 1.2 is 120 %.

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
        if _BARE.fullmatch(value.strip()):
            value = float(value)
    number = isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**300)
    if isinstance(value, int | float) and number and math.isfinite(value):
        percent = value * 100 if abs(value) <= 1 or (factor and abs(value) < 10) else value
        hint = f"write {percent:g}%"
        raise InputError(f"a share needs a percent sign (got {value:g})", hint)
    hint = comma_hint(value) if isinstance(value, str) else ""
    raise InputError(f"not a share (got {_seen(value)})", hint or "write a percentage, such as 80%")


def parse_rate(value: object) -> float:
    """Read a rate such as ``120 per h``, ``120/h``, ``120 calls per hour`` or ``40 per 30 min``.

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
            number, half, amount, unit = match.groups()
            seconds = SECONDS_PER.get(unit.lower())
            if seconds is None:
                each = (
                    f"the length of an interval, such as {number} per 30 min"
                    if unit.lower() in ("interval", "slot")
                    else "per s, per min, per h or per day"
                )
                raise InputError(f"unknown unit of time '{unit}' (got {_seen(value)})", f"write {each}")
            seconds *= float(amount or 1) * (0.5 if half else 1.0)
            rate = float(number) / seconds if seconds > 0 else math.inf
            if math.isfinite(rate):
                return rate
    hint = comma_hint(value) if isinstance(value, str) else ""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**300:
        hint = f"write {value} per h"
    counted = re.fullmatch(rf"({_NUMBER})\s*(?:{_NOUNS})?s?", value.strip(), re.IGNORECASE) if isinstance(value, str) else None
    hint = hint or (f"write {counted.group(1)} per h" if counted else "write a number and a unit, such as 120 per h")
    raise InputError(f"not a rate (got {_seen(value)})", hint)
