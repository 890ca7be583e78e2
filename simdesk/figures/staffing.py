"""Agents over the day: scheduled, on duty and busy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, drawn_axis, drawn_stretches
from simdesk.figures.wording import shortened, subject_words
from simdesk.formats import format_measure
from simdesk.measure.measures import Measures
from simdesk.measure.registry import EVERYTHING

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


@dataclass(frozen=True)
class StaffingByInterval:
    """Agents of a group (or all) in each measured interval, means over the days.

    Parameters
    ----------
    axis : DayAxis
    scheduled, on_duty, busy : ndarray of float, shape (intervals,)
        Time-average agents. Scheduled includes shrinkage and breaks.
    occupancy : ndarray of float, shape (intervals,)
        Busy ÷ on duty as a fraction; NaN with nobody on duty.
    """

    axis: DayAxis
    scheduled: NDArray[np.float64]
    on_duty: NDArray[np.float64]
    busy: NDArray[np.float64]
    occupancy: NDArray[np.float64]


def staffing_data(measures: Measures, group: str) -> StaffingByInterval:
    """Agents of a group, or of ``all`` groups together, by interval."""
    tallied = measures.tallies.data.groups
    names = [plan.name for plan in measures.plan.groups]
    rows = slice(None) if group == EVERYTHING else slice(names.index(group), names.index(group) + 1)

    stretches = drawn_stretches(measures)

    def agents(name: str) -> NDArray[np.float64]:
        seconds = tallied[name][:, rows].sum(axis=1).mean(axis=0)
        if stretches is None:
            return np.asarray(seconds / measures.plan.interval)
        lengths = np.array([len(those) for those in stretches]) * measures.plan.interval
        return np.asarray(np.add.reduceat(seconds, [those.start for those in stretches]) / lengths)

    on_duty, busy = agents("on_duty"), agents("busy")
    occupancy = np.divide(busy, on_duty, out=np.full(len(busy), np.nan), where=on_duty > 0)
    return StaffingByInterval(drawn_axis(measures), agents("scheduled"), on_duty, busy, occupancy)


def staffing_figure(measures: Measures, group: str) -> go.Figure:
    """Draw agents on duty and busy as steps; scheduled agents too where they differ from those on duty."""
    data = staffing_data(measures, group)
    title = f"Agents by {data.axis.each}: {shortened(subject_words(group, 'agent group'), 28)}"
    subtitle = "The gap between on duty and busy is idle time"
    if any(group.concurrency is not None for group in measures.plan.groups):
        subtitle += "; several contacts in progress count once"
    subtitle += "; mean of the whole day, closed hours included" if data.axis.days else ""
    top = float(max(data.on_duty.max(initial=0), data.busy.max(initial=0), data.scheduled.max(initial=0)))
    if top <= 0:
        return style.empty_figure(title, "Nobody on duty", subtitle)
    figure = style.new_figure(title, subtitle)
    x = style.hours(data.axis.edges)
    _add_steps(figure, x, data.busy, "Busy (handling and wrap-up)", style.BLUE, fill="tozeroy", fillcolor=style.LIGHT_BLUE)
    if np.any(np.abs(data.scheduled - data.on_duty) > 0.01 * top):
        _add_steps(figure, x, data.scheduled, "Scheduled", style.QUIET, line={"dash": "dot", "width": 1.3})
    _add_steps(figure, x, data.on_duty, "On duty", style.INK)
    figure.add_scatter(
        x=style.hours(data.axis.middles),
        y=style.values(data.on_duty),
        mode="markers",
        marker={"size": 12, "opacity": 0},
        showlegend=False,
        text=_hover(data),
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_layout(
        xaxis=style.time_axis(data.axis), yaxis=style.plain_axis("Agents", range=[0, top * 1.1], rangemode="tozero", nticks=7)
    )
    style.describe_range(figure, data.axis, data.on_duty, "On duty", "agents")
    style.describe_range(figure, data.axis, data.busy, "Busy", "agents")
    return figure


def _add_steps(figure: go.Figure, x: list[float], agents: NDArray[np.float64], name: str, colour: str, **more: object) -> None:
    line = {"color": colour, "width": 2, "shape": "hv"} | dict(more.pop("line", {}))  # type: ignore[call-overload]
    figure.add_scatter(x=x, y=[*agents.tolist(), float(agents[-1])], mode="lines", name=name, line=line, hoverinfo="skip", **more)


def _hover(data: StaffingByInterval) -> list[str]:
    return [
        f"<b>{label}</b><br>On duty {format_measure(data.on_duty[i], 'agents')}"
        f"<br>Busy {format_measure(data.busy[i], 'agents')}"
        f"<br>Scheduled {format_measure(data.scheduled[i], 'agents')}<br>Occupancy {format_measure(data.occupancy[i], 'share')}"
        for i, label in enumerate(data.axis.labels)
    ]
