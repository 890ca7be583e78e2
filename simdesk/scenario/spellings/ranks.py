"""Priorities of queues, as the ranks that agent groups give them."""

from __future__ import annotations

import re

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, follow, names_in, plain, put, remove
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.skills import WHEN_IDLE
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of

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


_LOW = (*WHEN_IDLE, "low_priority", "lowest_priority", "lower_priority", "yields_to", "behind", "gives_way_to")
_HIGH = ("high_priority", "highest_priority", "top_priority", "goes_first", "first")
_NUMBERED = ("priority", "prio", "rank", "queue_rank", "priority_rank")
_KEYS = (*_NUMBERED, *_LOW, *_HIGH)
_PHRASE = re.compile(
    r"(?:only_|taken_|answered_)*(?:when|if|while|in)_(?:the_)?(?:agents?_)?(?:are_|is_)?(?:idle|free|quiet)(?:_time)?"
)


def _said(block: MapNode) -> dict[str, tuple[str, Entry]]:
    """The priority of each queue that has one: the key, and ``high`` or ``low`` for words and switches that mean it."""
    found: dict[str, tuple[str, Entry]] = {}
    for path, name, entry in blocks_with(block, "queues", _KEYS):
        queue, word, node = str(path[1]), folded(name), entry.node
        if queue in found:
            raise left_out(
                UnclearError(f"'{name}' and '{found[queue][0]}' say the same", "keep one of them", entry.key), path, name
            )
        value = node.value if isinstance(node, Scalar) else None
        value = {"yes": True, "no": False}.get(folded(text_of(node)), value)
        if word in _NUMBERED:
            text = folded(text_of(node))
            low = text in WHEN_IDLE or _PHRASE.fullmatch(text) is not None
            found[queue] = (name, Entry(entry.key, Scalar("low", node.place)) if low else entry)
            continue
        if value is not None and not isinstance(value, bool) and value not in block.entries["queues"].node.entries:  # type: ignore[union-attr]
            hint = f"write {word}: true, or ranks in the agent group: skills: {{sales: {{rank: 1}}, {queue}: {{rank: 2}}}}"
            raise left_out(UnclearError(f"'{name}' is true or false", hint, entry.key), path, name)
        said = "normal" if value is False else "low" if word in _LOW else "high"
        found[queue] = (name, Entry(entry.key, Scalar(said, node.place)))
    return found


def _priority(block: MapNode, key: str) -> MapNode:
    """Priorities of queues in words, as the ranks that all groups give them."""
    found = _said(block)
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    for queue, (name, entry) in found.items():
        if isinstance(entry.node, MapNode) and entry.node.entries:
            raise left_out(_classes(queue, entry), ("queues", queue), name)
    ranks: dict[str, int] = {}
    first = next(entry for _, entry in found.values())
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


def _classes(queue: str, entry: Entry) -> UnclearError:
    """Who comes first within one queue, and which share of its contacts that is."""
    assert isinstance(entry.node, MapNode)
    name, share = next(iter(entry.node.entries.items()))
    written = text_of(share.node) if text_of(share.node).endswith("%") else "15%"
    return UnclearError(
        "the priority of a queue holds for all its contacts; some of them first are a class of its customers",
        f"in {queue} write customers: {{{name}: {{share: {written}, first: true}}}}",
        entry.key,
    )


def _rank_by_hand(block: MapNode, found: dict[str, tuple[str, Entry]], first: Entry) -> UnclearError:
    """What to write for priorities that do not say which way they count."""
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    words = {queue: folded(text_of(found[queue][1].node)) if queue in found else "normal" for queue in queues.entries}
    numbers = {
        queue: float(node.value) if isinstance(node := one.node, Scalar) and isinstance(node.value, int | float) else 99.0
        for queue, (_, one) in found.items()
    }
    usual = float(_PRIORITIES["normal"]) if not numbers else 99.0 if min(numbers.values()) <= 1 else 0.0  # before a 2 alone
    orders = {
        queue: numbers.get(queue, float(_PRIORITIES.get(words[queue], 99)) if queue in found else usual)
        for queue in queues.entries
    }
    order = sorted(set(orders.values()))
    ranks = {queue: order.index(one) + 1 for queue, one in orders.items()}
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


RANKS: tuple[Spelling, ...] = (
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
        within=having("queues", *_KEYS),
    ),
)
