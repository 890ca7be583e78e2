"""Control variates: what is known exactly of a day's customers and agents before anything is simulated.

A busy day is a day on which more work came than the plan expects, or fewer agents. How much more is known of every
simulated day, and its mean over all days is known exactly: zero. So the part of a measure that goes with it can be taken
away from every day without moving what is estimated, and the rest varies less (control variates: Law, Simulation
Modeling and Analysis, 5th ed., section 11.4; Glynn and Szechtman 2002; for call centres L'Ecuyer and Buist 2006).

Of each day are kept, by interval: contacts and work (handle time and wrap-up) of the first tries of each queue, and
the time of the agents present in each group, each less its mean. Controls are sums of these, and their squares and products
less their own means, which follow from Poisson arrivals, the Gamma level of the day, and one uniform number a group.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.day_level import NO_VARIATION
from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals, Varying
from simdesk.demand.workload import Workload
from simdesk.floor.crews import whole_agents
from simdesk.floor.parts import GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.timeline import time_in_intervals

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 6
"""Parts of the day whose load is a control of its own."""
DIFFERING_DAYS = 10.0
"""A control must be expected to differ from its commonest value on so many days."""


@dataclass(frozen=True, eq=False)
class Presence:
    """The agent time of a group as it depends on the day's uniform number.

    Parameters
    ----------
    until : ndarray of float, shape (steps,)
        Up to which uniform number a step reaches; the last is 1.
    time : ndarray of float, shape (steps, intervals)
        Agent seconds present in each interval, less their mean over days.
    """

    until: NDArray[np.float64]
    time: NDArray[np.float64]

    @property
    def chances(self) -> NDArray[np.float64]:
        """Probability of each step, shape (steps,)."""
        return np.diff(self.until, prepend=0.0)

    def on(self, attendance: float) -> NDArray[np.float64]:
        """The row of ``time`` of a day, shape (intervals,)."""
        return np.asarray(self.time[min(int(np.searchsorted(self.until, attendance, side="right")), len(self.until) - 1)])

    def variance(self) -> float:
        """Variance over days of the agent time of the whole day, seconds²."""
        return float(self.chances @ self.time.sum(axis=1) ** 2)


@dataclass(frozen=True, eq=False)
class ControlPlan:
    """What is known exactly about every day of a scenario.

    Parameters
    ----------
    opening, interval : float
        Seconds.
    contacts, work, work_variance : ndarray of float, shape (queues, intervals)
        Mean number of first tries, mean of the work they bring (seconds), and its variance (seconds²) on days of average level.
    level : ndarray of float, shape (queues,)
        Coefficient of variation of the day's level.
    whole : ndarray of int, shape (queues,)
        Which rows are classes of one queue's customers, and so have one level: the same number for all of them.
    random_contacts : ndarray of bool, shape (queues,)
        False for replayed lists, whose contacts are the same every day. Where the work varies neither, no control is built on it.
    presence : tuple of Presence
        Of each group.
    days : tuple of int
        The day of each interval; empty: one day.
    """

    opening: float
    interval: float
    contacts: NDArray[np.float64]
    work: NDArray[np.float64]
    work_variance: NDArray[np.float64]
    level: NDArray[np.float64]
    whole: NDArray[np.int64]
    random_contacts: NDArray[np.bool_]
    presence: tuple[Presence, ...]
    days: tuple[int, ...] = ()

    def within(self, first: int, last: int) -> ControlPlan:
        """The same for intervals ``first`` to ``last - 1`` of the day alone; it cannot read a workload."""
        return replace(
            self,
            contacts=self.contacts[:, first:last],
            work=self.work[:, first:last],
            work_variance=self.work_variance[:, first:last],
            presence=tuple(replace(each, time=each.time[:, first:last]) for each in self.presence),
            days=self.days[first:last],
        )

    def of(self, workload: Workload) -> NDArray[np.float64]:
        """What a day brought beyond its mean.

        Returns
        -------
        ndarray of float, shape (2 queues + groups, intervals)
            Contacts of each queue, work of each queue (seconds), agent time of each group (seconds).
        """
        queues, intervals = self.contacts.shape
        first = workload.arrivals
        where = ((workload.arrival[:first] - self.opening) / self.interval).astype(np.int64)
        cell = workload.queue[:first].astype(np.int64) * intervals + np.minimum(where, intervals - 1)
        contacts = np.bincount(cell, minlength=queues * intervals).reshape(queues, intervals)
        brought = workload.handle_time[:first] + workload.wrap_up[:first]
        work = np.bincount(cell, brought, minlength=queues * intervals).reshape(queues, intervals)
        present = [each.on(float(u)) for each, u in zip(self.presence, workload.attendance, strict=True)]
        return np.concatenate([contacts - self.contacts, work - self.work, np.array(present).reshape(-1, intervals)])

    def load_variance(self, queues: Sequence[int]) -> float:
        """Variance over days of the work of some queues, seconds²."""
        rows = list(queues)
        within = float(self.work_variance[rows].sum())
        if not self.days:
            together = np.bincount(self.whole[rows], self.level[rows] * self.work[rows].sum(axis=1))
            return within + float((together**2).sum())
        for day in sorted(set(self.days)):  # each with a level of its own
            here = self.work[rows][:, np.asarray(self.days) == day].sum(axis=1)
            within += float((np.bincount(self.whole[rows], self.level[rows] * here) ** 2).sum())
        return within

    def presence_variance(self, groups: Sequence[int]) -> float:
        """Variance over days of the agent time of some groups, seconds²."""
        return math.fsum(self.presence[g].variance() for g in groups)

    def columns(
        self, kept: NDArray[np.float64], queues: Collection[int], groups: Collection[int], most: int
    ) -> NDArray[np.float64]:
        """The controls for a measure of some queues and groups, the most telling first.

        Which they are follows from the plan and the number of days alone, never from what was measured: choosing by
        the measure would make its interval too narrow.

        Parameters
        ----------
        kept : ndarray of float, shape (days, 2 queues + groups, intervals)
            ``of`` of each day.
        queues, groups : collection of int
            Those the measure is about: the queue and the groups that answer it, or the group and the queues it answers.
        most : int
            Controls at the most.

        Returns
        -------
        ndarray of float, shape (days, controls)
            Of mean zero over all days there can be.
        """
        days, count = len(kept), len(self.contacts)
        contacts, work, present = kept[:, :count], kept[:, count : 2 * count], kept[:, 2 * count :]
        mine = [q for q in sorted(queues) if self._differs(q, days)]
        others = [q for q in range(count) if q not in queues and self._differs(q, days)]
        here = [g for g in sorted(groups) if self._moves(g, days)]
        elsewhere = [g for g in range(len(self.presence)) if g not in groups and self._moves(g, days)]

        load, staff = work[:, mine].sum(axis=(1, 2)), present[:, here].sum(axis=(1, 2))
        other_load, other_staff = work[:, others].sum(axis=(1, 2)), present[:, elsewhere].sum(axis=(1, 2))
        found = [load] if mine else []
        found += [staff] if here else []
        found += [other_load] if others else []
        # What goes wrong grows faster than the load.
        found += [load**2 - self.load_variance(mine)] if mine else []
        found += [other_staff] if elsewhere else []
        found += [load * staff] if mine and here else []
        found += [staff**2 - self.presence_variance(here)] if here else []
        for part in np.array_split(np.arange(self.contacts.shape[1]), PARTS)[:-1]:
            if any(self._differs(q, days, part) for q in mine):
                found.append(work[:, mine][:, :, part].sum(axis=(1, 2)))
        if others or elsewhere:
            whole, everybody = load + other_load, staff + other_staff
            found.append(whole**2 - self.load_variance([*mine, *others]))
            found.append(whole * everybody)
            found.append(everybody**2 - self.presence_variance([*here, *elsewhere]))
        found += [contacts[:, mine].sum(axis=(1, 2))] if any(self.random_contacts[q] for q in mine) else []
        found += [work[:, q].sum(axis=1) for q in mine[:-1]]
        found += [present[:, g].sum(axis=1) for g in here[:-1]]
        return np.array(found[:most]).reshape(-1, days).T

    def _differs(self, q: int, days: int, part: NDArray[np.int64] | slice = slice(None)) -> bool:
        """Whether the work of a queue, in a part of the day, is one thing on enough days and another on others."""
        if not self.random_contacts[q]:
            return bool(self.work_variance[q][part].sum() > 0)
        return days * -math.expm1(-float(self.contacts[q][part].sum())) >= DIFFERING_DAYS

    def _moves(self, g: int, days: int) -> bool:
        """Whether the heads of a group vary on enough days."""
        presence = self.presence[g]
        return len(presence.until) > 1 and days * (1.0 - float(presence.chances.max())) >= DIFFERING_DAYS


def plan_controls(floor: FloorPlan, demand: DemandPlan) -> ControlPlan:
    """What is known exactly about every day of a scenario.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan

    Returns
    -------
    ControlPlan
    """
    work = np.zeros((len(demand.queues), demand.intervals))
    variance = np.zeros_like(work)
    for q, queue in enumerate(demand.queues):
        work[q], variance[q] = _work(queue, demand)
    wrong = {q: queue.misrouted.queue for q, queue in enumerate(demand.queues) if queue.misrouted is not None}
    # Nothing builds on queues whose first tries come to another, nor on lists of customers to call, of whom many are not reached.
    lists = {q for q, queue in enumerate(demand.queues) if queue.campaign is not None}
    mixed = sorted({*wrong.keys(), *wrong.values(), *lists})
    variance[mixed] = 0.0
    levels = [queue.arrivals.day_to_day if isinstance(queue.arrivals, RateArrivals) else 0.0 for queue in demand.queues]
    return ControlPlan(
        opening=demand.opening,
        interval=demand.interval,
        contacts=demand.coming,
        work=work,
        work_variance=variance,
        level=np.array([level if level >= NO_VARIATION else 0.0 for level in levels]),
        whole=np.repeat(np.arange(len(floor.whole_queues)), [queue.end - queue.first for queue in floor.whole_queues]),
        random_contacts=np.array(
            [isinstance(queue.arrivals, RateArrivals) and q not in mixed for q, queue in enumerate(demand.queues)], bool
        ),
        presence=tuple(_presence(floor, group) for group in floor.groups),
        days=demand.days,
    )


def _work(queue: QueueDemand, demand: DemandPlan) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of the work of one queue's first tries by interval, on a day of average level."""
    intervals, edges = demand.intervals, demand.opening + np.arange(demand.intervals + 1) * demand.interval
    both = (queue.handle_time, queue.wrap_up)
    if isinstance(queue.arrivals, ListedArrivals):
        times = np.asarray(queue.arrivals.times, float)
        place = np.minimum(((times - demand.opening) / demand.interval).astype(np.int64), intervals - 1)
        expected, squared = np.ones(len(times)), 0.0
    else:
        # Arrivals are even within an interval, so a change of the distribution within it cuts it in proportion.
        begins = {begin for varying in both for begin, _ in varying.pieces if demand.opening < begin < demand.closing}
        times = np.array(sorted({*edges[:-1].tolist(), *begins}))
        place = np.searchsorted(edges, times, side="right") - 1
        lengths = np.diff(times, append=demand.closing)
        expected, squared = np.asarray(queue.arrivals.rates)[place] * lengths, 1.0
    (mean, variance), (more, more_variance) = (_moments_at(varying, times, place) for varying in both)
    each = mean + more
    expected = expected * queue.share
    if isinstance(queue.arrivals, ListedArrivals) and queue.customers is not None:
        # The classes of a list take contacts from each other; so that nothing builds on it, their work counts as known.
        return np.bincount(place, expected * each, minlength=intervals).astype(float), np.zeros(intervals)
    # A Poisson number of them adds the square of the mean to the variance.
    spread = variance + more_variance + squared * each**2
    return (
        np.bincount(place, expected * each, minlength=intervals).astype(float),
        np.bincount(place, expected * spread, minlength=intervals).astype(float),
    )


def _moments_at(
    varying: Varying, times: NDArray[np.float64], place: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of a duration for customers who arrive at some times in some intervals."""
    if varying.factors:
        table = np.array([_scaled_moments(varying.pieces[0][1], factor) for factor in varying.factors])
        return table[place, 0], table[place, 1]
    table = np.array([moments(distribution) for _, distribution in varying.pieces])
    piece = np.searchsorted([begin for begin, _ in varying.pieces], times, side="right") - 1
    return table[piece, 0], table[piece, 1]


def _scaled_moments(distribution: Distribution, factor: float) -> tuple[float, float]:
    if factor <= 0:
        return distribution.at_least, 0.0
    low, high = distribution.at_least / factor, distribution.at_most / factor
    mean, variance = moments(replace(distribution, at_least=low, at_most=high))
    return factor * mean, factor**2 * variance


def moments(distribution: Distribution) -> tuple[float, float]:
    """Mean (seconds) and variance (seconds²) of a distribution, ``at_least`` and ``at_most`` included.

    In closed form; for continuous families that are cut, by the integrals of the survival function S between the bounds:
    E X = low + ∫ S and E X² = low² + ∫ 2 x S, to ten digits.
    """
    low, high = distribution.at_least, distribution.at_most
    if distribution.fixed is not None:
        return distribution.fixed, 0.0
    if low == 0.0 and math.isinf(high):
        return distribution.mean, distribution.sd**2
    if distribution.family == "empirical":
        values = np.clip(np.asarray(distribution.parameters), low, high)
        return float(values.mean()), float(values.var())
    from scipy.integrate import quad

    from simdesk.theory import survival

    plain = replace(distribution, at_least=0.0, at_most=math.inf)
    alive = survival(plain)

    def area(begin: float, end: float, power: int) -> float:
        inner = [begin, *(x for x in alive.breaks if begin < x < end), end]

        def integrand(x: float) -> float:
            return float(alive(np.array([x]))[0]) * (1.0 if power == 0 else 2.0 * x)

        return math.fsum(quad(integrand, a, b, epsabs=0.0, epsrel=1e-11, limit=500)[0] for a, b in itertools.pairwise(inner))

    if math.isfinite(high):
        mean, square = low + area(low, high, 0), low**2 + area(low, high, 1)
    else:
        mean = low + plain.mean - area(0.0, low, 0)
        square = low**2 + plain.sd**2 + plain.mean**2 - area(0.0, low, 1)
    return mean, max(square - mean**2, 0.0)


def _presence(floor: FloorPlan, group: GroupPlan) -> Presence:
    """The steps of a group's agent time: where its uniform number lifts a fraction of a head to a whole one."""
    present = 1.0 - group.shrinkage
    intervals = floor.intervals
    if group.headcount:
        heads = np.asarray(group.headcount) * present
        each = np.eye(intervals) * floor.interval
    else:
        heads = np.cumsum([shift.agents * present for shift in group.shifts])
        spans = [
            [(shift.start, shift.end, 1.0), *((b, b + length, -1.0) for b, length in shift.breaks)] for shift in group.shifts
        ]
        each = np.zeros((len(spans), intervals))
        for k, signed in enumerate(spans):
            for begin, end, sign in signed:
                inside = np.array([max(begin, floor.opening)]), np.array([min(end, floor.closing)])
                if inside[0] < inside[1]:
                    each[k] += (
                        sign * time_in_intervals(*inside, np.zeros(1, np.int64), 1, floor.opening, floor.interval, intervals)[0]
                    )
    lifts = np.ceil(heads) - heads
    until = np.append(np.unique(lifts[(lifts > 1e-6) & (lifts < 1 - 1e-6)].round(9)), 1.0)
    middles = until - np.diff(until, prepend=0.0) / 2
    counts = np.array([whole_agents(heads, float(u)) for u in middles], float).reshape(len(middles), -1)
    if not group.headcount:
        counts = np.diff(counts, axis=1, prepend=0.0)
    time = counts @ each
    return Presence(until, time - np.diff(until, prepend=0.0) @ time)
