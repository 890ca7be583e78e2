"""Targets per interval: in which intervals the verification days meet them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.measures import Measures
from simdesk.measure.verdict import Verdict, holds, verdict_of
from simdesk.planning.staffing.judge import adds_up, sign_of
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class IntervalVerdicts:
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
        """Number of intervals with something to measure."""
        return int(np.isfinite(self.means).sum())

    @property
    def met(self) -> int:
        """Number of intervals whose mean meets the target."""
        return int(holds(self.target, self.means).sum())

    @property
    def kept(self) -> int:
        """Former name of ``met``."""
        return self.met

    @property
    def weakest(self) -> int | None:
        """The interval whose mean is furthest below the target, or least above it; None without data."""
        if not self.intervals:
            return None
        return int(np.nanargmin(sign_of(self.target) * self.means))


def interval_verdicts(problem: Problem, measures: Measures) -> tuple[IntervalVerdicts, ...]:
    """Verdicts by interval for each target whose margin adds up over intervals; none if targets are over the day."""
    if not problem.per_interval:
        return ()
    found = []
    for target in problem.targets:
        if adds_up(target):
            estimates = [measures.estimate(target.expression, i) for i in range(problem.intervals)]
            means = np.array([estimate.mean for estimate in estimates])
            found.append(IntervalVerdicts(target, means, tuple(verdict_of(target, estimate) for estimate in estimates)))
    return tuple(found)
