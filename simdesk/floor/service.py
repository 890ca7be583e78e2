"""A contact's way: arrive, wait, be answered, or give up and perhaps try again."""

from __future__ import annotations

import math
from typing import Any

from simdesk.floor.benches import idle_agent, random_idle_agent, rise
from simdesk.floor.calendar import FINISH, GIVE_UP, HANG_UP, TRY_AGAIN, schedule
from simdesk.floor.lines import count_waiting, stand_in_line
from simdesk.floor.rows import ABANDONED, ANSWERED, BALKED, BLOCKED, BUSY, NOBODY, WAITING

Rows = Any


def arrive(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue: busy signal, an idle agent, the line, or straight away again."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    centre = floor.centre[0]
    contact.arrival = now
    centre.present += 1
    if queue.closed == 1 or (centre.trunks >= 0 and centre.lines_in_use >= centre.trunks):
        lose(floor, calendar, c, BLOCKED, now)
        return
    a = random_idle_agent(floor, queue, floor.fates[c].pick) if centre.random_agent == 1 else idle_agent(floor, queue)
    if a != NOBODY:
        centre.lines_in_use += 1
        rise(floor, a)
        begin_service(floor, calendar, c, a, now)
    elif queue.waiting_places >= 0 and queue.waiting >= queue.waiting_places:
        lose(floor, calendar, c, BLOCKED, now)
    elif contact.balks == 1:
        stand_in_line(floor, c, queue)
        lose(floor, calendar, c, BALKED, now)
    else:
        centre.lines_in_use += 1
        contact.outcome = WAITING
        stand_in_line(floor, c, queue)
        count_waiting(queue, 1, now)
        if contact.patience < math.inf:
            schedule(calendar, now + contact.patience, GIVE_UP, c)


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
    if floor.centre[0].trunks >= 0:
        schedule(calendar, floor.contacts[c].ended, HANG_UP, c)
    schedule(calendar, released, FINISH, a)


def hang_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """The talk of contact ``c`` is over and its line is free (asked only where trunks are counted)."""
    floor.centre[0].lines_in_use -= 1


def give_up(floor: Rows, calendar: Rows, c: int, now: float) -> None:
    """Contact ``c``'s patience ends; nothing happens when it waits no more."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        count_waiting(floor.queues[contact.queue], -1, now)
        floor.centre[0].lines_in_use -= 1
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
