"""How the days differ: the service level of each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.wording import bound_words, format_estimate, measure_words, shortened, subject_words
from simdesk.formats import format_range
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures
from simdesk.measure.verdict import holds

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

WIDTHS = (0.0025, 0.005, 0.01, 0.02, 0.025, 0.05, 0.1)
"""Widths of the bars to choose from, as shares."""
MOST_BARS = 22


@dataclass(frozen=True)
class SpreadOverDays:
    """The service level of each day, counted into bars.

    Parameters
    ----------
    days : ndarray of float, shape (days,)
        Fractions; days without contacts left out.
    edges : ndarray of float, shape (bars + 1,)
        A target's bound is one of them.
    counts : ndarray of int, shape (bars,)
        Days in each bar; a day on an edge counts to the right of it.
    estimate : Estimate
    target : Target, optional
    days_met : int
        Days that keep the target; 0 without one.
    """

    days: NDArray[np.float64]
    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    estimate: Estimate
    target: Target | None
    days_met: int


def days_data(measures: Measures, expression: Expression, target: Target | None = None) -> SpreadOverDays:
    """The service level of each day.

    Parameters
    ----------
    measures : Measures
    expression : Expression
        A service level whose threshold was counted.
    target : Target, optional
        A bound on the same measure.
    """
    days = measures.sample(expression).days
    days = days[~np.isnan(days)]
    bound = None if target is None else target.bound
    edges = bar_edges(days, bound)
    place = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, max(len(edges) - 2, 0))
    counts = np.bincount(place, minlength=max(len(edges) - 1, 0)).astype(np.int64)
    met = 0 if target is None else int(np.sum(holds(target, days)))
    return SpreadOverDays(days, edges, counts, measures.estimate(expression), target, met)


def bar_edges(days: NDArray[np.float64], bound: float | None = None) -> NDArray[np.float64]:
    """Edges of equal bars over the days, one of them at the bound, as exactly as it was written."""
    if not len(days):
        return np.empty(0)
    low, high = float(days.min()), float(days.max())
    if bound is not None and low - 0.1 <= bound <= high + 0.1:
        low, high = min(low, bound), max(high, bound)
    width = next((w for w in WIDTHS if (high - low) / w <= MOST_BARS), WIDTHS[-1])
    origin = 0.0 if bound is None else bound
    first = math.floor((low - origin) / width + 1e-9)
    last = max(math.ceil((high - origin) / width - 1e-9), first + 1)
    return np.array([origin + k * width for k in range(first, last + 1)])


def days_figure(measures: Measures, expression: Expression, target: Target | None = None) -> go.Figure:
    """Draw the days as a histogram of their service level, met and missed days in two colours, the target as a line."""
    data = days_data(measures, expression, target)
    title = f"Spread over days: {measure_words(expression)}, {shortened(subject_words(expression.subject), 28)}"
    if not len(data.days):
        return style.empty_figure(title, "No contacts to measure")
    figure = style.new_figure(title, _summary(data))
    middles = (data.edges[:-1] + data.edges[1:]) / 2
    kept = np.full(len(middles), True) if target is None else holds(target, middles)
    for name, which, colour in (("Days that meet the target", kept, style.BLUE), ("Days that miss it", ~kept, style.RED)):
        if np.any(data.counts[which]):
            figure.add_bar(
                x=middles[which].tolist(),
                y=data.counts[which].tolist(),
                width=float(data.edges[1] - data.edges[0]) * 0.94,
                marker={"color": colour},
                name="Days" if target is None else name,
                text=[
                    f"{int(count)} days at {format_range(a, b, 'share')}"
                    for a, b, count in zip(data.edges[:-1][which], data.edges[1:][which], data.counts[which], strict=True)
                ],
                textposition="none",
                hovertemplate="%{text}<extra></extra>",
            )
    top = float(data.counts.max())
    if target is not None:
        figure.add_scatter(
            x=[target.bound] * 2,
            y=[0, top * 1.12],
            mode="lines",
            line={"color": style.INK, "width": 1.3, "dash": "dash"},
            name=bound_words(target),
            hoverinfo="skip",
        )
    pad = float(data.edges[1] - data.edges[0]) * 0.6
    low, high = data.edges[0], data.edges[-1]
    if target is not None:
        low, high = min(low, target.bound), max(high, target.bound)
    figure.update_layout(
        showlegend=target is not None,
        xaxis=style.plain_axis(
            f"{expression.about.heading} of the day",
            tickformat=".3~%",
            showgrid=False,
            range=[low - pad, high + pad],
            nticks=10,
        ),
        yaxis=style.plain_axis("Days", range=[0, top * 1.12], nticks=6, tickformat="d"),
    )
    return figure


def _summary(data: SpreadOverDays) -> str:
    words = f"Mean {format_estimate(data.estimate, 'share')}"
    if data.target is not None:
        words += f"; {data.days_met} of {len(data.days)} days {'meets' if data.days_met == 1 else 'meet'} the target"
    return words
