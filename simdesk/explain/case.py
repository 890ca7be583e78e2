"""One contact with all that a story of it is told from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import ContactLog, DayLog
from simdesk.explain.changes import may_take
from simdesk.explain.sight import Watched
from simdesk.floor.parts import ALWAYS, Access
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import CONTAINED, PASSED_ON
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTBOUND = "outbound"
"""The channel of calls the centre makes."""


@dataclass(frozen=True)
class Line:
    """One sentence, or a few, of a story.

    Parameters
    ----------
    kind : str
        What it tells of: arrival, floor, place, passed_over, ahead, staff, step, answer, end, again, verdict, remedy …
    when : float, optional
        Seconds after midnight.
    text : str
    facts : dict
        Every number the text claims, exact: times in seconds after midnight, contacts as rows of the day's contact log, agents,
        queues and groups by index or name.
    """

    kind: str
    when: float | None
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """One contact of one day, watched.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    log : DayLog
    day : int
        Counted from 0.
    contact : int
        Row of the day's contact log, counted from 0.
    rows : ndarray of int, shape (contacts,)
        The row of the workload behind each contact.
    watched : Watched
    measure : Expression
        The service level of its queue.
    rule : ServiceLevelRule
    """

    plan: FloorPlan
    workload: Workload
    log: DayLog
    day: int
    contact: int
    rows: NDArray[np.int64]
    watched: Watched
    measure: Expression
    rule: ServiceLevelRule

    @property
    def contacts(self) -> ContactLog:
        """The day's contact log."""
        return self.log.contacts

    @property
    def row(self) -> int:
        """Its row of the workload."""
        return int(self.rows[self.contact])

    @cached_property
    def queue(self) -> int:
        """Index of its queue."""
        return int(self.contacts.queue[self.contact])

    @cached_property
    def queue_name(self) -> str:
        """Name of its queue."""
        return self.plan.queues[self.queue].name

    @property
    def by_bot(self) -> bool:
        """Whether it met a bot, which has no line and no agents."""
        return self.outcome in (CONTAINED, PASSED_ON)

    @property
    def called(self) -> bool:
        """Whether it is a call the centre makes, of a campaign."""
        return self.plan.queues[self.queue].channel == OUTBOUND

    def several(self, g: int) -> bool:
        """Whether agents of a group may have several contacts in progress."""
        return self.plan.groups[g].concurrency is not None

    @cached_property
    def arrival(self) -> float:
        """Seconds after midnight."""
        return float(self.contacts.arrival[self.contact])

    @cached_property
    def left(self) -> float:
        """When it was answered or left, seconds after midnight; NaN when it still waits at the end."""
        return float(self.contacts.left[self.contact])

    @cached_property
    def chosen(self) -> float:
        """When its agent was chosen, seconds after midnight: as it was answered, or as it began to ring; else when it left."""
        return self.left if math.isnan(self.watched.chosen) else self.watched.chosen

    def takes(self, agent: int, q: int) -> bool:
        """Whether an agent takes a queue's contacts, which the group does."""
        return (agent, q) not in self.watched.not_taken

    @cached_property
    def outcome(self) -> int:
        """One of ``simdesk.rules.codes.OUTCOMES``, by index."""
        return int(self.contacts.outcome[self.contact])

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """Groups that may take it."""
        return may_take(self.plan, self.queue)

    def group_name(self, g: int) -> str:
        """Name of a group."""
        return self.plan.groups[g].name

    def name_of_queue(self, j: int) -> str:
        """Name of the queue of a contact."""
        return self.plan.queues[int(self.contacts.queue[j])].name

    def access(self, g: int, q: int | None = None) -> Access:
        """When a group may take a queue's contacts; its own queue's where none is named."""
        access = self.plan.queues[self.queue if q is None else q].access
        return access[g] if access else ALWAYS

    def log_row(self, row: int) -> int:
        """The contact log's row of a row of the workload; NOBODY when it was never made."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else NOBODY

    def open_by_wait(self, g: int, now: float, j: int | None = None) -> bool:
        """Whether a contact (itself where none is named) has waited so long, and not too long, for a group to take it."""
        j = self.contact if j is None else j
        access, arrival = self.access(g, int(self.contacts.queue[j])), float(self.contacts.arrival[j])
        return arrival + access.after <= now < arrival + access.until

    def tried_rank(self, g: int) -> int | None:
        """The rank at which an arriving contact looks for a group, from 1."""
        return _rank(self.plan.queues[self.queue].tries, g)

    def taken_rank(self, g: int, q: int) -> int | None:
        """The rank of a queue for a freed agent of a group, from 1."""
        return _rank(self.plan.groups[g].takes, q)


def _rank(levels: tuple[tuple[int, ...], ...], member: int) -> int | None:
    return next((rank for rank, level in enumerate(levels, 1) if member in level), None)
