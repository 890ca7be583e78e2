"""The report's drawings are the plotly figures of the same charts, setting by setting."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

import simdesk as sd
from simdesk.figures.drawing import Drawing, plain_drawings
from simdesk.report import charts
from simdesk.report.charts import chart_sections

SCENARIOS = Path(__file__).parents[3] / "scenarios"
EVERY = Path(__file__).parents[2] / "data" / "scenarios" / "every_measure.yaml"


def _drawn(results: sd.Results) -> list[Any]:
    return [json.loads(chart.json) for section in chart_sections(results) for group in section.groups for chart in group.charts]


@pytest.mark.parametrize(
    "path",
    [SCENARIOS / "multi_skill.yaml", SCENARIOS / "week.yaml", SCENARIOS / "mail_and_tickets.yaml", EVERY],
    ids=lambda p: p.stem,
)
@pytest.mark.parametrize("days", [1, 3])
def test_each_chart_is_the_plotly_figure(path: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    results = sd.run(sd.load(path), replications=days, engine="simpy")
    plain = _drawn(results)
    monkeypatch.setattr(charts, "plain_drawings", nullcontext)
    plotly = _drawn(results)
    assert len(plain) == len(plotly) > 4
    for mine, other in zip(plain, plotly, strict=True):
        assert mine == other


def test_an_empty_chart_is_the_plotly_figure_too() -> None:
    from simdesk.figures.style import empty_figure

    with plain_drawings():
        drawing = empty_figure("A title", "Nothing to show", "and why")
    assert isinstance(drawing, Drawing)
    figure = empty_figure("A title", "Nothing to show", "and why")
    assert isinstance(figure, go.Figure)
    assert json.loads(drawing.to_json()) == json.loads(figure.to_json())
