"""Work that may be done later: what was done in time, and what still waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.log import ContactLog
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, LEFT_WITHIN, OUTCOMES, SENT_AWAY, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIVE_CHANNELS = ("voice", "video", "chat")
"""Channels whose customers wait for the answer there and then; what comes by any other may be done later."""
_KNOWN = np.isin(np.arange(len(OUTCOMES)), [ANSWERED, LEFT_WITHIN, ABANDONED, BALKED, SENT_AWAY])


BY_DUE = 0.0
"""In place of a time: each queue's own ``due``."""


def due_by(
    arrival: NDArray[np.float64], due: float, open_time: bool, spans: Sequence[tuple[float, float]]
) -> NDArray[np.float64]:
    """When work that comes at some moments is due.

    Parameters
    ----------
    arrival : ndarray of float, shape (contacts,)
        Seconds after midnight.
    due : float
        Seconds after it came.
    open_time : bool
        Only opening hours count.
    spans : sequence of (float, float)
        When the centre is open, in order.

    Returns
    -------
    ndarray of float, shape (contacts,)
        Infinite beyond the last closing.
    """
    if not open_time:
        return arrival + due
    edges = np.array(spans, float).ravel()
    passed = np.concatenate([[0.0], np.cumsum(np.diff(edges) * (np.arange(len(edges) - 1) % 2 == 0))])
    worked = np.interp(arrival, edges, passed) + due
    k = np.minimum(np.searchsorted(passed[1::2], worked), len(spans) - 1)  # the span in which it is due
    return np.where(worked > passed[-1], np.inf, edges[2 * k] + worked - passed[2 * k])


def done_by(
    limit: NDArray[np.float64], ended: NDArray[np.float64], outcome: NDArray[np.int32], closing: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which contacts were done in time, and of which that is known.

    Done is a contact whose talk (or reply) has ended; not one whose customer left it before. Known are contacts that were
    answered or lost, and of those who still wait in the end the ones whose time was over by closing. A contact that was in
    hand at closing counts by its end, which the log has.

    Parameters
    ----------
    limit, ended : ndarray of float, shape (contacts,)
        Seconds after midnight by which it has to be done, and when its talk ended or it left; NaN while it waits.
    outcome : ndarray of int, shape (contacts,)
    closing : float
        Seconds after midnight.

    Returns
    -------
    done, known : ndarray of bool, shape (contacts,)
    """
    done = (outcome == ANSWERED) & (ended <= limit)
    known = (_KNOWN[outcome] & ~np.isnan(limit)) | ((outcome == WAITING) & (limit <= closing))
    return done, known


def backlog(contacts: ContactLog, queues: int, ends: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Contacts that wait just before each of some moments, and how long the oldest of them has waited.

    Just before: an agent who comes at that very time has not taken anything yet, and at closing nobody has been sent away.

    Parameters
    ----------
    contacts : ContactLog
    queues : int
    ends : ndarray of float, shape (moments,)
        Seconds after midnight, rising.

    Returns
    -------
    waiting : ndarray of float, shape (queues, moments)
        Contacts.
    oldest : ndarray of float, shape (queues, moments)
        Seconds; 0 where nobody waits.
    """
    c, moments = contacts, len(ends)
    stood = np.flatnonzero((c.wait > 0) | (c.outcome == WAITING))
    stood = stood[np.lexsort((c.arrival[stood], c.queue[stood]))]  # queue by queue, the oldest first
    queue, since = c.queue[stood].astype(np.int64), c.arrival[stood]
    first = np.searchsorted(ends, since, side="right")
    last = np.searchsorted(ends, np.where(c.outcome[stood] == WAITING, np.inf, c.left[stood]), side="right")
    # Counted where they come and where they go, not at every moment between: work that is carried over waits at many.
    shape = queues, moments + 1
    come, gone = (
        np.bincount(queue * (moments + 1) + at, minlength=queues * (moments + 1)).reshape(shape) for at in (first, last)
    )
    waiting = np.cumsum(come - gone, axis=1)[:, :-1].astype(float)
    oldest = np.zeros((queues, moments))
    # Older ones came no later, so what they leave to a contact are the moments behind the last at which one of them waits.
    behind = np.maximum.accumulate(queue * (moments + 1) + last)
    from_here = np.maximum(first, np.append(0, behind[:-1]) - queue * (moments + 1))
    mine = np.flatnonzero(from_here < last)
    times = last[mine] - from_here[mine]
    row = np.repeat(mine, times)
    moment = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + from_here[mine].repeat(times)
    oldest[queue[row], moment] = ends[moment] - since[row]
    return waiting, oldest
