"""Work on several contacts in hand: talks, silences and wrap-ups end, and customers leave before an agent is done."""

from __future__ import annotations

import math

from simdesk.rules.calendar import FOLLOW, Calendar, schedule
from simdesk.rules.codes import AFTER_HELP, HELD, LEFT_WITHIN, SILENCE, TALK, WRAP_UP
from simdesk.rules.concurrency import put_down, set_paces, settle, talk_after_help
from simdesk.rules.duty import let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import free, take_more
from simdesk.rules.leg_codes import IS_HELD, NEEDS_HELP, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY
from simdesk.rules.service import offer_lines
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.warm_transfers import let_go


def work_due(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """A talk, a silence or a wrap-up in agent ``a``'s hand ends, unless its end was planned anew meanwhile."""
    agent = floor.agents[a]
    if agent.in_hand == 0 or agent.next_due != now:
        return
    settle(floor, a, now)
    c = first_done(floor, a, now)
    while c != NOBODY:
        end_phase(floor, calendar, c, a, now)
        c = first_done(floor, a, now)
    go_on(floor, calendar, a, now)


def first_done(floor: Floor, a: int, now: float) -> int:
    """A contact in agent ``a``'s hand whose talk, silence or wrap-up is over, or nobody."""
    c = floor.agents[a].first_in_hand
    while c != NOBODY and floor.hands[c].due > now:
        c = floor.hands[c].next
    return int(c)


def end_phase(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """The talk of contact ``c``, the customer's silence at its end, or the wrap-up is over."""
    contact = floor.contacts[c]
    hand = floor.hands[c]
    if hand.phase == WRAP_UP:
        put_down(floor, calendar, c, a, now)
        floor.centre[0].present -= 1
    elif hand.phase == HELD and contact.follows >= NEEDS_HELP:
        end_help(floor, calendar, c, a, now)
    elif hand.phase == HELD:
        floor.agents[a].holding -= 1
        end_talk(floor, calendar, c, now)
    elif hand.phase != SILENCE and hand.silence > 0.0 and contact.follows < NEEDS_HELP:
        hand.phase = SILENCE
        hand.left = hand.silence
        hand.due = math.inf
    elif contact.follows == TRANSFERS_WARM or contact.follows >= NEEDS_HELP:
        hand.phase = HELD
        hand.left = math.inf
        hand.due = math.inf
        floor.agents[a].holding += 1
        schedule(calendar, now, FOLLOW, c)
    else:
        if contact.follows > 0:
            schedule(calendar, now, FOLLOW, c)
        end_talk(floor, calendar, c, now)


def end_help(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """The second agent is done, or does not come: agent ``a`` talks on, unless the customer of contact ``c`` leaves now."""
    contact = floor.contacts[c]
    hand = floor.hands[c]
    hand.left = talk_after_help(floor, c)
    hand.due = math.inf if hand.left > 0.0 else now
    hand.phase = AFTER_HELP
    contact.follows -= NEEDS_HELP
    floor.agents[a].holding -= 1
    if hand.left + hand.silence > 0.0 and contact.taken + hand.stays <= now:
        contact.outcome = LEFT_WITHIN
        end_talk(floor, calendar, c, now)


def end_talk(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer of contact ``c`` has gone; its wrap-up begins."""
    contact = floor.contacts[c]
    hand = floor.hands[c]
    contact.ended = now
    seize_trunk(floor, floor.queues[contact.queue], -1)
    if contact.tries_again >= IS_HELD:
        let_go(floor, calendar, c, now, now)  # the help is given
    hand.phase = WRAP_UP
    hand.left = contact.wrap_up
    hand.due = now if contact.wrap_up <= 0.0 else math.inf


def go_on(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` has put something down: on with the rest, and with what waits."""
    if floor.agents[a].in_hand == 0:
        free(floor, calendar, a, now)
    else:
        set_paces(floor, calendar, a, now)
        take_more(floor, calendar, a, now)
        if floor.centre[0].staying > 0:
            let_idle_go(floor, calendar, now)
    if floor.centre[0].predicts == 1:
        offer_lines(floor, calendar, now)


def leave_talk(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer of contact ``c`` will not stay longer; nothing happens when the talk is over."""
    contact = floor.contacts[c]
    hand = floor.hands[c]
    if hand.phase != TALK and hand.phase != SILENCE and hand.phase != AFTER_HELP:
        return
    a = contact.agent
    settle(floor, a, now)
    contact.outcome = LEFT_WITHIN
    end_talk(floor, calendar, c, now)
    if hand.due <= now:
        put_down(floor, calendar, c, a, now)
        floor.centre[0].present -= 1
    go_on(floor, calendar, a, now)
