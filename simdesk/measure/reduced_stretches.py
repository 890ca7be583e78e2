"""Estimates of many stretches of the day with control variates in one pass, equal to the bit to those made one by one.

Each stretch has controls of its own, so what is fitted is fitted stretch by stretch. Everything else of
``simdesk.measure.confidence`` is computed once for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.confidence import NO_CHANCE_LEFT, percentiles_10_and_90, student_t
from simdesk.measure.stretches import Estimates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.measure.adjust import Adjustment
    from simdesk.measure.confidence import Sample


def reduced_estimates(sample: Sample, adjustments: Sequence[Adjustment], *, floor: float, ceiling: float) -> Estimates:
    """The estimates of many stretches whose days are drawn freely; see ``confidence.estimate``.

    Parameters
    ----------
    sample : Sample
        Of shape (stretches × days,), a stretch's days together.
    adjustments : sequence of Adjustment
        Of each stretch.
    floor, ceiling : float
    """
    numerator, denominator = (each.reshape(len(adjustments), -1) for each in (sample.numerator, sample.denominator))
    known = denominator > 0
    counts = known.sum(axis=1)
    reduced, shares = _reduced(numerator, adjustments), _reduced(denominator, adjustments)
    empty = ~(shares.sum(axis=1) > 0)
    reduced[empty], shares[empty] = numerator[empty], denominator[empty]
    totals = shares.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where((totals > 0) & (counts > 0), reduced.sum(axis=1) / totals, math.nan)
        days = np.where(known, numerator / denominator, math.nan)
    there = ~np.isnan(mean)
    fitted = there & np.array([each.count > 0 for each in adjustments])
    mean[fitted] = np.clip(mean[fitted], np.nanmin(days[fitted], axis=1), np.nanmax(days[fitted], axis=1))
    plain, p10, p90 = _plain(numerator, denominator, known, counts, days, there)
    half, fewer = np.full(len(mean), math.nan), np.full(len(mean), math.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = (numerator - mean[:, None] * denominator) * (float(known.shape[1]) / totals)[:, None]
    for k in np.flatnonzero(there).tolist():
        error, degrees = adjustments[k].standard_error(residuals[k], known[k])
        if degrees >= 1:
            half[k], without = student_t(degrees) * error, float(plain[k])
            if without > 0:  # a square of numpy's may differ in the last bit
                fewer[k] = (without / float(half[k])) ** 2 if half[k] > NO_CHANCE_LEFT * without else math.inf
    low, high = mean - half, mean + half
    sure = ~np.isnan(half)
    low[sure] = np.maximum(low[sure], np.minimum(floor, mean[sure]))
    high[sure] = np.minimum(high[sure], np.maximum(ceiling, mean[sure]))
    return Estimates(mean, low, high, p10, p90, fewer)


def _reduced(values: NDArray[np.float64], adjustments: Sequence[Adjustment]) -> NDArray[np.float64]:
    """What is left of each day when each stretch is reduced by its controls, shape (stretches, days)."""
    return np.array([each.reduce(row) for each, row in zip(adjustments, values, strict=True)])


def _plain(
    numerator: NDArray[np.float64],
    denominator: NDArray[np.float64],
    known: NDArray[np.bool_],
    counts: NDArray[np.int64],
    days: NDArray[np.float64],
    there: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Half-widths without variance reduction, and the 10th and 90th percentile of the days; each of shape (stretches,)."""
    found = np.full((3, len(counts)), math.nan)
    totals, sums = denominator.sum(axis=1), numerator.sum(axis=1)
    for count in np.unique(counts[there]).tolist():
        mine = np.flatnonzero((counts == count) & there)
        # Days without data are left out; those of a stretch stay in their order.
        one, other, each = (table[mine][known[mine]].reshape(-1, count) for table in (numerator, denominator, days))
        found[1:3, mine] = percentiles_10_and_90(each)
        if count > 1:
            ratio = sums[mine] / totals[mine]
            residuals = (one - ratio[:, None] * other) * (count / totals[mine])[:, None]
            found[0, mine] = student_t(count - 1) * np.std(residuals, axis=1, ddof=1) / math.sqrt(count)
    return found[0], found[1], found[2]
