"""Changes as texts: dotted paths, and values as they are written."""

from __future__ import annotations

import re

from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path


def steps_of(text: str) -> Path:
    """A dotted path as steps: ``agent_groups.desk.shifts[0].agents``."""
    steps: list[str | int] = []
    for step in text.strip().split("."):
        match = re.fullmatch(r"([^\[\]]*)((?:\[\d{1,9}\])*)", step)
        steps.append(match.group(1) if match else step)
        steps += [int(index) for index in re.findall(r"\d+", match.group(2))] if match else []
    return tuple(steps)


def shown(node: Node) -> str:
    """A value in YAML's short form."""
    match node:
        case MapNode():
            return "{" + ", ".join(f"{key}: {shown(entry.node)}" for key, entry in node.entries.items()) + "}"
        case ListNode():
            return "[" + ", ".join(map(shown, node.items)) + "]"
        case _:
            if node.value is None or isinstance(node.value, bool):
                return "null" if node.value is None else str(node.value).lower()
            return f"{'+' if node.plus else ''}{node.value}"
