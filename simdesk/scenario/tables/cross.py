"""Tables with a column for each day, or a row for each day and a column for each time of day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from simdesk.errors import InputError
from simdesk.scenario.language.hours import Day
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Scalar
from simdesk.scenario.spellings.calendar_words import MONTH_OF
from simdesk.scenario.spellings.clocks import weekdays_of
from simdesk.scenario.spellings.dates import date_in_words
from simdesk.scenario.spellings.spelling import UnclearError
from simdesk.scenario.tables.clocks import Clocks
from simdesk.scenario.tables.column_words import DATES
from simdesk.scenario.tables.csv_cells import is_number, read_moment, with_point
from simdesk.scenario.tables.csv_table import NUMBER, Cell, Table
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import Kind, folded
from simdesk.units import WEEKDAYS

_HALF_YEAR = timedelta(days=183)
_FEWEST_CLOCKS = 2
"""So many headers that are times of day make a table in which the days are the rows."""
_SHORT_DATES = (
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.?"),
    re.compile(r"(?P<d>\d{1,2})\.?[ -](?P<m>[^\W\d_]+)\.?"),
    re.compile(r"(?P<m>[^\W\d_]+)\.?[ -](?P<d>\d{1,2})"),
)
_WEEKDAY = re.compile(r"(?P<name>[^\W\d_]+)\.?(?:\s*,\s*|\s+)(?P<rest>\d.*|[^\W\d_]+\.?[ -]\d.*)")
Rows = Sequence[tuple[Cell, ...]]


class DayHeader:
    """A day as it heads a column: a date, a day of some year, a weekday."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        low = self.text.lower()
        named = _WEEKDAY.fullmatch(low)
        word = named["name"] if named else low.rstrip(".")
        weekdays = weekdays_of(word)
        self.weekday = weekdays[0] if len(weekdays) == 1 else ""
        rest = named["rest"] if named and self.weekday else low
        self.date: date | None = None
        self.of_year: tuple[int, int] | None = None
        with suppress(UnclearError):  # a day without its year
            self.date = date_in_words(rest)
        if self.date is None:
            match = next((found for one in _SHORT_DATES if (found := one.fullmatch(rest.strip()))), None)
            month = 0 if match is None else int(match["m"]) if match["m"].isdigit() else MONTH_OF.get(match["m"], 0)
            if match is not None and 1 <= month <= 12 and 1 <= int(match["d"]) <= 31:
                self.of_year = (month, int(match["d"]))

    @property
    def is_day(self) -> bool:
        """Whether it is one at all."""
        return self.date is not None or self.of_year is not None or bool(self.weekday)

    def on(self, first: date | None) -> date | None:
        """The date, in the year that is nearest to the first day."""
        if self.date is not None or self.of_year is None or first is None:
            return self.date
        found = [day for year in (first.year - 1, first.year, first.year + 1) if (day := _day(year, *self.of_year)) is not None]
        near = [day for day in found if abs(day - first) <= _HALF_YEAR]
        return near[0] if near else None

    def likely(self, about: date) -> date | None:
        """A date for an example: in a year in which it is the weekday named, the nearest one."""
        if self.date is not None:
            return self.date
        if self.of_year is None:
            monday = about - timedelta(days=about.weekday())
            return monday + timedelta(days=WEEKDAYS.index(self.weekday)) if self.weekday else None
        years = sorted(range(about.year - 6, about.year + 6), key=lambda year: abs(year - about.year))
        days = [day for year in years if (day := _day(year, *self.of_year)) is not None]
        return next(
            (day for day in days if not self.weekday or WEEKDAYS[day.weekday()] == self.weekday), days[0] if days else None
        )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_headers(table: Table) -> dict[int, DayHeader]:
    """The columns headed by days, where there are at least two."""
    found = {index: one for index, name in enumerate(table.names) if (one := DayHeader(name)).is_day and table.column(index)}
    return found if len(found) > 1 else {}


def weekday_rows(table: Table) -> tuple[dict[str, int], str]:
    """The row of each weekday, where a column has one weekday in each row, and that column's name; else empty."""
    for index in range(len(table.names)):
        days = [weekdays_of(row[index].text) for row in table.rows]
        if len(days) > 1 and all(len(day) == 1 for day in days) and len({day[0] for day in days}) == len(days):
            return {day[0]: row for row, day in enumerate(days)}, table.header[index].text.strip()
    return {}, ""


def turned(table: Table, mine: Callable[[Table], Table]) -> Table:
    """A table with a column for each time of day as one with a row for each; others stay.

    Parameters
    ----------
    table : Table
    mine : callable
        Leaves the rows of one queue or group, where there are several.
    """
    clocks = [index for index, name in enumerate(table.names) if _is_clock(name)]
    if len(clocks) < _FEWEST_CLOCKS or any(map(_is_clock, table.column(0))):
        return table
    table = mine(table)
    names = [folded(name) for name in table.names]
    label = next((names.index(name) for name in DATES if name in names), 0 if 0 not in clocks else None)
    if label is None or len({row[label].text.strip() for row in table.rows}) < len(table.rows):
        return table
    header = (Cell("Interval", table.header[clocks[0]].place), *(row[label] for row in table.rows))
    rows = tuple((table.header[index], *(row[index] for row in table.rows)) for index in clocks)
    return Table(table.delimiter, header, rows)


def _is_clock(text: str) -> bool:
    if not text or NUMBER.fullmatch(text):
        return False
    try:
        return not read_moment(text).date
    except InputError:
        return False


def by_day_column(
    table: Table,
    start: int | None,
    days: Mapping[int, str],
    hours: Callable[[str], Day | None],
    kind: Kind,
    read: Callable[[Rows, int], Sequence[Scalar] | None],
    faults: Faults,
    at: str,
) -> MapNode | None:
    """Columns of days as lists by day; None after noting what is wrong.

    Parameters
    ----------
    table : Table
    start : int or None
        The column of clock times.
    days : mapping of int to str
        By column: a date or a weekday.
    hours : callable
        The intervals of a day.
    kind : Kind
    read : callable
        The values of some rows in a column.
    faults : Faults
    at : str
        What it is for.
    """
    entries: dict[str, Entry] = {}
    for index, day in days.items():
        own = hours(day)
        order: tuple[tuple[int, ...], ...] = tuple((row,) for row in range(len(table.rows)))
        if start is not None and own is not None:
            clocks = Clocks(own, kind, lambda c, m, h: faults.add(c.place, at, m, h), table.header[start])
            groups = clocks.groups([row[start] for row in table.rows], partial(_zero, table, index))
            order = groups.of if groups is not None else ()
        if faults:
            return None
        used = [row for group in order for row in group]
        values = read([table.rows[row] for row in used], index)
        if values is None:
            return None
        by_row = dict(zip(used, values, strict=True))
        place = table.header[index].place
        parts = tuple(_sum([by_row[row] for row in group]) for group in order)
        entries[day] = Entry(place, ListNode(parts, place))
    return MapNode(entries, table.header[next(iter(days))].place)


def _sum(parts: Sequence[Scalar]) -> Scalar:
    if len(parts) == 1:
        return parts[0]
    return Scalar(sum(float(part.value or 0.0) for part in parts), parts[0].place)


def _zero(table: Table, column: int, row: int) -> bool:
    text = with_point(table.rows[row][column].text.strip(), table.delimiter)
    return not text or (is_number(text) and float(text) == 0)
