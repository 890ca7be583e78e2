"""Full-timers, part-timers and named shifts as keys of a group, and overtime."""

from __future__ import annotations

from collections.abc import Mapping

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.agents import AgentGroup, Shift
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.people import People
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, follow, is_number, names_in
from simdesk.scenario.spellings.clocks import ENDS, STARTS, duration, length_between, seconds_at, span_of
from simdesk.scenario.spellings.rosters import HEADCOUNTS
from simdesk.scenario.spellings.sections import blocks_with, having, left_out
from simdesk.scenario.spellings.shift_texts import is_shift_text
from simdesk.scenario.spellings.shifts import COUNTS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, text_of
from simdesk.units import DAY, parse_duration

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


_SHARES = ("percent", "percentage", "workload", "contract", "working_time", "employment", "share", "part_time", "fte")
_DAILY = ("hours_per_day", "daily_hours", "hours_a_day", "length", "shift_length", "duration")
_TIMED = {*STARTS, "hours", "time", "times", "working_hours", "shift", "when"}


def says_when(node: Node) -> bool:
    """Whether each shift of a word for some agents has its time."""
    return all(
        is_shift_text(item)
        or span_of(item) is not None
        or (isinstance(item, MapNode) and bool(_TIMED & set(map(folded, item.entries))))
        for item in items_of(node)
    )


def share_of(node: Node | None) -> float | None:
    """``50%``, ``0.5`` or ``50`` percent of full time as a share; None for what is none."""
    text = str(node.value).strip() if isinstance(node, Scalar) else ""
    try:
        value = float(text.rstrip("% ").strip())
    except ValueError:
        return None
    value = value / 100.0 if "%" in text else value
    return value if 0.0 < value < 1.0 else None


def untimed(group: MapNode, key: str, ends: tuple[Scalar, Scalar]) -> UnclearError:
    """What to write for agents of whom it is not said when they work: in a group that works from one time to another."""
    node = group.entries[key].node
    heads = next((one.node for word, one in group.entries.items() if folded(word) in ("headcount", *HEADCOUNTS)), None)
    parts = {folded(word): one.node for word, one in node.entries.items()} if isinstance(node, MapNode) else {}
    begin, last = map(seconds_at, ends)
    whole = last - begin if last > begin else last - begin + DAY
    given = next((found for word in _DAILY if (found := _time_in(parts.get(word))) is not None), None)
    share = share_of(next((parts[word] for word in _SHARES if word in parts), node)) or 0.5
    length = min(whole, given if given is not None else _ROUND * round(whole * share / _ROUND))
    hours = f'"{format_clock(begin)}-{format_clock((begin + length) % DAY)}"'
    message = f"'{key}' does not say when they work"
    if isinstance(node, Scalar) and share_of(node) is not None and is_number(heads):
        assert isinstance(heads, Scalar)
        some = round(float(heads.value) * share)  # type: ignore[arg-type]
        rest = float(heads.value) - some  # type: ignore[arg-type]
        day = f'{{start: "{format_clock(begin)}", length: {duration(length, node).value}, agents: {heads.value}}}'
        message = f"'{key}: {node.value}' does not say whether so many of them work part of the day, or all of them do, and when"
        few = f"headcount: {rest:g} and {key}: {{agents: {some}, hours: {hours}}} if {some} of the {heads.value} do"
        return UnclearError(message, f"{_OWN_FIRST}{few}, or shifts: [{day}] instead of both if all do")
    full = hours if not folded(key).startswith("full") else f'"{format_clock(begin)}-{format_clock(last)}"'
    return UnclearError(message, f"write {key}: {{agents: {number_in(node)}, hours: {full}}}{_OWN}")


def all_untimed(group: MapNode, keys: list[str], ends: tuple[Scalar, Scalar]) -> UnclearError:
    """The same of several words in one message."""
    told = [untimed(group, key, ends) for key in keys]
    if len(told) == 1:
        return told[0]
    lines = [one.hint.removeprefix(_OWN_FIRST).removeprefix("write ").removesuffix(_OWN) for one in told]
    names = " and ".join(f"'{key}'" for key in keys)
    return UnclearError(f"{names} do not say when they work", f"{_OWN_FIRST}{' and '.join(lines)}")


_OWN = ", with their own times"
_OWN_FIRST = "with their own times write "
_ROUND = 1800.0


def _time_in(node: Node | None) -> float | None:
    """``4 h`` or 4, in hours, as seconds."""
    if is_number(node):
        assert isinstance(node, Scalar)
        return float(node.value) * 3600.0  # type: ignore[arg-type]
    try:
        return parse_duration(text_of(node)) if node is not None and text_of(node) else None
    except InputError:
        return None


def _part_of_shift(block: MapNode, key: str) -> MapNode:
    """A percentage of full time in a shift: shorter shifts, or fewer agents there at a time."""
    entry = block.entries[key]
    share = share_of(entry.node)
    rest = {name: one for name, one in block.entries.items() if name != key}
    words = {folded(name): name for name in rest}
    start = next((rest[words[word]].node for word in ("start", *STARTS) if word in words), None)
    end = next((rest[words[word]].node for word in ENDS if word in words), None)
    length = next((_time_in(rest[words[word]].node) for word in ("length", "duration", "hours") if word in words), None)
    count = next((words[word] for word in ("agents", *COUNTS) if word in words), None)
    agents = rest[count].node if count is not None else Scalar(1, entry.key)
    said = f"'{key}: {entry.node.value}'" if isinstance(entry.node, Scalar) else f"'{key}'"
    message = f"{said} may be how long each of them works, or how many of them are there at a time"
    whole = length
    if whole is None and start is not None and end is not None:
        whole = parse_duration(str(length_between(start, end).value))
    if share is None or whole is None or not is_number(agents):
        raise UnclearError(message, f"leave {key} out; length says how long they work, and agents how many are there")
    assert isinstance(agents, Scalar)
    kept = {name: one for name, one in rest.items() if folded(name) not in (*ENDS, "length", "duration") and name != count}
    shorter = duration(_ROUND / 2 * round(whole * share / (_ROUND / 2)), entry.node)
    number = round(float(agents.value) * share, 2)  # type: ignore[arg-type]
    some = Scalar(int(number) if number.is_integer() else number, entry.node.place)
    lines = [
        flow(MapNode({**kept, "length": Entry(entry.key, time), "agents": Entry(entry.key, there)}, block.place))
        for time, there in ((shorter, agents), (duration(whole, entry.node), some))
    ]
    raise UnclearError(
        message, f"write {lines[0]} if each works that part of the shift, or {lines[1]} if {flow(some)} are there at a time"
    )


def named_shift(block: MapNode, key: str) -> MapNode:
    """``part_time: {agents: 4, hours: "09:00-13:00"}`` as one more shift."""
    entry = block.entries[key]
    made: list[Node] = []
    for item in items_of(entry.node):
        if is_shift_text(item) or span_of(item) is not None:
            item = MapNode({"hours": Entry(item.place, item)}, item.place)
        assert isinstance(item, MapNode)  # says_when
        words = set(map(folded, item.entries))
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


_OF_OVERTIME = {*STARTS, *ENDS, "agents", *COUNTS, "time", "hours", "when", "name"}


def _is_cost(word: str) -> bool:
    return any(part in word for part in ("cost", "wage", "pay", "price", "hourly"))


def _own_group(
    block: MapNode, group: str, name: str, ends: tuple[Scalar, Scalar], number: Node | None, rest: Mapping[str, Node]
) -> str:
    """The agents of an overtime as a group of their own, with what is said of them and of the group; empty for no line."""
    whole = follow(block, ("agent_groups", group))
    assert isinstance(whole, MapNode)
    staffing = {"headcount", "headcount_is", "shifts", "shift", "roster", "breaks", "break", "lunch", *HEADCOUNTS, *_OVERTIME}
    kept = {folded(word): one.node for word, one in whole.entries.items() if folded(word) not in staffing}
    kept |= rest
    if any(map(_is_cost, rest)):
        kept = {word: one for word, one in kept.items() if word in rest or not _is_cost(word)}
    try:
        length = length_between(*ends).value
    except UnclearError:
        return ""
    shift = f"{{start: {flow(ends[0])}, length: {length}, agents: {flow(number) if number is not None else 1}}}"
    inside = ", ".join([*(f"{word}: {flow(one)}" for word, one in kept.items()), f"shifts: [{shift}]"])
    nothing = Scalar("", block.place)
    tries = [one for one in names_in(block, "queues") if group in flow(follow(block, ("queues", one, "tries")) or nothing)]
    beside = f", beside {group} in the tries of {' and '.join(tries)}" if tries else ""
    return f"remove {name}, and under agent_groups write {group}_overtime: {{{inside}}}{beside}"


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
    rest = {word: one for word, one in parts.items() if word not in _OF_OVERTIME}
    own = _own_group(block, str(path[1]), name, ends, number, rest) if ends is not None and is_number(number) else ""
    if own and (rest or not is_number(heads)):
        raise left_out(UnclearError(message, own, entry.key), path, name)
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


def _of_person(block: MapNode, key: str) -> MapNode:
    """A percentage of full time of one agent: shorter days, or fewer of them."""
    said = text_of(block.entries[key].node) or f"{getattr(block.entries[key].node, 'value', '')}"
    name = next((text_of(one.node) for word, one in block.entries.items() if folded(word) == "name"), "") or "the agent"
    message = f"'{key}: {said}' may be how long {name} works on each day, or on how many days {name} works"
    hint = f"leave {key} out, and write the hours of the day that {name} works, or days: [monday, tuesday] beside them"
    raise UnclearError(message, hint)


def _are_shares(node: Node) -> bool:
    """Agents by name with nothing but a share of full time."""
    parts = [one.node for one in node.entries.values()] if isinstance(node, MapNode) else []
    changes = isinstance(node, MapNode) and bool({"add", "times"} & set(node.entries))
    return bool(parts) and not changes and all(_full_or_part(part) is not None for part in parts)


def _full_or_part(node: Node) -> float | None:
    if isinstance(node, MapNode):
        key = next(iter(node.entries), "")
        return _full_or_part(node.entries[key].node) if len(node.entries) == 1 and folded(key) in _SHARES else None
    text = str(node.value).strip() if isinstance(node, Scalar) else ""
    return 1.0 if text in ("100%", "1", "1.0") else share_of(node)


def _sum_of_shares(block: MapNode, key: str) -> MapNode:
    node = block.entries[key].node
    assert isinstance(node, MapNode)
    total = sum(_full_or_part(one.node) or 0.0 for one in node.entries.values())
    names = " and ".join(node.entries)
    hint = f"write headcount: {total:g} for as much of their time over the whole day, or in place of each share the hours worked"
    raise UnclearError(f"{names}: a share of full time does not say when they work", hint, instead={"headcount": 1})


PART_TIMERS: tuple[Spelling, ...] = (
    Spelling(Shift, _SHARES[:-1], _part_of_shift, 'percent: 50%, start: "09:00", length: 8 h, agents: 4', ""),
    Spelling(
        Shift,
        ("fte",),
        _part_of_shift,
        'fte: 0.5, start: "09:00", length: 8 h, agents: 4',
        "",
        lambda node: share_of(node) is not None,
        lambda block: bool(({"agents", *COUNTS} - {"fte"}) & set(map(folded, block.entries))),
    ),
    Spelling(
        People,
        _SHARES,
        _of_person,
        "fte: 50%, agents: 1, pace: 90%",
        "",
        lambda node: share_of(node) is not None,
    ),
    Spelling(AgentGroup, ("agents", "people", "staff", "fte"), _sum_of_shares, "agents: {anna: 100%, ben: 50%}", "", _are_shares),
    Spelling(
        AgentGroup,
        SHIFTS_BY_NAME,
        named_shift,
        'part_time: {agents: 4, hours: "09:00-13:00"}',
        'shifts: [{name: part time, start: "09:00", length: 4 h, agents: 4}]',
        says_when,
        _without_headcount,
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
