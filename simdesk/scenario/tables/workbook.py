"""A sheet of a workbook as a table of cells: numbers, times and dates as the texts a CSV file would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path as FilePath
from typing import Any

from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean, seen
from simdesk.scenario.reading.nodes import Scalar
from simdesk.scenario.tables.column_words import DATES, STARTS
from simdesk.scenario.tables.csv_table import Cell, Table, checked
from simdesk.scenario.tables.kinds import folded
from simdesk.units import DAY

_FIRST_DAY = datetime(1899, 12, 30)
"""Day 0 of a workbook's dates."""
_FIRST_LIKELY = 20_000
"""Days from there to 1954: smaller numbers in a column of dates are none."""


def read_sheet(sources: Sources, shown: str, real: FilePath, sheet: Scalar | None, file: Scalar, at: str) -> Table | None:
    """One sheet of a workbook; None after reporting why it cannot be read.

    Parameters
    ----------
    sources : Sources
    shown : str
        The file as the user named it.
    real : Path
    sheet : Scalar or None
        Its name; may be left out where one sheet alone holds anything.
    file : Scalar
        The file as the scenario names it.
    at : str
        What it is for.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    place = file.place
    try:
        book = CalamineWorkbook.from_path(str(real))
        names = list(book.sheet_names)
        held = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except PasswordError:
        sources.report(place, at, f"'{shown}' is protected by a password", "save it without one")
        return None
    except (CalamineError, ZipError, OSError, ValueError):
        sources.report(place, at, f"'{shown}' is no workbook that can be read", "save it anew as .xlsx, or as CSV UTF-8")
        return None
    filled = [name for name in names if any(_text(cell) for row in held[name] for cell in row)]
    chosen = _chosen(sources, shown, names, filled, sheet, file, at)
    return None if chosen is None else _table(sources, f"{shown} [{chosen}]", held[chosen])


def _chosen(
    sources: Sources, shown: str, names: list[str], filled: list[str], sheet: Scalar | None, file: Scalar, at: str
) -> str | None:
    if sheet is not None:
        wanted = str(sheet.value).strip()
        found = next((name for name in names if name == wanted), None)
        found = found or next((name for name in names if folded(name) == folded(wanted)), None)
        if found is None:
            hint = did_you_mean(wanted, names, "sheets")
            sources.report(sheet.place, f"{at}.sheet", f"{shown} has no sheet {seen(wanted)}", hint)
        return found
    if len(filled) == 1:
        return filled[0]
    if not filled:
        sources.report(file.place, at, f"{shown} has no sheet with anything in it", "check the file")
        return None
    hint = f"name one: {{file: {file.value}, sheet: {filled[0]}}}; sheets: {', '.join(filled)}"
    sources.report(file.place, at, f"{shown} has {len(filled)} sheets", hint)
    return None


def _table(sources: Sources, shown: str, held: Sequence[Sequence[Any]]) -> Table | None:
    rows = [[_text(cell) for cell in row] for row in held]
    counts = [sum(1 for text in row if text) for row in rows]
    most = max(counts)
    top = next(index for index, count in enumerate(counts) if count > most / 2)
    for index, name in enumerate(rows[top]):
        if folded(name) in (*STARTS, *DATES):
            for line in range(top + 1, len(rows)):
                rows[line][index] = _as_moment(held[line][index])
    sources.keep(shown, "\n".join(" | ".join(row) for row in rows))
    cells = [
        tuple(
            Cell(text, Place(shown, line + 1, 1 + sum(len(one) + 3 for one in row[:column]))) for column, text in enumerate(row)
        )
        for line, row in enumerate(rows)
    ]
    kept = tuple(row for row, count in zip(cells[top + 1 :], counts[top + 1 :], strict=True) if count)
    return checked(sources, shown, Table(",", cells[top], kept))


def _as_moment(value: Any) -> str:
    """A cell of a column of times: a number without a format is a part of a day, or days since 1899."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if 0 <= value < 1:
            return _clock(_rounded(float(value) * DAY))
        if value > _FIRST_LIKELY:
            return _text(_FIRST_DAY + timedelta(seconds=_rounded(float(value) * DAY)))
    return _text(value)


def _rounded(seconds: float) -> int:
    """Whole seconds; a number cut to three digits (0.333 for 08:00) is the five minutes it is nearest to, within 45 s."""
    near = round(seconds / 300) * 300
    return near if abs(near - seconds) <= 45 else round(seconds)


def _text(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return f"{value:.15g}"
        case datetime():
            if value.year < 1901:  # a time of 24 h and more
                return _clock(round((value - datetime(1899, 12, 31)).total_seconds()))
            moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            return f"{moment:%Y-%m-%d}" if moment.time() == time() else f"{moment:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case time():
            return _clock(round(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6))
        case timedelta():
            return _clock(round(value.total_seconds()))
        case _:
            return str(value).strip()


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
