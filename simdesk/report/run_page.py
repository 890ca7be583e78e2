"""The report: one HTML file with everything in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.files import written_whole
from simdesk.report import tables
from simdesk.report.charts import chart_sections
from simdesk.report.sentences import sentence, tally_of_verdicts

if TYPE_CHECKING:
    from jinja2 import Template

    from simdesk.results.results import Results

MOST_YAML = 60_000
"""Characters: a scenario longer than this, data files laid in, is shown as its file was written."""


def render(results: Results) -> str:
    """The report of a run as HTML.

    Parameters
    ----------
    results : Results

    Returns
    -------
    str
        A page that fetches nothing: styles, scripts and data stand in it.
    """
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    from simdesk.results.shown.words import SIGNS, days_met_words, variance_words
    from simdesk.units import format_range

    scenario = results.scenario
    whole = scenario.resolved_yaml()
    return template("page.html.j2").render(
        results=results,
        facts=results.facts,
        reduced=variance_words(results),
        scenario=scenario,
        signs=SIGNS,
        days_met=days_met_words,
        between=format_range,
        verdicts=[(judgement, sentence(judgement, results.measures)) for judgement in results.judgements],
        headline=tally_of_verdicts(results.judgements),
        definitions=tables.definitions_in_use(results),
        queue_table=tables.queue_table(results),
        journey_table=tables.journey_table(results),
        group_table=tables.group_table(results),
        asked_table=tables.asked_table(results),
        day_table=tables.day_table(results),
        weakest_table=tables.weakest_table(results),
        interval_tables=tables.interval_tables(results),
        chart_sections=chart_sections(results),
        yaml=whole if len(whole) <= MOST_YAML else scenario.text,
        yaml_is_whole=len(whole) <= MOST_YAML,
        glossary=tables.glossary(),
        service_level_glossary=tables.service_level_glossary(),
        rule_words=tables.rule_words(results),
        plotly=Markup(get_plotlyjs()),
        markup=Markup,
    )


def template(name: str) -> Template:
    """A page's template, by its file's name."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from simdesk.units import format_measure

    environment = Environment(
        loader=PackageLoader("simdesk.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["measure"] = format_measure
    return environment.get_template(name)


def write_report(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write the report of a run.

    Parameters
    ----------
    results : Results
    path : str or path

    Returns
    -------
    Path
        Where it stands.
    """
    return write_page(render(results), path)


def write_page(page: str, path: str | os.PathLike[str]) -> Path:
    """Write a page; it appears whole or not at all."""
    place = Path(path)
    with written_whole(place) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return place
