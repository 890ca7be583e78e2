"""How far waiting lines have been looked through, so that nobody looks twice at contacts that can be of no more interest.

A contact that was taken from the middle, or has waited longer than a group is tried, keeps its place until it comes to the front.
With thousands waiting, looking past them anew for each agent would grow with the square of the contacts. So each entry of the
preferences of a special group or queue keeps the contact that its last look ended at: all ahead of it stay of no interest.
"""

from __future__ import annotations

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, QueueRow, WaitingLineRow
from simdesk.rules.waiting_lines import behind_in


def look_from(line: WaitingLineRow, reached: int) -> int:
    """Where a look through a waiting line goes on that ended at contact ``reached``, or begins (NOBODY)."""
    return int(line.first) if reached == NOBODY else reached


def look_on(floor: Floor, line: WaitingLineRow, c: int) -> int:
    """Whom to look at after contact ``c``, which may have been taken out of the waiting line; or nobody.

    It still leads to those behind it; and if it was the last, then all have come since who are in the line now.
    """
    behind = behind_in(floor, line, c)
    return int(line.first) if behind == NOBODY and line.last != c else behind


def look_again(floor: Floor, queue: QueueRow, c: int) -> None:
    """Contact ``c`` stands in the waiting line of its queue again, by its arrival: nobody has looked past it."""
    line = floor.waiting_lines[queue.waiting_line]
    queue.reached = back_to(floor, line, queue.reached, c)
    if len(floor.reached) == 0:
        return
    for i in range(queue.reached_from, queue.reached_from + queue.tries_to - queue.tries_from):
        floor.reached[i] = back_to(floor, line, floor.reached[i], c)
    for i in range(len(floor.orders)):
        if floor.reached[i] != NOBODY and floor.orders[i].whom == queue.waiting_line:
            floor.reached[i] = back_to(floor, line, floor.reached[i], c)


def back_to(floor: Floor, line: WaitingLineRow, reached: int, c: int) -> int:
    """Where a look ended that had reached ``reached``, now that contact ``c`` stands in the line: there, or at ``c``."""
    if reached == NOBODY:
        return NOBODY
    here = reached
    while here != NOBODY and here != c and floor.contacts[here].taken == floor.contacts[here].taken:
        here = look_on(floor, line, here)
    if here == NOBODY or floor.contacts[here].arrival > floor.contacts[c].arrival:
        return c
    same = here
    while same != NOBODY and floor.contacts[same].arrival == floor.contacts[c].arrival:
        if same == c:
            return here
        same = behind_in(floor, line, same)
    return here if floor.contacts[here].arrival < floor.contacts[c].arrival else c


def forget_looks(floor: Floor) -> None:
    """A day ends or begins, and waiting lines are made anew."""
    for q in range(len(floor.queues)):
        floor.queues[q].reached = NOBODY
    for i in range(len(floor.reached)):
        floor.reached[i] = NOBODY
