"""Finding heads: the problem and its refusals, limits, the judge of targets, the search and what it says of its result."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simdesk as sd
from simdesk.demand.drawn_days import DrawnDays
from simdesk.engine.compiled_clock import compile_rules
from simdesk.errors import UsageError
from simdesk.planning.staffing import find as finding
from simdesk.planning.staffing import judge as judging
from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.attainable import attainable_targets
from simdesk.planning.staffing.batched_removal import _batches, remove_unneeded
from simdesk.planning.staffing.find import Finder
from simdesk.planning.staffing.judge import Judge, constraints
from simdesk.planning.staffing.problem import pose
from simdesk.planning.staffing.removal import remove_one_by_one, try_removal
from simdesk.planning.staffing.search import Search, Step
from simdesk.planning.staffing.start import _in_open_hours, ample_headcount, formula_agents, starting_headcount
from simdesk.planning.staffing.swaps import swap_agents

ROOT = Path(__file__).parents[3]
DAYS = 40

ONE = """
simdesk: 1
name: One desk
hours: {open: "08:00", close: "10:00", interval: 30 min}
seed: 3
queues:
  calls:
    arrivals: {volumes: [15, 20, 25, 20]}
    handle_time: {exponential: {mean: 3 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [calls], headcount: 5}
targets: ["service_level(calls, 20 s) >= 80%"]
"""
TWO = """
simdesk: 1
name: Two desks
hours: {open: "08:00", close: "10:00", interval: 1 h}
seed: 5
queues:
  sales:
    arrivals: {volumes: [20, 30]}
    handle_time: {exponential: {mean: 4 min}}
    patience: {exponential: {mean: 2 min}}
  service:
    arrivals: {volumes: [30, 20]}
    handle_time: {exponential: {mean: 3 min}}
    patience: {exponential: {mean: 3 min}}
agent_groups:
  sales_desk: {skills: [sales], headcount: [2, 3], cost: 20 per h}
  both: {skills: [sales, service], headcount: 4, cost: 25 per h}
targets: ["service_level(sales, 20 s) >= 75%", "abandon_rate(service) <= 6%"]
"""
WARM = ONE.replace('"10:00", interval', '"10:30", interval').replace("seed: 3", "warm_up: 30 min\nseed: 3")
WARM = WARM.replace("[15, ", "[15, 15, ")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_rules()


@pytest.fixture(scope="module")
def one() -> sd.Scenario:
    return sd.load_text(ONE)


@pytest.fixture(scope="module")
def two() -> sd.Scenario:
    return sd.load_text(TWO)


@pytest.fixture(scope="module")
def found(one: sd.Scenario) -> sd.Staffing:
    return sd.staff(one, verify=50)


# --- the problem -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        ({"targets_per": "week"}, "targets-per: unknown span 'week'", "day, interval"),
        ({"targets_per": "half-hour"}, "targets-per: unknown span 'half-hour'", "write interval, the intervals of the scenario"),
        ({"step": 0}, "step: from 0.01 to 10 agents (got 0)", "0.5"),
        ({"step": -1}, "got -1", "0.5"),
        ({"at_least": {"desc": 2}}, "at_least: no agent group 'desc'", "did you mean desk?"),
        ({"at_most": {"sales": 2}}, "at_most: no agent group 'sales'", "known: desk"),
        ({"fixed": ["desk_"]}, "fixed: no agent group 'desk_'", "did you mean desk?"),
        ({"fixed": ["desk"]}, "every agent group is fixed", "leave at least one group free"),
        (
            {"at_least": {"desk": 4}, "at_most": {"desk": [4, 4, 3, 4]}},
            "at least 4 agents at 09:00, but may have at most 3",
            "lower",
        ),
        ({"at_least": {"desk": 3.2}, "at_most": {"desk": 3.8}}, "at least 4 agents at 08:00, but may have at most 3", "lower"),
        ({"at_least": {"desk": [1, 2]}}, "needs one number or 4, one for each interval (got 2)", ""),
        ({"at_most": {"desk": -1}}, "takes 0 or more agents (got -1)", ""),
        ({"at_most": {"desk": float("nan")}}, "takes 0 or more agents (got nan)", ""),
    ],
)
def test_what_cannot_be_asked(one: sd.Scenario, arguments: dict[str, Any], says: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        sd.staff(one, **arguments)
    assert says in str(refused.value)
    assert hint in str(refused.value)


def test_a_scenario_is_needed() -> None:
    with pytest.raises(UsageError, match="not a scenario"):
        sd.staff("day.yaml")  # type: ignore[arg-type]


def test_targets_are_needed() -> None:
    with pytest.raises(UsageError, match="'One desk' has no targets"):
        sd.staff(sd.load_text(ONE.split("targets")[0]))


def test_a_limit_by_interval_leaves_out_the_warm_up() -> None:
    problem = pose(sd.load_text(WARM), at_least={"desk": [1, 2, 3, 4]})
    assert problem.low.tolist() == [[1, 2, 3, 4]]
    with pytest.raises(UsageError, match="or 4, one for each interval"):
        pose(sd.load_text(WARM), at_least={"desk": [1, 1, 2, 3, 4]})


# --- heads are written into the scenario -------------------------------------------------------------------------------------


def test_heads_are_written_and_laid_out(two: sd.Scenario) -> None:
    problem = pose(two)
    heads = np.array([[1.0, 2.0], [3.5, 3.5]])
    floor, _ = problem.scenario_with(heads).lay_out()
    assert [group.headcount for group in floor.groups] == [(1.0, 2.0), (3.5, 3.5)]
    assert [group.headcount for group in problem.floor_with(heads).groups] == [(1.0, 2.0), (3.5, 3.5)]
    assert two.lay_out()[0].groups[0].headcount == (2.0, 3.0)


def test_the_warm_up_has_the_heads_of_the_first_interval() -> None:
    problem = pose(sd.load_text(WARM))
    floor, _ = problem.scenario_with(np.array([[2.0, 3.0, 4.0, 5.0]])).lay_out()
    assert floor.groups[0].headcount == (2.0, 2.0, 3.0, 4.0, 5.0)


def test_required_heads_are_written_as_required() -> None:
    scenario = sd.load_text(ONE.replace("headcount: 5", "headcount: 5, headcount_is: required, shrinkage: 20%, cost: 10 per h"))
    problem = pose(scenario)
    heads = np.array([[4.0, 6.0, 8.0, 6.0]])
    changed = problem.scenario_with(heads)
    assert changed.model.agent_groups["desk"].headcount_is == "required"
    assert changed.lay_out()[0].groups[0].headcount == pytest.approx((5.0, 7.5, 10.0, 7.5))
    assert problem.floor_with(heads).groups[0].headcount == pytest.approx((5.0, 7.5, 10.0, 7.5))
    assert problem.agent_hours(heads) == pytest.approx(15.0)
    assert problem.money(heads) == problem.total(heads) == pytest.approx(150.0)


@pytest.mark.slow
def test_shifts_give_way_to_heads() -> None:
    shifts = 'shifts: [{start: "08:00", length: 2 h, agents: 3}]'
    scenario = sd.load_text(ONE.replace("headcount: 5", shifts))
    problem = pose(scenario)
    heads = np.array([[2.0, 3.0, 4.0, 3.0]])
    group = problem.scenario_with(heads).lay_out()[0].groups[0]
    assert group.headcount == (2.0, 3.0, 4.0, 3.0)
    assert group.shifts == ()
    assert scenario.lay_out()[0].groups[0].shifts
    result = sd.staff(scenario, verify=20)
    assert any("works shifts in the scenario" in note for note in result.notes)


def test_heads_of_fixed_shifts_are_their_mean() -> None:
    """Breaks are paid, so they count."""
    breaks = 'shifts: [{start: "08:30", length: 90 min, agents: 4, breaks: [{after: 30 min, length: 15 min}]}]'
    problem = pose(sd.load_text(TWO.replace("headcount: 4", breaks)), fixed=["both"])
    assert problem.free == (0,)
    assert problem.low[1] == pytest.approx([2.0, 4.0])
    assert problem.floor_with(problem.low).groups[1].shifts
    paid = sd.run(problem.scenario, 1, cores=1).measure("agent_hours(both)")
    assert paid.mean == pytest.approx(problem.low[1].sum())


# --- limits ------------------------------------------------------------------------------------------------------------------


def test_agents_that_the_scenario_names_are_kept() -> None:
    """Three agents differ from the others: without room for them the scenario found would be refused, after all the work."""
    named = "people: [{agents: 3, pace: 80%}], meetings: [{at: '09:00', length: 5 min, agents: 2}]}"
    scenario = sd.load_text(ONE.replace("headcount: 5}", f"headcount: 5, {named}"))
    problem = pose(scenario)
    assert problem.low.tolist() == [[0, 0, 3, 0]]  # most calls come in the third interval
    assert problem.scenario_with(problem.low).model.agent_groups["desk"].headcount == (0, 0, 3, 0)
    assert pose(scenario, at_most={"desk": [9, 3, 2, 2]}).low.tolist() == [[0, 3, 0, 0]]
    assert pose(scenario, at_least={"desk": [3, 0, 1, 0]}).low.tolist() == [[3, 0, 1, 0]]
    with pytest.raises(UsageError, match="'desk' may have at most 2 agents, but the scenario names 3 of them"):
        pose(scenario, at_most={"desk": 2})


@pytest.mark.slow
def test_limits_and_fixed_groups_are_kept(two: sd.Scenario) -> None:
    limited = sd.staff(two, at_least={"both": [6, 0]}, at_most={"sales_desk": [1, 9], "both": 7}, verify=20)
    sales, both = limited.headcount
    assert both[0] >= 6
    assert sales[0] <= 1
    assert (both <= 7).all()
    held = sd.staff(two, fixed=["sales_desk"], verify=20)
    assert held.headcount[0].tolist() == [2, 3]
    assert held.scenario.lay_out()[0].groups[0].headcount == (2.0, 3.0)
    assert set(held.needed[0]) == {""}
    assert not held.missed


@pytest.mark.slow
def test_heads_in_halves(one: sd.Scenario, found: sd.Staffing) -> None:
    halves = sd.staff(one, step=0.5, verify=50)
    assert (halves.headcount * 2 == np.round(halves.headcount * 2)).all()
    assert (halves.headcount != np.round(halves.headcount)).any()
    assert halves.agent_hours <= found.agent_hours
    assert (found.headcount == np.round(found.headcount)).all()


# --- the judge ---------------------------------------------------------------------------------------------------------------


def _sums(days: Any, good: Any, bound: float) -> list[float]:
    """Σ good − bound × contacts, by day."""
    return [float(good(day).sum() - bound * len(day)) for _, day in days.groupby("replication")]


def test_margins_are_those_of_a_run(two: sd.Scenario) -> None:
    problem = pose(two)
    heads = np.array([[1.0, 2.0], [3.0, 3.0]])
    margins = Judge(problem, first=0).margins(heads, 6)
    contacts = sd.run(problem.scenario_with(heads), 6, cores=1, variance_reduction=None).contacts
    sales, service = (contacts[contacts["queue"] == name] for name in ("sales", "service"))

    # The default definition takes those who gave up in time out of the offered.
    sales = sales[~((sales["outcome"] != "answered") & (sales["wait"] <= 20))]
    by_hand = _sums(sales, lambda day: (day["outcome"] == "answered") & (day["wait"] <= 20), 0.75)
    assert margins.whole[:, 0] == pytest.approx(by_hand)
    by_hand = _sums(service, lambda day: -(day["outcome"] != "answered").astype(float), -0.06)
    assert margins.whole[:, 1] == pytest.approx(by_hand)
    assert margins.parts.sum(axis=2) == pytest.approx(margins.whole)

    early = service[service["arrival"] < 9 * 3600]
    by_hand = _sums(early, lambda day: -(day["outcome"] != "answered").astype(float), -0.06)
    assert margins.parts[:, 1, 0] == pytest.approx(by_hand)


def test_margins_are_the_same_however_many_days_are_asked_for(two: sd.Scenario) -> None:
    problem, heads = pose(two), np.array([[1.0, 2.0], [3.0, 3.0]])
    bit_by_bit, at_once = Judge(problem), Judge(problem)
    bit_by_bit.margins(heads, 2)
    assert (bit_by_bit.margins(heads, 5).parts == at_once.margins(heads, 5).parts).all()
    assert (at_once.margins(heads, 2).whole == at_once.margins(heads, 5).whole[:2]).all()
    assert bit_by_bit.played == at_once.played == 5
    assert bit_by_bit.evaluations == at_once.evaluations == 1


def test_what_must_hold(two: sd.Scenario) -> None:
    heads = np.array([[1.0, 2.0], [3.0, 3.0]])
    for hold, count in (("day", 2), ("interval", 4)):
        problem = pose(two, targets_per=hold)
        judge = Judge(problem)
        assert constraints(problem, judge.margins(heads, 3), judge.additive).shape == (3, count)


# --- the search --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_scenario_gives_the_same_heads(one: sd.Scenario, found: sd.Staffing) -> None:
    again = sd.staff(sd.load_text(ONE), verify=50)
    assert (again.headcount == found.headcount).all()
    assert again.targets.equals(found.targets)
    assert again.evaluations == found.evaluations


@pytest.mark.slow
def test_own_heads_change_no_cost(one: sd.Scenario, found: sd.Staffing) -> None:
    """The plan may be another one that costs the same: what the file has is where the search begins."""
    other = sd.staff(one.with_changes({"agent_groups.desk.headcount": 50}), verify=50)
    assert other.cost == found.cost


@pytest.mark.slow
def test_days_searched_on_are_not_verified_on(two: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    searched, verified = set(), set()
    play = finding.run

    class Noting(DrawnDays):
        def day(self, plan: Any, seed: int, replication: int, **more: Any) -> Any:
            searched.add((seed, replication))
            return super().day(plan, seed, replication, **more)

    def played(scenario: sd.Scenario, days: int, *, seed: int, **more: Any) -> Any:
        verified.update((seed, day) for day in range(days))
        return play(scenario, days, seed=seed, **more)

    monkeypatch.setattr(judging, "DrawnDays", Noting)
    monkeypatch.setattr(finding, "run", played)
    sd.staff(two, verify=30)
    moved = {day for _, day in searched if day < tuning.CHECK_DAYS_FROM}
    assert 40 <= len(moved) <= 100
    assert len(searched) - len(moved) >= 100
    assert len(verified) % 30 == 0 < len(verified)
    assert not verified & searched


@pytest.mark.slow
def test_a_head_less_breaks_a_target(two: sd.Scenario) -> None:
    """Every cell is tried by brute force on the days searched on."""
    problem = pose(two)
    search = Search(problem, Judge(problem))
    search.attainable = attainable_targets(problem, search.judge)
    start = starting_headcount(problem, formula_agents(problem, search.judge))
    heads = search.raised(search.descend(start, DAYS), DAYS)
    heads, without = remove_one_by_one(search, search.raised(search.descend(heads, DAYS), DAYS), DAYS)
    assert search.meets(heads, DAYS)
    told = {(one.group, one.interval) for one in without}
    assert told == {(g, i) for g, i in np.ndindex(*heads.shape) if heads[g, i] > 0}
    for g, i in told:
        fewer = heads.copy()
        fewer[g, i] -= 1
        assert not search.meets(fewer, DAYS)


def test_cells_that_have_a_head_to_take_out_are_told_of(found: sd.Staffing) -> None:
    assert {(one.group, one.interval) for one in found.removals} == {(0, i) for i in range(4) if found.headcount[0, i] > 0}
    assert set(found.needed.ravel()) <= {"needed", "cannot tell", ""}
    for one in found.removals:
        assert one.change[0] < 0
    fewer = found.one_agent_fewer
    clear = sum(one.clear for one in found.removals)
    assert fewer["tested"] == len(found.removals) >= fewer["missed_on_search_days"] == clear > 0


def test_a_head_is_clearly_needed_only_where_that_was_seen(one: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two days alike, far from the bound: clear. Days that differ more than they tell, and an effect foreseen: likely, which is
    enough where there are many cells; of few all days are asked."""

    class Told(Search):
        def margins(self, heads: Any, days: int) -> Any:
            return np.array([[-9.0 if heads[0, 0] < 5 else 1.0], [-9.1 if heads[0, 0] < 5 else 1.0]] * 40)[:days]

    problem = pose(one)
    five = np.full((1, 4), 5.0)
    fewer = np.array([[4.0, 5.0, 5.0, 5.0]])
    search = Told(problem, Judge(problem))
    assert try_removal(search, search.margins(five, 80), fewer, (0, 0), np.array([0.0]), 80).clear

    class Noisy(Search):
        def margins(self, heads: Any, days: int) -> Any:
            return np.array([[-30.0 if heads[0, 0] < 5 else 1.0], [27.0 if heads[0, 0] < 5 else 1.0]] * 40)[:days]

    search = Noisy(problem, Judge(problem))
    few = try_removal(search, search.margins(five, 80), fewer, (0, 0), np.array([5.0]), 80)
    assert few is not None
    assert few.clear
    assert few.on_all_days
    monkeypatch.setattr(tuning, "CELLS_TESTED_ON_ALL_DAYS", 0)
    many = try_removal(search, search.margins(five, 80), fewer, (0, 0), np.array([5.0]), 80)
    assert many is not None
    assert not many.clear
    assert not many.on_all_days


def test_former_names_are_understood(one: sd.Scenario, found: sd.Staffing) -> None:
    assert found.heads is found.headcount
    assert found.without is found.removals
    assert (found.on_the_floor == found.on_duty).all()
    assert found.hours_on_the_floor == found.hours_on_duty
    assert list(found.one_head_less) == ["tried", "broke_a_target", "beyond_doubt_on_fresh_days"]
    assert list(found.one_head_less.values()) == list(found.one_agent_fewer.values())
    assert [step.kept for step in found.path] == found.search["kept"].tolist()
    with pytest.raises(UsageError, match="targets-per: unknown span 'week'"):
        sd.staff(one, hold="week")


def test_former_keys_stand_in_the_document(found: sd.Staffing) -> None:
    from simdesk.planning.staffing.document import staffing_document

    written = staffing_document(found)
    for new, former in {"targets_per": "hold", "on_duty": "on_the_floor", "hours_on_duty": "hours_on_the_floor"}.items():
        assert written[new] == written[former]
    assert list(written["one_agent_fewer"].values()) == list(written["one_head_less"].values())


def test_every_constant_of_the_search_is_described() -> None:
    """Each stands in one place with what it does."""
    import ast
    import inspect

    body = ast.parse(inspect.getsource(tuning)).body
    for line, after in itertools.pairwise(body):
        if isinstance(line, ast.Assign):
            assert isinstance(after, ast.Expr), ast.unparse(line)
            assert isinstance(after.value, ast.Constant), ast.unparse(line)


@pytest.mark.slow
def test_targets_in_each_interval(one: sd.Scenario, found: sd.Staffing) -> None:
    each = sd.staff(one, targets_per="interval", verify=200)
    assert each.agent_hours >= found.agent_hours
    measure = one.targets[0].expression
    for i in range(4):
        level = each.results.measures.estimate(measure, i)
        assert level.mean + 2 * (level.high - level.mean) >= 0.8


def test_nobody_there_keeps_no_target(one: sd.Scenario) -> None:
    """Who waits to the end is neither answered nor lost, so there is nothing to measure; the target is missed by all who came."""
    patient = one.with_changes({"queues.calls.patience": None})
    nobody = Judge(pose(patient)).margins(np.zeros((1, 4)), 5)
    assert (nobody.denominator == 0).all()
    assert (nobody.whole < 0).all()
    assert (nobody.parts < 0).any()


@pytest.mark.slow
def test_the_heads_of_the_file_are_a_second_beginning(
    one: sd.Scenario, found: sd.Staffing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that goes nowhere from its first point goes on from the cheaper heads of the file, when they keep the targets."""
    monkeypatch.setattr(finding, "starting_headcount", lambda problem, asked: ample_headcount(problem))
    monkeypatch.setattr(Search, "descend", lambda self, heads, *_, **__: heads)
    monkeypatch.setattr(finding, "remove_unneeded", lambda search, heads, days, only=None: (heads, []))
    monkeypatch.setattr(finding, "swap_agents", lambda search, heads, without, days: (heads, without))
    dear = sd.staff(one.with_changes({"agent_groups.desk.headcount": 1}), verify=20)
    own = sd.staff(found.scenario.with_changes({"agent_groups.desk.headcount": {"add": 1}}), verify=20)
    assert own.agent_hours < dear.agent_hours
    assert any(step.phase == "the file's own" and step.met for step in own.path)
    assert not any(step.phase == "the file's own" and step.met for step in dear.path)


@pytest.mark.slow
def test_the_tables(two: sd.Scenario) -> None:
    steps: list[Step] = []
    result = sd.staff(two, verify=20, progress=steps.append)
    table = result.requirement
    assert table["heads"].tolist() == result.headcount.ravel().tolist()
    assert table["start"].tolist() == ["08:00", "09:00"] * 2
    assert result.agent_hours == result.headcount.sum()
    assert result.cost == pytest.approx(20 * result.headcount[0].sum() + 25 * result.headcount[1].sum())
    assert list(result.erlang["queue"].unique()) == ["sales", "service"]
    assert result.erlang["load"].to_numpy() == pytest.approx([20 * 4 / 60, 30 * 4 / 60, 30 * 3 / 60, 20 * 3 / 60], rel=0.5)
    assert len(result.search) == len(steps) == len(result.path)
    assert result.hours_on_duty[0] == pytest.approx(result.agent_hours)
    assert len(result.notes) == int((result.headcount.sum(axis=1) == 0).sum())  # a note for a group that nobody is in
    assert "<table" in result._repr_html_()


# --- out of reach, and interrupted -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_out_of_reach_within_the_limits(one: sd.Scenario) -> None:
    result = sd.staff(one, at_most={"desk": 2}, verify=50)
    (missed,) = result.out_of_reach
    assert (result.headcount <= 2).all()
    assert missed.nearest == result.targets["mean"][0] < 0.8
    assert "the highest headcount within the limits does not meet it" in missed.why
    assert f"is out of reach: {missed.why}. Nearest: {100 * missed.nearest:.1f}" in result.notes[0].replace("\u2009", "")
    assert result.missed
    # No more than a little worse than all heads there may be.
    best = sd.run(pose(one).scenario_with(np.full((1, 4), 2.0)), 50, cores=1).measure("service_level(calls, 20 s)")
    assert missed.nearest > best.mean - 0.05


@pytest.mark.slow
def test_busy_agents_and_a_service_level_do_not_go_together(one: sd.Scenario, found: sd.Staffing) -> None:
    both = one.with_changes({"targets": ["occupancy(desk) >= 95%", "service_level(calls, 20 s) >= 80%"]})
    result = sd.staff(both, verify=50)
    (missed,) = result.out_of_reach
    assert missed.target.expression.metric == "occupancy"
    assert "it needs fewer agents" in missed.why
    assert "occupancy(desk) >= 95% is out of reach" in result.notes[0]
    assert (result.headcount == found.headcount).all()


def _interrupts(when: Callable[[Step], bool]) -> Callable[[Step], None]:
    def progress(step: Step) -> None:
        if when(step):
            raise KeyboardInterrupt

    return progress


def test_interrupted_once_a_plan_was_found(one: sd.Scenario) -> None:
    result = sd.staff(one, verify=20, progress=_interrupts(lambda step: step.met))
    assert result.stopped
    assert "interrupted" in result.notes[0]
    assert result.search["kept"].tolist()[-1]
    assert result.agent_hours == result.search["agent_hours"].iloc[-1]
    assert set(result.needed.ravel()) == {""}


@pytest.mark.slow
def test_interrupted_late_gives_the_best_so_far(one: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where more is asked than before, and no heads have been found that keep that."""
    monkeypatch.setattr(Finder, "_optimism", lambda *of_heads: np.array([3.0]))
    result = sd.staff(one, verify=20, progress=_interrupts(lambda step: step.days >= 40 and not step.met))
    assert result.stopped
    kept = result.search[result.search["kept"]]
    assert result.agent_hours == kept["agent_hours"].min()


def test_interrupted_before_a_plan_was_found(one: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "starting_headcount", lambda problem, asked: np.ones_like(problem.low))
    with pytest.raises(KeyboardInterrupt):
        sd.staff(one, progress=_interrupts(lambda step: True))


# --- several days -------------------------------------------------------------------------------------------------------------

WEEKEND = """
simdesk: 1
name: Friday to Sunday
hours:
  {open: "08:00", close: "10:00", interval: 30 min, days: 3, first_day: 2026-05-01, closed: [saturday],
   sunday: {open: "09:00", close: "10:00"}}
seed: 3
queues:
  calls:
    arrivals: {volumes: {others: [15, 20, 25, 20], sunday: [40, 10]}}
    handle_time: {exponential: {mean: 3 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [calls], headcount: 5}
targets: ["service_level(calls, 20 s) >= 80%"]
"""


@pytest.mark.slow
def test_several_days_have_heads_when_the_centre_is_open(tmp_path: Path) -> None:
    found = sd.staff(sd.load_text(WEEKEND), targets_per="interval", verify=50)
    assert found.problem.open.sum() == 6
    starts = found.requirement["start"].tolist()
    assert [starts[0], starts[-1], len(starts)] == ["Fri 2026-05-01 08:00", "Sun 2026-05-03 09:30", 6]
    assert found._repr_html_().index("Fri 2026-05-01 08:00") < found._repr_html_().index("Sun 2026-05-03 09:00")
    assert (found.headcount[:, ~found.problem.open] == 0).all()
    assert (found.headcount[:, found.problem.open] > 0).all()
    asked = found.formulas.erlang_a[0, found.problem.open]
    assert (asked > 0).all()
    assert found.headcount[0, found.problem.open] == pytest.approx(asked, abs=1)
    heads = found.scenario.model.agent_groups["desk"].headcount
    assert {day: len(series) for day, series in heads.items()} == {"2026-05-01": 4, "2026-05-03": 2}
    (tmp_path / "found.yaml").write_text(found.scenario.resolved_yaml(), encoding="utf-8")
    again = sd.load(tmp_path / "found.yaml").lay_out()[0].groups[0].headcount
    assert np.array(again) == pytest.approx(found.headcount[0])


@pytest.mark.slow
def test_each_day_has_the_heads_it_has_alone() -> None:
    """Nobody waits overnight, so days have nothing to do with each other: a head is what the last digit of chance may move."""
    alone = sd.staff(sd.load_text(ONE), targets_per="interval", verify=50)
    three = sd.staff(sd.load_text(ONE.replace("30 min}", "30 min, days: 3}", 1)), targets_per="interval", verify=50)
    for day in three.headcount[0, three.problem.open].reshape(3, 4):
        assert np.abs(day - alone.headcount[0]).max() <= 1


def test_heads_over_the_night_clocks_change_are_one_list() -> None:
    zone = WEEKEND.replace("first_day: 2026-05-01", "first_day: 2026-03-27, zone: Europe/Berlin")
    problem = pose(sd.load_text(zone))
    written = problem.scenario_with(np.where(problem.open, 1.0, 0.0)[None] * np.arange(len(problem.open)))
    assert isinstance(written.model.agent_groups["desk"].headcount, tuple)
    assert np.array(written.lay_out()[0].groups[0].headcount) == pytest.approx(np.arange(len(problem.open)) * problem.open)


def test_limits_of_several_days_are_of_a_usual_day_or_of_all() -> None:
    scenario = sd.load_text(WEEKEND)
    usual = pose(scenario, at_least={"desk": [1, 2, 3, 4]})
    every = pose(scenario, at_least={"desk": [1, 2, 3, 4, 3, 4]})
    assert usual.low[0, usual.open].tolist() == every.low[0, every.open].tolist() == [1, 2, 3, 4, 3, 4]
    assert (usual.high[0, ~usual.open] == 0).all()
    with pytest.raises(UsageError, match="one number or 4 for a usual day, or 6 for all open intervals"):
        pose(scenario, at_most={"desk": [1, 2]})


def test_what_comes_by_night_is_done_over_the_next_day() -> None:
    need, here = np.array([[2.0, 3.0, 1.0, 1.0, 4.0, 5.0, 6.0]]), np.array([False, False, True, True, False, True, False])
    assert _in_open_hours(need, here).tolist() == [[0.0, 0.0, 3.5, 3.5, 0.0, 9.0, 0.0]]


# --- targets that go by who answers, and groups left out ---------------------------------------------------------------------

TRAINEES = """
simdesk: 1
name: Trainees
hours: {open: "08:00", close: "11:00", interval: 1 h}
seed: 6
queues:
  calls:
    arrivals: {volumes: [60, 80, 60]}
    handle_time: {exponential: {mean: 4 min}}
    patience: {exponential: {mean: 4 min}}
    repeat: {unresolved: 10%, after: 10 min}
agent_groups:
  agents: {skills: [calls], headcount: 8, cost: 25 per h}
  trainees: {skills: {calls: {rank: 2, unresolved: 60%}}, headcount: 2, cost: 15 per h}
targets: ["service_level(calls, 20 s) >= 75%", "repeats(calls) <= 45"]
"""


@pytest.mark.slow
def test_what_goes_by_who_answers_is_looked_for() -> None:
    """Trainees alone are the cheapest, but what they do not resolve comes again."""
    scenario = sd.load_text(TRAINEES)
    plain = sd.staff(scenario.with_changes({"targets": ["service_level(calls, 20 s) >= 75%"]}), verify=50)
    assert plain.results.measure("repeats(calls)").mean > 45
    found = sd.staff(scenario, verify=50)
    assert not found.out_of_reach
    assert found.results.measure("repeats(calls)").mean <= 45
    assert found.cost > plain.cost


@pytest.mark.slow
def test_what_goes_by_who_answers_is_given_up_where_nobody_keeps_it() -> None:
    scenario = sd.load_text(TRAINEES.replace("<= 45", "<= 3"))
    found = sd.staff(scenario, verify=50)
    (missed,) = found.out_of_reach
    assert "depends on which agents answer" in missed.why
    assert found.results.measure("service_level(calls, 20 s)").mean >= 0.75
    assert found.missed


@pytest.mark.slow
def test_a_target_of_a_group_left_out_is_not_missed() -> None:
    scenario = sd.load_text(TRAINEES).with_changes({"targets": ["service_level(calls, 20 s) >= 75%", "occupancy(agents) <= 85%"]})
    found = sd.staff(scenario, at_most={"agents": 0}, verify=50)
    assert found.results.targets_missed  # no data
    assert not found.missed
    assert any("has no data: the plan uses no agents of agents" in note for note in found.notes)


@pytest.mark.slow
def test_intervals_out_of_reach_are_named(one: sd.Scenario) -> None:
    found = sd.staff(one, targets_per="interval", at_most={"desk": [9, 9, 2, 9]}, verify=50)
    (missed,) = found.out_of_reach
    assert missed.intervals == (2,)
    assert missed.nearest == found.in_each_interval[0].means[2]
    assert "is out of reach in the interval at 09:00: the highest headcount" in found.notes[0]
    assert found.missed
    (held,) = found.in_each_interval
    assert (held.intervals, held.met, held.weakest) == (4, 3, 2)


# --- exchanges, and cells far apart ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_heads_are_exchanged_for_cheaper_ones(two: sd.Scenario) -> None:
    """From dear heads of which none can go: sales people take the place of those who can do both."""
    problem = pose(two.with_changes({"seed": 7}))  # on the days of some seeds nothing is to be gained by an exchange
    search = Search(problem, Judge(problem))
    search.attainable = attainable_targets(problem, search.judge)
    search.descend(np.array([[0.0, 0.0], [8.0, 8.0]]), 20, rounds=2)
    heads, without = remove_one_by_one(search, np.array([[0.0, 0.0], [8.0, 8.0]]), 60)
    cheaper, told = swap_agents(search, heads, without, 60)
    assert problem.total(cheaper) < problem.total(heads)
    assert search.meets(cheaper, 60)
    for one in told:
        fewer = cheaper.copy()
        fewer[one.group, one.interval] -= 1
        assert one.group in problem.free
        assert not one.on_all_days or not search.meets(fewer, 60)


def test_cells_tried_together_are_six_intervals_apart() -> None:
    cells = [(g, i) for g in range(2) for i in range(14)]
    plays = _batches(cells)
    assert plays[0] == [(0, 0), (0, 6), (0, 12)]
    assert sorted(cell for part in plays for cell in part) == cells
    assert all(abs(i - j) >= 6 for part in plays for (_, i), (_, j) in itertools.combinations(part, 2))


def test_cells_far_apart_are_told_as_each_alone_is(one: sd.Scenario) -> None:
    """In so short a day no two are far enough apart, so the other way must tell the same."""
    problem = pose(one, targets_per="interval")
    search = Search(problem, Judge(problem))
    search.attainable = attainable_targets(problem, search.judge)
    heads = search.raised(search.descend(starting_headcount(problem, formula_agents(problem, search.judge)), 60), 60)
    by_one, told = remove_one_by_one(search, heads, 60)
    together, told_together = remove_unneeded(search, heads, 60)
    assert (by_one == together).all()
    assert {(one.group, one.interval) for one in told} == {(one.group, one.interval) for one in told_together}


# --- what cannot be kept in hand ---------------------------------------------------------------------------------------------


def test_no_more_is_kept_in_hand_than_there_can_be(one: sd.Scenario) -> None:
    """Lifting heads comes to an end, also where no number of heads is enough."""
    problem = pose(one)
    search = Search(problem, Judge(problem))
    search.attainable = attainable_targets(problem, search.judge)
    search.set_safety_margin(np.array([1e9]))
    assert 0 < search.safety_margin[0] < search.attainable.best[0]
    assert search.meets(search.raised(np.ones((1, 4)), 12), 12)
    search.safety_margin = np.array([1e9])
    assert (search.raised(np.ones((1, 4)), 12) < 50).all()


@pytest.mark.slow
def test_call_backs_that_nobody_asks_for() -> None:
    """With agents enough an interval has no call-backs, so their service level has no margin there."""
    result = sd.staff(sd.load(ROOT / "scenarios" / "call_back.yaml"), targets_per="interval", verify=50)
    assert result.headcount.max() < 40


def test_a_share_of_the_intervals_is_refused_with_what_to_write():
    scenario = sd.load(ROOT / "scenarios" / "first_day.yaml").with_changes({"targets": ["80/20 in 90% of the intervals"]})
    with pytest.raises(UsageError, match="does not look for a share of the intervals") as caught:
        sd.staff(scenario)
    assert "write service_level(all, 20 s) >= 80% and plan" in caught.value.hint
