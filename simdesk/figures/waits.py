"""Waits over the day: on average, and the longest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, Series, drawn_axis, metric_by_interval
from simdesk.figures.wording import shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.measures import Measures
from simdesk.measure.registry import METRICS

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


_WAIT, _ANSWER, _LONGEST = METRICS["mean_wait"], METRICS["mean_speed_of_answer"], METRICS["longest_wait"]


@dataclass(frozen=True)
class WaitsByInterval:
    """Waits in each measured interval, seconds.

    Parameters
    ----------
    axis : DayAxis
    wait : Series
        Of all contacts but blocked ones.
    answer : Series
        Speed of answer: of answered contacts.
    longest : Series
        The longest wait of each day in the interval.
    offered : ndarray of float, shape (intervals,)
        Mean contacts a day.
    days : int
    """

    axis: DayAxis
    wait: Series
    answer: Series
    longest: Series
    offered: NDArray[np.float64]
    days: int


def waits_data(measures: Measures, queue: str) -> WaitsByInterval:
    """Waits of a queue (or ``all``) by interval."""
    return WaitsByInterval(
        drawn_axis(measures),
        metric_by_interval(measures, _WAIT.name, queue),
        metric_by_interval(measures, _ANSWER.name, queue),
        metric_by_interval(measures, _LONGEST.name, queue),
        metric_by_interval(measures, "offered", queue).mean,
        measures.tallies.days,
    )


def waits_figure(measures: Measures, queue: str) -> go.Figure:
    """Draw mean wait and speed of answer by interval, and below them the longest wait."""
    data = waits_data(measures, queue)
    title = f"Waits by {data.axis.each}: {shortened(subject_words(queue), 28)}"
    subtitle = "Average above; the longest wait of an average day below"
    if not data.wait.known:
        return style.empty_figure(title, "No contacts to measure", subtitle)
    figure = style.new_figure(title, subtitle)
    mean_top = float(np.nanmax(np.concatenate([data.wait.mean, data.answer.mean, data.wait.p90])))
    longest_top = float(np.nanmax(data.longest.mean, initial=0.0))
    if data.days > 1:
        _add_band(figure, data, mean_top)
    scale = style.wait_unit(mean_top)
    style.add_line(
        figure, data.axis, data.answer.mean / scale[0], _ANSWER.heading, style.YELLOW, line={"dash": "dot", "width": 1.8}
    )
    style.add_line(figure, data.axis, data.wait.mean / scale[0], _WAIT.heading, style.BLUE, _hover(data))
    long_scale = style.wait_unit(longest_top)
    figure.add_bar(
        x=style.hours(data.axis.middles),
        y=style.values(data.longest.mean / long_scale[0]),
        width=data.axis.interval / style.HOUR * 0.92,
        marker={"color": style.VOLUME},
        name=_LONGEST.heading,
        text=_hover(data),
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        yaxis="y2",
    )
    figure.update_layout(
        xaxis=style.time_axis(data.axis, anchor="y2"),
        yaxis=style.plain_axis(f"Wait ({scale[1]})", domain=[0.38, 1], range=[0, max(mean_top / scale[0], 0.1) * 1.08], nticks=6),
        yaxis2=style.plain_axis(
            f"Longest ({long_scale[1]})", domain=[0, 0.28], range=[0, max(longest_top / long_scale[0], 0.1) * 1.1], nticks=4
        ),
    )
    style.describe_range(figure, data.axis, data.wait.mean, _WAIT.heading, _WAIT.unit)
    return figure


def _add_band(figure: go.Figure, data: WaitsByInterval, top: float) -> None:
    scale = style.wait_unit(top)[0]
    style.add_band(figure, data.axis, data.wait.p10 / scale, data.wait.p90 / scale, "10th–90th percentile day", style.LIGHT_BLUE)


def _hover(data: WaitsByInterval) -> list[str]:
    return [
        f"<b>{label}</b><br>{_WAIT.heading} {format_measure(data.wait.mean[i], 's')}"
        f"<br>95% confidence interval {format_range(data.wait.low[i], data.wait.high[i], 's', data.wait.mean[i])}"
        f"<br>10th–90th percentile day {format_range(data.wait.p10[i], data.wait.p90[i], 's', data.wait.mean[i])}"
        f"<br>{_ANSWER.heading} {format_measure(data.answer.mean[i], 's')}"
        f"<br>{_LONGEST.heading} {format_measure(data.longest.mean[i], 's')}"
        f"<br>{format_measure(data.offered[i], 'contacts')} contacts"
        for i, label in enumerate(data.axis.labels)
    ]
