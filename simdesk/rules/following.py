"""What follows a talk: help, a transfer, a repeat contact, another call."""

from __future__ import annotations

from simdesk.rules.arriving import arrive
from simdesk.rules.calendar import TRY_AGAIN, Calendar, schedule
from simdesk.rules.carry_over import due
from simdesk.rules.codes import NOT_REACHED
from simdesk.rules.floor import Floor
from simdesk.rules.leg_codes import CALLS_AGAIN, IS_HELD, MAY_REPEAT, NEEDS_HELP, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY, ContactRow
from simdesk.rules.waiting_lines import family_waiting


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
