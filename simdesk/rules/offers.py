"""A contact is offered to an agent: it rings until it is answered, or in vain, or the customer hangs up.

Meanwhile the agent is reserved and the customer still waits, in no waiting line. Played only on floors where a group asks for it
(``centre.offers``). What follows the ringing stands in ``ringing``.
"""

from __future__ import annotations

import math

from simdesk.rules.calendar import GIVE_UP, PUT_DOWN, RING_OVER, Calendar, note, schedule
from simdesk.rules.codes import BUSY, DECLINED, IN_VAIN, MISSED, NOT_MADE, RANG, REFUSED, RINGING, TAKEN
from simdesk.rules.floor import Floor
from simdesk.rules.preference_index import mark
from simdesk.rules.reached import look_again
from simdesk.rules.ring_times import count_ringing, ring_time
from simdesk.rules.rows import NOBODY, DrawnRow, GroupRow
from simdesk.rules.waiting_lines import behind_in, put_behind

MOST_MISSED = 5
"""After this many offers in vain the next one of a contact is answered, whatever the shares."""


def offer_ends(drawn: DrawnRow, group: GroupRow) -> int:
    """How an offer ends: one uniform number decides, and is spread over [0, 1) again when the contact must be offered anew."""
    if drawn.offer_draw >= group.missed + group.refused or drawn.misses >= MOST_MISSED:
        return TAKEN
    drawn.misses += 1
    if drawn.offer_draw < group.missed:
        drawn.offer_draw /= group.missed
        return IN_VAIN
    drawn.offer_draw = (drawn.offer_draw - group.missed) / group.refused
    return DECLINED


def still_rings(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> bool:
    """Whether contact ``c`` has to ring before agent ``a``, who is on no idle list, begins to serve it; then it rings."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    drawn = floor.drawn[c]
    if agent.calls == c:  # has rung
        agent.calls = NOBODY
        drawn.called = NOBODY
    else:
        ends = offer_ends(drawn, group)
        length = ring_time(floor, c, group)
        if ends == IN_VAIN:
            length = group.missed_after
        elif ends == DECLINED:
            length = group.refused_after
        if ends != TAKEN or length > 0.0:
            agent.state = BUSY
            agent.calls = c
            drawn.called = a
            drawn.offered = now
            drawn.offer = ends
            over = now + length
            # The patience of a contact that was in the queue runs already.
            if contact.outcome == NOT_MADE and contact.patience < math.inf and (ends != TAKEN or now + contact.patience <= over):
                schedule(calendar, now + contact.patience, GIVE_UP, c)
            contact.outcome = RINGING
            contact.taken = over  # no other agent may take it
            count_ringing(floor.queues[contact.queue], 1, now)
            schedule(calendar, over, RING_OVER, c)
            return True
    # At this agent's pace it will be the limit.
    limit = group.wrap_up_limit * floor.paces[agent.paces_from + contact.queue]
    if contact.wrap_up > limit:
        contact.wrap_up = limit
    return False


def stop_ringing(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer of contact ``c`` hangs up while it rings: the agent is free again, nobody has missed anything."""
    drawn = floor.drawn[c]
    a = drawn.called
    count_ringing(floor.queues[floor.contacts[c].queue], -1, now)
    note(calendar, a, floor.agents[a].group, RANG, drawn.offered, now)
    drawn.called = NOBODY
    floor.centre[0].present += 1  # the day is not over before the agent has put down
    schedule(calendar, now, PUT_DOWN, a)
    if drawn.offer != TAKEN:
        back_to_queue(floor, c)  # for its virtual wait: another agent would have taken it


def note_offer(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` has rung to the end."""
    drawn = floor.drawn[c]
    activity = MISSED if drawn.offer == IN_VAIN else REFUSED if drawn.offer == DECLINED else RANG
    count_ringing(floor.queues[floor.contacts[c].queue], -1, now)
    note(calendar, drawn.called, floor.agents[drawn.called].group, activity, drawn.offered, now)


def back_to_queue(floor: Floor, c: int) -> None:
    """Contact ``c`` goes back to its place in the queue, by its arrival: its queue has a waiting line to itself."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    line = floor.waiting_lines[queue.waiting_line]
    contact.taken = math.nan
    ahead = NOBODY
    behind = int(line.first)
    if line.last != NOBODY and floor.contacts[line.last].arrival < contact.arrival:
        ahead, behind = int(line.last), NOBODY
    while behind != NOBODY and floor.contacts[behind].arrival < contact.arrival:
        ahead = behind
        behind = behind_in(floor, line, behind)
    same = behind
    while same != NOBODY and floor.contacts[same].arrival == contact.arrival:
        if same == c:
            look_again(floor, queue, c)  # taken from the middle, it still stands there
            return
        same = behind_in(floor, line, same)
    if line.first == NOBODY:
        mark(floor, line, 1)
    if ahead == NOBODY:
        line.first = c
    else:
        put_behind(floor, line, ahead, c)
    put_behind(floor, line, c, behind)
    if behind == NOBODY:
        line.last = c
    look_again(floor, queue, c)
