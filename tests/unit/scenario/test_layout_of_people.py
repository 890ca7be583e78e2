"""Agents as people: from the words of a scenario to numbers, to days, to measures."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from floors import same_log

from simdesk.demand.workload import draw_workload
from simdesk.engine.simpy_clock import play_day
from simdesk.explain.changes import with_agents
from simdesk.floor.build import build_day
from simdesk.floor.parts import KindPlan, MeetingPlan, Ringing
from simdesk.measure.loads import mean_pace, planned_heads
from simdesk.rules.calendar import STAFF
from simdesk.rules.codes import MISSED, ON_DUTY
from simdesk.scenario import load_text

WEEK = 7 * 86400.0


def day(group: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "simdesk": 1,
        "hours": {"open": "08:00", "close": "12:00", "interval": "1 h"},
        "queues": {
            "sales": {
                "arrivals": {"rate": "60 per h"},
                "handle_time": {"exponential": {"mean": "4 min"}},
                "wrap_up": {"exponential": {"mean": "30 s"}},
                "patience": {"exponential": {"mean": "2 min"}},
                "repeat": {"unresolved": "10%", "after": "20 min"},
            },
            "help": {"arrivals": {"rate": "10 per h"}, "handle_time": {"constant": "5 min"}},
        },
        "agent_groups": {"desk": {"skills": ["sales", "help"], "headcount": 6, **group}},
        **more,
    }


def laid_out(group: dict[str, Any], **more: Any) -> Any:
    return load_text(json.dumps(day(group, **more))).lay_out()


def desk(group: dict[str, Any], **more: Any) -> Any:
    return laid_out(group, **more)[0].groups[0]


@pytest.mark.parametrize(
    ("curve", "tenure", "pace"),
    [
        # Handle time falls in a straight line from 1/0.6 to 1: after half the time it is 1 + (1/0.6 - 1) / 2 = 4/3.
        ({"start": "60%", "full_after": "12 weeks"}, "0 weeks", 0.6),
        ({"start": "60%", "full_after": "12 weeks"}, "6 weeks", 0.75),
        ({"start": "60%", "full_after": "12 weeks"}, "12 weeks", 1.0),
        ({"start": "60%", "full_after": "12 weeks"}, "30 weeks", 1.0),
        # From 900 s to 600 s: half way, 750 s, after three weeks (Call Centre Helper's example of the AHT glidepath).
        ({"start": "66.6666666666666667%", "half_after": "3 weeks"}, "3 weeks", 600 / 750),
        ({"start": "50%", "half_after": "3 weeks"}, "6 weeks", 1 / 1.25),
    ],
)
def test_the_pace_of_a_tenure(curve, tenure, pace):
    group = desk({"learning_curve": curve, "people": [{"agents": 2, "tenure": tenure}]})
    assert group.kinds[0].pace == pytest.approx(pace, abs=1e-12)


def test_people_are_kinds_of_agents():
    people = [
        {"agents": 2, "name": "new", "pace": "75%", "unresolved": "35%", "skills": ["sales"]},
        {"agents": 1, "skills": ["help", "sales"], "pace": "120%"},
    ]
    group = desk({"people": people, "meetings": [{"at": "09:00", "length": "30 min", "people": "new"}]})
    assert group.kinds[0] == KindPlan("new", 2, 0.75, 0.35, (True, False))
    assert (group.kinds[1].pace, group.kinds[1].takes) == (1.2, ())
    assert math.isnan(group.kinds[1].unresolved)
    assert group.meetings == (MeetingPlan(9 * 3600.0, 1800.0, 0, 1),)
    # The largest share not resolved of anybody says who may come again.
    assert laid_out({"people": people})[1].queues[0].repeat.most == 0.35


def test_classes_of_customers_keep_who_takes_what():
    whole = day({"people": [{"agents": 2, "skills": ["sales"]}]})
    whole["queues"]["sales"]["customers"] = {"gold": {"share": "10%"}}
    floor, _ = load_text(json.dumps(whole)).lay_out()
    assert floor.groups[0].kinds[0].takes == (True, True, False)


def test_shrinkage_by_kind_adds_up_and_absence_multiplies():
    group = desk({"headcount": 100, "shrinkage": {"planned": "10%", "unplanned": "4%"}})
    assert group.shrinkage == 0.1
    assert (1 - group.shrinkage) * (1 - group.absence) == pytest.approx(0.86)
    group = desk({"shrinkage": {"planned": "10%", "unplanned": "4%"}, "absence": "5%"})
    assert (1 - group.shrinkage) * (1 - group.absence) == pytest.approx(0.86 * 0.95)
    assert desk({"shrinkage": "12%"}).absence == 0.0


def test_required_heads_are_divided():
    """100 on the floor with 30% away are 142.9 scheduled; 100 × 1.3 would leave 91."""
    group = desk({"headcount": 100, "headcount_is": "required", "shrinkage": "30%"})
    assert group.headcount == pytest.approx((100 / 0.7,) * 4)
    floor, _ = laid_out({"headcount": 100, "headcount_is": "required", "shrinkage": {"planned": "20%", "unplanned": "10%"}})
    assert planned_heads(floor)[0] == pytest.approx([100.0] * 4)


def test_ringing_in_numbers():
    assert desk({"ring_time": "3 s"}).ringing == Ringing(3.0)
    floor, demand = laid_out({"ring_time": {"exponential": {"mean": "4 s"}}, "missed": {"share": "3%"}})
    assert floor.groups[0].ringing == Ringing(varies=True, missed=0.03, missed_after=15.0, missed_pause=60.0)
    assert demand.misses_offers
    assert [name for name, _ in demand.ring_times] == ["desk"]


@pytest.mark.parametrize(
    "nothing",
    [
        {"ring_time": "0 s"},
        {"missed": {"share": "0%"}, "refused": {"share": "0%"}},
        {"pause": "0 s"},
        {"absence": "0%"},
        {"shrinkage": {"planned": "0%"}},
        {"people": [{"agents": 3, "pace": "100%"}, {"agents": 2, "name": "two", "skills": ["sales", "help"]}]},
        {"people": [{"agents": 3, "tenure": "12 weeks"}], "learning_curve": {"start": "60%", "full_after": "12 weeks"}},
        {"people": [{"agents": 3, "unresolved": "10%"}]},
        {"headcount_is": "required"},
        {"wrap_up_ends_after": "10 h"},
        {"rest_after": {"contacts": 100000, "pause": "1 min"}},
    ],
)
def test_a_word_at_its_limit_plays_the_plain_day(nothing):
    floor, demand = laid_out({})
    plain = play_day(floor, draw_workload(demand, 3, 1))
    floor, demand = laid_out(nothing)
    assert same_log(plain, play_day(floor, draw_workload(demand, 3, 1)))


@pytest.mark.parametrize(
    "something",
    [
        {"ring_time": "1 s"},
        {"missed": {"share": "2%"}},
        {"refused": {"share": "5%"}},
        {"pause": "1 s"},
        {"absence": "30%"},
        {"people": [{"agents": 3, "pace": "99%"}]},
        {"people": [{"agents": 2, "skills": ["sales"]}]},
        {"people": [{"agents": 3, "unresolved": "50%"}]},
        {"wrap_up_ends_after": "1 min"},
        {"rest_after": {"contacts": 5, "pause": "1 min"}},
        {"meetings": [{"at": "09:00", "length": "10 min"}]},
    ],
)
def test_beyond_the_limit_the_day_differs(something):
    floor, demand = laid_out({})
    plain = play_day(floor, draw_workload(demand, 3, 1))
    floor, demand = laid_out(something)
    assert not same_log(plain, play_day(floor, draw_workload(demand, 3, 1)))


def test_agents_as_people_move_nobody_elses_draws():
    plain = draw_workload(laid_out({})[1], 3, 1)
    words = {"ring_time": {"exponential": {"mean": "4 s"}}, "missed": {"share": "3%"}, "absence": "10%"}
    drawn = draw_workload(laid_out(words)[1], 3, 1)
    for name in ("arrival", "patience", "handle_time", "wrap_up", "queue", "attendance"):
        assert np.array_equal(getattr(plain, name), getattr(drawn, name), equal_nan=True), name
    more = draw_workload(laid_out({**words, "headcount": 9})[1], 3, 1)
    assert np.array_equal(more.absent["desk"][:6], drawn.absent["desk"])
    assert np.array_equal(more.rings, drawn.rings)


@pytest.mark.slow
def test_absence_is_binomial_over_days():
    """Mean and variance of 20 agents with a chance of 15% over 2,000 days; each bound is passed once in 10,000 runs."""
    floor, demand = laid_out({"headcount": 20, "absence": "15%"})
    days, n, p = 2000, 20, 0.15
    away = np.array([(draw_workload(demand, 5, r).absent["desk"] < floor.groups[0].absence).sum() for r in range(days)])
    sd = math.sqrt(n * p * (1 - p))
    assert abs(away.mean() - n * p) < 3.89 * sd / math.sqrt(days)
    kurtosis = (1 - 6 * p * (1 - p)) / (n * p * (1 - p))
    assert abs(away.var() / sd**2 - 1) < 3.89 * math.sqrt((2 + kurtosis) / days)


def test_heads_on_the_floor_are_those_left_by_absence():
    floor, demand = laid_out({"headcount": [4, 6, 6, 3], "absence": "40%"})
    for replication in range(20):
        workload = draw_workload(demand, 5, replication)
        there = workload.absent["desk"] >= 0.4
        changes = build_day(floor, workload).staff_changes
        heads = [sum(int(c["agents"]) for c in changes if c["what"] == STAFF and c["when"] <= 28800 + 3600 * i) for i in range(4)]
        assert heads == [int(there[:k].sum()) for k in (4, 6, 6, 3)]


def test_one_more_agent_of_an_explanation_is_there_whoever_is_absent():
    for staff in ({"headcount": [4, 6, 6, 3]}, {"headcount": None, "shifts": [{"start": "08:00", "length": "4 h", "agents": 4}]}):
        words = {key: value for key, value in {**staff, "absence": "60%"}.items() if value is not None}
        whole = day(words)
        if "shifts" in words:
            del whole["agent_groups"]["desk"]["headcount"]
        floor, demand = load_text(json.dumps(whole)).lay_out()
        more = with_agents(floor, 0, 2, floor.opening, floor.closing)
        for replication in range(10):
            workload = draw_workload(demand, 5, replication)
            on_duty = [play_day(plan, workload).spans for plan in (floor, more)]
            seconds = [
                sum(
                    min(float(s["end"]), floor.closing) - float(s["begin"])
                    for s in spans
                    if s["activity"] == ON_DUTY and s["begin"] < floor.closing
                )
                for spans in on_duty
            ]
            assert seconds[1] - seconds[0] > 2 * 4 * 3600 - 1500  # but for contacts that some finish late


def test_planned_heads_and_paces_know_people():
    floor, _ = laid_out({"headcount": 10, "absence": "20%", "meetings": [{"at": "09:00", "length": "30 min", "agents": 4}]})
    assert planned_heads(floor)[0] == pytest.approx([8.0, 6.0, 8.0, 8.0])
    floor, _ = laid_out({"headcount": 10, "people": [{"agents": 4, "pace": "50%"}, {"agents": 1, "skills": ["help"]}]})
    assert mean_pace(floor, 0) == pytest.approx((4 * 0.5 + 5) / 9)
    assert mean_pace(floor, 1) == pytest.approx((4 * 0.5 + 6) / 10)


def test_days_of_missed_offers_have_the_share_written():
    """30% of offers are missed: over 40 days, beyond 4 standard errors once in 16,000 runs."""
    scenario = load_text(json.dumps(day({"headcount": 12, "missed": {"share": "30%", "after": "5 s", "unavailable": "0 s"}})))
    floor, demand = scenario.lay_out()
    missed = offers = 0
    for replication in range(40):
        spans = play_day(floor, draw_workload(demand, 9, replication)).spans
        missed += int((spans["activity"] == MISSED).sum())
        contacts = play_day(floor, draw_workload(demand, 9, replication)).contacts
        offers += int((contacts.agent >= 0).sum())
    offers += missed
    assert abs(missed / offers - 0.3) < 4 * math.sqrt(0.3 * 0.7 / offers)
