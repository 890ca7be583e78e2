"""Who takes whom: small floors computed by hand."""

from __future__ import annotations

import pytest
from floors import Call, Group, Queue, centre, outcomes, play
from numpy.testing import assert_array_equal

A, B = Queue("a"), Queue("b")


def test_one_agent_answers_in_order_of_arrival():
    log = play(centre([A], [Group("g", ["a"], 1)]), [Call(0), Call(10), Call(20)])
    assert_array_equal(log.contacts.answered, [0, 60, 120])
    assert_array_equal(log.contacts.wait, [0, 50, 100])
    assert_array_equal(log.contacts.agent, [0, 0, 0])
    assert outcomes(log) == ["answered"] * 3


def test_contacts_of_the_same_moment_are_answered_in_the_order_of_the_workload():
    log = play(centre([A], [Group("g", ["a"], 1)]), [Call(5, 10), Call(5, 20), Call(5, 30)])
    assert_array_equal(log.contacts.answered, [5, 15, 35])


def test_a_freed_agent_takes_the_better_rank_though_the_other_waits_longer():
    where = centre([A, B], [Group("g", {"a": 2, "b": 1}, 1)])
    log = play(where, [Call(0, 100), Call(10), Call(20, queue="b")])
    assert_array_equal(log.contacts.answered, [0, 160, 100])


def test_within_a_rank_the_longest_waiting_of_all_queues_is_taken():
    where = centre([A, B], [Group("g", ["a", "b"], 1)])
    log = play(where, [Call(0, 100), Call(10, queue="b"), Call(20), Call(30, queue="b")])
    assert_array_equal(log.contacts.answered, [0, 100, 160, 220])


def test_contacts_that_came_at_the_same_moment_are_taken_in_the_order_of_takes():
    calls = [Call(0, 100), Call(10), Call(10, queue="b")]
    first_a = play(centre([A, B], [Group("g", ["a", "b"], 1, takes=[["a", "b"]])]), calls)
    first_b = play(centre([A, B], [Group("g", ["a", "b"], 1, takes=[["b", "a"]])]), calls)
    assert_array_equal(first_a.contacts.answered, [0, 100, 160])
    assert_array_equal(first_b.contacts.answered, [0, 160, 100])


def test_takes_stands_in_place_of_the_ranks():
    where = centre([A, B], [Group("g", {"a": 1, "b": 2}, 1, takes=[["b"], ["a"]])])
    log = play(where, [Call(0, 100), Call(10), Call(20, queue="b")])
    assert_array_equal(log.contacts.answered, [0, 160, 100])


def test_a_third_level_is_reached_when_the_better_ones_are_empty():
    queues = [A, B, Queue("c")]
    where = centre(queues, [Group("g", {"a": 1, "b": 2, "c": 3}, 1)])
    log = play(where, [Call(0, 100), Call(10, queue="c"), Call(20, queue="b")])
    assert_array_equal(log.contacts.answered, [0, 160, 100])


def test_an_arriving_contact_tries_the_better_rank_first_though_another_is_idle_longer():
    groups = [Group("second", {"a": 2}, 1), Group("first", {"a": 1}, 1)]
    # first: busy 0–20, idle since 20; second: idle since opening.
    log = play(centre([A], groups), [Call(0, 20), Call(30, 50), Call(40)])
    assert_array_equal(log.contacts.group, [1, 1, 0])


def test_tries_stands_in_place_of_the_ranks():
    groups = [Group("one", ["a"], 1), Group("two", ["a"], 1)]
    where = centre([Queue("a", tries=[["two"], ["one"]])], groups)
    log = play(where, [Call(0, 10), Call(20, 50), Call(30)])
    assert_array_equal(log.contacts.group, [1, 1, 0])


def test_within_a_level_the_longest_idle_agent_of_all_groups_is_taken():
    groups = [Group("x", ["a"], 1), Group("y", ["a"], 1)]
    # x: busy 0–50, y: busy 1–31; so y is idle since 31, x since 50.
    log = play(centre([A], groups), [Call(0, 50), Call(1, 30), Call(60), Call(61)])
    assert_array_equal(log.contacts.group, [0, 1, 1, 0])


def test_agents_idle_since_the_same_moment_are_taken_in_the_order_of_tries():
    groups = [Group("x", ["a"], 2), Group("y", ["a"], 1)]
    where = centre([Queue("a", tries=[["y", "x"]])], groups)
    log = play(where, [Call(0), Call(1), Call(2)])
    assert_array_equal(log.contacts.group, [1, 0, 0])
    assert_array_equal(log.contacts.agent, [2, 0, 1])


def test_within_a_group_the_longest_idle_agent_is_taken():
    log = play(centre([A], [Group("g", ["a"], 3)]), [Call(0, 30), Call(1, 10), Call(20), Call(40), Call(41)])
    # agent 2 never worked; agent 1 is free at 11, agent 0 at 30.
    assert_array_equal(log.contacts.agent, [0, 1, 2, 1, 0])


def test_an_agent_without_the_skill_is_no_help():
    where = centre([A, B], [Group("g", ["a"], 1), Group("h", ["b"], 1)])
    log = play(where, [Call(0), Call(1), Call(2, queue="b")])
    assert_array_equal(log.contacts.group, [0, 0, 1])
    assert_array_equal(log.contacts.answered, [0, 60, 2])


@pytest.mark.parametrize(("pick", "group"), [(0.0, 0), (0.39, 0), (0.4, 1), (0.999999, 1)])
def test_a_random_agent_is_of_a_group_in_proportion_to_its_idle_agents(pick, group):
    where = centre([A], [Group("x", ["a"], 2), Group("y", ["a"], 3)], random_agent=True)
    assert play(where, [Call(0, pick=pick)]).contacts.group[0] == group


def test_a_random_agent_is_of_the_best_level_with_anyone_idle():
    where = centre([A], [Group("x", {"a": 2}, 5), Group("y", {"a": 1}, 1)], random_agent=True)
    log = play(where, [Call(0, pick=0.9), Call(1, pick=0.0), Call(2, pick=0.99)])
    assert_array_equal(log.contacts.group, [1, 0, 0])


def test_pace_stretches_handle_time_and_wrap_up():
    where = centre([A, B], [Group("g", {"a": (1, 0.5), "b": (1, 2.0)}, 1)])
    log = play(where, [Call(0, 60, wrap=10), Call(1, 60, "b", wrap=10)])
    assert_array_equal(log.contacts.ended, [120, 170])
    assert_array_equal(log.contacts.released, [140, 175])
    assert_array_equal(log.contacts.answered, [0, 140])


def test_wrap_up_keeps_the_agent_but_not_the_customer():
    log = play(centre([A], [Group("g", ["a"], 1)]), [Call(0, 60, wrap=15), Call(30)])
    assert_array_equal(log.contacts.ended, [60, 135])
    assert_array_equal(log.contacts.released, [75, 135])
    assert_array_equal(log.contacts.answered, [0, 75])


def test_an_arrival_at_the_very_moment_an_agent_frees_is_answered_then():
    # The arrival comes first and finds nobody idle; the agent takes it at the same moment.
    log = play(centre([A], [Group("g", ["a"], 1)]), [Call(0, 60), Call(60)])
    assert_array_equal(log.contacts.answered, [0, 60])
    assert log.longest_queue[0] == 1


def test_nobody_idles_while_someone_it_could_serve_waits():
    where = centre([A, B], [Group("g", ["a"], 1), Group("h", {"b": 1, "a": 2}, 1)])
    log = play(where, [Call(0, 100), Call(1, 50, "b"), Call(2), Call(3)])
    assert_array_equal(log.contacts.answered, [0, 1, 51, 100])
    assert_array_equal(log.contacts.group, [0, 1, 1, 0])
