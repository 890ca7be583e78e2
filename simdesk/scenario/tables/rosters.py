"""Rosters in files: a row for each agent and shift, as the shifts of a group and, where they differ, its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from simdesk.scenario.language.agents import RosterFile
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, plain, written
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.spellings.spelling import items_of, text_of
from simdesk.scenario.tables.csv_table import Table
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.roster_columns import by_clock, by_day, is_roster
from simdesk.scenario.tables.roster_days import Days
from simdesk.scenario.tables.roster_people import group_of
from simdesk.scenario.tables.roster_rows import RosterRows
from simdesk.scenario.tables.rows import without_totals

TableOf = Callable[[Scalar, Scalar | None, str], tuple[Table, str] | None]


def roster_of(node: Node) -> MapNode | None:
    """The file that ``shifts`` may name, as a block; None for shifts written in the scenario."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and "." in node.value:
        return MapNode({"file": Entry(node.place, node)}, node.place)
    return node if isinstance(node, MapNode) and {"file", "csv"} & set(node.entries) else None


class Rosters:
    """Reads the rosters that groups name.

    Parameters
    ----------
    reading : Reading
    prefix : tuple
        In front of every path reported.
    table_of : callable
        The table of a file, and how the file is shown.
    days : Days
        Where they have dates, a date of a roster says on which of them.
    """

    def __init__(self, reading: Reading, prefix: Path, table_of: TableOf, days: Days) -> None:
        self.reading, self.prefix, self.table_of, self.days = reading, prefix, table_of, days

    def laid(self, group: MapNode, path: Path) -> MapNode:
        """A group with its roster as shifts and people; the group itself where it has none."""
        for key in ("shifts", "headcount"):
            roster = roster_of(group.entries[key].node) if key in group.entries else None
            if roster is None:
                continue
            at = written((*self.prefix, *path, key))
            if key == "headcount":
                found = self._peeked(roster, at)
                if found is None:
                    continue
            return self._laid(group, key, roster, path, at)
        return group

    def _peeked(self, roster: MapNode, at: str) -> Table | None:
        """The table of a file that stands where a headcount may, if it is a roster."""
        file = roster.entries.get("file") or roster.entries.get("csv")
        if file is None or not isinstance(file.node, Scalar) or set(roster.entries) & {"column", "start"}:
            return None
        _, real = self.reading.resolve(file.node.place.file, str(file.node.value).strip())
        if not real.is_file():
            return None
        found = self.table_of(file.node, _scalar(roster, "sheet"), at)
        return found[0] if found is not None and is_roster(found[0]) else None

    def _laid(self, group: MapNode, key: str, roster: MapNode, path: Path, at: str) -> MapNode:
        place = group.entries[key].key
        failed = {
            name: one for name, one in group.entries.items() if name not in (key, "people", "headcount", "meetings", "late")
        }
        failed["headcount"] = Entry(place, Scalar(1, place))
        try:
            options = RosterFile.model_validate(plain(roster))
        except ValidationError as error:
            self._refuse(error, roster, at)
            return MapNode(failed, group.place)
        file = roster.entries["file" if "file" in roster.entries else "csv"].node
        assert isinstance(file, Scalar)
        found = self.table_of(file, _scalar(roster, "sheet"), at)
        if found is None:
            return MapNode(failed, group.place)
        table, shown = found
        sheet = _scalar(roster, "sheet")
        named = f"{file.value}{'' if sheet is None else f', sheet: {sheet.value}'}"
        faults = Faults(self.reading.sources, self.reading.told, file=named)
        skills = group.entries["skills"].node if "skills" in group.entries else ListNode((), place)
        queues = [*skills.entries] if isinstance(skills, MapNode) else [text_of(item) for item in items_of(skills)]
        whole = without_totals(table).table
        rows = by_clock(by_day(whole, self.days.first))
        reader = RosterRows(rows, shown, options, str(path[1]), at, faults, self.days, queues)
        people = reader.people()
        made = None if faults else group_of(group, key, people, faults, at, str(path[1]))
        faults.tell()
        if made is None or faults:
            return MapNode(failed, group.place)
        self.reading.used.append(reader.note(made, whole.names))
        return made

    def _refuse(self, error: ValidationError, roster: MapNode, at: str) -> None:
        for one in error.errors():
            key = str(one["loc"][0]) if one["loc"] else "file"
            place = roster.entries[key].key if key in roster.entries else roster.place
            known = ", ".join(name for name in RosterFile.model_fields if name != "csv")
            context: dict[str, Any] = one.get("ctx", {})
            unknown = one["type"] == "extra_forbidden"
            message = f"unknown key '{key}' of a roster" if unknown else context.get("message", one["msg"])
            self.reading.sources.report(place, f"{at}.{key}", message, f"known: {known}" if unknown else context.get("hint", ""))


def _scalar(block: MapNode, key: str) -> Scalar | None:
    node = block.entries[key].node if key in block.entries else None
    return node if isinstance(node, Scalar) else None
