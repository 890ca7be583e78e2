"""The work of a day by plan, against its agents."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.measure.loads import planned_heads, time_within, work_at_once, work_by_plan
from simdesk.measure.undone import LIVE_CHANNELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.floor.parts import Concurrency
    from simdesk.floor.plan import FloorPlan


@dataclass(frozen=True)
class Load:
    """Work and agents in each interval of the day.

    Parameters
    ----------
    contacts : tuple of tuple of float
        Contacts of each queue in each interval that the forecast expects.
    offered : tuple of float
        Offered load over all queues in erlangs: arrival rate × mean of handle time and wrap-up, at the agents' pace. Of the
        contacts that come: with the spikes, and without those that an outage blocks.
    on_duty : tuple of float
        Agents on duty over all groups, time-average of the interval, after shrinkage, without breaks and outages.
    scheduled_hours : float
        Agent hours scheduled in the day, shrinkage and breaks included.
    able : tuple of float
        Erlangs of the work that is there which the agents on duty can do: above their number where they may have several
        contacts of its channels in progress.
    by_queue : tuple of tuple of float
        Offered load of each queue in each interval, in erlangs.
    open_intervals : tuple of int
        The intervals in which the centre is open, or contacts of a queue arrive.
    heads : tuple of tuple of float
        Agents of each group on duty in each interval; outages do not count here.
    hours : tuple of float
        Agent hours of each group scheduled in the day.
    pools : tuple of Pool
        Queues and groups that share agents.
    coming : tuple of float
        Contacts of each queue that arrive on average: with the events, which the forecast does not know.
    """

    contacts: tuple[tuple[float, ...], ...]
    offered: tuple[float, ...]
    on_duty: tuple[float, ...]
    scheduled_hours: float
    able: tuple[float, ...] = ()
    by_queue: tuple[tuple[float, ...], ...] = ()
    open_intervals: tuple[int, ...] = ()
    heads: tuple[tuple[float, ...], ...] = ()
    hours: tuple[float, ...] = ()

    pools: tuple[Pool, ...] = ()
    coming: tuple[float, ...] = ()


@dataclass(frozen=True)
class Pool:
    """Queues and the groups who answer them, as far as they share agents: work of one pool never helps another.

    Parameters
    ----------
    queues : tuple of int
    groups : tuple of int
    offered, waits : tuple of float
        Offered load in each interval in erlangs; that of work that may be done later.
    on_duty, able : tuple of float
        Its agents in each interval, and the erlangs they can do.
    """

    queues: tuple[int, ...]
    groups: tuple[int, ...]
    offered: tuple[float, ...]
    waits: tuple[float, ...]
    on_duty: tuple[float, ...]
    able: tuple[float, ...]

    def tightest(self, intervals: Sequence[int]) -> int:
        """The interval in which the work exceeds what the agents can do by most, or comes nearest to it.

        Work that may wait counts, but not when nobody is there and nothing else arrives: tickets in the night.
        """
        live = [k for k in intervals if self.offered[k] - self.waits[k] > 1e-9]
        at_work = live or [k for k in intervals if self.on_duty[k] > 1e-9] or intervals
        return max(at_work, key=lambda k: self.offered[k] - self.able[k])


def load_of(floor: FloorPlan, demand: DemandPlan) -> Load:
    """Weigh the work of a day against the agents."""
    by_queue = np.add.reduceat(demand.expected, [queue.first for queue in floor.whole_queues], axis=0)
    contacts = tuple(tuple(counts) for counts in by_queue.tolist())
    coming = np.add.reduceat(demand.coming, [queue.first for queue in floor.whole_queues], axis=0).sum(axis=1)
    work = work_by_plan(floor, demand, coming=True)
    for q, queue in enumerate(floor.queues):
        work[q] *= _share_without(floor, [(begin, end) for begin, end, _ in queue.outages])
    offered = tuple(work.sum(axis=0).tolist())
    heads = planned_heads(floor)
    there = heads * np.array([_share_without(floor, group.outages) for group in floor.groups]).reshape(heads.shape)
    duty = tuple(there.sum(axis=0).tolist())
    hours = tuple(
        math.fsum(group.headcount) * floor.interval / 3600
        + math.fsum(shift.agents * (shift.end - shift.start) / 3600 for shift in group.shifts)
        for group in floor.groups
    )
    by_whole = np.add.reduceat(work, [queue.first for queue in floor.whole_queues], axis=0)
    each = tuple(tuple(row) for row in by_whole.tolist())
    of_group = tuple(tuple(row) for row in heads.tolist())
    pools = tuple(_pool(floor, queues, groups, by_whole, there) for queues, groups in _shared(floor))
    idle = there.sum(axis=0) - sum((np.array(pool.on_duty) for pool in pools), np.zeros(floor.intervals))
    able = tuple(sum((np.array(pool.able) for pool in pools), idle).tolist())
    return Load(
        contacts,
        offered,
        duty,
        math.fsum(hours),
        able,
        each,
        tuple(_at_work(floor, contacts)),
        of_group,
        hours,
        pools,
        tuple(coming.tolist()),
    )


def _pool(
    floor: FloorPlan,
    queues: list[int],
    groups: list[int],
    work: NDArray[np.float64],
    there: NDArray[np.float64],
) -> Pool:
    later = [q for q in queues if floor.queues[floor.whole_queues[q].first].channel not in LIVE_CHANNELS]
    sums = [rows.sum(axis=0) for rows in (work[queues], work[later], there[groups])]
    able = sums[2] * _most_work(floor, queues, groups, work)
    return Pool(tuple(queues), tuple(groups), *(tuple(row.tolist()) for row in (*sums, able)))


def _shared(floor: FloorPlan) -> list[tuple[list[int], list[int]]]:
    """Queues and groups that hang together, in the order of the queues; bots and queues that nobody answers are in none."""
    whole = {q: number for number, family in enumerate(floor.whole_queues) for q in range(family.first, family.end)}
    pools: list[tuple[set[int], set[int]]] = []
    for g, group in enumerate(floor.groups):
        queues = {whole[q] for level in group.takes for q in level}
        touching = [pool for pool in pools if pool[0] & queues]
        joined = (queues.union(*(pool[0] for pool in touching)), {g}.union(*(pool[1] for pool in touching)))
        pools = [*(pool for pool in pools if pool not in touching), joined]
    return sorted((sorted(queues), sorted(groups)) for queues, groups in pools if queues)


def _most_work(floor: FloorPlan, queues: list[int], groups: list[int], work: NDArray[np.float64]) -> NDArray[np.float64]:
    """Work that an agent of a pool does at once in each interval, of the queues' work there: three chats, but one call."""
    channels = {name: k for k, name in enumerate(floor.channels)}
    of_queue = [channels[floor.queues[floor.whole_queues[q].first].channel] for q in queues]
    plans = [floor.groups[g] for g in groups]
    most = max((work_at_once(group, of_queue) for group in plans), default=1.0)
    if any(plan.concurrency is not None and _is_mixed(plan.concurrency, of_queue) for plan in plans):
        return np.full(floor.intervals, most)
    each = np.array([max(work_at_once(group, {channel}) for group in plans) for channel in of_queue])
    needed = (work[queues] / each[:, np.newaxis]).sum(axis=0)
    offered = work[queues].sum(axis=0)
    each_agent: NDArray[np.float64] = np.divide(offered, needed, out=np.full(floor.intervals, most), where=needed > 0)
    return each_agent


def _is_mixed(concurrency: Concurrency, channels: Collection[int]) -> bool:
    """Whether contacts of two channels may be in progress at once."""
    return any(concurrency.mixes[one][other] == "together" for one in channels for other in channels if one != other)


def _at_work(floor: FloorPlan, contacts: Sequence[Sequence[float]]) -> list[int]:
    """The intervals in which the centre is open, or a queue that has hours of its own and contacts in them."""
    own = {
        k
        for q, queue in enumerate(floor.whole_queues)
        if floor.queues[queue.first].hours
        for k, count in enumerate(contacts[q])
        if count > 0
    }
    return sorted({*open_intervals(floor), *own})


def _share_without(floor: FloorPlan, outages: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Share of each interval that lies in none of some spans."""
    out = np.zeros(floor.intervals)
    for begin, end in outages:
        out += time_within(floor, begin, end)
    return np.asarray(1.0 - out / floor.interval)


def open_intervals(floor: FloorPlan, queue: int | None = None) -> list[int]:
    """The intervals in which the centre is open, or a queue."""
    spans = floor.spans if queue is None else floor.queues[queue].hours or floor.spans
    begins = [floor.opening + index * floor.interval for index in range(floor.intervals)]
    found = {k for opens, closes in spans for k in range(bisect_left(begins, opens), bisect_left(begins, closes))}
    return sorted(found)


def working_intervals(floor: FloorPlan, heads: Sequence[float]) -> list[int]:
    """The intervals in which the centre is open or agents of a group are on duty."""
    return sorted({*open_intervals(floor), *(k for k, head in enumerate(heads) if head > 1e-9)})
