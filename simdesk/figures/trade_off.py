"""The trade-off of a sweep: cost, service and occupancy of every point, and the efficient frontier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures import style
from simdesk.figures.wording import bound_words, format_estimate, measure_words, shortened, subject_words
from simdesk.formats import format_measure, format_share
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_LINES = 8
"""Most frontiers drawn, one for each set of circumstances."""
_OCCUPANCY_COLOURS = [[0.0, "#cfe3f1"], [0.5, "#56b4e9"], [1.0, "#08306b"]]


@dataclass(frozen=True)
class TradePoint:
    """One point.

    Parameters
    ----------
    label : str
        The point in words.
    cost, value, occupancy : Estimate
    meets_all : bool or None
        Whether every target is met; None without targets.
    efficient : bool
    circumstance : str
        Circumstances in words; points with equal circumstances share a frontier.
    planned : bool
    """

    label: str
    cost: Estimate
    value: Estimate
    occupancy: Estimate
    meets_all: bool | None
    efficient: bool
    circumstance: str = ""
    planned: bool = False


@dataclass(frozen=True)
class TradeOff:
    """The points of a sweep by cost and service.

    Parameters
    ----------
    cost, value : Expression
    target : Target, optional
    points : tuple of TradePoint
    planned : TradePoint
        The scenario as planned, whether or not it is one of the points.
    currency : str
        Of costs; empty for none.
    """

    cost: Expression
    value: Expression
    target: Target | None
    points: tuple[TradePoint, ...]
    planned: TradePoint
    currency: str = ""


def trade_off_figure(data: TradeOff) -> go.Figure:
    """Draw a measure against cost, coloured by occupancy, with the frontier as a line."""
    words = measure_words(data.value)
    subject = shortened(subject_words(data.value.subject, data.value.about.subject), 28)
    what = data.cost.about.words
    money = f" ({data.currency})" if data.currency and data.cost.about.unit == "cost" else ""
    title = f"{words[:1].upper()}{words[1:]} against {what}, {subject}"
    if not data.points:
        return style.empty_figure(title, "No inputs were swept")
    unit = data.value.about.unit
    size = 100.0 if unit == "share" else 1.0
    figure = style.new_figure(title, "Points with 95% confidence intervals, darker with higher occupancy", height=500)
    _add_frontiers(figure, data, size)
    kinds = _kinds(data.points)
    busy = [point.occupancy.mean * 100 for point in data.points if not math.isnan(point.occupancy.mean)]
    low, high = (min(busy), max(busy)) if busy else (0.0, 100.0)
    for name, symbol, points in kinds:
        figure.add_scatter(
            x=[point.cost.mean for point in points],
            y=[None if math.isnan(point.value.mean) else point.value.mean * size for point in points],
            mode="markers",
            name=name,
            marker={
                "symbol": symbol,
                "size": 11,
                "color": [None if math.isnan(point.occupancy.mean) else point.occupancy.mean * 100 for point in points],
                "colorscale": _OCCUPANCY_COLOURS,
                "cmin": low,
                "cmax": high,
                "showscale": points is kinds[0][2],
                "colorbar": {
                    "title": {"text": "Occupancy", "font": {"size": 12, "color": style.QUIET}},
                    "thickness": 12,
                    "outlinewidth": 0,
                    "tickfont": {"size": 11},
                    "ticksuffix": "%",
                },
                "line": {"color": style.INK, "width": 1},
            },
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [_side(point.value.high - point.value.mean) * size for point in points],
                "arrayminus": [_side(point.value.mean - point.value.low) * size for point in points],
                "color": style.QUIET,
                "thickness": 1,
                "width": 3,
            },
            text=[_hover(point, data) for point in points],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_scatter(
        x=[data.planned.cost.mean],
        y=[data.planned.value.mean * size],
        mode="markers",
        name="As planned",
        marker={"symbol": "star", "size": 15, "color": style.RED, "line": {"color": "white", "width": 1}},
        text=[_hover(data.planned, data)],
        hovertemplate="%{text}<extra></extra>",
    )
    if data.target is not None:
        costs = [point.cost.mean for point in (*data.points, data.planned)]
        figure.add_scatter(
            x=[min(costs), max(costs)],
            y=[data.target.bound * size] * 2,
            mode="lines",
            line={"color": style.INK, "width": 1.3, "dash": "dash"},
            name=bound_words(data.target),
            hoverinfo="skip",
        )
    figure.update_layout(
        margin={"l": 64, "r": 20, "b": 160},
        xaxis=style.plain_axis(f"{what[:1].upper()}{what[1:]} of the day{money}", nticks=10, tickformat=",.6~g"),
        yaxis=style.plain_axis(f"{words[:1].upper()}{words[1:]}" + {"share": " (%)", "s": " (s)"}.get(unit, ""), nticks=9),
    )
    return figure


def _side(length: float) -> float:
    return 0.0 if math.isnan(length) else length


def _kinds(points: Sequence[TradePoint]) -> list[tuple[str, str, list[TradePoint]]]:
    """Points by whether they meet every target: name, symbol, points; empty kinds left out."""
    kinds = (
        ("Every target met", "circle", [point for point in points if point.meets_all is True]),
        ("Not every target met", "x", [point for point in points if point.meets_all is False]),
        ("Points", "circle", [point for point in points if point.meets_all is None]),
    )
    return [kind for kind in kinds if kind[2]]


def frontiers(points: Sequence[TradePoint]) -> dict[str, list[TradePoint]]:
    """The efficient points by circumstances, cheapest first."""
    found: dict[str, list[TradePoint]] = {}
    for point in sorted(points, key=lambda one: one.cost.mean):
        if point.efficient:
            found.setdefault(point.circumstance, []).append(point)
    return found


def _add_frontiers(figure: go.Figure, data: TradeOff, size: float) -> None:
    lines = frontiers(data.points)
    order = dict.fromkeys(point.circumstance for point in data.points)
    for k, circumstance in enumerate([one for one in order if one in lines][:MOST_LINES]):
        figure.add_scatter(
            x=[point.cost.mean for point in lines[circumstance]],
            y=[point.value.mean * size for point in lines[circumstance]],
            mode="lines",
            line={"color": style.SERIES[k % len(style.SERIES)], "width": 2},
            name="Efficient frontier" if len(lines) == 1 else f"Frontier {shortened(circumstance, 34)}",
            hoverinfo="skip",
        )


def _hover(point: TradePoint, data: TradeOff) -> str:
    unit = data.value.about.unit
    lines = [
        f"<b>{point.label}</b>",
        f"{measure_words(data.value)} {format_estimate(point.value, unit)}",
        f"{data.cost.about.words} {format_measure(point.cost.mean, data.cost.about.unit)}",
    ]
    if not math.isnan(point.occupancy.mean):
        lines.append(f"occupancy {format_share(point.occupancy.mean)}")
    if point.meets_all is not None:
        lines.append("every target met" if point.meets_all else "not every target met")
    return "<br>".join([*lines, *(["on the frontier"] if point.efficient else [])])
