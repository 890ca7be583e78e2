"""Estimates of many stretches of the day in one pass, equal to the bit to those made one by one.

A run's tables and charts hold thousands of figures, one for each interval. Here the days of many stretches stand in one table,
a row for each stretch, and every formula of ``simdesk.measure.confidence`` is computed once for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import Estimate, percentiles_10_and_90, student_t
from simdesk.measure.view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.measure.confidence import Sample

_TOGETHER = 400_000
"""Numbers of one table that are looked at in one pass: more take memory and save no time."""


@dataclass(frozen=True, eq=False)
class Estimates(Sequence[Estimate]):
    """The estimates of some stretches, see ``Estimate``; each of shape (stretches,)."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p10: NDArray[np.float64]
    p90: NDArray[np.float64]
    times_fewer_days: NDArray[np.float64]

    @classmethod
    def of(cls, each: Sequence[Estimate]) -> Estimates:
        """Estimates that were made one by one."""
        return cls(*(np.array([getattr(one, field.name) for one in each], float) for field in fields(cls)))

    @classmethod
    def together(cls, parts: Sequence[Estimates]) -> Estimates:
        """The estimates of several passes, in order."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def __len__(self) -> int:
        return len(self.mean)

    def __iter__(self) -> Iterator[Estimate]:
        return map(Estimate, *(getattr(self, field.name).tolist() for field in fields(self)))

    def __getitem__(self, stretch: int) -> Estimate:  # type: ignore[override]
        return Estimate(*(float(getattr(self, field.name)[stretch]) for field in fields(self)))


@dataclass(frozen=True, eq=False)
class EachStretch(View):
    """The same in each of some stretches by itself: totals have shape (stretches × days,), a stretch's days together."""

    stretches: tuple[range, ...] = ()

    @classmethod
    def of(cls, view: View, stretches: Sequence[range]) -> EachStretch:
        """Some stretches of a view of the whole day."""
        given = {field.name: getattr(view, field.name) for field in fields(View)}
        lengths = np.array([len(stretch) for stretch in stretches], float)
        given |= {
            "days": view.days * len(stretches),
            "duration": np.repeat(view.plan.interval * lengths, view.days),
            "intervals": range(stretches[0].start, stretches[-1].stop),
        }
        return cls(**given, stretches=tuple(stretches))

    def total(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of a (days, rows, intervals) table over the rows viewed and each stretch, added up as ``View`` does."""
        mine = self.mine(table)
        if all(len(stretch) == 1 for stretch in self.stretches):
            # Rows become the last axis, because numpy adds up along the last in another order than along others.
            single = np.ascontiguousarray(mine[:, :, [stretch.start for stretch in self.stretches]].transpose(2, 0, 1))
            return np.asarray(single.sum(axis=2)).ravel()
        return np.concatenate([mine[:, :, stretch.start : stretch.stop].sum(axis=(1, 2)) for stretch in self.stretches])

    def largest(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """The largest of a (days, rows, intervals) table in each stretch."""
        mine = np.fmax.reduce(self.mine(table), axis=1)
        return np.concatenate([np.fmax.reduce(mine[:, stretch.start : stretch.stop], axis=1) for stretch in self.stretches])

    def at_end(self, name: str) -> NDArray[np.float64]:
        """What there is at the end of each stretch, shape (stretches × days, rows)."""
        mine = self.mine(self.data.at_end[name])[:, :, [stretch.stop - 1 for stretch in self.stretches]]
        return np.ascontiguousarray(mine.transpose(2, 0, 1)).reshape(-1, mine.shape[1])


def in_passes(stretches: Sequence[range], days: int, rows: int) -> list[Sequence[range]]:
    """The stretches in parts, each for one pass."""
    size = max(_TOGETHER // max(days * rows, 1), 1)
    return [stretches[k : k + size] for k in range(0, len(stretches), size)]


def estimates(sample: Sample, stretches: int, *, floor: float, ceiling: float) -> Estimates:
    """The estimates of many stretches without variance reduction; see ``confidence.estimate``.

    Parameters
    ----------
    sample : Sample
        Of shape (stretches × days,), a stretch's days together.
    stretches : int
    floor, ceiling : float
    """
    numerator, denominator = (each.reshape(stretches, -1) for each in (sample.numerator, sample.denominator))
    known = denominator > 0
    counts, totals = known.sum(axis=1), denominator.sum(axis=1)
    found = np.full((5, stretches), math.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        found[0] = np.where((totals > 0) & (counts > 0), numerator.sum(axis=1) / totals, math.nan)
    for count in np.unique(counts[~np.isnan(found[0])]).tolist():
        mine = np.flatnonzero((counts == count) & ~np.isnan(found[0]))
        # Days without data are left out; those of a stretch stay in their order.
        one, other = (each[mine][known[mine]].reshape(-1, count) for each in (numerator, denominator))
        mean = found[0, mine]
        found[3:5, mine] = percentiles_10_and_90(one / other)
        if count > 1:
            residuals = (one - mean[:, None] * other) * (count / totals[mine])[:, None]
            half = student_t(count - 1) * np.std(residuals, axis=1, ddof=1) / math.sqrt(count)
            found[1, mine] = np.maximum(mean - half, np.minimum(floor, mean))
            found[2, mine] = np.minimum(mean + half, np.maximum(ceiling, mean))
    mean, low, high, p10, p90 = found
    return Estimates(mean, low, high, p10, p90, np.full(stretches, math.nan))
