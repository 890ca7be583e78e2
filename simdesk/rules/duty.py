"""Going off duty, and staying after closing for contacts that still wait."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar, note
from simdesk.rules.codes import AT_WORK, BUSY, IDLE, NOTHING, OFF, ON_DUTY, PAUSED, UNAVAILABLE
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import end_idle
from simdesk.rules.rows import NOBODY


def go_off(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, who is free and on no idle list, goes off duty."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    agent.due = NOTHING
    agent.next_group = NOBODY
    agent.break_length = 0.0
    group.on_duty -= 1
    stand_by(floor, a)


def learn_paces(floor: Floor, a: int) -> None:
    """Agent ``a`` works at the paces of their kind in their group."""
    agent = floor.agents[a]
    agent.paces_from = (agent.kind * len(floor.groups) + agent.group) * len(floor.queues)


def stand_by(floor: Floor, a: int) -> None:
    """Agent ``a`` is off duty and may come again."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    agent.state = OFF
    if agent.standby == 1:
        agent.behind = group.standby
        group.standby = a
    else:
        agent.behind = group.off
        group.off = a


def end_pause(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """The pause of agent ``a`` is over, or cut short."""
    agent = floor.agents[a]
    note(calendar, a, agent.group, PAUSED, agent.idle_since, now)


def may_be_needed(floor: Floor, a: int) -> bool:
    """Whether a contact waits that agent ``a`` may take, now or later."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    for i in range(group.takes_from, group.takes_to):
        line = floor.waiting_lines[floor.orders[i].whom]
        if line.first != NOBODY:
            q = floor.contacts[line.first].queue
            if floor.queues[q].waiting > 0 and (group.partial == 0 or floor.paces[agent.paces_from + q] > 0.0):
                return True
    return False


def any_may_go(floor: Floor) -> bool:
    """Whether there may be an agent who stayed after closing and need not: asked of whole groups, for there are many agents."""
    pausing = floor.centre[0].pauses == 1 or floor.centre[0].offers == 1
    for g in range(len(floor.groups)):
        group = floor.groups[g]
        if (group.idle > 0 or pausing) and (group.partial == 1 or not group_may_be_needed(floor, g)):
            return True
    return False


def group_may_be_needed(floor: Floor, g: int) -> bool:
    """Whether a contact waits that agents of group ``g``, all of whom take the same queues, may take, now or later."""
    group = floor.groups[g]
    for i in range(group.takes_from, group.takes_to):
        first = floor.waiting_lines[floor.orders[i].whom].first
        if first != NOBODY and floor.queues[floor.contacts[first].queue].waiting > 0:
            return True
    return False


def end_day(floor: Floor, calendar: Calendar, now: float) -> None:
    """Nothing more can happen: agents leave who stayed for contacts that nobody will take, or who are tied up."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.state == IDLE:
            floor.centre[0].staying -= 1
            end_idle(floor, a)
        elif agent.state == UNAVAILABLE:
            floor.centre[0].staying -= 1
            end_pause(floor, calendar, a, now)
        elif agent.state == BUSY and agent.in_progress > 0:
            note(calendar, a, agent.group, AT_WORK, agent.at_work_since, now)
        if agent.state == IDLE or agent.state == BUSY or agent.state == UNAVAILABLE:
            floor.groups[agent.group].overtime += now
            go_off(floor, calendar, a, now)


def let_idle_go(floor: Floor, calendar: Calendar, now: float) -> None:
    """After closing: idle agents who stayed for a step to open, or as a reserve, go when nobody waits for them any more."""
    if not any_may_go(floor):
        return
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if (agent.state == IDLE or agent.state == UNAVAILABLE) and not may_be_needed(floor, a):
            floor.groups[agent.group].overtime += now
            floor.centre[0].staying -= 1
            if agent.state == IDLE:
                end_idle(floor, a)
            else:
                end_pause(floor, calendar, a, now)
            go_off(floor, calendar, a, now)
