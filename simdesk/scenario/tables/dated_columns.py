"""CSV files of several days: rows with dates, as a mapping from dates to lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from simdesk.errors import InputError
from simdesk.scenario.language.series import iso_date
from simdesk.scenario.layout.horizon import NOISE, Horizon, Opening, Span, day_name
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Scalar
from simdesk.scenario.tables.csv_cells import read_moment
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.units import DAY, format_clock

Fault = Callable[[Cell, str, str], None]
Row = tuple[Cell, ...]

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def holds_dates(table: Table, column: int) -> bool:
    """Whether the first clock time of a column has a date in front."""
    texts = table.column(column)
    try:
        return bool(texts) and bool(read_moment(texts[0]).date)
    except InputError:
        return False


def read_date(text: str) -> date | None:
    """``2026-03-23`` or ``23.03.2026``; None for what is no date, or could be two."""
    dotted = _DOTTED.fullmatch(text)
    return iso_date(f"{dotted.group(3)}-{int(dotted.group(2)):02d}-{int(dotted.group(1)):02d}" if dotted else text)


def by_date(
    table: Table,
    column: int,
    horizon: Horizon,
    opening: Opening,
    values: Callable[[Sequence[Row]], Sequence[Scalar] | None],
    fault: Fault,
) -> MapNode | None:
    """Rows with dates as one list for each open day; None after reporting what is wrong.

    Parameters
    ----------
    table : Table
    column : int
        That of the dates and clock times.
    horizon, opening : Horizon, Opening
    values : callable
        Reads the value column of some rows.
    fault : callable
        Reports a cell, a message and a hint.
    """
    assert horizon.first is not None
    slots: dict[tuple[int, int], Row] = {}
    right = True
    for row in table.rows:
        cell = row[column]
        text = cell.text.strip()
        try:
            moment = read_moment(text)
        except InputError as error:
            fault(cell, error.message, error.hint)
            right = False
            continue
        at = read_date(moment.date)
        if at is None:
            fault(cell, f"no date that can be read (got '{text}')", "write 2026-03-23 08:00 in every row")
            right = False
            continue
        found = _slot(opening, (at - horizon.first).days, moment.clock, horizon.interval)
        if found is None:
            last = day_name(horizon.first, horizon.days - 1)
            hint = f"remove the row; the days are {day_name(horizon.first, 0)} to {last}"
            fault(cell, f"{text} is not the start of an open interval", hint)
            right = False
        elif found in slots:
            fault(
                cell, f"{text} is used twice (first in line {slots[found][column].place.line})", "keep one row for each interval"
            )
            right = False
        else:
            slots[found] = row
    return _as_lists(table, column, horizon, opening, slots, values, fault) if right else None


def _slot(opening: Opening, day: int, clock: float, interval: float) -> tuple[int, int] | None:
    """Which day and which interval of it a clock time is; after midnight perhaps of the day before."""
    for span in opening.spans:
        at = clock + (day - span.day) * DAY
        number = (at - span.open) / interval
        if span.open - NOISE <= at < span.close - NOISE and abs(number - round(number)) < NOISE:
            return span.day, round(number)
    return None


def _as_lists(
    table: Table,
    column: int,
    horizon: Horizon,
    opening: Opening,
    slots: dict[tuple[int, int], Row],
    values: Callable[[Sequence[Row]], Sequence[Scalar] | None],
    fault: Fault,
) -> MapNode | None:
    place = table.header[column].place
    entries: dict[str, Entry] = {}
    for span in opening.spans:
        count = round((span.close - span.open) / horizon.interval)
        there = [k for k in range(count) if (span.day, k) in slots]
        missing = [k for k in range(count) if k not in there and _happens(opening, span, k, horizon.interval)]
        if missing:
            at = format_clock(span.open + missing[0] * horizon.interval)
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            fault(
                table.header[column],
                f"no row for {day_name(horizon.first, span.day)} {at}{more}",
                "one row for each open interval",
            )
            return None
        read = values([slots[span.day, k] for k in there])
        if read is None:
            return None
        known = dict(zip(there, read, strict=True))
        assert horizon.first is not None
        key = (horizon.first + timedelta(days=span.day)).isoformat()
        entries[key] = Entry(place, ListNode(tuple(known.get(k, Scalar(0.0, place)) for k in range(count)), place))
    return MapNode(entries, place)


def _happens(opening: Opening, span: Span, k: int, interval: float) -> bool:
    """Whether an interval exists: not in the hour that is missing when clocks change."""
    clock = span.open + k * interval
    return any(slot.span is span and abs(slot.clock - clock) < NOISE for slot in opening.slots)
