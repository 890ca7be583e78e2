"""A contact's way: arrive, wait, be answered, or give up and perhaps try again."""

from __future__ import annotations

import math

from simdesk.rules.calendar import FINISH, FOLLOW, GIVE_UP, HANG_UP, TRY_AGAIN, Calendar, schedule
from simdesk.rules.carry_over import after_open_time, due, put_on_shelf
from simdesk.rules.concurrency import let_go_in_hand, take_in_hand, talk_after_help
from simdesk.rules.duty import let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import idle_agent, rise
from simdesk.rules.leg_codes import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    BALKS,
    CALLS_AGAIN,
    GOES_ON,
    IS_CALLED,
    IS_HELD,
    IS_LOST,
    MAY_REPEAT,
    NEEDS_HELP,
    NOTHING_FOLLOWS,
    TRANSFERS_WARM,
)
from simdesk.rules.offers import still_rings, stop_ringing
from simdesk.rules.predicted_wait import remember_wait
from simdesk.rules.reactions import reaction
from simdesk.rules.ring_times import would_answer
from simdesk.rules.routing import choose_agent, first_offered, goes_before, keep_score, plan_step, still_in_line
from simdesk.rules.rows import (
    ABANDONED,
    ANSWERED,
    BALKED,
    BLOCKED,
    BUSY,
    BY_NIGHT,
    BY_PREDICTION,
    CARRY_OVER,
    CONTAINED,
    FINISH_WAITING,
    IDLE,
    IS_BOT,
    NOBODY,
    NOT_REACHED,
    OPEN,
    PASSED_ON,
    RINGING,
    TOOK_CALL_BACK,
    WAITING,
    ContactRow,
    QueueRow,
)
from simdesk.rules.waiting_lines import count_waiting, family_waiting, stand_in_line


def arrive(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` reaches its queue: busy signal, an idle agent, the line, or straight away again."""
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


def meet_bot(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` meets a bot, and ends there, goes on to a queue of agents, or ends and comes back another way."""
    contact = floor.contacts[c]
    fate = floor.fates[c]
    contact.outcome = PASSED_ON if contact.follows == GOES_ON else CONTAINED
    contact.ended = now + contact.handle_time
    when = math.inf
    if fate.follow != NOBODY:
        when = contact.ended if contact.outcome == PASSED_ON else due(floor, fate.follow, contact.ended, fate.follow_after)
    if when < floor.centre[0].closing:
        schedule(calendar, when, TRY_AGAIN, fate.follow)
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


def promise(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` hangs up and is called back: the call-back takes its place at once, or stands in line when it is due."""
    contact = floor.contacts[c]
    fate = floor.fates[c]
    contact.outcome = TOOK_CALL_BACK
    contact.ended = now
    if contact.tries_again >= IS_HELD:
        let_go(floor, calendar, c, now, now)
    when = due(floor, fate.call_back, now, fate.call_back_after)
    if when < floor.centre[0].closing:
        schedule(calendar, when, TRY_AGAIN, fate.call_back)
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


def no_trunk(floor: Floor, queue: QueueRow) -> bool:
    """Whether all lines of the queue's trunk group are in use."""
    if queue.trunk == NOBODY:
        return False
    trunk = floor.trunks[queue.trunk]
    return bool(trunk.in_use >= trunk.lines)


def seize_trunk(floor: Floor, queue: QueueRow, lines: int) -> None:
    """One more contact of the queue holds a trunk line, or one fewer (-1)."""
    if queue.trunk != NOBODY:
        floor.trunks[queue.trunk].in_use += lines


def look_for_agent(floor: Floor, calendar: Calendar, c: int, queue: QueueRow, now: float) -> int:
    """The agent contact ``c`` takes as it comes, by the rules of ``routing``, or nobody.

    Where the line opens itself to more groups the newcomer counts already, and those who have waited longer go first.
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


def offer_lines(floor: Floor, calendar: Calendar, now: float) -> None:
    """A longer wait may be predicted than before, so that lines are open to more groups: the longest waiting go first."""
    for q in range(len(floor.queues)):
        queue = floor.queues[q]
        if queue.overflows == BY_PREDICTION and queue.family_from == q:
            c = first_offered(floor, queue, now)
            while c != NOBODY:
                member = floor.queues[floor.contacts[c].queue]
                take_while_waiting(floor, calendar, c, choose_agent(floor, c, member, now), now)
                c = first_offered(floor, queue, now)


def take_while_waiting(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Idle agent ``a`` takes contact ``c`` wherever it stands in line; a shadow only learns when it would have been."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        stayed = floor.agents[a].state == IDLE
        if floor.groups[floor.agents[a].group].several == 0:
            rise(floor, a)
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
    if still_in_line(contact) and floor.queues[contact.queue].shelf_first == NOBODY:
        a = choose_agent(floor, c, floor.queues[contact.queue], now)
        if a == NOBODY:
            plan_step(floor, calendar, c, now)
        else:
            take_while_waiting(floor, calendar, c, a, now)
            if floor.centre[0].predicts == 1:
                offer_lines(floor, calendar, now)


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
        begin_in_hand(floor, calendar, c, a, now)
        return
    released = answer(floor, c, a, now)
    if queue.special == 1 or queue.reacts == 1:
        remember_wait(floor, queue, now - contact.arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if queue.trunk != NOBODY:
        if contact.balks == IS_CALLED:
            seize_trunk(floor, queue, 1)  # nobody held a line before the call was made
        if contact.follows != TRANSFERS_WARM and contact.follows < NEEDS_HELP:
            schedule(calendar, contact.ended, HANG_UP, c)
    if contact.tries_again >= IS_HELD:
        served_for_another(floor, calendar, c, now)
    if contact.follows > 0:
        schedule(calendar, contact.ended if contact.follows < NEEDS_HELP else asks_for_help(floor, c), FOLLOW, c)
        if contact.follows == TRANSFERS_WARM or contact.follows >= NEEDS_HELP:
            return  # the agent stays until the next leg is served
    schedule(calendar, released, FINISH, a)


def begin_in_hand(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a``, of a group with several contacts in hand, takes contact ``c``; ``working`` says how it ends."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    take_in_hand(floor, calendar, c, a, now)
    remember_wait(floor, queue, now - contact.arrival)
    if floor.centre[0].keeps_score == 1:
        keep_score(floor, c, a)
    if contact.balks == IS_CALLED:
        seize_trunk(floor, queue, 1)
    if contact.tries_again >= IS_HELD and floor.contacts[floor.fates[c].holder].follows < NEEDS_HELP:
        served_for_another(floor, calendar, c, now)


def served_for_another(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Leg ``c``, which another agent waited for, is answered: that agent goes on now, or with the end of the help."""
    held = floor.contacts[floor.fates[c].holder]
    until = floor.contacts[c].ended if held.follows >= NEEDS_HELP else now
    let_go(floor, calendar, c, until, now)


def asks_for_help(floor: Floor, c: int) -> float:
    """When the agent of contact ``c`` asks for help: so long into the talk, and at its end at the latest."""
    contact = floor.contacts[c]
    after = floor.fates[c].help_after
    if after >= contact.handle_time:
        return float(contact.ended)
    return float(contact.taken + after / floor.paces[floor.agents[contact.agent].paces_from + contact.queue])


def let_go(floor: Floor, calendar: Calendar, c: int, until: float, now: float) -> None:
    """The agent who stayed with the customer of leg ``c`` goes on at ``until``: talks to the end, then transfers or wraps up."""
    contact = floor.contacts[c]
    contact.tries_again -= IS_HELD
    held = floor.contacts[floor.fates[c].holder]
    ended = until + talk_after_help(floor, floor.fates[c].holder)
    if floor.groups[held.group].several == 1:
        let_go_in_hand(floor, calendar, floor.fates[c].holder, ended, now)
        return
    if floor.centre[0].keeps_score == 1:
        agent = floor.agents[held.agent]
        agent.talk += ended - held.ended
        agent.busy += ended - held.ended
    held.ended = ended
    held.follows = held.follows - NEEDS_HELP if held.follows >= NEEDS_HELP else NOTHING_FOLLOWS
    if held.follows != TRANSFERS_WARM and floor.queues[held.queue].trunk != NOBODY:
        schedule(calendar, ended, HANG_UP, floor.fates[c].holder)
    if held.follows > 0:
        schedule(calendar, ended, FOLLOW, floor.fates[c].holder)
    if held.follows != TRANSFERS_WARM:
        schedule(calendar, ended + held.wrap_up, FINISH, held.agent)


def follow(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The talk of contact ``c`` is over: a transfer, a repeat contact, or another call; or it needs a second agent's help now."""
    contact = floor.contacts[c]
    fate = floor.fates[c]
    kind = contact.follows
    if kind >= NEEDS_HELP:
        lead_to(floor, calendar, c, fate.help, now)
        return
    if kind == CALLS_AGAIN:
        contact.outcome = NOT_REACHED
    if fate.follow == NOBODY or (kind == MAY_REPEAT and fate.resolution >= not_resolved(floor, contact)):
        return
    if kind in (CALLS_AGAIN, MAY_REPEAT):
        when = due(floor, fate.follow, now, fate.follow_after)
        if when < floor.centre[0].closing:
            floor.centre[0].present += 1
            schedule(calendar, when, TRY_AGAIN, fate.follow)
    elif kind == TRANSFERS_WARM:
        lead_to(floor, calendar, c, fate.follow, now)
    else:
        arrive(floor, calendar, fate.follow, now)


def lead_to(floor: Floor, calendar: Calendar, c: int, leg: int, now: float) -> None:
    """Another agent is asked for by leg ``leg``; meanwhile the agent of contact ``c`` stays with the customer."""
    floor.fates[leg].holder = c
    floor.contacts[leg].tries_again += IS_HELD
    arrive(floor, calendar, leg, now)


def not_resolved(floor: Floor, contact: ContactRow) -> float:
    """The share of such contacts that is not resolved: by the agent's group, or because the queue was long."""
    queue = floor.queues[contact.queue]
    if queue.rushed_from > 0 and family_waiting(floor, queue) >= queue.rushed_from:
        return float(queue.rushed_unresolved)
    return float(floor.unresolved[floor.agents[contact.agent].paces_from + contact.queue])


def hang_up(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The talk of contact ``c`` is over and its line is free (asked only where trunks are counted)."""
    seize_trunk(floor, floor.queues[floor.contacts[c].queue], -1)


def give_up(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
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
    elif contact.outcome == RINGING:
        give_up_ringing(floor, calendar, c, now)


def give_up_ringing(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c``'s patience ends while an agent is called for it."""
    stop_ringing(floor, calendar, c, now)
    seize_trunk(floor, floor.queues[floor.contacts[c].queue], -1)
    lose(floor, calendar, c, ABANDONED, now)


def lose(floor: Floor, calendar: Calendar, c: int, outcome: int, now: float) -> None:
    """Contact ``c`` leaves without an answer; its customer may try again before closing."""
    contact = floor.contacts[c]
    contact.outcome = outcome
    contact.ended = now
    if contact.tries_again > 0:
        if contact.tries_again >= IS_HELD:
            let_go(floor, calendar, c, now, now)
        again = AFTER_BLOCKED if outcome == BLOCKED else AFTER_LEAVING
        if contact.tries_again & again > 0:
            fate = floor.fates[c]
            when = due(floor, fate.next_try, now, fate.redial_after)
            if when < floor.centre[0].closing:
                schedule(calendar, when, TRY_AGAIN, fate.next_try)
                return
    floor.centre[0].present -= 1


def try_again(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer's next try, row ``c``, reaches the queue."""
    floor.centre[0].present -= 1
    arrive(floor, calendar, c, now)
