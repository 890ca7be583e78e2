"""Measures by interval as arrays: what the charts over the day are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures.wording import interval_label
from simdesk.floor.dates import Dates
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures
from simdesk.units import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray


MOST_INTERVALS = 1000
"""Points of a chart over several days. A chart of more intervals shows one point for each day."""


@dataclass(frozen=True)
class DayAxis:
    """The measured intervals of a day.

    Parameters
    ----------
    starts : ndarray of float, shape (intervals,)
        Seconds after midnight; 26 h is 02:00 of the next day.
    interval : float
        Length of each, seconds.
    dates : Dates, optional
        Names of the days where there are several.
    days : tuple of str
        Where a point is a whole day and not an interval: the names of the days, one for each start.
    """

    starts: NDArray[np.float64]
    interval: float
    dates: Dates | None = None
    days: tuple[str, ...] = ()

    @property
    def each(self) -> str:
        """What a point of the axis is: ``interval`` or ``day``."""
        return "day" if self.days else "interval"

    @property
    def middles(self) -> NDArray[np.float64]:
        """Middles of the intervals, seconds after midnight, shape (intervals,)."""
        return self.starts + self.interval / 2

    @property
    def edges(self) -> NDArray[np.float64]:
        """Starts of the intervals and the end of the last, shape (intervals + 1,)."""
        return np.append(self.starts, self.starts[-1:] + self.interval)

    @property
    def labels(self) -> list[str]:
        """``08:00–08:30`` and so on."""
        if self.days:
            return list(self.days)
        return [interval_label(start, self.interval, self.dates) for start in self.starts.tolist()]


@dataclass(frozen=True)
class Series:
    """One measure by interval, in the metric's unit; NaN where there is no data.

    Parameters
    ----------
    mean : ndarray of float, shape (intervals,)
    low, high : ndarray of float, shape (intervals,)
        95% confidence interval; NaN for a run of one day.
    p10, p90 : ndarray of float, shape (intervals,)
        10th and 90th percentile of the days.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p10: NDArray[np.float64]
    p90: NDArray[np.float64]

    @property
    def known(self) -> bool:
        """Whether any interval has data."""
        return bool(np.any(~np.isnan(self.mean)))


def day_axis(measures: Measures) -> DayAxis:
    """The measured intervals of a run, each of them."""
    starts = [measures.interval_start(interval) for interval in range(measures.intervals)]
    return DayAxis(np.array(starts, float), measures.plan.interval, measures.plan.dates)


def drawn_stretches(measures: Measures) -> list[range] | None:
    """What the points of a chart stand for: None for every interval, and where these are too many the intervals of each day."""
    days = measures.days_in_order
    return [those for _, those in days] if days and measures.intervals > MOST_INTERVALS else None


def drawn_axis(measures: Measures) -> DayAxis:
    """The intervals of a run as charts show them; where these are too many, its days."""
    stretches = drawn_stretches(measures)
    if stretches is None:
        return day_axis(measures)
    starts = np.array([measures.interval_start(those.start) for those in stretches])
    return DayAxis(starts, DAY, measures.plan.dates, tuple(name for name, _ in measures.days_in_order))


def by_interval(measures: Measures, expression: Expression) -> Series:
    """A measure in each interval of ``drawn_axis``."""
    found = measures.estimates(expression, drawn_stretches(measures))
    return Series(found.mean, found.low, found.high, found.p10, found.p90)


def metric_by_interval(measures: Measures, metric: str, subject: str) -> Series:
    """A measure without arguments, such as ``mean_wait``, in each interval of ``drawn_axis``."""
    return by_interval(measures, Expression.plain(metric, subject))
