"""What is counted of agents who ring, miss, pause and meet, and what is told of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made

from simdesk.demand.distributions import constant
from simdesk.demand.plan import StaffDemand
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.explain.causes import CAUSES, causes_in, without
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.story import Story, tell
from simdesk.floor.parts import KindPlan, MeetingPlan, Ringing, ShiftPlan
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_expression
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.rules import ServiceLevelRule
from simdesk.results.shown.frames import agents_of_day

MISSES = Ringing(5.0, missed=0.5, missed_after=15.0, missed_pause=60.0)
RULE = ServiceLevelRule()


def measured(where: Centre, log: DayLog, *texts: str) -> list[float]:
    expressions = [parse_expression(text) for text in texts]
    counter = Counter(where.floor, wanted_by(expressions, RULE), where.workload().expected)
    found = Measures(where.floor, RULE, stack([counter.count(log)]))
    return [float(found.estimate(expression).mean) for expression in expressions]


def one(agents: float, calls: list[Call], **people) -> tuple[Centre, DayLog]:
    where = centre([Queue("a")], [Group("desk", ["a"], agents, people=people)], closing=600.0)
    return where, play_day(where.floor, hand_made(where.floor, calls))


def test_ringing_and_pauses_are_neither_handling_nor_idle():
    # Rings 5 s, 60 s of work, 10 s of pause, twice; on duty 600 s.
    where, log = one(1, [Call(0), Call(300)], ringing=Ringing(5.0), pause=10.0)
    texts = ("occupancy(desk)", "utilisation(desk)", "agents_not_ready(desk)", "agents_busy(desk)", "agents_on_duty(desk)")
    found = measured(where, log, *texts)
    assert found == pytest.approx([120 / (600 - 30), 120 / 600, 30 / 600, 120 / 600, 1.0])


def test_service_level_and_waits_count_until_the_answer():
    where, log = one(1, [Call(0), Call(30)], ringing=Ringing(5.0))
    texts = ("service_level(a, 4 s)", "service_level(a, 5 s)", "mean_speed_of_answer(a)", "longest_queue(a)", "queue_length(a)")
    assert measured(where, log, *texts) == pytest.approx([0.0, 0.5, (5 + 40) / 2, 1.0, 45 / 600])


def test_missed_and_refused_offers_are_counted():
    ringing = Ringing(missed=0.3, missed_after=15.0, missed_pause=60.0, refused=0.3, refused_after=2.0)
    where, log = one(2, [Call(0, offer_draw=0.153), Call(200, offer_draw=0.5), Call(400)], ringing=ringing)
    found = measured(where, log, "missed_offers(desk)", "refused_offers(desk)", "contacts_handled(desk)", "missed_offers(all)")
    # 0.153 / 0.3 = 0.51 is refused, (0.51 - 0.3) / 0.3 = 0.7 answered; (0.5 - 0.3) / 0.3 = 0.67 is answered too.
    assert found == [1.0, 2.0, 3.0, 1.0]


def test_spans_of_agents_add_up_to_their_time():
    where, log = one(2, [Call(0, offer_draw=0.3), Call(100)], ringing=MISSES, pause=7.0, meetings=(MeetingPlan(200.0, 50.0, 1),))
    table = agents_of_day(where.floor, 0, log)
    for agent in (0, 1):
        mine = table[table["agent"] == agent]
        assert mine["seconds"].sum() - mine[mine["activity"] == "wrap_up"]["seconds"].sum() == pytest.approx(600.0)
        edges = mine[["begin", "end"]].to_numpy()
        assert (edges[1:, 0] == edges[:-1, 1]).all()
    assert table[table["activity"] == "missed_offer"][["agent", "begin", "end"]].to_numpy().tolist() == [[0, 0.0, 15.0]]
    assert set(table["activity"]) == {"handling", "idle", "ringing", "missed_offer", "pause", "meeting"}


def story(where: Centre, calls: list[Call], k: int) -> Story:
    workload = hand_made(where.floor, calls)
    log = play_day(where.floor, workload)
    return tell(where.floor, workload, log, k, parse_expression("service_level(a, 20 s)"), RULE)


def lines(told: Story, kind: str) -> list[str]:
    return [line.text for line in told.lines if line.kind == kind]


def floor(agents: float = 1, queues: tuple[str, ...] = ("a",), **people) -> Centre:
    return centre([Queue(name) for name in queues], [Group("desk", list(queues), agents, people=people)])


def test_a_story_of_a_contact_that_rings():
    told = story(floor(2, ringing=Ringing(5.0)), [Call(100)], 0)
    assert lines(told, "answer") == [
        "Agent 0 of desk, idle since 00:00:00, was called for it at once: of 2 idle in desk this one had been idle longest. It "
        "rang for 5 s, and was answered after 5 s."
    ]
    assert not lines(told, "place")
    told = story(floor(1, ringing=Ringing(5.0)), [Call(0), Call(10), Call(67)], 1)
    assert lines(told, "answer") == [
        "Agent 0 of desk, just finished with contact 0 (a), was called for it after 55 s: nobody else waited whom desk could "
        "take. It rang for 5 s, and was answered after 60 s."
    ]


def test_a_story_of_a_missed_offer():
    told = story(floor(2, ringing=MISSES), [Call(0, offer_draw=0.3), Call(1)], 0)
    assert lines(told, "missed") == ["Agent 0 of desk was called for it in vain."]
    assert lines(told, "floor") == ["desk: 2 on duty, all idle."]
    told = story(floor(2, ringing=MISSES), [Call(0, offer_draw=0.3), Call(6), Call(30)], 2)
    assert lines(told, "floor") == [
        "desk: 2 on duty, 1 busy: 1 with a; 1 unavailable between contacts; the next to finish at 00:01:11."
    ]


def test_a_story_of_a_customer_who_hangs_up_as_it_rings():
    told = story(floor(1, ringing=Ringing(9.0)), [Call(0, patience=4), Call(2)], 0)
    assert lines(told, "end") == ["It hung up while agent 0 was called for it: its patience of 4 s was over."]
    told = story(floor(1, ringing=Ringing(9.0)), [Call(0, patience=4), Call(2)], 1)
    assert lines(told, "floor") == ["desk: 1 on duty, nobody busy; 1 called for another contact."]


def test_a_story_of_agents_who_do_not_take_the_queue():
    where = floor(2, ("a", "b"), kinds=(KindPlan("new", 1, takes=(False, True)),))
    told = story(where, [Call(0, queue="a", handle=300), Call(5, queue="a"), Call(6, queue="b"), Call(7, queue="b")], 1)
    assert lines(told, "floor") == ["desk: 2 on duty, 1 busy: 1 with a; 1 idle; 1 of those on duty does not take a."]
    assert lines(told, "passed_over") == [
        "2 contacts of b went to desk meanwhile (00:00:06 and 00:01:06): by agents of desk who do not take a."
    ]


def test_a_story_of_a_meeting():
    shifts = [ShiftPlan(0.0, 3600.0, 2)]
    group = Group("desk", ["a"], shifts=shifts, people={"meetings": (MeetingPlan(20.0, 100.0, 1),)})
    where = centre([Queue("a")], [group])
    told = story(where, [Call(0, handle=10), Call(1, handle=300), Call(15, handle=10), Call(30)], 3)
    assert lines(told, "floor") == [
        "desk: 1 on duty, all busy: 1 with a; 1 on break or in a meeting; the next to finish at 00:05:01."
    ]
    assert lines(told, "staff") == ["1 agent of desk came back from a meeting (00:02:05)."]
    assert lines(told, "answer") == [
        "Agent 0 of desk, just back from a break or a meeting, took it after 95 s: nobody else waited whom desk could take."
    ]


def test_absence_lateness_and_meetings_are_causes() -> None:
    shifts = [ShiftPlan(0.0, 600.0, 3)]
    people = {"absence": 0.5, "meetings": (MeetingPlan(110.0, 50.0, 1),)}
    where = centre([Queue("a")], [Group("desk", ["a"], shifts=shifts, people=people)], closing=600.0, interval=100.0)
    demand = replace(where.demand, staff=(StaffDemand("desk", 3, True, 0.5, constant(130.0)),))
    at = QueueInterval(where.floor, demand, 0, 1)  # from 100 to 200
    calls = [Call(90, handle=50), Call(105, handle=50), Call(120, handle=30)]
    staff = {"absent": {"desk": np.array([0.9, 0.1, 0.9])}, "late": {"desk": np.array([0.0, 0.0, 130.0])}}
    workload = replace(hand_made(where.floor, calls), **staff)
    log = play_day(where.floor, workload)
    assert set(causes_in(at)) == {*CAUSES, "meetings", "absence and lateness"}
    # One of three is away all the time, another until 130: 100 s and 30 s of the interval.
    there, missing = without("absence and lateness", at, workload, log) or (None, 0.0)
    assert missing == pytest.approx(130 / 60)
    assert there is not None
    answered = play_day(there.plan, there.workload).contacts.answered
    assert answered.tolist() == [90.0, 105.0, 120.0]
    # The first is busy until 140 and meets until 190; of the interval 50 s.
    without_it, spent = without("meetings", at, workload, log) or (None, 0.0)
    assert spent == pytest.approx(50 / 60)
    assert without_it is not None
    assert without_it.plan.groups[0].meetings == ()
    assert log.contacts.answered.tolist() == [90.0, 130.0, 180.0]
    assert play_day(without_it.plan, without_it.workload).contacts.answered.tolist() == [90.0, 130.0, 140.0]
    plain = QueueInterval(centre([Queue("a")], [Group("desk", ["a"], 1)]).floor, where.demand, 0, 0)
    assert set(causes_in(plain)) == set(CAUSES)
