"""Agents with several contacts in hand: small floors computed by hand, on both clocks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from floors import Call, Centre, Group, Queue, centre, concurrency, duty, hand_made, outcomes, same_log
from numpy.testing import assert_allclose, assert_array_equal

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Concurrency, KindPlan, ShiftPlan
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.codes import AT_WORK, BREAK

CHAT = Queue("chat", channel="chat", agent_choice="in_order")
MAIL = Queue("mail", channel="email", agent_choice="in_order")
VOICE = Queue("voice", channel="voice", agent_choice="in_order")
TWO = concurrency({"chat": 2}, paces={"chat": (1.0, 0.5)})
# A call makes mails rest; calls and mails one at a time.
INTERRUPTED = concurrency({"voice": 1, "email": 1}, {("email", "voice"): "rests"})


def play(where: Centre, calls: Sequence[Call]) -> DayLog:
    workload = hand_made(where.floor, calls)
    log = simpy_clock.play_day(where.floor, workload, where.process)
    assert same_log(log, compiled_day.play_day(where.floor, workload, where.process))
    return log


def chats(kept: Concurrency = TWO, agents: float | Sequence[float] = 1, **more) -> Centre:
    return centre([CHAT], [Group("desk", ["chat"], agents, concurrency=kept)], **more)


def chat(at: float, handle: float = 60.0, **more) -> Call:
    return Call(at, handle, "chat", **more)


# The pace of several at once


def test_two_chats_at_half_pace_each():
    # The first has 30 s left when the second comes at 30, and needs 60 for them; the second has 30 left at 90.
    log = play(chats(), [chat(0), chat(30)])
    assert_array_equal(log.contacts.answered, [0, 30])
    assert_array_equal(log.contacts.ended, [90, 120])


def test_a_third_waits_for_a_slot():
    log = play(chats(), [chat(0), chat(0), chat(10)])
    assert_array_equal(log.contacts.answered, [0, 0, 120])
    assert_array_equal(log.contacts.ended, [120, 120, 180])


def test_wrap_up_takes_attention_too():
    # Talks end at 120, then both wrap up at half pace for 40 s.
    log = play(chats(), [chat(0, wrap=20), chat(0, wrap=20)])
    assert_array_equal(log.contacts.ended, [120, 120])
    assert_array_equal(log.contacts.released, [160, 160])


def test_the_last_pace_holds_for_more():
    kept = concurrency({"chat": 4}, paces={"chat": (1.0, 0.5)})
    log = play(chats(kept), [chat(0)] * 4)
    assert_array_equal(log.contacts.ended, [120] * 4)


def test_the_pace_of_the_group_comes_on_top():
    where = centre([CHAT], [Group("desk", {"chat": (1, 0.5)}, 1, concurrency=TWO)])
    assert_array_equal(play(where, [chat(0, wrap=10), chat(0)]).contacts.released, [260, 240])


def test_at_work_is_one_span_of_several_contacts():
    log = play(chats(), [chat(0), chat(30), chat(200, 10)])
    assert duty(log, AT_WORK) == [(0, 0, 120), (0, 200, 210)]


# Mail that rests


def phone_and_mail(**more) -> Centre:
    return centre([VOICE, MAIL], [Group("desk", {"voice": 1, "mail": 2}, 1, concurrency=INTERRUPTED)], **more)


def test_a_mail_rests_during_a_call_and_is_gone_on_with():
    log = play(phone_and_mail(), [Call(0, 100, "mail"), Call(40, 50, "voice", wrap=10)])
    # 40 s of the mail are done; the call and its wrap-up take from 40 to 100; the other 60 s follow.
    assert_array_equal(log.contacts.answered, [0, 40])
    assert_array_equal(log.contacts.ended, [160, 90])
    assert duty(log, AT_WORK) == [(0, 0, 160)]


def test_two_interruptions_conserve_work_to_the_second():
    calls = [Call(0, 100, "mail", wrap=7), Call(40, 50, "voice"), Call(95, 20, "voice"), Call(96, 5, "voice")]
    log = play(phone_and_mail(), calls)
    # Of the mail: 40 s until 40, 5 s until 95; calls until 120; 55 s and 7 s of wrap-up remain.
    assert_array_equal(log.contacts.answered, [0, 40, 95, 115])
    assert_array_equal(log.contacts.ended[0], 175)
    assert_array_equal(log.contacts.released[0], 182)


def test_a_mail_done_at_the_very_moment_a_call_comes_does_not_rest():
    log = play(phone_and_mail(), [Call(0, 100, "mail"), Call(100, 50, "voice")])
    assert_array_equal(log.contacts.ended, [100, 150])


def test_a_mail_without_work_is_done_at_once_though_it_is_begun_during_a_call():
    kept = concurrency({"voice": 1, "email": 1}, {("email", "voice"): "rests", ("voice", "email"): "together"})
    where = centre([VOICE, MAIL], [Group("desk", {"voice": 1, "mail": 2}, 1, concurrency=kept)])
    log = play(where, [Call(0, 100, "voice"), Call(10, 0, "mail", wrap=5), Call(20, 0, "mail")])
    assert_array_equal(log.contacts.ended, [100, 10, 105])
    assert_array_equal(log.contacts.released, [100, 105, 105])


def test_no_mail_is_begun_during_a_call():
    log = play(phone_and_mail(), [Call(0, 100, "voice"), Call(10, 30, "mail"), Call(20, 40, "voice")])
    assert_array_equal(log.contacts.answered, [0, 140, 100])


def test_an_idle_agent_goes_before_one_with_a_mail():
    where = centre([VOICE, MAIL], [Group("desk", {"voice": 1, "mail": 2}, 2, concurrency=INTERRUPTED)])
    log = play(where, [Call(0, 100, "mail"), Call(10, 30, "voice"), Call(20, 30, "voice")])
    assert_array_equal(log.contacts.agent, [0, 1, 0])
    assert_array_equal(log.contacts.ended, [130, 40, 50])


# Coming and going


def test_a_shift_ends_with_a_mail_in_hand():
    desk = Group("desk", {"voice": 1, "mail": 2}, shifts=[ShiftPlan(0, 100, 1)], concurrency=INTERRUPTED)
    log = play(centre([VOICE, MAIL], [desk]), [Call(50, 120, "mail"), Call(60, 20, "voice"), Call(110, 5, "voice", patience=300)])
    # The mail is finished, the call at 110 is not taken: 120 s of mail and 20 s of call.
    assert outcomes(log) == ["answered", "answered", "abandoned"]
    assert_array_equal(log.contacts.ended[:2], [190, 80])
    assert duty(log) == [(0, 0, 190)]
    assert_array_equal(log.overtime, [90])


def test_a_break_waits_for_the_chats_in_hand():
    desk = Group("desk", ["chat"], shifts=[ShiftPlan(0, 1000, 1, ((50.0, 100.0),))], concurrency=TWO)
    log = play(centre([CHAT], [desk]), [chat(0), chat(40), chat(60, 10)])
    # At 40 the first has 20 s left, done at 80; the second has 40 left, done at 120; the third is begun after the break.
    assert_array_equal(log.contacts.ended, [80, 120, 230])
    assert duty(log, BREAK) == [(0, 120, 220)]


def test_who_has_the_least_in_hand_leaves_when_heads_fall():
    where = chats(agents=(2, 1), closing=200.0, interval=100.0)
    log = play(where, [chat(0, 200), chat(10, 200), chat(20, 200), chat(110, 10)])
    # In order: agent 0 has two, agent 1 one; agent 1 leaves when it is done, and takes nothing more.
    assert_array_equal(log.contacts.agent, [0, 0, 1, 0])
    assert duty(log)[1] == (1, 0, 220)
    assert log.contacts.answered[3] > 220


def test_who_was_to_leave_stays_when_heads_rise_again():
    where = chats(agents=(2, 1, 2), closing=300.0, interval=100.0)
    log = play(where, [chat(0, 300), chat(10, 300), chat(20, 300), chat(110, 50), chat(120, 10, patience=10)])
    # The fourth waits from 110 to 200, when agent 1 takes it beside the one in hand; the fifth has given up.
    assert_array_equal(log.contacts.answered[:4], [0, 10, 20, 200])
    assert log.contacts.agent[3] == 1
    assert outcomes(log)[4] == "abandoned"
    assert_array_equal(log.overtime >= 0, [True])


def test_closing_finishes_who_waits_or_sends_them_away():
    calls = [chat(0, 100), chat(0, 100), chat(90, 10)]
    log = play(chats(closing=100.0), calls)
    # Two at half pace until 200, then the third.
    assert_array_equal(log.contacts.ended, [200, 200, 210])
    assert_array_equal(log.overtime, [110])
    log = play(chats(closing=100.0, finish_waiting=False), calls)
    assert outcomes(log) == ["answered", "answered", "sent_away"]
    assert_array_equal(log.contacts.ended, [200, 200, 100])
    assert_array_equal(log.overtime, [100])


def test_an_idle_agent_who_is_moved_takes_what_waits_there():
    # The mover has got up already: she is taken off no bench a second time.
    def process(environment, desk):
        yield environment.timeout(50)
        desk.move_agents("others", "desk", 1)
        assert desk.idle_agents("others") == 1
        assert desk.idle_agents("desk") == 0
        yield environment.timeout(100)
        assert desk.idle_agents("desk") == 2

    kept = concurrency({"chat": 1, "email": 1})
    groups = [Group("desk", ["chat"], 1, concurrency=kept), Group("others", ["mail"], 2, concurrency=kept)]
    where = centre([CHAT, MAIL], groups, process=process)
    log = play(where, [chat(0, 60), chat(10, 30)])
    assert_array_equal(log.contacts.answered, [0, 50])
    assert_array_equal(log.contacts.agent, [0, 1])


# Capacity


def test_capacity_counts_in_units():
    # Voice takes the whole of an agent, a chat three tenths: three chats, or one call.
    voice, small = Queue("voice", channel="voice"), Queue("chat", channel="chat", units=0.3)
    both = {("voice", "chat"): "together", ("chat", "voice"): "together"}
    kept = concurrency({"voice": 1, "chat": 3}, both, capacity=1.0)
    where = centre([voice, small], [Group("desk", ["voice", "chat"], 1, concurrency=kept)])
    log = play(where, [chat(0, 100), chat(0, 100), chat(0, 100), chat(10, 10), Call(20, 30, "voice")])
    # The fourth chat waits until 100, and the call until the agent is empty.
    assert_array_equal(log.contacts.answered, [0, 0, 0, 100, 110])
    log = play(where, [Call(0, 30, "voice"), chat(10, 10)])
    assert_array_equal(log.contacts.answered, [0, 30])


def test_capacity_caps_all_channels_together():
    both = {("email", "chat"): "together", ("chat", "email"): "together"}
    kept = concurrency({"chat": 2, "email": 2}, both, capacity=3.0)
    where = centre([CHAT, MAIL], [Group("desk", ["chat", "mail"], 1, concurrency=kept)])
    log = play(where, [chat(0), chat(0), Call(0, 80, "mail"), Call(10, 60, "mail")])
    assert_array_equal(log.contacts.answered, [0, 0, 0, 60])


def choice(name: str, kept: Concurrency, calls: Sequence[Call]) -> list[int]:
    queues = [Queue("chat", channel="chat", agent_choice=name), Queue("mail", channel="email", agent_choice="in_order")]
    log = play(centre(queues, [Group("desk", ["chat", "mail"], 2, concurrency=kept)]), calls)
    return log.contacts.agent.tolist()


def test_choices_that_look_at_what_is_in_hand():
    both = {("email", "chat"): "together", ("chat", "email"): "together"}
    kept = concurrency({"chat": 3, "email": 3}, both)
    calls = [Call(0, 500, "mail"), Call(0, 500, "mail"), chat(10, 500), chat(20, 500)]
    # Agent 0 has two mails; chats go to agent 1, who has fewer in hand, until both have two.
    assert choice("fewest_in_hand", kept, calls) == [0, 0, 1, 1]
    # By slots of chats: one each, whatever else is in hand.
    assert sorted(choice("most_spare_capacity", kept, calls)[2:]) == [0, 1]
    # By units: agent 1 has all of them, then two of three left against one.
    assert choice("most_spare_capacity", concurrency({"chat": 3, "email": 3}, both, capacity=3.0), calls) == [0, 0, 1, 1]
    assert choice("in_order", kept, calls) == [0, 0, 0, 0]


# Customers


def test_silence_holds_a_slot_and_no_attention():
    log = play(chats(), [chat(0, 60, silence=50, wrap=5), chat(60, 40), chat(70, 10)])
    # Silent from 60 to 110, so that the second goes at full pace and ends at 100, and then the third has a slot.
    assert_array_equal(log.contacts.answered, [0, 60, 100])
    # The third is alone from 100 to 110 and done; the first wraps up from 110.
    assert_array_equal(log.contacts.ended, [110, 100, 110])
    assert_array_equal(log.contacts.released, [115, 100, 110])


def test_a_customer_leaves_before_the_talk_is_over():
    log = play(chats(), [chat(0, 60, stays=80, wrap=10), chat(0, 100)])
    assert outcomes(log) == ["left_within", "answered"]
    # The first has had 40 s of 60 and leaves at 80; wrap-up at half pace until 100; the second has 50 s left then.
    assert_array_equal(log.contacts.ended, [80, 150])
    assert_array_equal(log.contacts.released, [100, 150])


def test_who_is_served_in_time_does_not_leave():
    log = play(chats(), [chat(0, 60, stays=60.5)])
    assert outcomes(log) == ["answered"]


@pytest.mark.parametrize("silence", [0.0, 30.0])
def test_a_warm_transfer_with_another_in_hand(silence):
    where = centre(
        [CHAT, VOICE], [Group("desk", ["chat"], 1, concurrency=concurrency({"chat": 2, "voice": 1})), Group("y", ["voice"], 1)]
    )
    warm = chat(0, 60, transfer=Call(0, 20, "voice"), warm=True, wrap=10, silence=silence)
    log = play(where, [Call(0, 100, "voice"), warm, chat(0, 300), chat(10, 5)])
    # The agent stays with the customer until y is free at 100, gets nothing more meanwhile, and wraps up until 110.
    assert_array_equal(log.contacts.arrival[4], 60 + silence)
    assert_array_equal(log.contacts.ended[[1, 4]], [100, 120])
    assert_array_equal(log.contacts.released[1], 110)
    assert_array_equal(log.contacts.answered[3], 110)


def test_help_with_another_in_hand():
    queues = [CHAT, Queue("help", channel="voice")]
    where = centre(
        queues,
        [
            Group("desk", ["chat"], 1, concurrency=concurrency({"chat": 2, "voice": 1}, paces={"chat": (1.0, 0.5)})),
            Group("y", ["help"], 1),
        ],
    )
    log = play(where, [chat(0, 60, asks=20, helper=Call(0, 30, "help")), chat(0, 200)])
    # At half pace help is asked for at 40, and given until 70; 40 s of talk at half pace follow, until 150. The second, at half
    # pace until then, has 125 s left.
    assert_array_equal(log.contacts.arrival, [0, 0, 40])
    assert_array_equal(log.contacts.ended, [150, 275, 70])


def test_help_given_beside_another_contact():
    # Who helps has a chat in hand, so that the help takes 60 s.
    queues = [VOICE, Queue("help", channel="chat")]
    where = centre(
        queues,
        [
            Group("desk", ["voice"], 1),
            Group("y", ["help"], 1, concurrency=concurrency({"voice": 1, "chat": 2}, paces={"chat": (1.0, 0.5)})),
        ],
    )
    log = play(where, [Call(0, 100, "help"), Call(0, 40, "voice", asks=10, helper=Call(0, 30, "help"))])
    assert_array_equal(log.contacts.ended, [130, 100, 70])


@pytest.mark.parametrize("whose", ["skill", "people"])
def test_the_talk_after_help_is_at_the_pace_of_the_agent(whose: str) -> None:
    # At half pace help is asked for at 60 and given until 90, when there is room for the next chat, which takes 40 s. The 60 s of
    # talk that are left of the first take 120 s.
    pace, people = (0.5, {}) if whose == "skill" else (1.0, {"kinds": (KindPlan("new", 1, 0.5),)})
    queues = [CHAT, Queue("help", channel="voice")]
    desk = Group("desk", {"chat": (1, pace)}, 1, concurrency=concurrency({"chat": 2, "voice": 1}), people=people)
    log = play(centre(queues, [desk, Group("y", ["help"], 1)]), [chat(0, 90, asks=30, helper=Call(0, 30, "help")), chat(70, 20)])
    assert_array_equal(log.contacts.answered, [0, 60, 90])
    assert_array_equal(log.contacts.ended, [210, 90, 130])


# Limits


def test_work_is_conserved_at_paces_that_are_no_round_numbers():
    kept = concurrency({"chat": 3}, paces={"chat": (1.0, 0.8, 2 / 3)})
    log = play(chats(kept), [chat(0, 100), chat(10, 100), chat(25, 100)])
    # 10 s alone, 15 s of two, then three until the first has done its other 78 s at 2/3, at 142. The second has done 90 s by then
    # and ends 12.5 s on; the third has done 78 + 10 s and goes on alone.
    assert_allclose(log.contacts.ended, [142, 154.5, 166.5], rtol=1e-12)


@pytest.mark.parametrize("name", AGENT_CHOICES)
def test_every_choice_serves_everybody(name):
    queue = Queue("chat", channel="chat", agent_choice=name)
    where = centre([queue], [Group("desk", ["chat"], 2, concurrency=TWO)])
    log = play(where, [chat(10.0 * k, 45, pick=k / 8) for k in range(8)])
    assert outcomes(log) == ["answered"] * 8
    assert math.isfinite(log.contacts.released.sum())
