"""What is said of agent groups among each other: which comes first, which contacts are whose, who works at weekends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.series import OTHERS
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, Scalar, flow, follow, from_python, is_number, names_in, put
from simdesk.scenario.spellings.clocks import span_of, weekdays_of
from simdesk.scenario.spellings.sections import blocks_with, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import WEEKDAYS, parse_share

_ORDERS = ("priority", "prio", "rank", "order", "preference", "tier", "routing_priority", "group_priority")
_FIRST = {"high": 1.0, "highest": 1.0, "first": 1.0, "primary": 1.0, "main": 1.0, "first_line": 1.0, "1st": 1.0}
_LATER = {"low": 9.0, "lowest": 9.0, "second": 2.0, "secondary": 2.0, "backup": 2.0, "overflow": 2.0, "last": 9.0, "2nd": 2.0}
_NOBODY = ("closed", "off", "none", "nobody", "no", "free")
_HEADS = ("headcount", "agents", "staff", "heads", "fte", "positions")


def _orders(block: MapNode) -> dict[str, tuple[str, Entry, float]]:
    """The order of each group that has one: the key, what stands there, and its number."""
    found: dict[str, tuple[str, Entry, float]] = {}
    for path, key, entry in blocks_with(block, "agent_groups", _ORDERS):
        node = entry.node
        word = folded(text_of(node))
        number = float(node.value) if isinstance(node, Scalar) and is_number(node) else _FIRST.get(word, _LATER.get(word))  # type: ignore[arg-type]
        if number is not None:
            found.setdefault(str(path[1]), (key, entry, number))
    return found


def _tries(block: MapNode, _: str) -> MapNode:
    """The order in which a queue tries its groups, said of the groups: the lines of the queues."""
    found = _orders(block)
    usual = 99.0 if min(number for *_, number in found.values()) <= 1 else 1.0
    orders = {group: found[group][2] if group in found else usual for group in names_in(block, "agent_groups")}
    lines = []
    for queue in names_in(block, "queues"):
        mine = sorted((group for group in orders if queue in skills_of(block, group)), key=lambda group: orders[group])
        ranks = [[group for group in mine if orders[group] == order] for order in sorted({orders[group] for group in mine})]
        if len(ranks) > 1:
            said = ", ".join(rank[0] if len(rank) == 1 else f"[{', '.join(rank)}]" for rank in ranks)
            lines.append(f"in {queue} write tries: [{said}]")
    first, (key, entry, _number) = next(iter(found.items()))
    hint = ", and ".join(lines) or f"leave {key} out; which queue a group takes first, write in its skills: {{rank: 1}}"
    hint += "; with {groups: GROUP, after: 60 s} in place of a group, it helps only after that wait" if lines else ""
    error = left_out(
        UnclearError("the order of agent groups is said in the queue", hint, entry.key), ("agent_groups", first), key
    )
    error.drop = [("agent_groups", group, word) for group, (word, _, _) in found.items()]
    raise error


def _shares(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    for path, key, entry in blocks_with(
        block, "agent_groups", ("share", "share_of_calls", "share_of_contacts", "allocation", "percent")
    ):
        if text_of(entry.node).endswith("%"):
            yield path, key, entry


def _share(block: MapNode, _: str) -> MapNode:
    """A share of a queue's contacts, said of a group."""
    path, key, entry = next(_shares(block))
    group, share = str(path[1]), text_of(entry.node)
    queue = next(iter(skills_of(block, group)), "sales")
    own = f"{queue}_{group}"
    hint = (
        f"write a queue {own}, otherwise like {queue}, with {share} of its arrivals (the rest stay in {queue}), and in {group} "
        f"skills: [{own}]"
    )
    unclear = UnclearError("contacts are not shared out by percent: any free agent with the skill may take one", hint, entry.key)
    raise left_out(unclear, path, key)


def _classes(block: MapNode) -> Iterator[tuple[str, str, str, Entry]]:
    """Classes of customers among the skills of groups: group, queue, class, and the group's entry."""
    groups = follow(block, ("agent_groups",))
    for group in names_in(block, "agent_groups"):
        for skill in skills_of(block, group):
            queue, dot, name = skill.partition(".")
            if dot and queue in names_in(block, "queues") and isinstance(groups, MapNode):
                yield group, queue, name, groups.entries[group]


def _own_queue(block: MapNode, _: str) -> MapNode:
    """Agents for one class of customers: a queue of its own."""
    group, queue, name, entry = next(_classes(block))
    hint = f"write a queue {name}, otherwise like {queue}, with its share of the arrivals of {queue}; in {group} skills: [{name}]"
    error = UnclearError(f"agents take whole queues, and {queue}.{name} is a class of customers", hint, entry.key)
    whole = entry.node
    assert isinstance(whole, MapNode)
    known = next(one for one in whole.entries if folded(one) in ("skills", "skill", "queues", "queue"))
    names = dict.fromkeys(one.partition(".")[0] if one == f"{queue}.{name}" else one for one in skills_of(block, group))
    skills = from_python({one: {} for one in names}, whole.entries[known].node.place)
    stands_in = put(block, ("agent_groups", group, known), skills, whole.place)
    error.drop = [("agent_groups", group, known), ("agent_groups",)]
    error.instead = {"agent_groups": follow(stands_in, ("agent_groups",))}
    raise error


_OF_DAYS = re.compile(r"(?P<days>.+?)(?:_(?:headcount|agents|staff|heads|rota|team|crew|staffing|positions))?")
_WEEK_WORDS = tuple(
    f"{day}{behind}"
    for day in ("weekend", "weekends", "weekdays", "weekday", *WEEKDAYS, *(one[:3] for one in WEEKDAYS), "sat_sun", "mon_fri")
    for behind in ("", "_headcount", "_agents", "_staff", "_heads", "_rota", "_staffing", "_positions")
)


def _days_meant(key: str) -> tuple[str, ...]:
    match = _OF_DAYS.fullmatch(folded(key))
    return weekdays_of(match["days"].replace("_", "-")) if match is not None else ()


def _rota(block: MapNode, key: str) -> MapNode:
    """How many agents there are on some days, beside the headcount of the others."""
    rotas = {name: entry for name, entry in block.entries.items() if folded(name) in _WEEK_WORDS and _days_meant(name)}
    heads = next((name for name in block.entries if folded(name) in _HEADS), None)
    number = block.entries[heads].node if heads is not None else None
    for name, entry in rotas.items():
        if folded(text_of(entry.node)) in _NOBODY:
            rotas[name] = Entry(entry.key, Scalar(0, entry.node.place))
        elif text_of(entry.node).endswith("%") and isinstance(number, Scalar) and is_number(number):
            raise UnclearError(f"'{name}' is a number of agents", _part_line(name, text_of(entry.node), number), entry.key)
        elif not is_number(entry.node):
            raise UnclearError(f"'{name}' is a number of agents beside the headcount", _shift_line(name, entry), entry.key)
    if heads is None and "shifts" not in block.entries and len(rotas) > 1:
        days = {day: entry for name, entry in rotas.items() for day in _days_meant(name)}
        rest = {name: entry for name, entry in block.entries.items() if name not in rotas}
        place = block.entries[key].key
        return MapNode({**rest, "headcount": Entry(place, MapNode(days, place))}, block.place)
    if heads is None or not is_number(number):
        hint = "write headcount: {others: 10, saturday: 6, sunday: 5}"
        raise UnclearError(f"'{key}' stands beside one number for the other days", hint, block.entries[key].key)
    usual = block.entries[heads]
    days = {OTHERS: usual}
    for name, entry in rotas.items():
        days |= dict.fromkeys(_days_meant(name), entry)
    if len(days) > len(WEEKDAYS):
        del days[OTHERS]
    by_day = {day: Entry(entry.key, entry.node) for day, entry in days.items()}
    made = {}
    for name, entry in block.entries.items():
        if name == heads:
            made["headcount"] = Entry(usual.key, MapNode(by_day, usual.node.place))
        elif name not in rotas:
            made[name] = entry
    return MapNode(made, block.place)


def _part_line(name: str, share: str, number: Scalar) -> str:
    """A share of the headcount as the number that it is."""
    try:
        agents = parse_share(share) * float(number.value)  # type: ignore[arg-type]
    except InputError:
        agents = 5.0
    return f"write {name}: {agents:.4g}"


def _shift_line(name: str, entry: Entry) -> str:
    """The shift that a block of days and hours means."""
    node = entry.node
    inside = {folded(one): part.node for one, part in node.entries.items()} if isinstance(node, MapNode) else {}
    agents = next((flow(inside[one]) for one in (*_HEADS, "number", "count") if one in inside), "5")
    span = next((ends for part in inside.values() if (ends := span_of(part)) is not None), None)
    start, end = (text_of(one) for one in span) if span is not None else ("10:00", "16:00")
    days = ", ".join(_days_meant(name))
    shift = f'{{start: "{start}", end: "{end}", days: [{days}], agents: {agents}}}'
    return f"write it as a shift: shifts: [{shift}], beside those of the other days"


_DESKS = "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2, %s}}"

GROUPS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _tries,
        _DESKS % "priority: 2",
        "",
        within=lambda block: bool(_orders(block)),
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _share,
        _DESKS % "share: 30%",
        "",
        within=lambda block: next(_shares(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _own_queue,
        "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales.gold], headcount: 2}}",
        "",
        within=lambda block: next(_classes(block), None) is not None,
    ),
    Spelling(
        AgentGroup,
        _WEEK_WORDS,
        _rota,
        "headcount: 10, saturday: 6, sunday: 5",
        "headcount: {others: 10, saturday: 6, sunday: 5}",
        of_whole=True,
    ),
)
"""Agent groups among each other, and at weekends."""
