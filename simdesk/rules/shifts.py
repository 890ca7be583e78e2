"""Shifts and headcounts: agents come on duty and leave as planned."""

from __future__ import annotations

from simdesk.rules.breaks import leave_meeting
from simdesk.rules.calendar import Calendar, note
from simdesk.rules.codes import BUSY, IDLE, LEAVE_FLOOR, NOTHING, OFF, ON_BREAK, STEP_OUT, UNAVAILABLE
from simdesk.rules.concurrency import stand_up
from simdesk.rules.duty import end_pause, go_off
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import come_on, take_more
from simdesk.rules.idle_agents import first_idle, rise
from simdesk.rules.pauses import paused_agent
from simdesk.rules.rows import NOBODY


def start_shift(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``'s shift begins; whoever is still busy with the contact of an earlier one stays."""
    agent = floor.agents[a]
    if agent.state == OFF:
        come_on(floor, calendar, a, now)
    elif agent.state == BUSY and agent.due == LEAVE_FLOOR:
        agent.due = NOTHING
        floor.groups[agent.group].overtime += now


def shift_over(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``'s shift ends: at once when idle or on break, after the contact in hand when busy."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.state == IDLE:
        rise(floor, a)
        go_off(floor, calendar, a, now)
    elif agent.state == UNAVAILABLE:
        end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
    elif agent.state == ON_BREAK:
        note(calendar, a, agent.group, agent.away_as, agent.on_since, now)
        agent.state = OFF
    elif agent.state == BUSY and agent.due == STEP_OUT:
        agent.due = LEAVE_FLOOR
    elif agent.state == BUSY and agent.due != LEAVE_FLOOR:
        agent.due = LEAVE_FLOOR
        stand_up(floor, a)
        if group.to_leave > 0 and group.to_leave > staying(floor, agent.group):
            group.to_leave -= 1  # was to leave already, and late since then
        else:
            group.overtime -= now


def change_staff(floor: Floor, calendar: Calendar, g: int, heads: int, now: float) -> None:
    """The headcount of group ``g`` rises or falls by ``heads``.

    It is the same people all day: idle agents leave first, then whoever finishes first, and a rise takes
    back those still to leave before it brings anyone. So a busy agent is never an extra head.
    """
    group = floor.groups[g]
    if group.several == 1 and heads > 0:
        heads = step_back(floor, calendar, g, heads, now)
    while heads > 0 and group.to_leave > 0:
        group.to_leave -= 1
        group.overtime += now
        heads -= 1
    while heads > 0 and group.off != NOBODY:
        a = group.off
        group.off = floor.agents[a].behind
        come_on(floor, calendar, a, now)
        heads -= 1
    while heads < 0 and group.idle > 0:
        a = first_idle(floor, g)
        rise(floor, a)
        go_off(floor, calendar, a, now)
        heads += 1
    while heads < 0 and paused_agent(floor, g) != NOBODY:
        a = paused_agent(floor, g)
        end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
        heads += 1
    if heads < 0:
        heads += leave_meeting(floor, calendar, g, -heads, now)
    if heads < 0 and group.several == 1:
        step_out(floor, g, heads, now)
    elif heads < 0:
        # Agents sent home or away before can no longer be those who leave.
        heads = max(heads, group.to_leave - staying(floor, g))
        group.to_leave -= heads
        group.overtime += heads * now


def step_out(floor: Floor, g: int, heads: int, now: float) -> None:
    """So many busy agents (below 0) of group ``g`` get nothing more and then leave: those with the least in hand."""
    while heads < 0:
        chosen = NOBODY
        for a in range(len(floor.agents)):
            agent = floor.agents[a]
            mine = agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY
            if mine and (chosen == NOBODY or agent.in_hand < floor.agents[chosen].in_hand):
                chosen = a
        if chosen == NOBODY:
            return
        stand_up(floor, chosen)
        floor.agents[chosen].due = STEP_OUT
        floor.groups[g].overtime -= now
        heads += 1


def step_back(floor: Floor, calendar: Calendar, g: int, heads: int, now: float) -> int:
    """Of so many agents who are wanted in group ``g`` those come first who were about to leave; gives back how many more."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if heads > 0 and agent.group == g and agent.due == STEP_OUT:
            agent.due = NOTHING
            floor.groups[g].overtime += now
            take_more(floor, calendar, a, now)
            heads -= 1
    return heads


def staying(floor: Floor, g: int) -> int:
    """Number of busy agents of group ``g`` who were not told to leave or change after the contact in hand."""
    count = 0
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY:
            count += 1
    return count
