"""A queue in an interval, and the day with one cause of its lateness taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.explain.changes import may_take, shared_queues
from simdesk.floor.plan import FloorPlan
from simdesk.measure.loads import mean_by_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class QueueInterval:
    """A queue in an interval.

    Parameters
    ----------
    plan : FloorPlan
    demand : DemandPlan
    queue, interval : int
        The interval counted from opening.
    """

    plan: FloorPlan
    demand: DemandPlan
    queue: int
    interval: int

    @property
    def begin(self) -> float:
        """Seconds after midnight."""
        return self.plan.opening + self.interval * self.plan.interval

    @property
    def end(self) -> float:
        """Seconds after midnight."""
        return self.begin + self.plan.interval

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """Groups that may take the queue."""
        return may_take(self.plan, self.queue)

    @cached_property
    def queues(self) -> tuple[int, ...]:
        """The queue and those that share agents with it."""
        return shared_queues(self.plan, self.queue)

    @cached_property
    def bots(self) -> tuple[int, ...]:
        """The bots that pass contacts on to any of them, or whose customers come back there."""
        found = []
        for b, queue in enumerate(self.demand.queues):
            bot = queue.bot
            if bot is not None and (bot.queue in self.queues or (bot.failed > 0.0 and bot.failed_queue in self.queues)):
                found.append(b)
        return tuple(found)

    @cached_property
    def campaigns(self) -> tuple[int, ...]:
        """The other queues among them that are lists of customers to call."""
        return tuple(q for q in self.queues if q != self.queue and self.demand.queues[q].campaign is not None)

    @cached_property
    def planned_work(self) -> NDArray[np.float64]:
        """Mean handle time and wrap-up of each queue by plan in the interval, at pace 1, seconds; shape (queues,)."""
        means = [mean_by_interval(queue.handle_time, self.demand) + mean_by_interval(queue.wrap_up, self.demand)
                 for queue in self.demand.queues]  # fmt: skip
        return np.array([mean[self.interval] for mean in means])


@dataclass(frozen=True)
class ChangedDay:
    """A day as it is, or changed.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    removed : ndarray of bool, shape (tries,)
        Contacts that do not count any more.
    """

    plan: FloorPlan
    workload: Workload
    removed: NDArray[np.bool_]


Change = Callable[[QueueInterval, ChangedDay, Workload, DayLog], tuple[ChangedDay, float] | None]
"""Takes a cause away: the day so far changed, the workload and the log as they were, to the situation without the cause and
its figure that day; None when the day has nothing of it."""
