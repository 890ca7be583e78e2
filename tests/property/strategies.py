"""Random small floors: every rule of the floor mixed with every other.

A floor is made from one drawn number. Drawn piece by piece, most floors would be nearly empty and nobody would wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Any

from floors import Call, Centre, Group, Queue, centre
from hypothesis import strategies as st

from simdesk.floor.parts import UNLIMITED, ShiftPlan

CLOSING = 600.0
INTERVAL = 60.0


@dataclass(frozen=True)
class Small:
    """A floor and who calls."""

    number: int
    where: Centre
    calls: tuple[Call, ...]
    attendance: float

    def __repr__(self) -> str:
        return f"small_floor({self.number})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How hypothesis tells of it, which else writes out the whole floor."""
        printer.text(repr(self))


def shift(random: Random) -> ShiftPlan:
    start = random.randint(-120, 400)
    end = start + random.randint(60, 700)
    starts = sorted(random.sample(range(start, end), random.choice((0, 0, 1, 2, 3))))
    breaks = tuple((float(begin), float(min(random.randint(1, 90), end - begin))) for begin in starts)
    return ShiftPlan(float(start), float(end), float(random.choice((1, 1, 2, 3, 1.5))), breaks)


def group(random: Random, name: str, queues: list[str]) -> Group:
    skills = random.sample(queues, random.randint(1, len(queues)))
    ranks = {queue: (random.choice((1, 1, 2, 3)), random.choice((1.0, 1.0, 0.5, 0.7, 1.3, 2.0))) for queue in skills}
    shrinkage = random.choice((0.0, 0.0, 0.25))
    if random.random() < 0.5:
        return Group(name, ranks, shifts=[shift(random) for _ in range(random.randint(1, 3))], shrinkage=shrinkage)
    heads = [random.choice((0.0, 1.0, 1.5, 2.0, 3.0, 4.0)) for _ in range(10)]
    return Group(name, ranks, heads if random.random() < 0.7 else float(random.randint(1, 3)), shrinkage=shrinkage)


def call(random: Random, queue: str, whole: bool, depth: int = 0) -> Call:
    def seconds(most: float) -> float:
        return float(random.randint(0, int(most))) if whole else random.uniform(0, most)

    return Call(
        math.nan if depth else seconds(CLOSING - 1),
        seconds(120),
        queue,
        math.inf if random.random() < 0.4 else seconds(90),
        seconds(40) if random.random() < 0.4 else 0.0,
        random.random() < 0.1,
        random.random(),
        seconds(200),
        call(random, queue, whole, depth + 1) if depth < 3 and random.random() < 0.4 else None,
    )


def small_floor(number: int, most_queues: int = 3, most_groups: int = 3) -> Small:
    """The floor of a number. Whole seconds make ties; others make none."""
    random = Random(number)
    names = [f"q{k}" for k in range(random.randint(1, most_queues))]
    whole = random.random() < 0.5
    groups = [group(random, f"g{k}", names) for k in range(random.randint(1, most_groups))]
    queues = [Queue(name, waiting_places=random.choice((UNLIMITED, UNLIMITED, UNLIMITED, 0, 1, 3))) for name in names]
    calls = [call(random, random.choice(names), whole) for _ in range(random.randint(0, 50))]
    where = centre(
        queues,
        groups,
        closing=CLOSING,
        interval=INTERVAL,
        trunks=random.choice((UNLIMITED, UNLIMITED, UNLIMITED, 3, 6, 12)),
        finish_waiting=random.random() < 0.7,
        random_agent=random.random() < 0.3,
    )
    return Small(number, where, tuple(sorted(calls, key=lambda c: c.at)), random.random())


def floors(most_queues: int = 3, most_groups: int = 3) -> st.SearchStrategy[Small]:
    """Random small floors."""
    return st.integers(0, 2**32 - 1).map(lambda number: small_floor(number, most_queues, most_groups))


def one_queue_calls(
    patient: bool = False, whole: bool = False, most: int = 60
) -> st.SearchStrategy[list[tuple[float, float, float]]]:
    """(arrival, handle time, patience) of contacts of one queue, in order of arrival."""

    def made(number: int) -> list[tuple[float, float, float]]:
        random = Random(number)

        def seconds(most: int) -> float:
            return float(random.randint(0, most)) if whole else random.uniform(0, most)

        rows = [
            (seconds(500), seconds(100), math.inf if patient or random.random() < 0.3 else seconds(80))
            for _ in range(random.randint(1, most))
        ]
        return sorted(rows)

    return st.integers(0, 2**32 - 1).map(made)
