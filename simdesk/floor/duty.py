"""Going off duty, and staying after closing for those who still wait."""

from __future__ import annotations

from typing import Any

from simdesk.floor.benches import rise
from simdesk.floor.calendar import note
from simdesk.floor.rows import AT_WORK, BUSY, IDLE, NOBODY, NOTHING, OFF, ON_DUTY

Rows = Any


def go_off(floor: Rows, calendar: Rows, a: int, now: float) -> None:
    """Agent ``a``, idle off the bench or just free, goes off duty."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    agent.state = OFF
    agent.due = NOTHING
    agent.next_group = NOBODY
    group.on_duty -= 1
    if agent.standby == 1:
        agent.behind = group.standby
        group.standby = a
    else:
        agent.behind = group.off
        group.off = a


def may_be_needed(floor: Rows, group: Rows) -> bool:
    """Whether anybody waits whom the group may take, now or later."""
    for i in range(group.takes_from, group.takes_to):
        line = floor.lines[floor.orders[i].whom]
        if line.first != NOBODY and floor.queues[floor.contacts[line.first].queue].waiting > 0:
            return True
    return False


def end_day(floor: Rows, calendar: Rows, now: float) -> None:
    """Nothing more can happen: agents go who stayed for contacts that nobody will ever take, or held on for help."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.state == IDLE:
            floor.centre[0].staying -= 1
            rise(floor, a)
        if agent.state == BUSY and agent.in_hand > 0:
            note(calendar, a, agent.group, AT_WORK, agent.at_work_since, now)
        if agent.state == IDLE or agent.state == BUSY:
            floor.groups[agent.group].overtime += now
            go_off(floor, calendar, a, now)


def let_idle_go(floor: Rows, calendar: Rows, now: float) -> None:
    """After closing: idle agents who stayed for a step to open, or as a reserve, go when nobody waits for them any more."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.state == IDLE and not may_be_needed(floor, floor.groups[agent.group]):
            floor.groups[agent.group].overtime += now
            floor.centre[0].staying -= 1
            rise(floor, a)
            go_off(floor, calendar, a, now)
