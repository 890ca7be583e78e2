"""Agents of a staffing plan over the day, with the agents that formulas require."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis
from simdesk.formats import format_measure

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


def requirement_figure(
    axis: DayAxis, groups: Mapping[str, NDArray[np.float64]], formulas: Mapping[str, NDArray[np.float64]]
) -> go.Figure:
    """Draw agents on duty by interval.

    Parameters
    ----------
    axis : DayAxis
    groups : dict of str to ndarray of float, shape (intervals,)
        Agents of the plan by agent group, drawn as a stack.
    formulas : dict of str to ndarray of float, shape (intervals,)
        Total agents that each formula requires; NaN if it has no answer. A formula without any answer is not drawn.
    """
    title = "Agents needed on duty by interval"
    total = np.sum(list(groups.values()), axis=0)
    answered = {name: values for name, values in formulas.items() if np.isfinite(values).any()}
    top = float(max(total.max(initial=0.0), *(np.nanmax(values) for values in answered.values()), 0.0))
    if top <= 0:
        return style.empty_figure(title, "No agents are needed")
    figure = style.new_figure(
        title, "After shrinkage" + ("; lines: agents that formulas require, queue by queue" if answered else "")
    )
    x = style.hours(axis.edges)
    for k, (name, agents) in enumerate(groups.items()):
        figure.add_bar(
            x=style.hours(axis.middles),
            y=style.values(agents),
            width=axis.interval / 3600.0,
            name=name,
            marker={"color": style.SERIES[k % len(style.SERIES)], "line": {"width": 0}, "opacity": 0.75},
            hovertext=[
                f"<b>{label}</b><br>{name}: {format_measure(count, 'agents')}"
                for label, count in zip(axis.labels, agents.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for name, dash in zip(formulas, ("dot", "solid"), strict=False):
        if name not in answered:
            continue
        values = answered[name]
        line = {"color": style.INK, "width": 1.6, "shape": "hv", "dash": dash}
        steps = style.values(np.append(values, values[-1:]))
        figure.add_scatter(x=x, y=steps, mode="lines", name=name, line=line, hoverinfo="skip")
    figure.update_layout(
        barmode="stack",
        bargap=0,
        xaxis=style.time_axis(axis),
        yaxis=style.plain_axis("Agents", range=[0, top * 1.1], rangemode="tozero", nticks=7),
    )
    style.describe_range(figure, axis, total, "Agents needed", "agents")
    return figure
