"""Causes of lateness that are people: who was absent or late, who sat in a meeting, whose site was out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.explain.changes import has_outages, time_out, without_outages
from simdesk.explain.counterfactual import ChangedDay, QueueInterval
from simdesk.floor.build import build_day
from simdesk.floor.plan import FloorPlan
from simdesk.measure.loads import planned_heads
from simdesk.measure.timeline import time_in_intervals
from simdesk.rules.calendar import SHIFT_OVER, STAFF, START
from simdesk.rules.codes import MEETING


def meets(where: QueueInterval) -> bool:
    """Whether a meeting of those who may take the queue is planned to touch the interval."""
    meetings = [meeting for g in where.groups for meeting in where.plan.groups[g].meetings]
    return any(one.start < where.end and one.start + one.length > where.begin for one in meetings)


def meetings(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Meetings that touch the interval, of agents who may take the queue, do not take place.

    Figure: agent minutes in meetings in the interval.
    """
    if not meets(where):
        return None
    rows = log.spans[(log.spans["activity"] == MEETING) & np.isin(log.spans["group"], where.groups)]
    spent = time_in_intervals(rows["begin"], rows["end"], np.zeros(len(rows), np.int64), 1, where.begin, where.plan.interval, 1)
    groups = list(now.plan.groups)
    for g in where.groups:
        kept = [one for one in groups[g].meetings if not (one.start < where.end and one.start + one.length > where.begin)]
        groups[g] = replace(groups[g], meetings=tuple(kept))
    return replace(now, plan=replace(now.plan, groups=tuple(groups))), float(spent.sum() / 60)


def may_be_away(where: QueueInterval) -> bool:
    """Whether agents who may take the queue are absent or late on some days."""
    late = {one.name for one in where.demand.staff if one.late_by is not None}
    return any(where.plan.groups[g].absence > 0 or where.plan.groups[g].name in late for g in where.groups)


def absence(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """All agents who may take the queue come, and in time.

    Figure: agent minutes scheduled in the interval of those who were absent or not yet there.
    """
    if not may_be_away(where):
        return None
    names = {where.plan.groups[g].name for g in where.groups}
    groups = tuple(replace(group, absence=0.0) if group.name in names else group for group in now.plan.groups)
    late = {name: by for name, by in now.workload.late.items() if name not in names}
    there = replace(now, plan=replace(now.plan, groups=groups), workload=replace(now.workload, late=late))
    everyone = _scheduled(there.plan, there.workload, where.groups, where.begin, where.end)
    missing = everyone - _scheduled(where.plan, workload, where.groups, where.begin, where.end)
    return (there, missing / 60) if missing > 0 else None


def fails(where: QueueInterval) -> bool:
    """Whether a group that may take the queue is out before the interval ends."""
    return has_outages(where.plan, where.groups, where.end)


def outages(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """No outage of agents who may take the queue, in the interval or before.

    Figure: agent minutes planned in the interval while they are out.
    """
    if not fails(where):
        return None
    heads = planned_heads(where.plan)
    lost = sum(heads[g, where.interval] * time_out(where.plan, g, where.begin, where.end) for g in where.groups)
    return replace(now, plan=without_outages(now.plan, where.groups, where.end)), float(lost / 60)


def _scheduled(plan: FloorPlan, workload: Workload, groups: Collection[int], begin: float, end: float) -> float:
    """Agent seconds of some groups between two times, of those who come, by the day's planned happenings; breaks count."""
    day = build_day(plan, workload)
    total = 0.0
    for change in day.staff_changes:
        what, who = int(change["what"]), int(change["who"])
        group = who if what == STAFF else int(day.floor.agents["group"][who]) if what in (START, SHIFT_OVER) else -1
        if group in groups:
            heads = {STAFF: int(change["agents"]), START: 1, SHIFT_OVER: -1}[what]
            total += heads * max(end - max(float(change["when"]), begin), 0.0)
    return total
