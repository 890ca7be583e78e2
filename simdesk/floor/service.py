"""A contact's way: arrive, wait, be answered, or give up and perhaps try again."""

from __future__ import annotations

import math
from typing import Any

from simdesk.floor.benches import idle_agent, rise
from simdesk.floor.calendar import FINISH, GIVE_UP, HANG_UP, TRY_AGAIN, schedule
from simdesk.floor.lines import behind_in, count_waiting, head_of, stand_in_line
from simdesk.floor.predict import remember_wait
from simdesk.floor.routing import choose_agent, keep_score, plan_step, still_in_line
from simdesk.floor.rows import ABANDONED, ANSWERED, BALKED, BLOCKED, BUSY, NOBODY, WAITING

Rows = Any


def arrive(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue: busy signal, an idle agent, the line, or straight away again."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    contact.arrival = now
    floor.centre[0].present += 1
    if queue.closed == 1 or no_trunk(floor, queue):
        lose(floor, calendar, c, BLOCKED, now)
        return
    a = choose_agent(floor, c, queue, now) if queue.special == 1 else idle_agent(floor, queue)
    if a != NOBODY:
        seize_trunk(floor, queue, 1)
        rise(floor, a)
        begin_service(floor, calendar, c, a, now)
    elif queue.waiting_places >= 0 and queue.waiting >= queue.waiting_places:
        lose(floor, calendar, c, BLOCKED, now)
    elif contact.balks == 1:
        stand_in_line(floor, c, queue)
        if queue.special == 1:
            plan_step(floor, calendar, c, now)
        lose(floor, calendar, c, BALKED, now)
    else:
        seize_trunk(floor, queue, 1)
        contact.outcome = WAITING
        stand_in_line(floor, c, queue)
        count_waiting(queue, 1, now)
        if contact.patience < math.inf:
            schedule(calendar, now + contact.patience, GIVE_UP, c)
        if queue.special == 1:
            plan_step(floor, calendar, c, now)
            if queue.overflows == 1:
                offer_line(floor, calendar, queue, now)


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
    line = floor.lines[queue.line]
    c = head_of(floor, line)
    while c != NOBODY:
        behind = behind_in(floor, line, c)
        contact = floor.contacts[c]
        if still_in_line(contact):
            a = choose_agent(floor, c, queue, now)
            if a == NOBODY:
                return
            take_while_waiting(floor, calendar, c, a, now)
        c = behind


def take_while_waiting(floor: Rows, calendar: Rows, c: int, a: int, now: float) -> None:
    """Idle agent ``a`` takes contact ``c`` wherever it stands in line; a shadow only learns when it would have been."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        rise(floor, a)
        count_waiting(floor.queues[contact.queue], -1, now)
        begin_service(floor, calendar, c, a, now)
    else:
        contact.taken = now


def open_step(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` has waited so long that more groups may take it."""
    contact = floor.contacts[c]
    if still_in_line(contact):
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
    queue = floor.queues[floor.contacts[c].queue]
    if queue.special == 1:
        remember_wait(queue, now - floor.contacts[c].arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if queue.trunk != NOBODY:
        schedule(calendar, floor.contacts[c].ended, HANG_UP, c)
    schedule(calendar, released, FINISH, a)


def hang_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The talk of contact ``c`` is over and its line is free (asked only where trunks are counted)."""
    seize_trunk(floor, floor.queues[floor.contacts[c].queue], -1)


def give_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c``'s patience ends; nothing happens when it waits no more."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        queue = floor.queues[contact.queue]
        count_waiting(queue, -1, now)
        seize_trunk(floor, queue, -1)
        lose(floor, calendar, c, ABANDONED, now)


def lose(floor: Rows, calendar: Rows, c: int, outcome: int, now: float) -> None:
    """Contact ``c`` leaves without an answer; its customer may try again before closing."""
    contact = floor.contacts[c]
    contact.outcome = outcome
    contact.ended = now
    if contact.tries_again == 1:
        fate = floor.fates[c]
        if now + fate.redial_after < floor.centre[0].closing:
            schedule(calendar, now + fate.redial_after, TRY_AGAIN, fate.next_try)
            return
    floor.centre[0].present -= 1


def try_again(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The customer's next try, row ``c``, reaches the queue."""
    floor.centre[0].present -= 1
    arrive(floor, calendar, c, now)
