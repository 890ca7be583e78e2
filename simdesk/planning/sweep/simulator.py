"""Simulates many versions of a scenario under common random numbers, and keeps only the measures of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.engine.clocks import SIMPY, faster_clock, playable
from simdesk.errors import UsageError
from simdesk.measure.confidence import Estimate, Sample
from simdesk.measure.expression import Expression
from simdesk.measure.verdict import Judgement, Verdict
from simdesk.results.run import ENGINES, Begun, as_run, begin, play_begun
from simdesk.results.running.gathered import Gathered
from simdesk.results.running.play import play
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    from distributed import Client

BATCH = 128
"""Scenarios simulated together: enough to keep the cores busy, few enough to fit in memory."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Simulated:
    """Measures of a simulated scenario.

    Parameters
    ----------
    digest : str
        Digest of the scenario as run.
    judgements : tuple of Judgement
        Verdicts on its targets, in order.
    estimates : dict of str to Estimate
        Estimates by the text of the measure.
    samples : dict of str to Sample
        Values by day, for paired differences; empty if not requested.
    contacts : int
        Contacts simulated.
    """

    digest: str
    judgements: tuple[Judgement, ...]
    estimates: dict[str, Estimate]
    samples: dict[str, Sample]
    contacts: int

    @property
    def meets_all(self) -> bool:
        """Whether every target is met, by its whole confidence interval."""
        return all(judgement.verdict is Verdict.MET for judgement in self.judgements)

    def same_figures(self, other: Simulated) -> bool:
        """Whether another scenario has identical figures."""
        mine, theirs = (
            {text: (e.mean, e.low, e.high) for text, e in one.estimates.items() if e.mean == e.mean} for one in (self, other)
        )
        return self.contacts == other.contacts and repr(mine) == repr(theirs)


class Simulator:
    """Simulates scenarios on the same days, each once.

    Parameters
    ----------
    base : Scenario
        The scenario that all others are changed copies of. If it stops by precision, all get as many days as it needs.
    replications, seed, variance_reduction, engine, cores, cluster
        As for ``run``.
    measures : sequence of Expression
        Measures of every scenario, besides its targets.
    progress : callable, optional
        Called with (days done, days expected so far).
    """

    def __init__(
        self,
        base: Scenario,
        measures: Sequence[Expression],
        *,
        replications: int | None = None,
        seed: int | None = None,
        variance_reduction: str | Sequence[str] | None = None,
        engine: str = "auto",
        cores: int | None = None,
        cluster: str | Client | None = None,
        progress: Progress | None = None,
    ) -> None:
        if engine not in ENGINES:
            raise UsageError(f"unknown engine '{engine}'", f"engines: {', '.join(ENGINES)}")
        self.base = as_run(base, replications, seed, variance_reduction)
        self.measures = tuple(measures)
        self.expected = 0
        self.contacts = 0
        self.plays = 0
        self._engine, self._cores, self._cluster, self._progress = engine, cores, cluster, progress
        self._found: dict[str, Simulated] = {}
        self.clock = SIMPY if engine == "auto" else engine
        self.engine_reason = ""

    @property
    def days(self) -> int:
        """Days of every scenario."""
        days = self.base.replications.number
        assert days is not None
        return days

    def simulate_base(self, plays: int) -> Simulated:
        """Simulate the base, which fixes the number of days. Also choose the clock for this many scenarios to come."""
        if self.base.replications.number is None:
            found = play_begun([begin(self.base, metrics=self.measures)], cores=self._cores, cluster=self._cluster)[0]
            reductions = self.base.replications.variance_reduction
            self.base = as_run(self.base, found.facts.replications, None, reductions)
        if self._engine == "auto":
            self.clock = faster_clock(*self.base.lay_out(), self.days * plays)
        self.clock, self.engine_reason = playable(self.clock)
        self.expected = plays
        return self.simulate([self.base], pairs=True)[0]

    def simulate(self, scenarios: Sequence[Scenario], *, pairs: bool = False) -> list[Simulated]:
        """Simulate changed copies of the base.

        Parameters
        ----------
        scenarios : sequence of Scenario
        pairs : bool
            Keep the values of each measure by day, too.

        Raises
        ------
        RunError
            As for ``run``.
        """
        digests = [scenario.digest for scenario in scenarios]
        known = {digest for digest, found in self._found.items() if found.samples or not pairs}
        missing = {digest: scenario for digest, scenario in zip(digests, scenarios, strict=True) if digest not in known}
        todo = list(missing.values())
        self.expected = max(self.expected, self.plays + len(todo))
        for first in range(0, len(todo), BATCH):
            self._simulate([begin(each, metrics=self.measures, engine=self.clock) for each in todo[first : first + BATCH]], pairs)
        return [self._found[digest] for digest in digests]

    def _simulate(self, runs: list[Begun], pairs: bool) -> None:
        waiting = list(runs)
        for each in runs:
            each.job.logs = None

        def collect() -> None:
            # A finished job is reduced to its measures at once: hundreds of jobs would fill the memory.
            for each in [one for one in waiting if one.job.enough is not None]:
                waiting.remove(each)
                self._collect(each, pairs)
            if self._progress is not None:
                done = self.plays * self.days + sum(each.job.there for each in waiting)
                self._progress(done, self.expected * self.days)

        play([each.job for each in runs], cores=self._cores, cluster=self._cluster, tell=collect)
        collect()

    def _collect(self, run: Begun, pairs: bool) -> None:
        results = run.results()
        measures = results.measures
        wanted = {e.text: e for e in (*(target.expression for target in run.scenario.targets), *self.measures)}
        found = Simulated(
            run.scenario.digest,
            results.judgements,
            {text: measures.estimate(e) for text, e in wanted.items()},
            {text: _copied(measures.sample(e)) for text, e in wanted.items()} if pairs else {},
            results.facts.contacts,
        )
        self._found[found.digest] = found
        self.contacts += found.contacts
        self.plays += 1
        run.job.gathered = Gathered(0)


def _copied(sample: Sample) -> Sample:
    """A copy of a sample that does not keep larger arrays in memory."""
    return replace(sample, numerator=sample.numerator.copy(), denominator=sample.denominator.copy())


def same_day(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios describe the same day, however written: a scale of 100% equals no scale."""
    return _alike(one.lay_out(), other.lay_out())


def _alike(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(_alike, one.values(), other.values()))
    if is_dataclass(one):
        return all(_alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    return bool(one == other)
