"""Reduced sums over days: coefficients of the other days, what stays exact, how often the interval covers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from numpy.testing import assert_allclose
from scipy import stats

from simdesk.measure.adjust import Adjustment, most_controls
from simdesk.measure.confidence import Sample, difference, estimate

ALPHA = 1e-4
"""False-alarm rate of each statistical test."""


def data(days: int, controls: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(seed))
    columns = rng.standard_gamma(2.0, (days, controls)) - 2.0
    return columns, 5.0 + columns @ np.arange(1.0, controls + 1) + rng.standard_normal(days)


def by_hand(values: np.ndarray, columns: np.ndarray, block: int) -> np.ndarray:
    """Leave each block out, fit a line to the other days, take its slopes away from the block."""
    left = np.empty(len(values))
    for begin in range(0, len(values), block):
        rows = np.arange(begin, min(begin + block, len(values)))
        others = np.setdiff1d(np.arange(len(values)), rows)
        design = np.column_stack([np.ones(len(others)), columns[others]])
        slopes = np.linalg.lstsq(design, values[others], rcond=None)[0][1:]
        left[rows] = values[rows] - columns[rows] @ slopes
    return left


@pytest.mark.parametrize(("days", "controls", "block"), [(40, 1, 1), (60, 3, 1), (60, 2, 5), (63, 4, 5), (61, 1, 10)])
def test_each_block_is_reduced_with_the_coefficients_of_the_others(days: int, controls: int, block: int):
    columns, values = data(days, controls)
    assert_allclose(Adjustment(columns, block).reduce(values), by_hand(values, columns, block), rtol=1e-9)


def test_controls_of_any_size_and_order_of_magnitude():
    columns, values = data(60, 3)
    scaled = columns * np.array([1e-6, 1e8, 1.0])
    assert_allclose(Adjustment(scaled).reduce(values), Adjustment(columns).reduce(values), rtol=1e-8)


def test_what_others_explain_is_left_out():
    columns, values = data(60, 2)
    doubled = np.column_stack([columns, columns.sum(axis=1), np.full(60, 3.0), np.zeros(60)])
    found = Adjustment(doubled)
    assert found.count == 2
    assert_allclose(found.reduce(values), Adjustment(columns).reduce(values), rtol=1e-9)


def test_without_controls_nothing_changes():
    _, values = data(30, 1)
    plain, same = Sample(values, np.ones(30)), Sample(values, np.ones(30), Adjustment(np.zeros((30, 0))))
    found = estimate(same)
    assert (found.mean, found.p10, found.p90) == (estimate(plain).mean, estimate(plain).p10, estimate(plain).p90)
    assert_allclose((found.low, found.high), (estimate(plain).low, estimate(plain).high), rtol=1e-12)
    assert_allclose(found.times_fewer_days, 1.0)
    assert math.isnan(estimate(plain).times_fewer_days)


def test_shares_of_a_whole_still_add_up():
    columns, _ = data(50, 2)
    rng = np.random.Generator(np.random.PCG64(4))
    parts = rng.poisson(30, (3, 50)).astype(float)
    adjustment = Adjustment(columns)
    shares = [Sample(part, parts.sum(axis=0), adjustment).ratio for part in parts]
    assert_allclose(sum(shares), 1.0, rtol=1e-12)


def test_what_controls_explain_wholly_is_exact():
    columns, _ = data(50, 2)
    found = estimate(Sample(7.0 + columns @ [2.0, -1.0], np.ones(50), Adjustment(columns)))
    assert_allclose((found.mean, found.low, found.high), 7.0, atol=1e-9)
    assert found.times_fewer_days == math.inf


def test_days_without_data_stay_days():
    """Leaving them out would leave out the quiet days, and the controls' mean over the others is not zero."""
    columns, values = data(60, 1)
    known = columns[:, 0] > -1.0
    sample = Sample(np.where(known, values, 0.0), known.astype(float), Adjustment(columns))
    numerator, denominator = (by_hand(each, columns, 1) for each in (np.where(known, values, 0.0), known.astype(float)))
    assert_allclose(sample.ratio, numerator.sum() / denominator.sum(), rtol=1e-9)
    nobody = Sample(np.zeros(60), np.zeros(60), Adjustment(columns))
    assert math.isnan(estimate(nobody).mean)


def test_a_share_stays_a_share():
    columns, _ = data(50, 1)
    offered = 100.0 + columns[:, 0]
    found = estimate(Sample(offered - 1e-3 * (columns[:, 0] > 3), offered, Adjustment(columns)), floor=0.0, ceiling=1.0)
    assert found.mean <= 1.0
    assert found.high <= 1.0


def test_degrees_of_freedom():
    """A control costs one; a block counts as one day; too few blocks count as days."""
    columns, values = data(40, 2)
    every = np.ones(40, bool)
    errors = values - values.mean()
    assert Adjustment(columns).standard_error(errors, every)[1] == 37
    assert Adjustment(np.zeros((40, 0)), 5).standard_error(errors, every)[1] == 7
    assert Adjustment(columns, 5).standard_error(errors, every)[1] == 7
    assert Adjustment(np.zeros((40, 0)), 8).standard_error(errors, every)[1] == 39
    assert [most_controls(days) for days in (1, 29, 30, 50, 100, 1000)] == [0, 0, 1, 3, 8, 98]


@pytest.mark.parametrize(("days", "controls", "block"), [(32, 0, 5), (40, 0, 1), (60, 3, 1), (63, 2, 5)])
def test_the_error_is_that_of_leaving_out_a_block_at_a_time(days: int, controls: int, block: int):
    """The jackknife by hand: the fitted value at controls zero, without each block, the last one incomplete."""
    columns, values = data(days, controls)
    columns, values = columns[:, :controls], values**2

    def level(rows: np.ndarray) -> float:
        return float(np.linalg.lstsq(np.column_stack([np.ones(len(rows)), columns[rows]]), values[rows], rcond=None)[0][0])

    every = np.arange(days)
    without = [level(np.setdiff1d(every, every[begin : begin + block])) for begin in range(0, days, block)]
    blocks = len(without)
    by_jackknife = math.sqrt((blocks - 1) / blocks * ((np.array(without) - level(every)) ** 2).sum())
    found, degrees = Adjustment(columns, block).standard_error(values, np.ones(days, bool))
    assert_allclose(found, by_jackknife, rtol=1e-9)
    assert degrees == min(blocks - 1, (days - 1 - controls) // block)
    if controls == 0 and block == 1:
        assert_allclose(found, values.std(ddof=1) / math.sqrt(days))


def test_differences_share_their_controls():
    columns, values = data(80, 2)
    ones, adjustment = np.ones(80), Adjustment(columns)
    base = Sample(values, ones, adjustment)
    same = difference(base, base)
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    other = Sample(values + 0.5 * columns[:, 0] + 1.0, ones, Adjustment(columns))
    found = difference(other, base)
    assert_allclose(found.mean, other.ratio - base.ratio, rtol=1e-9)
    assert_allclose((found.mean, found.low, found.high), 1.0, atol=1e-9)
    assert found.times_fewer_days == math.inf
    wider, _ = data(80, 3, seed=2)
    assert adjustment.beside(Adjustment(wider), most_controls(80)).count == 5
    assert adjustment.beside(Adjustment(wider), 3).count == 3


def values_of(control: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Days that depend on the control's square too, with mean 3."""
    return 3.0 + control + 0.5 * (control**2 - 1.0) + 0.5 * rng.standard_normal(len(control))


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize(("shape", "least"), [(1.0, 0.86), (25.0, 0.93)])
def test_the_mean_is_not_moved_and_the_interval_covers(shape: float, least: float):
    """6,000 runs of 30 days for one skew control, exponential or as skew as levels that vary by 20 %.

    Coefficients of all days would move the mean, at the worst by a quarter of its standard error; those of the other days move it
    by nothing. Skewness takes from the coverage of 95 % what it takes from that of the plain interval of the same days
    (86.2 % and 92.5 % covered), and no more. Bounds at a false-alarm rate of 1e-4 each.
    """
    rng = np.random.Generator(np.random.PCG64(11))
    runs, days = 6000, 30
    means, naive, inside = np.empty(runs), np.empty(runs), 0
    for run in range(runs):
        control = (rng.standard_gamma(shape, days) - shape) / math.sqrt(shape)
        values = values_of(control, rng)
        found = estimate(Sample(values, np.ones(days), Adjustment(control[:, None])))
        means[run] = found.mean
        inside += found.low <= 3.0 <= found.high
        naive[run] = values.mean() - control.mean() * np.polyfit(control, values, 1)[0]
    error = means.std(ddof=1) / math.sqrt(runs)
    limit = stats.norm.ppf(1 - ALPHA / 2)
    findings = [away("mean of 6,000 runs", 3.0, means.mean(), error), Finding("coverage", 0.95, inside / runs)]
    record(Case(f"A skew control (shape {shape:g}) moves nothing", "a mean known by construction"), findings, 3 * ALPHA)
    assert abs(means.mean() - 3.0) < limit * error
    assert abs(naive.mean() - 3.0) > limit * error
    assert stats.binom.ppf(ALPHA, runs, least) <= inside <= stats.binom.ppf(1 - ALPHA, runs, 0.95)
