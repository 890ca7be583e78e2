"""The values of swept inputs: ranges, lists, changes of what is there, and what is wrong with them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load_text
from simdesk.scenario.changes.inputs import INPUTS, changes_of_input, queues_with_volumes
from simdesk.scenario.changes.sweep_values import UnfitValuesError, read_axis

HEADS = ("agent_groups", "desk", "headcount")
SCALE = ("queues", "sales", "arrivals", "scale")
TIME = ("queues", "sales", "handle_time", "lognormal", "mean")
TEXT = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  sales:
    arrivals: {volumes: [10, 20, 30, 20], day_to_day: 8%}
    handle_time: {lognormal: {mean: 4.5 min, sd: 4 min}, at_most: 1 h 30 min}
    wrap_up: {by_interval: {"08:00": 20 s, "10:00": {hyperexponential: {means: [10 s, 1 min], shares: [50%, 50%]}}}}
    patience: unlimited
  replayed: {arrivals: {times: ["08:00", "09:00"]}, handle_time: {empirical: [1 min, 2 min]}, patience: {constant: 3 min}}
agent_groups:
  desk: {skills: [sales, replayed], headcount: [2, 3, 4, 3], shrinkage: {planned: 10%, unplanned: 4%}}
  others: {skills: [sales], headcount: 2, shrinkage: 0%}
targets: ["service_level(sales, 20 s) >= 80%"]
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_text(TEXT, "day.yaml")


@pytest.mark.parametrize(
    ("path", "written", "labels"),
    [
        (HEADS, "10..13", ["10", "11", "12", "13"]),
        (HEADS, "10..16/3", ["10", "13", "16"]),
        (HEADS, {"add": "-1..2"}, ["-1", "0", "+1", "+2"]),
        (HEADS, {"times": "90%..110%/10%"}, ["90%", "100%", "110%"]),
        (HEADS, "7.5, 8", ["7.5", "8"]),
        (HEADS, (9, 12), ["9", "12"]),
        (SCALE, "80%..120%/20%", ["80%", "100%", "120%"]),
        (SCALE, "80..100%/10%", ["80%", "90%", "100%"]),
        (SCALE, "95%..105%", [f"{95 + k}%" for k in range(11)]),
        (SCALE, "0.1%..0.4%/0.1%", ["0.1%", "0.2%", "0.3%", "0.4%"]),
        (TIME, "2..3 min/30 s", ["120 s", "150 s", "180 s"]),
        (TIME, "2 min..3 min/0.5 min", ["2 min", "2.5 min", "3 min"]),
        (("queues", "sales", "arrivals", "rate"), "60 per h..80 per h/10 per h", ["60 per h", "70 per h", "80 per h"]),
        (("queues", "sales", "waiting_places"), "0..5", ["0", "1", "2", "3", "4", "5"]),
        (("queues", "sales", "waiting_places"), "0..25", ["0", "2", "5", "8", "10", "12", "15", "18", "20", "22", "25"]),
        (("agent_choice",), "longest_idle, random", ["longest_idle", "random"]),
    ],
)
def test_values(path: tuple[str, ...], written: Any, labels: list[str]) -> None:
    assert [value.label for value in read_axis(path, written).values] == labels


def test_numbers_are_shares_as_fractions_seconds_and_rates_per_second() -> None:
    assert [value.number for value in read_axis(SCALE, "80%, 90%").values] == [0.8, 0.9]
    assert [value.number for value in read_axis(TIME, "2 min, 150 s").values] == [120.0, 150.0]
    assert read_axis((*SCALE[:3], "rate"), "60 per h, 90 per h").values[1].number == pytest.approx(0.025)
    assert math.isnan(read_axis(("agent_choice",), "longest_idle, random").values[0].number)


def test_words_of_an_input() -> None:
    assert read_axis(HEADS, "1..2").words == "headcount of desk"
    assert read_axis(SCALE, "1%..2%").words == "volume of sales"
    assert read_axis(("agent_groups", "desk", "shifts", 0, "agents"), "1..2").words == "shifts[0].agents of desk"
    assert read_axis(("trunks",), "1..2").words == "trunks"


def test_a_hypercube_takes_any_value_of_a_range_without_a_step() -> None:
    open_, stepped = read_axis(SCALE, "80%..120%"), read_axis(SCALE, "80%..120%/10%")
    assert open_.at(0.5).label == "100%"
    assert open_.at(0.123).change == "84.92%"
    assert {stepped.at(share / 100).label for share in range(100)} == {value.label for value in stepped.values}
    heads = read_axis(HEADS, "10..12")
    assert [heads.at(share).label for share in (0.0, 0.34, 0.999)] == ["10", "11", "12"]


@pytest.mark.parametrize(
    ("path", "written", "message"),
    [
        (HEADS, "10", "one value is no sweep"),
        (HEADS, "20..10", "does not go up"),
        (HEADS, "10..20/3", "do not reach the end"),
        (HEADS, "10..20/0", "step must be above 0"),
        (HEADS, "10..99999", "too many values"),
        (HEADS, "10, 10", "is used twice"),
        (HEADS, "10, ", "a value is missing"),
        (HEADS, "ten..twelve", "not a range"),
        (SCALE, "80%..100", "has no unit"),
        (SCALE, "80%..2 min", "units of the range differ"),
        (TIME, "2 fortnights..3 min", "units of the range differ"),
        (TIME, "60 per h..80 per min", "units of the range differ"),
        (HEADS, {"add": "one, two"}, "add: must be numbers of one kind"),
        (HEADS, {"more": "1..2"}, "got a mapping"),
        (HEADS, {"add": "1..2", "times": "90%..110%"}, "got a mapping"),
        (HEADS, None, "a value is missing"),
    ],
)
def test_values_that_cannot_be_read(path: tuple[str, ...], written: Any, message: str) -> None:
    with pytest.raises(UnfitValuesError, match=message):
        read_axis(path, written)


def test_everything_wrong_is_said_at_once_with_what_is_there_instead(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario.axes(
            {
                "agent_groups.dsk.headcount": "1..2",
                "agent_groups.desk.headcont": "1..2",
                "queues.sales.arrivals.scale": "80..120",
                "seed": "1..3",
                "targets": "a, b",
                "queues.replayed.arrivals.scale": "90%..110%/10%",
                "sweep.points": "1..3",
            },
            source="--set",
        )
    first, *rest = [one.headline + (f" ({one.hint})" if one.hint else "") for one in caught.value.diagnostics]
    assert first.startswith("--set: agent_groups.dsk.headcount: unknown agent group 'dsk' (did you mean desk")
    assert rest == [
        "--set: agent_groups.desk.headcont: unknown key 'headcont' (did you mean headcount?)",
        "--set: queues.sales.arrivals.scale: a share needs a percent sign (got 80) (write 80%)",
        "--set: seed: seed cannot be swept: all points meet the same days (give the sweep itself its seed)",
        "--set: targets: targets cannot be swept (sweep what changes the day: agents, volumes, handle times)",
        "--set: queues.replayed.arrivals.scale: cannot change arrivals that are replayed (use volumes to scale or vary them)",
        "--set: sweep.points: sweep cannot be changed here",
    ]


def test_two_inputs_may_not_be_one_key(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario, match="also set by"):
        scenario.axes({"queues.sales.patience": "1 min, 2 min", "queues.sales.patience.exponential.mean": "1..2 min"})


def test_inputs_are_scaled_whatever_way_they_are_written(scenario: Scenario) -> None:
    longer = scenario.with_changes(changes_of_input(scenario, "handle time", 1.5)).model.queues
    sales = longer["sales"]
    assert sales.handle_time.lognormal is not None
    assert (sales.handle_time.lognormal.mean, sales.handle_time.lognormal.sd) == (405.0, 360.0)
    assert sales.handle_time.at_most == 8100.0
    assert sales.wrap_up is not None
    assert sales.wrap_up.by_interval is not None
    assert sales.wrap_up.by_interval["08:00"].constant == 30.0
    assert sales.wrap_up.by_interval["10:00"].hyperexponential.means == (15.0, 90.0)
    assert longer["replayed"].handle_time.empirical == (90.0, 180.0)
    patient = scenario.with_changes(changes_of_input(scenario, "patience", 2.0)).model.queues
    assert patient["sales"].patience.unlimited
    assert patient["replayed"].patience.constant == 360.0
    away = scenario.with_changes(changes_of_input(scenario, "shrinkage", 1.1)).model.agent_groups
    assert (away["desk"].shrinkage.planned, away["desk"].shrinkage.unplanned) == pytest.approx((0.11, 0.044))
    assert away["others"].shrinkage == 0.0
    assert queues_with_volumes(scenario) == ("sales",)
    assert scenario.with_changes(changes_of_input(scenario, "volume", 1.1)).model.queues["sales"].arrivals.scale == pytest.approx(
        1.1
    )
    assert set(INPUTS) == {"volume", "handle time", "patience", "shrinkage"}


def test_the_block_is_no_part_of_what_is_run() -> None:
    swept = load_text(TEXT + "sweep: {set: {agent_groups.others.headcount: 1..3}, sensitivity: 0%}\n", "day.yaml")
    plain = load_text(TEXT, "day.yaml")
    assert swept.digest == plain.digest
    assert swept.resolved_yaml() == plain.resolved_yaml()
    assert [axis.name for axis in swept.axes()] == ["agent_groups.others.headcount"]
    assert plain.axes() == ()
