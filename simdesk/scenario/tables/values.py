"""Numbers and durations of a column of cells, and of what stands in the scenario itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from pydantic_core import PydanticCustomError

from simdesk.scenario.language.bare import HANDLE_TIME, WRAP_UP, are_seconds
from simdesk.scenario.language.quantities import Quantity
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import Scalar
from simdesk.scenario.tables.column_words import UNIT_OF, WRAP_UPS
from simdesk.scenario.tables.csv_cells import ambiguous, bad_number, decimal_commas, is_number, mark_of, with_point
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import Kind
from simdesk.scenario.tables.naming import is_time_of_contact, words_of
from simdesk.units import parse_duration

_PERCENT = re.compile(r"([+-]?[\d.,]+)\s*%")
_THOUSANDS_OR_POINT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_LONG = 3600.0
"""A duration in a workbook of hours and no seconds is most likely minutes and seconds typed as hours and minutes."""


def read_values(
    table: Table, rows: Sequence[tuple[Cell, ...]], column: int, kind: Kind, at: str, faults: Faults, given: str = ""
) -> tuple[Scalar, ...] | None:
    """The values of a column in the order of rows; None after noting what is wrong.

    Parameters
    ----------
    table : Table
    rows : sequence
        Those that are used.
    column : int
    kind : Kind
    at : str
        What the values are for.
    faults : Faults
    given : str
        The unit of durations as the scenario names it.
    """
    whole = table.column(column)
    name = table.header[column].text.strip().lower()
    unit = given or ("s" if name.endswith("_s") else _unit_of(name)) or assumed_unit(table, column, kind)
    grouped = table.delimiter == "," and at.endswith("volumes") and in_groups(whole)
    comma = table.delimiter == "," or decimal_commas(whole)
    doubtful = table.delimiter == "," and in_thousands(whole)
    clear = [text for row in rows if ambiguous(text := row[column].text.strip(), decimal_commas=comma) is None]
    usual = Counter(mark for text in clear if (mark := mark_of(text))).most_common(1)
    mark = usual[0][0] if usual else ""
    values = []
    without_unit: list[tuple[Cell, str]] = []
    for index, row in enumerate(rows):
        cell = row[column]
        text, path = cell.text.strip(), f"{at}[{index}]"
        if not text:
            faults.add(cell.place, path, "the cell is empty", "write 0 where there is nothing")
            continue
        text = text.replace(",", "") if grouped else text
        percent = _PERCENT.fullmatch(text) if kind.quantity == "number" and at.endswith("profile") else None
        text = percent.group(1) if percent else text
        unclear = ambiguous(text, decimal_commas=comma, point=doubtful) if table.delimiter != "," or doubtful else None
        if unclear is not None:
            faults.add(cell.place, path, *unclear)
            continue
        number = with_point(text, table.delimiter)
        if table.delimiter != "," and mark_of(text) not in {"", mark}:
            other = next(one for one in rows if mark_of(one[column].text.strip()) == mark)[column]
            message = f"the column mixes decimal points and commas (got {seen(text)}, '{mark}' in line {other.place.line})"
            faults.add(cell.place, path, message, "write all numbers with the same decimal mark")
        elif not is_number(number):
            if kind.quantity == "duration" and re.match(r"[+-]?[\d.]+\s*[a-zA-Z:]", number):
                values.append(Scalar(number, cell.place))
                continue
            faults.add(cell.place, path, *bad_number(text, kind.quantity, table.delimiter))
        elif kind.quantity == "duration" and not unit:
            without_unit.append((cell, path))
        else:
            values.append(Scalar(f"{number} {unit}" if kind.quantity == "duration" else float(number), cell.place))
    _tell_units(table, column, without_unit, len(rows), at, faults)
    if kind.quantity == "duration" and not faults:
        _check_hours(table, column, values, at, faults)
    return None if faults else tuple(values)


def assumed_unit(table: Table, column: int, kind: Kind) -> str:
    """The unit of handle times that have none, where their size leaves no doubt: seconds; else empty."""
    name = table.header[column].text.strip()
    if kind.quantity != "duration" or not is_time_of_contact(name) or name.lower().endswith("_s") or _unit_of(name.lower()):
        return ""
    texts = [with_point(text, table.delimiter) for text in table.column(column)]
    if not texts or not all(map(is_number, texts)):
        return ""
    usual = WRAP_UP if words_of(name) & WRAP_UPS else HANDLE_TIME
    return "s" if are_seconds([*map(float, texts)], usual) else ""


_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def in_groups(texts: Sequence[str]) -> bool:
    """Whether the commas of a column of quoted cells stand between thousands: three digits behind each."""
    marked = [text for text in texts if "," in text]
    return bool(marked) and all(_GROUPED.fullmatch(text) for text in marked)


def _unit_of(name: str) -> str:
    """The unit in the name of a column, such as ``AHT (min)`` and ``aht_sec``; empty when there is none."""
    last = re.split(r"[^a-z]+", name.strip(" )]."))[-1]
    return UNIT_OF.get(last, "")


def in_thousands(texts: Sequence[str]) -> bool:
    """Whether the points of a column may stand between thousands: three digits behind each, and nothing shows otherwise."""
    marked = [text for text in texts if "." in text]
    return bool(marked) and all(_THOUSANDS_OR_POINT.fullmatch(text) for text in marked)


def _tell_units(table: Table, column: int, found: list[tuple[Cell, str]], rows: int, at: str, faults: Faults) -> None:
    """Blame the header where no cell has a unit, and else the cells that have none."""
    if found and len(found) == rows and rows > 1:
        name = table.header[column].text.strip()
        message = f"the durations in the column {seen(name)} have no unit (got {found[0][0].text.strip()})"
        faults.add(
            table.header[column].place,
            at,
            message,
            f"write unit: s or unit: min beside the file ({_beside(faults.file, name, at)})",
        )
        return
    for cell, path in found:
        text = cell.text.strip()
        hint = f"write {text} s or {text} min in the cell, or a unit behind the column's name: AHT (s) or AHT (min)"
        faults.add(cell.place, path, f"a duration needs a unit (got {text})", hint)


def _beside(file: str, name: str, at: str) -> str:
    """The reference to a column with a unit, at the last keys of a path."""
    keys = at.split(".")[-2:]
    return f"{keys[0]}: {{{keys[-1]}: {{file: {file or '…'}, column: {name}, unit: s}}}}"


def _check_hours(table: Table, column: int, values: Sequence[Scalar], at: str, faults: Faults) -> None:
    """Ask where spreadsheets make hours and minutes of what was typed as minutes and seconds."""
    texts = [str(value.value) for value in values]
    if not texts or not all(re.fullmatch(r"\d{1,2}:\d{2}:00", text) for text in texts):
        return
    if math.fsum(parse_duration(text) for text in texts) / len(texts) >= _LONG:
        hours, minutes, _ = texts[0].split(":")
        message = f"{texts[0]} is {int(hours)} h {int(minutes)} min"
        hours, minutes = str(int(hours)), str(int(minutes))
        hint = f"type 0:{hours:0>2}:{minutes:0>2} for {hours} min {minutes} s; for hours write {hours} h {minutes} min"
        faults.add(values[0].place, at, message, hint)


def check_scalars(values: Sequence[tuple[Scalar, str]], kind: Kind, faults: Faults) -> tuple[Scalar, ...]:
    """Values that stand in the scenario itself, each with its path; what is no value is noted.

    Percentages of a profile become numbers.
    """
    made = []
    for value, path in values:
        text = value.value
        percent = _PERCENT.fullmatch(text.strip()) if isinstance(text, str) and ".profile" in path else None
        if percent and is_number(percent.group(1)):
            made.append(Scalar(float(percent.group(1)), value.place))
            continue
        try:
            Quantity("duration" if kind.quantity == "duration" else "number", at_least=0.0).read(text)
        except PydanticCustomError as error:
            context = error.context or {}
            hint = str(context["hint"])
            if is_percent(value):
                hint = 'shares of the day are a profile: write per_day: 400 and profile: {"08:00": 10%, …}'
            faults.add(value.place, path, str(context["message"]), hint)
        made.append(value)
    return tuple(made)


def is_percent(value: Scalar) -> bool:
    """Whether a value is written as a percentage."""
    return isinstance(value.value, str) and _PERCENT.fullmatch(value.value.strip()) is not None


def grouped(groups: Sequence[Sequence[int]], used: Sequence[int], values: Sequence[Scalar]) -> tuple[Scalar, ...]:
    """One value for each interval: that of its group, or the sum of several."""
    by_row = dict(zip(used, values, strict=True))
    made = []
    for group in groups:
        parts = [by_row[index] for index in group]
        whole = math.fsum(float(part.value or 0.0) for part in parts) if len(parts) > 1 else parts[0].value
        made.append(Scalar(whole, parts[0].place))
    return tuple(made)
