"""A CSV file as a table of cells, each with the line and column it came from."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath

from simdesk.scenario.reading.diagnostics import Place, Sources

MOST_ROWS = 1_000_000
MOST_REPORTED = 20
"""Faults reported for one column; a wrong column is usually wrong in every row."""

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_DELIMITERS = ";\t,"
_COMMAS = re.compile(r"(?<!\d),|,(?!\d)")
_FEWEST_COLUMNS = 3
"""Of a table below which a sentence is told from a row."""
_LOOKED_AT = 60
"""Lines in which the header is surely found."""
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Cell:
    """One cell and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class Table:
    """A CSV file: header and rows of cells, every row as long as the header."""

    delimiter: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, index: int) -> list[str]:
        """The texts of a column that are not empty."""
        return [text for row in self.rows if (text := row[index].text.strip())]

    @property
    def names(self) -> list[str]:
        """The texts of the header."""
        return [cell.text.strip() for cell in self.header]

    def with_rows(self, rows: Iterable[tuple[Cell, ...]]) -> Table:
        """The same columns with other rows."""
        return Table(self.delimiter, self.header, tuple(rows))


def is_workbook(path: FilePath, raw: bytes) -> bool:
    """Whether a file is that of a spreadsheet program, by its name or its first bytes."""
    return path.suffix.lower() in _WORKBOOKS or raw.startswith((_ZIP, _OLE))


def parse_table(sources: Sources, shown: str, text: str) -> Table | None:
    """Split a CSV text; None after reporting what is wrong with its form.

    Rows and columns of which every cell is empty are left out, and so are titles above the header: rows of which at most
    half as many cells are filled as of most rows, and sentences below the last row. A first line ``sep=;`` names the separator.
    """
    sources.keep(shown, text)
    if not text.strip():
        sources.report(Place(shown), "", "the file is empty", "the first line names the columns")
        return None
    lines = text.splitlines(keepends=True)
    separator = _SEPARATOR.fullmatch(lines[0])
    delimiter = separator.group(1) if separator else _delimiter(lines)
    records: list[tuple[Cell, ...]] = []
    before = 0
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for record in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in record) or (separator and line == 1):
                continue
            columns = _columns(lines[line - 1], delimiter)
            records.append(
                tuple(
                    Cell(cell, Place(shown, line, columns[index] if index < len(columns) else 1))
                    for index, cell in enumerate(record)
                )
            )
            if len(records) > MOST_ROWS + 1:
                sources.report(Place(shown, line, 1), "", f"more than {MOST_ROWS} rows", "")
                return None
    except (csv.Error, TypeError, ValueError) as error:  # a separator that csv does not take is a TypeError or ValueError
        odd = next((number for number, line in enumerate(lines, 1) if line.count('"') % 2), 0)
        message = "a quote that is not closed" if odd else f"not valid CSV: {error}"
        sources.report(Place(shown, odd or max(before, 1), 1), "", message, 'quotes come in pairs: "a, b"' if odd else "")
        return None
    table = _fitted(sources, delimiter, _without_foot(records[_titles(records) :]))
    return None if table is None else checked(sources, shown, table)


def _fitted(sources: Sources, delimiter: str, records: list[tuple[Cell, ...]]) -> Table | None:
    """Header and rows, empty cells behind the last column left out; None after reporting rows of another length."""
    header = records[0] if records else ()
    rows: list[tuple[Cell, ...]] = []
    wrong = 0
    for record in records[1:]:
        kept = len(record)
        while kept > len(header) and not record[kept - 1].text.strip():
            kept -= 1
        cells = record[:kept]
        if len(cells) == len(header):
            rows.append(cells)
            continue
        wrong += 1
        if wrong <= MOST_REPORTED:
            comma = len(cells) > len(header) and delimiter == ","
            hint = "a decimal comma? write a point, or separate the columns by semicolons" if comma else ""
            place = cells[min(len(cells), len(header)) - 1].place if len(cells) < len(header) else cells[len(header)].place
            sources.report(place, "", f"the row has {_cells(len(cells))}, the header {len(header)}", hint)
    return None if wrong else Table(delimiter, header, tuple(rows))


def _delimiter(lines: list[str]) -> str:
    """What separates the columns: the mark of the first line, unless that is a title and most lines have more of another."""
    looked = [line for line in lines[:_LOOKED_AT] if line.strip()]
    first = looked[0]
    likely = max(_DELIMITERS, key=first.count)
    most = {mark: max(_marks(line, mark) for line in looked) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: most[mark])
    usual = 2 * sum(1 for line in looked if best in line) > len(looked)
    return best if usual and not first.count(best) and most[best] > most[likely] else likely


def _marks(line: str, mark: str) -> int:
    """How often a mark separates cells in a line; a comma between digits may be that of a number."""
    return len(_COMMAS.findall(line)) if mark == "," else line.count(mark)


def _without_foot(records: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows without sentences below them, such as ``Generated by … on …``: one cell where others have three and more."""
    end = len(records)
    while end > 1 and len(records[0]) >= _FEWEST_COLUMNS and _is_sentence(records[end - 1]):
        end -= 1
    return records[:end]


def _is_sentence(record: tuple[Cell, ...]) -> bool:
    filled = [cell.text.strip() for cell in record if cell.text.strip()]
    return len(filled) == 1 and len(filled[0].split()) > 1 and any(map(str.isalpha, filled[0]))


def _titles(records: list[tuple[Cell, ...]]) -> int:
    """How many rows stand above the header."""
    filled = [sum(1 for cell in record if cell.text.strip()) for record in records]
    usual = Counter(filled).most_common(1)[0][0] if filled else 0
    return next((index for index, count in enumerate(filled) if 2 * count > usual), 0)


def checked(sources: Sources, shown: str, table: Table) -> Table | None:
    """The table without empty columns, when its header names columns and there are rows."""
    kept = [index for index, cell in enumerate(table.header) if cell.text.strip() or table.column(index)]
    header = tuple(table.header[index] for index in kept)
    rows = table.rows
    if len(kept) < len(table.header):
        rows = tuple(tuple(row[index] for index in kept) for row in rows)
    names = [cell.text.strip() for cell in header]
    wrong = False
    for index, name in enumerate(names):
        if name in names[:index]:
            wrong = True
            message = f"two columns are named '{name}'" if name else "two columns have no name"
            sources.report(header[index].place, "", message, "give each column its own name")
    if not header:
        wrong = True
        sources.report(Place(shown), "", "the file is empty", "the first line names the columns")
    elif all(NUMBER.fullmatch(name) for name in names):
        wrong = True
        sources.report(header[0].place, "", "the first line must name the columns", "add a header line, such as start,volume")
    elif not rows and not wrong:
        wrong = True
        sources.report(Place(shown), "", "the file has a header but no rows", "")
    return None if wrong else Table(table.delimiter, header, rows)


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
