"""Causes of lateness in an interval, each as the same day with that cause taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.workload import NO_TRY, Workload
from simdesk.engine.log import DayLog
from simdesk.explain.causes_people import absence, fails, may_be_away, meetings, meets, outages
from simdesk.explain.changes import has_breaks, queue_first, takes_others, without_breaks
from simdesk.explain.counterfactual import Change, ChangedDay, QueueInterval
from simdesk.explain.journeys import workload_rows
from simdesk.explain.words import listed
from simdesk.floor.build import build_day
from simdesk.floor.plan import FloorPlan
from simdesk.measure.timeline import time_in_intervals
from simdesk.rules.codes import BREAK
from simdesk.rules.leg_codes import IS_CALLED, IS_LOST

if TYPE_CHECKING:
    from numpy.typing import NDArray


def first_tries(workload: Workload, q: int, begin: float, end: float) -> NDArray[np.int64]:
    """Rows of the first tries of a queue's customers who come from ``begin`` up to ``end``, in order."""
    when = workload.arrival[: workload.arrivals]
    return np.flatnonzero((workload.queue[: workload.arrivals] == q) & (when >= begin) & (when < end))


def _without_work(workload: Workload, rows: NDArray[np.int64], plan: FloorPlan) -> Workload:
    """Contacts that take no agent's time and lead to no other: as if they had not come."""
    if any(group.offers or group.pauses for group in plan.groups):
        # Even a contact without work would ring, and be followed by a pause.
        balks = workload.balks.copy()
        balks[rows] = IS_LOST
        workload = replace(workload, balks=balks)
    handle, wrap, then = workload.handle_time.copy(), workload.wrap_up.copy(), workload.next_try.copy()
    handle[rows] = wrap[rows] = 0.0
    then[rows] = NO_TRY
    more = dict(workload.more)
    for name, nothing in (
        ("tries_again", 0),
        ("follows", 0),
        ("follow", NO_TRY),
        ("help", NO_TRY),
        ("call_back", NO_TRY),
        ("silence", 0),
    ):
        if name in more:
            more[name] = more[name].copy()
            more[name][rows] = nothing
    return replace(workload, handle_time=handle, wrap_up=wrap, next_try=then, more=more)


def volume(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """First tries above the forecast of the interval, of the queue, of those that share its agents and of bots in front of them,
    evenly left out.

    Figure: contacts above forecast.
    """
    gone: list[NDArray[np.int64]] = []
    for q in (*where.queues, *where.bots):
        rows = first_tries(workload, q, where.begin, where.end)
        above = len(rows) - round(float(workload.expected[q, where.interval]))
        if above > 0:
            gone.append(rows[((np.arange(above) + 0.5) * len(rows) / above).astype(np.int64)])
    if not gone:
        return None
    rows = np.concatenate(gone)
    removed = now.removed.copy()
    removed[rows] = True
    return replace(now, workload=_without_work(now.workload, rows, where.plan), removed=removed), float(len(rows))


def handle_times(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Customers of the interval whose mean work is above plan: all of a queue's shortened to the planned mean.

    Figure: agent minutes above plan, at pace 1.
    """
    handle, wrap = now.workload.handle_time.copy(), now.workload.wrap_up.copy()
    above = 0.0
    for q in where.queues:
        rows = first_tries(workload, q, where.begin, where.end)
        drawn = float((workload.handle_time[rows] + workload.wrap_up[rows]).sum())
        planned = float(where.planned_work[q]) * len(rows)
        if drawn > planned * (1 + 1e-9):
            handle[rows] *= planned / drawn
            wrap[rows] *= planned / drawn
            above += drawn - planned
    if above == 0.0:
        return None
    return replace(now, workload=replace(now.workload, handle_time=handle, wrap_up=wrap)), above / 60


def backlog(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Contacts that waited when the interval began, of the queue and of those that share its agents, take no time.

    A list of customers to call waits all day, and is a cause of its own. Figure: how many waited.
    """
    c = log.contacts
    queues = [q for q in where.queues if q not in where.campaigns]
    waited = np.isin(c.queue, queues) & (c.arrival < where.begin) & ~(c.left <= where.begin)
    if not waited.any():
        return None
    rows = workload_rows(log, workload)[waited]
    return replace(now, workload=_without_work(now.workload, rows, where.plan)), float(len(rows))


def finishing_late(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Contacts taken before the interval by agents who may take the queue, and not finished after the planned mean time.

    They finish after the planned mean, or when the interval begins if that is later. Where agents have several in hand what
    counts is the work itself, without rests, silences and the time taken by others. Figure: agent minutes beyond that.
    """
    c = log.contacts
    in_hand = np.flatnonzero(np.isin(c.group, where.groups) & (c.answered < where.begin) & (c.released > where.begin))
    if not len(in_hand):
        return None
    pace = np.array([where.plan.groups[g].pace[q] for g, q in zip(c.group[in_hand], c.queue[in_hand], strict=True)])
    if any(group.kinds for group in where.plan.groups):
        day = build_day(where.plan, workload).floor
        pace = day.paces[day.agents["paces_from"][c.agent[in_hand]] + c.queue[in_hand]]
    planned = where.planned_work[c.queue[in_hand]] / pace
    work = c.released[in_hand] - c.answered[in_hand]
    rows = workload_rows(log, workload)[in_hand]
    several = np.array([where.plan.groups[g].concurrency is not None for g in c.group[in_hand]])
    work = np.where(several, (workload.handle_time[rows] + workload.wrap_up[rows]) / pace, work)
    allowed = np.maximum(planned, where.begin - c.answered[in_hand])
    long = work > allowed + 1e-6
    if not long.any():
        return None
    rows = rows[long]
    handle, wrap = now.workload.handle_time.copy(), now.workload.wrap_up.copy()
    total = allowed[long] * pace[long]
    handle[rows] = np.minimum(handle[rows], total)
    wrap[rows] = np.minimum(wrap[rows], total - handle[rows])
    return replace(now, workload=replace(now.workload, handle_time=handle, wrap_up=wrap)), float(
        (work - allowed)[long].sum() / 60
    )


def breaks(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Breaks planned in the interval for agents who may take the queue do not take place there.

    Figure: agent minutes on break in the interval.
    """
    if not has_breaks(where.plan, where.groups, where.begin, where.end):
        return None
    rest = log.spans[(log.spans["activity"] == BREAK) & np.isin(log.spans["group"], where.groups)]
    minutes = time_in_intervals(
        rest["begin"], rest["end"], np.zeros(len(rest), np.int64), 1, where.begin, where.plan.interval, 1
    ).sum()
    return replace(now, plan=without_breaks(now.plan, where.groups, where.begin, where.end)), float(minutes / 60)


def priority(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Agents who take the queue and others take it before all others: all day, because the order of a floor is laid out once.

    Figure: contacts of other queues that agents who may take the queue took in the interval while one of it waited.
    """
    if not takes_others(where.plan, where.queue):
        return None
    c = log.contacts
    taken = np.flatnonzero(
        np.isin(c.group, where.groups) & (c.queue != where.queue) & (c.answered >= where.begin) & (c.answered < where.end)
    )
    mine = c.queue == where.queue
    begin, end = np.sort(c.arrival[mine]), np.sort(np.where(np.isnan(c.left[mine]), np.inf, c.left[mine]))
    # Waiting at a moment: come before it, less gone up to it.
    waiting = np.searchsorted(begin, c.answered[taken], "left") - np.searchsorted(end, c.answered[taken], "left")
    return replace(now, plan=queue_first(now.plan, where.queue)), float((waiting > 0).sum())


def campaigns(where: QueueInterval, now: ChangedDay, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """Agents who take the queue have no customers of a list to call, all day.

    Figure: agent minutes in the interval on calls of campaigns, of agents who may take the queue.
    """
    c = log.contacts
    called = np.isin(c.queue, where.campaigns) & np.isin(c.group, where.groups) & (c.answered < where.end)
    if not called.any():
        return None
    groups = np.zeros(int(called.sum()), np.int64)
    begin, end = c.answered[called], c.released[called]
    spent = time_in_intervals(begin, end, groups, 1, where.begin, where.plan.interval, 1).sum()
    rows = np.flatnonzero(np.isin(workload.queue, where.campaigns) & (workload.balks == IS_CALLED))
    balks = now.workload.balks.copy()
    balks[rows] = IS_LOST
    nobody = replace(_without_work(now.workload, rows, where.plan), balks=balks)
    return replace(now, workload=nobody), float(spent / 60)


CAUSES: dict[str, tuple[Change, str]] = {
    "volume above forecast": (volume, "{figure} contacts{a_day} above forecast, in all queues that share its agents"),
    "long handle times": (handle_times, "{figure} agent minutes{a_day} of work above plan, in all queues that share its agents"),
    "backlog from before": (backlog, "{figure} contacts{a_day} waited for its agents when the interval began"),
    "agents finishing late": (finishing_late, "{figure} agent minutes{a_day} of contacts from before, beyond their planned mean"),
    "breaks": (breaks, "{figure} agent minutes{a_day} on break"),
    "priority given to others": (
        priority,
        "{figure} contacts{a_day} of other queues taken while one of its own waited; it goes first all day long, not in the "
        "interval alone, which also shortens earlier waits",
    ),
}
"""By name: how it is taken away, and what its figure counts."""
SOMETIMES: dict[str, tuple[Change, str]] = {
    "meetings": (meetings, "{figure} agent minutes{a_day} in meetings"),
    "absence and lateness": (absence, "{figure} agent minutes{a_day} of agents who were absent or late"),
    "outage": (outages, "{figure} agent minutes{a_day} planned in the interval were out; no outage before it either"),
    "campaign calls": (
        campaigns,
        "{figure} agent minutes{a_day} on calls of <campaigns>; nobody is called all day long, not in the "
        "interval alone, which also shortens earlier waits",
    ),
}
"""The same, where the plan has them."""


def causes_in(where: QueueInterval) -> dict[str, tuple[Change, str]]:
    """The causes that a queue in an interval can have."""
    has = {
        "meetings": meets(where),
        "absence and lateness": may_be_away(where),
        "outage": fails(where),
        "campaign calls": bool(where.campaigns),
    }
    names = listed([where.plan.queues[q].name for q in where.campaigns]).replace("{", "{{").replace("}", "}}")
    found = {name: (change, words.replace("<campaigns>", names)) for name, (change, words) in SOMETIMES.items() if has[name]}
    return CAUSES | found


def without(cause: str, where: QueueInterval, workload: Workload, log: DayLog) -> tuple[ChangedDay, float] | None:
    """A day without one cause, and the cause's figure; None where the day has nothing of it."""
    return (CAUSES | SOMETIMES)[cause][0](where, as_it_was(where, workload), workload, log)


def as_it_was(where: QueueInterval, workload: Workload) -> ChangedDay:
    """The day with nothing changed."""
    return ChangedDay(where.plan, workload, np.zeros(len(workload.queue), bool))


def without_all(where: QueueInterval, workload: Workload, log: DayLog) -> ChangedDay:
    """A day without any of the causes."""
    now = as_it_was(where, workload)
    for change, _ in causes_in(where).values():
        changed = change(where, now, workload, log)
        now = now if changed is None else changed[0]
    return now
