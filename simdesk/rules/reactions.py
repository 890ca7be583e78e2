"""Customers who react: to the queue length, to the wait they are told, to the offer of a call-back."""

from __future__ import annotations

from simdesk.rules.codes import BALKED, TOOK_CALL_BACK, WAITING
from simdesk.rules.floor import Floor
from simdesk.rules.predicted_wait import predicted_wait
from simdesk.rules.rows import NOBODY, QueueRow
from simdesk.rules.waiting_lines import family_waiting


def balking_share(floor: Floor, queue: QueueRow, now: float) -> float:
    """The share of customers who leave at once, given the queue as it is."""
    seen = predicted_wait(floor, queue, now) if queue.balks_by_wait == 1 else float(family_waiting(floor, queue))
    share = 0.0
    for i in range(queue.balks_from, queue.balks_to):
        if seen >= floor.reactions[i].start:
            share = floor.reactions[i].share
    return share


def reaction(floor: Floor, c: int, queue: QueueRow, now: float) -> int:
    """What contact ``c`` does who would have to wait: wait (perhaps with another patience), balk, or take a call-back."""
    contact = floor.contacts[c]
    drawn = floor.drawn[c]
    if queue.balks_to > queue.balks_from and drawn.react < balking_share(floor, queue, now):
        return BALKED
    if queue.announces == 1:
        if contact.patience < predicted_wait(floor, queue, now) and drawn.told < queue.leaves_if_longer:
            return BALKED
        contact.patience *= queue.patience_factor
    offered = queue.offer_waiting != NOBODY and drawn.call_back != NOBODY and family_waiting(floor, queue) >= queue.offer_waiting
    if offered and (queue.offer_predicted <= 0.0 or predicted_wait(floor, queue, now) >= queue.offer_predicted):
        return TOOK_CALL_BACK
    return WAITING
