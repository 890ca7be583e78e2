"""What one part of a file says of another by its name: results given as inputs, and groups that take all queues."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, put
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, text_of

_ABANDONS = ("abandonment", "abandon_rate", "abandonment_rate", "abandons", "abandoned")
_WAITS = ("max_wait", "maximum_wait", "max_waiting_time", "abandon_after", "abandons_after", "give_up_after", "hang_up_after")
_ALL = ("all", "*", "any", "everything", "all_queues")
_NO_AGENTS = ("bot", "ivr")


def _parts(block: MapNode, section: str, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Entry]]:
    """Names of the blocks of a section that have one of the keys, the key as written, and what stands there."""
    node = block.entries[section].node if section in block.entries else None
    for name, entry in node.entries.items() if isinstance(node, MapNode) else ():
        for key, one in entry.node.entries.items() if isinstance(entry.node, MapNode) else ():
            if folded(key) in keys:
                yield name, key, one


def _results(block: MapNode) -> Iterator[tuple[str, str, Entry]]:
    """Results of queues given as inputs; in a bot, customers hang up without waiting."""
    for name, word, entry in _parts(block, "queues", (*_ABANDONS, *_WAITS)):
        node = follow(block, ("queues", name))
        if node is not None and not _is_bot(node):
            yield name, word, entry


def _unclear(message: str, hint: str, entry: Entry, path: Path) -> UnclearError:
    error = UnclearError(message, hint, entry.key)
    error.drop = [path]
    return error


def _of_queue(block: MapNode, key: str) -> MapNode:
    name, word, entry = next(_results(block))
    value = text_of(entry.node)
    if folded(word) in _ABANDONS:
        bound = value if value.endswith("%") else "5%"
        message = f"'{word}' is a result, and not given"
        hint = f"write patience: 2 min; as a target write under targets: - abandon_rate({name}) <= {bound}"
    else:
        value = value or "3 min"
        message = f"'{word}' may be how long customers wait, or a target"
        hint = f"write patience: {value}; as a target write under targets: - longest_wait({name}) <= {value}"
    raise _unclear(message, hint, entry, ("queues", name, word))


def _takes_all(block: MapNode) -> bool:
    return next(_all_of(block), None) is not None and bool(_queues(block))


def _all_of(block: MapNode) -> Iterator[tuple[str, str, Entry]]:
    for name, key, entry in _parts(block, "agent_groups", ("skills", "skill", "queues", "queue")):
        if isinstance(entry.node, Scalar | ListNode):
            items = items_of(entry.node)
            if len(items) == 1 and folded(text_of(items[0])) in _ALL:
                yield name, key, entry


def _queues(block: MapNode) -> list[str]:
    """The queues that agents answer."""
    node = block.entries["queues"].node if "queues" in block.entries else None
    return [name for name, entry in node.entries.items() if not _is_bot(entry.node)] if isinstance(node, MapNode) else []


def _is_bot(node: Node) -> bool:
    word = folded(text_of(node.entries["channel"].node)) if isinstance(node, MapNode) and "channel" in node.entries else ""
    return CHANNEL_OF.get(word, word) in _NO_AGENTS


def _all(block: MapNode, key: str) -> MapNode:
    """``skills: all`` as the list of all queues."""
    name, word, entry = next(_all_of(block))
    skills = ListNode(tuple(Scalar(queue, entry.node.place) for queue in _queues(block)), entry.node.place)
    made = put(block, ("agent_groups", name, word), skills, entry.key)
    assert isinstance(made, MapNode)
    return made


_DESK = "agent_groups: {desk: {skills: [sales], headcount: 5"
_SALES = "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}"
RESULTS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _of_queue,
        f"{_SALES}, abandonment: 5%}}}}",
        "",
        within=lambda block: next(_results(block), None) is not None,
    ),
    Spelling(  # before priorities, which rank the skills
        ScenarioModel,
        ("queues", "agent_groups"),
        _all,
        "agent_groups: {desk: {skills: all, headcount: 5}}",
        "agent_groups: {desk: {skills: [sales], headcount: 5}}",
        within=_takes_all,
    ),
)
