"""Timed steps, overflow, reserves, weights and choices of agents: small floors computed by hand, on both clocks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made, same_log
from numpy.testing import assert_array_equal

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Access, Reaction, ShiftPlan


def play(where: Centre, calls: list[Call]) -> DayLog:
    workload = hand_made(where.floor, calls)
    log = simpy_clock.play_day(where.floor, workload)
    assert same_log(log, compiled_day.play_day(where.floor, workload))
    return log


def two_groups(access: Access, **queue: object) -> Centre:
    queues = [Queue("a", tries=[["near"], ["far"]], access={"far": access}, **queue)]  # type: ignore[arg-type]
    return centre(queues, [Group("near", ["a"], 1), Group("far", ["a"], 1)])


NEAR, FAR = 0, 1


def test_a_group_opens_after_a_wait():
    log = play(two_groups(Access(after=30.0)), [Call(0, 100), Call(10, 100), Call(20, 100)])
    assert_array_equal(log.contacts.answered, [0, 40, 100])
    assert_array_equal(log.contacts.group, [NEAR, FAR, NEAR])


def test_a_freed_agent_takes_only_who_has_waited_so_long():
    # far is busy until 45 with the first; at 45 the second has waited 25 s, so far rests, and takes it at 50.
    queues = [Queue("a", tries=[["near"], ["far"]], access={"far": Access(after=30.0)}), Queue("b")]
    where = centre(queues, [Group("near", ["a"], 1), Group("far", ["a", "b"], 1)])
    log = play(where, [Call(0, 100), Call(5, 40, queue="b"), Call(20, 100)])
    assert_array_equal(log.contacts.answered, [0, 5, 50])


def test_a_group_closes_again_after_a_wait():
    # The second is open to far from 10 s to 20 s of its wait, while far is busy; the third from 30 to 40: far is free at 35.
    queues = [Queue("a", tries=[["near"], ["far"]], access={"far": Access(after=10.0, until=20.0)}), Queue("b")]
    where = centre(queues, [Group("near", ["a"], 1), Group("far", ["a", "b"], 1)])
    log = play(where, [Call(0, 200), Call(0, 35, queue="b"), Call(5, 50), Call(20, 50)])
    assert_array_equal(log.contacts.answered, [0, 0, 200, 35])


def test_several_steps_open_one_after_the_other():
    queues = [Queue("a", tries=[["x"], ["y"], ["z"]], access={"y": Access(after=20.0), "z": Access(after=60.0)})]
    where = centre(queues, [Group("x", ["a"], 1), Group("y", ["a"], 1), Group("z", ["a"], 1)])
    log = play(where, [Call(0, 500), Call(1, 500), Call(2, 500)])
    assert_array_equal(log.contacts.answered, [0, 21, 62])


def test_overflow_by_the_length_of_the_line():
    log = play(two_groups(Access(waiting_from=3)), [Call(0, 100), Call(10, 50), Call(20, 50), Call(30, 50)])
    # The third to wait opens far, and the longest waiting goes there; at 60 only two wait, and far rests.
    assert_array_equal(log.contacts.answered, [0, 30, 100, 150])
    assert_array_equal(log.contacts.group, [NEAR, FAR, NEAR, NEAR])


def test_overflow_by_predicted_wait():
    # Two agents on duty, mean handle time 60 s: one waiting and one joining are 2 × 60 / 2 = 60 s.
    where = two_groups(Access(predicted_from=60.0), mean_handle_time=60.0)
    log = play(where, [Call(0, 100), Call(10, 50), Call(20, 50)])
    assert_array_equal(log.contacts.answered, [0, 10, 60])
    assert_array_equal(log.contacts.group, [NEAR, FAR, FAR])


def test_who_comes_counts_before_there_is_a_place_for_them():
    # One may wait. The third makes it two who wait, which opens far to the second, whose place the third takes.
    log = play(two_groups(Access(waiting_from=2), waiting_places=1), [Call(0, 100), Call(10, 200), Call(20, 50)])
    assert_array_equal(log.contacts.answered, [0, 20, 100])
    assert_array_equal(log.contacts.group, [NEAR, FAR, NEAR])
    assert log.longest_queue[0] == 1


def test_who_comes_counts_when_looking_for_an_agent():
    # The last may take near only while it has waited less than 5 s, and rather takes far, which two who wait have opened:
    # the other may not take far any more, and waits on.
    access = {"far": Access(until=15.0, waiting_from=2), "near": Access(until=5.0)}
    queues = [Queue("a", tries=[["far"], ["near"]], access=access), Queue("b")]
    where = centre(queues, [Group("near", ["a", "b"], 1), Group("far", ["a"], 1)])
    log = play(where, [Call(0, 15, queue="b"), Call(8, 50, patience=100), Call(25, 50)])
    assert_array_equal(log.contacts.answered, [0, math.nan, 25])
    assert_array_equal(log.contacts.group, [NEAR, -1, FAR])


def test_prediction_opens_a_line_when_an_agent_leaves():
    # Three on duty: 2 × 60 / 3 = 40 s. At 50 one goes home, and it is 60 s.
    shifts = [ShiftPlan(0.0, 3600.0, 1.0), ShiftPlan(0.0, 30.0, 1.0)]
    queues = [Queue("a", tries=[["near"], ["far"]], access={"far": Access(predicted_from=60.0)}, mean_handle_time=60.0)]
    where = centre(queues, [Group("near", ["a"], shifts=shifts), Group("far", ["a"], 1)])
    log = play(where, [Call(0, 100), Call(1, 49), Call(10, 50)])
    assert_array_equal(log.contacts.answered, [0, 1, 50])


def test_prediction_opens_a_line_when_somebody_is_answered_late():
    where = two_groups(Access(predicted_from=40.0), predictor="last_answered")
    log = play(where, [Call(0, 100), Call(10, 50), Call(20, 50), Call(30, 50)])
    # At 100 the second is answered after 90 s, and the third goes to far; it waited 80 s, so the fourth does at 150.
    assert_array_equal(log.contacts.answered, [0, 100, 100, 150])


def test_prediction_by_the_head_of_the_line_is_not_looked_at_in_between():
    where = two_groups(Access(predicted_from=30.0), predictor="head_of_line")
    log = play(where, [Call(0, 100), Call(10, 50), Call(60, 50)])
    # From 40 on the second has waited 30 s; the third, who comes at 60, makes somebody look.
    assert_array_equal(log.contacts.answered, [0, 60, 100])


def test_a_line_shared_with_other_queues_opens_for_its_own_queue_only():
    queues = [Queue(name, access={"far": Access(waiting_from=2)} if name == "a" else {}) for name in "abcde"]
    where = centre(queues, [Group("near", list("abcde"), 1), Group("far", ["a"], 1)])
    log = play(where, [Call(0, 100, queue="b"), Call(10, 10, queue="b"), Call(20, 200), Call(30, 10)])
    assert_array_equal(log.contacts.answered, [0, 100, 30, 110])
    assert_array_equal(log.contacts.group, [NEAR, NEAR, FAR, NEAR])


def test_the_head_of_a_line_shared_with_other_queues():
    reaction = Reaction(balking=((50.0, 1.0),), by_wait=True)
    queues = [Queue(name, predictor="head_of_line", reaction=reaction if name == "a" else None) for name in "abcdefg"]
    where = centre(queues, [Group("x", list("cdefg"), 1), Group("y", list("abcde"), 1)])
    log = play(where, [Call(0, 1000), Call(5, 10, queue="b"), Call(10, 10), Call(59, 10), Call(60, 10)])
    # At 59 the first of a has waited 49 s.
    assert_array_equal(log.contacts.answered, [0, 1000, 1010, 1020, math.nan])


def test_a_reserve_keeps_agents_for_the_other_queue():
    queues = [Queue("a"), Queue("b", access={"g": Access(reserve=1)})]
    where = centre(queues, [Group("g", ["a", "b"], 2)])
    log = play(where, [Call(0, 50, queue="b"), Call(10, 50, queue="b"), Call(20, 100), Call(60, 10, queue="b")])
    # The second b waits though one agent is idle; that one takes a at 20. At 50 the freed one is the only idle one: reserved.
    # At 120 both are idle again, which is more than one: b goes on, the longest waiting first.
    assert_array_equal(log.contacts.answered, [0, 120, 20, 170])


def test_weights_and_bonuses_decide_within_a_rank():
    queues = [Queue("a"), Queue("b")]
    plain = centre(queues, [Group("g", ["a", "b"], 1)])
    weighted = centre(queues, [Group("g", ["a", "b"], 1, weight={"b": 3.0})])
    credited = centre(queues, [Group("g", ["a", "b"], 1, bonus={"b": 30.0})])
    deadline = centre(queues, [Group("g", ["a", "b"], 1, bonus={"a": -20.0, "b": -60.0})])
    calls = [Call(0, 100), Call(50, 10), Call(70, 10, queue="b")]
    assert_array_equal(play(plain, calls).contacts.answered, [0, 100, 110])
    assert_array_equal(play(weighted, calls).contacts.answered, [0, 110, 100])  # 3 × 30 > 50
    assert_array_equal(play(credited, calls).contacts.answered, [0, 110, 100])  # 30 + 30 > 50
    assert_array_equal(play(deadline, calls).contacts.answered, [0, 100, 110])  # due at 70 and at 130
    # 3 × 30 = 90 = the wait of the other: a tie goes to the longest wait.
    tie = [Call(0, 120), Call(0, 10), Call(80, 10, queue="b")]
    assert_array_equal(play(weighted, tie).contacts.answered, [0, 120, 130])


def test_an_infinite_bonus_goes_before_everything_of_the_rank():
    queues = [Queue("a"), Queue("b")]
    where = centre(queues, [Group("g", ["a", "b"], 1, bonus={"b": math.inf})])
    calls = [Call(0, 100), Call(1, 10), Call(98, 10, queue="b"), Call(99, 10, queue="b")]
    assert_array_equal(play(where, calls).contacts.answered, [0, 120, 100, 110])


CHOICES = {
    # Four agents. 0 has handled two long contacts, 1 three short ones, 2 one, 3 none; all idle when the last arrives.
    "longest_idle": 3,
    "fewest_contacts": 3,
    "in_order": 0,
}


@pytest.mark.parametrize(("choice", "agents"), CHOICES.items())
def test_choices_of_an_agent(choice: str, agents: int):
    groups = [Group(f"g{k}", ["a"], 1) for k in range(4)]
    queues = [Queue("a", tries=[["g0", "g1", "g2", "g3"]], agent_choice=choice)]
    only = [Queue(f"only{k}") for k in range(4)]
    groups = [Group(f"g{k}", ["a", f"only{k}"], 1) for k in range(4)]
    calls = [
        Call(0, 200, queue="only0"),
        Call(300, 100, queue="only0"),
        Call(0, 10, queue="only1"),
        Call(20, 10, queue="only1"),
        Call(40, 10, queue="only1"),
        Call(500, 30, queue="only2"),
        Call(600, 10),
    ]
    log = play(centre(queues + only, groups), sorted(calls, key=lambda call: call.at))
    assert log.contacts.agent[-1] == agents


def test_round_robin_goes_on_where_the_queue_stopped():
    queues = [Queue("a", agent_choice="round_robin")]
    log = play(centre(queues, [Group("g", ["a"], 3)]), [Call(100.0 * k, 10) for k in range(7)])
    assert_array_equal(log.contacts.agent, [0, 1, 2, 0, 1, 2, 0])


def test_least_talk_time_and_least_busy():
    # Agent 0 talks 50 s and wraps up 100 s; agent 1 talks 80 s and has no wrap-up.
    calls = [Call(0, 50, wrap=100), Call(1, 80), Call(500, 10)]
    for choice, agent in (("least_talk_time", 0), ("least_busy", 1)):
        log = play(centre([Queue("a", agent_choice=choice)], [Group("g", ["a"], 2)]), calls)
        assert_array_equal(log.contacts.agent, [0, 1, agent])


def test_least_busy_is_a_share_of_the_time_on_duty():
    shifts = [ShiftPlan(0.0, 3600.0, 1.0), ShiftPlan(900.0, 3600.0, 1.0)]
    calls = [Call(0, 200), Call(901, 100), Call(1000, 10), Call(1200, 10)]
    log = play(centre([Queue("a", agent_choice="least_busy")], [Group("g", ["a"], shifts=shifts)]), calls)
    # At 901: 200/901 against 0. At 1000 the second is busy. At 1200: 210/1200 = 17.5 % against 100/300.
    assert_array_equal(log.contacts.agent, [0, 1, 0, 0])


def test_breaks_are_no_time_on_duty():
    shifts = [ShiftPlan(0.0, 3600.0, 1.0, ((100.0, 800.0),)), ShiftPlan(0.0, 3600.0, 1.0)]
    calls = [Call(0, 100), Call(1, 150), Call(1000, 10)]
    log = play(centre([Queue("a", agent_choice="least_busy")], [Group("g", ["a"], shifts=shifts)]), calls)
    # At 1000: 100 of 200 s on duty against 150 of 1000.
    assert_array_equal(log.contacts.agent, [0, 1, 1])


def test_a_shadow_is_taken_when_its_step_opens():
    log = play(two_groups(Access(after=30.0)), [Call(0, 100), Call(10, 100, patience=5)])
    assert math.isnan(log.contacts.answered[1])
    assert log.contacts.could_answer[1] == 40


def test_special_rules_that_ask_nothing_change_nothing():
    rng = np.random.default_rng(5)
    calls = [
        Call(float(at), float(rng.exponential(60)), "ab"[rng.integers(2)], float(rng.exponential(80)))
        for at in np.sort(rng.uniform(0, 3000, 250))
    ]
    groups = [Group("g", {"a": 1, "b": 2}, 2), Group("h", {"b": 1, "a": 1}, 2)]
    plain = centre([Queue("a"), Queue("b")], groups)
    asking = centre(
        [Queue("a", access={"g": Access(until=1e9)}), Queue("b", access={"h": Access(until=1e9)})],
        [Group("g", {"a": 1, "b": 2}, 2, weight={"a": 1.0}), Group("h", {"b": 1, "a": 1}, 2, bonus={"a": 0.0})],
    )
    one, other = play(plain, calls), play(asking, calls)
    assert_array_equal(one.contacts.agent, other.contacts.agent)
    assert_array_equal(one.contacts.answered, other.contacts.answered)


def test_after_closing_idle_agents_stay_for_a_step_to_open():
    where = centre([Queue("a", access={"g": Access(after=30.0)})], [Group("g", ["a"], 1)], closing=100.0)
    log = play(where, [Call(90, 10)])
    assert_array_equal(log.contacts.answered, [120])
    assert_array_equal(log.overtime, [30.0])


def test_after_closing_idle_agents_go_when_nobody_waits_any_more():
    where = centre([Queue("a", access={"g": Access(after=30.0)})], [Group("g", ["a"], 1)], closing=100.0)
    log = play(where, [Call(90, 10, patience=15)])
    assert_array_equal(log.contacts.ended, [105])
    assert_array_equal(log.overtime, [5.0])
    assert_array_equal(log.spans["end"], [105.0])


def test_after_closing_a_reserve_is_a_reserve_still():
    queues = [Queue("a"), Queue("b", access={"g": Access(reserve=1)})]
    log = play(centre(queues, [Group("g", ["a", "b"], 2)], closing=100.0), [Call(80, 50), Call(90, 10, queue="b")])
    assert_array_equal(log.contacts.answered, [80, 130])
    assert_array_equal(log.overtime, [30.0 + 40.0])


def test_overflow_looks_behind_those_it_may_not_take():
    access = Access(until=30.0, waiting_from=2)
    log = play(two_groups(access), [Call(0, 300), Call(10, 10), Call(60, 10)])
    assert_array_equal(log.contacts.answered, [0, 300, 60])


def test_agents_who_stay_for_nothing_go_when_the_day_is_over():
    # One agent stays for the reserved queue and is never one of two: the day ends with the last happening, at 160.
    queues = [Queue("a"), Queue("b", access={"g": Access(reserve=1)})]
    where = centre(queues, [Group("g", ["a", "b"], 1), Group("h", ["a"], 1)], closing=100.0)
    log = play(where, [Call(80, 80), Call(85, 10), Call(90, 10, queue="b")])
    assert_array_equal(log.contacts.outcome[2:], [1])
    assert sorted(log.spans["end"]) == [100.0, 160.0] or sorted(log.spans["end"]) == [95.0, 160.0] or len(log.spans) == 2
    assert log.overtime.min() >= 0
