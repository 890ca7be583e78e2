"""Opening hours of queues: what is due in open hours, and contacts carried over until the centre opens."""

from __future__ import annotations

import math

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, QueueRow


def open_until(floor: Floor, queue: QueueRow, now: float) -> float:
    """When the queue closes next; ``now`` itself when it is closed."""
    i = next_span(floor, queue.hours_from, queue.hours_to, now)
    if i < queue.hours_to and floor.hours[i].open <= now:
        return float(floor.hours[i].close)
    return now


def next_span(floor: Floor, first: int, end: int, now: float) -> int:
    """Of opening hours in order of time, rows ``first`` to ``end - 1``, the first that close after ``now``; ``end`` if none."""
    while first < end:
        middle = (first + end) // 2
        if floor.hours[middle].close > now:
            end = middle
        else:
            first = middle + 1
    return first


def after_open_time(floor: Floor, queue: QueueRow, now: float, length: float) -> float:
    """When ``length`` seconds of the queue's opening hours will have passed; never (infinity) if not before its last closing."""
    return after_hours(floor, queue.hours_from, queue.hours_to, now, length, False)


def after_hours(floor: Floor, first: int, end: int, now: float, length: float, at_close: bool) -> float:
    """When ``length`` seconds of some opening hours, rows ``first`` to ``end - 1``, will have passed; else never (infinity).

    What is over at the very closing is over then (``at_close``), or at the next opening.
    """
    left = length
    for i in range(next_span(floor, first, end, now), end):
        span = floor.hours[i]
        begin = max(now, span.open)
        if begin + left < span.close or (at_close and begin + left == span.close):
            return float(begin + left)
        left -= span.close - begin
    return math.inf


def due(floor: Floor, c: int, now: float, delay: float) -> float:
    """When contact ``c`` comes that was planned ``delay`` seconds from now: closed hours do not count."""
    if floor.centre[0].nights == 0:
        return now + delay
    return after_open_time(floor, floor.queues[floor.contacts[c].queue], now, delay)


def carry_over(floor: Floor, queue: QueueRow, c: int) -> None:
    """Contact ``c`` waits for the centre to open, behind those of its queue that do already."""
    floor.carried_over[c] = NOBODY
    if queue.carried_over_last == NOBODY:
        queue.carried_over_first = c
    else:
        floor.carried_over[queue.carried_over_last] = c
    queue.carried_over_last = c


def is_carried_over(floor: Floor, queue: QueueRow) -> bool:
    """Whether contacts of a queue wait for the centre to open."""
    kept = floor.waiting_lines[queue.waiting_line].kept_first
    return bool(queue.carried_over_first != NOBODY or kept != NOBODY)


def next_carried_over(floor: Floor) -> int:
    """Of all contacts that wait for the centre to open the one that arrived first, taken out; or nobody."""
    best = NOBODY
    for q in range(len(floor.queues)):
        c = floor.queues[q].carried_over_first
        if c != NOBODY and (best == NOBODY or floor.contacts[c].arrival < floor.contacts[best].arrival):
            best = c
    if best != NOBODY:
        queue = floor.queues[floor.contacts[best].queue]
        queue.carried_over_first = floor.carried_over[best]
        if queue.carried_over_first == NOBODY:
            queue.carried_over_last = NOBODY
    return int(best)
