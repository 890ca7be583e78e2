"""Runs ranked by a target's measure, with the differences that are not significant.

For each measure all pairs of runs are tested together, by their paired differences. The chance that any two equal runs are
separated is at most 5% for each measure (Holm's procedure, see ``simdesk.measure.ranking``). Against a stored run with other
days the difference is Welch's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simdesk.measure.confidence import Estimate, Sample, share_interval
from simdesk.measure.expression import Expression, Target
from simdesk.measure.pairs import changed
from simdesk.measure.ranking import letters, told_apart
from simdesk.measure.verdict import Verdict, holds, judge
from simdesk.planning.common_measures import target_of
from simdesk.results.results import Results

ALL_TARGETS = "all targets"
"""Ranking by the share of days on which every target is met."""


@dataclass(frozen=True)
class RankedScenario:
    """One run in a ranking.

    Parameters
    ----------
    name : str
    place : int
        From 1; runs with equal values share a place. 0 without data.
    value : Estimate
    group : str
        Letters: runs that share a letter do not differ significantly. Empty without data.
    among_best : bool
        Whether it does not differ significantly from the first.
    verdict : Verdict, optional
        Verdict on the target; None for all targets together.
    """

    name: str
    place: int
    value: Estimate
    group: str
    among_best: bool
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Ranking:
    """Runs in order, the best first.

    Parameters
    ----------
    measure : str
        The measure, or ``all targets``.
    unit : str
    standings : tuple of RankedScenario
        Runs without data come last.
    target : Target, optional
    """

    measure: str
    unit: str
    standings: tuple[RankedScenario, ...]
    target: Target | None = None

    @property
    def text(self) -> str:
        """The target, or the measure ranked by."""
        return self.measure if self.target is None else self.target.text


def rankings(results: Mapping[str, Results], shared: Sequence[Expression], paired: bool) -> tuple[Ranking, ...]:
    """Runs ranked by each shared target, and with several targets by the share of days that meet all.

    Parameters
    ----------
    results : dict of str to Results
        The first is the baseline.
    shared : sequence of Expression
    paired : bool
        Whether the first run has the same days as the others.

    Returns
    -------
    tuple of Ranking
        Without targets by the service level, if there is one.
    """
    bound = shared_targets(results, shared)
    found = [_by_measure(e, target, results, paired) for e, target in bound]
    if len(bound) > 1:
        samples = [days_meeting_all(bound, each) for each in results.values()]
        values = [_share(sample) for sample in samples]
        found.append(_ranked(ALL_TARGETS, "share", results, samples, +1, paired, values, [None] * len(samples)))
    if not found:
        level = next((e for e in shared if e.about.in_time), None)
        found = [] if level is None else [_by_measure(level, None, results, paired)]
    return tuple(found)


def shared_targets(results: Mapping[str, Results], shared: Sequence[Expression]) -> list[tuple[Expression, Target]]:
    """Measures with a target to rank by: the baseline's target, or else the first one."""
    found = []
    for expression in shared:
        targets = [target for each in results.values() if (target := target_of(expression, each.scenario)) is not None]
        if targets:
            found.append((expression, targets[0]))
    return found


def days_meeting_all(bound: Sequence[tuple[Expression, Target]], results: Results) -> Sample:
    """Share of days that meet every one of these targets; days without data for one of them are left out."""
    days = results.facts.replications
    known, met = np.ones(days, bool), np.ones(days, bool)
    for expression, target in bound:
        sample = results.measures.sample(expression)
        known &= sample.known
        met &= holds(target, sample.days)
    return Sample((known & met).astype(float), known.astype(float))


def _share(sample: Sample) -> Estimate:
    """Share of days, with a confidence interval that is valid also if all days are alike (Wilson)."""
    return Estimate(sample.ratio, *share_interval(int(sample.numerator.sum()), int(sample.known.sum())))


def _by_measure(expression: Expression, target: Target | None, results: Mapping[str, Results], paired: bool) -> Ranking:
    samples = [each.measures.sample(expression) for each in results.values()]
    better = expression.about.better
    if target is not None:
        better = +1 if target.comparison in (">=", ">") else -1
    values = [each.measures.estimate(expression) for each in results.values()]
    verdicts = [None if target is None else judge(_on(target, expression), each.measures).verdict for each in results.values()]
    return _ranked(expression.text, expression.about.unit, results, samples, better, paired, values, verdicts, target)


def _on(target: Target, expression: Expression) -> Target:
    """The target, on its measure as all runs define it."""
    return Target(target.text, expression, target.comparison, target.bound)


def _ranked(
    measure: str,
    unit: str,
    results: Mapping[str, Results],
    samples: Sequence[Sample],
    better: int,
    paired: bool,
    values: Sequence[Estimate],
    verdicts: Sequence[Verdict | None],
    target: Target | None = None,
) -> Ranking:
    names = list(results)
    with_data = [k for k, value in enumerate(values) if not math.isnan(value.mean)]
    order = sorted(with_data, key=lambda k: (-better * values[k].mean, k))
    changes = [[changed(samples[k], samples[j], paired or 0 not in (j, k)) for j in order[:i]] for i, k in enumerate(order)]
    separated = told_apart(changes)
    groups = letters(separated)
    standings = []
    for i, k in enumerate(order):
        place = 1 + sum(better * values[j].mean > better * values[k].mean for j in order)
        standings.append(RankedScenario(names[k], place, values[k], groups[i], not separated[0, i], verdicts[k]))
    standings += [RankedScenario(names[k], 0, values[k], "", False, verdicts[k]) for k in range(len(names)) if k not in with_data]
    return Ranking(measure, unit, tuple(standings), target)
