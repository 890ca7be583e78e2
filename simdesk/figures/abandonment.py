"""Contacts lost over the day, with the volume behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, Series, drawn_axis, metric_by_interval
from simdesk.figures.wording import bound_words, shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.expression import Target
from simdesk.measure.measures import Measures
from simdesk.measure.registry import METRICS

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


_RATE = METRICS["abandon_rate"]


@dataclass(frozen=True)
class AbandonmentByInterval:
    """Abandonment and volume in each measured interval.

    Parameters
    ----------
    axis : DayAxis
    rate : Series
        (Abandoned + balked) ÷ offered, as fractions.
    offered, abandoned, blocked, sent_away : ndarray of float, shape (intervals,)
        Mean contacts a day; balked ones are among the abandoned.
    days : int
    """

    axis: DayAxis
    rate: Series
    offered: NDArray[np.float64]
    abandoned: NDArray[np.float64]
    blocked: NDArray[np.float64]
    sent_away: NDArray[np.float64]
    days: int


def abandonment_data(measures: Measures, queue: str) -> AbandonmentByInterval:
    """Abandonment of a queue (or ``all``) by interval."""

    def mean(metric: str) -> NDArray[np.float64]:
        return metric_by_interval(measures, metric, queue).mean

    return AbandonmentByInterval(
        drawn_axis(measures),
        metric_by_interval(measures, _RATE.name, queue),
        mean("offered"),
        mean("abandoned") + mean("balked"),
        mean("blocked"),
        mean("sent_away"),
        measures.tallies.days,
    )


def abandonment_figure(measures: Measures, queue: str, target: Target | None = None) -> go.Figure:
    """Draw the abandon rate by interval: mean, 10th to 90th percentile day, target, volumes behind."""
    data = abandonment_data(measures, queue)
    title = f"Abandonment by {data.axis.each}: {shortened(subject_words(queue), 28)}"
    subtitle = "(Abandoned + balked) ÷ offered"
    if not data.rate.known:
        return style.empty_figure(title, "No contacts to measure", subtitle)
    figure = style.new_figure(title, subtitle)
    style.add_volumes(figure, data.axis, data.offered, "Contacts offered")
    highest = [float(np.nanmax(data.rate.mean))]
    if data.days > 1:
        style.add_band(figure, data.axis, data.rate.p10, data.rate.p90, "10th–90th percentile day", style.LIGHT_RED, yaxis="y2")
        highest.append(float(np.nanmax(data.rate.p90)))
    if target is not None:
        style.add_bound(figure, target.bound, bound_words(target), data.axis, "y2")
        highest.append(target.bound)
    style.add_line(figure, data.axis, data.rate.mean, _RATE.heading, style.RED, _hover(data), yaxis="y2")
    figure.update_layout(
        yaxis2=style.share_axis(_RATE.heading, min(1.0, max(*highest, 0.02) * 1.08), overlaying="y", side="left")
    )
    style.describe_range(figure, data.axis, data.rate.mean, _RATE.heading, _RATE.unit)
    return figure


def _hover(data: AbandonmentByInterval) -> list[str]:
    texts = []
    for i, label in enumerate(data.axis.labels):
        text = (
            f"<b>{label}</b><br>{_RATE.heading} {format_measure(data.rate.mean[i], 'share')}"
            f"<br>95% confidence interval {format_range(data.rate.low[i], data.rate.high[i], 'share')}"
            f"<br>10th–90th percentile day {format_range(data.rate.p10[i], data.rate.p90[i], 'share')}"
            f"<br>{format_measure(data.abandoned[i], 'contacts')} of {format_measure(data.offered[i], 'contacts')} contacts"
        )
        for metric, count in (("blocked", data.blocked[i]), ("sent_away", data.sent_away[i])):
            text += f"<br>{format_measure(count, 'contacts')} {METRICS[metric].short}" if count > 0 else ""
        texts.append(text)
    return texts
