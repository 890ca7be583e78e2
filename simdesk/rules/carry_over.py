"""Opening hours of queues: what is due in open hours, and the shelf on which contacts wait for the centre to open."""

from __future__ import annotations

import math

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, QueueRow


def open_until(floor: Floor, queue: QueueRow, now: float) -> float:
    """When the queue closes next; ``now`` itself when it is closed."""
    for i in range(queue.hours_from, queue.hours_to):
        span = floor.hours[i]
        if span.open <= now and now < span.close:
            return float(span.close)
    return now


def after_open_time(floor: Floor, queue: QueueRow, now: float, length: float) -> float:
    """When so many seconds of the queue's opening hours will have passed; never (infinity) if not before its last closing."""
    return after_hours(floor, queue.hours_from, queue.hours_to, now, length, False)


def after_hours(floor: Floor, first: int, end: int, now: float, length: float, at_close: bool) -> float:
    """When so many seconds of some opening hours, rows ``first`` to ``end - 1``, will have passed; else never (infinity).

    What is over at the very closing is over then (``at_close``), or at the next opening.
    """
    left = length
    for i in range(first, end):
        span = floor.hours[i]
        if span.close > now:
            begin = now
            if span.open > now:
                begin = span.open
            if begin + left < span.close or (at_close and begin + left == span.close):
                return float(begin + left)
            left -= span.close - begin
    return math.inf


def due(floor: Floor, c: int, now: float, delay: float) -> float:
    """When contact ``c`` comes that was planned ``delay`` seconds from now: closed hours do not count."""
    if floor.centre[0].nights == 0:
        return now + delay
    return after_open_time(floor, floor.queues[floor.contacts[c].queue], now, delay)


def put_on_shelf(floor: Floor, queue: QueueRow, c: int) -> None:
    """Contact ``c`` waits for the centre to open, behind those of its queue who do already."""
    floor.shelf[c] = NOBODY
    if queue.shelf_last == NOBODY:
        queue.shelf_first = c
    else:
        floor.shelf[queue.shelf_last] = c
    queue.shelf_last = c


def next_off_shelf(floor: Floor) -> int:
    """Of all who wait for the centre to open the one who came first, off the shelf; or nobody."""
    best = NOBODY
    for q in range(len(floor.queues)):
        c = floor.queues[q].shelf_first
        if c != NOBODY and (best == NOBODY or floor.contacts[c].arrival < floor.contacts[best].arrival):
            best = c
    if best != NOBODY:
        queue = floor.queues[floor.contacts[best].queue]
        queue.shelf_first = floor.shelf[best]
        if queue.shelf_first == NOBODY:
            queue.shelf_last = NOBODY
    return int(best)
