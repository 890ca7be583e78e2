"""The chart of heads found: what it draws of groups and formulas."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from simdesk.figures.requirement import requirement_figure
from simdesk.figures.series import DayAxis, day_axis
from simdesk.results.run import run
from simdesk.scenario import load_text

DAY = """
simdesk: 1
hours: {open: "08:00", close: "09:30", interval: 30 min}
replications: 2
queues:
  sales: {arrivals: {volumes: [2, 3, 1]}, handle_time: {constant: 4 min}}
agent_groups:
  desk: {skills: [sales], headcount: 2}
"""
GROUPS = {"desk": np.array([1.8, 3.6, 0.9]), "helpers": np.array([1.0, 2.0, 0.0])}
FORMULAS = {"Erlang C": np.array([4.0, np.nan, 2.0]), "Erlang A": np.array([3.0, 7.0, 2.0])}


@pytest.fixture(scope="module")
def axis() -> DayAxis:
    return day_axis(run(load_text(DAY)).measures)


def test_groups_stand_on_each_other_and_formulas_are_steps(axis: DayAxis) -> None:
    figure = requirement_figure(axis, GROUPS, FORMULAS)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    assert [bar.name for bar in bars] == ["desk", "helpers"]
    assert figure.layout.barmode == "stack"
    for bar, heads in zip(bars, GROUPS.values(), strict=True):
        assert_allclose(np.asarray(bar.y, float), heads)
        assert bar.width == 0.5
    assert [line.name for line in lines] == ["Erlang C", "Erlang A"]
    # The last value is drawn to the end of its interval; where a formula has no answer there is a gap.
    assert_allclose(np.asarray(lines[0].y, float), [4.0, np.nan, 2.0, 2.0])
    assert_allclose(np.asarray(lines[1].y, float), [3.0, 7.0, 2.0, 2.0])
    assert len(lines[1].x) == len(lines[1].y)
    assert {line.line.shape for line in lines} == {"hv"}
    assert figure.layout.yaxis.range == pytest.approx((0, 7.0 * 1.1))


def test_the_hover_text_and_the_description_say_the_heads(axis: DayAxis) -> None:
    figure = requirement_figure(axis, GROUPS, FORMULAS)
    assert figure.data[0].hovertext[1].startswith("<b>08:30")
    assert "desk: 3.6" in figure.data[0].hovertext[1]
    description = figure.layout.meta["description"]
    assert description.endswith("Agents needed: lowest 0.9 at 09:00–09:30, highest 5.6 at 08:30–09:00.")


def test_a_formula_that_never_answers_has_no_line(axis: DayAxis) -> None:
    never = np.full(3, np.nan)
    figure = requirement_figure(axis, GROUPS, {"Erlang C": never, "Erlang A": never})
    assert [trace.name for trace in figure.data] == ["desk", "helpers"]
    assert "formulas" not in figure.layout.title.subtitle.text
    assert figure.layout.yaxis.range == pytest.approx((0, 5.6 * 1.1))


def test_nobody_is_needed(axis: DayAxis) -> None:
    figure = requirement_figure(axis, {"desk": np.zeros(3)}, {"Erlang A": np.zeros(3)})
    assert not figure.data
    assert figure.layout.annotations[0].text == "No agents are needed"
