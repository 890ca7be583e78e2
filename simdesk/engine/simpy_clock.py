"""The SimPy clock: plays the rules of the floor on a SimPy environment. The reference.

Order of play, the same on every clock: by time; at equal times an analyst's own SimPy events first, then
planned staff changes, then arrivals, then what the rules scheduled, in the order they scheduled it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import simpy
import simpy.core
from simpy.events import Event

from simdesk.demand.workload import Workload
from simdesk.engine.log import LEGS_LOGGED, LOGGED, ContactLog, DayLog, check_laws, gather_contacts
from simdesk.floor.build import build_day
from simdesk.floor.plan import FloorPlan
from simdesk.rules.arriving import arrive
from simdesk.rules.calendar import SPAN
from simdesk.rules.codes import BUSY
from simdesk.rules.duty import end_day
from simdesk.rules.floor import as_objects, column, floor_of_objects
from simdesk.rules.happenings import SCHEDULED_RULES, play_change
from simdesk.rules.leg_rows import LEG
from simdesk.rules.rows import CONTACT
from simdesk.units import DAY

if TYPE_CHECKING:
    from simdesk.engine.control import Process

# SimPy's own events have priorities 0 and 1; a smaller number is played first.
_STAFF_CHANGES, _ARRIVALS, _SCHEDULED = 2, 3, 4


class FloorEnvironment(simpy.Environment):
    """A SimPy environment that plays the rules of the floor between its own events.

    Its queue holds (time, priority, order, rule, whom): a happening of the floor is its rule and a row, an event of
    SimPy is ``_play_event`` and the event. SimPy schedules by delay, and ``now + (when - now)`` is not always
    ``when``; happenings are queued at the exact time their rule named, or those due together would fall apart by one
    unit in the last place. And an object for each of them would cost a fifth of the speed.
    """

    def __init__(self, opening: float) -> None:
        super().__init__(initial_time=opening)
        self.floor: Any = None
        self.calendar: Any = None

    def schedule(self, event: Event, priority: Any = 1, delay: float = 0) -> None:
        """Queue an event of SimPy's; the signature is SimPy's."""
        self.queue_at(self._now + delay, priority, _play_event, event)

    def queue_at(self, when: float, priority: int, rule: Callable[[Any, Any, Any, float], None], whom: Any) -> None:
        """Queue ``rule(floor, calendar, whom, when)`` at ``when`` exactly."""
        queue: list[Any] = self._queue
        heappush(queue, (when, priority, next(self._eid), rule, whom))

    def step(self) -> None:
        """Play what comes next."""
        try:
            self._now, _, _, rule, whom = heappop(self._queue)  # type: ignore[misc]
        except IndexError:
            raise simpy.core.EmptySchedule from None
        rule(self.floor, self.calendar, whom, self._now)


def _play_event(floor: Any, calendar: Any, event: Any, now: float) -> None:
    """Play an event of SimPy's as its own environment does."""
    callbacks, event.callbacks = event.callbacks, None
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):
        raise event._value


class SimpyCalendar:
    """The calendar the rules see, on a SimPy environment.

    Parameters
    ----------
    environment : FloorEnvironment
    """

    def __init__(self, environment: FloorEnvironment) -> None:
        self._queue: list[Any] = environment._queue
        self._next_order = environment._eid.__next__
        self.spans: list[tuple[int, int, int, float, float]] = []

    def schedule(self, when: float, what: int, who: int) -> None:
        """Let ``what`` happen to ``who`` at ``when``."""
        heappush(self._queue, (when, _SCHEDULED, self._next_order(), SCHEDULED_RULES[what], who))

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
        self.environment = FloorEnvironment(plan.opening)
        self.calendar = SimpyCalendar(self.environment)
        self.environment.floor, self.environment.calendar = self.floor, self.calendar
        self._play_staff_changes(as_objects(day.staff_changes))
        self._play_arrivals(workload.arrival[: day.arrivals].tolist())

    def run(self) -> None:
        """Play the day to its end: the centre is closed and no contact is left that an agent could still answer.

        A day after closing only those in service are waited for: an analyst's process may go on for ever.
        """
        environment, floor, calendar = self.environment, self.floor, self.calendar
        step = environment.step
        queue: list[Any] = environment._queue
        centre = floor.centre[0]
        horizon = self.plan.closing + DAY
        with _without_garbage_collection():
            while centre.over == 0:  # environment.step, without its call
                now, _, _, rule, whom = heappop(queue)
                environment._now = now
                rule(floor, calendar, whom, now)
            while centre.present > 0 and queue and environment.peek() < (horizon + DAY if self._anyone_busy() else horizon):
                step()
            if centre.present > 0 or centre.staying > 0:
                end_day(floor, calendar, environment.now)

    def _anyone_busy(self) -> bool:
        return any(agent.state == BUSY for agent in self.floor.agents)

    def log(self) -> DayLog:
        """The log of the day played."""
        contacts, legs = _columns(self.floor.contacts, CONTACT, LOGGED), _columns(self.floor.legs, LEG, LEGS_LOGGED)
        made: ContactLog = gather_contacts(contacts, legs, self.floor.centre[0].rows, self.workload)
        log = DayLog(
            contacts=made,
            spans=np.array(self.calendar.spans, SPAN),
            queue_area=column(self.floor.queues, "area", "f8"),
            longest_queue=column(self.floor.queues, "longest", "i8"),
            overtime=column(self.floor.groups, "overtime", "f8"),
            standby=column(self.floor.agents, "standby", "?"),
        )
        check_laws(log, self.plan)
        return log

    def _play_staff_changes(self, changes: list[Any]) -> None:
        queue_at, last = self.environment.queue_at, len(changes) - 1

        def play(floor: Any, calendar: Any, k: int, now: float) -> None:
            if k < last:
                queue_at(changes[k + 1].when, _STAFF_CHANGES, play, k + 1)
            play_change(floor, calendar, changes[k], now)

        queue_at(changes[0].when, _STAFF_CHANGES, play, 0)

    def _play_arrivals(self, times: list[float]) -> None:
        if not times:
            return
        queue, next_order, last = cast("list[Any]", self.environment._queue), self.environment._eid.__next__, len(times) - 1

        def play(floor: Any, calendar: Any, c: int, now: float) -> None:
            if c < last:
                heappush(queue, (times[c + 1], _ARRIVALS, next_order(), play, c + 1))
            arrive(floor, calendar, c, now)

        self.environment.queue_at(times[0], _ARRIVALS, play, 0)


def _columns(rows: Any, kind: np.dtype[Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: column(rows, name, kind[name]) for name in names}


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
