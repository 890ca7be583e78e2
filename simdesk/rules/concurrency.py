"""Agents with several contacts in progress: room for one more, and work that goes on at a shared pace.

Played only for groups whose agents may have several at once (``several``). What is left of a contact is counted at full pace;
whenever the contacts in progress change, the work done since is taken off and the next end is planned anew.
"""

from __future__ import annotations

import math

from simdesk.rules.calendar import LEAVE_TALK, WORK_DUE, Calendar, note, schedule
from simdesk.rules.codes import ANSWERED, APART, AT_WORK, BUSY, IDLE, NOT_IN_PROGRESS, NOTHING, RESTS, SILENCE, TALK, TIED_UP
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import end_idle, join_idle_lists, leave_idle_lists
from simdesk.rules.leg_codes import NEEDS_HELP
from simdesk.rules.rows import NOBODY, QueueRow

TINY = 1e-9
"""Units of capacity that do not count: sums of shares such as 33.3% are not exact."""


def channels_of(floor: Floor) -> int:
    """Number of channels of a floor with agents who may have several contacts in progress."""
    return len(floor.capacities) // len(floor.groups)


def room_for(floor: Floor, a: int, q: int) -> bool:
    """Whether agent ``a``, of a group with several in progress, may get one more contact of queue ``q``."""
    agent = floor.agents[a]
    queue = floor.queues[q]
    if floor.paces[agent.paces_from + q] <= 0.0:
        return False
    group = floor.groups[agent.group]
    channels = channels_of(floor)
    if floor.counts[a * channels + queue.channel] >= floor.capacities[agent.group * channels + queue.channel].slots:
        return False
    if agent.units + queue.units > group.capacity + TINY or agent.tied_up > 0:
        return False
    if agent.in_progress > 0:
        for k in range(channels):
            mix = (agent.group * channels + k) * channels + queue.channel
            if floor.counts[a * channels + k] > 0 and floor.mixes[mix] == APART:
                return False
    return True


def room_for_any(floor: Floor, a: int) -> bool:
    """Whether agent ``a`` may get one more contact of any queue."""
    group = floor.groups[floor.agents[a].group]
    room = False
    for i in range(group.takes_from, group.takes_to):
        room = room or room_for(floor, a, floor.waiting_lines[floor.orders[i].whom].queue)
    return room


def with_room(floor: Floor, g: int, q: int, most: int) -> int:
    """Number of agents of group ``g`` who may get one more contact of queue ``q``, counted up to ``most``."""
    count = 0
    a = floor.idle_lists[g].first
    while a != NOBODY and count < most:
        if room_for(floor, a, q):
            count += 1
        a = floor.agents[a].behind
    return count


def would_rest(floor: Floor, a: int, k: int) -> bool:
    """Whether a contact of channel ``k`` rests beside what agent ``a`` has in progress."""
    channels = channels_of(floor)
    for other in range(channels):
        mix = (floor.agents[a].group * channels + k) * channels + other
        if floor.counts[a * channels + other] > 0 and floor.mixes[mix] == RESTS:
            return True
    return False


def interrupts(floor: Floor, a: int, queue: QueueRow) -> bool:
    """Whether a contact of the queue would make a contact rest that agent ``a`` has in progress."""
    channels = channels_of(floor)
    for k in range(channels):
        mix = (floor.agents[a].group * channels + k) * channels + queue.channel
        if floor.counts[a * channels + k] > 0 and floor.mixes[mix] == RESTS:
            return True
    return False


def spare_capacity(floor: Floor, a: int, queue: QueueRow) -> float:
    """Capacity agent ``a`` has left: units where the group counts them, else slots of the queue's channel."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if group.several == 0:
        return 1.0
    if group.capacity < math.inf:
        return float(group.capacity - agent.units)
    place = queue.channel
    channels = channels_of(floor)
    return float(floor.capacities[agent.group * channels + place].slots - floor.counts[a * channels + place])


def settle(floor: Floor, a: int, now: float) -> None:
    """Take the work that agent ``a`` has done since it was settled last off what is left of each contact in progress."""
    agent = floor.agents[a]
    c = agent.first_in_progress
    while c != NOBODY:
        progress = floor.in_progress[c]
        progress.left -= (now - agent.settled) * progress.pace
        c = progress.next
    agent.settled = now


def set_paces(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Give each contact that agent ``a`` has in progress its pace, and plan the next end of a talk, a silence or a wrap-up."""
    agent = floor.agents[a]
    channels = channels_of(floor)
    active = 0
    c = agent.first_in_progress
    while c != NOBODY:
        progress = floor.in_progress[c]
        if progress.phase != SILENCE and not would_rest(floor, a, floor.queues[floor.contacts[c].queue].channel):
            active += 1
        c = progress.next
    agent.next_due = math.inf
    c = agent.first_in_progress
    while c != NOBODY:
        progress = floor.in_progress[c]
        k = floor.queues[floor.contacts[c].queue].channel
        if progress.phase == SILENCE or progress.phase == TIED_UP:
            pace = 1.0  # by the clock, whatever the agent does
        elif would_rest(floor, a, k):
            pace = 0.0
        else:
            capacity = floor.capacities[agent.group * channels + k]
            pace = float(floor.shared_paces[min(capacity.paces_from + active, capacity.paces_to) - 1])
        progress.pace = pace
        if progress.due <= now:
            progress.due = now  # over at this very moment, whatever else was given at the same
        else:
            # What is left may be below nothing by rounding, and nothing is due in the past.
            progress.due = now + max(progress.left, 0.0) / pace if pace > 0.0 else math.inf
        agent.next_due = min(agent.next_due, progress.due)
        c = progress.next
    if agent.next_due < math.inf:
        schedule(calendar, agent.next_due, WORK_DUE, a)


def open_to_more(floor: Floor, a: int, now: float) -> None:
    """Agent ``a``, with a contact in progress, goes to the end of the idle list if there is room for more, and else leaves it."""
    agent = floor.agents[a]
    close_to_more(floor, a)
    if agent.due == NOTHING and agent.next_group == NOBODY and room_for_any(floor, a):
        join_idle_lists(floor, a, now)
        agent.has_room = 1


def close_to_more(floor: Floor, a: int) -> None:
    """Agent ``a``, with a contact in progress, gets nothing more for now."""
    agent = floor.agents[a]
    if agent.has_room == 1:
        leave_idle_lists(floor, a)
        agent.has_room = 0


def on_idle_list(floor: Floor, a: int) -> bool:
    """Whether idle agent ``a`` is on the idle list; one who moves to another group has left it already."""
    ahead = floor.agents[a].ahead
    if floor.idle_lists[floor.agents[a].group].first == a:
        return True
    return bool(ahead != NOBODY and floor.agents[ahead].behind == a)


def add_in_progress(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a`` takes contact ``c`` next to those in progress already."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    queue = floor.queues[contact.queue]
    progress = floor.in_progress[c]
    if agent.state == IDLE and on_idle_list(floor, a):
        end_idle(floor, a)
    if agent.in_progress == 0:
        agent.at_work_since = now
    settle(floor, a, now)
    pace = floor.paces[agent.paces_from + contact.queue]
    contact.taken = now
    contact.outcome = ANSWERED
    contact.agent = a
    contact.group = agent.group
    contact.wrap_up /= pace
    progress.left = contact.handle_time / pace
    contact.ended = now + progress.left  # unless it is shared, or rests
    if contact.follows >= NEEDS_HELP:
        progress.left = min(progress.left, floor.drawn[c].help_after / pace)
    progress.phase = TALK
    progress.due = math.inf if progress.left > 0.0 else now  # nothing to do does not rest
    progress.next = agent.first_in_progress
    agent.first_in_progress = c
    agent.state = BUSY
    agent.in_progress += 1
    agent.units += queue.units
    floor.counts[a * channels_of(floor) + queue.channel] += 1
    if progress.stays < math.inf:
        schedule(calendar, now + progress.stays, LEAVE_TALK, c)
    set_paces(floor, calendar, a, now)
    open_to_more(floor, a, now)


def remove_in_progress(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a`` is done with contact ``c``."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    progress = floor.in_progress[c]
    queue = floor.queues[contact.queue]
    if contact.ended + contact.wrap_up != now:
        contact.wrap_up = now - contact.ended
    if agent.first_in_progress == c:
        agent.first_in_progress = progress.next
    else:
        before = agent.first_in_progress
        while floor.in_progress[before].next != c:
            before = floor.in_progress[before].next
        floor.in_progress[before].next = progress.next
    progress.phase = NOT_IN_PROGRESS
    agent.in_progress -= 1
    agent.units -= queue.units
    floor.counts[a * channels_of(floor) + queue.channel] -= 1
    if agent.in_progress == 0:
        agent.units = 0.0
        close_to_more(floor, a)
        note(calendar, a, agent.group, AT_WORK, agent.at_work_since, now)


def talk_after_help(floor: Floor, c: int) -> float:
    """Seconds that the agent of contact ``c``, with nothing else in progress, talks on after the help."""
    contact = floor.contacts[c]
    left = contact.handle_time - floor.drawn[c].help_after
    if contact.follows < NEEDS_HELP or left <= 0.0:
        return 0.0
    return float(left / floor.paces[floor.agents[contact.agent].paces_from + contact.queue])


def release_in_progress(floor: Floor, calendar: Calendar, c: int, until: float, now: float) -> None:
    """The agent tied up by contact ``c`` goes on; with nothing else in progress that talk would end at ``until``."""
    a = floor.contacts[c].agent
    settle(floor, a, now)
    floor.in_progress[c].left = until - talk_after_help(floor, c) - now
    set_paces(floor, calendar, a, now)
