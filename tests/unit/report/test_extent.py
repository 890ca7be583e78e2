"""Reports of very many days, queues or groups show a part, and say so; ordinary ones show everything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.figures.series import drawn_axis
from simdesk.measure.expression import Expression
from simdesk.report import render
from simdesk.report.extent import MOST_DAYS, extent
from simdesk.report.tables import day_table, interval_tables
from simdesk.scenario import load_text

WEEK = Path(__file__).parents[3] / "scenarios" / "week.yaml"


@pytest.fixture(scope="module")
def long() -> sd.Results:
    text = WEEK.read_text(encoding="utf-8").replace("  days: 7\n", "  days: 45\n")
    return sd.run(load_text(text), replications=2, engine="simpy")


@pytest.fixture(scope="module")
def wide() -> sd.Results:
    queues = "\n".join(
        f"  queue_{q}: {{arrivals: {{per_day: {10 + q}}}, handle_time: 3 min, patience: 3 min}}" for q in range(20)
    )
    groups = "\n".join(f"  group_{g}: {{skills: [queue_{g % 20}], headcount: {1 + g % 3}}}" for g in range(30))
    hours = "{open: '00:00', close: '24:00', interval: 30 min, days: 5}"
    text = f"simdesk: 1\nname: wide\nhours: {hours}\nqueues:\n{queues}\nagent_groups:\n{groups}\n"
    return sd.run(load_text(text), replications=2, engine="simpy")


def test_an_ordinary_report_shows_everything() -> None:
    results = sd.run(sd.load(WEEK), replications=2, engine="simpy")
    shown = extent(results)
    assert (shown.queues, shown.groups) == (results.queues, results.groups)
    assert shown.intervals == tuple(range(results.measures.intervals))
    assert shown.about_charts == shown.about_intervals == ""
    assert "have one point for each day" not in render(results)


def test_many_days_are_drawn_day_by_day(long: sd.Results) -> None:
    axis = drawn_axis(long.measures)
    assert axis.each == "day"
    assert len(axis.starts) == 45
    figure = long.figures.service_level("calls")
    assert "by day" in figure.layout.title.text
    (line,) = [trace for trace in figure.data if trace.name == "Service level"]
    by_day = long.by_day[long.by_day["queue"] == "calls"]["service_level"].to_numpy()
    np.testing.assert_array_equal(np.array(line.y, float), by_day)
    busy = next(trace for trace in long.figures.staffing("desk").data if trace.name.startswith("Busy"))
    hours = long.measures.estimate(Expression.plain("agents_busy", "desk"), long.measures.days_in_order[3][1]).mean
    assert busy.y[3] == pytest.approx(hours)
    assert sum(sum(bar.y) for bar in long.figures.arrivals().data if bar.type == "bar") == pytest.approx(
        sum(long.measures.estimate(Expression.plain("offered", queue)).mean for queue in ("calls", "tickets"))
    )


def test_of_many_days_the_worst_are_shown_and_it_says_so(long: sd.Results) -> None:
    shown = extent(long)
    chosen = {k for k, (_, those) in enumerate(long.measures.days_in_order) if those.start in shown.intervals}
    assert len(chosen) <= MOST_DAYS < 45
    levels = long.by_day[long.by_day["queue"] == "calls"]["service_level"].to_numpy()
    assert int(np.nanargmin(levels)) in chosen
    assert f"The tables show the {len(chosen)} of 45 days on which a queue was served worst" in shown.about_intervals
    assert all(len(table.rows) == len(shown.intervals) for table in interval_tables(long))
    table = day_table(long)
    assert table is not None
    assert len({name for name, _ in table.rows}) == 45
    page = render(long)
    assert "have one point for each day" in page
    assert shown.about_intervals in page
    assert len(long.intervals) == long.measures.intervals * len(long.queues)  # nothing is lost from tables


def test_of_many_queues_and_groups_the_largest_are_shown(wide: sd.Results) -> None:
    shown = extent(wide)
    assert shown.queues[-1] == shown.groups[-1] == "all"
    assert "queue_19" in shown.queues
    assert "queue_0" not in shown.queues
    assert "group_2" in shown.groups
    assert "group_0" not in shown.groups
    kept = len(shown.queues) - 1
    assert f"show the {kept} of 20 queues with the most contacts and the " in shown.about_charts
    assert "agent groups with the most agents on duty" in shown.about_intervals
    page = render(wide)
    assert shown.about_charts in page
    assert '<th scope="row" class="word">queue_0</th>' in page  # means of the days are there for all
