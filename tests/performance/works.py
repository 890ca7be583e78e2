"""The works of ``simdesk benchmark`` beside what others make of them: Ciw, and SimPy as its tutorials write it.

``python -m tests.performance.works`` measures all of them in the same run, interleaved, on the same customers, and prints
the table that stands in README. Nothing here is a test: speed is measured, never asserted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import simpy

sys.path.insert(0, str(Path(__file__).parent))

from simdesk.benchmark.c_loop import build_c_loop
from simdesk.benchmark.measuring import Speeds, Work, machine, measure_round, medians, seconds, warm_up, works
from simdesk.demand.workload import Workload
from simdesk.floor.plan import FloorPlan

CIW_HOURS = {"W1": 2.0}
"""Of the larger work Ciw gets so many hours: it looks at every agent and every contact present whenever anything happens."""


# SimPy as its tutorials write a call centre: a process for every contact


def tutorial_pool(plan: FloorPlan, workload: Workload) -> int:
    """One queue: each contact requests the agents of a Resource, or gives up; a staff process changes the capacity.

    A Resource cannot shrink, so where the headcount changes agents who are away hold it by a request of their own:
    they wait in the same line, in front by priority.
    """
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


def tutorial_skills(plan: FloorPlan, workload: Workload) -> int:
    """Several queues and groups: each contact waits for an event that an agent's release triggers, or gives up."""
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


def tutorial(plan: FloorPlan, workload: Workload) -> int:
    """Contacts answered, by SimPy as tutorials write it."""
    return (tutorial_pool if len(plan.queues) == 1 else tutorial_skills)(plan, workload)


def measure_others(work: Work, round_: int) -> Speeds:
    """Contacts per CPU-second of Ciw and of the tutorials' way, on the first of the days that simdesk plays."""
    from ciw_works import in_ciw

    plan, workload = work.days(round_)[0]
    count, play, _ = in_ciw(plan, workload, CIW_HOURS.get(work.name))
    return {
        "ciw": count / seconds([play]),
        "tutorial": workload.arrivals / seconds([partial(tutorial, plan, workload)]),
    }


ROWS = {
    "ciw": "Ciw",
    "tutorial": "SimPy as tutorials write it (a process per contact)",
    "simpy": "**simdesk, SimPy clock**",
    "compiled": "**simdesk, compiled clock**",
    "end_to_end": "**simdesk, end to end** (draw, simulate, measure, summarise)",
    "c_loop": "a C loop written for each work alone",
}
RATIOS = (
    ("simpy", "ciw", "SimPy clock ÷ Ciw"),
    ("simpy", "tutorial", "SimPy clock ÷ SimPy as tutorials write it"),
    ("compiled", "ciw", "compiled clock ÷ Ciw"),
    ("compiled", "tutorial", "compiled clock ÷ SimPy as tutorials write it"),
    ("compiled", "c_loop", "compiled clock ÷ C loop"),
)


def table(found: dict[str, list[Speeds]]) -> list[str]:
    """README's table in Markdown: medians over the rounds, and medians of each round's ratios."""

    def row(name: str, cells: list[str]) -> str:
        return f"| {name} | {' | '.join(cells)} |"

    middle = {name: medians(rounds) for name, rounds in found.items()}
    lines = [row("contacts per CPU-second", list(found)), "|---|" + "---:|" * len(found)]
    lines += [row(words, [_thousands(speeds[key]) for speeds in middle.values()]) for key, words in ROWS.items()]
    for above, below, words in RATIOS:
        lines.append(row(words, [_ratio(rounds, above, below) for rounds in found.values()]))
    return lines


def _thousands(speed: float | None) -> str:
    return "–" if speed is None else f"{speed / 1e3:,.0f} k"


def _ratio(rounds: list[Speeds], above: str, below: str) -> str:
    ratios = [speeds[above] / speeds[below] for speeds in rounds if speeds[above] and speeds[below]]
    if not ratios:
        return "–"
    middle = statistics.median(ratios)
    return f"{middle:,.0f}" if middle >= 20 else f"{middle:.1f}" if middle >= 2 else f"{middle:.2f}"


def main() -> None:
    """Measure everything, interleaved, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of everything (default 5)")
    rounds = parser.parse_args().rounds
    from importlib.metadata import version

    measured, loop = works(), build_c_loop()
    warm_up(measured)
    found: dict[str, list[Speeds]] = {work.name: [] for work in measured}
    for round_ in range(rounds):
        for work in measured:
            found[work.name].append(measure_round(work, round_, loop) | measure_others(work, round_))
    versions = machine(loop) | {"ciw": version("ciw")}
    sys.stdout.write("\n".join(table(found)) + "\n\n")
    sys.stdout.write(f"median of {rounds} rounds; " + ", ".join(f"{name} {value}" for name, value in versions.items()) + "\n")


if __name__ == "__main__":
    main()
