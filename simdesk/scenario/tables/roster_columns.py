"""Which columns of a roster are which, by the names that planning tools and planners give them."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.tables.csv_cells import read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Table
from simdesk.scenario.tables.kinds import folded

_NAMES = (
    *("agent", "agent_name", "name", "employee", "employee_name", "person", "advisor", "operator", "staff", "who", "full_name"),
    *("agent_id", "employee_id", "id", "mitarbeiter", "login", "user", "user_name", "colleague", "staff_member", "team_member"),
)
_STARTS = (
    *("shift_start", "start", "from", "begin", "start_time", "shift_begin", "starts", "begins", "beginn", "von", "in", "time_in"),
    *("start_of_shift", "begin_time", "shift_from", "clock_in", "on"),
)
_ENDS = (
    *("shift_end", "end", "to", "until", "end_time", "finish", "ends", "shift_finish", "ende", "bis", "out", "time_out"),
    *("end_of_shift", "finish_time", "shift_to", "clock_out", "off", "stop"),
)
_SPANS = ("shift", "hours", "working_hours", "time", "times", "shift_time", "shift_times", "schicht", "works", "shift_hours")
_LENGTHS = ("length", "duration", "shift_length", "shift_duration")
_GROUPS = ("agent_group", "group", "team", "group_name", "team_name", "desk", "site", "department")
_DAYS = ("day", "date", "weekday", "days", "weekdays", "datum", "tag", "work_date", "shift_date", "on_days")
_COUNTS = ("agents", "count", "number", "headcount", "heads", "fte", "number_of_agents", "how_many")
_SKILLS = ("skills", "skill", "queues", "queue")
_PACES = ("pace", "speed", "productivity", "efficiency")
_REST = re.compile(
    r"(?P<kind>break|breaks|lunch|lunches|lunch_break|meal|meal_break|pause|coffee|coffee_break|tea|tea_break|rest|dinner|short_break"
    r"|mittag|mittagspause)_?(?P<number>\d*)(?:_(?P<role>start|from|begin|at|time|end|to|until|length|duration|minutes|mins?|h))?"
)
MEALS = ("lunch", "lunches", "lunch_break", "meal", "meal_break", "dinner", "mittag", "mittagspause")


def is_roster(table: Table) -> bool:
    """Whether the columns of a table are those of a roster: whose shift it is, and from when to when."""
    columns = Columns(table)
    named = columns.name is not None and not all(NUMBER.fullmatch(text) for text in table.column(columns.name))
    return named and (columns.span is not None or (columns.start is not None and columns.end is not None))


class Columns:
    """Which columns of a roster are which, by their names."""

    def __init__(self, table: Table) -> None:
        names = [folded(name) for name in table.names]
        taken: set[int] = set()

        def one(*words: str) -> int | None:
            index = next((names.index(word) for word in words if word in names and names.index(word) not in taken), None)
            taken.update(() if index is None else (index,))
            return index

        self.name, self.start, self.end = one(*_NAMES), one(*_STARTS), one(*_ENDS)
        self.span = one(*_SPANS) if self.start is None else None
        if self.span is not None and not any(is_span(text) for text in table.column(self.span)):
            taken.discard(self.span)
            self.span = None
        self.length = one(*_LENGTHS) if self.end is None else None
        self.group, self.day, self.count = one(*_GROUPS), one(*_DAYS), one(*_COUNTS)
        self.skills, self.pace = one(*_SKILLS), one(*_PACES)
        self.rests: dict[tuple[str, str], dict[str, int]] = {}
        for index, name in enumerate(names):
            match = _REST.fullmatch(name)
            if match is not None and index not in taken:
                role = {"end": "end", "to": "end", "until": "end"}.get(match["role"] or "", "")
                role = role or ("length" if match["role"] in ("length", "duration", "minutes", "min", "mins", "h") else "at")
                self.rests.setdefault((match["kind"], match["number"]), {})[role] = index
                taken.add(index)
        self.used = taken


def is_span(text: str) -> bool:
    """Whether a text is from one time of day to another."""
    try:
        return read_moment(text).end is not None
    except InputError:
        return False
