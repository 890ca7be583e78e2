"""A contact's way: arrive, wait, be answered, or give up and perhaps try again."""

from __future__ import annotations

import math
from typing import Any

from simdesk.demand.legs import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    BALKS,
    CALLS_AGAIN,
    IS_CALLED,
    IS_LOST,
    MAY_REPEAT,
    NEEDS_HELP,
    TRANSFERS,
    TRANSFERS_WARM,
)
from simdesk.floor.benches import idle_agent, rise
from simdesk.floor.calendar import FINISH, FOLLOW, GIVE_UP, HANG_UP, TRY_AGAIN, schedule
from simdesk.floor.duty import let_idle_go
from simdesk.floor.hours import after_open_time, due, put_on_shelf
from simdesk.floor.lines import behind_in, count_waiting, family_waiting, head_of, stand_in_line
from simdesk.floor.predict import remember_wait
from simdesk.floor.reactions import reaction
from simdesk.floor.routing import anyone_idle, choose_agent, first_offered, keep_score, plan_step, still_in_line
from simdesk.floor.rows import (
    ABANDONED,
    ANSWERED,
    AT_WORK,
    BALKED,
    BLOCKED,
    BUSY,
    BY_NIGHT,
    CARRY_OVER,
    FINISH_WAITING,
    IS_HELD,
    NOBODY,
    NOT_REACHED,
    TOOK_CALL_BACK,
    WAITING,
)

Rows = Any


def arrive(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue: busy signal, an idle agent, the line, or straight away again."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    contact.arrival = now
    floor.centre[0].present += 1
    if queue.closed != AT_WORK or (no_trunk(floor, queue) and contact.balks != IS_CALLED):
        if queue.closed == BY_NIGHT:
            arrive_by_night(floor, calendar, c, now)
        else:
            lose(floor, calendar, c, BLOCKED, now)
        return
    if contact.balks == IS_LOST:
        lose(floor, calendar, c, BALKED, now)
        return
    a = choose_agent(floor, c, queue, now) if queue.special == 1 else idle_agent(floor, queue)
    if a != NOBODY:
        if contact.balks != IS_CALLED:
            seize_trunk(floor, queue, 1)
        rise(floor, a)
        begin_service(floor, calendar, c, a, now)
        return
    if queue.waiting_places >= 0 and contact.balks != IS_CALLED and family_waiting(floor, queue) >= queue.waiting_places:
        lose(floor, calendar, c, BLOCKED, now)
        return
    if floor.centre[0].closed == 1 and too_late(floor, queue):
        lose(floor, calendar, c, BLOCKED, now)
        return
    does = BALKED if contact.balks == BALKS else WAITING
    if queue.reacts == 1 and does == WAITING:
        does = reaction(floor, c, queue, now)
    if does == TOOK_CALL_BACK:
        promise(floor, calendar, c, now)
        return
    stand_in_line(floor, c, queue)
    if does == BALKED:
        lose(floor, calendar, c, BALKED, now)
    else:
        if contact.balks != IS_CALLED:
            seize_trunk(floor, queue, 1)
        contact.outcome = WAITING
        count_waiting(queue, 1, now)
        if contact.patience < math.inf:
            if queue.at_close == CARRY_OVER:
                be_patient(floor, calendar, c, queue, now)
            else:
                schedule(calendar, now + contact.patience, GIVE_UP, c)
    if queue.special == 1:
        plan_step(floor, calendar, c, now)
        if queue.overflows == 1:
            offer_line(floor, calendar, queue, now)


def be_patient(floor: Rows, calendar: Rows, c: int, queue: Rows, now: float) -> None:
    """Contact ``c`` waits in a queue that is carried over: its patience counts the queue's opening hours."""
    when = after_open_time(floor, queue, now, floor.contacts[c].patience)
    if when < math.inf:
        schedule(calendar, when, GIVE_UP, c)


def arrive_by_night(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue while nobody works: it waits for the centre to open."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    called = contact.balks == IS_CALLED
    full = queue.waiting_places >= 0 and family_waiting(floor, queue) >= queue.waiting_places
    if contact.tries_again >= IS_HELD or (not called and (no_trunk(floor, queue) or full)):
        lose(floor, calendar, c, BLOCKED, now)
    elif contact.balks == IS_LOST or contact.balks == BALKS:
        lose(floor, calendar, c, BALKED, now)
    else:
        if not called:
            seize_trunk(floor, queue, 1)
        put_on_shelf(floor, queue, c)
        contact.outcome = WAITING
        count_waiting(queue, 1, now)
        if queue.at_close == CARRY_OVER:
            be_patient(floor, calendar, c, queue, now)
        elif contact.patience < math.inf:
            schedule(calendar, now + contact.patience, GIVE_UP, c)


def promise(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` hangs up and is called back: the call-back takes its place at once, or stands in line when it is due."""
    contact = floor.contacts[c]
    fate = floor.fates[c]
    contact.outcome = TOOK_CALL_BACK
    contact.ended = now
    if contact.tries_again >= IS_HELD:
        let_go(floor, calendar, c, now)
    when = due(floor, fate.call_back, now, fate.call_back_after)
    if when < floor.centre[0].closing:
        schedule(calendar, when, TRY_AGAIN, fate.call_back)
    else:
        floor.centre[0].present -= 1


def too_late(floor: Rows, queue: Rows) -> bool:
    """Whether a contact that is passed on to the queue after closing would wait for nobody."""
    if queue.at_close != FINISH_WAITING:
        return True
    on_duty = 0
    for i in range(queue.tries_from, queue.tries_to):
        on_duty += floor.groups[floor.orders[i].whom].on_duty
    return bool(on_duty == 0)


def no_trunk(floor: Rows, queue: Rows) -> bool:
    """Whether all lines of the queue's trunk group are in use."""
    if queue.trunk == NOBODY:
        return False
    trunk = floor.trunks[queue.trunk]
    return bool(trunk.in_use >= trunk.lines)


def seize_trunk(floor: Rows, queue: Rows, lines: int) -> None:
    """One more contact of the queue holds a trunk line, or one fewer (-1)."""
    if queue.trunk != NOBODY:
        floor.trunks[queue.trunk].in_use += lines


def offer_line(floor: Rows, calendar: Rows, queue: Rows, now: float) -> None:
    """The line has grown and may be open to more groups: the longest waiting of them go first."""
    if queue.family_to - queue.family_from > 1:
        c = first_offered(floor, queue, now)
        while c != NOBODY:
            member = floor.queues[floor.contacts[c].queue]
            take_while_waiting(floor, calendar, c, choose_agent(floor, c, member, now), now)
            c = first_offered(floor, queue, now)
        return
    line = floor.lines[queue.line]
    c = head_of(floor, line)
    while c != NOBODY:
        behind = behind_in(floor, line, c)
        contact = floor.contacts[c]
        if still_in_line(contact):
            a = choose_agent(floor, c, queue, now)
            if a != NOBODY:
                take_while_waiting(floor, calendar, c, a, now)
            elif not anyone_idle(floor, queue):
                return
        c = behind


def take_while_waiting(floor: Rows, calendar: Rows, c: int, a: int, now: float) -> None:
    """Idle agent ``a`` takes contact ``c`` wherever it stands in line; a shadow only learns when it would have been."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        rise(floor, a)
        count_waiting(floor.queues[contact.queue], -1, now)
        begin_service(floor, calendar, c, a, now)
        if floor.centre[0].staying > 0:
            floor.centre[0].staying -= 1
            let_idle_go(floor, calendar, now)
    else:
        contact.taken = now


def open_step(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` has waited so long that more groups may take it."""
    contact = floor.contacts[c]
    if still_in_line(contact) and floor.queues[contact.queue].shelf_first == NOBODY:
        a = choose_agent(floor, c, floor.queues[contact.queue], now)
        if a == NOBODY:
            plan_step(floor, calendar, c, now)
        else:
            take_while_waiting(floor, calendar, c, a, now)


def answer(floor: Rows, c: int, a: int, now: float) -> float:
    """Agent ``a`` takes contact ``c``; gives back when the agent is free again."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    pace = floor.paces[floor.groups[agent.group].paces_from + contact.queue]
    contact.taken = now
    contact.outcome = ANSWERED
    contact.agent = a
    contact.group = agent.group
    contact.ended = now + contact.handle_time / pace
    contact.wrap_up /= pace
    agent.state = BUSY
    released: float = contact.ended + contact.wrap_up
    return released


def begin_service(floor: Rows, calendar: Rows, c: int, a: int, now: float) -> None:
    """Agent ``a`` takes contact ``c`` and is free again after handle time and wrap-up."""
    released = answer(floor, c, a, now)
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    if queue.special == 1 or queue.reacts == 1:
        remember_wait(floor, queue, now - contact.arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if queue.trunk != NOBODY:
        if contact.balks == IS_CALLED:
            seize_trunk(floor, queue, 1)  # nobody held a line before the call was made
        if contact.follows != TRANSFERS_WARM and contact.follows != NEEDS_HELP:
            schedule(calendar, contact.ended, HANG_UP, c)
    if contact.tries_again >= IS_HELD:
        served_for_another(floor, calendar, c, now)
    if contact.follows > 0:
        schedule(calendar, contact.ended, FOLLOW, c)
        if contact.follows == TRANSFERS_WARM or contact.follows == NEEDS_HELP:
            return  # the agent stays until the next leg is served
    schedule(calendar, released, FINISH, a)


def served_for_another(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Leg ``c``, which another agent waited for, is answered: that agent goes on now, or with the end of the help."""
    held = floor.contacts[floor.fates[c].holder]
    until = floor.contacts[c].ended if held.follows == NEEDS_HELP else now
    let_go(floor, calendar, c, until)


def let_go(floor: Rows, calendar: Rows, c: int, until: float) -> None:
    """The agent who stayed with the customer of leg ``c`` ends the talk at ``until``, and wraps up."""
    contact = floor.contacts[c]
    contact.tries_again -= IS_HELD
    held = floor.contacts[floor.fates[c].holder]
    held.ended = until
    if floor.queues[held.queue].trunk != NOBODY:
        schedule(calendar, until, HANG_UP, floor.fates[c].holder)
    schedule(calendar, until + held.wrap_up, FINISH, held.agent)


def follow(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The talk of contact ``c`` is over: a transfer, help from a second agent, a repeat contact, or another call."""
    contact = floor.contacts[c]
    fate = floor.fates[c]
    kind = contact.follows
    if kind == CALLS_AGAIN:
        contact.outcome = NOT_REACHED
    if fate.follow == NOBODY or (kind == MAY_REPEAT and fate.resolution >= not_resolved(floor, contact)):
        return
    if kind in (CALLS_AGAIN, MAY_REPEAT):
        when = due(floor, fate.follow, now, fate.follow_after)
        if when < floor.centre[0].closing:
            floor.centre[0].present += 1
            schedule(calendar, when, TRY_AGAIN, fate.follow)
    else:
        if kind != TRANSFERS:
            floor.fates[fate.follow].holder = c
            floor.contacts[fate.follow].tries_again += IS_HELD
        arrive(floor, calendar, fate.follow, now)


def not_resolved(floor: Rows, contact: Rows) -> float:
    """The share of such contacts that is not resolved: by the agent's group, or because the queue was long."""
    queue = floor.queues[contact.queue]
    if queue.rushed_from > 0 and family_waiting(floor, queue) >= queue.rushed_from:
        return float(queue.rushed_unresolved)
    return float(floor.unresolved[floor.groups[contact.group].paces_from + contact.queue])


def hang_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The talk of contact ``c`` is over and its line is free (asked only where trunks are counted)."""
    seize_trunk(floor, floor.queues[floor.contacts[c].queue], -1)


def give_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c``'s patience ends; nothing happens when it waits no more."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        queue = floor.queues[contact.queue]
        if floor.centre[0].over == 1 and queue.shelf_first != NOBODY:
            return  # waits for a morning that is not played
        count_waiting(queue, -1, now)
        seize_trunk(floor, queue, -1)
        lose(floor, calendar, c, ABANDONED, now)
        if floor.centre[0].staying > 0:
            let_idle_go(floor, calendar, now)


def lose(floor: Rows, calendar: Rows, c: int, outcome: int, now: float) -> None:
    """Contact ``c`` leaves without an answer; its customer may try again before closing."""
    contact = floor.contacts[c]
    contact.outcome = outcome
    contact.ended = now
    if contact.tries_again > 0:
        if contact.tries_again >= IS_HELD:
            let_go(floor, calendar, c, now)
        again = AFTER_BLOCKED if outcome == BLOCKED else AFTER_LEAVING
        if contact.tries_again & again > 0:
            fate = floor.fates[c]
            when = due(floor, fate.next_try, now, fate.redial_after)
            if when < floor.centre[0].closing:
                schedule(calendar, when, TRY_AGAIN, fate.next_try)
                return
    floor.centre[0].present -= 1


def try_again(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The customer's next try, row ``c``, reaches the queue."""
    floor.centre[0].present -= 1
    arrive(floor, calendar, c, now)
