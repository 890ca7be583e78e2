"""Contacts offered over the day, by queue, against the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, drawn_axis, drawn_stretches
from simdesk.figures.wording import shortened
from simdesk.formats import format_measure, format_range
from simdesk.measure.measures import Measures

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

OTHERS = "other queues"


@dataclass(frozen=True)
class ArrivalsByInterval:
    """Contacts in each measured interval, means over the days.

    Parameters
    ----------
    axis : DayAxis
    queues : tuple of str
    offered : ndarray of float, shape (queues, intervals)
        Every try of a customer, those who try again included.
    expected : ndarray of float, shape (intervals,)
        First tries of all queues together by the plan.
    p10, p90 : ndarray of float, shape (intervals,)
        10th and 90th percentile day of all queues together.
    """

    axis: DayAxis
    queues: tuple[str, ...]
    offered: NDArray[np.float64]
    expected: NDArray[np.float64]
    p10: NDArray[np.float64]
    p90: NDArray[np.float64]


def arrivals_data(measures: Measures) -> ArrivalsByInterval:
    """Contacts offered by queue and interval."""
    counts = measures.tallies.data.counts
    whole = measures.plan.whole_queues
    offered = np.add.reduceat(counts["offered"], [queue.first for queue in whole], axis=1)
    stretches = drawn_stretches(measures)
    expected = counts["expected"].mean(axis=0).sum(axis=0)
    if stretches is not None:
        begins = [those.start for those in stretches]
        offered, expected = np.add.reduceat(offered, begins, axis=2), np.add.reduceat(expected, begins)
    p10, p90 = np.percentile(offered.sum(axis=1), [10, 90], axis=0)
    return ArrivalsByInterval(
        drawn_axis(measures),
        tuple(queue.name for queue in whole),
        np.asarray(offered.mean(axis=0)),
        np.asarray(expected),
        np.asarray(p10),
        np.asarray(p90),
    )


def gathered(data: ArrivalsByInterval, most: int) -> list[tuple[str, NDArray[np.float64]]]:
    """The queues with most contacts one by one, in their order, and the rest in one row, at most ``most`` rows."""
    if len(data.queues) <= most:
        return list(zip(data.queues, data.offered, strict=True))
    largest = sorted(np.argsort(-data.offered.sum(axis=1), kind="stable")[: most - 1].tolist())
    rest = data.offered.sum(axis=0) - data.offered[largest].sum(axis=0)
    return [*((data.queues[q], data.offered[q]) for q in largest), (OTHERS, rest)]


def arrivals_figure(measures: Measures) -> go.Figure:
    """Draw the contacts offered as bars stacked by queue, with the plan as a line."""
    data = arrivals_data(measures)
    title = f"Contacts offered by {data.axis.each}"
    subtitle = "Mean of the days, customers who try again included"
    if data.offered.sum() <= 0:
        return style.empty_figure(title, "No contacts arrive", subtitle)
    rows = gathered(data, len(style.SERIES))
    # Room for a legend of three names in a line.
    room = 20 * max((len(rows) + 3) // 3 - 2, 0)
    figure = style.new_figure(title, subtitle, height=style.HEIGHT + room)
    figure.update_layout(margin={"b": figure.layout.margin.b + room})
    texts = _hover(data, rows)
    for (name, offered), colour in zip(rows, style.SERIES, strict=False):
        figure.add_bar(
            x=style.hours(data.axis.middles),
            y=style.values(offered),
            width=data.axis.interval / style.HOUR * 0.92,
            marker={"color": style.VOLUME if len(rows) == 1 else colour, "line": {"width": 0}},
            name="Offered" if len(rows) == 1 else shortened(name),
            text=texts,
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_scatter(
        x=style.hours(data.axis.edges),
        y=[*data.expected.tolist(), float(data.expected[-1])],
        mode="lines",
        line={"color": style.INK, "width": 1.6, "shape": "hv"},
        name="Expected first tries",
        hoverinfo="skip",
    )
    top = float(max(data.offered.sum(axis=0).max(), data.expected.max()))
    figure.update_layout(
        barmode="stack",
        legend={"traceorder": "normal"},
        xaxis=style.time_axis(data.axis),
        yaxis=style.plain_axis(f"Contacts per {data.axis.each}", range=[0, top * 1.08], nticks=7),
    )
    style.describe_range(figure, data.axis, data.offered.sum(axis=0), "Contacts offered", "contacts")
    return figure


def _hover(data: ArrivalsByInterval, rows: list[tuple[str, NDArray[np.float64]]]) -> list[str]:
    texts = []
    for i, label in enumerate(data.axis.labels):
        text = f"<b>{label}</b><br>Offered {format_measure(float(data.offered[:, i].sum()), 'contacts')}"
        if len(rows) > 1:
            text += "".join(f"<br>  {name} {format_measure(float(offered[i]), 'contacts')}" for name, offered in rows)
        text += f"<br>10th–90th percentile day {format_range(float(data.p10[i]), float(data.p90[i]), 'contacts')}"
        texts.append(f"{text}<br>Expected first tries {format_measure(float(data.expected[i]), 'contacts')}")
    return texts
