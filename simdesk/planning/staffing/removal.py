"""Take one head away in each cell: where a target breaks the head is needed, and where none does it is spared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.judge import standard_error
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOKS = (10, 5)
"""After a tenth and a fifth of the days it is looked whether a head is clearly needed, after a fifth whether it is likely."""
_ALL_DAYS = 16
"""Cells up to which it is looked on all days until it is clear; with more of them what is likely is enough."""
_SURE = 2.5
"""Standard errors that make it clear."""


@dataclass(frozen=True, eq=False)
class Without:
    """What happens without one head of a cell.

    Parameters
    ----------
    group, interval : int
    change : ndarray of float, shape (constraints,)
        Of the margins, a day.
    error : ndarray of float, shape (constraints,)
        Standard error of it, paired day by day.
    foreseen : ndarray of float, shape (constraints,)
        By how much margins fall by the effects fitted to all cells.
    clear : bool
        A target breaks on all of the days searched on, or on some of them by more than 2.5 standard errors. Else it is
        likely to, from a fifth of the days and the effect fitted to heads like it.
    whole : bool
        Played on all of the days searched on.
    """

    group: int
    interval: int
    change: NDArray[np.float64]
    error: NDArray[np.float64]
    foreseen: NDArray[np.float64]
    clear: bool
    whole: bool


def spare(
    search: Search, heads: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Without]]:
    """Take out every head that no target needs, one after the other, the dearest for what it does first.

    Parameters
    ----------
    search : Search
    heads : ndarray of float, shape (groups, intervals)
        They keep every target over these days.
    days : int
    only : ndarray of bool, shape (groups, intervals), optional
        The cells that are looked at; None for all.

    Returns
    -------
    heads : ndarray of float, shape (groups, intervals)
        Without any one of them a target breaks, or is likely to (``Without.clear``).
    without : list of Without
        Of every cell that has a head to take out.
    """
    problem = search.problem
    cells = [(g, i) for g in problem.free for i in range(problem.intervals) if heads[g, i] > problem.low[g, i]]
    cells = [cell for cell in cells if only is None or only[cell]]
    foreseen = search.effects_at(heads, days)
    worth = search.worth(heads, days)
    cells.sort(key=lambda cell: worth[cell] / problem.cost[cell[0]])
    found: dict[tuple[int, int], Without] = {}
    base = search.margins(heads, days)
    for g, i in cells:
        while heads[g, i] > problem.low[g, i]:
            fewer = heads.copy()
            fewer[g, i] = max(fewer[g, i] - problem.step, problem.low[g, i])
            without = look(search, base, fewer, (g, i), foreseen[g, i], days)
            if without is not None:
                found[g, i] = without
                break
            heads, base = fewer, search.margins(fewer, days)
            search.look_at(heads, days, "spare")
    return heads, list(found.values())


def look(
    search: Search,
    base: NDArray[np.float64],
    fewer: NDArray[np.float64],
    cell: tuple[int, int],
    foreseen: NDArray[np.float64],
    days: int,
) -> Without | None:
    """What a head less does, from as many days as it takes; None where every target still holds on all of them."""
    left = base.mean(axis=0)
    looks = [max(days // part, 4) for part in LOOKS]
    many_cells = len(search.problem.free) * int(search.problem.open.sum()) > _ALL_DAYS
    for many in (*looks, days):
        change, error = paired(search, base, fewer, many)
        one = Without(*cell, change, error, foreseen, clear=False, whole=many == days)
        if breaks(replace(one, clear=True), left):
            return replace(one, clear=True)
        if many == looks[-1] < days and many_cells and breaks(one, left):
            return one
    return None


def paired(
    search: Search, base: NDArray[np.float64], heads: NDArray[np.float64], days: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By how much the margins of other heads differ, day by day, and the standard error; each shape (constraints,)."""
    changes = search.margins(heads, days) - base[:days]
    return changes.mean(axis=0), standard_error(changes)


def sure_to_break(left: NDArray[np.float64], change: NDArray[np.float64], error: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What breaks by a change of the margins beyond chance, shape (constraints,)."""
    return np.asarray(left + change + _SURE * error < 0)


def breaks(without: Without, left: NDArray[np.float64]) -> bool:
    """Whether a target breaks without the head, or is likely to, where margins are as given; shape (constraints,)."""
    if without.whole:
        return bool((left + without.change < -1e-9).any())
    if without.clear:
        return bool(sure_to_break(left, without.change, without.error).any())
    return bool((left + 0.5 * (without.change - without.foreseen) < 0).any())
