"""The measures that several scenarios have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simdesk.errors import UsageError
from simdesk.measure.expression import Expression, Target
from simdesk.measure.metric import Place
from simdesk.measure.registry import EVERYTHING, METRICS, SERVICE_LEVEL
from simdesk.measure.rules import ServiceLevelRule
from simdesk.results.results import Results
from simdesk.results.shown.headline import Headline, choose_headline, service_level
from simdesk.scenario import Scenario

_Key = tuple[str, str, float | None, str | None, float | None, float | None, float | None]


def shared_measures(named: Mapping[str, Scenario], metrics: Sequence[str]) -> list[Expression]:
    """The measures that all scenarios have: those of targets, those asked for, and some that always matter.

    Parameters
    ----------
    named : dict of str to Scenario
        The first is the baseline.
    metrics : sequence of str
        Measures asked for.

    Raises
    ------
    ExpressionError
        If a scenario lacks a measure that is asked for.
    """
    scenarios = list(named.values())
    base = scenarios[0]
    for scenario in scenarios:
        for text in metrics:
            scenario.measure(text)
    targets = [target.expression for scenario in scenarios for target in scenario.targets]
    headline = headline_of(base)
    always = [Expression.plain(metric.name) for metric in METRICS.values() if metric.stands(Place.COMPARED)]
    level = headline.in_time_measure(EVERYTHING)
    usual = [*([] if level is None else [level]), *always]
    asked = [*targets, *(base.measure(text) for text in metrics)]
    asked += [e for e in usual if headline.says(EVERYTHING, e.metric)]
    # If all scenarios have only one queue, the same one, "all" means that queue. Likewise with groups.
    queues, groups = {s.queues for s in scenarios}, {s.agent_groups for s in scenarios}
    only = {kind: min(names)[0] for kind, names in (("queue", queues), ("group", groups)) if len(names) == len(min(names)) == 1}
    chosen: dict[_Key, Expression] = {}
    for e in asked:
        shared = e.subject == EVERYTHING or all(e.subject in (*s.queues_and_classes, *s.agent_groups) for s in scenarios)
        if shared:
            subject = only.get(e.about.subject, EVERYTHING) if e.subject == EVERYTHING else e.subject
            chosen.setdefault(_key(replace(e, subject=subject), base.service_level), _spelled_out(e, scenarios))
    costless = all(group.cost == 0 for s in scenarios for group in s.lay_out()[0].groups)
    return [e for e in chosen.values() if not (e.about.unit == "cost" and costless)]


def shared_service_levels(named: Mapping[str, Scenario]) -> dict[str, Expression]:
    """What says of every queue that all scenarios have, and of all queues together, whether contacts were served in time.

    It is the baseline's service level in use; or what was done in time, where every scenario shows that of the queue.
    """
    scenarios = list(named.values())
    headlines = [headline_of(scenario) for scenario in scenarios]
    base, queues = headlines[0], scenarios[0].queues
    several = (EVERYTHING,) if any(len(s.queues) > 1 or s.queues != queues for s in scenarios) else ()
    mine = [queue for queue in queues if all(queue in s.queues for s in scenarios)]
    found = {}
    for queue in (*mine, *several):
        measure = base.in_time_measure(queue)
        if measure is not None:
            alike = all(each.in_time(queue) == measure.metric for each in headlines)
            found[queue] = measure if alike else base.service_levels[queue]
    return found


def headline_of(scenario: Scenario) -> Headline:
    """The measures shown in the tables of a scenario's run."""
    targets = [target.expression for target in scenario.targets]
    return choose_headline(scenario.queues_and_classes, targets, scenario.service_level, scenario.lay_out()[0])


def counted(results: Results, expression: Expression) -> bool:
    """Whether a run recorded what a measure needs."""
    try:
        results.estimate(expression)
    except UsageError:
        return False
    return True


def target_of(expression: Expression, scenario: Scenario) -> Target | None:
    """A scenario's target on a measure, however the two are written."""
    rule = scenario.service_level
    return next((t for t in scenario.targets if _key(t.expression, rule) == _key(expression, rule)), None)


def _key(e: Expression, rule: ServiceLevelRule) -> _Key:
    """Identity of a measure, however it is written."""
    if "definition" not in e.about.arguments:
        return (e.metric, e.subject, e.threshold, None, None, e.percentile, None)
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return (e.metric, e.subject, e.threshold, e.definition or rule.definition, short, None, e.goal)


def _spelled_out(e: Expression, scenarios: Sequence[Scenario]) -> Expression:
    """A service level with its definition written out, if the scenarios' own definitions differ."""
    rules = {(s.service_level.definition, s.service_level.short_abandon) for s in scenarios}
    if e.metric != SERVICE_LEVEL or len(rules) == 1:
        return e
    rule = scenarios[0].service_level
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return service_level(e.subject, e.threshold or 0.0, e.definition or rule.definition, short)
