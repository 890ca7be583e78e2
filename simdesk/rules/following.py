"""What follows a talk: help, a transfer, a repeat contact, another call."""

from __future__ import annotations

from simdesk.rules.arriving import arrive
from simdesk.rules.calendar import TRY_AGAIN, Calendar, schedule
from simdesk.rules.carry_over import due
from simdesk.rules.codes import NOT_REACHED
from simdesk.rules.floor import Floor
from simdesk.rules.further_legs import following_of, help_for
from simdesk.rules.leg_codes import CALLS_AGAIN, MAY_REPEAT, NEEDS_HELP, TIES_UP_AGENT, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY, ContactRow
from simdesk.rules.waiting_lines import family_waiting


def follow(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The talk of contact ``c`` is over: a transfer, a repeat contact, or another call; or it needs a second agent's help now."""
    contact = floor.contacts[c]
    drawn = floor.drawn[c]
    kind = contact.follows
    if kind >= NEEDS_HELP:
        tie_up(floor, calendar, c, help_for(floor, c), now)
        return
    if kind == CALLS_AGAIN:
        contact.outcome = NOT_REACHED
    if drawn.follow == NOBODY or (kind == MAY_REPEAT and drawn.resolution >= not_resolved(floor, contact)):
        return
    leg = following_of(floor, c, kind)
    if kind in (CALLS_AGAIN, MAY_REPEAT):
        when = due(floor, leg, now, floor.drawn[c].follow_after)
        if when < floor.centre[0].closing:
            floor.centre[0].present += 1
            schedule(calendar, when, TRY_AGAIN, leg)
    elif kind == TRANSFERS_WARM:
        tie_up(floor, calendar, c, leg, now)
    else:
        arrive(floor, calendar, leg, now)


def tie_up(floor: Floor, calendar: Calendar, c: int, leg: int, now: float) -> None:
    """Leg ``leg`` asks for another agent; meanwhile the agent of contact ``c`` is tied up."""
    floor.drawn[leg].ties_up = c
    floor.centre[0].tied = 1
    floor.contacts[leg].tries_again += TIES_UP_AGENT
    arrive(floor, calendar, leg, now)


def not_resolved(floor: Floor, contact: ContactRow) -> float:
    """The share of such contacts that is not resolved: by the agent's group, or because the queue was long."""
    queue = floor.queues[contact.queue]
    if queue.rushed_from > 0 and family_waiting(floor, queue) >= queue.rushed_from:
        return float(queue.rushed_unresolved)
    return float(floor.unresolved[floor.agents[contact.agent].paces_from + contact.queue])
