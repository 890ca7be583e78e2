"""Test one agent fewer in each cell: if a target is then missed the agent is needed; if not, the agent is removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.judge import standard_error
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Removal:
    """What one agent fewer in a cell does.

    Parameters
    ----------
    group, interval : int
    change : ndarray of float, shape (constraints,)
        Change of the margins, a day.
    error : ndarray of float, shape (constraints,)
        Standard error of the change, paired day by day.
    predicted : ndarray of float, shape (constraints,)
        Fall of the margins by the effects fitted to all cells.
    clear : bool
        A target is missed on all search days, or on some of them by more than ``tuning.REMOVAL_CLEAR_ERRORS`` standard errors.
        If not clear, a miss is likely, judged by a fifth of the days and the effect fitted to similar cells.
    on_all_days : bool
        Simulated on all search days.
    """

    group: int
    interval: int
    change: NDArray[np.float64]
    error: NDArray[np.float64]
    predicted: NDArray[np.float64]
    clear: bool
    on_all_days: bool


def remove_one_by_one(
    search: Search, headcount: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Removal]]:
    """Remove every agent that no target needs, one after the other, beginning with those that do least for their cost.

    Parameters
    ----------
    search : Search
    headcount : ndarray of float, shape (groups, intervals)
        A plan that meets every target over these days.
    days : int
    only : ndarray of bool, shape (groups, intervals), optional
        The cells to test; None for all.

    Returns
    -------
    headcount : ndarray of float, shape (groups, intervals)
        With any one agent fewer a target is missed, or likely missed (``Removal.clear``).
    removals : list of Removal
        One for every cell above its lower limit.
    """
    problem = search.problem
    cells = [(g, i) for g in problem.free for i in range(problem.intervals) if headcount[g, i] > problem.low[g, i]]
    cells = [cell for cell in cells if only is None or only[cell]]
    predicted = search.effects_at(headcount, days)
    worth = search.worth(headcount, days)
    cells.sort(key=lambda cell: worth[cell] / problem.cost[cell[0]])
    found: dict[tuple[int, int], Removal] = {}
    base = search.margins(headcount, days)
    for g, i in cells:
        while headcount[g, i] > problem.low[g, i]:
            fewer = headcount.copy()
            fewer[g, i] = max(fewer[g, i] - problem.step, problem.low[g, i])
            removal = try_removal(search, base, fewer, (g, i), predicted[g, i], days)
            if removal is not None:
                found[g, i] = removal
                break
            headcount, base = fewer, search.margins(fewer, days)
            search.evaluate(headcount, days, "remove")
    return headcount, list(found.values())


def try_removal(
    search: Search,
    base: NDArray[np.float64],
    fewer: NDArray[np.float64],
    cell: tuple[int, int],
    predicted: NDArray[np.float64],
    days: int,
) -> Removal | None:
    """Simulate one agent fewer on as many days as it takes; None if every target is still met on all of them."""
    left = base.mean(axis=0)
    looks = [max(days // part, tuning.REMOVAL_LEAST_DAYS) for part in tuning.REMOVAL_LOOKS]
    many_cells = len(search.problem.free) * int(search.problem.open.sum()) > tuning.CELLS_TESTED_ON_ALL_DAYS
    for many in (*looks, days):
        change, error = paired_change(search, base, fewer, many)
        one = Removal(*cell, change, error, predicted, clear=False, on_all_days=many == days)
        if misses_target(replace(one, clear=True), left):
            return replace(one, clear=True)
        if many == looks[-1] < days and many_cells and misses_target(one, left):
            return one
    return None


def paired_change(
    search: Search, base: NDArray[np.float64], headcount: NDArray[np.float64], days: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean change of the margins under another plan, paired by day, and its standard error; each shape (constraints,)."""
    changes = search.margins(headcount, days) - base[:days]
    return changes.mean(axis=0), standard_error(changes)


def clearly_missed(left: NDArray[np.float64], change: NDArray[np.float64], error: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which constraints a change of the margins misses significantly, shape (constraints,)."""
    return np.asarray(left + change + tuning.REMOVAL_CLEAR_ERRORS * error < 0)


def misses_target(removal: Removal, left: NDArray[np.float64]) -> bool:
    """Whether a target is missed, or likely missed, after a removal from a plan with these margins, shape (constraints,)."""
    if removal.on_all_days:
        return bool((left + removal.change < -tuning.ROUNDING).any())
    if removal.clear:
        return bool(clearly_missed(left, removal.change, removal.error).any())
    # Likely: by the mean of the change seen and the change fitted.
    return bool((left + 0.5 * (removal.change - removal.predicted) < 0).any())
