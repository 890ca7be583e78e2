"""Waiting lines and benches: who waits for whom, in which order.

A line is linked from its head through ``behind``. A contact that leaves while waiting stays in the line as
a shadow until an agent would have taken it: that moment is its virtual wait, and taking it out there costs
nothing. A bench is linked both ways, because an idle agent may leave from the middle.
"""

from __future__ import annotations

from typing import Any

from simdesk.floor.rows import ANSWERED, BUSY, IDLE, NOBODY, WAITING

# The rules are compiled as they stand, so their arguments are rows of either kind.
Rows = Any


def stand_in_line(floor: Rows, c: int, queue: Rows) -> None:
    """Put contact ``c`` behind the last of its queue."""
    floor.contacts[c].behind = NOBODY
    if queue.last == NOBODY:
        queue.first = c
    else:
        floor.contacts[queue.last].behind = c
    queue.last = c


def count_waiting(queue: Rows, change: int, now: float) -> None:
    """One more or one fewer waits."""
    queue.area += queue.waiting * (now - queue.since)
    queue.since = now
    queue.waiting += change
    if queue.waiting > queue.longest:
        queue.longest = queue.waiting


def take_head(floor: Rows, queue: Rows) -> None:
    """Take the head of a line out of it."""
    queue.first = floor.contacts[queue.first].behind
    if queue.first == NOBODY:
        queue.last = NOBODY


def next_contact(floor: Rows, group: Rows, now: float) -> int:
    """The contact a freed agent of ``group`` takes: the longest waiting of the best rank, out of its line."""
    contacts = floor.contacts
    queues = floor.queues
    orders = floor.orders
    while True:
        best = NOBODY
        level = 0
        since = 0.0
        for i in range(group.takes_from, group.takes_to):
            if best != NOBODY and orders[i].level != level:
                break
            c = queues[orders[i].whom].first
            if c != NOBODY:
                arrival = contacts[c].arrival
                if best == NOBODY or arrival < since:
                    best = c
                    since = arrival
                    level = orders[i].level
        if best == NOBODY:
            return NOBODY
        contact = contacts[best]
        queue = queues[contact.queue]
        take_head(floor, queue)
        if contact.outcome == WAITING:
            count_waiting(queue, -1, now)
            return best
        contact.taken = now


def rest(floor: Rows, a: int, now: float) -> None:
    """Agent ``a`` sits down idle, behind the others of the group."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    agent.state = IDLE
    agent.idle_since = now
    agent.behind = NOBODY
    agent.ahead = group.last
    if group.last == NOBODY:
        group.first = a
    else:
        floor.agents[group.last].behind = a
    group.last = a
    group.idle += 1


def rise(floor: Rows, a: int) -> None:
    """Agent ``a`` leaves the bench."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    if agent.ahead == NOBODY:
        group.first = agent.behind
    else:
        floor.agents[agent.ahead].behind = agent.behind
    if agent.behind == NOBODY:
        group.last = agent.ahead
    else:
        floor.agents[agent.behind].ahead = agent.ahead
    group.idle -= 1


def idle_agent(floor: Rows, queue: Rows) -> int:
    """The agent an arriving contact takes: the longest idle of the best rank, or nobody."""
    orders = floor.orders
    best = NOBODY
    level = 0
    for i in range(queue.tries_from, queue.tries_to):
        order = orders[i]
        if best != NOBODY and order.level != level:
            break
        level = order.level
        a = floor.groups[order.whom].first
        if a != NOBODY and (best == NOBODY or floor.agents[a].idle_since < floor.agents[best].idle_since):
            best = a
    return best


def random_idle_agent(floor: Rows, queue: Rows, pick: float) -> int:
    """The agent an arriving contact takes by chance.

    Of the best rank with anyone idle, a group in proportion to its idle agents, and there the longest idle.
    """
    orders = floor.orders
    i = queue.tries_from
    while i < queue.tries_to:
        level = orders[i].level
        end = i
        idle = 0
        while end < queue.tries_to and orders[end].level == level:
            idle += floor.groups[orders[end].whom].idle
            end += 1
        if idle > 0:
            chosen = int(pick * idle)
            for k in range(i, end):
                group = floor.groups[orders[k].whom]
                if chosen < group.idle:
                    longest_idle: int = group.first
                    return longest_idle
                chosen -= group.idle
        i = end
    return NOBODY


def answer(floor: Rows, c: int, a: int, now: float) -> float:
    """Agent ``a`` takes contact ``c``; gives back when the agent is free again."""
    contact = floor.contacts[c]
    agent = floor.agents[a]
    pace = floor.paces[floor.groups[agent.group].paces_from + contact.queue]
    contact.taken = now
    contact.outcome = ANSWERED
    contact.agent = a
    contact.group = agent.group
    contact.ended = now + contact.handle_time / pace
    contact.wrap_up /= pace
    agent.state = BUSY
    released: float = contact.ended + contact.wrap_up
    return released
