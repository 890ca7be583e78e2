"""Several days on both clocks, bit for bit; and a day that follows a day against days apart, contact by contact."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, hand_made, same_log
from strategies import small_floor

from simdesk.engine.compiled_day import play_day as play_compiled
from simdesk.engine.simpy_clock import play_day
from simdesk.floor import preferences
from simdesk.floor.parts import Access, ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import WAYS_TO_CLOSE
from simdesk.units import DAY

pytestmark = pytest.mark.slow  # compiling takes ten seconds or so

DAYS = 3
LENGTH = 600.0
INTERVAL = 60.0


def spans_in(random: Random, borders: range) -> tuple[tuple[float, float], ...]:
    """Some opening hours with time between them."""
    chosen = sorted(random.sample(borders, 2 * random.randint(1, 3)))
    return tuple((float(a) * INTERVAL, float(b) * INTERVAL) for a, b in zip(chosen[::2], chosen[1::2], strict=True))


def some_days(number: int) -> tuple[FloorPlan, list[Call], float]:
    """A random floor of three days: nights, hours by queue, ways to close, outages, shifts on each day."""
    random = Random(number)
    small = small_floor(number)
    plan = small.where.floor
    closing = DAYS * LENGTH
    intervals = int(closing / INTERVAL)
    edges = [0.0 if random.random() < 0.5 else 120.0]
    hours: list[tuple[float, float]] = []
    for day in range(DAYS):
        begin = day * LENGTH + (edges[0] if day == 0 else random.choice((0.0, 60.0, 120.0)))
        hours.append((begin, day * LENGTH + random.choice((360.0, 420.0, 540.0))))
    queues = []
    for queue in plan.queues:
        own = spans_in(random, range(intervals + 1)) if random.random() < 0.5 else ()
        if own and random.random() < 0.3:
            own = ((0.0, closing),)
        begin = random.uniform(0, closing)
        out = ((begin, begin + random.uniform(10, 300), random.random() < 0.5),) if random.random() < 0.3 else ()
        queues.append(replace(queue, hours=own, at_close=random.choice(("", *WAYS_TO_CLOSE)), outages=out))
        if random.random() < 0.2:
            queues[-1] = replace(queues[-1], access=tuple(Access(after=random.choice((0.0, 20.0, 700.0))) for _ in plan.groups))
    groups = []
    for group in plan.groups:
        begin = random.uniform(0, closing)
        changed = replace(group, outages=((begin, begin + random.uniform(10, 400)),) if random.random() < 0.3 else ())
        if group.headcount:
            inside = [any(a <= k * INTERVAL < b for a, b in hours) for k in range(intervals)]
            changed = replace(
                changed, headcount=tuple(h if here else 0.0 for h, here in zip(group.headcount * DAYS, inside, strict=True))
            )
        else:
            moved = [
                replace(
                    shift,
                    start=shift.start + day * LENGTH,
                    end=min(shift.end, LENGTH) + day * LENGTH,
                    breaks=tuple((at + day * LENGTH, length) for at, length in shift.breaks),
                    crew=k if random.random() < 0.7 else -1,
                )
                for day in range(DAYS)
                for k, shift in enumerate(group.shifts)
            ]
            changed = replace(changed, shifts=tuple(moved))
        groups.append(changed)
    calls = []
    for day in range(DAYS):
        calls += [replace(call, at=call.at + day * LENGTH) for call in small.calls if random.random() < 0.9]
    new = FloorPlan(
        plan.opening, closing, INTERVAL, 0.0, tuple(queues), tuple(groups), plan.trunks, plan.finish_waiting, hours=tuple(hours)
    )
    return new, sorted(calls, key=lambda call: call.at), small.attendance


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_random_days_on_both_clocks(first):
    outcomes: set[int] = set()
    for number in range(first, first + 100):
        plan, calls, attendance = some_days(number)
        workload = hand_made(plan, calls, attendance)
        one, other = play_day(plan, workload), play_compiled(plan, workload)
        assert same_log(one, other), number
        outcomes |= set(one.contacts.outcome.tolist())
        spans = one.spans
        for agent in np.unique(spans["agent"]):  # nobody is in two places
            mine = np.sort(spans[spans["agent"] == agent], order="begin")
            assert np.all(mine["begin"][1:] >= mine["end"][:-1])
        assert np.all(one.overtime > -1e-6), number
    assert outcomes >= {1, 2, 3, 4, 5, 6}


def test_a_line_set_apart_by_night_is_as_if_carried_over_one_by_one(monkeypatch):
    """Waiting lines that are carried over as a whole, against the same floors on which none is: the logs are equal."""
    set_apart = 0
    for number in range(400):
        plan, calls, attendance = some_days(number)
        stay = plan.places.waiting_lines["stays"].any()
        workload = hand_made(plan, calls, attendance)
        whole = play_day(plan, workload)
        with monkeypatch.context() as patched:
            patched.setattr(preferences, "_stays", lambda *_: False)
            one_by_one, _, _ = some_days(number)
            assert not one_by_one.places.waiting_lines["stays"].any()
            assert same_log(whole, play_day(one_by_one, workload)), number
        set_apart += stay and bool((whole.contacts.wait > LENGTH / 3).any())
    assert set_apart > 40


def test_a_process_stands_beside_several_days():
    def manager(environment, desk):
        seen.append((environment.now, desk.queue_length("q0"), desk.idle_agents("g0"), desk.agents_on_duty("g0")))
        while environment.now < DAYS * LENGTH - 50:
            yield environment.timeout(37.0)
            desk.send_home("g0", 1 if environment.now % 5 < 1 else 0)
            seen.append((environment.now, desk.queue_length("q0"), desk.idle_agents("g0"), desk.agents_on_duty("g0")))

    for number in range(20):
        plan, calls, attendance = some_days(number)
        workload = hand_made(plan, calls, attendance)
        seen: list[tuple[float, int, int, int]] = []
        one = play_day(plan, workload, manager)
        first, seen[:] = list(seen), []
        other = play_compiled(plan, workload, manager)
        assert same_log(one, other), number
        assert first == seen


def a_day(finish: bool) -> Centre:
    queues = [Queue("a"), Queue("b")]
    unresolved = {"a": 0.5, "b": 0.5}
    groups = [
        Group("desk", {"a": 1, "b": 2}, [0.0] * 16 + [2.0, 3.0, 4.0, 3.0, 2.0, 1.0] * 4 + [0.0] * 8, unresolved=unresolved),
        Group(
            "shifts",
            ["b"],
            shifts=[ShiftPlan(28800.0, 57600.0, 2.0, ((36000.0, 1800.0),)), ShiftPlan(43200.0, 72000.0, 1.0)],
            unresolved=unresolved,
        ),
    ]
    return centre(queues, groups, opening=0.0, closing=DAY, interval=1800.0, finish_waiting=finish)


def calls_of(day: int) -> list[Call]:
    random = Random(day)
    return sorted(
        (
            Call(
                28800.0 + random.randint(0, 43199),
                float(random.randint(10, 900)),
                random.choice("ab"),
                float(random.randint(5, 1200)),
                float(random.randint(0, 60)),
                again=Call(float("nan"), 120.0, "a", 300.0) if random.random() < 0.3 else None,
                after=float(random.randint(1, 600)),
                repeat=Call(float("nan"), 60.0, "b", 60.0) if random.random() < 0.1 else None,
                later=100.0,
            )
            for _ in range(1200)
        ),
        key=lambda call: call.at,
    )


@pytest.mark.parametrize("finish", [True, False])
def test_two_days_are_two_single_days(finish):
    """Exact, contact by contact and span by span: times are whole seconds, so a day later is no rounding later.

    But for tries planned over the night, which single days drop: those who would come then are left out on both sides.
    """
    whole = a_day(finish).floor
    single = replace(
        whole,
        opening=28800.0,
        closing=72000.0,
        groups=(replace(whole.groups[0], headcount=whole.groups[0].headcount[16:40]), whole.groups[1]),
    )
    shift = whole.groups[1].shifts
    tomorrow = tuple(
        replace(one, start=one.start + DAY, end=one.end + DAY, breaks=tuple((at + DAY, length) for at, length in one.breaks))
        for one in shift
    )
    both = replace(
        single,
        closing=72000.0 + DAY,
        hours=((28800.0, 72000.0), (28800.0 + DAY, 72000.0 + DAY)),
        groups=(
            replace(single.groups[0], headcount=(*whole.groups[0].headcount[16:], *whole.groups[0].headcount[:40])),
            replace(single.groups[1], shifts=tuple(replace(one, crew=k % 2) for k, one in enumerate((*shift, *tomorrow)))),
        ),
    )
    days = [calls_of(1), calls_of(2)]
    for calls in days:  # nobody plans to come again over the night
        calls[:] = [replace(call, again=None, repeat=None) if call.at > 60000.0 else call for call in calls]
    logs = [play_day(single, hand_made(single, calls)) for calls in days]
    late = [replace(call, at=call.at + DAY) for call in days[1]]
    together = play_day(both, hand_made(both, [*days[0], *late]))
    c = together.contacts
    assert {2, 3} <= set(c.outcome.tolist())
    assert finish or 6 in c.outcome
    for day, log in enumerate(logs):
        mine = (c.arrival >= 28800.0 + day * DAY) & (c.arrival < 72000.0 + day * DAY)
        assert mine.sum() == len(log.contacts) > 1200
        for name in ("queue", "attempt", "outcome", "agent", "group"):
            np.testing.assert_array_equal(getattr(c, name)[mine], getattr(log.contacts, name))
        for name in ("arrival", "answered", "ended", "released", "could_answer"):
            np.testing.assert_array_equal(getattr(c, name)[mine] - day * DAY, getattr(log.contacts, name))
        spans = together.spans[(together.spans["begin"] >= 28800.0 + day * DAY) & (together.spans["begin"] < (day + 1) * DAY)]
        for name in ("agent", "group", "activity"):
            np.testing.assert_array_equal(spans[name], log.spans[name])
        for name in ("begin", "end"):
            np.testing.assert_array_equal(spans[name] - day * DAY, log.spans[name])
    np.testing.assert_allclose(together.overtime, logs[0].overtime + logs[1].overtime, rtol=1e-12)
    assert {1, 3} <= set(c.reason.tolist())  # redials and repeat contacts
