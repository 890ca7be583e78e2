"""The values of one swept input: ``10..20``, ``80%..120%/10%``, ``2 min, 3 min``, ``{add: -1..3}``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simdesk.equality import EqualByValue
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import Path, written
from simdesk.units import SECONDS_PER, seconds_of

MOST_VALUES = 2000
"""Values of one input at the most."""
TENTHS = 10
"""Steps of a range that names none, where it is not of heads."""
STAFFING = ("headcount", "agents")
"""The last keys of paths under ``agent_groups`` that say how many agents there are."""

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_UNIT = r"%|per\s+[A-Za-z]+|[A-Za-z]+"
_PART = rf"({_NUMBER})\s*({_UNIT})?"
_RANGE = re.compile(rf"\s*{_PART}\s*\.\.\s*{_PART}\s*(?:/\s*{_PART}\s*)?")
_ONE = re.compile(rf"\s*{_PART}\s*")


class UnfitValuesError(Exception):
    """What is wrong with the values of an input.

    Parameters
    ----------
    message, hint : str
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


@dataclass(frozen=True, eq=False)
class AxisValue(EqualByValue):
    """One value of a swept input.

    Parameters
    ----------
    change : object
        As ``with_changes`` takes it.
    label : str
        As a planner reads it.
    number : float
        A share as a fraction, a duration in seconds, a rate per second; of ``add`` what is added, of ``times`` the factor. NaN
        for what is no number.
    """

    change: Any
    label: str
    number: float


@dataclass(frozen=True)
class Axis:
    """One swept input and its values.

    Parameters
    ----------
    path : tuple
    operation : str
        ``add``, ``times``, or empty where the values replace what is there.
    values : tuple of AxisValue
    unit : str
        As written: empty, ``%``, ``min``, ``per h``.
    span : (Decimal, Decimal), optional
        A range that names no step, in its unit: a hypercube may take any value within.
    """

    path: Path
    operation: str
    values: tuple[AxisValue, ...]
    unit: str = ""
    span: tuple[Decimal, Decimal] | None = None

    @property
    def name(self) -> str:
        """The path as a planner writes it."""
        return written(self.path)

    @property
    def words(self) -> str:
        """The input in words: ``headcount of desk``, ``volume of sales``."""
        if self.path[0] == "queues" and self.path[2:] == ("arrivals", "scale"):
            return f"volume of {self.path[1]}"
        if self.path[0] in ("queues", "agent_groups") and len(self.path) > 2:
            return f"{written(self.path[2:])} of {self.path[1]}"
        return self.name

    @property
    def numeric(self) -> bool:
        """Whether every value is a number."""
        return not any(math.isnan(value.number) for value in self.values)

    @property
    def of_agents(self) -> bool:
        """Whether it says how many agents there are."""
        return is_of_agents(self.path)

    def at(self, share: float) -> AxisValue:
        """The value at a share (0 to below 1) of the way from the first to the last."""
        if self.span is None:
            return self.values[int(share * len(self.values))]
        low, high = self.span
        grain = Decimal(1).scaleb((high - low).adjusted() - 3)
        return _value((low + Decimal(share) * (high - low)).quantize(grain), self.unit, self.operation)


def is_of_agents(path: Path) -> bool:
    """Whether what stands at a path is a number of agents."""
    return path[0] == "agent_groups" and path[-1] in STAFFING


def read_axis(path: Path, written_as: Any) -> Axis:
    """Read the values of an input.

    Parameters
    ----------
    path : tuple
    written_as : object
        A text, a list, or a mapping of ``add`` or ``times`` to one of these.

    Raises
    ------
    UnfitValuesError
        When they cannot be read, or there are fewer than two.
    """
    operation = ""
    if isinstance(written_as, dict):
        if len(written_as) != 1 or next(iter(written_as)) not in ("add", "times"):
            raise UnfitValuesError("must be values to go through (got a mapping)", "values are 10..20, a list, or {add: 1..3}")
        ((operation, written_as),) = written_as.items()
    axis = _read(path, operation, written_as)
    if len(axis.values) < 2:
        raise UnfitValuesError(f"one value is no sweep (got {seen(written_as)})", _example(path, operation))
    labels = [value.label for value in axis.values]
    twice = next((label for k, label in enumerate(labels) if label in labels[:k]), None)
    if twice is not None:
        raise UnfitValuesError(f"{twice} is used twice", "name each value once")
    return axis


def _example(path: Path, operation: str) -> str:
    if operation == "times":
        return "write {times: 90%..110%/5%}"
    if operation == "add":
        return "write {add: -1..3}"
    return "write 10..20" if is_of_agents(path) else "write 80%..120%/10%, or a list"


def _read(path: Path, operation: str, written_as: Any) -> Axis:
    if isinstance(written_as, str) and ".." in written_as:
        return _range(path, operation, written_as)
    items: list[Any]
    if isinstance(written_as, str):
        items = [part.strip() for part in written_as.split(",")]
    elif isinstance(written_as, tuple | list):
        items = list(written_as)
    else:
        items = [written_as]
    if any(item is None or item == "" for item in items):
        raise UnfitValuesError(f"a value is missing (got {seen(written_as)})", _example(path, operation))
    if len(items) > MOST_VALUES:
        raise UnfitValuesError(f"too many values ({len(items):,})", f"at most {MOST_VALUES:,}")
    return _listed(path, operation, items)


def _listed(path: Path, operation: str, items: Sequence[Any]) -> Axis:
    """Numbers of one kind, or else words and parts of a scenario as they are."""
    parts = [
        _ONE.fullmatch(str(item)) if isinstance(item, str | int | float) and not isinstance(item, bool) else None
        for item in items
    ]
    found = [(Decimal(match[1]), _tidy(match[2])) for match in parts if match is not None]
    if len(found) < len(items) or len({_kind(unit) for _, unit in found}) > 1:
        if operation:
            wrong = next((item for item, match in zip(items, parts, strict=True) if match is None), items[0])
            raise UnfitValuesError(f"{operation}: must be numbers of one kind (got {seen(wrong)})", _example(path, operation))
        return Axis(path, "", tuple(AxisValue(item, _word(item), math.nan) for item in items))
    units = {unit for _, unit in found}
    values = tuple(_value(number, unit, operation) for number, unit in found)
    return Axis(path, operation, values, units.pop() if len(units) == 1 else "")


def _word(item: Any) -> str:
    match item:
        case bool():
            return "true" if item else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {_word(value)}" for key, value in item.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(_word, item)) + "]"
        case _:
            return str(item)


def _range(path: Path, operation: str, text: str) -> Axis:
    match = _RANGE.fullmatch(text)
    if match is None:
        hint = "write from..to/step with one number and one unit each: 80%..120%/10%, 90 s..3 min/30 s, 10..20"
        raise UnfitValuesError(f"not a range (got {seen(text)})", hint)
    low, high = Decimal(match[1]), Decimal(match[3])
    last = _tidy(match[4])
    first = _tidy(match[2]) or last
    by = None if match[5] is None else Decimal(match[5])
    grain = _tidy(match[6]) or last
    if match[4] is None and first:
        raise UnfitValuesError(
            f"the end of the range has no unit (got {seen(text)})",
            f"write {match[1]}{_spaced(first)}..{match[3]}{_spaced(first)}",
        )
    units = {first, last, *([grain] if by is not None else [])}
    if len({_kind(unit) for unit in units}) > 1 or ("per" in last and len(units) > 1):
        raise UnfitValuesError(
            f"the units of the range differ (got {seen(text)})", f"give all of them in {last or 'plain numbers'}"
        )
    unit = last
    if len(units) > 1:
        low, high, unit = low * _seconds(first), high * _seconds(last), "s"
        by = None if by is None else by * _seconds(grain)
    if not low < high:
        raise UnfitValuesError(
            f"the range does not go up (got {seen(text)})",
            f"write {match[3]}{_spaced(last)}..{match[1]}{_spaced(last)}" if low > high else "",
        )
    numbers = list(_steps(low, high, by, whole=not unit, heads=is_of_agents(path) and operation != "times"))
    if by is not None or numbers[-1] != high:
        _check_reached(numbers, low, high, by, text, unit)
    values = tuple(_value(number, unit, operation) for number in numbers)
    stepless = by is None and not (is_of_agents(path) and operation != "times")
    whole = not unit and low == low.to_integral_value() and high == high.to_integral_value()
    return Axis(path, operation, values, unit, (low, high) if stepless and not whole else None)


def _steps(low: Decimal, high: Decimal, by: Decimal | None, *, whole: bool, heads: bool) -> Iterator[Decimal]:
    """The values of a range: by its step, by 1 for heads, else by tenths; whole numbers stay whole."""
    tenths = by is None and not heads
    whole = whole and low == low.to_integral_value() and high == high.to_integral_value()
    if tenths and not (whole and high - low <= TENTHS):
        numbers = [low + (high - low) * k / TENTHS for k in range(TENTHS + 1)]
        yield from dict.fromkeys(number.to_integral_value() for number in numbers) if whole else numbers
        return
    step = Decimal(1) if by is None else by
    if step <= 0:
        raise UnfitValuesError(f"the step must be above 0 (got {step})", "write 10..20/2")
    count = int((high - low) // step) + 1
    if count > MOST_VALUES:
        raise UnfitValuesError(f"too many values ({count:,})", f"at most {MOST_VALUES:,}; take a larger step")
    yield from (low + k * step for k in range(count))


def _check_reached(numbers: list[Decimal], low: Decimal, high: Decimal, by: Decimal | None, text: str, unit: str) -> None:
    if numbers[-1] == high:
        return
    step = Decimal(1) if by is None else by
    below, above = (_plain(end) + _spaced(unit) for end in (numbers[-1], numbers[-1] + step))
    first = _plain(low) + _spaced(unit)
    each = f"/{_plain(step)}{_spaced(unit)}"
    hint = f"write {first}..{above}{each}"
    if len(numbers) > 1:
        hint = f"write {first}..{below}{each} or {first}..{above}{each}"
    raise UnfitValuesError(f"the steps do not reach the end of the range (got {seen(text)})", hint)


def _value(number: Decimal, unit: str, operation: str) -> AxisValue:
    text = _plain(number) + _spaced(unit)
    change: Any = text if unit else int(number) if number == number.to_integral_value() else float(number)
    size = float(number)
    if unit == "%":
        size = float(number) / 100.0
    elif "per" in unit:
        size = float(number) / SECONDS_PER.get(unit.split()[-1].lower(), math.nan)
    elif unit:
        size = float(number * _seconds(unit))
    if operation:
        label = f"+{text}" if operation == "add" and number > 0 else text
        return AxisValue({operation: change}, label, size)
    return AxisValue(change, text, size)


def _tidy(unit: str | None) -> str:
    return " ".join((unit or "").split())


def _spaced(unit: str) -> str:
    return unit if unit in ("", "%") else f" {unit}"


def _plain(number: Decimal) -> str:
    """Without exponent and without zeros at the end."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _kind(unit: str) -> str:
    if unit in ("", "%"):
        return unit or "number"
    if "per" in unit.split():
        return "rate"
    return "duration" if seconds_of(unit) is not None else f"unknown {unit}"


def _seconds(unit: str) -> Decimal:
    size = seconds_of(unit)
    if size is None:
        raise UnfitValuesError(f"unknown unit '{unit}'", "units are %, ms, s, min, h, days, weeks and per h")
    return Decimal(str(size))
