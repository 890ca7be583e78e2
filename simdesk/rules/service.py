"""A contact meets an agent: at its arrival, while it waits, and the answer."""

from __future__ import annotations

from simdesk.rules.calendar import FINISH, FOLLOW, HANG_UP, Calendar, schedule
from simdesk.rules.codes import ANSWERED, BUSY, BY_PREDICTION, IDLE, WAITING
from simdesk.rules.concurrency import add_in_progress
from simdesk.rules.duty import let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import end_idle
from simdesk.rules.leg_codes import IS_CALLED, NEEDS_HELP, TIES_UP_AGENT, TRANSFERS_WARM
from simdesk.rules.offers import still_rings
from simdesk.rules.predicted_wait import remember_wait
from simdesk.rules.ring_times import would_answer
from simdesk.rules.routing import choose_agent, first_offered, goes_before, keep_score, plan_step, still_queued
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.waiting_lines import count_waiting
from simdesk.rules.warm_transfers import answered_for_another, help_asked_at


def look_for_agent(floor: Floor, calendar: Calendar, c: int, queue: QueueRow, now: float) -> int:
    """The agent contact ``c`` takes as it comes, by the rules of ``routing``, or nobody.

    Where the queue opens to more groups by its length or wait, the newcomer counts already, and longer waits go first.
    """
    if queue.overflows == 0:
        return choose_agent(floor, c, queue, now)
    count_waiting(queue, 0, now)
    queue.waiting += 1
    a = choose_agent(floor, c, queue, now)
    older = first_offered(floor, queue, now)
    while older != NOBODY and not goes_before(floor, c, a, older, now):
        member = floor.queues[floor.contacts[older].queue]
        take_while_waiting(floor, calendar, older, choose_agent(floor, older, member, now), now)
        a = choose_agent(floor, c, queue, now)
        older = first_offered(floor, queue, now)
    queue.waiting -= 1
    return a


def offer_queues(floor: Floor, calendar: Calendar, now: float) -> None:
    """A longer wait may be predicted than before, so that queues are open to more groups: the longest waiting go first."""
    for q in range(len(floor.queues)):
        queue = floor.queues[q]
        if queue.overflows == BY_PREDICTION and queue.family_from == q:
            c = first_offered(floor, queue, now)
            while c != NOBODY:
                member = floor.queues[floor.contacts[c].queue]
                take_while_waiting(floor, calendar, c, choose_agent(floor, c, member, now), now)
                c = first_offered(floor, queue, now)


def take_while_waiting(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Idle agent ``a`` takes contact ``c`` wherever it is in the queue; an abandoned one only learns its virtual wait."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        stayed = floor.agents[a].state == IDLE
        if floor.groups[floor.agents[a].group].several == 0:
            end_idle(floor, a)
        count_waiting(floor.queues[contact.queue], -1, now)
        begin_service(floor, calendar, c, a, now)
        if floor.centre[0].staying > 0:
            if stayed:
                floor.centre[0].staying -= 1
            let_idle_go(floor, calendar, now)
    else:
        contact.taken = would_answer(floor, c, floor.agents[a].group, now)


def open_step(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` has waited so long that more groups may take it."""
    contact = floor.contacts[c]
    if still_queued(contact) and floor.queues[contact.queue].carried_over_first == NOBODY:
        a = choose_agent(floor, c, floor.queues[contact.queue], now)
        if a == NOBODY:
            plan_step(floor, calendar, c, now)
        else:
            take_while_waiting(floor, calendar, c, a, now)
            if floor.centre[0].predicts == 1:
                offer_queues(floor, calendar, now)


def answer(floor: Floor, c: int, a: int, now: float) -> float:
    """Agent ``a`` takes contact ``c``; gives back when the agent is free again."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    pace = floor.paces[agent.paces_from + contact.queue]
    contact.taken = now
    contact.outcome = ANSWERED
    contact.agent = a
    contact.group = agent.group
    contact.ended = now + contact.handle_time / pace
    contact.wrap_up /= pace
    agent.state = BUSY
    released: float = contact.ended + contact.wrap_up
    return released


def begin_service(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a`` takes contact ``c``, perhaps after it has rung, and is free again after handle time and wrap-up."""
    if floor.centre[0].offers == 1 and still_rings(floor, calendar, c, a, now):
        return
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    if queue.special == 1 and floor.groups[floor.agents[a].group].several == 1:
        begin_concurrent(floor, calendar, c, a, now)
        return
    released = answer(floor, c, a, now)
    if queue.special == 1 or queue.reacts == 1:
        remember_wait(floor, queue, now - contact.arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if queue.trunk != NOBODY:
        if contact.balks == IS_CALLED:
            seize_trunk(floor, queue, 1)  # no trunk line was in use before the call was made
        if contact.follows != TRANSFERS_WARM and contact.follows < NEEDS_HELP:
            schedule(calendar, contact.ended, HANG_UP, c)
    if contact.tries_again >= TIES_UP_AGENT:
        answered_for_another(floor, calendar, c, now)
    if contact.follows > 0:
        schedule(calendar, contact.ended if contact.follows < NEEDS_HELP else help_asked_at(floor, c), FOLLOW, c)
        if contact.follows == TRANSFERS_WARM or contact.follows >= NEEDS_HELP:
            return  # the agent stays until the next leg is served
    schedule(calendar, released, FINISH, a)


def begin_concurrent(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a``, of a group with several contacts in progress, takes contact ``c``; ``concurrent_work`` says how it ends."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    add_in_progress(floor, calendar, c, a, now)
    remember_wait(floor, queue, now - contact.arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if contact.balks == IS_CALLED:
        seize_trunk(floor, queue, 1)
    if contact.tries_again >= TIES_UP_AGENT and floor.contacts[floor.drawn[c].ties_up].follows < NEEDS_HELP:
        answered_for_another(floor, calendar, c, now)
