"""Limiting cases of several contacts in hand, bots and campaigns: what must reduce to a plainer rule, exactly or in law."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from evidence import Case
from floors import Centre, Group, Queue, centre, concurrency, duty, same_log
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import Figure, judge, simulate
from numpy.testing import assert_allclose, assert_array_equal
from several import Several, floors_of_several

from simdesk.demand.distributions import constant, exponential, lognormal
from simdesk.demand.journey_plans import Bot, Campaign
from simdesk.demand.plan import ListedArrivals, always
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Concurrency, QueuePlan
from simdesk.rules.agent_choices import AGENT_CHOICES
from simdesk.rules.codes import PASSED_ON
from simdesk.theory import erlang_a

FOUR = concurrency({"chat": 4})
ONE = concurrency({"voice": 1, "chat": 1})


def play(where: Centre, seed: int = 1) -> DayLog:
    workload = where.workload(seed)
    log = simpy_clock.play_day(where.floor, workload)
    assert same_log(log, compiled_day.play_day(where.floor, workload))
    return log


def busy(kept: Concurrency | None, choice: str = "longest_idle") -> Centre:
    """Two channels and two desks, busy enough for every rule to matter, with constant heads."""
    queues = [
        Queue("calls", 0.03, exponential(120), exponential(20), exponential(100), agent_choice=choice),
        Queue("chats", 0.02, lognormal(150, 120), 10.0, exponential(200), channel="chat", agent_choice=choice),
    ]
    groups = [
        Group("desk", {"calls": 1, "chats": 2}, 4, concurrency=kept),
        Group("others", {"chats": (1, 0.8)}, 2, concurrency=kept),
    ]
    return centre(queues, groups, closing=7200.0)


@pytest.mark.parametrize("choice", [name for name, choice in AGENT_CHOICES.items() if not choice.by_contents])
def test_one_contact_at_a_time_is_the_plain_floor(choice: str) -> None:
    plain, one = play(busy(None, choice)), play(busy(ONE, choice))
    for field in fields(plain.contacts):
        assert_array_equal(getattr(one.contacts, field.name), getattr(plain.contacts, field.name), field.name)
    assert_array_equal(one.queue_area, plain.queue_area)
    assert_array_equal(one.overtime, plain.overtime)
    assert duty(one) == duty(plain)
    assert not same_log(play(busy(concurrency({"voice": 1, "chat": 2}), choice)), one)


@pytest.mark.slow
@settings(max_examples=40)
@given(floors_of_several(plain=True), st.floats(100.0, 1000.0))
def test_ample_capacity_is_no_capacity(floor: Several, capacity: float) -> None:
    plan = floor.where.floor
    plan = replace(plan, queues=tuple(replace(queue, agent_choice="longest_idle") for queue in plan.queues))

    def with_capacity(units: float) -> DayLog:
        kept = [None if group.concurrency is None else replace(group.concurrency, capacity=units) for group in plan.groups]
        groups = tuple(replace(group, concurrency=one) for group, one in zip(plan.groups, kept, strict=True))
        return simpy_clock.play_day(replace(plan, groups=groups), floor.workload)

    assert same_log(with_capacity(capacity), with_capacity(math.inf))


def three_agents_of_four_chats(agents: int = 3, kept: Concurrency | None = FOUR) -> Centre:
    queue = Queue("chats", 0.11, exponential(100), 0.0, exponential(60), channel="chat")
    return centre([queue], [Group("desk", ["chats"], agents, concurrency=kept)], closing=43200.0, interval=3600.0, warm_up=3600.0)


@pytest.mark.slow
def test_slots_at_full_pace_are_so_many_agents() -> None:
    """Day by day, but for the last digits of ends that are planned anew."""
    for seed in range(3):
        slots, agents = play(three_agents_of_four_chats(), seed), play(three_agents_of_four_chats(12, None), seed)
        assert_array_equal(slots.contacts.outcome, agents.contacts.outcome)
        for name in ("arrival", "answered", "ended", "released"):
            assert_allclose(getattr(slots.contacts, name), getattr(agents.contacts, name), rtol=0, atol=1e-6)


@pytest.mark.statistical
def test_slots_at_full_pace_are_so_many_agents_in_law() -> None:
    """Three agents of four chats each, none slowed by others, are M/M/12+M. Six comparisons; false alarm 1e-4.

    Standard errors are below 8 %.
    """
    where = three_agents_of_four_chats()
    texts = ["mean_wait(chats)", "abandon_rate(chats)", "service_level(chats, 0 s, of_offered)"]
    texts += ["service_level(chats, 10 s, of_offered)", "contacts_in_hand(desk)", "queue_length(chats)"]
    played = simulate(where, 20, texts, seed=5)
    known = erlang_a(0.11, 100.0, 12, 60.0)
    figures = (
        known.mean_wait,
        known.p_abandon,
        1 - known.p_wait,
        known.answered_in_time(10.0),
        known.e_busy,
        known.e_queue,
    )
    samples = {text: (played.sample(text), Figure(value)) for text, value in zip(texts, figures, strict=True)}
    inputs = {"agents": 3, "concurrency": 4, "rate per s": 0.11, "handle time": 100, "patience": 60}
    judge(samples, sharp=0.08, case=Case("Chats that do not slow each other are M/M/12+M", "Erlang A, exact", inputs))


def with_bot(where: Centre) -> Centre:
    """The same customers meet a bot first, which holds nobody up."""
    whose = where.demand.queues[0]
    met = replace(whose, name="bot", bot=Bot(0.0, 0), handle_time=always(constant(0.0)))
    demand = replace(where.demand, queues=(replace(whose, arrivals=ListedArrivals(())), met))
    floor = where.floor
    front = QueuePlan("bot", "bot", (), bot=True)
    groups = tuple(replace(group, pace=(*group.pace, 1.0)) for group in floor.groups)
    return Centre(demand, replace(floor, queues=(*floor.queues, front), groups=groups))


def test_a_bot_that_holds_nobody_leads_straight_to_the_queue() -> None:
    times = np.sort(np.random.default_rng(3).uniform(0, 3500, 150))
    where = centre([Queue("chats", times, 100.0, 5.0, 80.0)], [Group("desk", ["chats"], 4)])
    straight, led = play(where), play(with_bot(where))
    behind = led.contacts.queue == 0
    assert (led.contacts.outcome[~behind] == PASSED_ON).all()
    for name in ("arrival", "answered", "ended", "released", "outcome", "agent", "group", "could_answer"):
        assert_array_equal(getattr(led.contacts, name)[behind], getattr(straight.contacts, name), name)
    assert_array_equal(led.queue_area[:1], straight.queue_area)
    assert same_log(
        replace(led, contacts=straight.contacts, queue_area=straight.queue_area, longest_queue=straight.longest_queue), straight
    )
    assert (straight.contacts.wait > 0).sum() > 50


def test_a_campaign_that_reaches_everybody_at_once_is_a_list_of_patient_customers() -> None:
    calls = Queue("calls", 0.02, exponential(100), 5.0, exponential(80))
    records = Queue("records", [0.0] * 80, exponential(120), 10.0)
    where = centre([calls, records], [Group("desk", {"calls": 1, "records": 2}, 3)])
    listed = play(where)
    demand = where.demand
    called = replace(demand.queues[1], campaign=Campaign(1.0, 0.0, None, 1))
    campaign = play(Centre(replace(demand, queues=(demand.queues[0], called)), where.floor))
    assert same_log(campaign, listed)
    half = replace(demand.queues[1], campaign=Campaign(0.5, 20.0, None, 1))
    assert not same_log(play(Centre(replace(demand, queues=(demand.queues[0], half)), where.floor)), listed)
