"""Help during a talk and a transfer or a repeat contact after it: small floors computed by hand, on both clocks."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from floors import Call, Centre, Group, Queue, centre, concurrency, hand_made, outcomes, same_log
from numpy.testing import assert_array_equal

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.rules.leg_codes import REASONS

QUEUES = [Queue("a"), Queue("b"), Queue("help")]
HELPED = Call(0, 30, wrap=20, asks=10, helper=Call(0, 40, "help"))


def play(where: Centre, calls: list[Call]) -> DayLog:
    workload = hand_made(where.floor, calls)
    log = simpy_clock.play_day(where.floor, workload)
    assert same_log(log, compiled_day.play_day(where.floor, workload))
    return log


def desk(pace: float = 1.0, unresolved: float = 0.0, queues: list[Queue] = QUEUES, **more) -> Centre:
    """One agent each for a, b and help."""
    first = Group("x", {"a": (1, pace)}, 1, unresolved={"a": unresolved})
    return centre(queues, [first, Group("y", ["b"], 1), Group("lead", ["help"], 1)], **more)


def reasons(log: DayLog) -> list[str]:
    return [REASONS[code] for code in log.contacts.reason]


def test_help_and_then_a_blind_transfer():
    # Help from 10 to 50, 20 s of talk, the transfer at 70; the agent wraps up until 90 and takes the next.
    log = play(desk(), [replace(HELPED, transfer=Call(0, 40, "b")), Call(1, 10)])
    assert reasons(log) == ["first_try", "first_try", "assistance", "transfer"]
    assert_array_equal(log.contacts.attempt, [1, 1, 2, 3])
    assert_array_equal(log.contacts.journey, [0, 1, 0, 0])
    assert_array_equal(log.contacts.arrival, [0, 1, 10, 70])
    assert_array_equal(log.contacts.answered, [0, 90, 10, 70])
    assert_array_equal(log.contacts.ended, [70, 100, 50, 110])
    assert_array_equal(log.contacts.released, [90, 100, 50, 110])


def test_help_at_half_pace_and_then_a_warm_transfer():
    # Asked at 20, helped until 60, 40 s of talk at half pace until 100; b is free at 150; wrap-up takes 40 s.
    calls = [Call(0, 150, "b"), replace(HELPED, transfer=Call(0, 40, "b"), warm=True), Call(1, 10)]
    log = play(desk(pace=0.5), calls)
    assert_array_equal(log.contacts.arrival, [0, 0, 1, 20, 100])
    assert_array_equal(log.contacts.answered, [0, 0, 190, 20, 150])
    assert_array_equal(log.contacts.ended, [150, 150, 210, 60, 190])


def test_help_at_the_end_of_the_talk_and_then_a_warm_transfer_given_up():
    # Helped from 30 to 70; the customer waits for b from 70 on, gives up at 95 and lets the agent go.
    calls = [Call(0, 150, "b"), replace(HELPED, asks=math.inf, transfer=Call(0, 40, "b", patience=25), warm=True)]
    log = play(desk(), calls)
    assert outcomes(log) == ["answered", "answered", "answered", "abandoned"]
    assert_array_equal(log.contacts.arrival, [0, 0, 30, 70])
    assert_array_equal(log.contacts.ended, [150, 95, 70, 95])
    assert_array_equal(log.contacts.released[1], 115)


def test_nobody_helps_and_the_contact_is_passed_on_all_the_same():
    # The lead is busy until 100. The agent waits from 10 to 35, talks until 55 and passes the customer on.
    calls = [replace(HELPED, helper=Call(0, 40, "help", patience=25), transfer=Call(0, 40, "b")), Call(0, 100, "help")]
    log = play(desk(), calls)
    assert outcomes(log) == ["answered", "answered", "abandoned", "answered"]
    assert_array_equal(log.contacts.arrival, [0, 0, 10, 55])
    assert_array_equal(log.contacts.released[0], 75)


def test_help_and_a_repeat_contact():
    # Both talks end at 70. Of the two drawn numbers one is below the share not resolved: that customer comes again at 120.
    calls = [replace(HELPED, repeat=Call(0, 10), resolution=0.1, later=50)]
    log = play(desk(unresolved=0.2), calls)
    assert reasons(log) == ["first_try", "assistance", "repeat"]
    assert_array_equal(log.contacts.arrival, [0, 10, 120])
    assert reasons(play(desk(unresolved=0.2), [replace(calls[0], resolution=0.3)])) == ["first_try", "assistance"]


def test_whether_the_queue_is_long_is_asked_at_the_end_of_the_talk():
    # Two wait when help is asked for, at 10, and one at the end of the talk, at 70.
    queues = [replace(QUEUES[0], rushed=(2, 1.0)), *QUEUES[1:]]
    calls = [replace(HELPED, repeat=Call(0, 10), resolution=0.1, later=500), Call(1, 10, patience=50), Call(2, 10)]
    assert "repeat" not in reasons(play(desk(queues=queues), calls))
    assert "repeat" in reasons(play(desk(queues=queues), [*calls[:1], replace(calls[1], patience=90), calls[2]]))


def test_what_follows_a_repeat_contact_may_follow_it_too():
    again = replace(HELPED, at=0, transfer=Call(0, 10, "b"))
    log = play(desk(unresolved=1.0), [replace(HELPED, repeat=again, later=50)])
    assert reasons(log) == ["first_try", "assistance", "repeat", "assistance", "transfer"]
    assert_array_equal(log.contacts.arrival, [0, 10, 120, 130, 190])
    assert_array_equal(log.contacts.attempt, [1, 2, 3, 4, 5])


def test_a_lost_contact_needs_no_help_and_its_next_try_may():
    lost = replace(
        HELPED, at=1, patience=9, transfer=Call(0, 10, "b"), again=replace(HELPED, transfer=Call(0, 10, "b")), after=90
    )
    log = play(desk(), [Call(0, 60), lost])
    assert outcomes(log) == ["answered", "abandoned", "answered", "answered", "answered"]
    assert reasons(log)[1:] == ["first_try", "redial", "assistance", "transfer"]
    assert_array_equal(log.contacts.arrival, [0, 1, 100, 110, 170])
    assert_array_equal(log.contacts.attempt, [1, 1, 2, 3, 4])


@pytest.mark.parametrize("warm", [False, True])
def test_a_trunk_line_is_held_through_help_to_the_end(warm):
    # Three lines. The first holds one until 70, and where the transfer is warm until b answers at 100; the transfer holds one.
    calls = [Call(0, 100, "b"), replace(HELPED, transfer=Call(0, 40, "b"), warm=warm), Call(71, 1), Call(101, 1)]
    log = play(desk(trunks=3), calls)
    became = dict(zip(log.contacts.arrival.tolist(), outcomes(log), strict=True))
    assert became[71.0] == ("blocked" if warm else "answered")
    assert became[101.0] == "answered"


def test_help_and_transfer_after_closing():
    # Nobody is left for b at 120: the transfer is blocked, and the agent goes after the wrap-up.
    log = play(desk(closing=100.0), [replace(HELPED, at=50, transfer=Call(0, 40, "b"))])
    assert outcomes(log) == ["answered", "answered", "blocked"]
    assert_array_equal(log.contacts.arrival, [50, 60, 120])
    assert_array_equal(log.overtime, [40, 0, 0])


def test_help_and_a_warm_transfer_count_as_work():
    # The first works 30 s, waits 40 s for help and 30 s for b; the other works 90 s, so it gets the last.
    queues = [replace(QUEUES[0], agent_choice="least_busy"), *QUEUES[1:]]
    where = centre(queues, [Group("x", ["a"], 2), Group("y", ["b"], 1), Group("lead", ["help"], 1)])
    calls = [Call(0, 100, "b"), replace(HELPED, wrap=0, transfer=Call(0, 40, "b"), warm=True), Call(1, 90), Call(200, 10)]
    log = play(where, calls)
    x = log.contacts.agent[1]
    assert_array_equal(log.contacts.agent[[2, 5]], [1 - x, 1 - x])


# Several contacts in progress


def chats(*calls: Call) -> DayLog:
    queues = [Queue("chat", channel="chat", agent_choice="in_order"), Queue("b"), Queue("help")]
    kept = concurrency({"chat": 2, "voice": 1})
    groups = [
        Group("desk", ["chat"], 1, concurrency=kept, unresolved={"chat": 1.0}),
        Group("y", ["b"], 1),
        Group("lead", ["help"], 1),
    ]
    return play(centre(queues, groups), list(calls))


TALK = Call(0, 60, "chat", wrap=10, asks=20, helper=Call(0, 30, "help"))


def test_help_and_then_a_warm_transfer_beside_another():
    # Helped from 20 to 50, talk until 90, with the customer until b is free at 200: until 210 there is no place for another.
    warm = replace(TALK, transfer=Call(0, 20, "b"), warm=True)
    log = chats(Call(0, 200, "b"), warm, Call(0, 300, "chat"), Call(10, 5, "chat"))
    assert_array_equal(log.contacts.arrival, [0, 0, 0, 10, 20, 90])
    assert_array_equal(log.contacts.answered, [0, 0, 0, 210, 20, 200])
    assert_array_equal(log.contacts.ended, [200, 200, 300, 215, 50, 220])
    assert_array_equal(log.contacts.released[1], 210)


@pytest.mark.parametrize(("asks", "rest"), [(20.0, 40.0), (math.inf, 0.0)])
def test_help_and_then_a_blind_transfer_beside_another(asks, rest):
    log = chats(replace(TALK, asks=asks, transfer=Call(0, 20, "b")), Call(0, 300, "chat"))
    assert_array_equal(log.contacts.arrival, [0, 0, 60 - rest, 90])
    assert_array_equal(log.contacts.released, [100, 300, 90 - rest, 110])


def test_help_and_a_repeat_contact_beside_another():
    log = chats(replace(TALK, repeat=Call(0, 5, "chat"), later=50), Call(0, 300, "chat"))
    assert_array_equal(log.contacts.arrival, [0, 0, 20, 140])
    assert reasons(log)[2:] == ["assistance", "repeat"]


def test_the_customers_silence_comes_after_the_help():
    # It is counted at the end of the talk: help from 20 to 50, talk until 90, silence until 105.
    log = chats(replace(TALK, silence=15, transfer=Call(0, 20, "b")))
    assert_array_equal(log.contacts.arrival, [0, 20, 105])
    assert_array_equal(log.contacts.ended, [105, 50, 125])
    assert_array_equal(chats(replace(TALK, asks=math.inf, silence=15)).contacts.arrival, [0, 60])


@pytest.mark.parametrize(("stays", "ended"), [(10, 10), (19, 19), (45, 50), (50, 50), (50.5, 50.5), (89, 89)])
def test_a_customer_whose_time_is_over_leaves_and_not_while_helped(stays, ended):
    # Help goes on from 20 to 50. Whoever has left is neither transferred nor comes again.
    for after in ({"transfer": Call(0, 20, "b")}, {"transfer": Call(0, 20, "b"), "warm": True}, {"repeat": Call(0, 5, "chat")}):
        log = chats(replace(TALK, stays=stays, **after))
        assert outcomes(log) == ["left_within", "answered"][: 1 + (stays > 20)]
        assert_array_equal(log.contacts.ended[0], ended)
        assert_array_equal(log.contacts.released[0], ended + 10)


def test_a_customer_helped_at_the_end_of_the_talk_does_not_leave():
    # At 90, when the help is over, so is the talk.
    log = chats(replace(TALK, asks=math.inf, stays=70, transfer=Call(0, 20, "b")))
    assert outcomes(log) == ["answered"] * 3
    assert_array_equal(log.contacts.arrival, [0, 60, 90])
    # But for the customer's silence, which is still to come.
    log = chats(replace(TALK, asks=math.inf, stays=70, silence=15, transfer=Call(0, 20, "b")))
    assert outcomes(log) == ["left_within", "answered"]
