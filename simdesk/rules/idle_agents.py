"""Benches: idle agents, and which of them an arriving contact takes.

Every group has a bench, linked both ways because an idle agent may leave from the middle. Groups that are tried together
by some queue share a further one, in the same order, so that the longest idle of them all sits at its head.
"""

from __future__ import annotations

from simdesk.rules.codes import IDLE
from simdesk.rules.floor import Floor
from simdesk.rules.preference_index import first_marked, mark
from simdesk.rules.rows import NOBODY, BenchRow, QueueRow, SeatRow


def seat_of(floor: Floor, bench: BenchRow, a: int) -> SeatRow:
    """Agent ``a``'s seat on a further bench: who sits ahead and who behind."""
    return floor.seats[(bench.slot - 1) * len(floor.agents) + a]


def sit_down(floor: Floor, bench: BenchRow, a: int) -> None:
    """Agent ``a`` sits down behind the last of a further bench."""
    seat = seat_of(floor, bench, a)
    seat.behind = NOBODY
    seat.ahead = bench.last
    if bench.last == NOBODY:
        bench.first = a
        mark(floor, bench, 1)
    else:
        seat_of(floor, bench, bench.last).behind = a
    bench.last = a


def get_up(floor: Floor, bench: BenchRow, a: int) -> None:
    """Agent ``a`` leaves a further bench."""
    seat = seat_of(floor, bench, a)
    if seat.ahead == NOBODY:
        bench.first = seat.behind
    else:
        seat_of(floor, bench, seat.ahead).behind = seat.behind
    if seat.behind == NOBODY:
        bench.last = seat.ahead
    else:
        seat_of(floor, bench, seat.behind).ahead = seat.ahead
    if bench.first == NOBODY:
        mark(floor, bench, -1)


def rest(floor: Floor, a: int, now: float) -> None:
    """Agent ``a`` sits down idle, behind the others of the group."""
    agent = floor.agents[a]
    agent.state = IDLE
    join_bench(floor, a, now)
    floor.groups[agent.group].idle += 1


def join_bench(floor: Floor, a: int, now: float) -> None:
    """Agent ``a`` sits down behind the others of the group."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    bench = floor.benches[agent.group]
    agent.idle_since = now
    agent.behind = NOBODY
    agent.ahead = bench.last
    if bench.last == NOBODY:
        bench.first = a
        mark(floor, bench, 1)
    else:
        floor.agents[bench.last].behind = a
    bench.last = a
    for i in range(group.more_benches_from, group.more_benches_to):
        sit_down(floor, floor.benches[floor.more[i]], a)


def rise(floor: Floor, a: int) -> None:
    """Agent ``a``, idle, leaves the bench."""
    leave_bench(floor, a)
    floor.groups[floor.agents[a].group].idle -= 1


def leave_bench(floor: Floor, a: int) -> None:
    """Agent ``a`` leaves the bench, idle or with room for more in hand."""
    agent = floor.agents[a]
    group = floor.groups[agent.group]
    bench = floor.benches[agent.group]
    if agent.ahead == NOBODY:
        bench.first = agent.behind
    else:
        floor.agents[agent.ahead].behind = agent.behind
    if agent.behind == NOBODY:
        bench.last = agent.ahead
    else:
        floor.agents[agent.behind].ahead = agent.ahead
    if bench.first == NOBODY:
        mark(floor, bench, -1)
    for i in range(group.more_benches_from, group.more_benches_to):
        get_up(floor, floor.benches[floor.more[i]], a)


def first_idle(floor: Floor, g: int) -> int:
    """The agent of group ``g`` who has been idle longest, or nobody."""
    a = floor.benches[g].first
    while a != NOBODY and floor.agents[a].state != IDLE:
        a = floor.agents[a].behind
    return int(a)


def idle_agent(floor: Floor, queue: QueueRow) -> int:
    """The agent an arriving contact takes: the longest idle of the best rank, or nobody."""
    orders = floor.orders
    start = queue.tries_from
    if queue.sight != NOBODY:
        found = first_marked(floor, floor.sights[queue.sight])
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
        a = floor.benches[order.whom].first
        if a != NOBODY and (best == NOBODY or floor.agents[a].idle_since < floor.agents[best].idle_since):
            best = a
    return best
