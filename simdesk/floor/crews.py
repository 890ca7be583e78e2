"""The agents of a day: how many of each group there are, who is away, and what is planned for them."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simdesk.floor.parts import GroupPlan
from simdesk.floor.people import first_kinds, kinds_in, present_of
from simdesk.floor.planned_events import Change, headcount_changes, meeting_changes, night_changes, shift_changes
from simdesk.rules.calendar import BREAK_DUE, CLOSE_CENTRE, SHIFT_OVER, STAFF, START
from simdesk.rules.rows import AGENT, NOBODY, STAFF_CHANGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.workload import Workload
    from simdesk.floor.plan import FloorPlan

_KEPT = 64
"""Crews of a group that are kept: as many as the day's attendance can make of most headcounts."""


def whole_agents(agents: NDArray[np.float64], attendance: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """Agents of one day as whole numbers.

    8.8 agents are 9 on four days of five and 8 on the fifth, decided by the day's uniform number, so that the mean over days
    is 8.8.

    Parameters
    ----------
    agents : ndarray of float
    attendance : float, or ndarray of float in the shape of agents
        Uniform in [0, 1).
    """
    # The small term keeps 0.7 × 10 from being 6.999….
    return np.floor(agents + attendance + 1e-9).astype(np.int64)


class Crew(NamedTuple):
    """The agents of one group on one day, as if they were the first of the floor.

    Parameters
    ----------
    rows : ndarray of AGENT
        Those on standby at the end.
    off, standby : int
        On top of the stack of those who can come on duty, and of those who can be sent for.
    changes : ndarray of STAFF_CHANGE
        What is planned for them.
    of_agents : bool
        The changes are about agents, not about the group.
    """

    rows: NDArray[Any]
    off: int
    standby: int
    changes: NDArray[Any]
    of_agents: bool


class Staffing(NamedTuple):
    """All agents of a day.

    Parameters
    ----------
    rows : ndarray of AGENT
    off, standby : ndarray of int, shape (groups,)
        See ``Crew``.
    changes : ndarray of STAFF_CHANGE
        In the order they are played: closing, shifts, headcounts, breaks, meetings.
    """

    rows: NDArray[Any]
    off: NDArray[np.int64]
    standby: NDArray[np.int64]
    changes: NDArray[Any]


class Crews:
    """The agents of one floor, day after day. A crew that was there before is not made again.

    Parameters
    ----------
    plan : FloorPlan
    """

    def __init__(self, plan: FloorPlan) -> None:
        self._plan = plan
        self._kinds = first_kinds(plan.groups)
        wanted = [_wanted(group) for group in plan.groups]
        self._wanted = np.concatenate(wanted) if wanted else np.empty(0)
        self._sizes = np.array([len(each) for each in wanted], np.int64)
        self._spans = list(pairwise(accumulate(self._sizes.tolist(), initial=0)))
        self._by_shifts = np.repeat([not group.headcount for group in plan.groups], self._sizes)
        self._kept: list[dict[bytes, Crew]] = [{} for _ in plan.groups]
        closing = (plan.closing, 0.0, CLOSE_CENTRE, NOBODY, 0)
        self._last: tuple[list[Crew], Staffing] | None = None
        self._before = np.array(night_changes(plan) if plan.has_nights else [closing], STAFF_CHANGE)
        self._behind = np.array(meeting_changes(plan), STAFF_CHANGE)

    def of(self, workload: Workload) -> Staffing:
        """The agents of the day that a workload belongs to; the rows are not to be changed."""
        attendance = np.repeat(workload.attendance, self._sizes)
        wanted = whole_agents(self._wanted, attendance) - self._by_shifts * np.floor(attendance + 1e-9).astype(np.int64)
        crews = [self._crew(g, wanted[begin:end], workload) for g, (begin, end) in enumerate(self._spans)]
        if self._last is None or any(crew is not before for crew, before in zip(crews, self._last[0], strict=True)):
            self._last = crews, self._together(crews)
        return self._last[1]

    def _together(self, crews: list[Crew]) -> Staffing:
        sizes = np.array([len(crew.rows) for crew in crews], np.int64)
        firsts = np.cumsum(sizes) - sizes
        rows = _joined([crew.rows for crew in crews], AGENT)
        rows["behind"] += np.where(rows["behind"] == NOBODY, 0, np.repeat(firsts, sizes)).astype(np.int32)
        changes = _joined([self._before, *(crew.changes for crew in crews), self._behind], STAFF_CHANGE)
        of_agents = np.where([crew.of_agents for crew in crews], firsts, 0) if crews else firsts
        among = slice(len(self._before), len(changes) - len(self._behind))
        changes["who"][among] += np.repeat(of_agents, [len(crew.changes) for crew in crews]).astype(np.int32)
        tops = np.array([(crew.off, crew.standby) for crew in crews], np.int64).reshape(-1, 2)
        off, standby = np.where(tops == NOBODY, NOBODY, tops + firsts[:, None]).T
        return Staffing(rows, off, standby, changes[np.lexsort((changes["what"], changes["when"]))])

    def _crew(self, g: int, wanted: NDArray[np.int64], workload: Workload) -> Crew:
        group = self._plan.groups[g]
        if group.name in workload.absent or group.name in workload.late:
            return self._made(g, group, wanted, workload)
        kept, key = self._kept[g], wanted.tobytes()
        if key not in kept:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[key] = self._made(g, group, wanted, workload)
        return kept[key]

    def _made(self, g: int, group: GroupPlan, wanted: NDArray[np.int64], workload: Workload) -> Crew:
        plan = self._plan
        changes: list[Change] = []
        count, away = (_by_headcount if group.headcount else _by_shifts)(plan, g, group, wanted, workload, changes)
        rows = np.zeros(count + group.standby, AGENT)
        rows["group"] = rows["home"] = g
        rows["standby"][count:] = 1
        rows["next_due"] = np.inf
        for name in ("ahead", "behind", "next_group", "first_in_progress", "calls"):
            rows[name] = NOBODY
        kinds = kinds_in(group, count)
        rows["kind"][:count] = np.where(kinds > 0, kinds + (self._kinds[g] - 1), 0)
        rows["paces_from"] = (rows["kind"] * len(plan.groups) + g) * len(plan.queues)
        off = [a for a in range(count) if a not in away] if group.headcount else []
        standby = list(range(count, count + group.standby))
        tops = _stack(rows, off), _stack(rows, standby)
        return Crew(rows, *tops, np.array(changes, STAFF_CHANGE), not group.headcount)


def _wanted(group: GroupPlan) -> NDArray[np.float64]:
    """Agents who are there, before they are whole numbers: by interval and behind that further ones, or the sums of shifts."""
    present = 1.0 - group.shrinkage
    if group.headcount:
        return np.array([*(np.asarray(group.headcount) * present), *group.extra], float)
    # Rounded over the whole group, so that many small shifts do not round the same way.
    return np.cumsum([shift.agents * present for shift in group.shifts], dtype=float)


def _by_headcount(
    plan: FloorPlan, g: int, group: GroupPlan, wanted: NDArray[np.int64], workload: Workload, changes: list[Change]
) -> tuple[int, set[int]]:
    """Enter the changes of a headcount; give back how many agents it needs and who of them is away."""
    more = wanted[len(group.headcount) :]
    wanted = wanted[: len(group.headcount)]
    there = present_of(group, workload, int(wanted.max(initial=0)))
    away = set(np.flatnonzero(~there).tolist())
    count = len(there)
    if away:
        wanted = np.concatenate([[0], np.cumsum(there)])[wanted]
    if group.extra:
        count += int(more.max(initial=0))
        wanted = wanted + more
    if plan.has_nights or group.outages:
        changes.extend((when, 0.0, STAFF, g, rise) for when, rise in headcount_changes(plan, group, wanted))
        return count, away
    rises = np.diff(wanted, prepend=0)
    changes.extend((plan.opening + float(i) * plan.interval, 0.0, STAFF, g, int(rises[i])) for i in np.flatnonzero(rises))
    return count, away


def _by_shifts(
    plan: FloorPlan, g: int, group: GroupPlan, upto: NDArray[np.int64], workload: Workload, changes: list[Change]
) -> tuple[int, set[int]]:
    """Enter the shifts of a group; give back how many agents they need."""
    there = present_of(group, workload, int(upto[-1]) if len(upto) else 0)
    late = workload.late.get(group.name, np.empty(0))
    agents = np.diff(upto, prepend=0)
    if plan.has_nights or group.outages:
        return shift_changes(plan, group, agents, changes, there, late), set()
    first = 0
    for shift, here in zip(group.shifts, agents.tolist(), strict=True):
        if shift.start >= plan.closing or shift.end <= plan.opening:
            continue
        for a in range(first, first + here):
            start = max(shift.start + (float(late[a]) if a < len(late) and not shift.certain else 0.0), plan.opening)
            if not (there[a] or shift.certain) or start >= min(shift.end, plan.closing):
                continue
            changes.append((start, 0.0, START, a, 0))
            if shift.end < plan.closing:
                changes.append((shift.end, 0.0, SHIFT_OVER, a, 0))
            for begin, length in shift.breaks:
                gone = max(plan.opening - begin, 0.0)
                if gone < length and begin < plan.closing:
                    changes.append((begin + gone, length - gone, BREAK_DUE, a, 0))
        first += here
    return first, set()


def _stack(rows: NDArray[Any], members: list[int]) -> int:
    """Link agents through ``behind``, the first on top."""
    for above, below in pairwise(members):
        rows["behind"][above] = below
    return members[0] if members else NOBODY


def _joined(tables: list[NDArray[Any]], kind: np.dtype[Any]) -> NDArray[Any]:
    """One table after the other; as plain bytes, since numpy copies a structure field by field."""
    return np.concatenate([table.view(np.uint8) for table in tables]).view(kind) if tables else np.empty(0, kind)
