"""Agents as people on small floors reckoned by hand, on both clocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, duty, hand_made, outcomes, same_log

from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import KindPlan, MeetingPlan, Ringing, ShiftPlan
from simdesk.rules.codes import BREAK, MEETING, MISSED, ON_DUTY, PAUSED, RANG, REFUSED

MISSES = Ringing(missed=0.5, missed_after=15.0, missed_pause=60.0)
ONCE = 0.3
"""Luck with which the first offer of ``MISSES`` is missed and the second is not: 0.3 is below 0.5, 0.3 / 0.5 is not."""


def desk(agents: float = 1, **people) -> Group:
    return Group("desk", ["a"], agents, people=people)


def played(where: Centre, calls: list[Call], **workload) -> DayLog:
    """The day, equal on both clocks."""
    drawn = replace(hand_made(where.floor, calls), **workload)
    log = simpy_clock.play_day(where.floor, drawn, where.process)
    assert same_log(log, compiled_day.play_day(where.floor, drawn, where.process))
    return log


def one_queue(group: Group, calls: list[Call], **more) -> DayLog:
    return played(centre([Queue("a")], [group], **more), calls)


def answered(log: DayLog) -> list[float]:
    return log.contacts.answered.tolist()


# Ringing


def test_a_contact_rings_before_it_is_answered_and_its_wait_goes_on():
    log = one_queue(desk(ringing=Ringing(3.0)), [Call(0), Call(10)])
    assert answered(log) == [3.0, 66.0]
    assert log.contacts.wait.tolist() == [3.0, 56.0]
    assert log.contacts.released.tolist() == [63.0, 126.0]
    assert duty(log, RANG) == [(0, 0.0, 3.0), (0, 63.0, 66.0)]
    assert log.queue_area.tolist() == [59.0]


def test_each_contact_may_ring_for_its_own_time():
    log = one_queue(desk(2, ringing=Ringing(varies=True)), [Call(0, rings=4), Call(1, rings=0), Call(2, rings=7)])
    assert answered(log) == [4.0, 1.0, 68.0]
    assert duty(log, RANG) == [(0, 0.0, 4.0), (1, 61.0, 68.0)]


def test_who_hangs_up_while_it_rings_frees_the_agent():
    log = one_queue(desk(ringing=Ringing(10.0)), [Call(0, patience=4), Call(2)])
    assert outcomes(log) == ["abandoned", "answered"]
    assert log.contacts.ended[0] == 4.0
    assert log.contacts.could_answer[0] == 10.0
    assert answered(log)[1] == 14.0
    assert duty(log, RANG) == [(0, 0.0, 4.0), (0, 4.0, 14.0)]


def test_a_shadow_would_have_been_answered_after_ringing():
    log = one_queue(desk(ringing=Ringing(10.0)), [Call(0, handle=50), Call(5, patience=20), Call(100)])
    assert log.contacts.could_answer[1] == 70.0  # free at 60, ten seconds of ringing
    assert answered(log)[2] == 110.0


def test_who_hangs_up_after_closing_as_it_rings_does_not_keep_the_agent():
    log = one_queue(desk(ringing=Ringing(30.0)), [Call(80, patience=25)], closing=100.0)
    assert outcomes(log) == ["abandoned"]
    assert duty(log) == [(0, 0.0, 105.0)]
    assert log.overtime.tolist() == [5.0]


def test_a_ringing_contact_holds_its_trunk_line_until_its_customer_hangs_up():
    log = one_queue(desk(ringing=Ringing(10.0)), [Call(0, patience=4), Call(2), Call(5), Call(100)], trunks=1)
    assert outcomes(log) == ["abandoned", "blocked", "answered", "answered"]
    assert answered(log)[2:] == [15.0, 110.0]


# Offers missed


def test_a_missed_offer_goes_to_another_agent_and_the_first_is_unavailable():
    log = one_queue(desk(2, ringing=MISSES), [Call(0, offer_draw=ONCE), Call(1, handle=30), Call(20)])
    assert answered(log) == [31.0, 1.0, 75.0]  # both busy or called at 15: it waits until 31; the last until 0 is back
    assert log.contacts.agent.tolist() == [1, 1, 0]
    assert duty(log, MISSED) == [(0, 0.0, 15.0)]
    assert duty(log, PAUSED) == [(0, 15.0, 75.0)]


def test_a_missed_offer_goes_to_an_idle_agent_at_once():
    log = one_queue(desk(2, ringing=MISSES), [Call(0, offer_draw=ONCE)])
    assert answered(log) == [15.0]
    assert log.contacts.agent.tolist() == [1]


def test_a_missed_contact_stands_before_those_who_came_later():
    calls = [Call(0, handle=40), Call(1, offer_draw=ONCE), Call(2), Call(3)]
    log = one_queue(desk(2, ringing=MISSES), calls)
    # At 16 the second is back in line, at its head: at 40 it goes before the two behind.
    assert answered(log) == [0.0, 40.0, 76.0, 100.0]


def test_a_missed_contact_is_answered_by_the_same_agent_when_there_is_no_other():
    log = one_queue(desk(1, ringing=MISSES), [Call(0, offer_draw=ONCE)])
    assert answered(log) == [75.0]


def test_patience_runs_on_while_it_rings_in_vain():
    log = one_queue(desk(1, ringing=MISSES), [Call(0, patience=40, offer_draw=ONCE), Call(1, patience=10, offer_draw=ONCE)])
    assert outcomes(log) == ["abandoned", "abandoned"]
    assert log.contacts.ended.tolist() == [40.0, 11.0]


def test_refused_offers_are_told_apart():
    refuses = Ringing(missed=0.2, missed_after=15.0, refused=0.2, refused_after=2.0, refused_pause=30.0)
    log = one_queue(desk(2, ringing=refuses), [Call(0, offer_draw=0.3), Call(100, offer_draw=0.1)])
    assert duty(log, REFUSED) == [(0, 0.0, 2.0)]
    assert duty(log, PAUSED) == [(0, 2.0, 32.0)]
    assert answered(log) == [2.0, 115.0]
    assert len(duty(log, MISSED)) == 1


def test_after_five_offers_missed_the_next_is_answered():
    log = one_queue(desk(1, ringing=replace(MISSES, missed_pause=1.0)), [Call(0, offer_draw=0.0)])
    assert len(duty(log, MISSED)) == 5
    assert answered(log) == [5 * 16.0]


def test_who_misses_an_offer_as_the_shift_ends_goes_home_and_the_contact_goes_back():
    shifts = [ShiftPlan(0.0, 10.0, 1), ShiftPlan(20.0, 600.0, 1)]
    group = Group("desk", ["a"], shifts=shifts, people={"ringing": MISSES})
    log = one_queue(group, [Call(5, offer_draw=ONCE)])
    assert duty(log) == [(0, 0.0, 20.0), (1, 20.0, 600.0)]
    assert log.contacts.agent.tolist() == [1]
    assert answered(log) == [20.0]
    assert log.overtime.tolist() == [10.0]


def test_a_break_due_while_it_rings_waits_for_the_contact():
    shifts = [ShiftPlan(0.0, 600.0, 1, ((5.0, 100.0),))]
    log = one_queue(Group("desk", ["a"], shifts=shifts, people={"ringing": Ringing(10.0)}), [Call(0)])
    assert duty(log, BREAK) == [(0, 70.0, 170.0)]


def test_a_contact_missed_after_closing_is_sent_away_where_the_others_were():
    where = centre([Queue("a")], [desk(1, ringing=MISSES)], closing=100.0, finish_waiting=False)
    log = played(where, [Call(95, offer_draw=ONCE)])
    assert outcomes(log) == ["sent_away"]
    assert log.contacts.ended.tolist() == [110.0]
    assert duty(log) == [(0, 0.0, 110.0)]


def test_a_contact_missed_after_closing_is_served_by_those_who_stay():
    log = one_queue(desk(1, ringing=MISSES), [Call(95, offer_draw=ONCE)], closing=100.0)
    assert answered(log) == [170.0]
    assert duty(log) == [(0, 0.0, 230.0)]


# Wrap-up that ends, pauses and rests


def test_wrap_up_ends_by_itself_at_any_pace():
    group = Group("desk", {"a": (1, 0.5)}, 1, people={"wrap_up_limit": 60.0})
    log = one_queue(group, [Call(0, handle=10, wrap=40), Call(200, handle=10, wrap=20)])
    assert log.contacts.released.tolist() == [80.0, 260.0]  # 20 s of talk, then 80 s cut to 60; 40 s are not cut


def test_agents_pause_between_contacts():
    log = one_queue(desk(pause=5.0), [Call(0, handle=10), Call(1, handle=10)])
    assert answered(log) == [0.0, 15.0]
    assert duty(log, PAUSED) == [(0, 10.0, 15.0), (0, 25.0, 30.0)]


def test_every_second_contact_is_followed_by_a_rest():
    log = one_queue(desk(pause=5.0, rest_after=2, rest=60.0), [Call(k, handle=10) for k in range(4)])
    assert answered(log) == [0.0, 15.0, 90.0, 105.0]


def test_a_break_is_a_rest_too():
    shifts = [ShiftPlan(0.0, 3600.0, 1, ((12.0, 30.0),))]
    group = Group("desk", ["a"], shifts=shifts, people={"rest_after": 2, "rest": 60.0})
    log = one_queue(group, [Call(0, handle=10), Call(12, handle=10), Call(60, handle=10), Call(61, handle=10)])
    assert answered(log) == [0.0, 42.0, 60.0, 130.0]


def test_a_pause_is_cut_by_the_end_of_the_shift_and_by_a_break():
    shifts = [ShiftPlan(0.0, 15.0, 1), ShiftPlan(0.0, 600.0, 1, ((15.0, 20.0),))]
    log = one_queue(Group("desk", ["a"], shifts=shifts, people={"pause": 30.0}), [Call(0, handle=10), Call(0, handle=10)])
    assert duty(log, PAUSED) == [(0, 10.0, 15.0), (1, 10.0, 15.0)]
    assert duty(log, BREAK) == [(1, 15.0, 35.0)]
    assert duty(log) == [(0, 0.0, 15.0), (1, 0.0, 15.0), (1, 35.0, 600.0)]


def test_nobody_pauses_after_closing_when_nobody_waits():
    log = one_queue(desk(2, pause=30.0), [Call(80, handle=30), Call(90, handle=5)], closing=100.0)
    assert duty(log) == [(0, 0.0, 110.0), (1, 0.0, 100.0)]
    log = one_queue(desk(2, pause=30.0), [Call(80, handle=30), Call(81, handle=30), Call(82, handle=5)], closing=100.0)
    assert answered(log)[2] == 140.0
    assert duty(log) == [(0, 0.0, 145.0), (1, 0.0, 140.0)]  # the second stays while the third waits
    assert log.overtime.tolist() == [85.0]


def test_heads_that_fall_take_those_who_pause_before_those_who_are_busy():
    log = one_queue(desk((2.0, 1.0), pause=30.0), [Call(0, handle=50), Call(1, handle=500)], closing=120.0, interval=60.0)
    assert duty(log) == [(0, 0.0, 60.0), (1, 0.0, 501.0)]
    assert duty(log, PAUSED) == [(0, 50.0, 60.0)]


# Agents who differ


def test_some_agents_are_slower_and_come_first():
    log = one_queue(desk(2, kinds=(KindPlan("new", 1, 0.5),)), [Call(0), Call(0)])
    assert log.contacts.released.tolist() == [120.0, 60.0]


def test_some_agents_resolve_less():
    group = Group("desk", ["a"], 2, unresolved={"a": 0.2}, people={"kinds": (KindPlan("new", 1, unresolved=0.6),)})
    again = [Call(at, repeat=Call(0), resolution=0.5, later=100.0) for at in (0.0, 0.0)]
    log = one_queue(group, again)
    assert log.contacts.arrival.tolist() == [0.0, 0.0, 160.0]
    assert log.contacts.customer.tolist() == [0, 1, 0]


def some_skills(agents: float = 2, choice: str | None = None, **more) -> Centre:
    """Two queues; the first agent takes only a."""
    group = Group("desk", ["a", "b"], agents, people={"kinds": (KindPlan("new", 1, takes=(True, False)),)})
    return centre([Queue("a", agent_choice=choice), Queue("b", agent_choice=choice)], [group], **more)


@pytest.mark.parametrize("choice", [None, "random", "fewest_contacts", "round_robin", "in_order"])
def test_contacts_go_to_those_who_take_them(choice):
    log = played(some_skills(choice=choice), [Call(0, queue="b"), Call(1, queue="b"), Call(2, queue="a"), Call(3, queue="a")])
    assert log.contacts.agent.tolist() == [1, 1, 0, 0]
    assert answered(log) == [0.0, 60.0, 2.0, 62.0]


def test_who_does_not_take_the_first_in_line_takes_the_next():
    log = played(some_skills(), [Call(0, queue="a"), Call(0, queue="b", handle=300), Call(1, queue="b"), Call(2, queue="a")])
    assert log.contacts.agent.tolist() == [0, 1, 1, 0]
    assert answered(log) == [0.0, 0.0, 300.0, 60.0]


def test_who_does_not_take_those_who_wait_goes_home_at_closing():
    log = played(some_skills(closing=100.0), [Call(50, queue="b"), Call(51, queue="b")])
    assert duty(log) == [(0, 0.0, 100.0), (1, 0.0, 170.0)]


def test_who_is_moved_works_at_her_own_share_of_the_others_pace():
    def manager(environment, desk):
        yield environment.timeout(10)
        desk.move_agents("desk", "other", 1)

    groups = [
        Group("desk", {"a": (1, 2.0)}, 1, people={"kinds": (KindPlan("new", 1, 0.5),)}),
        Group("other", {"b": (1, 0.8)}, 0),
    ]
    where = centre([Queue("a"), Queue("b")], groups, process=manager)
    log = played(where, [Call(0, queue="a", handle=10), Call(20, queue="b", handle=10)])
    assert log.contacts.released.tolist() == [10.0, 45.0]  # 10 s at 2.0 × 0.5, and at 0.8 × 0.5


def test_the_desk_sends_home_and_moves_those_who_pause():
    def manager(environment, desk):
        yield environment.timeout(20)
        assert desk.send_home("desk", 1) == 1
        assert desk.move_agents("desk", "other", 1) == 1

    groups = [desk(2, pause=30.0), Group("other", ["b"], 0)]
    where = centre([Queue("a"), Queue("b")], groups, process=manager)
    log = played(where, [Call(0, handle=10), Call(0, handle=10), Call(15, queue="b", handle=10)])
    assert answered(log)[2] == 40.0
    assert log.contacts.agent.tolist() == [0, 1, 1]
    assert duty(log)[0] == (0, 0.0, 20.0)


# Who is there, and when


def test_the_absent_are_nowhere():
    where = centre([Queue("a")], [desk((2.0, 3.0, 1.0), absence=0.5)], closing=180.0, interval=60.0)
    log = played(where, [], absent={"desk": np.array([0.9, 0.2, 0.7])})
    assert duty(log) == [(0, 0.0, 120.0), (2, 60.0, 180.0)]
    everyone = played(where, [], absent={"desk": np.array([0.5, 0.6, 0.7])})
    plain = played(centre([Queue("a")], [desk((2.0, 3.0, 1.0))], closing=180.0, interval=60.0), [])
    assert same_log(everyone, plain)


def test_agents_of_shifts_are_absent_and_late():
    shifts = [ShiftPlan(0.0, 600.0, 3, ((100.0, 50.0),)), ShiftPlan(300.0, 900.0, 2)]
    where = centre([Queue("a")], [Group("desk", ["a"], shifts=shifts, people={"absence": 0.5})], closing=1000.0)
    drawn = {"absent": {"desk": np.array([0.1, 0.9, 0.9, 0.9, 0.9])}, "late": {"desk": np.array([0.0, 120.0, 0.0, 30.0, 700.0])}}
    log = played(where, [], **drawn)
    assert duty(log) == [(1, 120.0, 600.0), (2, 0.0, 100.0), (2, 150.0, 600.0), (3, 330.0, 900.0)]


def test_a_meeting_waits_for_the_contact_in_hand():
    for group in (
        desk(3, meetings=(MeetingPlan(30.0, 100.0, 2),)),
        Group("desk", ["a"], shifts=[ShiftPlan(0.0, 600.0, 3)], people={"meetings": (MeetingPlan(30.0, 100.0, 2),)}),
    ):
        log = one_queue(group, [Call(0), Call(10), Call(40)], closing=600.0)
        assert duty(log, MEETING) == [(0, 60.0, 160.0), (1, 70.0, 170.0)]
        assert log.contacts.agent.tolist() == [0, 1, 2]
        assert duty(log, BREAK) == []


def test_a_meeting_of_all_or_of_one_kind():
    everybody = one_queue(desk(3, meetings=(MeetingPlan(30.0, 100.0),)), [])
    assert duty(everybody, MEETING) == [(a, 30.0, 130.0) for a in range(3)]
    kinds = (KindPlan("one", 1), KindPlan("two", 1, 0.8))
    log = one_queue(desk(3, kinds=kinds, meetings=(MeetingPlan(30.0, 100.0, kind=2),)), [])
    assert duty(log, MEETING) == [(1, 30.0, 130.0)]


def test_heads_that_fall_during_a_meeting_leave_from_it():
    group = desk((3.0, 1.0, 3.0), meetings=(MeetingPlan(30.0, 100.0, 2),))
    log = one_queue(group, [Call(0, handle=10), Call(1, handle=10), Call(2, handle=500)], closing=180.0, interval=60.0)
    assert duty(log, MEETING) == [(0, 30.0, 60.0), (1, 30.0, 60.0)]
    assert duty(log, ON_DUTY) == [(0, 0.0, 30.0), (0, 120.0, 180.0), (1, 0.0, 30.0), (1, 120.0, 180.0), (2, 0.0, 502.0)]


def test_a_break_in_a_meeting_makes_it_longer():
    shifts = [ShiftPlan(0.0, 600.0, 1, ((50.0, 20.0),))]
    group = Group("desk", ["a"], shifts=shifts, people={"meetings": (MeetingPlan(30.0, 100.0),)})
    log = one_queue(group, [])
    assert duty(log, MEETING) == [(0, 30.0, 150.0)]


def test_the_desk_sees_who_rings_and_who_pauses():
    seen = []

    def watcher(environment, desk):
        for after in (2, 10, 60):
            yield environment.timeout(after)
            counts = desk.counts("a")
            seen.append((desk.queue_length("a"), counts["waiting"], counts["answered"], desk.unavailable_agents("desk")))

    where = centre([Queue("a")], [desk(1, ringing=Ringing(5.0), pause=30.0)], process=watcher)
    played(where, [Call(0), Call(1)])
    assert seen[:3] == [(1, 2, 0, 0), (1, 1, 1, 0), (1, 1, 1, 1)]
