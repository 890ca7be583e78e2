"""A comparison in words, for the screen, notebooks and the report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simdesk.formats import format_duration, format_measure
from simdesk.measure.registry import SERVICE_LEVEL
from simdesk.results.shown.words import engine_words
from simdesk.scenario.notes.variants import changed_in_words

if TYPE_CHECKING:
    from simdesk.measure.pairs import Difference
    from simdesk.measure.rules import ServiceLevelRule
    from simdesk.planning.compare.ranking import Ranking
    from simdesk.planning.compare.result import Comparison


def change_words(d: Difference) -> str:
    """A change: ``+7.1 points``, ``no clear change``, ``no change``, a dash without data."""
    if math.isnan(d.change.mean):
        return "–"
    if not d.clear:
        return "no change" if d.change.mean == 0 else "no clear change"
    unit = d.expression.about.unit
    words = format_measure(d.change.mean, "points" if unit == "share" else unit)
    return f"+{words}" if d.change.mean > 0 else words


def pairing_words(comparison: Comparison) -> str:
    """Whether differences are paired by day, and if not, why."""
    if comparison.paired:
        return "paired day by day: queues of the same name get the same customers"
    reasons = "; ".join(comparison.unpaired)
    return f"NOT paired: the stored run simulated other days ({reasons}); wider confidence intervals (Welch), no days won or lost"


def variant_words(comparison: Comparison) -> dict[str, list[str]]:
    """What each variant changes, by name: ``headcount of desk 10 → 7``; other scenarios have no entry."""
    base = comparison.results[comparison.baseline].scenario
    scenarios = {name: results.scenario for name, results in comparison.results.items()}
    return {name: changed_in_words(base, one) for name, one in scenarios.items() if one.applied and one.path == base.path}


def rules_words(comparison: Comparison) -> str:
    """Whose definition of service level is compared, where the scenarios' own differ; else empty."""
    rules = {name: results.scenario.service_level for name, results in comparison.results.items()}
    base = rules[comparison.baseline]
    others = {name: rule for name, rule in rules.items() if rule != base}
    if not others or not any(e.metric == SERVICE_LEVEL for e in comparison.shared):
        return ""
    apart = "; ".join(f"{name} has {_rule_words(rule)}" for name, rule in others.items())
    return (
        f"service levels are compared by the definition of {comparison.baseline}, {_rule_words(base)}; {apart}, "
        "by which its own targets are judged"
    )


def _rule_words(rule: ServiceLevelRule) -> str:
    short = f" within {format_duration(rule.short_abandon)}" if "short" in rule.definition else ""
    return f"{rule.definition}{short}"


def days_words(comparison: Comparison) -> str:
    """Days and seed: of all scenarios, or of the baseline and the others."""
    base, *others = (results.facts for results in comparison.results.values())
    facts = others[0] if others else base
    engine = engine_words(facts.engine, facts.engine_reason)
    words = f"{facts.replications:,} days each, {engine}, seed {facts.seed}, simdesk {facts.version}"
    if comparison.paired:
        return words
    return f"{words}; the baseline {base.replications:,} days, seed {base.seed}, simdesk {base.version}"


def best_words(ranking: Ranking) -> str:
    """The best scenario, and those that do not differ significantly from it; empty without data."""
    if not ranking.standings or not ranking.standings[0].place:
        return ""
    first, *others = ranking.standings
    tied = [s.name for s in others if s.among_best]
    if not tied:
        return f"best: {first.name}" if len(ranking.standings) > 1 else ""
    if len(tied) + 1 == sum(s.place > 0 for s in ranking.standings):
        return "too few days to tell any of them apart"
    return f"best: {first.name}; too few days to tell it from {_listed(tied)}"


def cheapest_words(comparison: Comparison) -> str:
    """The scenarios that meet every target, and the cheapest of them; empty without targets."""
    if not any(results.judgements for results in comparison.results.values()):
        return ""
    targets = {tuple(sorted(t.text for t in results.scenario.targets)) for results in comparison.results.values()}
    own = " of its own" if len(targets) > 1 else ""
    meeting = comparison.cheapest
    if not meeting:
        return f"no scenario clearly meets every target{own}"
    costs = {price.name: price.cost for price in comparison.prices}
    if meeting[0] not in costs:
        return f"every target{own} is met by {_listed(list(meeting))}"
    cost = costs[meeting[0]]
    paid = " a day" if cost.expression.about.unit == "cost" else " of agents a day"
    currency = comparison.results[comparison.baseline].scenario.model.currency
    unit = f" {currency}" if currency and cost.expression.about.unit == "cost" else ""
    words = format_measure(cost.value.mean, cost.expression.about.unit) + unit + paid
    if len(meeting) == 1:
        return f"every target{own} is met by {meeting[0]} alone ({words})"
    least = [name for name in meeting if costs[name].value.mean == cost.value.mean]
    verb = "is" if len(least) == 1 else "are"
    return f"every target{own} is met by {_listed(list(meeting))}; the cheapest {verb} {_listed(least)} ({words})"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
