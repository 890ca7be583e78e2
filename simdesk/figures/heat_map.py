"""A heat map: a measure by two swept inputs, with the verdict on its target in every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures import style
from simdesk.figures.wording import bound_words, measure_words, shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_LABELLED = 240
"""Most cells for which the value is written into each."""
ROW = 30
"""Height of a row, pixels."""
_GOOD_IS_MORE = [[0.0, "#c1440e"], [0.5, "#f4e6c8"], [1.0, "#0072b2"]]
_GOOD_IS_LESS = [[0.0, "#0072b2"], [0.5, "#f4e6c8"], [1.0, "#c1440e"]]
_NEITHER = [[0.0, "#f5f7f9"], [1.0, "#0072b2"]]


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    estimate : Estimate
    sign : str
        Symbol of the verdict, such as ✓; empty without a target.
    verdict : str
    """

    estimate: Estimate
    sign: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class HeatMap:
    """A measure by two inputs.

    Parameters
    ----------
    expression : Expression
    x_name, y_name : str
    x_labels, y_labels : tuple of str
    cells : tuple of tuple of Cell or None
        By row (``y_labels``), then column; None where there is no point.
    target : Target, optional
    where : str
        Values of the other inputs, in words.
    """

    expression: Expression
    x_name: str
    y_name: str
    x_labels: tuple[str, ...]
    y_labels: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    target: Target | None = None
    where: str = ""


def heat_map_figure(data: HeatMap) -> go.Figure:
    """Draw a heat map."""
    unit = data.expression.about.unit
    size = 100.0 if unit == "share" else 1.0
    words = measure_words(data.expression)
    title = (
        f"{words[:1].upper()}{words[1:]}, {shortened(subject_words(data.expression.subject, data.expression.about.subject), 28)}"
    )
    parts = [bound_words(data.target) + ": ✓ met, ✗ missed, ? uncertain"] if data.target is not None else []
    subtitle = "; ".join([*parts, *([data.where] if data.where else [])])
    rows = len(data.y_labels)
    figure = style.new_figure(title, subtitle, height=190 + ROW * max(rows, 4))
    better = data.expression.about.better
    if data.target is not None:
        better = 1 if data.target.comparison in (">=", ">") else -1
    labelled = rows * len(data.x_labels) <= MOST_LABELLED
    figure.add_heatmap(
        x=list(data.x_labels),
        y=list(data.y_labels),
        z=[[None if cell is None else cell.estimate.mean * size for cell in row] for row in data.cells],
        text=[[_label(cell, unit) for cell in row] for row in data.cells],
        texttemplate="%{text}" if labelled else None,
        textfont={"size": 11},
        customdata=[
            [_hover(data, cell, x, y) for x, cell in zip(data.x_labels, row, strict=True)]
            for y, row in zip(data.y_labels, data.cells, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        colorscale={1: _GOOD_IS_MORE, -1: _GOOD_IS_LESS}.get(better, _NEITHER),
        zmid=None if data.target is None else data.target.bound * size,
        xgap=1.5,
        ygap=1.5,
        colorbar={
            "thickness": 12,
            "len": 1.0,
            "outlinewidth": 0,
            "tickfont": {"size": 11},
            "ticksuffix": "%" if unit == "share" else "",
        },
        hoverongaps=False,
    )
    figure.update_layout(
        margin={"b": 60, "l": 120},
        xaxis=style.plain_axis(data.x_name, type="category", showgrid=False, ticks="", nticks=24),
        yaxis=style.plain_axis(data.y_name, type="category", showgrid=False, ticks="", nticks=24),
    )
    return figure


def _label(cell: Cell | None, unit: str) -> str:
    if cell is None:
        return ""
    return f"{format_measure(cell.estimate.mean, unit)} {cell.sign}".strip()


def _hover(data: HeatMap, cell: Cell | None, x: str, y: str) -> str:
    if cell is None:
        return ""
    unit = data.expression.about.unit
    found = cell.estimate
    lines = [
        f"<b>{data.x_name} {x}, {data.y_name} {y}</b>",
        f"{format_measure(found.mean, unit)} ({format_range(found.low, found.high, unit)})",
    ]
    return "<br>".join([*lines, *([cell.verdict] if cell.verdict else [])])
