"""The efficient frontier: points that no other point beats in both cost and service."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

CIRCUMSTANCES = frozenset(
    {
        "arrivals",
        "handle_time",
        "aht",
        "wrap_up",
        "patience",
        "balking",
        "redial",
        "repeat",
        "transfer",
        "misrouted",
        "assistance",
        "customer_time",
        "leaves_after",
        "shrinkage",
        "absence",
        "late",
        "events",
    }
)
"""Keys of circumstances, which a centre cannot choose. Only points with equal circumstances are compared."""


def is_circumstance(path: Sequence[str | int]) -> bool:
    """Whether the input at a path is a circumstance, not a planner's choice."""
    return not CIRCUMSTANCES.isdisjoint(path)


def efficient(costs: Sequence[float], values: Sequence[float], better: int, kinds: Sequence[Hashable]) -> list[bool]:
    """Whether each point is efficient: no other of its kind is as cheap and as good, and better in one of the two.

    Parameters
    ----------
    costs, values : sequence of float
        NaN is never efficient.
    better : int
        +1 if more is better, -1 if less is.
    kinds : sequence of hashable
        Circumstances of each point. Only points of one kind are compared; a kind with a single point has no efficient one.

    Returns
    -------
    list of bool
    """
    of_kind: dict[Hashable, list[int]] = {}
    for k, kind in enumerate(kinds):
        if not (math.isnan(costs[k]) or math.isnan(values[k])):
            of_kind.setdefault(kind, []).append(k)
    found = [False] * len(costs)
    for points in of_kind.values():
        if len(points) < 2:
            continue
        best, at = -math.inf, math.inf
        for k in sorted(points, key=lambda k: (costs[k], -better * values[k])):
            value = better * values[k]
            found[k] = value > best or (value == best and costs[k] == at)
            if value > best:
                best, at = value, costs[k]
    return found
