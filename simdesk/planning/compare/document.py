"""A comparison as a JSON document. Its shape is versioned."""

from __future__ import annotations

from typing import Any

from simdesk.measure.confidence import Estimate
from simdesk.planning.compare.by_interval import interval_differences
from simdesk.planning.compare.result import Comparison
from simdesk.planning.compare.tables import all_flips
from simdesk.results.shown.document import SCHEMA_VERSION, document, number, worth


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """A comparison as a document.

    Pairing of days, differences, flips, rankings, costs, intervals, then every scenario as in ``run --json``.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "baseline": comparison.baseline,
        "paired": comparison.paired,
        "unpaired_because": list(comparison.unpaired),
        "not_compared": list(comparison.not_compared),
        "differences": [
            {
                "measure": d.expression.text,
                "scenario": d.name,
                "unit": d.expression.about.unit,
                "baseline": number(d.baseline.mean),
                "value": number(d.value.mean),
                "change": number(d.change.mean),
                "low": number(d.change.low),
                "high": number(d.change.high),
                "verdict": None if d.judgement is None else str(d.judgement.verdict),
                "days_won": number(d.flips_up),
                "days_lost": number(d.flips_down),
            }
            | worth(d.change)
            for d in comparison.differences
        ],
        "flips": [
            {
                "target": target,
                "scenario": name,
                "days": days.days,
                "won": days.won,
                "lost": days.lost,
                "both_met": days.both_met,
                "both_missed": days.both_missed,
            }
            for target, name, days in all_flips(comparison)
        ],
        "rankings": [
            {
                "target": ranking.text,
                "unit": ranking.unit,
                "standings": [
                    {"scenario": s.name, "place": s.place or None, "group": s.group, "among_best": s.among_best}
                    | _ends("", s.value)
                    | {"verdict": None if s.verdict is None else str(s.verdict)}
                    for s in ranking.standings
                ],
            }
            for ranking in comparison.rankings
        ],
        "costs": [
            {"measure": price.level.expression.text, "scenario": price.name, "paid_in": price.cost.expression.metric}
            | _ends("level_", price.level.value)
            | _ends("cost_", price.cost.value)
            | _ends("level_change_", price.level.change)
            | _ends("cost_change_", price.cost.change)
            for price in comparison.prices
        ],
        "intervals": [
            {"measure": d.expression.text, "scenario": d.name, "start": d.start} | _ends("", d.value) | _ends("change_", d.change)
            for d in interval_differences(comparison.results, comparison.service_levels, comparison.paired)
        ],
        "scenarios": {name: document(results) for name, results in comparison.results.items()},
    }


def _ends(prefix: str, estimate: Estimate) -> dict[str, float | None]:
    """A figure and its 95% confidence interval."""
    return {f"{prefix}{name}": number(getattr(estimate, name)) for name in ("mean", "low", "high")}
