"""Days on the compiled clock, one after the other: laid out, played, and their log gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.array_calendar import (
    BEFORE_FIRST,
    HEAP,
    ITEM,
    SPANS,
    ArrayCalendar,
    room_for,
)
from simdesk.engine.compiled_clock import (
    NO_ROOM,
    OVER,
    SPARE,
    compile_rules,
    compiled_play,
    compiled_push,
    log_of_rows,
    rows_of_contacts,
)
from simdesk.engine.log import DayLog
from simdesk.engine.tables import AddressList
from simdesk.floor.build import Day, build_day, with_room
from simdesk.floor.crews import Crews
from simdesk.floor.plan import FloorPlan
from simdesk.floor.room import Room
from simdesk.rules.calendar import SPAN
from simdesk.rules.floor import Floor
from simdesk.units import DAY

if TYPE_CHECKING:
    from simdesk.engine.control import Process


class DeskCalendar:
    """The calendar as rules see it that an analyst's process plays, interpreted, between two stretches.

    Parameters
    ----------
    day : CompiledDay
    """

    def __init__(self, day: CompiledDay) -> None:
        self._day = day

    def schedule(self, when: float, what: int, who: int) -> None:
        """Let ``what`` happen to ``who`` at ``when``."""
        compiled_push(self._day.calendar_list.address, float(when), what, int(who))

    def note(self, agent: int, group: int, activity: int, begin: float, end: float) -> None:
        """Keep a span of an agent's day."""
        arrays = self._day.arrays
        arrays.spans[arrays.counts[SPANS]] = (agent, group, activity, begin, end)
        arrays.counts[SPANS] += 1
        self._day.make_room()


class FloorMemory:
    """What the days of one floor are played on, one after the other: memory, and crews that are made once.

    Parameters
    ----------
    plan : FloorPlan
    room : Room, optional
        The memory of another floor, whose days are over.
    """

    def __init__(self, plan: FloorPlan, room: Room | None = None) -> None:
        self.plan = plan
        self.room = room or Room()
        self.spare = 0
        self._crews = Crews(plan)
        self._lists: tuple[AddressList, AddressList] | None = None

    def lay_out(self, workload: Workload) -> tuple[Day, ArrayCalendar]:
        """A day, and its calendar."""
        spare = 0 if workload.journeys_drawn_by is None else max(len(workload.queue) // 4 + 8 * SPARE, self.spare)
        day = build_day(self.plan, workload, spare, self.room, self._crews, rows_of_contacts())
        items, spans = room_for(day)
        tables = (self.room.table("items", items + BEFORE_FIRST, ITEM)[BEFORE_FIRST:], self.room.table("spans", spans, SPAN))
        return day, ArrayCalendar(*tables, self.room.filled("calendar", 5, 0, np.int64), day.staff_changes)

    def addresses(self, day: Day, calendar: ArrayCalendar) -> tuple[AddressList, AddressList]:
        """Where the tables of a day and of its calendar lie."""
        if self._lists is None:
            self._lists = AddressList.of(day.floor), AddressList.of(calendar)
        else:
            floor, planned = self._lists
            self._lists = floor.renewed(day.floor), planned.renewed(calendar)
        return self._lists


class CompiledDay:
    """One day on the compiled clock.

    Parameters
    ----------
    plan : FloorPlan
    workload : Workload
    memory : FloorMemory, optional
        Of the plan, on which another day was played that is over.
    """

    def __init__(self, plan: FloorPlan, workload: Workload, memory: FloorMemory | None = None) -> None:
        compile_rules()
        self.plan = plan
        self.workload = workload
        self._memory = memory or FloorMemory(plan)
        self._day, self.arrays = self._memory.lay_out(workload)
        self._floor_list, self.calendar_list = self._memory.addresses(self._day, self.arrays)
        self._horizon = plan.closing + DAY

    def _keep(self, arrays: ArrayCalendar) -> None:
        self.arrays = arrays
        self.calendar_list = AddressList.of(arrays)

    def run(self) -> None:
        """Play the day to its end."""
        self._play_until(np.inf)

    def run_beside(self, process: Process) -> None:
        """Play the day to its end, handing over to an analyst's process whenever its next event is due.

        At equal times the process comes first, as on the SimPy clock.
        """
        import simpy

        from simdesk.engine.control import start_process

        self.environment = simpy.Environment(initial_time=self.plan.opening)
        self.floor = self._as_attributes()
        self.calendar = DeskCalendar(self)
        start_process(process, self)
        centre = self._day.floor.centre[0]
        while not (centre["over"] == 1 and centre["present"] <= 0):
            self.make_room()
            until = self.environment.peek()
            if self._play_until(until) or until == np.inf:
                break
            self.environment.step()

    def _as_attributes(self) -> Floor:
        """The same memory, with the fields as attributes, for the rules that an analyst's process sets off."""
        return Floor(*(rows.view(np.recarray) if rows.dtype.names else rows for rows in self._day.floor))

    def _play_until(self, until: float) -> bool:
        arrivals, horizon = self._day.arrivals, float(self._horizon)
        while True:
            addresses = self._floor_list.address, self.calendar_list.address
            came_to = compiled_play(*addresses, arrivals, float(until), horizon)
            if came_to != NO_ROOM:
                return bool(came_to == OVER)
            self._grow()

    def _grow(self) -> None:
        """Double the rows for contacts."""
        self._day = with_room(self._day, 2 * len(self._day.floor.contacts))
        self._floor_list = AddressList.of(self._day.floor)
        self.floor = self._as_attributes()
        self._memory.spare = len(self._day.floor.contacts) - len(self.workload.queue)
        most_items, most_spans = room_for(self._day)
        items = np.empty(most_items, ITEM)
        arrays, used = self.arrays, self.arrays.counts
        items[: used[HEAP]] = arrays.items[: used[HEAP]]
        spans = np.concatenate([arrays.spans[: used[SPANS]], np.empty(most_spans, SPAN)])
        self._keep(arrays._replace(items=items, spans=spans))

    def make_room(self) -> None:
        """Keep the tables long enough for one more stretch, whatever the process has done to them."""
        centre = self._day.floor.centre[0]
        if len(self._day.floor.legs) and centre["rows"] + centre["present"] + SPARE > len(self._day.floor.legs):
            self._grow()
        need = int(self.arrays.counts[SPANS]) + room_for(self._day)[1]
        if len(self.arrays.spans) < need:
            self._keep(self.arrays._replace(spans=np.concatenate([self.arrays.spans, np.empty(need, SPAN)])))

    def log(self) -> DayLog:
        """The log of the day played."""
        arrays = self.arrays
        return log_of_rows().gather(self._day.floor, arrays.spans[: arrays.counts[SPANS]].copy(), self.workload, self.plan)


class Player:
    """Plays days on the compiled clock, each in the memory of the one before; see ``simpy_clock.play_day``."""

    def __init__(self) -> None:
        self._memory: FloorMemory | None = None

    def __call__(self, plan: FloorPlan, workload: Workload, process: Process | None = None) -> DayLog:
        """Play one day."""
        if process is not None:  # which may keep what it saw of the floor
            day = CompiledDay(plan, workload)
            day.run_beside(process)
            return day.log()
        if self._memory is None or self._memory.plan is not plan:
            self._memory = FloorMemory(plan, None if self._memory is None else self._memory.room)
        day = CompiledDay(plan, workload, self._memory)
        day.run()
        return day.log()


def play_day(plan: FloorPlan, workload: Workload, process: Process | None = None) -> DayLog:
    """Play one day on the compiled clock; see ``simpy_clock.play_day``."""
    return Player()(plan, workload, process)
