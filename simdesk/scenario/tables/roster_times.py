"""The times in a row of a roster: from when to when, and the breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import RosterFile
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import Entry, MapNode, Scalar
from simdesk.scenario.spellings.clocks import duration
from simdesk.scenario.tables.activity_words import OFF, meaning_of
from simdesk.scenario.tables.csv_cells import is_number, read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Cell, Table
from simdesk.scenario.tables.roster_columns import MEALS, Columns, is_span
from simdesk.units import DAY, parse_clock, parse_duration

NOTHING = {"", "-", "–", "—", "none", "no", "n/a", "x", "off", "free"}

_LONGEST_CODE = 4
"""So many signs with digits among them may be the code of a shift; more are a time of day that is wrong."""


@dataclass(frozen=True)
class Times:
    """Reads the times of rows.

    Parameters
    ----------
    table : Table
    columns : Columns
    options : RosterFile
        With the lengths of breaks that the file does not say.
    group : str
        The group's name.
    fault : callable
        Takes a cell, a message and a hint.
    """

    table: Table
    columns: Columns
    options: RosterFile
    group: str
    fault: Callable[[Cell, str, str], None]
    codes: dict[str, Cell] = field(default_factory=dict)
    """Codes that nothing explains, and where the first of each stands."""
    off: Counter[str] = field(default_factory=Counter)
    """How often each word says that an agent does not work."""

    def times(self, row: tuple[Cell, ...]) -> tuple[float, float] | None:
        """Start and length in seconds; None for a row without work, or after noting what is wrong."""
        columns = self.columns
        if columns.span is not None:
            cell = row[columns.span]
            if self._is_off(cell):
                return None
            text = cell.text.strip()
            if text in self.options.codes:
                return self._of_code(text)
            try:
                moment = read_moment(text)
            except InputError as error:
                if any(sign.isdigit() for sign in text) and len(text) > _LONGEST_CODE:
                    self.fault(cell, error.message, "write from when to when, such as 08:00-16:30")
                else:
                    self.codes.setdefault(text, cell)
                return None
            if moment.end is None:
                self.fault(cell, f"not from when to when (got {seen(text)})", "write 08:00-16:30")
                return None
            return moment.clock, (moment.end - moment.clock) % DAY or DAY
        assert columns.start is not None
        cell = row[columns.start]
        last = row[columns.end] if columns.end is not None else row[columns.length or 0]
        text = cell.text.strip()
        alone = last.text.strip() in ("", text) or is_nothing(last)
        if alone and self._is_off(cell):
            return None
        if alone and text in self.options.codes:
            return self._of_code(text)
        if alone and text and not any(sign.isdigit() for sign in text):
            self.codes.setdefault(text, cell)
            return None
        start = self._clock(cell)
        if columns.end is None:
            length = self._length(last)
            return None if start is None or length is None else (start, length)
        end = self._clock(last)
        return None if start is None or end is None else (start, (end - start) % DAY or DAY)

    def _of_code(self, text: str) -> tuple[float, float]:
        begin, until = self.options.codes[text]
        return begin, (until - begin) % DAY or DAY

    def _is_off(self, cell: Cell) -> bool:
        """Whether a cell says that an agent does not work, which is counted."""
        text = cell.text.strip()
        if text in self.options.codes or not (is_nothing(cell) or text.lower() in map(str.lower, self.options.away)):
            return False
        self.off[text] += bool(text)
        return True

    def _clock(self, cell: Cell) -> float | None:
        text = cell.text.strip()
        try:
            if NUMBER.fullmatch(text) and 0 <= float(text) < 1 and text not in ("0", "1"):
                return round(float(text) * DAY / 60) * 60.0  # a part of a day, as a workbook keeps times
            if not text:
                raise InputError("the cell is empty", "write a time, such as 08:00")
            moment = read_moment(text, spans=False)
        except InputError as error:
            self.fault(cell, error.message, error.hint)
            return None
        return moment.clock

    def _duration(self, cell: Cell, *, hours: bool = False) -> float | None:
        text = cell.text.strip()
        try:
            if is_number(text):
                return float(text) * (3600.0 if hours else 60.0)
            if hours and re.fullmatch(r"\d{1,2}:\d{2}", text):
                return parse_clock(text)
            return parse_duration(text)
        except InputError as error:
            self.fault(cell, error.message, error.hint)
            return None

    def _length(self, cell: Cell) -> float | None:
        """How long a shift is: in hours, unless the column names another unit or has numbers above a day's hours."""
        assert self.columns.length is not None
        words = set(re.findall(r"[^\W\d_]+", self.table.names[self.columns.length].lower()))
        numbers = [float(text) for text in self.table.column(self.columns.length) if is_number(text)]
        minutes = words & {"min", "mins", "minutes", "minuten"} or any(number > DAY / 3600 for number in numbers)
        return self._duration(cell, hours=not minutes)

    def rests(self, row: tuple[Cell, ...], start: float, length: float) -> Iterator[MapNode]:
        """The breaks of a row, each with its time and its length."""
        for (kind, _), parts in self.columns.rests.items():
            index = parts.get("at", parts.get("end"))
            if index is None or row[index].text.strip().lower() in NOTHING:
                continue
            cell, lasting, at = row[index], None, None
            text = cell.text.strip()
            if is_span(text):
                moment = read_moment(text)
                at = moment.clock
                lasting = ((moment.end or 0.0) - moment.clock) % DAY
            else:
                at = self._clock(cell)
            if at is None:
                continue
            if "at" not in parts:  # the end is given, and the length
                lasting = self._lasting(kind, parts, row)
                at = at if lasting is None else (at - lasting) % DAY
            elif lasting is None and "end" in parts and row[parts["end"]].text.strip():
                end = self._clock(row[parts["end"]])
                lasting = None if end is None else (end - at) % DAY
                if end is None:
                    continue
            if lasting is None:
                lasting = self._lasting(kind, parts, row)
            if lasting is None:
                name = self.table.names[index]
                key = "lunch_length" if kind in MEALS else "break_length"
                self.fault(
                    self.table.header[index],
                    f"how long {name} is, is not said",
                    f"in {self.group} write {key}: {30 if kind in MEALS else 15} min beside the file, or use times: 12:00-12:30",
                )
                continue
            if (at - start) % DAY + lasting > length + 1e-6:
                self.fault(cell, f"the break at {text} lies outside the shift", "change the break or the shift")
                continue
            entries = {"at": Scalar(format_clock(at % DAY), cell.place), "length": duration(lasting, Scalar(None, cell.place))}
            yield MapNode({key: Entry(cell.place, node) for key, node in entries.items()}, cell.place)

    def _lasting(self, kind: str, parts: dict[str, int], row: tuple[Cell, ...]) -> float | None:
        own = parts.get("length", self.columns.rests.get((kind, ""), {}).get("length"))
        if own is None and kind not in MEALS:
            own = self.columns.rests.get(("break", ""), {}).get("length")
        if own is not None and row[own].text.strip():
            return self._duration(row[own])
        return self.options.lunch_length if kind in MEALS else self.options.break_length


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that an agent does not work."""
    text = cell.text.strip()
    return text.lower() in NOTHING or meaning_of(text) == OFF
