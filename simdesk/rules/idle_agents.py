"""Idle agents of each group, longest idle first, and which one an arriving contact gets.

Every group has an idle list, linked both ways because an idle agent may leave from the middle. Groups that are tried together
by some queue share a further one, in the same order, so that the longest idle of them all is at its front.
"""

from __future__ import annotations

from simdesk.rules.codes import IDLE
from simdesk.rules.floor import Floor
from simdesk.rules.preference_index import first_marked, mark
from simdesk.rules.rows import NOBODY, IdleListRow, IdlePlaceRow, QueueRow


def place_on(floor: Floor, idle_list: IdleListRow, a: int) -> IdlePlaceRow:
    """Agent ``a``'s place on a further idle list: who is ahead and who behind."""
    return floor.idle_places[(idle_list.slot - 1) * len(floor.agents) + a]


def join_further(floor: Floor, idle_list: IdleListRow, a: int) -> None:
    """Agent ``a`` joins a further idle list at its end."""
    place = place_on(floor, idle_list, a)
    place.behind = NOBODY
    place.ahead = idle_list.last
    if idle_list.last == NOBODY:
        idle_list.first = a
        mark(floor, idle_list, 1)
    else:
        place_on(floor, idle_list, idle_list.last).behind = a
    idle_list.last = a


def leave_further(floor: Floor, idle_list: IdleListRow, a: int) -> None:
    """Agent ``a`` leaves a further idle list."""
    place = place_on(floor, idle_list, a)
    if place.ahead == NOBODY:
        idle_list.first = place.behind
    else:
        place_on(floor, idle_list, place.ahead).behind = place.behind
    if place.behind == NOBODY:
        idle_list.last = place.ahead
    else:
        place_on(floor, idle_list, place.behind).ahead = place.ahead
    if idle_list.first == NOBODY:
        mark(floor, idle_list, -1)


def become_idle(floor: Floor, a: int, now: float) -> None:
    """Agent ``a`` becomes idle, behind the others of the group."""
    agent = floor.agents[a]
    agent.state = IDLE
    join_idle_lists(floor, a, now)
    floor.groups[agent.group].idle += 1


def join_idle_lists(floor: Floor, a: int, now: float) -> None:
    """Agent ``a`` joins the end of the idle lists of the group."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    idle_list = floor.idle_lists[agent.group]
    agent.idle_since = now
    agent.behind = NOBODY
    agent.ahead = idle_list.last
    if idle_list.last == NOBODY:
        idle_list.first = a
        mark(floor, idle_list, 1)
    else:
        floor.agents[idle_list.last].behind = a
    idle_list.last = a
    for i in range(group.more_idle_lists_from, group.more_idle_lists_to):
        join_further(floor, floor.idle_lists[floor.more[i]], a)


def end_idle(floor: Floor, a: int) -> None:
    """Agent ``a``, idle, leaves the idle lists."""
    leave_idle_lists(floor, a)
    floor.groups[floor.agents[a].group].idle -= 1


def leave_idle_lists(floor: Floor, a: int) -> None:
    """Agent ``a`` leaves the idle lists, idle or with room for more contacts."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    idle_list = floor.idle_lists[agent.group]
    if agent.ahead == NOBODY:
        idle_list.first = agent.behind
    else:
        floor.agents[agent.ahead].behind = agent.behind
    if agent.behind == NOBODY:
        idle_list.last = agent.ahead
    else:
        floor.agents[agent.behind].ahead = agent.ahead
    if idle_list.first == NOBODY:
        mark(floor, idle_list, -1)
    for i in range(group.more_idle_lists_from, group.more_idle_lists_to):
        leave_further(floor, floor.idle_lists[floor.more[i]], a)


def first_idle(floor: Floor, g: int) -> int:
    """The agent of group ``g`` who has been idle longest, or nobody."""
    a = floor.idle_lists[g].first
    while a != NOBODY and floor.agents[a].state != IDLE:
        a = floor.agents[a].behind
    return int(a)


def idle_agent(floor: Floor, queue: QueueRow) -> int:
    """The agent an arriving contact gets: the longest idle of the best rank, or nobody."""
    orders = floor.orders
    start = queue.tries_from
    if queue.index != NOBODY:
        found = first_marked(floor, floor.indices[queue.index])
        if found == NOBODY:
            return NOBODY
        start += found
    best = NOBODY
    level = 0
    for i in range(start, queue.tries_to):
        order = orders[i]
        if best != NOBODY and order.level != level:
            break
        level = order.level
        a = floor.idle_lists[order.whom].first
        if a != NOBODY and (best == NOBODY or floor.agents[a].idle_since < floor.agents[best].idle_since):
            best = a
    return best
