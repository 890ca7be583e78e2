"""Two runs in one measure: what changes, and on which days a target is met in one and missed in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import Estimate, Sample, difference, share_interval, unpaired_difference
from simdesk.measure.expression import Expression, Target
from simdesk.measure.verdict import Judgement, holds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Flips:
    """On how many days a target is met in one run and missed in the other.

    Parameters
    ----------
    days : int
        On which both have data.
    won : int
        Met here and missed in the baseline.
    lost : int
        Missed here and met in the baseline.
    both_met, both_missed : int
    """

    days: int
    won: int
    lost: int
    both_met: int
    both_missed: int

    def share(self, count: int) -> float:
        """So many of the days; NaN without any."""
        return count / self.days if self.days else float("nan")

    def interval(self, count: int) -> tuple[float, float]:
        """The 95% confidence interval of that share."""
        return share_interval(count, self.days)


@dataclass(frozen=True)
class Difference:
    """One measure of one scenario against the baseline's.

    Parameters
    ----------
    name : str
        Of the scenario compared.
    expression : Expression
    value, baseline : Estimate
    change : Estimate
        ``value − baseline`` with its 95% confidence interval: paired day by day where the days are the same, otherwise Welch's.
    judgement : Judgement, optional
        Of the target this measure belongs to, in the scenario compared.
    flips : Flips, optional
        Of that target; None without target, and where the days are not the same.
    """

    name: str
    expression: Expression
    value: Estimate
    baseline: Estimate
    change: Estimate
    judgement: Judgement | None = None
    flips: Flips | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        return self.change.low > 0 or self.change.high < 0

    @property
    def flips_up(self) -> float:
        """Share of days that meet the target here and not in the baseline; NaN without flips."""
        return float("nan") if self.flips is None else self.flips.share(self.flips.won)

    @property
    def flips_down(self) -> float:
        """Share of days that meet the target in the baseline and not here; NaN without flips."""
        return float("nan") if self.flips is None else self.flips.share(self.flips.lost)


@dataclass(frozen=True)
class Price:
    """What one run costs a day, and a service level it reaches for that.

    Parameters
    ----------
    name : str
    level, cost : Difference
        The service level, and the cost (the agents' hours where nobody has a cost), each with what it changes. For the baseline
        the change is nothing.
    """

    name: str
    level: Difference
    cost: Difference


def changed(sample: Sample, baseline: Sample, paired: bool) -> Estimate:
    """The difference of two runs in a measure."""
    return difference(sample, baseline) if paired else unpaired_difference(sample, baseline)


def flips(target: Target, sample: Sample, baseline: Sample) -> Flips:
    """On how many days one run meets a target and the other misses it; both have the same days."""
    known = sample.known & baseline.known
    return flipped(holds(target, sample.days[known]), holds(target, baseline.days[known]))


def flipped(here: NDArray[np.bool_], there: NDArray[np.bool_]) -> Flips:
    """Days counted by whether a target is met here and there, each shape (days,)."""
    return Flips(
        len(here), int(np.sum(here & ~there)), int(np.sum(there & ~here)), int(np.sum(here & there)), int(np.sum(~here & ~there))
    )
