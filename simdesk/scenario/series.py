"""Columns of CSV files, put into the tree in place of the file's name, each value with the cell it came from."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from simdesk.errors import InputError
from simdesk.scenario.diagnostics import Place, Sources, did_you_mean, seen
from simdesk.scenario.model import Day
from simdesk.scenario.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, written
from simdesk.scenario.source import Reading, decode, read_bytes
from simdesk.units import format_clock, parse_clock

LARGEST_CSV = 50_000_000
"""Bytes."""
MOST_ROWS = 1_000_000
MOST_REPORTED = 20
"""Faults reported for one column; a wrong column is usually wrong in every row."""

START_COLUMNS = ("start", "interval", "time", "interval_start")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")


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


@dataclass(frozen=True)
class _Cell:
    text: str
    place: Place


@dataclass(frozen=True)
class _Table:
    """A CSV file: header and rows of cells, every row as long as the header."""

    delimiter: str
    header: tuple[_Cell, ...]
    rows: tuple[tuple[_Cell, ...], ...]


def inline(tree: MapNode, reading: Reading, day: Day | None) -> MapNode:
    """Replace each CSV file named in the tree by its numbers.

    What cannot be read is reported and left as it is.

    Parameters
    ----------
    tree : MapNode
    reading : Reading
    day : Day or None
        The intervals for files with clock times; None when the hours are wrong themselves.

    Returns
    -------
    MapNode
    """
    reader = _Reader(reading, day)
    entries = dict(tree.entries)
    for section in ("queues", "agent_groups"):
        entry = entries.get(section)
        if entry is not None:
            entries[section] = Entry(entry.key, reader.walk(entry.node, (section,)))
    return MapNode(entries, tree.place)


class _Reader:
    def __init__(self, reading: Reading, day: Day | None) -> None:
        self.reading, self.sources, self.day = reading, reading.sources, day
        self.tables: dict[FilePath, _Table | None] = {}

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
        if reference is None:
            return node
        file, column = reference
        text = str(file.value).strip()
        at = written(path)
        if not text or _NUMBER.fullmatch(text):
            what = "the file name is empty" if not text else f"a number in quotes, read as a file name (got '{text}')"
            self.sources.report(file.place, at, what, "take the quotes away" if text else "name a CSV file")
            return node
        shown, real = self.reading.resolve(file.place.file, text)
        if not re.search(r"[./\\]", text) and not real.exists():
            self.sources.report(
                file.place,
                at,
                f"not a number, a list or a CSV file (got {seen(text)})",
                "a file is named with its ending: volumes.csv",
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
        if start is not None:
            ordered = self._in_order(table, start, at)
            if ordered is None:
                return node
            rows = ordered
        values = self._values(table, rows, value, kind, at)
        return node if values is None else ListNode(values, table.header[value].place)

    def _table(self, shown: str, real: FilePath, place: Place, at: str) -> _Table | None:
        raw = read_bytes(self.sources, shown, real, place, at, LARGEST_CSV, f"at most {LARGEST_CSV // 1_000_000} MB")
        text = None if raw is None else decode(self.sources, shown, raw)
        return None if text is None else _parse(self.sources, shown, text)

    def _column(self, table: _Table, kind: Kind, column: Scalar | None, path: Path, shown: str) -> tuple[int | None, int] | None:
        """Index of the column of clock times (None without one) and of the value column."""
        names = [cell.text.strip() for cell in table.header]
        folded = [name.lower() for name in names]
        start = next((folded.index(name) for name in START_COLUMNS if name in folded), None) if kind.by_interval else None
        if column is not None:
            wanted = str(column.value).strip()
            if wanted in names or wanted.lower() in folded:
                return start, names.index(wanted) if wanted in names else folded.index(wanted.lower())
            self.sources.report(
                column.place,
                f"{written(path)}.column",
                f"{shown} has no column '{wanted}'",
                did_you_mean(wanted, names, "columns"),
            )
            return None
        choices = [index for index in range(len(names)) if index != start]
        owner = str(path[1]).lower()
        for name in (owner, *kind.columns) if kind.named else kind.columns:
            if name in folded and folded.index(name) in choices:
                return start, folded.index(name)
        if len(choices) == 1:
            return start, choices[0]
        hint = f"name one: {{csv: …, column: …}}; columns: {', '.join(names)}"
        message = "has no column of values" if not choices else f"cannot tell which column of the file is meant for {path[1]}"
        self.sources.report(table.header[0].place, written(path), message, hint)
        return None

    def _in_order(self, table: _Table, start: int, at: str) -> tuple[tuple[_Cell, ...], ...] | None:
        """The rows in order of the day's intervals."""
        if self.day is None:
            return table.rows
        day, slots, wrong = self.day, dict[int, tuple[_Cell, ...]](), 0
        hours = f"{format_clock(day.opening)} to {format_clock(day.closing, end=True)}"
        for row in table.rows:
            cell = row[start]
            try:
                clock = day.moment(parse_clock(cell.text))
            except InputError as error:
                wrong = self._fault(wrong, cell, at, error.message, "write the start of the interval, such as 08:30")
                continue
            index = round((clock - day.opening) / day.interval)
            if not day.opening <= clock < day.closing:
                wrong = self._fault(
                    wrong,
                    cell,
                    at,
                    f"{cell.text.strip()} lies outside the opening hours {hours}",
                    "remove the row, or change the hours",
                )
            elif abs(day.opening + index * day.interval - clock) > 1e-6:
                near = format_clock(day.opening + math.floor((clock - day.opening) / day.interval) * day.interval)
                wrong = self._fault(
                    wrong,
                    cell,
                    at,
                    f"{cell.text.strip()} is not the start of an interval",
                    f"the one it lies in starts at {near}",
                )
            elif index in slots:
                line = slots[index][start].place.line
                wrong = self._fault(
                    wrong, cell, at, f"{cell.text.strip()} stands twice (first in line {line})", "keep one row for each interval"
                )
            else:
                slots[index] = row
        missing = [format_clock(day.opening + index * day.interval) for index in range(day.count) if index not in slots]
        if missing and not wrong:
            shown = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
            place = table.header[start].place
            self.sources.report(place, at, f"no row for {shown}", f"one row for each of the {day.count} intervals from {hours}")
        if missing or wrong:
            return None
        return tuple(slots[index] for index in range(day.count))

    def _values(
        self, table: _Table, rows: Sequence[tuple[_Cell, ...]], column: int, kind: Kind, at: str
    ) -> tuple[Scalar, ...] | None:
        name = table.header[column].text.strip().lower()
        in_seconds = name.endswith("_s") or name == "seconds"
        values, wrong = [], 0
        for index, row in enumerate(rows):
            cell = row[column]
            text = cell.text.strip()
            path = f"{at}[{index}]"
            if not text:
                wrong = self._fault(wrong, cell, path, "the cell is empty", "write 0 where there is nothing")
                continue
            if kind.quantity == "clock":
                values.append(Scalar(text, cell.place))
                continue
            number = text.replace(",", ".") if _COMMA_NUMBER.fullmatch(text) and table.delimiter != "," else text
            if _NUMBER.fullmatch(number) is None or not math.isfinite(float(number)):
                if kind.quantity == "duration" and re.match(r"[+-]?[\d.]+\s*[a-zA-Z]", text):
                    values.append(Scalar(text, cell.place))
                    continue
                wrong = self._fault(wrong, cell, path, *_bad_number(text, kind))
            elif kind.quantity == "duration":
                if in_seconds:
                    values.append(Scalar(f"{number} s", cell.place))
                else:
                    hint = f"write {number} s in the cell, or name the column seconds or …_s"
                    wrong = self._fault(wrong, cell, path, f"a duration needs a unit (got {text})", hint)
            else:
                values.append(Scalar(float(number), cell.place))
        return None if wrong else tuple(values)

    def _fault(self, wrong: int, cell: _Cell, path: str, message: str, hint: str) -> int:
        if wrong < MOST_REPORTED:
            self.sources.report(cell.place, path, message, hint)
        elif wrong == MOST_REPORTED:
            self.sources.report(cell.place, path, "and more faults in this column from here on", "")
        return wrong + 1


def _bad_number(text: str, kind: Kind) -> tuple[str, str]:
    if _COMMA_NUMBER.fullmatch(text):
        return f"a decimal comma (got {seen(text)})", "write a point, or separate the columns by semicolons"
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", text, re.IGNORECASE) or _NUMBER.fullmatch(text):
        return f"must be a finite number (got {seen(text)})", "write 0 where there is nothing"
    if kind.quantity == "duration":
        return f"not a duration (got {seen(text)})", "write a number and a unit, such as 20 s"
    return f"must be a number (got {seen(text)})", ""


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


def _parse(sources: Sources, shown: str, text: str) -> _Table | None:
    """Split a CSV text; None after reporting what is wrong with its form."""
    sources.keep(shown, text)
    if not text.strip():
        sources.report(Place(shown), "", "the file is empty", "the first line names the columns")
        return None
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: tuple[_Cell, ...] = ()
    rows: list[tuple[_Cell, ...]] = []
    wrong = 0
    before = 0
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            if not record or (len(record) == 1 and not record[0].strip()):
                continue
            columns = _columns(lines[line - 1], delimiter)
            cells = tuple(
                _Cell(text, Place(shown, line, columns[index] if index < len(columns) else 1))
                for index, text in enumerate(record)
            )
            if not header:
                header = cells
            elif len(cells) != len(header):
                wrong += 1
                if wrong <= MOST_REPORTED:
                    comma = len(cells) > len(header) and delimiter == ","
                    hint = "a decimal comma? write a point, or separate the columns by semicolons" if comma else ""
                    place = (
                        cells[min(len(cells), len(header)) - 1].place if len(cells) < len(header) else cells[len(header)].place
                    )
                    sources.report(place, "", f"the row has {_cells(len(cells))}, the header {len(header)}", hint)
            else:
                rows.append(cells)
            if len(rows) > MOST_ROWS:
                sources.report(Place(shown, line, 1), "", f"more than {MOST_ROWS} rows", "")
                return None
    except csv.Error as error:
        odd = next((number for number, line in enumerate(lines, 1) if line.count('"') % 2), 0)
        message = "a quote that is not closed" if odd else f"not valid CSV: {error}"
        sources.report(Place(shown, odd or reader.line_num, 1), "", message, 'quotes come in pairs: "a, b"' if odd else "")
        return None
    names = [cell.text.strip() for cell in header]
    for index, name in enumerate(names):
        if name in names[:index]:
            wrong += 1
            sources.report(header[index].place, "", f"two columns are named '{name}'", "give each column its own name")
    if header and all(_NUMBER.fullmatch(name) for name in names):
        wrong += 1
        sources.report(header[0].place, "", "the first line must name the columns", "add a header line, such as start,volume")
    elif not rows and not wrong:
        wrong += 1
        sources.report(Place(shown), "", "the file has a header but no rows", "")
    return None if wrong else _Table(delimiter, header, tuple(rows))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _columns(line: str, delimiter: str) -> list[int]:
    """Where each cell of a line begins, counted from 1."""
    starts, quoted = [1], False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            starts.append(index + 2)
    return starts
