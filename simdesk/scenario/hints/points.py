"""Tables of points where a distribution belongs: ``{10 s: 4%, 30 s: 15%}``, told once."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.series import names_days
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar
from simdesk.units import format_duration, parse_duration, parse_share

_POINT = re.compile(
    r"(?:[<>≤≥]=?\s*)?\d[\d.,]*(?:\s*(?:-|to|\.\.)\s*\d[\d.,]*)?\s*(?:s|sec|seconds?|m|min|minutes?|h|hours?|%)?\+?", re.I
)
_NEARLY = 1e-6


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
    mean = _mean(node)
    observed = "observed times go into {empirical: […]}"
    return message, f"write {key}: {format_duration(mean)}, as the mean of these points; {observed}" if mean else observed


def _mean(node: MapNode) -> float:
    """The mean of points with the shares that have ended by then, or with shares of their own; 0 for others."""
    try:
        times = [parse_duration(key) for key in node.entries]
        shares = [parse_share(entry.node.value) for entry in node.entries.values() if isinstance(entry.node, Scalar)]
    except InputError:
        return 0.0
    if len(shares) != len(times):
        return 0.0
    if abs(sum(shares) - 1) < _NEARLY:
        return sum(time * share for time, share in zip(times, shares, strict=True))
    if shares != sorted(shares) or times != sorted(times) or abs(shares[-1] - 1) > _NEARLY:
        return 0.0
    before = [0.0, *shares[:-1]]
    middles = [(early + late) / 2 for early, late in zip([0.0, *times[:-1]], times, strict=True)]
    return float(round(sum(middle * (now - then) for middle, now, then in zip(middles, shares, before, strict=True))))
