"""Agents on duty who are unavailable: after a contact, after an offer missed, in a rest after a number of contacts.

Played only on floors where a group asks for it (``centre.pauses``). Whoever has to leave, to go on break or to move does so
instead of pausing.
"""

from __future__ import annotations

from simdesk.rules.calendar import READY, Calendar, schedule
from simdesk.rules.codes import NOTHING, UNAVAILABLE
from simdesk.rules.duty import may_be_needed
from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY


def pauses_now(floor: Floor, calendar: Calendar, a: int, now: float) -> bool:
    """Whether agent ``a``, who has finished a contact, pauses before the next one."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    length = group.pause
    if group.rest_after > 0:
        agent.since_rest += 1
        if agent.since_rest >= group.rest_after:
            length += group.rest
            agent.since_rest = 0
    return pause(floor, calendar, a, length, now)


def pause(floor: Floor, calendar: Calendar, a: int, length: float, now: float) -> bool:
    """Agent ``a``, who has nothing in progress, is unavailable for ``length`` seconds, unless there is something else to do."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if length <= 0.0 or agent.due != NOTHING or agent.next_group != NOBODY or group.to_leave > 0:
        return False
    if floor.centre[0].closed == 1:
        if not may_be_needed(floor, a):
            return False
        floor.centre[0].staying += 1
    agent.state = UNAVAILABLE
    agent.idle_since = now
    agent.ready_at = now + length
    schedule(calendar, agent.ready_at, READY, a)
    return True


def paused_agent(floor: Floor, g: int) -> int:
    """The first agent of group ``g`` who is unavailable and stays in it, or nobody."""
    for a in range(len(floor.agents)):
        agent = floor.agents[a]
        if agent.group == g and agent.state == UNAVAILABLE and agent.next_group == NOBODY:
            return a
    return NOBODY
