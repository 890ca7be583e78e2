"""Which points of a sweep are worth their cost."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

CIRCUMSTANCES = frozenset(
    {
        "arrivals",
        "handle_time",
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
"""Keys of what happens to a centre rather than being decided there: points are weighed where these are equal."""


def is_circumstance(path: Sequence[str | int]) -> bool:
    """Whether what stands at a path is not for the planner to choose."""
    return not CIRCUMSTANCES.isdisjoint(path)


def efficient(costs: Sequence[float], values: Sequence[float], better: int, apart: Sequence[Hashable]) -> list[bool]:
    """For each point, whether no other of its kind is as cheap and as good, and better in one of the two.

    Parameters
    ----------
    costs, values : sequence of float
        NaN is never efficient.
    better : int
        +1 when more is better, -1 when less is.
    apart : sequence of hashable
        Only points of equal circumstances are weighed against each other; one that stands alone is not efficient.

    Returns
    -------
    list of bool
    """
    of_kind: dict[Hashable, list[int]] = {}
    for k, kind in enumerate(apart):
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
