"""Series put into the tree as lists: columns of CSV files and workbooks, and values by clock time."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.series import OTHERS, names_clocks, names_days
from simdesk.scenario.layout.horizon import Horizon
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, plain, written
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.spellings.spelling import text_of
from simdesk.scenario.spellings.weeks import line_for_dates
from simdesk.scenario.tables.across import Across
from simdesk.scenario.tables.apart import rows_named
from simdesk.scenario.tables.choosing import Chosen, choose
from simdesk.scenario.tables.clocks import Clocks, Groups
from simdesk.scenario.tables.cross import day_headers, turned, weekday_rows
from simdesk.scenario.tables.csv_cells import is_number, read_moment, with_point
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.scenario.tables.dated_columns import by_date, holds_dates, read_date
from simdesk.scenario.tables.dates_in_cells import date_fault
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.handle_times import with_handle_times
from simdesk.scenario.tables.kinds import KINDS, Kind, folded
from simdesk.scenario.tables.means_by_day import is_by_day, over_all_days
from simdesk.scenario.tables.piles import are_piles, together, written_out
from simdesk.scenario.tables.references import Reference, file_of, reference_of
from simdesk.scenario.tables.roster_days import Days
from simdesk.scenario.tables.rosters import Rosters
from simdesk.scenario.tables.rows import of_owner_alone
from simdesk.scenario.tables.shares import as_numbers, as_profile, check_whole, is_finer
from simdesk.scenario.tables.table_files import TableFiles
from simdesk.scenario.tables.values import assumed_unit, check_scalars, grouped, is_percent, read_values
from simdesk.units import DAY


def inline(tree: MapNode, reading: Reading, day: Day | None, prefix: Path = (), horizon: Horizon | None = None) -> MapNode:
    """Replace each file named in the tree by its numbers, and each mapping by clock time by a list.

    What cannot be read is reported, and a text stands in its place.

    Parameters
    ----------
    tree : MapNode
    reading : Reading
        Takes what was used of the files.
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
    reader = _Reader(reading, day, prefix, horizon, tree)
    entries = dict(_with_rosters(tree, reader).entries)
    for section in ("queues", "agent_groups"):
        entry = entries.get(section)
        if entry is not None:
            whole = entry.node
            if section == "queues":
                whole = with_handle_times(whole, file_of, reader.table, (*prefix, section))
            entries[section] = Entry(entry.key, reader.walk(whole, (section,)))
    return MapNode(entries, tree.place)


def _with_rosters(tree: MapNode, reader: _Reader) -> MapNode:
    """The tree with the shifts of each roster that a group names."""
    days = Days() if reader.horizon is None else Days(reader.horizon.first, reader.horizon.days, reader.counted)
    rosters = Rosters(reader.reading, reader.prefix, reader.table, days)
    entry = tree.entries.get("agent_groups")
    if entry is None or not isinstance(entry.node, MapNode):
        return tree
    groups = {
        name: Entry(one.key, rosters.laid(one.node, ("agent_groups", name))) if isinstance(one.node, MapNode) else one
        for name, one in entry.node.entries.items()
    }
    return MapNode({**tree.entries, "agent_groups": Entry(entry.key, MapNode(groups, entry.node.place))}, tree.place)


_FILE_NAME = re.compile(r"\.[A-Za-z]\w+$")


class _Reader:
    def __init__(self, reading: Reading, day: Day | None, prefix: Path, horizon: Horizon | None, tree: MapNode) -> None:
        self.reading, self.sources, self.day, self.prefix = reading, reading.sources, day, prefix
        self.horizon, self.tree, self.counted = horizon, tree, follow(tree, ("hours", "days")) is not None
        self.unit = ""
        first, days = (None, 1) if horizon is None else (horizon.first, horizon.days)
        self.table = TableFiles(reading, first, days).table

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

    def _series(self, node: Node, kind: Kind, path: Path, days: str = "") -> Node:
        if isinstance(node, MapNode) and names_days(node.entries):
            parts = {name: self._series(entry.node, kind, path, name) for name, entry in node.entries.items()}
            for name, entry in node.entries.items():
                if parts[name] is not entry.node and isinstance(parts[name], Scalar):
                    return parts[name]  # reported
            made = MapNode({name: Entry(entry.key, parts[name]) for name, entry in node.entries.items()}, node.place)
            return self._means(made, path) if kind.quantity == "duration" else made
        if isinstance(node, MapNode) and kind.quantity == "clock" and are_piles(node):
            return written_out(node, self.sources, (*self.prefix, *path))
        if isinstance(node, MapNode) and kind.by_interval and names_clocks(node.entries):
            return self._by_clock(node, kind, path, days)
        if days and kind.quantity == "duration" and isinstance(node, Scalar) and not _FILE_NAME.search(str(node.value)):
            faults = Faults(self.sources, set(), 1)
            check_scalars([(node, f"{written((*self.prefix, *path))}.{days}")], kind, faults)
            faults.tell()
            return Scalar(f"{path[-1]} by day", node.place) if faults else node
        if isinstance(node, ListNode) and path[-1] == "profile":
            return as_numbers(node, kind, written((*self.prefix, *path)), self.sources)
        reference = reference_of(node)
        if reference is None:
            return node
        unit = node.entries["unit"].node if isinstance(node, MapNode) and "unit" in node.entries else None
        if unit is not None and (kind.quantity != "duration" or plain(unit) not in ("s", "min", "h")):
            return node  # which pydantic refuses, or where it means nothing
        self.unit = text_of(unit)
        return self._from_file(reference, kind, path, days) or Scalar(f"{reference.file.value}", node.place)

    def _from_file(self, reference: Reference, kind: Kind, path: Path, days: str) -> Node | None:
        file, column, sheet = reference.file, reference.column, reference.sheet
        at = written((*self.prefix, *path))
        found = self.table(file, sheet, at)
        if found is None:
            return None
        whole, shown = found
        mine = whole if reference.rows is None else rows_named(whole, reference.rows, shown, self.sources, at)
        if mine is None:
            return None
        table = turned(mine, lambda whole: of_owner_alone(whole, str(path[1])))
        headers = day_headers(table) if kind.by_interval and not days else {}
        if headers and column is None and folded(str(path[1])) not in map(folded, table.names):
            across = Across(table, headers, shown, file, kind, path, at, self.horizon, self.counted)
            across_days = across.read(self.reading, lambda day: self._day(path, day), self.unit)
            return self._means(across_days, path) if kind.quantity == "duration" and across_days is not None else across_days
        chosen = choose(
            table, kind, column, path, shown, self.sources, at, str(file.value).strip(), reference.start, reference.rows
        )
        if chosen is None:
            return None
        table, start, value = chosen.table, chosen.start, chosen.value
        named = f"{file.value}{'' if sheet is None else f', sheet: {sheet.value}'}"
        faults = Faults(self.sources, self.reading.told, file=named)
        of_duration = kind.quantity == "duration" and kind.by_interval and start is None and not days
        by_row, weekdays = weekday_rows(table) if of_duration else ({}, "")
        if by_row:
            values = read_values(table, [table.rows[row] for row in by_row.values()], value, kind, at, faults, self.unit)
            faults.tell()
            if values is None or faults:
                return None
            ignored, title = tuple(name for name in chosen.ignored if name != weekdays), table.header[value].text.strip()
            used_of = ColumnUsed(at, shown, "", title, len(by_row), ignored=ignored, times=weekdays, dated=True)
            self.reading.used.append(used_of)
            entries = {day: Entry(one.place, one) for day, one in zip(by_row, values, strict=True)}
            return self._means(MapNode(entries, table.header[value].place), path)
        day = self._day(path, days)
        groups: Groups | None = None
        made: Node | None = None
        dated = False
        if self.horizon is not None and self.horizon.first is not None and start is not None and holds_dates(table, start):
            by_day = self._dated(table, start, value, kind, path, faults)
            dated = True
            if by_day is not None and self.day is not None:
                made = by_day[0] if kind.quantity == "number" else self._means(by_day[0], path)
                finer = by_day[1] < self.day.interval - 1e-6
                groups = Groups((), "summed" if finer else "", by_day[1] if finer else 0.0)
        elif kind.quantity == "clock":
            moments = self._moments(table, value, day, at, faults)
            made = None if moments is None else ListNode(moments, table.header[value].place)
        else:
            order: tuple[tuple[int, ...], ...] = tuple((index,) for index in range(len(table.rows)))
            if start is not None and day is not None:
                clocks = Clocks(day, kind, lambda c, m, h: faults.add(c.place, at, m, h), table.header[start])
                cells = [row[start] for row in table.rows]
                groups = clocks.groups(cells, lambda index: _zero(table, index, value))
                order = groups.of if groups is not None else ()
            if not faults:
                used = [index for group in order for index in group]
                values = read_values(table, [table.rows[index] for index in used], value, kind, at, faults, self.unit)
                if values is not None:
                    made = ListNode(grouped(order, used, values), table.header[value].place)
        faults.tell()
        if made is not None and not faults:
            unit = "seconds" if not self.unit and assumed_unit(table, value, kind) else ""
            repeated = self.horizon.days if value in headers and self.horizon is not None and self.horizon.days > 1 else 0
            self._note(chosen, groups, at, shown, dated=dated, days=days, unit=unit, repeated=repeated)
        return None if faults else made

    def _note(
        self,
        chosen: Chosen,
        groups: Groups | None,
        at: str,
        shown: str,
        *,
        dated: bool,
        days: str,
        unit: str,
        repeated: int,
    ) -> None:
        table = chosen.table
        way, step, outside = (groups.way, groups.step, groups.outside) if groups is not None else ("", 0.0, 0)
        inside = table.rows[0][0].place.file
        self.reading.used.append(
            ColumnUsed(
                at,
                shown,
                inside.removeprefix(f"{shown} [").removesuffix("]") if inside != shown else "",
                table.header[chosen.value].text.strip(),
                len(table.rows),
                way,
                step,
                chosen.owner,
                chosen.ignored,
                chosen.totals,
                outside,
                "" if chosen.start is None else table.header[chosen.start].text.strip(),
                dated,
                days,
                unit=unit,
                repeated=repeated,
                remarks=() if dated or not chosen.date else (chosen.date,),
            )
        )

    def _dated(
        self, table: Table, start: int, value: int, kind: Kind, path: Path, faults: Faults
    ) -> tuple[MapNode, float] | None:
        assert self.horizon is not None
        opening = self.horizon.of(str(path[1])) if path[0] == "queues" else self.horizon.centre
        at = written((*self.prefix, *path))
        return by_date(
            table,
            start,
            self.horizon,
            opening,
            lambda rows: read_values(table, rows, value, kind, at, faults, self.unit),
            lambda cell, message, hint: faults.add(cell.place, at, message, hint),
            summed=kind.finer == "summed",
        )

    def _means(self, by_day: MapNode, path: Path) -> Node:
        """Means by day as a list: of one day where they are the same on each, else of all days."""
        if not is_by_day(by_day):
            return next(entry.node for entry in by_day.entries.values())
        if self.horizon is None or self.day is None:
            return by_day
        at = written((*self.prefix, *path))
        if self.horizon.first is None and set(by_day.entries) != {OTHERS}:
            day = next(key for key in by_day.entries if key != OTHERS)
            self.sources.report(
                by_day.entries[day].key, at, f"'{day}' needs the date of the first day", line_for_dates(self.tree)
            )
            return Scalar(f"{path[-1]} by day", by_day.place)
        opening = self.horizon.of(str(path[1]))
        made = over_all_days(by_day, self.horizon, opening, lambda place, m, h: self.sources.report(place, at, m, h))
        return Scalar(f"{path[-1]} by day", by_day.place) if made is None else made

    def _day(self, path: Path, days: str = "") -> Day | None:
        """A usual day of what stands at a path, or the hours of the days that a key of it names."""
        if self.horizon is None or self.day is None:
            return self.day
        opening = self.horizon.of(str(path[1])) if path[0] == "queues" else self.horizon.centre
        usual = Day(opening.open, opening.close, self.day.interval, opening.count(self.day.interval))
        from simdesk.scenario.layout.horizon import names

        mine = {(span.open, span.close) for span in opening.spans if days and names(days, span.day, self.horizon.first)}
        if len(mine) != 1:
            return usual
        begin, end = mine.pop()
        return Day(begin, end, self.day.interval, round((end - begin) / self.day.interval))

    def _by_clock(self, node: MapNode, kind: Kind, path: Path, days: str) -> Node:
        at = written((*self.prefix, *path))
        if self.day is None:
            return node
        faults = Faults(self.sources, set(), 1)
        day = self._day(path, days)
        assert day is not None
        cells = [Cell(key, entry.key) for key, entry in node.entries.items()]
        nodes = [entry.node for entry in node.entries.values()]
        scalars = [one if isinstance(one, Scalar) else Scalar(None, one.place) for one in nodes]
        named = zip(scalars, node.entries, strict=True)
        shares = bool(scalars) and all(map(is_percent, scalars)) and path[-1] == "profile"
        values = check_scalars([(one, f"{at}.{key}") for one, key in named], kind, faults)
        header = Cell("", node.place)
        clocks = Clocks(
            day, kind, lambda c, m, h: faults.add(c.place, at, m, h), header, steps=kind.longer == "held", word="value"
        )
        if path[-1] == "volumes" and not days and not faults:
            clocks.evenly, clocks.at_once = as_profile(node, values), together(node)
        if shares:
            check_whole(values, at, faults)
            clocks.steps = clocks.steps and not is_finer(cells, day)
        elif kind.finer == "summed":
            clocks.steps = clocks.steps and not is_finer(cells, day)
        groups = None if faults else clocks.groups(cells, lambda index: values[index].value in (0, 0.0))
        faults.tell()
        if groups is None or faults:
            return Scalar(f"{path[-1]} by clock time", node.place)
        way = "spread" if groups.way == "held" and shares else groups.way
        laid = grouped(groups.of, range(len(values)), values)
        if way == "spread":
            counts = {index: sum(1 for group in groups.of if group == (index,)) for index in range(len(values))}
            laid = tuple(
                Scalar(float(one.value or 0.0) / counts[group[0]], one.place) for one, group in zip(laid, groups.of, strict=True)
            )
        if way in ("summed", "spread") or groups.outside or (way == "held" and path[-1] == "profile"):
            self.reading.used.append(ColumnUsed(at, rows=len(values), way=way, step=groups.step, outside=groups.outside))
        return ListNode(laid, node.place)

    def _moments(self, table: Table, column: int, day: Day | None, at: str, faults: Faults) -> tuple[Scalar, ...] | None:
        """Arrivals, as the scenario's language writes them; None after noting what is wrong."""
        values = []
        dates: dict[bool, tuple[str, int]] = {}
        for index, row in enumerate(table.rows):
            cell, path = row[column], f"{at}[{index}]"
            text = cell.text.strip()
            if not text:
                faults.add(cell.place, path, "the cell is empty", "remove the row")
                continue
            try:
                moment = read_moment(text, spans=False)
            except InputError as error:
                faults.add(cell.place, path, error.message, error.hint)
                continue
            if self.horizon is not None and moment.date:
                date = read_date(moment.date)
                if date is None:
                    faults.add(cell.place, path, *date_fault(text))
                    continue
                values.append(Scalar(f"{date.isoformat()} {_clock(moment.clock)}", cell.place))
                continue
            clock = moment.clock if day is None else day.moment(moment.clock)
            if day is not None and not day.opening <= clock < day.closing:
                hours = f"{format_clock(day.opening)} to {format_clock(day.closing, end=True)}"
                message = f"{text} lies outside the opening hours {hours}"
                faults.add(cell.place, path, message, "remove the row, or change the hours")
                continue
            first = dates.setdefault(clock >= DAY, (moment.date, cell.place.line)) if moment.date else (moment.date, 0)
            if first[0] != moment.date:
                message = f"another date than in line {first[1]} ({moment.date}, {first[0]})"
                faults.add(cell.place, path, message, "a scenario is one day; keep the rows of one")
            values.append(Scalar(_clock(clock % DAY), cell.place))
        return None if faults else tuple(values)


def _zero(table: Table, index: int, column: int) -> bool:
    text = with_point(table.rows[index][column].text.strip(), table.delimiter)
    return not text or (is_number(text) and float(text) == 0)


def _clock(clock: float) -> str:
    whole = int(clock)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
