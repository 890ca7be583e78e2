"""A contact is offered to an agent: it rings until it is answered, or in vain, or the customer hangs up.

Meanwhile the agent is reserved and the customer still waits, in no line. Played only on floors where a group asks for it
(``centre.offers``). What follows the ringing stands in ``ringing``.
"""

from __future__ import annotations

import math

from simdesk.rules.calendar import GIVE_UP, PUT_DOWN, RING_OVER, Calendar, note, schedule
from simdesk.rules.codes import BUSY, DECLINED, IN_VAIN, MISSED, NOT_MADE, RANG, REFUSED, RINGING, TAKEN
from simdesk.rules.floor import Floor
from simdesk.rules.preference_index import mark
from simdesk.rules.ring_times import count_ringing, ring_time
from simdesk.rules.rows import NOBODY, FateRow, GroupRow
from simdesk.rules.waiting_lines import behind_in, put_behind

MOST_MISSED = 5
"""After so many offers in vain the next one of a contact is answered, whatever the shares."""


def offer_ends(fate: FateRow, group: GroupRow) -> int:
    """How an offer ends: one uniform number decides, and is spread over [0, 1) again when the contact must be offered anew."""
    if fate.luck >= group.missed + group.refused or fate.misses >= MOST_MISSED:
        return TAKEN
    fate.misses += 1
    if fate.luck < group.missed:
        fate.luck /= group.missed
        return IN_VAIN
    fate.luck = (fate.luck - group.missed) / group.refused
    return DECLINED


def still_rings(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> bool:
    """Whether contact ``c`` has to ring before agent ``a``, off the bench, begins to serve it; then it rings."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    fate = floor.fates[c]
    if agent.calls == c:  # has rung
        agent.calls = NOBODY
        fate.called = NOBODY
    else:
        ends = offer_ends(fate, group)
        length = ring_time(floor, c, group)
        if ends == IN_VAIN:
            length = group.missed_after
        elif ends == DECLINED:
            length = group.refused_after
        if ends != TAKEN or length > 0.0:
            agent.state = BUSY
            agent.calls = c
            fate.called = a
            fate.offered = now
            fate.offer = ends
            over = now + length
            # Who has stood in line has a patience that runs already.
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
    fate = floor.fates[c]
    a = fate.called
    count_ringing(floor.queues[floor.contacts[c].queue], -1, now)
    note(calendar, a, floor.agents[a].group, RANG, fate.offered, now)
    fate.called = NOBODY
    floor.centre[0].present += 1  # the day is not over before the agent has put down
    schedule(calendar, now, PUT_DOWN, a)
    if fate.offer != TAKEN:
        back_in_line(floor, c)  # its shadow: another agent would have taken it


def note_offer(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` has rung to the end."""
    fate = floor.fates[c]
    activity = MISSED if fate.offer == IN_VAIN else REFUSED if fate.offer == DECLINED else RANG
    count_ringing(floor.queues[floor.contacts[c].queue], -1, now)
    note(calendar, fate.called, floor.agents[fate.called].group, activity, fate.offered, now)


def back_in_line(floor: Floor, c: int) -> None:
    """Contact ``c`` goes back to its place in line, by its arrival: its queue has one line to itself."""
    contact = floor.contacts[c]
    line = floor.lines[floor.queues[contact.queue].line]
    contact.taken = math.nan
    ahead = NOBODY
    behind = int(line.first)
    while behind != NOBODY and floor.contacts[behind].arrival < contact.arrival:
        ahead = behind
        behind = behind_in(floor, line, behind)
    same = behind
    while same != NOBODY and floor.contacts[same].arrival == contact.arrival:
        if same == c:
            return  # taken from the middle, it still stands there
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
