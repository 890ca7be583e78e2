"""The same day, bit for bit: in any process, beside any other queue, with or without an agent too many."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from floors import Call, Centre, Group, Queue, centre, play, same_log
from numpy.testing import assert_array_equal

from simdesk.demand.distributions import exponential, lognormal
from simdesk.demand.journey_plans import Redial
from simdesk.demand.plan import RateArrivals
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import ShiftPlan
from simdesk.rules.codes import ANSWERED

RATES = RateArrivals((0.05, 0.08, 0.06, 0.03), 0.1)
SALES = Queue("sales", RATES, lognormal(270, 240), exponential(30), exponential(120), 0.1, Redial(0.5, exponential(300), 3))
SERVICE = Queue("service", RATES, exponential(200), 0.0, exponential(90))
DESK = Group("desk", {"sales": 1, "service": 2}, (12.4, 16, 11.5, 8))
CARE = Group("care", ["service"], shifts=[ShiftPlan(0, 9000, 9, ((3600, 900),)), ShiftPlan(3600, 14400, 8, ((7200, 1800),))])


def bank(*queues: Queue, groups: tuple[Group, ...] = (DESK, CARE), **more) -> Centre:
    return centre(queues or (SALES, SERVICE), groups, closing=14400.0, interval=3600.0, **more)


def digest(log: DayLog) -> str:
    arrays = [getattr(log.contacts, name) for name in type(log.contacts).__dataclass_fields__]
    arrays += [log.spans[name] for name in log.spans.dtype.names] + [log.queue_area, log.longest_queue, log.overtime]
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()


def test_the_same_seed_is_the_same_day():
    assert same_log(bank().play(5, 2), bank().play(5, 2))
    assert not same_log(bank().play(5, 2), bank().play(5, 3))
    assert not same_log(bank().play(5, 2), bank().play(6, 2))


def test_playing_leaves_the_workload_as_it_was():
    where = bank()
    workload = where.workload(5, 2)
    before = {name: np.copy(getattr(workload, name)) for name in ("arrival", "patience", "handle_time", "next_try")}
    first = play_day(where.floor, workload)
    for name, values in before.items():
        assert_array_equal(getattr(workload, name), values)
    assert same_log(first, play_day(where.floor, workload))


@pytest.mark.slow
def test_three_processes_with_three_hash_seeds():
    here = Path(__file__).parent
    script = "import test_reproducible_days as t; print(hash('sales'), t.digest(t.bank(random_agent=True).play(5, 2)))"

    def run(seed: str) -> list[str]:
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}:{here.parents[1]}"}
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
        return done.stdout.split()

    hashes, digests = zip(*(run(seed) for seed in ("1", "2", "random")), strict=True)
    assert len(set(hashes)) == 3  # the test tests itself
    assert set(digests) == {digest(bank(random_agent=True).play(5, 2))}


def test_days_do_not_depend_on_how_many_are_played():
    alone = bank().play(5, 4)
    where = bank()
    assert same_log(alone, [where.play(5, day) for day in range(6)][4])


def test_days_can_be_played_in_any_order():
    where = bank()
    forth = [digest(where.play(5, day)) for day in range(4)]
    back = [digest(where.play(5, day)) for day in reversed(range(4))]
    assert forth == back[::-1]


def test_a_process_of_simpy_events_between_changes_nothing():
    def idle(environment, desk):
        while True:
            yield environment.timeout(1.7)

    where = bank()
    workload = where.workload(5, 2)
    assert same_log(play_day(where.floor, workload), play_day(where.floor, workload, idle))


def fates(log: DayLog, queue: int) -> dict[tuple[int, int], tuple[float, ...]]:
    contacts = log.contacts
    rows = np.flatnonzero(contacts.queue == queue)
    names = ("arrival", "answered", "ended", "released", "outcome")
    return {
        (int(contacts.customer[k]), int(contacts.attempt[k])): tuple(float(getattr(contacts, n)[k]) for n in names) for k in rows
    }


def alike(one: dict, other: dict) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k], equal_nan=True) for k in one)


def apart(*queues: Queue) -> Centre:
    """Each queue with its own agents: they have nothing to do with each other."""
    return centre(queues, [Group(f"for_{q.name}", [q.name], 14) for q in queues], closing=14400.0, interval=3600.0)


def test_a_queue_with_its_own_agents_does_not_feel_another():
    alone, beside = apart(SALES).play(5, 1), apart(SERVICE, SALES).play(5, 1)
    assert alike(fates(alone, 0), fates(beside, 1))
    turned = apart(SALES, SERVICE).play(5, 1)
    assert alike(fates(turned, 0), fates(beside, 1))
    assert alike(fates(turned, 1), fates(beside, 0))


def test_an_agent_where_there_are_enough_changes_nothing():
    def staffed(agents: int) -> DayLog:
        return centre([SALES, SERVICE], [Group("g", ["sales", "service"], agents)], closing=14400.0, interval=3600.0).play(5, 1)

    enough, more = staffed(120), staffed(121)
    assert (enough.contacts.wait == 0).all()
    for name in ("arrival", "answered", "ended", "released", "outcome", "queue", "customer"):
        assert_array_equal(getattr(enough.contacts, name), getattr(more.contacts, name))


def test_one_more_agent_changes_only_what_it_touches():
    """Until the first contact that waits when there is one agent fewer, both days are the same."""

    def staffed(agents: int) -> DayLog:
        return centre([SERVICE], [Group("g", ["service"], agents)], closing=14400.0, interval=3600.0).play(5, 1)

    few, more = staffed(12), staffed(13)
    first = int(np.flatnonzero(few.contacts.wait > 0)[0])
    assert first > 10
    assert_array_equal(few.contacts.arrival, more.contacts.arrival)
    assert_array_equal(few.contacts.released[:first], more.contacts.released[:first])
    assert more.contacts.wait[first] == 0 < few.contacts.wait[first]


def test_attendance_of_a_group_does_not_depend_on_the_others():
    third = Group("third", ["sales"], 0.5)
    one, other = bank().workload(5, 1), bank(groups=(third, DESK, CARE)).workload(5, 1)
    assert_array_equal(one.attendance, other.attendance[1:])


def test_a_greater_volume_keeps_the_customers_there_were():
    louder = replace(SALES, arrivals=RateArrivals(tuple(1.3 * rate for rate in RATES.rates), 0.1))
    few, many = bank().play(5, 1), bank(louder, SERVICE).play(5, 1)
    before = {(c, a): t for (c, a), (t, *_) in fates(few, 0).items() if a == 1}
    after = {(c, a): t for (c, a), (t, *_) in fates(many, 0).items() if a == 1}
    assert before.items() < after.items()


# To the very second


@pytest.mark.parametrize("opening", [0.0, 28800.0])
def test_times_are_the_sums_the_rules_name_and_not_off_by_one_place(opening):
    where = centre([SALES], [Group("g", ["sales"], 12)], opening=opening, closing=opening + 14400.0, interval=3600.0)
    workload = where.workload(5, 1)
    contacts = play_day(where.floor, workload).contacts
    answered = contacts.outcome == ANSWERED
    row = {(int(c), int(a)): k for k, (c, a) in enumerate(zip(workload.customer, workload.attempt, strict=True))}
    rows = np.array([row[int(c), int(a)] for c, a in zip(contacts.customer, contacts.attempt, strict=True)])
    assert_array_equal(contacts.ended[answered], (contacts.answered + workload.handle_time[rows])[answered])
    assert_array_equal(contacts.released[answered], (contacts.ended + workload.wrap_up[rows])[answered])
    gave_up = contacts.outcome == 3
    assert gave_up.sum() > 20
    assert_array_equal(contacts.ended[gave_up], (contacts.arrival + workload.patience[rows])[gave_up])
    # Whoever waited was answered at the very moment an agent was released.
    waited = answered & (contacts.answered > contacts.arrival)
    assert waited.sum() > 20
    assert np.isin(contacts.answered[waited], contacts.released[answered]).all()


def test_many_agents_who_finish_at_the_same_awkward_moment():
    """0.1 + 0.2 and the like: they finish together, and those waiting are answered in order at one time."""
    third = 1 / 3
    first = [Call(third, 0.1 + 0.2)] * 20
    later = [Call(third + 0.01 * k, 0.7) for k in range(1, 21)]
    log = play(centre([Queue("a")], [Group("g", ["a"], 20)]), [*first, *later])
    assert_array_equal(log.contacts.answered[20:], np.full(20, third + (0.1 + 0.2)))
    # Agents free themselves in the order they were taken.
    assert_array_equal(log.contacts.agent[20:], log.contacts.agent[:20])


def test_patience_that_ends_with_a_shift_change_at_an_awkward_moment():
    """The rise is at 0.3 + 0.3 + … by intervals; patience ends at exactly that float: staff come first."""
    where = centre([Queue("a")], [Group("g", ["a"], (0, 0, 0, 1))], closing=4 * 0.3, interval=0.3)
    rise = 0.0 + 3.0 * 0.3
    log = play(where, [Call(0.0, 0.1, patience=rise)])
    assert log.contacts.outcome[0] == ANSWERED
    assert log.contacts.answered[0] == rise


def test_an_arrival_a_unit_in_the_last_place_before_a_rise_waits_just_that():
    where = centre([Queue("a")], [Group("g", ["a"], (0, 1))], closing=2.0, interval=1.0)
    just_before = float(np.nextafter(1.0, 0.0))
    log = play(where, [Call(just_before)])
    assert log.contacts.answered[0] == 1.0
    assert log.contacts.wait[0] == 1.0 - just_before > 0
