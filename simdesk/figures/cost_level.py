"""Cost against service level: a labelled point with confidence intervals for each scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures import style
from simdesk.figures.several import looks, short_names
from simdesk.figures.wording import bound_words, format_estimate, measure_words, shortened, subject_words
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target
from simdesk.measure.pairs import Price

if TYPE_CHECKING:
    import plotly.graph_objects as go

_WIDTH, _HEIGHT = 600.0, 300.0
"""Size of the printed plot, pixels, in which names must fit."""
_LONGEST = 24
"""Letters of the longest name shown."""
_PLACES = (
    ("top center", -0.5, 1.0),
    ("bottom center", -0.5, -1.0),
    ("middle right", 0.0, 0.0),
    ("middle left", -1.0, 0.0),
    ("top right", 0.0, 1.0),
    ("top left", -1.0, 1.0),
    ("bottom right", 0.0, -1.0),
    ("bottom left", -1.0, -1.0),
)


@dataclass(frozen=True)
class Point:
    """One scenario.

    Parameters
    ----------
    name : str
    cost, level : Estimate
    """

    name: str
    cost: Estimate
    level: Estimate


def points(prices: Sequence[Price]) -> list[Point]:
    """Scenarios with both a cost and a service level."""
    found = [Point(price.name, price.cost.value, price.level.value) for price in prices]
    return [p for p in found if not (math.isnan(p.cost.mean) or math.isnan(p.level.mean))]


def cost_level_figure(prices: Sequence[Price], target: Target | None = None, currency: str = "") -> go.Figure:
    """Draw cost against one service level.

    Parameters
    ----------
    prices : sequence of Price
        Prices of one service level; the first is the baseline.
    target : Target, optional
        Target on that service level.
    currency : str
        Of costs; empty for none.
    """
    level, cost = prices[0].level.expression, prices[0].cost.expression
    words = measure_words(level)
    title = f"Cost against {words}, {shortened(subject_words(level.subject), 28)}"
    subtitle = "Up is better, left is cheaper; bars are 95% confidence intervals"
    data = points(prices)
    if not data:
        return style.empty_figure(title, "No data to show", subtitle)
    figure = style.new_figure(title, subtitle, 430)
    across, up = _range([p.cost for p in data]), _range([p.level for p in data], None if target is None else target.bound)
    up[1] = min(up[1], 1.02)
    sides = text_places(data, across, up)
    shown, short = looks([price.name for price in prices]), short_names([price.name for price in prices], _LONGEST)
    for point, side in zip(data, sides, strict=True):
        colour = shown[point.name].colour
        figure.add_scatter(
            x=[point.cost.mean],
            y=[point.level.mean],
            error_x=_bar(point.cost, colour),
            error_y=_bar(point.level, colour),
            mode="markers+text",
            marker={"size": 10, "color": colour, "symbol": "diamond" if point.name == prices[0].name else "circle"},
            text=[short[point.name]],
            textposition=side,
            textfont={"size": 11.5, "color": style.INK},
            cliponaxis=False,
            name=short[point.name],
            showlegend=False,
            customdata=[[_hover(point, cost)]],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    if target is not None:
        figure.add_hline(y=target.bound, line={"color": style.QUIET, "width": 1.3, "dash": "dash"})
    axis = f"{cost.about.words.capitalize()} a day{f' ({currency})' if currency and cost.about.unit == 'cost' else ''}"
    label = f"{words[:1].upper()}{words[1:]}{'' if target is None else f'; dashed: {bound_words(target)}'}"
    figure.update_layout(
        xaxis=style.plain_axis(axis, range=across, nticks=8, tickformat=",~g"),
        yaxis=style.plain_axis(label, range=up, nticks=8, tickformat=".3~%"),
        margin={"b": 60, "l": 66},
    )
    listed = "; ".join(
        f"{p.name} {format_estimate(p.level, 'share')} for {format_estimate(p.cost, cost.about.unit)}" for p in data
    )
    figure.update_layout(meta={"description": f"{figure.layout.meta['description']} {listed}."})
    return figure


def text_places(data: Sequence[Point], across: list[float], up: list[float]) -> list[str]:
    """Position of each point's name, chosen so that names overlap neither each other nor points if there is room."""
    spots = [
        (
            (p.cost.mean - across[0]) / (across[1] - across[0]) * _WIDTH,
            (p.level.mean - up[0]) / (up[1] - up[0]) * _HEIGHT,
        )
        for p in data
    ]
    taken = [(x - 6, x + 6, y - 6, y + 6) for x, y in spots]
    for point, (x, y) in zip(data, spots, strict=True):
        if not math.isnan(point.level.half_width + point.cost.half_width):
            tall = point.level.half_width / (up[1] - up[0]) * _HEIGHT
            wide = point.cost.half_width / (across[1] - across[0]) * _WIDTH
            taken += [(x - 4, x + 4, y - tall, y + tall), (x - wide, x + wide, y - 4, y + 4)]
    found = []
    for point, (x, y) in zip(data, spots, strict=True):
        width = min(len(point.name), _LONGEST) * 6.4
        boxes = [(x + dx * width + (9 if dx == 0 else -9 if dx == -1 else 0), y + dy * 14 - 7, side) for side, dx, dy in _PLACES]
        best = min(boxes, key=lambda box: _covered((box[0], box[0] + width, box[1], box[1] + 14), taken))
        taken.append((best[0], best[0] + width, best[1], best[1] + 14))
        found.append(best[2])
    return found


def _covered(box: tuple[float, ...], taken: Sequence[tuple[float, ...]]) -> float:
    """Area of a box that is occupied or outside the plot, square pixels."""
    inside = max(min(box[1], _WIDTH) - max(box[0], 0.0), 0.0) * max(min(box[3], _HEIGHT) - max(box[2], 0.0), 0.0)
    outside = (box[1] - box[0]) * (box[3] - box[2]) - inside
    return outside + sum(
        max(min(box[1], other[1]) - max(box[0], other[0]), 0.0) * max(min(box[3], other[3]) - max(box[2], other[2]), 0.0)
        for other in taken
    )


def _range(found: Sequence[Estimate], bound: float | None = None) -> list[float]:
    """Range of an axis with room around all confidence intervals and a bound."""
    ends = [end for e in found for end in (e.mean, e.low, e.high) if not math.isnan(end)]
    ends += [] if bound is None else [bound]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    return [low - room, high + room]


def _bar(estimate: Estimate, colour: str) -> dict[str, object]:
    if math.isnan(estimate.half_width):
        return {"visible": False}
    up, down = estimate.high - estimate.mean, estimate.mean - estimate.low
    return {
        "type": "data",
        "symmetric": False,
        "array": [up],
        "arrayminus": [down],
        "thickness": 1.4,
        "width": 4,
        "color": colour,
    }


def _hover(point: Point, cost: Expression) -> str:
    return (
        f"<b>{shortened(point.name, 40)}</b><br>{format_estimate(point.level, 'share')}<br>"
        f"{cost.about.words} {format_estimate(point.cost, cost.about.unit)} a day"
    )
