"""From days to ranges: estimates with their 95 % interval, and paired differences.

Every figure is a ratio of sums over days: Σ numerator ÷ Σ denominator, which weights days by their contacts
(a plain mean is the ratio with denominator 1). Its interval is Student's t on the linearised residuals
``numerator − ratio × denominator`` (Cochran, Sampling Techniques, 3rd ed., section 6.4; Law, Simulation Modeling
and Analysis, section 9.4.1 for the independent replications).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Sample:
    """One measure over the days.

    Parameters
    ----------
    numerator, denominator : ndarray of float, shape (days,)
        Denominator 0 on a day without data.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    @property
    def days(self) -> NDArray[np.float64]:
        """The measure of each day, shape (days,); NaN on days without data."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.denominator > 0, self.numerator / self.denominator, np.nan)

    @property
    def ratio(self) -> float:
        """The estimate; NaN without data."""
        total = float(self.denominator.sum())
        return float(self.numerator.sum()) / total if total > 0 else math.nan

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which days have data, shape (days,)."""
        return self.denominator > 0

    def residuals(self, among: NDArray[np.bool_]) -> NDArray[np.float64]:
        """What each of some days adds to the estimate's error.

        Parameters
        ----------
        among : ndarray of bool, shape (days,)
            Every day with data, and perhaps others, which add nothing.

        Returns
        -------
        ndarray of float, shape (days chosen,)
        """
        total = float(self.denominator.sum())
        return (self.numerator - self.ratio * self.denominator)[among] * (float(among.sum()) / total)


@dataclass(frozen=True)
class Estimate:
    """A figure and how sure it is.

    Parameters
    ----------
    mean : float
        NaN without data.
    low, high : float
        95 % interval; NaN when one day alone cannot tell.
    p10, p90 : float
        10th and 90th percentile of the days; NaN without data.
    """

    mean: float
    low: float
    high: float
    p10: float = math.nan
    p90: float = math.nan

    @property
    def half_width(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2


def student_t(degrees: int) -> float:
    """Two-sided 95 % quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + LEVEL / 2))


def half_width(residuals: NDArray[np.float64]) -> float:
    """Half of the 95 % interval of a mean from the days' residuals; NaN for fewer than two days."""
    days = len(residuals)
    if days < 2:
        return math.nan
    return student_t(days - 1) * float(np.std(residuals, ddof=1)) / math.sqrt(days)


def estimate(sample: Sample, *, floor: float = -math.inf, ceiling: float = math.inf) -> Estimate:
    """The estimate of a measure with its interval and spread over days.

    Days without data say nothing: they count neither in the number of days nor in the degrees of freedom.

    Parameters
    ----------
    sample : Sample
    floor, ceiling : float
        Bounds the measure cannot leave (0 and 1 for a share); the interval is cut there.

    Returns
    -------
    Estimate
    """
    mean = sample.ratio
    if math.isnan(mean):
        return Estimate(math.nan, math.nan, math.nan)
    half = half_width(sample.residuals(sample.known))
    days = sample.days[sample.known]
    p10, p90 = np.percentile(days, [10, 90])
    low, high = mean - half, mean + half
    if not math.isnan(half):
        low, high = max(low, min(floor, mean)), min(high, max(ceiling, mean))
    return Estimate(mean, low, high, float(p10), float(p90))


def difference(sample: Sample, baseline: Sample) -> Estimate:
    """The paired difference ``sample − baseline`` of two runs over the same days.

    Both must hold the same replications in the same order: with common random numbers most of the noise
    is the same in both and cancels day by day.

    Returns
    -------
    Estimate
        Spread over days included.
    """
    mean = sample.ratio - baseline.ratio
    if math.isnan(mean):
        return Estimate(math.nan, math.nan, math.nan)
    either = sample.known | baseline.known
    half = half_width(sample.residuals(either) - baseline.residuals(either))
    days = sample.days - baseline.days
    days = days[~np.isnan(days)]
    p10, p90 = np.percentile(days, [10, 90]) if len(days) else (math.nan, math.nan)
    return Estimate(mean, mean - half, mean + half, float(p10), float(p90))
