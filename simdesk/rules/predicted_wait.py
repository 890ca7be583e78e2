"""The wait predicted for a contact that joins a line: announced to customers, or used to open a line to more groups."""

from __future__ import annotations

from typing import Any

from simdesk.rules.rows import BY_AVERAGE, BY_HEAD_OF_LINE, BY_LAST_ANSWERED, NOBODY, WAITING
from simdesk.rules.waiting_lines import behind_in, family_waiting

Rows = Any

SMOOTHING = 0.1
"""Weight of the newest wait in the running average."""


def remember_wait(floor: Rows, queue: Rows, wait: float) -> None:
    """A contact of the queue, of whichever class, was answered after ``wait`` seconds."""
    for q in range(queue.family_from, queue.family_to):
        member = floor.queues[q]
        member.last_wait = wait
        member.mean_wait += SMOOTHING * (wait - member.mean_wait)


def at_full(floor: Rows, g: int, queue: Rows) -> float:
    """How many contacts of the queue an agent of group ``g`` works on at full pace: 1, or slots × the pace with all of them."""
    if floor.groups[g].several == 0:
        return 1.0
    capacity = floor.capacities[g * (len(floor.capacities) // len(floor.groups)) + queue.channel]
    return float(capacity.slots * floor.shared_paces[min(capacity.paces_from + capacity.slots, capacity.paces_to) - 1])


def predicted_wait(floor: Rows, queue: Rows, now: float) -> float:
    """Seconds the next contact of the queue will wait, as its predictor sees it; whoever is looking for an agent counts already.

    By queue length: those waiting and the next one, each at the mean handle time of the plan shared by all agents on duty in
    groups that take the queue (Whitt 1999, "Predicting queueing delays"). By the last answered contact's wait, by that of the
    contact at the head of the line so far (Ibrahim and Whitt 2009), or by a running average of the waits answered. All of them
    look at the queue as a whole, whatever the class of the customer.
    """
    if queue.predictor == BY_LAST_ANSWERED:
        return float(queue.last_wait)
    if queue.predictor == BY_AVERAGE:
        return float(queue.mean_wait)
    if queue.predictor == BY_HEAD_OF_LINE:
        longest = 0.0
        for q in range(queue.family_from, queue.family_to):
            line = floor.lines[floor.queues[q].line]
            c = line.first
            while c != NOBODY:
                contact = floor.contacts[c]
                if contact.outcome == WAITING and contact.queue == q:
                    longest = max(longest, now - contact.arrival)
                    break
                c = behind_in(floor, line, c)
        return float(longest)
    agents = 0.0
    for i in range(queue.tries_from, queue.tries_to):
        g = floor.orders[i].whom
        agents += floor.groups[g].on_duty * at_full(floor, g, queue)
    agents = max(agents, 1.0)
    return float((family_waiting(floor, queue) + 1) * queue.mean_handle_time / agents)
