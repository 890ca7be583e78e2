"""How much of a run its report shows: of very many days, queues or groups not everything, and it says what is left out.

A page of ten thousand rows is not read, and opens slowly. Everything is in the tables of the run folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures.series import drawn_stretches
from simdesk.measure.expression import Expression
from simdesk.measure.registry import EVERYTHING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.results.results import Results

MOST_POINTS = 2500
"""Points of the charts of one kind, over all queues or all groups together."""
LEAST_SUBJECTS = 8
"""Queues, and groups, that are drawn however many points each has."""
MOST_ROWS = 8000
"""Rows of all tables of intervals together."""
MOST_DAYS = 31
"""Days whose intervals are shown where not all are."""
_ELSEWHERE = "Everything is in the tables of the run folder, with --csv or --excel also as CSV or Excel files."


@dataclass(frozen=True)
class Extent:
    """What the report shows.

    Parameters
    ----------
    queues, groups : tuple of str
        Those with charts and with tables by day and by interval, in their order.
    intervals : tuple of int
        Measured intervals in the tables of every interval.
    about_charts, about_intervals : str
        What is left out, in words; empty where nothing is.
    """

    queues: tuple[str, ...]
    groups: tuple[str, ...]
    intervals: tuple[int, ...]
    about_charts: str = ""
    about_intervals: str = ""


def extent(results: Results) -> Extent:
    """What the report of a run shows."""
    measures = results.measures
    by_day = drawn_stretches(measures)
    points = measures.intervals if by_day is None else len(by_day)
    most = max(MOST_POINTS // max(points, 1), LEAST_SUBJECTS)
    queues = _largest(results, results.queues, "offered", most)
    groups = _largest(results, results.groups, "agents_on_duty", most)
    some = [
        f"the {len(mine)} of {len(whole)} {words}"
        for mine, whole, words in (
            (_named(queues), _named(results.queues), "queues with the most contacts"),
            (_named(groups), _named(results.groups), "agent groups with the most agents on duty"),
        )
        if len(mine) < len(whole)
    ]
    about = [f"Charts, and tables by day and by interval, show {' and '.join(some)}."] if some else []
    if by_day is not None:
        about.append(f"With {measures.intervals:,} intervals the charts have one point for each day.")
    days = measures.days_in_order
    chosen = _chosen_days(results, queues, len(queues) + len(groups))
    intervals = tuple(k for day in chosen for k in days[day][1]) if days else tuple(range(measures.intervals))
    left_out = len(chosen) < len(days)
    words = f"The tables show the {len(chosen)} of {len(days)} days on which a queue was served worst." if left_out else ""
    return Extent(
        queues,
        groups,
        intervals,
        " ".join([*about, _ELSEWHERE]) if about else "",
        " ".join(filter(None, [words, *about[: len(some) > 0], _ELSEWHERE])) if left_out or some else "",
    )


def _named(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name != EVERYTHING]


def _largest(results: Results, names: tuple[str, ...], metric: str, most: int) -> tuple[str, ...]:
    """All together and those with most of something, in their order."""
    if len(names) <= most:
        return names
    sizes = {name: results.measures.estimate(Expression.plain(metric, name)).mean for name in _named(names)}
    kept = set(sorted(sizes, key=lambda name: -np.nan_to_num(sizes[name]))[: most - 1]) | {EVERYTHING}
    return tuple(name for name in names if name in kept)


def _chosen_days(results: Results, queues: tuple[str, ...], tables: int) -> list[int]:
    """The days whose intervals are shown: all, or those on which a queue was served worst, in their order."""
    measures, days = results.measures, results.measures.days_in_order
    if not days or tables * measures.intervals <= MOST_ROWS:
        return list(range(len(days)))
    each = max(tables * measures.intervals // len(days), 1)
    worst: NDArray[np.float64] = np.full(len(days), np.inf)
    spans = [those for _, those in days]
    for queue in queues:
        expression = results.in_time(queue)
        if expression is not None:
            offered = measures.estimates(Expression.plain("offered", queue), spans).mean
            level = measures.estimates(expression, spans).mean
            worst = np.fmin(worst, np.where(offered >= 1.0, level, np.nan))
    order = np.argsort(worst, kind="stable")[: max(min(MOST_ROWS // each, MOST_DAYS), 1)]
    return sorted(order.tolist())
