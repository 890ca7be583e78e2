"""What the path of a day costs, stage by stage: ``python -m tests.performance.stages``.

Python's own profiler tells how the time divides; how long it takes altogether, a run without it. A function of simdesk belongs
to the stage that its file says. What it calls elsewhere, in numpy or compiled, is its own time. So nothing of simdesk is
wrapped or named here but its folders. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from tables import markdown

import simdesk
from simdesk.benchmark.measuring import warm_up, works
from simdesk.results.run import begin, play_begun
from simdesk.results.shown.document import document
from simdesk.scenario import Scenario, load

STAGES = {
    "draw": ("demand/", "engine/compiled_draws.py"),
    "lay out": ("floor/",),
    "play": ("engine/", "rules/"),
    "log and laws": ("engine/log.py", "engine/compiled_log.py"),
    "count": ("measure/",),
    "gather": ("results/",),
}
"""The files of each stage; where two match, the longer name counts."""
SUMMED_UP = "tables and confidence intervals"
"""Everything after the last day."""
SHOWN = ("multi_skill", "transfers")
"""Shipped scenarios beside the three works: shared agents with shifts, and journeys."""
_DEEPEST = 30
"""Calls between a function of simdesk and the deepest that works for it."""
_PACKAGE = f"{Path(simdesk.__file__).parent.as_posix()}/"
_SCENARIOS = Path(__file__).parents[2] / "scenarios"


def stage_of(file: str) -> str | None:
    """The stage that a file of simdesk belongs to, by its path in the package."""
    matches = {prefix: stage for stage, prefixes in STAGES.items() for prefix in prefixes if file.startswith(prefix)}
    return matches[max(matches, key=len)] if matches else None


def by_stage(profile: cProfile.Profile) -> Counter[str]:
    """Seconds of each stage in a profile.

    A function elsewhere passes its own time on to its callers, in proportion to what it spent for each, until it has come
    to functions of simdesk. What asks for the time is left out: it is the profiler's and the machine's.
    """
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    seconds: Counter[str] = Counter()
    onward: Counter[Any] = Counter()
    for function, (_, _, own, _, _) in stats.items():
        if not function[2].startswith("<built-in method time."):
            onward[function] += own
    for _ in range(_DEEPEST):
        given: Counter[Any] = Counter()
        for function, own in onward.items():
            file = Path(function[0]).as_posix()
            stage = stage_of(file.removeprefix(_PACKAGE)) if file.startswith(_PACKAGE) else None
            if stage is not None:
                seconds[stage] += own
                continue
            callers = {caller: times[2] for caller, times in stats[function][4].items() if caller in stats}
            whole = sum(callers.values())
            for caller, spent in callers.items():
                given[caller] += own * (spent / whole if whole > 0 else 1 / len(callers))
        onward = given
    return seconds


def measured(scenario: Scenario, days: int) -> tuple[dict[str, float], int]:
    """CPU-seconds of each stage of a whole run on one core, and its contacts."""
    spent, _ = _run(scenario, days, None)
    profile = cProfile.Profile()
    _, contacts = _run(scenario, days, profile)
    found = by_stage(profile)
    whole = sum(found.values())
    return {stage: found[stage] / whole * spent[0] for stage in STAGES} | {SUMMED_UP: spent[1]}, contacts


def _run(scenario: Scenario, days: int, profile: cProfile.Profile | None) -> tuple[tuple[float, float], int]:
    """CPU-seconds of the days, and of what comes after the last; and the contacts."""
    begun = begin(scenario, days, engine="compiled", variance_reduction="none")
    begun.job.logs = None
    began = time.process_time()
    play = play_begun if profile is None else partial(profile.runcall, play_begun)
    results = play([begun], cores=1)[0]
    played = time.process_time()
    document(results)
    return (played - began, time.process_time() - played), results.facts.contacts


def shown() -> dict[str, tuple[Scenario, int]]:
    """What the table shows: the three works and some shipped scenarios, with the days of each run."""
    found = {work.name: (work.scenario, work.counted_days) for work in works()}
    for name in SHOWN:
        scenario = load(_SCENARIOS / f"{name}.yaml")
        found[name] = scenario, round(1_000_000 / float(scenario.lay_out()[1].expected.sum()))
    return found


def heads() -> tuple[str, ...]:
    """The head of the table."""
    return ("nanoseconds a contact", *shown())


def table(runs: int = 2) -> list[str]:
    """Nanoseconds of CPU time a contact by stage, with the share of the whole; sums over several runs."""
    warm_up(works())
    columns, totals = [], []
    for scenario, days in shown().values():
        seconds: Counter[str] = Counter()
        contacts = 0
        measured(scenario, 2)
        for _ in range(runs):
            found, more = measured(scenario, days)
            seconds.update(found)
            contacts += more
        total = sum(seconds.values())
        columns.append([f"{value / contacts * 1e9:,.0f} ({value / total:.0%})" for value in seconds.values()])
        totals.append((f"{total / contacts * 1e9:,.0f}", f"{contacts / days / runs:,.0f}", f"{total / days / runs * 1e3:.2f}"))
    rows = [(stage, *cells) for stage, *cells in zip((*STAGES, SUMMED_UP), *columns, strict=True)]
    names = ("together", "contacts a day", "milliseconds a day")
    return markdown(heads(), [*rows, *((name, *cells) for name, *cells in zip(names, *totals, strict=True))])


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2, help="runs that are added up (default 2)")
    sys.stdout.write("\n".join(table(parser.parse_args().runs)) + "\n")


if __name__ == "__main__":
    main()
