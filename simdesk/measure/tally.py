"""The log of one day counted once: sums by queue and interval from which every metric follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.log import DayLog
from simdesk.floor.plan import FloorPlan
from simdesk.floor.rows import ABANDONED, ANSWERED, BALKED, BLOCKED, ON_DUTY, SENT_AWAY, WAITING
from simdesk.measure.timeline import most_at_once, time_in_intervals

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNTED = {
    "answered": ANSWERED,
    "abandoned": ABANDONED,
    "balked": BALKED,
    "blocked": BLOCKED,
    "sent_away": SENT_AWAY,
    "unfinished": WAITING,
}


@dataclass(frozen=True)
class Wanted:
    """What has to be counted besides the sums that always are.

    Parameters
    ----------
    thresholds : tuple of float
        Times to answer, seconds.
    short_abandons : tuple of float
        Up to which wait (seconds) an abandon is short.
    percentiles : tuple of float
        0 to 100.
    wait_edges : tuple of float
        Edges of the histogram of waits, seconds; the last bin is open.
    """

    thresholds: tuple[float, ...] = (20.0,)
    short_abandons: tuple[float, ...] = (5.0,)
    percentiles: tuple[float, ...] = (50.0, 90.0, 95.0)
    wait_edges: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Tally:
    """One day, counted. Contacts of the warm-up are left out, and so is the agents' time in it.

    Arrays by queue have one row more than there are queues where noted: the last is all queues together,
    for what cannot be added up. A contact belongs to its interval of arrival.

    Parameters
    ----------
    counts : dict of str to ndarray, shape (queues, intervals)
        ``offered``, of them ``tried_again``, and the outcomes; ``waited`` (all but blocked and unfinished); sums in seconds
        ``wait_answered``, ``wait_waited``, ``handle``; ``expected`` contacts by plan; ``queue_area`` (contact
        seconds waiting within the interval of the clock).
    in_time, lost_in_time, virtual_in_time, virtual_known : dict of float to ndarray, shape (queues, intervals)
        By threshold: answered in time; abandoned, balked or sent away within it; contacts whose wait would have
        been in time had they stayed; contacts of which that is known.
    short : dict of float to ndarray, shape (queues, intervals)
        Abandoned or balked within the short-abandon time.
    percentile : dict of float to ndarray, shape (queues + 1,)
        Of the day's waits, seconds; NaN without contacts.
    longest_wait, longest_queue : ndarray of float, shape (queues + 1,)
        Seconds, contacts; the longest queue of all is the longest of any one.
    interval_longest_wait : ndarray of float, shape (queues, intervals)
        Seconds; NaN without contacts.
    groups : dict of str to ndarray, shape (groups, intervals)
        Agent seconds ``on_duty``, ``busy``, ``scheduled`` (with those sent for from standby while they are there);
        ``contacts_handled`` by interval of the answer.
    overtime : ndarray of float, shape (groups,)
        Agent seconds of the whole day, warm-up included.
    histogram : ndarray of int, shape (2, queues, bins)
        Waits of answered (first) and of lost contacts.
    """

    counts: dict[str, NDArray[np.float64]]
    in_time: dict[float, NDArray[np.float64]]
    lost_in_time: dict[float, NDArray[np.float64]]
    virtual_in_time: dict[float, NDArray[np.float64]]
    virtual_known: dict[float, NDArray[np.float64]]
    short: dict[float, NDArray[np.float64]]
    percentile: dict[float, NDArray[np.float64]]
    longest_wait: NDArray[np.float64]
    longest_queue: NDArray[np.float64]
    interval_longest_wait: NDArray[np.float64]
    groups: dict[str, NDArray[np.float64]]
    overtime: NDArray[np.float64]
    histogram: NDArray[np.int64]


def warm_up_intervals(plan: FloorPlan) -> int:
    """Number of intervals at the beginning of the day that are not measured."""
    return round(plan.warm_up / plan.interval)


def measured_contacts(log: DayLog, plan: FloorPlan) -> NDArray[np.bool_]:
    """Which contacts of the log are measured: those that arrived after the warm-up."""
    return np.asarray(log.contacts.arrival >= plan.opening + plan.warm_up)


def scheduled_time(plan: FloorPlan) -> NDArray[np.float64]:
    """Paid agent time by group and interval, shrinkage and breaks included.

    Returns
    -------
    ndarray of float, shape (groups, intervals)
        Agent seconds. What a shift has outside opening hours is in its first or last interval.
    """
    time = np.zeros((len(plan.groups), plan.intervals))
    for g, group in enumerate(plan.groups):
        if group.headcount:
            time[g] = np.asarray(group.headcount) * plan.interval
        for shift in group.shifts:
            span = time_in_intervals(
                np.array([shift.start]),
                np.array([shift.end]),
                np.zeros(1, np.int64),
                1,
                plan.opening,
                plan.interval,
                plan.intervals,
            )[0]
            span[0] += max(min(plan.opening, shift.end) - shift.start, 0.0)
            span[-1] += max(shift.end - max(plan.closing, shift.start), 0.0)
            time[g] += span * shift.agents
    return time


class Counter:
    """Counts one day's log after the other by the same rules.

    Parameters
    ----------
    plan : FloorPlan
    wanted : Wanted
    expected : ndarray of float, shape (queues, intervals)
        Expected contacts by the plan.
    """

    def __init__(self, plan: FloorPlan, wanted: Wanted, expected: NDArray[np.float64]) -> None:
        self.plan = plan
        self.wanted = wanted
        self._skip = warm_up_intervals(plan)
        self._expected = expected[:, self._skip :]
        self._scheduled = scheduled_time(plan)[:, self._skip :]

    def count(self, log: DayLog) -> Tally:
        """Count one day."""
        plan, contacts, wanted = self.plan, log.contacts, self.wanted
        queues, intervals = len(plan.queues), plan.intervals - self._skip
        begin = plan.opening + plan.warm_up
        keep = measured_contacts(log, plan)
        queue, outcome = contacts.queue[keep].astype(np.int64), contacts.outcome[keep]
        arrival, wait = contacts.arrival[keep], contacts.wait[keep]
        left = np.where(outcome == ANSWERED, contacts.answered[keep], contacts.ended[keep])
        cell = queue * intervals + np.minimum(((arrival - begin) / plan.interval).astype(np.int64), intervals - 1)

        def by_cell(which: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
            where = cell[which]
            values = None if weights is None else weights[which]
            return np.bincount(where, values, minlength=queues * intervals).reshape(queues, intervals).astype(float)

        counts = {name: by_cell(outcome == code) for name, code in COUNTED.items()}
        answered = outcome == ANSWERED
        lost = (outcome == ABANDONED) | (outcome == BALKED) | (outcome == SENT_AWAY)
        gave_up = (outcome == ABANDONED) | (outcome == BALKED)
        waited = answered | lost
        counts["offered"] = np.bincount(cell, minlength=queues * intervals).reshape(queues, intervals).astype(float)
        counts["tried_again"] = by_cell(contacts.attempt[keep] > 1)
        counts["waited"] = by_cell(waited)
        counts["wait_answered"] = by_cell(answered, wait)
        counts["wait_waited"] = by_cell(waited, wait)
        counts["handle"] = by_cell(answered, contacts.released[keep] - contacts.answered[keep])
        counts["expected"] = self._expected
        # A contact still waiting at the end has waited as long as the day was.
        until = np.where(
            contacts.outcome == WAITING, np.inf, np.where(contacts.outcome == ANSWERED, contacts.answered, contacts.ended)
        )
        stood = np.flatnonzero(until > contacts.arrival)
        counts["queue_area"] = self._cut(contacts.arrival[stood], until[stood], contacts.queue[stood], queues)
        virtual = np.where(answered, left, contacts.could_answer[keep])
        # Someone who left and whom nobody could have taken before the day ended: known late once that end is.
        unknown_until = np.where(np.isnan(virtual) & lost, plan.closing, virtual)
        in_time, lost_in_time, virtual_in_time, virtual_known = {}, {}, {}, {}
        for threshold in wanted.thresholds:
            # Compared as the clock reckons a time: arrival + 20 s is exactly when a patience of 20 s ends,
            # while the difference of the two may be off by one unit in the last place.
            limit = arrival + threshold
            early = left <= limit
            in_time[threshold] = by_cell(answered & early)
            lost_in_time[threshold] = by_cell(lost & early)
            virtual_in_time[threshold] = by_cell(waited & (virtual <= limit))
            virtual_known[threshold] = by_cell(waited & (~np.isnan(virtual) | (unknown_until > limit)))
        return Tally(
            counts=counts,
            in_time=in_time,
            lost_in_time=lost_in_time,
            virtual_in_time=virtual_in_time,
            virtual_known=virtual_known,
            short={short: by_cell(gave_up & (left <= arrival + short)) for short in wanted.short_abandons},
            percentile=_percentiles(wait[waited], queue[waited], queues, wanted.percentiles),
            longest_wait=_longest(wait[waited], queue[waited], queues),
            longest_queue=self._longest_queue(log),
            interval_longest_wait=_cell_max(wait[waited], cell[waited], queues, intervals),
            groups=self._groups(log, intervals),
            overtime=log.overtime,
            histogram=self._histogram(wait, queue, answered, lost, queues),
        )

    def _cut(
        self, begin: NDArray[np.float64], end: NDArray[np.float64], row: NDArray[np.int32], rows: int
    ) -> NDArray[np.float64]:
        plan = self.plan
        cut = time_in_intervals(begin, end, row.astype(np.int64), rows, plan.opening, plan.interval, plan.intervals)
        return cut[:, self._skip :]

    def _longest_queue(self, log: DayLog) -> NDArray[np.float64]:
        longest = log.longest_queue
        if self._skip:
            c, late = log.contacts, self.plan.opening + self.plan.warm_up
            until = np.where(np.isnan(c.wait), np.inf, c.arrival + c.wait)
            each = [np.flatnonzero((c.queue == q) & (until > late)) for q in range(len(longest))]
            longest = np.array([most_at_once(np.maximum(c.arrival[rows], late), until[rows]) for rows in each], np.int64)
        return np.append(longest, longest.max(initial=0)).astype(float)

    def _groups(self, log: DayLog, intervals: int) -> dict[str, NDArray[np.float64]]:
        plan, contacts, spans = self.plan, log.contacts, log.spans
        groups = len(plan.groups)
        duty = spans[spans["activity"] == ON_DUTY]
        scheduled = self._scheduled
        if log.standby.any():
            called = duty[log.standby[duty["agent"]]]
            scheduled = scheduled + self._cut(called["begin"], called["end"], called["group"], groups)
        taken = np.flatnonzero(contacts.agent >= 0)
        since = contacts.answered[taken]
        late = plan.opening + plan.warm_up
        where = ((since - late) / plan.interval).astype(np.int64)
        inside = since >= late
        place = contacts.group[taken][inside].astype(np.int64) * intervals + np.minimum(where[inside], intervals - 1)
        return {
            "on_duty": self._cut(duty["begin"], duty["end"], duty["group"], groups),
            "busy": self._cut(since, contacts.released[taken], contacts.group[taken], groups),
            "scheduled": scheduled,
            "contacts_handled": np.bincount(place, minlength=groups * intervals).reshape(groups, intervals).astype(float),
        }

    def _histogram(
        self,
        wait: NDArray[np.float64],
        queue: NDArray[np.int64],
        answered: NDArray[np.bool_],
        lost: NDArray[np.bool_],
        queues: int,
    ) -> NDArray[np.int64]:
        bins = len(self.wanted.wait_edges)
        table = np.zeros((2, queues, bins), np.int64)
        if bins:
            edges = np.asarray(self.wanted.wait_edges)
            for k, which in enumerate((answered, lost)):
                bin_of = np.clip(np.searchsorted(edges, wait[which], side="right") - 1, 0, bins - 1)
                table[k] = np.bincount(queue[which] * bins + bin_of, minlength=queues * bins).reshape(queues, bins)
        return table


def _percentiles(
    wait: NDArray[np.float64], queue: NDArray[np.int64], queues: int, percentiles: tuple[float, ...]
) -> dict[float, NDArray[np.float64]]:
    table = np.full((len(percentiles), queues + 1), np.nan)
    for q in range(queues + 1):
        mine = wait if q == queues else wait[queue == q]
        if len(mine) and percentiles:
            table[:, q] = np.percentile(mine, percentiles)
    return dict(zip(percentiles, table, strict=True))


def _longest(wait: NDArray[np.float64], queue: NDArray[np.int64], queues: int) -> NDArray[np.float64]:
    longest = np.full(queues + 1, np.nan)
    for q in range(queues + 1):
        mine = wait if q == queues else wait[queue == q]
        if len(mine):
            longest[q] = mine.max()
    return longest


def _cell_max(wait: NDArray[np.float64], cell: NDArray[np.int64], queues: int, intervals: int) -> NDArray[np.float64]:
    longest = np.full(queues * intervals, np.nan)
    np.fmax.at(longest, cell, wait)
    return longest.reshape(queues, intervals)
