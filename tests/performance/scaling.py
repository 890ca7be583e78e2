"""What a contact costs as a floor grows: agents, queues, contacts waiting. ``python -m tests.performance.scaling``.

Simulation only, on the compiled clock. The calendar is a binary heap of the agents busy and of the patience of those who
wait or waited, so the cost may grow with its logarithm and with nothing else; what does shows in the last column.
Nothing here is a test: speed is measured, never asserted.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from floors import Centre, Group, Queue, centre

from simdesk.benchmark.measuring import seconds
from simdesk.demand.distributions import exponential
from simdesk.engine.compiled_day import CompiledDay
from simdesk.rules.codes import ANSWERED

HANDLE_TIME = 240.0
PATIENCE = 120.0
OCCUPANCY = 0.95
AGENTS = 200
"""On every floor whose number of queues is varied, so that the calendar stays as long."""
OVERLOAD = 1.2


class Floor(NamedTuple):
    """A floor of a family that grows.

    Parameters
    ----------
    family : str
    size : int
        What grows.
    where : Centre
    """

    family: str
    size: int
    where: Centre


def queue(name: str, load: float, patience: float = PATIENCE) -> Queue:
    """A queue that keeps ``load`` agents busy."""
    return Queue(name, load / HANDLE_TIME, exponential(HANDLE_TIME), patience=exponential(patience))


def pool(agents: int, load: float, contacts: float, patience: float = PATIENCE) -> Centre:
    """M/M/n+M, open until so many contacts have come."""
    return centre([queue("a", load, patience)], [Group("g", ["a"], agents)], closing=contacts * HANDLE_TIME / load)


def many_queues(count: int, contacts: float, groups: Callable[[list[str]], list[Group]]) -> Centre:
    """The same load and agents, cut into queues and groups."""
    names = [f"q{k}" for k in range(count)]
    queues = [queue(name, AGENTS * OCCUPANCY / count) for name in names]
    return centre(queues, groups(names), closing=contacts * HANDLE_TIME / (AGENTS * OCCUPANCY))


def four_groups_ranked(names: list[str]) -> list[Group]:
    """Four groups take all queues, each queue at a rank of its own."""
    return [Group(f"g{g}", {name: rank + 1 for rank, name in enumerate(names)}, AGENTS // 4) for g in range(4)]


def four_groups_one_rank(names: list[str]) -> list[Group]:
    """Four groups take all queues at one rank."""
    return [Group(f"g{g}", names, AGENTS // 4) for g in range(4)]


def own_groups(names: list[str]) -> list[Group]:
    """Each queue has a group of its own."""
    return [Group(f"g{g}", [name], AGENTS // len(names)) for g, name in enumerate(names)]


def many_groups_one_rank(names: list[str]) -> list[Group]:
    """As many groups as queues, and each takes all of them at one rank."""
    return [Group(f"g{g}", names, AGENTS // len(names)) for g in range(len(names))]


def floors(contacts: int) -> Iterator[Floor]:
    """All floors that are measured."""
    for agents in (10, 100, 1_000, 10_000):
        yield Floor("agents", agents, pool(agents, agents * OCCUPANCY, contacts))
    for words, groups in (
        ("queues, each with a group of its own", own_groups),
        ("queues, four groups take all, ranked", four_groups_ranked),
        ("queues, four groups take all, one rank", four_groups_one_rank),
        ("queues, as many groups take all, one rank", many_groups_one_rank),
    ):
        for count in (1, 2, 5, 10, 20, 50):
            yield Floor(words, count, many_queues(count, contacts, groups))
    for count in (1, 2, 5, 10, 20, 50):
        groups_alone = [Group(f"g{g}", ["a"], AGENTS // count) for g in range(count)]
        closing = contacts * HANDLE_TIME / (AGENTS * OCCUPANCY)
        yield Floor(
            "groups, all take the one queue", count, centre([queue("a", AGENTS * OCCUPANCY)], groups_alone, closing=closing)
        )
    for waiting in (10, 100, 1_000, 10_000):
        # Those who give up are those who come too many: waiting ÷ patience = (overload - 1) × agents ÷ handle time.
        patience = waiting * HANDLE_TIME / ((OVERLOAD - 1) * 100)
        yield Floor("contacts waiting, 100 agents", waiting, pool(100, 100 * OVERLOAD, contacts, patience))


def measure(floor: Floor, day: int) -> tuple[float, float]:
    """Nanoseconds a contact, and the mean length of the calendar."""
    plan = floor.where.floor
    workload = floor.where.workload(1, day)
    played = CompiledDay(plan, workload)
    spent = seconds([played.run])
    contacts = played.log().contacts
    end = float(np.nanmax(contacts.ended))
    # An entry for every agent who is busy, and one for the patience of everybody who had to wait: it stays until it ends,
    # also when the contact was answered.
    patience = np.minimum(workload.patience, end - contacts.arrival)[contacts.wait > 0.0]
    handling = (contacts.ended - contacts.answered)[contacts.outcome == ANSWERED]
    return spent / workload.arrivals * 1e9, float(patience.sum() + handling.sum()) / (end - plan.opening)


def main() -> None:
    """Measure all floors, interleaved, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of every floor (default 5)")
    parser.add_argument("--contacts", type=int, default=200_000, help="contacts in each (default 200,000)")
    options = parser.parse_args()
    measured = list(floors(options.contacts))
    measure(next(floors(1_000)), 0)  # compiles the rules, or reads them compiled
    found: list[list[tuple[float, float]]] = [[] for _ in measured]
    for day in range(options.rounds):
        for rows, floor in zip(found, measured, strict=True):
            rows.append(measure(floor, day))
    out = sys.stdout.write
    out(f"nanoseconds a contact, compiled clock, simulation only, median of {options.rounds} rounds\n")
    out(f"{'what grows':46}{'':>8}{'ns':>8}{'calendar':>10}{'÷ smallest':>12}{'÷ its log':>11}\n")
    smallest: dict[str, tuple[float, float]] = {}
    for rows, floor in zip(found, measured, strict=True):
        cost = statistics.median(cost for cost, _ in rows)
        calendar = statistics.median(length for _, length in rows)
        first, first_calendar = smallest.setdefault(floor.family, (cost, calendar))
        times = cost / first
        beyond = times * math.log2(first_calendar) / math.log2(calendar)
        out(f"{floor.family:46}{floor.size:8,}{cost:8.0f}{calendar:10,.0f}{times:12.2f}{beyond:11.2f}\n")


if __name__ == "__main__":
    main()
