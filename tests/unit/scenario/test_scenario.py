from __future__ import annotations

import json
import math
import os
import pickle
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from simdesk.errors import UsageError
from simdesk.measure.rules import ServiceLevelRule
from simdesk.scenario import Replications, Scenario, load, load_text, templates
from simdesk.scenario.language.schema import SCHEMA_FILE, schema, schema_text
from simdesk.scenario.notes.summary import load_of, summary
from simdesk.scenario.reference import PAGES, other_words, reference

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
TEXT = """\
simdesk: 1
name: A day
description: Not much of one.
hours: {open: "08:00", close: "12:00", interval: 1 h}
queues:
  sales: {arrivals: {volumes: [10, 20, 30, 20]}, handle_time: {constant: 3 min}, wrap_up: 1 min}
agent_groups:
  desk: {skills: [sales], headcount: [2, 3, 4, 3], shrinkage: 10%}
targets:
  - service_level(sales, 20 s) >= 80%
variants:
  more: {agent_groups.desk.headcount: {add: 1}}
"""


@cache
def shipped(path: Path) -> Scenario:
    return load(path)


def test_what_a_scenario_says_of_itself() -> None:
    scenario = load_text(TEXT, "folder/day.yaml")
    assert (scenario.name, scenario.description, scenario.path, scenario.text) == (
        "A day",
        "Not much of one.",
        "folder/day.yaml",
        TEXT,
    )
    assert (scenario.queues, scenario.agent_groups, scenario.variants) == (("sales",), ("desk",), ("more",))
    assert scenario.seed == 1
    assert scenario.replications == Replications(50, None, 1000, 10)
    assert scenario.service_level == ServiceLevelRule()
    assert [target.text for target in scenario.targets] == ["service_level(sales, 20 s) >= 80%"]
    assert scenario.day.count == 4
    assert repr(scenario) == "Scenario(path='folder/day.yaml', applied=())"


def test_the_name_is_the_file_s_when_none_is_given() -> None:
    assert load_text(TEXT.replace("name: A day\n", ""), "folder/monday.yaml").name == "monday"


def test_replications_until_a_precision() -> None:
    more = 'replications: {until: "service_level(sales, 20 s) ± 1%", at_most: 200}\n'
    plan = load_text(TEXT + more).replications
    assert plan.until is not None
    assert (plan.number, plan.until.half_width, plan.at_most, plan.at_least) == (None, 0.01, 200, 10)


def test_service_level_rule() -> None:
    more = (
        "service_level: {definition: genesys, short_abandon: 10 s, genesys: {include_abandons: false, include_sent_away: true}}\n"
    )
    assert load_text(TEXT + more).service_level == ServiceLevelRule("genesys", 10.0, False, False, True)


def test_the_digest_is_of_the_content_not_of_the_writing() -> None:
    digest = load_text(TEXT).digest
    assert len(digest) == 64
    same = [
        TEXT + "# a comment\n",
        TEXT.replace("3 min", "180 s"),
        TEXT.replace("Not much of one.", "Another text."),
        TEXT.replace("10%", "10.0%"),
        TEXT.replace("[2, 3, 4, 3]", "[2.0, 3, 4, 3]"),
        TEXT + "seed: 1\nreplications: 50\n",
        TEXT[: TEXT.index("variants")],
    ]
    assert {load_text(text).digest for text in same} == {digest}
    other = [
        TEXT.replace("3 min", "181 s"),
        TEXT + "seed: 2\n",
        TEXT.replace("20 s", "30 s"),
        TEXT.replace("[2, 3, 4, 3]", "[2, 3, 4, 4]"),
    ]
    assert digest not in {load_text(text).digest for text in other}
    assert load_text(TEXT).variant("more").digest not in {digest}


def test_the_digest_holds_the_numbers_of_csv_files(tmp_path: Path) -> None:
    path = tmp_path / "day.yaml"
    path.write_text(TEXT.replace("[10, 20, 30, 20]", "v.csv"), encoding="utf-8")
    (tmp_path / "v.csv").write_text("start,sales\n08:00,10\n09:00,20\n10:00,30\n11:00,20\n", encoding="utf-8")
    assert load(path).digest == load_text(TEXT).digest
    (tmp_path / "v.csv").write_text("start,sales\n08:00,10\n09:00,20\n10:00,30\n11:00,21\n", encoding="utf-8")
    assert load(path).digest != load_text(TEXT).digest


@pytest.mark.slow
def test_the_digest_does_not_depend_on_the_process() -> None:
    program = "import sys; from simdesk.scenario import load; print(load(sys.argv[1]).digest)"
    path = str(ROOT / "scenarios" / "multi_skill.yaml")
    found = {
        subprocess.run(
            [sys.executable, "-c", program, path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {load(path).digest}


def test_a_scenario_survives_pickling() -> None:
    scenario = load(ROOT / "scenarios" / "multi_skill.yaml")
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.variant("two_more").digest == scenario.variant("two_more").digest
    assert again.lay_out() == scenario.lay_out()


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=() if number % 3 == 0 else pytest.mark.slow, id=path.stem) for number, path in enumerate(SHIPPED)],
)
def test_the_resolved_text_needs_no_other_file(path: Path) -> None:
    scenario = shipped(path)
    for one in (scenario, *(scenario.variant(name) for name in scenario.variants[:2])):
        text = one.resolved_yaml()
        again = load_text(text, "elsewhere.yaml")
        assert again.digest == one.digest
        assert again.lay_out() == one.lay_out()
        assert ".csv" not in text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_have_targets_and_the_schema_line(path: Path) -> None:
    scenario = shipped(path)
    assert scenario.targets
    if path.stem in {"first_day", "variants"}:
        assert not any(line.startswith("note:") for line in summary(scenario))
    if path.stem in {"first_day", "multi_skill", "variants"}:
        assert scenario.text.startswith("# yaml-language-server: $schema=../simdesk/scenario/schema.json\n")
    assert (path.parent / "../simdesk/scenario/schema.json").is_file()


def test_templates_are_shipped_scenarios_and_need_no_file() -> None:
    assert templates.names() == ("first_day", "multi_skill")
    assert templates.text("first_day") == (ROOT / "scenarios" / "first_day.yaml").read_text(encoding="utf-8")
    for name in templates.names():
        assert ".csv" not in "".join(line.partition("#")[0] for line in templates.text(name).splitlines())
        load_text(templates.text(name)).lay_out()


def test_the_committed_schema_is_fresh() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run: python -m simdesk.scenario.reference"


def test_the_reference_page_is_fresh() -> None:
    page = ROOT / "docs" / "scenario-reference.md"
    assert page.read_text(encoding="utf-8") == reference(), "run: python -m simdesk.scenario.reference"
    assert page.with_name("other-words.md").read_text(encoding="utf-8") == other_words()


def test_every_key_is_documented() -> None:
    for _, model in PAGES:
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"


def yaml_of(text: str) -> Any:
    # Dates are texts in YAML 1.2, as editors read it.
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@cache
def schema_validator() -> jsonschema.Draft7Validator:
    jsonschema.Draft7Validator.check_schema(schema())
    return jsonschema.Draft7Validator(schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_fit_the_schema(path: Path) -> None:
    validator = schema_validator()
    validator.validate(yaml_of(path.read_text(encoding="utf-8")))
    validator.validate(yaml_of(shipped(path).resolved_yaml()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3 min", "3"),
        ("3 min", "3 fortnights"),
        ("10%", "10"),
        ("headcount", "heads"),
        ("[sales]", "[]"),
        ("sales:", "sales-desk:"),
        ("simdesk: 1", "simdesk: 2"),
        ('"08:00"', "-8"),
        ("wrap_up: 1 min", "wrap_up: {lognornal: {mean: 1 min, sd: 1 min}}"),
        ("wrap_up: 1 min", "channel: fax"),
    ],
)
def test_the_schema_refuses_what_an_editor_should_mark(old: str, new: str) -> None:
    validator = jsonschema.Draft7Validator(schema())
    assert validator.is_valid(yaml_of(TEXT))
    assert not validator.is_valid(yaml_of(TEXT.replace(old, new)))


def test_a_file_that_extends_may_leave_out_and_remove() -> None:
    over = "simdesk: 1\nextends: day.yaml\nqueues: {sales: {wrap_up: null}}\nagent_groups: {desk: null}\n"
    validator = jsonschema.Draft7Validator(schema())
    assert validator.is_valid(yaml_of(over))
    assert not validator.is_valid(yaml_of(over.replace("extends: day.yaml\n", "")))
    assert not validator.is_valid(yaml_of(over.replace("wrap_up", "warp_up")))


def test_the_schema_tells_what_a_key_is() -> None:
    definitions = json.loads(schema_text())["definitions"]
    assert "abandoning" in definitions["Queue"]["properties"]["patience"]["description"]
    assert "allOf" in definitions["Queue"]["properties"]["arrivals"]


def test_the_summary_weighs_work_and_agents() -> None:
    scenario = load_text(TEXT)
    weighed = load_of(*scenario.lay_out())
    assert weighed.contacts == ((10.0, 20.0, 30.0, 20.0),)
    assert weighed.offered == pytest.approx((10 * 240 / 3600, 20 * 240 / 3600, 2.0, 20 * 240 / 3600))
    assert weighed.on_duty == pytest.approx((1.8, 2.7, 3.6, 2.7))
    assert weighed.scheduled_hours == 12.0
    assert scenario.understood == (
        "A day: 08:00 to 12:00, 4 intervals of 1 h; 50 days are simulated, seed 1",
        "  service level: answered in time ÷ (answered + abandoned late) (abandoned_in_time_removed)",
        "target: service_level(sales, 20 s) >= 80%",
        "queue sales (voice): 80 contacts a day; most at 10:00: 30.0 in 1 h; load at most 2.0 erlangs",
        "  talk 3 min each, wrap-up 1 min each, AHT 4 min",
        "  nobody ever gives up (no patience)",
        "  answered by desk",
        "group desk: headcount 2 until 09:00, 3 until 10:00, 4 until 11:00, then 3; 12.0 agent hours scheduled, "
        "1.8 to 3.6 on duty "
        "after 10% shrinkage",
        "  takes sales",
        "tightest at 08:00: 0.7 erlangs for 1.8 on duty (37% busy)",
    )


def test_the_summary_notes_what_may_be_a_slip() -> None:
    notes = load_text(TEXT.replace("[2, 3, 4, 3]", "[0, 1, 1, 1]")).notes
    assert [note.text for note in notes] == [
        "no agent who answers sales is on duty from 08:00 to 09:00, when 10 contacts arrive",
        "more work than agents: 5.3 hours of work arrive for 2.7 hours of agents on duty",
        "nobody of sales ever gives up: it has no patience",
    ]
    assert "note: desk is never on duty" in summary(load_text(TEXT.replace("[2, 3, 4, 3]", "0")))


def test_the_summary_counts_shifts_without_their_breaks() -> None:
    shifts = 'shifts: [{start: "08:00", length: 2 h, agents: 4, breaks: [{after: 30 min, length: 15 min}]}]'
    weighed = load_of(*load_text(TEXT[: TEXT.index("variants")].replace("headcount: [2, 3, 4, 3]", shifts)).lay_out())
    assert weighed.on_duty == pytest.approx((4 * 0.75 * 0.9, 3.6, 0.0, 0.0))
    assert weighed.scheduled_hours == 8.0


def test_loading_is_quick_and_imports_nothing_heavy() -> None:
    program = (
        "import sys; from simdesk.scenario import load; load(sys.argv[1]).lay_out();"
        "print([name for name in ('scipy', 'pandas', 'plotly', 'numba', 'pyarrow', 'typer') if name in sys.modules])"
    )
    path = str(ROOT / "scenarios" / "first_day.yaml")
    run = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    took = []
    for _ in range(5):
        began = time.perf_counter()
        load(path)
        took.append(time.perf_counter() - began)
    # A generous bound on the fastest of five: about 15 ms here. It is there to catch a tenfold loss.
    assert min(took) < 0.15


@pytest.mark.parametrize("path", [None, 3, b"day.yaml", ["day.yaml"]])
def test_load_takes_a_path(path: Any) -> None:
    with pytest.raises(UsageError, match="load takes the path of a scenario file"):
        load(path)
    with pytest.raises(UsageError, match="load_text takes"):
        load_text("simdesk: 1", path)
    with pytest.raises(UsageError, match="load_text takes the text"):
        load_text(path)


def test_the_summary_weighs_cut_handle_times_at_the_agents_pace():
    cut = load_text(
        """
simdesk: 1
hours: {open: "08:00", close: "10:00"}
queues:
  a: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 10 min}, at_most: 5 min}}
agent_groups:
  g: {skills: {a: {pace: 50%}}, headcount: 7}
"""
    )
    cut_mean = 600 * (1 - math.exp(-0.5))
    assert load_of(*cut.lay_out()).offered[0] == pytest.approx(60 / 3600 * cut_mean / 0.5, rel=1e-6)
