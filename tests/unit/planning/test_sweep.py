"""Sweeps: points, frontier, what moves a target, agents needed under forecast errors."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.errors import UsageError
from simdesk.planning.sweep.design import grid, hypercube
from simdesk.planning.sweep.forecast import Needed, draw_errors
from simdesk.planning.sweep.store import sweep_document
from simdesk.planning.sweep.words import facts_line, needed_sentences
from simdesk.scenario.changes.sweep_values import read_axis

DAY = """\
simdesk: 1
name: A short day
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: 8
seed: 3
queues:
  sales:
    arrivals: {rate: 60 per h, day_to_day: 5%}
    handle_time: {exponential: {mean: 4 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [sales], headcount: 6, shrinkage: 5%, cost: 20 per h}
targets:
  - service_level(sales, 20 s) >= 70%
  - occupancy(desk) <= 90%
"""
HEADS = "agent_groups.desk.headcount"
SCALE = "queues.sales.arrivals.scale"


@pytest.fixture(scope="module")
def day() -> sd.Scenario:
    return sd.load_text(DAY, "day.yaml")


@pytest.fixture(scope="module")
def swept(day: sd.Scenario) -> sd.Sweep:
    return sd.sweep(day, {HEADS: "4..8", SCALE: "80%..120%/20%"}, forecast_error="10%", errors=20, metrics="mean_wait(sales)")


@pytest.mark.slow
def test_a_row_per_point_with_everything_asked_of_it(swept: sd.Sweep) -> None:
    table = swept.table
    assert len(table) == 5 * 3
    assert table[HEADS].tolist()[:4] == [4.0, 4.0, 4.0, 5.0]
    assert table[SCALE].tolist()[:3] == [0.8, 1.0, 1.2]
    target = "service_level(sales, 20 s) >= 70%"
    for column in (target, f"{target} low", f"{target} high", f"{target} verdict", f"{target} days_met"):
        assert column in table
    assert {"cost", "occupancy", "service_level", "mean_wait(sales)", "meets_all", "efficient", "planned"} <= set(table)
    # Scheduled hours × cost: shrinkage does not lower it.
    assert table["cost"].tolist()[::3] == pytest.approx([heads * 2 * 20 for heads in range(4, 9)])
    planned = table[table["planned"]]
    assert planned[[HEADS, SCALE]].to_numpy().tolist() == [[6.0, 1.0]]


def test_points_are_weighed_where_the_volume_is_equal(swept: sd.Sweep) -> None:
    frontier = swept.frontier
    assert set(frontier[SCALE]) == {0.8, 1.0, 1.2}
    for _, those in frontier.groupby(SCALE):
        assert those["cost"].is_monotonic_increasing
        assert those["service_level(sales, 20 s) >= 70%"].is_monotonic_increasing


def test_the_cheapest_point_that_meets_every_target_is_said(swept: sd.Sweep) -> None:
    table = swept.table
    for kind, point in swept.cheapest.items():
        scale = float(kind[0].rstrip("%")) / 100
        those = table[(table[SCALE] == scale) & table["meets_all"]]
        assert (point is None) == those.empty
        if point is not None:
            assert point["cost(all)"].mean == those["cost"].min()
    assert any("the cheapest point that meets every target is headcount of desk" in text for text in swept.sentences)


def test_more_agents_help_on_the_same_days(swept: sd.Sweep) -> None:
    table = swept.table
    for _, those in table.groupby(SCALE):
        assert those["service_level(sales, 20 s) >= 70%"].is_monotonic_increasing


def test_what_moves_a_target_is_paired_with_the_plan(day: sd.Scenario, swept: sd.Sweep) -> None:
    effects = swept.sensitivity
    assert set(effects["input"]) == {"volume", "handle time", "patience", "shrinkage", "headcount of desk", "volume of sales"}
    level = effects[effects["measure"] == "service_level(sales, 20 s)"].set_index("input")
    less = day.with_changes({SCALE: "90%"})
    comparison = sd.compare({"plan": day, "less": less}).table.set_index("measure").loc["service_level(sales, 20 s)"]
    row = level.loc["volume"]
    assert (row["low_change"], row["low_change_low"], row["low_change_high"]) == (
        comparison["change"],
        comparison["low"],
        comparison["high"],
    )
    assert (row["low_input"], row["high_input"]) == ("-10%", "+10%")
    swings = np.maximum(level["low_change"].abs(), level["high_change"].abs())
    assert swings.is_monotonic_decreasing


def test_what_a_scenario_has_not_is_left_out_and_said(day: sd.Scenario) -> None:
    bare = day.with_changes({"queues.sales.patience": None, "agent_groups.desk.shrinkage": None})
    found = sd.sweep(bare, sensitivity="20%", replications=2)
    assert found.table.empty
    assert set(found.sensitivity["input"]) == {"volume", "handle time"}
    assert found.facts.left_out == ("no patience to vary", "no shrinkage to vary")
    full = day.with_changes({"agent_groups.desk.shrinkage": "95%"})
    assert "shrinkage not varied by 20%" in sd.sweep(full, sensitivity="20%", replications=2).facts.left_out[0]


@pytest.mark.slow
def test_agents_needed_are_those_found_by_trying_every_number(day: sd.Scenario) -> None:
    found = sd.sweep(day, {HEADS: "4..10"}, forecast_error="15%", errors=20, sensitivity="0%", replications=4)
    assert found.needed is not None
    _, drawn = draw_errors(found.scenario, 0.15, 20)
    for factor, needed in list(zip(sorted(each["sales"] for each in drawn), found.needed.needed, strict=True))[::5]:
        scale = {SCALE: {"times": f"{factor * 100:.12g}%"}}
        verdicts = [
            all(str(j.verdict) == "met" for j in sd.run(found.scenario.with_changes({HEADS: heads, **scale})).judgements)
            for heads in range(4, 11)
        ]
        expected = verdicts.index(True) if True in verdicts else len(verdicts)
        assert needed == expected


@pytest.mark.slow
def test_a_forecast_that_is_right_takes_one_number(day: sd.Scenario) -> None:
    found = sd.sweep(day, {HEADS: "4..9"}, forecast_error="0.001%", errors=20, sensitivity="0%").needed
    assert found is not None
    assert found.low == found.high == found.without_error
    assert f"With 90% probability it takes {found.axis.values[found.low].label} agents" in needed_sentences(found)[0]


def needed(path: str, values: object, found: list[int], unattainable: int = 0) -> Needed:
    axis = read_axis(tuple(path.split(".")), values)
    numbers = np.array(sorted(found))
    return Needed(axis, {"all": 0.08}, np.ones(len(numbers)), numbers, unattainable, int(numbers[len(numbers) // 2]))


def test_the_range_is_a_sentence_that_says_when_it_hits_the_bounds() -> None:
    whole = needed(HEADS, "40..50", [1] * 10 + [3] * 80 + [6] * 10)
    assert needed_sentences(whole)[0] == "With 90% probability it takes between 41 and 46 agents (headcount of desk)."
    assert "8% (standard deviation): 100 errors were drawn" in needed_sentences(whole)[1]
    assert len(needed_sentences(whole)) == 2
    low = needed(HEADS, "40..42", [0] * 10 + [1] * 90)
    assert needed_sentences(low)[0].startswith("With 95% probability it takes at most 41 agents")
    assert needed_sentences(low)[2] == "In 10% of the errors the lowest headcount swept (40 agents) is enough; fewer may be."
    high = needed(HEADS, "40..42", [1] * 80 + [3] * 20)
    assert needed_sentences(high)[0].startswith("With 95% probability it takes at least 41 agents")
    assert needed_sentences(high)[2].startswith("In 20% of the errors the highest headcount swept (42 agents) is not enough")
    none = needed(HEADS, "40..42", [3] * 100)
    assert "it takes more than 42 agents" in needed_sentences(none)[0]
    both = needed(HEADS, "40..42", [0] * 50 + [3] * 50)
    assert "too narrow" in needed_sentences(both)[0]
    broken = needed(HEADS, "40..42", [1] * 80 + [3] * 20, unattainable=20)
    assert "miss another target" in needed_sentences(broken)[-1]
    more = needed(HEADS, {"add": "-1..3"}, [0] * 4 + [1] * 50 + [2] * 46)
    assert "between as planned and 1 more agent than planned" in needed_sentences(more)[0]
    share = needed(HEADS, {"times": "90%..110%/5%"}, [1] * 50 + [3] * 50)
    assert "between 95% and 105% of the agents planned" in needed_sentences(share)[0]


@pytest.mark.slow
def test_a_target_that_more_agents_break_is_not_met_by_more_agents(day: sd.Scenario) -> None:
    dear = sd.load_text(DAY + "  - cost(all) <= 200\n", "day.yaml")
    found = sd.sweep(dear, {HEADS: "4..8"}, forecast_error="10%", errors=20, sensitivity="0%").needed
    assert found is not None
    assert found.unattainable == int((found.needed == 5).sum()) > 0


def test_errors_have_mean_1_and_the_spread_asked_for(day: sd.Scenario) -> None:
    _, drawn = draw_errors(day, 0.08, 1000)
    factors = np.array([each["sales"] for each in drawn])
    assert factors.mean() == pytest.approx(1.0, abs=1e-3)
    assert factors.std() == pytest.approx(0.08, rel=0.02)
    with pytest.raises(UsageError, match="chat is no queue"):
        draw_errors(day, {"chat": 0.1}, 20)


@pytest.mark.slow
def test_errors_by_queue_are_independent() -> None:
    two = sd.load_text(
        DAY.replace(
            "agent_groups", "  other: {arrivals: {rate: 30 per h}, handle_time: {constant: 2 min}}\nagent_groups"
        ).replace("[sales]", "[sales, other]")
    )
    named, drawn = draw_errors(two, {"sales": 0.1, "other": 0.2}, 400)
    sales, other = (np.array([each[name] for each in drawn]) for name in ("sales", "other"))
    assert named == {"sales": 0.1, "other": 0.2}
    assert abs(np.corrcoef(sales, other)[0, 1]) < 0.15
    assert (sales.std(), other.std()) == pytest.approx((0.1, 0.2), rel=0.05)
    found = sd.sweep(two, {HEADS: "6..9"}, forecast_error={"sales": "10%"}, errors=20, sensitivity="0%", replications=2)
    assert found.needed is not None
    assert found.needed.spread == {"sales": 0.1}


def test_designs() -> None:
    heads, scale = read_axis(("agent_groups", "desk", "headcount"), "1..100"), read_axis(("a",), "1%..2%")
    rows = hypercube([heads, scale], 40, 7)
    assert len(rows) == 40
    for k, values in enumerate((100, 40)):
        numbers = sorted(row[k].number for row in rows)
        spread = np.searchsorted(np.quantile(numbers, np.linspace(0, 1, 5)[1:-1]), numbers)
        assert np.bincount(spread).min() >= 9, values
    assert hypercube([heads, scale], 40, 7) == rows
    assert hypercube([heads, scale], 40, 8) != rows
    with pytest.raises(UsageError, match=r"10,000 points \(100 × 100\)"):
        grid([heads, read_axis(("agent_groups", "other", "headcount"), "1..100")])
    with pytest.raises(UsageError, match="the whole grid has only 100 points"):
        hypercube([heads], 200, 7)
    few = hypercube([read_axis(HEADS_PATH, "1..3"), read_axis(("b",), "x, y")], 5, 1)
    assert len(few) == len({tuple(value.label for value in row) for row in few}) <= 5


HEADS_PATH = ("agent_groups", "desk", "headcount")


def test_a_hypercube_is_swept(day: sd.Scenario) -> None:
    found = sd.sweep(day, {HEADS: "4..8", SCALE: "80%..120%"}, points=6, replications=2, sensitivity="0%")
    assert len(found.points) == 6
    assert not found.table["efficient"].any()  # every point has a volume of its own
    assert "6 points of a Latin hypercube" in facts_line(found)
    with pytest.raises(UsageError, match="a heat map takes a grid"):
        found.figures.heat_map()
    assert len(found.figures.trade_off().data) >= 2


@pytest.mark.parametrize(
    ("settings", "more", "message"),
    [
        (None, {}, "there is nothing to sweep"),
        ({}, {"sensitivity": "0%"}, "there is nothing to sweep"),
        ({HEADS: "4..8"}, {"errors": 30}, "errors needs forecast_error"),
        ({HEADS: "4..8"}, {"forecast_error": 8}, "forecast error"),
        ({HEADS: "4..8"}, {"forecast_error": "8"}, "a share needs a percent sign"),
        ({SCALE: "90%, 110%"}, {"forecast_error": "8%"}, "one swept headcount"),
        ({HEADS: "4..8"}, {"target": "abandon_rate(all) <= 1%"}, "the scenario has no target"),
        ({HEADS: "4..8"}, {"points": 1}, "points: a whole number"),
        ({HEADS: "4..8"}, {"engine": "fast"}, "unknown engine"),
        (None, {"points": 5}, "points needs a swept input"),
    ],
)
def test_what_cannot_be_done_is_refused(day: sd.Scenario, settings: object, more: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        sd.sweep(day, settings, **more)


def test_the_block_is_taken_and_arguments_win() -> None:
    block = (
        "sweep: {set: {agent_groups.desk.headcount: 5..6}, sensitivity: 20%, forecast_error: 10%, errors: 20, "
        'target: "occupancy(desk) <= 90%"}\n'
    )
    day = sd.load_text(DAY + block, "day.yaml")
    found = sd.sweep(day, replications=2)
    assert [point.values[0].label for point in found.points] == ["5", "6"]
    assert found.needed is not None
    assert found.needed.errors == 20
    assert found.target is not None
    assert (found.target.text, found.better) == ("occupancy(desk) <= 90%", -1)
    assert found.facts.sensitivity == 0.2
    other = sd.sweep(
        day, {HEADS: "7..9"}, replications=2, sensitivity="0%", forecast_error="0%", target="service_level(sales,20s)>=70%"
    )
    assert [point.values[0].label for point in other.points] == ["7", "8", "9"]
    assert other.needed is None
    assert other.sensitivity.empty
    assert other.better == 1


def test_days_by_precision_are_those_the_plan_needs(day: sd.Scenario) -> None:
    until = day.with_changes({"replications": {"until": "service_level(sales, 20 s) ± 8%", "at_most": 60}})
    alone = sd.run(until).facts.replications
    found = sd.sweep(until, {HEADS: "5..6"}, sensitivity="0%")
    assert found.facts.replications == alone < 60


def test_without_targets_and_cost_there_are_still_points() -> None:
    bare = sd.load_text(DAY.partition("targets")[0].replace(", cost: 20 per h", ""))
    found = sd.sweep(bare, {HEADS: "5..7"}, replications=2)
    assert found.sentences == []
    assert {"agent_hours", "service_level"} <= set(found.table)
    assert "meets_all" not in found.table
    assert found.table["efficient"].all()
    assert set(found.sensitivity["measure"]) == {found.value.text}
    assert len(found.figures.trade_off().data) == 3
    with pytest.raises(UsageError, match="the scenario has none"):
        sd.sweep(bare, {HEADS: "5..7"}, replications=2, forecast_error="5%")


@pytest.mark.slow
def test_variance_reduction_goes_with_it(day: sd.Scenario) -> None:
    found = sd.sweep(day, {HEADS: "5..6"}, replications=40, variance_reduction="control_variates")
    plain = sd.run(day.with_changes({HEADS: 5}), 40, variance_reduction="control_variates")
    row = found.table.iloc[0]
    estimate = plain.measure("service_level(sales, 20 s)")
    assert row["service_level(sales, 20 s) >= 70%"] == estimate.mean
    assert row["service_level(sales, 20 s) >= 70% low"] == estimate.low


def test_figures_say_what_the_tables_say(swept: sd.Sweep) -> None:
    data = swept.figures.trade_off_data()
    assert len(data.points) == 15
    assert sum(point.planned for point in data.points) == 1
    assert data.planned.cost.mean == swept.planned.estimates["cost(all)"].mean
    heat = swept.figures.heat_map_data()
    assert (heat.x_name, heat.y_name) == ("headcount of desk", "volume of sales")
    assert heat.cells[1][2] is not None
    assert heat.cells[1][2].estimate.mean == swept.planned.estimates["service_level(sales, 20 s)"].mean
    turned = swept.figures.heat_map_data("occupancy(desk) <= 90%", x=SCALE)
    assert (turned.x_name, turned.y_name) == ("volume of sales", "headcount of desk")
    assert "✓" in {cell.sign for row in turned.cells for cell in row if cell is not None}
    for figure in (swept.figures.heat_map("cost(all)"), swept.figures.tornado(), swept.figures.agents_needed()):
        assert figure.data
        assert figure.layout.meta["description"]
    with pytest.raises(UsageError, match="no swept input"):
        swept.figures.heat_map(x="nothing")
    with pytest.raises(UsageError, match="has no measure"):
        swept.figures.tornado("abandon_rate(sales)")


def test_a_heat_map_of_three_inputs_needs_the_third_fixed(day: sd.Scenario) -> None:
    settings = {HEADS: "5, 6", SCALE: "90%, 110%", "queues.sales.patience.exponential.mean": "1 min, 3 min"}
    found = sd.sweep(day, settings, replications=2, sensitivity="0%")
    with pytest.raises(UsageError, match="has no value"):
        found.figures.heat_map()
    where = {"queues.sales.patience.exponential.mean": "3 min"}
    data = found.figures.heat_map_data(where=where)
    assert all(cell is not None for row in data.cells for cell in row)
    with pytest.raises(UsageError, match="no point where"):
        found.figures.heat_map(where={"queues.sales.patience.exponential.mean": "4 min"})


def test_words_can_be_swept(day: sd.Scenario) -> None:
    found = sd.sweep(day, {"agent_choice": ["longest_idle", "random"]}, replications=2)
    assert found.table["agent_choice"].tolist() == ["longest_idle", "random"]
    assert "agent_choice" not in set(found.sensitivity["input"])


def test_it_goes_out_as_document_workbook_and_html(swept: sd.Sweep, tmp_path: Path) -> None:
    import pandas as pd

    document = json.loads(json.dumps(sweep_document(swept)))
    assert len(document["points"]) == 15
    assert document["points"][0]["inputs"] == {HEADS: 4.0, SCALE: 0.8}
    assert document["agents_needed"]["errors"] == 20
    assert document["sentences"] == swept.sentences
    assert "mean_wait(sales)" in document["planned"]
    book = swept.to_excel(tmp_path / "sweep.xlsx")
    sheets = pd.read_excel(book, sheet_name=None, engine="openpyxl")
    assert set(sheets) == {"points", "frontier", "sensitivity", "agents_needed"}
    assert len(sheets["points"]) == 15
    with pytest.raises(UsageError, match=r"ends in \.xlsx"):
        swept.to_excel(tmp_path / "sweep.xls")
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.xlsx"]
    assert "<strong" in swept._repr_html_()
    assert repr(swept) == "<Sweep of 'A short day': 15 points, 8 days each>"


def test_shares_enough_never_fall(swept: sd.Sweep) -> None:
    table = swept.agents_needed
    assert table["needed_in"].sum() == pytest.approx(1.0)
    assert table["enough_in"].iloc[:-1].is_monotonic_increasing
    assert math.isnan(table["enough_in"].iloc[-1])
