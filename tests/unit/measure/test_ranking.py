"""Welch, Wilson, Holm and letters against numbers computed by hand or printed in books."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simdesk.measure.confidence import Estimate, Sample, difference, share_interval, unpaired_difference
from simdesk.measure.ranking import holm, letters, p_value, told_apart


def means(*values: float) -> Sample:
    return Sample(np.array(values), np.ones(len(values)))


def test_welch_by_hand() -> None:
    # Variances 4 over 3 days and 0.625 over 5.
    one, other = means(10, 12, 14), means(8, 8.5, 9, 9.5, 10)
    change = unpaired_difference(one, other)
    first, second = 4 / 3, 0.625 / 5
    degrees = (first + second) ** 2 / (first**2 / 2 + second**2 / 4)
    assert change.mean == pytest.approx(3)
    assert change.degrees == pytest.approx(degrees)
    from scipy import stats

    low, high = stats.ttest_ind(one.days, other.days, equal_var=False).confidence_interval(0.95)
    assert (change.low, change.high) == pytest.approx((low, high))
    assert p_value(change) == pytest.approx(stats.ttest_ind(one.days, other.days, equal_var=False).pvalue)


def test_paired_by_hand() -> None:
    # Differences 1, 2, 3: mean 2, standard error 1/√3, t(2) = 4.302653.
    change = difference(means(11, 22, 33), means(10, 20, 30))
    assert change.mean == 2
    assert change.degrees == 2
    assert change.half_width == pytest.approx(4.302652730 / math.sqrt(3))
    # t = 2√3 with 2 degrees: p = 1 − t/√(t² + 2) = 1 − √(12/14).
    assert p_value(change) == pytest.approx(1 - math.sqrt(12 / 14))


def test_what_cannot_be_told() -> None:
    assert math.isnan(p_value(difference(means(1), means(2))))
    assert math.isnan(unpaired_difference(means(1), means(2, 3)).low)
    assert math.isnan(unpaired_difference(Sample(np.zeros(3), np.zeros(3)), means(2, 3)).mean)
    assert p_value(difference(means(1, 2), means(1, 2))) == 1
    assert p_value(difference(means(2, 3), means(1, 2))) == 0
    same = unpaired_difference(means(2, 2), means(1, 1))
    assert (same.low, same.high) == (1, 1)


def test_wilson_as_printed() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for count, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert share_interval(count, of) == pytest.approx((low, high), abs=5e-5)
    assert share_interval(20, 20) == pytest.approx((1 - 0.1611, 1), abs=5e-5)
    assert all(math.isnan(end) for end in share_interval(0, 0))


def test_holm_by_hand() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.5, 0.9])) == pytest.approx([1, 1])
    found = holm(np.array([math.nan, 0.02]))
    assert math.isnan(found[0])
    assert found[1] == pytest.approx(0.04)


def changed(mean: float, half: float) -> Estimate:
    return Estimate(mean, mean - half, mean + half, degrees=1000)


def test_neighbours_that_cannot_be_told_apart_share_a_letter() -> None:
    # Four in a row; each only one step from its neighbour, and far from the others.
    places = [4.0, 3.0, 2.0, 1.0]
    changes = [[changed(places[i] - places[j], 1.2) for j in range(i)] for i in range(4)]
    assert letters(told_apart(changes)) == ["a", "ab", "bc", "c"]


def test_letters_share_when_and_only_when_not_apart() -> None:
    random = np.random.default_rng(4)
    for _ in range(200):
        count = int(random.integers(1, 8))
        half = np.triu(random.random((count, count)) < random.random(), 1)
        apart = half | half.T
        found = letters(apart)
        for i in range(count):
            assert found[i]
            for j in range(count):
                assert (i == j) or bool(set(found[i]) & set(found[j])) != bool(apart[i, j])


def test_one_alone_and_none() -> None:
    assert letters(told_apart([[]])) == ["a"]
    assert letters(told_apart([])) == []


def test_many_pairs_need_more_than_each_alone() -> None:
    """A difference that is clear alone is not among many that are nothing."""
    alone = changed(1.0, 0.9)
    assert told_apart([[], [alone]])[0, 1]
    nothing = changed(0.0, 0.9)
    among = [[] if i == 0 else [nothing] * i for i in range(8)]
    among[1] = [alone]
    assert not told_apart(among).any()


def test_equal_figures_are_told_apart_one_time_in_twenty() -> None:
    """Of four that are equal, with errors in common; 600 trials, and a false alarm of this test once in 1,000 seeds."""
    random = np.random.default_rng(11)
    found = 0
    for _ in range(600):
        common = random.normal(size=25)
        samples = [means(*(common + random.normal(size=25))) for _ in range(4)]
        found += bool(told_apart([[difference(samples[i], samples[j]) for j in range(i)] for i in range(4)]).any())
    assert 0.01 < found / 600 < 0.05 + 3.1 * math.sqrt(0.05 * 0.95 / 600)
