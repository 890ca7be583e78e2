"""What if: a floor with one thing changed, to play the same day on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from simdesk.floor.parts import GroupPlan, ShiftPlan
from simdesk.floor.plan import FloorPlan


def may_take(plan: FloorPlan, q: int) -> tuple[int, ...]:
    """The groups that may take queue ``q``'s contacts, in the order they are tried, then those that only take from the line."""
    tried = [g for level in plan.queues[q].tries for g in level]
    freed = [g for g, group in enumerate(plan.groups) if g not in tried and any(q in level for level in group.takes)]
    return (*tried, *freed)


def shared_queues(plan: FloorPlan, q: int) -> tuple[int, ...]:
    """Queue ``q`` and all queues that an agent who may take it takes too, in the order of the floor."""
    shared = {p for g in may_take(plan, q) for level in plan.groups[g].takes for p in level}
    return tuple(sorted(shared | {q}))


def with_agents(plan: FloorPlan, g: int, agents: int, begin: float, end: float) -> FloorPlan:
    """The floor with so many more agents of group ``g`` on duty from ``begin`` to ``end`` (seconds after midnight), no breaks."""
    group = plan.groups[g]
    paid = agents / (1.0 - group.shrinkage)  # shrinkage takes it down to the agents wanted
    middles = [plan.opening + (i + 0.5) * plan.interval for i in range(plan.intervals)]
    if group.headcount and group.absence > 0:  # as many more whoever is absent
        extra = zip(group.extra or (0.0,) * plan.intervals, middles, strict=True)
        changed = replace(group, extra=tuple(h + agents if begin <= middle < end else h for h, middle in extra))
    elif group.headcount:
        heads = zip(group.headcount, middles, strict=True)
        changed = replace(group, headcount=tuple(h + paid if begin <= middle < end else h for h, middle in heads))
    else:
        changed = replace(group, shifts=(*group.shifts, ShiftPlan(begin, end, paid, certain=group.absence > 0)))
    return _with_groups(plan, {g: changed})


def without_breaks(plan: FloorPlan, groups: Collection[int], begin: float, end: float) -> FloorPlan:
    """The floor without what planned breaks of some groups have between ``begin`` and ``end``."""

    def outside(breaks: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        parts = [part for at, length in breaks for part in ((at, min(at + length, begin)), (max(at, end), at + length))]
        return tuple((low, high - low) for low, high in parts if high > low)

    return _with_groups(
        plan,
        {
            g: replace(group, shifts=tuple(replace(shift, breaks=outside(shift.breaks)) for shift in group.shifts))
            for g, group in enumerate(plan.groups)
            if g in groups
        },
    )


def has_breaks(plan: FloorPlan, groups: Collection[int], begin: float, end: float) -> bool:
    """Whether a break of these groups is planned to touch the time between ``begin`` and ``end``."""
    shifts = [shift for g in groups for shift in plan.groups[g].shifts]
    return any(at < end and at + length > begin for shift in shifts for at, length in shift.breaks)


def without_outages(plan: FloorPlan, groups: Collection[int], until: float) -> FloorPlan:
    """The floor without the outages of some groups that begin before ``until``."""
    kept = {g: tuple(one for one in plan.groups[g].outages if one[0] >= until) for g in groups}
    return _with_groups(plan, {g: replace(plan.groups[g], outages=outages) for g, outages in kept.items()})


def has_outages(plan: FloorPlan, groups: Collection[int], until: float) -> bool:
    """Whether an outage of any of these groups begins before ``until``."""
    return any(begin < until for g in groups for begin, _ in plan.groups[g].outages)


def time_out(plan: FloorPlan, g: int, begin: float, end: float) -> float:
    """Seconds between two moments in which a group is out."""
    return sum(max(min(back, end) - max(out, begin), 0.0) for out, back in plan.groups[g].outages)


def queue_first(plan: FloorPlan, q: int) -> FloorPlan:
    """The floor on which agents who take queue ``q`` and others take ``q`` before all others."""

    def first(group: GroupPlan) -> GroupPlan:
        rest = [tuple(p for p in level if p != q) for level in group.takes]
        return replace(group, takes=((q,), *(level for level in rest if level)))

    return _with_groups(
        plan, {g: first(group) for g, group in enumerate(plan.groups) if any(q in level for level in group.takes)}
    )


def takes_others(plan: FloorPlan, q: int) -> tuple[int, ...]:
    """Groups that take queue ``q`` from the line, and others before it or at the same rank."""
    return tuple(g for g, group in enumerate(plan.groups) if any(q in level for level in group.takes) and group.takes[0] != (q,))


def _with_groups(plan: FloorPlan, changed: dict[int, GroupPlan]) -> FloorPlan:
    return replace(plan, groups=tuple(changed.get(g, group) for g, group in enumerate(plan.groups)))
