"""The heads a search has found, over the day, beside what formulas ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis
from simdesk.units import format_measure

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


def requirement_figure(
    axis: DayAxis, groups: Mapping[str, NDArray[np.float64]], formulas: Mapping[str, NDArray[np.float64]]
) -> go.Figure:
    """Draw agents on the floor by interval.

    Parameters
    ----------
    axis : DayAxis
    groups : dict of str to ndarray of float, shape (intervals,)
        Found, by agent group; drawn one on top of the other.
    formulas : dict of str to ndarray of float, shape (intervals,)
        What formulas ask for in all, by name; NaN where they have no answer, and no line where they never have one.
    """
    title = "Agents needed on the floor by interval"
    total = np.sum(list(groups.values()), axis=0)
    asked = {name: values for name, values in formulas.items() if np.isfinite(values).any()}
    top = float(max(total.max(initial=0.0), *(np.nanmax(values) for values in asked.values()), 0.0))
    if top <= 0:
        return style.empty_figure(title, "Nobody is needed")
    figure = style.new_figure(title, "After shrinkage" + ("; lines: what formulas ask for, queue by queue" if asked else ""))
    x = style.hours(axis.edges)
    for k, (name, heads) in enumerate(groups.items()):
        figure.add_bar(
            x=style.hours(axis.middles),
            y=style.values(heads),
            width=axis.interval / 3600.0,
            name=name,
            marker={"color": style.SERIES[k % len(style.SERIES)], "line": {"width": 0}, "opacity": 0.75},
            hovertext=[
                f"<b>{label}</b><br>{name}: {format_measure(head, 'agents')}"
                for label, head in zip(axis.labels, heads.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for name, dash in zip(formulas, ("dot", "solid"), strict=False):
        if name not in asked:
            continue
        values = asked[name]
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
