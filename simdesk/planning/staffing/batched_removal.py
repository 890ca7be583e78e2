"""One head less where targets are held in each interval: cells far apart are tried at once, each told by the intervals near it.

What a head less breaks it breaks near its own interval, so one play with a head less in cells six intervals apart tells of all
of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.effects import APART, FELT
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.removal import LOOKS, Without, look, paired, spare, sure_to_break
from simdesk.planning.staffing.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PASSES = 3
_TELLING = 12
"""Days from which a part of them tells of most cells."""


def spared(
    search: Search, heads: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Without]]:
    """Take out every head that no target needs: one after the other, or, held in each interval, those far apart at once.

    Parameters and what is returned are those of ``proof.spare``.
    """
    return (_apart if search.problem.each else spare)(search, heads, days, only)


def thinned(search: Search, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    """Heads without those that are clearly too many, where targets are held in each interval; over the day as they are."""
    return _once(search, heads, np.ones(heads.shape, bool), days)[0] if search.problem.each else heads


def _apart(
    search: Search, heads: NDArray[np.float64], days: int, only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], list[Without]]:
    problem = search.problem
    open_cells = np.ones(heads.shape, bool) if only is None else only
    found: dict[tuple[int, int], Without] = {}
    for _ in range(_PASSES):
        before = heads
        heads, told = _once(search, heads, open_cells, days)
        found |= {(one.group, one.interval): one for one in told}
        if heads is before:
            break
        open_cells = open_cells.copy()
        for cell in found:
            open_cells[cell] = False
    if not search.look_at(heads, days, "spare"):
        heads, more = _mended(search, heads, days)
        found |= {(one.group, one.interval): one for one in more}
    return heads, [one for one in found.values() if heads[one.group, one.interval] > problem.low[one.group, one.interval]]


def _mended(search: Search, heads: NDArray[np.float64], days: int) -> tuple[NDArray[np.float64], list[Without]]:
    """Heads put in where those far apart were not quite far enough, and what happens without these."""
    lifted, told = search.lifted(heads, days), []
    for g, i in zip(*np.nonzero(lifted > heads), strict=True):
        cell = int(g), int(i)
        fewer = _less(search.problem, lifted, [cell])
        one = look(search, search.margins(lifted, days), fewer, cell, search.effects_at(lifted, days)[cell], days)
        if one is None:
            lifted = fewer
        else:
            told.append(one)
    return lifted, told


def _once(
    search: Search, heads: NDArray[np.float64], open_cells: NDArray[np.bool_], days: int
) -> tuple[NDArray[np.float64], list[Without]]:
    """Every cell once: heads with one less in those that can do with it, and what happens in the others."""
    problem, told = search.problem, []
    base, worth, foreseen = search.margins(heads, days), search.worth(heads, days), search.effects_at(heads, days)
    in_parts = problem.intervals * int(search.judge.additive.sum())
    cells = [(int(g), int(i)) for g, i in zip(*np.nonzero(open_cells & (heads > problem.low)), strict=True) if g in problem.free]
    cells.sort(key=lambda cell: worth[cell] / problem.cost[cell[0]])
    left, few = base.mean(axis=0), days // LOOKS[-1]
    if few >= _TELLING:
        # A part of the days tells of most cells; the others share the plays on all of them.
        unclear = []
        for together in _plays(cells):
            change, error = paired(search, base, _less(problem, heads, together), few)
            broken = sure_to_break(left, change, error)
            for cell in together:
                near = _near(search, cell[1], len(broken))
                if (broken & near).any():
                    told.append(Without(*cell, np.where(near, change, 0.0), error, foreseen[cell], clear=True, whole=False))
                else:
                    unclear.append(cell)
        cells = [cell for cell in cells if cell in unclear]
    for together in _plays(cells):
        other = _less(problem, heads, together)
        change, error = paired(search, base, other, days)
        broken = left + change < -1e-9
        for cell in together:
            near = _near(search, cell[1], len(broken))
            one: Without | None = None
            if (broken & near).any():
                one = Without(*cell, np.where(near, change, 0.0), error, foreseen[cell], clear=True, whole=True)
            elif broken[in_parts:].any():
                # What only the whole day has: whether this cell alone breaks it.
                alone = _less(problem, heads, [cell])
                one = look(search, search.margins(heads, days), alone, cell, foreseen[cell], days)
            if one is not None:
                told.append(one)
                other[cell] = heads[cell]
        if (other != heads).any() and not (broken[in_parts:].any() and not search.keeps(other, days)):
            heads = other
    return heads, told


def _less(problem: Problem, heads: NDArray[np.float64], cells: list[tuple[int, int]]) -> NDArray[np.float64]:
    other = heads.copy()
    for cell in cells:
        other[cell] = max(other[cell] - problem.step, problem.low[cell])
    return other


def _near(search: Search, interval: int, constraints: int) -> NDArray[np.bool_]:
    """What is held in the intervals in which a head of this one is felt, shape (constraints,)."""
    near, intervals = np.zeros(constraints, bool), search.problem.intervals
    parts = near[: intervals * int(search.judge.additive.sum())].reshape(-1, intervals)
    parts[:, max(interval + FELT.start, 0) : interval + FELT.stop] = True
    return near


def _plays(cells: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The cells parted so that no two of a part are less than six intervals from each other, the first of them first."""
    parts: list[list[tuple[int, int]]] = []
    for cell in cells:
        for part in parts:
            if all(abs(cell[1] - other) >= APART for _, other in part):
                part.append(cell)
                break
        else:
            parts.append([cell])
    return parts
