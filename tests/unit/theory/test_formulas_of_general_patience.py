"""M/M/n+G against exact figures, Erlang A, and patience laws with jumps."""

from __future__ import annotations

import itertools
import json
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simdesk.demand import distributions
from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.streams import Streams
from simdesk.errors import InputError
from simdesk.theory import GeneralPatience, erlang_a, general_patience, survival

CASES = json.loads((Path(__file__).parents[2] / "data" / "reference" / "general_patience.json").read_text(encoding="utf-8"))[
    "cases"
]
EXACT = 1e-9
FIGURES = {
    "p_wait": "p_wait",
    "p_ab": "p_abandon",
    "p_served": "p_answered",
    "e_wait": "mean_wait",
    "e_q": "e_queue",
    "e_offered_wait": "e_offered_wait",
    "e_wait_served": "mean_speed_of_answer",
    "var_wait_served": "var_speed_of_answer",
    "e_wait_ab": "e_wait_abandoned",
    "var_wait_ab": "var_wait_abandoned",
    "occupancy": "occupancy",
    "e_n": "e_system",
}
VARIANTS = {
    "answered_in_T/offered": "of_offered",
    "answered_in_T/answered": "of_answered",
    "(answered_in_T+abandoned_in_T)/offered": "abandoned_in_time_good",
    "answered_in_T/(answered+abandoned_after_T)": "abandoned_in_time_removed",
}
SHARED = ("p_wait", "p_balk", "p_abandon", "p_answered", "e_queue", "var_queue", "e_busy", "mean_wait", "var_wait")
SHARED += ("mean_speed_of_answer", "var_speed_of_answer", "e_wait_abandoned", "var_wait_abandoned")


def patience_of(spec: dict[str, Any]) -> Distribution:
    match spec["dist"]:
        case "exponential":
            return distributions.exponential(spec["mean"])
        case "erlang":
            return distributions.erlang(spec["mean"], spec["k"])
        case "deterministic":
            return distributions.constant(spec["mean"])
        case "weibull":
            return distributions.weibull(spec["scale"] * math.gamma(1 + 1 / spec["shape"]), spec["shape"])
    raise AssertionError(spec)


def exact_figures() -> list[Any]:
    found = []
    for case in CASES:
        tables = {str(case["inputs"]["T"]): case["expected"]} if case["kind"] == "exact" else case["exact_MMnG"]
        found += [pytest.param(case["inputs"], float(t.removeprefix("T=")), f, id=f"{case['id']}-{t}") for t, f in tables.items()]
    return found


@pytest.mark.parametrize(("inputs", "threshold", "figures"), exact_figures())
def test_agrees_with_the_exact_figures(inputs: dict[str, Any], threshold: float, figures: dict[str, Any]) -> None:
    result = general_patience(inputs["lam"], inputs["service"]["mean"], inputs["n"], patience_of(inputs["patience"]))
    for theirs, ours in FIGURES.items():
        # The variance of a constant is printed as -4e-15.
        assert getattr(result, ours) == pytest.approx(figures[theirs], rel=EXACT, abs=1e-14), theirs
    level = figures["sl"]
    assert result.answered_in_time(threshold) == pytest.approx(level["ans_in_T"], rel=EXACT)
    assert result.abandoned_in_time(threshold) == pytest.approx(level["ab_in_T"], rel=EXACT)
    for theirs, ours in VARIANTS.items():
        assert result.service_level(threshold, ours) == pytest.approx(level["variants"][theirs], rel=EXACT), ours


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] == "published_simulation"], ids=lambda c: c["id"])
def test_queue_length_lies_where_whitt_simulated_it(case: dict[str, Any]) -> None:
    # Three published half-widths: a true value falls outside by chance once in 10^8 figures.
    inputs = case["inputs"]
    r = general_patience(inputs["lam"], 1.0, inputs["n"], patience_of(inputs["patience"]))
    seen = {
        "E[Q]": r.e_queue,
        "Var(Q)": r.var_queue,
        "E[N]": r.e_system,
        "P(W=0)": 1 - r.p_wait,
        "Var(W|A)": r.var_wait_abandoned,
    }
    for name, value in seen.items():
        published = case["expected"][name]
        assert abs(value - published["value"]) < 3 * published["half_width95"], name


@pytest.mark.parametrize(
    ("rate", "handle_time", "agents", "mean", "balking"),
    [
        (100 / 1800, 180.0, 10, 120.0, 0.0),
        (100 / 1800, 180.0, 10, 120.0, 0.1),
        (100.0, 1.0, 90, 0.7, 0.5),
        (2000.0, 1.0, 2050, 5.0, 0.0),
        (2000.0, 1.0, 1500, 5.0, 0.0),
        (0.05, 180.0, 14, 1e6, 0.0),
        (3.0, 1.0, 4, 1e5, 0.0),
        (1e-3, 1.0, 1, 1.0, 0.0),
        (0.004, 1.0, 1, 1.6e-5, 0.9),
    ],
)
def test_exponential_patience_is_erlang_a(rate: float, handle_time: float, agents: int, mean: float, balking: float) -> None:
    a = erlang_a(rate, handle_time, agents, mean, math.inf, balking)
    g = general_patience(rate, handle_time, agents, distributions.exponential(mean), balking)
    for name in SHARED:
        assert getattr(g, name) == pytest.approx(getattr(a, name), rel=1e-10, abs=1e-18), name
    for threshold in (0.0, 0.01 * mean, 0.3 * mean, 50 * mean, math.inf):
        for x, y in zip(vars(g.in_time(threshold)).values(), vars(a.in_time(threshold)).values(), strict=True):
            assert x == pytest.approx(y, rel=1e-10, abs=1e-15)


FAMILIES = [
    distributions.constant(90.0),
    distributions.exponential(120.0),
    distributions.lognormal(120.0, 200.0),
    distributions.gamma(100.0, 160.0),
    distributions.erlang(100.0, 3),
    distributions.weibull(120.0, 0.6),
    distributions.weibull(120.0, 2.5),
    distributions.uniform(20.0, 200.0),
    distributions.triangular(10.0, 30.0, 240.0),
    distributions.hyperexponential((20.0, 300.0), (0.3, 0.7)),
    distributions.empirical((5.0, 30.0, 30.0, 60.0, 200.0, 400.0)),
    Distribution("exponential", (120.0,), at_least=10.0, at_most=300.0),
    Distribution("lognormal", (120.0, 60.0), at_most=100.0),
]


@pytest.mark.parametrize("patience", FAMILIES, ids=lambda d: f"{d.family}{d.parameters}")
@pytest.mark.parametrize(("agents", "balking"), [(9, 0.0), (12, 0.15)])
def test_identities_for_every_family(patience: Distribution, agents: int, balking: float) -> None:
    rate, handle_time = 100 / 1800, 180.0
    r = general_patience(rate, handle_time, agents, patience, balking)
    assert isinstance(r, GeneralPatience)
    assert r.p_answered + r.p_abandon == pytest.approx(1.0, abs=1e-11)
    assert r.e_busy == pytest.approx(agents - agents_idle(rate, handle_time, agents, r.p_wait), rel=1e-10)
    assert r.e_queue == pytest.approx(rate * r.mean_wait, rel=1e-10)
    parts = r.p_answered * r.mean_speed_of_answer + r.p_abandon * r.e_wait_abandoned
    assert parts == pytest.approx(r.mean_wait, rel=1e-10)
    levels = [r.service_level(t, "of_offered") for t in (0.0, 5.0, 20.0, 60.0, 300.0)]
    assert levels == sorted(levels)
    end = r.in_time(1e7)
    assert end.answered == pytest.approx(r.p_answered, rel=1e-12)
    assert end.abandoned == pytest.approx(r.p_abandon, rel=1e-9)
    assert end.virtual == pytest.approx(1.0, rel=1e-12)


def agents_idle(rate: float, handle_time: float, agents: int, p_wait: float) -> float:
    """Mean idle agents: below n the chain is Erlang's, whatever patience is."""
    load = rate * handle_time
    weights = np.array([load**k / math.factorial(k) for k in range(agents)])
    share = (1 - p_wait) * weights / weights.sum()
    return float(share @ (agents - np.arange(agents)))


@pytest.mark.parametrize("patience", FAMILIES, ids=lambda d: f"{d.family}{d.parameters}")
def test_survival_is_that_of_the_drawn_numbers(patience: Distribution) -> None:
    # 200,000 draws at 8 points: five standard deviations fail by chance once in 10^5 runs of the table; the seed is fixed.
    sample = draw(patience, Streams(20260101, 0).at("x"), np.arange(200_000))
    points = np.array([0.0, 3.0, 9.999, 10.0, 30.0, 95.0, 150.0, 320.0])
    alive = survival(patience)(points)
    seen = (sample[None, :] > points[:, None]).mean(axis=1)
    assert np.all(np.abs(seen - alive) <= 5 * np.sqrt(alive * (1 - alive) / 200_000) + 1e-12)
    assert np.all(np.diff(alive) <= 0.0)


def test_a_plain_function_with_a_jump_is_integrated_too() -> None:
    by_name = general_patience(9.0, 1.0, 9, distributions.constant(0.5))
    by_function = general_patience(9.0, 1.0, 9, lambda x: np.where(x < 0.5, 1.0, 0.0))
    for name in SHARED:
        assert getattr(by_function, name) == pytest.approx(getattr(by_name, name), rel=1e-10, abs=1e-13), name


def test_two_phase_patience_against_the_chain_of_everyones_phase() -> None:
    # One agent; a state is the phase of each waiting contact in its order. More than 8 waiting: below 10^-10.
    rate, mean, longest = 0.3, 1.0, 8
    lines = [line for length in range(longest + 1) for line in itertools.product((1, 2), repeat=length)]
    index = {line: k + 1 for k, line in enumerate(lines)}
    q = np.zeros((len(lines) + 1, len(lines) + 1))
    q[0, index[()]] += rate
    q[index[()], 0] += 1.0
    for line, k in index.items():
        if len(line) < longest:
            q[k, index[(*line, 1)]] += rate
        if line:
            q[k, index[line[1:]]] += 1.0
        for place, phase in enumerate(line):
            after = (*line[:place], *((2,) if phase == 1 else ()), *line[place + 1 :])
            q[k, index[after]] += 2.0 / mean
    q -= np.diag(q.sum(axis=1))
    q[:, 0] = 1.0
    pi = np.linalg.solve(q.T, np.eye(len(q))[0])
    waiting = np.array([0, *(len(line) for line in lines)])
    leaves = np.array([0.0, *(2.0 / mean * line.count(2) for line in lines)])
    r = general_patience(rate, 1.0, 1, distributions.erlang(mean, 2))
    assert r.p_wait == pytest.approx(1 - pi[0], rel=1e-9)
    assert r.e_queue == pytest.approx(pi @ waiting, rel=1e-8)
    assert r.var_queue == pytest.approx(pi @ waiting**2 - (pi @ waiting) ** 2, rel=1e-7)
    assert r.p_abandon == pytest.approx(pi @ leaves / rate, rel=1e-8)


def test_many_phases_come_near_to_constant_patience() -> None:
    constant = general_patience(9.0, 1.0, 9, distributions.constant(0.5))
    gaps = [
        abs(general_patience(9.0, 1.0, 9, distributions.erlang(0.5, k)).p_abandon - constant.p_abandon) for k in (10, 100, 1000)
    ]
    assert gaps[0] > 5 * gaps[1] > 25 * gaps[2]


def test_unlimited_patience_is_erlang_c() -> None:
    r = general_patience(10.0, 1.0, 14, distributions.unlimited())
    assert r == erlang_a(10.0, 1.0, 14)
    cut = general_patience(10.0, 1.0, 14, Distribution("unlimited", at_most=1e4))
    assert cut.mean_wait == pytest.approx(r.mean_wait, rel=1e-10)
    assert cut.p_wait == pytest.approx(r.p_wait, rel=1e-10)


def test_some_who_never_give_up_are_fine_until_they_are_too_many() -> None:
    patient = general_patience(10.0, 1.0, 9, lambda x: 0.5 + 0.5 * np.exp(-x))
    assert 0.0 < patient.p_abandon < 0.5
    with pytest.raises(InputError, match="equilibrium"):
        general_patience(10.0, 1.0, 5, lambda x: 0.5 + 0.5 * np.exp(-x))
    with pytest.raises(InputError, match="agent"):
        general_patience(10.0, 1.0, 0, distributions.exponential(1.0))


@pytest.mark.slow
@given(st.floats(0.5, 40.0), st.integers(1, 45), st.floats(0.5, 4.0), st.floats(0.05, 5.0))
@settings(deadline=None, max_examples=50)
def test_one_more_agent_and_the_unit_of_time(load: float, agents: int, shape: float, mean: float) -> None:
    patience = distributions.weibull(mean, shape)
    before, after = (general_patience(load, 1.0, n, patience) for n in (agents, agents + 1))
    assert after.p_wait <= before.p_wait + 1e-12
    assert after.service_level(0.1) >= before.service_level(0.1) - 1e-11
    slow = general_patience(load / 60, 60.0, agents, distributions.weibull(60 * mean, shape))
    assert slow.mean_wait == pytest.approx(60 * before.mean_wait, rel=1e-9, abs=1e-14)
    assert slow.service_level(6.0) == pytest.approx(before.service_level(0.1), rel=1e-9, abs=1e-13)


def test_results_survive_the_way_to_another_process() -> None:
    r = general_patience(9.0, 1.0, 9, distributions.weibull(2.0, 1.5))
    assert pickle.loads(pickle.dumps(r)).service_level(0.1) == r.service_level(0.1)
