"""Agents needed if the forecast may be wrong: the share of forecast errors by headcount needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures import style

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class AgentsNeeded:
    """Distribution of the agents needed.

    Parameters
    ----------
    name : str
        Name of the swept input, such as ``headcount of desk``.
    labels : tuple of str
        Labels of the values, with one for none of them.
    shares : tuple of float
        Share of the forecast errors in which each value is needed.
    low, high : int
        Indices of the two ends of the range, from 0.
    sentence : str
        The answer in words.
    """

    name: str
    labels: tuple[str, ...]
    shares: tuple[float, ...]
    low: int
    high: int
    sentence: str


def needed_figure(data: AgentsNeeded) -> go.Figure:
    """Draw the distribution as bars, darker within the range."""
    figure = style.new_figure("Agents needed if the forecast may be wrong", data.sentence.rstrip("."))
    inside = [data.low <= k <= data.high for k in range(len(data.labels))]
    for name, wanted, colour in (("Within the 90% range", True, style.BLUE), ("Outside", False, style.VOLUME)):
        indices = [k for k, each in enumerate(inside) if each is wanted]
        figure.add_bar(
            x=[data.labels[k] for k in indices],
            y=[data.shares[k] for k in indices],
            name=name,
            marker={"color": colour},
            customdata=[
                f"<b>{data.labels[k]}</b><br>needed in {data.shares[k] * 100:.3g}% of the forecast errors" for k in indices
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_layout(
        xaxis=style.plain_axis(
            data.name, type="category", categoryorder="array", categoryarray=list(data.labels), showgrid=False, nticks=24
        ),
        yaxis=style.share_axis("Share of forecast errors", max(data.shares, default=1.0) * 1.1),
    )
    return figure
