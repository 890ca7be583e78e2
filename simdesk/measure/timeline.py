"""Spans of time cut into intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def time_in_intervals(
    begin: NDArray[np.float64],
    end: NDArray[np.float64],
    row: NDArray[np.int64],
    rows: int,
    opening: float,
    interval: float,
    intervals: int,
) -> NDArray[np.float64]:
    """How much of the spans lies in each interval.

    Parameters
    ----------
    begin, end : ndarray of float, shape (spans,)
        Seconds after midnight; what lies outside the day is left out.
    row : ndarray of int, shape (spans,)
        Which row of the answer a span belongs to.
    rows : int
    opening, interval : float
        Seconds after midnight, and the length of an interval in seconds.
    intervals : int

    Returns
    -------
    ndarray of float, shape (rows, intervals)
        Seconds.
    """
    if len(begin) == 0:
        return np.zeros((rows, intervals))
    top = intervals * interval
    first, last = np.clip(np.stack([begin, end]) - opening, 0.0, top)
    a, b = np.minimum((np.stack([first, last]) / interval).astype(np.int64), intervals - 1)
    cells = rows * (intervals + 1)
    place = row * (intervals + 1)
    # Each span fills the intervals from a up to b, less what lies before its begin and behind its end.
    whole = np.bincount(place + a, minlength=cells) - np.bincount(place + b, minlength=cells)
    after = np.bincount(place + b, weights=last - b * interval, minlength=cells)
    before = np.bincount(place + a, weights=first - a * interval, minlength=cells)
    return filled(whole, np.asarray(after, float), np.asarray(before, float), rows, interval)


def filled(
    whole: NDArray[np.int64], after: NDArray[np.float64], before: NDArray[np.float64], rows: int, interval: float
) -> NDArray[np.float64]:
    """The time in each interval, from spans that were entered where they begin and end.

    Parameters
    ----------
    whole : ndarray of int64, shape (rows × (intervals + 1),)
        Spans that begin in an interval less those that end in it.
    after, before : ndarray of float, shape (rows × (intervals + 1),)
        Seconds from the interval's begin to the ends of spans, and to their begins.
    rows : int
    interval : float
        Seconds.

    Returns
    -------
    ndarray of float, shape (rows, intervals)
        Seconds.
    """
    total = (np.cumsum(whole.reshape(rows, -1), axis=1) * interval).astype(float).ravel()
    total += after
    total -= before
    return np.asarray(total.reshape(rows, -1)[:, :-1])


def most_at_once(begin: NDArray[np.float64], end: NDArray[np.float64]) -> int:
    """The largest number of spans that overlap.

    Parameters
    ----------
    begin, end : ndarray of float, shape (spans,)
        A span that ends when another begins does not overlap it.
    """
    when = np.concatenate([end, begin])
    change = np.repeat([-1, 1], len(begin))
    order = np.argsort(when, kind="stable")
    return int(np.cumsum(change[order]).max(initial=0))
