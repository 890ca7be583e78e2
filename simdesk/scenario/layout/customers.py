"""Classes of customers in numbers: the floor knows each class of a queue's customers as a queue of its own.

A plan is laid out as if there were no classes, and then each queue that has some is split into neighbouring rows: the classes
in the order written, the others last.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simdesk.demand.plan import CustomerClass, DemandPlan, QueueDemand
from simdesk.floor.parts import Family, GroupPlan, QueuePlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.registry import OTHERS
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.horizon import Horizon
from simdesk.scenario.layout.routing import mean_handle_time
from simdesk.scenario.layout.talk import talk_of_class
from simdesk.scenario.layout.varying import varying_of

_DURATIONS = ("patience", "handle_time", "wrap_up")


@dataclass(frozen=True)
class _Row:
    """One row of the split floor: a queue without classes, or one class of a queue's customers.

    ``queue`` is the row it comes from; ``name`` is that of the class, empty where there is none.
    """

    queue: int
    name: str = ""
    customers: Customers | None = None
    low: float = 0.0
    high: float = 1.0


def split_customers(
    queues: Mapping[str, Queue], floor: FloorPlan, demand: DemandPlan, day: Day | Horizon
) -> tuple[FloorPlan, DemandPlan]:
    """Split each queue that has classes of customers into a row for each class.

    Parameters
    ----------
    queues : mapping of str to Queue
    floor, demand : FloorPlan, DemandPlan
        Laid out as if there were no classes: a row for each of the queues.
    day : Day or Horizon

    Returns
    -------
    (FloorPlan, DemandPlan)
        The same objects when there are no classes.
    """
    if not any(queue.customers for queue in queues.values()):
        return floor, demand
    rows = [row for q, queue in enumerate(queues.values()) for row in _rows_of(q, queue)]
    written = tuple(queues.values())
    split = replace(demand, queues=tuple(_demand(row, rows, demand.queues[row.queue], written[row.queue], day) for row in rows))
    families = [Family(name, *_span(rows, q)) for q, (name, queue) in enumerate(queues.items()) if queue.customers]
    plans = [_plan(row, floor.queues[row.queue]) for row in rows]
    for family in families:
        members = range(family.first, family.end)
        if plans[family.first].mean_handle_time > 0:
            mean = math.fsum(split.queues[r].share * mean_handle_time(split, r) for r in members)
            plans[family.first : family.end] = [replace(plans[r], mean_handle_time=mean) for r in members]
    groups = tuple(_group(group, rows) for group in floor.groups)
    return replace(floor, queues=tuple(plans), groups=groups, families=tuple(families)), split


def _rows_of(q: int, queue: Queue) -> list[_Row]:
    if not queue.customers:
        return [_Row(q)]
    edges = [0.0, *itertools.accumulate(one.share for one in queue.customers.values()), 1.0]
    named: list[tuple[str, Customers | None]] = [*queue.customers.items(), (OTHERS, None)]
    return [_Row(q, name, one, low, high) for (name, one), low, high in zip(named, edges[:-1], edges[1:], strict=True)]


def _span(rows: Sequence[_Row], q: int) -> tuple[int, int]:
    mine = [r for r, row in enumerate(rows) if row.queue == q]
    return mine[0], mine[-1] + 1


def _plan(row: _Row, queue: QueuePlan) -> QueuePlan:
    return replace(queue, name=f"{queue.name}.{row.name}") if row.name else queue


def _target(rows: Sequence[_Row], here: _Row, q: int) -> int:
    """The row in queue ``q`` where customers of a class come: their own queue's class, that of the same name, or the others."""
    mine = [r for r, row in enumerate(rows) if row.queue == q]
    return next((r for r in mine if rows[r].name == here.name), mine[-1])


def _demand(row: _Row, rows: Sequence[_Row], queue: QueueDemand, written: Queue, day: Day | Horizon) -> QueueDemand:
    def at(q: int) -> int:
        return _target(rows, row, q)

    moved = replace(
        queue,
        redial=queue.redial and replace(queue.redial, queue=None if queue.redial.queue is None else at(queue.redial.queue)),
        transfer=queue.transfer
        and replace(queue.transfer, shares=tuple((at(target), share) for target, share in queue.transfer.shares)),
        assistance=queue.assistance and replace(queue.assistance, queue=at(queue.assistance.queue)),
        call_back=queue.call_back and replace(queue.call_back, queue=at(queue.call_back.queue)),
        misrouted=queue.misrouted and replace(queue.misrouted, queue=at(queue.misrouted.queue)),
        repeat=queue.repeat and replace(queue.repeat, queue=None if queue.repeat.queue is None else at(queue.repeat.queue)),
    )
    if not row.name:
        return moved
    forms = {name: getattr(row.customers, name, None) for name in _DURATIONS}
    if row.customers is not None:
        forms["handle_time"] = talk_of_class(row.customers, written)
    own: dict[str, Any] = {name: varying_of(form, day, queue.name) for name, form in forms.items() if form is not None}
    part = CustomerClass(queue.name, row.name, row.low, row.high, tuple(own))
    return replace(moved, name=f"{queue.name}.{row.name}", customers=part, **own)


def _group(group: GroupPlan, rows: Sequence[_Row]) -> GroupPlan:
    takes = tuple(tuple(r for r, row in enumerate(rows) if row.queue in level) for level in group.takes)

    def spread(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(values[row.queue] for row in rows) if values else ()

    taken = {q for level in group.takes for q in level}
    credits = [_credit(row) if row.queue in taken else 0.0 for row in rows]
    weight, bonus, open_due = spread(group.weight), spread(group.bonus), spread(group.open_due)
    if any(credits):
        weight = weight or (1.0,) * len(rows)
        bonus = bonus or (0.0,) * len(rows)
        # Within a rank compared by weight × wait + bonus, a second of waiting is worth the weight.
        bonus = tuple(base + w * credit for base, w, credit in zip(bonus, weight, credits, strict=True))
    kinds = tuple(replace(kind, takes=tuple(kind.takes[row.queue] for row in rows) if kind.takes else ()) for kind in group.kinds)
    pace, unresolved = spread(group.pace), spread(group.unresolved)
    found = replace(group, takes=takes, pace=pace, weight=weight, bonus=bonus, open_due=open_due)
    return replace(found, unresolved=unresolved, kinds=kinds)


def _credit(row: _Row) -> float:
    """Seconds of waiting a class is credited with; infinite for one that goes first."""
    if row.customers is None:
        return 0.0
    return math.inf if row.customers.first else row.customers.credit or 0.0
