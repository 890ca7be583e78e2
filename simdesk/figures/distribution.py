"""How long contacts wait: shares by wait, and who is answered, lost or still waiting after each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.wording import shortened, subject_words
from simdesk.formats import format_duration, format_share
from simdesk.measure.measures import Measures

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

NO_WAIT = 1e-6
"""Waits below this (seconds) are no wait: answered, or gone, on arrival."""
WAIT_EDGES: tuple[float, ...] = (
    0.0,
    NO_WAIT,
    *(5.0 * k for k in range(1, 61)),
    *(300.0 + 30.0 * k for k in range(1, 11)),
    *(600.0 + 60.0 * k for k in range(1, 51)),
    *(3600.0 + 600.0 * k for k in range(1, 19)),
    *(14400.0 + 3600.0 * k for k in range(1, 21)),
)
"""Edges of the histogram of waits, seconds: no wait, 5 s steps to 5 min, 30 s to 10 min, 1 min to 1 h, 10 min to 4 h,
1 h to 24 h, more."""
CLASSES: tuple[tuple[float, str], ...] = (
    (0.0, "no wait"),
    (NO_WAIT, "< 10 s"),
    (10.0, "10–20 s"),
    (20.0, "20–30 s"),
    (30.0, "30–60 s"),
    (60.0, "1–2 min"),
    (120.0, "2–5 min"),
    (300.0, "5–10 min"),
    (600.0, "10–60 min"),
    (3600.0, "1–4 h"),
    (14400.0, "> 4 h"),
)
"""Classes of waits shown as bars: from which wait on (one of the edges), and its label."""


@dataclass(frozen=True)
class WaitDistribution:
    """Waits of all days together; blocked contacts never wait and are left out.

    Parameters
    ----------
    upper : ndarray of float, shape (bins,)
        Upper edges of the bins, seconds; the last is infinite.
    answered, lost : ndarray of float, shape (bins,)
        Share of all contacts that were answered, or left (abandoned, balked, sent away), with a wait in the bin.
    contacts : int
        Contacts counted; 0 when there are none or waits were not counted.
    threshold : float
        The time to answer that matters, seconds.
    answered_in_time, lost_in_time : float
        Share of contacts answered, or gone, within the threshold; NaN without contacts.
    """

    upper: NDArray[np.float64]
    answered: NDArray[np.float64]
    lost: NDArray[np.float64]
    contacts: int
    threshold: float
    answered_in_time: float
    lost_in_time: float

    def by_class(self) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
        """Labels, answered and lost shares of the classes, up to the last class with contacts."""
        lower = np.concatenate([[0.0], self.upper[:-1]])
        place = np.searchsorted([start for start, _ in CLASSES], lower, side="right") - 1
        answered = np.bincount(place, self.answered, minlength=len(CLASSES)).astype(float)
        lost = np.bincount(place, self.lost, minlength=len(CLASSES)).astype(float)
        some = np.flatnonzero(answered + lost > 0)
        last = int(some[-1]) + 1 if len(some) else 1
        return [label for _, label in CLASSES[:last]], answered[:last], lost[:last]


def wait_distribution_data(measures: Measures, queue: str, threshold: float) -> WaitDistribution:
    """The distribution of the waits of a queue, a class of its customers, or of ``all``.

    Parameters
    ----------
    measures : Measures
        Waits counted into ``WAIT_EDGES``.
    queue : str
    threshold : float
        A counted time to answer, seconds.
    """
    data = measures.tallies.data
    rows = measures.rows_of(queue)
    upper = np.append(WAIT_EDGES[1:], np.inf)
    counts = data.waits_of_all_days[:, rows].sum(axis=1).astype(float)
    total = float(counts.sum())
    if counts.shape[1] != len(upper) or not total > 0:
        nothing = np.zeros(len(upper))
        return WaitDistribution(upper, nothing, nothing, 0, threshold, np.nan, np.nan)
    answered, lost = counts / total
    in_time = float(data.in_time[threshold][:, rows].sum()) / total
    lost_in_time = float(data.lost_in_time[threshold][:, rows].sum()) / total
    return WaitDistribution(upper, answered, lost, int(total), threshold, in_time, lost_in_time)


def shown_up_to(data: WaitDistribution) -> float:
    """Where the time axis ends: all but half a percent of the contacts are through, and twice the threshold is seen."""
    through = np.cumsum(data.answered + data.lost)
    by_then = float(data.upper[:-1][min(int(np.searchsorted(through, 0.995)), len(data.upper) - 2)])
    return max(by_then, 2 * data.threshold, 60.0)


def wait_distribution_figure(measures: Measures, queue: str, threshold: float) -> go.Figure:
    """Draw the shares by wait as bars, and beside them who is answered, lost or waiting after each time."""
    data = wait_distribution_data(measures, queue, threshold)
    title = f"How long contacts wait: {shortened(subject_words(queue), 28)}"
    if not data.contacts:
        return style.empty_figure(title, "No contacts to measure")
    waiting = max(1 - data.answered_in_time - data.lost_in_time, 0.0)
    figure = style.new_figure(
        title,
        f"After {format_duration(threshold)}: {format_share(data.answered_in_time)} answered, "
        f"{format_share(data.lost_in_time)} gone, {format_share(waiting)} still waiting",
        height=style.HEIGHT + 20,
    )
    figure.update_layout(margin={"b": 96})
    _add_classes(figure, data)
    _add_curves(figure, data)
    return figure


def _add_classes(figure: go.Figure, data: WaitDistribution) -> None:
    labels, answered, lost = data.by_class()
    together = answered + lost
    for name, shares, colour in (("Answered", answered, style.BLUE), ("Gone without answer", lost, style.RED)):
        figure.add_bar(
            x=labels,
            y=shares.tolist(),
            name=name,
            marker={"color": colour},
            legendgroup=name,
            text=[
                f"<b>{label}</b><br>{name} {format_share(share)} of contacts" for label, share in zip(labels, shares, strict=True)
            ],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_scatter(
        x=labels,
        y=together.tolist(),
        mode="text",
        text=[f"{share * 100:.0f}%" if share >= 0.005 else "<1%" if share > 0 else "" for share in together.tolist()],
        textposition="top center",
        textfont={"size": 11},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.update_layout(
        barmode="stack",
        xaxis=style.plain_axis("", domain=[0, 0.48], showgrid=False, type="category", tickangle=-40, ticks=""),
        yaxis=style.share_axis("Share of contacts", float(together.max()) * 1.1),
    )


def _add_curves(figure: go.Figure, data: WaitDistribution) -> None:
    end = shown_up_to(data)
    size, unit = style.wait_unit(end)
    shown = int(np.searchsorted(data.upper, end, side="right"))
    # The first edge stands for "at once"; at it the curves begin.
    at = data.upper[:shown].copy()
    at[0] = 0.0
    answered = np.cumsum(data.answered)[:shown]
    staying = 1 - np.cumsum(data.lost)[:shown]
    x = (at / size).tolist()
    text = [
        f"<b>After {format_duration(seconds)}</b><br>Answered {format_share(a)}"
        f"<br>Gone {format_share(1 - s)}<br>Waiting {format_share(max(s - a, 0.0))}"
        for seconds, a, s in zip(at.tolist(), answered.tolist(), staying.tolist(), strict=True)
    ]
    here = {"xaxis": "x2", "yaxis": "y2", "mode": "lines"}
    figure.add_scatter(
        x=x,
        y=answered.tolist(),
        fill="tozeroy",
        fillcolor=style.LIGHT_BLUE,
        line={"color": style.BLUE, "width": 2.2},
        name="Answered",
        legendgroup="Answered",
        showlegend=False,
        text=text,
        hovertemplate="%{text}<extra></extra>",
        **here,
    )
    figure.add_scatter(
        x=x, y=staying.tolist(), line={"color": style.RED, "width": 1.8}, name="Gone", showlegend=False, hoverinfo="skip", **here
    )
    figure.add_scatter(
        x=x,
        y=[1.0] * shown,
        fill="tonexty",
        fillcolor=style.LIGHT_RED,
        line={"width": 0},
        showlegend=False,
        hoverinfo="skip",
        **here,
    )
    figure.add_scatter(
        x=[data.threshold / size] * 2,
        y=[0, 1],
        line={"color": style.INK, "width": 1.3, "dash": "dash"},
        name=f"Threshold {format_duration(data.threshold)}",
        hoverinfo="skip",
        **here,
    )
    figure.update_layout(
        xaxis2=style.plain_axis(
            f"Time since arrival ({unit})", domain=[0.57, 1], range=[0, end / size], showgrid=False, anchor="y2"
        ),
        yaxis2=style.share_axis("", anchor="x2"),
    )
