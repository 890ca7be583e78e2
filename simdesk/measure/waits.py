"""The waits of one day in order of length: percentiles and histograms of all at the cost of one sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import Family
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, LEFT_WITHIN, NOT_REACHED, OUTCOMES, SENT_AWAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLASSES = ((ANSWERED, LEFT_WITHIN), (ABANDONED, BALKED, SENT_AWAY))


@dataclass(frozen=True, eq=False)
class Waits:
    """The waits of contacts that were answered, gave up or were sent away.

    Most contacts of a good day do not wait at all, so those are only counted.

    Parameters
    ----------
    row : ndarray of int, shape (waits,)
        Which contact waited, the shortest wait first.
    wait : ndarray of float, shape (waits,)
        Seconds, above zero.
    place : ndarray of int, shape (waits,)
        Queue + queues × class; the classes are answered and lost.
    numbers : ndarray of int, shape (2, queues)
        Contacts by class and queue, those without a wait included.
    """

    row: NDArray[np.int64]
    wait: NDArray[np.float64]
    place: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, wait: NDArray[np.float64], queue: NDArray[np.int32], outcome: NDArray[np.int32], queues: int) -> Waits:
        """Sort the waits of the contacts (seconds; shape (contacts,), as are queue and outcome)."""
        number = np.bincount(outcome * np.int64(queues) + queue, minlength=len(OUTCOMES) * queues).reshape(-1, queues)
        class_of = np.full(len(number), -1, np.int64)
        for k, codes in enumerate(_CLASSES):
            class_of[list(codes)] = k
        row = np.flatnonzero(wait > 0)
        if number[NOT_REACHED].any():
            row = row[class_of[outcome[row]] >= 0]
        row = row[np.argsort(wait[row])]
        return cls(
            row,
            wait[row],
            class_of[outcome[row]] * queues + queue[row],
            np.array([number[list(codes)].sum(axis=0) for codes in _CLASSES], np.int64),
        )

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
        for column, (first, end) in enumerate(spans):
            count = int(self.numbers[:, first:end].sum())
            mine = self.wait
            if end - first < queues:
                queue = self.place % queues
                mine = mine[queue == first if end - first == 1 else (first <= queue) & (queue < end)]
            if count:
                table[:, column] = [_percentile(mine, count, percentile) for percentile in percentiles]
        return table

    def histogram(self, edges: Sequence[float]) -> NDArray[np.int64]:
        """How many waits lie from each edge (seconds) up to the next; the last bin is open.

        Returns
        -------
        ndarray of int, shape (2, queues, edges)
            Answered, and lost.
        """
        queues, bins = self.numbers.shape[1], len(edges)
        table = np.zeros((2, queues, bins), np.int64)
        if bins == 0:
            return table
        at_once = max(int(np.searchsorted(edges, 0.0, side="right")) - 1, 0)
        for place in range(2 * queues):
            mine = self.wait[self.place == place]
            row = table[place // queues, place % queues]
            shorter = np.searchsorted(mine, edges[1:], side="left")
            row[:] = np.diff(shorter, prepend=0, append=len(mine))
            row[at_once] += self.numbers[place // queues, place % queues] - len(mine)
        return table


def _percentile(sorted_waits: NDArray[np.float64], count: int, percentile: float) -> float:
    """A percentile of ``count`` waits of which those above zero are given, sorted."""
    place = percentile / 100 * (count - 1)
    below = int(place)
    zeros = count - len(sorted_waits)
    low, high = (float(sorted_waits[k - zeros]) if k >= zeros else 0.0 for k in (below, min(below + 1, count - 1)))
    part = place - below
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part
