"""Waiting lines: which contacts wait, and in which order a freed agent looks.

A waiting line is linked from its front through ``behind`` (or ``links``, for a contact that is in several). An abandoned contact
keeps its place until an agent would have taken it: that moment is its virtual wait, and taking it out there costs nothing.
A contact taken from another of its waiting lines is dropped when it comes to the front of this.
"""

from __future__ import annotations

from simdesk.rules.codes import WAITING
from simdesk.rules.floor import Floor
from simdesk.rules.preference_index import first_marked, mark
from simdesk.rules.ring_times import would_answer
from simdesk.rules.rows import NOBODY, GroupRow, QueueRow, WaitingLineRow


def behind_in(floor: Floor, line: WaitingLineRow, c: int) -> int:
    """Who is behind contact ``c`` in a waiting line."""
    if line.slot == 0:
        return int(floor.contacts[c].behind)
    return int(floor.links[c * floor.centre[0].link_columns + line.slot - 1])


def put_behind(floor: Floor, line: WaitingLineRow, c: int, other: int) -> None:
    """Put ``other`` behind contact ``c`` in a waiting line."""
    if line.slot == 0:
        floor.contacts[c].behind = other
    else:
        floor.links[c * floor.centre[0].link_columns + line.slot - 1] = other


def join(floor: Floor, line: WaitingLineRow, c: int) -> None:
    """Contact ``c`` becomes the last of a waiting line."""
    put_behind(floor, line, c, NOBODY)
    if line.last == NOBODY:
        line.first = c
        mark(floor, line, 1)
    else:
        put_behind(floor, line, line.last, c)
    line.last = c


def join_queue(floor: Floor, c: int, queue: QueueRow) -> None:
    """Put contact ``c`` behind the last of its queue, in every waiting line of the queue."""
    join(floor, floor.waiting_lines[queue.waiting_line], c)
    for i in range(queue.more_waiting_lines_from, queue.more_waiting_lines_to):
        join(floor, floor.waiting_lines[floor.more[i]], c)


def count_waiting(queue: QueueRow, change: int, now: float) -> None:
    """One more or one fewer waits."""
    queue.area += queue.waiting * (now - queue.since)
    queue.since = now
    queue.waiting += change
    if queue.waiting > queue.longest:
        queue.longest = queue.waiting


def family_waiting(floor: Floor, queue: QueueRow) -> int:
    """How many wait in a queue, customers of all its classes together."""
    waiting = 0
    for q in range(queue.family_from, queue.family_to):
        waiting += floor.queues[q].waiting
    return waiting


def take_front(floor: Floor, line: WaitingLineRow) -> None:
    """Take the front contact out of a waiting line."""
    line.first = behind_in(floor, line, line.first)
    if line.first == NOBODY:
        line.last = NOBODY
        mark(floor, line, -1)


def front_of(floor: Floor, line: WaitingLineRow) -> int:
    """The contact at the front of a waiting line, abandoned ones included, or nobody."""
    while line.first != NOBODY:
        contact = floor.contacts[line.first]
        if contact.taken != contact.taken:  # NaN: not taken yet
            return int(line.first)
        take_front(floor, line)
    return NOBODY


def longest_waiting(floor: Floor, group: GroupRow) -> int:
    """The waiting line a freed agent of ``group`` takes from: of the best rank, that of the longest wait; or nobody."""
    orders = floor.orders
    start = group.takes_from
    if group.index != NOBODY:
        found = first_marked(floor, floor.indices[group.index])
        if found == NOBODY:
            return NOBODY
        start += found
    best = NOBODY
    level = 0
    since = 0.0
    for i in range(start, group.takes_to):
        if best != NOBODY and orders[i].level != level:
            break
        c = front_of(floor, floor.waiting_lines[orders[i].whom])
        if c != NOBODY:
            arrival = floor.contacts[c].arrival
            if best == NOBODY or arrival < since:
                best = orders[i].whom
                since = arrival
                level = orders[i].level
    return best


def next_contact(floor: Floor, group: GroupRow, g: int, now: float) -> int:
    """The contact a freed agent of ``group``, number ``g``, takes: the longest waiting of the best rank."""
    while True:
        best = longest_waiting(floor, group)
        if best == NOBODY:
            return NOBODY
        line = floor.waiting_lines[best]
        c = int(line.first)
        take_front(floor, line)
        contact = floor.contacts[c]
        if contact.outcome == WAITING:
            count_waiting(floor.queues[contact.queue], -1, now)
            return c
        contact.taken = now
        if floor.centre[0].offers == 1:
            contact.taken = would_answer(floor, c, g, now)
