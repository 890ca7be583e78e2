"""Agents who stay with a customer until another agent answers (warm transfer) or has helped (consult)."""

from __future__ import annotations

from simdesk.rules.calendar import FINISH, FOLLOW, HANG_UP, Calendar, schedule
from simdesk.rules.concurrency import let_go_in_hand, talk_after_help
from simdesk.rules.floor import Floor
from simdesk.rules.leg_codes import IS_HELD, NEEDS_HELP, NOTHING_FOLLOWS, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY


def asks_for_help(floor: Floor, c: int) -> float:
    """When the agent of contact ``c`` asks for help: so long into the talk, and at its end at the latest."""
    contact = floor.contacts[c]
    after = floor.fates[c].help_after
    if after >= contact.handle_time:
        return float(contact.ended)
    return float(contact.taken + after / floor.paces[floor.agents[contact.agent].paces_from + contact.queue])


def served_for_another(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Leg ``c``, which another agent waited for, is answered: that agent goes on now, or with the end of the help."""
    held = floor.contacts[floor.fates[c].holder]
    until = floor.contacts[c].ended if held.follows >= NEEDS_HELP else now
    let_go(floor, calendar, c, until, now)


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
