"""From days to ranges, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evidence import Case, away, record
from numpy.testing import assert_allclose
from scipy import stats

from simdesk.measure.confidence import Sample, difference, estimate, half_width, student_t


def test_student_t_is_the_printed_table():
    """Two-sided 95 %: 12.706, 4.303, 2.262, 1.980 for 1, 2, 9 and 120 degrees of freedom."""
    for degrees, quantile in ((1, 12.706), (2, 4.303), (9, 2.262), (120, 1.980)):
        assert_allclose(student_t(degrees), quantile, atol=5e-4)


def test_a_mean_over_days():
    values = np.array([10.0, 12.0, 14.0, 12.0])
    found = estimate(Sample(values, np.ones(4)))
    # Mean 12, s² = 8/3, half-width 3.182 √(8/3 ÷ 4).
    assert found.mean == 12
    assert_allclose(found.half_width, 3.182446 * math.sqrt(8 / 12), rtol=1e-6)
    assert_allclose((found.p10, found.p90), (10.6, 13.4))


def test_percentiles_are_those_of_numpy_to_the_bit():
    rng = np.random.Generator(np.random.PCG64(3))
    for days in (*range(1, 60), 100, 101, 365, 1000):
        for values in (rng.standard_gamma(2.0, days), rng.integers(0, 4, days).astype(float), -rng.random(days) * 1e9):
            found = estimate(Sample(values, np.ones(days)))
            assert (found.p10, found.p90) == tuple(np.percentile(values, [10, 90]))


def test_a_ratio_over_days():
    """Cochran's ratio estimator worked by hand: R = Σy/Σx, s² of y − R x over (days × mean x)²."""
    answered, offered = np.array([80.0, 150.0, 60.0]), np.array([100.0, 200.0, 60.0])
    found = estimate(Sample(answered, offered))
    ratio = 290 / 360
    residual = answered - ratio * offered
    half = 4.302653 * math.sqrt(residual @ residual / 2 / 3) / 120
    assert_allclose(found.mean, ratio)
    assert_allclose((found.low, found.high), (ratio - half, ratio + half), rtol=1e-6)
    assert_allclose((found.p10, found.p90), np.percentile([0.8, 0.75, 1.0], [10, 90]))


def test_the_interval_is_cut_to_what_the_measure_can_be():
    found = estimate(Sample(np.array([1.0, 9.9, 10.0]), np.full(3, 10.0)), floor=0.0, ceiling=1.0)
    assert found.low == 0.0
    assert found.high == 1.0


def test_a_share_above_its_ceiling_keeps_its_mean():
    found = estimate(Sample(np.array([11.0, 11.0]), np.full(2, 10.0)), ceiling=1.0)
    assert found.mean == found.high == 1.1


def test_one_day_has_no_interval():
    found = estimate(Sample(np.array([3.0]), np.array([4.0])))
    assert found.mean == 0.75
    assert math.isnan(found.low)
    assert math.isnan(found.half_width)
    assert found.p10 == found.p90 == 0.75


def test_days_without_data_do_not_count():
    found = estimate(Sample(np.array([3.0, 0.0, 5.0]), np.array([4.0, 0.0, 8.0])))
    assert found.mean == 8 / 12
    assert_allclose((found.p10, found.p90), np.percentile([0.75, 0.625], [10, 90]))


def test_days_without_data_do_not_count_as_degrees_of_freedom():
    with_data = np.array([3.0, 5.0, 4.0]), np.array([4.0, 8.0, 5.0])
    padded = np.append(with_data[0], [0.0] * 7), np.append(with_data[1], [0.0] * 7)
    assert_allclose(estimate(Sample(*padded)).half_width, estimate(Sample(*with_data)).half_width, rtol=1e-12)
    pair = difference(Sample(*padded), Sample(padded[0] * 0.9, padded[1]))
    assert_allclose(pair.half_width, difference(Sample(*with_data), Sample(with_data[0] * 0.9, with_data[1])).half_width)


def test_no_data_at_all():
    found = estimate(Sample(np.zeros(3), np.zeros(3)))
    assert all(math.isnan(x) for x in (found.mean, found.low, found.high, found.p10, found.p90))


def test_alike_days_have_no_width():
    found = estimate(Sample(np.full(5, 8.0), np.full(5, 10.0)))
    assert found.low == found.mean == found.high == 0.8


def test_a_paired_difference():
    one, other = np.array([10.0, 20.0, 30.0, 40.0]), np.array([9.0, 17.0, 29.0, 37.0])
    found = difference(Sample(one, np.ones(4)), Sample(other, np.ones(4)))
    paired = stats.ttest_rel(one, other).confidence_interval(0.95)
    assert found.mean == 2.0
    assert_allclose((found.low, found.high), (paired.low, paired.high), rtol=1e-9)


def test_a_difference_with_itself_is_nothing_for_sure():
    sample = Sample(np.array([8.0, 15.0, 6.0]), np.array([10.0, 20.0, 6.0]))
    found = difference(sample, sample)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_difference_without_data():
    nothing = Sample(np.zeros(3), np.zeros(3))
    assert math.isnan(difference(nothing, Sample(np.ones(3), np.ones(3))).mean)


def test_half_width_needs_two_days():
    assert math.isnan(half_width(np.zeros(1)))
    assert math.isnan(half_width(np.zeros(0)))


@pytest.mark.statistical
def test_the_interval_covers_as_often_as_it_says():
    """A ratio with days of very different size: 2000 intervals of 30 days cover in 95 %.

    Linearisation lets coverage fall a little short (0.94); the bounds lie 4.5 sigma of 2000 draws about that.
    """
    rng = np.random.Generator(np.random.PCG64(1))
    inside = 0
    for _ in range(2000):
        offered = rng.poisson(rng.gamma(10, 20, 30)).astype(float)
        answered = rng.binomial(offered.astype(int), 0.8).astype(float)
        found = estimate(Sample(answered, offered))
        inside += found.low <= 0.8 <= found.high
    case = Case("95% confidence intervals of a ratio cover", "simulated days of very different size")
    record(case, [away("coverage of 2,000 intervals", 0.945, inside / 2000, math.sqrt(0.945 * 0.055 / 2000))], 6.8e-6)
    assert abs(inside / 2000 - 0.945) < 4.5 * math.sqrt(0.945 * 0.055 / 2000)
