"""The waits of one day: percentiles and histograms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import Family
from simdesk.measure.passes import CLASS_OF, CLASSES, Sums

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Waits:
    """The waits of contacts that were answered, gave up or were sent away.

    Most contacts of a good day do not wait at all, so those are only counted.

    Parameters
    ----------
    wait : ndarray of float, shape (waits,)
        Seconds, above zero.
    place : ndarray of int, shape (waits,)
        Queue + queues × class; the classes are answered and lost.
    numbers : ndarray of int, shape (2, queues)
        Contacts by class and queue, those without a wait included.
    """

    wait: NDArray[np.float64]
    place: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, sums: Sums, queue: NDArray[np.int32], outcome: NDArray[np.int32]) -> Waits:
        """The waits of the contacts a pass went over; queue and outcome have the shape (contacts,)."""
        number = sums.number.sum(axis=2)
        row, queues = sums.waited, number.shape[1]
        place = CLASS_OF[outcome[row]] * queues + queue[row]
        return cls(sums.wait, place, np.array([number[list(codes)].sum(axis=0) for codes in CLASSES]).astype(np.int64))

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
        # One queue after the other: sorting plain numbers twice is faster than sorting once which contact is where.
        queue = self.place % queues if queues > 1 else self.place
        found: dict[tuple[int, int], list[float]] = {}
        for column, (first, end) in enumerate(spans):
            count = int(self.numbers[:, first:end].sum())
            if count and (first, end) not in found:
                mine = self.wait
                if end - first < queues:
                    mine = mine[queue == first if end - first == 1 else (first <= queue) & (queue < end)]
                mine = np.sort(mine)
                found[first, end] = [_percentile(mine, count, percentile) for percentile in percentiles]
            if count:
                table[:, column] = found[first, end]
        return table

    def histogram(self, edges: Sequence[float]) -> NDArray[np.int64]:
        """How many waits lie from each edge (seconds) up to the next; the last bin is open.

        Returns
        -------
        ndarray of int, shape (2, queues, edges)
            Answered, and lost.
        """
        queues, bins = self.numbers.shape[1], len(edges)
        if bins == 0:
            return np.zeros((2, queues, 0), np.int64)
        bin_of = np.maximum(np.searchsorted(edges, self.wait, side="right") - 1, 0)
        table = np.bincount(self.place * bins + bin_of, minlength=2 * queues * bins).reshape(2, queues, bins)
        at_once = max(int(np.searchsorted(edges, 0.0, side="right")) - 1, 0)
        table[:, :, at_once] += self.numbers - np.bincount(self.place, minlength=2 * queues).reshape(2, queues)
        return table


def _percentile(sorted_waits: NDArray[np.float64], count: int, percentile: float) -> float:
    """A percentile of ``count`` waits of which those above zero are given, the shortest first."""
    place = percentile / 100 * (count - 1)
    below = int(place)
    zeros = count - len(sorted_waits)
    low, high = (float(sorted_waits[k - zeros]) if k >= zeros else 0.0 for k in (below, min(below + 1, count - 1)))
    part = place - below
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part
