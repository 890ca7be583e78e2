"""The desk: what an analyst's own SimPy process may see and do while a day runs.

A process is a generator function of two arguments, started at opening on every day::

    def manager(environment, desk):
        while desk.now < 18 * 3600:
            yield environment.timeout(300)
            if desk.queue_length("sales") > 10:
                desk.move_agents("back_office", "sales_desk", 2)

It stands beside the floor on the same environment. At equal times it comes before the floor's own happenings.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from simdesk.errors import UsageError
from simdesk.rules.codes import (
    ABANDONED,
    ANSWERED,
    BALKED,
    BLOCKED,
    IS_BOT,
    LEFT_WITHIN,
    OPEN,
    RINGING,
    SENT_AWAY,
    SHUT,
    UNAVAILABLE,
    WAITING,
)
from simdesk.rules.intraday import move_agent, send_for_agent, send_home_agent
from simdesk.rules.rows import NOBODY
from simdesk.rules.waiting_lines import behind_in

if TYPE_CHECKING:
    import simpy

    from simdesk.floor.plan import FloorPlan


Process = Callable[["simpy.Environment", "Desk"], Generator[Any, Any, Any]]


_Where = TypeVar("_Where", int, range)


class PlayedDay(Protocol):
    """A day being played, on either clock."""

    @property
    def plan(self) -> FloorPlan:
        """The floor's plan."""

    @property
    def environment(self) -> simpy.Environment:
        """Where the process stands."""

    @property
    def floor(self) -> Any:
        """The rows, with their fields as attributes."""

    @property
    def calendar(self) -> Any:
        """The calendar the rules see."""


class Desk:
    """The floor as the intraday desk sees it, by the names of the scenario. Times are seconds after midnight.

    Parameters
    ----------
    day : PlayedDay
    """

    def __init__(self, day: PlayedDay) -> None:
        self._environment = day.environment
        self._day = day
        self._calendar = day.calendar
        self._queues = {queue.name: range(q, q + 1) for q, queue in enumerate(day.plan.queues)}
        self._queues |= {family.name: range(family.first, family.end) for family in day.plan.families}
        self._groups = {group.name: g for g, group in enumerate(day.plan.groups)}
        self._plan = day.plan

    @property
    def _floor(self) -> Any:
        """The floor's tables, which grow as contacts come that were not foreseen."""
        return self._day.floor

    @property
    def now(self) -> float:
        """The time, seconds after midnight."""
        return float(self._environment.now)

    @property
    def opening(self) -> float:
        """When the centre opens, seconds after midnight."""
        return self._plan.opening

    @property
    def closing(self) -> float:
        """When the centre closes, seconds after midnight."""
        return self._plan.closing

    @property
    def queues(self) -> tuple[str, ...]:
        """Names of the queues; each can also be asked for a class of its customers, such as ``sales.gold``."""
        return tuple(queue.name for queue in self._plan.whole_queues)

    @property
    def agent_groups(self) -> tuple[str, ...]:
        """Names of the agent groups."""
        return tuple(self._groups)

    def queue_length(self, queue: str) -> int:
        """Contacts waiting in a queue; those that ring at an agent do not count."""
        return sum(int(row.waiting) for row in self._rows(queue))

    def longest_wait(self, queue: str) -> float:
        """Seconds the contact at the front of the queue has waited; 0 when nobody waits."""
        longest = 0.0
        for q in _index(self._queues, queue, "queue"):
            line = self._floor.waiting_lines[self._floor.queues[q].waiting_line]
            c = line.first
            while c != NOBODY:
                contact = self._floor.contacts[c]
                if contact.outcome == WAITING and contact.queue == q:
                    longest = max(longest, self.now - float(contact.arrival))
                    break
                c = behind_in(self._floor, line, c)
        return longest

    def idle_agents(self, agent_group: str) -> int:
        """Agents of a group who are on duty and idle."""
        return int(self._group(agent_group).idle)

    def agents_on_duty(self, agent_group: str) -> int:
        """Agents of a group on duty, those finishing a last contact included."""
        return int(self._group(agent_group).on_duty)

    def unavailable_agents(self, agent_group: str) -> int:
        """Agents of a group who are on duty and pause between contacts, or after a missed offer."""
        g = _index(self._groups, agent_group, "agent group")
        return sum(agent.group == g and agent.state == UNAVAILABLE for agent in self._floor.agents)

    def standby(self, agent_group: str) -> int:
        """Agents of a group who can still be sent for."""
        count, a = 0, self._group(agent_group).standby
        while a != NOBODY:
            count, a = count + 1, self._floor.agents[a].behind
        return count

    def counts(self, queue: str) -> dict[str, int]:
        """Contacts so far today: offered, answered (of them left_within), abandoned, balked, blocked, sent_away, waiting (or
        ringing)."""
        rows = _index(self._queues, queue, "queue")
        outcomes = [c.outcome for c in self._floor.contacts if c.queue in rows and c.outcome]
        return {
            "offered": len(outcomes),
            "answered": outcomes.count(ANSWERED) + outcomes.count(LEFT_WITHIN),
            "left_within": outcomes.count(LEFT_WITHIN),
            "abandoned": outcomes.count(ABANDONED),
            "balked": outcomes.count(BALKED),
            "blocked": outcomes.count(BLOCKED),
            "sent_away": outcomes.count(SENT_AWAY),
            "waiting": outcomes.count(WAITING) + outcomes.count(RINGING),
        }

    def service_level(self, queue: str, threshold: float, since: float = 0.0) -> float:
        """Service level so far: answered in time ÷ (answered + abandoned late), of contacts that have left the queue.

        Parameters
        ----------
        queue : str
        threshold : float
            Time to answer, seconds.
        since : float
            Only contacts that arrived from this time on, seconds after midnight.

        Returns
        -------
        float
            NaN without contacts.
        """
        rows = _index(self._queues, queue, "queue")
        in_time = counted = 0
        for c in self._floor.contacts:
            if c.queue not in rows or not c.arrival >= since:
                continue
            if c.outcome in (ANSWERED, LEFT_WITHIN):
                counted += 1
                in_time += c.taken <= c.arrival + threshold
            elif c.outcome in (ABANDONED, BALKED, SENT_AWAY):
                counted += c.ended > c.arrival + threshold
        return float(in_time / counted) if counted else float("nan")

    def move_agents(self, from_group: str, to_group: str, agents: int) -> int:
        """Move agents between groups: idle ones at once, then busy ones after the contact in progress.

        Returns
        -------
        int
            How many were moved or told to; fewer than asked when the group has no more.
        """
        source = _index(self._groups, from_group, "agent group")
        target = _index(self._groups, to_group, "agent group")
        if source == target:
            raise UsageError(f"agents of '{from_group}' cannot move to their own group")
        return self._repeat(agents, lambda: move_agent(self._floor, self._calendar, source, target, self.now))

    def send_for(self, agent_group: str, agents: int) -> int:
        """Send for agents on standby (a partner, the back office): on duty at once.

        Returns
        -------
        int
            How many came; fewer than asked when no more stand by.
        """
        g = _index(self._groups, agent_group, "agent group")
        return self._repeat(agents, lambda: send_for_agent(self._floor, self._calendar, g, self.now))

    def send_home(self, agent_group: str, agents: int) -> int:
        """Send agents off duty: idle ones at once, then whoever finishes first.

        Returns
        -------
        int
            How many leave or will; fewer than asked when the group has no more.
        """
        g = _index(self._groups, agent_group, "agent group")
        return self._repeat(agents, lambda: send_home_agent(self._floor, self._calendar, g, self.now))

    def close_queue(self, queue: str) -> None:
        """Close a queue: who calls from now on meets a busy signal; those waiting stay."""
        for row in self._open_rows(queue):
            row.closed = SHUT

    def open_queue(self, queue: str) -> None:
        """Open a queue again."""
        for row in self._open_rows(queue):
            row.closed = OPEN

    def _repeat(self, times: int, act: Callable[[], int]) -> int:
        if isinstance(times, bool) or not isinstance(times, int | np.integer) or times < 0:
            raise UsageError(f"a number of agents is a whole number of 0 or more (got {times!r})")
        done = 0
        while done < times and act():
            done += 1
        return done

    def _rows(self, name: str) -> list[Any]:
        """A queue's row, or the rows of all classes of its customers."""
        return [self._floor.queues[q] for q in _index(self._queues, name, "queue")]

    def _open_rows(self, name: str) -> list[Any]:
        rows = self._rows(name)
        if any(row.closed == IS_BOT for row in rows):
            raise UsageError(f"'{name}' is a bot, which is always open", "close the queue it passes contacts to")
        return rows

    def _group(self, name: str) -> Any:
        return self._floor.groups[_index(self._groups, name, "agent group")]


def _index(names: Mapping[str, _Where], name: str, kind: str) -> _Where:
    if name not in names:
        close = difflib.get_close_matches(name, list(names), n=1)
        raise UsageError(f"unknown {kind} '{name}'", f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}")
    return names[name]


def start_process(process: Process, day: PlayedDay) -> None:
    """Put an analyst's process beside the floor, from opening on."""
    running = process(day.environment, Desk(day))
    if not isinstance(running, Generator):
        raise UsageError(
            f"a process is a generator function of (environment, desk); this one gave {type(running).__name__}",
            "write at least one yield environment.timeout(seconds) in it",
        )
    day.environment.process(running)
