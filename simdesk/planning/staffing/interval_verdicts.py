"""How targets that are held in each interval hold there, on the fresh days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.metrics import Measures
from simdesk.measure.verdict import Verdict, holds, verdict_of
from simdesk.planning.staffing.judge import adds_up, sign_of
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Held:
    """One target in each measured interval.

    Parameters
    ----------
    target : Target
    means : ndarray of float, shape (intervals,)
        NaN where there is nothing to measure.
    verdicts : tuple of Verdict
    """

    target: Target
    means: NDArray[np.float64]
    verdicts: tuple[Verdict, ...]

    @property
    def intervals(self) -> int:
        """Those with something to measure."""
        return int(np.isfinite(self.means).sum())

    @property
    def kept(self) -> int:
        """Those in which the mean keeps the bound."""
        return int(holds(self.target, self.means).sum())

    @property
    def weakest(self) -> int | None:
        """The one whose mean is furthest from keeping the bound, or keeps it by least."""
        if not self.intervals:
            return None
        return int(np.nanargmin(sign_of(self.target) * self.means))


def held_in_each(problem: Problem, measures: Measures) -> tuple[Held, ...]:
    """The targets that are held in each interval; none where they are held over the day."""
    if not problem.each:
        return ()
    found = []
    for target in problem.targets:
        if adds_up(target):
            estimates = [measures.estimate(target.expression, i) for i in range(problem.intervals)]
            means = np.array([estimate.mean for estimate in estimates])
            found.append(Held(target, means, tuple(verdict_of(target, estimate) for estimate in estimates)))
    return tuple(found)
