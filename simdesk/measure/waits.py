"""The waits of one day: percentiles and histograms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import Family
from simdesk.measure.passes import CLASSES, Sums, added

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Waits:
    """The waits of contacts that were answered, gave up or were sent away.

    Most contacts of a good day do not wait at all, so those are only counted.

    Parameters
    ----------
    wait : ndarray of float, shape (waits,)
        Seconds, above zero, queue by queue.
    wait_from : ndarray of int, shape (queues + 1,)
        Where the waits of each queue begin.
    numbers : ndarray of int, shape (2, queues)
        Contacts by class (answered and lost) and queue, those without a wait included.
    binned : ndarray of int, shape (2, queues, bins)
        The waits by class, queue and bin.
    """

    wait: NDArray[np.float64]
    wait_from: NDArray[np.int64]
    numbers: NDArray[np.int64]
    binned: NDArray[np.int64]

    @classmethod
    def of(cls, sums: Sums) -> Waits:
        """The waits of the contacts a pass went over."""
        number = sums.number.sum(axis=2)
        numbers = np.array([added(number, codes) for codes in CLASSES]).astype(np.int64)
        return cls(sums.wait, sums.wait_from, numbers, sums.histogram)

    def percentiles(self, percentiles: Sequence[float], families: Sequence[Family] = ()) -> NDArray[np.float64]:
        """Percentiles (0 to 100) of the waits, interpolated as ``numpy.percentile`` does.

        Returns
        -------
        ndarray of float, shape (percentiles, queues + families + 1)
            Seconds; behind the queues each family's queues together, and in the last column all; NaN without contacts.
        """
        queues = self.numbers.shape[1]
        spans = [*((q, q + 1) for q in range(queues)), *((one.first, one.end) for one in families), (0, queues)]
        table = np.full((len(percentiles), len(spans)), np.nan)
        if not len(percentiles):
            return table
        found: dict[tuple[int, int], list[float]] = {}
        numbers, wait_from = self.numbers.sum(axis=0).tolist(), self.wait_from.tolist()
        for column, (first, end) in enumerate(spans):
            count = sum(numbers[first:end])
            if count and (first, end) not in found:
                mine = np.sort(self.wait[wait_from[first] : wait_from[end]])
                found[first, end] = [_percentile(mine, count, percentile) for percentile in percentiles]
            if count:
                table[:, column] = found[first, end]
        return table

    def histogram(self, edges: Sequence[float]) -> NDArray[np.int64]:
        """How many waits lie from each edge (seconds) up to the next; the last bin is open, and no wait is in that of 0 s.

        Returns
        -------
        ndarray of int, shape (2, queues, edges)
            Answered, and lost.
        """
        if len(edges):
            self.binned[:, :, max(bisect_right(edges, 0.0) - 1, 0)] += self.numbers - self.binned.sum(axis=2)
        return self.binned


def _percentile(sorted_waits: NDArray[np.float64], count: int, percentile: float) -> float:
    """A percentile of ``count`` waits of which those above zero are given, the shortest first."""
    place = percentile / 100 * (count - 1)
    below = int(place)
    zeros = count - len(sorted_waits)
    low = sorted_waits.item(below - zeros) if below >= zeros else 0.0
    above = min(below + 1, count - 1)
    high = sorted_waits.item(above - zeros) if above >= zeros else 0.0
    part = place - below
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part
