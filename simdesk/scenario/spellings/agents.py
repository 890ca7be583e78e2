"""Other spellings of agent groups: their skills, headcount, cost and people."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.likeness import near
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.people import People
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, plain, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, are_loose_weekdays, span_of, weekdays_written_out
from simdesk.scenario.spellings.shifts import COUNTS, are_loose_shifts, are_names, counted, listed_shifts
from simdesk.scenario.spellings.spelling import (
    Spelling,
    UnclearError,
    folded,
    items_of,
    mapping,
    refused,
    renamed,
    replaced,
    text_of,
)
from simdesk.units import parse_share

HEADCOUNTS = (
    *("agents", "staff", "heads", "fte", "ftes", "head_count", "agent_count", "number_of_agents", "nr_of_agents"),
    *("count", "size", "positions", "seats", "number", "scheduled", "scheduled_agents"),
)
_HOURS = ("hours", "working_hours", "works", "work_hours", "work", "on_duty", "duty", "schedule")
COSTS = (
    *("cost_per_hour", "hourly_cost", "hourly_rate", "wage", "hourly_wage", "wages", "pay", "pay_per_hour", "price_per_hour"),
    *("rate_per_hour", "cost_per_agent_hour", "labour_cost", "labor_cost", "salary_per_hour", "cost_hour"),
)
_SKILLS = ("skill", "queues", "queue", "serves", "handles", "answers", "skillset", "skill_set", "takes_calls_from")


def _cost_per_hour(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    node = entry.node
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        node = Scalar(f"{node.value:.15g} per h", node.place)
    return replaced(block, key, {"cost": Entry(entry.key, node)})


def _is_text(node: Node) -> bool:
    return bool(text_of(node))


def _skills(block: MapNode, key: str) -> MapNode:
    """``sales, service`` as a list."""
    entry = block.entries[key]
    names = tuple(Scalar(name, entry.node.place) for name in re.split(r"\s*[,;+]\s*", text_of(entry.node)) if name)
    return replaced(block, key, {"skills": Entry(entry.key, ListNode(names, entry.node.place))})


def _have_own_shifts(node: Node) -> bool:
    """Agents by name, each with hours; or a list of blocks of which some have hours."""
    if isinstance(node, ListNode):
        return any(isinstance(item, MapNode) and _has_hours(item) for item in node.items)
    return isinstance(node, MapNode) and bool(node.entries) and all(_has_hours(entry.node) for entry in node.entries.values())


def _has_hours(node: Node) -> bool:
    if not isinstance(node, MapNode):
        return span_of(node) is not None
    keys = {folded(key) for key in node.entries}
    return span_of(node) is not None or bool(keys & {*STARTS, "shift", "shifts", *_HOURS})


def _has_no_people_with_shifts(block: MapNode) -> bool:
    return not any(folded(key) in _PEOPLE and _have_own_shifts(entry.node) for key, entry in block.entries.items())


_PEOPLE = ("headcount", "people", *HEADCOUNTS, "members", "team", "names")
_OF_SHIFTS = {*STARTS, *ENDS, "length", "duration", "breaks", "lunch", "break", "days", "on", "weekdays"}


def _people_with_shifts(block: MapNode, key: str) -> MapNode:
    """Agents with shifts of their own: a shift for each, in their order, and what else is said of each as ``people``."""
    entry = block.entries[key]
    people = _listed(entry.node)
    shifts: list[Node] = []
    others: list[Node] = []
    differ = False
    for one in people:
        try:
            who, own = _apart(one, block)
        except UnclearError as error:
            error.drop, error.instead = [(key,), ("shifts",)], {"headcount": 1}
            raise
        shifts += own
        others.append(who)
        differ = differ or bool(set(who.entries) - {"name", "agents"})
    differ = differ or any("people" in _keys(meeting) for meeting in _items(block, "meetings"))
    new = {"shifts": Entry(entry.key, ListNode(tuple(shifts), entry.node.place))}
    if differ:
        if "shrinkage" in block.entries:
            shrinkage = plain(block.entries["shrinkage"].node)
            raise UnclearError(
                "agents who differ have shifts of their own, and shrinkage does not say who of them is away",
                f"write absence: {shrinkage if isinstance(shrinkage, str) else '8%'} instead of shrinkage",
                block.entries["shrinkage"].key,
                {"headcount": 1},
            )
        new["people"] = Entry(entry.key, ListNode(tuple(others), entry.node.place))
    if "shifts" in block.entries:  # their names are looked up in it: it has no agents of its own
        block = without(block, "shifts")
    return replaced(block, key, new)


def _are_people(node: Node) -> bool:
    """A list of agents by name, or of blocks with names, without hours."""
    items = node.items if isinstance(node, ListNode) else ()
    named = [one for one in items if isinstance(one, MapNode) and "name" in {folded(key) for key in one.entries}]
    return bool(items) and len(named) == len(items) and not _have_own_shifts(node)


def _count_of_people(block: MapNode, key: str) -> MapNode:
    """Agents in blocks with names: their number, and what each differs in."""
    entry = block.entries[key]
    people: list[Node] = []
    total = 0
    for one in items_of(entry.node):
        assert isinstance(one, MapNode)
        number = one.entries["agents"].node if "agents" in one.entries else Scalar(1, one.place)
        total += number.value if isinstance(number, Scalar) and isinstance(number.value, int) else 1
        people.append(MapNode({"agents": Entry(one.place, number), **one.entries}, one.place))
    listed = Entry(entry.key, ListNode(tuple(people), entry.node.place))
    return replaced(block, key, {"headcount": Entry(entry.key, Scalar(total, entry.node.place)), "people": listed})


def _keys(node: Node) -> set[str]:
    return set(node.entries) if isinstance(node, MapNode) else set()


def _items(block: MapNode, key: str) -> tuple[Node, ...]:
    node = block.entries[key].node if key in block.entries else None
    return node.items if isinstance(node, ListNode) else ()


def _listed(node: Node) -> list[MapNode]:
    """Agents by name as blocks with names."""
    if isinstance(node, ListNode):
        return [item for item in node.items if isinstance(item, MapNode)]
    assert isinstance(node, MapNode)
    listed = []
    for name, entry in node.entries.items():
        own = entry.node if isinstance(entry.node, MapNode) else mapping(entry.node.place, shift=entry.node)
        listed.append(MapNode({"name": Entry(entry.key, Scalar(name, entry.key)), **own.entries}, own.place))
    return listed


def _apart(one: MapNode, group: MapNode) -> tuple[MapNode, list[Node]]:
    """What is said of an agent: of the person, and of their shifts."""
    number = next((entry.node for key, entry in one.entries.items() if folded(key) in ("agents", "count")), Scalar(1, one.place))
    who: dict[str, Entry] = {}
    own: list[Node] = []
    loose: dict[str, Entry] = {}
    for key, entry in one.entries.items():
        word = folded(key)
        if word in ("shift", "shifts", *_HOURS):
            own += _own_shifts(entry.node, group)
        elif word in _OF_SHIFTS:
            loose[key] = entry
        elif word in ("name", "agent", "who"):
            who["name"] = entry
        elif word not in ("agents", "count"):
            who[key] = entry
    if not own and loose:
        own, loose = [MapNode(loose, one.place)], {}
    if not own:
        name = text_of(who["name"].node) if "name" in who else "an agent"
        raise UnclearError(
            f"{name} has no shift, and others have one", 'write shift: "08:00-16:30"; likewise for each', one.place
        )
    agents = Entry(one.place, number)
    shifts: list[Node] = [
        MapNode({**shift.entries, **loose, "agents": agents}, shift.place) for shift in own if isinstance(shift, MapNode)
    ]
    if isinstance(number, Scalar) and isinstance(number.value, int):
        number = Scalar(number.value * len(shifts), number.place)
    return MapNode({"agents": Entry(one.place, number), **who}, one.place), shifts


def _own_shifts(node: Node, group: MapNode) -> list[Node]:
    """The shifts of one agent: blocks, texts such as ``08:00-16:30``, or names of the group's shifts."""
    if isinstance(node, ListNode) and span_of(node) is None:
        return [shift for item in node.items for shift in _own_shifts(item, group)]
    ends = span_of(node) if not isinstance(node, MapNode) else None
    if ends is not None:
        return [mapping(node.place, start=ends[0], end=ends[1])]
    if isinstance(node, MapNode):
        return [node]
    known = group.entries["shifts"].node if "shifts" in group.entries else None
    shift = known.entries.get(text_of(node)) if isinstance(known, MapNode) else None
    if shift is None:
        names = ", ".join(known.entries) if isinstance(known, MapNode) else ""
        hint = f"known: {names}" if names else 'write shift: "08:00-16:30"; the group may name it: shifts: {early: "08:00-16:30"}'
        raise UnclearError(f"no shift is called '{text_of(node)}'", hint, node.place)
    return _own_shifts(shift.node, MapNode({}, group.place))


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


def _adherence(block: MapNode, key: str) -> MapNode:
    """Agents who are on duty for a share of their time: the rest is shrinkage, unless shrinkage is given besides."""
    entry = block.entries[key]
    try:
        share = parse_share(entry.node.value if isinstance(entry.node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, entry.node.place) from None
    if not 0 < share <= 1:
        raise UnclearError(f"must be above 0% and at most 100% (got {text_of(entry.node)})", "write 92%", entry.node.place)
    before = block.entries.get("shrinkage")
    if before is None:
        return replaced(block, key, {"shrinkage": Entry(entry.key, Scalar(f"{100 - share * 100:.10g}%", entry.node.place))})
    try:
        both = 1.0 - share * (1.0 - parse_share(before.node.value if isinstance(before.node, Scalar) else None))
        hint = f"remove {key} if shrinkage counts it already; if not, write shrinkage: {both * 100:.6g}% for both"
    except InputError:
        hint = f"add what it takes away to shrinkage, and remove {key}"
    raise UnclearError("adherence is shrinkage here, and it must not be counted twice", hint)


def _is_one_without_agents(node: Node) -> bool:
    """One shift that does not say how many work it: ``09:00-17:00``, or a block of times."""
    if isinstance(node, ListNode) and len(node.items) == 1:
        node = node.items[0]
    if span_of(node) is not None:
        return True
    keys = {folded(key) for key in node.entries} if isinstance(node, MapNode) else set()
    return bool(keys & set(STARTS)) and not keys & {"agents", *COUNTS}


def _has_plain_headcount(block: MapNode) -> bool:
    return any(folded(key) in ("headcount", *HEADCOUNTS) and _is_number(entry.node) for key, entry in block.entries.items())


def _is_number(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


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


_UNPLANNED = {
    *("sick", "sickness", "sick_leave", "illness", "absence", "absenteeism", "absences", "unplanned", "late", "lateness"),
    *("no_show", "no_shows", "unpaid_absence", "emergency"),
}


def _are_own_kinds(node: Node) -> bool:
    keys = set(map(folded, node.entries)) if isinstance(node, MapNode) else set()
    known = ("planned", "unplanned", "add", "times")
    return bool(keys - set(known)) and not any(near(key, known) for key in keys - set(known))


def _shrinkage_by_kind(block: MapNode, key: str) -> MapNode:
    """Shrinkage by kinds of one's own, which are planned or unplanned."""
    node = block.entries[key].node
    assert isinstance(node, MapNode)
    sums = {"planned": 0.0, "unplanned": 0.0}
    message = "the kinds of shrinkage are planned (known before) and unplanned (sickness)"
    try:
        for name, entry in node.entries.items():
            kind = "unplanned" if folded(name) in _UNPLANNED else "planned"
            sums[kind] += parse_share(entry.node.value if isinstance(entry.node, Scalar) else None)
    except InputError:
        raise UnclearError(message, "add up each kind and write shrinkage: {planned: 10%, unplanned: 4%}") from None
    kinds = ", ".join(f"{kind}: {share * 100:.6g}%" for kind, share in sums.items() if share)
    raise UnclearError(message, f"write shrinkage: {{{kinds}}}")


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


_ONE = 'shifts: [{start: "08:00", length: 8 h 30 min, agents: 6}]'
AGENTS: tuple[Spelling, ...] = (
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
        ("headcount", *HEADCOUNTS),
        _count_of_people,
        "agents: [{name: anna}, {name: ben, pace: 80%}]",
        "headcount: 2, people: [{agents: 1, name: anna}, {agents: 1, name: ben, pace: 80%}]",
        _are_people,
    ),
    Spelling(
        AgentGroup,
        _PEOPLE,
        _people_with_shifts,
        'agents: {anna: "08:00-16:30", ben: {start: "09:00", end: "17:00", breaks: ["12:00-12:30"], pace: 80%}}',
        'shifts: [{start: "08:00", length: 8 h 30 min, agents: 1}, '
        '{start: "09:00", length: 8 h, agents: 1, breaks: [{at: "12:00", length: 30 min}]}], '
        "people: [{agents: 1, name: anna}, {agents: 1, name: ben, pace: 80%}]",
        _have_own_shifts,
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
        _ONE,
        are_loose_shifts,
        _has_no_people_with_shifts,
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
    Spelling(AgentGroup, ("shrinkage",), _shrinkage_by_kind, "shrinkage: {holidays: 10%, sick: 6%}", "", _are_own_kinds),
    renamed(AgentGroup, "skills", *_SKILLS, example="[sales]"),
    Spelling(AgentGroup, ("skills",), _skills, "skills: sales", "skills: [sales]", _is_text),
    Spelling(AgentGroup, _HOURS, _hours_of_headcount, 'hours: "08:00-16:30", headcount: 6', _ONE),
    Spelling(AgentGroup, COSTS, _cost_per_hour, "cost_per_hour: 24", "cost: 24 per h"),
    Spelling(AgentGroup, ("adherence", "schedule_adherence"), _adherence, "adherence: 92%", "shrinkage: 8%"),
    renamed(
        AgentGroup,
        "zone",
        *("timezone", "time_zone", "tz"),
        example='Europe/London, shifts: [{start: "08:00", length: 8 h, agents: 5}]',
    ),
    refused(
        AgentGroup,
        *("occupancy", "max_occupancy", "occupancy_limit", "target_occupancy", "utilisation", "utilization"),
        message="'{key}' is a result, and not given",
        hint="under targets write - occupancy(all) <= 85%",
        example="occupancy: 85%",
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
