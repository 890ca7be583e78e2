"""The report of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.report import tables
from simdesk.report.charts import chart_sections
from simdesk.report.extent import extent
from simdesk.report.rendering import render_page, scenario_text, write_page
from simdesk.report.sentences import sentence, tally_of_verdicts

if TYPE_CHECKING:
    from simdesk.results.results import Results


def render(results: Results) -> str:
    """The report of a run as HTML.

    Parameters
    ----------
    results : Results

    Returns
    -------
    str
        A page that fetches nothing: styles, scripts and data are in it.
    """
    from simdesk.formats import format_range
    from simdesk.results.shown.words import variance_words

    scenario = results.scenario
    yaml, is_whole = scenario_text(scenario)
    queues, rare = tables.queue_tables(results)
    shown = extent(results)
    return render_page(
        "page.html.j2",
        results=results,
        facts=results.facts,
        reduced=variance_words(results),
        scenario=scenario,
        between=format_range,
        verdicts=[(judgement, sentence(judgement, results.measures)) for judgement in results.judgements],
        headline=tally_of_verdicts(results.judgements),
        definitions=tables.definitions_in_use(results),
        queue_table=queues,
        rare_table=rare,
        group_table=tables.group_table(results),
        asked_table=tables.asked_table(results),
        day_table=tables.day_table(results, shown.queues),
        weakest_table=tables.weakest_table(results),
        interval_tables=tables.interval_tables(results, shown),
        about_intervals=shown.about_intervals,
        chart_sections=chart_sections(results, shown),
        yaml=yaml,
        yaml_is_whole=is_whole,
        rule_words=tables.rule_words(results),
    )


def write_report(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write the report of a run.

    Parameters
    ----------
    results : Results
    path : str or path

    Returns
    -------
    Path
        Path of the report.
    """
    return write_page(render(results), path)
