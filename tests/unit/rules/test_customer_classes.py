"""Classes of customers within a queue: who goes first and what counts them together, by hand, on both clocks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from floors import Call, Centre, Group, Queue, centre, hand_made, outcomes, same_log
from numpy.testing import assert_array_equal

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Access, Family, Offer, Reaction


def play(where: Centre, calls: list[Call]) -> DayLog:
    workload = hand_made(where.floor, calls)
    log = simpy_clock.play_day(where.floor, workload)
    assert same_log(log, compiled_day.play_day(where.floor, workload))
    return log


def family(where: Centre) -> Centre:
    """The floor's first two queues are classes of one."""
    return replace(where, floor=replace(where.floor, families=(Family("a", 0, 2),)))


def one_agent(credit: float = math.inf, **queue: Any) -> Centre:
    """One agent for the classes ``gold`` and ``rest`` of one queue, and for the queue ``b``."""
    queues = [Queue("gold", **queue), Queue("rest", **queue), Queue("b")]
    return family(centre(queues, [Group("g", ["gold", "rest", "b"], 1, bonus={"gold": credit})]))


def test_who_goes_first_goes_before_all_of_the_rank():
    calls = [Call(0, 10, "rest"), Call(1, 10, "rest"), Call(2, 10, "b"), Call(3, 10, "gold"), Call(4, 10, "gold")]
    log = play(one_agent(), calls)
    # The two golden ones in the order they came, then the others by their wait.
    assert_array_equal(log.contacts.answered, [0, 30, 40, 10, 20])


def test_who_goes_first_does_not_interrupt():
    log = play(one_agent(), [Call(0, 100, "rest"), Call(1, 10, "gold")])
    assert_array_equal(log.contacts.answered, [0, 100])


def test_a_credit_counts_as_time_waited():
    calls = [Call(0, 10, "rest"), Call(1, 10, "rest"), Call(5, 10, "rest"), Call(7, 10, "gold")]
    # At 10 the second has waited 9 s and gold 3 s + 5 s; at 20 gold 13 s + 5 s and the third 15 s.
    assert_array_equal(play(one_agent(5.0), calls).contacts.answered, [0, 10, 30, 20])


def test_equal_scores_go_by_the_wait():
    # At 10 gold has 4 s + 5 s and the other 9 s: they are equal, and the other has waited longer.
    calls = [Call(0, 10, "rest"), Call(1, 10, "rest"), Call(6, 10, "gold")]
    assert_array_equal(play(one_agent(5.0), calls).contacts.answered, [0, 10, 20])


def test_waiting_places_are_those_of_the_queue():
    calls = [Call(0, 100, "rest"), Call(1, 10, "rest"), Call(2, 10, "gold"), Call(3, 10, "gold"), Call(4, 10, "rest")]
    log = play(one_agent(waiting_places=2), calls)
    assert outcomes(log) == ["answered", "answered", "answered", "blocked", "blocked"]


def test_a_line_of_all_classes_opens_to_more_groups_and_the_first_goes():
    access = {"far": Access(waiting_from=3)}
    queues = [Queue(name, tries=[["near"], ["far"]], access=access) for name in ("gold", "rest")]
    groups = [Group(name, ["gold", "rest"], 1, bonus={"gold": math.inf}) for name in ("near", "far")]
    where = family(centre(queues, groups))
    # The third who waits opens the line, and far takes the golden one, who has waited least of those before.
    calls = [Call(0, 100, "rest"), Call(1, 100, "rest"), Call(2, 100, "gold"), Call(3, 100, "rest"), Call(4, 100, "rest")]
    log = play(where, calls)
    # At 4 three wait again, but far is busy; when it is free at 103, near has taken one of them, and two do not open the line.
    assert_array_equal(log.contacts.answered, [0, 100, 3, 200, 300])
    assert_array_equal(log.contacts.group, [0, 0, 1, 0, 0])


def test_an_open_line_is_emptied_by_credit_and_wait():
    access = {"far": Access(waiting_from=3)}
    queues = [Queue(name, tries=[["near"], ["far"]], access=access) for name in ("gold", "rest")]
    for credit, answered in ((5.0, [0, 3, 100, 200]), (0.5, [0, 3, 100, 200]), (7.0, [0, 100, 3, 200])):
        groups = [Group(name, ["gold", "rest"], 1, bonus={"gold": credit}) for name in ("near", "far")]
        where = family(centre(queues, groups))
        calls = [Call(-5, 105, "rest"), Call(-4, 100, "rest"), Call(2, 100, "gold"), Call(3, 100, "rest")]
        # At 3 the other has waited 7 s, gold 1 s and its credit.
        shifted = [replace(call, at=call.at + 5) for call in calls]
        assert_array_equal(play(where, shifted).contacts.answered, [t if t == 0 else t + 5 for t in answered])


def test_customers_balk_at_the_whole_line():
    reaction = Reaction(balking=((2.0, 1.0),))
    calls = [Call(0, 100, "rest"), Call(1, 10, "rest"), Call(2, 10, "gold"), Call(3, 10, "gold"), Call(4, 10, "rest")]
    log = play(one_agent(reaction=reaction), calls)
    assert outcomes(log) == ["answered", "answered", "answered", "balked", "balked"]


def test_the_wait_predicted_is_that_of_the_whole_line():
    # One agent and 60 s by plan: a customer with one before is told 120 s, whichever class waits.
    reaction = Reaction(announced=True, leaves_if_longer=1.0)
    calls = [Call(0, 100, "rest"), Call(1, 10, "rest", patience=61.0), Call(2, 10, "gold", patience=110.0)]
    log = play(one_agent(reaction=reaction, mean_handle_time=60.0), calls)
    assert outcomes(log) == ["answered", "abandoned", "balked"]
    calls[2] = replace(calls[2], patience=121.0)
    assert outcomes(play(one_agent(reaction=reaction, mean_handle_time=60.0), calls)) == ["answered", "abandoned", "answered"]


def test_the_head_of_the_line_is_that_of_the_class_that_waits_longest():
    reaction = Reaction(announced=True, leaves_if_longer=1.0)
    queue = {"reaction": reaction, "predictor": "head_of_line"}
    calls = [Call(0, 100, "b"), Call(1, 10, "rest"), Call(31, 10, "gold", patience=29.0), Call(31, 10, "gold", patience=31.0)]
    assert outcomes(play(one_agent(**queue), calls)) == ["answered", "answered", "balked", "abandoned"]


def test_the_last_wait_is_that_of_any_class():
    reaction = Reaction(announced=True, leaves_if_longer=1.0)
    queue = {"reaction": reaction, "predictor": "last_answered"}
    # The second waits 10 s; then gold is told 10 s.
    calls = [Call(0, 10, "rest"), Call(0, 50, "rest"), Call(20, 10, "gold", patience=9.0), Call(21, 10, "gold", patience=50.0)]
    assert outcomes(play(one_agent(**queue), calls)) == ["answered", "answered", "balked", "answered"]


def test_a_call_back_is_offered_by_the_whole_line():
    calls = [
        Call(0, 100, "rest"),
        Call(1, 10, "rest"),
        Call(2, 10, "gold", call_back=Call(math.nan, 10, "gold"), promised=200.0),
    ]
    log = play(one_agent(call_back=Offer(waiting_from=1)), calls)
    assert outcomes(log) == ["answered", "answered", "took_call_back", "answered"]


def test_agents_are_called_in_turn_whatever_the_class():
    queues = [Queue(name, agent_choice="round_robin") for name in ("gold", "rest")]
    where = family(centre(queues, [Group("g", ["gold", "rest"], 3)]))
    calls = [Call(t, 5, name) for t, name in ((0, "rest"), (10, "gold"), (20, "rest"), (30, "gold"))]
    assert_array_equal(play(where, calls).contacts.agent, [0, 1, 2, 0])
