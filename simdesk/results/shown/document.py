"""The run as one JSON document, for other programs. Its shape is versioned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.results.shown.headline import estimates_of_each, of_intervals
from simdesk.scenario.reading.nodes import written

if TYPE_CHECKING:
    from simdesk.measure.verdict import Judgement
    from simdesk.results.results import Results

SCHEMA_VERSION = 1


def number(value: float) -> float | None:
    """A float as JSON knows it: None where there is no data."""
    return None if math.isnan(value) or math.isinf(value) else value


def entry(estimate: Estimate, expression: Expression) -> dict[str, Any]:
    """A measure's mean, interval and unit; and with variance reduction what it is worth, see ``worth``."""
    return {
        "mean": number(estimate.mean),
        "low": number(estimate.low),
        "high": number(estimate.high),
        "unit": expression.about.unit,
    } | worth(estimate)


def worth(estimate: Estimate) -> dict[str, Any]:
    """``times_fewer_days`` with variance reduction: how many times as many days would be as good without it.

    None where the figure follows from the plan alone. Without variance reduction or data the entry is not there.
    """
    fewer = estimate.times_fewer_days
    return {} if math.isnan(fewer) else {"times_fewer_days": number(fewer)}


def document(results: Results) -> dict[str, Any]:
    """The run as a document.

    Parameters
    ----------
    results : Results

    Returns
    -------
    dict
        ``schema_version``, ``scenario``, ``run``, ``targets``, ``metrics`` (the measures asked for by expression),
        ``queues`` (each with the classes of its customers behind it) and ``agent_groups`` (headline measures),
        ``intervals`` (means), of several days also ``days`` (means). Of each queue ``in_time_by`` names the measure that says
        whether its contacts were served in time. Seconds, fractions, contacts; None where there is no data.
    """
    measures, headline, scenario = results.measures, results.headline, results.scenario
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario_entry(results),
        "run": run_entry(results),
        "targets": target_entries(results),
        "metrics": metric_entries(results),
        "queues": {
            queue: {name: entry(measures.estimate(e), e) for name, e in headline.of_queue(queue).items()}
            for queue in scenario.queues_and_classes
        },
        "agent_groups": {
            group: {name: entry(measures.estimate(e), e) for name, e in headline.of_group(group).items()}
            for group in scenario.agent_groups
        },
        "intervals": _means(results, "start", [measures.interval_label(interval) for interval in range(measures.intervals)]),
    } | ({"days": day_entries(results)} if measures.days_in_order else {})


def day_entries(results: Results) -> list[dict[str, Any]]:
    """Each day of a scenario of several, queue by queue (means)."""
    days = results.measures.days_in_order
    return _means(results, "day", [name for name, _ in days], [those for _, those in days])


def _means(results: Results, key: str, labels: list[str], stretches: list[range] | None = None) -> list[dict[str, Any]]:
    """The queues' measures in each of some stretches, and which of them says whether contacts were served in time."""
    headline, queues = results.headline, results.scenario.queues_and_classes
    found = [
        {name: each.mean.tolist() for name, each in estimates_of_each(results.measures, columns, stretches).items()}
        for columns in (of_intervals(headline.of_queue(queue)) for queue in queues)
    ]
    return [
        {key: label, "queue": queue}
        | {name: number(means[k]) for name, means in each.items()}
        | {"in_time_by": headline.in_time(queue) or None}
        for k, label in enumerate(labels)
        for queue, each in zip(queues, found, strict=True)
    ]


def scenario_entry(results: Results) -> dict[str, Any]:
    """Which scenario was run."""
    scenario = results.scenario
    return {
        "name": scenario.name,
        "path": str(scenario.path),
        "digest": scenario.digest,
        "understood": list(scenario.understood),
        "notes": [
            {"kind": note.word, "path": written(note.path), "text": note.text, "hint": note.hint} for note in scenario.notes
        ],
    }


def run_entry(results: Results) -> dict[str, Any]:
    """How it was run."""
    facts = results.facts
    return {
        "replications": facts.replications,
        "seed": facts.seed,
        "engine": facts.engine,
        **({"engine_reason": facts.engine_reason} if facts.engine_reason else {}),
        "cores": facts.cores,
        "contacts": facts.contacts,
        "seconds": round(facts.seconds, 3),
        "version": facts.version,
        **({"variance_reduction": list(facts.variance_reduction)} if facts.variance_reduction else {}),
        **({"variance_reduction_by_itself": True} if facts.reduced_by_itself else {}),
    }


def target_entries(results: Results) -> list[dict[str, Any]]:
    """The verdicts."""
    return [
        {
            "target": j.target.text,
            "verdict": str(j.verdict),
            "mean": number(j.estimate.mean),
            "low": number(j.estimate.low),
            "high": number(j.estimate.high),
            "days_met": number(j.days_met),
            **_undecided(j),
        }
        | worth(j.estimate)
        for j in results.judgements
    ]


def _undecided(j: Judgement) -> dict[str, Any]:
    """Of a target on service in time: contacts that still wait at the end, and the measure if they are served late or in time."""
    left = j.undecided
    if left is None:
        return {}
    return {
        "unfinished": {
            "contacts": number(left.contacts),
            "if_late": number(left.if_late.mean),
            "if_in_time": number(left.if_in_time.mean),
        }
    }


def metric_entries(results: Results) -> dict[str, Any]:
    """The measures asked for, by expression as given."""
    return {e.text: entry(results.measures.estimate(e), e) for e in results.asked}
