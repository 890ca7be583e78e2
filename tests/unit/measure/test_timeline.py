"""Spans of time cut into intervals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from simdesk.measure.timeline import most_at_once, time_in_intervals


def cut(*spans: tuple[float, float], opening: float = 0.0, interval: float = 10.0, intervals: int = 3) -> np.ndarray:
    begin, end = (np.array(x, float) for x in zip(*spans, strict=True))
    return time_in_intervals(begin, end, np.zeros(len(spans), np.int64), 1, opening, interval, intervals)[0]


def test_a_span_inside_one_interval():
    assert_allclose(cut((12, 17)), [0, 5, 0])


def test_a_span_over_several():
    assert_allclose(cut((3, 25)), [7, 10, 5])


def test_what_lies_outside_the_day_is_left_out():
    assert_allclose(cut((-100, 5), (25, 400), (-9, -1), (30, 99)), [5, 0, 5])


def test_a_span_that_ends_on_a_border():
    assert_allclose(cut((10, 20)), [0, 10, 0])
    assert_allclose(cut((0, 30)), [10, 10, 10])


def test_no_spans():
    nothing = np.zeros(0)
    assert_array_equal(time_in_intervals(nothing, nothing, np.zeros(0, np.int64), 2, 0.0, 10.0, 3), np.zeros((2, 3)))


def test_rows_are_kept_apart():
    found = time_in_intervals(np.array([0.0, 5.0]), np.array([8.0, 25.0]), np.array([1, 0]), 2, 0.0, 10.0, 3)
    assert_allclose(found, [[5, 10, 5], [8, 0, 0]])


@given(
    st.lists(st.tuples(st.floats(-5e4, 2e5), st.floats(0, 1e5)), min_size=1, max_size=20),
    st.integers(1, 48),
    st.sampled_from([60.0, 900.0, 1800.0, 3333.3]),
)
def test_cutting_agrees_with_the_slow_way(spans, intervals, interval):
    opening = 28800.0
    pairs = [(begin, begin + length) for begin, length in spans]
    slow = [
        sum(max(min(end, opening + (i + 1) * interval) - max(begin, opening + i * interval), 0.0) for begin, end in pairs)
        for i in range(intervals)
    ]
    assert_allclose(cut(*pairs, opening=opening, interval=interval, intervals=intervals), slow, atol=1e-5)


def test_the_most_at_once():
    def most(*spans: tuple[float, float]) -> int:
        begin, end = (np.array(x, float) for x in zip(*spans, strict=True))
        return most_at_once(begin, end)

    assert most((0, 10), (5, 15), (9, 12), (20, 30)) == 3
    # One ends as another begins: they do not meet.
    assert most((0, 10), (10, 20)) == 1
    assert most((0, np.inf), (10, np.inf)) == 2
    assert most_at_once(np.zeros(0), np.zeros(0)) == 0
