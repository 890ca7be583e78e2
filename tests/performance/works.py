"""The works of ``simdesk benchmark`` beside what others make of them: Ciw, and SimPy as its tutorials write it.

``python -m tests.performance.works`` measures all of them in the same run, interleaved, on the same customers, and checks that
they agree on what became of every customer. ``python tests/performance/repeat.py`` installs all it needs in an environment of its
own and does the same. Speed is measured, never asserted; agreement is.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from agreements import Agreement, Outcomes, agreement
from tables import markdown, thousands, times
from tutorial_works import in_tutorial, in_whole_shifts

from simdesk.benchmark.c_loop import build_c_loop
from simdesk.benchmark.measuring import Speeds, Work, machine, measure_round, medians, seconds, warm_up, works
from simdesk.demand.workload import Workload
from simdesk.engine.compiled_day import play_day
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ANSWERED

CIW_HOURS = {"W1": 2.0}
"""Of the larger work Ciw gets so many hours: it looks at every agent and every contact present whenever anything happens."""


class Pair(NamedTuple):
    """Two simulators that must agree on every customer of a work.

    Parameters
    ----------
    one, other : str
    agreement : Agreement
    """

    one: str
    other: str
    agreement: Agreement


def in_simdesk(plan: FloorPlan, workload: Workload) -> Outcomes:
    """What became of the customers of a day, by simdesk; both clocks give the same log."""
    log = play_day(plan, workload).contacts
    return Outcomes(log.outcome == ANSWERED, log.wait)


def pairs_of(work: Work, hours: float | None = None) -> list[Pair]:
    """Play the first day of a work in every simulator.

    Ciw takes every agent off duty at a change of shift and adds a whole new one beside those still busy, so in W2 it has more
    agents than planned. There it is compared with SimPy playing that rule, so that the rule is all they differ by.

    Parameters
    ----------
    work : Work
    hours : float, optional
        How much of the day Ciw plays.
    """
    from ciw_works import in_ciw

    day = work.days(0)[0]
    ours = in_simdesk(*day)
    _, play, told = in_ciw(*day, hours)
    play()
    pairs = [Pair("SimPy as tutorials write it", "simdesk", agreement(in_tutorial(*day), ours))]
    if changing_staff(day[0]):
        return [*pairs, Pair("Ciw", "SimPy with Ciw's shifts", agreement(told(), in_whole_shifts(*day)))]
    return [*pairs, Pair("Ciw", "simdesk", agreement(told(), ours))]


def changing_staff(plan: FloorPlan) -> bool:
    """Whether the headcount of some group changes over the day."""
    return any(len(set(group.headcount)) > 1 for group in plan.groups)


def measure_others(work: Work, round_: int) -> Speeds:
    """Contacts per CPU-second of Ciw and of the tutorials' way, on the first of the days that simdesk plays."""
    from ciw_works import in_ciw

    plan, workload = work.days(round_)[0]
    count, play, _ = in_ciw(plan, workload, CIW_HOURS.get(work.name))
    return {
        "ciw": count / seconds([play]),
        "tutorial": workload.arrivals / seconds([partial(in_tutorial, plan, workload)]),
    }


ROWS = {
    "ciw": "Ciw",
    "tutorial": "SimPy as tutorials write it (a process per contact)",
    "simpy": "**simdesk, SimPy clock**",
    "compiled": "**simdesk, compiled clock**",
    "end_to_end": "**simdesk, end to end** (draw, simulate, measure, summarise)",
    "c_loop": "a C loop written for each work alone",
}
HEADS = ("contacts per CPU-second", "W1: 400 agents, 24 h", "W2: one queue, changing staff", "W3: three queues, four groups")
AGREEMENT_HEADS = ("work", "simulators", "customers", "answered", "abandoned", "mean wait", "customers treated otherwise")
RATIOS = (
    ("simpy", "ciw", "SimPy clock ÷ Ciw"),
    ("simpy", "tutorial", "SimPy clock ÷ SimPy as tutorials write it"),
    ("compiled", "ciw", "compiled clock ÷ Ciw"),
    ("compiled", "tutorial", "compiled clock ÷ SimPy as tutorials write it"),
    ("compiled", "c_loop", "compiled clock ÷ C loop"),
)


def table(found: dict[str, list[Speeds]]) -> list[str]:
    """Speeds in Markdown: medians over the rounds, and medians of each round's ratios."""

    middle = {name: medians(rounds) for name, rounds in found.items()}
    rows = [(words, *(thousands(speeds[key]) for speeds in middle.values())) for key, words in ROWS.items()]
    for above, below, words in RATIOS:
        rows.append((words, *(times(_ratio(rounds, above, below)) for rounds in found.values())))
    return markdown(HEADS, rows)


def _ratio(rounds: list[Speeds], above: str, below: str) -> float:
    """The median of a ratio over the rounds; NaN where one of them was not measured."""
    ratios = [speeds[above] / speeds[below] for speeds in rounds if speeds[above] and speeds[below]]
    return statistics.median(ratios) if ratios else math.nan


def agreement_table(found: dict[str, list[Pair]]) -> list[str]:
    """What every simulator made of the same customers, in Markdown."""
    rows = [
        (
            name,
            f"{one}; {other}",
            f"{agreed.customers:,}",
            _both(f"{value:,}" for value in agreed.answered),
            _both(f"{value:.3%}" for value in agreed.abandoned),
            _both(f"{value:.4f} s" for value in agreed.mean_wait),
            f"{agreed.otherwise:,}",
        )
        for name, pairs in found.items()
        for one, other, agreed in pairs
    ]
    return markdown(AGREEMENT_HEADS, rows, texts=2)


def _both(texts: Iterable[str]) -> str:
    """Two figures, or one where they are the same."""
    return "; ".join(dict.fromkeys(texts))


def measure(rounds: int) -> dict[str, list[Speeds]]:
    """Speeds of everything on each work, interleaved: every round measures everything once."""
    measured, loop = works(), build_c_loop()
    warm_up(measured)
    found: dict[str, list[Speeds]] = {work.name: [] for work in measured}
    for round_ in range(rounds):
        for work in measured:
            found[work.name].append(measure_round(work, round_, loop) | measure_others(work, round_))
    return found


def check() -> dict[str, list[Pair]]:
    """What the simulators make of the first day of each work."""
    return {work.name: pairs_of(work, CIW_HOURS.get(work.name)) for work in works()}


def disagreements(found: dict[str, list[Pair]]) -> list[str]:
    """Where two of them do not agree, in words."""
    return [
        f"{name}: {one} and {other} differ on {agreed.otherwise:,} of {agreed.customers:,} customers"
        for name, pairs in found.items()
        for one, other, agreed in pairs
        if agreed.otherwise
    ]


def versions() -> dict[str, str | None]:
    """What the figures depend on: versions, the processor, the C compiler."""
    return machine(build_c_loop()) | {"ciw": version("ciw")}


def main() -> int:
    """Check that all agree, measure everything, and print both tables; 1 if they do not agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of everything (default 5)")
    rounds = parser.parse_args().rounds
    checked = check()
    sys.stdout.write("\n".join(agreement_table(checked)) + "\n\n")
    faults = disagreements(checked)
    sys.stdout.write("\n".join(faults) + "\n\n" if faults else "")
    sys.stdout.write("\n".join(table(measure(rounds))) + "\n\n")
    sys.stdout.write(f"median of {rounds} rounds; " + ", ".join(f"{name} {value}" for name, value in versions().items()) + "\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
