"""The SimPy clock: plays the rules of the floor on a SimPy environment. The reference.

Order of play, the same on every clock: by time; at equal times an analyst's own SimPy events first, then
planned staff changes, then arrivals, then what the rules scheduled, in the order they scheduled it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappush
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from simdesk.demand.workload import Workload
from simdesk.engine.log import SPAN, ContactLog, DayLog, check_laws, gather_contacts
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
from simdesk.floor.rows import Floor, column, floor_of_objects
from simdesk.floor.service import arrive, give_up, hang_up, try_again
from simdesk.floor.shifts import back_from_break, break_due, change_staff, close_doors, come_on, finish, shift_over
from simdesk.units import DAY

if TYPE_CHECKING:
    from simdesk.engine.control import Process

# SimPy's own events have priorities 0 and 1; a smaller number is played first.
_STAFF_CHANGES, _ARRIVALS, _SCHEDULED = 2, 3, 4


class FloorEnvironment(simpy.Environment):
    """A SimPy environment that can play an event at an exact time.

    SimPy schedules by delay, and ``now + (when - now)`` is not always ``when``: two happenings due at the
    same moment would fall apart by one unit in the last place.
    """

    def schedule_at(self, event: Any, when: float, priority: int) -> None:
        """Play ``event`` at ``when`` exactly, behind those of a lower priority number."""
        queue: list[Any] = self._queue
        heappush(queue, (when, priority, next(self._eid), event))


class _Happening:
    """A scheduled happening: whose turn, and the exact time.

    SimPy asks of an event in its queue only what stands here. A subclass of its ``Event`` would carry a
    dictionary each, which costs a third of the speed.
    """

    __slots__ = ("callbacks", "when", "who")
    _ok = True
    _defused = True
    _value = None

    def __init__(self, callbacks: list[Callable[[Any], None]], when: float, who: int) -> None:
        self.callbacks = callbacks
        self.when = when
        self.who = who


class SimpyCalendar:
    """The calendar the rules see, on a SimPy environment.

    Parameters
    ----------
    environment : FloorEnvironment
    floor : Floor
        Rows as objects.
    """

    def __init__(self, environment: FloorEnvironment, floor: Floor) -> None:
        self._queue: list[Any] = environment._queue
        self._next_order = environment._eid.__next__
        self.spans: list[tuple[int, int, int, float, float]] = []
        self._callbacks: list[list[Callable[[Any], None]]] = [[] for _ in range(BACK_FROM_BREAK + 1)]
        for what, rule in (
            (FINISH, finish),
            (GIVE_UP, give_up),
            (HANG_UP, hang_up),
            (TRY_AGAIN, try_again),
            (BACK_FROM_BREAK, back_from_break),
        ):
            self._callbacks[what] = [self._player(rule, floor)]

    def _player(self, rule: Callable[[Any, Any, int, float], None], floor: Floor) -> Callable[[Any], None]:
        def play(event: Any) -> None:
            rule(floor, self, event.who, event.when)

        return play

    def schedule(self, when: float, what: int, who: int) -> None:
        """Let ``what`` happen to ``who`` at ``when``."""
        event = _Happening(self._callbacks[what], when, who)
        heappush(self._queue, (when, _SCHEDULED, self._next_order(), event))

    def note(self, agent: int, group: int, activity: int, begin: float, end: float) -> None:
        """Keep a span of an agent's day."""
        self.spans.append((agent, group, activity, begin, end))


class SimpyDay:
    """One day on the SimPy clock.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    """

    def __init__(self, plan: FloorPlan, workload: Workload) -> None:
        day = build_day(plan, workload)
        self.plan = plan
        self.workload = workload
        self.floor = floor_of_objects(day.floor)
        self.environment = FloorEnvironment(initial_time=plan.opening)
        self.calendar = SimpyCalendar(self.environment, self.floor)
        self._play_staff_changes([tuple(change) for change in day.staff_changes.tolist()])
        self._play_arrivals(workload.arrival[: day.arrivals].tolist())

    def run(self) -> None:
        """Play the day to its end: the doors are closed and nobody is left whom an agent could still serve."""
        environment = self.environment
        step = environment.step
        centre = self.floor.centre[0]
        horizon = self.plan.closing + DAY
        with _without_garbage_collection():
            while centre.closed == 0:
                step()
            while centre.present > 0 and environment.peek() < horizon:
                step()

    def log(self) -> DayLog:
        """The log of the day played."""
        rows = {
            name: column(self.floor.contacts, name, kind)
            for name, kind in (
                ("arrival", "f8"),
                ("answered", "f8"),
                ("ended", "f8"),
                ("released", "f8"),
                ("could_answer", "f8"),
                ("outcome", "i4"),
                ("agent", "i4"),
                ("group", "i4"),
            )
        }
        contacts: ContactLog = gather_contacts(rows, self.workload)
        log = DayLog(
            contacts=contacts,
            spans=np.array(self.calendar.spans, SPAN),
            queue_area=column(self.floor.queues, "area", "f8"),
            longest_queue=column(self.floor.queues, "longest", "i8"),
            overtime=column(self.floor.groups, "overtime", "f8"),
        )
        check_laws(log, self.plan)
        return log

    def _play_staff_changes(self, changes: list[tuple[float, float, int, int, int]]) -> None:
        floor, calendar, environment = self.floor, self.calendar, self.environment
        following = iter(changes)
        now = next(following)

        def play(event: Any) -> None:
            nonlocal now
            when, length, what, who, heads = now
            if what == CLOSE:
                close_doors(floor, calendar, when)
            elif what == START:
                come_on(floor, calendar, who, when)
            elif what == STAFF:
                change_staff(floor, calendar, who, heads, when)
            elif what == BREAK_DUE:
                break_due(floor, calendar, who, length, when)
            elif what == SHIFT_OVER:
                shift_over(floor, calendar, who, when)
            upcoming = next(following, None)
            if upcoming is not None:
                now = upcoming
                event.callbacks = callbacks
                environment.schedule_at(event, now[0], _STAFF_CHANGES)

        callbacks: list[Callable[[Any], None]] = [play]
        environment.schedule_at(_Happening(callbacks, now[0], 0), now[0], _STAFF_CHANGES)

    def _play_arrivals(self, times: list[float]) -> None:
        if not times:
            return
        floor, calendar, environment = self.floor, self.calendar, self.environment
        queue: list[Any] = environment._queue
        next_order = environment._eid.__next__
        last = len(times) - 1

        def play(event: Any) -> None:
            c = event.who
            arrive(floor, calendar, c, event.when)
            if c < last:
                # One event carries all arrivals: SimPy has taken its callbacks, so it gets them again.
                event.who = c + 1
                event.when = when = times[c + 1]
                event.callbacks = callbacks
                heappush(queue, (when, _ARRIVALS, next_order(), event))

        callbacks: list[Callable[[Any], None]] = [play]
        environment.schedule_at(_Happening(callbacks, times[0], 0), times[0], _ARRIVALS)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A day makes many objects and no cycles: looking for cycles would cost a quarter of the run."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def play_day(plan: FloorPlan, workload: Workload, process: Process | None = None) -> DayLog:
    """Play one day on the SimPy clock.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    process : callable, optional
        An analyst's own SimPy process, ``process(environment, desk)`` (see ``simdesk.engine.control``).

    Returns
    -------
    DayLog

    Raises
    ------
    RunError
        When a law that must hold is broken.
    """
    day = SimpyDay(plan, workload)
    if process is not None:
        from simdesk.engine.control import start_process

        start_process(process, day)
    day.run()
    return day.log()
