"""The heads that ``staff`` finds against those that are known to be the fewest: by formulas, by enumeration, by publications."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from evidence import Case, Finding, record
from judging import case_of, reference

import simdesk as sd
from simdesk.planning.staffing.judge import Judge, Margins, constraints, standard_error
from simdesk.planning.staffing.problem import Problem
from simdesk.theory import erlang_a, erlang_c, transient

pytestmark = pytest.mark.statistical

STEADY = """
simdesk: 1
name: Steady
hours: {{open: "00:00", close: "16:00", interval: 8 h}}
warm_up: 8 h
seed: {seed}
queues:
  calls:
    arrivals: {{rate: {rate} per h}}
    handle_time: {{exponential: {{mean: {handle_time} s}}}}
    patience: {patience}
agent_groups:
  desk: {{skills: [calls], headcount: 1}}
targets: {targets}
"""


def steady(rate: float, handle_time: float, patience: float, targets: list[str], seed: int = 11) -> sd.Scenario:
    """One queue for eight hours that are counted, after eight that are not; rate per hour, times in seconds."""
    waits = f"{{exponential: {{mean: {patience} s}}}}" if math.isfinite(patience) else "unlimited"
    return sd.load_text(STEADY.format(rate=rate, handle_time=handle_time, patience=waits, targets=targets, seed=seed))


def exact_level(rate: float, handle_time: float, patience: float, threshold: float, agents: int) -> float:
    if math.isfinite(patience):
        return erlang_a(rate / 3600, handle_time, agents, patience).service_level(threshold)
    return erlang_c(rate / 3600, handle_time, agents).service_level(threshold) if agents > rate * handle_time / 3600 else 0.0


def played(problem: Problem, heads: np.ndarray, days: int = 40, first: int = 1_000_000) -> Margins:
    return Judge(problem, first).margins(heads, days)


BESIDE_FORMULAS = [
    (12, 300, 60, 20, 70),
    pytest.param(36, 300, math.inf, 20, 86, marks=pytest.mark.slow),
    pytest.param(60, 180, 120, 20, 83, marks=pytest.mark.slow),
    pytest.param(60, 180, 1200, 20, 88, marks=pytest.mark.slow),
    pytest.param(200, 180, 120, 20, 82, marks=pytest.mark.slow),
    pytest.param(200, 180, math.inf, 20, 84, marks=pytest.mark.slow),
    pytest.param(200, 180, 600, 20, 79, marks=pytest.mark.slow),
    pytest.param(400, 300, 90, 20, 67.7, marks=pytest.mark.slow),
    pytest.param(1000, 120, 240, 12, 75, marks=pytest.mark.slow),
    pytest.param(6000, 60, 24, 4, 74, marks=pytest.mark.slow),
    pytest.param(6000, 60, math.inf, 4, 73, marks=pytest.mark.slow),
]


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "handle_time", "patience", "threshold", "percent"), BESIDE_FORMULAS)
def test_the_fewest_by_erlang_c_and_a(rate, handle_time, patience, threshold, percent):
    """Loads of 1 to 100 erlangs. The bound lies four standard errors of 40 days or more from the exact level of the fewest heads
    and of one less, and heads are judged by more days than that: false alarm below 1e-4 a case."""

    def level(agents: int) -> float:
        return exact_level(rate, handle_time, patience, threshold, agents)

    bound = percent / 100
    fewest = next(n for n in itertools.count(1) if level(n) >= bound)
    found = sd.staff(steady(rate, handle_time, patience, [f"service_level(calls, {threshold} s) >= {percent}%"]), verify=100)
    for agents in (fewest, fewest - 1):
        # With one agent less than the load and no patience the line grows all day: nothing to be measured there.
        if level(agents) > 0:
            margins = played(found.problem, np.array([[float(agents)]]))
            away = abs(level(agents) - bound) * margins.denominator.mean()
            assert away > 4 * standard_error(margins.whole)[0], "too close to tell"
    inputs = {"rate per h": rate, "handle time": handle_time, "patience": patience, "target": f"{percent}% in {threshold} s"}
    case = Case("Fewest agents, one queue", f"Erlang {'A' if math.isfinite(patience) else 'C'}, exact", inputs)
    record(case, [Finding("agents", fewest, found.heads[0, 0])], 1e-4)
    assert found.heads.tolist() == [[fewest]]
    assert not found.missed


# --- a day of three intervals ------------------------------------------------------------------------------------------------

SHORT = """
simdesk: 1
name: Short
hours: {{open: "08:00", close: "09:30", interval: 30 min}}
seed: {seed}
queues:
  calls:
    arrivals: {{volumes: {volumes}}}
    handle_time: {{exponential: {{mean: {handle_time} s}}}}
    patience: {{exponential: {{mean: {patience} s}}}}
agent_groups:
  desk: {{skills: [calls], headcount: 5}}
targets: ["service_level(calls, 20 s) >= {percent}%"]
"""


def exact_day(volumes: list[int], handle_time: float, patience: float, heads: tuple[int, ...], hold: str) -> float:
    """Service level of the day, or of the worst interval."""
    day = transient([volume / 1800 for volume in volumes], handle_time, list(heads), 1800, patience, 0, 20)
    good, counted = day.answered_in_time, day.offered - day.abandoned_in_time
    return float(good.sum() / counted.sum() if hold == "day" else (good / counted).min())


def plans(around: list[int], total: int) -> Iterator[tuple[int, ...]]:
    """Whole heads that sum to a total, no more than two from others in any interval."""
    near = itertools.product(*(range(max(heads - 2, 1), heads + 3) for heads in around))
    return (heads for heads in near if sum(heads) == total)


@pytest.mark.parametrize("hold", ["day", pytest.param("interval", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("volumes", "handle_time", "patience", "percent"),
    [
        ([10, 18, 12], 180, 120, 80),
        pytest.param([20, 35, 15], 180, 120, 80, marks=pytest.mark.slow),
        pytest.param([8, 30, 22], 240, 60, 75, marks=pytest.mark.slow),
        pytest.param([40, 60, 30], 180, 300, 80, marks=pytest.mark.slow),
    ],
)
def test_the_fewest_of_a_short_day_by_enumeration(volumes, handle_time, patience, percent, hold):
    """Exact levels of all plans near the one found. With fewer heads no plan keeps the target by two points or more; one that
    keeps it by less cannot be told from one that breaks it by the days played (standard error about 0.7 points of the day, 1.2
    of an interval), so staff may find a head more. More heads never do harm, so plans of one head less stand for all cheaper
    ones. The plan found keeps the target exactly, or is short of it by under two points. False alarm below 1e-2 a case."""
    scenario = sd.load_text(SHORT.format(seed=1, volumes=volumes, handle_time=handle_time, patience=patience, percent=percent))
    heads = [int(n) for n in sd.staff(scenario, hold=hold, verify=100).heads[0]]

    def level(plan: tuple[int, ...]) -> float:
        return exact_day(volumes, handle_time, patience, plan, hold)

    one_less = max(level(plan) for plan in plans(heads, sum(heads) - 1))
    inputs = {"volumes": volumes, "handle time": handle_time, "patience": patience, "target": f"{percent}% over the {hold}"}
    findings = [
        Finding("exact service level of the plan found", percent / 100, level(tuple(heads))),
        Finding("best exact service level with one agent fewer", percent / 100, one_less),
    ]
    record(Case("Fewest agents, a day of three intervals", "forward equations, all plans enumerated", inputs), findings, 1e-2)
    assert level(tuple(heads)) > percent / 100 - 0.02
    assert one_less < percent / 100 + 0.02
    if one_less >= percent / 100:
        assert max(level(plan) for plan in plans(heads, sum(heads) - 2)) < percent / 100


# --- groups that share queues ------------------------------------------------------------------------------------------------

SHARED = """
simdesk: 1
name: Shared
hours: {{open: "08:00", close: "09:00", interval: 30 min}}
seed: 4
queues:
  sales:
    arrivals: {{volumes: {sales}}}
    handle_time: {{exponential: {{mean: 4 min}}}}
    patience: {{exponential: {{mean: 2 min}}}}
  service:
    arrivals: {{volumes: {service}}}
    handle_time: {{exponential: {{mean: 3 min}}}}
    patience: {{exponential: {{mean: 3 min}}}}
agent_groups:
  {groups}
targets: ["service_level(sales, 20 s) >= 80%", "service_level(service, 20 s) >= 80%"]
"""
SALES_DESK = "sales_desk: {skills: [sales], headcount: 1, cost: 20 per h}"
SERVICE_DESK = "service_desk: {skills: [service], headcount: 1, cost: 20 per h}"
BOTH = "both: {skills: [sales, service], headcount: 1, cost: 25 per h}"
HELPERS = "helpers: {skills: {sales: {rank: 1}, service: {rank: 2, pace: 85%}}, headcount: 1, cost: 21 per h}"


def shared(first: str, second: str, sales: list[int], service: list[int]) -> sd.Scenario:
    return sd.load_text(SHARED.format(sales=sales, service=service, groups=f"{first}\n  {second}"))


def cheaper(problem: Problem, below: float, by: float) -> list[tuple[float, np.ndarray]]:
    """Plans that keep every target over 300 days searched on by nobody, cheaper than ``below`` by no more than ``by``."""
    judge, kept = Judge(problem, first=0), []

    def look(heads: np.ndarray, days: int) -> tuple[np.ndarray, np.ndarray]:
        margins = constraints(problem, judge.margins(heads, days), judge.additive)
        return margins.mean(axis=0), standard_error(margins)

    for cells in itertools.product(range(9), repeat=4):
        heads = np.array(cells, float).reshape(2, 2)
        cost = problem.total(heads)
        if not below - by - 1e-9 <= cost < below - 1e-9:
            continue
        margin, error = look(heads, 20)
        if (margin + 3 * error >= 0).all() and (look(heads, 300)[0] >= 0).all():
            kept.append((cost, heads))
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("hold", ["day", "interval"])
@pytest.mark.parametrize(
    ("first", "second", "sales", "service"),
    [
        pytest.param(SALES_DESK, SERVICE_DESK, [15, 25], [25, 15], id="apart"),
        pytest.param(SALES_DESK, BOTH, [15, 25], [25, 15], id="N"),
        pytest.param(SALES_DESK, BOTH, [8, 12], [20, 30], id="N, one small"),
        pytest.param(SERVICE_DESK, HELPERS, [15, 25], [25, 15], id="helpers"),
        pytest.param(SERVICE_DESK, HELPERS, [8, 12], [20, 30], id="helpers, one small"),
    ],
)
def test_no_plan_is_cheaper_by_more_than_a_head(first, second, sales, service, hold):
    """All heads of two groups in two intervals, by the simulation. A head because of all exchanges only the promising ones are
    tried, and because plans at the bound cannot be told from those beyond it. A plan that keeps the targets keeps them with more
    heads too, so those cheaper by one to two heads stand for all cheaper ones.
    The plan found keeps the targets on these days, or misses them by less than three standard errors; false alarm 3e-3 for each
    target and interval."""
    found = sd.staff(shared(first, second, sales, service), hold=hold)
    problem, one = found.problem, found.problem.cost.max()
    judge = Judge(problem, first=0)
    margins = constraints(problem, judge.margins(found.heads, 300), judge.additive)
    better = cheaper(problem, problem.total(found.heads) - one, one)
    case = Case("Cheapest plan, two groups that share queues", "all plans enumerated, judged by simulation")
    finding = Finding("plans cheaper by more than one agent that meet every target", 0, len(better))
    record(case, [finding], 3e-3 * margins.shape[1])
    assert (margins.mean(axis=0) + 3 * standard_error(margins) >= 0).all()
    assert better == []


@pytest.mark.slow
def test_what_holds_in_each_interval_holds_over_the_day():
    """So the day cannot take more heads; two heads have to be exchanged for one to find as few."""
    scenario = shared(SALES_DESK, BOTH, [15, 25], [25, 15])
    day, each = (sd.staff(scenario, hold=hold) for hold in ("day", "interval"))
    case = Case("Cheapest plan over the day and in each interval", "what holds in each interval holds over the day")
    record(case, [Finding("cost over the day, at most that of each interval", each.cost, day.cost)], 0.0)
    assert day.cost <= each.cost


# --- published sizings -------------------------------------------------------------------------------------------------------

PUBLISHED = {
    # id in data/reference/erlang_c.json: (agents, service level asked for, occupancy allowed).
    "cch_100_in_30min": ("agents_required", 0.8, 0.85),
    "pyworkforce_maxocc70": ("raw_positions", 0.8, 0.7),
    "call_center_tools_40": ("agents", 0.8, 0.85),
    "jones_avg_hour": ("agents_required", 0.8, None),
    # The gem does not print its target; 80 % in 20 s is the one its answer belongs to.
    "gem_3_erlang": ("agents_needed", 0.8, None),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_sizings_by_erlang_c(name):
    """Sources stand in the file. Where one agent less breaks the bounds by under four standard errors of the days played (13
    agents for 14 have 79.56 % for 80 %, 5 for 6 have 79.33 %) that one less is right too."""
    case = reference("erlang_c.json")[name]
    given, (key, level, busy) = case["inputs"], PUBLISHED[name]
    agents = case["expected"][key]
    rate, handle_time = given["calls"] * 3600 / given["period_s"], given["aht_s"]
    targets = [f"service_level(calls, {given['target_answer_s']} s) >= {100 * level:g}%"]
    targets += [f"occupancy(desk) <= {100 * busy:g}%"] if busy else []
    found = sd.staff(steady(rate, handle_time, math.inf, targets), hold="interval")
    assert found.heads.shape == (1, 1)
    fewer = np.array([[agents - 1.0]])
    margins = played(found.problem, fewer, 250)
    off = np.array([exact_level(rate, handle_time, math.inf, given["target_answer_s"], agents - 1) - level])
    if busy:
        off = np.append(off, busy - rate * handle_time / 3600 / (agents - 1))
    record(case_of(case, "Published sizing"), [Finding("agents", agents, found.heads[0, 0])], 1e-4)
    assert off.min() < 0, "the publication asks for too many"
    clear = (off * margins.denominator.mean(axis=(0, 2)) < -4 * standard_error(margins.whole)).any()
    assert found.heads[0, 0] == agents or (not clear and found.heads[0, 0] == agents - 1)


@pytest.mark.slow
def test_published_shrinkage():
    """Call Centre Helper: 14 agents on the floor are 20 scheduled with 30 % shrinkage."""
    scenario = steady(200, 180, math.inf, ["service_level(calls, 20 s) >= 80%"])
    changes = {"agent_groups.desk.headcount_is": "required", "agent_groups.desk.shrinkage": "30%"}
    found = sd.staff(scenario.with_changes(changes), hold="interval", at_least={"desk": 14})
    case = Case("Published shrinkage: 14 agents required, 30 % shrinkage", "Call Centre Helper, the worked example above")
    record(case, [Finding("scheduled agents", 20, found.agent_hours / 8)], 0.0)
    assert found.heads.tolist() == [[14]]
    assert found.agent_hours == pytest.approx(20 * 8)


@pytest.mark.slow
def test_sizing_of_whitt():
    """Management Science 51 (2005), section 2: 99 agents for 100 erlangs, P(A) < 5 % and P(W <= 0.1 | S) >= 80 %. With 98 they
    are 5.05 % and 79.54 %. One unit of time is a minute here."""
    case = reference("erlang_a.json")["whitt2005_sizing_99"]
    targets = ["abandon_rate(calls) <= 5%", "service_level(calls, 6 s, of_answered) >= 80%"]
    scenario = steady(6000, 60, 60, targets)
    found = sd.staff(scenario.with_changes({"queues.calls.waiting_places": case["inputs"]["extra_places"]}), hold="interval")
    agents = case["expected"]["servers_required"]
    record(case_of(case, "Published sizing"), [Finding("agents", agents, found.heads[0, 0])], 1e-4)
    assert found.heads.tolist() == [[agents]]
