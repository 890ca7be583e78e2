"""Other spellings of agent groups: their skills, headcount, cost and people."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.people import People
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, is_number, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, are_loose_weekdays, span_of, weekdays_written_out
from simdesk.scenario.spellings.roster_files import names_a_file
from simdesk.scenario.spellings.rosters import HEADCOUNTS, WORKING_HOURS, has_no_people_with_shifts
from simdesk.scenario.spellings.shifts import COUNTS, are_loose_shifts, are_names, counted, listed_shifts
from simdesk.scenario.spellings.spelling import (
    Spelling,
    UnclearError,
    folded,
    mapping,
    refused,
    renamed,
    replaced,
    text_of,
)
from simdesk.units import parse_share

COSTS = (
    *("cost_per_hour", "hourly_cost", "hourly_rate", "wage", "hourly_wage", "wages", "pay", "pay_per_hour", "price_per_hour"),
    *("rate_per_hour", "cost_per_agent_hour", "labour_cost", "labor_cost", "salary_per_hour", "cost_hour"),
)
_SKILLS = ("skill", "queues", "queue", "serves", "handles", "answers", "skillset", "skill_set", "takes_calls_from")


def _cost_per_hour(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node
    if isinstance(node, Scalar) and is_number(node):
        node = Scalar(f"{node.value:.15g} per h", node.place)
    return replaced(block, key, {"cost": Entry(entry.key, node)})


def _is_text(node: Node) -> bool:
    return bool(text_of(node)) and not names_a_file(node)


def _skills(block: MapNode, key: str) -> MapNode:
    """``sales, service`` as a list."""
    entry = block.entries[key]
    names = tuple(Scalar(name, entry.node.place) for name in re.split(r"\s*[,;+]\s*", text_of(entry.node)) if name)
    return replaced(block, key, {"skills": Entry(entry.key, ListNode(names, entry.node.place))})


def _hours_of_headcount(block: MapNode, key: str) -> MapNode:
    """A headcount that works certain hours: one shift."""
    entry = block.entries[key]
    ends = span_of(entry.node)
    heads = next((name for name in block.entries if folded(name) in ("headcount", *HEADCOUNTS)), None)
    if ends is None:
        raise UnclearError(f"'{key}' does not say from when to when", 'write shifts: [{start: "08:00", length: 8 h, agents: 6}]')
    if heads is None:
        if "shifts" in block.entries:
            raise UnclearError(f"'{key}' and 'shifts' both say when agents work", "keep shifts")
        raise UnclearError(f"'{key}' without a number of agents", 'write shifts: [{start: "08:00", length: 8 h, agents: 6}]')
    number = block.entries[heads]
    if not isinstance(number.node, Scalar):
        raise UnclearError(f"'{key}' and '{heads}' both say when agents work", f"keep {heads}: it says how many work when")
    shift = mapping(entry.node.place, start=ends[0], end=ends[1], agents=number.node)
    return replaced(without(block, heads), key, {"shifts": Entry(entry.key, ListNode((shift,), entry.node.place))})


def _is_one_without_agents(node: Node) -> bool:
    """One shift that does not say how many work it: ``09:00-17:00``, or a block of times."""
    if isinstance(node, ListNode) and len(node.items) == 1:
        node = node.items[0]
    if span_of(node) is not None:
        return True
    keys = {folded(key) for key in node.entries} if isinstance(node, MapNode) else set()
    return bool(keys & set(STARTS)) and not keys & {"agents", *COUNTS}


def _has_plain_headcount(block: MapNode) -> bool:
    return any(folded(key) in ("headcount", *HEADCOUNTS) and is_number(entry.node) for key, entry in block.entries.items())


def _shift_of_headcount(block: MapNode, key: str) -> MapNode:
    """One shift beside a headcount: that many agents work it."""
    heads = next(name for name in block.entries if folded(name) in ("headcount", *HEADCOUNTS))
    entry = block.entries[key]
    node = entry.node.items[0] if isinstance(entry.node, ListNode) and len(entry.node.items) == 1 else entry.node
    ends = span_of(node)
    place = entry.node.place
    shift = mapping(place, start=ends[0], end=ends[1]) if ends is not None else node
    assert isinstance(shift, MapNode)
    shift = MapNode({**shift.entries, "agents": block.entries[heads]}, place)
    return replaced(without(block, heads), key, {"shifts": Entry(entry.key, ListNode((shift,), place))})


def _has_both_ends(block: MapNode) -> bool:
    keys = {folded(key) for key in block.entries}
    return bool(keys & set(STARTS)) and bool(keys & set(ENDS)) and "shifts" not in keys and _has_plain_headcount(block)


def _ends_of_headcount(block: MapNode, key: str) -> MapNode:
    """``from`` and ``to`` beside a headcount: one shift."""
    first = next(name for name in block.entries if folded(name) in STARTS)
    last = next(name for name in block.entries if folded(name) in ENDS)
    heads = next(name for name in block.entries if folded(name) in ("headcount", *HEADCOUNTS))
    place = block.entries[first].key
    shift = mapping(place, start=block.entries[first].node, end=block.entries[last].node, agents=block.entries[heads].node)
    rest = without(block, first, last, heads)
    return MapNode({**rest.entries, "shifts": Entry(place, ListNode((shift,), place))}, block.place)


_COUNTED = re.compile(r"(\d+(?:\.\d+)?)\s*(?:ftes?|agents?|heads?|people|staff|positions?|seats?)", re.IGNORECASE)


def _is_counted(node: Node) -> bool:
    return _COUNTED.fullmatch(text_of(node)) is not None


def _number_of(block: MapNode, key: str) -> MapNode:
    """``12 FTE`` as a number."""
    entry = block.entries[key]
    match = _COUNTED.fullmatch(text_of(entry.node))
    assert match is not None
    number = float(match[1])
    node = Scalar(int(number) if number.is_integer() else number, entry.node.place)
    return replaced(block, key, {"headcount": Entry(entry.key, node)})


_PLACES = ("seats", "workstations", "workplaces", "desks", "positions")


def _has_staffing(block: MapNode) -> bool:
    return bool({"headcount", "shifts", "agents", "heads", "staff", "fte"} & set(map(folded, block.entries)))


def _places(block: MapNode, key: str) -> MapNode:
    """Seats beside agents: they limit nothing."""
    number = flow(block.entries[key].node)
    message = f"'{key}' limits nothing here: agents work as headcount or shifts say"
    raise UnclearError(message, f"remove {key}; if no more than {number} can work at a time, write headcount: {number}")


def _share_on_duty(block: MapNode, key: str) -> MapNode:
    """The share of the time for which agents answer: the rest is shrinkage."""
    try:
        share = parse_share(text_of(block.entries[key].node))
    except InputError as error:
        raise UnclearError(error.message, error.hint) from None
    rest = f"{100 - 100 * share:.6g}%"
    there = block.entries.get("shrinkage")
    more = f" in place of shrinkage: {flow(there.node)}, if it is in the {text_of(block.entries[key].node)}" if there else ""
    message = f"'{key}: {text_of(block.entries[key].node)}': the time for which agents do not answer is shrinkage"
    raise UnclearError(message, f"write shrinkage: {rest}{more}")


def _counts_by_shift(block: MapNode) -> bool:
    """Whether shifts have names, and the agents of each stand beside them by these names."""
    return _by_shift(block) is not None


def _by_shift(block: MapNode) -> str | None:
    shifts = block.entries["shifts"].node if "shifts" in block.entries else None
    for key, entry in block.entries.items() if isinstance(shifts, MapNode) else ():
        counts = entry.node if folded(key) in ("headcount", *HEADCOUNTS) else None
        if isinstance(counts, MapNode) and isinstance(shifts, MapNode) and set(counts.entries) == set(shifts.entries):
            return key
    return None


def _agents_of_shifts(block: MapNode, key: str) -> MapNode:
    """Agents by the name of their shift, as those of each shift."""
    key = _by_shift(block) or key
    shifts, agents = block.entries["shifts"], block.entries[key].node
    assert isinstance(shifts.node, MapNode)
    assert isinstance(agents, MapNode)
    made: dict[str, Entry] = {}
    for name, one in shifts.node.entries.items():
        inside = one.node.entries if isinstance(one.node, MapNode) else {"hours": one}
        made[name] = Entry(one.key, MapNode({**inside, "agents": agents.entries[name]}, one.node.place))
    rest = without(block, key)
    return MapNode({**rest.entries, "shifts": Entry(shifts.key, MapNode(made, shifts.node.place))}, block.place)


_ONE = 'shifts: [{start: "08:00", length: 8 h 30 min, agents: 6}]'
AGENTS: tuple[Spelling, ...] = (
    Spelling(
        AgentGroup,
        ("shifts", "headcount", *HEADCOUNTS),
        _agents_of_shifts,
        'shifts: {early: "08:00-16:30"}, agents: {early: 6}',
        _ONE.replace("{start", "{name: early, start"),
        within=_counts_by_shift,
    ),
    Spelling(AgentGroup, _PLACES, _places, "headcount: 14, seats: 12", "", within=_has_staffing),
    Spelling(
        AgentGroup,
        ("available", "availability", "on_phone", "phone_time", "time_on_phone"),
        _share_on_duty,
        "available: 50%",
        "",
        lambda node: text_of(node).endswith("%"),
    ),
    refused(
        AgentGroup,
        *("max_on_break", "max_breaks", "max_on_lunch", "breaks_at_once", "on_break_at_once"),
        message="'{key}' follows from the breaks: in a window agents take them one after the other, at equal steps",
        hint="remove {key}; for fewer on a break at a time write a longer window, such as between: 11:00-15:00",
        example="max_on_break: 2",
    ),
    Spelling(
        AgentGroup,
        ("headcount", *HEADCOUNTS),
        counted("headcount"),
        "agents: [anna, ben]",
        "headcount: 2",
        are_names,
    ),
    Spelling(
        AgentGroup,
        ("people", "members", "names"),
        counted("headcount"),
        "people: [anna, ben]",
        "headcount: 2",
        are_names,
    ),
    Spelling(
        AgentGroup,
        ("shift", "shifts"),
        _shift_of_headcount,
        'headcount: 6, shift: "08:00-16:30"',
        _ONE,
        _is_one_without_agents,
        _has_plain_headcount,
    ),
    Spelling(
        AgentGroup,
        STARTS,
        _ends_of_headcount,
        'from: "08:00", to: "16:30", agents: 6',
        _ONE,
        within=_has_both_ends,
    ),
    Spelling(
        AgentGroup,
        ("shifts",),
        listed_shifts,
        'shifts: {early: {start: "08:00", length: 8 h 30 min, agents: 6}}',
        _ONE.replace("{start", "{name: early, start"),
        are_loose_shifts,
        has_no_people_with_shifts,
    ),
    Spelling(AgentGroup, ("headcount", *HEADCOUNTS), _number_of, "headcount: 12 FTE", "headcount: 12", _is_counted),
    Spelling(
        AgentGroup,
        ("available", "availability", "present"),
        _hours_of_headcount,
        'available: "08:00-16:30", headcount: 6',
        _ONE,
        lambda node: span_of(node) is not None,
    ),
    renamed(AgentGroup, "headcount", *HEADCOUNTS, example="12"),
    Spelling(
        AgentGroup,
        ("headcount",),
        weekdays_written_out,
        "headcount: {others: 12, sat: 5}",
        "headcount: {others: 12, saturday: 5}",
        are_loose_weekdays,
    ),
    renamed(AgentGroup, "skills", *_SKILLS, example="[sales]"),
    Spelling(AgentGroup, ("skills",), _skills, "skills: sales", "skills: [sales]", _is_text),
    Spelling(AgentGroup, WORKING_HOURS, _hours_of_headcount, 'hours: "08:00-16:30", headcount: 6', _ONE),
    Spelling(AgentGroup, COSTS, _cost_per_hour, "cost_per_hour: 24", "cost: 24 per h"),
    renamed(
        AgentGroup,
        "zone",
        *("timezone", "time_zone", "tz"),
        example='Europe/London, shifts: [{start: "08:00", length: 8 h, agents: 5}]',
    ),
    refused(
        AgentGroup,
        *("language", "languages"),
        message="a language is a queue of its own, and a skill of the agents who speak it",
        hint="write queues such as sales_de and sales_fr, and skills: [sales_de, sales_fr] in the agent group",
        example="languages: [de, en]",
    ),
    renamed(
        AgentGroup,
        "absence",
        "sickness",
        "sick_rate",
        "absence_rate",
        "sick_leave",
        "absenteeism",
        "absenteeism_rate",
        example="5%",
    ),
    renamed(People, "agents", *(one for one in COUNTS if one not in ("people", "names", "who")), example="2, pace: 80%"),
)
