"""The data behind the charts, computed by hand, and what the charts show of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from simdesk.errors import UsageError
from simdesk.figures import style
from simdesk.figures.abandonment import abandonment_data, abandonment_figure
from simdesk.figures.arrivals import OTHERS, ArrivalsByInterval, arrivals_data, gathered
from simdesk.figures.bound import Figures
from simdesk.figures.days import WIDTHS, bar_edges, days_data
from simdesk.figures.distribution import (
    CLASSES,
    NO_WAIT,
    WAIT_EDGES,
    shown_up_to,
    wait_distribution_data,
    wait_distribution_figure,
)
from simdesk.figures.series import DayAxis, day_axis
from simdesk.figures.service_level import service_level_data
from simdesk.figures.staffing import staffing_data, staffing_figure
from simdesk.figures.waits import waits_data
from simdesk.figures.wording import format_clock, interval_label, measure_words, ordinal, service_level_words
from simdesk.floor.dates import Dates
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.results.results import Results
from simdesk.results.run import run
from simdesk.scenario import load_text

# One agent, ten minutes each. The second caller waits 5 min, the third 10 min, the fourth gives up after 12 min.
BY_HAND = """
simdesk: 1
hours: {open: "08:00", close: "09:00", interval: 30 min}
replications: 2
queues:
  sales:
    arrivals: {times: ["08:00:00", "08:05:00", "08:10:00", "08:11:00", "08:40:00"]}
    handle_time: {constant: 10 min}
    patience: {constant: 12 min}
agent_groups:
  desk: {skills: [sales], headcount: 1}
targets: ["service_level(sales, 20 s) >= 60%", "abandon_rate(all) <= 30%"]
"""
SEVERAL = """
simdesk: 1
hours: {open: "20:00", close: "02:00", interval: 30 min}
warm_up: 1 h
replications: 12
queues:
  claims: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 2 min}}}
  policies: {arrivals: {rate: 20 per h, day_to_day: 20%}, handle_time: {exponential: {mean: 5 min}}, waiting_places: 3}
agent_groups:
  claims_desk: {skills: [claims], headcount: 5, shrinkage: 10%}
  all_rounders: {skills: {claims: {rank: 2}, policies: {}}, headcount: 3}
targets: ["service_level(claims, 30 s) >= 80%", "service_level(policies, 20 s) >= 50%"]
"""


def simulated(text: str, **changes: object) -> Results:
    scenario = load_text(text)
    return run(scenario.with_changes(changes) if changes else scenario)


@pytest.fixture(scope="module")
def by_hand() -> Results:
    return simulated(BY_HAND)


@pytest.fixture(scope="module")
def several() -> Results:
    return simulated(SEVERAL)


@pytest.fixture(scope="module")
def one_day() -> Results:
    return simulated(SEVERAL, replications=1)


@pytest.fixture(scope="module")
def no_contacts() -> Results:
    return simulated(BY_HAND, **{"queues.sales.arrivals": {"rate": "0 per h"}})


def every_figure(figures: Figures, queue: str = "all", group: str = "all"):
    return {
        "service_level": figures.service_level(queue),
        "waits": figures.waits(queue),
        "abandonment": figures.abandonment(queue),
        "staffing": figures.staffing(group),
        "wait_distribution": figures.wait_distribution(queue),
        "days": figures.days(queue),
        "arrivals": figures.arrivals(),
    }


def trace_named(figure, name: str):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


# The data, by hand


def test_service_level_by_interval(by_hand: Results):
    data = service_level_data(by_hand.measures, by_hand.headline.service_levels["sales"])
    assert_allclose(data.level.mean, [1 / 4, 1.0])
    assert_allclose(data.level.p10, data.level.mean)
    assert_allclose(data.offered, [4, 1])
    assert data.axis.labels == ["08:00–08:30", "08:30–09:00"]
    assert data.days == 2


def test_waits_by_interval(by_hand: Results):
    data = waits_data(by_hand.measures, "sales")
    assert_allclose(data.wait.mean, [(0 + 300 + 600 + 720) / 4, 0.0])
    assert_allclose(data.answer.mean, [(0 + 300 + 600) / 3, 0.0])
    assert_allclose(data.longest.mean, [720, 0])


def test_abandonment_by_interval(by_hand: Results):
    data = abandonment_data(by_hand.measures, "sales")
    assert_allclose(data.rate.mean, [1 / 4, 0])
    assert_allclose(data.abandoned, [1, 0])
    assert_allclose(data.offered, [4, 1])


def test_staffing_by_interval(by_hand: Results):
    data = staffing_data(by_hand.measures, "desk")
    assert_allclose(data.on_duty, [1, 1])
    assert_allclose(data.busy, [1, 10 / 30])
    assert_allclose(data.scheduled, [1, 1])
    assert_allclose(data.occupancy, [1, 1 / 3])


def test_all_groups_are_the_sum_of_the_groups(several: Results):
    together = staffing_data(several.measures, "all")
    alone = [staffing_data(several.measures, name) for name in ("claims_desk", "all_rounders")]
    assert_allclose(together.busy, sum(data.busy for data in alone))
    assert_allclose(together.scheduled, 8.0)


def test_wait_distribution(by_hand: Results):
    data = wait_distribution_data(by_hand.measures, "sales", 20.0)
    assert data.contacts == 10
    labels, answered, lost = data.by_class()
    assert labels[-1] == "10–60 min"
    where = {label: (a, gone) for label, a, gone in zip(labels, answered, lost, strict=True)}
    assert where["no wait"] == pytest.approx((2 / 5, 0))
    assert where["5–10 min"] == pytest.approx((1 / 5, 0))
    assert where["10–60 min"] == pytest.approx((1 / 5, 1 / 5))
    assert sum(answered) + sum(lost) == pytest.approx(1)
    assert (data.answered_in_time, data.lost_in_time) == pytest.approx((2 / 5, 0))
    assert shown_up_to(data) == 780.0


def test_the_distribution_agrees_with_the_service_level(several: Results):
    """At a threshold that is an edge of the histogram, the bins below it are those answered in time."""
    data = wait_distribution_data(several.measures, "claims", 30.0)
    below = data.upper <= 30.0
    assert data.answered[below].sum() == pytest.approx(data.answered_in_time)
    assert data.lost[below].sum() == pytest.approx(data.lost_in_time)
    level = several.estimate(parse_expression("service_level(claims, 30 s)")).mean
    assert level == pytest.approx(data.answered_in_time / (1 - data.lost_in_time))


def test_arrivals(by_hand: Results, several: Results):
    data = arrivals_data(by_hand.measures)
    assert_allclose(data.offered, [[4, 1]])
    assert_allclose(data.expected, [4, 1])
    assert_allclose(arrivals_data(several.measures).expected, 40.0)


def test_many_queues_are_gathered():
    offered = np.arange(1.0, 13.0)[:, None] * np.ones((1, 2))
    names = tuple(f"queue_{q}" for q in range(12))
    axis = DayAxis(np.array([0.0, 1800.0]), 1800.0)
    rows = gathered(ArrivalsByInterval(axis, names, offered, *np.zeros((3, 2))), 8)
    assert [name for name, _ in rows] == [*names[5:], OTHERS]
    assert_allclose(rows[-1][1], 1 + 2 + 3 + 4 + 5)
    assert_allclose(sum(values for _, values in rows), offered.sum(axis=0))


def test_spread_over_days(several: Results):
    target = several.scenario.targets[0]
    data = days_data(several.measures, several.headline.service_levels["claims"], target)
    assert data.counts.sum() == len(data.days) == 12
    assert data.days_met == np.sum(data.days >= 0.8)
    assert 0.8 in data.edges
    # Days right of the bound's edge are exactly those that keep it.
    assert data.counts[data.edges[:-1] >= 0.8].sum() == data.days_met


@pytest.mark.parametrize("bound", [None, 0.8, 0.333])
@pytest.mark.parametrize(
    "days", [[0.5], [0.8], [0.0, 1.0], [0.79, 0.81], [0.801, 0.8011, 0.8012], list(np.linspace(0.2, 0.9, 50))]
)
def test_bars_hold_every_day(days: list[float], bound: float | None):
    edges = bar_edges(np.array(days), bound)
    assert edges[0] <= min(days) + 1e-9
    assert edges[-1] >= max(days) - 1e-9
    assert 2 <= len(edges) <= 26
    assert_allclose(np.diff(edges), np.diff(edges)[0])
    assert any(np.isclose(np.diff(edges)[0], width) for width in WIDTHS)


def test_edges_of_waits_rise_and_hold_the_classes():
    assert WAIT_EDGES[:3] == (0.0, NO_WAIT, 5.0)
    assert WAIT_EDGES[-1] == 86400.0
    assert np.all(np.diff(WAIT_EDGES) > 0)
    assert {start for start, _ in CLASSES} <= set(WAIT_EDGES)


def test_the_warm_up_is_not_shown(several: Results):
    axis = day_axis(several.measures)
    assert axis.labels[0] == "21:00–21:30"
    assert axis.labels[-1] == "01:30–02:00"
    assert len(axis.starts) == 10


# What the charts show


@pytest.mark.parametrize("queue", ["all", "claims", "policies"])
def test_every_chart_draws(several: Results, queue: str):
    for name, figure in every_figure(several.figures, queue, "claims_desk").items():
        assert len(figure.data) > 0, name
        assert figure.layout.meta["description"], name
        figure.to_json()


def test_one_day_draws_without_a_band(one_day: Results):
    figures = every_figure(one_day.figures)
    assert all(len(figure.data) for figure in figures.values())
    for name in ("service_level", "waits", "abandonment"):
        assert not [trace for trace in figures[name].data if trace.name and "percentile" in trace.name]


def test_no_contacts_says_so(no_contacts: Results):
    figures = every_figure(no_contacts.figures)
    staffing = figures.pop("staffing")
    assert len(staffing.data) > 0
    for name, figure in figures.items():
        assert len(figure.data) == 0, name
        assert [note.text for note in figure.layout.annotations] in (["No contacts to measure"], ["No contacts arrive"])


def test_waits_not_counted_says_so(by_hand: Results):
    tallies = by_hand.measures.tallies
    bare = replace(tallies.data, histogram=np.zeros((2, 2, 1, 0), np.int64))
    measures = replace(by_hand.measures, tallies=replace(tallies, data=bare))
    figure = wait_distribution_figure(measures, "sales", 20.0)
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text == "No contacts to measure"


def test_nobody_on_duty_says_so():
    results = simulated(BY_HAND, **{"agent_groups.desk.headcount": 0})
    figure = staffing_figure(results.measures, "desk")
    assert figure.layout.annotations[0].text == "Nobody on duty"


def test_an_interval_without_contacts_is_a_gap():
    results = simulated(BY_HAND, **{"hours.close": "10:00"})
    line = trace_named(results.figures.service_level(), "Service level")
    assert list(line.y) == pytest.approx([0.25, 1.0, None, None])
    band = trace_named(results.figures.service_level(), "10th–90th percentile day")
    assert None not in band.y


def test_bands_break_at_gaps():
    figure = style.new_figure("title")
    axis = DayAxis(np.arange(5) * 3600.0, 3600.0)
    values = np.array([1.0, 2.0, np.nan, 4.0, np.nan])
    style.add_band(figure, axis, values, values + 1, "band", style.LIGHT_BLUE)
    (band,) = figure.data
    assert list(band.x) == [0.5, 1.5, 1.5, 0.5, None, 3.0, 4.0, 4.0, 3.0]
    assert list(band.y) == [1, 2, 3, 2, None, 4, 4, 5, 5]


def test_targets_are_drawn_where_they_belong(by_hand: Results, several: Results):
    assert list(trace_named(by_hand.figures.service_level(), "Target ≥ 60%").y) == [0.6, 0.6]
    # With one queue, a target over all queues is one of this queue.
    assert list(trace_named(by_hand.figures.abandonment("sales"), "Target ≤ 30%").y) == [0.3, 0.3]
    assert list(trace_named(several.figures.days("claims"), "Target ≥ 80%").x) == [0.8, 0.8]
    assert not [trace for trace in several.figures.service_level("all").data if (trace.name or "").startswith("Target")]


def test_a_target_on_another_definition_is_not_drawn(several: Results):
    text = SEVERAL.replace("service_level(claims, 30 s)", "service_level(claims, 30 s, of_offered)")
    results = simulated(text)
    figures = Figures(results.measures, several.headline.service_levels, results.scenario.targets)
    assert not [trace for trace in figures.service_level("claims").data if (trace.name or "").startswith("Target")]


def test_axes_carry_units_and_clock_times(by_hand: Results, several: Results):
    figure = several.figures.service_level()
    assert figure.layout.yaxis2.tickformat == ".0%"
    assert list(figure.layout.xaxis.ticktext) == ["21:00", "22:00", "23:00", "00:00", "01:00", "02:00"]
    assert by_hand.figures.waits().layout.yaxis.title.text == "Wait (s)"
    assert by_hand.figures.waits().layout.yaxis2.title.text == "Longest (min)"


def test_unknown_names_get_a_hint(several: Results):
    with pytest.raises(UsageError, match=r"unknown queue 'claim' \(did you mean claims\?\)"):
        several.figures.waits("claim")
    with pytest.raises(UsageError, match=r"unknown agent group 'xyz' \(agent groups: claims_desk, all_rounders\)"):
        several.figures.staffing("xyz")


def test_with_one_queue_all_is_that_queue(by_hand: Results):
    assert by_hand.figures.abandonment() == by_hand.figures.abandonment("sales")
    assert "sales" in abandonment_figure(by_hand.measures, "sales").layout.title.text


# Words and axes


@pytest.mark.parametrize(
    ("begin", "end", "interval", "labels"),
    [
        (8, 20, 1800, ["08:00", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00"]),
        (0, 24, 3600, ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "24:00"]),
        (20, 28, 1800, ["20:00", "21:00", "22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00"]),
        (8, 9, 900, ["08:00", "08:15", "08:30", "08:45", "09:00"]),
        (8.5, 12.5, 1800, ["08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30"]),
    ],
)
def test_clock_ticks(begin: float, end: float, interval: float, labels: list[str]):
    at, words = style.clock_ticks(DayAxis(np.arange(begin * 3600, end * 3600, interval), interval))
    assert words == labels
    assert begin <= min(at)
    assert max(at) <= end


def test_ticks_of_several_days_fit_side_by_side():
    def ticks(names: list[str]) -> list[str]:
        dates = Dates(tuple(names), tuple(day * 86400.0 for day in range(len(names))))
        return style.clock_ticks(DayAxis(np.arange(0, len(names) * 86400, 1800), 1800, dates))[1]

    assert ticks(["Mon 2026-03-30", "Tue 2026-03-31"]) == ["Mon<br>03-30", "12:00", "Tue<br>03-31", "12:00"]
    assert ticks(["day 1", "day 2", "day 3", "day 4"]) == ["day 1", "day 2", "day 3", "day 4"]
    assert len(ticks([f"day {day}" for day in range(1, 29)])) <= style.MOST_TICKS


@pytest.mark.parametrize(("top", "step"), [(1.0, 0.2), (0.1, 0.02), (0.06, 0.02), (360, 100), (7, 2), (0, 1)])
def test_nice_steps(top: float, step: float):
    assert style.nice_step(top) == pytest.approx(step)


def test_words():
    assert format_clock(26 * 3600) == "02:00"
    assert format_clock(24 * 3600, end=True) == "24:00"
    assert interval_label(23.5 * 3600, 1800) == "23:30–24:00"
    assert [ordinal(n) for n in (1, 2, 3, 11, 90, 99.5)] == ["1st", "2nd", "3rd", "11th", "90th", "99.5th"]
    assert measure_words(parse_expression("wait_percentile(all, 90)")) == "90th percentile of wait"
    words = service_level_words(parse_expression("service_level(all, 20 s, short_abandons_removed)"), ServiceLevelRule())
    assert words == "within 20 s: answered in time ÷ (answered + abandoned − short abandons), short is up to 5 s"
