from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simdesk.scenario import InvalidScenario, Scenario, load_text
from simdesk.scenario.changes.texts import steps_of

TEXT = """\
simdesk: 1
name: A day
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  sales:
    arrivals: {volumes: [10, 20, 30, 20], day_to_day: 8%}
    handle_time: {lognormal: {mean: 4.5 min, sd: 4 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [sales], headcount: [2, 3, 4, 3], cost: 24 per h}
  night:
    skills: [sales]
    shifts: [{start: "08:00", length: 2 h, agents: 4}, {start: "10:00", length: 2 h, agents: 5}]
targets:
  - service_level(sales, 20 s) >= 80%
variants:
  two_more: {agent_groups.desk.headcount: {add: 2}}
  twice: {agent_groups.desk.headcount: {times: 200%}}
  busy: {queues.sales.arrivals.scale: 120%}
  longer: {queues.sales.handle_time.lognormal.mean: 5 min}
  other: {queues.sales.handle_time: 3 min}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_text(TEXT, "day.yaml")


def faults(scenario: Scenario, changes: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidScenario) as caught:
        scenario.with_changes(changes)
    return [diagnostic.headline for diagnostic in caught.value.diagnostics]


def test_variants_by_name(scenario: Scenario) -> None:
    assert scenario.variants == ("two_more", "twice", "busy", "longer", "other")
    assert scenario.variant("two_more").model.agent_groups["desk"].headcount == (4.0, 5.0, 6.0, 5.0)
    assert scenario.variant("twice").model.agent_groups["desk"].headcount == (4.0, 6.0, 8.0, 6.0)
    assert scenario.variant("busy").model.queues["sales"].arrivals.scale == 1.2
    assert scenario.model.agent_groups["desk"].headcount == (2.0, 3.0, 4.0, 3.0)
    assert scenario.variant("two_more").name == scenario.name


def test_observed_durations_are_changed_too(scenario: Scenario) -> None:
    observed = scenario.with_changes({"queues.sales.handle_time": {"empirical": ["1 min", "2 min"]}})
    path = "queues.sales.handle_time.empirical"
    assert observed.with_changes({path: {"times": "110%"}}).model.queues["sales"].handle_time.empirical == (66.0, 132.0)
    assert observed.with_changes({path: {"add": "30 s"}}).model.queues["sales"].handle_time.empirical == (90.0, 150.0)


def test_variants_together(scenario: Scenario) -> None:
    both = scenario.variant("two_more", "busy")
    assert both.applied == ("two_more", "busy")
    assert both == scenario.variant("two_more").variant("busy")
    assert both.digest != scenario.variant("two_more").digest
    assert scenario.variant("two_more+busy") == scenario.variant("two_more + busy") == both


@pytest.mark.parametrize("names", [("two_more", "twice"), ("longer", "other"), ("other", "longer"), ("two_more", "two_more")])
def test_two_variants_of_one_key_are_an_error(scenario: Scenario, names: tuple[str, str]) -> None:
    with pytest.raises(InvalidScenario, match="also set by variants"):
        scenario.variant(*names)
    with pytest.raises(InvalidScenario, match="also set by variants"):
        scenario.variant(names[0]).variant(names[1])


def test_both_places_are_named(scenario: Scenario) -> None:
    first, second = (1 + TEXT[: TEXT.index(f"  {name}:")].count("\n") for name in ("longer", "other"))
    with pytest.raises(InvalidScenario) as caught:
        scenario.variant("longer+other")
    (found,) = caught.value.diagnostics
    assert (found.line, found.path.split(".")[1]) == (second, "other")
    assert f"at day.yaml:{first}:" in found.message
    assert found.hint == "variants that are combined set different keys; leave one out"


@pytest.mark.parametrize("text", ["two_more+", "+", "two_more++busy", ""])
def test_a_gap_between_plus_signs_is_no_variant(scenario: Scenario, text: str) -> None:
    with pytest.raises(InvalidScenario, match="unknown variant ''"):
        scenario.variant(text)


def test_an_unknown_variant(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario, match=r"unknown variant 'tow_more'\n  hint: did you mean two_more\?"):
        scenario.variant("tow_more")


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("seed", 5, 5),
        ("seed", "5", 5),
        ("seed", np.int64(5), 5),
        ("warm_up", datetime.timedelta(hours=1), 3600.0),
        ("hours.open", datetime.time(8), 8 * 3600.0),
        ("agent_groups.desk.headcount", [1, 2, 3, 4.5], (1.0, 2.0, 3.0, 4.5)),
        ("agent_groups.desk.headcount", np.array([1, 2, 3, 4]), (1.0, 2.0, 3.0, 4.0)),
        ("agent_groups.desk.headcount", "[1, 2, 3, 4]", (1.0, 2.0, 3.0, 4.0)),
        ("agent_groups.desk.headcount", range(4), (0.0, 1.0, 2.0, 3.0)),
        ("agent_groups.desk.headcount", 7, 7.0),
        ("agent_groups.desk.headcount", np.float64(7.5), 7.5),
        ("agent_groups.desk.headcount", {"add": 1}, (3.0, 4.0, 5.0, 4.0)),
        ("agent_groups.desk.headcount", "{add: 1}", (3.0, 4.0, 5.0, 4.0)),
        ("agent_groups.desk.headcount", {"times": 0.5}, (1.0, 1.5, 2.0, 1.5)),
        ("agent_groups.desk.headcount[1]", 9, (2.0, 9.0, 4.0, 3.0)),
        ("agent_groups.desk.headcount.1", {"add": 1}, (2.0, 4.0, 4.0, 3.0)),
        ("queues.sales.arrivals.volumes", {"times": "110%"}, (11.0, 22.0, 33.0, 22.0)),
        ("queues.sales.arrivals.scale", {"times": "110%"}, 1.1),
        ("queues.sales.arrivals.day_to_day", {"times": "50%"}, 0.04),
        ("queues.sales.handle_time.lognormal.mean", {"times": "110%"}, 297.0),
        ("queues.sales.handle_time.lognormal.mean", {"add": "30 s"}, 300.0),
        ("agent_groups.night.shifts[1].agents", 8, 8.0),
        ("agent_groups.desk.cost", {"times": "150%"}, 0.01),
        ("queues.sales.balking", "5%", 0.05),
        ("hours.open", '"08:00"', 8 * 3600.0),
    ],
)
def test_values_and_operations(scenario: Scenario, path: str, value: Any, expected: object) -> None:
    here: Any = scenario.with_changes({path: value}).model
    for step in steps_of(path):
        if isinstance(here, tuple):
            if len(here) == 4:
                break
            here = here[int(step)]
        else:
            here = here[step] if isinstance(here, dict) else getattr(here, str(step))
    assert here == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("foo: bar", "foo: bar"),
        ('"foo: bar"', "foo: bar"),
        ("'+1 agent'", "+1 agent"),
        ("+1 agent", "+1 agent"),
        ("it's", "it's"),
        ("# 1", "# 1"),
    ],
)
def test_texts_are_read_as_in_the_file(scenario: Scenario, text: str, name: str) -> None:
    assert scenario.with_changes({"name": text}).name == name


def test_more_heads_for_a_group_that_works_shifts(scenario: Scenario) -> None:
    shifts = scenario.with_changes({"agent_groups.night.headcount": {"add": 2}}).model.agent_groups["night"].shifts
    assert shifts is not None
    assert [shift.agents for shift in shifts] == [6.0, 7.0]


def test_none_removes(scenario: Scenario) -> None:
    changed = scenario.with_changes({"queues.sales.patience": None, "agent_groups.night": None, "targets": None})
    assert changed.model.queues["sales"].patience is None
    assert changed.agent_groups == ("desk",)
    assert changed.targets == ()


def test_whole_parts_can_be_replaced_and_added(scenario: Scenario) -> None:
    changed = scenario.with_changes(
        {"queues.sales.arrivals": {"rate": "20 per h"}, "queues.sales.redial.share": "10%"}
        | {"queues.sales.redial.after": "5 min"}
    )
    assert changed.model.queues["sales"].redial is not None
    assert changed.model.queues["sales"].arrivals.volumes is None


MORE = """\
  two_desks: {agent_groups.mail_desk: {skills: [sales], headcount: [1, 1, 2, 2]}}
  mail_too:
    queues.mail: {channel: email, arrivals: {rate: 6 per h}, handle_time: 5 min, due: 2 h}
    agent_groups.desk.skills: [sales, mail]
"""


def test_groups_and_queues_can_be_added() -> None:
    scenario = load_text(TEXT + MORE, "day.yaml")
    two = scenario.variant("two_desks")
    assert two.agent_groups == ("desk", "night", "mail_desk")
    assert two.model.agent_groups["mail_desk"].headcount == (1.0, 1.0, 2.0, 2.0)
    assert scenario.variant("two_desks", "two_more", "mail_too").queues == ("sales", "mail")
    python = scenario.with_changes({"agent_groups.mail_desk": {"skills": ["sales"], "headcount": [1, 1, 2, 2]}})
    assert python.digest == two.digest
    floor, demand = two.lay_out()
    assert (floor.groups[2].name, floor.groups[2].headcount, demand.groups[2]) == ("mail_desk", (1, 1, 2, 2), "mail_desk")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  a: {agent_groups.mail: {skills: [sale], headcount: 2}}",
         "day.yaml:22:36: variants.a.agent_groups.mail.skills[0]: unknown queue 'sale'"),
        ("  a: {agent_groups.mail: {skills: [sales], headcout: 2}}",
         "day.yaml:22:44: variants.a.agent_groups.mail.headcout: unknown key 'headcout'"),
        ("  a: {agent_groups.mail: {skills: [sales], headcount: [1, 2]}}",
         "day.yaml:22:55: variants.a.agent_groups.mail.headcount: needs 4 values, one for each interval (got 2)"),
        ("  a: {queues.mail: {arrivals: {rate: 6 per h}, handle_time: 5 min}}",
         "day.yaml:22:7: variants.a.queues.mail: no agent group answers this queue"),
        ("  a: {agent_groups.mail: 3}", "day.yaml:22:7: variants.a.agent_groups.mail: unknown agent group 'mail'"),
        ("  a: {agent_groups.mail: {add: 3}}", "day.yaml:22:7: variants.a.agent_groups.mail: unknown agent group 'mail'"),
        ("  a: {agent_groups.mail: null}", "day.yaml:22:7: variants.a.agent_groups.mail: unknown agent group 'mail'"),
    ],
)  # fmt: skip
def test_what_is_added_is_checked_as_if_it_stood_in_the_file(line: str, expected: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        load_text(f"{TEXT}{line}\n", "day.yaml")
    assert [one.headline for one in caught.value.diagnostics] == [expected]


def test_who_changes_a_part_of_what_is_not_there_is_told_how_to_add_it(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario.with_changes({"agent_groups.dsk.headcount": 3, "queues.mail": None, "queues.mail_too.patience": "3 min"})
    assert [one.hint for one in caught.value.diagnostics] == [
        "did you mean desk, or write the whole of a new one: agent_groups.dsk: {skills: [sales], headcount: 5}",
        "queues: sales",
        "queues: sales, or write the whole of a new one: queues.mail_too: {arrivals: {rate: 60 per h}, handle_time: 4 min}",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"agent_groups.dsk.headcount": 3}, "with_changes: agent_groups.dsk.headcount: unknown agent group 'dsk'"),
        ({"qeues.sales": 3}, "with_changes: qeues.sales: unknown key 'qeues'"),
        ({"simdesk": 2}, "with_changes: simdesk: simdesk cannot be changed here"),
        ({"variants.two_more": None}, "with_changes: variants.two_more: variants cannot be changed here"),
        ({"": 2}, "with_changes: not a path"),
        ({"a..b": 2}, "with_changes: a..b: not a path"),
        ({"queues.sales.balking": None}, "with_changes: queues.sales.balking: there is nothing to remove"),
        ({"queues.sales.balking": {"add": 1}}, "with_changes: queues.sales.balking: there is no number to add to"),
        ({"queues.sales": {"times": 2}}, "with_changes: queues.sales: add and times change numbers, and this is none"),
        ({"agent_groups.desk.headcount": {"add": -9}},
         "with_changes: agent_groups.desk.headcount[0]: must not be negative (got -7), and 3 more such values"),
        ({"agent_groups.desk.headcount": {"add": [1]}}, "with_changes: agent_groups.desk.headcount: add: must be a number"),
        ({"agent_groups.desk.headcount": {"times": "x"}},
         "with_changes: agent_groups.desk.headcount: times: not a share (got 'x')"),
        ({"agent_groups.desk.headcount": [1, 2]},
         "with_changes: agent_groups.desk.headcount: needs 4 values, one for each interval (got 2)"),
        ({"agent_groups.desk.headcount": float("nan")},
         "with_changes: agent_groups.desk.headcount: must be a finite number (got nan)"),
        ({"queues.sales.patience.weibull.mean": "2 min"},
         "with_changes: queues.sales.patience.weibull.shape: is missing"),
        ({"warm_up": 3600}, "with_changes: warm_up: a duration needs a unit (got 3600)"),
        ({"queues.sales.arrivals.volumes": "nowhere.csv"},
         "with_changes: queues.sales.arrivals.volumes: there is no file 'nowhere.csv'"),
        ({"targets": ["foo"]}, "with_changes: targets[0]: not a target (got 'foo')"),
        ({"agent_groups.desk.headcount": "[+1, 2, 3, 4]"},
         "with_changes: agent_groups.desk.headcount: +1 would be the new value, not 1 more"),
        ({"agent_groups.desk.headcount": -2}, "with_changes: agent_groups.desk.headcount: -2 would be the new value, not 2 less"),
        ({"agent_groups.desk.headcount": {"times": "+10%"}},
         "with_changes: agent_groups.desk.headcount: times: +10% would multiply by less than 1"),
        ({"agent_groups.desk.headcont": {"add": 2}}, "with_changes: agent_groups.desk.headcont: unknown key 'headcont'"),
        ({"agent_groups.night.shifts[0].agnts": {"add": 2}},
         "with_changes: agent_groups.night.shifts[0].agnts: unknown key 'agnts'"),
        ({"queues.sales.arrivals": {"add": "10%"}},
         "with_changes: queues.sales.arrivals: add and times change numbers, and this is none"),
    ],
)  # fmt: skip
def test_faults_of_changes(scenario: Scenario, changes: dict[str, Any], expected: str) -> None:
    assert expected in faults(scenario, changes)


def test_the_hint_for_a_misspelt_key_of_an_operation(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario, match=r"did you mean headcount\?"):
        scenario.with_changes({"agent_groups.desk.headcont": {"add": 2}})


@pytest.mark.parametrize(
    ("text", "operation"),
    [("+1", "{add: 1}"), ("+0.5", "{add: 0.5}"), ('"+2"', "{add: 2}"), ("+10%", "{times: 110%}"), ("-1", "{add: -1}")],
)
def test_a_sign_changes_what_is_there(text: str, operation: str) -> None:
    signed, plain = (load_text(TEXT + f"  changed: {{agent_groups.desk.headcount: {value}}}\n") for value in (text, operation))
    assert signed.variant("changed").digest == plain.variant("changed").digest
    assert signed.variant("changed").model.agent_groups["desk"].headcount != signed.model.agent_groups["desk"].headcount


@pytest.mark.parametrize("times", [["08:00:12", "09:00"], "['08:00:12', '09:00']"])
def test_times_of_arrivals_are_a_list_to_replay(scenario: Scenario, times: object) -> None:
    path: dict[str, Any] = {"queues.sales.arrivals": {"times": ["08:00:12", "09:00"]}}
    if isinstance(times, str):
        path = {"queues.sales.arrivals": f"{{times: {times}}}"}
    assert scenario.with_changes(path).model.queues["sales"].arrivals.times == (28812.0, 32400.0)
    variant = load_text(TEXT + '  replayed: {queues.sales.arrivals: {times: ["08:00:12", "09:00"]}}\n').variant("replayed")
    assert variant.model.queues["sales"].arrivals.times == (28812.0, 32400.0)


def test_times_of_arrivals_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("time\n08:00:12\n", encoding="utf-8")
    text = TEXT + "  replayed: {queues.sales.arrivals: {times: t.csv}}\n"
    variant = load_text(text, tmp_path / "day.yaml").variant("replayed")
    assert variant.model.queues["sales"].arrivals.times == (28812.0,)


def test_changes_name_their_source(scenario: Scenario) -> None:
    with pytest.raises(InvalidScenario) as caught:
        scenario.with_changes({"hours.close": "25"}, source="--set")
    assert caught.value.diagnostics[0].headline.startswith("--set: hours.close: not a time of day")


def test_a_variant_may_not_be_called_baseline() -> None:
    with pytest.raises(InvalidScenario, match="comparisons call the scenario itself baseline"):
        load_text(TEXT + "  baseline: {seed: 3}\n")


def test_a_change_that_breaks_another_part_points_there(scenario: Scenario) -> None:
    found = faults(scenario, {"hours.close": "13:00"})
    assert "day.yaml:6:25: queues.sales.arrivals.volumes: needs 5 values, one for each interval (got 4)" in found


def test_setting_a_key_twice_in_one_change_is_an_error(scenario: Scenario) -> None:
    found = faults(scenario, {"agent_groups.desk": None, "agent_groups.desk.headcount": 3})
    assert found == ["with_changes: agent_groups.desk.headcount: also set by agent_groups.desk"]


def test_changes_may_follow_one_another(scenario: Scenario) -> None:
    twice = scenario.with_changes({"agent_groups.desk.headcount": {"add": 1}}).with_changes(
        {"agent_groups.desk.headcount": {"add": 1}}
    )
    assert twice.digest == scenario.with_changes({"agent_groups.desk.headcount": {"add": 2}}).digest


def test_steps_of_paths() -> None:
    assert steps_of("a.b[3].c") == ("a", "b", 3, "c")
    assert steps_of("a.b.3") == ("a", "b", "3")


def test_a_share_of_an_input_that_the_scenario_lacks_is_refused() -> None:
    plain = load_text(
        'simdesk: 1\nhours: {open: "08:00", close: "10:00", interval: 30 min}\n'
        "queues: {sales: {arrivals: {per_day: 20}, handle_time: {constant: 4 min}}}\n"
        "agent_groups: {desk: {skills: [sales], headcount: 2}}\n"
    )
    with pytest.raises(InvalidScenario) as caught:
        plain.with_changes({"shrinkage": "+30%"})
    (found,) = caught.value.diagnostics
    assert found.message == "the scenario has no shrinkage that could be changed"
    assert found.hint == "write agent_groups.desk.shrinkage: 30%"


TWO_QUEUES = """\
simdesk: 1
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  calls: {arrivals: {per_day: 100}, handle_time: {lognormal: {mean: 4 min, sd: 3 min}}, wrap_up: 30 s, patience: 2 min}
  care: {arrivals: {per_day: 50}, handle_time: {constant: 3 min}, patience: {uniform: {low: 1 min, high: 3 min}}}
agent_groups: {desk: {skills: [calls, care], headcount: 5, shrinkage: 8%}, late: {skills: [calls], headcount: 2}}
"""


@pytest.mark.parametrize(
    ("changes", "meant"),
    [
        ({"desk": "+2"}, {"agent_groups.desk.headcount": 7}),
        ({"desk": 6, "late": 3}, {"agent_groups.desk.headcount": 6, "agent_groups.late.headcount": 3}),
        ({"absence": "25%"}, {"agent_groups.desk.absence": "25%", "agent_groups.late.absence": "25%"}),
        ({"shrinkage": "12%"}, {"agent_groups.desk.shrinkage": "12%", "agent_groups.late.shrinkage": "12%"}),
        ({"close": "13:00"}, {"hours.close": "13:00"}),
        ({"calls": "+20%"}, {"queues.calls.arrivals.scale": "120%"}),
        ({"care": "+20%"}, {"queues.care.arrivals.scale": "120%"}),
        (
            {"aht": "-15 s"},
            {"queues.calls.handle_time.lognormal.mean": "3 min 45 s", "queues.care.handle_time.constant": "2 min 45 s"},
        ),
        (
            {"handle_time": {"add": "-15 s"}},
            {"queues.calls.handle_time.lognormal.mean": "3 min 45 s", "queues.care.handle_time.constant": "2 min 45 s"},
        ),
        ({"wrap_up": "-10 s"}, {"queues.calls.wrap_up": "20 s"}),
        ({"acw": "-50%"}, {"queues.calls.wrap_up": "15 s"}),
        (
            {"patience": "+30 s"},
            {"queues.calls.patience": "2 min 30 s", "queues.care.patience.uniform": {"low": "1 min 30 s", "high": "3 min 30 s"}},
        ),
        ({"move": "20% of calls to care"}, {"move_volume": {"from": "calls", "to": "care", "share": "20%"}}),
        (
            {"move": {"source": "calls", "target": "care", "part": "20%"}},
            {"move_volume": {"from": "calls", "to": "care", "share": "20%"}},
        ),
        ({"move": "calls to care: 20%"}, {"move_volume": {"from": "calls", "to": "care", "share": "20%"}}),
    ],
)
def test_keys_of_queues_groups_and_hours_at_the_top(changes: dict[str, Any], meant: dict[str, Any]) -> None:
    scenario = load_text(TWO_QUEUES)
    assert scenario.with_changes(changes).lay_out() == scenario.with_changes(meant).lay_out()


def test_talk_times_change_without_the_wrap_up() -> None:
    changed = load_text(TWO_QUEUES).with_changes({"talk_time": "-10%"})
    assert changed.model.queues["calls"].wrap_up == load_text(TWO_QUEUES).model.queues["calls"].wrap_up


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"headcount": "+1"}, "write desk.headcount: +1 or late.headcount: +1"),
        ({"patience": "3 min"}, "write calls.patience: 3 min or care.patience: 3 min"),
    ],
)
def test_a_key_of_one_of_several_is_asked_for(changes: dict[str, Any], hint: str) -> None:
    with pytest.raises(InvalidScenario) as failed:
        load_text(TWO_QUEUES).with_changes(changes)
    assert failed.value.diagnostics[0].hint == hint


@pytest.mark.parametrize("changes", [{"max_chats": 2}, {"desk.max_chats": 2}, {"desk": {"concurrency": 2}}])
def test_contacts_at_once_are_those_of_the_channel(changes: dict[str, Any]) -> None:
    text = TWO_QUEUES.replace("care: {", "care: {channel: chat, ").replace("shrinkage: 8%}", "concurrency: 3}")
    channels = load_text(text).with_changes(changes).model.agent_groups["desk"].channels
    assert channels["chat"].at_once == 2
