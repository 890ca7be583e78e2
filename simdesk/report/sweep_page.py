"""The report of a sweep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.figures.wording import format_estimate, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.registry import EVERYTHING
from simdesk.report.charts import ChartGroup, ChartSection, chart
from simdesk.report.rendering import render_page, scenario_text, write_page
from simdesk.report.tables import Cell, Table
from simdesk.results.shown.words import SIGNS, cost_words

if TYPE_CHECKING:
    from simdesk.measure.expression import Expression
    from simdesk.planning.sweep.result import Point, Sweep
    from simdesk.planning.sweep.sensitivity import Side

MOST_HEAT_MAPS = 6
"""Most targets with a heat map each."""


def render_sweep(sweep: Sweep) -> str:
    """The report of a sweep as HTML.

    Parameters
    ----------
    sweep : Sweep

    Returns
    -------
    str
        A page that fetches nothing: styles, scripts and data are in it.
    """
    points = [_point_table(sweep, list(sweep.points), "Every point")] if sweep.points else []
    return render_page(
        "sweep.html.j2",
        sweep=sweep,
        facts=sweep.facts,
        scenario=sweep.scenario,
        sentences=sweep.sentences,
        inputs=_input_table(sweep),
        frontier=_frontier(sweep),
        tables=[*points, *_effect_tables(sweep)],
        chart_sections=_sections(sweep),
        left_out=", ".join(sweep.facts.left_out),
        yaml=scenario_text(sweep.scenario)[0],
    )


def write_sweep(sweep: Sweep, path: str | os.PathLike[str]) -> Path:
    """Write the report of a sweep.

    Parameters
    ----------
    sweep : Sweep
    path : str or path

    Returns
    -------
    Path
        Path of the report.
    """
    return write_page(render_sweep(sweep), path)


def _sections(sweep: Sweep) -> list[ChartSection]:
    figures = sweep.figures
    found = []
    if sweep.needed is not None:
        group = ChartGroup("", (chart(figures.agents_needed(), wide=True),))
        found.append(ChartSection("agents-needed", "Agents needed if the forecast may be wrong", (group,)))
    if sweep.points:
        found.append(ChartSection("trade-off", "Cost and service", (ChartGroup("", (chart(figures.trade_off(), wide=True),)),)))
    targets = list(dict.fromkeys(target.text for target in sweep.scenario.targets))
    if len(sweep.axes) == 2 and sweep.facts.design == "grid":
        maps = [figures.heat_map(text) for text in targets[:MOST_HEAT_MAPS]] or [figures.heat_map()]
        group = ChartGroup("", tuple(chart(each, wide=True) for each in maps))
        found.append(ChartSection("heat-maps", "Two inputs together", (group,)))
    if sweep.effects:
        measures = dict.fromkeys(effect.expression.text for effect in sweep.effects)
        group = ChartGroup("", tuple(chart(figures.tornado(text), wide=True) for text in measures))
        found.append(ChartSection("sensitivity", "Effect of each input", (group,)))
    return found


def _input_table(sweep: Sweep) -> Table | None:
    ways = {"": "", "add": "added to the plan", "times": "times the plan"}
    rows = tuple(
        (axis.name, (Cell(_values_words([value.label for value in axis.values])), Cell(ways[axis.operation])))
        for axis in sweep.axes
    )
    return Table("Inputs swept", ("Input", "Values", "How"), rows, words=3) if rows else None


def _values_words(labels: list[str]) -> str:
    return (
        ", ".join(labels) if len(labels) <= 14 else f"{', '.join(labels[:4])}, … {', '.join(labels[-3:])} ({len(labels)} values)"
    )


def _frontier(sweep: Sweep) -> Table | None:
    cost = sweep.cost.text
    kinds = list(dict.fromkeys(map(sweep.circumstance, sweep.points)))
    efficient = [point for point in sweep.points if point.efficient]
    points = sorted(efficient, key=lambda point: (kinds.index(sweep.circumstance(point)), point[cost].mean))
    return _point_table(sweep, points, "The efficient frontier") if points else None


def _heading(e: Expression) -> str:
    return f"{e.metric.replace('_', ' ').capitalize()}, {subject_words(e.subject, e.about.subject)}"


def _point_table(sweep: Sweep, points: list[Point], name: str) -> Table:
    targets = sweep.scenario.targets
    others = [e for e in sweep.measures if not any(_same(e, target.expression, sweep) for target in targets)]
    columns = (
        "Point",
        *(axis.words for axis in sweep.axes),
        *(target.text for target in targets),
        *(cost_words(_heading(e), e.about.unit, sweep.scenario) for e in others),
        "On the frontier",
    )
    rows = []
    for point in points:
        cells = [Cell(value.label) for value in point.values]
        for judgement in point.judgements:
            unit = judgement.target.expression.about.unit
            found = judgement.estimate
            sign = SIGNS[judgement.verdict].symbol
            cells.append(Cell(f"{sign}\u00a0{format_measure(found.mean, unit)}", format_range(found.low, found.high, unit)))
        cells += [Cell(format_measure(point[e.text].mean, e.about.unit)) for e in others]
        cells.append(Cell("yes" if point.efficient else ""))
        rows.append((f"{point.number}{' (as planned)' if point.planned else ''}", tuple(cells)))
    return Table(name, columns, tuple(rows))


def _effect_tables(sweep: Sweep) -> list[Table]:
    found = []
    for text in dict.fromkeys(effect.expression.text for effect in sweep.effects):
        of_measure = [effect for effect in sweep.effects if effect.expression.text == text]
        unit = of_measure[0].expression.about.unit
        planned = format_estimate(of_measure[0].planned, unit)
        rows = tuple((each.input, (*_side_cells(each.low, unit), *_side_cells(each.high, unit))) for each in of_measure)
        columns = ("Input", "Low end", "Value", "Change", "High end", "Value", "Change")
        found.append(Table(f"{text}: as planned {planned}", columns, rows))
    return found


def _side_cells(side: Side, unit: str) -> tuple[Cell, ...]:
    points = "points" if unit == "share" else unit
    change = side.change
    sign = "+" if change.mean > 0 else ""
    return (
        Cell(side.label),
        Cell(format_measure(side.value.mean, unit)),
        Cell(f"{sign}{format_measure(change.mean, points)}", format_range(change.low, change.high, unit)),
    )


def _same(one: Expression, other: Expression, sweep: Sweep) -> bool:
    """Whether two measures are the same: with one queue or group, "all" means that one."""
    names = sweep.scenario.queues_and_classes if one.about.subject == "queue" else sweep.scenario.agent_groups
    subjects = {one.subject, other.subject}
    alike = len(subjects) == 1 or (len(names) == 1 and subjects == {EVERYTHING, names[0]})
    return alike and (one.metric, one.threshold, one.percentile) == (other.metric, other.threshold, other.percentile)
