"""Priorities and overflow of queues, as the ranks and the order of agent groups."""

from __future__ import annotations

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, follow, names_in, plain, put, remove
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, text_of

_PRIORITIES = {
    "highest": 1,
    "urgent": 1,
    "top": 2,
    "high": 2,
    "normal": 3,
    "medium": 3,
    "standard": 3,
    "default": 3,
    "low": 4,
    "lowest": 5,
}


_OVERFLOWS = ("overflow", "overflow_to", "spillover", "spill_to", "backup", "backup_group", "fallback", "secondary")


def _priority(block: MapNode, key: str) -> MapNode:
    """Priorities of queues in words, as the ranks that all groups give them."""
    found = {str(path[1]): (name, entry) for path, name, entry in blocks_with(block, "queues", ("priority", "prio"))}
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    ranks: dict[str, int] = {}
    first = next(one for _, _, one in blocks_with(block, "queues", ("priority", "prio")))
    for queue in queues.entries:
        word = folded(text_of(found[queue][1].node)) if queue in found else "normal"
        if word not in _PRIORITIES:
            raise _rank_by_hand(block, found, first)
        ranks[queue] = _PRIORITIES[word]
    order = sorted(set(ranks.values()))
    ranks = {queue: order.index(rank) + 1 for queue, rank in ranks.items()}
    groups = names_in(block, "agent_groups")
    if not groups or any(
        "rank" in one.entries for group in groups for one in skills_of(block, group).values() if isinstance(one, MapNode)
    ):
        raise _rank_by_hand(block, found, first)
    made: Node = block
    for queue, (name, _) in found.items():
        made = remove(made, ("queues", queue, name))
    for group in groups:
        place = first.node.place
        skills: dict[str, Entry] = {}
        for queue, skill in skills_of(block, group).items():
            inside = skill.entries if isinstance(skill, MapNode) else {}
            rank = {"rank": Entry(place, Scalar(ranks[queue], place))} if queue in ranks else {}
            skills[queue] = Entry(skill.place, MapNode({**rank, **inside}, skill.place))
        if skills and any(ranks.get(queue, 1) != 1 for queue in skills):
            node = follow(block, ("agent_groups", group))
            assert isinstance(node, MapNode)
            known = next(one for one in node.entries if folded(one) in ("skills", "skill", "queues", "queue"))
            made = put(made, ("agent_groups", group, known), MapNode(skills, place), node.entries[known].key)
    assert isinstance(made, MapNode)
    return made


def _rank_by_hand(block: MapNode, found: dict[str, tuple[str, Entry]], first: Entry) -> UnclearError:
    """What to write for priorities that do not say which way they count."""
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    words = {queue: folded(text_of(found[queue][1].node)) if queue in found else "normal" for queue in queues.entries}
    numbers = {
        queue: float(node.value) if isinstance(node := one.node, Scalar) and isinstance(node.value, int | float) else 99.0
        for queue, (_, one) in found.items()
    }
    order = sorted({numbers.get(queue, _PRIORITIES.get(words[queue], 99)) for queue in queues.entries})
    ranks = {queue: order.index(numbers.get(queue, _PRIORITIES.get(words[queue], 99))) + 1 for queue in queues.entries}
    lines = [
        f"{'' if one else 'in '}{group or 'the agent group'} write skills: {{{_ranked(own, ranks)}}}"
        for one, (group, own) in enumerate(_with_several(block, ranks))
    ]
    error = UnclearError(
        "the priority of a queue is the rank that the agent groups give it",
        f"{', and in '.join(lines)}; 1 goes first" if lines else "remove it: no agent group has two queues to choose from",
        first.key,
    )
    error.drop = [("queues", queue, name) for queue, (name, _) in found.items()]
    return error


def _with_several(block: MapNode, ranks: dict[str, int]) -> list[tuple[str, dict[str, Node]]]:
    """Groups that have several of the queues, with their skills; a group without a name where none is known."""
    groups = {group: skills_of(block, group) for group in names_in(block, "agent_groups")}
    if not any(groups.values()):
        return [("", {queue: Scalar(None, block.place) for queue in ranks})]
    return [(group, skills) for group, skills in groups.items() if len(skills) > 1]


def _ranked(skills: dict[str, Node], ranks: dict[str, int]) -> str:
    """The skills of a group with ranks, and what else is said of each."""
    parts = []
    for queue, node in skills.items():
        inside = plain(node) if isinstance(node, MapNode) else {}
        more = "".join(f", {key}: {value}" for key, value in inside.items() if key != "rank") if isinstance(inside, dict) else ""
        parts.append(f"{queue}: {{rank: {ranks.get(queue, 1)}{more}}}")
    return ", ".join(parts)


def _overflow(block: MapNode, key: str) -> MapNode:
    """The groups that take a queue's contacts after a wait: skills of theirs, and the order in which the queue tries."""
    path, name, entry = next(blocks_with(block, "queues", _OVERFLOWS))
    queue = str(path[1])
    node = entry.node
    whole = follow(block, path)
    assert isinstance(whole, MapNode)
    after = next((one for one in whole.entries if folded(one) == "overflow_after"), "")
    wait: Node | None = whole.entries[after].node if after else None
    to: tuple[Node, ...] = ()
    rest: dict[str, Entry] = {}
    if isinstance(node, MapNode):
        for one, value in node.entries.items():
            word = folded(one)
            if word in ("to", "group", "groups", "agent_group", "agent_groups", "team", "target"):
                to = items_of(value.node)
            elif word in ("after", "wait", "delay", "threshold", "after_wait", "seconds"):
                wait = value.node
            else:
                rest[one] = value
    else:
        to = items_of(node)
    names = [text_of(one) for one in to]
    groups = names_in(block, "agent_groups")
    before = [group for group in groups if queue in skills_of(block, group) and group not in names]
    strange = [one for one, text in zip(to, names, strict=True) if text not in groups]
    line = f"write tries: [{', '.join(before) or 'desk'}, {{groups: {names[0] if names else 'partner'}, after: 30 s}}]"
    if not names or "tries" in whole.entries or not before:
        raise left_out(UnclearError("an overflow is an order in which the queue tries agent groups", line, entry.key), path, name)
    if strange:
        what = "a queue" if text_of(strange[0]) in names_in(block, "queues") else "no agent group of this file"
        message = f"'{text_of(strange[0])}' is {what}, and an overflow goes to an agent group"
        raise left_out(UnclearError(message, f"known: {', '.join(groups)}", strange[0].place), path, name)
    place = entry.node.place
    last = {"groups": Entry(place, to[0] if len(to) == 1 else ListNode(to, place))}
    step: Node = MapNode({**last, **({"after": Entry(wait.place, wait)} if wait is not None else {}), **rest}, place)
    if wait is None and not rest:
        step = to[0] if len(to) == 1 else ListNode(to, place)
    level: Node = Scalar(before[0], place) if len(before) == 1 else ListNode(tuple(Scalar(one, place) for one in before), place)
    made = remove(block, (*path, name))
    if after:
        made = remove(made, (*path, after))
    made = put(made, (*path, "tries"), ListNode((level, step), place), entry.key)
    for group in names:
        if queue not in skills_of(block, group):
            made = _with_skill(made, group, queue, place)
    assert isinstance(made, MapNode)
    return made


def _with_skill(block: Node, group: str, queue: str, place: Place) -> Node:
    node = follow(block, ("agent_groups", group))
    assert isinstance(node, MapNode)
    known = next((one for one in node.entries if folded(one) in ("skills", "skill", "queues", "queue")), "skills")
    skills = node.entries[known].node if known in node.entries else ListNode((), place)
    if isinstance(skills, MapNode):
        return put(block, ("agent_groups", group, known, queue), MapNode({}, place), place)
    return put(block, ("agent_groups", group, known), ListNode((*items_of(skills), Scalar(queue, place)), skills.place), place)


RANKS: tuple[Spelling, ...] = (
    Spelling(  # before priorities, which rank the skills that it adds
        ScenarioModel,
        ("queues",),
        _overflow,
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}, overflow: {to: partner, after: 30 s}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2}}",
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}, tries: [desk, {groups: partner, after: 30 s}]}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2}}",
        within=having("queues", *_OVERFLOWS),
    ),
    Spelling(
        ScenarioModel,
        ("queues",),
        _priority,
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "vip: {arrivals: 2 per h, handle_time: {constant: 4 min}, priority: high}}, "
        "agent_groups: {desk: {skills: [sales, vip], headcount: 5}}",
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "vip: {arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: {sales: {rank: 2}, vip: {rank: 1}}, headcount: 5}}",
        within=having("queues", "priority", "prio"),
    ),
)
