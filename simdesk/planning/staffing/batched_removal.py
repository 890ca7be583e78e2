"""One agent fewer in many cells at once, where targets are met per interval.

Removing an agent affects only nearby intervals. So one simulation tests all cells at least six intervals apart, each judged by
the intervals near it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.removal import Removal, clearly_missed, paired_change, remove_one_by_one, try_removal
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray


def remove_unneeded(
    search: Search, headcount: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Removal]]:
    """Remove every agent that no target needs: one by one, or in batches with targets per interval.

    Parameters and returns are those of ``removal.remove_one_by_one``.
    """
    return (_remove_batched if search.problem.per_interval else remove_one_by_one)(search, headcount, days, only)


def remove_surplus(search: Search, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    """The plan after one pass of batched removals; unchanged if targets are over the day."""
    return _one_pass(search, headcount, np.ones(headcount.shape, bool), days)[0] if search.problem.per_interval else headcount


def _remove_batched(
    search: Search, headcount: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Removal]]:
    problem = search.problem
    open_cells = np.ones(headcount.shape, bool) if only is None else only
    found: dict[tuple[int, int], Removal] = {}
    for _ in range(tuning.BATCH_PASSES):
        before = headcount
        headcount, needed = _one_pass(search, headcount, open_cells, days)
        found |= {(one.group, one.interval): one for one in needed}
        if headcount is before:
            break
        open_cells = open_cells.copy()
        for cell in found:
            open_cells[cell] = False
    if not search.evaluate(headcount, days, "remove"):
        headcount, more = _repaired(search, headcount, days)
        found |= {(one.group, one.interval): one for one in more}
    return headcount, [one for one in found.values() if headcount[one.group, one.interval] > problem.low[one.group, one.interval]]


def _repaired(search: Search, headcount: NDArray[np.float64], days: int) -> tuple[NDArray[np.float64], list[Removal]]:
    """Add agents where the cells of a batch were not quite far enough apart, and test each of these agents alone."""
    raised, needed = search.raised(headcount, days), []
    for g, i in zip(*np.nonzero(raised > headcount), strict=True):
        cell = int(g), int(i)
        fewer = _with_fewer(search.problem, raised, [cell])
        one = try_removal(search, search.margins(raised, days), fewer, cell, search.effects_at(raised, days)[cell], days)
        if one is None:
            raised = fewer
        else:
            needed.append(one)
    return raised, needed


def _one_pass(
    search: Search, headcount: NDArray[np.float64], open_cells: NDArray[np.bool_], days: int
) -> tuple[NDArray[np.float64], list[Removal]]:
    """Test every cell once. Returns the plan with one agent fewer where that is possible, and the removals that miss a target."""
    problem, needed = search.problem, []
    base, worth, predicted = search.margins(headcount, days), search.worth(headcount, days), search.effects_at(headcount, days)
    per_interval = problem.intervals * int(search.judge.additive.sum())
    cells = [
        (int(g), int(i)) for g, i in zip(*np.nonzero(open_cells & (headcount > problem.low)), strict=True) if g in problem.free
    ]
    cells.sort(key=lambda cell: worth[cell] / problem.cost[cell[0]])
    left, few = base.mean(axis=0), days // tuning.REMOVAL_LOOKS[-1]
    if few >= tuning.BATCH_LEAST_DAYS:
        # A part of the days decides most cells; the others are simulated on all days, in fewer batches.
        unclear = []
        for batch in _batches(cells):
            change, error = paired_change(search, base, _with_fewer(problem, headcount, batch), few)
            missed = clearly_missed(left, change, error)
            for cell in batch:
                near = _constraints_near(search, cell[1], len(missed))
                if (missed & near).any():
                    nearby = np.where(near, change, 0.0)
                    needed.append(Removal(*cell, nearby, error, predicted[cell], clear=True, on_all_days=False))
                else:
                    unclear.append(cell)
        cells = [cell for cell in cells if cell in unclear]
    for batch in _batches(cells):
        other = _with_fewer(problem, headcount, batch)
        change, error = paired_change(search, base, other, days)
        missed = left + change < -tuning.ROUNDING
        for cell in batch:
            near = _constraints_near(search, cell[1], len(missed))
            one: Removal | None = None
            if (missed & near).any():
                one = Removal(*cell, np.where(near, change, 0.0), error, predicted[cell], clear=True, on_all_days=True)
            elif missed[per_interval:].any():
                # A target over the whole day is missed: test whether this cell alone does it.
                alone = _with_fewer(problem, headcount, [cell])
                one = try_removal(search, search.margins(headcount, days), alone, cell, predicted[cell], days)
            if one is not None:
                needed.append(one)
                other[cell] = headcount[cell]
        if (other != headcount).any() and not (missed[per_interval:].any() and not search.meets(other, days)):
            headcount = other
    return headcount, needed


def _with_fewer(problem: Problem, headcount: NDArray[np.float64], cells: list[tuple[int, int]]) -> NDArray[np.float64]:
    other = headcount.copy()
    for cell in cells:
        other[cell] = max(other[cell] - problem.step, problem.low[cell])
    return other


def _constraints_near(search: Search, interval: int, constraints: int) -> NDArray[np.bool_]:
    """Constraints of the intervals in which an agent of this interval is felt, shape (constraints,)."""
    near, intervals = np.zeros(constraints, bool), search.problem.intervals
    parts = near[: intervals * int(search.judge.additive.sum())].reshape(-1, intervals)
    parts[:, max(interval + tuning.FELT_INTERVALS.start, 0) : interval + tuning.FELT_INTERVALS.stop] = True
    return near


def _batches(cells: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The cells in batches in which no two are less than ``tuning.BATCH_SPACING`` intervals apart, in the order given."""
    batches: list[list[tuple[int, int]]] = []
    for cell in cells:
        for batch in batches:
            if all(abs(cell[1] - other) >= tuning.BATCH_SPACING for _, other in batch):
                batch.append(cell)
                break
        else:
            batches.append([cell])
    return batches
