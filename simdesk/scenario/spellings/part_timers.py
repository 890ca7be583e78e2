"""Full-timers, part-timers and named shifts as keys of a group, and overtime."""

from __future__ import annotations

from simdesk.formats import format_clock
from simdesk.scenario.language.agents import AgentGroup, Shift
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, follow, is_number
from simdesk.scenario.spellings.clocks import ENDS, STARTS, seconds_at, span_of
from simdesk.scenario.spellings.rosters import HEADCOUNTS
from simdesk.scenario.spellings.sections import blocks_with, having, left_out
from simdesk.scenario.spellings.shift_texts import is_shift_text
from simdesk.scenario.spellings.shifts import COUNTS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, refused

PART_TIME = (
    *("part_time", "part_timers", "parttime", "part_time_agents", "students", "minijobs", "temps", "helpers", "floaters"),
    *("extra_shift", "peak_shift", "additional_shift"),
)
"""Agents who come besides those of a headcount."""
SHIFTS_BY_NAME = (
    *PART_TIME,
    *("full_time", "full_timers", "fulltime", "full_time_agents"),
    *("early_shift", "late_shift", "night_shift", "day_shift", "morning_shift", "evening_shift"),
    *("afternoon_shift", "early_shifts", "morning", "evening", "afternoon", "night", "mid_shift", "middle_shift"),
    *("weekend_shift", "late_shifts"),
)
_OVERTIME = ("overtime", "extra_hours", "extended_hours", "extra_agents", "extra_staff", "additional_agents")


def named_shift(block: MapNode, key: str) -> MapNode:
    """``part_time: {agents: 4, hours: "09:00-13:00"}`` as one more shift."""
    entry = block.entries[key]
    made: list[Node] = []
    for item in items_of(entry.node):
        if is_shift_text(item) or span_of(item) is not None:
            item = MapNode({"hours": Entry(item.place, item)}, item.place)
        words = set(map(folded, item.entries)) if isinstance(item, MapNode) else set()
        if not isinstance(item, MapNode) or not words & {*STARTS, "hours", "time", "times", "working_hours", "shift", "when"}:
            number = number_in(item)
            message = f"'{key}' does not say when they work"
            usual = "09:00-17:00" if folded(key).startswith("full") else "09:00-13:00"
            staffed = {"headcount", "shifts", *HEADCOUNTS} & set(map(folded, block.entries))
            instead: dict[str, object] = {} if staffed else {"headcount": 1}
            raise UnclearError(message, f'write {key}: {{agents: {number}, hours: "{usual}"}}', entry.key, instead)
        hours = {("hours" if folded(one) == "shift" else one): value for one, value in item.entries.items()}
        name = {} if "name" in words else {"name": Entry(entry.key, Scalar(key.replace("_", " "), entry.key))}
        made.append(MapNode({**name, **hours}, item.place))
    before = block.entries.get("shifts")
    items = (*items_of(before.node), *made) if before is not None else tuple(made)
    kept = {one: value for one, value in block.entries.items() if one != key}
    shifts = Entry(entry.key if before is None else before.key, ListNode(items, entry.node.place))
    return MapNode({**kept, "shifts": shifts}, block.place)


def _without_headcount(block: MapNode) -> bool:
    """Beside agents who work all day the opening hours are needed: see ``beside_headcount``."""
    return not any(folded(key) in ("headcount", *HEADCOUNTS) for key in block.entries)


def number_in(node: Node) -> object:
    """How many agents a block of a shift, or a number, says."""
    if isinstance(node, MapNode):
        node = next((one.node for key, one in node.entries.items() if folded(key) in ("agents", *COUNTS)), node)
    return node.value if isinstance(node, Scalar) and is_number(node) else 4


def _overtime(block: MapNode, key: str) -> MapNode:
    """More agents for some hours: steps of the headcount."""
    path, name, entry = next(blocks_with(block, "agent_groups", _OVERTIME))
    group = follow(block, path)
    assert isinstance(group, MapNode)
    heads = next((one.node for word, one in group.entries.items() if folded(word) in ("headcount", *HEADCOUNTS)), None)
    parts = {folded(word): one.node for word, one in entry.node.entries.items()} if isinstance(entry.node, MapNode) else {}
    ends = span_of(next((parts[word] for word in ("time", "hours", "when") if word in parts), entry.node))
    if ends is None:
        first = next((parts[word] for word in STARTS if word in parts), None)
        last = next((parts[word] for word in ENDS if word in parts), None)
        ends = (first, last) if isinstance(first, Scalar) and isinstance(last, Scalar) else None
    number = next((parts[word] for word in ("agents", *COUNTS) if word in parts), None)
    message = "overtime is agents who work longer: a longer shift, or more heads for some hours"
    opening = follow(block, ("hours", "open"))
    closing = follow(block, ("hours", "close"))
    if ends is None or not is_number(number) or not is_number(heads):
        hint = 'in shifts write a longer length, or headcount: {"08:00": 12, "18:00": 15}: from each time on'
        raise left_out(UnclearError(message, hint, entry.key), path, name)
    assert isinstance(heads, Scalar)
    assert isinstance(number, Scalar)
    more = heads.value + number.value  # type: ignore[operator]
    try:
        begin, end = map(seconds_at, ends)
        last_clock = seconds_at(closing) if isinstance(closing, Scalar) else 0.0
        steps = [(seconds_at(opening) if isinstance(opening, Scalar) else 0.0, heads.value), (begin, more)]
        steps += [(end, heads.value)] if end < last_clock else []
    except UnclearError as error:
        raise left_out(error, path, name) from None
    shown = ", ".join(f'"{format_clock(at)}": {value}' for at, value in dict(steps).items())
    raise left_out(UnclearError(message, f"in {path[1]} write headcount: {{{shown}}}, and remove {name}", entry.key), path, name)


PART_TIMERS: tuple[Spelling, ...] = (
    refused(
        Shift,
        *("percent", "percentage", "workload", "contract", "working_time", "employment"),
        message="'{key}': how long they work is the length of the shift",
        hint="write length: 4 h for half of 8 h, and remove the key",
        example='percent: 50%, start: "09:00", length: 4 h, agents: 4',
    ),
    Spelling(
        AgentGroup,
        SHIFTS_BY_NAME,
        named_shift,
        'part_time: {agents: 4, hours: "09:00-13:00"}',
        'shifts: [{name: part time, start: "09:00", length: 4 h, agents: 4}]',
        within=_without_headcount,
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _overtime,
        'agent_groups: {desk: {skills: [sales], headcount: 5, overtime: {from: "18:00", to: "20:00", agents: 3}}}',
        "",
        within=having("agent_groups", *_OVERTIME),
        of_whole=True,
    ),
)
