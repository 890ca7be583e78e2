"""Control variates: their means are zero, whatever the day is made of, and nothing but the plan chooses them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from floors import Centre, Group, Queue, centre
from judging import ALPHA
from numpy.testing import assert_allclose
from scipy import stats

import simdesk as sd
from simdesk.demand import distributions as d
from simdesk.demand.distributions import Distribution, draw
from simdesk.demand.plan import RateArrivals, Varying
from simdesk.demand.streams import Streams
from simdesk.demand.workload import draw_workload
from simdesk.floor.parts import ShiftPlan
from simdesk.measure.controls import moments, plan_controls
from simdesk.measure.counter import Counter
from simdesk.measure.tally import Wanted

FAMILIES = [
    d.constant(200.0),
    d.exponential(240.0),
    d.lognormal(240.0, 180.0),
    d.gamma(200.0, 300.0),
    d.weibull(150.0, 1.6),
    d.uniform(60.0, 400.0),
    d.triangular(30.0, 60.0, 500.0),
    d.hyperexponential((60.0, 600.0), (0.7, 0.3)),
    d.empirical((10.0, 40.0, 40.0, 300.0, 900.0)),
]
CUTS = [(0.0, math.inf), (0.0, 320.0), (90.0, math.inf), (45.0, 350.0)]

ROOT = Path(__file__).parents[3]


@pytest.mark.statistical
@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.family)
def test_moments_are_those_of_what_is_drawn(family: Distribution):
    """200,000 draws for each cut: mean within its standard error; false alarm 1e-4 a family."""
    limit = stats.norm.ppf(1 - ALPHA / (2 * 2 * len(CUTS)))
    case = Case(f"Mean and variance of a {family.family} distribution, cut", "integrals of the cut density")
    findings = []
    for low, high in CUTS:
        cut = replace(family, at_least=low, at_most=high)
        values = draw(cut, Streams(5, 0).at("x"), np.arange(200_000))
        mean, variance = moments(cut)
        spread = values.std() / math.sqrt(len(values))
        if spread > 0:
            findings.append(away(f"mean between {low:g} and {high:g}", mean, values.mean(), spread))
        assert abs(values.mean() - mean) <= limit * values.std() / math.sqrt(len(values)) + 1e-9
        squares = (values - mean) ** 2
        assert abs(squares.mean() - variance) <= limit * squares.std() / math.sqrt(len(values)) + 1e-9
    record(case, findings, ALPHA)


def test_moments_by_hand():
    """An exponential cut at c: mean m (1 − e^(−c/m)); a uniform on 0 to 10 raised to 4: 4 · 0.4 + 7 · 0.6."""
    assert_allclose(moments(replace(d.exponential(100.0), at_most=50.0))[0], 100 * -math.expm1(-0.5), rtol=1e-10)
    assert_allclose(moments(replace(d.uniform(0.0, 10.0), at_least=4.0))[0], 5.8, rtol=1e-10)
    assert_allclose(moments(replace(d.empirical((1.0, 5.0, 9.0)), at_most=6.0)), (4.0, 14 / 3))


def everything() -> Centre:
    """Levels, lists, cuts, pieces that begin within an interval, factors, fractional heads, shifts with breaks."""
    hour = 3600.0
    pieces = Varying(((0.0, d.exponential(120.0)), (0.7 * hour, d.lognormal(200.0, 100.0)), (1.5 * hour, d.constant(90.0))))
    factors = Varying(((0.0, replace(d.exponential(100.0), at_least=30.0, at_most=250.0)),), (1.0, 1.4, 0.6, 0.9))
    queues = [
        Queue("busy", RateArrivals((0.02, 0.04, 0.03, 0.01), 0.3), pieces, d.uniform(0.0, 60.0), patience=d.exponential(60.0)),
        Queue("cut", RateArrivals((0.01, 0.0, 0.02, 0.02)), factors, 10.0),
        Queue("replayed", [100.0 * k for k in range(1, 70)], d.empirical((20.0, 60.0, 400.0)), pieces),
    ]
    shifts = [
        ShiftPlan(-600.0, 1.5 * hour, 2.4, ((0.5 * hour, 900.0),)),
        ShiftPlan(0.3 * hour, 2.5 * hour, 1.3),
        ShiftPlan(hour, 2 * hour, 3.0, ((1.9 * hour, 300.0),)),
    ]
    groups = [
        Group("heads", ["busy", "cut"], (3.2, 4.7, 4.7, 2.5)),
        Group("shifts", ["busy", "replayed"], shifts=shifts, shrinkage=0.1),
        Group("whole", ["cut"], 2.0),
    ]
    return centre(queues, groups, closing=2 * hour, interval=hour / 2)


@pytest.mark.slow
@pytest.mark.statistical
def test_every_control_has_mean_zero():
    """4,000 days, squares and products included, for every choice of queues and groups; false alarm 1e-4."""
    where = everything()
    plan = plan_controls(where.floor, where.demand)
    kept = np.array([plan.of(where.workload(3, day)) for day in range(4000)])
    choices = [((0, 1, 2), (0, 1, 2)), ((0,), (0, 1)), ((1,), (0, 2)), ((2,), (1,)), ((0, 1), (0,)), ((0, 2), (1,))]
    columns = [plan.columns(kept, *choice, 99) for choice in choices]
    columns += [plan.within(1, 3).columns(kept[:, :, 1:3], *choice, 99) for choice in choices]
    together = np.concatenate(columns, axis=1)
    assert together.shape[1] > 120
    z = together.mean(axis=0) / (together.std(axis=0, ddof=1) / math.sqrt(len(kept)))
    case = Case("Controls of variance reduction have mean zero", "by definition: less their exact means")
    record(case, [Finding(f"control {k}", z=each) for k, each in enumerate(z)], ALPHA, len(kept))
    assert np.abs(z).max() < stats.t.ppf(1 - ALPHA / 2 / len(z), len(kept) - 1)


def test_presence_is_the_time_agents_are_there():
    """On a day without contacts agents are on duty exactly as long as the control says."""
    where = everything()
    empty = [replace(queue, arrivals=RateArrivals((0.0,) * 4)) for queue in where.demand.queues]
    where = replace(where, demand=replace(where.demand, queues=tuple(empty)))
    plan = plan_controls(where.floor, where.demand)
    counter = Counter(where.floor, Wanted(controls=True), where.demand.expected, plan)
    days = range(60)
    tallies = [counter.count(where.play(8, day), where.workload(8, day)) for day in days]
    on_duty = np.array([tally.groups["on_duty"] for tally in tallies])
    present = np.array([tally.controls[6:] for tally in tallies])
    mean = on_duty - present
    assert_allclose(mean, np.broadcast_to(mean[0], mean.shape), atol=1e-6)
    assert_allclose(mean[0, 0], np.array([3.2, 4.7, 4.7, 2.5]) * 1800)
    assert present[:, :2].std(axis=0).min() > 0
    assert present[:, 2].any() == np.False_


def test_chances_of_presence_add_up():
    where = everything()
    for each in plan_controls(where.floor, where.demand).presence:
        assert_allclose(each.chances.sum(), 1.0)
        assert_allclose(each.chances @ each.time, 0.0, atol=1e-8)


def test_what_never_varies_is_no_control():
    """A replayed list with fixed handle times and whole heads knows nothing of a day that it does not know of all."""
    where = centre([Queue("a", [10.0, 20.0], 60.0)], [Group("g", ["a"], 2)])
    plan = plan_controls(where.floor, where.demand)
    kept = np.array([plan.of(where.workload(1, day)) for day in range(40)])
    assert not kept.any()
    assert plan.columns(kept, [0], [0], 99).shape == (40, 0)


def test_a_control_that_hardly_ever_differs_is_left_out():
    """One contact in a hundred days, or a head more on one day of a thousand, would rest on single days."""
    rare = centre([Queue("a", 0.01 / 3600, 60.0)], [Group("g", ["a"], 2.001)])
    plan = plan_controls(rare.floor, rare.demand)
    kept = np.array([plan.of(rare.workload(1, day)) for day in range(40)])
    assert plan.columns(kept, [0], [0], 99).shape == (40, 0)


def test_the_first_controls_are_those_of_the_subject():
    where = everything()
    plan = plan_controls(where.floor, where.demand)
    kept = np.array([plan.of(where.workload(3, day)) for day in range(50)])
    found = plan.columns(kept, [0], [0, 1], 3)
    assert_allclose(found[:, 0], kept[:, 3].sum(axis=1))
    assert_allclose(found[:, 1], kept[:, 6:8].sum(axis=(1, 2)))
    assert_allclose(found[:, 2], kept[:, 4:6].sum(axis=(1, 2)))


def test_wanted_controls_need_the_workload():
    where = everything()
    counter = Counter(where.floor, Wanted(controls=True), where.demand.expected)
    with pytest.raises(ValueError, match="workload"):
        counter.count(where.play(1, 0))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if number % 4 == 0 else pytest.mark.slow, id=path.stem)
        for number, path in enumerate(sorted((ROOT / "scenarios").glob("*.yaml")))
    ],
)
def test_every_control_of_every_shipped_scenario_has_mean_zero(path: Path):
    """Over 150 days each lies within 5.5 standard errors of zero: all of some 400 together, false alarm 2e-5."""
    scenario = sd.load(path)
    floor, demand = scenario.lay_out()
    plan = plan_controls(floor, demand)
    days = 150
    kept = np.array([plan.of(draw_workload(demand, 3, day, picks=floor.draws_agents)) for day in range(days)])
    queues, groups = range(len(floor.queues)), range(len(floor.groups))
    for rows in (list(queues), *([q] for q in queues)):
        columns = plan.columns(kept, rows, list(groups), 24)
        error = columns.std(axis=0, ddof=1) / days**0.5
        assert (np.abs(columns.mean(axis=0)) <= 5.5 * error + 1e-9).all(), rows
