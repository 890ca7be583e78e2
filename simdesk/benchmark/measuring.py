"""Contacts per CPU-second: of each clock alone, of whole runs, and of the hand-written C loop, on the same works."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.benchmark.c_loop import CDay, CLoop, build_c_loop
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.clocks import COMPILED, draws_of, why_not_compiled
from simdesk.errors import UsageError
from simdesk.results.run import begin, play_begun
from simdesk.results.shown.document import document
from simdesk.scenario import Scenario, load

if TYPE_CHECKING:
    from simdesk.floor.plan import FloorPlan
    from simdesk.results.results import Results

SCHEMA_VERSION = 1
_PLAYED_CONTACTS = 35_000
"""At least so many contacts are played at a time: the SimPy clock takes a seventh of a second for them."""

Speeds = dict[str, float | None]
"""Contacts per CPU-second by measure; None where there is no C compiler."""


@dataclass(frozen=True)
class Work:
    """One of the works that speed is measured on.

    Parameters
    ----------
    name : str
        W1, W2 or W3.
    scenario : Scenario
    played_days : int
        Days played at a time when a clock is measured alone.
    counted_days : int
        Days of a whole run.
    """

    name: str
    scenario: Scenario
    played_days: int
    counted_days: int

    def days(self, round_: int) -> list[tuple[FloorPlan, Workload]]:
        """The days, drawn, that a round plays; each round has its own."""
        floor, demand = self.scenario.lay_out()
        first = round_ * self.played_days
        return [
            (floor, draw_workload(demand, self.scenario.seed, first + k, draws=draws_of(COMPILED)))
            for k in range(self.played_days)
        ]


@dataclass(frozen=True)
class Benchmark:
    """What was measured.

    Parameters
    ----------
    works : dict of str to dict
        By work and measure, contacts per CPU-second: the median over the rounds.
    rounds : int
    machine : dict of str to str or None
        Versions and the processor; ``c_compiler`` is None where the C loop was not built.
    """

    works: dict[str, Speeds]
    rounds: int
    machine: dict[str, str | None]

    def document(self) -> dict[str, Any]:
        """The benchmark as one JSON document; its shape is versioned."""
        return {
            "schema_version": SCHEMA_VERSION,
            "unit": "contacts per CPU-second",
            "works": {
                work: {name: None if speed is None else round(speed) for name, speed in speeds.items()}
                for work, speeds in self.works.items()
            },
            "rounds": self.rounds,
            "machine": self.machine,
        }


def works(share: float = 1.0) -> tuple[Work, ...]:
    """The works W1, W2 and W3.

    Parameters
    ----------
    share : float
        Of the days of a whole run; at least one is left.
    """
    found = []
    for path in sorted((Path(__file__).parent / "works").glob("*.yaml")):
        scenario = load(path)
        contacts = float(scenario.lay_out()[1].expected.sum())
        days = scenario.replications.number or 1
        found.append(Work(path.stem.upper(), scenario, max(1, round(_PLAYED_CONTACTS / contacts)), max(1, round(days * share))))
    return tuple(found)


def warm_up(measured: Sequence[Work]) -> None:
    """Compile the rules, or read them compiled, and import what a run imports, before anything is measured."""
    smallest = measured[-1].scenario
    for engine in ("simpy", "compiled"):
        document(_whole_run(smallest, 2, engine))


def measure_round(work: Work, round_: int, loop: CLoop | None) -> Speeds:
    """Measure everything once on one work.

    Parameters
    ----------
    work : Work
    round_ : int
        Counted from 0; it says which days are played.
    loop : CLoop or None

    Returns
    -------
    dict of str to float or None
        Contacts per CPU-second. ``simpy``, ``compiled``, ``c_loop``: simulation only, the day's rows laid out before and
        the log gathered after. ``end_to_end``: many days drawn, simulated, counted and summed up with intervals.
    """
    from simdesk.engine.compiled_day import CompiledDay
    from simdesk.engine.simpy_clock import SimpyDay

    days = work.days(round_)
    contacts = sum(workload.arrivals for _, workload in days)
    began = time.process_time()
    results = _whole_run(work.scenario, work.counted_days, "compiled")
    document(results)
    whole_run = time.process_time() - began
    return {
        "simpy": contacts / seconds(SimpyDay(*day).run for day in days),
        "compiled": contacts / seconds(CompiledDay(*day).run for day in days),
        "end_to_end": results.facts.contacts / whole_run,
        "c_loop": None if loop is None else contacts / seconds(CDay(loop, *day).run for day in days),
    }


def seconds(plays: Iterable[Callable[[], object]]) -> float:
    """CPU-seconds of this process spent in all the calls, and not in making what is called."""
    spent = 0.0
    for play in plays:
        began = time.process_time()
        play()
        spent += time.process_time() - began
    return spent


def medians(rounds: Sequence[Speeds]) -> Speeds:
    """The median of each measure over the rounds."""
    return {name: _median([speeds[name] for speeds in rounds]) for name in rounds[0]}


def benchmark(rounds: int, *, share: float = 1.0) -> Benchmark:
    """Measure the works, interleaved: every round measures everything once.

    Parameters
    ----------
    rounds : int
        Of some five seconds each on a machine of 2023.
    share : float
        Of the days of the whole runs.

    Returns
    -------
    Benchmark

    Raises
    ------
    UsageError
        When there is not at least one round, or the compiled clock cannot play here.
    """
    if rounds < 1:
        raise UsageError(f"rounds: a whole number of 1 or more (got {rounds})")
    if reason := why_not_compiled():
        raise UsageError(f"the compiled clock cannot be measured: {reason}")
    measured = works(share)
    loop = build_c_loop()
    warm_up(measured)
    found: dict[str, list[Speeds]] = {work.name: [] for work in measured}
    for round_ in range(rounds):
        for work in measured:
            found[work.name].append(measure_round(work, round_, loop))
    return Benchmark({name: medians(speeds) for name, speeds in found.items()}, rounds, machine(loop))


def machine(loop: CLoop | None) -> dict[str, str | None]:
    """What the figures depend on: versions, the processor, and how the C loop was built."""
    return {
        "simdesk": version("simdesk"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "simpy": version("simpy"),
        "processor": _processor(),
        "c_compiler": None if loop is None else loop.compiler,
    }


def _whole_run(scenario: Scenario, days: int, engine: str) -> Results:
    """What ``run`` does, on one core, with a long run's memory: one of over a million contacts keeps no contact log."""
    begun = begin(scenario, days, engine=engine)
    begun.job.logs = None
    return play_begun([begun], cores=1)[0]


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _processor() -> str:
    """The processor's name and the number of cores this machine has."""
    name = platform.processor()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    except OSError:
        pass  # not Linux
    return f"{name or platform.machine()}, {os.cpu_count()} cores"
