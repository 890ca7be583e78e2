"""Laws of sweeps: a point is a plain run, the frontier is not dominated, bisection finds the fewest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import simdesk as sd
from simdesk.planning.sweep.forecast import fewest
from simdesk.planning.sweep.frontier import efficient

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: 5
queues:
  sales: {arrivals: {rate: 60 per h, day_to_day: 5%}, handle_time: {exponential: {mean: 4 min}}, patience: {constant: 2 min}}
  chats: {channel: chat, arrivals: {volumes: [10, 12, 14, 8]}, handle_time: {constant: 3 min}}
agent_groups:
  desk: {skills: [sales], headcount: 5, cost: 20 per h}
  both: {skills: {sales: {rank: 2}, chats: {}}, shifts: [{start: "08:00", length: 2 h, agents: 3}], cost: 25 per h}
targets: ["service_level(sales, 20 s) >= 70%", "abandon_rate(all) <= 5%"]
"""
SETTINGS = {
    "agent_groups.desk.headcount": "4, 6.5",
    "agent_groups.both.headcount": {"add": "0..1"},
    "queues.chats.arrivals.scale": "90%, 115%",
    "queues.sales.handle_time.exponential.mean": {"times": "95%, 105%"},
}

Points = st.lists(
    st.tuples(st.integers(0, 6), st.one_of(st.integers(0, 6), st.just(float("nan"))), st.sampled_from("ab")), max_size=24
)


@pytest.mark.slow
@pytest.mark.parametrize("cores", [1, 2])
def test_a_point_is_the_plain_run_of_the_changed_scenario_to_the_bit(cores: int) -> None:
    day = sd.load_text(DAY, "day.yaml")
    found = sd.sweep(day, SETTINGS, cores=cores, engine="compiled" if cores == 2 else "auto")
    assert len(found.points) == 16
    for point in found.points:
        changes = {axis.name: value.change for axis, value in zip(found.axes, point.values, strict=True)}
        plain = sd.run(day.with_changes(changes), cores=1)
        assert plain.scenario.digest == point.simulated.digest
        for judgement, expected in zip(point.judgements, plain.judgements, strict=True):
            assert judgement == expected
        for expression in found.measures:
            assert point[expression.text] == plain.estimate(expression)


@given(points=Points, better=st.sampled_from([1, -1]))
def test_the_frontier_is_what_nothing_dominates(points: list[tuple[float, float, str]], better: int) -> None:
    costs, values, kinds = ([point[k] for point in points] for k in range(3))
    found = efficient(costs, values, better, kinds)
    alike = {kind: sum(k == kind and v == v for k, v in zip(kinds, values, strict=True)) for kind in "ab"}
    for k, (cost, value, kind) in enumerate(points):
        dominated = any(
            other == kind and c <= cost and better * v >= better * value and (c < cost or v != value)
            for c, v, other in points
            if v == v
        )
        assert found[k] == (value == value and alike[kind] > 1 and not dominated)


@given(needs=st.lists(st.integers(0, 9), min_size=1, max_size=40), values=st.integers(2, 9), ordered=st.booleans())
def test_bisection_finds_the_fewest_and_asks_less_when_errors_are_ordered(needs: list[int], values: int, ordered: bool) -> None:
    truth = np.minimum(sorted(needs) if ordered else needs, values)
    asked = []

    def enough(pairs: list[tuple[int, int]]) -> list[bool]:
        asked.extend(pairs)
        return [bool(at >= truth[k]) for k, at in pairs]

    assert fewest(len(needs), values, enough, ordered=ordered).tolist() == truth.tolist()
    assert len(asked) == len(set(asked))
    each = int(np.ceil(np.log2(values + 1)))
    assert len(asked) <= len(needs) * each
