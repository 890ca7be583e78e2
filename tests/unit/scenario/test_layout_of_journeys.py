"""Each word for customers who react gives the plan that the rules know, and what is drawn by it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from floors import outcomes
from numpy.testing import assert_array_equal

from simdesk.demand import journey_plans
from simdesk.demand.distributions import constant, exponential
from simdesk.demand.legs import NO_ROW
from simdesk.demand.plan import DemandPlan, QueueDemand
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import Offer, QueuePlan, Reaction
from simdesk.floor.plan import FloorPlan
from simdesk.rules.leg_codes import FIRST_TRY, MOST_LEGS, REDIAL, TRANSFER, TRANSFERS
from simdesk.rules.predicted_wait import PREDICTORS
from simdesk.scenario import Scenario, load_text
from simdesk.scenario.layout.journeys import legs_drawn

FIVE_MINUTES = {"exponential": {"mean": "5 min"}}
TRIES = {"share": "30%", "after": "1 min"}


def scenario(queues: dict[str, dict[str, Any]], groups: dict[str, Any] | None = None, **top: Any) -> Scenario:
    """A small day; of each queue what stands beside its arrivals and handle time, of each group its skills."""
    usual = {"arrivals": {"rate": "60 per h"}, "handle_time": {"constant": "4 min"}}
    whole = {name: {key: value for key, value in {**usual, **more}.items() if value is not None} for name, more in queues.items()}
    skills = groups or {"desk": list(queues)}
    hours = {"open": "08:00", "close": "12:00", "interval": "1 h"}
    agents = {name: {"skills": one, "headcount": 4} for name, one in skills.items()}
    return load_text(json.dumps({"simdesk": 1, "hours": hours, "queues": whole, "agent_groups": agents, **top}))


def plans(queues: dict[str, dict[str, Any]], groups: dict[str, Any] | None = None) -> tuple[FloorPlan, DemandPlan]:
    return scenario(queues, groups).lay_out()


def both(**words: Any) -> tuple[QueuePlan, QueueDemand]:
    """Plan and demand of queue a, which stands before b and c."""
    floor, demand_plan = plans({"a": words, "b": {}, "c": {}})
    return floor.queues[0], demand_plan.queues[0]


USUAL = ("no_patience", "overload", "high_occupancy")
"""Kinds of notes that these small floors give without being about them."""


def notes(queues: dict[str, dict[str, Any]], groups: dict[str, Any] | None = None) -> list[str]:
    return [note.text for note in scenario(queues, groups).notes if note.word not in USUAL]


def test_nothing_said_is_nothing_special() -> None:
    floor, drawn = both()
    assert (floor.reaction, floor.call_back, floor.rushed) == (None, None, None)
    assert (drawn.redial, drawn.transfer, drawn.assistance, drawn.repeat, drawn.call_back, drawn.misrouted) == (None,) * 6
    assert not drawn.reacts
    assert plans({"a": {}})[0].groups[0].unresolved == ()


def test_balking_as_a_share() -> None:
    floor, drawn = both(balking="15%")
    assert (floor.reaction, drawn.balking, drawn.reacts) == (None, 0.15, False)


def test_balking_by_the_length_of_the_line() -> None:
    floor, drawn = both(balking={"by_queue_length": {"0": "5%", "5": "10%", "10": "50%"}})
    assert floor.reaction == Reaction(balking=((0.0, 0.05), (5.0, 0.1), (10.0, 0.5)))
    assert (drawn.balking, drawn.reacts, floor.mean_handle_time) == (0.0, True, 0.0)


def test_balking_by_the_predicted_wait() -> None:
    floor, _ = both(balking={"by_predicted_wait": {"90 s": "10%", "3 min": "40%"}}, wrap_up="1 min")
    assert floor.reaction == Reaction(balking=((90.0, 0.1), (180.0, 0.4)), by_wait=True)
    assert (floor.predictor, floor.mean_handle_time) == ("queue_length", 300.0)


@pytest.mark.parametrize("predictor", PREDICTORS)
def test_an_announcement(predictor: str) -> None:
    floor, drawn = both(announcement={"predictor": predictor, "leave_if_longer": "60%", "patience": "150%"})
    assert floor.reaction == Reaction(announced=True, leaves_if_longer=0.6, patience_factor=1.5)
    assert (floor.predictor, floor.mean_handle_time, drawn.reacts) == (predictor, 240.0, True)


def test_an_announcement_by_the_predictor_of_the_queue() -> None:
    assert both(announcement={}, predictor="average")[0].predictor == "average"
    same = {"announcement": {"predictor": "average"}, "predictor": "average"}
    assert both(**same)[0].predictor == "average"
    assert both(announcement={})[0].reaction == Reaction(announced=True)


def test_an_announcement_and_steps_of_balking() -> None:
    floor, _ = both(announcement={"leave_if_longer": "50%"}, balking={"by_queue_length": {"3": "10%"}})
    assert floor.reaction == Reaction(balking=((3.0, 0.1),), announced=True, leaves_if_longer=0.5)


def test_redial() -> None:
    words = {"share": "40%", "after_blocked": "70%", "further": "80%", "after": "5 min", "at_most": 4, "to": "c"}
    assert both(redial=words)[1].redial == journey_plans.Redial(0.4, constant(300.0), 4, 0.7, 0.8, 2)
    assert both(redial={"share": "40%", "after": "5 min"})[1].redial == journey_plans.Redial(0.4, constant(300.0), 10)


def test_a_call_back_that_keeps_its_place() -> None:
    floor, drawn = both(call_back={"accepted": "60%"})
    assert floor.call_back == Offer()
    assert drawn.call_back == journey_plans.CallBack(0.6, 0, constant(0.0), 1.0, 30.0, constant(900.0), 3)
    assert floor.mean_handle_time == 0.0


def test_a_call_back_in_a_queue_of_its_own() -> None:
    words = {"when_waiting": 3, "when_predicted": "2 min", "accepted": "60%", "queue": "b", "after": FIVE_MINUTES}
    words |= {"reached": "85%", "dialling": "40 s", "retry_after": "20 min", "at_most": 2}
    floor, drawn = both(call_back=words)
    assert floor.call_back == Offer(3, 120.0)
    assert drawn.call_back == journey_plans.CallBack(0.6, 1, exponential(300.0), 0.85, 40.0, constant(1200.0), 2)
    assert floor.mean_handle_time == 240.0


def test_transfers() -> None:
    drawn = both(transfer={"to": {"b": "10%", "c": "5%"}, "warm": True, "lost": "3%"})[1]
    assert drawn.transfer == journey_plans.Transfer(((1, 0.1), (2, 0.05)), 0.03, True)
    assert both(transfer={"to": {"b": "0%", "c": "5%"}})[1].transfer == journey_plans.Transfer(((2, 0.05),))


def test_assistance() -> None:
    assert both(assistance={"queue": "c", "share": "5%"})[1].assistance == journey_plans.Assistance(2, 0.05)
    middle = both(assistance={"queue": "c", "share": "5%", "after": "90 s"})[1].assistance
    assert middle == journey_plans.Assistance(2, 0.05, constant(90.0))


def test_help_in_a_call_from_a_list_is_asked_for_after_so_much_talk() -> None:
    listed = {"channel": "outbound", "arrivals": None, "assistance": {"queue": "b", "share": "100%", "after": "50 s"}}
    listed["campaign"] = {"records": 40, "reached": "50%", "preview": "10 s", "dialling": "20 s"}
    _, drawn = plans({"a": listed, "b": {"arrivals": {"rate": "0 per h"}}})
    work = draw_workload(drawn, 1, 0)
    reached = work.more["missed"][:40] == 0
    assert 10 < reached.sum() < 30
    assert_array_equal(work.more["help"][:40] != NO_ROW, reached)
    assert (work.more["help_after"][:40][reached] == 80.0).all()


def test_misrouting() -> None:
    words = {"share": "8%", "to": "b", "recognised_after": "45 s", "warm": True, "lost": "2%"}
    assert both(misrouted=words)[1].misrouted == journey_plans.Misrouted(0.08, 1, constant(45.0), 0.02, True)


def test_repeat_contacts_by_group() -> None:
    words = {"unresolved": "20%", "after": FIVE_MINUTES, "at_most": 2, "rushed": {"when_waiting": 10, "unresolved": "35%"}}
    groups = {"old": ["a", "b"], "new": {"a": {"unresolved": "45%"}, "b": {}}, "other": ["b"]}
    floor, drawn = plans({"a": {"repeat": words}, "b": {}}, groups)
    assert [group.unresolved for group in floor.groups] == [(0.2, 0.0), (0.45, 0.0), (0.0, 0.0)]
    assert floor.queues[0].rushed == (10, 0.35)
    assert drawn.queues[0].repeat == journey_plans.Repeat(0.45, exponential(300.0), 2)
    floor, drawn = plans({"a": {"repeat": words}, "b": {}}, {"old": ["a", "b"]})
    assert drawn.queues[0].repeat == journey_plans.Repeat(0.35, exponential(300.0), 2)


def test_nobody_counts_who_is_not_resolved_where_every_group_has_its_own_share() -> None:
    words = {"unresolved": "90%", "after": "1 h", "to": "b"}
    _, drawn = plans({"a": {"repeat": words}, "b": {}}, {"desk": {"a": {"unresolved": "10%"}, "b": {}}})
    assert drawn.queues[0].repeat == journey_plans.Repeat(0.1, constant(3600.0), 3, 1)


def test_a_queue_to_which_others_lead_needs_no_arrivals() -> None:
    floor, drawn = plans({"a": {"transfer": {"to": {"b": "10%"}}}, "b": {"arrivals": None}})
    assert drawn.expected.sum(axis=1).tolist() == [240.0, 0.0]
    workload = draw_workload(drawn, 1, 0)
    assert not (workload.queue[: workload.arrivals] == 1).any()
    assert (workload.queue[workload.arrivals :] == 1).all()
    assert "answered" in outcomes(play_day(floor, workload))


def test_each_thing_that_customers_do_has_a_line() -> None:
    a = {
        "redial": {"share": "40%", "after": "5 min"},
        "transfer": {"to": {"b": "10%"}},
        "balking": {"by_queue_length": {"5": "10%"}},
    }
    lines = scenario({"a": a, "b": {"arrivals": None, "balking": "5%"}}).understood
    at = [k for k, line in enumerate(lines) if line.startswith("queue ")]
    assert lines[at[0]].startswith(
        "queue a (voice): 240 contacts a day; 60 per hour all day; evenly spread, 60.0 in each interval"
    )
    assert lines[at[1] - 3 : at[1]] == (
        "  of the customers who would have to wait, some leave at once: 10% if 5 or more wait",
        "  40% of those who gave up, or got the busy signal, try again after 5 min, at most 10 times",
        "  after the talk contacts are transferred, 10% to b (blind)",
    )
    # 10% of 60 calls an hour, of 4 min each.
    assert lines[at[1]] == "queue b (voice): up to 24 a day transferred from a, if all are answered (0.4 erlangs at most)"
    assert "  5% of the customers leave at once if no agent is free" in lines[at[1] :]
    assert "  not counted: redials and transfers" in lines


def test_notes_on_agents_who_wait_for_each_other() -> None:
    a = {"assistance": {"queue": "b", "share": "5%"}}
    told = "all who answer b answer a too: they may all wait for each other and never stop"
    assert notes({"a": a, "b": {}}) == [told]
    assert told not in notes({"a": a, "b": {"patience": {"constant": "5 min"}}})
    assert told not in notes({"a": a, "b": {}}, {"desk": ["a", "b"], "leads": ["b"]})
    assert told in notes({"a": {"transfer": {"to": {"b": "5%"}, "warm": True}}, "b": {}})


def test_notes_on_words_that_decide_nothing() -> None:
    assert "dialling has no effect for call_back of a: every call reaches the customer" in notes(
        {"a": {"call_back": {"accepted": "10%", "dialling": "20 s"}}}
    )
    assert "nobody of a tries again: the share of its redial is 0%" in notes({"a": {"redial": {"share": "0%", "after": "1 min"}}})
    predicted = {"a": {"predictor": "average", "announcement": {}}}
    assert not [note for note in notes(predicted) if "predictor" in note]


def test_how_many_legs_are_drawn() -> None:
    # A redial after each failure up to twice: 1 + p + p².
    _, drawn = plans({"a": {"redial": {"share": "50%", "after": "1 min", "at_most": 2}}})
    assert legs_drawn(drawn, 0, np.inf) == (pytest.approx(1.75), 0.0)
    # To and fro with half of them each time, until it is cut.
    to_and_fro = {"a": {"transfer": {"to": {"b": "50%"}}}, "b": {"transfer": {"to": {"a": "50%"}}}}
    legs, cut = legs_drawn(plans(to_and_fro)[1], 0, np.inf)
    assert legs == pytest.approx(2.0)
    assert cut == pytest.approx(0.5 ** (MOST_LEGS - 1))
    keen = {"a": {"transfer": {"to": {"b": "95%"}}}, "b": {"transfer": {"to": {"a": "95%"}}}}
    assert any("may be cut after 40 contacts" in note for note in notes(keen))


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, 6))])
def test_as_many_legs_are_drawn_as_expected(number: int) -> None:
    # The number of legs over 400 days against its mean, five standard errors: a false alarm once in two million.
    words: list[dict[str, Any]] = [
        {"redial": {"share": "40%", "after_blocked": "60%", "further": "50%", "after": "1 min"}},
        {"call_back": {"accepted": "50%", "queue": "b", "reached": "60%"}, "transfer": {"to": {"b": "20%"}}},
        {"misrouted": {"share": "20%", "to": "b", "recognised_after": "45 s"}, "assistance": {"queue": "b", "share": "30%"}},
        {"repeat": {"unresolved": "30%", "after": "1 h"}, "transfer": {"to": {"b": "20%"}}, "call_back": {"accepted": "30%"}},
        {
            "repeat": {"unresolved": "30%", "after": "1 h"},
            "transfer": {"to": {"b": "40%"}},
            "assistance": {"queue": "c", "share": "50%"},
        },
        {"misrouted": {"share": "30%", "to": "b", "recognised_after": "45 s"}, "redial": {"share": "60%", "after": "1 min"}},
    ]
    nobody = {"arrivals": {"rate": "0 per h"}}
    _, drawn = plans({"a": words[number], "b": {**nobody, "redial": TRIES}, "c": nobody})
    legs = np.array([len(work.queue) / work.arrivals for work in (draw_workload(drawn, 3, day) for day in range(400))])
    expected, _ = legs_drawn(drawn, 0, np.inf)
    assert abs(legs.mean() - expected) < 5 * legs.std() / 20


# Misrouting, drawn and played

WRONG = {"share": "25%", "to": "b", "recognised_after": "45 s"}


def misrouted(**more: Any) -> tuple[FloorPlan, DemandPlan, Workload]:
    a = {"misrouted": {**WRONG, **more}, "redial": {"share": "100%", "after": "1 min"}, "patience": FIVE_MINUTES}
    floor, drawn = plans(
        {"a": a, "b": {"handle_time": {"constant": "10 min"}, "wrap_up": "1 min", "patience": {"constant": "1 s"}}},
        {"x": ["a"], "y": ["b"]},
    )
    return floor, drawn, draw_workload(drawn, 2, 0)


def test_misrouted_customers_are_recognised_and_transferred() -> None:
    floor, drawn, work = misrouted()
    plain = draw_workload(DemandPlan(drawn.opening, drawn.closing, drawn.interval, (plain_queue(drawn), drawn.queues[1])), 2, 0)
    # The same customers come at the same times, some of them to b.
    assert_array_equal(work.arrival[: work.arrivals], plain.arrival[: plain.arrivals])
    wrong = np.flatnonzero(work.queue[: work.arrivals] != plain.queue[: plain.arrivals])
    assert 0.15 < len(wrong) / (plain.queue[: plain.arrivals] == 0).sum() < 0.35
    assert (work.queue[wrong] == 1).all()
    assert (work.handle_time[wrong] == 45.0).all()
    assert (work.wrap_up[wrong] == 0.0).all()
    assert (work.more["reason"][wrong] == FIRST_TRY).all()
    assert (work.patience[wrong] != 1.0).all()  # that of the queue that was meant
    assert (work.more["follows"][wrong] == TRANSFERS).all()
    after = work.more["follow"][wrong]
    assert (work.queue[after] == 0).all()
    assert (work.more["reason"][after] == TRANSFER).all()
    assert_array_equal(work.journeys[after], wrong)
    # There they have the patience and handle time they would have had, had they come right.
    assert_array_equal(work.patience[after], plain.patience[wrong])
    right = np.setdiff1d(np.arange(work.arrivals), wrong)
    assert_array_equal(work.patience[right], plain.patience[right])
    # Lost in the wrong line, they try again where they meant to.
    again = work.next_try[wrong]
    assert (again != NO_ROW).all()
    assert (work.queue[again] == 0).all()
    assert (work.more["reason"][again] == REDIAL).all()
    log = play_day(floor, work)
    assert set(outcomes(log)) >= {"answered", "abandoned"}


def plain_queue(drawn: DemandPlan) -> QueueDemand:
    from dataclasses import replace

    return replace(drawn.queues[0], misrouted=None)


def test_a_misrouted_customer_by_hand() -> None:
    # One agent each. The customer of a waits for y until 100, is recognised at 145, and x takes the call at once.
    text = {
        "a": {"arrivals": {"times": ["08:00:10"]}, "misrouted": {**WRONG, "share": "100%"}},
        "b": {"arrivals": {"times": ["08:00:00"]}, "handle_time": {"constant": "100 s"}},
    }
    floor, drawn = plans(text, {"x": ["a"], "y": ["b"]})
    floor = load_text_with_one_agent(text)
    log = play_day(floor, draw_workload(drawn, 1, 0))
    opening = floor.opening
    assert_array_equal(log.contacts.queue, [1, 1, 0])
    assert_array_equal(log.contacts.arrival - opening, [0, 10, 145])
    assert_array_equal(log.contacts.answered - opening, [0, 100, 145])
    assert_array_equal(log.contacts.ended - opening, [100, 145, 385])
    assert_array_equal(log.contacts.journey, [0, 1, 1])


def load_text_with_one_agent(queues: dict[str, dict[str, Any]]) -> FloorPlan:
    day = scenario(queues, {"x": ["a"], "y": ["b"]})
    return day.with_changes({"agent_groups.x.headcount": 1, "agent_groups.y.headcount": 1}).lay_out()[0]


def test_misrouted_customers_may_be_lost_on_the_way() -> None:
    _, _, work = misrouted(lost="40%")
    wrong = np.flatnonzero(work.more["follows"][: work.arrivals] == TRANSFERS)
    lost = work.balks[work.more["follow"][wrong]] == 2
    assert 0.2 < lost.mean() < 0.6


def test_call_backs_do_not_balk() -> None:
    words = {"balking": {"by_queue_length": {"0": "100%"}}, "call_back": {"accepted": "50%"}}
    floor, drawn = plans({"a": {**words, "arrivals": {"rate": "300 per h"}}})
    contacts = play_day(floor, draw_workload(drawn, 1, 0)).contacts
    # Everybody balks at the sight of a line, so nobody is left to take a call-back; then by a share, for the call-backs.
    assert not (contacts.reason == 4).any()
    floor, drawn = plans({"a": {"balking": "50%", "call_back": {"accepted": "100%"}, "arrivals": {"rate": "300 per h"}}})
    log = play_day(floor, draw_workload(drawn, 1, 0))
    back = log.contacts.reason == 4
    assert back.any()
    assert {name for name, one in zip(outcomes(log), back, strict=True) if one} == {"answered"}
