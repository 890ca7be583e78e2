"""The works W1, W2 and W3, and how many contacts a CPU-second plays of them.

``python -m works`` from this folder's parent on the path, or ``python tests/performance/works.py``. Nothing here is a
test: speed is measured, never asserted.

W1: M/M/400+M, 100 per minute, handle time 4 min, patience 2 min, 24 hours. W2: one queue, 24 half hours of
changing volumes and agents, lognormal handle times. W3: three queues and four groups with ranks, 12 hours.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import simpy

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from floors import Centre, Group, Queue, centre

from simdesk.demand.distributions import exponential, lognormal
from simdesk.demand.plan import RateArrivals
from simdesk.demand.workload import Workload
from simdesk.engine.compiled_clock import CompiledDay
from simdesk.engine.compiled_clock import play_day as play_compiled
from simdesk.engine.simpy_clock import SimpyDay, play_day
from simdesk.measure.expression import parse_expression
from simdesk.measure.metrics import wanted_by
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import Counter

VOLUMES = (90, 160, 235, 300, 340, 360, 350, 320, 290, 270, 270, 285, 305, 320, 320, 310, 290, 260, 225, 195, 165, 135, 110, 95)
AGENTS = (18, 29, 42, 52, 59, 62, 60, 56, 51, 47, 47, 50, 53, 56, 56, 54, 51, 46, 40, 35, 30, 25, 21, 19)


def w1() -> Centre:
    """M/M/400+M over 24 hours."""
    queue = Queue("a", 100 / 60, exponential(240), patience=exponential(120))
    return centre([queue], [Group("g", ["a"], 400)], closing=86400.0, interval=1800.0)


def w2() -> Centre:
    """One queue over 24 half hours with changing volumes and agents."""
    rates = RateArrivals(tuple(volume / 1800 for volume in VOLUMES))
    queue = Queue("a", rates, lognormal(300, 300), patience=exponential(180))
    return centre([queue], [Group("g", ["a"], AGENTS)], opening=28800.0, closing=72000.0, interval=1800.0)


def w3() -> Centre:
    """Three queues, four groups, ranks."""
    queues = [
        Queue(name, rate / 60, exponential(mean), patience=exponential(180), tries=tries)
        for name, rate, mean, tries in (
            ("a", 6.0, 240, (("g1",), ("g3",), ("g4",))),
            ("b", 5.0, 300, (("g2",), ("g4",))),
            ("c", 3.0, 360, (("g3",), ("g4",))),
        )
    ]
    groups = [
        Group("g1", ["a"], 15),
        Group("g2", ["b"], 16),
        Group("g3", ["a", "c"], 18),
        Group("g4", {"b": 1, "c": 1, "a": 2}, 18),
    ]
    return centre(queues, groups, closing=43200.0, interval=1800.0)


WORKS: dict[str, tuple[Callable[[], Centre], int]] = {"W1": (w1, 1), "W2": (w2, 6), "W3": (w3, 4)}


# SimPy as its tutorials write a call centre: a process for every contact


def tutorial_pool(where: Centre, workload: Workload) -> int:
    """One queue: each contact requests the agents of a Resource, or gives up; a staff process changes the capacity.

    A Resource cannot shrink, so where the headcount changes agents who are away hold it by a request of their own:
    they wait in the same line, in front by priority.
    """
    plan = where.floor
    heads = [int(h) for h in plan.groups[0].headcount]
    environment = simpy.Environment(initial_time=plan.opening)
    steady = len(set(heads)) == 1
    agents = (simpy.Resource if steady else simpy.PriorityResource)(environment, capacity=max(heads))
    behind = {} if steady else {"priority": 1}
    answered = 0

    def contact(patience: float, handle_time: float) -> Iterator[Any]:
        nonlocal answered
        with agents.request(**behind) as turn:
            result = yield turn | environment.timeout(patience)
            if turn in result:
                answered += 1
                yield environment.timeout(handle_time)

    def arrivals() -> Iterator[Any]:
        for at, patience, handle_time in zip(
            workload.arrival.tolist(), workload.patience.tolist(), workload.handle_time.tolist(), strict=True
        ):
            yield environment.timeout(at - environment.now)
            environment.process(contact(patience, handle_time))

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
    return answered


def tutorial_skills(where: Centre, workload: Workload) -> int:
    """Several queues and groups: each contact waits for an event that an agent's release triggers, or gives up."""
    plan = where.floor
    environment = simpy.Environment(initial_time=plan.opening)
    free = [int(group.headcount[0]) for group in plan.groups]
    lines: list[list[tuple[float, Any]]] = [[] for _ in plan.queues]
    answered = 0

    def contact(q: int, patience: float, handle_time: float) -> Iterator[Any]:
        nonlocal answered
        group = next((g for level in plan.queues[q].tries for g in level if free[g] > 0), None)
        if group is None:
            turn = environment.event()
            place = (environment.now, turn)
            lines[q].append(place)
            result = yield turn | environment.timeout(patience)
            if turn not in result:
                lines[q].remove(place)
                return
            group = turn.value
        else:
            free[group] -= 1
        answered += 1
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
        for q, at, patience, handle_time in zip(
            workload.queue.tolist(),
            workload.arrival.tolist(),
            workload.patience.tolist(),
            workload.handle_time.tolist(),
            strict=True,
        ):
            yield environment.timeout(at - environment.now)
            environment.process(contact(q, patience, handle_time))

    environment.process(arrivals())
    environment.run()
    return answered


def tutorial(where: Centre, workload: Workload) -> int:
    """Contacts answered, by SimPy as tutorials write it."""
    return (tutorial_pool if len(where.floor.queues) == 1 else tutorial_skills)(where, workload)


def measured(where: Centre, day: int) -> dict[str, float]:
    """Contacts per CPU-second of one day: each clock alone, from drawing to counting, and the tutorial's way."""
    workload = where.workload(1, day)
    contacts = workload.arrivals
    found: dict[str, float] = {}
    for name, clock, play in (("simpy", SimpyDay, play_day), ("compiled", CompiledDay, play_compiled)):
        began = time.process_time()
        drawn = where.workload(1, day)
        wanted = wanted_by([parse_expression("service_level(all, 20 s)")], ServiceLevelRule())
        Counter(where.floor, wanted, drawn.expected).count(play(where.floor, drawn))
        found[f"{name} end to end"] = contacts / (time.process_time() - began)
        played = clock(where.floor, workload)
        began = time.process_time()
        played.run()
        found[name] = contacts / (time.process_time() - began)
    began = time.process_time()
    tutorial(where, workload)
    found["tutorial"] = contacts / (time.process_time() - began)
    return found


def main() -> None:
    """Measure all works, interleaved, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of every work (default 5)")
    rounds = parser.parse_args().rounds
    found: dict[str, list[dict[str, float]]] = {name: [] for name in WORKS}
    measured(w3(), 0)  # compiles the rules, or reads them compiled
    for k in range(rounds):
        for name, (make, days) in WORKS.items():
            where = make()
            found[name] += [measured(where, k * days + day) for day in range(days)]
    out = sys.stdout.write
    out(f"contacts per CPU-second, median of {rounds} rounds; Python {sys.version.split()[0]}, numpy {np.__version__}\n")
    columns = ("simpy", "simpy end to end", "compiled", "compiled end to end", "tutorial")
    out(f"{'':4}" + "".join(f"{column:>21}" for column in columns) + f"{'simpy ÷ tutorial':>21}\n")
    for name, rows in found.items():
        middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        ratio = statistics.median(row["simpy"] / row["tutorial"] for row in rows)
        out(f"{name:4}" + "".join(f"{middle[column]:21,.0f}" for column in columns) + f"{ratio:21.2f}\n")


if __name__ == "__main__":
    main()
