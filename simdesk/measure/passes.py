"""The passes over a day's log that cost the most: sums by outcome, queue and interval, and spans of time cut into intervals.

``ArrayPasses`` is what they mean, in numpy. For volume ``compiled_passes`` does the same in one loop, in the same order, so that
the sums are equal to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from simdesk.engine.log import ContactLog
from simdesk.measure.timeline import time_in_intervals
from simdesk.rules.codes import ANSWERED, OUTCOMES, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Grid(NamedTuple):
    """Queues and intervals that contacts are counted in.

    Parameters
    ----------
    queues, intervals : int
    begin, interval : float
        Seconds after midnight, and the length of an interval in seconds. What comes later than the last is in the last.
    """

    queues: int
    intervals: int
    begin: float
    interval: float


class Sums(NamedTuple):
    """What one pass over the contacts of a day gives.

    Parameters
    ----------
    cell : ndarray of int64, shape (contacts,)
        Queue × intervals + interval of arrival.
    number, waits : ndarray of float, shape (outcomes, queues, intervals)
        Contacts, and the sum of their waits in seconds.
    wrap_up, handle : ndarray of float, shape (queues, intervals)
        Of those answered: seconds after the talk, and seconds from the answer on.
    early : ndarray of float, shape (limits, outcomes, queues, intervals)
        Contacts that left the queue within each of some times after their arrival.
    """

    cell: NDArray[np.int64]
    number: NDArray[np.float64]
    waits: NDArray[np.float64]
    wrap_up: NDArray[np.float64]
    handle: NDArray[np.float64]
    early: NDArray[np.float64]


class Passes(Protocol):
    """Passes over the log of a day."""

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float]) -> Sums:
        """Sums over contacts; ``outcome`` is what each counts as."""

    def times(self, contacts: ContactLog, spans: Spans, queues: int, groups: int, day: Grid) -> NDArray[np.float64]:
        """Time in line by queue, then in progress by group, then the spans by their row, cut into the intervals of the day.

        Returns
        -------
        ndarray of float, shape (queues + 3 × groups, intervals)
            Seconds.
        """


class Spans(NamedTuple):
    """Spans of agents' time.

    Parameters
    ----------
    begin, end : ndarray of float, shape (spans,)
        Seconds after midnight.
    row : ndarray of int64, shape (spans,)
        Row of the table that each belongs to.
    """

    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    row: NDArray[np.int64]


class ArrayPasses:
    """The passes by numpy."""

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float]) -> Sums:
        """Sums over contacts."""
        c, cells = contacts, grid.queues * grid.intervals
        shape = (len(OUTCOMES), grid.queues, grid.intervals)
        interval = np.minimum(((c.arrival - grid.begin) / grid.interval).astype(np.int64), grid.intervals - 1)
        cell = c.queue * np.int64(grid.intervals) + interval
        key = outcome * np.int64(cells) + cell

        def by_outcome(weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
            return np.bincount(key, weights, minlength=len(OUTCOMES) * cells).reshape(shape).astype(float, copy=False)

        early = np.zeros((len(limits), *shape))
        for table, limit in zip(early, limits, strict=True):
            # Compared as the clock reckons a time: arrival + 20 s is exactly when a patience of 20 s ends, while the
            # difference of the two may be off by one unit in the last place.
            table += np.bincount(key[c.left <= c.arrival + limit], minlength=len(OUTCOMES) * cells).reshape(shape)
        # A wait without end spoils no sum but that of its own outcome.
        waits = by_outcome(c.wait)
        return Sums(
            cell,
            by_outcome(),
            waits,
            by_outcome(c.released - c.ended)[ANSWERED],
            by_outcome(c.released - c.answered)[ANSWERED],
            early,
        )

    def times(self, contacts: ContactLog, spans: Spans, queues: int, groups: int, day: Grid) -> NDArray[np.float64]:
        """Time in line by queue, in progress by group, and the spans."""
        c = contacts
        stood = np.flatnonzero((c.wait > 0) | (c.outcome == WAITING))
        until = np.where(c.outcome[stood] == WAITING, np.inf, c.left[stood])
        taken = np.flatnonzero(c.agent >= 0)
        begin = np.concatenate([c.arrival[stood], c.answered[taken], spans.begin])
        end = np.concatenate([until, c.released[taken], spans.end])
        row = np.concatenate([c.queue[stood], c.group[taken] + queues, spans.row]).astype(np.int64)
        return time_in_intervals(begin, end, row, queues + 3 * groups, day.begin, day.interval, day.intervals)


ARRAY_PASSES: Passes = ArrayPasses()
