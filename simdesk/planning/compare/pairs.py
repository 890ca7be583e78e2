"""Differences to the baseline: paired by day if the days are the same, otherwise between the means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simdesk.measure.expression import Expression
from simdesk.measure.pairs import Difference, changed, flips
from simdesk.measure.verdict import judge
from simdesk.planning.common_measures import target_of
from simdesk.results.results import Results, RunFacts


def why_unpaired(baseline: RunFacts, other: RunFacts) -> tuple[str, ...]:
    """Why the days of two runs have different customers; empty if they are the same.

    Parameters
    ----------
    baseline, other : RunFacts

    Returns
    -------
    tuple of str
        Such as ``seed 1 in the baseline and 2 here``.
    """

    def unless_equal(what: str, there: object, here: object) -> list[str]:
        return [] if there == here else [f"{what} {there} in the baseline and {here} here"]

    def reduction(facts: RunFacts) -> str:
        return " and ".join(sorted(facts.variance_reduction)) or "none"

    made = unless_equal("simdesk", baseline.version, other.version) or unless_equal(
        "simdesk's sources", baseline.sources, other.sources
    )
    made += unless_equal("numpy", baseline.libraries.get("numpy"), other.libraries.get("numpy"))
    return (
        *made,
        *unless_equal("seed", baseline.seed, other.seed),
        *unless_equal("days", f"{baseline.replications:,}", f"{other.replications:,}"),
        # Stratified days have other customers, and paired days cannot mix estimates with and without controls.
        *unless_equal("variance reduction", reduction(baseline), reduction(other)),
    )


def differences(results: Mapping[str, Results], shared: Sequence[Expression], paired: bool) -> tuple[Difference, ...]:
    """Difference of every measure between each run and the first.

    Parameters
    ----------
    results : dict of str to Results
    shared : sequence of Expression
    paired : bool
        Whether the first run has the same days as the others.

    Returns
    -------
    tuple of Difference
        By measure, then by run.
    """
    (_, base), *others = results.items()
    rows = []
    for expression in shared:
        baseline = base.measures.sample(expression)
        for name, found in others:
            sample = found.measures.sample(expression)
            target = target_of(expression, found.scenario)
            rows.append(
                Difference(
                    name,
                    expression,
                    found.measures.estimate(expression),
                    base.measures.estimate(expression),
                    changed(sample, baseline, paired),
                    None if target is None else judge(target, found.measures),
                    None if target is None or not paired else flips(target, sample, baseline),
                )
            )
    return tuple(rows)
