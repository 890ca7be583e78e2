"""A tornado chart: how much each input alone changes a measure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures import style
from simdesk.figures.wording import bound_words, measure_words, shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW = 42
"""Height of an input, pixels."""


@dataclass(frozen=True)
class Bar:
    """One input.

    Parameters
    ----------
    name : str
    labels : (str, str)
        Values of the input: the low end, the high end.
    changes : (Estimate, Estimate)
        Change of the measure against the plan at these values, paired by day.
    """

    name: str
    labels: tuple[str, str]
    changes: tuple[Estimate, Estimate]


def tornado_figure(expression: Expression, planned: Estimate, bars: Sequence[Bar], target: Target | None = None) -> go.Figure:
    """Draw the effect of each input on a measure, the strongest on top, around the measure as planned.

    Parameters
    ----------
    expression : Expression
    planned : Estimate
    bars : sequence of Bar
        Strongest first.
    target : Target, optional
        Drawn as a line.
    """
    unit = expression.about.unit
    words = measure_words(expression)
    title = f"Effect of each input on {words}, {shortened(subject_words(expression.subject, expression.about.subject), 28)}"
    if not bars:
        return style.empty_figure(title, "No input was varied")
    subtitle = (
        f"One input at a time; as planned {format_measure(planned.mean, unit)}. "
        "Thin lines: 95% confidence interval of the change, same days"
    )
    figure = style.new_figure(title, subtitle, height=150 + ROW * len(bars))
    size = 100.0 if unit == "share" else 1.0
    base = planned.mean * size
    names = [bar.name for bar in bars]
    for side, name, colour in ((0, "Low end", style.BLUE), (1, "High end", style.YELLOW)):
        changes = [bar.changes[side] for bar in bars]
        figure.add_bar(
            y=names,
            x=[change.mean * size for change in changes],
            base=[base] * len(bars),
            orientation="h",
            name=name,
            marker={"color": colour},
            width=0.56,
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [(change.high - change.mean) * size for change in changes],
                "arrayminus": [(change.mean - change.low) * size for change in changes],
                "color": style.INK,
                "thickness": 1.1,
                "width": 4,
            },
            customdata=[_hover(bar, side, unit) for bar in bars],
            hovertemplate="%{customdata}<extra></extra>",
        )
    ends = [end for bar in bars for end in _label_ends(bar, base, size)]
    for right in (False, True):
        labels = [end for end in ends if end.right is right]
        figure.add_scatter(
            x=[end.x for end in labels],
            y=[end.name for end in labels],
            text=[f"\u2002{end.label}\u2002" for end in labels],
            mode="text",
            textposition="middle right" if right else "middle left",
            textfont={"size": 11},
            showlegend=False,
            hoverinfo="skip",
        )
    if target is not None:
        figure.add_scatter(
            x=[target.bound * size] * 2,
            y=[names[0], names[-1]],
            mode="lines",
            line={"color": style.INK, "width": 1.3, "dash": "dash"},
            name=bound_words(target),
            hoverinfo="skip",
        )
    edges = [base, *(end.x for end in ends if not math.isnan(end.x)), *([] if target is None else [target.bound * size])]
    pad = (max(edges) - min(edges)) * 0.09
    strongest = bars[0]
    ends_in_words = ", ".join(
        f"{label} {format_measure(planned.mean + change.mean, unit)}"
        for label, change in zip(strongest.labels, strongest.changes, strict=True)
    )
    figure.update_layout(
        meta={"description": f"{figure.layout.meta['description']} Strongest: {strongest.name}, {ends_in_words}."},
        barmode="overlay",
        margin={"l": 190},
        xaxis=style.plain_axis(
            f"{words[:1].upper()}{words[1:]}" + {"share": " (%)", "s": " (s)"}.get(unit, ""),
            nticks=9,
            range=[min(edges) - pad, max(edges) + pad],
        ),
        yaxis=style.plain_axis("", autorange="reversed", ticks="", showgrid=False, type="category")
        | {"ticktext": [shortened(name, 28) for name in names], "tickvals": names, "tickmode": "array"},
    )
    figure.add_vline(x=base, line={"color": style.INK, "width": 1.3})
    return figure


@dataclass(frozen=True)
class _LabelEnd:
    name: str
    label: str
    x: float
    right: bool


def _label_ends(bar: Bar, base: float, size: float) -> list[_LabelEnd]:
    """Positions of the labels of a bar's two ends, beyond their confidence intervals."""
    found = []
    for label, change in zip(bar.labels, bar.changes, strict=True):
        right = change.mean > 0 or (change.mean == 0 and label is bar.labels[1])
        end = change.high if right else change.low
        found.append(_LabelEnd(bar.name, label, base + (change.mean if math.isnan(end) else end) * size, right))
    return found


def _hover(bar: Bar, side: int, unit: str) -> str:
    change = bar.changes[side]
    points = "points" if unit == "share" else unit
    sign = "+" if change.mean > 0 else ""
    confidence = format_range(change.low, change.high, unit)
    return f"<b>{bar.name} {bar.labels[side]}</b><br>Change {sign}{format_measure(change.mean, points)} ({confidence})"
