"""What an analyst's process asks of agents while the day runs: other groups, agents on standby, an early end."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar
from simdesk.rules.codes import BUSY, IDLE, LEAVE_FLOOR, NOTHING
from simdesk.rules.concurrency import close_to_more
from simdesk.rules.duty import end_pause, go_off
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import come_on, free
from simdesk.rules.idle_agents import end_idle, first_idle
from simdesk.rules.pauses import paused_agent
from simdesk.rules.rows import NOBODY
from simdesk.rules.service import offer_queues
from simdesk.rules.shifts import staying


def move_agent(floor: Floor, calendar: Calendar, g: int, to_group: int, now: float) -> int:
    """Move one agent of group ``g``: an idle one at once, else a busy one after the contact in progress; 1 if there was one."""
    a = first_idle(floor, g)
    if a != NOBODY:
        end_idle(floor, a)
        floor.agents[a].next_group = to_group
        free(floor, calendar, a, now)
        if floor.centre[0].predicts == 1:
            offer_queues(floor, calendar, now)
        return 1
    a = paused_agent(floor, g)
    if a == NOBODY:
        a = busy_agent(floor, g)
    if a == NOBODY:
        return 0
    close_to_more(floor, a)
    floor.agents[a].next_group = to_group
    return 1


def send_for_agent(floor: Floor, calendar: Calendar, g: int, now: float) -> int:
    """One agent of group ``g`` on standby comes on duty; 1 if there was one and the centre is open."""
    group = floor.groups[g]
    a = group.standby
    if a == NOBODY or floor.centre[0].closed == 1:
        return 0
    group.standby = floor.agents[a].behind
    come_on(floor, calendar, a, now)
    if floor.centre[0].predicts == 1:
        offer_queues(floor, calendar, now)
    return 1


def send_home_agent(floor: Floor, calendar: Calendar, g: int, now: float) -> int:
    """One agent of group ``g`` goes off duty: an idle one at once, else a busy one after the contact in progress."""
    group = floor.groups[g]
    a = first_idle(floor, g)
    if a == NOBODY:
        a = paused_agent(floor, g)
    if a != NOBODY:
        if floor.agents[a].state == IDLE:
            end_idle(floor, a)
        else:
            end_pause(floor, calendar, a, now)
        if floor.centre[0].closed == 1:
            group.overtime += now
            floor.centre[0].staying -= 1
        go_off(floor, calendar, a, now)
        if floor.centre[0].predicts == 1:
            offer_queues(floor, calendar, now)
        return 1
    a = busy_agent(floor, g)
    if a == NOBODY:
        return 0
    close_to_more(floor, a)
    floor.agents[a].due = LEAVE_FLOOR
    if floor.centre[0].closed == 0:
        group.overtime -= now
    return 1


def busy_agent(floor: Floor, g: int) -> int:
    """The first busy agent of group ``g`` who has nothing else to do after the contact in progress, or nobody."""
    if staying(floor, g) <= floor.groups[g].to_leave:
        return NOBODY
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == BUSY and agent.due == NOTHING and agent.next_group == NOBODY:
            return a
    return NOBODY
