"""The work of a day by plan, against its agents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.measure.loads import planned_heads, work_at_once, work_by_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.floor.plan import FloorPlan


@dataclass(frozen=True)
class Load:
    """Work and agents in each interval of the day.

    Parameters
    ----------
    contacts : tuple of tuple of float
        Expected contacts of each queue in each interval.
    offered : tuple of float
        Offered load over all queues in erlangs: arrival rate × mean of handle time and wrap-up, at the agents' pace.
    on_duty : tuple of float
        Agents on duty over all groups, time-average of the interval, after shrinkage and without breaks.
    scheduled_hours : float
        Agent hours scheduled in the day, shrinkage and breaks included.
    able : tuple of float
        Erlangs of work the agents on duty can do: above their number where they may have several contacts in progress.
    by_queue : tuple of tuple of float
        Offered load of each queue in each interval, in erlangs.
    open_intervals : tuple of int
        The intervals in which the centre is open.
    heads : tuple of tuple of float
        Agents of each group on duty in each interval.
    hours : tuple of float
        Agent hours of each group scheduled in the day.
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

    @property
    def tightest(self) -> int:
        """The interval in which the work exceeds what the agents can do by most, or comes nearest to it."""
        return max(self.open_intervals, key=lambda index: self.offered[index] - self.able[index])


def load_of(floor: FloorPlan, demand: DemandPlan) -> Load:
    """Weigh the work of a day against the agents."""
    by_queue = np.add.reduceat(demand.expected, [queue.first for queue in floor.whole_queues], axis=0)
    contacts = tuple(tuple(counts) for counts in by_queue.tolist())
    work = work_by_plan(floor, demand)
    offered = tuple(work.sum(axis=0).tolist())
    heads = planned_heads(floor)
    duty = tuple(heads.sum(axis=0).tolist())
    able = tuple((heads * _most_work(floor)[:, np.newaxis]).sum(axis=0).tolist())
    hours = tuple(
        math.fsum(group.headcount) * floor.interval / 3600
        + math.fsum(shift.agents * (shift.end - shift.start) / 3600 for shift in group.shifts)
        for group in floor.groups
    )
    by_whole = np.add.reduceat(work, [queue.first for queue in floor.whole_queues], axis=0)
    each = tuple(tuple(row) for row in by_whole.tolist())
    of_group = tuple(tuple(row) for row in heads.tolist())
    return Load(contacts, offered, duty, math.fsum(hours), able, each, tuple(_open_intervals(floor)), of_group, hours)


def _most_work(floor: FloorPlan) -> NDArray[np.float64]:
    """Work an agent of each group does at the most at once."""
    channels = {name: k for k, name in enumerate(floor.channels)}
    answered = [{channels[floor.queues[q].channel] for level in group.takes for q in level} for group in floor.groups]
    return np.array([work_at_once(group, of) for group, of in zip(floor.groups, answered, strict=True)])


def _open_intervals(floor: FloorPlan) -> list[int]:
    """The intervals in which the centre is open."""
    begins = [floor.opening + index * floor.interval for index in range(floor.intervals)]
    return [k for k, begin in enumerate(begins) if any(opens <= begin < closes for opens, closes in floor.spans)]
