"""Agents with several contacts in hand: room for one more, and work that goes on at a shared pace.

Played only for groups whose agents may have several at once (``several``). What is left of a contact is counted at full pace;
whenever the contacts in hand change, the work done since is taken off and the next end is planned anew.
"""

from __future__ import annotations

import math

from simdesk.rules.calendar import LEAVE_TALK, WORK_DUE, Calendar, note, schedule
from simdesk.rules.codes import ANSWERED, APART, AT_WORK, BUSY, HELD, IDLE, NOT_IN_HAND, NOTHING, RESTS, SILENCE, TALK
from simdesk.rules.floor import Floor
from simdesk.rules.idle_agents import join_bench, leave_bench, rise
from simdesk.rules.leg_codes import NEEDS_HELP
from simdesk.rules.rows import NOBODY, QueueRow

TINY = 1e-9
"""Units of capacity that do not count: sums of shares such as 33.3% are not exact."""


def channels_of(floor: Floor) -> int:
    """Number of channels of a floor with agents who may have several contacts in hand."""
    return len(floor.capacities) // len(floor.groups)


def room_for(floor: Floor, a: int, q: int) -> bool:
    """Whether agent ``a``, of a group with several in hand, may get one more contact of queue ``q``."""
    agent = floor.agents[a]
    queue = floor.queues[q]
    if floor.paces[agent.paces_from + q] <= 0.0:
        return False
    group = floor.groups[agent.group]
    channels = channels_of(floor)
    if floor.counts[a * channels + queue.channel] >= floor.capacities[agent.group * channels + queue.channel].slots:
        return False
    if agent.units + queue.units > group.capacity + TINY or agent.holding > 0:
        return False
    if agent.in_hand > 0:
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
        room = room or room_for(floor, a, floor.lines[floor.orders[i].whom].queue)
    return room


def with_room(floor: Floor, g: int, q: int) -> int:
    """Number of agents of group ``g`` who may get one more contact of queue ``q``."""
    count = 0
    a = floor.benches[g].first
    while a != NOBODY:
        if room_for(floor, a, q):
            count += 1
        a = floor.agents[a].behind
    return count


def would_rest(floor: Floor, a: int, k: int) -> bool:
    """Whether a contact of channel ``k`` rests while agent ``a`` has in hand what she has."""
    channels = channels_of(floor)
    for other in range(channels):
        mix = (floor.agents[a].group * channels + k) * channels + other
        if floor.counts[a * channels + other] > 0 and floor.mixes[mix] == RESTS:
            return True
    return False


def interrupts(floor: Floor, a: int, queue: QueueRow) -> bool:
    """Whether a contact of the queue would make another in agent ``a``'s hand rest."""
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
    """Take the work that agent ``a`` has done since it was settled last off what is left of each contact in hand."""
    agent = floor.agents[a]
    c = agent.first_in_hand
    while c != NOBODY:
        hand = floor.hands[c]
        hand.left -= (now - agent.settled) * hand.pace
        c = hand.next
    agent.settled = now


def set_paces(floor: Floor, calendar: Calendar, a: int, now: float) -> None:
    """Give each contact in agent ``a``'s hand its pace, and plan the next end of a talk, a silence or a wrap-up."""
    agent = floor.agents[a]
    channels = channels_of(floor)
    active = 0
    c = agent.first_in_hand
    while c != NOBODY:
        hand = floor.hands[c]
        if hand.phase != SILENCE and not would_rest(floor, a, floor.queues[floor.contacts[c].queue].channel):
            active += 1
        c = hand.next
    agent.next_due = math.inf
    c = agent.first_in_hand
    while c != NOBODY:
        hand = floor.hands[c]
        k = floor.queues[floor.contacts[c].queue].channel
        if hand.phase == SILENCE or hand.phase == HELD:
            pace = 1.0  # by the clock, whatever the agent does
        elif would_rest(floor, a, k):
            pace = 0.0
        else:
            capacity = floor.capacities[agent.group * channels + k]
            pace = float(floor.shared_paces[min(capacity.paces_from + active, capacity.paces_to) - 1])
        hand.pace = pace
        if hand.due <= now:
            hand.due = now  # over at this very moment, whatever else was given at the same
        else:
            # What is left may be below nothing by rounding, and nothing is due in the past.
            hand.due = now + max(hand.left, 0.0) / pace if pace > 0.0 else math.inf
        agent.next_due = min(agent.next_due, hand.due)
        c = hand.next
    if agent.next_due < math.inf:
        schedule(calendar, agent.next_due, WORK_DUE, a)


def find_seat(floor: Floor, a: int, now: float) -> None:
    """Agent ``a``, with something in hand, sits behind the others while there is room for more, and else does not."""
    agent = floor.agents[a]
    stand_up(floor, a)
    if agent.due == NOTHING and agent.next_group == NOBODY and room_for_any(floor, a):
        join_bench(floor, a, now)
        agent.seated = 1


def stand_up(floor: Floor, a: int) -> None:
    """Agent ``a``, with something in hand, gets nothing more for now."""
    agent = floor.agents[a]
    if agent.seated == 1:
        leave_bench(floor, a)
        agent.seated = 0


def on_bench(floor: Floor, a: int) -> bool:
    """Whether idle agent ``a`` sits on the bench; who is moved to another group has got up already."""
    ahead = floor.agents[a].ahead
    if floor.benches[floor.agents[a].group].first == a:
        return True
    return bool(ahead != NOBODY and floor.agents[ahead].behind == a)


def take_in_hand(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a`` takes contact ``c`` beside what is in hand already."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    queue = floor.queues[contact.queue]
    hand = floor.hands[c]
    if agent.state == IDLE and on_bench(floor, a):
        rise(floor, a)
    if agent.in_hand == 0:
        agent.at_work_since = now
    settle(floor, a, now)
    pace = floor.paces[agent.paces_from + contact.queue]
    contact.taken = now
    contact.outcome = ANSWERED
    contact.agent = a
    contact.group = agent.group
    contact.wrap_up /= pace
    hand.left = contact.handle_time / pace
    contact.ended = now + hand.left  # unless it is shared, or rests
    if contact.follows >= NEEDS_HELP:
        hand.left = min(hand.left, floor.fates[c].help_after / pace)
    hand.phase = TALK
    hand.due = math.inf
    hand.next = agent.first_in_hand
    agent.first_in_hand = c
    agent.state = BUSY
    agent.in_hand += 1
    agent.units += queue.units
    floor.counts[a * channels_of(floor) + queue.channel] += 1
    if hand.stays < math.inf:
        schedule(calendar, now + hand.stays, LEAVE_TALK, c)
    set_paces(floor, calendar, a, now)
    find_seat(floor, a, now)


def put_down(floor: Floor, calendar: Calendar, c: int, a: int, now: float) -> None:
    """Agent ``a`` is done with contact ``c``."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    hand = floor.hands[c]
    queue = floor.queues[contact.queue]
    if contact.ended + contact.wrap_up != now:
        contact.wrap_up = now - contact.ended
    if agent.first_in_hand == c:
        agent.first_in_hand = hand.next
    else:
        before = agent.first_in_hand
        while floor.hands[before].next != c:
            before = floor.hands[before].next
        floor.hands[before].next = hand.next
    hand.phase = NOT_IN_HAND
    agent.in_hand -= 1
    agent.units -= queue.units
    floor.counts[a * channels_of(floor) + queue.channel] -= 1
    if agent.in_hand == 0:
        agent.units = 0.0
        stand_up(floor, a)
        note(calendar, a, agent.group, AT_WORK, agent.at_work_since, now)


def talk_after_help(floor: Floor, c: int) -> float:
    """Seconds that the agent of contact ``c``, with nothing else in progress, talks on after the help."""
    contact = floor.contacts[c]
    rest = contact.handle_time - floor.fates[c].help_after
    if contact.follows < NEEDS_HELP or rest <= 0.0:
        return 0.0
    return float(rest / floor.paces[floor.agents[contact.agent].paces_from + contact.queue])


def let_go_in_hand(floor: Floor, calendar: Calendar, c: int, until: float, now: float) -> None:
    """The agent who stayed with the customer of contact ``c`` would, with nothing else in hand, end that talk at ``until``."""
    a = floor.contacts[c].agent
    settle(floor, a, now)
    floor.hands[c].left = until - talk_after_help(floor, c) - now
    set_paces(floor, calendar, a, now)
