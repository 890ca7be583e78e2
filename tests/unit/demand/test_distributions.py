"""Distributions: their moments, their bounds, and how blocks of numbers grow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evidence import Case, Finding, record
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from simdesk.demand.distributions import (
    Distribution,
    constant,
    draw,
    empirical,
    erlang,
    exponential,
    gamma,
    hyperexponential,
    lognormal,
    triangular,
    uniform,
    unlimited,
    weibull,
)
from simdesk.demand.streams import Stream, Streams

EVERY = {
    "exponential": (exponential(240), stats.expon(scale=240)),
    "lognormal": (
        lognormal(270, 240),
        stats.lognorm(s=math.sqrt(math.log1p((240 / 270) ** 2)), scale=270 / math.sqrt(1 + (240 / 270) ** 2)),
    ),
    "gamma": (gamma(300, 150), stats.gamma(a=4, scale=75)),
    "erlang": (erlang(120, 2), stats.erlang(a=2, scale=60)),
    "weibull": (weibull(200, 1.8), stats.weibull_min(c=1.8, scale=200 / math.gamma(1 + 1 / 1.8))),
    "gamma_below_one": (gamma(300, 600), stats.gamma(a=0.25, scale=1200)),
    "uniform": (uniform(180, 420), stats.uniform(180, 240)),
    "triangular": (triangular(60, 90, 300), stats.triang(c=30 / 240, loc=60, scale=240)),
}


def drawn(distribution: Distribution, count: int) -> np.ndarray:
    return draw(distribution, Streams(5, 0).at("queue/a").at("handle_time"), np.arange(count))


@pytest.mark.parametrize("name", EVERY)
def test_mean_and_sd_are_those_of_the_family(name):
    distribution, reference = EVERY[name]
    assert_allclose(distribution.mean, reference.mean(), rtol=1e-12)
    assert_allclose(distribution.sd, reference.std(), rtol=1e-12)


@pytest.mark.statistical
@pytest.mark.parametrize("name", EVERY)
def test_draws_follow_the_family(name):
    """Kolmogorov–Smirnov with 20,000 draws; 8 tests at 1e-5 each: false alarm 8e-5, once, for the seed is fixed."""
    distribution, reference = EVERY[name]
    p_value = stats.kstest(drawn(distribution, 20_000), reference.cdf).pvalue
    case = Case(f"Draws of a {name} distribution", "scipy.stats, Kolmogorov-Smirnov")
    record(case, [Finding("20,000 draws", p_value=p_value)], 1e-5)
    assert p_value > 1e-5


@pytest.mark.statistical
def test_hyperexponential_draws():
    """Kolmogorov–Smirnov against the mixture; false alarm 1e-5."""
    distribution = hyperexponential((60.0, 540.0), (0.8, 0.2))
    assert_allclose(distribution.mean, 156)
    assert_allclose(distribution.sd, math.sqrt(2 * (0.8 * 60**2 + 0.2 * 540**2) - 156**2))

    def cdf(x):
        return 1 - 0.8 * np.exp(-x / 60) - 0.2 * np.exp(-x / 540)

    p_value = stats.kstest(drawn(distribution, 20_000), cdf).pvalue
    case = Case("Draws of a hyperexponential distribution", "its closed form, Kolmogorov-Smirnov")
    record(case, [Finding("20,000 draws", p_value=p_value)], 1e-5)
    assert p_value > 1e-5


@pytest.mark.statistical
def test_empirical_draws_each_value_as_often():
    """Chi-square over 4 values (one doubled); false alarm 1e-5."""
    values = drawn(empirical((10.0, 20.0, 20.0, 40.0)), 20_000)
    kinds, counts = np.unique(values, return_counts=True)
    assert_array_equal(kinds, [10, 20, 40])
    p_value = stats.chisquare(counts, [5000, 10000, 5000]).pvalue
    record(Case("Draws of an empirical distribution", "its values, chi-square"), [Finding("20,000 draws", p_value=p_value)], 1e-5)
    assert p_value > 1e-5


def test_fixed_values():
    assert_array_equal(drawn(constant(180), 3), [180, 180, 180])
    assert_array_equal(drawn(unlimited(), 2), [math.inf, math.inf])
    assert constant(5).fixed == 5
    assert unlimited().fixed == math.inf
    assert exponential(5).fixed is None
    assert Distribution("constant", (5.0,), at_least=8).fixed == 8


@pytest.mark.parametrize(
    "distribution",
    [d for d, _ in EVERY.values()] + [hyperexponential((1.0, 9.0), (0.5, 0.5)), gamma(10.0, 20.0), empirical((1.0, 2.0, 3.0))],
)
def test_what_a_customer_gets_does_not_depend_on_who_else_is_there(distribution):
    stream, some = Streams(5, 0).at("queue/a"), np.array([3, 137, 999])
    assert_array_equal(draw(distribution, stream, some), drawn_at(stream, distribution)[some])


def drawn_at(stream: Stream, distribution: Distribution) -> np.ndarray:
    return draw(distribution, stream, np.arange(1000))


def test_values_are_moved_into_bounds():
    bounded = Distribution("exponential", (120.0,), at_least=10.0, at_most=120.0)
    free, values = drawn(exponential(120), 1000), drawn(bounded, 1000)
    assert_array_equal(values, np.clip(free, 10, 120))
    assert (values == 120).sum() > 300


def test_a_triangle_without_width_is_a_constant():
    assert_array_equal(drawn(triangular(5, 5, 5), 3), [5, 5, 5])


def test_a_triangle_with_its_peak_at_an_end():
    for mode in (0.0, 10.0):
        values = drawn(triangular(0, mode, 10), 1000)
        assert values.min() >= 0
        assert values.max() <= 10


@pytest.mark.parametrize("name", EVERY)
def test_draws_are_positive_and_finite(name):
    values = drawn(EVERY[name][0], 10_000)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
