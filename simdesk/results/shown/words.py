"""What a run says of itself in words, wherever it is shown: on the screen, in a notebook, in the report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from simdesk.formats import format_measure
from simdesk.measure.adjust import felt_from
from simdesk.measure.expression import Expression
from simdesk.measure.metric import Place
from simdesk.measure.registry import METRICS
from simdesk.measure.verdict import Verdict
from simdesk.scenario.language.replications import NO_REDUCTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simdesk.measure.confidence import Estimate
    from simdesk.measure.verdict import Judgement
    from simdesk.results.results import Results, RunFacts
    from simdesk.scenario import Scenario


class Sign(NamedTuple):
    """How a verdict is shown: a symbol beside its word, and colours that add to them."""

    symbol: str
    ink: str
    paper: str


SIGNS: dict[Verdict, Sign] = {
    Verdict.MET: Sign("✓", "#0a5c3f", "#e0f2ea"),
    Verdict.MISSED: Sign("✗", "#9b2c0c", "#fbe6df"),
    Verdict.UNCERTAIN: Sign("?", "#6b4e00", "#fbf0d2"),
    Verdict.UNFINISHED: Sign("…", "#6b4e00", "#fbf0d2"),
    Verdict.NO_DATA: Sign("–", "#49545e", "#eceff2"),
}


def title(scenario: Scenario) -> str:
    """What was run: the scenario's name, and the variants applied to it."""
    return f"{scenario.name}: {' + '.join(scenario.applied)}" if scenario.applied else scenario.name


def cost_words(words: str, unit: str, scenario: Scenario) -> str:
    """The heading of a measure, with the scenario's currency where it is a cost: ``Cost (EUR)``."""
    currency = scenario.model.currency
    return f"{words} ({currency})" if unit == "cost" and currency else words


def row_name(queue: str) -> str:
    """A queue in a table of queues: its name, and a class of its customers set in below it."""
    whole, _, name = queue.partition(".")
    return f"  {name}" if name else whole


def engine_words(engine: str, reason: str, cores: str = "") -> str:
    """Which clock simulated, on which cores, and why it is not the compiled one where that was asked for."""
    return f"engine {engine}{cores}" + (f" ({reason})" if reason else "")


def facts_line(facts: RunFacts) -> str:
    """The run in one line: days, contacts, seconds, engine, cores when more than one, seed, version."""
    days = "1 day" if facts.replications == 1 else f"{facts.replications:,} days"
    if facts.days > 1:
        days = f"{facts.replications:,} {'run' if facts.replications == 1 else 'runs'} of {facts.days} days"
    stopped = f" ({facts.stopped})" if facts.stopped else ""
    cores = "" if facts.cores == 1 else f" on {facts.cores} cores"
    engine = engine_words(facts.engine, facts.engine_reason, cores)
    return (
        f"{days}{stopped}, {facts.contacts:,} contacts simulated in {facts.seconds:.1f} s, {engine}, "
        f"seed {facts.seed}, simdesk {facts.version}"
    )


FEW_LEFT = 0.01
"""A share of the contacts that need no mention when they still wait at the end."""


def matters(judgement: Judgement) -> bool:
    """Whether the contacts left over are worth a sentence."""
    left = judgement.undecided
    return left is not None and left.if_in_time.mean - left.if_late.mean >= FEW_LEFT


def undecided_words(judgement: Judgement, per_run: str) -> str:
    """What a target's unfinished contacts may make of it, in one sentence; empty where none are left."""
    left = judgement.undecided
    if left is None:
        return ""
    unit = judgement.target.expression.about.unit
    late, in_time = format_measure(left.if_late.mean, unit), format_measure(left.if_in_time.mean, unit)
    return (
        f"{format_measure(left.contacts, 'contacts')} contacts a {per_run} still wait at the end: "
        f"{late} if they are served late, {in_time} if in time."
    )


def days_met_words(share: float) -> str:
    """The share of days that meet a target: ``90%``, ``92.5%``; a dash without data."""
    return format_measure(share, "share").replace(".0%", "%")


def variance_words(results: Results) -> str:
    """What variance reduction is worth to the targets, or else to the whole day's main measures; empty without it."""
    found = {j.target.expression.text: j.estimate for j in results.judgements}
    if not found:
        queue, group = results.queues[-1], results.groups[-1]
        level = results.in_time(queue)
        usual = [
            Expression.plain(metric.name, queue if metric.subject == "queue" else group)
            for metric in METRICS.values()
            if metric.stands(Place.COMPARED) and not metric.paid
        ]
        chosen = [*([] if level is None else [level]), *usual]
        found = {expression.text: results.estimate(expression) for expression in chosen}
    return reduction_words(results.facts, found)


def reduction_words(facts: RunFacts, found: Mapping[str, Estimate]) -> str:
    """What variance reduction is worth to some estimates by their text; empty without it."""
    if not facts.variance_reduction:
        return ""
    what = f"variance reduction ({' and '.join(name.replace('_', ' ') for name in facts.variance_reduction)})"
    if facts.reduced_by_itself:
        what += f", used by itself to reach the precision in fewer days (--variance-reduction {NO_REDUCTION} turns it off)"
    least = min(felt_from(name) for name in facts.variance_reduction)
    if facts.replications < least:
        return f"{what}: no gain yet, needs at least {least} days"
    parts = [f"{text} {_times(e.times_fewer_days)}" for text, e in found.items() if not math.isnan(e.times_fewer_days)]
    if not parts:
        return f"{what}: nothing to reduce"
    return f"{what}; a plain run needs this many times the days: {', '.join(parts)}"


def _times(value: float) -> str:
    return "exact" if math.isinf(value) else f"{value:.1f}" if value < 10 else f"{value:.0f}"
