"""The files that a scenario names, each read once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path as FilePath

from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import Scalar
from simdesk.scenario.reading.source import Reading, read_bytes
from simdesk.scenario.tables.csv_cells import COMMA_NUMBER
from simdesk.scenario.tables.csv_table import NUMBER, Table, is_workbook, parse_table
from simdesk.scenario.tables.dates_in_cells import with_iso_dates
from simdesk.scenario.tables.encodings import decode_table
from simdesk.units import comma_hint

LARGEST_CSV = 50_000_000
"""Bytes."""


class TableFiles:
    """Reads tables and keeps them.

    Parameters
    ----------
    reading : Reading
    first : date, optional
        The first day of the scenario: dates in files are read by it.
    days : int
        How many there are.
    """

    def __init__(self, reading: Reading, first: date | None = None, days: int = 1) -> None:
        self.reading, self.sources, self.first, self.days = reading, reading.sources, first, days
        self.tables: dict[tuple[FilePath, str], Table | None] = {}

    def table(self, file: Scalar, sheet: Scalar | None, at: str) -> tuple[Table, str] | None:
        """The table of a file and how the file is shown; None after reporting why it cannot be read."""
        text = str(file.value).strip()
        if not text or NUMBER.fullmatch(text):
            what = "the file name is empty" if not text else f"a number in quotes, read as a file name (got '{text}')"
            self.sources.report(
                file.place, at, what, f"write {text}, without quotes" if text else "name a CSV file or a workbook"
            )
            return None
        shown, real = self.reading.resolve(file.place.file, text)
        if COMMA_NUMBER.fullmatch(text):
            self.sources.report(file.place, at, f"a decimal comma (got {seen(text)})", comma_hint(text))
            return None
        if not re.search(r"[./\\]", text) and not real.exists():
            message = f"not a number, a list or a CSV file (got {seen(text)})"
            self.sources.report(file.place, at, message, comma_hint(text) or "a file is named with its ending: volumes.csv")
            return None
        key = (real, "" if sheet is None else str(sheet.value))
        if key not in self.tables:
            read = self._read(shown, real, sheet, file, at)
            self.tables[key] = None if read is None else with_iso_dates(read, self.first, self.days)
        table = self.tables[key]
        return None if table is None else (table, shown)

    def _read(self, shown: str, real: FilePath, sheet: Scalar | None, file: Scalar, at: str) -> Table | None:
        raw = read_bytes(self.sources, shown, real, file.place, at, LARGEST_CSV, f"at most {LARGEST_CSV // 1_000_000} MB")
        if raw is not None and is_workbook(real, raw):
            from simdesk.scenario.tables.workbook import read_sheet

            return read_sheet(self.sources, shown, real, sheet, file, at)
        if raw is not None and sheet is not None:
            self.sources.report(sheet.place, f"{at}.sheet", f"'{shown}' is a CSV file, which has no sheets", "remove sheet")
            return None
        decoded = None if raw is None else decode_table(self.sources, shown, raw)
        if decoded is None:
            return None
        text, encoding = decoded
        if encoding:
            self.reading.encodings[shown] = encoding
        return parse_table(self.sources, shown, text)
