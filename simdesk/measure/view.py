"""What a metric is computed from: the tallies of one subject, over the day or over some of its intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.floor.plan import FloorPlan
    from simdesk.measure.rules import ServiceLevelRule
    from simdesk.measure.tally import Tally


@dataclass(frozen=True)
class SubjectRows:
    """Where a queue, a class of its customers or a group stands in the tables.

    Parameters
    ----------
    first, end : int
        Its rows in tables that add up: ``first`` to ``end - 1``.
    day : int
        Its row in tables of what the day as a whole has.
    """

    first: int
    end: int
    day: int


@dataclass(frozen=True, eq=False)
class View:
    """The tallies of one queue, class of customers or group, or of all, with the arguments of the measure asked for.

    Parameters
    ----------
    data : Tally
        Stacked: with one axis more in front, the day.
    days : int
    plan : FloorPlan
    rule : ServiceLevelRule
    rows : SubjectRows, optional
        None means all.
    intervals : range, optional
        Measured intervals; None means the whole day.
    duration : float or ndarray
        Seconds viewed; with several views in one, for each of their values.
    threshold, percentile, goal : float, optional
        As given in the measure.
    definition : str
        Of service level: the measure's own, or the scenario's.
    short_abandon : float
        Seconds; the measure's own, or the scenario's.
    """

    data: Tally
    days: int
    plan: FloorPlan
    rule: ServiceLevelRule
    rows: SubjectRows | None
    intervals: range | None
    duration: float | NDArray[np.float64]
    threshold: float | None
    percentile: float | None
    goal: float | None
    definition: str
    short_abandon: float

    def total(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a (days, rows, intervals) table over what is viewed, shape (days,)."""
        if self.intervals is not None:
            table = table[:, :, self.intervals.start : self.intervals.stop]
        return np.asarray(self.mine(table).sum(axis=(1, 2)))

    def mine(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """The rows of a (days, rows, ...) table that are viewed."""
        return table if self.rows is None else table[:, self.rows.first : self.rows.end]

    def count(self, name: str) -> NDArray[np.float64]:
        """What was counted of contacts, by a name in ``Tally.counts``, shape (days,)."""
        return self.total(self.data.counts[name])

    def group(self, name: str) -> NDArray[np.float64]:
        """What was counted of agents, by a name in ``Tally.groups``, shape (days,)."""
        return self.total(self.data.groups[name])

    def at_end(self, name: str) -> NDArray[np.float64]:
        """What there is at the end of the day, or of the last interval viewed, shape (days, rows)."""
        return self.mine(self.data.at_end[name])[:, :, -1 if self.intervals is None else self.intervals.stop - 1]

    def largest(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """The largest of a (days, rows, intervals) table over what is viewed, shape (days,); NaN where there is nothing."""
        if self.intervals is not None:
            table = table[:, :, self.intervals.start : self.intervals.stop]
        return np.asarray(np.fmax.reduce(self.mine(table), axis=(1, 2)))

    def each_day(self, values: NDArray[np.float64]) -> Sample:
        """A mean over days of a value each day has, NaN where it has none."""
        known = ~np.isnan(values)
        return Sample(np.where(known, values, 0.0), known.astype(float))

    def day_value(self, table: NDArray[np.float64]) -> Sample:
        """A value that only the whole day has, from a (days, queues + families + 1) table."""
        return self.each_day(table[:, -1 if self.rows is None else self.rows.day])

    def counted(self, name: str) -> Sample:
        """The mean over days of a count of contacts."""
        return self.each_day(self.count(name))

    def ratio(self, numerator: Sequence[str], denominator: str) -> Sample:
        """A sum of counts of contacts ÷ a count."""
        return Sample(sum((self.count(name) for name in numerator), np.zeros(self.days)), self.count(denominator))

    def nothing(self) -> Sample:
        """No data on any day."""
        return Sample(np.zeros(self.days), np.zeros(self.days))


@dataclass(frozen=True, eq=False)
class EachInterval(View):
    """The same for each interval of each day by itself: totals have shape (days × intervals,)."""

    @classmethod
    def of(cls, view: View) -> EachInterval:
        """The intervals of a view."""
        return cls(**{field.name: getattr(view, field.name) for field in fields(View)})

    def total(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of a (days, rows, intervals) table over the rows viewed."""
        if self.intervals is not None:
            table = table[:, :, self.intervals.start : self.intervals.stop]
        return np.asarray(self.mine(table).sum(axis=1)).ravel()
