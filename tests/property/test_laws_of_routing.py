"""Random small floors with timed steps, overflow, reserves, weights and choices of agents keep the laws of routing.

Everything is found again from the log by trying all agents and all contacts at each moment; the rules' own code is not used.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from floors import Call, Group, Queue, centre, hand_made, play, same_log
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import (
    Played,
    agents_do_one_thing_at_a_time,
    contacts_are_conserved,
    cover,
    fates_are_kept,
    limits_are_kept,
    little_holds,
)
from strategies import CLOSING, Small

from simdesk.engine import compiled_day, simpy_clock
from simdesk.floor.parts import ALWAYS, UNLIMITED, Access, ShiftPlan
from simdesk.rules.codes import ANSWERED

CHOICES = ("longest_idle", "fewest_contacts", "least_talk_time", "least_busy", "round_robin", "in_order")
EXACT = 1e-9
"""Sums of talk times are added up in another order than that of the day."""


@dataclass(frozen=True)
class Special(Small):
    """A floor with special routing."""

    def __repr__(self) -> str:
        return f"special_floor({self.number})"


def access(random: Random, overflows: bool, predicts: bool) -> Access:
    after = random.choice((0.0, 0.0, 5.0, 20.0, 45.0))
    return Access(
        after=after,
        until=after + random.uniform(5, 60) if random.random() < 0.3 else math.inf,
        waiting_from=random.choice((0, 2, 3, 4)) if overflows else 0,
        predicted_from=random.choice((0.0, 0.0, 15.0, 40.0, 80.0)) if predicts else 0.0,
        reserve=random.choice((0, 0, 0, 1, 2)),
    )


def group(random: Random, name: str, queues: list[str]) -> Group:
    skills = random.sample(queues, random.randint(1, len(queues)))
    ranks = {queue: (random.choice((1, 1, 1, 2, 3)), random.choice((1.0, 1.0, 0.7, 1.3))) for queue in skills}
    weight = {queue: random.choice((0.5, 1.0, 2.0, 3.0)) for queue in skills} if random.random() < 0.5 else {}
    bonus = {queue: random.choice((0.0, 10.0, 40.0, math.inf)) for queue in skills} if random.random() < 0.5 else {}
    if random.random() < 0.5:
        return Group(name, ranks, random.randint(1, 4), weight=weight, bonus=bonus)
    shifts = []
    for _ in range(random.randint(1, 5)):
        # One agent each and no two at once, so that the log tells who came first.
        start = random.uniform(-100, 300)
        end = start + random.uniform(100, 700)
        pause = (random.uniform(start, end - 50), random.uniform(5, 50))
        shifts.append(ShiftPlan(start, end, 1.0, (pause,) if random.random() < 0.4 else ()))
    return Group(name, ranks, shifts=shifts, weight=weight, bonus=bonus)


def call(random: Random, names: list[str], depth: int = 0) -> Call:
    return Call(
        math.nan if depth else random.uniform(0, CLOSING - 1),
        random.uniform(0, 150),
        random.choice(names),
        math.inf if random.random() < 0.5 else random.uniform(0, 150),
        random.uniform(0, 40) if random.random() < 0.4 else 0.0,
        random.random() < 0.05,
        0.0,
        random.uniform(0, 200),
        call(random, names, depth + 1) if depth < 2 and random.random() < 0.2 else None,
    )


def special_floor(number: int) -> Special:
    """The floor of a number. No two things happen at once but by the rules."""
    random = Random(number)
    names = [f"q{k}" for k in range(random.randint(1, 3))]
    overflows, predicts = ({name: random.random() < share for name in names} for share in (0.6, 0.3))
    groups = [group(random, f"g{k}", names) for k in range(random.randint(1, 4))]
    queues = [
        Queue(
            name,
            access={g.name: access(random, overflows[name], predicts[name]) for g in groups if random.random() < 0.7},
            agent_choice=random.choice(CHOICES),
            predictor=random.choice(("queue_length", "last_answered")),
            mean_handle_time=75.0,
            waiting_places=random.choice((UNLIMITED, UNLIMITED, UNLIMITED, 3)),
        )
        for name in names
    ]
    calls = [call(random, names) for _ in range(random.randint(5, 50))]
    where = centre(queues, groups, closing=CLOSING, finish_waiting=random.random() < 0.6)
    return Special(number, where, tuple(sorted(calls, key=lambda c: c.at)), 0.0)


def special_floors() -> st.SearchStrategy[Special]:
    return st.integers(0, 2**32 - 1).map(special_floor)


class Routed(Played):
    """A day's log, and who was there at any moment of it."""

    @cached_property
    def lefts(self) -> np.ndarray:
        return np.array([self.left(k) for k in range(len(self.contacts))])

    def access(self, q: int, g: int) -> Access:
        terms = self.plan.queues[q].access
        return terms[g] if terms else ALWAYS

    def idle_before(self, at: float) -> dict[int, tuple[int, float]]:
        """The agents who are idle up to a moment at least, and do not leave just then: their group, and since when."""
        found = {a: (g, begin) for a in self.agents for begin, end, g in self.idle[a] if begin < at <= end}
        if at >= self.plan.closing:
            return found  # they leave because of what is taken
        leaving = {a for a in found for _, end, _ in self.spans["duty"][a] if end == at}
        return {a: where for a, where in found.items() if a not in leaving}

    def waiting_before(self, at: float) -> list[int]:
        """The contacts who wait up to a moment at least, or come just then."""
        return [int(k) for k in np.flatnonzero((self.contacts.arrival <= at) & (self.lefts >= at))]

    def turn(self, k: int) -> tuple[float, bool, float]:
        """By what contacts of a queue are taken one after the other, at the same moment too."""
        return float(self.contacts.answered[k]), self.was_idle(k), float(self.contacts.arrival[k])

    def gone_before(self, k: int, at: float) -> list[int]:
        """Contacts of its queue taken at the same moment and before a contact that an idle agent takes, or might have taken:
        one a freed agent took, and those who have waited longer."""
        contacts = self.contacts
        return [
            j
            for j in self.answered
            if contacts.answered[j] == at
            and contacts.queue[j] == contacts.queue[k]
            and j != k
            and (not self.was_idle(j) or contacts.arrival[j] < contacts.arrival[k])
        ]

    def predicted(self, q: int, at: float, in_line: int, gone: Collection[int] = ()) -> float:
        """The wait predicted for one who joins a line so long, when some have just been taken."""
        queue, contacts = self.plan.queues[q], self.contacts
        if queue.predictor == "queue_length":
            groups = {g for level in queue.tries for g in level}
            duty = sum(begin <= at < end and g in groups for a in self.agents for begin, end, g in self.spans["duty"][a])
            return (in_line + 1) * queue.mean_handle_time / max(duty, 1)
        before = [j for j in self.answered if contacts.queue[j] == q and (contacts.answered[j] < at or j in gone)]
        last = max(before, key=self.turn, default=None)
        return 0.0 if last is None else float(contacts.answered[last] - contacts.arrival[last])

    def cannot_tell(self, k: int, at: float) -> bool:
        """After closing agents may leave at the very moment a contact is taken: before or after what is predicted."""
        return at >= self.plan.closing and self.predicts[self.contacts.queue[k]]

    def is_open(self, k: int, g: int, at: float, idle: int, in_line: int, gone: Collection[int] = ()) -> bool:
        """Whether a group with so many idle agents may take a contact, in a line so long."""
        q, came = int(self.contacts.queue[k]), float(self.contacts.arrival[k])
        if self.level(self.plan.queues[q].tries, g) is None:
            return False
        term = self.access(q, g)
        if not (came + term.after <= at < came + term.until and idle > term.reserve and in_line >= term.waiting_from):
            return False
        return term.predicted_from == 0.0 or self.predicted(q, at, in_line, gone) >= term.predicted_from

    def in_line(self, k: int, waiting: list[int], gone: Collection[int] = ()) -> int:
        """How many wait in a contact's queue, itself included."""
        return sum(self.contacts.queue[j] == self.contacts.queue[k] and j not in gone for j in waiting)

    def agents_for(self, k: int, at: float) -> list[tuple[int, int, float, int]]:
        """Idle agents who may take a contact at a moment: rank, agent, idle since, group."""
        gone = self.gone_before(k, at)
        taken = {int(self.contacts.agent[j]) for j in gone}
        idle = {a: where for a, where in self.idle_before(at).items() if a not in taken}
        length = self.in_line(k, self.waiting_before(at), gone)
        count = Counter(g for g, _ in idle.values())
        tries = self.plan.queues[self.contacts.queue[k]].tries
        return [
            (level, a, since, g)
            for a, (g, since) in idle.items()
            if (level := self.level(tries, g)) is not None and self.is_open(k, g, at, count[g], length, gone)
        ]

    @cached_property
    def predicts(self) -> list[bool]:
        return [any(term.predicted_from > 0 for term in queue.access) for queue in self.plan.queues]

    @cached_property
    def answered(self) -> list[int]:
        return [int(k) for k in np.flatnonzero(self.contacts.outcome == ANSWERED)]

    @cached_property
    def from_the_bench(self) -> dict[int, bool]:
        contacts = self.contacts
        return {k: int(contacts.agent[k]) in self.idle_before(float(contacts.answered[k])) for k in self.answered}

    def was_idle(self, k: int) -> bool:
        """Whether the agent who took a contact sat idle until then."""
        return self.from_the_bench[k]

    def place(self, k: int, g: int, at: float) -> tuple[int, float, float]:
        """What a freed agent of a group compares contacts by, that the smallest goes first: rank, score, arrival."""
        group, q, came = self.plan.groups[g], int(self.contacts.queue[k]), float(self.contacts.arrival[k])
        weight = group.weight[q] if group.weight else 1.0
        bonus = group.bonus[q] if group.bonus else 0.0
        level = self.level(group.takes, q)
        assert level is not None
        return level, -(weight * (at - came) + bonus), came

    def key(self, a: int, q: int, at: float, gone: Collection[int]) -> float:
        """What a queue's choice compares agents by."""
        contacts, choice = self.contacts, self.plan.queues[q].agent_choice
        before = [k for k in self.answered if contacts.answered[k] < at or k in gone]
        mine = [k for k in before if contacts.agent[k] == a]
        if choice == "fewest_contacts":
            return len(mine)
        if choice == "least_talk_time":
            return sum(float(contacts.ended[k] - contacts.answered[k]) for k in mine)
        if choice == "round_robin":
            called = [k for k in before if contacts.queue[k] == q]
            last = int(contacts.agent[max(called, key=self.turn)]) if called else -1
            return a if a > last else a + 1_000_000
        if choice == "least_busy":
            on_duty = sum(min(end, at) - begin for begin, end, _ in self.spans["duty"][a] if begin < at)
            return sum(float(contacts.released[k] - contacts.answered[k]) for k in mine) / on_duty
        return {"in_order": float(a), "longest_idle": 0.0}[choice]


def nobody_waits_whom_an_idle_agent_may_take(day: Routed) -> None:
    """At no time between happenings, whatever changed last: a wait, the length of a line, or how many are idle."""
    contacts = day.contacts
    waits = [(float(contacts.arrival[k]), float(day.lefts[k])) for k in range(len(contacts))]
    steps = [came + wait for k, (came, _) in enumerate(waits) for g in range(len(day.plan.groups)) for wait in _edges(day, k, g)]
    edges = [*np.ravel(waits), *steps, *(edge for a in day.agents for span in day.idle[a] for edge in span[:2])]
    for low, high in pairwise(np.unique([edge for edge in edges if math.isfinite(edge)])):
        if high - low < 1e-6:
            continue
        at = (low + high) / 2
        here = [k for k, wait in enumerate(waits) if cover([wait], at)]
        if here:
            count = Counter(g for a in day.agents for begin, end, g in day.idle[a] if begin < at < end)
            for k in here:
                length = day.in_line(k, here)
                for g, idle in count.items():
                    assert not day.is_open(k, g, at, idle, length), (k, g, at)


def _edges(day: Routed, k: int, g: int) -> tuple[float, float]:
    term = day.access(int(day.contacts.queue[k]), g)
    return term.after, term.until


def nobody_takes_what_is_not_open(day: Routed) -> None:
    contacts = day.contacts
    for k in day.answered:
        at, g = float(contacts.answered[k]), int(contacts.group[k])
        if day.cannot_tell(k, at):
            continue
        gone = day.gone_before(k, at) if day.was_idle(k) else []
        taken = {int(contacts.agent[j]) for j in gone}
        idle = sum(group == g and a not in taken for a, (group, _) in day.idle_before(at).items()) + (not day.was_idle(k))
        assert day.is_open(k, g, at, idle, day.in_line(k, day.waiting_before(at), gone), gone), k


def steps_open_on_time(day: Routed) -> None:
    contacts = day.contacts
    for k in range(len(contacts)):
        came = float(contacts.arrival[k])
        for after in {term.after for term in day.plan.queues[contacts.queue[k]].access if term.after > 0}:
            if came + after <= day.lefts[k] and day.lefts[k] > came and day.agents_for(k, came + after):
                assert contacts.answered[k] == came + after, (k, after)


def idle_agents_take_at_a_step_or_when_the_line_grows(day: Routed) -> None:
    """And of a line that has grown the longest waiting goes first."""
    contacts = day.contacts
    for k in day.answered:
        came, at, q = float(contacts.arrival[k]), float(contacts.answered[k]), contacts.queue[k]
        if day.cannot_tell(k, at) or not day.was_idle(k) or at in {came + term.after for term in day.plan.queues[q].access}:
            continue
        assert ((contacts.arrival == at) & (contacts.queue == q)).any() or day.predicts[q], k
        for other in day.waiting_before(at):
            if contacts.queue[other] == q and contacts.arrival[other] < came and contacts.answered[other] != at:
                assert not day.agents_for(other, at), (k, other)


def freed_agents_take_the_better_rank_and_the_largest_score(day: Routed) -> None:
    contacts = day.contacts
    for k in day.answered:
        if day.was_idle(k):
            continue
        at, g = float(contacts.answered[k]), int(contacts.group[k])
        waiting = day.waiting_before(at)
        idle = 1 + sum(group == g for group, _ in day.idle_before(at).values())
        if any(day.cannot_tell(j, at) for j in waiting):
            continue
        others = [j for j in waiting if day.is_open(j, g, at, idle, day.in_line(j, waiting))]
        assert day.place(k, g, at) == min(day.place(j, g, at) for j in others), k


def contacts_take_the_better_rank_and_the_agent_of_the_choice(day: Routed) -> None:
    contacts = day.contacts
    for k in day.answered:
        at, q, taken = float(contacts.answered[k]), int(contacts.queue[k]), int(contacts.agent[k])
        if not day.was_idle(k) or day.cannot_tell(k, at):
            continue
        may, gone = day.agents_for(k, at), day.gone_before(k, at)
        rank, _, since, _ = next(one for one in may if one[1] == taken)
        key = day.key(taken, q, at, gone)
        for other_rank, a, other_since, _ in may:
            assert rank <= other_rank, (k, a)
            if rank == other_rank and a != taken:
                other = day.key(a, q, at, gone)
                assert key <= other + EXACT, (k, a)
                assert abs(key - other) > EXACT or since <= other_since, (k, a)


def agents_stay_for_those_who_wait(day: Routed) -> None:
    """After closing nobody whose shift is not over goes while somebody waits whom they may take, now or later."""
    contacts, plan = day.contacts, day.plan
    shift_ends = [end for group in plan.groups for end in ([s.end for s in group.shifts] or [math.inf] * int(group.headcount[0]))]
    for a in day.agents:
        for _, end, g in day.spans["duty"][a]:
            if end < plan.closing or shift_ends[a] < plan.closing:
                continue
            for k in np.flatnonzero((contacts.arrival < end) & (day.lefts > end) & np.isfinite(day.lefts)):
                q = int(contacts.queue[k])
                gone = day.level(plan.queues[q].tries, g) is None or end >= contacts.arrival[k] + day.access(q, g).until
                assert gone, (a, k)


def every_law_of_routing(small: Special) -> Routed:
    day = Routed(small, play(small.where, small.calls, small.attendance))
    contacts_are_conserved(day, small)
    fates_are_kept(day)
    little_holds(day)
    agents_do_one_thing_at_a_time(day)
    limits_are_kept(day)
    nobody_takes_what_is_not_open(day)
    nobody_waits_whom_an_idle_agent_may_take(day)
    steps_open_on_time(day)
    idle_agents_take_at_a_step_or_when_the_line_grows(day)
    freed_agents_take_the_better_rank_and_the_largest_score(day)
    contacts_take_the_better_rank_and_the_agent_of_the_choice(day)
    agents_stay_for_those_who_wait(day)
    return day


@settings(max_examples=60)
@given(special_floors())
def test_every_law_of_routing_holds(small):
    every_law_of_routing(small)


@pytest.mark.slow
@settings(max_examples=600)
@given(special_floors())
def test_every_law_of_routing_holds_at_length(small):
    every_law_of_routing(small)


@pytest.mark.slow
def test_every_floor_plays_the_same_day_on_both_clocks():
    for number in range(200):
        small = special_floor(number)
        workload = hand_made(small.where.floor, small.calls, small.attendance)
        log = simpy_clock.play_day(small.where.floor, workload)
        assert same_log(log, compiled_day.play_day(small.where.floor, workload)), number


@pytest.mark.slow
def test_the_floors_meet_every_rule():
    """Or the laws would hold of nothing."""
    met = Counter()
    for number in range(150):
        small = special_floor(number)
        day = Routed(small, play(small.where, small.calls, small.attendance))
        contacts = day.contacts
        for k in day.answered:
            came, at, q, g = (
                float(contacts.arrival[k]),
                float(contacts.answered[k]),
                int(contacts.queue[k]),
                int(contacts.group[k]),
            )
            if not day.was_idle(k):
                others = [
                    j for j in day.waiting_before(at) if day.level(day.plan.groups[g].takes, int(contacts.queue[j])) is not None
                ]
                met["freed"] += 1
                met["freed, not the longest waiting"] += any(contacts.arrival[j] < came for j in others)
                continue
            steps = {came + term.after for term in day.plan.queues[q].access}
            grown = ((contacts.arrival == at) & (contacts.queue == q)).any()
            met["arrival" if at == came else "step" if at in steps else "overflow" if grown else "prediction"] += 1
            may = day.agents_for(k, at)
            met[day.plan.queues[q].agent_choice] += sum(rank == min(may)[0] for rank, *_ in may) > 1
    for what in ("freed", "freed, not the longest waiting", "arrival", "step", "overflow", "prediction", *CHOICES):
        assert met[what] >= 10, (what, met[what])
