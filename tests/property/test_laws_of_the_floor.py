"""Random small floors keep every law."""

from __future__ import annotations

import heapq
import math
from collections import Counter as Counted
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from floors import Call, Group, Queue, centre, hand_made, outcomes, play, same_log
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import every_law, laws_of_the_line
from numpy.testing import assert_array_equal
from strategies import CLOSING, Small, floors, one_queue_calls, small_floor

from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_expression
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.registry import SERVICE_LEVEL_DEFINITIONS
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import BREAK


def run(small: Small):
    return play(small.where, small.calls, small.attendance)


@settings(max_examples=100)
@given(floors())
def test_every_law_holds(small):
    every_law(small, run(small))


@pytest.mark.slow
@settings(max_examples=1000)
@given(floors())
def test_every_law_holds_at_length(small):
    every_law(small, run(small))


def busy_manager(number: int):
    """A process that moves, sends for and sends home agents every minute or so, after closing too."""

    def process(environment, desk):
        random = Random(number)
        while True:
            yield environment.timeout(random.choice((7.0, 30.0, 60.0, random.uniform(1, 90))))
            one, other = random.choice(desk.agent_groups), random.choice(desk.agent_groups)
            agents = random.randint(1, 3)
            deed = random.choice(("move", "send for", "send home"))
            if deed == "move" and one != other:
                desk.move_agents(one, other, agents)
            elif deed == "send for":
                desk.send_for(one, agents)
            else:
                desk.send_home(one, agents)

    return process


def laws_hold_whatever_the_desk_does(small: Small) -> None:
    """An analyst's process overrules the plan; the laws of the line hold, and nobody's overtime is below nothing."""
    plan = small.where.floor
    lent = replace(plan, groups=tuple(replace(group, standby=2) for group in plan.groups))
    busy = Small(
        small.number, replace(small.where, floor=lent, process=busy_manager(small.number)), small.calls, small.attendance
    )
    log = run(busy)
    day = laws_of_the_line(busy, log)
    late = sum(max(end - max(begin, plan.closing), 0.0) for a in day.agents for begin, end, _ in day.spans["duty"][a])
    assert log.overtime.sum() >= late - 1e-6
    assert log.overtime.min(initial=0.0) >= -1e-6
    assert log.overtime.sum() <= sum(high - low for a in day.agents for low, high in day.work[a]) + 1e-6


@pytest.mark.slow
@settings(max_examples=250)
@given(floors())
def test_laws_hold_whatever_the_desk_does(small):
    laws_hold_whatever_the_desk_does(small)


@settings(max_examples=40)
@given(floors())
def test_played_again_it_is_the_same(small):
    assert same_log(run(small), run(small))


@settings(max_examples=60)
@given(floors())
def test_service_levels_keep_their_order(small):
    """Answered in time ÷ offered ≤ ÷ (answered + abandoned late) ≤ both ÷ answered and with early abandons as good."""
    log = run(small)
    rule = ServiceLevelRule()
    texts = {name: f"service_level(all, 20 s, {name})" for name in SERVICE_LEVEL_DEFINITIONS}
    parsed = {name: parse_expression(text) for name, text in texts.items()}
    plan = small.where.floor
    counter = Counter(plan, wanted_by(list(parsed.values()), rule), np.ones((len(plan.queues), plan.intervals)))
    found = Measures(plan, rule, stack([counter.count(log)]))
    level = {name: found.sample(expression).ratio for name, expression in parsed.items()}
    if math.isnan(level["of_answered"]):
        return
    assert level["of_offered"] <= level["abandoned_in_time_removed"] <= level["of_answered"]
    assert level["abandoned_in_time_removed"] <= level["abandoned_in_time_good"]
    assert level["of_offered"] <= level["short_abandons_credited"] <= level["abandoned_in_time_good"]
    assert level["of_offered"] <= level["short_abandons_removed"]
    for name, value in level.items():
        assert value >= 0
        assert value <= 1 or name == "of_expected"


def test_the_floors_are_busy_enough_to_tell():
    """Laws kept by empty floors would prove nothing."""
    seen: Counted[str] = Counted()
    for number in range(150):
        small = small_floor(number)
        log = run(small)
        seen.update(outcomes(log))
        seen["waited"] += int((log.contacts.wait > 0).sum())
        seen["tried again"] += int((log.contacts.attempt > 1).sum())
        seen["breaks"] += int((log.spans["activity"] == BREAK).sum())
        seen["late"] += int((log.overtime > 0).sum())
    least = {"answered": 1500, "abandoned": 500, "balked": 50, "blocked": 500, "sent_away": 30, "waiting": 10}
    least |= {"waited": 1000, "tried again": 300, "breaks": 100, "late": 100}
    assert all(seen[what] >= count for what, count in least.items()), seen


# One queue: an oracle of ten lines

CALLS = one_queue_calls()


def by_recursion(calls: list[tuple[float, float, float]], agents: int) -> list[float]:
    """Answer times of G/G/n+G in order of arrival (Baccelli, Boyer and Hébuterne 1984); NaN for who gives up."""
    free = [0.0] * agents
    answered = []
    for at, handle, patience in sorted(calls):
        begin = max(free[0], at)
        if begin > at + patience:
            answered.append(math.nan)
            continue
        heapq.heapreplace(free, begin + handle)
        answered.append(begin)
    return answered


def one_queue(calls: list[tuple[float, float, float]], agents: int):
    rows = [Call(at, handle, patience=patience) for at, handle, patience in sorted(calls)]
    return play(centre([Queue("a")], [Group("g", ["a"], agents)], closing=CLOSING), rows)


@given(CALLS, st.integers(1, 5))
def test_one_queue_follows_its_recursion(calls, agents):
    assert_array_equal(one_queue(calls, agents).contacts.answered, by_recursion(calls, agents))


@given(CALLS, st.integers(1, 4), st.integers(1, 3))
def test_one_group_or_several_of_the_same_skill(calls, agents, groups):
    one = one_queue(calls, agents * groups)
    rows = [Call(at, handle, patience=patience) for at, handle, patience in sorted(calls)]
    desks = [Group(f"g{k}", {"a": k + 1}, agents) for k in range(groups)]
    split = play(centre([Queue("a")], desks, closing=CLOSING), rows)
    assert_array_equal(one.contacts.answered, split.contacts.answered)
    assert_array_equal(one.contacts.ended, split.contacts.ended)


@pytest.mark.slow
@given(CALLS, st.integers(1, 4), st.lists(st.booleans(), min_size=60, max_size=60))
def test_two_queues_of_the_same_skills_are_one(calls, agents, which):
    one = one_queue(calls, agents)
    rows = [Call(at, handle, "ab"[w], patience) for (at, handle, patience), w in zip(sorted(calls), which, strict=False)]
    two = play(centre([Queue("a"), Queue("b")], [Group("g", ["a", "b"], agents)], closing=CLOSING), rows)
    assert_array_equal(one.contacts.answered, two.contacts.answered)
    assert_array_equal(one.contacts.outcome, two.contacts.outcome)
    assert_array_equal(one.contacts.could_answer, two.contacts.could_answer)
    assert_array_equal(one.contacts.agent, two.contacts.agent)


@given(one_queue_calls(patient=True, whole=True), st.integers(1, 5))
def test_an_agent_more_lets_nobody_wait_longer(calls, agents):
    """First come, first served without abandonment: every wait falls or stays, so P(W = 0) never falls.

    Whole seconds, so that sums along different ways are equal.
    """
    few, more = (one_queue(calls, n).contacts for n in (agents, agents + 1))
    assert (more.wait <= few.wait).all()
    assert (more.wait == 0).sum() >= (few.wait == 0).sum()


@pytest.mark.slow
@given(CALLS)
def test_an_agent_more_than_is_ever_needed_changes_nothing(calls):
    enough, more = one_queue(calls, len(calls)), one_queue(calls, len(calls) + 1)
    for name in ("arrival", "answered", "ended", "released", "outcome", "agent"):
        assert_array_equal(getattr(enough.contacts, name), getattr(more.contacts, name))
    assert (enough.contacts.wait == 0).all()


# Time


def stretched(small: Small, by: float) -> Small:
    """The same floor on a clock that runs at another speed; by a power of 2 no number is rounded."""

    def call(c: Call) -> Call:
        return replace(
            c,
            at=c.at * by,
            handle=c.handle * by,
            patience=c.patience * by,
            wrap=c.wrap * by,
            after=c.after * by,
            again=None if c.again is None else call(c.again),
        )

    plan = small.where.floor
    groups = tuple(
        replace(
            group,
            shifts=tuple(
                ShiftPlan(s.start * by, s.end * by, s.agents, tuple((b * by, minutes * by) for b, minutes in s.breaks))
                for s in group.shifts
            ),
        )
        for group in plan.groups
    )
    floor: FloorPlan = replace(plan, closing=plan.closing * by, interval=plan.interval * by, groups=groups)
    return Small(small.number, replace(small.where, floor=floor), tuple(call(c) for c in small.calls), small.attendance)


@settings(max_examples=60)
@given(floors(), st.sampled_from([2.0, 4.0, 0.5]))
def test_a_clock_at_another_speed_scales_times_and_changes_no_outcome(small, by):
    log, other = run(small), run(stretched(small, by))
    for name in ("outcome", "agent", "group", "queue", "attempt", "customer"):
        assert_array_equal(getattr(log.contacts, name), getattr(other.contacts, name))
    for name in ("arrival", "answered", "ended", "released", "could_answer"):
        assert_array_equal(getattr(log.contacts, name) * by, getattr(other.contacts, name))
    assert_array_equal(log.contacts.wait * by, other.contacts.wait)
    assert_array_equal(log.spans["begin"] * by, other.spans["begin"])
    assert_array_equal(log.overtime * by, other.overtime)


@settings(max_examples=40)
@given(floors(most_queues=1, most_groups=2))
def test_a_later_opening_moves_the_day(small):
    """The whole day a power of two later: the same waits, if times are whole seconds."""
    if not all(float(x).is_integer() for c in small.calls for x in (c.at, c.handle, c.wrap, c.after) if math.isfinite(x)):
        return
    later, plan = 32768.0, small.where.floor
    groups = tuple(
        replace(
            g,
            pace=(1.0,),
            shifts=tuple(
                replace(s, start=s.start + later, end=s.end + later, breaks=tuple((b + later, m) for b, m in s.breaks))
                for s in g.shifts
            ),
        )
        for g in plan.groups
    )
    early = replace(plan, groups=tuple(replace(g, pace=(1.0,)) for g in plan.groups))
    moved = replace(plan, opening=later, closing=plan.closing + later, groups=groups)
    calls = [replace(c, at=c.at + later) for c in small.calls]
    one = play_day(early, hand_made(early, small.calls, small.attendance))
    other = play_day(moved, hand_made(moved, calls, small.attendance))
    assert_array_equal(one.contacts.outcome, other.contacts.outcome)
    assert_array_equal(one.contacts.answered + later, other.contacts.answered)
