"""What one head less does in each cell: measured by playing many cells far apart at once, and fitted.

An agent taken away at ten is felt from the interval before (whose contacts still wait then) until a few later. So every sixth
interval of a group is played with a head less at the same time, and what changes is put down to the cell it lies next to:
six plays tell of all the cells of a group, whatever the length of the day.

What a single cell shows in some days is mostly chance, and a search would pick out the chance. So the effects are fitted by a
few numbers for each group and target: proportional to what is known well from the days played, how many contacts come and
which share of them is late. That share p enters as p (1 − p), the slope of an S-shaped curve: where nobody is late, or
everybody is, a head changes little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.attainable import steered
from simdesk.planning.staffing.judge import Judge, Margins
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

APART = 6
"""Intervals between two cells that are played with a head less at the same time."""
FELT = range(-1, 4)
"""In which intervals a head less is felt, counted from its own."""
_MANY = 24
"""Intervals of a day from which every second cell tells enough."""
_AROUND = np.array([1.0, 2.0, 1.0])


@dataclass(frozen=True, eq=False)
class Effects:
    """How the effects of heads follow from what was played.

    Parameters
    ----------
    slopes : ndarray of float, shape (groups, targets, len(FELT), features)
        Not negative: a head less never helps.
    lasting : ndarray of float, shape (groups, targets)
        Of targets whose intervals do not tell: what a head less costs the day, the same in all cells. Negative where it helps,
        which it may with targets that go by who answers.
    """

    slopes: NDArray[np.float64]
    lasting: NDArray[np.float64]

    def of(
        self, problem: Problem, heads: NDArray[np.float64], margins: Margins
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """By how much margins fall, a day, with a head less in each cell.

        Returns
        -------
        parts : ndarray of float, shape (groups, intervals, targets, intervals)
        whole : ndarray of float, shape (groups, intervals, targets)
        """
        features = _features(heads, margins)
        groups, targets = self.lasting.shape
        intervals = problem.intervals
        parts = np.zeros((groups, intervals, targets, intervals))
        for k, shift in enumerate(FELT):
            here = np.arange(max(0, -shift), min(intervals, intervals - shift))
            felt = np.einsum("gjf,jif->gij", self.slopes[:, :, k], features[:, here + shift])
            parts[:, here, :, here + shift] = felt.transpose(1, 0, 2)
        return parts, parts.sum(axis=3) + self.lasting[:, None]

    def and_then(self, later: Effects) -> Effects:
        """The mean of these and what was measured later."""
        return Effects(0.5 * (self.slopes + later.slopes), 0.5 * (self.lasting + later.lasting))


def _features(heads: NDArray[np.float64], margins: Margins) -> NDArray[np.float64]:
    """What effects are proportional to, shape (targets, intervals, 3)."""
    numerator, denominator = (_around(values.mean(axis=0)) for values in (margins.numerator, margins.denominator))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(numerator / denominator)
    agents = np.maximum(heads.sum(axis=0), 1.0)
    is_share = (numerator <= denominator + 1e-9).all(axis=1, keepdims=True)
    slope = np.where(is_share, denominator * share * (1.0 - share), numerator)
    return np.stack([slope / np.sqrt(agents), denominator / agents, np.sqrt(denominator) / agents], axis=2)


def _around(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means with the neighbours, shape (targets, intervals)."""
    padded = np.pad(values, ((0, 0), (1, 1)), mode="edge")
    return np.asarray(sum(w * padded[:, k : k + values.shape[1]] for k, w in enumerate(_AROUND)) / _AROUND.sum())


def measure(problem: Problem, judge: Judge, heads: NDArray[np.float64], days: int) -> Effects:
    """Measure the effects around some heads."""
    from scipy.optimize import nnls

    groups, intervals, targets = len(problem.floor.groups), problem.intervals, len(problem.targets)
    base = judge.margins(heads, days)
    features = _features(heads, base)
    slopes, lasting = np.zeros((groups, targets, len(FELT), features.shape[2])), np.zeros((groups, targets))
    does_last = np.array([_lasts(problem, j) for j in range(targets)]) | ~judge.additive
    either_way = np.array([not steered(target) for target in problem.targets])
    for g in problem.free:
        cells, lost, lost_whole, taken = [], [], np.zeros(targets), 0
        # A group that has nobody to give is tried with a head more, or it would never be put in.
        sign = -1.0 if (heads[g] > problem.low[g]).any() else 1.0
        room = heads[g] > problem.low[g] if sign < 0 else heads[g] + problem.step <= problem.high[g] + 1e-9
        for colour in range(0, min(APART, intervals), 2 if intervals >= _MANY else 1):
            mine = np.array([i for i in range(colour, intervals, APART) if room[i]], np.int64)
            if not len(mine):
                continue
            other = heads.copy()
            other[g, mine] = np.maximum(other[g, mine] + sign * problem.step, problem.low[g, mine])
            margins = judge.margins(other, days)
            cells.append(mine)
            lost.append(np.repeat(sign * (margins.parts - base.parts).mean(axis=0)[None], len(mine), axis=0))
            lost_whole += sign * (margins.whole - base.whole).mean(axis=0)
            taken += len(mine)
        if not cells:
            continue
        at, changes = np.concatenate(cells), np.concatenate(lost)
        lasting[g] = np.where(does_last, np.where(either_way, lost_whole, np.maximum(lost_whole, 0.0)) / taken, 0.0)
        for j in np.flatnonzero(~does_last):
            for k, shift in enumerate(FELT):
                felt = (at + shift >= 0) & (at + shift < intervals)
                if not felt.any():  # the day is shorter than an effect lasts
                    continue
                rows = features[j, at[felt] + shift]
                # Chance grows with the contacts, so cells with many weigh less.
                weight = 1.0 / np.sqrt(rows[:, 1] + rows[:, 1].mean() + 1e-9)
                seen = changes[felt, j, at[felt] + shift]
                slopes[g, j, k] = nnls(rows * weight[:, None], seen * weight)[0]
    return Effects(slopes, lasting)


def _lasts(problem: Problem, j: int) -> bool:
    """Whether an effect on the target may come hours later: where work may be done later."""
    subject = problem.targets[j].expression.subject
    later = {queue.name for queue in problem.floor.queues if queue.due < np.inf}
    return problem.targets[j].expression.metric == "done_in_time" or subject in later
