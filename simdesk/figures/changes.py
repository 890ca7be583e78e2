"""Changes in a comparison: each scenario's difference with its confidence interval, and the spread of its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.equality import EqualByValue
from simdesk.figures import style
from simdesk.figures.several import looks, room_for_names, short_names
from simdesk.figures.wording import bound_words, change_range, measure_words, shortened, subject_words
from simdesk.formats import format_measure
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures
from simdesk.measure.pairs import Difference

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

_ROW = 30
"""Height of a scenario's row, pixels."""
_FRAME = 150
"""Height of title, axis and legend, pixels."""


@dataclass(frozen=True, eq=False)
class Spread(EqualByValue):
    """Spread of one run's days: quartiles, and the 5th and 95th percentile.

    Parameters
    ----------
    name : str
    days : int
        Days with data.
    p5, p25, p50, p75, p95 : float
        NaN without data.
    """

    name: str
    days: int
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


def changes_figure(found: Sequence[Difference], baseline: str) -> go.Figure:
    """Draw the differences of one measure with 95% confidence intervals, one row for each scenario.

    Parameters
    ----------
    found : sequence of Difference
        Differences of one measure.
    baseline : str
        Name of the baseline.
    """
    expression = found[0].expression
    unit = expression.about.unit
    title = f"Change in {_named(expression)}"
    subtitle = f"Against {shortened(baseline, 40)}, with 95% confidence intervals"
    known = [d for d in found if not np.isnan(d.change.mean)]
    if not known:
        return style.empty_figure(title, "No data to compare", subtitle)
    figure = style.new_figure(title, subtitle, _FRAME + _ROW * len(known))
    size, axis = _scale(known, unit)
    short = short_names([d.name for d in known])
    for name, differences, colour in _by_direction(known):
        figure.add_scatter(
            x=[d.change.mean / size for d in differences],
            y=[short[d.name] for d in differences],
            error_x={
                "type": "data",
                "array": style.values(np.array([d.change.half_width for d in differences]) / size),
                "thickness": 1.6,
                "width": 5,
                "color": colour,
            },
            mode="markers",
            marker={"size": 9, "color": colour},
            name=name,
            text=[_hover(d) for d in differences],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": style.INK, "width": 1.2})
    names = list(short.values())
    figure.update_layout(
        xaxis=style.plain_axis(axis, nticks=9) | ({"ticksuffix": ""} if unit != "share" else {}),
        yaxis=_names_axis(names),
        margin={"l": room_for_names(names), "b": 90},
        showlegend=True,
    )
    words = "; ".join(f"{d.name} {format_measure(d.change.mean, 'points' if unit == 'share' else unit)}" for d in known)
    figure.update_layout(meta={"description": f"{figure.layout.meta['description']} {words}."})
    return figure


def spread_data(measures: Mapping[str, Measures], expression: Expression) -> list[Spread]:
    """Spread of a measure over the days of several runs, by run."""
    found = []
    for name, each in measures.items():
        days: NDArray[np.float64] = each.sample(expression).days
        days = days[~np.isnan(days)]
        cuts = np.percentile(days, [5, 25, 50, 75, 95]) if len(days) else np.full(5, np.nan)
        found.append(Spread(name, len(days), *(float(cut) for cut in cuts)))
    return found


def spread_figure(measures: Mapping[str, Measures], expression: Expression, target: Target | None = None) -> go.Figure:
    """Draw the spread of a measure over the days of several runs: a box for each run, the target as a line."""
    data = [spread for spread in spread_data(measures, expression) if spread.days]
    unit = expression.about.unit
    title = f"Spread over days: {_named(expression)}"
    subtitle = "Box: middle half of the days; line: median; ends: 5th and 95th percentile day"
    if not data:
        return style.empty_figure(title, "No data to compare", subtitle)
    figure = style.new_figure(title, subtitle, _FRAME + _ROW * len(data))
    size, axis = style.wait_unit(max(s.p95 for s in data)) if unit == "s" else (1.0, "")
    colours, short = looks(list(measures)), short_names([spread.name for spread in data])
    for spread in data:
        figure.add_box(
            y=[short[spread.name]],
            q1=[spread.p25 / size],
            median=[spread.p50 / size],
            q3=[spread.p75 / size],
            lowerfence=[spread.p5 / size],
            upperfence=[spread.p95 / size],
            orientation="h",
            line={"color": colours[spread.name].colour, "width": 1.8},
            width=0.55,
            name=short[spread.name],
            showlegend=False,
            hoverinfo="x",
        )
    words = measure_words(expression)
    label = f"{words[:1].upper()}{words[1:]} of the day{f' ({axis})' if axis else ''}"
    if target is not None:
        figure.add_vline(x=target.bound / size, line={"color": style.INK, "width": 1.3, "dash": "dash"})
        label = f"{label}; dashed: {bound_words(target)}"
    names = list(short.values())
    ends = [*(s.p5 for s in data), *(s.p95 for s in data), *([] if target is None else [target.bound])]
    room = (max(ends) - min(ends)) * 0.05 or (0.02 if unit == "share" else max(abs(ends[0]) * 0.05, 0.1))
    low, high = min(ends) - room, max(ends) + room
    across = [low / size, (min(high, 1.005) if unit == "share" else high) / size]
    figure.update_layout(
        xaxis=style.plain_axis(label, nticks=9, range=across, **({"tickformat": ".3~%"} if unit == "share" else {})),
        yaxis=_names_axis(names),
        margin={"l": room_for_names(names), "b": 60},
    )
    return figure


def _names_axis(names: list[str]) -> dict[str, Any]:
    """The axis of scenarios, the first at the top."""
    order = list(dict.fromkeys(names))
    axis = style.plain_axis("", showgrid=False, type="category", categoryorder="array", categoryarray=order)
    return axis | {"range": [len(order) - 0.5, -0.5], "ticks": "", "dtick": 1}


def _named(expression: Expression) -> str:
    kind = "queue" if expression.about.subject == "queue" else "group"
    return f"{measure_words(expression)}, {shortened(subject_words(expression.subject, kind), 28)}"


def _scale(found: Sequence[Difference], unit: str) -> tuple[float, str]:
    """Size of the axis's unit, and the title of the axis."""
    if unit == "share":
        return 0.01, "Change in points"
    if unit == "s":
        size, name = style.wait_unit(max(max(abs(d.change.mean), abs(d.change.low), abs(d.change.high)) for d in found))
        return size, f"Change ({name})"
    return 1.0, f"Change ({unit})" if unit in ("h", "contacts", "agents") else "Change"


def _by_direction(found: Sequence[Difference]) -> list[tuple[str, list[Difference], str]]:
    """Differences as better, worse or not clear, with a name and colour; empty groups left out."""
    better = found[0].expression.about.better
    clear = [d for d in found if d.clear]
    if better:
        groups = [
            ("Better", [d for d in clear if better * d.change.mean > 0], style.GREEN),
            ("Worse", [d for d in clear if better * d.change.mean < 0], style.RED),
        ]
    else:
        groups = [("Clear change", clear, style.BLUE)]
    groups.append(("No clear change", [d for d in found if not d.clear], style.QUIET))
    return [group for group in groups if group[1]]


def _hover(d: Difference) -> str:
    unit = d.expression.about.unit
    change = format_measure(d.change.mean, "points" if unit == "share" else unit)
    return (
        f"<b>{shortened(d.name, 40)}</b><br>{'+' if d.change.mean > 0 else ''}{change}"
        f"<br>95% confidence interval {change_range(d.change, unit)}"
        f"<br>value {format_measure(d.value.mean, unit)}, baseline {format_measure(d.baseline.mean, unit)}"
    )
