"""Take one head away in each cell: where a target breaks the head is needed, and where none does it is spared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.judge import standard_error
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOKS = (10, 5)
"""After a tenth and a fifth of the days it is looked whether a head is clearly needed, after a fifth whether it is likely."""
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
    clear : bool
        A target breaks on all of the days searched on, or on some of them by more than 2.5 standard errors. Else it is
        likely to, from a fifth of the days and the effect fitted to heads like it.
    """

    group: int
    interval: int
    change: NDArray[np.float64]
    error: NDArray[np.float64]
    clear: bool


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
            without = _look(search, base, fewer, (g, i), foreseen[g, i], days)
            if without is not None:
                found[g, i] = without
                break
            heads, base = fewer, search.margins(fewer, days)
            search.look_at(heads, days, "spare")
    return heads, list(found.values())


def _look(
    search: Search,
    base: NDArray[np.float64],
    fewer: NDArray[np.float64],
    cell: tuple[int, int],
    foreseen: NDArray[np.float64],
    days: int,
) -> Without | None:
    """What a head less does, from as many days as it takes; None where every target still holds on all of them."""
    left = base.mean(axis=0)
    looks = [max(days // part, 4) for part in _LOOKS]
    for many in (*looks, days):
        changes = search.margins(fewer, many) - base[:many]
        change, error = changes.mean(axis=0), standard_error(changes)
        clear = bool((left + change + _SURE * error < 0).any())
        likely = many == looks[-1] and (left + 0.5 * (change - foreseen) < 0).any()
        if many < days and (clear or likely):
            return Without(*cell, change, error, clear)
    return None if (left + change >= -1e-9).all() else Without(*cell, change, error, clear=True)
