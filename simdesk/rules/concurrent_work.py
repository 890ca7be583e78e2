"""Work on several contacts in progress: talks, silences and wrap-ups end, and customers leave before an agent is done."""

from __future__ import annotations

import math

from simdesk.rules.calendar import FOLLOW, Calendar, schedule
from simdesk.rules.codes import AFTER_HELP, LEFT_WITHIN, SILENCE, TALK, TIED_UP, WRAP_UP
from simdesk.rules.concurrency import remove_in_progress, set_paces, settle, talk_after_help
from simdesk.rules.duty import let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import free, take_more
from simdesk.rules.leg_codes import NEEDS_HELP, TIES_UP_AGENT, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY
from simdesk.rules.service import offer_queues
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.warm_transfers import release_agent


def work_due(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """A talk, a silence or a wrap-up of agent ``a`` ends, unless its end was planned anew meanwhile."""
    agent = floor.agents[a]
    if agent.in_progress == 0 or agent.next_due != now:
        return
    settle(floor, a, now)
    c = first_done(floor, a, now)
    while c != NOBODY:
        end_phase(floor, calendar, c, a, now)
        c = first_done(floor, a, now)
    go_on(floor, calendar, a, now)


def first_done(floor: Floor, a: int, now: float) -> int:
    """A contact that agent ``a`` has in progress whose talk, silence or wrap-up is over, or nobody."""
    c = floor.agents[a].first_in_progress
    while c != NOBODY and floor.in_progress[c].due > now:
        c = floor.in_progress[c].next
    return int(c)


def end_phase(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """The talk of contact ``c``, the customer's silence at its end, or the wrap-up is over."""
    contact = floor.contacts[c]
    progress = floor.in_progress[c]
    if progress.phase == WRAP_UP:
        remove_in_progress(floor, calendar, c, a, now)
        floor.centre[0].present -= 1
    elif progress.phase == TIED_UP and contact.follows >= NEEDS_HELP:
        end_help(floor, calendar, c, a, now)
    elif progress.phase == TIED_UP:
        floor.agents[a].tied_up -= 1
        end_talk(floor, calendar, c, now)
    elif progress.phase != SILENCE and progress.silence > 0.0 and contact.follows < NEEDS_HELP:
        progress.phase = SILENCE
        progress.left = progress.silence
        progress.due = math.inf
    elif contact.follows == TRANSFERS_WARM or contact.follows >= NEEDS_HELP:
        progress.phase = TIED_UP
        progress.left = math.inf
        progress.due = math.inf
        floor.agents[a].tied_up += 1
        schedule(calendar, now, FOLLOW, c)
    else:
        if contact.follows > 0:
            schedule(calendar, now, FOLLOW, c)
        end_talk(floor, calendar, c, now)


def end_help(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """The second agent is done, or does not come: agent ``a`` talks on, unless the customer of contact ``c`` leaves now."""
    contact = floor.contacts[c]
    progress = floor.in_progress[c]
    progress.left = talk_after_help(floor, c)
    progress.due = math.inf if progress.left > 0.0 else now
    progress.phase = AFTER_HELP
    contact.follows -= NEEDS_HELP
    floor.agents[a].tied_up -= 1
    if progress.left + progress.silence > 0.0 and contact.taken + progress.stays <= now:
        contact.outcome = LEFT_WITHIN
        end_talk(floor, calendar, c, now)


def end_talk(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer of contact ``c`` has gone; its wrap-up begins."""
    contact = floor.contacts[c]
    progress = floor.in_progress[c]
    contact.ended = now
    seize_trunk(floor, floor.queues[contact.queue], -1)
    if contact.tries_again >= TIES_UP_AGENT:
        release_agent(floor, calendar, c, now, now)  # the help is given
    progress.phase = WRAP_UP
    progress.left = contact.wrap_up
    progress.due = now if contact.wrap_up <= 0.0 else math.inf


def go_on(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` is done with a contact: on with the others, and with what waits."""
    if floor.agents[a].in_progress == 0:
        free(floor, calendar, a, now)
    else:
        set_paces(floor, calendar, a, now)
        take_more(floor, calendar, a, now)
        if floor.centre[0].staying > 0:
            let_idle_go(floor, calendar, now)
    if floor.centre[0].predicts == 1:
        offer_queues(floor, calendar, now)


def leave_talk(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The customer of contact ``c`` will not stay longer; nothing happens when the talk is over."""
    contact = floor.contacts[c]
    progress = floor.in_progress[c]
    if progress.phase != TALK and progress.phase != SILENCE and progress.phase != AFTER_HELP:
        return
    a = contact.agent
    settle(floor, a, now)
    contact.outcome = LEFT_WITHIN
    end_talk(floor, calendar, c, now)
    if progress.due <= now:
        remove_in_progress(floor, calendar, c, a, now)
        floor.centre[0].present -= 1
    go_on(floor, calendar, a, now)
