"""What follows the ringing: the contact is answered, or goes back to its queue and the agent is unavailable for a while."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar
from simdesk.rules.codes import BUSY, IN_VAIN, RINGING, SENT_AWAY, TAKEN, UNAVAILABLE, WAITING
from simdesk.rules.duty import end_pause, let_idle_go
from simdesk.rules.floor import Floor
from simdesk.rules.free_agents import free
from simdesk.rules.idle_agents import end_idle, idle_agent
from simdesk.rules.leg_codes import IS_CALLED, TIES_UP_AGENT
from simdesk.rules.offers import back_to_queue, note_offer
from simdesk.rules.pauses import pause
from simdesk.rules.routing import choose_agent, plan_step
from simdesk.rules.rows import NOBODY
from simdesk.rules.service import begin_service
from simdesk.rules.trunks import seize_trunk
from simdesk.rules.waiting_lines import count_waiting
from simdesk.rules.warm_transfers import release_agent


def ring_over(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` has rung to the end; nothing happens when its customer has hung up."""
    if floor.contacts[c].outcome != RINGING:
        return
    drawn = floor.drawn[c]
    a = int(drawn.called)
    note_offer(floor, calendar, c, now)
    if drawn.offer == TAKEN:
        begin_service(floor, calendar, c, a, now)
        return
    group = floor.groups[floor.agents[a].group]
    length = group.missed_pause if drawn.offer == IN_VAIN else group.refused_pause
    drawn.called = NOBODY
    floor.agents[a].calls = NOBODY
    offer_again(floor, calendar, c, now)
    if not pause(floor, calendar, a, length, now):
        free(floor, calendar, a, now)


def offer_again(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """Contact ``c`` has rung in vain: another agent, or its place in the queue."""
    contact = floor.contacts[c]
    queue = floor.queues[contact.queue]
    centre = floor.centre[0]
    if centre.closed == 1 and centre.finish_waiting == 0:
        contact.outcome = SENT_AWAY
        contact.ended = now
        if contact.balks != IS_CALLED:
            seize_trunk(floor, queue, -1)
        if contact.tries_again >= TIES_UP_AGENT:
            release_agent(floor, calendar, c, now, now)
        centre.present -= 1
        return
    contact.outcome = WAITING
    queue.reached = NOBODY  # it may still stand in the line
    other = choose_agent(floor, c, queue, now) if queue.special == 1 else idle_agent(floor, queue)
    if other != NOBODY:
        if floor.groups[floor.agents[other].group].several == 0:
            end_idle(floor, other)
        begin_service(floor, calendar, c, other, now)
        if centre.staying > 0:
            centre.staying -= 1
            let_idle_go(floor, calendar, now)
        return
    back_to_queue(floor, c)
    count_waiting(queue, 1, now)
    if queue.special == 1:
        plan_step(floor, calendar, c, now)


def put_down(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """The customer whom agent ``a`` was called for has hung up."""
    floor.centre[0].present -= 1
    agent = floor.agents[a]
    if agent.state == BUSY and agent.calls != NOBODY:
        agent.calls = NOBODY
        free(floor, calendar, a, now)


def ready(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Agent ``a`` is available again, unless something else has ended the pause."""
    agent = floor.agents[a]
    if agent.state == UNAVAILABLE and now >= agent.ready_at:
        end_pause(floor, calendar, a, now)
        if floor.centre[0].closed == 1:
            floor.centre[0].staying -= 1
        free(floor, calendar, a, now)
