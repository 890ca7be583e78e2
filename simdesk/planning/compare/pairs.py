"""The runs of a comparison set against the baseline: day by day where their days are the same, as wholes where they are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simdesk.measure.expression import Expression
from simdesk.measure.pairs import Difference, changed, flips
from simdesk.measure.verdict import judge
from simdesk.planning.common_measures import target_of
from simdesk.results.results import Results, RunFacts


def why_unpaired(baseline: RunFacts, other: RunFacts) -> tuple[str, ...]:
    """Why the days of two runs are not the same customers; empty when they are.

    Parameters
    ----------
    baseline, other : RunFacts

    Returns
    -------
    tuple of str
        Such as ``seed 1 there and 2 here``.
    """

    def both(what: str, there: object, here: object) -> list[str]:
        return [] if there == here else [f"{what} {there} there and {here} here"]

    def reduction(facts: RunFacts) -> str:
        return " and ".join(sorted(facts.variance_reduction)) or "none"

    made = both("simdesk", baseline.version, other.version) or both("simdesk's sources", baseline.sources, other.sources)
    made += both("numpy", baseline.libraries.get("numpy"), other.libraries.get("numpy"))
    return (
        *made,
        *both("seed", baseline.seed, other.seed),
        *both("days", f"{baseline.replications:,}", f"{other.replications:,}"),
        # Stratified days are other customers; and an estimate with controls less one without is not what pairs of days tell.
        *both("variance reduction", reduction(baseline), reduction(other)),
    )


def differences(results: Mapping[str, Results], shared: Sequence[Expression], paired: bool) -> tuple[Difference, ...]:
    """Every measure of every run against the first run's.

    Parameters
    ----------
    results : dict of str to Results
    shared : sequence of Expression
    paired : bool
        Whether the first run's days are those of the others.

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
