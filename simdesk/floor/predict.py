"""The wait predicted for a contact that joins a line: announced to customers, or used to open a line to more groups."""

from __future__ import annotations

from typing import Any

from simdesk.floor.rows import BY_AVERAGE, BY_HEAD_OF_LINE, BY_LAST_ANSWERED, NOBODY, WAITING

Rows = Any

SMOOTHING = 0.1
"""Weight of the newest wait in the running average."""


def remember_wait(queue: Rows, wait: float) -> None:
    """A contact of the queue was answered after ``wait`` seconds."""
    queue.last_wait = wait
    queue.mean_wait += SMOOTHING * (wait - queue.mean_wait)


def predicted_wait(floor: Rows, queue: Rows, now: float) -> float:
    """Seconds the next contact of the queue will wait, as its predictor sees it.

    By queue length: those waiting and the next one, each at the mean handle time of the plan shared by all agents on duty in
    groups that take the queue (Whitt 1999, "Predicting queueing delays"). By the last answered contact's wait, by that of the
    contact at the head of the line so far (Ibrahim and Whitt 2009), or by a running average of the waits answered.
    """
    if queue.predictor == BY_LAST_ANSWERED:
        return float(queue.last_wait)
    if queue.predictor == BY_AVERAGE:
        return float(queue.mean_wait)
    if queue.predictor == BY_HEAD_OF_LINE:
        c = floor.lines[queue.line].first
        while c != NOBODY:
            contact = floor.contacts[c]
            if contact.outcome == WAITING:
                return float(now - contact.arrival)
            c = contact.behind
        return 0.0
    agents = 0
    for i in range(queue.tries_from, queue.tries_to):
        agents += floor.groups[floor.orders[i].whom].on_duty
    if agents < 1:
        agents = 1
    return float((queue.waiting + 1) * queue.mean_handle_time / agents)
