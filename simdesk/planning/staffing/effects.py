"""What one agent fewer does in each cell: measured by simulating many distant cells at once, and fitted.

An agent removed at ten is felt from the interval before, whose contacts still wait then, until a few intervals later. So every
sixth interval of a group is simulated with one agent fewer at the same time, and each change is attributed to the nearest cell.
Six simulations measure all the cells of a group, however long the day.

The change seen in a single cell over some days is mostly random, and a search would chase that noise. So the effects of each
group and target are fitted by a few coefficients. They multiply what the days measure well: the contacts that arrive and the
share p of them that is late. That share enters as p (1 − p), the slope of an S-shaped curve: if nobody is late, or everybody is,
one agent changes little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.attainable import steered
from simdesk.planning.staffing.judge import Judge, Margins
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Effects:
    """The fitted effects of one agent fewer.

    Parameters
    ----------
    slopes : ndarray of float, shape (groups, targets, len(tuning.FELT_INTERVALS), features)
        Coefficients of the features. Not negative: one agent fewer never helps.
    lasting : ndarray of float, shape (groups, targets)
        For targets that cannot be measured by interval: fall of the day's margin, the same in all cells. Negative if one agent
        fewer helps, which is possible with targets that depend on which agents answer.
    """

    slopes: NDArray[np.float64]
    lasting: NDArray[np.float64]

    def of(
        self, problem: Problem, headcount: NDArray[np.float64], margins: Margins
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Fall of the margins, a day, with one agent fewer in each cell.

        Returns
        -------
        parts : ndarray of float, shape (groups, intervals, targets, intervals)
        whole : ndarray of float, shape (groups, intervals, targets)
        """
        features = _features(headcount, margins)
        groups, targets = self.lasting.shape
        intervals = problem.intervals
        parts = np.zeros((groups, intervals, targets, intervals))
        for k, shift in enumerate(tuning.FELT_INTERVALS):
            here = np.arange(max(0, -shift), min(intervals, intervals - shift))
            felt = np.einsum("gjf,jif->gij", self.slopes[:, :, k], features[:, here + shift])
            parts[:, here, :, here + shift] = felt.transpose(1, 0, 2)
        return parts, parts.sum(axis=3) + self.lasting[:, None]

    def averaged_with(self, later: Effects) -> Effects:
        """The mean of these effects and of those measured later."""
        return Effects(0.5 * (self.slopes + later.slopes), 0.5 * (self.lasting + later.lasting))


def _features(headcount: NDArray[np.float64], margins: Margins) -> NDArray[np.float64]:
    """Quantities that effects are proportional to, shape (targets, intervals, 3)."""
    numerator, denominator = (_smoothed(values.mean(axis=0)) for values in (margins.numerator, margins.denominator))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(numerator / denominator)
    agents = np.maximum(headcount.sum(axis=0), 1.0)
    is_share = (numerator <= denominator + 1e-9).all(axis=1, keepdims=True)
    slope = np.where(is_share, denominator * share * (1.0 - share), numerator)
    return np.stack([slope / np.sqrt(agents), denominator / agents, np.sqrt(denominator) / agents], axis=2)


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted means of each interval and its neighbours, shape (targets, intervals)."""
    padded = np.pad(values, ((0, 0), (1, 1)), mode="edge")
    return np.asarray(
        sum(w * padded[:, k : k + values.shape[1]] for k, w in enumerate(tuning.SMOOTHING)) / tuning.SMOOTHING.sum()
    )


def measure_effects(problem: Problem, judge: Judge, headcount: NDArray[np.float64], days: int) -> Effects:
    """Measure the effects around a plan and fit them."""
    from scipy.optimize import nnls

    groups, intervals, targets = len(problem.floor.groups), problem.intervals, len(problem.targets)
    base = judge.margins(headcount, days)
    features = _features(headcount, base)
    slopes, lasting = np.zeros((groups, targets, len(tuning.FELT_INTERVALS), features.shape[2])), np.zeros((groups, targets))
    is_lasting = np.array([_is_lasting(problem, j) for j in range(targets)]) | ~judge.additive
    either_way = np.array([not steered(target) for target in problem.targets])
    for g in problem.free:
        cells, lost, lost_whole, changed = [], [], np.zeros(targets), 0
        # A group at its lower limit is measured with one agent more; otherwise the search would never add to it.
        sign = -1.0 if (headcount[g] > problem.low[g]).any() else 1.0
        room = headcount[g] > problem.low[g] if sign < 0 else headcount[g] + problem.step <= problem.high[g] + 1e-9
        for first in range(0, min(tuning.BATCH_SPACING, intervals), 2 if intervals >= tuning.LONG_DAY_INTERVALS else 1):
            mine = np.array([i for i in range(first, intervals, tuning.BATCH_SPACING) if room[i]], np.int64)
            if not len(mine):
                continue
            other = headcount.copy()
            other[g, mine] = np.maximum(other[g, mine] + sign * problem.step, problem.low[g, mine])
            margins = judge.margins(other, days)
            cells.append(mine)
            lost.append(np.repeat(sign * (margins.parts - base.parts).mean(axis=0)[None], len(mine), axis=0))
            lost_whole += sign * (margins.whole - base.whole).mean(axis=0)
            changed += len(mine)
        if not cells:
            continue
        at, changes = np.concatenate(cells), np.concatenate(lost)
        lasting[g] = np.where(is_lasting, np.where(either_way, lost_whole, np.maximum(lost_whole, 0.0)) / changed, 0.0)
        for j in np.flatnonzero(~is_lasting):
            for k, shift in enumerate(tuning.FELT_INTERVALS):
                felt = (at + shift >= 0) & (at + shift < intervals)
                if not felt.any():  # the day is shorter than an effect lasts
                    continue
                rows = features[j, at[felt] + shift]
                # Random variation grows with the contacts, so cells with many weigh less.
                weight = 1.0 / np.sqrt(rows[:, 1] + rows[:, 1].mean() + 1e-9)
                seen = changes[felt, j, at[felt] + shift]
                slopes[g, j, k] = nnls(rows * weight[:, None], seen * weight)[0]
    return Effects(slopes, lasting)


def _is_lasting(problem: Problem, j: int) -> bool:
    """Whether an effect on the target may come hours later, because its work may be done later."""
    subject = problem.targets[j].expression.subject
    later = {queue.name for queue in problem.floor.queues if queue.due < np.inf}
    return problem.targets[j].expression.about.felt_later or subject in later
