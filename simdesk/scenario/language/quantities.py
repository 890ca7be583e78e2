"""The values a planner writes, as pydantic types: durations, clock times, shares, rates, counts, names, measures."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simdesk.errors import InputError
from simdesk.measure.expression import ExpressionError, Precision, Target, parse_precision, parse_target
from simdesk.scenario.reading.diagnostics import did_you_mean, seen
from simdesk.units import (
    DAY,
    LONGER_UNITS,
    SECONDS_PER,
    WEEKDAYS,
    comma_hint,
    format_duration,
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


class Block(BaseModel):
    """A part of a scenario: frozen, no unknown keys, no silent conversions; a field's docstring is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    example: ClassVar[str] = ""
    """How it is written, for hints."""


Kind = Literal["duration", "clock", "share", "rate", "number", "whole"]

_FLOAT = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_UNITS = "|".join(sorted(SECONDS_PER, key=len, reverse=True))
_DURATIONS = "|".join(sorted({**SECONDS_PER, **LONGER_UNITS}, key=len, reverse=True))
_PATTERNS: dict[str, str] = {
    "duration": rf"^\s*(?:{_FLOAT}\s*(?:{_DURATIONS})\s*)+$",
    "clock": r"^\s*\d{1,2}:[0-5]\d(?::[0-5]\d)?\s*$",
    "share": rf"^\s*{_FLOAT}\s*%\s*$",
    "rate": rf"^\s*{_FLOAT}\s*(?:per|/)\s*(?:{_UNITS})\s*$",
}
_EXAMPLES: dict[str, list[Any]] = {
    "duration": ["20 s", "4.5 min", "1 h 30 min"],
    "clock": ["08:00", "20:30"],
    "share": ["80%", "12.5%"],
    "rate": ["120 per h", "2 per min"],
}


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
    """

    kind: Kind
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    or_unlimited: bool = False
    smallest: float | None = None
    hint: str = ""

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
        return {"type": "string", "pattern": pattern, "examples": _EXAMPLES[self.kind]}

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
        try:
            match self.kind:
                case "duration":
                    return parse_duration(value)
                case "clock":
                    return parse_clock(value)
                case "share":
                    return parse_share(value)
                case "rate":
                    return parse_rate(value)
        except (InputError, OverflowError) as error:
            message, hint = (error.message, error.hint) if isinstance(error, InputError) else ("a number too large", "")
            raise wrong(message, hint) from None
        whole = self.kind == "whole"
        if isinstance(value, bool) or not isinstance(value, int | float):
            if isinstance(value, str) and re.fullmatch(rf"\s*[+-]?{_FLOAT}\s*", value):
                raise wrong(f"must be a number, not a text (got {seen(value)})", "take the quotes away")
            hint = comma_hint(value) if isinstance(value, str) else ""
            raise wrong(f"must be a {'whole ' if whole else ''}number (got {seen(value)})", hint)
        if isinstance(value, float) and not math.isfinite(value):
            raise wrong(f"must be a finite number (got {seen(value)})")
        if whole and value != int(value):
            raise wrong(f"must be a whole number (got {seen(value)})")
        if isinstance(value, int) and abs(value) > 10**300:
            raise wrong("a number too large")
        return int(value) if whole else float(value)

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
Clock = Annotated[float, Quantity("clock")]
Share = Annotated[float, Quantity("share", at_least=0.0, at_most=1.0)]
Count = Annotated[float, Quantity("number", at_least=0.0, at_most=MOST_CONTACTS)]
Heads = Annotated[float, Quantity("number", at_least=0.0, at_most=MOST_AGENTS)]
Weight = Annotated[float, Quantity("number", above=0.0, at_most=1_000_000.0)]


@dataclass(frozen=True)
class Measure:
    """Reads a target or a precision in the language of measures."""

    kind: Literal["target", "precision"]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if self.kind == "target":
            examples = ["service_level(sales, 20 s) >= 80%", "abandon_rate(sales) <= 5%", "occupancy(all) <= 88%"]
            return {"type": "string", "pattern": "[<>≤≥]", "examples": examples}
        return {"type": "string", "pattern": r"±|\+/?-", "examples": ["service_level(sales, 20 s) ± 1%"]}

    def read(self, value: Any) -> Target | Precision:
        """The measure as the engine's side knows it.

        Raises
        ------
        PydanticCustomError
            When it cannot be read.
        """
        example = '"service_level(sales, 20 s) >= 80%"' if self.kind == "target" else '"service_level(sales, 20 s) ± 1%"'
        if not isinstance(value, str):
            raise wrong(f"must be a text (got {seen(value)})", f"write {example}")
        if value.count("(") != value.count(")"):
            raise wrong(f"the brackets do not match (got {seen(value)})", f"inside [ ] and {{ }} put it in quotes: {example}")
        try:
            return parse_target(value) if self.kind == "target" else parse_precision(value)
        except ExpressionError as error:
            raise wrong(error.message, error.hint, offset=error.offset) from None
        except InputError as error:
            raise wrong(error.message, error.hint) from None


TargetText = Annotated[Target, Measure("target")]
PrecisionText = Annotated[Precision, Measure("precision")]

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_NAME = 80
LONGEST_TITLE = 120


_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "ø": "oe"})


def _in_ascii(text: str) -> str:
    """Umlauts spelt out, other accents left away."""
    whole = unicodedata.normalize("NFC", text).translate(_SPELT)
    return "".join(one for one in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(one))


class _NameReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": "^(?!all$)[A-Za-z_][A-Za-z0-9_]*$"}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(f"not a name (got {seen(value)})", "a name begins with a letter: sales, desk_2")
        if not NAME.fullmatch(value) or not value.isascii():
            suggestion = re.sub(r"\W+", "_", _in_ascii(value), flags=re.ASCII).strip("_")
            suggestion = f"_{suggestion}" if suggestion[:1].isdigit() else suggestion
            hint = "letters, digits and _ only, not beginning with a digit"
            raise wrong(f"not a name (got {seen(value)})", f"{hint}; write {suggestion}" if suggestion else hint, key=True)
        if value == "all":
            raise wrong("the name 'all' is taken", "it stands for all queues or all agent groups in targets", key=True)
        if len(value) > LONGEST_NAME:
            raise wrong(f"the name is too long ({len(value)} characters)", f"at most {LONGEST_NAME}", key=True)
        return value


Name = Annotated[str, _NameReader()]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a queue or an agent group."""
    return NAME.fullmatch(text) is not None and text.isascii() and text != "all" and len(text) <= LONGEST_NAME


class _TitleReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(f"must be a text (got {seen(value)})", "put it in quotes" if isinstance(value, int | float) else "")
        if not value.strip():
            raise wrong("is empty", "write a title, or remove the key")
        if len(value) > LONGEST_TITLE or not value.strip().isprintable():
            raise wrong("must be one line of text", f"at most {LONGEST_TITLE} characters; longer texts belong in description")
        return value.strip()


Title = Annotated[str, _TitleReader()]


@dataclass(frozen=True)
class Word:
    """Reads one of a few words, with "did you mean"; some words are known but not built yet, and ``waits_for`` says why.

    ``meanings`` tells in the schema what each word means, in the order of the words.
    """

    known: tuple[str, ...]
    what: str
    not_yet: tuple[str, ...] = ()
    waits_for: str = ""
    meanings: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        meanings = {"enumDescriptions": list(self.meanings)} if self.meanings else {}
        return {"type": "string", "enum": list(self.known), **meanings}

    def read(self, value: Any) -> str:
        """The word.

        Raises
        ------
        PydanticCustomError
            When it is not known.
        """
        if isinstance(value, str) and value in self.known:
            return value
        if isinstance(value, str) and value.lower() in self.not_yet:
            reason = f": {self.waits_for}" if self.waits_for else ""
            raise wrong(f"the {self.what} '{value}' is not built yet{reason}", f"only {', '.join(self.known)} so far")
        if isinstance(value, str):
            raise wrong(f"unknown {self.what} {seen(value)}", did_you_mean(value, self.known))
        raise wrong(f"not a {self.what} (got {seen(value)})", f"known: {', '.join(self.known)}")


class CsvColumn(Block):
    """One column of a CSV file."""

    example: ClassVar[str] = "{csv: volumes.csv, column: sales}"

    csv: str
    """Path of the file, relative to the folder of the scenario file."""
    column: str | None = None
    """Name of the column. Default: the column named after the queue, the group or the quantity, or the only column."""


OTHERS = "others"
"""In a mapping by day: all open days that are not named."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def iso_date(text: object) -> date | None:
    """A date as it is written; None when it is none."""
    if not isinstance(text, str) or not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def names_days(keys: Iterable[object]) -> bool:
    """Whether the keys of a mapping are days rather than those of a CSV file."""
    return any(key in WEEKDAYS or key == OTHERS or (isinstance(key, str) and _ISO.fullmatch(key)) for key in keys)


class _DayKeyReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^({'|'.join(WEEKDAYS)}|{OTHERS}|\d{{4}}-\d{{2}}-\d{{2}})$"}

    def read(self, value: Any) -> str:
        if value in WEEKDAYS or value == OTHERS or iso_date(value) is not None:
            return str(value)
        if isinstance(value, str) and _ISO.fullmatch(value):
            raise wrong(f"there is no such date (got {value})", "year, month and day", key=True)
        hint = did_you_mean(str(value), (*WEEKDAYS, OTHERS)) or "known: weekdays, dates such as 2026-03-23, and others"
        raise wrong(f"not a day (got {seen(value)})", hint, key=True)


DayKey = Annotated[str, _DayKeyReader()]


class _MomentReader:
    """A time of day, also with a date in front: then the days since the year 1 count, far above two days."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\s*(\d{4}-\d{2}-\d{2} )?\d{1,2}:[0-5]\d(:[0-5]\d)?\s*$", "examples": ["08:00:12"]}

    def read(self, value: Any) -> float:
        if isinstance(value, str) and _ISO.match(value.strip()):
            text, _, clock = value.strip().partition(" ")
            day = iso_date(text)
            if day is None:
                raise wrong(f"there is no such date (got {text})", "year, month and day")
            return day.toordinal() * DAY + float(Quantity("clock").read(clock.strip()))
        return float(Quantity("clock").read(value))


Moment = Annotated[float, _MomentReader()]


def _series_shape(value: Any) -> str | None:
    if isinstance(value, dict):
        return f"{HIDDEN}days" if names_days(value) else f"{HIDDEN}csv"
    if isinstance(value, str):
        return f"{HIDDEN}file"
    return f"{HIDDEN}list" if isinstance(value, tuple | list) else None


def _headcount_shape(value: Any) -> str | None:
    return _series_shape(value) or (f"{HIDDEN}number" if isinstance(value, int | float) else None)


_File = Annotated[str, Tag(f"{HIDDEN}file")]
_Csv = Annotated[CsvColumn, Tag(f"{HIDDEN}csv")]

# A file that could be read is a list by the time pydantic sees it (series.py); a file or a column that is
# still here has been reported already.
CountSeries = Annotated[
    Annotated[tuple[Count, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[DayKey, tuple[Count, ...]], Tag(f"{HIDDEN}days")]
    | _File
    | _Csv,
    Discriminator(_series_shape),
]
CountByDay = Annotated[
    Annotated[Count, Tag(f"{HIDDEN}number")] | Annotated[dict[DayKey, Count], Tag(f"{HIDDEN}days")],
    Discriminator(lambda value: f"{HIDDEN}{'days' if isinstance(value, dict) else 'number'}"),
]
ClockSeries = Annotated[
    Annotated[tuple[Moment, ...], Tag(f"{HIDDEN}list")] | _File | _Csv,
    Discriminator(_series_shape),
]
DurationSeries = Annotated[
    Annotated[tuple[Duration, ...], Tag(f"{HIDDEN}list")] | _File | _Csv,
    Discriminator(_series_shape),
]
_HeadsOfDay = Annotated[
    Annotated[Heads, Tag(f"{HIDDEN}number")] | Annotated[tuple[Heads, ...], Tag(f"{HIDDEN}list")],
    Discriminator(lambda value: f"{HIDDEN}{'list' if isinstance(value, tuple | list) else 'number'}"),
]
HeadsSeries = Annotated[
    Annotated[Heads, Tag(f"{HIDDEN}number")]
    | Annotated[tuple[Heads, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[DayKey, _HeadsOfDay], Tag(f"{HIDDEN}days")]
    | _File
    | _Csv,
    Discriminator(_headcount_shape),
]
