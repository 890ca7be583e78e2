"""An agent's day: shifts, breaks, headcounts and closing, computed by hand to the second."""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Call, Group, Queue, centre, duty, outcomes, play
from numpy.testing import assert_allclose, assert_array_equal

from simdesk.floor.crews import whole_agents
from simdesk.floor.parts import ShiftPlan
from simdesk.rules.codes import BREAK

A = Queue("a")


def shifts(*plans: ShiftPlan, **more):
    return centre([A], [Group("g", ["a"], shifts=plans)], closing=more.pop("closing", 1000.0), **more)


def heads(*headcount: float, **more):
    return centre([A], [Group("g", ["a"], headcount)], closing=100.0 * len(headcount), interval=100.0, **more)


# Shifts: people


def test_an_idle_agent_leaves_when_the_shift_ends():
    log = play(shifts(ShiftPlan(100, 400, 1)), [Call(50, 60), Call(200, 60), Call(390, 5)])
    assert duty(log) == [(0, 100, 400)]
    assert_array_equal(log.contacts.answered, [100, 200, 390])
    assert log.overtime[0] == 0


def test_a_busy_agent_finishes_the_contact_in_hand_and_leaves_though_others_wait():
    log = play(shifts(ShiftPlan(0, 400, 1)), [Call(380, 60, wrap=20), Call(390, patience=300)])
    assert duty(log) == [(0, 0, 460)]
    assert outcomes(log) == ["answered", "abandoned"]
    assert log.overtime[0] == 60


def test_the_next_shift_is_other_people():
    plans = ShiftPlan(0, 400, 1), ShiftPlan(400, 800, 1)
    log = play(shifts(*plans), [Call(380, 120), Call(390, 10), Call(395, 10)])
    assert_array_equal(log.contacts.answered, [380, 400, 410])
    assert_array_equal(log.contacts.agent, [0, 1, 1])
    assert duty(log) == [(0, 0, 500), (1, 400, 800)]


def test_a_shift_is_cut_to_opening_hours():
    log = play(shifts(ShiftPlan(0, 5000, 1), opening=500.0, closing=1000.0), [Call(600)])
    assert duty(log) == [(0, 500, 1000)]
    assert log.overtime[0] == 0


@pytest.mark.parametrize("plan", [ShiftPlan(0, 500, 3), ShiftPlan(1000, 1500, 3)])
def test_a_shift_outside_opening_hours_brings_nobody(plan):
    log = play(shifts(plan, ShiftPlan(600, 700, 1), opening=500.0, closing=1000.0), [])
    assert duty(log) == [(0, 600, 700)]


def test_a_break_of_an_idle_agent():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50),))), [Call(120, 10)])
    assert duty(log) == [(0, 0, 100), (0, 150, 800)]
    assert duty(log, BREAK) == [(0, 100, 150)]
    assert log.contacts.answered[0] == 150


def test_a_break_waits_for_the_contact_in_hand_and_keeps_its_length():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50),))), [Call(80, 60), Call(90, 10)])
    assert duty(log, BREAK) == [(0, 140, 190)]
    assert_array_equal(log.contacts.answered, [80, 190])


def test_two_breaks():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50), (300, 20)))), [Call(290, 30)])
    assert duty(log, BREAK) == [(0, 100, 150), (0, 320, 340)]
    assert duty(log) == [(0, 0, 100), (0, 150, 320), (0, 340, 800)]


def test_a_second_break_due_while_still_busy_is_added_to_the_first():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50), (200, 20)))), [Call(90, 200)])
    assert duty(log, BREAK) == [(0, 290, 360)]


def test_a_second_break_due_during_a_late_first_one_follows_it():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50), (160, 20)))), [Call(90, 40)])
    assert duty(log, BREAK) == [(0, 130, 200)]


def test_a_shift_that_ends_during_a_break_ends_then():
    log = play(shifts(ShiftPlan(0, 200, 1, ((150, 50),))), [Call(120, 60), Call(190, patience=100)])
    # The break begins late, at 180, and would last until 230.
    assert duty(log, BREAK) == [(0, 180, 200)]
    assert duty(log) == [(0, 0, 180)]
    assert outcomes(log) == ["answered", "abandoned"]


def test_a_shift_that_ends_before_a_late_break_begins_takes_no_break():
    log = play(shifts(ShiftPlan(0, 200, 1, ((150, 50),))), [Call(120, 100)])
    assert duty(log, BREAK) == []
    assert duty(log) == [(0, 0, 220)]


def test_a_break_that_began_before_opening_reaches_into_the_day():
    log = play(shifts(ShiftPlan(0, 900, 1, ((100, 10), (480, 50))), opening=500.0), [Call(510, 10)])
    assert duty(log, BREAK) == [(0, 500, 530)]
    assert log.contacts.answered[0] == 530


def test_breaks_of_one_agent_do_not_stop_another():
    log = play(shifts(ShiftPlan(0, 800, 1, ((100, 50),)), ShiftPlan(0, 800, 1)), [Call(110, 20), Call(120, 20), Call(160, 5)])
    assert_array_equal(log.contacts.answered, [110, 130, 160])
    # Agent 0 came back at 150, agent 1 is idle since 150 too and sits in front: freed before the return was played.
    assert_array_equal(log.contacts.agent[:2], [1, 1])


# Headcounts: the same people all day


def test_a_fall_takes_idle_agents_first():
    log = play(heads(2, 1, 1), [Call(90, 50)])
    # Agent 0 takes the contact; agent 1 is idle at 100 and leaves.
    assert duty(log) == [(0, 0, 300), (1, 0, 100)]


def test_a_fall_takes_the_longest_idle_agent():
    log = play(heads(3, 2, 2), [Call(10, 20), Call(20, 5)])
    assert duty(log) == [(0, 0, 300), (1, 0, 300), (2, 0, 100)]


def test_a_busy_agent_is_never_an_extra_head():
    log = play(heads(2, 1, 1), [Call(50, 100), Call(60, 70), Call(70, 20)])
    # Both are busy at 100; the one who finishes first, at 130, leaves though a contact waits; it is answered at 150.
    assert duty(log) == [(0, 0, 300), (1, 0, 130)]
    assert_array_equal(log.contacts.answered, [50, 60, 150])
    assert log.overtime[0] == 30


def test_a_rise_takes_back_those_still_to_leave():
    log = play(heads(2, 1, 2, 2), [Call(50, 200), Call(60, 180), Call(70, 20)])
    assert duty(log) == [(0, 0, 400), (1, 0, 400)]
    assert_array_equal(log.contacts.answered, [50, 60, 240])
    assert log.overtime[0] == 100


def test_a_rise_brings_agents_who_take_what_waits():
    log = play(heads(0, 1, 2), [Call(20, 150), Call(30, 10)])
    assert_array_equal(log.contacts.answered, [100, 200])
    assert duty(log) == [(0, 100, 300), (1, 200, 300)]


def test_a_fall_of_several_heads_mixes_idle_and_busy():
    log = play(heads(4, 1, 1), [Call(80, 60), Call(85, 30), Call(90, 100)])
    # Idle agent 3 leaves at 100, then agents 1 (115) and 0 (140) as they finish.
    assert duty(log) == [(0, 0, 140), (1, 0, 115), (2, 0, 300), (3, 0, 100)]
    assert log.overtime[0] == 15 + 40


def test_a_group_can_leave_altogether_and_come_back():
    log = play(heads(1, 0, 1), [Call(120, 10)])
    assert log.contacts.answered[0] == 200
    assert duty(log) == [(0, 0, 100), (0, 200, 300)]


def test_those_still_to_leave_at_closing_have_worked_over_since_their_time():
    log = play(heads(2, 1), [Call(90, 200), Call(95, 150)])
    assert duty(log) == [(0, 0, 290), (1, 0, 245)]
    # One head was due at 100, the other at 200; whoever finishes first is the one due first.
    assert log.overtime[0] == (245 - 100) + (290 - 200)


def test_a_fall_and_an_arrival_at_the_same_moment_fall_first():
    log = play(heads(1, 0, 1), [Call(100)])
    assert log.contacts.answered[0] == 200


def test_a_rise_and_an_arrival_at_the_same_moment_rise_first():
    log = play(heads(0, 1), [Call(100)])
    assert log.contacts.wait[0] == 0
    assert log.longest_queue[0] == 0


@pytest.mark.parametrize(("attendance", "whole"), [(0.0, [8, 9]), (0.19, [8, 9]), (0.2, [9, 9]), (0.99, [9, 9])])
def test_fractional_heads_are_rounded_by_the_uniform_number_of_the_day(attendance, whole):
    assert_array_equal(whole_agents(np.array([8.8, 9.0]), attendance), whole)


def test_rounding_keeps_the_mean():
    days = np.array([whole_agents(np.array([8.8]), u)[0] for u in (np.arange(1000) + 0.5) / 1000])
    assert_allclose(days.mean(), 8.8, atol=1e-9)


def test_whole_heads_forgive_the_last_place():
    assert_array_equal(whole_agents(np.array([10 * 0.7]), 0.0), [7])


def test_many_small_shifts_are_rounded_together():
    plan = [ShiftPlan(0, 1000, 1) for _ in range(10)]
    for u, people in ((0.0, 8), (0.1, 8), (0.35, 9)):
        where = centre([A], [Group("g", ["a"], shifts=plan, shrinkage=0.13)], closing=1000.0)
        assert len(duty(play(where, [], u))) == people


def test_shrinkage_takes_heads_away():
    where = centre([A], [Group("g", ["a"], (10, 5), shrinkage=0.2)], closing=200.0, interval=100.0)
    assert len(duty(play(where, []))) == 8


# Closing


def test_agents_stay_until_nobody_waits():
    log = play(centre([A], [Group("g", ["a"], 2)], closing=100.0), [Call(90, 30), Call(92, 50), Call(95, 20), Call(96, 40)])
    assert_array_equal(log.contacts.answered, [90, 92, 120, 140])
    assert duty(log) == [(0, 0, 180), (1, 0, 142)]
    assert log.overtime[0] == 80 + 42


def test_idle_agents_leave_at_closing():
    log = play(centre([A], [Group("g", ["a"], 2)], closing=100.0), [Call(90, 30)])
    assert duty(log) == [(0, 0, 120), (1, 0, 100)]


def test_those_waiting_are_sent_away():
    where = centre([A], [Group("g", ["a"], 1)], closing=100.0, finish_waiting=False)
    again = Call(math.nan)
    log = play(where, [Call(50, 80), Call(70), Call(90, after=1, again=again), Call(95, patience=2)])
    assert outcomes(log) == ["answered", "sent_away", "sent_away", "abandoned"]
    assert_array_equal(log.contacts.wait[1:], [30, 10, 2])
    assert_array_equal(log.contacts.ended, [130, 100, 100, 97])
    assert duty(log) == [(0, 0, 130)]
    assert log.queue_area[0] == 42


def test_a_break_due_before_closing_is_not_taken_after_it():
    log = play(shifts(ShiftPlan(0, 5000, 1, ((90, 50),)), closing=100.0), [Call(80, 60), Call(85, 10)])
    assert duty(log, BREAK) == []
    assert duty(log) == [(0, 0, 150)]
    assert_array_equal(log.contacts.answered, [80, 140])


def test_an_agent_on_break_at_closing_goes_home():
    log = play(shifts(ShiftPlan(0, 5000, 1, ((90, 50),)), closing=100.0), [Call(95, patience=30)])
    assert duty(log, BREAK) == [(0, 90, 100)]
    assert outcomes(log) == ["abandoned"]


def test_a_contact_nobody_is_left_for_is_still_waiting_when_the_day_ends():
    log = play(shifts(ShiftPlan(0, 5000, 1, ((90, 50),)), closing=100.0), [Call(95)])
    assert outcomes(log) == ["waiting"]
    assert np.isnan(log.contacts.wait[0])


def test_a_shift_that_ends_before_closing_leaves_the_line_to_the_others():
    log = play(shifts(ShiftPlan(0, 100, 1), ShiftPlan(0, 200, 1), closing=200.0), [Call(90, 30), Call(95, 50), Call(98, 60)])
    assert_array_equal(log.contacts.answered, [90, 95, 145])
    assert_array_equal(log.contacts.agent, [0, 1, 1])
    assert log.overtime[0] == 20 + 5


def test_a_day_past_midnight():
    opening, closing = 20 * 3600.0, 28 * 3600.0
    plan = ShiftPlan(22 * 3600.0, 26 * 3600.0, 1, ((24 * 3600.0, 600.0),))
    where = centre([A], [Group("g", ["a"], shifts=[plan])], opening=opening, closing=closing, interval=1800.0)
    log = play(where, [Call(23 * 3600.0), Call(24 * 3600.0 + 60), Call(25.5 * 3600)])
    assert_array_equal(log.contacts.answered, [23 * 3600.0, 24 * 3600 + 600, 25.5 * 3600])
    assert duty(log) == [(0, 22 * 3600, 24 * 3600), (0, 24 * 3600 + 600, 26 * 3600)]
