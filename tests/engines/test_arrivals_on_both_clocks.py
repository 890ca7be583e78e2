"""Who comes, and when, is the same to the bit whether numpy or compiled code draws it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simdesk.demand.streams import ARRAYS, Rates
from simdesk.engine.clocks import COMPILED, draws_of

pytestmark = pytest.mark.hypothesis
rates = st.lists(st.floats(0.0, 400.0) | st.just(0.0), min_size=1, max_size=12).filter(any)


@given(rates, st.integers(0, 2**63), st.integers(0, 10**6), st.sampled_from((900.0, 1800.0, 3600.0)), st.sampled_from((0.0, 3e4)))
def test_arrivals(whole_day: list[float], key: int, day: int, interval: float, opening: float) -> None:
    asked = Rates(np.array(whole_day), opening, interval * len(whole_day), interval)
    for ordered in (False, True):
        one, other = (draws.arrivals(key, key + 1, day, asked, ordered=ordered) for draws in (ARRAYS, draws_of(COMPILED)))
        assert one[0].tolist() == other[0].tolist()
        assert one[1].tobytes() == other[1].tobytes()
    assert (np.diff(one[1]) >= 0).all()


def test_arrivals_of_a_large_day_with_a_spike() -> None:
    asked = Rates(np.array([2e3] * 20 + [3e5] + [10.0] * 27), 28800.0, 48 * 1800.0, 1800.0)
    (customers, when), (others, at) = (draws.arrivals(5, 6, 3, asked) for draws in (ARRAYS, draws_of(COMPILED)))
    assert len(customers) > 6000
    assert customers.tolist() == others.tolist()
    assert when.tobytes() == at.tobytes()


def test_more_levels_are_drawn_where_those_expected_are_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Rates(np.array([500.0, 900.0]), 0.0, 7200.0, 3600.0)
    customers, when = draws_of(COMPILED).arrivals(5, 6, 3, asked)
    monkeypatch.setattr(Rates, "most", property(lambda rates: (float(rates.whole_day.max()), 7)))
    for draws in (ARRAYS, draws_of(COMPILED)):
        again, at = draws.arrivals(5, 6, 3, asked)
        assert again.tolist() == customers.tolist()
        assert at.tobytes() == when.tobytes()


@given(st.lists(st.floats(-500.0, 9000.0), max_size=60), st.integers(1, 9))
def test_the_order_of_times(times: list[float], intervals: int) -> None:
    whens = np.array(times, float)
    (order, when), (other, at) = (draws.in_order(whens, 0.0, 900.0, intervals) for draws in (ARRAYS, draws_of(COMPILED)))
    assert order.tolist() == other.tolist()
    assert when.tobytes() == at.tobytes()
