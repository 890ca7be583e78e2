"""The passes over a day's log, compiled: each one loop, which adds up in the order in which numpy does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, types

from simdesk.engine.interrupts import interruptible
from simdesk.engine.log import ContactLog
from simdesk.engine.rule_cache import kept_compiled
from simdesk.measure.passes import Grid, Spans, Sums
from simdesk.measure.timeline import filled
from simdesk.rules.codes import ANSWERED, OUTCOMES, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ENTRY: Any = {"error_model": "numpy", "_nrt": False, "nogil": True}


def _sums(
    queue: Any,
    outcome: Any,
    arrival: Any,
    left: Any,
    answered: Any,
    ended: Any,
    released: Any,
    limits: Any,
    begin: Any,
    interval: Any,
    intervals: Any,
    cells: Any,
    cell: Any,
    number: Any,
    waits: Any,
    wrap_up: Any,
    handle: Any,
    early: Any,
) -> None:
    for i in range(len(queue)):
        came, q, what = arrival[i], queue[i], outcome[i]
        place = q * intervals + min(int((came - begin) / interval), intervals - 1)
        cell[i] = place
        key = what * cells + place
        number[key] += 1.0
        waits[key] += left[i] - came
        if what == ANSWERED:
            wrap_up[place] += released[i] - ended[i]
            handle[place] += released[i] - answered[i]
        for k in range(len(limits)):
            if left[i] <= came + limits[k]:
                early[k * len(number) + key] += 1.0


def _cut(
    begin: Any, end: Any, row: Any, opening: Any, interval: Any, intervals: Any, whole: Any, after: Any, before: Any
) -> None:
    """Enter one span of time: the intervals it begins and ends in, and what of these lies before and behind it."""
    top = intervals * interval
    first = min(max(begin - opening, 0.0), top)
    last = min(max(end - opening, 0.0), top)
    a = min(int(first / interval), intervals - 1)
    b = min(int(last / interval), intervals - 1)
    place = row * (intervals + 1)
    whole[place + a] += 1
    whole[place + b] -= 1
    after[place + b] += last - b * interval
    before[place + a] += first - a * interval


def _times(
    queue: Any,
    outcome: Any,
    agent: Any,
    group: Any,
    arrival: Any,
    left: Any,
    answered: Any,
    released: Any,
    begin: Any,
    end: Any,
    row: Any,
    queues: Any,
    opening: Any,
    interval: Any,
    intervals: Any,
    whole: Any,
    after: Any,
    before: Any,
) -> None:
    for i in range(len(queue)):
        if outcome[i] == WAITING:
            _cut_span(arrival[i], np.inf, queue[i], opening, interval, intervals, whole, after, before)
        elif left[i] - arrival[i] > 0:
            _cut_span(arrival[i], left[i], queue[i], opening, interval, intervals, whole, after, before)
        if agent[i] >= 0:
            _cut_span(answered[i], released[i], queues + group[i], opening, interval, intervals, whole, after, before)
    for i in range(len(begin)):
        _cut_span(begin[i], end[i], row[i], opening, interval, intervals, whole, after, before)


_cut_span = njit(**_ENTRY)(_cut)

_i4, _i8, _f8 = types.int32[::1], types.int64[::1], types.float64[::1]
_whole, _real = types.int64, types.float64
_SUMS = (_i4, _i4, *(_f8,) * 6, _real, _real, _whole, _whole, _i8, *(_f8,) * 5)
_TIMES = (_i4, _i4, _i4, _i4, *(_f8,) * 6, _i8, _whole, _real, _real, _whole, _i8, _f8, _f8)


class CompiledPasses:
    """The passes by compiled code."""

    def __init__(self) -> None:
        with interruptible():
            self._sums = kept_compiled(_sums, _SUMS, _ENTRY)
            self._times = kept_compiled(_times, _TIMES, _ENTRY)

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float]) -> Sums:
        """Sums over contacts."""
        c, cells, kinds = contacts, grid.queues * grid.intervals, len(OUTCOMES)
        cell = np.empty(len(c), np.int64)
        number, waits = np.zeros(kinds * cells), np.zeros(kinds * cells)
        wrap_up, handle, early = np.zeros(cells), np.zeros(cells), np.zeros(len(limits) * kinds * cells)
        log = (c.queue, outcome, c.arrival, c.left, c.answered, c.ended, c.released)
        where = (float(grid.begin), float(grid.interval), grid.intervals, cells)
        self._sums(*log, np.array(limits, float), *where, cell, number, waits, wrap_up, handle, early)
        shape, by_cell = (kinds, grid.queues, grid.intervals), (grid.queues, grid.intervals)
        tables = number.reshape(shape), waits.reshape(shape), wrap_up.reshape(by_cell), handle.reshape(by_cell)
        return Sums(cell, *tables, early.reshape(len(limits), *shape))

    def times(self, contacts: ContactLog, spans: Spans, queues: int, groups: int, day: Grid) -> NDArray[np.float64]:
        """Time in line by queue, in progress by group, and the spans."""
        c, rows = contacts, queues + 3 * groups
        whole, after, before = np.zeros(rows * (day.intervals + 1), np.int64), *np.zeros((2, rows * (day.intervals + 1)))
        log = (c.queue, c.outcome, c.agent, c.group, c.arrival, c.left, c.answered, c.released)
        where = (queues, float(day.begin), float(day.interval), day.intervals)
        self._times(*log, *spans, *where, whole, after, before)
        return filled(whole, after, before, rows, day.interval)
