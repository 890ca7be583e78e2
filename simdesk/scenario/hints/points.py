"""Tables of points where a distribution belongs: ``{10 s: 4%, 30 s: 15%}``, told once."""

from __future__ import annotations

import re

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.series import names_days
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path

_POINT = re.compile(
    r"(?:[<>≤≥]=?\s*)?\d[\d.,]*(?:\s*(?:-|to|\.\.)\s*\d[\d.,]*)?\s*(?:s|sec|seconds?|m|min|minutes?|h|hours?|%)?\+?", re.I
)


def tables_of_points(node: Node, path: Path = ()) -> list[Path]:
    """Paths of distributions whose keys are all numbers or durations."""
    if isinstance(node, ListNode):
        return [found for index, item in enumerate(node.items) for found in tables_of_points(item, (*path, index))]
    if not isinstance(node, MapNode) or path[:1] in {("variants",), ("sweep",)}:
        return []
    model = model_at(path) if path else None
    if model is not None and issubclass(model, DistributionForm):
        points = len(node.entries) > 1 and all(_POINT.fullmatch(key.strip()) for key in node.entries)
        return [path] if points and not names_days(node.entries) else []
    return [found for key, entry in node.entries.items() for found in tables_of_points(entry.node, (*path, key))]


def of_points(key: str, node: MapNode) -> tuple[str, str]:
    """Message and hint for a table of points.

    Parameters
    ----------
    key : str
        At which it stands.
    node : MapNode
    """
    message = f"a table of {len(node.entries)} points is no distribution"
    return message, f"write the mean alone, {key}: 4 min, or observed times: {key}: {{empirical: […]}}"
