"""Tied-up agents: they stay with a customer until another agent answers (warm transfer) or has helped (consult)."""

from __future__ import annotations

from simdesk.rules.calendar import FINISH, FOLLOW, HANG_UP, Calendar, schedule
from simdesk.rules.concurrency import release_in_progress, talk_after_help
from simdesk.rules.floor import Floor
from simdesk.rules.leg_codes import NEEDS_HELP, NOTHING_FOLLOWS, TIES_UP_AGENT, TRANSFERS_WARM
from simdesk.rules.rows import NOBODY


def help_asked_at(floor: Floor, c: int) -> float:
    """When the agent of contact ``c`` asks for help: after this much talk, and at its end at the latest."""
    contact = floor.contacts[c]
    after = floor.drawn[c].help_after
    if after >= contact.handle_time:
        return float(contact.ended)
    return float(contact.taken + after / floor.paces[floor.agents[contact.agent].paces_from + contact.queue])


def answered_for_another(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Leg ``c``, which ties up another agent, is answered: that agent goes on now, or with the end of the help."""
    tied = floor.contacts[floor.drawn[c].ties_up]
    until = floor.contacts[c].ended if tied.follows >= NEEDS_HELP else now
    release_agent(floor, calendar, c, until, now)


def release_agent(floor: Floor, calendar: Calendar, c: int, until: float, now: float) -> None:
    """The agent tied up by leg ``c`` goes on at ``until``: talks to the end, then transfers or wraps up."""
    contact = floor.contacts[c]
    contact.tries_again -= TIES_UP_AGENT
    tied = floor.contacts[floor.drawn[c].ties_up]
    ended = until + talk_after_help(floor, floor.drawn[c].ties_up)
    if floor.groups[tied.group].several == 1:
        release_in_progress(floor, calendar, floor.drawn[c].ties_up, ended, now)
        return
    if floor.centre[0].keeps_score == 1:
        agent = floor.agents[tied.agent]
        agent.talk += ended - tied.ended
        agent.busy += ended - tied.ended
    tied.ended = ended
    tied.follows = tied.follows - NEEDS_HELP if tied.follows >= NEEDS_HELP else NOTHING_FOLLOWS
    if tied.follows != TRANSFERS_WARM and floor.queues[tied.queue].trunk != NOBODY:
        schedule(calendar, ended, HANG_UP, floor.drawn[c].ties_up)
    if tied.follows > 0:
        schedule(calendar, ended, FOLLOW, floor.drawn[c].ties_up)
    if tied.follows != TRANSFERS_WARM:
        schedule(calendar, ended + tied.wrap_up, FINISH, tied.agent)
