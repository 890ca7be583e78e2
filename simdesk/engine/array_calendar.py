"""The calendar of the compiled clock: a heap of what is scheduled and a table of spans, both long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simdesk.floor.build import Day
from simdesk.rules.calendar import MEETING_DUE, MEETING_OF_KIND, OPEN_CENTRE
from simdesk.rules.offers import MOST_MISSED

if TYPE_CHECKING:
    pass

ITEM = np.dtype([("when", "f8"), ("order", "i4"), ("what_whom", "i4")], align=True)
"""What is scheduled, in 16 bytes: the four items that one stands above lie in one line of the processor's cache."""
KIND_BITS = 4
"""Bits of ``what_whom`` that say what happens, one of ``simdesk.rules.calendar.SCHEDULED``; the others say to whom."""
BEFORE_FIRST = 3
"""Items left free before the first, for the sake of these lines: below item i stand 4 i + 1 to 4 i + 4."""
HEAP, ORDER, SPANS, STAFF_NEXT, ARRIVAL_NEXT = range(5)


class ArrayCalendar(NamedTuple):
    """The calendar the compiled rules see.

    Parameters
    ----------
    items : ndarray of ITEM
        A heap by (when, order), each item above four; longer than it can get.
    spans : ndarray of SPAN
    counts : ndarray of int64, shape (5,)
        Items in the heap, happenings scheduled so far, spans noted, and how many staff changes and arrivals were played.
    changes : ndarray of STAFF_CHANGE
        The day's, in the order they are due.
    """

    items: Any
    spans: Any
    counts: Any
    changes: Any


def room_for(day: Day) -> tuple[int, int]:
    """How long a heap and a table of spans must be for whatever the day can schedule and note."""
    contacts, agents, changes = len(day.floor.contacts), len(day.floor.agents), day.staff_changes
    # A contact waits once, is handled once, hangs up once and is followed by one try; an agent has one thing on.
    # In progress with others it begins, ends in up to three parts, and may leave; each plans one happening anew.
    shared = len(day.floor.in_progress)
    what = changes["what"]
    nights = int(np.count_nonzero(what == OPEN_CENTRE))
    meetings = int(np.count_nonzero((what == MEETING_DUE) | (what == MEETING_OF_KIND)))
    steps = nights * len(day.floor.carried_over) if day.floor.queues["special"].any() else 0  # planned anew each morning
    items = 4 * contacts + 6 * shared + 2 * agents + len(changes) + steps + 8
    # A span ends with a change of headcount, a break's begin or end, a shift's end, a move, or closing.
    spans = int(np.abs(changes["agents"]).sum()) + 4 * len(changes) + 4 * agents * (nights + 1) + shared + 8
    spans += 4 * agents * meetings
    if day.floor.centre[0]["offers"] or day.floor.centre[0]["pauses"]:
        # Every offer rings, and every contact and every offer missed is followed by a pause, which may be cut short.
        items += 3 * (MOST_MISSED + 1) * contacts
        spans += 2 * (MOST_MISSED + 1) * contacts
    return items, spans
