"""What else is written: every key that no other line of the echo speaks of, in the documented form."""

from __future__ import annotations

from collections.abc import Collection

from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow

LONGEST = 600
"""Characters of one value; what is longer is cut."""
MANY = 6
"""Plain values of a list from here on are counted."""

_TOP = ("simdesk", "name", "description", "extends", "hours", "queues", "agent_groups", "targets", "variants", "sweep", "events")
SAID_AT_THE_TOP = (*_TOP, "replications", "seed", "accept", "currency")
SAID_OF_HOURS = ("open", "close", "interval", "days", "first_day")
SAID_OF_QUEUES = ("channel", "handle_time", "aht", "wrap_up", "patience", "arrivals", "waiting_places", "customers", "balking")
SAID_OF_ARRIVALS = ("volumes", "per_day", "rate", "times", "day_to_day")
SAID_OF_GROUPS = ("skills", "takes", "headcount", "cost", "shrinkage", "absence", "people")


def also(tree: Node, path: Path, said: Collection[str]) -> list[str]:
    """Keys of a block and their values, those left out that are said elsewhere.

    Parameters
    ----------
    tree : Node
        The scenario in the documented form.
    path : tuple
        Of the block.
    said : collection of str
        Keys that other lines speak of.

    Returns
    -------
    list of str
        Such as ``redial {share: 40%, after: 5 min}``.
    """
    block = follow(tree, path)
    if not isinstance(block, MapNode):
        return []
    return [f"{key} {_cut(_short(entry.node))}" for key, entry in block.entries.items() if key not in said]


def _short(node: Node) -> str:
    match node:
        case MapNode():
            return f"{{{', '.join(f'{key}: {_short(entry.node)}' for key, entry in node.entries.items())}}}"
        case ListNode() if len(node.items) >= MANY and all(isinstance(item, Scalar) for item in node.items):
            return f"[{len(node.items)} values]"
        case ListNode():
            return f"[{', '.join(map(_short, node.items))}]"
        case Scalar(value=bool() as value):
            return "true" if value else "false"
        case _:
            return "null" if node.value is None else str(node.value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
