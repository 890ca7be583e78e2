"""Causes of lateness in an interval: each taken away by hand, and the attribution of small days."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made
from numpy.testing import assert_allclose, assert_array_equal

import simdesk as sd
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.errors import InputError, UsageError
from simdesk.explain.ask import _on_a_day
from simdesk.explain.attribution import STAFF, Causes, Level, attribute
from simdesk.explain.causes import CAUSES, causes_in, without, without_all
from simdesk.explain.changes import (
    has_breaks,
    may_take,
    queue_first,
    shared_queues,
    takes_others,
    with_agents,
    without_breaks,
)
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.interval import tell_interval
from simdesk.floor.dates import Dates
from simdesk.floor.parts import ShiftPlan
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule

LEVEL = Level(parse_expression("service_level(a, 20 s)"), ServiceLevelRule(), 0.8, True)
ROOT = Path(__file__).parents[3]


def day(where: Centre, calls: list[Call], expected: list[list[float]] | None = None) -> tuple[Workload, DayLog]:
    workload = hand_made(where.floor, calls)
    if expected is not None:
        object.__setattr__(workload, "expected", np.array(expected, float))
    return workload, play_day(where.floor, workload)


def place(where: Centre, interval: int, queue: int = 0) -> QueueInterval:
    return QueueInterval(where.floor, where.demand, queue, interval)


def answered(where: QueueInterval, cause: str, workload: Workload, log: DayLog) -> tuple[list[float], float] | None:
    found = without(cause, where, workload, log)
    if found is None:
        return None
    situation, figure = found
    return play_day(situation.plan, situation.workload).contacts.answered.tolist(), figure


ONE = centre([Queue("a", handle_time=50.0)], [Group("g", ["a"], 1)], closing=300.0, interval=100.0)


def test_volume_above_forecast() -> None:
    # Four came in the first interval where two were expected: the second and the last of them take no time.
    calls = [Call(0, 40), Call(10, 40), Call(20, 40), Call(30, 40)]
    workload, log = day(ONE, calls, [[2, 0, 0]])
    found = without("volume above forecast", place(ONE, 0), workload, log)
    assert found is not None
    situation, figure = found
    assert figure == 2
    assert_array_equal(np.flatnonzero(situation.removed), [1, 3])
    assert_array_equal(play_day(situation.plan, situation.workload).contacts.answered, [0, 40, 40, 80])
    assert answered(place(ONE, 0), "volume above forecast", *day(ONE, calls, [[4, 0, 0]])) is None


def test_long_handle_times() -> None:
    workload, log = day(ONE, [Call(0, 80), Call(10, 70), Call(110, 40)])
    # 150 s of work where 2 × 50 s were planned: shortened to two thirds. In the next interval the work is below plan.
    assert answered(place(ONE, 0), "long handle times", workload, log) == (
        [0, pytest.approx(80 * 2 / 3), pytest.approx(110)],
        50 / 60,
    )
    assert answered(place(ONE, 1), "long handle times", workload, log) is None


def test_backlog() -> None:
    # At 100 one talks and two wait; of those nobody takes any time.
    workload, log = day(ONE, [Call(80, 60), Call(85, 50), Call(90, 50), Call(110, 30)])
    assert log.contacts.answered.tolist() == [80, 140, 190, 240]
    assert answered(place(ONE, 1), "backlog from before", workload, log) == ([80, 140, 140, 140], 2)
    assert answered(place(ONE, 0), "backlog from before", workload, log) is None


def test_agents_finishing_late() -> None:
    # Taken at 60 for 120 s where 50 s were planned: it is over by 110. Taken at 20, it ends when the interval begins.
    workload, log = day(ONE, [Call(60, 120), Call(105, 30)])
    assert answered(place(ONE, 1), "agents finishing late", workload, log) == ([60, 110], pytest.approx(70 / 60))
    workload, log = day(ONE, [Call(20, 100, wrap=60), Call(105, 30)])
    assert answered(place(ONE, 1), "agents finishing late", workload, log) == ([20, 105], pytest.approx(80 / 60))
    assert answered(place(ONE, 1), "agents finishing late", *day(ONE, [Call(60, 45), Call(105, 30)])) is None


def test_breaks() -> None:
    shifts = [ShiftPlan(0, 300, 1, ((90.0, 60.0),))]
    where = centre([Queue("a")], [Group("g", ["a"], shifts=shifts)], closing=300.0, interval=100.0)
    workload, log = day(where, [Call(120, 30)])
    assert log.contacts.answered.tolist() == [150]
    assert answered(place(where, 1), "breaks", workload, log) == ([120], pytest.approx(50 / 60))
    assert answered(place(where, 2), "breaks", workload, log) is None


def test_an_outage() -> None:
    group = Group("g", ["a"], 1, people={"outages": ((90.0, 220.0), (260.0, 280.0))})
    where = centre([Queue("a")], [group], closing=300.0, interval=100.0)
    workload, log = day(where, [Call(120, 30), Call(265, 10)])
    assert log.contacts.answered.tolist() == [220, 280]
    assert "outage" in causes_in(place(where, 0))
    assert "outage" not in causes_in(place(centre([Queue("a")], [Group("g", ["a"], 1)]), 0))
    assert answered(place(where, 1), "outage", workload, log) == ([120, 280], pytest.approx(100 / 60))
    assert answered(place(where, 2), "outage", workload, log) == ([120, 265], pytest.approx(40 / 60))
    found = tell_interval(causes_of(where, [(workload, log)], 1), [(workload, log)], "day 0", {})
    texts = [line.text for line in found.lines]
    assert "On duty were g 0.0 (plan 1.0, 1.0 of them out)." in texts[1]
    assert any(
        "outage: 1 (100%); 2 agent minutes planned in the interval were out; no outage before it either." in t for t in texts
    )


def test_priority_given_to_others() -> None:
    where = centre([Queue("a"), Queue("b")], [Group("g", {"a": 2, "b": 1}, 1)], closing=300.0, interval=100.0)
    workload, log = day(where, [Call(0, 50), Call(10, 30), Call(20, 40, "b")])
    assert log.contacts.answered.tolist() == [0, 90, 50]
    assert answered(place(where, 0), "priority given to others", workload, log) == ([0, 50, 80], 1)
    assert answered(place(where, 0, 1), "priority given to others", workload, log) is None


def test_those_left_out_do_not_try_again() -> None:
    again = Call(math.nan, 50)
    workload, log = day(ONE, [Call(80, 60), Call(85, 50, patience=30, after=10, again=again), Call(110, 30)])
    found = without("backlog from before", place(ONE, 1), workload, log)
    assert found is not None
    assert len(log.contacts) == 4
    assert len(play_day(found[0].plan, found[0].workload).contacts) == 3


def test_changes_of_a_floor() -> None:
    shift = ShiftPlan(0, 300, 2, ((50.0, 20.0), (90.0, 60.0)))
    where = centre(
        [Queue("a"), Queue("b"), Queue("c")],
        [Group("g", {"a": 1, "b": 1}, [2, 2, 2], shrinkage=0.5), Group("h", ["b", "c"], shifts=[shift]), Group("i", ["c"], 1)],
        closing=300.0,
        interval=100.0,
    ).floor
    assert may_take(where, 1) == (0, 1)
    assert shared_queues(where, 0) == (0, 1)
    assert shared_queues(where, 2) == (1, 2)
    assert with_agents(where, 0, 1, 100, 200).groups[0].headcount == (2, 4, 2)
    assert with_agents(where, 1, 2, 100, 200).groups[1].shifts[-1] == ShiftPlan(100, 200, 2)
    assert without_breaks(where, [1], 100, 120).groups[1].shifts[0].breaks == ((50, 20), (90, 10), (120, 30))
    assert has_breaks(where, [1], 140, 200)
    assert not has_breaks(where, [1], 150, 200)
    assert not has_breaks(where, [0], 0, 300)
    assert queue_first(where, 1).groups[0].takes == ((1,), (0,))
    assert takes_others(where, 0) == (0,)
    assert takes_others(queue_first(where, 0), 0) == ()


def causes_of(where: Centre, days: list[tuple[Workload, DayLog]], interval: int) -> Causes:
    return attribute(place(where, interval), LEVEL, days, play_day)


def test_attribution_of_one_day() -> None:
    # The backlog makes both late that come in the second interval; without it both are in time.
    calls = [Call(80, 30), Call(85, 50), Call(90, 50), Call(110, 5), Call(120, 5)]
    days = [day(ONE, calls, [[3, 2, 0]])]
    causes = causes_of(ONE, days, 1)
    by_name = {cause.name: cause for cause in causes.found}
    assert (causes.counted[0], causes.late[0]) == (2, 2)
    assert by_name["backlog from before"].fewer == 2
    assert by_name["backlog from before"].share == 1.0
    assert by_name["backlog from before"].figure == 2.0
    # One more agent takes one of the backlog, and the others go at 150 and 155: still late. Two more suffice.
    assert by_name[STAFF].fewer == 2
    assert causes.agents == 2
    assert causes.level_with_agents == 1.0
    assert {cause.name for cause in causes.found} == {*CAUSES, STAFF}
    story = tell_interval(causes, days, "day 0", {})
    assert story.title == "a from 00:01:40 to 00:03:20, day 0: 0.0% in time"
    assert [line.text for line in story.lines][:3] == [
        "2 contacts arrived; the forecast was 2.0. 2 of 2 that count were late, 0 of them never answered.",
        "Planned load: 0.0 erlangs. On duty were g 1.0 (plan 1.0).",
        "Of 2 late contacts, in time without this cause alone:",
    ]
    told = [line.text for line in story.lines if line.kind == "cause"]
    assert set(told) == {
        "1. backlog from before: 2 (100%); 2 contacts waited for its agents when the interval began.",
        "2. staff below requirement: 2 (100%); 2 more agents of g in this interval reach the target of 80%: 100.0%.",
    }


def test_an_interval_without_lateness_has_no_causes() -> None:
    days = [day(ONE, [Call(110, 5)], [[0, 1, 0]])]
    causes = causes_of(ONE, days, 1)
    assert causes.agents == 0
    assert all(cause.fewer == 0 and math.isnan(cause.share) for cause in causes.found)
    assert tell_interval(causes, days, "1 day", {}).lines[-1].text == "No contact was late, so there is nothing to explain."
    assert math.isnan(causes_of(ONE, days, 2).service_level)


def test_a_campaign_taken_away_is_a_day_without_its_calls() -> None:
    blend = sd.load(ROOT / "scenarios" / "outbound_blend.yaml")
    floor, demand = blend.lay_out()
    workload = draw_workload(demand, blend.seed, 0)
    log = play_day(floor, workload)
    at = QueueInterval(floor, demand, 0, 8)
    assert "campaign calls" in causes_in(at)
    assert "on calls of renewals" in causes_in(at)["campaign calls"][1]
    found = without("campaign calls", at, workload, log)
    assert found is not None
    c = log.contacts
    called = np.flatnonzero((c.queue == 1) & (c.answered < at.end) & (c.released > at.begin))
    assert found[1] == pytest.approx(
        (np.minimum(c.released[called], at.end) - np.maximum(c.answered[called], at.begin)).sum() / 60
    )
    # The variant in which nobody is ever free enough to call.
    never = play_day(blend.variant("inbound_only").lay_out()[0], workload).contacts
    taken_away = play_day(found[0].plan, found[0].workload).contacts
    assert_array_equal(never.answered[never.queue == 0], taken_away.answered[taken_away.queue == 0])
    assert not (taken_away.answered[taken_away.queue == 1] > 0).any()
    assert at.campaigns == (1,)
    assert "campaign calls" not in causes_in(replace(at, queue=1))
    waited = (c.queue == 0) & (c.arrival < at.begin) & ~(c.left <= at.begin)
    backlog = without("backlog from before", at, workload, log)
    assert (0.0 if backlog is None else backlog[1]) == waited.sum()


def test_taking_all_away_is_taking_each_away_in_turn() -> None:
    where = centre(
        [Queue("a", handle_time=50.0), Queue("b", handle_time=50.0)],
        [Group("g", {"a": 2, "b": 1}, shifts=[ShiftPlan(0, 300, 2, ((110.0, 40.0),))])],
        closing=300.0,
        interval=100.0,
    )
    calls = [Call(60, 90), Call(70, 90, "b"), Call(80, 60), Call(110, 80), Call(115, 70), Call(120, 60, "b"), Call(130, 40)]
    workload, log = day(where, calls, [[2, 2, 0], [1, 0, 0]])
    at = place(where, 1)
    assert all(without(cause, at, workload, log) is not None for cause in CAUSES)
    everything = without_all(at, workload, log)
    assert everything.plan == without_breaks(queue_first(where.floor, 0), (0,), 100, 200)
    # Above forecast: one of three a and the only b. Of the rest the work is cut from 210 to 150 s by the mean of the three.
    assert_array_equal(np.flatnonzero(everything.removed), [4, 5])
    assert_allclose(everything.workload.handle_time, [50, 50, 0, 80 * 150 / 190, 0, 0, 40 * 150 / 190], rtol=1e-12)


@pytest.fixture(scope="module")
def first_day() -> sd.Results:
    return sd.run(sd.load(ROOT / "scenarios" / "first_day.yaml"), 6)


@pytest.mark.slow
def test_an_interval_of_a_run(first_day: sd.Results) -> None:
    story = first_day.explain(interval="12:45")
    mine = first_day.contacts.query("arrival >= 45000 and arrival < 46800 and queue == 'service'")
    level = (mine["outcome"].eq("answered") & (mine["wait"] <= 20)).sum()
    counted = (mine["outcome"].eq("answered") | (mine["wait"] > 20)).sum()
    assert story.subject["service_level"] == pytest.approx(level / counted)
    assert story.subject["late"] == pytest.approx((counted - level) / 6)
    assert story.subject["interval"] == 45000.0
    assert story.subject["days"] == 6
    one = first_day.explain(interval=45000.0, day=2, queue="service")
    assert one.title.startswith("service from 12:30 to 13:00, day 2: ")
    assert one.subject["day"] == 2


@pytest.mark.parametrize("wrong", ["07:59", "18:00", "soon", math.nan, True])
def test_intervals_there_are_not(first_day: sd.Results, wrong: str | float) -> None:
    with pytest.raises(UsageError) as error:
        first_day.explain(interval=wrong)
    assert "measured intervals begin at 08:00, then every 30 min, the last at 17:30" in error.value.hint


def test_of_many_contacts_only_the_first_days_are_taken(first_day: sd.Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simdesk.explain.ask.MOST_CONTACTS", 1500)
    assert "the first 2 of 6 days" in first_day.explain(interval="12:30").title


def test_a_night_shift_and_a_warm_up(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "golden" / "quiet_morning.yaml").read_text()
    path = tmp_path / "night.yaml"
    path.write_text(text.replace('times: ["08:00", "08:01", "08:02", "08:31", "08:32", "08:33"]', "rate: 20 per h"))
    night = sd.load(path).with_changes(
        {"hours.open": "22:00", "hours.close": "04:00", "warm_up": "1 h", "agent_groups.desk.headcount": 2}
    )
    results = sd.run(night, 2)
    assert results.explain(interval="01:10").title.split(" from ")[1].startswith("01:00 to 01:30")
    with pytest.raises(UsageError, match="warm-up"):
        results.explain(interval="22:30")


@pytest.fixture(scope="module")
def week() -> sd.Results:
    return sd.run(sd.load(ROOT / "scenarios" / "week.yaml"), 1)


@pytest.mark.parametrize("written", ["Tue 2026-03-24 10:40", "2026-03-24 10:40", "tuesday 10:40", "Tue 10:40", "day 2 10:40"])
def test_an_interval_of_several_days_has_its_day_in_front(week: sd.Results, written: str) -> None:
    assert week.explain(interval=written).title.split(", ")[0] == "calls from Tue 2026-03-24 10:30 to Tue 2026-03-24 11:00"


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("10:30", "the scenario has 7 days: of which one? (got '10:30')", "write the day in front of the time, such as 'Mon "),
        ("2026-04-24 10:30", "no day of the scenario (got '2026-04-24 10:30')", "such as 'Mon 2026-03-23 10:30'"),
        ("tues 10:30", "no day of the scenario (got 'tues 10:30')", "measured intervals begin at Mon 2026-03-23 00:00"),
        ("sunday 02:30", "the clock never shows 02:30 on Sun 2026-03-29", "clocks go forward that night; measured intervals"),
    ],
)
def test_days_there_are_not(week: sd.Results, written: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        week.explain(interval=written)
    assert error.value.message == f"interval: {said}"
    assert hint in error.value.hint


def test_a_weekday_there_is_twice() -> None:
    dates = Dates(
        tuple(f"{name} 2026-03-{day}" for name, day in [("Mon", 23), ("Tue", 24), ("Mon", 30)]), (0.0, 86400.0, 172800.0)
    )
    with pytest.raises(InputError, match="2 days are a monday") as error:
        _on_a_day(dates, "monday 10:30")
    assert error.value.hint == "write Mon 2026-03-23 10:30"
    days = Dates(("day 1", "day 2"), (0.0, 86400.0))
    assert [_on_a_day(days, text) for text in ("day 2 10:30", "2 10:30")] == [124200.0, 124200.0]
