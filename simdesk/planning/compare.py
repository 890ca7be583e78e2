"""Compare scenarios under common random numbers: the same customers on the same days meet each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.errors import UsageError
from simdesk.measure.confidence import Estimate, difference
from simdesk.measure.expression import Expression, Target
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.verdict import Judgement, holds, judge
from simdesk.results.headline import choose_headline, service_level
from simdesk.results.results import Results
from simdesk.results.run import Begun, begin, checked, play_begun
from simdesk.results.words import title
from simdesk.results.workers import checked_cores
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

_ALWAYS = ("abandon_rate", "mean_wait", "occupancy", "agent_hours", "cost")


@dataclass(frozen=True)
class Difference:
    """One measure of one scenario against the baseline's.

    Parameters
    ----------
    name : str
        Of the scenario compared.
    expression : Expression
    value, baseline : Estimate
    change : Estimate
        ``value − baseline``, paired day by day, with its 95 % interval.
    judgement : Judgement, optional
        Of the target this measure belongs to, in the scenario compared.
    flips_up, flips_down : float
        Share of days that meet the target here and not in the baseline, and the other way round; NaN without target.
    """

    name: str
    expression: Expression
    value: Estimate
    baseline: Estimate
    change: Estimate
    judgement: Judgement | None = None
    flips_up: float = float("nan")
    flips_down: float = float("nan")

    @property
    def clear(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What a comparison found.

    Parameters
    ----------
    results : dict of str to Results
        By name; the first is the baseline.
    differences : tuple of Difference
        By measure, then by scenario.
    """

    results: dict[str, Results]
    differences: tuple[Difference, ...]

    @property
    def baseline(self) -> str:
        """Name of the baseline."""
        return next(iter(self.results))

    @property
    def targets_missed(self) -> bool:
        """Whether any scenario misses a target."""
        return any(results.targets_missed for results in self.results.values())

    @property
    def table(self) -> pd.DataFrame:
        """One row per measure and scenario compared.

        Columns
        -------
        measure, scenario, unit : str
        baseline, value, change, low, high : float, in the measure's unit; low and high bound the change (95 %)
        times_fewer_days : float, what variance reduction is worth to the change; NaN without
        clear : bool, the interval leaves out zero
        verdict : str, of the target in the scenario compared; flips_up, flips_down : share of days
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "measure": d.expression.text,
                    "scenario": d.name,
                    "baseline": d.baseline.mean,
                    "value": d.value.mean,
                    "change": d.change.mean,
                    "low": d.change.low,
                    "high": d.change.high,
                    "clear": d.clear,
                    "times_fewer_days": d.change.times_fewer_days,
                    "unit": d.expression.about.unit,
                    "verdict": "" if d.judgement is None else str(d.judgement.verdict),
                    "flips_up": d.flips_up,
                    "flips_down": d.flips_down,
                }
                for d in self.differences
            ]
        )

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Targets whose measure not every scenario has."""
        compared = {expression.text for expression in (d.expression for d in self.differences)}
        subjects = [(*r.scenario.queues_and_classes, *r.scenario.agent_groups, EVERYTHING) for r in self.results.values()]
        texts = dict.fromkeys(t for r in self.results.values() for t in r.scenario.targets)
        return tuple(
            t.text for t in texts if t.expression.text not in compared and not all(t.expression.subject in s for s in subjects)
        )

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(map(repr, self.results))}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, float_format=lambda value: f"{value:.4g}"))


def compare(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    replications: int | None = None,
    *,
    seed: int | None = None,
    metrics: str | Sequence[str] = (),
    engine: str = "auto",
    variance_reduction: str | Sequence[str] | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare a scenario's variants with it, or several scenarios with the first.

    Parameters
    ----------
    scenarios : Scenario, sequence or mapping of Scenario
        One scenario: its variants are compared with it. Several: the first is the baseline. The days and the seed are
        the baseline's for all, as pairs need partners.
    replications : int, optional
        Days; None takes the baseline's, also where that is a precision.
    seed : int, optional
        None takes the baseline's; it is the same for all.
    metrics : str or sequence of str
        Further measures to compare; every scenario must have them.
    engine : {"auto", "simpy", "compiled"}
    variance_reduction : str or sequence of str, optional
        As for ``run``; None takes the baseline's, for all.
    cores : int, optional
    cluster : str or distributed.Client, optional
        As for ``run``; the days of all scenarios go through together.
    progress : callable, optional
        Called with (days done, days there will be at the most) over all scenarios.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        When there is nothing to compare.
    """
    named = _named(scenarios)
    base = next(iter(named.values()))
    seed = base.seed if seed is None else seed
    reductions = base.replications.variance_reduction if variance_reduction is None else variance_reduction
    cores = checked_cores(cores, cluster)
    shared = _shared_measures(named, [metrics] if isinstance(metrics, str) else metrics)

    def prepared(scenario: Scenario, days: int | None) -> Begun:
        return begin(scenario, days, seed=seed, metrics=shared, engine=engine, variance_reduction=reductions)

    first, *others = named.values()
    baseline = prepared(first, replications)
    days, found = baseline.scenario.replications.number, []
    if days is None:
        # Where the baseline stops by precision, the others take as many days: pairs need partners.
        after = baseline.job.at_most * len(others)
        found = play_begun([baseline], cores=cores, cluster=cluster, progress=progress, after=after)
        days = found[0].facts.replications
    rest = [prepared(scenario, days) for scenario in others]
    together = rest if found else [baseline, *rest]
    before = days if found else 0
    found += play_begun(together, cores=cores, cluster=cluster, progress=progress, before=before)
    results = dict(zip(named, found, strict=True))
    return Comparison(results, tuple(_differences(results, shared)))


def _named(scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario]) -> dict[str, Scenario]:
    if isinstance(scenarios, Scenario):
        if not scenarios.variants:
            raise UsageError(f"'{scenarios.name}' has no variants to compare", "add a variants: block, or name two scenarios")
        return {"baseline": scenarios} | {name: scenarios.variant(name) for name in scenarios.variants}
    if isinstance(scenarios, str) or not isinstance(scenarios, Sequence | Mapping):
        raise UsageError(f"not a scenario (got {scenarios!r})", "read the file first: simdesk.load('day.yaml')")
    named: dict[str, Scenario] = dict(scenarios) if isinstance(scenarios, Mapping) else {}
    for scenario in () if isinstance(scenarios, Mapping) else scenarios:
        plain = title(scenario) if isinstance(scenario, Scenario) else repr(scenario)
        name, k = plain, 2
        while name in named:
            name, k = f"{plain} ({k})", k + 1
        named[name] = scenario
    wrong = next((scenario for scenario in named.values() if not isinstance(scenario, Scenario)), None)
    if wrong is not None:
        raise UsageError(f"not a scenario (got {wrong!r})", "read the file first: simdesk.load('day.yaml')")
    if len(named) < 2:
        raise UsageError("a comparison needs two scenarios or more", "name another file, or a scenario with variants")
    return named


_Key = tuple[str, str, float | None, str | None, float | None, float | None]


def _key(e: Expression, rule: ServiceLevelRule) -> _Key:
    """What a measure is, however it was written."""
    if e.metric != "service_level":
        return (e.metric, e.subject, e.threshold, None, None, e.percentile)
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return (e.metric, e.subject, e.threshold, e.definition or rule.definition, short, None)


def _shared_measures(named: Mapping[str, Scenario], metrics: Sequence[str]) -> list[Expression]:
    """The measures every scenario has: those of the targets, those asked for, and some that always matter."""
    scenarios = list(named.values())
    base = scenarios[0]
    for scenario in scenarios:
        for text in metrics:
            checked(text, scenario)
    targets = [target.expression for scenario in scenarios for target in scenario.targets]
    headline = choose_headline(base.queues_and_classes, targets, base.service_level, base.lay_out()[0])
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


def _spelled_out(e: Expression, scenarios: Sequence[Scenario]) -> Expression:
    """A service level with its definition in it, where the scenarios would each count it their own way."""
    rules = {(s.service_level.definition, s.service_level.short_abandon) for s in scenarios}
    if e.metric != "service_level" or len(rules) == 1:
        return e
    rule = scenarios[0].service_level
    short = rule.short_abandon if e.short_abandon is None else e.short_abandon
    return service_level(e.subject, e.threshold or 0.0, e.definition or rule.definition, short)


def _differences(results: Mapping[str, Results], shared: Sequence[Expression]) -> list[Difference]:
    (_, base), *others = results.items()
    rows = []
    for expression in shared:
        baseline = base.measures.sample(expression)
        for name, found in others:
            sample = found.measures.sample(expression)
            target = _target_of(expression, found.scenario)
            up = down = float("nan")
            if target is not None:
                here, there = holds(target, sample.days), holds(target, baseline.days)
                known = ~(np.isnan(sample.days) | np.isnan(baseline.days))
                if known.any():
                    up, down = float(np.mean((here & ~there)[known])), float(np.mean((there & ~here)[known]))
            rows.append(
                Difference(
                    name,
                    expression,
                    found.measures.estimate(expression),
                    base.measures.estimate(expression),
                    difference(sample, baseline),
                    None if target is None else judge(target, found.measures),
                    up,
                    down,
                )
            )
    return rows


def _target_of(expression: Expression, scenario: Scenario) -> Target | None:
    rule = scenario.service_level
    return next((t for t in scenario.targets if _key(t.expression, rule) == _key(expression, rule)), None)
