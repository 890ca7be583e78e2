"""Skill matrices in files: a row for each agent or group, a column for each queue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from simdesk.scenario.language.words import as_name
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    names_in,
    plain,
    put,
    without,
    written,
)
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.tables.csv_cells import is_number
from simdesk.scenario.tables.csv_table import Cell, Table
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.kinds import folded
from simdesk.scenario.tables.roster_columns import is_roster
from simdesk.scenario.tables.rosters import roster_of
from simdesk.scenario.tables.rows import owner_column, without_totals
from simdesk.scenario.tables.table_files import TableFiles

_YES = {"x", "yes", "y", "true", "ja", "j", "oui", "o", "si", "sí", "s", "✓", "✔", "•", "●", "1"}
_NO = {"", "-", "–", "no", "n", "false", "nein", "non", "nee", "none", "0", "0%", "n/a"}
_KINDS = {
    "rank": "rank priority priorities prio order preference reihenfolge priorität priorité prioridad prioriteit",
    "level": "level levels proficiency grade stufe niveau nivel",
    "pace": "pace speed efficiency tempo",
}
"""What the numbers of a matrix are, by the words that say so."""
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_LISTS = ("skills", "skill", "queues", "queue", "kenntnisse", "compétences", "competencias", "vaardigheden")
_BETWEEN = re.compile(r"\s*[,;/|+&]\s*|\s+")
NUMBERS = ("numbers", "number", "values", "cells", "are")
"""Beside the file: what its numbers are."""


@dataclass
class _Matrix:
    """The columns of a file that are of queues, and what its cells say: nothing more than yes, or a number of one kind."""

    table: Table
    label: int
    queues: dict[int, str]
    kind: str = ""
    ignored: list[str] = field(default_factory=list)


def with_skill_files(tree: MapNode, reading: Reading, prefix: Path = ()) -> MapNode:
    """The tree with the skills of each group that names a file of them, and the agents who differ as its people.

    Parameters
    ----------
    tree : MapNode
    reading : Reading
    prefix : tuple
        In front of every path reported.
    """
    reader = _Reader(tree, reading, prefix)
    for name in names_in(tree, "agent_groups"):
        group = follow(tree, ("agent_groups", name))
        if not isinstance(group, MapNode):
            continue
        made = reader.group(name, group)
        if made is not group:
            put_in = put(tree, ("agent_groups", name), made, group.place)
            assert isinstance(put_in, MapNode)
            tree = put_in
    return tree


class _Reader:
    def __init__(self, tree: MapNode, reading: Reading, prefix: Path) -> None:
        self.reading, self.prefix = reading, prefix
        self.files = TableFiles(reading)
        self.queues = names_in(tree, "queues")
        self.groups = names_in(tree, "agent_groups")
        self.tree = tree
        self.shared = Counter(map(self._file_of, self.groups))

    def group(self, name: str, group: MapNode) -> MapNode:
        """A group with the skills of its file; itself where it names none."""
        skills = group.entries.get("skills")
        file = roster_of(skills.node) if skills is not None else None
        key = "skills"
        if file is None and "shifts" in group.entries:
            key, file = "shifts", roster_of(group.entries["shifts"].node)
        if file is None:
            return group
        at = written((*self.prefix, "agent_groups", name, key))
        block = {folded(word): one for word, one in file.entries.items()}
        path = (block.get("file") or block["csv"]).node
        if not isinstance(path, Scalar):
            return group
        sheet = block["sheet"].node if "sheet" in block else None
        if key == "shifts" and not self.reading.resolve(path.place.file, str(path.value).strip())[1].is_file():
            return group  # of which the reader of rosters tells
        found = self.files.table(path, sheet if isinstance(sheet, Scalar) else None, at)
        if found is None:
            return self._failed(group, key)
        table, shown = found
        matrix = self._matrix(self._by_row(without_totals(table).table))
        if key == "shifts" and (is_roster(table) or not matrix.queues):
            return group
        faults = Faults(self.reading.sources, self.reading.told, file=str(path.value))
        made = self._made(name, group, key, matrix, block, shown, at, faults)
        faults.tell()
        if made is None or faults:
            return self._failed(group, key)
        self.reading.used.append(
            ColumnUsed(
                written((*self.prefix, "agent_groups", name, "skills")),
                shown,
                column=", ".join(matrix.table.names[index] for index in matrix.queues),
                rows=len(matrix.table.rows),
                ignored=tuple(matrix.ignored),
                dated=True,
                several=True,
            )
        )
        return made

    def _failed(self, group: MapNode, key: str) -> MapNode:
        """The group with what stands in for skills that could not be read."""
        place = group.entries[key].key
        every = ListNode(tuple(Scalar(queue, place) for queue in self.queues), place)
        entries = {**without(group, key).entries, "skills": Entry(place, every)}
        if not {"headcount", "shifts"} & set(entries):
            entries["headcount"] = Entry(place, Scalar(1, place))
        return MapNode(entries, group.place)

    def _by_row(self, table: Table) -> Table:
        """The table with a row for each agent or group: one with a row for each queue is turned, a column of lists spread out."""
        known = {folded(queue): queue for queue in self.queues}
        labels = [folded(text) for text in table.column(0)]
        if labels and len(table.rows) == len(labels) and set(labels) <= set(known) and len(table.names) > 1:
            columns = range(1, len(table.names))
            rows = tuple((table.header[index], *(row[index] for row in table.rows)) for index in columns)
            return Table(table.delimiter, (table.header[0], *(row[0] for row in table.rows)), rows)
        listed = next((index for index, name in enumerate(table.names) if folded(name) in _LISTS), None)
        if listed is None or any(folded(name) in known for name in table.names):
            return table
        said = [[folded(one) for one in _BETWEEN.split(row[listed].text.strip()) if one] for row in table.rows]
        if not any(set(one) & set(known) for one in said):
            return table
        every = list(dict.fromkeys(word for one in said for word in one))
        kept = [index for index in range(len(table.names)) if index != listed]
        place = table.header[listed].place
        spread = [
            (*(row[index] for index in kept), *(Cell("x" if word in one else "", row[listed].place) for word in every))
            for row, one in zip(table.rows, said, strict=True)
        ]
        header = (*(table.header[index] for index in kept), *(Cell(known.get(word, word), place) for word in every))
        return Table(table.delimiter, header, tuple(spread))

    def _matrix(self, table: Table) -> _Matrix:
        known = {folded(queue): queue for queue in self.queues}
        queues: dict[int, str] = {}
        kinds = set()
        for index, name in enumerate(table.names):
            word, kind = _apart(folded(name))
            if folded(name) in known or word in known:
                queues[index] = known.get(folded(name)) or known[word]
                kinds |= {kind} if folded(name) not in known and kind else set()
        owner = owner_column(table)
        label = next((index for index in range(len(table.names)) if index not in queues and index != owner), owner or 0)
        kinds |= {kind for kind in (_KIND_OF.get(word, "") for word in folded(table.names[label]).split("_")) if kind}
        ignored = [name for index, name in enumerate(table.names) if index not in (*queues, label, owner) and name]
        return _Matrix(table, label, queues, kinds.pop() if len(kinds) == 1 else "", ignored)

    def _made(
        self, name: str, group: MapNode, key: str, matrix: _Matrix, block: dict[str, Entry], shown: str, at: str, faults: Faults
    ) -> MapNode | None:
        table = matrix.table
        if not matrix.queues:
            message = f"{shown} has no column named like a queue"
            faults.add(table.header[0].place, at, message, f"queues: {', '.join(self.queues)}; columns: {', '.join(table.names)}")
            return None
        strange = next((one for one in matrix.ignored if self._is_marked(table, table.names.index(one))), None)
        if strange is not None:
            place = table.header[table.names.index(strange)].place
            faults.add(place, at, f"no queue is named {strange}", f"queues: {', '.join(self.queues)}; or remove the column")
            return None
        labels = {folded(row[matrix.label].text): row for row in table.rows}
        numbers = next((one.node for word, one in block.items() if word in NUMBERS), None)
        kind = _KIND_OF.get(folded(str(numbers.value)), "") if isinstance(numbers, Scalar) else matrix.kind
        by_group = any(folded(one) in labels for one in self.groups)
        if by_group and folded(name) not in labels:
            faults.add(table.header[matrix.label].place, at, f"{shown} has no row of {name}", f"rows: {', '.join(labels)}")
            return None
        rows = [labels[folded(name)]] if by_group else self._agents_of(name, matrix, shown, at, faults)
        heads = group.entries["headcount"].node if "headcount" in group.entries else None
        if (
            not by_group
            and rows
            and isinstance(heads, Scalar)
            and isinstance(heads.value, int | float)
            and heads.value != len(rows)
        ):
            message = f"{shown} lists {len(rows)} agents of {name}, and its headcount is {heads.value}"
            faults.add(heads.place, at, message, "remove headcount, which is the number of rows then, or add the missing rows")
        said: list[dict[str, MapNode]] = []
        for row in rows:
            said.append(self._row(row, matrix, kind, block, at, faults))
            if faults:
                return None
        place = group.entries[key].key
        skills: dict[str, Entry] = {}
        for queue in self.queues:
            told = [(row, one[queue]) for row, one in zip(rows, said, strict=True) if queue in one]
            if not told:
                continue
            apart = next((row for row, one in told if flow(one) != flow(told[0][1])), None)
            if apart is not None:
                first = told[0][0][matrix.label].text.strip()
                message = (
                    f"{first} and {apart[matrix.label].text.strip()} have different numbers for {queue}, and the agents of a "
                    "group have one"
                )
                faults.add(apart[matrix.label].place, at, message, "give each order an agent group, with its rows of the file")
                return None
            skills[queue] = Entry(told[0][0][matrix.label].place, told[0][1])
        if not skills:
            faults.add(table.header[0].place, at, f"{shown} gives {name} no skill", "mark the queues of each row with x")
            return None
        entries = without(group, key).entries | {"skills": Entry(place, MapNode(skills, place))}
        if not by_group and "people" in entries:
            message = "the file says what each agent takes, and people says it too"
            faults.add(entries["people"].key, at, message, "keep one of them")
            return None
        if not by_group:
            self._with_people(entries, rows, said, list(skills), matrix, place)
        return MapNode(entries, group.place)

    def _agents_of(self, name: str, matrix: _Matrix, shown: str, at: str, faults: Faults) -> list[tuple[Cell, ...]]:
        """The rows of a group's agents: by a column of groups, else all of a file that no other group names."""
        table, owner = matrix.table, owner_column(matrix.table)
        said = [folded(row[owner].text) for row in table.rows] if owner is not None else []
        if any(folded(one) in said for one in self.groups):
            mine = [row for row, word in zip(table.rows, said, strict=True) if word == folded(name)]
            if not mine:
                hint = f"add one, or write its skills: [{self.queues[0]}]"
                faults.add(table.header[owner or 0].place, at, f"{shown} has no row of {name}", hint)
            return mine
        if self.shared[self._file_of(name)] > 1:
            message = f"{shown} is named by several groups, and does not say of which of them each agent is"
            hint = f"add a column Team with {' or '.join(self.groups[:2])} in each row, or a file for each group"
            faults.add(table.header[matrix.label].place, at, message, hint)
        return list(table.rows)

    def _file_of(self, name: str) -> str:
        """The file that a group names for its skills; empty without one."""
        for key in ("skills", "shifts"):
            node = follow(self.tree, ("agent_groups", name, key))
            file = roster_of(node) if node is not None else None
            if file is not None:
                return str(plain(follow(file, ("file",)) or follow(file, ("csv",)) or file))
        return ""

    @staticmethod
    def _with_people(
        entries: dict[str, Entry],
        rows: Sequence[tuple[Cell, ...]],
        said: Sequence[dict[str, MapNode]],
        every: list[str],
        matrix: _Matrix,
        place: object,
    ) -> None:
        """Put in the number of agents, and those of them who take fewer queues."""
        people: list[Node] = []
        taken: set[str] = set()
        for row, mine in zip(rows, said, strict=True):
            cell = row[matrix.label]
            if len(mine) == len(every):
                continue
            name = as_name(cell.text.strip())
            name = f"{name}_{len(taken) + 1}" if name in taken else name
            taken.add(name)
            listed = ListNode(tuple(Scalar(queue, cell.place) for queue in every if queue in mine), cell.place)
            parts: dict[str, Node] = {"agents": Scalar(1, cell.place), "name": Scalar(name, cell.place), "skills": listed}
            people.append(MapNode({word: Entry(cell.place, one) for word, one in parts.items()}, cell.place))
        first = rows[0][matrix.label].place
        if not {"headcount", "shifts"} & set(entries):
            entries["headcount"] = Entry(first, Scalar(len(rows), first))
        if people:
            entries["people"] = Entry(first, ListNode(tuple(people), first))

    def _row(
        self, row: tuple[Cell, ...], matrix: _Matrix, kind: str, block: dict[str, Entry], at: str, faults: Faults
    ) -> dict[str, MapNode]:
        """The skills of a row."""
        found: dict[str, MapNode] = {}
        table = matrix.table
        cells = [one[index].text.strip().lower() for one in table.rows for index in matrix.queues]
        counted = any((is_number(text) and float(text) > 1) or text.endswith("%") for text in cells)
        for index, queue in matrix.queues.items():
            cell = row[index]
            text = cell.text.strip().lower()
            if text in _NO:
                continue
            number = is_number(text) or re.fullmatch(r"\d+(?:\.\d+)?\s*%", text) is not None
            if number and (counted or kind):
                if not kind:
                    self._ask(cell, text, cells, block, at, faults)
                    return {}
                value: Node = Scalar(text if text.endswith("%") else int(float(text)), cell.place)
                found[queue] = MapNode({kind: Entry(cell.place, value)}, cell.place)
            elif text in _YES:
                found[queue] = MapNode({}, cell.place)
            else:
                faults.add(cell.place, at, f"cannot tell what '{cell.text.strip()}' says of {queue}", "write x, or nothing")
        return found

    @staticmethod
    def _ask(cell: Cell, text: str, cells: Sequence[str], block: dict[str, Entry], at: str, faults: Faults) -> None:
        """Numbers that nobody calls ranks or levels: the lines for each."""
        named = {word: one for word, one in block.items() if word not in NUMBERS}

        def line(kind: str) -> str:
            kept = {**named, "numbers": Entry(cell.place, Scalar(kind, cell.place))}
            return f"skills: {flow(MapNode(kept, cell.place))}"

        if any(one.endswith("%") for one in cells):
            message = f"'{text}' may be how fast agents are, or how good"
            hint = f"write {line('pace')} if their contacts take longer, or {line('level')} and numbers from 1 to 100 in the file"
        else:
            message = f"'{text}' may be a rank, which contacts an agent takes first, or a level, which agent is chosen"
            hint = f"write {line('rank')} if agents take the smallest first, or {line('level')} if the largest is best"
        faults.add(cell.place, at, message, hint)

    @staticmethod
    def _is_marked(table: Table, index: int) -> bool:
        """Whether a column holds marks as those of queues do."""
        texts = {text.strip().lower() for text in table.column(index)}
        return bool(texts & _YES) and texts <= _YES | _NO


def _apart(name: str) -> tuple[str, str]:
    """``phone_priority`` as ``phone`` and what its numbers are."""
    words = name.split("_")
    kind = next((_KIND_OF[word] for word in words if word in _KIND_OF), "")
    return "_".join(word for word in words if word not in _KIND_OF), kind
