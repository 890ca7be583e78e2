"""Judge a simulation by known figures.

Every figure is a ratio of sums over independent replications; its standard error is that of the linearised residuals
(see ``simdesk.measure.confidence``). A comparison fails when it lies further off than Student's t allows at
``ALPHA ÷ comparisons``, so ``ALPHA`` is the false-alarm rate of a whole test. Seeds are fixed: a test that passed
goes on passing until a number changes.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from evidence import Case, Finding, record
from floors import Centre, same_log
from scipy import stats

from simdesk.demand.workload import Workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.measure.confidence import Sample, half_width, student_t
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_expression
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED
from simdesk.scenario import load

ALPHA = 1e-4
"""False-alarm rate of each statistical test, shared by its comparisons (Bonferroni)."""


def reference(name: str) -> dict[str, dict[str, Any]]:
    """Reference cases by their id."""
    path = Path(__file__).parent / "data" / "reference" / name
    return {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["cases"]}


def case_of(entry: Mapping[str, Any], model: str = "") -> Case:
    """A reference case as the page of evidence shows it; ``model`` goes in front of its name."""
    name = entry.get("title", entry["id"])
    return Case(f"{model}: {name}" if model else name, entry["source"], entry["inputs"])


def from_yaml(path: Path, variant: str | None = None, changes: Mapping[str, Any] | None = None) -> tuple[Centre, int]:
    """The centre of a scenario, of a variant of it, or of one with changes; and its seed."""
    scenario = load(path)
    if variant is not None:
        scenario = scenario.variant(variant)
    if changes:
        scenario = scenario.with_changes(dict(changes))
    floor, demand = scenario.lay_out()
    return Centre(demand, floor), scenario.seed


@dataclass(frozen=True)
class Figure:
    """A known figure.

    ``error`` is its own standard error (a published simulation), ``rounding`` half a unit of its last printed digit.
    """

    value: float
    error: float = 0.0
    rounding: float = 0.0


def published(mean: float, low: float, high: float, digits: int | None = None) -> Figure:
    """A published mean with its 95 % interval, printed to so many digits."""
    return Figure(mean, (high - low) / (2 * 1.96), 0.0 if digits is None else 0.5 * 10.0**-digits)


@dataclass(frozen=True)
class Played:
    """Days played and counted; ``extra`` are ratios a test counts itself, a (numerator, denominator) for each day."""

    measures: Measures
    extra: dict[str, Sample]
    contacts: int

    def sample(self, name: str, interval: int | None = None) -> Sample:
        if name in self.extra:
            return self.extra[name]
        return self.measures.sample(parse_expression(name), interval)


def wait_moments(log: DayLog, begin: float) -> dict[str, tuple[float, float]]:
    """What the registry does not hold: second moments of the waits, and waits of those who abandoned."""
    contacts = log.contacts
    late = contacts.arrival >= begin
    answered, gave_up = (
        contacts.wait[late & (contacts.outcome == ANSWERED)],
        contacts.wait[late & (contacts.outcome == ABANDONED)],
    )
    balked = int((late & (contacts.outcome == BALKED)).sum())
    return {
        "wait_squared_answered": (float((answered**2).sum()), len(answered)),
        "wait_abandoned": (float(gave_up.sum()), len(gave_up) + balked),
        "wait_squared_abandoned": (float((gave_up**2).sum()), len(gave_up) + balked),
    }


def play_day(where: Centre, workload: Workload, on_both: bool) -> DayLog:
    """Play a day on the compiled clock, which is many times faster.

    With ``on_both`` the SimPy clock plays it too, and its log must be the same bit for bit: so a figure holds for both clocks.
    """
    log = compiled_day.play_day(where.floor, workload)
    assert not on_both or same_log(log, simpy_clock.play_day(where.floor, workload))
    return log


def simulate(where: Centre, days: int, expressions: Iterable[str], seed: int = 1, count: Any = None, alter: Any = None) -> Played:
    """Play the days and count them; ``alter`` makes another workload of each day's before it is played."""
    parsed = [parse_expression(text) for text in expressions]
    rule = ServiceLevelRule()
    counter: Counter | None = None
    tallies = []
    extra: dict[str, list[tuple[float, float]]] = {}
    contacts = 0
    for day in range(days):
        workload = where.workload(seed, day)
        if alter is not None:
            workload = alter(workload)
        log = play_day(where, workload, on_both=day == 0)
        counter = counter or Counter(where.floor, wanted_by(parsed, rule), workload.expected)
        tallies.append(counter.count(log))
        contacts += len(log.contacts)
        if count is not None:
            for name, pair in count(log, where.floor.opening + where.floor.warm_up).items():
                extra.setdefault(name, []).append(pair)
    samples = {name: Sample(*np.array(pairs, float).T) for name, pairs in extra.items()}
    return Played(Measures(where.floor, rule, stack(tallies)), samples, contacts)


def compare(sample: Sample, figure: Figure) -> tuple[float, float]:
    """(deviation in standard errors, standard error) of a simulated ratio from a known figure."""
    days = int(sample.known.sum())
    own = half_width(sample.residuals(sample.known)) / student_t(days - 1) if days > 1 else math.nan
    error = math.hypot(own, figure.error)
    off = max(abs(sample.ratio - figure.value) - figure.rounding, 0.0)
    if off <= 1e-12 * max(abs(figure.value), 1.0):
        return 0.0, error
    return off / error if error > 0 else math.inf, error


def judge(samples: Mapping[str, tuple[Sample, Figure]], sharp: float = math.inf, *, case: Case) -> None:
    """Fail when a figure is off, or (relative standard error above ``sharp``) when the test could not tell.

    What was compared is recorded as evidence for the case.
    """
    days = len(next(iter(samples.values()))[0].numerator)
    limit = float(stats.t.ppf(1 - ALPHA / len(samples) / 2, days - 1))
    wrong, blunt, fine, findings = [], [], [], []
    for name, (sample, figure) in samples.items():
        z, error = compare(sample, figure)
        line = f"{name}: {sample.ratio:.6g} for {figure.value:.6g}, {z:.2f} of {limit:.2f} standard errors of {error:.2g}"
        findings.append(Finding(name, figure.value, sample.ratio, error, math.copysign(z, sample.ratio - figure.value)))
        (blunt if error > sharp * abs(figure.value) else fine if z <= limit else wrong).append(line)
    sys.stdout.write("\n".join(fine) + "\n")
    record(case, findings, ALPHA, days)
    assert not wrong, "\n".join(wrong)
    assert not blunt, "cannot tell:\n" + "\n".join(blunt)
