"""The generator: its published known answers, the accuracy of its functions, and what its numbers look like beside theory."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from evidence import Case, Finding, record
from numpy.testing import assert_array_equal
from scipy import stats

from simdesk.demand.distributions import draw, exponential, gamma, lognormal, weibull
from simdesk.demand.streams import ARRAYS, Draws, Streams, key_within, place_key
from simdesk.engine.clocks import COMPILED, draws_of
from simdesk.rules import random_numbers

ONES = 0xFFFFFFFF
KNOWN = [
    # Random123 1.14, tests/kat_vectors, philox4x32 10: counter, key, answer.
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter, key, answer):
    one, other = random_numbers.philox(*(np.uint64(word) for word in (*counter, *key)))
    assert (int(one) & ONES, int(one) >> 32, int(other) & ONES, int(other) >> 32) == answer


def test_uniform_numbers_stay_above_zero_and_below_one():
    lowest, highest = random_numbers.uniform_of(np.array([0, 2**64 - 1], np.uint64))
    assert lowest == 2.0**-53
    assert highest == 1.0 - 2.0**-53


def ulps(found: np.ndarray, right: np.ndarray) -> float:
    return float(np.max(np.abs(found - right) / np.spacing(np.abs(right))))


def test_functions_are_exact_to_a_unit_in_the_last_place():
    many = np.random.Generator(np.random.PCG64(1))
    shares, tiny, powers = many.random(200_000), 2.0 ** -many.uniform(0, 53, 200_000), many.uniform(-700, 700, 200_000)
    large = many.uniform(1, 1e6, 200_000)
    for values in (shares, tiny, large):
        assert ulps(random_numbers.log(values), np.log(values)) <= 1.5
    assert ulps(random_numbers.exp(powers), np.exp(powers)) <= 1.5
    turns = np.longdouble(shares) * 2 * np.arccos(np.longdouble(-1))
    assert np.max(np.abs(random_numbers.cosine_of_turn(shares) - np.cos(turns).astype(float))) < 2e-16


def test_functions_at_the_ends():
    assert random_numbers.log(np.array([1.0]))[0] == 0.0
    assert random_numbers.exp(np.array([0.0]))[0] == 1.0
    assert_array_equal(random_numbers.cosine_of_turn(np.array([0.0, 0.5, 1.0])), [1.0, -1.0, 1.0])
    assert abs(random_numbers.cosine_of_turn(np.array([0.25, 0.75]))).max() == 0.0
    extremes = np.array([2.0**-53, 1 - 2.0**-53])
    assert_array_equal(np.isfinite(random_numbers.exponential_of(extremes)), True)
    assert random_numbers.exponential_of(extremes).min() > 0.0


def test_a_power_beyond_what_floats_hold_is_that_at_their_end():
    far = np.array([-np.inf, -5000.0, -737.0, -700.0, 700.0, 720.0, np.inf])
    found = random_numbers.exp(far)
    assert_array_equal(found, random_numbers.exp(np.clip(far, -700, 700)))
    assert found[0] == pytest.approx(math.exp(-700), rel=1e-15)
    assert found[-1] == pytest.approx(math.exp(700), rel=1e-15)
    assert_array_equal(draws_of(COMPILED).exp(far.copy()), found)


@pytest.mark.parametrize("distribution", [gamma(100.0, 2000.0), gamma(100.0, 10_000.0), weibull(100.0, 0.05)])
def test_durations_that_are_nearly_always_nothing_stay_durations(distribution):
    for draws in (ARRAYS, draws_of(COMPILED)):
        values = draw(distribution, Streams(1, 0, draws).at("x"), np.arange(100_000))
        assert np.isfinite(values).all()
        assert values.min() >= 0.0
        assert np.median(values) < 1e-3


@pytest.mark.parametrize(("key", "day", "attempt"), list(product((1, 2**63 + 12345, 2**64 - 1), (0, 2**32 + 3), (0, 7))))
def test_compiled_and_interpreted_numbers_are_equal_to_the_bit(key, day, attempt):
    whose, compiled = np.array([0, 1, 5, 4, 2**31, *range(100, 1100)]), draws_of(COMPILED)
    for kind in ("uniform", "exponential", "normal"):
        assert_array_equal(*(getattr(draws, kind)(key, day, whose, attempt) for draws in (ARRAYS, compiled)))
    for shape in (1.0, 1.3, 44.0, 1e6):
        assert_array_equal(*(draws.gamma(key, day, whose, shape) for draws in (ARRAYS, compiled)))
    values = ARRAYS.exponential(key, day, whose, attempt)
    assert_array_equal(ARRAYS.log(values.copy()), compiled.log(values.copy()))
    assert_array_equal(ARRAYS.exp(values.copy()), compiled.exp(values.copy()))


@pytest.mark.filterwarnings("default")  # as users have them: where a deprecation is an error, numpy goes another way round
@pytest.mark.parametrize("distribution", [exponential(100.0), lognormal(100.0, 50.0), gamma(100.0, 2000.0), weibull(100.0, 0.5)])
def test_one_customer_draws_what_it_draws_among_others(distribution):
    for draws in (ARRAYS, draws_of(COMPILED)):
        stream = Streams(1, 0, draws).at("x")
        assert_array_equal(draw(distribution, stream, np.array([7])), draw(distribution, stream, np.arange(9))[7:8], strict=True)


COUNT = 20_000
PLACE = key_within(place_key("queue/a"), place_key("patience"))


def numbers(key: int = PLACE, day: int = 0, attempt: int = 0, draws: Draws = ARRAYS) -> np.ndarray:
    return draws.uniform(key, day, np.arange(COUNT), attempt)


NEIGHBOURS = {
    "the next customer": lambda: numbers()[1:],
    "the next day": lambda: numbers(day=1),
    "the next attempt": lambda: numbers(attempt=1),
    "a key that differs in its lowest bit": lambda: numbers(key=PLACE ^ 1),
    "a key that differs in its highest bit": lambda: numbers(key=PLACE ^ (1 << 63)),
    "another place": lambda: numbers(key=key_within(place_key("queue/a"), place_key("handle_time"))),
    "a place of nearly the same name": lambda: numbers(key=key_within(place_key("queue/b"), place_key("patience"))),
    "a customer 2^16 later": lambda: ARRAYS.uniform(PLACE, 0, np.arange(COUNT) + 2**16, 0),
}


@pytest.mark.statistical
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_neighbours_know_nothing_of_each_other(name):
    """Pearson's correlation of 20,000 pairs, and chi-square over 16 × 16 cells; 16 tests at 1e-5: false alarm 1.6e-4, once."""
    other = NEIGHBOURS[name]()
    one = numbers()[: len(other)]
    straight = stats.pearsonr(one, other).pvalue
    cells = np.bincount((one * 16).astype(int) * 16 + (other * 16).astype(int), minlength=256)
    even = stats.chisquare(cells).pvalue
    case = Case(f"Random numbers beside those of {name}", "independence: correlation 0, even over 16 × 16 cells")
    record(case, [Finding("correlation", p_value=straight), Finding("cells", p_value=even)], 1e-5, len(other))
    assert min(straight, even) > 1e-5


@pytest.mark.statistical
def test_numbers_follow_their_laws_across_customers_days_places_and_attempts():
    """Kolmogorov-Smirnov over each of four ways to read 20,000 numbers, three kinds; 12 tests at 1e-5: false alarm 1.2e-4."""
    laws = {"uniform": stats.uniform(), "exponential": stats.expon(), "normal": stats.norm()}
    zero, findings = np.zeros(1, np.int64), []
    for kind, law in laws.items():
        draw = getattr(draws_of(COMPILED), kind)
        read = {
            "customers": draw(PLACE, 0, np.arange(COUNT), 0),
            "days": np.concatenate([draw(PLACE, day, zero, 0) for day in range(COUNT)]),
            "places": np.concatenate([draw(key_within(PLACE, place), 0, zero, 0) for place in range(COUNT)]),
            "attempts": np.concatenate([draw(PLACE, 0, zero, attempt) for attempt in range(COUNT)]),
        }
        findings += [Finding(f"{kind} over {way}", p_value=stats.kstest(found, law.cdf).pvalue) for way, found in read.items()]
    record(Case("Random numbers one by one", "scipy.stats, Kolmogorov-Smirnov"), findings, 1e-5, COUNT)
    assert min(finding.p_value for finding in findings) > 1e-5


@pytest.mark.statistical
@pytest.mark.parametrize("shape", [0.04, 0.5, 1.0, 2.5, 156.25, 1e4])
def test_gamma_numbers_follow_their_law(shape):
    """Kolmogorov-Smirnov with 20,000 numbers; 6 tests at 1e-5: false alarm 6e-5, once."""
    found = Streams(1, 0, draws_of(COMPILED)).at("x").gamma(shape, np.arange(COUNT))
    p_value = stats.kstest(found, stats.gamma(shape).cdf).pvalue
    record(
        Case(f"Gamma numbers of shape {shape:g}", "scipy.stats, Kolmogorov-Smirnov"), [Finding("numbers", p_value=p_value)], 1e-5
    )
    assert p_value > 1e-5


@pytest.mark.slow
@pytest.mark.statistical
def test_moments_of_a_million():
    """Moments one to four of a million of each kind, normal theory; 12 tests at 1e-6: false alarm 1.2e-5."""
    whose, draws = np.arange(1_000_000), draws_of(COMPILED)
    central = {
        "uniform": (lambda k: 0.5**k / (k + 1) if k % 2 == 0 else 0.0, 0.5),
        "exponential": (lambda k: math.factorial(k) * sum((-1) ** j / math.factorial(j) for j in range(k + 1)), 1.0),
        "normal": (lambda k: math.prod(range(k - 1, 0, -2)) if k % 2 == 0 else 0.0, 0.0),
    }
    findings = []
    for kind, (moment, mean) in central.items():
        found = getattr(draws, kind)(PLACE, 0, whose, 0) - mean
        for k in range(1, 5):
            error = math.sqrt((moment(2 * k) - moment(k) ** 2) / len(whose))
            z = (float(np.mean(found**k)) - moment(k)) / error
            findings.append(Finding(f"{kind}, moment {k}", p_value=2 * float(stats.norm.sf(abs(z)))))
    record(Case("Central moments of random numbers", "their closed forms"), findings, 1e-6, len(whose))
    assert min(finding.p_value for finding in findings) > 1e-6
