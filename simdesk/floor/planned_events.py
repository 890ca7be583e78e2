"""Planned happenings of a horizon of several days, of queues with hours of their own, of outages and of meetings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from simdesk.floor.parts import GroupPlan
from simdesk.floor.people import first_kinds
from simdesk.floor.plan import FloorPlan
from simdesk.rules.calendar import (
    BREAK_DUE,
    CLOSE_CENTRE,
    CLOSE_QUEUE,
    END_HORIZON,
    MEETING_DUE,
    MEETING_OF_KIND,
    OPEN_CENTRE,
    OPEN_QUEUE,
    OUTAGE,
    OUTAGE_OVER,
    SHIFT_OVER,
    START,
)
from simdesk.rules.rows import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

Change = tuple[float, float, int, int, int]
Spans = tuple[tuple[float, float], ...]


def night_changes(plan: FloorPlan) -> list[Change]:
    """When the centre and its queues open and close, and outages begin and end."""
    changes: list[Change] = [(plan.closing, 0.0, END_HORIZON, NOBODY, 0)]
    for begin, end in plan.spans:
        changes.append((end, 0.0, CLOSE_CENTRE, NOBODY, 0))
        if begin > plan.opening:
            changes.append((begin, 0.0, OPEN_CENTRE, NOBODY, 0))
    borders = {moment for span in plan.spans for moment in span}
    for q, queue in enumerate(plan.queues):
        for begin, end in queue.hours:
            if end not in borders and end < plan.closing:
                changes.append((end, 0.0, CLOSE_QUEUE, q, 0))
            if begin > plan.opening:
                changes.append((begin, 0.0, OPEN_QUEUE, q, 0))
        for begin, end, lost in queue.outages:
            changes.append((begin, 0.0, OUTAGE, q, int(lost)))
            if end < plan.closing:
                changes.append((end, 0.0, OUTAGE_OVER, q, 0))
    return changes


def within(spans: Spans, begin: float, end: float, outages: Spans) -> Iterator[tuple[float, float, float]]:
    """The parts of a time from ``begin`` to ``end`` that lie in opening hours and no outage, each with the closing behind it."""
    for opening, closing in islice(spans, bisect_right(spans, begin, key=itemgetter(1)), None):
        if opening >= end:
            return
        at, last = max(begin, opening), min(end, closing)
        for out, back in outages:
            if out < last and back > at:
                if out > at:
                    yield at, out, closing
                at = max(at, back)
        if at < last:
            yield at, last, closing


def headcount_changes(plan: FloorPlan, group: GroupPlan, agents: NDArray[np.int64]) -> list[tuple[float, int]]:
    """When a group's headcount rises or falls; as the centre closes everybody goes who is free, and each opening begins anew."""
    changes: list[tuple[float, int]] = []
    edges = plan.opening + np.arange(plan.intervals + 1) * plan.interval
    for opening, closing in plan.spans:
        now = 0
        moments = {opening, *edges[slice(*np.searchsorted(edges, [opening, closing]))].tolist()}
        moments |= {moment for outage in group.outages for moment in outage if opening <= moment < closing}
        for moment in sorted(moments):
            out = any(begin <= moment < end for begin, end in group.outages)
            wanted = 0 if out else int(agents[min(int((moment - plan.opening) / plan.interval + 1e-9), plan.intervals - 1)])
            if wanted != now:
                changes.append((moment, wanted - now))
                now = wanted
    return changes


def shift_changes(
    plan: FloorPlan,
    group: GroupPlan,
    agents: NDArray[np.int64],
    changes: list[Change],
    there: NDArray[np.bool_],
    late: NDArray[np.float64],
) -> int:
    """Enter the shifts of a group, ``agents`` agents in each; give back how many agents it needs, counted from 0.

    ``there`` and ``late`` (seconds) say by agent who comes, and how late.
    """
    crews: dict[int, tuple[int, int]] = {}
    most: dict[int, int] = {}
    for shift, here in zip(group.shifts, agents.tolist(), strict=True):
        most[shift.crew] = max(most.get(shift.crew, 0), here)
    count = 0
    for k, (shift, here) in enumerate(zip(group.shifts, agents.tolist(), strict=True)):
        crew = shift.crew if shift.crew >= 0 else -2 - k
        if crew not in crews:
            crews[crew] = (count, most.get(crew, here))
            count += crews[crew][1]
        for a in range(crews[crew][0], crews[crew][0] + here):
            if not (there[a] or shift.certain):
                continue
            start = shift.start + (float(late[a]) if a < len(late) and not shift.certain else 0.0)
            for begin, end, closing in within(plan.spans, start, shift.end, group.outages):
                changes.append((begin, 0.0, START, a, 0))
                if end < closing:
                    changes.append((end, 0.0, SHIFT_OVER, a, 0))
                for at, length in shift.breaks:
                    gone = max(begin - at, 0.0)
                    if gone < length and at < end:
                        changes.append((at + gone, length - gone, BREAK_DUE, a, 0))
    return count


def meeting_changes(plan: FloorPlan) -> list[Change]:
    """The meetings of the day: what is left of them after opening."""
    changes: list[Change] = []
    for g, (group, first) in enumerate(zip(plan.groups, first_kinds(plan.groups), strict=True)):
        for meeting in group.meetings:
            gone = max(plan.opening - meeting.start, 0.0)
            if gone < meeting.length and meeting.start < plan.closing:
                what, whom = (MEETING_OF_KIND, first - 1 + meeting.kind) if meeting.kind else (MEETING_DUE, meeting.agents)
                changes.append((meeting.start + gone, meeting.length - gone, what, g, whom))
    return changes
