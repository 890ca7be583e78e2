"""Giving up, balking, busy signals, and trying again: small floors computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Call, Group, Queue, centre, outcomes, play
from numpy.testing import assert_array_equal

A, B = Queue("a"), Queue("b")
ONE = [Group("g", ["a"], 1)]


def test_a_customer_gives_up_when_patience_ends():
    log = play(centre([A], ONE), [Call(0, 100), Call(10, patience=30), Call(20, patience=90)])
    assert outcomes(log) == ["answered", "abandoned", "answered"]
    assert_array_equal(log.contacts.ended, [100, 40, 160])
    assert_array_equal(log.contacts.wait, [0, 30, 80])
    assert_array_equal(log.contacts.agent, [0, -1, 0])
    assert_array_equal(log.contacts.group, [0, -1, 0])
    assert np.isnan(log.contacts.answered[1])
    assert np.isnan(log.contacts.released[1])


def test_patience_ends_at_the_very_moment_an_agent_frees_who_was_busy_first():
    # The end of the handle time was scheduled at 0, the end of patience at 40: the agent is quicker.
    log = play(centre([A], ONE), [Call(0, 100), Call(40, patience=60)])
    assert outcomes(log) == ["answered", "answered"]
    assert log.contacts.wait[1] == 60


def test_patience_ends_at_the_very_moment_an_agent_frees_who_was_busy_later():
    # The agent begins the b contact at 50, when the end of patience at 100 was already scheduled.
    where = centre([A, B], [Group("g", {"b": 1, "a": 2}, 1)])
    log = play(where, [Call(0, 50, "b"), Call(40, patience=60), Call(45, 50, "b")])
    assert outcomes(log) == ["answered", "abandoned", "answered"]
    assert log.contacts.ended[1] == 100
    assert log.contacts.could_answer[1] == 100


def test_no_patience_at_all_leaves_at_once_unless_someone_is_free():
    log = play(centre([A], ONE), [Call(0, 100, patience=0), Call(10, patience=0)])
    assert outcomes(log) == ["answered", "abandoned"]
    assert log.contacts.wait[1] == 0


def test_who_left_is_remembered_until_an_agent_would_have_come():
    calls = [Call(0, 100), Call(10, patience=20), Call(20, patience=500), Call(30, patience=5)]
    log = play(centre([A], ONE), calls)
    # At 100 the agent would have taken contact 1 and takes 2; free again at 160, when 3 would have been taken.
    assert_array_equal(log.contacts.could_answer, [math.nan, 100, math.nan, 160])
    assert_array_equal(log.contacts.answered, [0, math.nan, 100, math.nan])


def test_a_shadow_of_a_worse_rank_waits_on():
    where = centre([A, B], [Group("g", {"a": 2, "b": 1}, 1)])
    log = play(where, [Call(0, 100, "b"), Call(10, patience=5), Call(20, 50, "b"), Call(30, 50, "b")])
    assert_array_equal(log.contacts.could_answer, [math.nan, 200, math.nan, math.nan])


def test_balking_happens_only_when_nobody_is_free():
    log = play(centre([A], ONE), [Call(0, balks=True), Call(10, balks=True), Call(20)])
    assert outcomes(log) == ["answered", "balked", "answered"]
    assert log.contacts.wait[1] == 0
    assert_array_equal(log.contacts.could_answer, [math.nan, 60, math.nan])
    assert log.longest_queue[0] == 1


def test_no_waiting_place_means_a_busy_signal():
    log = play(centre([Queue("a", waiting_places=0)], ONE), [Call(0), Call(10), Call(60.5)])
    assert outcomes(log) == ["answered", "blocked", "answered"]
    assert log.contacts.ended[1] == 10
    assert np.isnan(log.contacts.could_answer[1])


def test_one_waiting_place_is_free_again_when_its_customer_gives_up():
    where = centre([Queue("a", waiting_places=1)], ONE)
    log = play(where, [Call(0, 100), Call(10, patience=20), Call(20), Call(40), Call(50)])
    assert outcomes(log) == ["answered", "abandoned", "blocked", "answered", "blocked"]


def test_a_full_line_is_met_before_anyone_can_balk():
    where = centre([Queue("a", waiting_places=0)], ONE)
    assert outcomes(play(where, [Call(0), Call(1, balks=True)])) == ["answered", "blocked"]


def test_waiting_places_are_counted_by_queue():
    where = centre([Queue("a", waiting_places=1), Queue("b", waiting_places=1)], [Group("g", ["a", "b"], 1)])
    log = play(where, [Call(0), Call(1), Call(2, queue="b"), Call(3), Call(4, queue="b")])
    assert outcomes(log) == ["answered", "answered", "answered", "blocked", "blocked"]


def test_no_trunk_means_a_busy_signal_though_an_agent_is_idle():
    log = play(centre([A], [Group("g", ["a"], 3)], trunks=2), [Call(0), Call(1), Call(2), Call(60.5)])
    assert outcomes(log) == ["answered", "answered", "blocked", "answered"]


def test_a_waiting_contact_holds_a_trunk_until_it_leaves():
    log = play(centre([A], ONE, trunks=2), [Call(0, 100), Call(10, patience=20), Call(20), Call(31), Call(32)])
    assert outcomes(log) == ["answered", "abandoned", "blocked", "answered", "blocked"]


def test_wrap_up_gives_the_trunk_back_at_hang_up():
    log = play(centre([A], ONE, trunks=1), [Call(0, 60, wrap=60), Call(59), Call(61), Call(62)])
    assert outcomes(log) == ["answered", "blocked", "answered", "blocked"]
    assert_array_equal(log.contacts.answered, [0, math.nan, 120, math.nan])


def test_trunks_are_shared_by_all_queues():
    where = centre([A, B], [Group("g", ["a"], 1), Group("h", ["b"], 1)], trunks=1)
    assert outcomes(play(where, [Call(0), Call(1, queue="b")])) == ["answered", "blocked"]


def test_no_trunks_at_all_blocks_everyone():
    assert outcomes(play(centre([A], ONE, trunks=0), [Call(0), Call(100)])) == ["blocked", "blocked"]


def test_a_customer_tries_again_after_every_failure():
    third = Call(math.nan, 20, patience=1000)
    second = Call(math.nan, 30, patience=5, after=7, again=third)
    log = play(centre([A], ONE), [Call(0, 100), Call(10, 40, patience=10, after=50, again=second)])
    # abandons at 20, tries at 70, abandons at 75, tries at 82, is answered at 100.
    assert outcomes(log) == ["answered", "abandoned", "abandoned", "answered"]
    assert_array_equal(log.contacts.arrival, [0, 10, 70, 82])
    assert_array_equal(log.contacts.attempt, [1, 1, 2, 3])
    assert_array_equal(log.contacts.customer, [0, 1, 1, 1])
    assert_array_equal(log.contacts.answered, [0, math.nan, math.nan, 100])


def test_who_is_answered_does_not_try_again():
    log = play(centre([A], ONE), [Call(0, 100, after=5, again=Call(math.nan))])
    assert len(log.contacts) == 1


@pytest.mark.parametrize("trunks", [1, -1])
def test_who_met_a_busy_signal_or_balked_tries_again(trunks):
    calls = [Call(0, 100), Call(10, balks=True, after=100, again=Call(math.nan))]
    log = play(centre([A], ONE, trunks=trunks), calls)
    assert outcomes(log) == ["answered", "blocked" if trunks == 1 else "balked", "answered"]
    assert_array_equal(log.contacts.arrival, [0, 10, 110])


def test_nobody_tries_again_at_closing_or_later():
    def last(after: float) -> int:
        calls = [Call(0, 100), Call(10, patience=10, after=after, again=Call(math.nan))]
        return len(play(centre([A], ONE, closing=200), calls).contacts)

    assert last(179.9) == 3
    assert last(180) == 2
    assert last(500) == 2


def test_the_log_is_in_order_of_arrival_and_ties_keep_first_tries_first():
    calls = [Call(0, 100), Call(10, patience=10, after=30, again=Call(math.nan)), Call(50)]
    log = play(centre([A], ONE), calls)
    assert_array_equal(log.contacts.arrival, [0, 10, 50, 50])
    assert_array_equal(log.contacts.attempt, [1, 1, 1, 2])


def test_the_integral_of_the_line_is_counted_while_it_runs():
    log = play(centre([A], ONE), [Call(0, 100), Call(10, patience=30), Call(20, patience=90), Call(30)])
    assert log.queue_area[0] == 30 + 80 + 130
    assert log.longest_queue[0] == 3
