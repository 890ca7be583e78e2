"""Work and agents by plan: what is known of a day before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import DemandPlan, Varying
from simdesk.floor.parts import GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.timeline import time_in_intervals

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_AT_ONCE = 1000
"""Contacts in hand that are looked at for the most work at once."""


def mean_of(distribution: Distribution) -> float:
    """Mean of a distribution in seconds, ``at_least`` and ``at_most`` included."""
    from simdesk.theory import survival

    low, high = distribution.at_least, distribution.at_most
    if distribution.fixed is not None:
        return distribution.fixed
    if low == 0.0 and math.isinf(high):
        return distribution.mean
    unbounded = Distribution(distribution.family, distribution.parameters)
    alive = survival(unbounded)

    def area(begin: float, end: float) -> float:
        at = np.linspace(begin, end, 20_001)
        return float(np.trapezoid(alive(at), at))

    return low + (area(low, high) if math.isfinite(high) else unbounded.mean - area(0.0, low))


def mean_by_interval(varying: Varying, demand: DemandPlan) -> NDArray[np.float64]:
    """Mean duration in force at the middle of each interval, seconds, shape (intervals,)."""
    if varying.factors:
        (_, d) = varying.pieces[0]
        # f × X cut to low and high is f × (X cut to low / f and high / f).
        return np.array(
            [
                f * mean_of(replace(d, at_least=d.at_least / f, at_most=d.at_most / f)) if f > 0 else d.at_least
                for f in varying.factors
            ]
        )
    middles = demand.opening + (np.arange(demand.intervals) + 0.5) * demand.interval
    means = np.array([mean_of(distribution) for _, distribution in varying.pieces])
    return np.asarray(means[np.searchsorted([begin for begin, _ in varying.pieces], middles, side="right") - 1])


def share_there(group: GroupPlan) -> float:
    """The share of scheduled agents who are there on average: after shrinkage and absence."""
    return (1.0 - group.shrinkage) * (1.0 - group.absence)


def shift_spans(group: GroupPlan) -> Iterator[tuple[float, float, float]]:
    """Begin, end and agents of each shift, before shrinkage; a break is a span of fewer agents than none."""
    for shift in group.shifts:
        yield shift.start, shift.end, shift.agents
        for begin, length in shift.breaks:
            yield begin, begin + length, -1.0 * shift.agents


def planned_heads(floor: FloorPlan) -> NDArray[np.float64]:
    """Mean agents on duty by plan: after shrinkage, without breaks; shape (groups, intervals)."""
    heads = np.zeros((len(floor.groups), floor.intervals))
    for g, group in enumerate(floor.groups):
        if group.headcount:
            heads[g] = group.headcount
        for begin, end, agents in shift_spans(group):
            those, seconds = _touched(floor, begin, end)
            heads[g, those] += agents * seconds / floor.interval
        for meeting in group.meetings:
            share = time_within(floor, meeting.start, meeting.start + meeting.length) / floor.interval
            meets = group.kinds[meeting.kind - 1].agents if meeting.kind else meeting.agents
            # Those who meet are there: they are counted before the shares who are not.
            heads[g] -= share * (np.minimum(heads[g], meets / share_there(group)) if meets else heads[g])
        heads[g] *= share_there(group)
        if group.extra:
            heads[g] += group.extra
    return heads


def time_within(floor: FloorPlan, begin: float, end: float) -> NDArray[np.float64]:
    """Seconds of a span in each interval, shape (intervals,)."""
    spans = np.array([begin]), np.array([end]), np.zeros(1, np.int64)
    return np.asarray(time_in_intervals(*spans, 1, floor.opening, floor.interval, floor.intervals)[0])


def _touched(floor: FloorPlan, begin: float, end: float) -> tuple[slice, NDArray[np.float64]]:
    """The intervals that a span touches, and its seconds in each: those of ``time_within``, which has all intervals."""
    top = floor.intervals * floor.interval
    first, last = (min(max(at - floor.opening, 0.0), top) for at in (begin, end))
    a, b = (min(int(at / floor.interval), floor.intervals - 1) for at in (first, last))
    if b < a:
        return slice(None), time_within(floor, begin, end)
    seconds = np.full(b + 1 - a, floor.interval)
    seconds[-1] = 0.0
    seconds[-1] += last - b * floor.interval
    seconds[0] -= first - a * floor.interval
    return slice(a, b + 1), seconds


def mean_pace(floor: FloorPlan, q: int, planned: NDArray[np.float64] | None = None) -> float:
    """Mean pace of the agents scheduled for a queue, weighted by heads: ``planned_heads``, where they are known."""
    heads = (planned_heads(floor) if planned is None else planned).sum(axis=1)
    groups = [g for g, group in enumerate(floor.groups) if any(q in level for level in group.takes)]
    weight = sum(heads[g] for g in groups)
    return float(sum(heads[g] * _pace_in(floor, g, q) for g in groups) / weight) if weight > 0 else 1.0


def _pace_in(floor: FloorPlan, g: int, q: int) -> float:
    """Mean pace of a group's agents in a queue's work: of those who take it, as many of each kind as are named."""
    group = floor.groups[g]
    if not group.kinds:
        return group.pace[q]
    left = share_there(group) * (sum(shift.agents for shift in group.shifts) or max(group.headcount, default=0.0))
    total = heads = 0.0
    for kind in group.kinds:
        mine = min(kind.agents * (1.0 - group.absence), left)
        left -= mine
        if not kind.takes or kind.takes[q]:
            total, heads = total + mine * kind.pace, heads + mine
    total, heads = total + left, heads + left
    return group.pace[q] * (total / heads if heads > 0 else 1.0)


def offered_loads(floor: FloorPlan, demand: DemandPlan, *, coming: bool = False) -> NDArray[np.float64]:
    """Offered load in erlangs: rate × mean of handle time and wrap-up ÷ mean pace; shape (queues, intervals).

    With ``coming`` the contacts that come on average, which are not those of the forecast in a spike.
    """
    rows = [
        expected / demand.interval * (mean_by_interval(queue.handle_time, demand) + mean_by_interval(queue.wrap_up, demand))
        for queue, expected in zip(demand.queues, demand.coming if coming else demand.expected, strict=True)
    ]
    planned = planned_heads(floor)
    return np.array([row / mean_pace(floor, q, planned) for q, row in enumerate(rows)]).reshape(len(rows), demand.intervals)


def work_by_plan(floor: FloorPlan, demand: DemandPlan, *, coming: bool = False) -> NDArray[np.float64]:
    """Offered load of the agents in erlangs; shape (queues, intervals).

    As ``offered_loads``, but a bot's contacts are work where it passes them on or their customers come back; and a campaign is
    none, because its calls fill what time there is.
    """
    loads = offered_loads(floor, demand, coming=coming)
    contacts = demand.coming if coming else demand.expected
    for q, queue in enumerate(demand.queues):
        if queue.bot is not None or queue.campaign is not None:
            loads[q] = 0.0
    for q, queue in enumerate(demand.queues):
        bot = queue.bot
        if bot is None:
            continue
        for target, share, factor in (
            (bot.queue, 1.0 - bot.contained, bot.handle_time),
            (bot.failed_queue, bot.contained * bot.failed, 1.0),
        ):
            there = demand.queues[target]
            mean = mean_by_interval(there.handle_time, demand) * factor + mean_by_interval(there.wrap_up, demand)
            loads[target] += share * contacts[q] / demand.interval * mean / mean_pace(floor, target)
    return loads


def work_at_once(group: GroupPlan, channels: Collection[int]) -> float:
    """Contacts' worth of work that an agent of a group does at the most: of one channel, 3 at once at 67% make 2.0."""
    hands = group.concurrency
    if hands is None:
        return 1.0
    return max(
        (
            (n + 1) * paces[min(n, len(paces) - 1)]
            for k, paces in enumerate(hands.paces)
            if k in channels
            for n in range(min(hands.slots[k], MOST_AT_ONCE))
        ),
        default=1.0,
    )
