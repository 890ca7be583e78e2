"""Customers who react, and journeys of several legs: small floors computed by hand, on both clocks."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made, outcomes, same_log
from numpy.testing import assert_array_equal

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Offer, Reaction, ShiftPlan
from simdesk.rules.leg_codes import REASONS

A, B = Queue("a"), Queue("b")


def play(where: Centre, calls: list[Call]) -> DayLog:
    workload = hand_made(where.floor, calls)
    log = simpy_clock.play_day(where.floor, workload)
    assert same_log(log, compiled_day.play_day(where.floor, workload))
    return log


def reasons(log: DayLog) -> list[str]:
    return [REASONS[code] for code in log.contacts.reason]


# Transfers


def test_a_blind_transfer_frees_the_agent_after_wrap_up():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)])
    log = play(where, [Call(0, 30, wrap=20, transfer=Call(0, 40, "b")), Call(10, 10)])
    # The second leg begins when the first talk ends; the first agent wraps up until 50 and takes the next.
    assert_array_equal(log.contacts.arrival, [0, 10, 30])
    assert_array_equal(log.contacts.answered, [0, 50, 30])
    assert_array_equal(log.contacts.released, [50, 60, 70])
    assert reasons(log) == ["first_try", "first_try", "transfer"]
    assert_array_equal(log.contacts.journey, [0, 1, 0])


def test_a_warm_transfer_keeps_the_agent_until_the_next_answers():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)])
    calls = [Call(0, 100, "b"), Call(0, 30, wrap=20, transfer=Call(0, 40, "b"), warm=True), Call(10, 10)]
    log = play(where, calls)
    # y is busy until 100: x holds the line until then, wraps up until 120 and takes the other.
    assert_array_equal(log.contacts.answered, [0, 0, 120, 100])
    assert_array_equal(log.contacts.ended, [100, 100, 130, 140])
    assert_array_equal(log.contacts.released, [100, 120, 130, 140])


def test_a_warm_transfer_given_up_frees_the_agent():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)])
    calls = [Call(0, 100, "b"), Call(0, 30, wrap=20, transfer=Call(0, 40, "b", patience=25), warm=True)]
    log = play(where, calls)
    assert outcomes(log) == ["answered", "answered", "abandoned"]
    assert_array_equal(log.contacts.ended, [100, 55, 55])
    assert_array_equal(log.contacts.released[:2], [100, 75])


def test_a_transfer_lost_on_the_way_never_reaches_the_queue():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)])
    log = play(where, [Call(0, 30, transfer=Call(0, 40, "b", balks=2))])
    assert outcomes(log) == ["answered", "balked"]
    assert_array_equal(log.contacts.arrival, [0, 30])


def test_a_transfer_after_closing_finds_nobody():
    # y went home at 100, as nobody waited; the transfer at 130 is not kept waiting for nobody.
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)], closing=100.0)
    log = play(where, [Call(90, 40, transfer=Call(0, 40, "b"))])
    assert outcomes(log) == ["answered", "blocked"]
    assert_array_equal(log.contacts.ended, [130, 130])


def test_a_transfer_after_closing_waits_for_who_is_still_there():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)], closing=100.0)
    log = play(where, [Call(80, 70, "b"), Call(90, 40, transfer=Call(0, 40, "b"))])
    assert_array_equal(log.contacts.answered, [80, 90, 150])
    # Who sends away at closing keeps nobody waiting afterwards.
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)], closing=100.0, finish_waiting=False)
    log = play(where, [Call(80, 70, "b"), Call(90, 40, transfer=Call(0, 40, "b"))])
    assert outcomes(log) == ["answered", "answered", "blocked"]


def test_help_after_closing_that_nobody_can_give_frees_the_agent():
    where = centre([A, Queue("help")], [Group("x", ["a"], 1), Group("lead", ["help"], 1)], closing=100.0)
    log = play(where, [Call(90, 30, wrap=5, helper=Call(0, 40, "help"))])
    assert outcomes(log) == ["answered", "blocked"]
    assert_array_equal(log.contacts.released, [125, math.nan])
    assert_array_equal(log.overtime, [25, 0])


# Help from a second agent


def test_help_holds_both_agents():
    where = centre([A, Queue("help")], [Group("x", ["a"], 1), Group("lead", ["help"], 1)])
    calls = [Call(0, 30, wrap=5, helper=Call(0, 40, "help")), Call(1, 10)]
    log = play(where, calls)
    assert_array_equal(log.contacts.answered, [0, 75, 30])
    assert_array_equal(log.contacts.ended, [70, 85, 70])
    assert reasons(log)[-1] == "assistance"


def test_help_in_the_middle_of_the_talk():
    # At pace 0.5 the talk takes 60 s and help is asked for after 20 s, at 20. The lead is busy until 50 and helps until 90; the
    # 40 s that remain follow, and 10 s of wrap-up at pace 0.5: the second is answered at 140.
    where = centre([A, Queue("help")], [Group("x", {"a": (1, 0.5)}, 1), Group("lead", ["help"], 1)], trunks=4)
    calls = [Call(0, 30, wrap=5, asks=10, helper=Call(0, 40, "help")), Call(0, 50, "help"), Call(1, 10)]
    log = play(where, calls)
    assert_array_equal(log.contacts.answered, [0, 0, 140, 50])
    assert_array_equal(log.contacts.arrival, [0, 0, 1, 20])
    assert_array_equal(log.contacts.ended, [130, 50, 160, 90])
    assert_array_equal(log.contacts.released, [140, 50, 160, 90])


def test_a_trunk_line_is_held_to_the_end_of_a_talk_with_help():
    # The first holds its line until 70, 30 s of talk and 40 s of help; who helps has a line until 50.
    where = centre([A, Queue("help")], [Group("x", ["a"], 4), Group("lead", ["help"], 1)], trunks=2)
    calls = [Call(0, 30, asks=10, helper=Call(0, 40, "help")), Call(40, 1), Call(51, 10), Call(60, 1), Call(69, 10), Call(71, 1)]
    log = play(where, calls)
    assert outcomes(log) == ["answered", "answered", "blocked", "answered", "blocked", "answered", "answered"]


def test_an_agent_whom_nobody_helps_talks_on():
    where = centre([A, Queue("help")], [Group("x", ["a"], 1), Group("lead", ["help"], 1)])
    calls = [Call(0, 30, asks=10, helper=Call(0, 40, "help", patience=25)), Call(0, 100, "help"), Call(1, 10)]
    log = play(where, calls)
    assert outcomes(log) == ["answered", "answered", "answered", "abandoned"]
    assert_array_equal(log.contacts.ended, [55, 100, 65, 35])


@pytest.mark.parametrize("asks", [30.0, 31.0, math.inf])
def test_help_is_asked_for_at_the_end_of_the_talk_at_the_latest(asks):
    where = centre([A, Queue("help")], [Group("x", {"a": (1, 0.7)}, 1), Group("lead", ["help"], 1)])
    calls = [Call(0.1, 30, wrap=5, asks=asks, helper=Call(0, 40, "help")), Call(1, 10)]
    end = [replace(calls[0], asks=math.inf), calls[1]]
    assert same_log(play(where, calls), play(where, end))
    assert not same_log(play(where, [replace(calls[0], asks=29.0), calls[1]]), play(where, end))


def test_help_counts_as_work_of_both():
    # The first works 20 + 40 s, the other 50 s.
    where = centre([Queue("a", agent_choice="least_busy"), Queue("help")], [Group("x", ["a"], 2), Group("lead", ["help"], 1)])
    calls = [Call(0, 20, asks=10, helper=Call(0, 40, "help")), Call(1, 50), Call(100, 10)]
    assert_array_equal(play(where, calls).contacts.agent, [0, 1, 2, 1])


# Repeat contacts


def test_who_is_not_resolved_comes_again():
    where = centre([A], [Group("x", ["a"], 1, unresolved={"a": 0.2})])
    calls = [
        Call(0, 10, resolution=0.1, repeat=Call(0, 10), later=50),
        Call(100, 10, resolution=0.3, repeat=Call(0, 10), later=50),
    ]
    log = play(where, calls)
    assert_array_equal(log.contacts.arrival, [0, 60, 100])
    assert reasons(log) == ["first_try", "repeat", "first_try"]


def test_the_group_decides_what_is_resolved():
    groups = [Group("x", {"a": 1}, 1, unresolved={"a": 0.5}), Group("y", {"a": 2}, 1, unresolved={"a": 0.1})]
    calls = [Call(float(k), 100, resolution=0.3, repeat=Call(0, 10), later=1000) for k in (0, 1)]
    log = play(centre([A], groups), calls)
    assert_array_equal(log.contacts.group, [0, 1, 0])
    assert_array_equal(log.contacts.journey, [0, 1, 0])


def test_a_rushed_agent_resolves_less():
    where = centre([Queue("a", rushed=(2, 0.9))], [Group("x", ["a"], 1, unresolved={"a": 0.0})])
    calls = [Call(float(k), 10, resolution=0.5, repeat=Call(0, 10), later=1000) for k in range(4)]
    log = play(where, calls)
    # At 10 three wait and at 20 two: those two come again; at 30 one waits.
    assert_array_equal(log.contacts.journey, [0, 1, 2, 3, 0, 1])


def test_nobody_comes_again_after_closing():
    where = centre([A], [Group("x", ["a"], 1, unresolved={"a": 1.0})], closing=100.0)
    log = play(where, [Call(0, 10, repeat=Call(0, 10), later=90), Call(20, 10, repeat=Call(0, 10), later=69)])
    assert_array_equal(log.contacts.arrival, [0, 20, 99])


# Reactions to the line


def test_balking_by_the_length_of_the_line():
    steps = Reaction(balking=((1, 0.3), (2, 0.8)))
    where = centre([Queue("a", reaction=steps)], [Group("x", ["a"], 1)])
    calls = [Call(0), Call(1, react=0.0), Call(2, react=0.5), Call(3, react=0.5), Call(4, react=0.9)]
    # Nobody balks at an empty line; 0.5 stays with one waiting and leaves with two; 0.9 stays.
    assert outcomes(play(where, calls)) == ["answered", "answered", "answered", "balked", "answered"]


def test_balking_by_the_predicted_wait():
    steps = Reaction(balking=((100.0, 1.0),), by_wait=True)
    where = centre([Queue("a", reaction=steps, mean_handle_time=60)], [Group("x", ["a"], 1)])
    # One agent: the first to wait is told 60 s, the second 120 s.
    assert outcomes(play(where, [Call(0), Call(1), Call(2)])) == ["answered", "answered", "balked"]


def test_an_announcement_changes_patience():
    told = Reaction(announced=True, leaves_if_longer=0.5, patience_factor=3.0)
    where = centre([Queue("a", reaction=told, mean_handle_time=60)], [Group("x", ["a"], 1)])
    calls = [Call(0, 100), Call(1, patience=50, told=0.4), Call(2, patience=50, told=0.6), Call(3, patience=10, told=0.6)]
    log = play(where, calls)
    # 60 s and more are told: of those with 50 s patience one leaves at once, the other has 150 s now and is served at 100.
    assert outcomes(log) == ["answered", "balked", "answered", "abandoned"]
    assert_array_equal(log.contacts.ended[1:], [1, 160, 33])


# Call-backs


def test_a_call_back_keeps_the_place():
    where = centre([Queue("a", call_back=Offer(waiting_from=1))], [Group("x", ["a"], 1)])
    calls = [Call(0, 100), Call(1, 10), Call(2, 10, call_back=Call(0, 20)), Call(3, 10)]
    log = play(where, calls)
    assert outcomes(log) == ["answered", "answered", "took_call_back", "answered", "answered"]
    assert_array_equal(log.contacts.arrival, [0, 1, 2, 2, 3])
    assert_array_equal(log.contacts.answered, [0, 100, math.nan, 110, 130])
    assert reasons(log)[3] == "call_back"


def test_a_call_back_at_a_promised_time_in_a_queue_of_its_own():
    queues = [Queue("a", call_back=Offer(waiting_from=0)), B]
    where = centre(queues, [Group("x", {"a": 1, "b": 2}, 1)])
    calls = [Call(0, 100), Call(1, 10, call_back=Call(0, 20, "b"), promised=60), Call(2, 50)]
    log = play(where, calls)
    # Due at 61, taken after all who wait in a.
    assert_array_equal(log.contacts.arrival, [0, 1, 2, 61])
    assert_array_equal(log.contacts.answered, [0, math.nan, 100, 150])


def test_a_call_that_does_not_reach_the_customer_is_made_again():
    where = centre([Queue("a", call_back=Offer())], [Group("x", ["a"], 1)])
    second = Call(0, 20)
    calls = [Call(0, 100), Call(1, 10, call_back=Call(0, 15, missed=True, calls_again=second, later=200))]
    log = play(where, calls)
    assert outcomes(log) == ["answered", "took_call_back", "not_reached", "answered"]
    assert_array_equal(log.contacts.arrival, [0, 1, 1, 315])
    assert_array_equal(log.contacts.released, [100, math.nan, 115, 335])


def test_an_offer_on_a_day_on_which_nobody_accepts():
    where = centre([Queue("a", call_back=Offer())], [Group("x", ["a"], 1)])
    workload = replace(hand_made(where.floor, [Call(0, 100), Call(1, 10)]), more={})
    for clock in (simpy_clock, compiled_day):
        assert outcomes(clock.play_day(where.floor, workload)) == ["answered", "answered"]


def test_an_offer_waits_for_the_line_to_be_long_enough():
    where = centre([Queue("a", call_back=Offer(waiting_from=0, predicted_from=100), mean_handle_time=60)], [Group("x", ["a"], 1)])
    calls = [Call(0, 100), Call(1, 10, call_back=Call(0, 20)), Call(2, 10, call_back=Call(0, 20))]
    assert outcomes(play(where, calls)) == ["answered", "answered", "took_call_back", "answered"]


# Trunk lines


def test_a_call_back_takes_a_line_only_while_it_is_made():
    where = centre([Queue("a", call_back=Offer(waiting_from=0))], [Group("x", ["a"], 1)], trunks=1)
    calls = [Call(0, 100), Call(150, 10), Call(200, 50, call_back=None)]
    assert outcomes(play(where, calls)) == ["answered", "answered", "answered"]
    two = centre([Queue("a", call_back=Offer(waiting_from=0))], [Group("x", ["a"], 1)], trunks=2)
    calls = [Call(0, 100), Call(1, 10, call_back=Call(0, 50, balks=4)), Call(2, 10), Call(3, 10), Call(110, 10), Call(120, 10)]
    # The call-back waits without a line: the third finds one, the fourth does not. Made at 100, it holds one until 150.
    log = play(two, calls)
    assert outcomes(log) == ["answered", "took_call_back", "answered", "answered", "blocked", "blocked", "blocked"]
    assert_array_equal(log.contacts.answered[:4], [0, math.nan, 100, 150])


def test_a_warm_transfer_holds_its_line_to_the_end_of_the_talk():
    where = centre([A, B], [Group("x", ["a"], 1), Group("y", ["b"], 1)], trunks=3)
    calls = [Call(0, 100, "b"), Call(0, 30, transfer=Call(0, 40, "b"), warm=True), Call(50, 5), Call(101, 5)]
    # Until 100 three lines are held: y's talk, x's, and that of the transfer that waits.
    assert outcomes(play(where, calls)) == ["answered", "answered", "answered", "blocked", "answered"]


def test_an_agent_whom_nobody_can_help_goes_at_the_end_of_the_day():
    queues = [A, Queue("help")]
    shifts = [ShiftPlan(0.0, 50.0, 1.0)]
    where = centre(queues, [Group("x", ["a"], 1), Group("lead", ["help"], shifts=shifts)], closing=100.0)
    log = play(where, [Call(60, 10, helper=Call(0, 10, "help"))])
    assert log.overtime.min() >= 0
    assert_array_equal(sorted(log.spans["end"]), [50, 100])
