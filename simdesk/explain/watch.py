"""One day played again with an eye on one contact: the floor as it came, what happened while it waited, and the floor at its end.

The log has the same facts, but not their order when several happen at one time; the clock has. Nothing is hooked into the
rules: the rows of the floor are compared before and after each happening of the wait.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import SimpyDay
from simdesk.errors import RunError
from simdesk.explain.journeys import workload_rows
from simdesk.explain.sight import CALLED, AgentSeen, Happening, Kind, Sight, Stretch, Watched
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import BUSY, IDLE, MEETING, NOT_IN_PROGRESS, NOT_MADE, OFF, ON_BREAK, RANG, RINGING, WAITING
from simdesk.rules.concurrency import interrupts, room_for
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from simdesk.engine.control import Process


class _Watcher:
    def __init__(self, plan: FloorPlan, workload: Workload, log: DayLog, k: int, process: Process | None) -> None:
        self.day = SimpyDay(plan, workload)
        if process is not None:
            from simdesk.engine.control import start_process

            start_process(process, self.day)
        self.floor: Any = self.day.floor
        self.contacts = log.contacts
        self.rows = workload_rows(log, workload)
        self.k = k
        self.mine = self.floor.contacts[int(self.rows[k])]
        self.queue = self.floor.queues[self.mine.queue]
        c = log.contacts
        self.begin = float(c.arrival[k])
        self.end = float(c.left[k])
        if math.isnan(self.end):  # to the last that happens
            known = np.concatenate([c.arrival, c.left, log.spans["end"]])
            self.end = float(np.fmax.reduce(known, initial=plan.closing))
        self.taker = int(c.agent[k])
        self.chosen = self.end
        if c.agent[k] >= 0:
            rang = log.spans[(log.spans["activity"] == RANG) & (log.spans["agent"] == c.agent[k])]
            self.chosen = float(rang["begin"][rang["end"] == c.answered[k]].min(initial=self.end))
        taken = np.flatnonzero(c.agent >= 0)
        self.by_answer = taken[np.argsort(c.answered[taken], kind="stable")]
        near = (c.arrival <= self.end) & ~(c.left < self.begin)
        self.log_row = {int(row): j for j, row in enumerate(self.rows)} if len(self.floor.in_progress) else {}
        self.near = {int(j): self.floor.contacts[int(self.rows[j])] for j in np.flatnonzero(near)}

    def all_in_hand(self, agent: Any) -> list[int]:
        """What an agent who may have several contacts has in hand, the last taken first."""
        found, row = [], agent.first_in_progress
        while row != NOBODY:
            found.append(self.log_row[row])
            row = self.floor.in_progress[row].next
        return found

    def look(self) -> Sight:
        """The whole floor, now."""
        c, now = self.contacts, self.day.environment.peek()
        busy = {a for a, agent in enumerate(self.floor.agents) if agent.state == BUSY and agent.calls == NOBODY}
        several = {a: self.all_in_hand(agent) for a, agent in enumerate(self.floor.agents) if agent.in_progress > 0}
        in_hand = {a: found[0] for a, found in several.items()}
        room = {a for a in several if self.floor.agents[a].has_room == 1 and room_for(self.floor, a, self.mine.queue)}
        for j in self.by_answer[: np.searchsorted(c.answered[self.by_answer], now, "right")][::-1]:
            if len(in_hand) == len(busy):
                break
            agent = int(self.floor.contacts[int(self.rows[j])].agent)  # nobody yet, if it is taken at this time but later on
            if agent in busy:
                in_hand.setdefault(agent, int(j))
        return Sight(
            when=now,
            agents=tuple(
                AgentSeen(
                    number=a,
                    group=agent.group,
                    state=CALLED if agent.state == BUSY and agent.calls != NOBODY else agent.state,
                    idle_since=agent.idle_since,
                    contact=in_hand.get(a, NOBODY) if a in busy else NOBODY,
                    handled=agent.handled,
                    talk=agent.talk,
                    busy=agent.busy,
                    on_duty=agent.on_duty + (now - agent.on_since if agent.state in (IDLE, BUSY) else 0.0),
                    besides=tuple(several[a][1:]) if a in several else (),
                    room=a in room,
                    interrupted=a in room and interrupts(self.floor, a, self.queue),
                )
                for a, agent in enumerate(self.floor.agents)
            ),
            waiting=tuple(j for j, row in sorted(self.near.items()) if row.outcome == WAITING),
            trunks_in_use=tuple(trunk.in_use for trunk in self.floor.trunks),
            closed=tuple(bool(queue.closed or self.floor.centre[0].closed) for queue in self.floor.queues),
            last_agent=tuple(queue.last_agent for queue in self.floor.queues),
        )

    def step(self, happenings: list[Happening]) -> dict[int, int]:
        """Play what comes next and enter what it changed; gives back what each agent was doing before."""
        when = self.day.environment.peek()
        states = [(agent.state, agent.group) for agent in self.floor.agents]
        outcomes = {j: row.outcome for j, row in self.near.items()}
        fates, called = self.floor.drawn, self.mine.outcome == RINGING
        agents = {j: fates[int(self.rows[j])].called for j, was in outcomes.items() if was == RINGING}
        self.day.environment.step()
        for j, row in list(self.near.items()):
            new = row.outcome != outcomes[j]
            if outcomes[j] == RINGING:
                agent = fates[int(self.rows[j])].called if row.outcome == RINGING else row.agent
                new = agent not in (NOBODY, agents[j])
                if new or row.outcome == WAITING:
                    group = self.floor.agents[agents[j]].group
                    happenings.append(Happening(when, "missed", j, agents[j], group, CALLED))
                new = new or (agent == NOBODY and row.outcome != WAITING)
            if j != self.k and new:
                happenings.append(replace(self._of_contact(when, j, row, states), itself_called=called))
            if row.outcome not in (NOT_MADE, WAITING, RINGING):
                del self.near[j]
        for a, (agent, (was, group)) in enumerate(zip(self.floor.agents, states, strict=True)):
            kind = _change(was, agent.state, group != agent.group)
            if kind in ("break", "back") and agent.away_as == MEETING:
                kind = "meeting" if kind == "break" else "back_from_meeting"
            if kind is not None:
                happenings.append(Happening(when, kind, agent=a, group=agent.group, was=was))
        return {a: was for a, (was, _) in enumerate(states)}

    def _of_contact(self, when: float, j: int, row: Any, states: list[tuple[int, int]]) -> Happening:
        if row.outcome == RINGING:
            agent = int(self.floor.drawn[int(self.rows[j])].called)
            return Happening(when, "took", j, agent, self.floor.agents[agent].group, states[agent][0])
        if row.agent != NOBODY:
            return Happening(when, "took", j, row.agent, row.group, states[row.agent][0])
        return Happening(when, "joined" if row.outcome == WAITING else "lost", j)

    def play_until(self, done: Callable[[], bool]) -> None:
        while not done():
            if math.isinf(self.day.environment.peek()):
                raise RunError("the day came out differently when it was simulated again", "does the process keep state?")
            self.day.environment.step()

    def watched(self) -> Watched:
        environment = self.day.environment
        self.play_until(lambda: environment.peek() >= self.begin)
        happenings: list[Happening] = []
        before: dict[int, int] = {}
        came = ended = self.look()
        while self.mine.outcome == NOT_MADE:
            if environment.peek() > self.begin:
                raise RunError("the day came out differently when it was simulated again", "does the process keep state?")
            happenings.clear()
            came = ended = self.look()
            before = self.step(happenings)
        called, called_at_once = NOBODY, self.mine.outcome == RINGING
        while self.mine.outcome in (WAITING, RINGING) and environment.peek() <= self.end:
            called = int(self.floor.drawn[int(self.rows[self.k])].called) if self.mine.outcome == RINGING else NOBODY
            open_still = called == NOBODY or called != self.taker
            if open_still and environment.peek() >= self.chosen:
                ended = self.look()
            what = self.step(happenings)
            if open_still:
                before = what
        taker = self.mine.agent
        queues = range(len(self.floor.queues))
        return Watched(
            came,
            _lasting(happenings),
            ended,
            before[taker] if taker != NOBODY else OFF,
            chosen=self.chosen if taker != NOBODY else math.nan,
            called=called if taker == NOBODY else NOBODY,
            called_at_once=called_at_once,
            stretches=() if taker == NOBODY else tuple(self.stretches(self.floor.agents[taker])),
            missed=tuple(h for h in happenings if h.kind == "missed" and h.contact == self.k),
            not_taken=frozenset(
                (a, q) for a, agent in enumerate(self.floor.agents) for q in queues if self.floor.paces[agent.paces_from + q] == 0
            ),
        )

    def stretches(self, agent: Any) -> Iterator[Stretch]:
        """Play on until the contact is put down, and tell how the agent worked on it."""
        if self.floor.groups[self.mine.group].several == 0:
            return
        environment, hand = self.day.environment, self.floor.in_progress[int(self.rows[self.k])]

        def state() -> tuple[int, float, tuple[int, ...]]:
            return hand.phase, hand.pace, tuple(j for j in self.all_in_hand(agent) if j != self.k)

        begin, before, done = self.end, state(), float(self.contacts.released[self.k]) + 1.0
        while hand.phase != NOT_IN_PROGRESS and environment.peek() <= done:
            environment.step()
            after = state()
            if after != before:
                if environment.now > begin:
                    yield Stretch(begin, environment.now, *before)
                begin, before = environment.now, after


def _lasting(happenings: list[Happening]) -> tuple[Happening, ...]:
    """Without contacts that rang in vain: they took no agent."""
    kept: list[Happening] = []
    for h in happenings:
        if h.kind in ("missed", "lost"):
            kept = [other for other in kept if not (other.kind == "took" and other.contact == h.contact)]
        kept.append(h)
    return tuple(kept)


def _change(was: int, now: int, moved: bool) -> Kind | None:
    """What an agent's change of state is called."""
    if was == now:
        return "moved" if moved else None
    if now == OFF:
        return "left"
    if now == ON_BREAK:
        return "break"
    if was == OFF:
        return "came"
    if was == ON_BREAK:
        return "back"
    return "moved" if moved and {was, now} <= {IDLE, BUSY} else None


def watch(plan: FloorPlan, workload: Workload, log: DayLog, contact: int, process: Process | None = None) -> Watched:
    """Play a day again and watch one contact.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    log : DayLog
        Of the same day.
    contact : int
        Row of the contact log.
    process : callable, optional
        The analyst's process the day was played with.

    Returns
    -------
    Watched

    Raises
    ------
    RunError
        When the day comes out differently.
    """
    return _Watcher(plan, workload, log, contact, process).watched()
