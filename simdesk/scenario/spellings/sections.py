"""What one part of a file says of another: the blocks of a section, by the keys that they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, put
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, text_of


def blocks_with(block: MapNode, section: str, words: tuple[str, ...]) -> Iterator[tuple[Path, str, Entry]]:
    """The keys of these words in the blocks of a section: the block's path, the key, and what stands there."""
    node = block.entries[section].node if section in block.entries else None
    for name, entry in node.entries.items() if isinstance(node, MapNode) else ():
        for key, one in entry.node.entries.items() if isinstance(entry.node, MapNode) else ():
            if folded(key) in words:
                yield (section, name), key, one


def having(section: str, *words: str) -> Callable[[MapNode], bool]:
    """Whether a block of a section has one of these words, as a condition of a spelling."""
    return lambda block: next(blocks_with(block, section, words), None) is not None


def skills_of(block: MapNode, group: str) -> dict[str, Node]:
    """The skills of a group by queue; those of a list say no more."""
    node = follow(block, ("agent_groups", group, "skills"))
    if node is None:
        group_node = follow(block, ("agent_groups", group))
        node = next(
            (
                entry.node
                for key, entry in (group_node.entries.items() if isinstance(group_node, MapNode) else ())
                if folded(key) in ("skill", "queues", "queue", "skills")
            ),
            None,
        )
    if isinstance(node, MapNode):
        return {name: entry.node for name, entry in node.entries.items()}
    return {text_of(item): item for item in items_of(node) if text_of(item)} if node is not None else {}


def left_out(error: UnclearError, path: Path, key: str) -> UnclearError:
    """The error, and the key that is left out for whatever follows."""
    error.drop = [(*path, key)]
    return error


def with_skill(block: Node, group: str, queue: str, place: Place) -> Node:
    """The scenario with a queue among the skills of a group."""
    node = follow(block, ("agent_groups", group))
    assert isinstance(node, MapNode)
    known = next((one for one in node.entries if folded(one) in ("skills", "skill", "queues", "queue")), "skills")
    skills = node.entries[known].node if known in node.entries else ListNode((), place)
    if isinstance(skills, MapNode):
        return put(block, ("agent_groups", group, known, queue), MapNode({}, place), place)
    return put(block, ("agent_groups", group, known), ListNode((*items_of(skills), Scalar(queue, place)), skills.place), place)
