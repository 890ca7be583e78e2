"""Faults that follow from others: from a key of which it is not known what it means, and from a queue that may be led to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from simdesk.scenario.reading.diagnostics import Diagnostic
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, written

_LED_TO = re.compile(r"queues\.(\w+)\.arrivals")


def without_consequences(
    found: Sequence[Diagnostic], tree: MapNode, unexplained: Collection[Path], prefix: Path = ()
) -> list[Diagnostic]:
    """The faults of values and of what fits what that do not follow from others.

    A block with a key of which it is not known what it means lacks nothing for sure. A queue without arrivals may be one to which
    a wrong part of another queue leads.

    Parameters
    ----------
    found : sequence of Diagnostic
    tree : MapNode
        What was examined.
    unexplained : collection of tuple
        Paths of unknown keys for which nothing likely was found.
    prefix : tuple
        In front of every path reported.
    """
    if not found:
        return []
    start = f"{written(prefix)}." if prefix else ""
    blocks = {written((*prefix, *path[:-1])) for path in unexplained if len(path) > 1}
    gone = {written((*prefix, *path)) for path in unexplained}  # which stand in a line that could not be read
    wrong = {*(written(path) for path in unexplained), *(one.path.removeprefix(start) for one in found)}
    kept = []
    for one in found:
        queue = _LED_TO.fullmatch(one.path.removeprefix(start)) if one.message == "is missing" else None
        follows = queue is not None and _may_be_led_to(tree, queue[1], wrong)
        follows = follows or (one.message == "is missing" and one.path in gone)
        if not (one.path in blocks or follows):
            kept.append(one)
    return kept


def _may_be_led_to(tree: MapNode, queue: str, wrong: Collection[str]) -> bool:
    """Whether a part of another queue in which something is wrong names a queue."""
    queues = follow(tree, ("queues",))
    for name, entry in queues.entries.items() if isinstance(queues, MapNode) else ():
        parts = entry.node.entries if name != queue and isinstance(entry.node, MapNode) else {}
        for key, part in parts.items():
            at = written(("queues", name, key))
            if any(path == at or path.startswith((f"{at}.", f"{at}[")) for path in wrong) and queue in _words(part.node):
                return True
    return False


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield from re.findall(r"\w+", str(node.value))
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _words(item)
    else:
        for key, entry in node.entries.items():
            yield key
            yield from _words(entry.node)
