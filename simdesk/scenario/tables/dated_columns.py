"""CSV files of several days: rows with dates, as a mapping from dates to lists."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from simdesk.errors import InputError
from simdesk.formats import format_clock, format_duration
from simdesk.scenario.language.series import iso_date
from simdesk.scenario.layout.horizon import NOISE, Horizon, Opening, Span, day_name
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Scalar
from simdesk.scenario.tables.csv_cells import read_moment
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.scenario.tables.dates_in_cells import date_fault
from simdesk.units import DAY

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
    *,
    summed: bool = False,
) -> tuple[MapNode, float] | None:
    """Rows with dates as one list for each open day, and the seconds from row to row; None after reporting what is wrong.

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
    summed : bool
        Several rows within one interval are summed; else each interval has one.
    """
    assert horizon.first is not None
    step = _step(table, column, horizon.interval)
    if step > horizon.interval or (step < horizon.interval and not summed):
        apart, whole = format_duration(step), format_duration(horizon.interval)
        message = f"the rows are {apart} apart, the intervals are {whole}"
        fault(table.rows[0][column], message, f"write interval: {apart} under hours, or give one row for each {whole}")
        return None
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
            fault(cell, *date_fault(text))
            right = False
            continue
        found = _slot(opening, (at - horizon.first).days, moment.clock, step)
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
    made = _as_lists(table, column, horizon, opening, slots, values, fault, step) if right else None
    return None if made is None else (made, step)


def _step(table: Table, column: int, interval: float) -> float:
    """Seconds from row to row: that of most rows; an interval where most do not agree or where it fits none."""
    clocks = []
    for row in table.rows:
        try:
            clocks.append(read_moment(row[column].text.strip()))
        except InputError:
            continue
    apart = Counter(
        round(later.clock - earlier.clock, 6)
        for earlier, later in itertools.pairwise(clocks)
        if earlier.date == later.date and later.clock > earlier.clock
    )
    usual, number = apart.most_common(1)[0] if apart else (interval, 0)
    ratio = interval / usual if usual < interval else usual / interval
    several = number > 1 and number * 2 > sum(apart.values())
    return usual if several and abs(ratio - round(ratio)) < NOISE else interval


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
    step: float,
) -> MapNode | None:
    each = round(horizon.interval / step)
    place = table.header[column].place
    entries: dict[str, Entry] = {}
    for span in opening.spans:
        count = round((span.close - span.open) / step)
        there = [k for k in range(count) if (span.day, k) in slots]
        missing = [k for k in range(count) if k not in there and _happens(opening, span, k // each, horizon.interval)]
        if missing:
            at = format_clock(span.open + missing[0] * step)
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
        nothing = Scalar(0.0, place)
        parts = [[known.get(k * each + part, nothing) for part in range(each)] for k in range(count // each)]
        entries[key] = Entry(place, ListNode(tuple(map(_summed, parts)), place))
    return MapNode(entries, place)


def _summed(parts: Sequence[Scalar]) -> Scalar:
    if len(parts) == 1:
        return parts[0]
    return Scalar(math.fsum(float(part.value or 0.0) for part in parts), parts[0].place)


def _happens(opening: Opening, span: Span, k: int, interval: float) -> bool:
    """Whether an interval exists: not in the hour that is missing when clocks change."""
    clock = span.open + k * interval
    return any(slot.span is span and abs(slot.clock - clock) < NOISE for slot in opening.slots)
