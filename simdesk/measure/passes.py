"""The passes over a day's log that cost the most: sums by outcome, queue and interval, and spans of time cut into intervals.

``ArrayPasses`` is what they mean, in numpy. For volume ``compiled_passes`` does the same in one loop, in the same order, so that
the sums are equal to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from simdesk.engine.log import ContactLog, DayLog
from simdesk.measure.timeline import time_in_intervals
from simdesk.rules.codes import (
    ABANDONED,
    ANSWERED,
    AT_WORK,
    BALKED,
    LEFT_WITHIN,
    MISSED,
    ON_DUTY,
    OUTCOMES,
    RANG,
    REFUSED,
    SENT_AWAY,
    WAITING,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOST = (ABANDONED, BALKED, SENT_AWAY)
KINDS = 5
"""Kinds of times by group: in progress, on duty, on call, at work, not ready."""
SERVED, GONE = range(2)
"""The classes of contacts that have a wait: answered, and lost."""
CLASSES = ((ANSWERED, LEFT_WITHIN), LOST)
CLASS_OF = np.array([SERVED if code in CLASSES[SERVED] else GONE if code in LOST else -1 for code in range(len(OUTCOMES))])
"""The class of each outcome; -1 for those without a wait."""


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
    lost : ndarray of int64
        Rows of the contacts that were lost.
    wait : ndarray of float, shape (waits,)
        Of those answered or lost who waited, seconds: queue by queue.
    wait_from : ndarray of int64, shape (queues + 1,)
        Where the waits of each queue begin.
    longest : ndarray of float, shape (queues, intervals)
        Seconds; 0 where nobody waited.
    histogram : ndarray of int64, shape (2, queues, bins)
        Of the waits, by class.
    """

    cell: NDArray[np.int64]
    number: NDArray[np.float64]
    waits: NDArray[np.float64]
    wrap_up: NDArray[np.float64]
    handle: NDArray[np.float64]
    early: NDArray[np.float64]
    lost: NDArray[np.int64]
    wait: NDArray[np.float64]
    wait_from: NDArray[np.int64]
    longest: NDArray[np.float64]
    histogram: NDArray[np.int64]


class Times(NamedTuple):
    """What one pass over a day's spans of time gives, in the intervals of the day.

    Parameters
    ----------
    queued : ndarray of float, shape (queues, intervals)
        Contact seconds in line.
    in_progress, on_duty, on_call : ndarray of float, shape (groups, intervals)
        Contact seconds from the answer to the end of wrap-up; agent seconds on duty, and of them those of agents on standby.
    answers : ndarray of float, shape (groups, measured intervals)
        Contacts taken in each interval that is measured.
    at_work, not_ready : ndarray of float, shape (groups, intervals)
        Agent seconds with contacts in progress, where agents may have several; called for a contact, or pausing.
    missed, refused : ndarray of float, shape (groups, measured intervals)
        Offers.
    """

    queued: NDArray[np.float64]
    in_progress: NDArray[np.float64]
    on_duty: NDArray[np.float64]
    on_call: NDArray[np.float64]
    answers: NDArray[np.float64]
    at_work: NDArray[np.float64]
    not_ready: NDArray[np.float64]
    missed: NDArray[np.float64]
    refused: NDArray[np.float64]


class Bins(NamedTuple):
    """Bins that waits are counted in.

    Parameters
    ----------
    edges : ndarray of float, shape (bins,)
        Where each begins, seconds; the last is open.
    of_second : ndarray of int64
        The bin of a wait of so many whole seconds, so that few edges are compared with a wait.
    """

    edges: NDArray[np.float64]
    of_second: NDArray[np.int64]

    @classmethod
    def of(cls, edges: Sequence[float]) -> Bins:
        """The bins between some edges."""
        begins = np.array(edges, float)
        return cls(begins, np.maximum(np.searchsorted(begins, np.arange(_SECONDS), side="right") - 1, 0))


_SECONDS = 4096


class Passes(Protocol):
    """Passes over the log of a day."""

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float], bins: Bins) -> Sums:
        """Sums over contacts; ``outcome`` is what each counts as."""

    def times(self, log: DayLog, groups: int, day: Grid, measured: Grid) -> Times:
        """Times cut into the intervals of the day, and answers in those that are measured."""


class ArrayPasses:
    """The passes by numpy."""

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float], bins: Bins) -> Sums:
        """Sums over contacts."""
        c, cells = contacts, grid.queues * grid.intervals
        shape = (len(OUTCOMES), grid.queues, grid.intervals)
        cell = c.queue * np.int64(grid.intervals) + _interval_of(c.arrival, grid)
        key = outcome * np.int64(cells) + cell

        def by_outcome(weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
            return np.bincount(key, weights, minlength=len(OUTCOMES) * cells).reshape(shape).astype(float, copy=False)

        early = np.zeros((len(limits), *shape))
        for table, limit in zip(early, limits, strict=True):
            # Compared as the clock reckons a time: arrival + 20 s is exactly when a patience of 20 s ends, while the
            # difference of the two may be off by one unit in the last place.
            table += np.bincount(key[c.left <= c.arrival + limit], minlength=len(OUTCOMES) * cells).reshape(shape)
        class_of = CLASS_OF[outcome]
        waited = np.flatnonzero((c.wait > 0) & (class_of >= 0))
        waited = waited[np.argsort(c.queue[waited], kind="stable")]
        wait, queue = c.wait[waited], c.queue[waited]
        longest = np.zeros(cells)
        np.maximum.at(longest, cell[waited], wait)
        each = len(bins.edges)
        bin_of = np.maximum(np.searchsorted(bins.edges, wait, side="right") - 1, 0)
        histogram = np.bincount((class_of[waited] * grid.queues + queue) * each + bin_of, minlength=2 * grid.queues * each)
        return Sums(
            cell,
            by_outcome(),
            by_outcome(c.wait),  # a wait without end spoils no sum but that of its own outcome
            by_outcome(c.released - c.ended)[ANSWERED],
            by_outcome(c.released - c.answered)[ANSWERED],
            early,
            np.flatnonzero(class_of == GONE),
            wait,
            np.searchsorted(queue, np.arange(grid.queues + 1)),
            longest.reshape(shape[1:]),
            histogram[: 2 * grid.queues * each].reshape(2, grid.queues, each),
        )

    def times(self, log: DayLog, groups: int, day: Grid, measured: Grid) -> Times:
        """Times cut into the intervals of the day, and answers in those that are measured."""
        c, queues = log.contacts, day.queues
        stood = np.flatnonzero((c.wait > 0) | (c.outcome == WAITING))
        until = np.where(c.outcome[stood] == WAITING, np.inf, c.left[stood])
        taken = np.flatnonzero(c.agent >= 0)
        duty = log.spans[log.spans["activity"] == ON_DUTY]
        called = duty[log.standby[duty["agent"]]]
        work = log.spans[log.spans["activity"] == AT_WORK]
        within = log.spans[log.spans["activity"] >= RANG]
        spans = (duty, called, work, within)
        begin = np.concatenate([c.arrival[stood], c.answered[taken], *(each["begin"] for each in spans)])
        end = np.concatenate([until, c.released[taken], *(each["end"] for each in spans)])
        behind = (each["group"] + queues + k * groups for k, each in enumerate(spans, 1))
        row = np.concatenate([c.queue[stood], c.group[taken] + queues, *behind]).astype(np.int64)
        table = time_in_intervals(begin, end, row, queues + KINDS * groups, day.begin, day.interval, day.intervals)
        numbers = [
            _numbers(when, group, groups, measured)
            for when, group in (
                (c.answered[taken], c.group[taken]),
                *((each["begin"], each["group"]) for each in (within[within["activity"] == what] for what in (MISSED, REFUSED))),
            )
        ]
        return times_of(table, queues, groups, np.array(numbers))


def _numbers(when: NDArray[np.float64], group: NDArray[np.int32], groups: int, grid: Grid) -> NDArray[np.float64]:
    """How many are in each interval, by group; what comes before the first is left out."""
    late = when >= grid.begin
    place = group[late] * np.int64(grid.intervals) + _interval_of(when[late], grid)
    return np.bincount(place, minlength=groups * grid.intervals).astype(float)


def added(table: NDArray[np.float64], codes: Sequence[int]) -> NDArray[np.float64]:
    """The sum of some outcomes of a table whose first axis they are."""
    return np.asarray(reduce(add, (table[code] for code in codes)))


def _interval_of(when: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    return np.asarray(np.minimum(((when - grid.begin) / grid.interval).astype(np.int64), grid.intervals - 1))


def times_of(table: NDArray[np.float64], queues: int, groups: int, numbers: NDArray[np.float64]) -> Times:
    """The parts of a table of times: a row for each queue, and ``KINDS`` times one for each group; and of numbers by group."""
    in_progress, on_duty, on_call, at_work, not_ready = table[queues:].reshape(KINDS, groups, -1)
    answers, missed, refused = numbers.reshape(3, groups, -1)
    return Times(table[:queues], in_progress, on_duty, on_call, answers, at_work, not_ready, missed, refused)


ARRAY_PASSES: Passes = ArrayPasses()
