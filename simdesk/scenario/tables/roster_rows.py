"""The rows of a roster: the shifts, breaks and skills of each agent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import RosterFile
from simdesk.scenario.language.words import as_name
from simdesk.scenario.reading.diagnostics import Place, did_you_mean, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, from_python, plain
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.spellings.clocks import duration, weekdays_of
from simdesk.scenario.tables.csv_cells import is_number, read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Cell, Table
from simdesk.scenario.tables.dated_columns import read_date
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import folded
from simdesk.scenario.tables.roster_columns import MEALS, Columns, is_span
from simdesk.units import DAY, parse_clock, parse_duration

NOTHING = {"", "-", "–", "—", "none", "no", "n/a", "x", "off"}
OFF = {"off", "day off", "free", "vacation", "holiday", "leave", "sick", "-", "none", "rdo", "frei", "urlaub"}


@dataclass
class _Person:
    """One agent of a roster."""

    cell: Cell
    name: str
    shifts: list[MapNode] = field(default_factory=list)
    times: list[tuple[tuple[str, ...], float, float, int]] = field(default_factory=list)
    skills: tuple[str, ...] | None = None
    pace: Scalar | None = None
    agents: int | float = 1


class RosterRows:
    """One roster for one group."""

    def __init__(self, table: Table, shown: str, options: RosterFile, group: str, at: str, faults: Faults, dated: bool) -> None:
        self.table, self.shown, self.options, self.group, self.at, self.faults = table, shown, options, group, at, faults
        self.columns = Columns(table)
        self.dated = dated
        self.owner = ""
        self.rows = list(table.rows)

    def _fault(self, cell: Cell, message: str, hint: str = "") -> None:
        self.faults.add(cell.place, self.at, message, hint)

    def people(self) -> list[_Person]:
        """The agents of the group, in the order of their first rows."""
        columns, header = self.columns, self.table.header
        if columns.span is None and (columns.start is None or (columns.end is None and columns.length is None)):
            lacks = "starts of shifts" if columns.start is None else "ends of shifts"
            hint = f"name columns such as agent, start, end, lunch; columns: {', '.join(self.table.names)}"
            self._fault(header[0], f"{self.shown} has no column with the {lacks}", hint)
            return []
        self._refuse_unread_breaks()
        if self.faults:
            return []
        self._mine()
        by_name: dict[str, _Person] = {}
        for number, row in enumerate(self.rows):
            cell = row[columns.name] if columns.name is not None else row[0]
            name = cell.text.strip() if columns.name is not None else f"row {number}"
            if columns.name is not None and not name:
                self._fault(cell, "the row names no agent", "write a name, or remove the row")
                continue
            person = by_name.setdefault(folded(name), _Person(cell, name if columns.name is not None else ""))
            self._add(person, row)
        return [one for one in by_name.values() if one.shifts]

    def _refuse_unread_breaks(self) -> None:
        """Refuse columns of breaks that cannot be read: agents would be on duty in their breaks."""
        names, header = self.table.names, self.table.header
        for index in self.columns.unread:
            hint = "name it such as Break 1, Break Start, Break End or Lunch Length, or remove it if it is none"
            self._fault(
                header[index], f"{names[index]} looks like a column of breaks, and its name does not say what it holds", hint
            )
        for index in self.columns.breaks_without_start():
            hint = "add a column with the start, such as Break Start; or remove it, and write shifts with breaks in the scenario"
            self._fault(header[index], f"{names[index]} does not say when the break begins", hint)

    def _mine(self) -> None:
        """Keep the rows of the group, where a column says of which group each is."""
        index = self.columns.group
        if index is None:
            return
        known = list(dict.fromkeys(self.table.column(index)))
        mine = [row for row in self.rows if folded(row[index].text) == folded(self.group)]
        if mine:
            self.rows, self.owner = mine, self.group if len(known) > 1 else ""
        elif len(known) > 1:
            hint = did_you_mean(self.group, known, f"{self.table.names[index]} holds")
            self._fault(self.table.header[index], f"no row of {self.shown} is of {self.group}", hint)
            self.rows = []

    def _add(self, person: _Person, row: tuple[Cell, ...]) -> None:
        """One row: a shift of an agent on some days."""
        columns = self.columns
        times = self._times(row)
        if times is None:
            return
        start, length = times
        days = self._days(row)
        first = row[columns.start if columns.start is not None else columns.span or 0]
        for before, begin, lasting, line in person.times:
            same_day = not before or not days or set(before) & set(days)
            if person.name and same_day and begin < start + length and start < begin + lasting:
                self._fault(
                    person.cell if not line else row[columns.name or 0],
                    f"{person.name} works at this time already (line {line})",
                    "remove one of the rows",
                )
                return
        person.times.append((days, start, length, first.place.line))
        entries: dict[str, Node] = {
            "start": Scalar(format_clock(start), first.place),
            "length": duration(length, Scalar(None, first.place)),
            "agents": Scalar(self._count(row), first.place),
        }
        rests = tuple(self._rests(row, start, length))
        if rests:
            entries["breaks"] = ListNode(rests, first.place)
        shift = MapNode({key: Entry(first.place, node) for key, node in entries.items()}, first.place)
        person.agents = self._count(row)
        self._habits(person, row)
        alike = next(
            (index for index, one in enumerate(person.shifts) if days and plain(_without_days(one)) == plain(shift)), None
        )
        if days:
            there = plain(person.shifts[alike]).get("days", ()) if alike is not None else ()
            place = row[columns.day or 0].place
            listed = ListNode(tuple(Scalar(day, place) for day in (*there, *days)), place)
            shift = MapNode({**shift.entries, "days": Entry(place, listed)}, shift.place)
        if alike is not None:
            person.shifts[alike] = shift
        else:
            person.shifts.append(shift)

    def _times(self, row: tuple[Cell, ...]) -> tuple[float, float] | None:
        columns = self.columns
        if columns.span is not None:
            cell = row[columns.span]
            if cell.text.strip().lower() in OFF | NOTHING:
                return None
            try:
                moment = read_moment(cell.text)
            except InputError as error:
                self._fault(cell, error.message, "write from when to when, such as 08:00-16:30")
                return None
            if moment.end is None:
                self._fault(cell, f"not from when to when (got {seen(cell.text.strip())})", "write 08:00-16:30")
                return None
            return moment.clock, (moment.end - moment.clock) % DAY or DAY
        assert columns.start is not None
        cell = row[columns.start]
        last = row[columns.end] if columns.end is not None else row[columns.length or 0]
        if cell.text.strip().lower() in OFF | NOTHING and last.text.strip().lower() in OFF | NOTHING:
            return None
        start = self._clock(cell)
        if columns.end is None:
            length = self._duration(last, hours=True)
            return None if start is None or length is None else (start, length)
        end = self._clock(last)
        return None if start is None or end is None else (start, (end - start) % DAY or DAY)

    def _clock(self, cell: Cell) -> float | None:
        text = cell.text.strip()
        try:
            if NUMBER.fullmatch(text) and 0 <= float(text) < 1 and text not in ("0", "1"):
                return round(float(text) * DAY / 60) * 60.0  # a part of a day, as a workbook keeps times
            if not text:
                raise InputError("the cell is empty", "write a time, such as 08:00")
            moment = read_moment(text, spans=False)
        except InputError as error:
            self._fault(cell, error.message, error.hint)
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
            self._fault(cell, error.message, error.hint)
            return None

    def _days(self, row: tuple[Cell, ...]) -> tuple[str, ...]:
        index = self.columns.day
        text = row[index].text.strip() if index is not None else ""
        if index is None or not text:
            return ()
        date = read_date(text.partition(" ")[0])
        if date is not None:
            dates = {one.partition(" ")[0] for one in self.table.column(index)}
            return () if len(dates) == 1 and not self.dated else (date.isoformat(),)
        days = weekdays_of(text)
        if not days:
            self._fault(
                row[index], f"not a day (got {seen(text)})", "write a weekday such as Mon, Mon-Fri, or a date such as 2026-03-23"
            )
        return days

    def _count(self, row: tuple[Cell, ...]) -> int | float:
        index = self.columns.count
        text = row[index].text.strip() if index is not None else "1"
        if not is_number(text) or float(text) <= 0:
            if index is not None:
                self._fault(row[index], f"not a number of agents (got {seen(text)})", "write 1")
            return 1
        return int(float(text)) if float(text).is_integer() else float(text)

    def _rests(self, row: tuple[Cell, ...], start: float, length: float) -> Iterator[MapNode]:
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
                self._fault(
                    self.table.header[index],
                    f"how long {name} is, is not said",
                    f"in {self.group} write {key}: {30 if kind in MEALS else 15} min beside the file, or use times: 12:00-12:30",
                )
                continue
            if (at - start) % DAY + lasting > length + 1e-6:
                self._fault(cell, f"the break at {text} lies outside the shift", "change the break or the shift")
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

    def _habits(self, person: _Person, row: tuple[Cell, ...]) -> None:
        """What a row says of the agent besides the shift."""
        columns = self.columns
        if columns.skills is not None and (text := row[columns.skills].text.strip()):
            skills = tuple(name for name in re.split(r"\s*[,;/|+&]\s*|\s+", text) if name)
            if person.skills not in (None, skills):
                self._fault(
                    row[columns.skills],
                    f"{person.name} has other skills in another row",
                    "give each agent the same skills in all rows",
                )
            person.skills = skills
        if columns.pace is not None and (text := row[columns.pace].text.strip()):
            if is_number(text):
                text = f"{float(text) * (100 if float(text) < 5 else 1):g}%"
            person.pace = Scalar(text, row[columns.pace].place)

    def group_of(self, group: MapNode, key: str, people: list[_Person]) -> MapNode | None:
        """The group with the shifts of its agents, and those who differ as people."""
        place = group.entries[key].key
        if not people:
            self._fault(self.table.header[0], f"{self.shown} has no shift of {self.group}", "give each agent a start and an end")
            return None
        entries = {name: one for name, one in group.entries.items() if name != key}
        shifts = tuple(shift for person in people for shift in person.shifts)
        entries["shifts"] = Entry(place, ListNode(shifts, place))
        differ = self._skills(entries, people, place)
        differ = differ or any(one.pace is not None for one in people)
        if differ and "shrinkage" in entries:
            shrinkage = plain(entries["shrinkage"].node)
            message = "agents who differ have shifts of their own, and shrinkage does not say who of them is away"
            hint = f"write absence: {shrinkage if isinstance(shrinkage, str) else '8%'} instead of shrinkage"
            self.faults.add(entries["shrinkage"].key, self.at.rpartition(".")[0] + ".shrinkage", message, hint)
            return None
        for index, one in enumerate(people):
            one.name = as_name(one.name)
            if one.name in [before.name for before in people[:index]]:
                one.name = f"{one.name}_{index + 1}"
        named = all(one.name for one in people) and "people" not in entries and "shrinkage" not in entries
        if named and all(isinstance(one.agents, int) for one in people):
            entries["people"] = Entry(place, ListNode(tuple(self._who(one) for one in people), place))
        return MapNode(entries, group.place)

    def _skills(self, entries: dict[str, Entry], people: list[_Person], place: Place) -> bool:
        """Whether agents have different skills; the group's own are theirs where it has none."""
        said = [one.skills for one in people if one.skills]
        if not said:
            return False
        written_out = entries["skills"].node if "skills" in entries else None
        known = [str(name) for name in plain(written_out)] if written_out is not None else list(dict.fromkeys(sum(said, ())))
        if written_out is None:
            entries["skills"] = Entry(place, from_python(known, place))
        for one in people:
            found = {folded(name): name for name in known}
            strange = [name for name in one.skills or () if folded(name) not in found]
            if strange:
                hint = f"give the group this skill, or remove it here; skills of {self.group}: {', '.join(known)}"
                self._fault(one.cell, f"'{strange[0]}' of {one.name} is no skill of {self.group}", hint)
            one.skills = (
                None
                if not one.skills or len(one.skills) == len(known)
                else tuple(found.get(folded(name), name) for name in one.skills)
            )
        return any(one.skills is not None for one in people)

    def _who(self, one: _Person) -> MapNode:
        place = one.cell.place
        number = sum(int(plain(shift)["agents"]) for shift in one.shifts)
        entries: dict[str, Node] = {"agents": Scalar(number, place), "name": Scalar(one.name, place)}
        if one.skills is not None:
            entries["skills"] = ListNode(tuple(Scalar(skill, place) for skill in one.skills), place)
        if one.pace is not None:
            entries["pace"] = one.pace
        return MapNode({key: Entry(place, node) for key, node in entries.items()}, place)

    def note(self, made: MapNode) -> ColumnUsed:
        """Which columns were used."""
        inside = self.table.header[0].place.file
        sheet = inside.removeprefix(f"{self.shown} [").removesuffix("]") if inside != self.shown else ""
        names = self.table.names
        dropped = set() if "people" in made.entries else {self.columns.name}
        if not self.owner:
            dropped.add(self.columns.group)
        kept = [name for index, name in enumerate(names) if index in self.columns.used - dropped]
        ignored = tuple(name for index, name in enumerate(names) if index not in self.columns.used - dropped)
        lacks = "" if self.columns.rests else "breaks"
        used = ", ".join(kept)
        return ColumnUsed(
            self.at, self.shown, sheet, used, len(self.rows), owner=self.owner, ignored=ignored, several=True, lacks=lacks
        )


def _without_days(shift: MapNode) -> MapNode:
    return MapNode({key: one for key, one in shift.entries.items() if key != "days"}, shift.place)
