"""Values by interval or by day: lists, files, and what each day has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema, core_schema

from simdesk.scenario.language.quantities import CLOCK_PATTERN, HIDDEN, Block, Count, Duration, Heads, Quantity, wrong
from simdesk.scenario.reading.diagnostics import did_you_mean, seen
from simdesk.units import DAY, WEEKDAYS


class CsvColumn(Block):
    """One column of a CSV file or of a sheet of a workbook."""

    example: ClassVar[str] = "{file: plan.xlsx, sheet: Volumes, column: sales}"

    file: str | None = None
    """Path of a CSV file or a workbook, relative to the folder of the scenario file."""
    csv: str | None = None
    """Another name for ``file``."""
    sheet: str | int | None = None
    """Sheet of a workbook. Default: the only sheet with anything in it."""
    column: str | int | None = None
    """Name of the column. Default: the column named after the queue, the group or the quantity, or the only column."""
    start: str | int | None = None
    """Name of the column with the start of each interval. Default: found by its name, or because it alone holds clock times."""
    rows: str | int | None = None
    """Text that the rows meant have in one of their columns, such as ``Phone`` in a file with rows of several queues. Default:
    the rows with the name of the queue or group, where a column has such names, or all."""
    unit: Literal["s", "min", "h"] | None = None
    """Unit of durations in a column that has none. Default: that in the name of the column, as in ``AHT (s)``."""

    @model_validator(mode="before")
    @classmethod
    def _one_file(cls, value: Any) -> Any:
        if isinstance(value, dict) and len({"file", "csv"} & set(value)) != 1 and not set(value) - set(cls.model_fields):
            both = "file" in value
            raise wrong("file and csv are two names for one thing" if both else "names no file", f"write {cls.example}")
        return value


OTHERS = "others"
"""In a mapping by day: all open days that are not named."""
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def iso_date(text: object) -> date | None:
    """A date as it is written; None when it is none."""
    if not isinstance(text, str) or not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


def dates_meant(text: str) -> str:
    """``12.01.2026`` in the documented form; both days that ``3/4/2026`` may be."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return "2026-03-23"
    if numbers[0] > 31:
        year, ways = numbers[0], [(numbers[2], numbers[1])]
    else:
        first, second, year = numbers
        year += 2000 if year < 100 else 0
        ways = [(first, second)] if "." in text else [(second, first), (first, second)]
    found = []
    for day, month in ways:
        with suppress(ValueError):
            found.append(date(year, month, day).isoformat())
    return " or ".join(dict.fromkeys(found)) or "2026-03-23"


def names_days(keys: Iterable[object]) -> bool:
    """Whether the keys of a mapping are days rather than those of a CSV file."""
    return any(key in WEEKDAYS or key == OTHERS or (isinstance(key, str) and ISO_DATE.fullmatch(key)) for key in keys)


_CLOCK_LIKE = re.compile(r"\d{1,4}\s*$|\d{1,2}\s*[ap]\.?m|\d{1,2}[:.h]\d|noon|midnight|midday", re.IGNORECASE)


def names_clocks(keys: Iterable[object]) -> bool:
    """Whether the keys of a mapping are clock times rather than those of a file."""
    return any(_CLOCK_LIKE.match(str(key)) for key in keys)


class _ClockKeyReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(str)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\s*(?:\d|[nN]oon|[mM]id(?:day|night))"}


ClockKey = Annotated[str, _ClockKeyReader()]
"""A clock time or a span of them; read where the series becomes a list (``simdesk.scenario.tables``)."""


class _DayKeyReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^({'|'.join(WEEKDAYS)}|{OTHERS}|\d{{4}}-\d{{2}}-\d{{2}})$"}

    def read(self, value: Any) -> str:
        if value in WEEKDAYS or value == OTHERS or iso_date(value) is not None:
            return str(value)
        if isinstance(value, str) and ISO_DATE.fullmatch(value):
            raise wrong(f"there is no such date (got {value})", "year, month and day", key=True)
        if DATE_LIKE.fullmatch(str(value).strip()):
            hint = f"write year, month and day: {dates_meant(str(value))}"
            raise wrong(f"not a date (got {seen(value)})", hint, key=True)
        hint = did_you_mean(str(value), (*WEEKDAYS, OTHERS)) or "known: weekdays, dates such as 2026-03-23, and others"
        raise wrong(f"not a day (got {seen(value)})", hint, key=True)


DayKey = Annotated[str, _DayKeyReader()]


class _MomentReader:
    """A time of day, also with a date in front: then the days since the year 1 count, far above two days."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        dated = CLOCK_PATTERN.replace(r"^\s*", r"^\s*(?:\d{4}-\d{2}-\d{2} )?", 1)
        return {"type": "string", "pattern": dated, "examples": ["08:00:12"]}

    def read(self, value: Any) -> float:
        if isinstance(value, str) and ISO_DATE.match(value.strip()):
            text, _, clock = value.strip().partition(" ")
            day = iso_date(text)
            if day is None:
                raise wrong(f"there is no such date (got {text})", "year, month and day")
            return day.toordinal() * DAY + float(Quantity("clock").read(clock.strip()))
        return float(Quantity("clock").read(value))


Moment = Annotated[float, _MomentReader()]


def _series_shape(value: Any) -> str | None:
    if isinstance(value, dict):
        if names_days(value):
            return f"{HIDDEN}days"
        return f"{HIDDEN}clocks" if names_clocks(value) else f"{HIDDEN}csv"
    if isinstance(value, str):
        return f"{HIDDEN}file"
    return f"{HIDDEN}list" if isinstance(value, tuple | list) else None


def _headcount_shape(value: Any) -> str | None:
    return _series_shape(value) or (f"{HIDDEN}number" if isinstance(value, int | float) else None)


_File = Annotated[str, Tag(f"{HIDDEN}file")]
_Csv = Annotated[CsvColumn, Tag(f"{HIDDEN}csv")]


class _CountOrShareReader:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\s*[\d.]+\s*%\s*$"}]}


_CountOrShare = Annotated[Any, _CountOrShareReader()]
_CountsOfDay = Annotated[
    Annotated[tuple[Count, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, _CountOrShare], Tag(f"{HIDDEN}clocks")]
    | _File
    | _Csv,
    Discriminator(_series_shape),
]

# A file that could be read is a list by the time pydantic sees it (series.py); a file or a column that is
# still here has been reported already.
CountSeries = Annotated[
    Annotated[tuple[Count, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, _CountOrShare], Tag(f"{HIDDEN}clocks")]
    | Annotated[dict[DayKey, _CountsOfDay], Tag(f"{HIDDEN}days")]
    | _File
    | _Csv,
    Discriminator(_series_shape),
]
CountByDay = Annotated[
    Annotated[Count, Tag(f"{HIDDEN}number")] | Annotated[dict[DayKey, Count], Tag(f"{HIDDEN}days")],
    Discriminator(lambda value: f"{HIDDEN}{'days' if isinstance(value, dict) else 'number'}"),
]
ClockSeries = Annotated[
    Annotated[tuple[Moment, ...], Tag(f"{HIDDEN}list")] | Annotated[dict[ClockKey, Count], Tag(f"{HIDDEN}clocks")] | _File | _Csv,
    Discriminator(_series_shape),
]
DurationSeries = Annotated[
    Annotated[tuple[Duration, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, Duration], Tag(f"{HIDDEN}clocks")]
    | _File
    | _Csv,
    Discriminator(_series_shape),
]
_MeansOfDay = Annotated[
    Annotated[Duration, Tag(f"{HIDDEN}number")]
    | Annotated[tuple[Duration, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, Duration], Tag(f"{HIDDEN}clocks")]
    | _Csv,
    Discriminator(lambda value: _series_shape(value) if isinstance(value, tuple | list | dict) else f"{HIDDEN}number"),
]
MeanSeries = Annotated[
    Annotated[tuple[Duration, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, Duration], Tag(f"{HIDDEN}clocks")]
    | Annotated[dict[DayKey, _MeansOfDay], Tag(f"{HIDDEN}days")]
    | _File
    | _Csv,
    Discriminator(_series_shape),
]
_HeadsOfDay = Annotated[
    Annotated[Heads, Tag(f"{HIDDEN}number")]
    | Annotated[tuple[Heads, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, Heads], Tag(f"{HIDDEN}clocks")]
    | _Csv,
    Discriminator(lambda value: _series_shape(value) if isinstance(value, tuple | list | dict) else f"{HIDDEN}number"),
]
HeadsSeries = Annotated[
    Annotated[Heads, Tag(f"{HIDDEN}number")]
    | Annotated[tuple[Heads, ...], Tag(f"{HIDDEN}list")]
    | Annotated[dict[ClockKey, Heads], Tag(f"{HIDDEN}clocks")]
    | Annotated[dict[DayKey, _HeadsOfDay], Tag(f"{HIDDEN}days")]
    | _File
    | _Csv,
    Discriminator(_headcount_shape),
]
