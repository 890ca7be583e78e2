"""Counts the log of one day after the other into tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.log import DayLog
from simdesk.floor.plan import FloorPlan
from simdesk.measure.passes import ARRAY_PASSES, LOST, Bins, Grid, Passes, added
from simdesk.measure.tally import Tally, Wanted, measured_contacts, warm_up_intervals
from simdesk.measure.timeline import most_at_once, time_in_intervals
from simdesk.measure.undone import BY_DUE, backlog, done_by, due_by
from simdesk.measure.waits import Waits
from simdesk.rules.codes import (
    ABANDONED,
    ANSWERED,
    BALKED,
    BLOCKED,
    CONTAINED,
    LEFT_WITHIN,
    NOT_REACHED,
    PASSED_ON,
    SENT_AWAY,
    TOOK_CALL_BACK,
    WAITING,
)
from simdesk.rules.leg_codes import REASONS, REDIAL, REPEAT, TRANSFER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.workload import Workload
    from simdesk.measure.controls import ControlPlan

COUNTED = {
    "answered": ANSWERED,
    "abandoned": ABANDONED,
    "balked": BALKED,
    "blocked": BLOCKED,
    "sent_away": SENT_AWAY,
    "unfinished": WAITING,
    "took_call_back": TOOK_CALL_BACK,
    "not_reached": NOT_REACHED,
    "left_within": LEFT_WITHIN,
    "contained": CONTAINED,
    "passed_on": PASSED_ON,
}
CAME = {"tried_again": REDIAL, "transferred_in": TRANSFER, "repeats": REPEAT}
GAVE_UP = [ABANDONED, BALKED]
WAITED = [ANSWERED, *LOST]


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
    controls : ControlPlan, optional
        Needed when they are wanted.
    passes : Passes, optional
        What adds up over contacts; it cannot change a sum.
    """

    def __init__(
        self,
        plan: FloorPlan,
        wanted: Wanted,
        expected: NDArray[np.float64],
        controls: ControlPlan | None = None,
        passes: Passes = ARRAY_PASSES,
    ) -> None:
        self.plan = plan
        self._controls = controls
        self._passes = passes
        self.wanted = wanted
        self._bins = Bins.of(wanted.wait_edges)
        self._within = sorted({*wanted.thresholds, *wanted.short_abandons})
        self._skip = warm_up_intervals(plan)
        self._expected = expected[:, self._skip :]
        self._scheduled = scheduled_time(plan)[:, self._skip :]
        self._several = np.array([group.concurrency is not None for group in plan.groups], bool)
        self._any_several = bool(self._several.any())
        self._anew = bool(self._skip) or any(group.ringing is not None for group in plan.groups)

    def count(self, log: DayLog, workload: Workload | None = None) -> Tally:
        """Count one day; with controls its workload is needed too."""
        plan, wanted, every = self.plan, self.wanted, log.contacts
        shape = len(plan.queues), plan.intervals - self._skip
        begin = plan.opening + plan.warm_up
        if self._skip:
            every = every.those(measured_contacts(log, plan))
        queue, outcome, arrival = every.queue, every.outcome, every.arrival
        within = None
        if self._any_several:
            within = outcome == LEFT_WITHIN
            outcome = np.where(within, np.int32(ANSWERED), outcome)
        sums = self._passes.sums(every, outcome, Grid(*shape, begin, plan.interval), self._within, self._bins)
        cell, number, waits, early = sums.cell, sums.number, sums.waits, dict(zip(self._within, sums.early, strict=True))
        counts = {name: number[code] for name, code in COUNTED.items()}
        counts["offered"] = number.sum(axis=0)
        if within is not None:
            counts["left_within"] = _numbers(cell[within], shape)
        counts |= self._came(every.reason, cell, shape)
        counts["waited"] = added(number, WAITED)
        counts["wait_answered"] = waits[ANSWERED]
        counts["wait_waited"] = added(waits, WAITED)
        counts["wrap_up"], counts["handle"] = sums.wrap_up, sums.handle
        counts["expected"] = self._expected
        counts["queue_area"], groups = self._time(log) if wanted.times else (np.zeros(shape), self._no_time())
        lost = sums.lost
        lost_cell, virtual = cell[lost], every.could_answer[lost]
        # Someone who left and whom nobody could have taken before the day ended: known late once that end is.
        known_late = np.where(np.isnan(virtual), self._closing_behind(arrival[lost]), np.inf)
        in_time, virtual_in_time, virtual_known = {}, {}, {}
        for threshold in wanted.thresholds:
            latest = arrival[lost] + threshold
            in_time[threshold] = early[threshold][ANSWERED]
            virtual_in_time[threshold] = in_time[threshold] + _numbers(lost_cell[virtual <= latest], shape)
            virtual_known[threshold] = counts["answered"] + _numbers(lost_cell[known_late > latest], shape)
        done_in_time, done_known = {}, {}
        for limit in wanted.done_within:
            by = self._due(queue, arrival) if limit == BY_DUE else arrival + limit
            done, known = done_by(by, every.ended, every.outcome, plan.closing)
            done_in_time[limit], done_known[limit] = _numbers(cell[done], shape), _numbers(cell[known], shape)
        if not wanted.waits:
            sums = sums._replace(
                wait=sums.wait[:0],
                wait_from=np.zeros_like(sums.wait_from),
                longest=np.zeros(shape),
                histogram=np.zeros_like(sums.histogram),
            )
        waits_sorted = Waits.of(sums)
        longest = np.where(counts["waited"] > 0, sums.longest, np.nan)
        return Tally(
            counts=counts,
            in_time=in_time,
            lost_in_time={limit: added(table, LOST) for limit, table in early.items()},
            virtual_in_time=virtual_in_time,
            virtual_known=virtual_known,
            short={short: added(early[short], GAVE_UP) for short in wanted.short_abandons},
            percentile=dict(zip(wanted.percentiles, waits_sorted.percentiles(wanted.percentiles, plan.families), strict=True)),
            longest_wait=np.array(
                [
                    *np.fmax.reduce(longest, axis=1),
                    *(np.fmax.reduce(longest[family.first : family.end], axis=None) for family in plan.families),
                    np.fmax.reduce(longest, axis=None),
                ]
            ),
            longest_queue=self._longest_queue(log) if wanted.waits else np.full(shape[0] + len(plan.families) + 1, np.nan),
            interval_longest_wait=longest,
            groups=groups,
            overtime=log.overtime,
            histogram=waits_sorted.histogram(wanted.wait_edges),
            controls=self._beyond_mean(workload),
            done_in_time=done_in_time,
            done_known=done_known,
            at_end=self._at_end(log) if wanted.backlog else {},
        )

    def _no_time(self) -> dict[str, NDArray[np.float64]]:
        nothing = np.zeros((len(self.plan.groups), self.plan.intervals - self._skip))
        names = ("on_duty", "busy", "not_ready", "contacts_handled", "missed_offers", "refused_offers")
        return (
            dict.fromkeys(names, nothing) | {"scheduled": self._scheduled} | ({"in_hand": nothing} if self._any_several else {})
        )

    def _at_end(self, log: DayLog) -> dict[str, NDArray[np.float64]]:
        plan = self.plan
        ends = [plan.opening + k * plan.interval for k in range(self._skip + 1, plan.intervals)]
        waiting, oldest = backlog(log.contacts, len(plan.queues), np.array([*ends, plan.closing]))
        return {"waiting": waiting, "oldest": oldest}

    def _closing_behind(self, arrival: NDArray[np.float64]) -> NDArray[np.float64] | float:
        """When the centre closes next."""
        if not self.plan.hours:
            return self.plan.closing
        closings = np.array([*(end for _, end in self.plan.hours), self.plan.closing])
        return np.asarray(closings[np.searchsorted(closings[:-1], arrival, side="right")])

    def _due(self, queue: NDArray[np.int32], arrival: NDArray[np.float64]) -> NDArray[np.float64]:
        """When each contact's work is due; NaN, and so neither done nor known, in a queue without such a time."""
        by = np.full(len(arrival), np.nan)
        for q, one in enumerate(self.plan.queues):
            if one.due < np.inf:
                mine = queue == q
                by[mine] = due_by(arrival[mine], one.due, one.due_open, self.plan.spans)
        return by

    def _came(self, reason: NDArray[np.int32], cell: NDArray[np.int64], shape: tuple[int, int]) -> dict[str, NDArray[np.float64]]:
        """The legs of each kind, by queue and interval."""
        if not reason.any():
            return {name: np.zeros(shape) for name in CAME}
        table = np.bincount(reason * np.int64(shape[0] * shape[1]) + cell, minlength=len(REASONS) * shape[0] * shape[1])
        return {name: table.reshape(len(REASONS), *shape)[code].astype(float) for name, code in CAME.items()}

    def _beyond_mean(self, workload: Workload | None) -> NDArray[np.float64]:
        if not self.wanted.controls:
            return np.zeros((0, 0))
        if self._controls is None or workload is None:
            raise ValueError("controls are wanted, and need their plan and the day's workload")
        return self._controls.of(workload)

    def _longest_queue(self, log: DayLog) -> NDArray[np.float64]:
        # The engine's count is of those in line; those for whom agents are called wait too.
        longest = [] if self._anew else log.longest_queue.tolist()
        spans = [(family.first, family.end) for family in self.plan.families]
        if self._anew:
            spans = [*((q, q + 1) for q in range(len(self.plan.queues))), *spans]
        if spans:
            c, late = log.contacts, self.plan.opening + self.plan.warm_up
            until = np.where(np.isnan(c.wait), np.inf, c.arrival + c.wait)
            each = [np.flatnonzero((first <= c.queue) & (c.queue < end) & (until > late)) for first, end in spans]
            longest += [most_at_once(np.maximum(c.arrival[rows], late), until[rows]) for rows in each]
        return np.array([*longest, max(longest, default=0)], float)

    def _time(self, log: DayLog) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
        """The time contacts stood in line, by queue and interval, and what is counted of the groups."""
        plan = self.plan
        queues, groups, intervals = len(plan.queues), len(plan.groups), plan.intervals - self._skip
        late = plan.opening + plan.warm_up
        day = Grid(queues, plan.intervals, plan.opening, plan.interval)
        times = self._passes.times(log, groups, day, Grid(queues, intervals, late, plan.interval))
        busy = times.in_progress[:, self._skip :]
        counted = {
            "not_ready": times.not_ready[:, self._skip :],
            "missed_offers": times.missed,
            "refused_offers": times.refused,
            "on_duty": times.on_duty[:, self._skip :],
            "busy": busy,
            "scheduled": self._scheduled + times.on_call[:, self._skip :],
            "contacts_handled": times.answers,
        }
        if self._any_several:
            at_work = times.at_work[:, self._skip :]
            counted |= {"busy": np.where(self._several[:, None], at_work, busy), "in_hand": busy}
        return times.queued[:, self._skip :], counted


def _numbers(cells: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.float64]:
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
