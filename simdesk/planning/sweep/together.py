"""Many changed scenarios played under common random numbers, each brought down to what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.errors import UsageError
from simdesk.measure.confidence import Estimate, Sample
from simdesk.measure.expression import Expression
from simdesk.measure.verdict import Judgement, Verdict
from simdesk.results.run import COMPILED_FROM, ENGINES, Begun, as_run, begin, play_begun
from simdesk.results.running.gathered import Gathered
from simdesk.results.running.play import play
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    from distributed import Client

AT_ONCE = 128
"""Scenarios that are laid out and played together: enough to keep the cores busy, few enough to keep in memory."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Played:
    """What a scenario's days came to.

    Parameters
    ----------
    digest : str
        Of the scenario as it was run.
    judgements : tuple of Judgement
        Its targets, in their order.
    estimates : dict of str to Estimate
        By the text of the measure.
    samples : dict of str to Sample
        The same by day, for pairs; empty where they were not asked for.
    contacts : int
        Simulated.
    """

    digest: str
    judgements: tuple[Judgement, ...]
    estimates: dict[str, Estimate]
    samples: dict[str, Sample]
    contacts: int

    @property
    def meets_all(self) -> bool:
        """Whether every target is met, with its whole interval."""
        return all(judgement.verdict is Verdict.MET for judgement in self.judgements)

    def same_figures(self, other: Played) -> bool:
        """Whether another scenario came to the same to the bit."""
        mine, theirs = (
            {text: (e.mean, e.low, e.high) for text, e in one.estimates.items() if e.mean == e.mean} for one in (self, other)
        )
        return self.contacts == other.contacts and repr(mine) == repr(theirs)


class Together:
    """Plays scenarios on the same days, each once.

    Parameters
    ----------
    base : Scenario
        The others are changed copies of it. Where it stops by precision, as many days are taken as it needs.
    replications, seed, variance_reduction, engine, cores, cluster
        As for ``run``.
    measures : sequence of Expression
        What is asked of every scenario, besides its targets.
    progress : callable, optional
        Called with (days done, days there will be as far as known).
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
        self._found: dict[str, Played] = {}
        self.clock = "simpy" if engine == "auto" else engine

    @property
    def days(self) -> int:
        """Days of every scenario."""
        days = self.base.replications.number
        assert days is not None
        return days

    def settle(self, plays: int) -> Played:
        """Play the base, which settles the number of days, and the clock for so many plays to come."""
        if self.base.replications.number is None:
            found = play_begun([begin(self.base, metrics=self.measures)], cores=self._cores, cluster=self._cluster)[0]
            self.base = as_run(self.base, found.facts.replications, None)
        a_day = float(self.base.lay_out()[1].expected.sum())
        if self._engine == "auto" and a_day * self.days * plays >= COMPILED_FROM:
            self.clock = "compiled"
        self.expected = plays
        return self.play([self.base], pairs=True)[0]

    def play(self, scenarios: Sequence[Scenario], *, pairs: bool = False) -> list[Played]:
        """Play scenarios, changed copies of the base, and give what each came to.

        Parameters
        ----------
        scenarios : sequence of Scenario
        pairs : bool
            Keep the days of each measure too.

        Raises
        ------
        RunError
            As for ``run``.
        """
        digests = [scenario.digest for scenario in scenarios]
        there = {digest for digest, found in self._found.items() if found.samples or not pairs}
        missing = {digest: scenario for digest, scenario in zip(digests, scenarios, strict=True) if digest not in there}
        todo = list(missing.values())
        self.expected = max(self.expected, self.plays + len(todo))
        for first in range(0, len(todo), AT_ONCE):
            self._play([begin(each, metrics=self.measures, engine=self.clock) for each in todo[first : first + AT_ONCE]], pairs)
        return [self._found[digest] for digest in digests]

    def _play(self, runs: list[Begun], pairs: bool) -> None:
        waiting = list(runs)
        for each in runs:
            each.job.logs = None

        def take_in() -> None:
            # A job that is done is brought down at once: hundreds of them would fill the memory.
            for each in [one for one in waiting if one.job.enough is not None]:
                waiting.remove(each)
                self._take(each, pairs)
            if self._progress is not None:
                done = self.plays * self.days + sum(each.job.there for each in waiting)
                self._progress(done, self.expected * self.days)

        play([each.job for each in runs], cores=self._cores, cluster=self._cluster, tell=take_in)
        take_in()

    def _take(self, run: Begun, pairs: bool) -> None:
        results = run.results()
        measures = results.measures
        wanted = {e.text: e for e in (*(target.expression for target in run.scenario.targets), *self.measures)}
        found = Played(
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
    """A sample that holds on to no more than its own days."""
    return replace(sample, numerator=sample.numerator.copy(), denominator=sample.denominator.copy())


def same_day(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios are the same day, however they are written: a scale of 100% and none are."""
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
