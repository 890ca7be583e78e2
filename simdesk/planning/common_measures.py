"""The measures that several scenarios have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simdesk.errors import UsageError
from simdesk.measure.expression import Expression, Target
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.rules import ServiceLevelRule
from simdesk.results.results import Results
from simdesk.results.run import checked
from simdesk.results.shown.headline import Headline, choose_headline, service_level
from simdesk.scenario import Scenario

_ALWAYS = ("abandon_rate", "mean_wait", "occupancy", "agent_hours", "cost")

_Key = tuple[str, str, float | None, str | None, float | None, float | None]


def shared_measures(named: Mapping[str, Scenario], metrics: Sequence[str]) -> list[Expression]:
    """The measures every scenario has: those of the targets, those asked for, and some that always matter.

    Parameters
    ----------
    named : dict of str to Scenario
        The first is the baseline.
    metrics : sequence of str
        Asked for.

    Raises
    ------
    ExpressionError
        When a scenario does not have a measure that is asked for.
    """
    scenarios = list(named.values())
    base = scenarios[0]
    for scenario in scenarios:
        for text in metrics:
            checked(text, scenario)
    targets = [target.expression for scenario in scenarios for target in scenario.targets]
    headline = headline_of(base)
    usual = [headline.service_levels[EVERYTHING], *(Expression(f"{name}({EVERYTHING})", name) for name in _ALWAYS)]
    asked = [*targets, *(checked(text, base) for text in metrics)]
    asked += [e for e in usual if headline.says(EVERYTHING, e.metric)]
    # Where every scenario has one queue, and the same, "all" is that one; and so with groups.
    queues, groups = {s.queues for s in scenarios}, {s.agent_groups for s in scenarios}
    only = {kind: min(names)[0] for kind, names in (("queue", queues), ("group", groups)) if len(names) == len(min(names)) == 1}
    chosen: dict[_Key, Expression] = {}
    for e in asked:
        shared = e.subject == EVERYTHING or all(e.subject in (*s.queues_and_classes, *s.agent_groups) for s in scenarios)
        if shared:
            subject = only.get(e.about.subject, EVERYTHING) if e.subject == EVERYTHING else e.subject
            chosen.setdefault(_key(replace(e, subject=subject), base.service_level), _spelled_out(e, scenarios))
    costless = all(group.cost == 0 for s in scenarios for group in s.lay_out()[0].groups)
    return [e for e in chosen.values() if not (e.metric == "cost" and costless)]


def shared_service_levels(named: Mapping[str, Scenario]) -> dict[str, Expression]:
    """The baseline's service level in use of every queue that all scenarios have, and of all queues together."""
    scenarios = list(named.values())
    headline = headline_of(scenarios[0])
    queues = scenarios[0].queues
    several = (EVERYTHING,) if any(len(s.queues) > 1 or s.queues != queues for s in scenarios) else ()
    mine = [queue for queue in queues if all(queue in s.queues for s in scenarios)]
    return {q: headline.service_levels[q] for q in (*mine, *several) if headline.says(q, "service_level")}


def headline_of(scenario: Scenario) -> Headline:
    """The measures in the tables of a scenario's run."""
    targets = [target.expression for target in scenario.targets]
    return choose_headline(scenario.queues_and_classes, targets, scenario.service_level, scenario.lay_out()[0])


def counted(results: Results, expression: Expression) -> bool:
    """Whether a run has counted what a measure needs."""
    try:
        results.estimate(expression)
    except UsageError:
        return False
    return True


def target_of(expression: Expression, scenario: Scenario) -> Target | None:
    """A scenario's target on a measure, however either is written."""
    rule = scenario.service_level
    return next((t for t in scenario.targets if _key(t.expression, rule) == _key(expression, rule)), None)


def _key(e: Expression, rule: ServiceLevelRule) -> _Key:
    """What a measure is, however it was written."""
    if e.metric != "service_level":
        return (e.metric, e.subject, e.threshold, None, None, e.percentile)
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return (e.metric, e.subject, e.threshold, e.definition or rule.definition, short, None)


def _spelled_out(e: Expression, scenarios: Sequence[Scenario]) -> Expression:
    """A service level with its definition in it, where the scenarios would each count it their own way."""
    rules = {(s.service_level.definition, s.service_level.short_abandon) for s in scenarios}
    if e.metric != "service_level" or len(rules) == 1:
        return e
    rule = scenarios[0].service_level
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return service_level(e.subject, e.threshold or 0.0, e.definition or rule.definition, short)
