"""Rosters: agents by name, each with hours of their own or on a shift that has a name."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, plain, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, span_of
from simdesk.scenario.spellings.spelling import (
    Spelling,
    UnclearError,
    folded,
    items_of,
    mapping,
    replaced,
    text_of,
)

HEADCOUNTS = (
    *("agents", "staff", "heads", "fte", "ftes", "head_count", "agent_count", "number_of_agents", "nr_of_agents"),
    *("count", "size", "positions", "seats", "number", "scheduled", "scheduled_agents", "open_positions", "team_size", "manning"),
    *("headcount_per_interval", "agents_per_interval", "heads_per_interval", "staff_per_interval", "positions_per_interval"),
    *("headcount_by_interval", "agents_by_interval", "staff_by_interval", "heads_by_interval", "per_interval", "by_interval"),
    *("agents_per_half_hour", "headcount_per_half_hour", "agents_scheduled", "staffing", "staffing_plan", "scheduled_heads"),
    *(
        "planned_agents",
        "scheduled_staff",
        "headcounts",
        "scheduled_headcount",
        "planned_headcount",
        "agents_by_time",
        "staff_count",
    ),
)

WORKING_HOURS = ("hours", "working_hours", "works", "work_hours", "work", "on_duty", "duty", "schedule")


def _have_own_shifts(node: Node) -> bool:
    """Agents by name, each with hours; or a list of blocks of which some have hours."""
    if isinstance(node, ListNode):
        return any(isinstance(item, MapNode) and _has_hours(item) for item in node.items)
    return isinstance(node, MapNode) and bool(node.entries) and all(_has_hours(entry.node) for entry in node.entries.values())


def _has_hours(node: Node) -> bool:
    if not isinstance(node, MapNode):
        return span_of(node) is not None
    keys = {folded(key) for key in node.entries}
    return span_of(node) is not None or bool(keys & {*STARTS, "shift", "shifts", *WORKING_HOURS})


def has_no_people_with_shifts(block: MapNode) -> bool:
    """Whether no agent of a group has shifts of their own."""
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
        if word in ("shift", "shifts", *WORKING_HOURS):
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


ROSTERS: tuple[Spelling, ...] = (
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
)
