"""The works in SimPy as its tutorials write a call centre: a process for every contact, on the customers that simdesk drew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import simpy
from agreements import Outcomes

from simdesk.demand.workload import Workload
from simdesk.floor.plan import FloorPlan

LATEST = 6 * 3600.0
"""Seconds after closing by which everybody has been served."""


def in_tutorial(plan: FloorPlan, workload: Workload) -> Outcomes:
    """What became of the customers of a day, by SimPy as tutorials write it."""
    return (tutorial_pool if len(plan.queues) == 1 else tutorial_skills)(plan, workload)


def tutorial_pool(plan: FloorPlan, workload: Workload) -> Outcomes:
    """One queue: each contact requests the agents of a Resource, or gives up; a staff process changes the capacity.

    A Resource cannot shrink, so where the headcount changes agents who are away hold it by a request of their own:
    they wait in the same line, in front by priority.
    """
    heads = [int(h) for h in plan.groups[0].headcount]
    environment = simpy.Environment(initial_time=plan.opening)
    steady = len(set(heads)) == 1
    agents = (simpy.Resource if steady else simpy.PriorityResource)(environment, capacity=max(heads))
    behind = {} if steady else {"priority": 1}
    answered, waits = np.zeros(workload.arrivals, bool), np.zeros(workload.arrivals)

    def contact(c: int, patience: float, handle_time: float) -> Iterator[Any]:
        came = environment.now
        with agents.request(**behind) as turn:
            result = yield turn | environment.timeout(patience)
            waits[c] = environment.now - came
            if turn in result:
                answered[c] = True
                yield environment.timeout(handle_time)

    def arrivals() -> Iterator[Any]:
        customers = zip(workload.arrival.tolist(), workload.patience.tolist(), workload.handle_time.tolist(), strict=True)
        for c, (at, patience, handle_time) in enumerate(customers):
            yield environment.timeout(at - environment.now)
            environment.process(contact(c, patience, handle_time))

    def staff() -> Iterator[Any]:
        away: list[Any] = []
        for heads_now in heads:
            while len(away) < max(heads) - heads_now:
                away.append(agents.request(priority=0))
            while len(away) > max(heads) - heads_now:
                request = away.pop()
                if request.triggered:
                    agents.release(request)
                else:
                    request.cancel()
            yield environment.timeout(plan.interval)

    if not steady:
        environment.process(staff())
    environment.process(arrivals())
    environment.run()
    return Outcomes(answered, waits)


def tutorial_skills(plan: FloorPlan, workload: Workload) -> Outcomes:
    """Several queues and groups: each contact waits for an event that an agent's release triggers, or gives up."""
    environment = simpy.Environment(initial_time=plan.opening)
    free = [int(group.headcount[0]) for group in plan.groups]
    lines: list[list[tuple[float, Any]]] = [[] for _ in plan.queues]
    answered, waits = np.zeros(workload.arrivals, bool), np.zeros(workload.arrivals)

    def contact(c: int, q: int, patience: float, handle_time: float) -> Iterator[Any]:
        came = environment.now
        group = next((g for level in plan.queues[q].tries for g in level if free[g] > 0), None)
        if group is None:
            turn = environment.event()
            place = (environment.now, turn)
            lines[q].append(place)
            result = yield turn | environment.timeout(patience)
            waits[c] = environment.now - came
            if turn not in result:
                lines[q].remove(place)
                return
            group = turn.value
        else:
            free[group] -= 1
        answered[c] = True
        yield environment.timeout(handle_time)
        for level in plan.groups[group].takes:
            waiting = [lines[other][0][0] for other in level if lines[other]]
            if waiting:
                first = min(waiting)
                line = next(lines[other] for other in level if lines[other] and lines[other][0][0] == first)
                line.pop(0)[1].succeed(group)
                return
        free[group] += 1

    def arrivals() -> Iterator[Any]:
        columns = (workload.queue, workload.arrival, workload.patience, workload.handle_time)
        for c, (q, at, patience, handle_time) in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            yield environment.timeout(at - environment.now)
            environment.process(contact(c, q, patience, handle_time))

    environment.process(arrivals())
    environment.run()
    return Outcomes(answered, waits)


def in_whole_shifts(plan: FloorPlan, workload: Workload) -> Outcomes:
    """One queue whose staff changes as in Ciw: each shift is of new agents, and busy ones of the old shift finish beside them.

    Ciw begins its schedule again when it is over. Speed is not measured with it: it shows that this rule, and nothing else, is
    what Ciw and simdesk differ by.
    """
    heads = [int(h) for h in plan.groups[0].headcount]
    environment = simpy.Environment(initial_time=plan.opening)
    shift, free = 0, heads[0]
    line: list[Any] = []
    answered, waits = np.zeros(workload.arrivals, bool), np.zeros(workload.arrivals)

    def contact(c: int, patience: float, handle_time: float) -> Iterator[Any]:
        nonlocal free
        came = environment.now
        if free > 0:
            free -= 1
        else:
            turn = environment.event()
            line.append(turn)
            result = yield turn | environment.timeout(patience)
            waits[c] = environment.now - came
            if turn not in result:
                line.remove(turn)
                return
        answered[c] = True
        of_shift = shift
        yield environment.timeout(handle_time)
        if of_shift == shift:
            free += 1
            take()

    def take() -> None:
        nonlocal free
        while free > 0 and line:
            free -= 1
            line.pop(0).succeed()

    def arrivals() -> Iterator[Any]:
        customers = zip(workload.arrival.tolist(), workload.patience.tolist(), workload.handle_time.tolist(), strict=True)
        for c, (at, patience, handle_time) in enumerate(customers):
            yield environment.timeout(at - environment.now)
            environment.process(contact(c, patience, handle_time))

    def staff() -> Iterator[Any]:
        nonlocal shift, free
        while True:
            yield environment.timeout(plan.interval)
            shift += 1
            free = heads[shift % len(heads)]
            take()

    environment.process(staff())
    environment.process(arrivals())
    environment.run(until=plan.closing + LATEST)
    return Outcomes(answered, waits)
