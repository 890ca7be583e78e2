"""A series whose file has a column for each day, put at the days that are simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from simdesk.scenario.language.hours import Day
from simdesk.scenario.layout.horizon import Horizon, day_name, names
from simdesk.scenario.reading.nodes import MapNode, Path, Scalar
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.spellings.dates import A_MONDAY
from simdesk.scenario.tables.choosing import start_column
from simdesk.scenario.tables.cross import DayHeader, by_day_column
from simdesk.scenario.tables.csv_table import Table
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import Kind, folded
from simdesk.scenario.tables.rows import of_owner_alone, owner_column, without_totals
from simdesk.scenario.tables.values import read_values
from simdesk.units import WEEKDAYS


@dataclass(frozen=True)
class Across:
    """A table with a column for each day.

    Parameters
    ----------
    table : Table
    headers : dict of int to DayHeader
    shown : str
        The file as the user named it.
    file : Scalar
        As the scenario names it.
    kind : Kind
    path : tuple
        Of the series.
    at : str
        The path in words.
    horizon : Horizon or None
    counted : bool
        Whether the scenario says how many days are simulated.
    """

    table: Table
    headers: dict[int, DayHeader]
    shown: str
    file: Scalar
    kind: Kind
    path: Path
    at: str
    horizon: Horizon | None
    counted: bool

    def read(self, reading: Reading, hours: Callable[[str], Day | None], unit: str = "") -> MapNode | None:
        """The lists by day; None after reporting what is wrong.

        Parameters
        ----------
        reading : Reading
        hours : callable
            The intervals of a day.
        unit : str
            Of durations, as the scenario names it.
        """
        first = None if self.horizon is None else self.horizon.first
        faults = Faults(reading.sources, reading.told)
        if self.horizon is None or first is None or (self.horizon.days == 1 and not self.counted):
            self._ask(first, faults)
            faults.tell()
            return None
        days = self._days(self.horizon, first, faults)
        cleaned = without_totals(self.table)
        table = of_owner_alone(cleaned.table, str(self.path[1]))
        named = [folded(name) for name in table.names]
        start, _ = start_column(table, named, None, self.kind)
        made = None
        if days and not faults:
            made = by_day_column(
                table,
                start,
                days,
                hours,
                self.kind,
                lambda rows, column: read_values(table, rows, column, self.kind, self.at, faults, unit),
                faults,
                self.at,
            )
        faults.tell()
        if made is None or faults:
            return None
        owner = str(self.path[1]) if owner_column(cleaned.table, str(self.path[1])) is not None else ""
        inside = table.rows[0][0].place.file
        sheet = inside.removeprefix(f"{self.shown} [").removesuffix("]") if inside != self.shown else ""
        texts = [name for index, name in enumerate(table.names) if index not in (start, *days) and name]
        columns = tuple(self.headers[index].text for index in days)
        reading.used.append(
            ColumnUsed(
                self.at,
                self.shown,
                sheet,
                rows=len(table.rows),
                owner=owner,
                ignored=tuple(texts),
                totals=cleaned.totals,
                columns=columns,
                times="" if start is None else table.header[start].text.strip(),
                dated=True,
            )
        )
        return made

    def _days(self, horizon: Horizon, first: date, faults: Faults) -> dict[int, str]:
        """The columns of days that are simulated, each with its day."""
        opening = horizon.of(str(self.path[1])) if self.path[0] == "queues" else horizon.centre
        found: dict[int, str] = {}
        for index, header in self.headers.items():
            on = header.on(first)
            cell = self.table.header[index]
            if on is not None and header.weekday and WEEKDAYS[on.weekday()] != header.weekday:
                is_a = WEEKDAYS[on.weekday()].capitalize()
                message = f"{header.text} is no {header.weekday.capitalize()}: {on.isoformat()} is a {is_a}"
                likely = header.likely(first)
                hint = f"is the year of first_day right? {header.text} is in {likely.year}" if likely is not None else ""
                faults.add(cell.place, self.at, message, hint)
                return {}
            key = header.weekday if on is None else on.isoformat()
            if key and any(names(key, span.day, first) for span in opening.spans):
                found[index] = key
        if not found:
            last = day_name(first, horizon.days - 1)
            message = f"no column of {self.shown} is of the days {day_name(first, 0)} to {last}"
            faults.add(self.table.header[0].place, self.at, message, f"columns: {', '.join(self.table.names)}")
        return found

    def _ask(self, first: date | None, faults: Faults) -> None:
        """How many days are simulated, and from which on."""
        likely = [day for one in self.headers.values() if (day := one.on(first) or one.likely(first or A_MONDAY)) is not None]
        begins, until = first or min(likely), max(likely)
        count = (until - begins).days + 1
        texts = [header.text for header in self.headers.values()]
        line = f"days: {count}" if first is not None else f"first_day: {begins.isoformat()} and days: {count}"
        inside = self.table.header[0].place.file
        sheet = "" if inside == self.shown else f", sheet: {inside.removeprefix(f'{self.shown} [').removesuffix(']')}"
        one = f"{{file: {self.file.value}{sheet}, column: {texts[0]}}}"
        message = (
            f"{self.shown} has a column for each of {len(texts)} days, {texts[0]} to {texts[-1]}, and a single day is simulated"
        )
        hint = f"write {line} under hours; for one day alone name its column: {one}"
        faults.add(self.table.header[next(iter(self.headers))].place, self.at, message, hint)
