"""Columns of CSV files, put into the tree in place of the file's name, each value with the cell it came from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from simdesk.errors import InputError
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.series import names_days
from simdesk.scenario.layout.horizon import Horizon
from simdesk.scenario.reading.diagnostics import Place, did_you_mean, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, written
from simdesk.scenario.reading.source import Reading, decode, read_bytes
from simdesk.scenario.tables.csv_cells import (
    COMMA_NUMBER,
    Moment,
    ambiguous,
    bad_number,
    decimal_commas,
    holds_clocks,
    is_number,
    mark_of,
    read_moment,
    with_point,
)
from simdesk.scenario.tables.csv_table import MOST_REPORTED, NUMBER, Cell, Table, is_workbook, parse_table
from simdesk.scenario.tables.dated_columns import by_date, holds_dates, read_date
from simdesk.units import DAY, comma_hint, format_clock, format_duration

LARGEST_CSV = 50_000_000
"""Bytes."""
START_COLUMNS = ("start", "interval", "time", "interval_start")


@dataclass(frozen=True)
class Kind:
    """What the values of a series are.

    Parameters
    ----------
    quantity : {"number", "clock", "duration"}
    by_interval : bool
        One value for each interval of the day.
    columns : tuple of str
        Names of the value column to look for, best first, behind that of the queue or group.
    named : bool
        Look first for a column named like the queue or group.
    """

    quantity: str
    by_interval: bool
    columns: tuple[str, ...]
    named: bool = False


KINDS = {
    "volumes": Kind("number", True, ("volume", "volumes", "calls", "offered", "contacts"), named=True),
    "profile": Kind("number", True, ("profile", "share", "weight"), named=True),
    "headcount": Kind("number", True, ("agents", "headcount"), named=True),
    "mean_by_interval": Kind("duration", True, ("mean", "mean_s", "seconds")),
    "empirical": Kind("duration", False, ("seconds", "duration", "duration_s")),
    "times": Kind("clock", False, ("time", "times", "arrival", "start")),
}
"""The keys that take a list, a CSV file or a column of one."""


def inline(tree: MapNode, reading: Reading, day: Day | None, prefix: Path = (), horizon: Horizon | None = None) -> MapNode:
    """Replace each CSV file named in the tree by its numbers.

    What cannot be read is reported and left as it is.

    Parameters
    ----------
    tree : MapNode
    reading : Reading
    day : Day or None
        The intervals for files with clock times; None when the hours are wrong themselves.
    prefix : tuple
        Steps in front of every path reported (a variant).
    horizon : Horizon, optional
        The days, where there are several or queues have hours of their own.

    Returns
    -------
    MapNode
    """
    reader = _Reader(reading, day, prefix, horizon)
    entries = dict(tree.entries)
    for section in ("queues", "agent_groups"):
        entry = entries.get(section)
        if entry is not None:
            entries[section] = Entry(entry.key, reader.walk(entry.node, (section,)))
    return MapNode(entries, tree.place)


class _Reader:
    def __init__(self, reading: Reading, day: Day | None, prefix: Path, horizon: Horizon | None = None) -> None:
        self.reading, self.sources, self.day, self.prefix = reading, reading.sources, day, prefix
        self.horizon = horizon
        self.tables: dict[FilePath, Table | None] = {}

    def walk(self, node: Node, path: Path) -> Node:
        if isinstance(node, MapNode):
            entries = {}
            for key, entry in node.entries.items():
                kind = KINDS.get(key) if len(path) >= 2 else None
                below = (*path, key)
                new = self._series(entry.node, kind, below) if kind is not None else self.walk(entry.node, below)
                entries[key] = entry if new is entry.node else Entry(entry.key, new)
            return MapNode(entries, node.place)
        return node

    def _series(self, node: Node, kind: Kind, path: Path) -> Node:
        reference = _reference(node)
        if reference is None and isinstance(node, MapNode) and names_days(node.entries):
            parts = {day: self._series(entry.node, kind, path) for day, entry in node.entries.items()}
            return MapNode({day: Entry(entry.key, parts[day]) for day, entry in node.entries.items()}, node.place)
        if reference is None:
            return node
        file, column = reference
        text = str(file.value).strip()
        at = written((*self.prefix, *path))
        if not text or NUMBER.fullmatch(text):
            what = "the file name is empty" if not text else f"a number in quotes, read as a file name (got '{text}')"
            self.sources.report(file.place, at, what, "take the quotes away" if text else "name a CSV file")
            return node
        shown, real = self.reading.resolve(file.place.file, text)
        if COMMA_NUMBER.fullmatch(text):
            self.sources.report(file.place, at, f"a decimal comma (got {seen(text)})", comma_hint(text))
            return node
        if not re.search(r"[./\\]", text) and not real.exists():
            self.sources.report(
                file.place,
                at,
                f"not a number, a list or a CSV file (got {seen(text)})",
                comma_hint(text) or "a file is named with its ending: volumes.csv",
            )
            return node
        if real not in self.tables:
            self.tables[real] = self._table(shown, real, file.place, at)
        table = self.tables[real]
        if table is None:
            return node
        found = self._column(table, kind, column, path, shown)
        if found is None:
            return node
        start, value = found
        rows = table.rows
        if self.horizon is not None and self.horizon.first is not None and start is not None and holds_dates(table, start):
            return self._dated(table, start, value, kind, path) or node
        if start is not None:
            ordered = _Clocks(self, table, start, at, self.day_at(path)).in_order()
            if ordered is None:
                return node
            rows = ordered
        values = self._values(table, rows, value, kind, at, self.day_at(path))
        return node if values is None else ListNode(values, table.header[value].place)

    def _dated(self, table: Table, start: int, value: int, kind: Kind, path: Path) -> Node | None:
        assert self.horizon is not None
        opening = self.horizon.of(str(path[1])) if path[0] == "queues" else self.horizon.centre
        at = written((*self.prefix, *path))
        wrong = 0

        def fault(cell: Cell, message: str, hint: str) -> None:
            nonlocal wrong
            wrong = self.fault(wrong, cell, at, message, hint)

        return by_date(table, start, self.horizon, opening, lambda rows: self._values(table, rows, value, kind, at), fault)

    def day_at(self, path: Path) -> Day | None:
        """A usual day of what stands at a path."""
        if self.horizon is None or self.day is None or path[0] != "queues":
            return self.day
        opening = self.horizon.of(str(path[1]))
        return Day(opening.open, opening.close, self.day.interval, opening.count(self.day.interval))

    def _table(self, shown: str, real: FilePath, place: Place, at: str) -> Table | None:
        raw = read_bytes(self.sources, shown, real, place, at, LARGEST_CSV, f"at most {LARGEST_CSV // 1_000_000} MB")
        if raw is not None and is_workbook(real, raw):
            self.sources.report(place, at, f"'{shown}' is an Excel workbook, not a CSV file", "save the sheet as CSV UTF-8")
            return None
        text = None if raw is None else decode(self.sources, shown, raw)
        return None if text is None else parse_table(self.sources, shown, text)

    def _column(self, table: Table, kind: Kind, column: Scalar | None, path: Path, shown: str) -> tuple[int | None, int] | None:
        """Index of the column of clock times (None without one) and of the value column."""
        names = [cell.text.strip() for cell in table.header]
        folded = [name.lower() for name in names]
        start, clocks = self._start(table, folded, column, kind)
        if start is None and len(clocks) > 1:
            message = f"several columns hold clock times: {', '.join(names[index] for index in clocks)}"
            hint = "name the one with the starts of the intervals start"
            self.sources.report(table.header[clocks[0]].place, written((*self.prefix, *path)), message, hint)
            return None
        if column is not None:
            wanted = str(column.value).strip()
            if wanted in names or wanted.lower() in folded:
                return start, names.index(wanted) if wanted in names else folded.index(wanted.lower())
            self.sources.report(
                column.place,
                f"{written((*self.prefix, *path))}.column",
                f"{shown} has no column '{wanted}'",
                did_you_mean(wanted, names, "columns"),
            )
            return None
        choices = [index for index in range(len(names)) if index not in clocks]
        owner = str(path[1]).lower()
        for name in (owner, *kind.columns) if kind.named else kind.columns:
            if name in folded and folded.index(name) in choices:
                return start, folded.index(name)
        if len(choices) == 1:
            return start, choices[0]
        hint = f"name one: {{csv: …, column: …}}; columns: {', '.join(names)}"
        message = "has no column of values" if not choices else f"cannot tell which column of the file is meant for {path[1]}"
        self.sources.report(table.header[0].place, written((*self.prefix, *path)), message, hint)
        return None

    def _start(self, table: Table, folded: list[str], column: Scalar | None, kind: Kind) -> tuple[int | None, list[int]]:
        """The column of the intervals' starts, by its name or because no other holds clock times; and all that hold some."""
        if not kind.by_interval:
            return None, []
        wanted = None if column is None else str(column.value).strip().lower()
        clocks = [index for index, name in enumerate(folded) if name != wanted and holds_clocks(table.column(index))]
        named = next((folded.index(name) for name in START_COLUMNS if name in folded), None)
        if named is not None:
            return named, [*clocks, named]
        return (clocks[0] if len(clocks) == 1 else None), clocks

    def _values(
        self, table: Table, rows: Sequence[tuple[Cell, ...]], column: int, kind: Kind, at: str, day: Day | None = None
    ) -> tuple[Scalar, ...] | None:
        if kind.quantity == "clock":
            return _Clocks(self, table, column, at, day).moments()
        name = table.header[column].text.strip().lower()
        in_seconds = name.endswith("_s") or name == "seconds"
        comma = table.delimiter == "," or decimal_commas(table.column(column))
        mark, marked = "", 0
        values, wrong = [], 0
        for index, row in enumerate(rows):
            cell = row[column]
            text = cell.text.strip()
            path = f"{at}[{index}]"
            if not text:
                wrong = self.fault(wrong, cell, path, "the cell is empty", "write 0 where there is nothing")
                continue
            unclear = ambiguous(text, decimal_commas=comma) if table.delimiter != "," else None
            if unclear is not None:
                wrong = self.fault(wrong, cell, path, *unclear)
                continue
            number = with_point(text, table.delimiter)
            if table.delimiter != "," and mark_of(text) not in {"", mark}:
                if mark:
                    message = f"the column mixes decimal points and commas (got {seen(text)}, '{mark}' in line {marked})"
                    wrong = self.fault(wrong, cell, path, message, "write all numbers with the same decimal mark")
                    continue
                mark, marked = mark_of(text), cell.place.line
            if not is_number(number):
                if kind.quantity == "duration" and re.match(r"[+-]?[\d.]+\s*[a-zA-Z]", number):
                    values.append(Scalar(number, cell.place))
                    continue
                wrong = self.fault(wrong, cell, path, *bad_number(text, kind.quantity, table.delimiter))
            elif kind.quantity == "duration":
                if in_seconds:
                    values.append(Scalar(f"{number} s", cell.place))
                else:
                    hint = f"write {number} s in the cell, or name the column seconds or …_s"
                    wrong = self.fault(wrong, cell, path, f"a duration needs a unit (got {text})", hint)
            else:
                values.append(Scalar(float(number), cell.place))
        return None if wrong else tuple(values)

    def fault(self, wrong: int, cell: Cell, path: str, message: str, hint: str) -> int:
        """Report a fault of a column unless there were many already; the new count."""
        if wrong < MOST_REPORTED:
            self.sources.report(cell.place, path, message, hint)
        elif wrong == MOST_REPORTED:
            self.sources.report(cell.place, path, "and more faults in this column from here on", "")
        return wrong + 1


class _Clocks:
    """A column of clock times: the starts of the day's intervals, or arrivals."""

    def __init__(self, reader: _Reader, table: Table, column: int, at: str, day: Day | None) -> None:
        self.reader, self.table, self.column, self.at, self.day = reader, table, column, at, day
        self.wrong = 0
        self.dates: dict[bool, tuple[str, int]] = {}

    def _fault(self, cell: Cell, path: str, message: str, hint: str) -> None:
        self.wrong = self.reader.fault(self.wrong, cell, path, message, hint)

    def _moment(self, cell: Cell, path: str, *, spans: bool) -> Moment | None:
        """A cell's clock time within the day, its clock on the day's axis; None after reporting why not."""
        text = cell.text.strip()
        if not text:
            self._fault(cell, path, "the cell is empty", "remove the row")
            return None
        try:
            moment = read_moment(text, spans=spans)
        except InputError as error:
            self._fault(cell, path, error.message, error.hint)
            return None
        if self.day is None:
            return moment
        clock = self.day.moment(moment.clock)
        if not self.day.opening <= clock < self.day.closing:
            hint = "remove the row, or change the hours"
            self._fault(cell, path, f"{text} lies outside the opening hours {self._hours()}", hint)
            return None
        # After midnight the date is another one.
        first = self.dates.setdefault(clock >= DAY, (moment.date, cell.place.line)) if moment.date else (moment.date, 0)
        if first[0] != moment.date:
            message = f"another date than in line {first[1]} ({moment.date}, {first[0]})"
            self._fault(cell, path, message, "a scenario is one day; keep the rows of one")
            return None
        return Moment(clock, moment.end, moment.date)

    def _hours(self) -> str:
        assert self.day is not None
        return f"{format_clock(self.day.opening)} to {format_clock(self.day.closing, end=True)}"

    def moments(self) -> tuple[Scalar, ...] | None:
        """Arrivals, as the scenario's language writes them; None after reporting what is wrong."""
        values = []
        for index, row in enumerate(self.table.rows):
            cell = row[self.column]
            if self.reader.horizon is not None and (dated := self._with_date(cell, f"{self.at}[{index}]")) is not None:
                values.append(dated)
                continue
            moment = self._moment(cell, f"{self.at}[{index}]", spans=False)
            if moment is not None:
                values.append(Scalar(_written(moment.clock % DAY), cell.place))
        return None if self.wrong else tuple(values)

    def _with_date(self, cell: Cell, path: str) -> Scalar | None:
        """A moment with a date as the scenario's language writes it; None for one without."""
        try:
            moment = read_moment(cell.text, spans=False)
        except InputError:
            return None  # reported by ``_moment``
        if not moment.date:
            return None
        day = read_date(moment.date)
        if day is None:
            self._fault(cell, path, f"no date that can be read (got {seen(cell.text.strip())})", "write 2026-03-23 08:00:12")
            return Scalar("00:00", cell.place)
        return Scalar(f"{day.isoformat()} {_written(moment.clock)}", cell.place)

    def in_order(self) -> tuple[tuple[Cell, ...], ...] | None:
        """The rows in order of the day's intervals; None after reporting what is wrong."""
        if self.day is None:
            return self.table.rows
        day, slots = self.day, dict[int, tuple[Cell, ...]]()
        for row in self.table.rows:
            cell = row[self.column]
            text = cell.text.strip()
            moment = self._moment(cell, self.at, spans=True)
            if moment is None:
                continue
            clock = moment.clock
            index = round((clock - day.opening) / day.interval)
            if abs(day.opening + index * day.interval - clock) > 1e-6:
                near = format_clock(day.opening + math.floor((clock - day.opening) / day.interval) * day.interval)
                self._fault(cell, self.at, f"{text} is not the start of an interval", f"the one it lies in starts at {near}")
            elif moment.end is not None and (moment.end - clock - day.interval) % DAY > 1e-6:
                length = format_duration((moment.end - clock) % DAY)
                message = f"{text} is {length} long, the intervals are {format_duration(day.interval)}"
                self._fault(cell, self.at, message, "write the start of the interval, or change hours.interval")
            elif index in slots:
                line = slots[index][self.column].place.line
                self._fault(cell, self.at, f"{text} is used twice (first in line {line})", "keep one row for each interval")
            else:
                slots[index] = row
        missing = [format_clock(day.opening + index * day.interval) for index in range(day.count) if index not in slots]
        if missing and not self.wrong:
            shown = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
            place = self.table.header[self.column].place
            hint = f"one row for each of the {day.count} intervals from {self._hours()}"
            self.reader.sources.report(place, self.at, f"no row for {shown}", hint)
        if missing or self.wrong:
            return None
        return tuple(slots[index] for index in range(day.count))


def _written(clock: float) -> str:
    whole = int(clock)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _reference(node: Node) -> tuple[Scalar, Scalar | None] | None:
    """File and column of a reference; None for a list, a number, or what pydantic will refuse."""
    if isinstance(node, Scalar):
        return (node, None) if isinstance(node.value, str) else None
    if not isinstance(node, MapNode) or "csv" not in node.entries or not set(node.entries) <= {"csv", "column"}:
        return None
    file = node.entries["csv"].node
    column = node.entries["column"].node if "column" in node.entries else None
    if not isinstance(file, Scalar) or not isinstance(file.value, str):
        return None
    if column is not None and not (isinstance(column, Scalar) and isinstance(column.value, str)):
        return None
    return file, column
