"""Contacts that leave without an answer, and perhaps try again."""

from __future__ import annotations

from simdesk.rules.calendar import TRY_AGAIN, Calendar, schedule
from simdesk.rules.carry_over import due, is_carried_over
from simdesk.rules.codes import ABANDONED, BLOCKED, RINGING, SENT_AWAY, WAITING
from simdesk.rules.duty import let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.further_legs import next_try_of
from simdesk.rules.leg_codes import AFTER_BLOCKED, AFTER_LEAVING, TIES_UP_AGENT
from simdesk.rules.offers import stop_ringing
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.waiting_lines import count_waiting
from simdesk.rules.warm_transfers import release_agent


def give_up(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c``'s patience ends; nothing happens when it waits no more."""
    contact = floor.contacts[c]
    if contact.outcome == WAITING:
        queue = floor.queues[contact.queue]
        if floor.centre[0].over == 1 and is_carried_over(floor, queue):
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
        if contact.tries_again >= TIES_UP_AGENT:
            release_agent(floor, calendar, c, now, now)
        again = AFTER_BLOCKED if outcome == BLOCKED else AFTER_LEAVING
        if contact.tries_again & again > 0:
            leg = next_try_of(floor, c)
            when = due(floor, leg, now, floor.drawn[c].redial_after)
            if when < floor.centre[0].closing:
                schedule(calendar, when, TRY_AGAIN, leg)
                return
    floor.centre[0].present -= 1


def turn_away(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c``, which waits, is turned away at closing."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    count_waiting(queue, -1, now)
    seize_trunk(floor, queue, -1)
    contact.outcome = SENT_AWAY
    contact.ended = now
    if contact.tries_again >= TIES_UP_AGENT:
        release_agent(floor, calendar, c, now, now)
    floor.centre[0].present -= 1
