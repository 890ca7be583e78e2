"""A contact reaches its queue: a busy signal, an idle agent, the queue, or straight away again."""

from __future__ import annotations

import math

from simdesk.rules.calendar import GIVE_UP, TRY_AGAIN, Calendar, schedule
from simdesk.rules.carry_over import after_open_time, carry_over, due
from simdesk.rules.codes import (
    BALKED,
    BLOCKED,
    BY_NIGHT,
    CARRY_OVER,
    CONTAINED,
    FINISH_WAITING,
    IS_BOT,
    OPEN,
    PASSED_ON,
    TOOK_CALL_BACK,
    WAITING,
)
from simdesk.rules.floor import Floor
from simdesk.rules.further_legs import call_back_of, following_of
from simdesk.rules.idle_agents import end_idle, idle_agent
from simdesk.rules.leaving import lose
from simdesk.rules.leg_codes import BALKS, GOES_ON, IS_CALLED, IS_LOST, TIES_UP_AGENT
from simdesk.rules.reactions import reaction
from simdesk.rules.routing import plan_step
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.service import begin_service, look_for_agent
from simdesk.rules.trunks import no_trunk, seize_trunk
from simdesk.rules.waiting_lines import count_waiting, family_waiting, join_queue
from simdesk.rules.warm_transfers import release_agent


def arrive(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue: a busy signal, an idle agent, a place in the queue, or away at once."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    contact.arrival = now
    floor.centre[0].present += 1
    if queue.closed != OPEN or (no_trunk(floor, queue) and contact.balks != IS_CALLED):
        if queue.closed == IS_BOT:
            meet_bot(floor, calendar, c, now)
        elif queue.closed == BY_NIGHT:
            arrive_by_night(floor, calendar, c, now)
        else:
            lose(floor, calendar, c, BLOCKED, now)
        return
    if contact.balks == IS_LOST:
        lose(floor, calendar, c, BALKED, now)
        return
    a = look_for_agent(floor, calendar, c, queue, now) if queue.special == 1 else idle_agent(floor, queue)
    if a != NOBODY:
        if contact.balks != IS_CALLED:
            seize_trunk(floor, queue, 1)
        if queue.special == 0 or floor.groups[floor.agents[a].group].several == 0:
            end_idle(floor, a)
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
    join_queue(floor, c, queue)
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


def meet_bot(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` meets a bot, and ends there, goes on to a queue of agents, or ends and comes back another way."""
    contact = floor.contacts[c]
    drawn = floor.drawn[c]
    contact.outcome = PASSED_ON if contact.follows == GOES_ON else CONTAINED
    contact.ended = now + contact.handle_time
    when, leg = math.inf, NOBODY
    if drawn.follow != NOBODY:
        leg = following_of(floor, c, contact.follows)
        when = contact.ended if contact.outcome == PASSED_ON else due(floor, leg, contact.ended, drawn.follow_after)
    if when < floor.centre[0].closing:
        schedule(calendar, when, TRY_AGAIN, leg)
    else:
        floor.centre[0].present -= 1


def be_patient(floor: Floor, calendar: Calendar, c: int, queue: QueueRow, now: float) -> None:
    """Contact ``c`` waits in a queue that is carried over: its patience counts the queue's opening hours."""
    when = after_open_time(floor, queue, now, floor.contacts[c].patience)
    if when < math.inf:
        schedule(calendar, when, GIVE_UP, c)


def arrive_by_night(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue while nobody works: it waits for the centre to open."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    called = contact.balks == IS_CALLED
    full = queue.waiting_places >= 0 and family_waiting(floor, queue) >= queue.waiting_places
    if contact.tries_again >= TIES_UP_AGENT or (not called and (no_trunk(floor, queue) or full)):
        lose(floor, calendar, c, BLOCKED, now)
    elif contact.balks == IS_LOST or contact.balks == BALKS:
        lose(floor, calendar, c, BALKED, now)
    else:
        if not called:
            seize_trunk(floor, queue, 1)
        carry_over(floor, queue, c)
        contact.outcome = WAITING
        count_waiting(queue, 1, now)
        if queue.at_close == CARRY_OVER:
            be_patient(floor, calendar, c, queue, now)
        elif contact.patience < math.inf:
            schedule(calendar, now + contact.patience, GIVE_UP, c)


def promise(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` hangs up and is called back: the call-back takes its place at once, or joins the queue when it is due."""
    contact = floor.contacts[c]
    contact.outcome = TOOK_CALL_BACK
    contact.ended = now
    if contact.tries_again >= TIES_UP_AGENT:
        release_agent(floor, calendar, c, now, now)
    leg = call_back_of(floor, c)
    when = due(floor, leg, now, floor.drawn[c].call_back_after)
    if when < floor.centre[0].closing:
        schedule(calendar, when, TRY_AGAIN, leg)
    else:
        floor.centre[0].present -= 1


def too_late(floor: Floor, queue: QueueRow) -> bool:
    """Whether a contact that is passed on to the queue after closing would wait for nobody."""
    if queue.at_close != FINISH_WAITING:
        return True
    on_duty = 0
    for i in range(queue.tries_from, queue.tries_to):
        on_duty += floor.groups[floor.orders[i].whom].on_duty
    return bool(on_duty == 0)


def try_again(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer's next try, row ``c``, reaches the queue."""
    floor.centre[0].present -= 1
    arrive(floor, calendar, c, now)
