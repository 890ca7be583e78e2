"""Several runs in one chart over the day: one line each, with the same colour and dash in every chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.figures import style
from simdesk.figures.series import DayAxis, Series, by_interval, drawn_axis
from simdesk.figures.wording import bound_words, measure_words, shortened, subject_words
from simdesk.formats import format_measure, format_range
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures

if TYPE_CHECKING:
    import plotly.graph_objects as go

LONGEST_NAME = 28
"""Letters of the longest name in a chart."""
_DASHES = ("solid", "dash", "dot", "dashdot")
_LETTER = 6.6
"""Approximate width of a letter, pixels."""


@dataclass(frozen=True)
class Look:
    """Colour, dash and width of one run's line."""

    colour: str
    dash: str
    width: float


@dataclass(frozen=True)
class LinesOverDay:
    """One measure of several runs in each measured interval.

    Parameters
    ----------
    lines : dict of str to (DayAxis, Series)
        Axis and values by run.
    others : tuple of str
        Runs that are not drawn because their days differ.
    """

    lines: dict[str, tuple[DayAxis, Series]]
    others: tuple[str, ...]


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A look for each run. The first, the baseline, is drawn in the text colour."""
    found = {}
    for k, name in enumerate(names):
        if k == 0:
            found[name] = Look(style.INK, "solid", 2.8)
        else:
            again, colour = divmod(k - 1, len(style.SERIES) - 1)  # the last colour is too close to the baseline's
            found[name] = Look(style.SERIES[colour], _DASHES[again % len(_DASHES)], 2.0)
    return found


def short_names(names: Sequence[str], most: int = LONGEST_NAME) -> dict[str, str]:
    """Distinct names that fit into a chart. Long names with the same beginning keep their end as well."""
    found: dict[str, str] = {}
    cut = [shortened(name, most) for name in names]
    for k, name in enumerate(names):
        short = cut[k] if cut.count(cut[k]) == 1 else f"{name[: most - 11]}…{name[-10:]}"
        found[name] = short if short not in found.values() else f"{short[: most - 4]} ({k + 1})"
    return found


def lines_data(measures: Mapping[str, Measures], expression: Expression) -> LinesOverDay:
    """A measure of several runs by interval. Runs whose days differ from the first run's are left out.

    Parameters
    ----------
    measures : dict of str to Measures
        Measures by run; the first is the baseline.
    expression : Expression
    """
    first = drawn_axis(next(iter(measures.values())))
    lines, others = {}, []
    for name, each in measures.items():
        axis = drawn_axis(each)
        if (axis.dates, axis.each) == (first.dates, first.each):
            lines[name] = (axis, by_interval(each, expression))
        else:
            others.append(name)
    return LinesOverDay(lines, tuple(others))


def lines_figure(measures: Mapping[str, Measures], expression: Expression, target: Target | None = None) -> go.Figure:
    """Draw a measure of several runs by interval, the target as a dashed line."""
    data = lines_data(measures, expression)
    each = next(iter(data.lines.values()))[0].each
    unit = expression.about.unit
    words = measure_words(expression)
    subject = shortened(subject_words(expression.subject, "queue" if expression.about.subject == "queue" else "group"), 28)
    title = f"{words[:1].upper()}{words[1:]} by {each}: {subject}"
    left_out = f"Not drawn, because their days differ: {', '.join(data.others)}" if data.others else ""
    subtitle = left_out or ("Mean of the days in each interval" if each == "interval" else "Mean of the runs on each day")
    known = {name: line for name, line in data.lines.items() if line[1].known}
    if not known:
        return style.empty_figure(title, "No data to show", subtitle)
    figure = style.new_figure(title, subtitle)
    top = max(float(np.nanmax(series.mean)) for _, series in known.values())
    size, unit_name = style.wait_unit(top) if unit == "s" else (1.0, unit)
    axis = _longest_axis([axis for axis, _ in known.values()])
    shorter = short_names(list(measures))
    for name, look in looks(list(measures)).items():
        if name in known:
            mine, series = known[name]
            line = {"color": look.colour, "width": look.width, "dash": look.dash}
            text = _hover(name, mine, series, unit)
            style.add_line(figure, mine, series.mean / size, shorter[name], look.colour, text, line=line)
    if target is not None:
        style.add_bound(figure, target.bound / size, bound_words(target), axis, colour=style.QUIET)
    label = {"s": f"{words[:1].upper()}{words[1:]} ({unit_name})"}.get(unit, f"{words[:1].upper()}{words[1:]}")
    if unit == "share":
        highest = max(top, target.bound if target is not None else 0.0, 0.01)
        scale = style.share_axis(label, 1.0 if expression.about.better > 0 or highest > 0.6 else highest * 1.05)
    else:
        highest = max(top, target.bound if target is not None else 0.0, 0.1)
        scale = style.plain_axis(label, range=[0, highest / size * 1.08], nticks=7)
    figure.update_layout(xaxis=style.time_axis(axis), yaxis=scale)
    room_for_legend(figure, [trace.name for trace in figure.data])
    name, (mine, series) = next(iter(known.items()))
    style.describe_range(figure, mine, series.mean, name, unit)
    return figure


def room_for_legend(figure: go.Figure, names: Sequence[str]) -> None:
    """Make the figure high enough for the legend below it, in print as well."""
    widest = max((len(name) for name in names), default=0) * _LETTER + 48
    in_a_row = max(int(600 // widest), 1)
    rows = -(-len(names) // in_a_row)
    more = max(rows - 1, 0) * 19
    figure.update_layout(height=style.HEIGHT + more, margin={"b": 90 + more})


def room_for_names(names: Sequence[str]) -> float:
    """Margin on the left, pixels, for the short names of runs."""
    return max(map(len, names), default=0) * _LETTER + 18


def _longest_axis(axes: Sequence[DayAxis]) -> DayAxis:
    """An axis from the earliest opening to the latest closing."""
    first = axes[0]
    begin = min(float(axis.edges[0]) for axis in axes)
    end = max(float(axis.edges[-1]) for axis in axes)
    if begin == first.edges[0] and end == first.edges[-1]:
        return first
    step = first.interval
    return DayAxis(np.arange(begin, end - step / 2, step), step, first.dates)


def _hover(name: str, axis: DayAxis, series: Series, unit: str) -> list[str]:
    return [
        f"<b>{label}</b><br>{shortened(name, 40)}: {format_measure(series.mean[i], unit)}"
        f"<br>95% confidence interval {format_range(series.low[i], series.high[i], unit)}"
        f"<br>10th–90th percentile day {format_range(series.p10[i], series.p90[i], unit)}"
        for i, label in enumerate(axis.labels)
    ]
