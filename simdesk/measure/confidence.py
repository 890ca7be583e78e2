"""From days to ranges: estimates with their 95% confidence interval, and paired differences.

Every figure is a ratio of sums over days: Σ numerator ÷ Σ denominator, which weights days by their contacts
(a plain mean is the ratio with denominator 1). Its interval is Student's t on the linearised residuals
``numerator − ratio × denominator`` (Cochran, Sampling Techniques, 3rd ed., section 6.4; Law, Simulation Modeling
and Analysis, section 9.4.1 for the independent replications).

With variance reduction (``simdesk.measure.adjust``) numerator and denominator are reduced by the same controls, so shares
that add up to one go on doing so, and the error is that of the reduced residuals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.equality import EqualByValue
from simdesk.measure.adjust import Adjustment, most_controls

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
    adjustment : Adjustment, optional
        How chance is taken out of the sums over days; None leaves them plain.

    Raises
    ------
    ValueError
        When there is not one numerator and one denominator for each day.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    adjustment: Adjustment | None = None

    def __post_init__(self) -> None:
        if self.numerator.ndim != 1 or self.numerator.shape != self.denominator.shape:
            raise ValueError(
                f"a sample has one value for each day (numerator {self.numerator.shape}, denominator {self.denominator.shape})"
            )

    @cached_property
    def reduced(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Numerator and denominator whose sums the estimate is made of, each shape (days,)."""
        if self.adjustment is None:
            return self.numerator, self.denominator
        numerator, denominator = self.adjustment.reduce(self.numerator), self.adjustment.reduce(self.denominator)
        return (numerator, denominator) if denominator.sum() > 0 else (self.numerator, self.denominator)

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """The measure of each day, shape (days,); NaN on days without data."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.denominator > 0, self.numerator / self.denominator, np.nan)

    @cached_property
    def ratio(self) -> float:
        """The estimate; NaN without data.

        Reduced sums may carry it a little beyond what can be, a share above 1; it stays within the days there were.
        """
        numerator, denominator = self.reduced
        total = float(denominator.sum())
        if not total > 0 or not self.known.any():
            return math.nan
        ratio = float(numerator.sum()) / total
        if self.adjustment is None or not self.adjustment.count:
            return ratio
        days = self.days[self.known]
        return float(np.clip(ratio, days.min(), days.max()))

    @cached_property
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
        total = float(self.reduced[1].sum())
        return (self.numerator - self.ratio * self.denominator)[among] * (float(among.sum()) / total)

    @property
    def plain(self) -> Sample:
        """The same days without variance reduction."""
        return Sample(self.numerator, self.denominator)


@dataclass(frozen=True, eq=False)
class LeftOver:
    """What contacts without an outcome may make of a measure.

    Parameters
    ----------
    waiting : ndarray of float, shape (days,)
        Contacts that still wait at the end, and of which the measure does not know yet whether they are served in time.
    if_late, if_in_time : Sample
        The measure if none of them is served in time, and if all are.
    """

    waiting: NDArray[np.float64]
    if_late: Sample
    if_in_time: Sample


@dataclass(frozen=True, eq=False)
class Estimate(EqualByValue):
    """A figure and how sure it is.

    Parameters
    ----------
    mean : float
        NaN without data.
    low, high : float
        95% confidence interval; NaN when one day alone cannot tell.
    p10, p90 : float
        10th and 90th percentile of the days; NaN without data.
    times_fewer_days : float
        With variance reduction: how many times as many days would have been needed for an interval as narrow without
        it, judged by these days; infinite where hardly any chance is left. NaN without variance reduction.
    degrees : float
        Degrees of freedom behind the interval of a difference; NaN elsewhere.
    """

    mean: float
    low: float
    high: float
    p10: float = math.nan
    p90: float = math.nan
    times_fewer_days: float = math.nan
    degrees: float = math.nan

    @property
    def half_width(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2


def student_t(degrees: float) -> float:
    """Two-sided 95 % quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + LEVEL / 2))


def half_width(residuals: NDArray[np.float64]) -> float:
    """Half of the 95% confidence interval of a mean from the days' residuals; NaN for fewer than two days."""
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
    days = sample.days[sample.known]
    p10, p90 = _percentiles_of(days)
    half, fewer = half_width(sample.residuals(sample.known)), math.nan
    if sample.adjustment is not None:
        plain = half_width(sample.plain.residuals(sample.known))
        half, fewer = _adjusted_half_width(sample.adjustment, sample.residuals(_every(sample)), sample.known, plain)
    low, high = mean - half, mean + half
    if not math.isnan(half):
        low, high = max(low, min(floor, mean)), min(high, max(ceiling, mean))
    return Estimate(mean, low, high, p10, p90, fewer)


def percentiles_10_and_90(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both percentiles of each row of one day or more, as ``numpy.percentile`` gives them to the bit, in a tenth of its time.

    Parameters
    ----------
    days : ndarray of float, shape (rows, days)

    Returns
    -------
    ndarray of float, shape (2, rows)
    """
    ordered = np.sort(days, axis=1)
    found = []
    for share in (0.1, 0.9):
        place = (ordered.shape[1] - 1) * share
        below = math.floor(place)
        part, low, high = place - below, ordered[:, below], ordered[:, min(below + 1, ordered.shape[1] - 1)]
        found.append(high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part)
    return np.array(found)


def _percentiles_of(days: NDArray[np.float64]) -> tuple[float, float]:
    low, high = percentiles_10_and_90(days[None])[:, 0].tolist()
    return low, high


NO_CHANCE_LEFT = 1e-6
"""A half-width so many times the plain one is rounding: the figure follows from the plan."""


def _every(sample: Sample) -> NDArray[np.bool_]:
    return np.ones(len(sample.numerator), bool)


def _adjusted_half_width(
    adjustment: Adjustment, residuals: NDArray[np.float64], known: NDArray[np.bool_], plain: float
) -> tuple[float, float]:
    """Half of the interval with variance reduction, and how many times fewer days it needs than the plain one."""
    error, degrees = adjustment.standard_error(residuals, known)
    if degrees < 1:
        return math.nan, math.nan
    half = student_t(degrees) * error
    if not plain > 0:
        return half, math.nan
    return half, (plain / half) ** 2 if half > NO_CHANCE_LEFT * plain else math.inf


def difference(sample: Sample, baseline: Sample) -> Estimate:
    """The paired difference ``sample − baseline`` of two runs over the same days.

    Both must hold the same replications in the same order: with common random numbers most of the noise
    is the same in both and cancels day by day. With variance reduction the controls of both runs reduce both.

    Returns
    -------
    Estimate
        Spread over days included.
    """
    mean = sample.ratio - baseline.ratio
    if math.isnan(mean):
        return Estimate(math.nan, math.nan, math.nan)
    either = sample.known | baseline.known
    half, fewer = half_width(sample.residuals(either) - baseline.residuals(either)), math.nan
    degrees = int(either.sum()) - 1
    if sample.adjustment is not None and baseline.adjustment is not None:
        plain = half_width(sample.plain.residuals(either) - baseline.plain.residuals(either))
        both = sample.adjustment.beside(baseline.adjustment, most_controls(int(either.sum())))
        one, other = replace(sample, adjustment=both), replace(baseline, adjustment=both)
        mean = one.ratio - other.ratio
        every = _every(one)
        residuals = one.residuals(every) - other.residuals(every)
        half, fewer = _adjusted_half_width(both, residuals, either, plain)
        degrees = both.standard_error(residuals, either)[1]
    days = sample.days - baseline.days
    days = days[~np.isnan(days)]
    p10, p90 = _percentiles_of(days) if len(days) else (math.nan, math.nan)
    return Estimate(mean, mean - half, mean + half, p10, p90, fewer, degrees if degrees > 0 else math.nan)


def unpaired_difference(sample: Sample, baseline: Sample) -> Estimate:
    """The difference ``sample − baseline`` of two runs over days that are not the same.

    Its interval is Welch's, with Satterthwaite's degrees of freedom (Welch, The generalization of "Student's" problem when
    several different population variances are involved, Biometrika 34, 1947). Where some days are the same after all, it
    is wider than it had to be.

    Returns
    -------
    Estimate
        Without spread over days: there are no pairs of days.
    """
    mean = sample.ratio - baseline.ratio
    if math.isnan(mean):
        return Estimate(math.nan, math.nan, math.nan)
    (one, m), (other, n) = _standard_error(sample), _standard_error(baseline)
    if min(m, n) < 1:
        return Estimate(mean, math.nan, math.nan)
    spread = one**4 / m + other**4 / n
    degrees = (one**2 + other**2) ** 2 / spread if spread > 0 else float(m + n)
    half = student_t(degrees) * math.hypot(one, other)
    return Estimate(mean, mean - half, mean + half, degrees=degrees)


def _standard_error(sample: Sample) -> tuple[float, int]:
    """The standard error of an estimate and its degrees of freedom."""
    if sample.adjustment is not None:
        return sample.adjustment.standard_error(sample.residuals(_every(sample)), sample.known)
    residuals = sample.residuals(sample.known)
    days = len(residuals)
    return (float(np.std(residuals, ddof=1)) / math.sqrt(days), days - 1) if days > 1 else (math.nan, 0)


def share_interval(count: int, of: int) -> tuple[float, float]:
    """The 95% confidence interval of a share of independent days: Wilson's (J. Am. Stat. Assoc. 22, 1927).

    Parameters
    ----------
    count : int
        Days that have it.
    of : int
        Days.

    Returns
    -------
    (float, float)
        NaN without days.
    """
    from scipy.special import ndtri

    if of == 0:
        return math.nan, math.nan
    z, share = float(ndtri(0.5 + LEVEL / 2)), count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (0.0 if count == 0 else middle - half), (1.0 if count == of else middle + half)
