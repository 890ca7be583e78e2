"""Stratified days: each alone as ever, together even; a day depends on its number and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence import Case, Finding, record
from floors import Centre, Group, Queue, centre
from judging import ALPHA
from numpy.testing import assert_array_equal
from scipy import stats

from simdesk.demand.day_level import DAYS_PER_BLOCK, day_level, day_uniform
from simdesk.demand.plan import RateArrivals
from simdesk.demand.streams import Stream, Streams
from simdesk.demand.workload import draw_workload

BLOCK = DAYS_PER_BLOCK


def where(day_to_day: float = 0.2) -> Centre:
    queues = [Queue(name, RateArrivals((0.01, 0.02), day_to_day)) for name in ("a", "b")]
    return centre(queues, [Group("g", ["a", "b"], 2.5)], closing=3600.0, interval=1800.0)


def uniforms(place: str, days: int, block: int = BLOCK, seed: int = 1) -> np.ndarray:
    return np.array([day_uniform(Streams(seed, day), place, block) for day in range(days)])


def test_every_block_meets_every_part_once():
    found = uniforms("queue/a/arrivals/day", 40 * BLOCK).reshape(40, BLOCK)
    parts = np.sort((found * BLOCK).astype(int), axis=1)
    assert_array_equal(parts, np.broadcast_to(np.arange(BLOCK), parts.shape))
    assert len({tuple(row) for row in (found * BLOCK).astype(int)}) > 20


@pytest.mark.slow
@pytest.mark.statistical
def test_each_day_of_a_block_is_uniform_and_places_are_independent():
    """2,000 blocks: Kolmogorov-Smirnov by position, correlation of two places; false alarm 1e-4 together."""
    first, second = (uniforms(place, 2000 * BLOCK).reshape(-1, BLOCK) for place in ("queue/a/arrivals/day", "group/g/attendance"))
    values = [stats.kstest(first[:, k], "uniform").pvalue for k in range(BLOCK)]
    values += [stats.pearsonr(first[:, k], second[:, k]).pvalue for k in range(BLOCK)]
    case = Case("Stratified days: uniform by position, independent by place", "uniform distribution; Pearson correlation 0")
    record(case, [Finding(f"test {k}", p_value=value) for k, value in enumerate(values)], ALPHA, 2000 * BLOCK)
    assert min(values) > ALPHA / len(values)


@pytest.mark.statistical
@pytest.mark.parametrize("variation", [0.05, 0.3, 1.0])
def test_levels_are_gamma(variation: float):
    """1,000 blocks, one day of each: Kolmogorov-Smirnov at a false alarm of 1e-4."""
    arrivals = RateArrivals((1.0,), variation)
    found = [day_level(arrivals, Streams(2, day), "queue/a/arrivals/day", BLOCK) for day in range(0, 1000 * BLOCK, BLOCK)]
    shape = 1 / variation**2
    p_value = stats.kstest(found, stats.gamma(shape, scale=1 / shape).cdf).pvalue
    case = Case(f"Stratified days: levels that vary by {variation:.0%}", "Gamma distribution, Kolmogorov-Smirnov")
    record(case, [Finding("levels", p_value=p_value)], ALPHA, 1000)
    assert p_value > ALPHA


def test_the_mean_level_of_blocks_varies_far_less():
    arrivals = RateArrivals((1.0,), 0.2)
    means = {}
    for block in (1, BLOCK):
        levels = [day_level(arrivals, Streams(2, day), "queue/a/arrivals/day", block) for day in range(200 * BLOCK)]
        means[block] = np.array(levels).reshape(-1, BLOCK).mean(axis=1).std()
    assert means[BLOCK] < means[1] / 2.5


def test_a_uniform_number_stays_below_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Stream, "number", lambda *_: float(np.nextafter(1.0, 0.0)))
    assert max(day_uniform(Streams(1, day), "x", BLOCK) for day in range(BLOCK)) < 1.0


def test_a_day_depends_on_its_number_alone():
    centre_ = where()
    plan = replace(centre_.demand, block=BLOCK)
    forward = [draw_workload(plan, 9, day) for day in range(7)]
    backward = [draw_workload(plan, 9, day) for day in reversed(range(7))][::-1]
    for one, other in zip(forward, backward, strict=True):
        assert_array_equal(one.arrival, other.arrival)
        assert_array_equal(one.attendance, other.attendance)


def test_days_that_are_drawn_freely_are_those_of_old():
    """What the streams give without blocks: the Gamma of the place's own stream, the uniform of the group's."""
    streams = Streams(4, 3)
    assert day_uniform(streams, "group/g/attendance", 1) == streams.at("group/g/attendance").number()
    level = day_level(RateArrivals((1.0,), 0.5), streams, "queue/a/arrivals/day", 1)
    assert level == streams.at("queue/a/arrivals/day").gamma(4.0, np.zeros(1, np.int64))[0] / 4.0


def test_customers_stay_the_same_under_another_volume():
    """Common random numbers: twice the volume keeps every customer of the same day, level and all."""
    once, twice = (
        replace(
            where().demand, block=BLOCK, queues=(replace(where().demand.queues[0], arrivals=RateArrivals((0.01 * k,) * 2, 0.2)),)
        )
        for k in (1, 2)
    )
    for day in range(3):
        few, many = draw_workload(once, 5, day), draw_workload(twice, 5, day)
        assert set(few.customer) <= set(many.customer)
        assert set(few.arrival) <= set(many.arrival)


def test_a_larger_variation_moves_every_level_further_the_same_way():
    levels = [
        [day_level(RateArrivals((1.0,), cv), Streams(3, day), "queue/a/arrivals/day", BLOCK) for day in range(20)]
        for cv in (0.1, 0.3)
    ]
    assert_array_equal(np.argsort(levels[0]), np.argsort(levels[1]))
