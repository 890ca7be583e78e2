"""The compiled clock: plays the same rules of the floor, compiled by numba, on structured arrays. For volume.

No rule is written here. The functions of ``simdesk.floor`` are registered as they stand, and ``schedule`` and ``note``
get a heap and a table of spans. The order of play is that of the SimPy clock, so the logs are equal to the bit.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types
from numba.extending import overload, register_jitable

from simdesk.engine import compiled_draws  # noqa: F401  (the numbers that rules draw)
from simdesk.engine.array_calendar import (
    ARRIVAL_NEXT,
    HEAP,
    ITEM,
    KIND_BITS,
    ORDER,
    SPANS,
    STAFF_NEXT,
    ArrayCalendar,
)
from simdesk.engine.compiled_layout import RowsOfContacts
from simdesk.engine.compiled_log import LogOfRows
from simdesk.engine.rule_cache import kept
from simdesk.engine.rule_code import PACKAGE, rule_modules
from simdesk.engine.rule_compiler import ENTRY, INLINED, RULE
from simdesk.engine.rule_library import optimised_once
from simdesk.engine.tables import tables_at
from simdesk.interrupts import interruptible
from simdesk.rules import calendar as calendar_rules
from simdesk.rules import draws, duty, idle_agents, random_numbers, service, waiting_lines
from simdesk.rules import floor as floor_rules
from simdesk.rules.arriving import arrive
from simdesk.rules.calendar import SPAN
from simdesk.rules.codes import BUSY
from simdesk.rules.floor import FLOOR_KINDS, Floor
from simdesk.rules.happenings import play_change, play_scheduled
from simdesk.rules.rows import STAFF_CHANGE
from simdesk.units import DAY

if TYPE_CHECKING:
    pass

PLAYED, OVER, NO_ROOM = range(3)
SPARE = 16
"""Rows that must be free for one happening, beside one for each contact that is there."""

_floor_at = tables_at(Floor._fields, FLOOR_KINDS)
_calendar_at = tables_at(ArrayCalendar._fields, (ITEM, SPAN, np.dtype("i8"), STAFF_CHANGE))


@overload(calendar_rules.schedule, jit_options=RULE)
def _schedule(calendar: Any, when: Any, what: Any, who: Any) -> Any:
    def push(calendar: Any, when: Any, what: Any, who: Any) -> None:
        heap = calendar.items
        i = calendar.counts[HEAP]
        calendar.counts[HEAP] = i + 1
        order = calendar.counts[ORDER]
        calendar.counts[ORDER] = order + 1
        while i > 0:
            above = (i - 1) >> 2
            if heap[above].when <= when:  # what was scheduled before goes first
                break
            _move(heap, above, i)
            i = above
        heap[i].when = when
        heap[i].order = order
        heap[i].what_whom = (who << KIND_BITS) | what

    return push


@overload(calendar_rules.note, jit_options=RULE)
def _note(calendar: Any, agent: Any, group: Any, activity: Any, begin: Any, end: Any) -> Any:
    def keep(calendar: Any, agent: Any, group: Any, activity: Any, begin: Any, end: Any) -> None:
        span = calendar.spans[calendar.counts[SPANS]]
        calendar.counts[SPANS] += 1
        span.agent = agent
        span.group = group
        span.activity = activity
        span.begin = begin
        span.end = end

    return keep


@overload(floor_rules.add_contact, jit_options=RULE)
def _add_contact(floor: Any) -> Any:
    def add(floor: Any) -> Any:
        centre = floor.centre[0]
        c = centre.rows
        centre.rows = c + 1
        return c

    return add


def _rules() -> list[Callable[..., Any]]:
    """All functions of the rules' folder, but for those of the calendar and of tables, which this clock brings itself."""
    found: dict[Callable[..., Any], None] = {}
    apart = {calendar_rules.__name__, random_numbers.__name__, draws.__name__, floor_rules.__name__}
    for module in rule_modules():
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__.startswith(PACKAGE) and function.__module__ not in apart:
                found[function] = None
    return list(found)


_RULES = _rules()
_FOR_EACH_CONTACT = {
    service.answer,
    waiting_lines.next_contact,
    waiting_lines.longest_waiting,
    waiting_lines.front_of,
    waiting_lines.take_front,
    waiting_lines.join_queue,
    waiting_lines.count_waiting,
    idle_agents.idle_agent,
    idle_agents.end_idle,
    idle_agents.become_idle,
    idle_agents.join_idle_lists,
    idle_agents.leave_idle_lists,
}


def _register(rule: Callable[..., Any]) -> None:
    overload(rule, jit_options=INLINED if rule in _FOR_EACH_CONTACT else RULE, strict=False)(lambda *arguments: rule)


for _rule in _RULES:
    _register(_rule)


@register_jitable(**INLINED)
def _move(heap: Any, here: Any, there: Any) -> None:
    heap[there].when = heap[here].when
    heap[there].order = heap[here].order
    heap[there].what_whom = heap[here].what_whom


@register_jitable(**INLINED)
def _sooner(heap: Any, one: Any, other: Any) -> Any:
    """1 where one item is due before another, else 0: reckoned with, since a branch that cannot be foretold costs more."""
    a, b = heap[one], heap[other]
    return int((a.when < b.when) | ((a.when == b.when) & (a.order < b.order)))


@register_jitable(**INLINED)
def _pop(calendar: Any) -> Any:
    """Take the head off the heap: when, what, who."""
    heap = calendar.items
    when, what_whom = heap[0].when, heap[0].what_whom
    size = calendar.counts[HEAP] - 1
    calendar.counts[HEAP] = size
    # The hole at the top sinks to the bottom, and the last item rises from there. It seldom rises far, so this
    # compares less than letting that item sink from the top.
    i = 0
    child = 1
    while child + 3 < size:
        one = child + _sooner(heap, child + 1, child)
        other = child + 2 + _sooner(heap, child + 3, child + 2)
        child = one + (other - one) * _sooner(heap, other, one)
        _move(heap, child, i)
        i = child
        child = 4 * i + 1
    if child < size:
        best = child
        for k in range(child + 1, size):
            best += (k - best) * _sooner(heap, k, best)
        _move(heap, best, i)
        i = best
    when_last = heap[size].when
    order_last = heap[size].order
    while i > 0:
        above = (i - 1) >> 2
        if heap[above].when < when_last or (heap[above].when == when_last and heap[above].order < order_last):
            break
        _move(heap, above, i)
        i = above
    _move(heap, size, i)
    return when, what_whom & ((1 << KIND_BITS) - 1), what_whom >> KIND_BITS


@register_jitable(**RULE)
def end_stretch(floor: Any, calendar: Any, now: Any, over: Any) -> None:
    """Remember when the last happening was; at the end of the day let those go who still stay."""
    floor.centre[0].last = now
    if over and (floor.centre[0].present > 0 or floor.centre[0].staying > 0):
        duty.end_day(floor, calendar, now)


def _play(floor_address: Any, calendar_address: Any, arrivals: Any, until: Any, horizon: Any) -> Any:
    """Play everything before ``until``; gives back ``PLAYED``, or ``OVER`` when the day is, or ``NO_ROOM`` for further legs."""
    floor = _floor_at(floor_address)
    calendar = _calendar_at(calendar_address)
    changes = calendar.changes
    centre = floor.centre[0]
    counts = calendar.counts
    now = centre.last
    grows = len(floor.legs) > 0
    while True:
        # Whoever is there leads to one leg at the most before this is asked again.
        if grows and centre.rows + centre.present + SPARE > len(floor.legs):
            centre.last = now
            return NO_ROOM
        when = np.inf
        source = 0
        if counts[STAFF_NEXT] < len(changes):
            when = changes[counts[STAFF_NEXT]].when
            source = 1
        c = counts[ARRIVAL_NEXT]
        if c < arrivals and floor.contacts[c].arrival < when:
            when = floor.contacts[c].arrival
            source = 2
        if counts[HEAP] > 0 and calendar.items[0].when < when:
            when = calendar.items[0].when
            source = 3
        if centre.over == 1:
            if centre.present <= 0:
                end_stretch(floor, calendar, now, True)
                return OVER
            if min(when, until) >= horizon:
                busy = False
                for a in range(len(floor.agents)):
                    busy = busy or floor.agents[a].state == BUSY
                if not busy or min(when, until) >= horizon + DAY:
                    end_stretch(floor, calendar, now, True)
                    return OVER
        if source == 0 or when >= until:
            end_stretch(floor, calendar, now, source == 0 and until == np.inf)
            return PLAYED
        now = when
        if source == 1:
            planned = changes[counts[STAFF_NEXT]]
            counts[STAFF_NEXT] += 1
            play_change(floor, calendar, planned, when)
        elif source == 2:
            counts[ARRIVAL_NEXT] = c + 1
            arrive(floor, calendar, c, when)
        else:
            when, what, who = _pop(calendar)
            play_scheduled(floor, calendar, what, who, when)


def _push(calendar_address: Any, when: Any, what: Any, who: Any) -> None:
    calendar_rules.schedule(_calendar_at(calendar_address), when, what, who)


compiled_play = kept(_play, ENTRY | {"nogil": True})
compiled_push = kept(_push, ENTRY)


def compile_rules() -> None:
    """Compile the rules, or read them compiled: before the first day, and before other processes need them."""
    if compiled_push.signatures:
        return
    whole, real = types.int64, types.float64
    with interruptible(), optimised_once({_play.__qualname__, _push.__qualname__}):
        compiled_play.compile((whole, whole, whole, real, real))
        compiled_push.compile((whole, real, whole, whole))
    log_of_rows()
    rows_of_contacts()


@cache
def log_of_rows() -> LogOfRows:
    """What gathers logs, compiled once."""
    return LogOfRows()


@cache
def rows_of_contacts() -> RowsOfContacts:
    """What enters contacts, compiled once."""
    return RowsOfContacts()
