"""The wait predicted for a contact that joins a queue: announced to customers, or used to open a queue to more groups."""

from __future__ import annotations

from collections.abc import Callable

from simdesk.rules.codes import WAITING
from simdesk.rules.dispatch import dispatch
from simdesk.rules.floor import Floor
from simdesk.rules.reached import look_from, look_on
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.waiting_lines import family_waiting

SMOOTHING = 0.1
"""Weight of the newest wait in the running average."""


def remember_wait(floor: Floor, queue: QueueRow, wait: float) -> None:
    """A contact of the queue, of whichever class, was answered after ``wait`` seconds."""
    for q in range(queue.family_from, queue.family_to):
        member = floor.queues[q]
        member.last_wait = wait
        member.mean_wait += SMOOTHING * (wait - member.mean_wait)


def at_full(floor: Floor, g: int, queue: QueueRow) -> float:
    """How many contacts of the queue an agent of group ``g`` works on at full pace: 1, or slots × the pace with all of them."""
    if floor.groups[g].several == 0:
        return 1.0
    capacity = floor.capacities[g * (len(floor.capacities) // len(floor.groups)) + queue.channel]
    return float(capacity.slots * floor.shared_paces[min(capacity.paces_from + capacity.slots, capacity.paces_to) - 1])


def by_queue_length(floor: Floor, queue: QueueRow, now: float) -> float:
    """Those waiting and the next one, each at the planned mean handle time, shared by all agents on duty who may take them.

    Whitt (1999), "Predicting queueing delays".
    """
    agents = 0.0
    for i in range(queue.tries_from, queue.tries_to):
        g = floor.orders[i].whom
        agents += floor.groups[g].on_duty * at_full(floor, g, queue)
    agents = max(agents, 1.0)
    return float((family_waiting(floor, queue) + 1) * queue.mean_handle_time / agents)


def by_last_answered(floor: Floor, queue: QueueRow, now: float) -> float:
    """The wait of the last contact answered."""
    return float(queue.last_wait)


def by_head_of_line(floor: Floor, queue: QueueRow, now: float) -> float:
    """The wait so far of the contact at the front of the queue (Ibrahim and Whitt 2009)."""
    longest = 0.0
    for q in range(queue.family_from, queue.family_to):
        c = first_waiting(floor, q)
        if c != NOBODY:
            longest = max(longest, now - floor.contacts[c].arrival)
    return float(longest)


def first_waiting(floor: Floor, q: int) -> int:
    """The contact of queue ``q`` that waits at the front of its waiting line, behind abandoned ones and others, or nobody."""
    queue = floor.queues[q]
    line = floor.waiting_lines[queue.waiting_line]
    c = look_from(line, queue.reached)
    while c != NOBODY:
        queue.reached = c
        contact = floor.contacts[c]
        if contact.outcome == WAITING and contact.queue == q:
            return int(c)
        c = look_on(floor, line, c)
    return NOBODY


def by_average(floor: Floor, queue: QueueRow, now: float) -> float:
    """A running average of the waits answered."""
    return float(queue.mean_wait)


PREDICTORS = {
    "queue_length": by_queue_length,
    "last_answered": by_last_answered,
    "head_of_line": by_head_of_line,
    "average": by_average,
}
"""The rules for the wait that is announced or decides on overflow, by name. The code of a rule is its place."""

predicted_wait: Callable[[Floor, QueueRow, float], float] = dispatch(
    "predicted_wait",
    "floor, queue, now",
    "queue.predictor",
    {code: (rule, "floor, queue, now") for code, rule in enumerate(PREDICTORS.values())},
    tuple(PREDICTORS),
)
"""Seconds the next contact of the queue will wait, as its predictor sees it; whoever is looking for an agent counts already.

All predictors look at the queue as a whole, whatever the class of the customer.
"""
