"""Formulas next to the simulation."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import simdesk as sd
from simdesk.measure.loads import mean_of
from simdesk.planning.estimate.estimate import agents_by_queue
from simdesk.theory import erlang_a, erlang_c

ROOT = Path(__file__).parents[3]

STEADY = """
simdesk: 1
hours: {open: "00:00", close: "24:00", interval: 60 min}
warm_up: 2 h
replications: 20
queues:
  line:
    arrivals: {rate: 200 per h}
    handle_time: {exponential: {mean: 3 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [line], headcount: 11}
targets: ["service_level(line, 20 s) >= 80%"]
"""


@pytest.mark.slow
def test_where_the_formula_is_right_the_simulation_agrees() -> None:
    """A steady M/M/n+M: Erlang A within 4.5 standard errors (one seed; a false alarm in 150,000)."""
    found = sd.estimate(sd.load_text(STEADY)).queues[0]
    exact = erlang_a(200 / 3600, 180.0, 11, 120.0)
    assert found.erlang_a.service_level == pytest.approx(exact.service_level(20.0))
    assert abs(found.simulated.mean - exact.service_level(20.0)) < 4.5 * found.simulated.half_width / 2.09
    assert found.erlang_c.service_level == pytest.approx(erlang_c(200 / 3600, 180.0, 11).service_level(20.0))
    assert any("contacts abandon" in reason for reason in found.reasons)
    assert not any("steady state" in reason for reason in found.reasons)


def test_overload_is_said_and_counts_nothing() -> None:
    found = sd.estimate(sd.load_text(STEADY.replace("headcount: 11", "headcount: 9")), 3).queues[0]
    assert found.erlang_c.service_level == 0
    assert math.isinf(found.erlang_c.speed_of_answer)
    assert any("at or above the number of agents" in reason for reason in found.reasons)


def test_shared_agents_are_split_by_load_among_their_best_rank() -> None:
    floor, demand = sd.load(ROOT / "scenarios" / "multi_skill.yaml").lay_out()
    given = agents_by_queue(floor, demand)
    assert given.shape == (3, 24)
    heads = sum(sum(group.headcount) for group in floor.groups if group.headcount)
    assert given.sum() > heads * 0.5


def test_mean_of_a_cut_distribution() -> None:
    from simdesk.demand.distributions import Distribution, exponential, unlimited

    cut = Distribution("exponential", (120.0,), at_most=120.0)
    assert mean_of(cut) == pytest.approx(120 * (1 - math.exp(-1)), rel=1e-6)
    raised = Distribution("exponential", (120.0,), at_least=60.0)
    assert mean_of(raised) == pytest.approx(60 + 120 * math.exp(-0.5), rel=1e-6)
    assert mean_of(exponential(90.0)) == 90.0
    assert math.isinf(mean_of(unlimited()))
    assert mean_of(Distribution("unlimited", (), at_most=120.0)) == 120.0


@pytest.mark.parametrize("patience", ["0 s", "1 s", "{exponential: {mean: 100 ms}}", "{uniform: {low: 0 s, high: 1 ms}}"])
def test_hardly_any_patience_is_no_trouble(patience: str) -> None:
    text = STEADY.replace("{exponential: {mean: 2 min}}", patience)
    found = sd.estimate(sd.load_text(text), 2).queues[0]
    assert found.erlang_a.service_level == pytest.approx(1.0, abs=0.02)
    assert found.erlang_a.abandon_rate > 0.1


def test_nothing_expected_is_said() -> None:
    found = sd.estimate(sd.load_text(STEADY.replace("200 per h", "0 per h")), 2).queues[0]
    assert len(found.reasons) == 1
    assert "nothing to compare" in found.reasons[0]
