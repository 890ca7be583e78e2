"""The floor of one day, laid out in numbers: queues, agent groups, shifts. Names end here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from simdesk.floor.places import Places, lay_out_places

UNLIMITED = -1
"""In place of a count: no limit."""


@dataclass(frozen=True)
class QueuePlan:
    """One queue.

    Parameters
    ----------
    name : str
    channel : str
    tries : tuple of tuple of int
        Levels of agent groups an arriving contact looks for, best first; within a level the agent who has
        been idle longest takes it.
    waiting_places : int
        Contacts that may wait at the same time; ``UNLIMITED`` or a count.
    """

    name: str
    channel: str
    tries: tuple[tuple[int, ...], ...]
    waiting_places: int = UNLIMITED


@dataclass(frozen=True)
class ShiftPlan:
    """Some agents who work the same hours.

    Parameters
    ----------
    start, end : float
        Seconds after midnight.
    agents : float
        How many, before shrinkage; may be a fraction.
    breaks : tuple of (float, float)
        Start (seconds after midnight) and length (seconds) of each break, in order, inside the shift.
    """

    start: float
    end: float
    agents: float
    breaks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class GroupPlan:
    """One group of agents who can do the same work.

    Parameters
    ----------
    name : str
    takes : tuple of tuple of int
        Levels of queues a freed agent looks at, best first; within a level the contact that has waited
        longest is taken.
    pace : tuple of float
        For each queue of the floor (all of them): 1 is normal, 0.9 takes 1/0.9 as long. 1 where unskilled.
    headcount : tuple of float
        Scheduled heads in each interval before shrinkage; empty when the group works shifts.
    shifts : tuple of ShiftPlan
        Empty when the group is given by headcount.
    shrinkage : float
        Share of scheduled heads who are not there: on duty is scheduled × (1 − shrinkage).
    cost : float
        Per scheduled agent and second.
    standby : int
        Agents who may be sent for during the day by an analyst's process.
    """

    name: str
    takes: tuple[tuple[int, ...], ...]
    pace: tuple[float, ...]
    headcount: tuple[float, ...] = ()
    shifts: tuple[ShiftPlan, ...] = ()
    shrinkage: float = 0.0
    cost: float = 0.0
    standby: int = 0


@dataclass(frozen=True)
class FloorPlan:
    """The whole floor.

    Parameters
    ----------
    opening, closing, interval : float
        Seconds after midnight, and the length of an interval in seconds.
    warm_up : float
        Seconds after opening that are simulated but not measured; a whole number of intervals.
    queues : tuple of QueuePlan
    groups : tuple of GroupPlan
    trunks : int
        Contacts that may be waiting or talking at the same time over all queues; ``UNLIMITED`` or a count.
    finish_waiting : bool
        At closing: True, the agents on duty stay until nobody waits; False, those waiting are sent away.
    random_agent : bool
        Within a level take a group at random in proportion to its idle agents instead of the longest idle agent.
    """

    opening: float
    closing: float
    interval: float
    warm_up: float
    queues: tuple[QueuePlan, ...]
    groups: tuple[GroupPlan, ...]
    trunks: int = UNLIMITED
    finish_waiting: bool = True
    random_agent: bool = False

    @cached_property
    def places(self) -> Places:
        """Its lines and benches, empty."""
        return lay_out_places(
            [queue.tries for queue in self.queues], [group.takes for group in self.groups], by_group=self.random_agent
        )

    @property
    def intervals(self) -> int:
        """Number of intervals in the day."""
        return round((self.closing - self.opening) / self.interval)
