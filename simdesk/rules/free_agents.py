"""An agent is free: leave, go on break, take the next contact, or wait for one."""

from __future__ import annotations

from simdesk.rules.breaks import begin_break
from simdesk.rules.calendar import BACK_FROM_BREAK, Calendar, note, schedule
from simdesk.rules.codes import LEAVE_FLOOR, NOTHING, ON_BREAK, ON_DUTY, TAKE_BREAK
from simdesk.rules.concurrency import open_to_more, room_for_any
from simdesk.rules.duty import go_off, learn_paces, let_idle_go, may_be_needed
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import become_idle
from simdesk.rules.pauses import pauses_now
from simdesk.rules.routing import choose_contact
from simdesk.rules.rows import NOBODY
from simdesk.rules.service import begin_service, offer_queues
from simdesk.rules.waiting_lines import next_contact


def finish(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` has finished contact and wrap-up."""
    floor.centre[0].present -= 1
    if floor.centre[0].pauses == 1 and pauses_now(floor, calendar, a, now):
        return
    free(floor, calendar, a, now)
    if floor.centre[0].predicts == 1:
        offer_queues(floor, calendar, now)


def free(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` has nothing in progress: leave or go on break if it is time, else take the next contact, else wait for one."""
    agent = floor.agents[a]
    if agent.next_group != NOBODY and agent.due < LEAVE_FLOOR:
        change_group(floor, calendar, a, now)
    group = floor.groups[agent.group]
    if agent.due >= LEAVE_FLOOR or group.to_leave > 0:
        leave_late(floor, calendar, a, now)
    elif agent.due == TAKE_BREAK:
        begin_break(floor, calendar, a, now)
    else:
        c = choose_contact(floor, a, now) if group.special == 1 else next_contact(floor, group, agent.group, now)
        if c != NOBODY:
            begin_service(floor, calendar, c, a, now)
            if group.several == 1:
                take_more(floor, calendar, a, now)
            if floor.centre[0].staying > 0:
                let_idle_go(floor, calendar, now)
        elif floor.centre[0].closed == 0:
            become_idle(floor, a, now)
        elif may_be_needed(floor, a):
            become_idle(floor, a, now)
            floor.centre[0].staying += 1
        else:
            group.overtime += now
            go_off(floor, calendar, a, now)


def take_more(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, with a contact in progress, takes what waits while there is room for it, and then waits for more."""
    agent = floor.agents[a]
    while agent.due == NOTHING and agent.next_group == NOBODY and room_for_any(floor, a):
        c = choose_contact(floor, a, now)
        if c == NOBODY:
            break
        begin_service(floor, calendar, c, a, now)
    open_to_more(floor, a, now)


def come_on(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` comes on duty."""
    agent = floor.agents[a]
    agent.on_since = now
    agent.due = NOTHING
    floor.groups[agent.group].on_duty += 1
    free(floor, calendar, a, now)


def back_from_break(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` comes back, unless the shift ended meanwhile or another break is owed."""
    agent = floor.agents[a]
    if agent.state == ON_BREAK and now >= agent.ready_at:
        if agent.break_length > 0.0:
            agent.ready_at = now + agent.break_length
            schedule(calendar, agent.ready_at, BACK_FROM_BREAK, a)
            agent.break_length = 0.0
        else:
            note(calendar, a, agent.group, agent.away_as, agent.on_since, now)
            come_on(floor, calendar, a, now)
            if floor.centre[0].predicts == 1:
                offer_queues(floor, calendar, now)


def leave_late(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` was due to leave while busy, and leaves now."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.due < LEAVE_FLOOR:
        group.to_leave -= 1
    group.overtime += now
    go_off(floor, calendar, a, now)


def change_group(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a``, who is on no idle list, goes over to the group they were sent to."""
    agent = floor.agents[a]
    note(calendar, a, agent.group, ON_DUTY, agent.on_since, now)
    agent.on_duty += now - agent.on_since
    floor.groups[agent.group].on_duty -= 1
    if floor.centre[0].closed == 1:
        floor.groups[agent.group].overtime += now
        floor.groups[agent.next_group].overtime -= now
    agent.group = agent.next_group
    agent.next_group = NOBODY
    learn_paces(floor, a)
    agent.on_since = now
    floor.groups[agent.group].on_duty += 1
