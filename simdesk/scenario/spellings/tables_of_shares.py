"""Durations as a table of shares, such as how many have gone after so long: what to write instead is worked out."""

from __future__ import annotations

import itertools
import math
from functools import reduce

from simdesk.errors import InputError
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import MapNode, Node, Scalar, is_number
from simdesk.scenario.spellings.clocks import duration
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded
from simdesk.units import parse_duration, parse_share

_KEYS = ("patience", "handle_time", "aht", "wrap_up", "talk_time", "acw", "average_patience", "mean_patience", "time_to_abandon")
_AROUND = (
    "empirical",
    "observed",
    "cumulative",
    "cdf",
    "distribution",
    "table",
    "quantiles",
    "percentiles",
    "histogram",
    "shares",
)
_POINTS = 20
"""Equally likely durations that stand in for a table."""
_MOST_POINTS = 50
_ALMOST = 1e-6


def _row(key: str, node: Node) -> tuple[float, float] | None:
    """Seconds and a share; None for what is no row of such a table."""
    value = node.value if isinstance(node, Scalar) else None
    try:
        seconds = parse_duration(key)
        share = float(value) if is_number(node) else parse_share(value)  # type: ignore[arg-type]
    except InputError:
        return None
    return seconds, share


def _rows(node: Node) -> list[tuple[float, float]]:
    """The rows of a table, shares as fractions; empty where it is none."""
    if isinstance(node, MapNode) and len(node.entries) == 1 and folded(next(iter(node.entries))) in _AROUND:
        node = next(iter(node.entries.values())).node
    if not isinstance(node, MapNode) or len(node.entries) < 2:
        return []
    rows = [_row(key, entry.node) for key, entry in node.entries.items()]
    found = [row for row in rows if row is not None]
    if len(found) < len(rows):
        return []
    whole = max(share for _, share in found)
    return [(seconds, share / 100 if whole > 1 + _ALMOST else share) for seconds, share in found]


def _is_table(node: Node) -> bool:
    return bool(_rows(node))


def _table(block: MapNode, key: str) -> MapNode:
    node = block.entries[key].node
    rows = sorted(_rows(node))
    shares = [share for _, share in rows]
    if abs(shares[-1] - 1) < _ALMOST and all(one <= other for one, other in itertools.pairwise(shares)):
        message = "a table of cumulative shares is no distribution that can be written"
        points = ", ".join(_in_seconds(_quantile(rows, (n + 0.5) / _POINTS)) for n in range(_POINTS))
        hint = (
            f"write {key}: {{empirical: [{points}]}}, {_POINTS} equally likely points of it, straight between its rows; or "
            f"{key}: {_mean(rows, node)}, an exponential of the same mean"
        )
    elif abs(math.fsum(shares) - 1) < 1e-3:
        message = "a table of shares is no distribution that can be written"
        hint = f"write {key}: {{empirical: [{_repeated(rows)}]}}, each as often as its share"
    else:
        message = "a table of shares by duration must rise to 100%, or sum to 100%"
        hint = f"write the duration at which 100% are reached (the last share is {100 * shares[-1]:.6g}%)"
    others = {"handle_time", "aht", "talk_time"} & {*block.entries} - {key}
    instead = {"handle_time": "4 min"} if key in ("handle_time", "aht", "talk_time") and not others else {}
    raise UnclearError(message, hint, instead=instead)


def _quantile(rows: list[tuple[float, float]], share: float) -> float:
    before, below = 0.0, 0.0
    for seconds, reached in rows:
        if reached >= share and reached > below:
            return before + (seconds - before) * (share - below) / (reached - below)
        before, below = seconds, reached
    return before


def _mean(rows: list[tuple[float, float]], node: Node) -> str:
    total, before, below = 0.0, 0.0, 0.0
    for seconds, reached in rows:
        total += (reached - below) * (before + seconds) / 2
        before, below = seconds, reached
    return str(duration(round(total), node).value)


def _repeated(rows: list[tuple[float, float]]) -> str:
    """Durations, each so often that its share is right, or nearly so."""
    parts = [round(share * 1000) for _, share in rows]
    step: float = reduce(math.gcd, parts) or 1
    if sum(parts) / step > _MOST_POINTS:
        step = 1000 / _POINTS
    times = [(seconds, round(part / step)) for (seconds, _), part in zip(rows, parts, strict=True)]
    return ", ".join(_in_seconds(seconds) for seconds, number in times for _ in range(number))


def _in_seconds(seconds: float) -> str:
    return f"{seconds:.3g} s"


TABLES_OF_SHARES: tuple[Spelling, ...] = (
    Spelling(Queue, _KEYS, _table, "patience: {10 s: 4%, 60 s: 30%, 600 s: 100%}", "", _is_table),
)
"""Tables of shares by duration."""
