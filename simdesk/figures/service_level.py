"""Service level over the day, with the contacts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, Series, by_interval, drawn_axis, metric_by_interval
from simdesk.figures.wording import bound_words, measure_words, service_level_words, shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures
from simdesk.measure.registry import SERVICE_LEVEL

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ServiceLevelByInterval:
    """Service level and volume in each measured interval.

    Parameters
    ----------
    axis : DayAxis
    level : Series
        Shares as fractions.
    offered : ndarray of float, shape (intervals,)
        Mean contacts a day.
    days : int
    """

    axis: DayAxis
    level: Series
    offered: NDArray[np.float64]
    days: int


def service_level_data(measures: Measures, expression: Expression) -> ServiceLevelByInterval:
    """The service level of a queue (or ``all``) by interval.

    Parameters
    ----------
    measures : Measures
    expression : Expression
        A service level whose threshold was counted.
    """
    offered = metric_by_interval(measures, "offered", expression.subject).mean
    return ServiceLevelByInterval(drawn_axis(measures), by_interval(measures, expression), offered, measures.tallies.days)


def service_level_figure(measures: Measures, expression: Expression, target: Target | None = None) -> go.Figure:
    """Draw the service level by interval: mean, 10th to 90th percentile day, target, volumes behind.

    Parameters
    ----------
    measures : Measures
    expression : Expression
        A service level, or a share done in time.
    target : Target, optional
        A bound on the same measure.
    """
    name = expression.about.heading
    data = service_level_data(measures, expression)
    title = f"{name} by {data.axis.each}: {shortened(subject_words(expression.subject), 28)}"
    if expression.metric == SERVICE_LEVEL:
        subtitle = service_level_words(expression, measures.rule)
    else:
        subtitle = f"{measure_words(expression)}, by {data.axis.each} of arrival"
    if not data.level.known:
        return style.empty_figure(title, "No contacts to measure", subtitle)
    figure = style.new_figure(title, subtitle[:1].upper() + subtitle[1:])
    style.add_volumes(figure, data.axis, data.offered, "Contacts offered")
    if data.days > 1:
        style.add_band(
            figure, data.axis, data.level.p10, data.level.p90, "10th–90th percentile day", style.LIGHT_BLUE, yaxis="y2"
        )
    if target is not None:
        style.add_bound(figure, target.bound, bound_words(target), data.axis, "y2")
    style.add_line(figure, data.axis, data.level.mean, name, style.BLUE, _hover(data, name), yaxis="y2")
    figure.update_layout(yaxis2=style.share_axis(name, overlaying="y", side="left"))
    style.describe_range(figure, data.axis, data.level.mean, name, "share")
    return figure


def _hover(data: ServiceLevelByInterval, name: str) -> list[str]:
    level = data.level
    return [
        f"<b>{label}</b><br>{name} {format_measure(level.mean[i], 'share')}"
        f"<br>95% confidence interval {format_range(level.low[i], level.high[i], 'share')}"
        f"<br>10th–90th percentile day {format_range(level.p10[i], level.p90[i], 'share')}"
        f"<br>{format_measure(data.offered[i], 'contacts')} contacts"
        for i, label in enumerate(data.axis.labels)
    ]
