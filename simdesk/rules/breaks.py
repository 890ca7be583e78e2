"""Breaks and meetings."""

from __future__ import annotations

from simdesk.rules.calendar import BACK_FROM_BREAK, Calendar, note, schedule
from simdesk.rules.codes import BREAK, BUSY, IDLE, LEAVE_FLOOR, MEETING, NOTHING, ON_BREAK, ON_DUTY, TAKE_BREAK, UNAVAILABLE
from simdesk.rules.concurrency import close_to_more
from simdesk.rules.duty import end_pause, stand_by
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import end_idle


def break_due(floor: Floor, calendar: Calendar, a: int, length: float, now: float) -> None:
    """A break of agent ``a`` begins; a busy agent finishes the contact in progress first."""
    call_away(floor, calendar, a, BREAK, length, now)


def meeting_due(floor: Floor, calendar: Calendar, g: int, agents: int, kind: int, length: float, now: float) -> None:
    """A meeting begins for the first ``agents`` of group ``g`` on duty (0: all), or for those of one kind (0: any)."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        there = agent.state == IDLE or agent.state == UNAVAILABLE or (agent.state == BUSY and agent.due != LEAVE_FLOOR)
        if there and agent.group == g and (kind == 0 or agent.kind == kind):
            call_away(floor, calendar, a, MEETING, length, now)
            agents -= 1
            if agents == 0:
                return


def call_away(floor: Floor, calendar: Calendar, a: int, away_as: int, length: float, now: float) -> None:
    """Agent ``a`` goes on a break or to a meeting; a busy agent finishes the contact in progress first."""
    agent = floor.agents[a]
    if agent.state == IDLE or agent.state == UNAVAILABLE:
        if agent.state == IDLE:
            end_idle(floor, a)
        else:
            end_pause(floor, calendar, a, now)
        agent.away_as = away_as
        agent.break_length += length
        begin_break(floor, calendar, a, now)
    elif agent.state == BUSY and agent.due < LEAVE_FLOOR:
        if agent.break_length <= 0.0:
            agent.away_as = away_as
        agent.break_length += length
        agent.due = TAKE_BREAK
        close_to_more(floor, a)
    elif agent.state == ON_BREAK:
        agent.break_length += length


def begin_break(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, who is on no idle list, goes on break for the time owed."""
    agent = floor.agents[a]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    floor.groups[agent.group].on_duty -= 1
    agent.state = ON_BREAK
    agent.due = NOTHING
    agent.on_since = now
    agent.since_rest = 0
    agent.ready_at = now + agent.break_length
    schedule(calendar, agent.ready_at, BACK_FROM_BREAK, a)
    agent.break_length = 0.0


def leave_meeting(floor: Floor, calendar: Calendar, g: int, wanted: int, now: float) -> int:
    """Up to ``wanted`` agents of group ``g`` go off duty from a meeting; gives back how many did."""
    gone = 0
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if gone < wanted and agent.group == g and agent.state == ON_BREAK:
            note(calendar, a, g, agent.away_as, agent.on_since, now)
            agent.break_length = 0.0
            stand_by(floor, a)
            gone += 1
    return gone
