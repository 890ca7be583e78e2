"""The one look of all charts: colours, fonts, axes, and the pieces they are put together from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.figures.drawing import begun
from simdesk.figures.series import DayAxis
from simdesk.floor.dates import Dates
from simdesk.formats import format_clock, format_measure

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

# Okabe and Ito's colours, which stay apart for colour-blind readers and in grey.
INK = "#1f2933"
QUIET = "#5b6770"
GRID = "#e4e8ec"
VOLUME = "#d3dae1"
BLUE = "#0072b2"
LIGHT_BLUE = "rgba(0,114,178,0.16)"
RED = "#c1440e"
LIGHT_RED = "rgba(193,68,14,0.16)"
GREEN = "#00805c"
YELLOW = "#b07d00"
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a8a00", "#5b6770")
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
HEIGHT = 350
MOST_TICKS = 9

HOUR = 3600.0


def new_figure(title: str, subtitle: str = "", height: int = HEIGHT) -> go.Figure:
    """An empty figure in the house style.

    Parameters
    ----------
    title : str
        What is shown, of what.
    subtitle : str
        How it is counted.
    height : int
        Pixels.
    """
    layout = {
        "template": "none",
        "height": height,
        "margin": {"l": 58, "r": 16, "t": 64 if subtitle else 48, "b": 90},
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "title": {
            "text": f"<b>{title}</b>",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 12},
            "font": {"size": 14},
            "subtitle": {"text": subtitle, "font": {"size": 11.5, "color": QUIET}},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0.01,
            "yanchor": "bottom",
            "yref": "container",
            "font": {"size": 11.5},
        },
        "hovermode": "closest",
        "hoverdistance": -1,
        "hoverlabel": {
            "bgcolor": "white",
            "bordercolor": QUIET,
            "font": {"family": FONT, "size": 12, "color": INK},
            "align": "left",
        },
        "bargap": 0.12,
        "meta": {"description": ". ".join(part for part in (title, subtitle) if part) + "."},
    }
    return begun(layout)


def describe_range(figure: go.Figure, axis: DayAxis, series: NDArray[np.float64], what: str, unit: str) -> None:
    """Say in the figure's description, for readers who do not see it, from where to where a series goes.

    Nothing is said of one without data.
    """
    if np.isnan(series).all():
        return
    low, high = int(np.nanargmin(series)), int(np.nanargmax(series))
    labels = axis.labels
    words = (
        f"{what}: lowest {format_measure(float(series[low]), unit)} at {labels[low]}, "
        f"highest {format_measure(float(series[high]), unit)} at {labels[high]}."
    )
    figure.update_layout(meta={"description": f"{figure.layout.meta['description']} {words}"})


def empty_figure(title: str, why: str, subtitle: str = "") -> go.Figure:
    """A figure that says why there is nothing to show."""
    figure = new_figure(title, subtitle)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(text=why, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 13, "color": QUIET})
    return figure


def plain_axis(title: str, **more: Any) -> dict[str, Any]:
    """Settings of an axis with light grid lines."""
    return {
        "title": {"text": title, "font": {"size": 12, "color": QUIET}, "standoff": 8},
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": QUIET,
        "tickfont": {"size": 11},
        "ticks": "outside",
        "tickcolor": GRID,
        "automargin": False,
    } | more


def nice_step(top: float, most: int = 5) -> float:
    """A round distance of ticks (1, 2 or 5 times a power of ten) so that at most ``most`` of them reach ``top``."""
    if top <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(top / most))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if top / (step * power) <= most + 1e-9)


def share_axis(title: str, top: float = 1.0, **more: Any) -> dict[str, Any]:
    """Settings of an axis of shares, written in percent from 0 % to ``top``."""
    step = nice_step(top)
    form = ".0%" if step >= 0.01 else ".1%" if step >= 0.001 else ".2%"
    return plain_axis(title, tickformat=form, range=[0, top * 1.03], tick0=0, dtick=step) | more


def wait_unit(top: float) -> tuple[float, str]:
    """Seconds of the unit of an axis of waits that ends at ``top`` seconds, and its name: minutes or hours when numbers would be
    long."""
    if top > 10800:
        return 3600.0, "h"
    return (60.0, "min") if top > 600 else (1.0, "s")


def clock_ticks(axis: DayAxis) -> tuple[list[float], list[str]]:
    """Where the time axis is labelled, in hours after midnight, and the labels ``HH:MM``."""
    if axis.dates is not None:
        return _day_ticks(axis, axis.dates)
    begin, end = float(axis.edges[0]) / HOUR, float(axis.edges[-1]) / HOUR
    steps = (1 / 12, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
    step = next((s for s in steps if (end - begin) / s < MOST_TICKS), steps[-1])
    first, last = math.ceil(begin / step - 1e-9), math.floor(end / step + 1e-9)
    at = [k * step for k in range(first, last + 1)]
    return at, [format_clock(hours * HOUR, end=hours == end) for hours in at]


def _day_ticks(axis: DayAxis, dates: Dates) -> tuple[list[float], list[str]]:
    """Where days begin, with short names over their dates, so that no label is slanted; of up to three days also noon."""
    begin, end = float(axis.edges[0]), float(axis.edges[-1])
    first, last = dates.day(begin), dates.day(end - 1.0)
    every = -(-(last - first + 1) // MOST_TICKS)
    found: dict[float, str] = {}
    for day in range(first, last + 1, every):
        name, _, date = dates.names[day].partition(" ")
        at = max(dates.midnights[day], begin)
        found[at] = f"{name}<br>{date[5:]}" if date[5:] else f"{name} {date}"
        for clock in (12.0,) if last - first < 3 else ():
            moment = dates.find(clock * HOUR, day)
            if moment is not None and at + HOUR < moment <= end:
                found[moment] = format_clock(clock * HOUR)
    return [at / HOUR for at in found], list(found.values())


def time_axis(axis: DayAxis, **more: Any) -> dict[str, Any]:
    """Settings of an axis of the time of day; positions are hours after midnight."""
    at, labels = clock_ticks(axis)
    edges = axis.edges / HOUR
    return (
        plain_axis(
            "Time of day" if axis.dates is None else "",  # days say so themselves
            tickmode="array",
            tickvals=at,
            ticktext=labels,
            range=[float(edges[0]), float(edges[-1])],
        )
        | {"showgrid": False}
        | more
    )


def hours(seconds: NDArray[np.float64]) -> list[float]:
    """Positions on the time axis."""
    return list((seconds / HOUR).tolist())


def values(numbers: NDArray[np.float64]) -> list[float | None]:
    """Numbers as a chart takes them: gaps where there is no data."""
    return [None if math.isnan(number) else number for number in numbers.tolist()]


def runs(known: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of intervals with data, as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def add_band(
    figure: go.Figure, axis: DayAxis, low: NDArray[np.float64], high: NDArray[np.float64], name: str, colour: str, **more: Any
) -> None:
    """Add a band between two series; one interval alone gets the band over its whole width."""
    x: list[float | None] = []
    y: list[float | None] = []
    for first, last in runs(~np.isnan(low) & ~np.isnan(high)):
        at, bottom, top = hours(axis.middles[first:last]), low[first:last].tolist(), high[first:last].tolist()
        if len(at) == 1:
            half = axis.interval / HOUR / 2
            at, bottom, top = [at[0] - half, at[0] + half], bottom * 2, top * 2
        if x:
            x.append(None)
            y.append(None)
        x += [*at, *reversed(at)]
        y += [*bottom, *reversed(top)]
    if x:
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=colour,
            line={"width": 0, "color": colour},
            name=name,
            hoverinfo="skip",
            **more,
        )


def add_line(
    figure: go.Figure,
    axis: DayAxis,
    series: NDArray[np.float64],
    name: str,
    colour: str,
    text: list[str] | None = None,
    **more: Any,
) -> None:
    """Add a line with a marker in the middle of each interval."""
    line = {"color": colour, "width": 2.2} | more.pop("line", {})
    figure.add_scatter(
        x=hours(axis.middles),
        y=values(series),
        mode="lines+markers",
        name=name,
        line=line,
        marker={"size": 5, "color": colour},
        text=text,
        hovertemplate="%{text}<extra></extra>" if text else None,
        hoverinfo=None if text else "skip",
        **more,
    )


def add_volumes(figure: go.Figure, axis: DayAxis, volumes: NDArray[np.float64], name: str) -> None:
    """Add bars of contacts in the background, on the first pair of axes, with their scale on the right."""
    top = float(np.nanmax(volumes, initial=0.0))
    figure.add_bar(
        x=hours(axis.middles),
        y=values(volumes),
        width=axis.interval / HOUR * 0.92,
        marker={"color": VOLUME, "line": {"width": 0}},
        name=name,
        hoverinfo="skip",
    )
    # The bars keep to the lower part, below most of what the line in front shows, and their scale ends with them.
    top = max(top, 1.0)
    step = nice_step(top, 4)
    ticks = [k * step for k in range(math.floor(top / step + 1e-9) + 1)]
    scale = plain_axis("Contacts", side="right", showgrid=False, range=[0, top * 2.6], tickmode="array", tickvals=ticks)
    figure.update_layout(xaxis=time_axis(axis), yaxis=scale, margin={"r": 58})


def add_bound(figure: go.Figure, bound: float, label: str, axis: DayAxis, yaxis: str = "y", colour: str = INK) -> None:
    """Add a dashed line at a target, named at its right end."""
    begin, end = float(axis.edges[0]) / HOUR, float(axis.edges[-1]) / HOUR
    figure.add_scatter(
        x=[begin, end],
        y=[bound, bound],
        mode="lines",
        line={"color": colour, "width": 1.3, "dash": "dash"},
        name=label,
        hoverinfo="skip",
        yaxis=yaxis,
    )
