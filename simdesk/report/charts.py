"""The charts of the report in order, ready for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.figures.drawing import plain_drawings
from simdesk.figures.wording import subject_words
from simdesk.measure.registry import DONE_IN_TIME, EVERYTHING
from simdesk.report.extent import Extent, extent

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from simdesk.results.results import Results


@dataclass(frozen=True)
class Chart:
    """One chart.

    Parameters
    ----------
    label : str
        The chart in words, for screen readers.
    json : str
        The figure, safe inside a script element.
    height : int
        Pixels.
    wide : bool
        Whether the chart takes the whole width of the page.
    """

    label: str
    json: str
    height: int
    wide: bool


@dataclass(frozen=True)
class ChartGroup:
    """Charts under one heading, or without a heading if it is empty."""

    heading: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class ChartSection:
    """A section of the report."""

    anchor: str
    heading: str
    groups: tuple[ChartGroup, ...]
    note: str = ""


def chart(figure: go.Figure, *, wide: bool = False) -> Chart:
    """Make a figure ready for the page."""
    figure.update_layout(dragmode=False)
    # A "<" in a name could end the script element early.
    text = str(figure.to_json()).replace("<", "\\u003c")
    return Chart(figure.layout.meta["description"], text, int(figure.layout.height), wide)


def chart_sections(results: Results, shown: Extent | None = None) -> list[ChartSection]:
    """The charts of a run: over the day by queue, agents by group, waits, days."""
    with plain_drawings():
        return _chart_sections(results, extent(results) if shown is None else shown)


def _chart_sections(results: Results, of: Extent) -> list[ChartSection]:
    figures = results.figures
    queues = sorted(of.queues, key=lambda queue: queue != EVERYTHING)
    groups = sorted(of.groups, key=lambda group: group != EVERYTHING)

    def heading(queue: str) -> str:
        words = subject_words(queue)
        return "" if len(queues) == 1 else words[:1].upper() + words[1:] if queue == EVERYTHING else words

    by = {queue: results.headline.in_time(queue) for queue in queues}
    shown = [queue for queue in queues if by[queue]]

    def of_queue(queue: str) -> tuple[Chart, ...]:
        waits = figures.waits(queue)
        if by[queue] == DONE_IN_TIME:
            return chart(figures.done_in_time(queue), wide=True), chart(waits, wide=True)
        return chart(figures.service_level(queue), wide=True), chart(waits), chart(figures.abandonment(queue))

    over_day = tuple(ChartGroup(heading(queue), of_queue(queue)) for queue in shown)
    volumes = ChartGroup("", (chart(figures.arrivals(), wide=True),))
    agents = ChartGroup("", tuple(chart(figures.staffing(group), wide=group in (EVERYTHING, groups[0])) for group in groups))
    waits = ChartGroup("", tuple(chart(figures.wait_distribution(queue), wide=True) for queue in shown))

    def days_of(queue: str) -> go.Figure:
        return figures.days_done_in_time(queue) if by[queue] == DONE_IN_TIME else figures.days(queue)

    days = ChartGroup("", tuple(chart(days_of(queue), wide=len(shown) == 1 or queue == EVERYTHING) for queue in shown))
    return [
        ChartSection("over-the-day", "Over the day", (*over_day, volumes), of.about_charts),
        ChartSection("agents-over-the-day", "Agents over the day", (agents,)),
        ChartSection("waits", "How long contacts wait", (waits,)),
        ChartSection("days", "How much days differ", (days,)),
    ]
