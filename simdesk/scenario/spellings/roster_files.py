"""Other spellings of rosters in files: the key, the file, and the lengths of breaks beside it."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, is_number, names_in, put, remove
from simdesk.scenario.spellings.columns import FILES, SHEETS
from simdesk.scenario.spellings.rosters import HEADCOUNTS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, refused, replaced, text_of

_FILE = re.compile(r"\S.*\.(?:csv|tsv|txt|xls[xmb]?|ods)", re.IGNORECASE)
_ROSTERS = (
    *(
        "roster",
        "rota",
        "rosters",
        "people",
        "members",
        "names",
        "roster_file",
        "shift_plan",
        "shift_file",
        "shifts_file",
        "team",
    ),
    *(
        "persons",
        "employees",
        "working_times",
        "shift",
        "shift_schedule",
        "agent_list",
        "agents_file",
        "staff_list",
        "duty_roster",
    ),
    *("rota_file", "agent_roster", "shift_roster", "named_agents", "individuals", "dienstplan", "schichtplan", "planning"),
)
_SCHEDULES = ("schedule", "schedules", "schedule_file", "agent_schedules", "agent_schedule", "staff_schedule", "work_schedule")
"""In files these are shifts of agents, or agents by interval: the file's columns say which."""
_BREAKS = (
    "break_length",
    "breaks_length",
    "break_duration",
    "length_of_breaks",
    "break_minutes",
    "break_time",
    "short_break_length",
)
_LUNCHES = (
    "lunch_length",
    "lunch_duration",
    "length_of_lunch",
    "lunch_minutes",
    "lunch_time",
    "meal_length",
    "lunch_break_length",
)
_WORDS = {
    **dict.fromkeys((*FILES, "csv", "file"), "file"),
    **dict.fromkeys((*SHEETS, "sheet"), "sheet"),
    **dict.fromkeys((*_BREAKS, "break", "breaks"), "break_length"),
    **dict.fromkeys((*_LUNCHES, "lunch", "meal"), "lunch_length"),
}


def names_a_file(node: Node) -> bool:
    """Whether a value names a file."""
    if isinstance(node, MapNode):
        return any(folded(key) in ("file", "csv", *FILES) for key in node.entries)
    return _FILE.fullmatch(text_of(node)) is not None


def _roster(block: MapNode, key: str) -> MapNode:
    """A roster in a file, with the lengths of breaks inside or beside it."""
    entry = block.entries[key]
    node = entry.node
    options = {"file": Entry(entry.key, node)} if not isinstance(node, MapNode) else {}
    for name, one in node.entries.items() if isinstance(node, MapNode) else ():
        word = _WORDS.get(folded(name), name)
        options[word] = Entry(one.key, _minutes(name, one.node))
    beside = [name for name in block.entries if folded(name) in (*_BREAKS, *_LUNCHES)]
    for name in beside:
        ours = _WORDS[folded(name)]
        if ours in options:
            raise UnclearError(f"'{name}' and the roster's '{ours}' say the same", "keep one of them")
        options[ours] = Entry(block.entries[name].key, _minutes(name, block.entries[name].node))
    kept = MapNode({name: one for name, one in block.entries.items() if name not in beside}, block.place)
    short = set(options) == {"file"} and isinstance(node, Scalar)
    made: Node = node if short else MapNode(options, node.place)
    return replaced(kept, key, {"shifts": Entry(entry.key, made)})


def _schedule(block: MapNode, key: str) -> MapNode:
    """A schedule in a file, which stands where a headcount may: as a roster it is read likewise."""
    return replaced(block, key, {"headcount": block.entries[key]})


def _minutes(name: str, node: Node) -> Node:
    if folded(name).endswith("_minutes") and isinstance(node, Scalar) and is_number(node):
        return Scalar(f"{node.value} min", node.place)
    return node


def _has_lengths(block: MapNode) -> bool:
    return any(folded(key) in (*_BREAKS, *_LUNCHES) for key in block.entries)


def _has_no_roster(block: MapNode) -> bool:
    files = ("shifts", "headcount", *HEADCOUNTS, *_ROSTERS, *_SCHEDULES)
    return not any(folded(key) in files and names_a_file(entry.node) for key, entry in block.entries.items())


def _needs_words(node: Node) -> bool:
    """A file with words of its own: the documented form is left alone."""
    return isinstance(node, MapNode) and names_a_file(node) and any(_WORDS.get(folded(key), key) != key for key in node.entries)


def _names_file_with_words(block: MapNode) -> bool:
    return "shifts" in block.entries and (_has_lengths(block) or _needs_words(block.entries["shifts"].node))


def _length_alone(block: MapNode, key: str) -> MapNode:
    length = text_of(block.entries[key].node) or "15 min"
    message = f"'{key}' belongs to the breaks of shifts, or to a roster in a file"
    hint = f'write shifts: [{{start: "08:00", length: 8 h, agents: 6, breaks: [{{at: "12:00", length: {length}}}]}}]'
    raise UnclearError(message, hint)


def _at_top(block: MapNode, key: str) -> MapNode:
    """A roster at the top is that of all groups without a headcount or shifts of their own."""
    entry = block.entries[key]
    groups = block.entries["agent_groups"].node if "agent_groups" in block.entries else None
    staffed = {"headcount", "shifts", "shift", *HEADCOUNTS, *_ROSTERS}
    bare = [
        name
        for name, one in (groups.entries.items() if isinstance(groups, MapNode) else ())
        if isinstance(one.node, MapNode) and not staffed & set(map(folded, one.node.entries))
    ]
    if not bare:
        queues = ", ".join(names_in(block, "queues")) or "sales"
        file = text_of(entry.node) or "roster.csv"
        hint = f"write agent_groups: {{desk: {{skills: [{queues}], shifts: {file}}}}}"
        raise UnclearError(f"'{key}' belongs to an agent group", hint, instead={})
    made = remove(block, (key,))
    for group in bare:
        word = key if folded(key) in _SCHEDULES else "roster"
        made = put(made, ("agent_groups", group, word), entry.node, entry.key)
        for name in [one for one in block.entries if folded(one) in (*_BREAKS, *_LUNCHES)]:
            made = put(made, ("agent_groups", group, name), block.entries[name].node, block.entries[name].key)
    for name in [one for one in block.entries if folded(one) in (*_BREAKS, *_LUNCHES)]:
        made = remove(made, (name,))
    assert isinstance(made, MapNode)
    return made


ROSTER_FILES: tuple[Spelling, ...] = (
    Spelling(
        AgentGroup,
        _ROSTERS,
        _roster,
        "roster: roster.csv, break_length: 15 min, lunch_length: 30 min",
        "shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}",
        names_a_file,
    ),
    Spelling(
        AgentGroup,
        ("shifts",),
        _roster,
        "shifts: {file: roster.csv, breaks: 15 min, lunch: 30 min}",
        "shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}",
        names_a_file,
        _names_file_with_words,
    ),
    Spelling(
        AgentGroup,
        ("headcount", *HEADCOUNTS, *_SCHEDULES),
        _roster,
        "agents: roster.csv, break_length: 15 min, lunch_length: 30 min",
        "shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}",
        names_a_file,
        _has_lengths,
    ),
    Spelling(
        AgentGroup,
        _SCHEDULES,
        _schedule,
        "schedule: roster.csv, break_length: 15 min, lunch_length: 30 min",
        "shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}",
        names_a_file,
    ),
    Spelling(AgentGroup, (*_BREAKS, *_LUNCHES), _length_alone, "break_length: 15 min", "", within=_has_no_roster),
    Spelling(
        ScenarioModel,
        ("roster", "rota", "rosters", "roster_file", "shift_plan", "duty_roster", "dienstplan", *_SCHEDULES),
        _at_top,
        "roster: {file: roster.csv, breaks: 15 min, lunch: 30 min}, agent_groups: {desk: {skills: [sales]}}",
        "agent_groups: {desk: {skills: [sales], shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}}}",
        names_a_file,
    ),
    refused(
        ScenarioModel,
        *(*_BREAKS, *_LUNCHES),
        message="'{key}' belongs to the breaks of shifts, or to a roster in a file",
        hint="in an agent group write shifts: {file: roster.csv, break_length: 15 min, lunch_length: 30 min}",
        example="break_length: 15 min",
    ),
)
