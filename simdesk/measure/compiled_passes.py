"""The passes over a day's log, compiled: each one loop, which adds up in the order in which numpy does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, types

from simdesk.engine.log import ContactLog, DayLog
from simdesk.engine.rule_cache import kept_compiled
from simdesk.engine.rule_compiler import ENTRY, RULE
from simdesk.engine.tables import AddressList, tables_at
from simdesk.interrupts import interruptible
from simdesk.measure.passes import CLASS_OF, GONE, KINDS, Bins, Grid, Sums, Times, times_of
from simdesk.measure.timeline import filled
from simdesk.rules.calendar import SPAN
from simdesk.rules.codes import ANSWERED, AT_WORK, CONTAINED, MISSED, ON_DUTY, OUTCOMES, RANG, REFUSED, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ENTRY: Any = ENTRY | {"nogil": True}
_spans_at = tables_at(("spans",), (SPAN,))


def _interval(when: Any, begin: Any, interval: Any, intervals: Any) -> Any:
    return min(int((when - begin) / interval), intervals - 1)


def _left(outcome: Any, agent: Any, arrival: Any, answered: Any, ended: Any) -> Any:
    """When a contact left the queue: see ``ContactLog.left``."""
    if outcome >= CONTAINED:
        return arrival
    return answered if agent >= 0 else ended


def _sums(
    queue: Any,
    outcome: Any,
    agent: Any,
    arrival: Any,
    answered: Any,
    ended: Any,
    released: Any,
    class_of: Any,
    limits: Any,
    edges: Any,
    of_second: Any,
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
    lost: Any,
    waited: Any,
    wait: Any,
    wait_from: Any,
    longest: Any,
    histogram: Any,
) -> Any:
    kinds, queues, bins = len(number), len(wait_from) - 1, len(edges)
    losses = stood = 0
    for i in range(len(queue)):
        came, q, what = arrival[i], queue[i], outcome[i]
        left = _left_at(what, agent[i], came, answered[i], ended[i])
        place = q * intervals + _interval_at(came, begin, interval, intervals)
        cell[i] = place
        key = what * cells + place
        number[key] += 1.0
        waits[key] += left - came
        if what == ANSWERED:
            wrap_up[place] += released[i] - ended[i]
            handle[place] += released[i] - answered[i]
        for k in range(len(limits)):
            if left <= came + limits[k]:
                early[k * kinds + key] += 1.0
        which = class_of[what]
        if which == GONE:
            lost[losses] = i
            losses += 1
        waits_for = left - came
        if waits_for > 0 and which >= 0:
            waited[stood] = i
            stood += 1
            wait_from[q + 1] += 1
            longest[place] = max(longest[place], waits_for)
            if bins > 0:
                b = of_second[int(min(waits_for, len(of_second) - 1.0))]
                while b + 1 < bins and edges[b + 1] <= waits_for:
                    b += 1
                histogram[(which * queues + q) * bins + b] += 1
    for q in range(queues):
        wait_from[q + 1] += wait_from[q]
    for k in range(stood):
        i = waited[k]
        wait[wait_from[queue[i]]] = _left_at(outcome[i], agent[i], arrival[i], answered[i], ended[i]) - arrival[i]
        wait_from[queue[i]] += 1
    for q in range(queues, 0, -1):
        wait_from[q] = wait_from[q - 1]
    wait_from[0] = 0
    return losses


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


def _count(when: Any, row: Any, begin: Any, interval: Any, intervals: Any, numbers: Any) -> None:
    if when >= begin:
        numbers[row * intervals + _interval_at(when, begin, interval, intervals)] += 1.0


def _times(
    queue: Any,
    outcome: Any,
    agent: Any,
    group: Any,
    arrival: Any,
    answered: Any,
    ended: Any,
    released: Any,
    spans_address: Any,
    standby: Any,
    queues: Any,
    groups: Any,
    opening: Any,
    interval: Any,
    intervals: Any,
    late: Any,
    measured: Any,
    whole: Any,
    after: Any,
    before: Any,
    numbers: Any,
) -> None:
    for i in range(len(queue)):
        came, who = arrival[i], agent[i]
        if outcome[i] == WAITING:
            _cut_span(came, np.inf, queue[i], opening, interval, intervals, whole, after, before)
        else:
            left = _left_at(outcome[i], who, came, answered[i], ended[i])
            if left - came > 0:
                _cut_span(came, left, queue[i], opening, interval, intervals, whole, after, before)
        if who >= 0:
            _cut_span(answered[i], released[i], queues + group[i], opening, interval, intervals, whole, after, before)
            _number(answered[i], group[i], late, interval, measured, numbers)
    spans = _spans_at(spans_address).spans
    for i in range(len(spans)):
        span = spans[i]
        if span.activity == ON_DUTY:
            row = queues + groups + span.group
            _cut_span(span.begin, span.end, row, opening, interval, intervals, whole, after, before)
            if standby[span.agent]:
                _cut_span(span.begin, span.end, row + groups, opening, interval, intervals, whole, after, before)
        elif span.activity == AT_WORK:
            row = queues + 3 * groups + span.group
            _cut_span(span.begin, span.end, row, opening, interval, intervals, whole, after, before)
        elif span.activity >= RANG:
            row = queues + 4 * groups + span.group
            _cut_span(span.begin, span.end, row, opening, interval, intervals, whole, after, before)
            if span.activity == MISSED:
                _number(span.begin, groups + span.group, late, interval, measured, numbers)
            elif span.activity == REFUSED:
                _number(span.begin, 2 * groups + span.group, late, interval, measured, numbers)


_cut_span, _interval_at, _left_at, _number = (njit(**RULE)(part) for part in (_cut, _interval, _left, _count))

_i4, _i8, _f8, _b1 = types.int32[::1], types.int64[::1], types.float64[::1], types.boolean[::1]
_whole, _real = types.int64, types.float64
_SUMS = (
    *(*(_i4,) * 3, *(_f8,) * 4),
    *(_i8, _f8, _f8, _i8, _real, _real, _whole, _whole),
    *(_i8, *(_f8,) * 5, _i8, _i8, _f8, _i8, _f8, _i8),
)
_TIMES = (
    *((_i4,) * 4 + (_f8,) * 4),
    *(_whole, _b1, _whole, _whole, _real, _real, _whole, _real, _whole),
    *(_i8, _f8, _f8, _f8),
)


class CompiledPasses:
    """The passes by compiled code."""

    def __init__(self) -> None:
        with interruptible():
            self._sums = kept_compiled(_sums, _SUMS, _ENTRY)
            self._times = kept_compiled(_times, _TIMES, _ENTRY)

    def sums(self, contacts: ContactLog, outcome: NDArray[np.int32], grid: Grid, limits: Sequence[float], bins: Bins) -> Sums:
        """Sums over contacts."""
        c, cells, kinds, each = contacts, grid.queues * grid.intervals, len(OUTCOMES), len(bins.edges)
        cell, lost, waited = np.empty((3, len(c)), np.int64)
        by_outcome, by_cell = kinds * cells, (grid.queues, grid.intervals)
        sizes = (by_outcome, by_outcome, cells, cells, len(limits) * by_outcome, cells)
        number, waits, wrap_up, handle, early, longest = _zeros(sizes)
        wait, wait_from = np.empty(len(c)), np.zeros(grid.queues + 1, np.int64)
        histogram = np.zeros(2 * grid.queues * each, np.int64)
        log = (c.queue, outcome, c.agent, c.arrival, c.answered, c.ended, c.released)
        where = (float(grid.begin), float(grid.interval), grid.intervals, cells)
        tables = (cell, number, waits, wrap_up, handle, early, lost, waited, wait, wait_from, longest, histogram)
        losses = self._sums(*log, CLASS_OF, np.array(limits, float), *bins, *where, *tables)
        shape = (kinds, *by_cell)
        return Sums(
            cell,
            number.reshape(shape),
            waits.reshape(shape),
            wrap_up.reshape(by_cell),
            handle.reshape(by_cell),
            early.reshape(len(limits), *shape),
            lost[:losses],
            wait[: wait_from[-1]],
            wait_from,
            longest.reshape(by_cell),
            histogram.reshape(2, grid.queues, each),
        )

    def times(self, log: DayLog, groups: int, day: Grid, measured: Grid) -> Times:
        """Times cut into the intervals of the day, and answers in those that are measured."""
        c, queues, rows = log.contacts, day.queues, day.queues + KINDS * groups
        whole = np.zeros(rows * (day.intervals + 1), np.int64)
        after, before, numbers = _zeros((len(whole), len(whole), 3 * groups * measured.intervals))
        spans = AddressList.of((log.spans,))
        contacts = (c.queue, c.outcome, c.agent, c.group, c.arrival, c.answered, c.ended, c.released)
        where = (queues, groups, float(day.begin), float(day.interval), day.intervals)
        late = (float(measured.begin), measured.intervals)
        self._times(*contacts, spans.address, log.standby, *where, *late, whole, after, before, numbers)
        table = filled(whole, after, before, rows, day.interval)
        return times_of(table, queues, groups, numbers)


def _zeros(sizes: Sequence[int]) -> list[NDArray[np.float64]]:
    """Arrays of zeros side by side: one is got from the system instead of several."""
    memory, ends = np.zeros(sum(sizes)), np.cumsum(sizes).tolist()
    return [memory[end - size : end] for size, end in zip(sizes, ends, strict=True)]
