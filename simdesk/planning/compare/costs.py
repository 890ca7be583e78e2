"""Cost of each run against its service level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simdesk.measure.expression import Expression
from simdesk.measure.pairs import Difference, Price, changed
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.verdict import Verdict
from simdesk.planning.common_measures import target_of
from simdesk.results.results import Results


def prices(results: Mapping[str, Results], shared: Sequence[Expression], found: Sequence[Difference]) -> tuple[Price, ...]:
    """Cost against every service level with a target, or without targets against every one: by level, then by run."""
    paid = [e for e in shared if e.about.paid and e.subject == EVERYTHING]
    if not paid:
        return ()
    cost = next((e for e in paid if e.about.unit == "cost"), paid[0])
    by = {(d.name, d.expression.text): d for d in found}
    base = next(iter(results))

    def of(name: str, expression: Expression) -> Difference:
        return by[name, expression.text] if name != base else _unchanged(name, expression, results[name])

    levels = [e for e in shared if e.about.in_time]
    with_target = [e for e in levels if any(target_of(e, each.scenario) for each in results.values())]
    return tuple(Price(name, of(name, level), of(name, cost)) for level in with_target or levels for name in results)


def cheapest(results: Mapping[str, Results], found: Sequence[Price]) -> tuple[str, ...]:
    """Runs that meet every target of their own, the cheapest first; empty if no run has targets."""
    meeting = [
        name
        for name, each in results.items()
        if each.judgements and all(judgement.verdict is Verdict.MET for judgement in each.judgements)
    ]
    costs = {price.name: price.cost.value.mean for price in found}
    return tuple(sorted(meeting, key=lambda name: costs.get(name, 0.0)))


def _unchanged(name: str, expression: Expression, results: Results) -> Difference:
    value = results.measures.estimate(expression)
    target = target_of(expression, results.scenario)
    judgement = None if target is None else next(j for j in results.judgements if j.target is target)
    sample = results.measures.sample(expression)
    return Difference(name, expression, value, value, changed(sample, sample, True), judgement)
