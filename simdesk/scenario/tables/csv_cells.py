"""What the cells of CSV files say: clock times as spreadsheets and exports write them, and numbers with either decimal mark."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.tables.csv_table import NUMBER
from simdesk.units import DAY, comma_hint, parse_clock

_DATE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4})[ T]\s*")
_RANGE = re.compile(r"(.*?\d\s*[AaPp]?\.?[Mm]?\.?)\s*(?:-|\N{EN DASH}|\N{EM DASH}|\bto\b|\bbis\b)\s*(\d.*)")
_HALF = re.compile(r"[ap](?:\.?m)?\.?\s*$", re.IGNORECASE)
_HINT = "write hours and minutes, such as 08:30"

_ZONE = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})")
_UNIT = re.compile(r"\s*[A-Za-z]+$")
COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")
_THREE = re.compile(r"[+-]?([1-9]\d{0,2})([.,])(\d{3})")
"""A number that reads differently with its mark as thousands and as decimals."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,' \u00a0\u202f])\d{3})+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Moment:
    """A clock time in a cell.

    Parameters
    ----------
    clock : float
        Seconds after midnight.
    end : float or None
        The clock time behind the dash of ``08:00-08:30``.
    date : str
        The date in front, as written; empty without one.
    """

    clock: float
    end: float | None = None
    date: str = ""


def read_moment(text: str, *, spans: bool = True) -> Moment:
    """Read ``08:00``, ``8:00 AM``, ``2024-01-08 08:00:00`` or, with ``spans``, ``08:00-08:30``.

    Raises
    ------
    InputError
        When it is no clock time.
    """
    text = text.strip()
    date, rest = _dated(text)
    both = _RANGE.fullmatch(rest) if spans else None
    try:
        if both is None:
            return Moment(parse_clock(rest), None, date)
        start, end = both.group(1), _dated(both.group(2))[1]
        return Moment(_in_half(parse_clock(start), parse_clock(end), start, end), parse_clock(end), date)
    except InputError:
        zone = _ZONE.fullmatch(rest)
        if zone is not None:
            message = f"a time with a zone, {'UTC' if zone[1] == 'Z' else zone[1]} (got {seen(text)})"
            raise InputError(message, "give local times without a zone, such as 2026-03-23 08:00") from None
        raise InputError(f"not a time of day (got {seen(text)})", _HINT) from None


def _in_half(clock: float, until: float, start: str, end: str) -> float:
    """The start of ``1:00 - 1:30 PM``, where am or pm stands behind the end alone."""
    if not _HALF.search(end) or _HALF.search(start) or clock > DAY / 2:
        return clock
    return min((clock % (DAY / 2), clock % (DAY / 2) + DAY / 2), key=lambda one: (until - one) % DAY or DAY)


def _dated(text: str) -> tuple[str, str]:
    match = _DATE.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


def moment_date(text: str) -> str:
    """The date in front of a clock time, as written; empty without one."""
    return _dated(text.strip())[0]


def holds_clocks(texts: list[str]) -> bool:
    """Whether a column holds clock times and nothing else; plain numbers are none, though ``8`` may be one."""
    if all(NUMBER.fullmatch(text) for text in texts):
        return False
    try:
        for text in texts:
            read_moment(text)
    except InputError:
        return False
    return bool(texts)


def with_point(text: str, delimiter: str) -> str:
    """A number or duration with its decimal comma as a point; unchanged where the comma separates columns."""
    match = re.match(r"[+-]?\d+,\d+(?=\s*[A-Za-z]|$)", text)
    return text.replace(",", ".", 1) if match and delimiter != "," else text


def ambiguous(text: str, *, decimal_commas: bool, point: bool = False) -> tuple[str, str] | None:
    """Message and hint for a number such as ``1.200`` that may be a thousand or one and a bit; None for what is clear.

    Parameters
    ----------
    text : str
        A cell of a file in which numbers may have decimal commas.
    decimal_commas : bool
        Other cells of the column show that a comma is the decimal mark.
    point : bool
        What is written instead has a decimal point.
    """
    match = _THREE.fullmatch(_UNIT.sub("", text))
    if match is None or (match.group(2) == "," and decimal_commas):
        return None
    whole, _, rest = match.groups()
    short = rest.rstrip("0")
    decimal = f"{whole}{'.' if point else ','}{short}" if short else whole
    hint = f"write {whole}{rest} or {decimal}{'0' if len(short) == 3 else ''}"
    return f"{text} could be {whole}{rest} or {decimal.replace(',', '.')}", hint


def decimal_commas(texts: list[str]) -> bool:
    """Whether a column has a comma that can only be a decimal mark."""
    amounts = [_UNIT.sub("", text) for text in texts]
    return any(COMMA_NUMBER.fullmatch(amount) and not _THREE.fullmatch(amount) for amount in amounts)


def mark_of(text: str) -> str:
    """The decimal mark of a number; empty when it has none."""
    match = re.match(r"[+-]?\d*([.,])\d", text)
    return match.group(1) if match else ""


def bad_number(text: str, quantity: str, delimiter: str) -> tuple[str, str]:
    """Message and hint for a cell that is no number."""
    if COMMA_NUMBER.fullmatch(text):
        three = _THREE.fullmatch(text)
        hint = comma_hint(text) if three else "write a point, or separate the columns by semicolons"
        return f"a decimal comma (got {seen(text)})", hint
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", text, re.IGNORECASE) or NUMBER.fullmatch(text):
        return f"must be a finite number (got {seen(text)})", "write 0 where there is nothing"
    if quantity == "duration":
        hint = comma_hint(text) if delimiter == "," else ""
        return f"not a duration (got {seen(text)})", hint or "write a number and a unit, such as 20 s"
    grouped = _THOUSANDS.fullmatch(text)
    if grouped:
        plain = text.replace(grouped.group(1), "")
        mark = plain if delimiter != "," else plain.replace(",", ".")
        return f"must be a number (got {seen(text)})", f"write {mark}, without marks between thousands"
    return f"must be a number (got {seen(text)})", ""


def is_number(text: str) -> bool:
    """Whether a text is a finite number with a decimal point."""
    return NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
