"""Runs compared interval by interval of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures
from simdesk.measure.metric import Place
from simdesk.measure.pairs import changed
from simdesk.measure.registry import EVERYTHING, metrics_of
from simdesk.planning.common_measures import counted
from simdesk.results.results import Results

_NOTHING = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class IntervalDifference:
    """One measure of one run in one interval.

    Parameters
    ----------
    name : str
    start : str
        Start of the interval.
    expression : Expression
    value : Estimate
    change : Estimate
        Change against the baseline; NaN for the baseline itself, and if its intervals differ.
    """

    name: str
    start: str
    expression: Expression
    value: Estimate
    change: Estimate


def interval_measures(results: Mapping[str, Results], service_levels: Mapping[str, Expression]) -> list[Expression]:
    """Measures compared by interval: for each queue that all have its service, for each group its agents."""
    runs = list(results.values())
    found = []
    for queue, level in service_levels.items():
        found += [level, *(Expression.plain(m.name, queue) for m in metrics_of("queue", Place.COMPARED_BY_INTERVAL))]
    groups = [group for group in runs[0].groups if all(group in (*r.scenario.agent_groups, EVERYTHING) for r in runs)]
    of_groups = metrics_of("group", Place.COMPARED_BY_INTERVAL)
    found += [Expression.plain(metric.name, group) for group in groups for metric in of_groups]
    return [e for e in found if all(counted(run, e) for run in runs)]


def same_intervals(one: Measures, other: Measures) -> bool:
    """Whether two runs measure the same intervals of the day."""
    first, second = ((m.intervals, m.plan.interval, m.interval_start(0), m.plan.dates) for m in (one, other))
    return first == second


def interval_differences(
    results: Mapping[str, Results], service_levels: Mapping[str, Expression], paired: bool
) -> Iterator[IntervalDifference]:
    """Every measure in every interval of every run."""
    base, *_ = results.values()
    for expression in interval_measures(results, service_levels):
        for name, run in results.items():
            measures = run.measures
            comparable = run is not base and same_intervals(measures, base.measures)
            for k in range(measures.intervals):
                change = _NOTHING
                if comparable:
                    change = changed(measures.sample(expression, k), base.measures.sample(expression, k), paired)
                yield IntervalDifference(name, measures.interval_label(k), expression, measures.estimate(expression, k), change)
