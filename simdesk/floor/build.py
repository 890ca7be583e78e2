"""From the floor plan and the day's workload to the rows the rules play on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.journey_tables import JourneyTables
from simdesk.demand.workload import Workload
from simdesk.floor.parts import GroupPlan
from simdesk.floor.people import enter_people, present_of
from simdesk.floor.plan import FloorPlan
from simdesk.floor.planned_events import enter_meetings, headcount_changes, night_changes, shift_changes
from simdesk.floor.standing import Standing
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.calendar import BREAK_DUE, CLOSE_CENTRE, SHIFT_OVER, STAFF, START
from simdesk.rules.codes import BY_PREDICTION, MIXES
from simdesk.rules.floor import BLANK_IN_PROGRESS, BLANKS, Floor
from simdesk.rules.leg_codes import AFTER_BLOCKED, AFTER_LEAVING, NEEDS_HELP
from simdesk.rules.leg_rows import LEG
from simdesk.rules.rows import AGENT, CAPACITY, CENTRE, CONTACT, DRAWN, IDLE_PLACE, IN_PROGRESS, NOBODY, STAFF_CHANGE

if TYPE_CHECKING:
    from numpy.typing import NDArray


EVER = AFTER_LEAVING | AFTER_BLOCKED


@dataclass(frozen=True, eq=False)
class Day:
    """One day, ready to be played.

    Parameters
    ----------
    floor : Floor
        Its tables are structured arrays here: columns are found by name. Rules see a floor row by row.
    arrivals : int
        The first rows of ``floor.contacts`` arrive by themselves, in this order; the others are further tries.
    staff_changes : ndarray of STAFF_CHANGE
        Planned happenings in the order they are played: closing, shifts, headcounts, breaks.
    """

    floor: Any
    arrivals: int
    staff_changes: NDArray[Any]


def whole_agents(agents: NDArray[np.float64], attendance: float) -> NDArray[np.int64]:
    """Agents of one day as whole numbers.

    8.8 agents are 9 on four days of five and 8 on the fifth, decided by the day's uniform number, so that the mean over days
    is 8.8.

    Parameters
    ----------
    agents : ndarray of float
    attendance : float
        Uniform in [0, 1).
    """
    # The small term keeps 0.7 × 10 from being 6.999….
    return np.floor(agents + attendance + 1e-9).astype(np.int64)


def build_day(plan: FloorPlan, workload: Workload, spare: int = 0) -> Day:
    """Lay one day out in rows.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    spare : int
        Rows of contacts kept free for legs that are drawn while the day runs.

    Returns
    -------
    Day
    """
    agents: list[tuple[int, bool]] = []
    changes = night_changes(plan) if plan.has_nights else [(plan.closing, 0.0, CLOSE_CENTRE, NOBODY, 0)]
    off: list[list[int]] = []
    standby: list[list[int]] = []
    for g, group in enumerate(plan.groups):
        first = len(agents)
        count, away = _staff(plan, g, group, workload, first, changes)
        agents += [(g, False)] * count
        off.append([a for a in range(first, first + count) if a not in away] if group.headcount else [])
        standby.append(list(range(len(agents), len(agents) + group.standby)))
        agents += [(g, True)] * group.standby
    enter_meetings(plan, changes)
    changes.sort(key=lambda change: (change[0], change[2]))

    standing = Standing(*(rows.copy() for rows in plan.standing))
    groups = standing.groups
    rows = np.zeros(len(agents), AGENT)
    rows["group"] = rows["home"] = [g for g, _ in agents]
    rows["standby"] = [on_call for _, on_call in agents]
    rows["next_due"] = np.inf
    for name in ("ahead", "behind", "next_group", "first_in_progress", "calls"):
        rows[name] = NOBODY
    enter_people(plan.groups, len(plan.queues), rows)
    for g in range(len(plan.groups)):
        groups["off"][g] = _stack(rows, off[g])
        groups["standby"][g] = _stack(rows, standby[g])
    centre = np.zeros(1, CENTRE)
    centre["closing"] = plan.closing
    centre["finish_waiting"] = plan.finish_waiting
    centre["keeps_score"] = any(AGENT_CHOICES[queue.agent_choice].keeps_score for queue in plan.queues)
    centre["predicts"] = BY_PREDICTION in plan.places.queues["overflows"]
    centre["offers"] = any(group.offers for group in plan.groups)
    centre["pauses"] = any(group.pauses for group in plan.groups)
    centre["nights"] = plan.has_nights
    centre["spans"] = len(plan.spans)
    centre["closed"] = plan.spans[0][0] > plan.opening
    centre["opening"], centre["interval"], centre["intervals"] = plan.opening, plan.interval, plan.intervals
    centre["day"], centre["rows"] = workload.day, len(workload.queue)
    centre["link_columns"] = links = int(plan.places.waiting_lines["slot"].max(initial=0))
    centre["ring_columns"] = columns = len(workload.rings) // max(len(workload.queue), 1)
    centre["picks"], centre["misses"] = plan.draws_agents, "offer_draw" in workload.more
    contacts, places = _contacts(workload, spare), plan.places
    room, tables = len(contacts), workload.journeys_drawn_by or JourneyTables.none()
    rings = np.zeros(room * columns)
    if columns:
        rings[: len(workload.rings)] = workload.rings.reshape(columns, -1).T.ravel()
    floor = Floor(
        contacts=contacts,
        drawn=_drawn(workload, plan.needs_drawn, spare),
        queues=standing.queues,
        waiting_lines=places.waiting_lines.copy(),
        links=np.empty(links * room, np.int32),
        agents=rows,
        groups=groups,
        idle_lists=places.idle_lists.copy(),
        idle_places=np.empty(int(places.idle_lists["slot"].max(initial=0)) * len(rows), IDLE_PLACE),
        centre=centre,
        orders=places.orders,
        terms=places.terms,
        reached=np.full(places.reached, NOBODY, np.int32),
        steps=places.steps,
        trunks=standing.trunks,
        reactions=standing.reactions,
        unresolved=standing.unresolved,
        paces=standing.paces,
        **_concurrency(plan, workload, len(rows), room),
        more=places.more,
        indices=places.indices,
        leaves=places.leaves,
        marks=np.zeros(places.marks, np.int32),
        rings=rings,
        hours=standing.hours,
        carried_over=np.empty(room if plan.has_nights else 0, np.int32),
        legs=_legs(workload, spare),
        **tables._asdict(),
    )
    return Day(floor, workload.arrivals, np.array(changes, STAFF_CHANGE))


def with_room(day: Day, contacts: int) -> Day:
    """The same day with room for more contacts, which nothing has happened to."""
    floor, here = day.floor, len(day.floor.contacts)
    more, centre = contacts - here, floor.centre[0]

    def longer(rows: NDArray[Any], blank: Any, each: int = 1) -> NDArray[Any]:
        return np.concatenate([rows, np.repeat(blank, more * each).astype(rows.dtype)]) if len(rows) else rows

    rows = _at_cache_lines(contacts, CONTACT)
    rows[:here], rows[here:] = floor.contacts, BLANKS[0]
    changed = {
        "contacts": rows,
        "drawn": longer(floor.drawn, BLANKS[1]),
        "legs": longer(floor.legs, BLANKS[2]),
        "in_progress": longer(floor.in_progress, BLANK_IN_PROGRESS),
        "carried_over": longer(floor.carried_over, NOBODY),
        "links": longer(floor.links, NOBODY, int(centre["link_columns"])),
        "rings": longer(floor.rings, 0.0, int(centre["ring_columns"])),
    }
    return Day(floor._replace(**changed), day.arrivals, day.staff_changes)


def _stack(rows: NDArray[Any], members: list[int]) -> int:
    """Link agents through ``behind``, the first on top."""
    for above, below in pairwise(members):
        rows["behind"][above] = below
    return members[0] if members else NOBODY


def _staff(
    plan: FloorPlan,
    g: int,
    group: GroupPlan,
    workload: Workload,
    first: int,
    changes: list[tuple[float, float, int, int, int]],
) -> tuple[int, set[int]]:
    """Enter one group's planned happenings; give back how many agents it needs, from row ``first`` on, and who is away."""
    attendance, present = float(workload.attendance[g]), 1.0 - group.shrinkage
    if group.headcount:
        wanted = whole_agents(np.asarray(group.headcount) * present, attendance)
        there = present_of(group, workload, int(wanted.max(initial=0)))
        away = {first + int(k) for k in np.flatnonzero(~there)}
        count = len(there)
        if away:
            wanted = np.concatenate([[0], np.cumsum(there)])[wanted]
        if group.extra:
            more = whole_agents(np.asarray(group.extra), attendance)
            count += int(more.max(initial=0))
            wanted = wanted + more
        if plan.has_nights or group.outages:
            changes.extend((when, 0.0, STAFF, g, rise) for when, rise in headcount_changes(plan, group, wanted))
            return count, away
        rises = np.diff(wanted, prepend=0)
        changes.extend((plan.opening + float(i) * plan.interval, 0.0, STAFF, g, int(rises[i])) for i in np.flatnonzero(rises))
        return count, away
    # Rounded over the whole group, so that many small shifts do not round the same way.
    upto = whole_agents(np.cumsum([shift.agents * present for shift in group.shifts]), attendance)
    upto -= math.floor(attendance + 1e-9)
    there = present_of(group, workload, int(upto[-1]) if len(upto) else 0)
    late = workload.late.get(group.name, np.empty(0))
    if plan.has_nights or group.outages:
        return shift_changes(plan, group, np.diff(upto, prepend=0), first, changes, there, late), set()
    count = 0
    for shift, here in zip(group.shifts, np.diff(upto, prepend=0), strict=True):
        if shift.start >= plan.closing or shift.end <= plan.opening:
            continue
        for a in range(first + count, first + count + int(here)):
            k = a - first
            start = max(shift.start + (float(late[k]) if k < len(late) and not shift.certain else 0.0), plan.opening)
            if not (there[k] or shift.certain) or start >= min(shift.end, plan.closing):
                continue
            changes.append((start, 0.0, START, a, 0))
            if shift.end < plan.closing:
                changes.append((shift.end, 0.0, SHIFT_OVER, a, 0))
            for begin, length in shift.breaks:
                gone = max(plan.opening - begin, 0.0)
                if gone < length and begin < plan.closing:
                    changes.append((begin + gone, length - gone, BREAK_DUE, a, 0))
        count += int(here)
    return count, set()


def _concurrency(plan: FloorPlan, workload: Workload, agents: int, room: int) -> dict[str, NDArray[Any]]:
    """Tables of the rules for agents who may have several contacts in progress; empty where none may."""
    if all(group.concurrency is None for group in plan.groups):
        kinds: dict[str, Any] = {
            "in_progress": IN_PROGRESS,
            "counts": np.int32,
            "capacities": CAPACITY,
            "mixes": np.int32,
            "shared_paces": float,
        }
        return {name: np.empty(0, kind) for name, kind in kinds.items()}
    channels = len(plan.channels)
    in_progress = np.repeat(BLANK_IN_PROGRESS, room)
    for name, usual in (("silence", 0.0), ("stays", np.inf)):
        in_progress[name][: len(workload.queue)] = workload.more.get(name, usual)
    capacities = np.zeros((len(plan.groups), channels), CAPACITY)
    mixes = np.zeros((len(plan.groups), channels, channels), np.int32)
    paces: list[float] = []
    for g, group in enumerate(plan.groups):
        if group.concurrency is None:
            continue
        for k, here in enumerate(group.concurrency.paces):
            capacities[g, k] = group.concurrency.slots[k], len(paces), len(paces) + len(here)
            paces += here
            mixes[g, k] = [MIXES.index("together" if j == k else mix) for j, mix in enumerate(group.concurrency.mixes[k])]
    return {
        "in_progress": in_progress,
        "counts": np.zeros(agents * channels, np.int32),
        "capacities": capacities.ravel(),
        "mixes": mixes.ravel(),
        "shared_paces": np.array(paces),
    }


def _contacts(workload: Workload, spare: int) -> NDArray[Any]:
    here = len(workload.queue)
    contacts = _at_cache_lines(here + spare, CONTACT)
    blank = BLANKS[0]
    # Word by word: numpy copies a structure field by field, at eight times the cost.
    contacts.view(np.uint64).reshape(-1, CONTACT.itemsize // 8)[:] = blank.view(np.uint64)
    for name in ("arrival", "patience", "handle_time", "wrap_up", "queue"):
        contacts[name][:here] = getattr(workload, name)
    if workload.balks.any():
        contacts["balks"][:here] = workload.balks
    more = workload.more
    if here > workload.arrivals or more.keys() & {"follows", "tries_again", "help"}:
        contacts["tries_again"][:here] = more.get("tries_again", (workload.next_try != NOBODY) * EVER)
        contacts["follows"][:here] = more.get("follows", 0)
        if "help" in more:
            contacts["follows"][:here] += np.where(more["help"] != NOBODY, np.int8(NEEDS_HELP), np.int8(0))
    return contacts


def _drawn(workload: Workload, asked: bool, spare: int) -> NDArray[Any]:
    here = len(workload.queue)
    if not asked and not workload.more and here == workload.arrivals:
        return np.empty(0, DRAWN)
    drawn = np.repeat(BLANKS[1], here + spare)
    for name in ("redial_after", "pick", "next_try"):
        drawn[name][:here] = getattr(workload, name)
    for name in DRAWN.names or ():
        if name in workload.more:
            drawn[name][:here] = workload.more[name]
    return drawn


def _legs(workload: Workload, spare: int) -> NDArray[Any]:
    if workload.journeys_drawn_by is None:
        return np.empty(0, LEG)
    here = len(workload.queue)
    legs = np.zeros(here + spare, LEG)
    legs["when"][:here], legs["journey"][:here] = workload.arrival, np.arange(here)
    for name in ("customer", "attempt"):
        legs[name][:here] = getattr(workload, name)
    for name in ("key", "back_key", "meant", "called_by"):
        legs[name][:here] = workload.more[name]
    legs["tries"] = 1
    return legs


def _at_cache_lines(count: int, kind: np.dtype[Any]) -> NDArray[Any]:
    """Rows of 64 bytes, each within one line of the processor's cache."""
    line = 64
    memory = np.empty(count * kind.itemsize + line, np.uint8)
    begin = -memory.ctypes.data % line
    return memory[begin : begin + count * kind.itemsize].view(kind)
