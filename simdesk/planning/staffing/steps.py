"""The next plan to try: the cheapest that meets every target by the measured effects. A linear program.

After Atlason, Epelman and Henderson (Annals of Operations Research 127, 2004) and Cezik and L'Ecuyer (Management Science 54,
2008): simulated effects become linear constraints, the program is solved, and its plan is simulated again. They keep all earlier
cuts. Here the effects are measured again around each plan, and headcount may move only a little from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.effects import Effects
from simdesk.planning.staffing.judge import Margins
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def next_headcount(
    problem: Problem,
    headcount: NDArray[np.float64],
    margins: NDArray[np.float64],
    effects: NDArray[np.float64],
    most_steps: int,
) -> NDArray[np.float64]:
    """The cheapest plan near another that meets every target by the measured effects.

    Parameters
    ----------
    problem : Problem
    headcount : ndarray of float, shape (groups, intervals)
    margins : ndarray of float, shape (constraints,)
        Margins of this plan, a day, less the safety margin.
    effects : ndarray of float, shape (groups, intervals, constraints)
        Fall of each margin with one agent fewer in a cell.
    most_steps : int
        Steps a cell may move, 1 to 3.

    Returns
    -------
    ndarray of float, shape (groups, intervals)
    """
    from scipy.optimize import linprog

    cells = [(g, i) for g in problem.free for i in range(problem.intervals)]
    columns, prices, ceilings, moves = [], [], [], []
    for g, i in cells:
        for k in range(most_steps):
            for sign, factors in ((-1, tuning.REMOVAL_FACTORS), (1, tuning.ADDITION_FACTORS)):
                after = headcount[g, i] + sign * (k + 1) * problem.step
                possible = problem.low[g, i] - 1e-9 <= after <= problem.high[g, i] + 1e-9
                columns.append(-sign * factors[k] * effects[g, i])
                # Slightly more for larger steps, so that plans of equal cost do not swap agents back and forth.
                prices.append(problem.cost[g] * problem.step * (sign + tuning.DISTANCE_PRICE * (k + 1)))
                ceilings.append(1.0 if possible else 0.0)
                moves.append((g, i, sign))
    shortfall = np.eye(len(margins))
    shortfall_prices = tuning.SHORTFALL_PRICE * max(prices) / np.maximum(np.abs(effects).max(axis=(0, 1)), 1e-6)
    found = linprog(
        np.concatenate([prices, shortfall_prices]),
        A_ub=np.hstack([np.array(columns).T, -shortfall]),
        b_ub=margins,
        bounds=[*((0.0, ceiling) for ceiling in ceilings), *[(0.0, None)] * len(margins)],
    )
    if found.x is None:
        return headcount
    moved = headcount.copy()
    # A few parts lie between 0 and 1, at most one for each binding target. They are rounded towards more agents.
    for part, (g, i, sign) in zip(found.x, moves, strict=False):
        moved[g, i] += (part > 1e-6 if sign > 0 else part > 1 - 1e-6) * sign * problem.step
    return np.clip(moved, problem.low, problem.high) + 0.0  # no -0, which would look like another plan


def effects_on_constraints(
    problem: Problem, effects: Effects, headcount: NDArray[np.float64], margins: Margins, additive: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Fall of each constraint's margin with one agent fewer in a cell, shape (groups, intervals, constraints)."""
    parts, whole = effects.of(problem, headcount, margins)
    if not problem.per_interval:
        return whole
    groups, intervals = whole.shape[:2]
    return np.concatenate([parts[:, :, additive].reshape(groups, intervals, -1), whole[:, :, ~additive]], axis=2)
