"""The tables of a run: the quiet morning worked out by hand, and what every run must keep."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.errors import UsageError
from simdesk.measure.expression import ExpressionError

ROOT = Path(__file__).parents[3]
QUIET = ROOT / "tests" / "golden" / "quiet_morning.yaml"
EIGHT = 8 * 3600.0


@pytest.fixture(scope="module")
def quiet() -> sd.Results:
    return sd.run(sd.load(QUIET))


@pytest.fixture(scope="module")
def first_day() -> sd.Results:
    return sd.run(sd.load(ROOT / "scenarios" / "first_day.yaml"), 6)


def test_contacts_by_hand(quiet: sd.Results) -> None:
    day = quiet.contacts.query("replication == 0")
    assert list(day["arrival"] - EIGHT) == [0, 60, 120, 1860, 1920, 1980]
    assert list(day["outcome"]) == ["answered", "abandoned", *["answered"] * 4]
    assert list(day["wait"]) == [0, 180, 180, 0, 0, 180]
    assert day["talk"].dropna().unique().tolist() == [240.0]
    assert day["wrap_up"].dropna().unique().tolist() == [60.0]
    assert list(day["agent"]) == [0, -1, 0, 0, 1, 0]
    # Who gave up at 08:04 could have been answered at 08:05.
    assert day["could_answer"].iloc[1] == EIGHT + 300
    assert not day["unfinished"].any()
    assert not day["warm_up"].any()


def test_agents_by_hand(quiet: sd.Results) -> None:
    spans = quiet.agents.query("replication == 0 and agent == 1")
    assert list(spans["activity"]) == ["idle", "handling", "wrap_up", "idle"]
    assert list(spans["begin"] - EIGHT) == [1800, 1920, 2160, 2220]
    assert list(spans["end"] - EIGHT) == [1920, 2160, 2220, 3600]
    hours = quiet.agents.groupby("agent")["seconds"].sum() / 3 / 3600
    assert hours.tolist() == [1.0, 0.5]


def test_intervals_by_hand(quiet: sd.Results) -> None:
    table = quiet.intervals.set_index("start")
    assert table.loc["08:00", "offered"] == 3
    assert table.loc["08:00", "service_level"] == pytest.approx(1 / 3)
    assert table.loc["08:30", "mean_speed_of_answer"] == 60
    # 180 s of two contacts fall into the first half hour.
    assert table.loc["08:00", "queue_length"] == pytest.approx(360 / 1800)
    staffing = quiet.staffing.set_index("start")
    assert staffing.loc["08:00", "agents_on_duty"] == 1
    assert staffing.loc["08:30", "agents_on_duty"] == 2
    assert staffing.loc["08:00", "agents_busy"] == pytest.approx(600 / 1800)


def test_summary_and_targets(quiet: sd.Results) -> None:
    summary = quiet.summary.set_index(["subject", "metric"])
    assert summary.loc[("service", "wait_percentile_50"), "mean"] == 90
    assert summary.loc[("desk", "cost"), "mean"] == 45
    assert summary.loc[("service", "longest_queue"), "mean"] == 2
    assert list(quiet.targets["verdict"]) == ["missed", "met", "met"]
    assert list(quiet.targets["days_met"]) == [0.0, 1.0, 1.0]
    assert quiet.targets_missed
    assert "missed" in quiet._repr_html_()


def test_tables_agree_with_the_log(first_day: sd.Results) -> None:
    contacts = first_day.contacts
    days = first_day.days.set_index("replication")
    for replication, log in contacts.groupby("replication"):
        assert days.loc[replication, "offered"] == len(log)
        assert days.loc[replication, "mean_wait"] == pytest.approx(log["wait"].mean())
        assert days.loc[replication, "longest_wait"] == log["wait"].max()
        late = (log["outcome"] == "abandoned") & (log["wait"] > 20)
        in_time = (log["outcome"] == "answered") & (log["wait"] <= 20)
        answered = log["outcome"] == "answered"
        assert days.loc[replication, "service_level"] == pytest.approx(in_time.sum() / (answered.sum() + late.sum()))
    whole = first_day.measure("occupancy(desk)").mean
    spans = first_day.agents.query("begin < 18 * 3600")
    busy = spans.query("activity in ['handling', 'wrap_up']")
    # Up to the seconds behind closing time, which belong to no interval.
    assert whole == pytest.approx(busy["seconds"].sum() / spans.query("activity != 'break'")["seconds"].sum(), rel=2e-3)


def test_days_weigh_by_their_contacts(first_day: sd.Results) -> None:
    days = first_day.days
    level = first_day.measure("mean_wait(service)").mean
    assert level == pytest.approx(np.average(days["mean_wait"], weights=days["offered"] - days["blocked"]))


def test_logs_are_simulated_again_to_the_same_bit(first_day: sd.Results, monkeypatch: pytest.MonkeyPatch) -> None:
    from simdesk.results import run as running

    monkeypatch.setattr(running, "KEPT_CONTACTS", 100)
    again = sd.run(first_day.scenario, 6)
    assert again.kept_logs is None
    assert again.contacts.equals(first_day.contacts)


def test_more_days_do_not_change_the_first(first_day: sd.Results) -> None:
    more = sd.run(first_day.scenario, 8)
    assert more.days.query("replication < 6").equals(first_day.days)


def test_measures_that_were_not_counted(first_day: sd.Results) -> None:
    with pytest.raises(UsageError, match="was not counted"):
        first_day.measure("service_level(service, 33 s)")
    with pytest.raises(ExpressionError, match="did you mean service"):
        first_day.measure("mean_wait(servce)")
    found = sd.run(first_day.scenario, 3, metrics=["service_level(service, 33 s)"])
    assert 0 < found.measure("service_level(service, 33 s)").mean < 1


def test_one_day_cannot_judge() -> None:
    one = sd.run(sd.load(QUIET), 1)
    assert set(one.targets["verdict"]) == {"uncertain"}
    assert math.isnan(one.targets["low"].iloc[0])


@pytest.mark.slow
def test_runs_until_a_precision() -> None:
    day = sd.load(ROOT / "scenarios" / "first_day.yaml")
    wanted = day.with_changes({"replications": {"until": "service_level(service, 20 s) ± 2%", "at_most": 200, "at_least": 10}})
    found = sd.run(wanted)
    assert 10 <= found.facts.replications < 200
    assert found.measure("service_level(service, 20 s)").half_width <= 0.02
    assert "reached" in found.facts.stopped
    never = day.with_changes({"replications": {"until": "service_level(service, 20 s) ± 0.01%", "at_most": 12}})
    assert "not reached" in sd.run(never).facts.stopped


@pytest.mark.parametrize(
    "wrong",
    [{"replications": 0}, {"replications": 2.5}, {"seed": -1}, {"seed": True}, {"engine": "warp"}],
)
def test_wrong_arguments(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        sd.run(sd.load(QUIET), **wrong)  # type: ignore[arg-type]


def test_warm_up_is_simulated_and_not_measured() -> None:
    plain = sd.load(QUIET)
    warm = sd.run(plain.with_changes({"warm_up": "30 min"}))
    assert warm.measure("offered(service)").mean == 3
    assert list(warm.intervals["start"]) == ["08:30"]
    assert warm.contacts["warm_up"].sum() == 9
    assert warm.measure("agent_hours(desk)").mean == 1.0


def test_measures_asked_for_do_not_change_the_tables(first_day: sd.Results) -> None:
    asked = sd.run(first_day.scenario, 6, metrics="service_level(service, 40 s, short_abandons_removed, 3 s)")
    assert asked.summary.equals(first_day.summary)
    assert asked.intervals.equals(first_day.intervals)
    # And every measure of the summary can be asked for as it stands there.
    for expression, mean in zip(asked.summary["expression"], asked.summary["mean"], strict=True):
        assert asked.measure(expression).mean == mean


def test_days_without_data_make_nothing_certain() -> None:
    """One contact in many days: a mean, and no interval."""
    rare = sd.load(QUIET).with_changes({"queues.service.arrivals": {"rate": "0.04 per h"}, "replications": 40})
    found = sd.run(rare)
    days = int((found.days["offered"] > 0).sum())
    wait = found.measure("mean_wait(service)")
    assert days in (0, 1) or not math.isnan(wait.low)
    one = sd.run(rare.with_changes({"queues.service.arrivals": {"rate": "0.0001 per h"}}))
    assert set(one.targets["verdict"].iloc[:2]) == {"no data"}


def test_those_sent_for_are_paid_for() -> None:
    helped = sd.load(QUIET).with_changes({"agent_groups.desk.standby": 2})

    def send_at_half_past(environment, desk):
        yield environment.timeout(1800)
        assert desk.send_for("desk", 2) == 2

    found = sd.run(helped, process=send_at_half_past)
    assert found.measure("agent_hours(desk)").mean == pytest.approx(1.5 + 2 * 0.5)
    assert found.measure("cost(desk)").mean == pytest.approx(30 * 2.5)
    assert found.measure("utilisation(desk)").mean <= found.measure("occupancy(desk)").mean + 1e-12


def test_what_is_no_scenario_and_no_process() -> None:
    with pytest.raises(UsageError, match=r"simdesk\.load"):
        sd.run("day.yaml")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"simdesk\.load"):
        sd.compare("day.yaml")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="generator"):
        sd.run(sd.load(QUIET), process=lambda environment, desk: None)  # type: ignore[arg-type, return-value]


def test_results_show_themselves_shortly(quiet: sd.Results) -> None:
    assert len(repr(quiet)) < 400
    assert quiet != sd.run(quiet.scenario)


def test_a_process_that_keeps_state_cannot_pass_for_a_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    from simdesk.errors import RunError
    from simdesk.results import run as running

    monkeypatch.setattr(running, "KEPT_CONTACTS", 1)
    day = sd.load(QUIET).with_changes({"queues.service.redial": {"share": "100%", "after": "1 min"}, "replications": 2})
    calls = 0

    def closes_on_the_first_day_only(environment, desk):
        nonlocal calls
        calls += 1
        if calls == 1:
            desk.close_queue("service")
        yield environment.timeout(1)

    found = sd.run(day, process=closes_on_the_first_day_only)
    with pytest.raises(RunError, match="differently"):
        _ = found.logs
