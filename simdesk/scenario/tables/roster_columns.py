"""Which columns of a roster are which, by the names that planning tools and planners give them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from datetime import date

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.tables.activity_words import OFF, meaning_of, of_activities
from simdesk.scenario.tables.cross import DayHeader, day_headers
from simdesk.scenario.tables.csv_cells import holds_clocks, read_moment
from simdesk.scenario.tables.csv_table import NUMBER, Cell, Table
from simdesk.scenario.tables.kinds import folded
from simdesk.units import DAY

_NAMES = (
    *("agent", "agent_name", "name", "employee", "employee_name", "person", "advisor", "operator", "staff", "who", "full_name"),
    *("mitarbeiter", "mitarbeitername", "nachname", "nom", "agente", "nombre", "empleado", "employé", "employe", "salarié"),
)
_NUMBERS = (
    *("emp_id", "agentid", "empid", "emp", "emp_no", "emp_number", "ee_id", "associate"),
    *("agent_id", "employee_id", "id", "login", "user", "user_name", "colleague", "staff_member", "team_member", "persnr"),
    *("pers_nr", "personalnr", "personalnummer", "personnel_number", "personnel_no", "employee_number", "employee_no"),
    *("agent_number", "agent_no", "staff_id", "staff_number", "payroll_number", "badge", "kürzel", "mitarbeiternummer"),
    *(
        "mitarbeiter_id",
        "matricule",
        "identifiant",
        "emp_id",
        "agentid",
        "empid",
        "emp",
        "emp_no",
        "emp_number",
        "ee_id",
        "associate",
        "id_empleado",
        "legajo",
        "agent_login",
        "login_id",
    ),
)
"""Which agent, where no column has names."""
_STARTS = (
    *("shift_start", "start", "from", "begin", "start_time", "shift_begin", "starts", "begins", "beginn", "von", "in", "time_in"),
    *("start_of_shift", "begin_time", "shift_from", "clock_in", "on", "anfang", "dienstbeginn", "arbeitsbeginn"),
    *("schichtbeginn", "schichtstart", "dienst_von", "arbeitszeit_von", "schicht_von", "kommt", "kommen", "début", "debut"),
    *("heure_de_début", "heure_de_debut", "heure_début", "heure_debut", "inicio", "hora_inicio", "hora_de_inicio", "entrada"),
)
_ENDS = (
    *("shift_end", "end", "to", "until", "end_time", "finish", "ends", "shift_finish", "ende", "bis", "out", "time_out"),
    *("end_of_shift", "finish_time", "shift_to", "clock_out", "off", "stop", "dienstende", "arbeitsende", "schichtende"),
    *("dienst_bis", "arbeitszeit_bis", "schicht_bis", "geht", "gehen", "fin", "heure_de_fin", "heure_fin", "hora_fin"),
    *("hora_de_fin", "salida"),
)
_SPANS = (
    *("shift", "hours", "working_hours", "time", "times", "shift_time", "shift_times", "schicht", "works", "shift_hours"),
    *("dienst", "arbeitszeit", "dienstzeit", "horaire", "horaires", "horario", "turno"),
)
_LENGTHS = ("length", "duration", "shift_length", "shift_duration", "dauer", "schichtdauer", "durée", "duración")
_GROUPS = (
    *("agent_group", "group", "team", "group_name", "team_name", "desk", "site", "department", "gruppe", "abteilung"),
    *("équipe", "equipe", "equipo", "grupo"),
)
_DAYS = (
    *("date", "day", "weekday", "days", "weekdays", "datum", "tag", "work_date", "shift_date", "on_days", "wochentag"),
    *("jour", "fecha", "día", "dia", "start_date", "schedule_date", "nominal_date", "working_day", "shift_day", "schedule_day"),
    *("date_of_shift", "roster_date", "business_date", "arbeitstag", "schichtdatum"),
)
_ACTIVITIES = (
    *("activity", "activities", "activity_name", "activity_code", "activity_type", "activity_description", "schedule_activity"),
    *("scheduled_activity", "event", "event_type", "event_name", "event_code", "exception", "segment", "segment_type", "task"),
    *("segment_name", "segment_code", "state", "code", "type", "status", "description", "category", "work_type", "code_name"),
    *("seg_code", "segcode", "act_code", "exception_code", "exception_name", "activity_label", "schedule_code", "pay_code"),
    *("aktivität", "tätigkeit", "activité", "actividad", "schedule_item", "item", "assignment", "what", "label"),
)
_GIVEN_NAMES = ("first_name", "firstname", "given_name", "vorname")
_FAMILY_NAMES = ("last_name", "lastname", "surname", "family_name")
_COUNTS = ("agents", "count", "number", "headcount", "heads", "fte", "number_of_agents", "how_many")
_SKILLS = ("skills", "skill", "queues", "queue")
_PACES = ("pace", "speed", "productivity", "efficiency")
_KINDS = {
    **dict.fromkeys(("lunch", "lunches", "lunchbreak", "meal", "meals", "mittag", "mittagspause", "mittagessen"), "lunch"),
    **dict.fromkeys(("déjeuner", "dejeuner", "almuerzo", "comida", "repas"), "lunch"),
    **dict.fromkeys(("dinner", "supper"), "dinner"),
    **dict.fromkeys(("coffee", "coffeebreak", "kaffeepause", "kaffee"), "coffee"),
    **dict.fromkeys(("tea", "teabreak"), "tea"),
    **dict.fromkeys(("frühstück", "frühstückspause"), "breakfast"),
    **dict.fromkeys(("break", "breaks", "brk", "pause", "pausen", "rest", "ruhepause", "descanso", "descansos"), "break"),
    **dict.fromkeys(("pausa", "pausas"), "break"),
}
_ROLE_WORDS = {
    **dict.fromkeys(("start", "starts", "from", "begin", "begins", "beginn", "at", "von", "ab", "anfang"), "at"),
    **dict.fromkeys(("début", "debut", "inicio", "desde", "de", "starting"), "at"),
    **dict.fromkeys(("end", "ends", "to", "until", "till", "bis", "ende", "finish", "fin", "hasta", "stop", "à", "a"), "end"),
    **dict.fromkeys(("length", "duration", "minutes", "min", "mins", "h", "hours", "dauer", "länge", "minuten"), "length"),
    **dict.fromkeys(("durée", "duree", "duración", "duracion", "minutos"), "length"),
    "in": "in",
    "out": "out",
}
_OF_SHIFTS = {
    *("seg", "act", "adjusted"),
    *("shift", "shifts", "schedule", "scheduled", "sched", "planned", "plan", "duty", "work", "working", "activity", "event"),
    *("segment", "exception", "tour", "local", "agent", "dienst", "schicht", "arbeit", "dienstplan", "nominal", "actual"),
    *(
        "time",
        "times",
        "uhrzeit",
        "zeit",
        "of",
        "the",
        "seg",
        "act",
        "adjusted",
        "hora",
        "heure",
        "datetime",
        "date",
        "stamp",
        "interval",
    ),
}
"""Words that say nothing more in the name of a column with the start, the end or the length of a shift."""
_ORDINALS = {"first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3", "erste": "1", "zweite": "2"}
_FILLERS = {
    "time",
    "times",
    "uhrzeit",
    "zeit",
    "of",
    "the",
    "scheduled",
    "planned",
    "short",
    "hora",
    "heure",
    "paid",
    "unpaid",
    "no",
}
_SUMS = {"total", "totals", "sum", "gesamt", "summe", "count", "number", "type", "code", "hrs", "all"}
_FEWEST_CLOCKS = 2
"""More columns headed by times of day than these are intervals."""
_COMPOUND = re.compile(r"(pausen?|mittags?(?:pausen?)?|break|lunch)(beginn|start|anfang|ende?|dauer|länge|von|bis|time)")
MEALS = ("lunch", "dinner")
"""The kinds of breaks that are meals."""


def _apart(name: str) -> str:
    """``ShiftStart`` as ``Shift Start``."""
    return re.sub(r"(?<=[a-zäöüß])(?=[A-Z])", " ", name)


def _tokens(name: str) -> list[str]:
    """``Break1Start`` as ``break``, ``1``, ``start``."""
    words = re.findall(r"\d(?:st|nd|rd|th)\b|\d+|[^\W\d_]+", _apart(name).lower())
    found: list[str] = []
    for word in words:
        match = _COMPOUND.fullmatch(word) if word not in _KINDS else None
        kind = "" if match is None else "mittag" if match[1].startswith("mittag") else match[1]
        found += [word] if match is None else [kind, match[2]]
    return found


def rest_of(name: str) -> tuple[str, str, str] | None:
    """Which break a column is of, its number, and what it says of it: its start, end or length.

    Returns
    -------
    kind, number, role : str
        The role is ``at``, ``end``, ``length``, ``in`` or ``out``, empty where the name says none, and ``?`` where the name
        cannot be read. None for a column of no break.
    """
    kind = number = role = ""
    strange = False
    for word in _tokens(name):
        if word in _KINDS:
            kind = _KINDS[word] if kind in ("", "break") else kind
        elif word.isdecimal() or word in _ORDINALS:
            strange, number = strange or bool(number), _ORDINALS.get(word, word)
        elif word in _ROLE_WORDS:
            strange, role = strange or bool(role), _ROLE_WORDS[word]
        else:
            strange = strange or word not in _FILLERS
    if not kind or {"day", "days", "tag", "tage"} & set(_tokens(name)):  # rest days are no breaks
        return None
    return kind, number, "?" if strange else role


def role_of(name: str) -> str:
    """What a column says of a shift or an activity, by the words of its name: ``at``, ``end`` or ``length``; else empty."""
    roles, rest = [], set[str]()
    for word in _tokens(name):
        if word in _ROLE_WORDS and word not in ("a", "à", "de", "min", "mins", "minutes", "minutos", "minuten", "h", "hours"):
            roles.append({"in": "at", "out": "end"}.get(_ROLE_WORDS[word], _ROLE_WORDS[word]))
        elif word not in _ROLE_WORDS:
            rest.add(word)
    dates = {"date", "datum"} & rest and not {"time", "datetime"} & rest
    return roles[0] if len(roles) == 1 and rest <= _OF_SHIFTS and not dates else ""


def is_sum(name: str) -> bool:
    """Whether a column tells of all breaks together."""
    return bool(_SUMS & set(_tokens(name)))


def is_roster(table: Table) -> bool:
    """Whether the columns of a table are those of a roster: whose shift it is, and from when to when."""
    columns = Columns(table)
    clocks = [index for index in range(len(table.header)) if holds_clocks(table.column(index))]
    named = columns.name is not None and not all(NUMBER.fullmatch(text) for text in table.column(columns.name))
    named = named or any(folded(name) in _NUMBERS for name in table.names)
    ends = columns.start is not None and (columns.end is not None or columns.length is not None)
    return named and (
        columns.span is not None or ends or len(clocks) > 1 or bool(days_of_agents(table) or clocks_of_agents(table))
    )


def _has_activities(index: int, table: Table) -> bool:
    named = bool({"activity", "event", "segment", "seg", "exception", "aktivität", "activité"} & set(_tokens(table.names[index])))
    return of_activities(table.column(index), named=named)


def days_of_agents(table: Table) -> list[int]:
    """The columns headed by days in a table with a row for each agent and shifts in the cells; empty where it is none."""
    columns = Columns(table)
    headers = day_headers(table) if columns.name is not None and columns.start is None and columns.span is None else {}
    texts = [text for index in headers for text in table.column(index)]
    return [*headers] if any(map(is_span, texts)) or any(text.isalpha() for text in texts) else []


def clocks_of_agents(table: Table) -> list[int]:
    """The columns headed by times of day in a table with a row for each agent; empty where it is none."""
    columns = Columns(table)
    if columns.name is None or columns.start is not None or columns.span is not None:
        return []
    clocks = [index for index, name in enumerate(table.names) if ":" in name and holds_clocks([name])]
    texts = {text for index in clocks for text in table.column(index)}
    told = texts <= {"0", "1"} or any(text[:1].isalpha() for text in texts)
    return clocks if len(clocks) > _FEWEST_CLOCKS and texts and told else []


def by_clock(table: Table) -> Table:
    """A table with a column for each interval, in which activities stand, as one with a row for each; others stay."""
    clocks = clocks_of_agents(table)
    if not clocks:
        return table
    others = [index for index in range(len(table.header)) if index not in clocks]
    place = table.header[clocks[0]].place
    begins = [read_moment(table.names[index]).clock for index in clocks]
    step = min(later - earlier for earlier, later in itertools.pairwise(begins))
    names = ("Activity", "Start", "Stop")
    header = (*(table.header[index] for index in others), *(Cell(name, place) for name in names))
    rows = [
        (
            *(row[index] for index in others),
            Cell({"1": "work", "0": "off"}.get(row[index].text.strip(), row[index].text), row[index].place),
            Cell(format_clock(begin), row[index].place),
            Cell(format_clock((begin + step) % DAY), row[index].place),
        )
        for row in table.rows
        for index, begin in zip(clocks, begins, strict=True)
        if row[index].text.strip()
    ]
    return Table(table.delimiter, header, tuple(rows))


def by_day(table: Table, first: date | None) -> Table:
    """A table with a column for each day as one with a row for each agent and day; others stay."""
    days = days_of_agents(table)
    if not days:
        return table
    headers = {index: DayHeader(table.names[index]) for index in days}
    named = {index: str(one.on(first) or one.weekday or one.text) for index, one in headers.items()}
    others = [index for index in range(len(table.header)) if index not in days]
    place = table.header[days[0]].place
    header = (*(table.header[index] for index in others), Cell("Day", place), Cell("Shift", place))
    rows = (
        (*(row[index] for index in others), Cell(named[index], table.header[index].place), row[index])
        for row in table.rows
        for index in days
    )
    return Table(table.delimiter, header, tuple(rows))


class Columns:
    """Which columns of a roster are which, by their names."""

    def __init__(self, table: Table, codes: Collection[str] = ()) -> None:
        names = [folded(_apart(name)) for name in table.names]
        taken: set[int] = set()

        def one(*words: str) -> int | None:
            index = next((names.index(word) for word in words if word in names and names.index(word) not in taken), None)
            taken.update(() if index is None else (index,))
            return index

        def like(role: str) -> int | None:
            fits = (index for index, name in enumerate(table.names) if index not in taken and role_of(name) == role)
            index = next((index for index in fits if table.column(index)), None)
            taken.update(() if index is None else (index,))
            return index

        self.given = one(*_GIVEN_NAMES)
        self.name = one(*_NAMES, *(_FAMILY_NAMES if self.given is not None else ()), *_NUMBERS, *_FAMILY_NAMES)
        if self.name is None:
            self.name, self.given = self.given, None
        self.number = one(*_NUMBERS)
        self.start, self.end = one(*_STARTS), one(*_ENDS)
        self.start = like("at") if self.start is None else self.start
        self.end = like("end") if self.end is None else self.end
        self.span = one(*_SPANS) if self.start is None else None
        if self.span is not None and not _holds_shifts(table.column(self.span), codes):
            taken.discard(self.span)
            self.span = None
        self.length = one(*_LENGTHS) if self.end is None else None
        self.length = like("length") if self.end is None and self.length is None else self.length
        self.group, self.day, self.count = one(*_GROUPS), one(*_DAYS), one(*_COUNTS)
        self.skills, self.pace = one(*_SKILLS), one(*_PACES)
        fits = (names.index(name) for name in _ACTIVITIES if name in names)
        self.activity = next((index for index in fits if index not in taken and _has_activities(index, table)), None)
        taken.update(() if self.activity is None else (self.activity,))
        self.rests: dict[tuple[str, str], dict[str, int]] = {}
        self.unread: list[int] = []
        for index, name in enumerate(table.names):
            found = rest_of(name) if index not in taken else None
            if found is None:
                continue
            kind, number, role = found
            parts = self.rests.setdefault((kind, number), {}) if role != "?" else {}
            if role == "?" or (role or "at") in parts:
                self.unread.append(index)
                continue
            parts[role or "at"] = index
            taken.add(index)
        for parts in self.rests.values():
            _in_and_out(parts, table)
        self.unread = [index for index in self.unread if self._tells_times(index, table)]
        self.used = taken

    def _tells_times(self, index: int, table: Table) -> bool:
        """Whether a column may hold times of breaks: a sum beside the breaks themselves does not."""
        is_counted = bool(self.rests) and is_sum(table.names[index])
        return not is_counted and any(any(sign.isdigit() for sign in text) for text in table.column(index))

    def breaks_without_start(self) -> list[int]:
        """Columns that say how long breaks are, or when they end, where nothing says when they begin."""
        placed = {key for key, parts in self.rests.items() if "at" in parts or {"end", "length"} <= set(parts)}
        found: list[int] = []
        for (kind, number), parts in self.rests.items():
            serves = not number and any(one == kind or (kind == "break" and one not in MEALS) for one, _ in placed)
            if (kind, number) not in placed and not (serves and set(parts) == {"length"}):
                found += parts.values()
        return found


_LONGEST_CODE = 4
"""Letters in the code of a shift."""


def _holds_shifts(texts: Sequence[str], codes: Collection[str]) -> bool:
    """Whether texts are from one time of day to another, or codes of shifts."""
    works = [text for text in texts if meaning_of(text) != OFF]
    coded = bool(works) and all(len(text) <= _LONGEST_CODE and text[:1].isalpha() for text in works)
    return coded or any(is_span(text) or text in codes for text in texts)


def is_span(text: str) -> bool:
    """Whether a text is from one time of day to another."""
    try:
        return read_moment(text).end is not None
    except InputError:
        return False


def _in_and_out(parts: dict[str, int], table: Table) -> None:
    """``Lunch In`` and ``Lunch Out`` as start and end: some count being at lunch, and some being at work."""
    if not {"in", "out"} <= set(parts):
        for role, ours in (("in", "at"), ("out", "end")):
            if role in parts and ours not in parts:
                parts[ours] = parts.pop(role)
        return
    first, last = parts.pop("in"), parts.pop("out")
    pairs = [(row[first].text.strip().zfill(5), row[last].text.strip().zfill(5)) for row in table.rows]
    is_back = sum(begin > end for begin, end in pairs if end.strip("0")) * 2 > len(pairs)
    parts["at"], parts["end"] = (last, first) if is_back else (first, last)
