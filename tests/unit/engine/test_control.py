"""The desk: what a planner's own SimPy process sees and does, computed by hand."""

from __future__ import annotations

import math

import pytest
from floors import Call, Centre, Group, Queue, centre, duty, hand_made, outcomes, play, same_log
from numpy.testing import assert_array_equal

from simdesk.engine.simpy_clock import play_day
from simdesk.errors import UsageError
from simdesk.floor.parts import ShiftPlan

QUEUES = [Queue("a"), Queue("b")]
GROUPS = [Group("g", ["a"], 2, standby=2), Group("h", ["b"], 1)]
TWO = centre(QUEUES, GROUPS, closing=1000.0)


def played(calls, *steps, where: Centre = TWO):
    """Play with a process of (time, what to do with the desk); gives back the log and what each step returned."""
    found = []

    def process(environment, desk):
        for when, act in steps:
            if when > environment.now:
                yield environment.timeout(when - environment.now)
            found.append(act(desk))

    log = play_day(where.floor, hand_made(where.floor, calls), process)
    return log, found


def test_a_process_that_looks_on_changes_nothing():
    def look(environment, desk):
        while True:
            yield environment.timeout(7.5)
            desk.queue_length("a"), desk.counts("a"), desk.service_level("a", 20)

    calls = [Call(float(t), 60 + t % 7, "ab"[t % 2], 40.0) for t in range(0, 900, 11)]
    workload = hand_made(TWO.floor, calls)
    assert same_log(play_day(TWO.floor, workload, look), play_day(TWO.floor, workload))


def test_what_the_desk_sees():
    calls = [Call(10, 100), Call(20, 100), Call(30, 100), Call(40, patience=5), Call(50, balks=True), Call(60)]
    _, found = played(
        calls,
        (5, lambda d: (d.idle_agents("g"), d.agents_on_duty("g"), d.standby("g"))),
        (75, lambda d: (d.queue_length("a"), d.longest_wait("a"), d.idle_agents("g"), d.idle_agents("h"))),
        (75, lambda d: d.counts("a")),
        (75, lambda d: d.now),
        (75, lambda d: (d.queues, d.agent_groups, d.opening, d.closing)),
    )
    assert found[0] == (2, 2, 2)
    assert found[1] == (2, 45.0, 0, 1)
    counts = {"offered": 6, "answered": 2, "left_within": 0, "abandoned": 1, "balked": 1, "blocked": 0, "sent_away": 0}
    assert found[2] == counts | {"waiting": 2}
    assert found[3] == 75.0
    assert found[4] == (("a", "b"), ("g", "h"), 0.0, 1000.0)


def test_the_longest_wait_is_of_someone_still_there():
    _, found = played([Call(0, 500), Call(1, 500), Call(10, patience=20), Call(40)], (100, lambda d: d.longest_wait("a")))
    assert found == [60.0]
    assert played([], (100, lambda d: d.longest_wait("a")))[1] == [0.0]


def test_service_level_so_far():
    calls = [Call(0, 100), Call(0, 100), Call(10, 20), Call(20, patience=5), Call(30, patience=50), Call(200, 10)]
    _, found = played(
        calls,
        (0, lambda d: d.service_level("a", 20)),
        (150, lambda d: d.service_level("a", 20)),
        (300, lambda d: d.service_level("a", 20)),
        (300, lambda d: d.service_level("a", 20, since=100)),
        (300, lambda d: d.service_level("a", 20, since=250)),
    )
    assert math.isnan(found[0])
    # In time 2; late: answered after 90 s, abandoned after 50 s; abandoned after 5 s counts for nothing.
    assert found[1:4] == [2 / 4, 3 / 5, 1.0]
    assert math.isnan(found[4])


def test_an_event_of_the_process_comes_before_the_floor():
    _, found = played([Call(100, 50)], (100, lambda d: d.idle_agents("g")), (150, lambda d: d.idle_agents("g")))
    assert found == [2, 1]


def test_idle_agents_move_at_once_and_take_what_waits():
    log, found = played(
        [Call(10, 300, "b"), Call(20, 50, "b"), Call(60, 30), Call(70, 30)],
        (50, lambda d: d.move_agents("g", "h", 1)),
        (55, lambda d: (d.agents_on_duty("g"), d.agents_on_duty("h"))),
    )
    assert found == [1, (1, 2)]
    assert_array_equal(log.contacts.answered, [10, 50, 60, 90])
    assert_array_equal(log.contacts.group, [1, 1, 0, 0])
    assert duty(log) == [(0, 0, 50), (0, 50, 1000), (1, 0, 1000), (4, 0, 1000)]


def test_busy_agents_move_after_the_contact_in_hand():
    log, found = played(
        [Call(0, 100), Call(0, 80), Call(5, 300, "b"), Call(10, 20, "b"), Call(20, 20)],
        (50, lambda d: d.move_agents("g", "h", 1)),
        (60, lambda d: d.agents_on_duty("h")),
    )
    assert found == [1, 1]
    # Agent 0 was told to go and does at 100; agent 1 takes the waiting contact of a at 80.
    assert_array_equal(log.contacts.answered, [0, 0, 5, 100, 80])
    assert_array_equal(log.contacts.agent, [0, 1, 4, 0, 1])


def test_no_more_move_than_there_are():
    assert played([Call(0, 100)], (10, lambda d: d.move_agents("g", "h", 5)))[1] == [2]


def test_agents_on_standby_come_when_sent_for():
    log, found = played(
        [Call(0, 100), Call(0, 100), Call(5, 10), Call(6, 10)],
        (20, lambda d: d.send_for("g", 1)),
        (30, lambda d: (d.standby("g"), d.agents_on_duty("g"))),
        (40, lambda d: d.send_for("g", 5)),
        (50, lambda d: d.send_home("g", 1)),
        (60, lambda d: (d.standby("g"), d.agents_on_duty("g"))),
        (70, lambda d: d.send_for("g", 1)),
    )
    assert found == [1, (1, 3), 1, 1, (1, 3), 1]
    assert_array_equal(log.contacts.answered, [0, 0, 20, 30])


def test_nobody_comes_when_the_doors_are_closed():
    log, found = played([Call(990, 100), Call(995, 100), Call(996, 50)], (1005, lambda d: d.send_for("g", 1)))
    assert found == [0]
    assert_array_equal(log.contacts.answered, [990, 995, 1090])


def test_idle_agents_go_home_at_once_and_busy_ones_after_the_contact_in_hand():
    log, found = played([Call(0, 100), Call(10, patience=30)], (50, lambda d: d.send_home("g", 2)))
    assert found == [2]
    assert duty(log)[:2] == [(0, 0, 100), (1, 0, 70)]
    assert log.overtime[0] == 50 + 20


def test_an_idle_agent_goes_home_before_a_busy_one():
    log, found = played([Call(0, 100)], (50, lambda d: d.send_home("g", 1)))
    assert found == [1]
    assert duty(log)[:2] == [(0, 0, 1000), (1, 0, 50)]
    assert log.overtime[0] == 0


def test_a_closed_queue_gives_a_busy_signal_and_keeps_who_waits():
    log, _ = played(
        [Call(0, 100), Call(0, 100), Call(10), Call(60), Call(150)],
        (50, lambda d: d.close_queue("a")),
        (120, lambda d: d.open_queue("a")),
    )
    assert outcomes(log) == ["answered", "answered", "answered", "blocked", "answered"]


def test_a_headcount_that_falls_below_those_left_never_works_over_forever():
    """Both agents were moved away; the fall of two heads has nobody to take and must not be owed."""
    where = centre([Queue("a"), Queue("b")], [Group("g", ["a"], (2, 0, 2)), Group("h", ["b"], 1)], closing=300.0, interval=100.0)
    log, _ = played([Call(150, 10), Call(220, 10)], (50, lambda d: d.move_agents("g", "h", 2)), where=where)
    assert log.overtime.sum() == 0


def test_a_headcount_that_falls_after_agents_went_home():
    where = centre([Queue("a")], [Group("g", ["a"], (3, 2, 2))], closing=300.0, interval=100.0)
    log, _ = played([Call(10, 200), Call(20, 120)], (50, lambda d: d.send_home("g", 3)), where=where)
    # One idle agent left at 50, two busy ones leave when they finish, at 140 and 210.
    assert duty(log) == [(0, 0, 210), (1, 0, 140), (2, 0, 50)]
    assert log.overtime[0] == pytest.approx(90 + 160)


def test_nobody_is_sent_twice():
    """One of two busy agents is to leave by headcount; only the other can be moved or sent home."""
    where = centre([Queue("a"), Queue("b")], [Group("g", ["a"], (2, 1, 1)), Group("h", ["b"], 1)], closing=300.0, interval=100.0)
    calls = [Call(10, 200), Call(20, 120)]
    log, found = played(calls, (110, lambda d: d.move_agents("g", "h", 2)), where=where)
    assert found == [1]
    # Agent 0 is told to change; agent 1 finishes first and leaves.
    assert duty(log) == [(0, 0, 210), (0, 210, 300), (1, 0, 140), (2, 0, 300)]
    assert log.overtime[0] == 40


def test_a_shift_that_ends_is_not_owed_twice():
    """A shift agent lent to a group whose headcount falls: the end of the shift is the same leaving."""
    groups = [Group("g", ["a"], (2, 0, 0)), Group("h", ["b"], shifts=[ShiftPlan(0, 150, 1)])]
    where = centre([Queue("a"), Queue("b")], groups, closing=300.0, interval=100.0)
    calls = [Call(10, 190), Call(10, 210), Call(20, 230)]
    log, found = played(calls, (15, lambda d: d.move_agents("h", "g", 1)), (22, lambda d: d.send_home("g", 1)), where=where)
    assert found == [1, 1]
    assert duty(log) == [(0, 0, 200), (1, 0, 220), (2, 0, 15), (2, 15, 250)]
    # Sent home at 22, and two heads due at 100, of whom the shift agent is one.
    assert log.overtime[0] == (200 - 22) + (220 - 100) + (250 - 100)


def test_who_was_sent_home_before_the_shift_ends_is_late_once():
    where = centre([Queue("a")], [Group("g", ["a"], shifts=[ShiftPlan(0, 150, 1)])], closing=300.0)
    log, found = played([Call(10, 200)], (50, lambda d: d.send_home("g", 1)), where=where)
    assert found == [1]
    assert duty(log) == [(0, 0, 210)]
    assert log.overtime[0] == 160


def test_what_is_told_after_closing_is_counted_once():
    where = centre(QUEUES, GROUPS, closing=100.0)
    calls = [Call(90, 100), Call(91, 120), Call(92, 40, "b")]
    log, found = played(calls, (150, lambda d: d.send_home("g", 1)), (160, lambda d: d.move_agents("g", "h", 1)), where=where)
    assert found == [1, 1]
    assert log.overtime.sum() == 90 + 111 + 32
    assert (log.overtime >= 0).all()


def test_shift_agents_who_moved_still_go_home_on_time():
    groups = [Group("g", ["a"], shifts=[ShiftPlan(0, 400, 1)]), Group("h", ["b"], 1)]
    where = centre(QUEUES, groups, closing=1000.0)
    log, found = played([Call(390, 50, "b"), Call(395, 50, "b")], (100, lambda d: d.move_agents("g", "h", 1)), where=where)
    assert found == [1]
    # Agent 1 is idle longer; agent 0 is called at 395 and finishes at 445, after the end of the shift.
    assert duty(log)[:2] == [(0, 0, 100), (0, 100, 445)]


def test_names_are_checked():
    def wrong(act) -> UsageError:
        with pytest.raises(UsageError) as caught:
            played([], (10, act))
        return caught.value

    assert "unknown queue 'c'" in str(wrong(lambda d: d.queue_length("c")))
    assert "did you mean" not in str(wrong(lambda d: d.queue_length("sales")))
    assert "unknown agent group 'x'" in str(wrong(lambda d: d.move_agents("x", "g", 1)))
    assert "own group" in str(wrong(lambda d: d.move_agents("g", "g", 1)))


@pytest.mark.parametrize("agents", [-1, 1.5, True, "two", None])
def test_numbers_of_agents_are_whole(agents):
    with pytest.raises(UsageError, match="whole number of 0 or more"):
        played([], (10, lambda d: d.send_for("g", agents)))


def test_a_process_is_a_generator():
    with pytest.raises(UsageError, match="generator function"):
        play_day(TWO.floor, hand_made(TWO.floor, []), lambda environment, desk: None)


def test_a_process_that_fails_is_not_swallowed():
    def process(environment, desk):
        yield environment.timeout(10)
        raise ValueError("my own mistake")

    with pytest.raises(ValueError, match="my own mistake"):
        play_day(TWO.floor, hand_made(TWO.floor, [Call(0)]), process)


def test_every_day_starts_its_own_process():
    started = []

    def process(environment, desk):
        started.append(environment.now)
        yield environment.timeout(1)

    where = centre(QUEUES, GROUPS, opening=500.0, closing=1000.0, process=process)
    play(where, [])
    play(where, [])
    assert started == [500.0, 500.0]
