"""Shifts and headcounts: agents come on duty and leave as planned."""

from __future__ import annotations

from simdesk.rules.breaks import leave_meeting
from simdesk.rules.calendar import Calendar, note
from simdesk.rules.codes import BUSY, IDLE, LEAVE_FLOOR, NOTHING, OFF, ON_BREAK, STEP_OUT, UNAVAILABLE
from simdesk.rules.concurrency import close_to_more
from simdesk.rules.duty import end_pause, go_off
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import come_on, take_more
from simdesk.rules.idle_agents import end_idle, first_idle
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
    """Agent ``a``'s shift ends: at once when idle or on break, after the contact in progress when busy."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.state == IDLE:
        end_idle(floor, a)
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
        close_to_more(floor, a)
        if group.to_leave > 0 and group.to_leave > staying(floor, agent.group):
            group.to_leave -= 1  # was to leave already, and late since then
        else:
            group.overtime -= now


def change_staff(floor: Floor, calendar: Calendar, g: int, change: int, now: float) -> None:
    """The headcount of group ``g`` rises or falls by ``change``.

    It is the same people all day: idle agents leave first, then whoever finishes first, and a rise takes
    back those still to leave before it brings anyone. So a busy agent is never an extra one.
    """
    group = floor.groups[g]
    if group.several == 1 and change > 0:
        change = step_back(floor, calendar, g, change, now)
    while change > 0 and group.to_leave > 0:
        group.to_leave -= 1
        group.overtime += now
        change -= 1
    while change > 0 and group.off != NOBODY:
        a = group.off
        group.off = floor.agents[a].behind
        come_on(floor, calendar, a, now)
        change -= 1
    while change < 0 and group.idle > 0:
        a = first_idle(floor, g)
        end_idle(floor, a)
        go_off(floor, calendar, a, now)
        change += 1
    while change < 0 and paused_agent(floor, g) != NOBODY:
        a = paused_agent(floor, g)
        end_pause(floor, calendar, a, now)
        go_off(floor, calendar, a, now)
        change += 1
    if change < 0:
        change += leave_meeting(floor, calendar, g, -change, now)
    if change < 0 and group.several == 1:
        step_out(floor, g, change, now)
    elif change < 0:
        # Agents sent home or away before can no longer be those who leave.
        change = max(change, group.to_leave - staying(floor, g))
        group.to_leave -= change
        group.overtime += change * now


def step_out(floor: Floor, g: int, change: int, now: float) -> None:
    """``-change`` busy agents of group ``g`` get nothing more and then leave: those with the fewest contacts in progress."""
    while change < 0:
        chosen = NOBODY
        for a in range(len(floor.agents)):
            agent = floor.agents[a]
            mine = agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY
            if mine and (chosen == NOBODY or agent.in_progress < floor.agents[chosen].in_progress):
                chosen = a
        if chosen == NOBODY:
            return
        close_to_more(floor, chosen)
        floor.agents[chosen].due = STEP_OUT
        floor.groups[g].overtime -= now
        change += 1


def step_back(floor: Floor, calendar: Calendar, g: int, wanted: int, now: float) -> int:
    """Of the agents wanted in group ``g`` those come first who were about to leave; gives back how many more are wanted."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if wanted > 0 and agent.group == g and agent.due == STEP_OUT:
            agent.due = NOTHING
            floor.groups[g].overtime += now
            take_more(floor, calendar, a, now)
            wanted -= 1
    return wanted


def staying(floor: Floor, g: int) -> int:
    """Number of busy agents of group ``g`` who were not told to leave or change after the contact in progress."""
    count = 0
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == BUSY and agent.due < LEAVE_FLOOR and agent.next_group == NOBODY:
            count += 1
    return count
