"""Every number a story of a contact claims, counted again from the log alone, on random days.

Where things happen at one time the log does not know their order, so there a count must lie between what was strictly so and
what was so at the border; on the floors without ties (half of them) the two are equal.
"""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from floors import drawn_choice, hand_made
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Small, small_floor

from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.explain.changes import may_take
from simdesk.explain.lateness import judged
from simdesk.explain.story import Story, tell
from simdesk.floor.parts import ALWAYS, Access
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import ABANDONED, ANSWERED, BALKED, BLOCKED, BREAK, ON_DUTY, OUTCOMES, SENT_AWAY

MEASURE = parse_expression("service_level(q0, 20 s)")
RULE = ServiceLevelRule()


class Counted:
    """What the log alone says of a moment: how often it is so strictly, and with the borders."""

    def __init__(self, plan: FloorPlan, log: DayLog) -> None:
        self.plan, self.log, self.c = plan, log, log.contacts
        self.left = np.where(np.isnan(self.c.left), np.inf, self.c.left)

    def spans(self, activity: int, g: int, at: float) -> tuple[int, int]:
        spans = self.log.spans[(self.log.spans["activity"] == activity) & (self.log.spans["group"] == g)]
        return _both((spans["begin"], spans["end"]), at)

    def busy(self, g: int, at: float) -> tuple[int, int]:
        mine = self.c.group == g
        return _both((self.c.answered[mine], self.c.released[mine]), at)

    def waiting(self, queues: set[int], at: float) -> tuple[int, int]:
        mine = np.isin(self.c.queue, list(queues))
        return _both((self.c.arrival[mine], self.left[mine]), at)

    def strictly_waiting(self, at: float) -> list[int]:
        return np.flatnonzero((self.c.arrival < at) & (self.left > at)).tolist()

    def level(self, levels: tuple[tuple[int, ...], ...], member: int) -> int | None:
        return next((k for k, members in enumerate(levels) if member in members), None)


def _both(spans: tuple[Any, Any], at: float) -> tuple[int, int]:
    begin, end = spans
    return int(((begin < at) & (at < end)).sum()), int(((begin <= at) & (at <= end)).sum())


def within(value: int, borders: tuple[int, int]) -> bool:
    return borders[0] <= value <= borders[1]


def only(story: Story, kind: str) -> dict[str, Any] | None:
    found = [line.facts for line in story.lines if line.kind == kind]
    assert len(found) <= 1, kind
    return found[0] if found else None


def every(story: Story, kind: str) -> list[dict[str, Any]]:
    return [line.facts for line in story.lines if line.kind == kind]


def check(plan: FloorPlan, log: DayLog, k: int, story: Story, plain: bool) -> None:
    day = Counted(plan, log)
    q, at, left = int(day.c.queue[k]), float(day.c.arrival[k]), float(day.left[k])
    assert story.subject["outcome"] == OUTCOMES[day.c.outcome[k]]
    crews(day, story, q, at)
    place(day, story, q, at)
    ahead(day, story, k)
    passed_over(day, story, k)
    staff(day, story, q, at, left)
    ended(day, story, k, plain)
    counted, in_time = judged(day.c, MEASURE, RULE, plan)
    verdict = only(story, "verdict")
    assert verdict is not None
    assert verdict["counted"] == counted[k]
    assert verdict["in_time"] == (counted[k] and in_time[k])


def crews(day: Counted, story: Story, q: int, at: float) -> None:
    names = [group.name for group in day.plan.groups]
    told = every(story, "floor")
    assert [facts["group"] for facts in told] == [names[g] for g in may_take(day.plan, q)]
    for facts in told:
        g = names.index(facts["group"])
        assert within(facts["on_duty"], day.spans(ON_DUTY, g, at)), facts
        assert within(facts["on_break"], day.spans(BREAK, g, at)), facts
        assert within(facts["busy"], day.busy(g, at)), facts
        assert facts["idle"] == facts["on_duty"] - facts["busy"]
        assert sum(hand["agents"] for hand in facts["hands"]) == facts["busy"]
        if facts["busy"]:
            mine = (day.c.group == g) & (day.c.released >= facts["next_finish"])
            assert (day.c.released[mine] == facts["next_finish"]).any()
            strictly = (day.c.group == g) & (day.c.answered < at) & (day.c.released > at)
            assert not (day.c.released[strictly] < facts["next_finish"]).any()


def place(day: Counted, story: Story, q: int, at: float) -> None:
    facts = only(story, "place")
    if facts is None:
        return
    assert facts["place"] == len(facts["ahead"]) + 1
    strictly, border = day.waiting({q}, at)
    assert strictly <= len(facts["ahead"]) <= border - 1  # itself is at the border
    takers = [g for g in may_take(day.plan, q) if day.level(day.plan.groups[g].takes, q) is not None]
    others = {p for g in takers for level in day.plan.groups[g].takes for p in level} - {q}
    assert within(len(facts["competing"]), day.waiting(others, at))


def ahead(day: Counted, story: Story, k: int) -> None:
    place, facts = only(story, "place"), only(story, "ahead")
    if place is None or facts is None:
        assert place is None or not place["ahead"]
        return
    left = day.left[k]
    mine = place["ahead"]
    assert facts["ahead"] == len(mine) == facts["answered"] + facts["hung_up"] + facts["sent_away"] + facts["left"]
    outcome, taken = day.c.outcome, day.c.agent >= 0
    for which, name in ((taken, "answered"), (outcome == ABANDONED, "hung_up"), (outcome == SENT_AWAY, "sent_away")):
        ended = [j for j in mine if which[j]]
        strictly, border = sum(day.left[j] < left for j in ended), sum(day.left[j] <= left for j in ended)
        assert strictly <= facts[name] <= border, (name, facts)


def passed_over(day: Counted, story: Story, k: int) -> None:
    place = only(story, "place")
    if place is None:
        return
    q, at, left = int(day.c.queue[k]), day.c.arrival[k], day.left[k]
    told = [j for facts in every(story, "passed_over") for j in facts["contacts"]]
    assert len(told) == len(set(told))
    groups = may_take(day.plan, q)
    taken = np.isin(day.c.group, groups) & (np.arange(len(day.c)) != k)
    strictly = set(np.flatnonzero(taken & (day.c.answered > at) & (day.c.answered < left)).tolist()) - set(place["ahead"])
    border = set(np.flatnonzero(taken & (day.c.answered >= at) & (day.c.answered <= left)).tolist())
    assert strictly <= set(told) <= border
    for facts in every(story, "passed_over"):
        for j in facts["contacts"]:
            takes = day.plan.groups[int(day.c.group[j])].takes
            mine, other = day.level(takes, q), day.level(takes, int(day.c.queue[j]))
            if facts["reason"] == "rank":
                assert other < mine
            elif facts["reason"] == "longer_wait":
                assert other == mine
                assert day.c.arrival[j] <= at
            elif facts["reason"] == "score":
                assert other == mine


def staff(day: Counted, story: Story, q: int, at: float, left: float) -> None:
    spans = day.log.spans
    duty, rest = spans["activity"] == ON_DUTY, spans["activity"] == BREAK
    where = {"came": (duty, "begin"), "back": (rest, "end"), "break": (rest, "begin"), "left": (duty | rest, "end")}
    names = [group.name for group in day.plan.groups]
    for facts in every(story, "staff"):
        which, edge = where[facts["change"]]
        g = names.index(facts["group"])
        for agent, when in zip(facts["agents"], facts["times"], strict=True):
            assert (which & (spans["agent"] == agent) & (spans["group"] == g) & (spans[edge] == when)).any(), facts
            assert at <= when <= left
    if only(story, "place") is None or math.isinf(left):
        return
    for g in may_take(day.plan, q):
        for change in ("break", "back"):
            which, edge = where[change]
            inside = which & (spans["group"] == g) & (spans[edge] > at) & (spans[edge] < left)
            if change == "back":  # whose shift ends on break goes home
                after = {(int(s["agent"]), float(s["begin"])) for s in spans[duty]}
                inside = inside & np.array([(int(s["agent"]), float(s["end"])) in after for s in spans], bool)
            told = [
                when
                for facts in every(story, "staff")
                if (facts["group"], facts["change"]) == (names[g], change)
                for when in facts["times"]
                if at < when < left
            ]
            assert sorted(told) == sorted(spans[edge][inside].tolist()), (change, told)


def ended(day: Counted, story: Story, k: int, plain: bool) -> None:
    outcome, at, left = int(day.c.outcome[k]), float(day.c.arrival[k]), float(day.left[k])
    if outcome == ANSWERED:
        facts = only(story, "answer")
        assert facts is not None
        assert facts["wait"] == left - at
        assert facts["agent"] == day.c.agent[k]
        if facts["was"] == "idle":
            chosen_agent(day, k, facts, plain)
        else:
            chosen_contact(day, k, facts, plain)
    if outcome == ABANDONED:
        facts = only(story, "end")
        assert facts is not None
        assert facts["wait"] == left - at
        q = int(day.c.queue[k])
        before = (day.c.queue == q) & (np.arange(len(day.c)) < k)
        strictly = int((before & (day.c.arrival < at) & (day.left > left)).sum())
        border = int(((day.c.queue == q) & (np.arange(len(day.c)) != k) & (day.c.arrival <= at) & (day.left >= left)).sum())
        assert strictly <= facts["place"] - 1 <= border
    if outcome in (ABANDONED, BALKED):
        facts = only(story, "could_answer")
        assert facts is not None
        could = day.c.could_answer[k]
        assert facts["could_answer"] == (None if math.isnan(could) else could)
    if outcome == BLOCKED:
        facts = only(story, "blocked")
        assert facts is not None
        q = int(day.c.queue[k])
        if facts["reason"] == "trunks":
            held = _both((day.c.arrival, np.where(np.isnan(day.c.ended), np.inf, day.c.ended)), at)
            assert within(day.plan.trunks[0], held)
        elif facts["reason"] == "places":
            assert facts["waiting"] >= day.plan.queues[q].waiting_places == facts["places"]
            assert within(facts["waiting"], day.waiting({q}, at))


def chosen_agent(day: Counted, k: int, facts: dict[str, Any], plain: bool) -> None:
    if not plain:
        return
    at, agent = float(day.c.answered[k]), int(day.c.agent[k])
    tries = day.plan.queues[int(day.c.queue[k])].tries
    level = day.level(tries, int(day.c.group[k]))
    assert level is not None
    for group in {g for members in tries[:level] for g in members}:
        assert day.spans(ON_DUTY, group, at)[0] <= day.busy(group, at)[1]  # nobody of a better rank was idle
    idle = []
    for span in day.log.spans[day.log.spans["activity"] == ON_DUTY]:
        a, g = int(span["agent"]), int(span["group"])
        if a == agent or g not in tries[level] or not span["begin"] < at < span["end"]:
            continue
        mine = day.c.agent == a
        if not (mine & (day.c.answered <= at) & (day.c.released >= at)).any():
            done = day.c.released[mine & (day.c.released < at)]
            idle.append(max(float(span["begin"]), float(done.max(initial=-np.inf))))
    if facts["rule"] == "only":
        assert not idle
    elif facts["rule"] == "longest_idle":
        assert all(facts["idle_since"] <= since for since in idle)


def chosen_contact(day: Counted, k: int, facts: dict[str, Any], plain: bool) -> None:
    at, g = float(day.c.answered[k]), int(day.c.group[k])
    takes, mine = day.plan.groups[g].takes, int(day.c.queue[k])

    def is_open(j: int) -> bool:
        access = day.plan.queues[int(day.c.queue[j])].access
        rule = access[g] if access else ALWAYS
        return bool(day.c.arrival[j] + rule.after <= at < day.c.arrival[j] + rule.until)

    levels = {j: day.level(takes, int(day.c.queue[j])) for j in day.strictly_waiting(at) if j != k and is_open(j)}
    levels = {j: level for j, level in levels.items() if level is not None}
    longer = [j for j in levels if day.c.arrival[j] < day.c.arrival[k]]
    if facts["rule"] == "only":
        assert not levels
    elif facts["rule"] == "longest_wait":
        assert not longer
        assert plain is False or all(level >= day.level(takes, mine) for level in levels.values())
    elif facts["rule"] == "rank" and plain:
        assert all(levels[j] > day.level(takes, mine) for j in longer)


def stories(small: Small, plain: bool) -> None:
    plan = small.where.floor
    workload = hand_made(plan, small.calls, small.attendance)
    log = play_day(plan, workload)
    for k in range(len(log.contacts)):
        check(plan, log, k, tell(plan, workload, log, k, MEASURE, RULE), plain)


@pytest.mark.slow
@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_what_a_story_claims_is_so(number: int) -> None:
    stories(small_floor(number), plain=True)


def special(small: Small) -> Small:
    """The floor with steps, overflow, reserves, weights and other choices of agents.

    Those still waiting at closing are sent away, so that every agent's last span is in the log.
    """
    random, plan = Random(small.number), small.where.floor

    def access() -> Access:
        after = random.choice((0.0, 0.0, 10.0, 30.0))
        until = random.choice((math.inf, math.inf, after + 25.0))
        return Access(after, until, random.choice((0, 0, 2)), random.choice((0.0, 0.0, 40.0)), random.choice((0, 0, 1)))

    queues = tuple(
        replace(
            queue,
            access=tuple(access() for _ in plan.groups) if random.random() < 0.7 else (),
            agent_choice=drawn_choice(random),
            mean_handle_time=60.0,
        )
        for queue in plan.queues
    )
    groups = tuple(
        replace(
            group,
            weight=tuple(random.choice((1.0, 2.0)) for _ in queues) if random.random() < 0.5 else (),
            bonus=tuple(random.choice((0.0, 15.0)) for _ in queues) if random.random() < 0.5 else (),
        )
        for group in plan.groups
    )
    return replace(small, where=replace(small.where, floor=replace(plan, queues=queues, groups=groups, finish_waiting=False)))


@pytest.mark.slow
@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_so_it_is_on_floors_with_steps_reserves_and_weights(number: int) -> None:
    stories(special(small_floor(number)), plain=False)


@pytest.mark.slow
def test_the_floors_tell_of_everything() -> None:
    """The random days are worth something: each kind of sentence comes up."""
    kinds: set[str] = set()
    reasons: set[str] = set()
    for number in range(40):
        small = special(small_floor(number)) if number % 2 else small_floor(number)
        plan = small.where.floor
        workload = hand_made(plan, small.calls, small.attendance)
        log = play_day(plan, workload)
        for k in range(len(log.contacts)):
            for line in tell(plan, workload, log, k, MEASURE, RULE).lines:
                kinds.add(line.kind)
                reasons.add(str(line.facts.get("rule", line.facts.get("reason", ""))))
    assert kinds >= {"arrival", "floor", "place", "ahead", "passed_over", "staff", "step", "answer", "service", "end", "again"}
    assert kinds >= {"could_answer", "blocked", "verdict"}
    assert reasons >= {"rank", "longer_wait", "longest_wait", "longest_idle", "only", "score", "not_open", "places", "redial"}
