"""The next heads to try: the cheapest that, by the effects measured, keep every target. A linear program.

After Atlason, Epelman and Henderson (Annals of Operations Research 127, 2004) and Cezik and L'Ecuyer (Management Science 54,
2008): what simulation says of the neighbourhood is made linear constraints, solved, and simulated again. They keep all cuts they
have made; here the effects are measured anew around each point, and heads may only move a little from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.effects import Effects
from simdesk.planning.staffing.judge import Margins
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MORE = (1.0, 1.35, 1.8)
"""What the first, second and third head taken out of a cell cost in service, as multiples of the effect measured."""
_LESS = (0.75, 0.55, 0.4)
"""What the first, second and third head put into a cell bring."""


def next_heads(
    problem: Problem,
    heads: NDArray[np.float64],
    kept: NDArray[np.float64],
    effects: NDArray[np.float64],
    trust: int,
) -> NDArray[np.float64]:
    """The cheapest heads near others that keep every target by the effects measured.

    Parameters
    ----------
    problem : Problem
    heads : ndarray of float, shape (groups, intervals)
    kept : ndarray of float, shape (constraints,)
        Margins of the heads, a day, less what is to be kept in hand.
    effects : ndarray of float, shape (groups, intervals, constraints)
        By how much each falls with a head less in a cell.
    trust : int
        Steps a cell may move, 1 to 3.

    Returns
    -------
    ndarray of float, shape (groups, intervals)
    """
    from scipy.optimize import linprog

    cells = [(g, i) for g in problem.free for i in range(problem.intervals)]
    columns, prices, ceilings, moves = [], [], [], []
    for g, i in cells:
        for k in range(trust):
            for sign, factors in ((-1, _MORE), (1, _LESS)):
                after = heads[g, i] + sign * (k + 1) * problem.step
                possible = problem.low[g, i] - 1e-9 <= after <= problem.high[g, i] + 1e-9
                columns.append(-sign * factors[k] * effects[g, i])
                # A hair more for what is moved further, so that equal prices do not move heads about.
                prices.append(problem.cost[g] * problem.step * (sign + 1e-4 * (k + 1)))
                ceilings.append(1.0 if possible else 0.0)
                moves.append((g, i, sign))
    short = np.eye(len(kept))
    dear = 1e3 * max(prices) / np.maximum(np.abs(effects).max(axis=(0, 1)), 1e-6)
    found = linprog(
        np.concatenate([prices, dear]),
        A_ub=np.hstack([np.array(columns).T, -short]),
        b_ub=kept,
        bounds=[*((0.0, ceiling) for ceiling in ceilings), *[(0.0, None)] * len(kept)],
    )
    if found.x is None:
        return heads
    moved = heads.copy()
    # Few are between 0 and 1, no more than there are targets in force: those heads stay, or are put in.
    for part, (g, i, sign) in zip(found.x, moves, strict=False):
        moved[g, i] += (part > 1e-6 if sign > 0 else part > 1 - 1e-6) * sign * problem.step
    return np.clip(moved, problem.low, problem.high) + 0.0  # no -0, which would look like other heads


def on_constraints(
    problem: Problem, effects: Effects, heads: NDArray[np.float64], margins: Margins, additive: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """By how much each thing that must hold falls with a head less in a cell, shape (groups, intervals, constraints)."""
    parts, whole = effects.of(problem, heads, margins)
    if not problem.each:
        return whole
    groups, intervals = whole.shape[:2]
    return np.concatenate([parts[:, :, additive].reshape(groups, intervals, -1), whole[:, :, ~additive]], axis=2)
