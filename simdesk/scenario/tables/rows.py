"""The rows of a table that are meant: those of one queue in long form, without totals, dates joined to their times."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from simdesk.errors import InputError
from simdesk.scenario.tables.column_words import DATES, OWNERS
from simdesk.scenario.tables.csv_cells import holds_clocks, read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Cell, Table
from simdesk.scenario.tables.dated_columns import read_date
from simdesk.scenario.tables.kinds import folded, start_named
from simdesk.units import WEEKDAYS

_TOTALS = (
    *("total", "totals", "sum", "average", "mean", r"avg\.?", "summe", "gesamt", "gesamtsumme", "gesamtergebnis"),
    *("mittelwert", "durchschnitt", "somme", "suma"),
)
_TOTAL = re.compile(rf"(?:(?:grand|sub|day|daily)[ -]?)?(?:{'|'.join(_TOTALS)})\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Rows:
    """A table and what was done to its rows.

    Parameters
    ----------
    table : Table
    totals : tuple of int
        Lines that were left out.
    used : frozenset of int
        Columns that say which rows are meant, or when.
    """

    table: Table
    totals: tuple[int, ...] = ()
    used: frozenset[int] = frozenset()


def without_totals(table: Table) -> Rows:
    """Leave out the rows in which a text says that they are a total."""
    kept, lines = [], []
    for row in table.rows:
        texts = [cell.text.strip() for cell in row]
        named = any(_TOTAL.fullmatch(text) for text in texts if text and not NUMBER.fullmatch(text))
        if named and not _is_clock(texts[0]):
            lines.append(next((cell.place.line for cell in row), 0))
        else:
            kept.append(row)
    return Rows(table.with_rows(kept) if kept and lines else table, tuple(lines) if kept else ())


def _is_clock(text: str) -> bool:
    try:
        read_moment(text)
    except InputError:
        return False
    return not NUMBER.fullmatch(text)


def owner_column(table: Table, owner: str = "") -> int | None:
    """The column that says of which queue or group each row is; None where there is none.

    Parameters
    ----------
    table : Table
    owner : str, optional
        The queue or group: whatever it is headed by, a column that has this name beside others in its rows is such a one.
    """
    names = [folded(name) for name in table.names]
    found = next((names.index(name) for name in OWNERS if name in names), None)
    if found is None and owner:
        texts = [set(map(folded, table.column(index))) for index in range(len(names))]
        found = next((index for index, few in enumerate(texts) if folded(owner) in few and len(few) > 1), None)
    if found is None or all(NUMBER.fullmatch(text) for text in table.column(found)):
        return None
    return found


def of_owner_alone(table: Table, owner: str) -> Table:
    """The rows of one queue or group in long form; all where it has none or no column says whose they are."""
    of = owner_column(table, owner)
    mine = [row for row in table.rows if folded(row[of].text) == folded(owner)] if of is not None else []
    return table.with_rows(mine) if mine else table


def with_dates_joined(table: Table) -> Rows:
    """Put the date of a column of dates in front of the clock times of another."""
    names = [folded(name) for name in table.names]
    dates = next((names.index(name) for name in DATES if name in names), None)
    if dates is None or not table.column(dates) or not all(map(_is_date, table.column(dates))):
        return Rows(table)
    clocks = [k for k in range(len(names)) if k != dates and holds_clocks(table.column(k))]
    named = start_named(names, clocks)
    starts = named if named is not None else clocks[0] if len(clocks) == 1 else None
    if starts is None or starts == dates:
        return Rows(table)
    rows = []
    for row in table.rows:
        day, cell = row[dates].text.strip().partition(" ")[0], row[starts]
        joined = Cell(f"{day} {cell.text.strip()}" if cell.text.strip() else "", cell.place)
        rows.append((*row[:starts], joined, *row[starts + 1 :]))
    return Rows(table.with_rows(rows), used=frozenset({dates}))


def one_date(table: Table, start: int, columns: Collection[int]) -> str:
    """The one date that all rows have with their times, in words; empty for another table.

    Parameters
    ----------
    table : Table
        With its dates joined to the times.
    start : int
        The column of the times.
    columns : collection of int
        Those that the dates come from, where these are others.
    """
    dates = {text.partition(" ")[0] for text in table.column(start)}
    day = read_date(dates.pop()) if len(dates) == 1 else None
    if day is None:
        return ""
    name = f"column {table.names[next(iter(columns))]}: " if columns else ""
    return f"{name}all rows are of {day.isoformat()}, a {WEEKDAYS[day.weekday()].capitalize()}"


def _is_date(text: str) -> bool:
    return read_date(text.partition(" ")[0]) is not None
