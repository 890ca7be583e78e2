"""The rows of a roster: the shifts, breaks and skills of each agent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from simdesk.formats import format_clock
from simdesk.scenario.language.agents import RosterFile
from simdesk.scenario.reading.diagnostics import did_you_mean, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, plain
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.spellings.clocks import duration, weekdays_of
from simdesk.scenario.spellings.dates import A_MONDAY
from simdesk.scenario.tables.activities import Activity, Work, shifts_of
from simdesk.scenario.tables.activity_words import AWAY, OFF, WORK, meaning_of
from simdesk.scenario.tables.csv_cells import is_number, moment_date
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.scenario.tables.dated_columns import read_date
from simdesk.scenario.tables.dates_in_cells import dates_fault, is_date_like
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import folded
from simdesk.scenario.tables.roster_columns import Columns
from simdesk.scenario.tables.roster_days import Days
from simdesk.scenario.tables.roster_people import Person
from simdesk.scenario.tables.roster_times import Times, is_nothing
from simdesk.units import WEEKDAYS


class RosterRows:
    """One roster for one group."""

    def __init__(
        self,
        table: Table,
        shown: str,
        options: RosterFile,
        group: str,
        at: str,
        faults: Faults,
        days: Days,
        queues: Sequence[str],
    ) -> None:
        self.table, self.shown, self.options, self.group, self.at, self.faults = table, shown, options, group, at, faults
        self.columns = Columns(table, options.codes)
        self.times = Times(table, self.columns, options, group, self._fault)
        self.days, self.queues = days, queues
        self.owner = ""
        self.remarks: list[str] = []
        self.rows = list(table.rows)

    def _fault(self, cell: Cell, message: str, hint: str = "") -> None:
        self.faults.add(cell.place, self.at, message, hint)

    def people(self) -> list[Person]:
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
        self._of_the_days()
        if self.faults:
            return []
        by_agent: dict[str, Person] = {}
        for work in self._by_activity() if self._is_by_activity() else self._by_row():
            name, agent = self._agent(work.row)
            self._add(by_agent.setdefault(agent, Person(work.row[columns.name or 0], name)), work)
        if self.times.codes:
            self._ask_codes()
        if self.times.off:
            self.remarks.append(
                f"{self.times.off.total()} off ({', '.join(f'{text} {count}' for text, count in self.times.off.items())})"
            )
        found = [one for one in by_agent.values() if one.shifts]
        if not found and not self.faults:
            self._fault(header[0], f"{self.shown} has no shift of {self.group}", "give each agent a start and an end")
        return found

    def _agent(self, row: tuple[Cell, ...]) -> tuple[str, str]:
        """The name of a row's agent, and what tells agents apart: numbers too, where two have one name."""
        columns = self.columns
        if columns.name is None:
            return "", f"row {row[0].place.line}"
        given = row[columns.given].text.strip() if columns.given is not None else ""
        name = " ".join(part for part in (given, row[columns.name].text.strip()) if part)
        number = row[columns.number].text.strip() if columns.number is not None else ""
        return name or number, f"{folded(name)}\n{number}"

    def _named(self) -> Iterator[tuple[Cell, ...]]:
        """The rows that name an agent."""
        for row in self.rows:
            if self.columns.name is not None and not self._agent(row)[0]:
                self._fault(row[self.columns.name], "the row names no agent", "write a name, or remove the row")
            else:
                yield row

    def _by_row(self) -> Iterator[Work]:
        """Each row as a shift."""
        columns = self.columns
        for row in self._named():
            if columns.activity is not None and meaning_of(row[columns.activity].text) == OFF:
                continue
            times = self.times.times(row)
            if times is not None:
                at = row[columns.start if columns.start is not None else columns.span or 0]
                yield Work(row, at, *times, self._days(row), tuple(self.times.rests(row, *times)))

    def _is_by_activity(self) -> bool:
        """Whether the rows are activities, which make up shifts together; else each is a shift with its breaks."""
        return self.columns.activity is not None and self.columns.start is not None and not self.columns.rests

    def _by_activity(self) -> Iterator[Work]:
        """The shifts that the activities of each agent and day make up together."""
        columns = self.columns
        assert columns.activity is not None
        by_day: dict[tuple[str, tuple[str, ...]], list[Activity]] = {}
        unknown: dict[str, Cell] = {}
        read: dict[str, dict[str, None]] = {WORK: {}, AWAY: {}, OFF: {}}
        for row in self._named():
            cell = row[columns.activity]
            meaning = meaning_of(cell.text, self.options.work, self.options.away, self.queues)
            if not meaning:
                unknown.setdefault(cell.text.strip(), cell)
                continue
            read[meaning][cell.text.strip()] = None
            times = None if meaning == OFF and self._is_blank(row) else self.times.times(row)
            if times is not None:
                one = Activity(row, row[columns.start or 0], cell.text.strip(), meaning, *times)
                by_day.setdefault((self._agent(row)[1], self._days(row)), []).append(one)
        if unknown:
            self._ask(unknown)
        elif not read[WORK] and read[AWAY] and not self.faults:
            message = f"{self.shown} tells of {' and '.join(read[AWAY])}, and of no work"
            hint = "export the whole schedule, with the rows of work such as Open"
            self._fault(self.table.header[columns.activity], message, hint)
        elif not self.faults:
            words = {WORK: "work on contacts", AWAY: "no work on contacts", OFF: "not at work"}
            self.remarks += [f"{', '.join(names)}: {words[meaning]}" for meaning, names in read.items() if names]
            left_out: dict[str, None] = {}
            for (_, days), activities in by_day.items():
                yield from shifts_of(activities, days, left_out)
            if left_out:
                self.remarks.append(f"{', '.join(left_out)} without any work on contacts that day: left out")

    def _ask(self, unknown: dict[str, Cell]) -> None:
        names = list(unknown)
        listed = ", ".join(map(_named, names))
        message = f"{' and '.join(map(seen, names))} of {self.shown} may be work on contacts or other work"
        write = f"shifts: {{file: {self.faults.file}, work: [{listed}]}}"
        hint = f"in {self.group} write {write} if contacts are answered then, else away: [{listed}]"
        self._fault(unknown[names[0]], message, hint)

    def _ask_codes(self) -> None:
        codes = self.times.codes
        one = len(codes) == 1
        message = (
            f"{' and '.join(map(seen, codes))} of {self.shown} {'is a code' if one else 'are codes'}, and it is not said whether "
            "agents work then, and from when to when"
        )
        listed = ", ".join(f'{_named(code)}: "08:00-16:30"' for code in codes)
        away, file = ", ".join(map(_named, codes)), self.faults.file
        hint = (
            f"in {self.group} write shifts: {{file: {file}, away: [{away}]}} if they are off, or shifts: {{file: {file}, codes: "
            f"{{{listed}}}}} with the times that are meant"
        )
        hint += "" if one else "; or some in away and the others in codes"
        self._fault(next(iter(codes.values())), message, hint)

    def _is_blank(self, row: tuple[Cell, ...]) -> bool:
        return is_nothing(row[self.columns.start or 0])

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

    def _date(self, row: tuple[Cell, ...]) -> str:
        """The day of a row as it is written: in its own column, or in front of the start."""
        columns = self.columns
        if columns.day is not None:
            return row[columns.day].text.strip()
        at = columns.start if columns.start is not None else columns.span
        return moment_date(row[at].text) if at is not None else ""

    def _of_the_days(self) -> None:
        """Keep the rows of the days that are simulated, where rows have dates; ask where it is not said which are."""
        texts = dict.fromkeys(map(self._date, self.rows))
        dates = {text: read_date(text.partition(" ")[0]) for text in texts}
        known = sorted({day for day in dates.values() if day is not None})
        unclear = [text for text in texts if dates[text] is None and is_date_like(text)]
        if unclear and (len(unclear) > 1 or known or self.days.first is not None):
            self._fault(self._day_cell(unclear[0]), *dates_fault(unclear))
        elif self.days.first is None:
            self._without_first_day(known, [text for text in texts if weekdays_of(text)])
        elif known:
            self._within(known, dates, self.days.first)

    def _day_cell(self, text: str) -> Cell:
        """Where a day is said first."""
        row = next(row for row in self.rows if self._date(row) == text)
        return row[self.columns.day if self.columns.day is not None else self.columns.start or 0]

    def _without_first_day(self, known: list[date], weekdays: list[str]) -> None:
        """Ask which days are simulated, where the file has several and the scenario has no dates."""
        if len(known) > 1:
            words = f"{known[0].isoformat()} to {known[-1].isoformat()}"
            message = f"{self.shown} has shifts of {len(known)} days, {words}, and it is not said which are simulated"
            count = (known[-1] - known[0]).days + 1
            hint = f"write first_day: {known[0].isoformat()} and days: {count} under hours, or days: 1 for the first alone"
            self._fault(self._day_cell(next(text for text in map(self._date, self.rows) if read_date(text[:10]))), message, hint)
        elif weekdays:
            days = [WEEKDAYS.index(day) for text in weekdays for day in weekdays_of(text)]
            message = f"{self.shown} has shifts by weekday, and the days of the scenario have no dates"
            hint = f"write first_day: {A_MONDAY.isoformat()} and days: {max(days) + 1} under hours, with the Monday that is meant"
            self._fault(self._day_cell(weekdays[0]), message, hint)

    def _within(self, known: list[date], dates: dict[str, date | None], first: date) -> None:
        """Leave out the rows of other days, where it is said how many are simulated."""
        inside = {day for day in known if 0 <= (day - first).days < self.days.count}
        cell = self._day_cell(next(text for text, day in dates.items() if day is not None))
        if not inside:
            message = f"{self.shown} has shifts of {known[0].isoformat()} to {known[-1].isoformat()}, "
            message += f"and the first day is {first.isoformat()}"
            self._fault(cell, message, f"write first_day: {known[0].isoformat()} under hours")
        elif not self.days.counted and known[-1] > first:
            message = f"{self.shown} has shifts of {len(known)} days, and it is not said how many are simulated"
            count = (known[-1] - first).days + 1
            self._fault(cell, message, f"write days: {count} under hours, or days: 1 for {first.isoformat()} alone")
        elif len(inside) < len(known):
            before = len(self.rows)
            self.rows = [row for row in self.rows if (day := dates[self._date(row)]) is None or day in inside]
            fewer = before - len(self.rows)
            self.remarks.append(f"{fewer} {'row' if fewer == 1 else 'rows'} of other days left out")

    def _add(self, person: Person, work: Work) -> None:
        """One shift of an agent on some days."""
        columns, row, first, start, length, days = self.columns, work.row, work.at, work.start, work.length, work.days
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
        if work.rests:
            entries["breaks"] = ListNode(work.rests, first.place)
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

    def _days(self, row: tuple[Cell, ...]) -> tuple[str, ...]:
        text = self._date(row)
        if not text:
            return ()
        cell = row[self.columns.day if self.columns.day is not None else self.columns.start or 0]
        day = text.partition(" ")[0]
        date = read_date(day)
        if date is not None:
            return (date.isoformat(),) if self.days.first is not None else ()
        if is_date_like(text):
            return ()  # whichever it is, it is the day simulated
        days = weekdays_of(text)
        if not days:
            hint = "write a weekday such as Mon, Mon-Fri, or a date such as 2026-03-23"
            self._fault(cell, f"not a day (got {seen(text)})", hint)
        return days

    def _count(self, row: tuple[Cell, ...]) -> int | float:
        index = self.columns.count
        text = row[index].text.strip() if index is not None else "1"
        if not is_number(text) or float(text) <= 0:
            if index is not None:
                self._fault(row[index], f"not a number of agents (got {seen(text)})", "write 1")
            return 1
        return int(float(text)) if float(text).is_integer() else float(text)

    def _habits(self, person: Person, row: tuple[Cell, ...]) -> None:
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

    def note(self, made: MapNode, written: Sequence[str]) -> ColumnUsed:
        """Which columns were used, of those that the file has."""
        inside = self.table.header[0].place.file
        sheet = inside.removeprefix(f"{self.shown} [").removesuffix("]") if inside != self.shown else ""
        names = self.table.names
        dropped = set() if "people" in made.entries else {self.columns.name}
        if not self.owner:
            dropped.add(self.columns.group)
        kept = [name for index, name in enumerate(names) if index in self.columns.used - dropped]
        ignored = tuple(name for index, name in enumerate(names) if index not in self.columns.used - dropped)
        lacks = "" if self.columns.rests or self._is_by_activity() else "breaks"
        across = len(written) - sum(name in written for name in names)
        used = ", ".join(name for name in kept if name in written) + (
            f" and {across} with shifts or activities" if across else ""
        )
        return ColumnUsed(
            *(self.at, self.shown, sheet, used, len(self.rows)),
            owner=self.owner,
            ignored=ignored,
            several=True,
            lacks=lacks,
            remarks=tuple(self.remarks),
            dated=self.days.first is not None,
        )


def _named(text: str) -> str:
    """A text of a file as it is written in YAML."""
    return f'"{text}"' if re.search(r"[^\w .-]", text) else text


def _without_days(shift: MapNode) -> MapNode:
    return MapNode({key: one for key, one in shift.entries.items() if key != "days"}, shift.place)
