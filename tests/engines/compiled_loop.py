"""The rules compiled with numba over structured arrays: a test's own small clock.

It exists to prove that every rule is written so that it can be compiled, and that compiled it does the same to
the last bit. It is no engine: nothing is cached and the heap is the simplest that is right.
"""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numba.extending import overload, register_jitable

from simdesk.demand.workload import Workload
from simdesk.engine.log import SPAN, DayLog, gather_contacts
from simdesk.floor import calendar as calendar_module
from simdesk.floor import lines, service, shifts
from simdesk.floor.build import build_day
from simdesk.floor.calendar import (
    BACK_FROM_BREAK,
    BREAK_DUE,
    CLOSE,
    FINISH,
    GIVE_UP,
    HANG_UP,
    SHIFT_OVER,
    STAFF,
    START,
    TRY_AGAIN,
)
from simdesk.floor.plan import FloorPlan
from simdesk.floor.service import arrive, give_up, hang_up, try_again
from simdesk.floor.shifts import (
    back_from_break,
    break_due,
    change_staff,
    close_doors,
    come_on,
    finish,
    move_agent,
    send_for_agent,
    send_home_agent,
    shift_over,
)
from simdesk.units import DAY

ITEM = np.dtype([("when", "f8"), ("order", "i8"), ("what", "i4"), ("who", "i4")], align=True)
MOVE, SEND_FOR, SEND_HOME = range(100, 103)
ORDER = np.dtype([("when", "f8"), ("what", "i4"), ("group", "i4"), ("to", "i4")], align=True)
"""What a planner's process does: at a time, before anything else of that time."""


class Calendar(NamedTuple):
    """A heap of happenings, and the spans noted so far; ``size``: heap, order, spans."""

    items: Any
    spans: Any
    size: Any


@overload(calendar_module.schedule, inline="never")
def _schedule(calendar, when, what, who):
    def push(calendar, when, what, who):
        heap = calendar.items
        i = calendar.size[0]
        calendar.size[0] = i + 1
        order = calendar.size[1]
        calendar.size[1] = order + 1
        while i > 0:
            above = (i - 1) >> 1
            if heap[above].when <= when:
                break
            heap[i] = heap[above]
            i = above
        heap[i].when = when
        heap[i].order = order
        heap[i].what = what
        heap[i].who = who

    return push


@overload(calendar_module.note, inline="never")
def _note(calendar, agent, group, activity, begin, end):
    def keep(calendar, agent, group, activity, begin, end):
        span = calendar.spans[calendar.size[2]]
        calendar.size[2] += 1
        span.agent = agent
        span.group = group
        span.activity = activity
        span.begin = begin
        span.end = end

    return keep


RULES = [
    rule
    for module in (lines, service, shifts)
    for _, rule in inspect.getmembers(module, inspect.isfunction)
    if rule.__module__ == module.__name__
]
for _rule in RULES:
    register_jitable(_rule)


@njit
def _pop(calendar):
    heap = calendar.items
    when, what, who = heap[0].when, heap[0].what, heap[0].who
    size = calendar.size[0] - 1
    calendar.size[0] = size
    last_when, last_order, last_what, last_who = heap[size].when, heap[size].order, heap[size].what, heap[size].who
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        other = child + 1
        if other < size and (
            heap[other].when < heap[child].when
            or (heap[other].when == heap[child].when and heap[other].order < heap[child].order)
        ):
            child = other
        if last_when < heap[child].when or (last_when == heap[child].when and last_order < heap[child].order):
            break
        heap[i] = heap[child]
        i = child
    heap[i].when = last_when
    heap[i].order = last_order
    heap[i].what = last_what
    heap[i].who = last_who
    return when, what, who


@njit
def _run(floor, calendar, changes, arrivals, orders, horizon):
    centre = floor.centre[0]
    change, c, k = 0, 0, 0
    while True:
        when, source = np.inf, 0
        if k < len(orders):
            when, source = orders[k].when, 1
        if change < len(changes) and changes[change].when < when:
            when, source = changes[change].when, 2
        if c < arrivals and floor.contacts[c].arrival < when:
            when, source = floor.contacts[c].arrival, 3
        if calendar.size[0] > 0 and calendar.items[0].when < when:
            when, source = calendar.items[0].when, 4
        if source == 0 or (centre.closed == 1 and (centre.present <= 0 or when >= horizon)):
            break
        if source == 1:
            order = orders[k]
            k += 1
            if order.what == MOVE:
                move_agent(floor, calendar, order.group, order.to, when)
            elif order.what == SEND_FOR:
                send_for_agent(floor, calendar, order.group, when)
            elif order.what == SEND_HOME:
                send_home_agent(floor, calendar, order.group, when)
        elif source == 2:
            planned = changes[change]
            change += 1
            if planned.what == CLOSE:
                close_doors(floor, calendar, when)
            elif planned.what == START:
                come_on(floor, calendar, planned.who, when)
            elif planned.what == STAFF:
                change_staff(floor, calendar, planned.who, planned.heads, when)
            elif planned.what == BREAK_DUE:
                break_due(floor, calendar, planned.who, planned.length, when)
            elif planned.what == SHIFT_OVER:
                shift_over(floor, calendar, planned.who, when)
        elif source == 3:
            arrive(floor, calendar, c, when)
            c += 1
        else:
            when, what, who = _pop(calendar)
            if what == FINISH:
                finish(floor, calendar, who, when)
            elif what == GIVE_UP:
                give_up(floor, calendar, who, when)
            elif what == HANG_UP:
                hang_up(floor, calendar, who, when)
            elif what == TRY_AGAIN:
                try_again(floor, calendar, who, when)
            elif what == BACK_FROM_BREAK:
                back_from_break(floor, calendar, who, when)


def play_compiled(plan: FloorPlan, workload: Workload, orders: Any = None) -> DayLog:
    """Play one day with the compiled rules."""
    day = build_day(plan, workload)
    floor = day.floor
    room = 4 * len(floor.contacts) + 8 * len(floor.agents) + 4 * len(day.staff_changes) + 64
    calendar = Calendar(np.zeros(room, ITEM), np.zeros(room, SPAN), np.zeros(3, np.int64))
    orders = np.zeros(0, ORDER) if orders is None else orders
    _run(floor, calendar, day.staff_changes, day.arrivals, orders, plan.closing + DAY)
    names = ("arrival", "answered", "ended", "released", "could_answer", "outcome", "agent", "group")
    rows = {name: np.ascontiguousarray(floor.contacts[name]) for name in names}
    return DayLog(
        contacts=gather_contacts(rows, workload),
        spans=calendar.spans[: calendar.size[2]],
        queue_area=np.ascontiguousarray(floor.queues["area"]),
        longest_queue=floor.queues["longest"].astype(np.int64),
        overtime=np.ascontiguousarray(floor.groups["overtime"]),
        standby=floor.agents["standby"].astype(bool),
    )
