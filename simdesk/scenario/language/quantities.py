"""The values a planner writes, as pydantic types: durations, clock times, shares, rates, counts, names, measures."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.scenario.reading.diagnostics import seen
from simdesk.units import (
    CONTACTS,
    LONGER_UNITS,
    SECONDS_PER,
    TwoParts,
    comma_hint,
    parse_clock,
    parse_duration,
    parse_rate,
    parse_share,
)

OURS = "simdesk"
"""Type of every error raised here; its context carries message, hint and place."""
HIDDEN = "\0"
"""Begins a union tag, which cannot be a key of a YAML file."""

LONGEST_DURATION = 10_000 * 3600.0
MOST_CONTACTS = 10_000_000
MOST_AGENTS = 100_000


def wrong(
    message: str, hint: str = "", at: tuple[str | int, ...] = (), *, key: bool = False, offset: int = -1
) -> PydanticCustomError:
    """An error with our own words.

    Parameters
    ----------
    message, hint : str
    at : tuple
        Further steps from where the validator stands to the fault.
    key : bool
        The fault is the key, not its value.
    offset : int
        Where in the text the fault lies; -1 for its beginning.
    """
    return PydanticCustomError(OURS, "{message}", {"message": message, "hint": hint, "at": at, "key": key, "offset": offset})


@dataclass(frozen=True)
class OneOf:
    """Rival keys of a block: exactly one of them is given.

    Parameters
    ----------
    keys : tuple of str
    what : str
        What they say, for messages: ``the source of arrivals``.
    beside : dict of str to tuple of str
        Other keys of the block that belong to one of the rivals. When another rival takes its place they go too, unless the new
        one is listed here.
    needed : bool
        False where all of them may be left out.
    """

    keys: tuple[str, ...]
    what: str
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed: bool = True


class Block(BaseModel):
    """A part of a scenario: frozen, no unknown keys, no silent conversions; a field's docstring is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    example: ClassVar[str] = ""
    """How it is written, for hints."""
    one_of: ClassVar[tuple[OneOf, ...]] = ()
    """Rival keys, each group of them once: checks, ``extends`` and changes go by them."""


_IN_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
NUMBERS = {word: number for number, word in enumerate(f"{_IN_WORDS} eighteen nineteen twenty".split())}
"""Numbers in words, for hints."""

Kind = Literal["duration", "clock", "share", "rate", "number", "whole"]


def _any_case(words: Iterable[str]) -> str:
    """A pattern for words in large or small letters, the longest first; JSON Schema knows no flag for it."""
    spelt = ("".join(f"[{c.upper()}{c}]" if c.isalpha() else re.escape(c) for c in word) for word in words)
    return "|".join(sorted(spelt, key=len, reverse=True))


_FLOAT = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_UNITS = _any_case(SECONDS_PER)
_DURATIONS = _any_case({**SECONDS_PER, **LONGER_UNITS})
_LARGER = _any_case(unit for unit, seconds in SECONDS_PER.items() if seconds in (60.0, 3600.0))
_PER = _any_case(("per", "a", "an", "each", "every"))
DURATION_PATTERN = (
    rf"^\s*(?:{_FLOAT}\s*(?:{_DURATIONS})\.?\s*(?:(?:and|&|,)\s+)?)+$"
    rf"|^\s*\d+:[0-5]\d(?::[0-5]\d(?:\.\d+)?|\s*(?:{_LARGER})\.?)?\s*$|^\s*\d+\s*[hH]\s*[0-5]\d\s*$"
)
CLOCK_PATTERN = (
    r"^\s*(?:\d{1,2}(?:[:.hH][0-5]\d)?(?::[0-5]\d)?\s*(?:[aApP]\.?[mM]\.?|[hH]|[hH][rR][sS]|[uU][hH][rR]|o'clock)?"
    rf"|\d{{3,4}}\s*(?:[hH]|[hH][rR][sS]|[uU][hH][rR])?|{_any_case(('noon', 'midday', 'midnight'))})\s*$"
)
_PATTERNS: dict[str, str] = {
    "duration": DURATION_PATTERN,
    "clock": CLOCK_PATTERN,
    "share": rf"^\s*{_FLOAT}\s*(?:%|{_any_case(('percent', 'per cent', 'pct', 'pct.'))})\s*$",
    "rate": rf"^\s*{_FLOAT}\s*(?:(?:{_any_case(CONTACTS)})[sS]?\s*)?(?:(?:{_PER})\s|\/)\s*"
    rf"(?:{_any_case(('half',))}[ -])?(?:\d+(?:\.\d+)?\s*)?(?:{_UNITS})\.?\s*$",
}
_EXAMPLES: dict[str, list[Any]] = {
    "duration": ["20 s", "4.5 min", "1 h 30 min", "0:04:45"],
    "clock": ["08:00", "20:30"],
    "share": ["80%", "12.5%"],
    "rate": ["120 per h", "2 per min"],
}


_WITH_WORD = re.compile(rf"\s*({_FLOAT})\s*[A-Za-z]+\.?\s*")
_THOUSANDS = re.compile(r"\s*\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*\s*")


def _plain_number(text: str) -> str:
    """A hint for ``40 calls`` and ``1 200``; empty for what has no number in it, or may be two."""
    match = _WITH_WORD.fullmatch(text)
    if match is not None and text.strip(" .0123456789").lower() in {*SECONDS_PER, *LONGER_UNITS}:
        return ""  # minutes are no number of contacts
    if match is not None:
        return f"write {match.group(1)}"
    grouped = _THOUSANDS.fullmatch(text)
    if grouped is not None and (grouped.group(1) not in ".," or text.count(grouped.group(1)) > 1):
        return f"write {text.replace(grouped.group(1), '').strip()}, without marks between thousands"
    return ""


@dataclass(frozen=True)
class Quantity:
    """Reads one kind of value and keeps it in a range.

    Parameters
    ----------
    kind : str
    above, at_least, below, at_most : float, optional
        Bounds in the inner unit: seconds, a fraction, per second, or the number itself.
    or_unlimited : bool
        The word ``unlimited`` is read as infinity.
    smallest : float, optional
        A share above 0 must be at least this.
    hint : str
        What to write instead of a value that is not above ``above``.
    two_parts : TwoParts
        What a duration such as ``4:45`` means here.
    units : tuple of str
        Units of time that a number without one may be meant in, where they are not s, min and h.
    """

    kind: Kind
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    or_unlimited: bool = False
    smallest: float | None = None
    hint: str = ""
    two_parts: TwoParts = "m:ss"
    units: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if self.kind not in _PATTERNS:
            result: dict[str, Any] = {"type": "integer" if self.kind == "whole" else "number"}
            for name, bound in (("exclusiveMinimum", self.above), ("minimum", self.at_least), ("maximum", self.at_most)):
                if bound is not None:
                    result[name] = int(bound) if self.kind == "whole" else bound
            return result
        pattern = _PATTERNS[self.kind]
        if self.or_unlimited:
            pattern = f"{pattern}|^unlimited$"
        text = {"type": "string", "pattern": pattern, "examples": _EXAMPLES[self.kind]}
        if self.kind == "clock":
            return {"anyOf": [text, {"type": "integer", "minimum": 0, "maximum": 2400}]}
        return text

    def read(self, value: Any) -> float | int:
        """The value in the inner unit.

        Raises
        ------
        PydanticCustomError
            When it cannot be read or lies outside the range.
        """
        if self.or_unlimited and value == "unlimited":
            return math.inf
        number = self._number(value)
        got = f" (got {value if isinstance(value, str) else seen(value)})"
        if self.above is not None and not number > self.above:
            raise wrong(f"must be above {self._show(self.above)}{got}", self.hint)
        if self.at_least is not None and number < self.at_least:
            zero = self.at_least == 0
            raise wrong(f"{'must not be negative' if zero else f'must be at least {self._show(self.at_least)}'}{got}")
        if self.below is not None and not number < self.below:
            raise wrong(f"must be below {self._show(self.below)}{got}")
        if self.at_most is not None and number > self.at_most:
            raise wrong(f"must be at most {self._show(self.at_most)}{got}")
        if self.smallest is not None and 0 < number < self.smallest:
            raise wrong(f"must be 0% or at least {self._show(self.smallest)}{got}", "write 0% for none")
        return number

    def _number(self, value: Any) -> float | int:
        if isinstance(value, dict | list | tuple):
            over_day = "volumes or a profile say how contacts spread over the day" if self.kind == "rate" else ""
            raise wrong(f"must be one value (got {seen(value)})", over_day)
        try:
            match self.kind:
                case "duration":
                    return parse_duration(value, self.two_parts)
                case "clock":
                    return parse_clock(value)
                case "share":
                    return parse_share(value, factor=self.at_most is not None and self.at_most > 2)
                case "rate":
                    return parse_rate(value)
        except (InputError, OverflowError) as error:
            message, hint = (error.message, error.hint) if isinstance(error, InputError) else ("a number too large", "")
            if self.kind == "duration" and isinstance(value, int | float | str) and "needs a unit" in message:
                hint = self._with_units(value) or hint
            raise wrong(message, hint) from None
        whole = self.kind == "whole"
        if isinstance(value, bool) or not isinstance(value, int | float):
            if isinstance(value, str) and re.fullmatch(rf"\s*[+-]?{_FLOAT}\s*", value):
                hint = f"write {value.strip()}, without quotes"
                if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", value.strip()):
                    hint = f"write {value.strip().replace('.', '')}, or {float(value):g} with a decimal point, without quotes"
                raise wrong(f"must be a number, not a text (got {seen(value)})", hint)
            hint = _plain_number(value) or comma_hint(value) if isinstance(value, str) else ""
            article = "a whole number" if whole else "a number"
            word = str(value).strip().lower()
            hint = hint or (f"write {NUMBERS[word]}" if word in NUMBERS else "")
            raise wrong(f"must be {article} (got {seen(value)})", hint)
        if isinstance(value, float) and not math.isfinite(value):
            raise wrong(f"must be a finite number (got {seen(value)})")
        if whole and value != int(value):
            raise wrong(f"must be a whole number (got {seen(value)})")
        if isinstance(value, int) and abs(value) > 10**300:
            raise wrong("a number too large")
        return int(value) if whole else float(value)

    def _with_units(self, value: float | str) -> str:
        """What to write for a number without a unit: with the units that fit here."""
        number = float(value)
        low, high = max(self.at_least or 0.0, self.above or 0.0), self.at_most or math.inf
        for units in (self.units, ("s", "min", "h")):
            fit = [unit for unit in units if low <= number * (SECONDS_PER.get(unit) or LONGER_UNITS[unit]) <= high]
            if fit:
                return f"write {' or '.join(f'{value} {unit}'.strip() for unit in fit)}".replace(
                    " or ", ", ", max(len(fit) - 2, 0)
                )
        return ""

    def _show(self, bound: float) -> str:
        match self.kind:
            case "duration":
                return format_duration(bound)
            case "share":
                return f"{bound * 100:g}%"
            case "rate":
                return "0 per h" if bound == 0 else f"{bound * 3600:g} per h"
            case _:
                return f"{bound:,.12g}"


Duration = Annotated[float, Quantity("duration", at_least=0.0, at_most=LONGEST_DURATION)]
PositiveDuration = Annotated[float, Quantity("duration", above=0.0, at_most=LONGEST_DURATION)]
DurationOrUnlimited = Annotated[float, Quantity("duration", at_least=0.0, at_most=LONGEST_DURATION, or_unlimited=True)]
PlannedLength = Annotated[float, Quantity("duration", above=0.0, at_most=LONGEST_DURATION, two_parts="short h:mm")]
"""Of a break or a meeting: ``0:30`` is half an hour."""
Clock = Annotated[float, Quantity("clock")]
Share = Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)]
Count = Annotated[float, Quantity("number", at_least=0.0, at_most=MOST_CONTACTS)]
Heads = Annotated[float, Quantity("number", at_least=0.0, at_most=MOST_AGENTS)]
Weight = Annotated[float, Quantity("number", above=0.0, at_most=1_000_000.0)]
