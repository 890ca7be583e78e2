"""The report of a comparison: all scenarios in the same tables and charts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.measure.registry import EVERYTHING
from simdesk.planning.compare.words import cheapest_words, days_words, pairing_words, rules_words, variant_words
from simdesk.report import comparison_tables
from simdesk.report.charts import Chart, ChartGroup, ChartSection, chart
from simdesk.report.rendering import MOST_YAML, render_page, write_page

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from simdesk.planning.compare.result import Comparison


def render_comparison(comparison: Comparison) -> str:
    """The report of a comparison as HTML.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    str
        A page that fetches nothing: styles, scripts and data are in it.
    """
    from simdesk.results.shown.words import reduction_words

    results = comparison.results
    base, last = results[comparison.baseline], list(results.values())[-1]
    first = [d for d in comparison.differences if d.expression == comparison.shared[0]] if comparison.shared else []
    headline = cheapest_words(comparison)
    return render_page(
        "comparison.html.j2",
        comparison=comparison,
        name=base.scenario.name,
        baseline=comparison.baseline,
        compared=list(results)[1:],
        facts=last.facts,
        contacts=sum(each.facts.contacts for each in results.values()),
        pairing=pairing_words(comparison),
        rules=rules_words(comparison),
        changes=variant_words(comparison),
        days=days_words(comparison),
        reduced=reduction_words(last.facts, {f"{d.expression.text} of {d.name}": d.change for d in first}),
        headline=headline[:1].upper() + headline[1:],
        verdicts=comparison_tables.verdicts(comparison),
        ranking_tables=comparison_tables.ranking_tables(comparison),
        cost_table=comparison_tables.cost_table(comparison),
        difference_tables=comparison_tables.difference_tables(comparison),
        same_everywhere=comparison_tables.same_everywhere(comparison),
        interval_tables=comparison_tables.interval_tables(comparison),
        scenario_table=comparison_tables.scenario_table(comparison),
        texts=_texts(comparison),
        chart_sections=comparison_charts(comparison),
    )


def write_comparison(comparison: Comparison, path: str | os.PathLike[str]) -> Path:
    """Write the report of a comparison.

    Parameters
    ----------
    comparison : Comparison
    path : str or path

    Returns
    -------
    Path
        Path of the report.
    """
    return write_page(render_comparison(comparison), path)


def comparison_charts(comparison: Comparison) -> list[ChartSection]:
    """The charts of a comparison: changes, cost, the day by queue, agents by group, the spread of days."""
    figures = comparison.figures
    same = set(comparison_tables.same_everywhere(comparison))

    def wide(figure: go.Figure) -> Chart:
        return chart(figure, wide=True)

    def heading(name: str, count: int, kind: str) -> str:
        words = f"All {kind}s" if name == EVERYTHING else name
        return words if count > 1 else ""

    changes = [chart(figures.changes(measure)) for measure in figures.changed if measure not in same]
    over_day = [
        ChartGroup(
            heading(queue, len(figures.queues), "queue"),
            (wide(figures.service_level(queue)), chart(figures.waits(queue)), chart(figures.abandonment(queue))),
        )
        for queue in figures.queues
    ]
    volumes = (EVERYTHING,) if EVERYTHING in figures.queues else figures.queues
    over_day.append(ChartGroup("", tuple(chart(figures.arrivals(queue), wide=len(volumes) == 1) for queue in volumes)))
    agents = [
        ChartGroup(
            heading(group, len(figures.groups), "group"), (chart(figures.staffing(group)), chart(figures.occupancy(group)))
        )
        for group in figures.groups
    ]
    days = [ChartGroup("", tuple(wide(figures.days(queue)) for queue in figures.queues))]
    costs = tuple(wide(figures.costs(measure)) for measure in figures.priced)
    sections = [
        ChartSection("changes", "Changes", (ChartGroup("", tuple(changes)),)),
        ChartSection("cost-chart", "Cost against service level", (ChartGroup("", costs),)),
        ChartSection("over-the-day", "Over the day", tuple(over_day)),
        ChartSection("agents-over-the-day", "Agents over the day", tuple(agents)),
        ChartSection("days", "How much days differ", tuple(days)),
    ]
    return [section for section in sections if any(group.charts for group in section.groups)]


def _texts(comparison: Comparison) -> list[tuple[str, str]]:
    """Each scenario file once, as it was written."""
    found: dict[tuple[str, str], None] = {}
    for results in comparison.results.values():
        scenario = results.scenario
        text = scenario.text if len(scenario.text) <= MOST_YAML else f"{scenario.text[:MOST_YAML]}\n…"
        found[str(scenario.path), text] = None
    return list(found)
