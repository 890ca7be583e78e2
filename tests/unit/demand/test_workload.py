"""The workload: who comes, when, with what fate, and what moves it and what does not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from floors import Group, Queue, centre
from numpy.testing import assert_array_equal

from simdesk.demand.distributions import constant, exponential, lognormal
from simdesk.demand.journey_plans import Redial
from simdesk.demand.plan import DemandPlan, ListedArrivals, RateArrivals, Varying
from simdesk.demand.workload import NO_TRY, Workload, draw_workload

SALES = Queue(
    "sales",
    RateArrivals((0.02, 0.05, 0.03, 0.01), 0.1),
    lognormal(270, 240),
    exponential(30),
    exponential(120),
    0.1,
    Redial(0.6, exponential(300), 3),
)
SERVICE = Queue("service", RateArrivals((0.03,) * 4), exponential(200), 0.0, exponential(90))
MAIL = Queue("mail", RateArrivals((0.01,) * 4), exponential(500), 0.0, exponential(900))


def plan(*queues: Queue) -> DemandPlan:
    skills = [queue.name for queue in queues]
    return centre(list(queues), [Group("g", skills, 1)], closing=14400.0, interval=3600.0).demand


def fates(workload: Workload, queue: int) -> dict[tuple[int, int], tuple[float, ...]]:
    """What was drawn for each (customer, attempt) of a queue."""
    names = ("arrival", "patience", "handle_time", "wrap_up", "redial_after", "balks", "pick")
    rows = np.flatnonzero(workload.queue == queue)
    return {
        (int(workload.customer[k]), int(workload.attempt[k])): tuple(float(getattr(workload, name)[k]) for name in names)
        for k in rows
    }


def same(one: dict, other: dict, keys) -> bool:
    return all(np.array_equal(one[key], other[key], equal_nan=True) for key in keys)


def columns(workload: Workload) -> dict:
    """Every array of a workload, those that only some scenarios have included."""
    drawn = {
        f.name: getattr(workload, f.name) for f in fields(workload) if f.name not in ("arrivals", "journeys_drawn_by", "day")
    }
    by_name = {name: drawn.pop(name) for name in ("more", "absent", "late")}
    return drawn | {f"{name}/{key}": column for name, columns in by_name.items() for key, column in columns.items()}


def equal(one: Workload, other: Workload) -> bool:
    return same(columns(one), columns(other), columns(one))


def test_the_same_seed_and_day_draw_the_same():
    assert equal(draw_workload(plan(SALES, SERVICE), 3, 5), draw_workload(plan(SALES, SERVICE), 3, 5))


def test_days_and_seeds_differ():
    first = draw_workload(plan(SALES), 3, 5)
    assert not np.array_equal(first.arrival[:10], draw_workload(plan(SALES), 3, 6).arrival[:10])
    assert not np.array_equal(first.arrival[:10], draw_workload(plan(SALES), 4, 5).arrival[:10])


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_with_another_hash_seed_draws_the_same(hash_seed):
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import test_workload as t;"
        "w = t.draw_workload(t.plan(t.SALES, t.SERVICE), 3, 5, picks=True);"
        "print(hashlib.sha256(b''.join(column.tobytes() for column in t.columns(w).values())).hexdigest())"
    )
    here = Path(__file__).parent
    paths = f"{here}:{here.parents[1]}"

    def digest(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        return subprocess.run(
            [sys.executable, "-c", script, str(here)], capture_output=True, text=True, check=True, env=environment
        ).stdout

    assert digest(hash_seed) == digest("42")


def test_first_tries_are_in_order_of_time_and_inside_the_day():
    workload = draw_workload(plan(SALES, SERVICE), 1, 0)
    first = workload.arrival[: workload.arrivals]
    assert (np.diff(first) >= 0).all()
    assert first.min() >= 0
    assert first.max() < 14400
    assert (workload.attempt[: workload.arrivals] == 1).all()
    assert np.isnan(workload.arrival[workload.arrivals :]).all()


def test_further_tries_are_chained():
    workload = draw_workload(plan(SALES, SERVICE), 1, 0)
    linked = np.flatnonzero(workload.next_try != NO_TRY)
    following = workload.next_try[linked]
    assert_array_equal(np.sort(following), np.arange(workload.arrivals, len(workload.queue)))
    assert_array_equal(workload.attempt[following], workload.attempt[linked] + 1)
    assert_array_equal(workload.customer[following], workload.customer[linked])
    assert_array_equal(workload.queue[following], workload.queue[linked])
    assert workload.attempt.max() == 4
    assert (workload.redial_after[linked] > 0).all()
    assert (workload.queue[linked] == 0).all()


def test_the_order_of_queues_moves_nobody():
    one, other = draw_workload(plan(SALES, SERVICE), 1, 2), draw_workload(plan(SERVICE, SALES), 1, 2)
    assert fates(one, 0).keys() == fates(other, 1).keys()
    assert same(fates(one, 0), fates(other, 1), fates(one, 0))
    assert same(fates(one, 1), fates(other, 0), fates(one, 1))


def test_a_queue_more_moves_nobody():
    one, other = draw_workload(plan(SALES, SERVICE), 1, 2), draw_workload(plan(MAIL, SALES, SERVICE), 1, 2)
    assert fates(one, 0).keys() == fates(other, 1).keys()
    assert same(fates(one, 0), fates(other, 1), fates(one, 0))
    assert same(fates(one, 1), fates(other, 2), fates(one, 1))


@pytest.mark.parametrize("scale", [1.01, 1.2, 3.0])
def test_a_greater_volume_adds_customers_and_redraws_nobody(scale):
    more = replace(SALES, arrivals=RateArrivals(tuple(r * scale for r in SALES.arrivals.rates), 0.1))
    few, many = fates(draw_workload(plan(SALES), 1, 2), 0), fates(draw_workload(plan(more), 1, 2), 0)
    assert len(many) > len(few)
    assert few.keys() < many.keys()
    assert same(few, many, few)


def test_a_volume_that_rises_in_one_interval_adds_customers_only_there():
    more = replace(SALES, arrivals=RateArrivals((0.02, 0.05, 0.06, 0.01), 0.1))
    few, many = fates(draw_workload(plan(SALES), 1, 2), 0), fates(draw_workload(plan(more), 1, 2), 0)
    assert same(few, many, few)
    added = [many[key][0] for key in many.keys() - few.keys() if key[1] == 1]
    assert added
    assert all(7200 <= time < 10800 for time in added)


def test_another_handle_time_moves_nothing_else():
    slow = replace(SALES, handle_time=exponential(999))
    one, other = draw_workload(plan(SALES), 1, 2), draw_workload(plan(slow), 1, 2)
    for name in ("arrival", "patience", "wrap_up", "redial_after", "balks", "next_try"):
        assert_array_equal(getattr(one, name), getattr(other, name))
    assert not np.array_equal(one.handle_time, other.handle_time)


def test_a_greater_redial_share_adds_tries_and_redraws_nobody():
    keen = replace(SALES, redial=Redial(0.9, exponential(300), 3))
    few, many = fates(draw_workload(plan(SALES), 1, 2), 0), fates(draw_workload(plan(keen), 1, 2), 0)
    assert few.keys() < many.keys()
    # All but the time to a next try, which someone now has who had none.
    keep = [0, 1, 2, 3, 5, 6]
    assert all(np.array_equal([few[k][i] for i in keep], [many[k][i] for i in keep], equal_nan=True) for k in few)


def test_picks_are_drawn_only_when_asked_for_and_move_nothing():
    without, with_picks = draw_workload(plan(SALES), 1, 2), draw_workload(plan(SALES), 1, 2, picks=True)
    assert (without.pick == 0).all()
    assert with_picks.pick.std() > 0.2
    assert_array_equal(without.handle_time, with_picks.handle_time)


def test_listed_arrivals_come_as_listed():
    where = plan(replace(SERVICE, arrivals=(5.0, 5.0, 100.25)), replace(MAIL, arrivals=(5.0, 50.0)))
    workload = draw_workload(where, 1, 0)
    assert_array_equal(workload.arrival, [5.0, 5.0, 5.0, 50.0, 100.25])
    assert_array_equal(workload.queue, [0, 0, 1, 1, 0])
    assert_array_equal(workload.customer, [0, 1, 0, 1, 2])
    assert_array_equal(workload.expected[0], [3, 0, 0, 0])


def test_nobody_comes_at_rate_zero():
    workload = draw_workload(plan(replace(SERVICE, arrivals=RateArrivals((0.0,) * 4))), 1, 0)
    assert workload.arrivals == 0
    assert len(workload.queue) == 0
    empty = draw_workload(plan(replace(SERVICE, arrivals=ListedArrivals(()))), 1, 0)
    assert empty.arrivals == 0


def test_an_interval_of_rate_zero_stays_empty():
    workload = draw_workload(plan(replace(SERVICE, arrivals=RateArrivals((0.1, 0.0, 0.1, 0.0)))), 1, 0)
    inside = (workload.arrival // 3600).astype(int)
    assert set(inside) == {0, 2}


def test_expected_contacts_are_rate_times_interval():
    assert_array_equal(draw_workload(plan(SALES), 1, 0).expected, np.array([[0.02, 0.05, 0.03, 0.01]]) * 3600)


def test_a_fate_that_changes_over_the_day_goes_by_the_time_of_arrival():
    pieces = Varying(((0.0, constant(10)), (7200.0, constant(20))))
    workload = draw_workload(plan(replace(SERVICE, handle_time=pieces)), 1, 0)
    assert_array_equal(workload.handle_time, np.where(workload.arrival < 7200, 10, 20))


def test_factors_stretch_by_interval():
    steady = draw_workload(plan(SERVICE), 1, 0)
    stretched = replace(SERVICE, handle_time=Varying(((0.0, exponential(200)),), (1.0, 2.0, 0.5, 1.0)))
    workload = draw_workload(plan(stretched), 1, 0)
    factor = np.array([1.0, 2.0, 0.5, 1.0])[(workload.arrival // 3600).astype(int)]
    assert_array_equal(workload.handle_time, steady.handle_time * factor)


def test_further_tries_keep_the_piece_of_the_first():
    pieces = Varying(((0.0, constant(10)), (7200.0, constant(20))))
    workload = draw_workload(plan(replace(SALES, handle_time=pieces)), 1, 0)
    first = {int(c): h for c, h in zip(workload.customer[: workload.arrivals], workload.handle_time, strict=False)}
    assert all(workload.handle_time[k] == first[int(workload.customer[k])] for k in range(workload.arrivals, len(workload.queue)))


@pytest.mark.statistical
def test_counts_are_poisson_by_interval():
    """Mean and dispersion of 400 days over 4 intervals: 8 z-tests at 4.5 sigma, false alarm 5e-5; seed fixed."""
    queue = replace(SALES, arrivals=RateArrivals((0.02, 0.05, 0.0, 0.01)), redial=None)
    counts = np.array(
        [np.histogram(draw_workload(plan(queue), 9, day).arrival, bins=np.arange(5) * 3600)[0] for day in range(400)]
    )
    mean = np.array([0.02, 0.05, 0.0, 0.01]) * 3600
    busy = mean > 0
    assert (counts[:, ~busy] == 0).all()
    z_mean = (counts.mean(axis=0) - mean)[busy] / np.sqrt(mean[busy] / 400)
    # Var of the sample variance of a Poisson: (μ + 2 μ² n / (n − 1)) / n.
    z_variance = (counts.var(axis=0, ddof=1) - mean)[busy] / np.sqrt((mean + 2 * mean**2)[busy] / 400)
    findings = [Finding(f"mean of interval {k}", z=z) for k, z in enumerate(z_mean)]
    findings += [Finding(f"variance of interval {k}", z=z) for k, z in enumerate(z_variance)]
    record(Case("Arrivals are Poisson by interval", "Poisson distribution"), findings, 5e-5, 400)
    assert np.abs(z_mean).max() < 4.5
    assert np.abs(z_variance).max() < 4.5


@pytest.mark.statistical
def test_times_are_even_within_an_interval():
    """Kolmogorov–Smirnov over 30 days; false alarm 1e-5."""
    from scipy import stats

    times = np.concatenate([draw_workload(plan(SERVICE), 9, day).arrival for day in range(30)])
    p_value = stats.kstest(times % 3600 / 3600, "uniform").pvalue
    case = Case("Arrival times are even within an interval", "uniform distribution, Kolmogorov-Smirnov")
    record(case, [Finding("times within the hour", p_value=p_value)], 1e-5, 30)
    assert p_value > 1e-5


@pytest.mark.statistical
def test_days_vary_by_the_coefficient_asked_for():
    """Mean and variance of 500 gamma-Poisson days; 2 z-tests at 4.5 sigma, false alarm 1.4e-5."""
    queue = replace(SERVICE, arrivals=RateArrivals((0.5,) * 4, 0.08))
    counts = np.array([draw_workload(plan(queue), 9, day).arrivals for day in range(500)])
    mean = 0.5 * 14400
    variance = mean + (0.08 * mean) ** 2
    findings = [
        away("contacts a day", mean, counts.mean(), np.sqrt(variance / 500)),
        away("variance of contacts a day", variance, counts.var(ddof=1), variance * np.sqrt(2 / 500) * 1.02),
    ]
    record(Case("Days vary by the coefficient asked for", "mixed Poisson distribution with Gamma levels"), findings, 1.4e-5, 500)
    assert abs(counts.mean() - mean) < 4.5 * np.sqrt(variance / 500)
    # Nearly normal: relative sd of a variance of n values is sqrt(2 / n), a little more for the gamma's tail.
    assert abs(counts.var(ddof=1) / variance - 1) < 4.5 * np.sqrt(2 / 500) * 1.02
