"""A run that ends at a precision uses control variates by itself where that is safe, says so, and is as if they were chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import ExitCode, UsageError
from simdesk.measure.metric import Metric
from simdesk.measure.registry import METRICS
from simdesk.planning.sweep.words import facts_line
from simdesk.report.run_page import render
from simdesk.results.files.checksums import CHECKSUMS
from simdesk.results.files.folder import MANIFEST
from simdesk.results.files.store import run_folder, save
from simdesk.results.files.stored import load_run
from simdesk.results.run import as_run
from simdesk.results.running import job
from simdesk.results.shown.document import document
from simdesk.results.shown.words import variance_words

TEXT = """\
simdesk: 1
name: Until
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: {until: "MEASURE", at_most: 400MORE}
seed: 3
queues:
  sales:
    arrivals: {volumes: [20, 30, 25, 20], day_to_day: 20%}
    handle_time: {exponential: {mean: 4 min}}
    patience: {exponential: {mean: 2 min}}
agent_groups:
  desk: {skills: [sales], headcount: [3, 4.4, 4.4, 3.6], cost: 10 per h}
targets:
  - service_level(sales, 20 s) >= 60%
variants:
  one_more: {agent_groups.desk.headcount: {add: 1}}
"""
SAID = (
    "variance reduction (control variates), used by itself to reach the precision in fewer days (--variance-reduction none turns "
    "it off); a plain run needs this many times the days: service_level(sales, 20 s) "
)
TABLES = ("targets", "summary", "intervals", "staffing", "days")


def text(measure: str = "service_level(sales, 20 s) ± 2.5%", more: str = "") -> str:
    return TEXT.replace("MEASURE", measure).replace("MORE", more)


def scenario(measure: str = "service_level(sales, 20 s) ± 2.5%", more: str = "") -> sd.Scenario:
    return sd.load_text(text(measure, more))


def same(one: sd.Results, other: sd.Results) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)


@pytest.fixture(scope="module")
def by_itself() -> sd.Results:
    return sd.run(scenario(), cores=1)


@pytest.fixture(scope="module")
def plain() -> sd.Results:
    return sd.run(scenario(), cores=1, variance_reduction="none")


def test_it_is_the_run_with_control_variates_chosen(by_itself: sd.Results, plain: sd.Results) -> None:
    assert by_itself.facts.variance_reduction == ("control_variates",)
    assert by_itself.facts.reduced_by_itself
    chosen = sd.run(scenario(more=", variance_reduction: control_variates"), cores=1)
    assert not chosen.facts.reduced_by_itself
    same(by_itself, chosen)
    same(by_itself, sd.run(scenario(), cores=1, variance_reduction="control_variates"))
    assert by_itself.scenario.digest == chosen.scenario.digest != plain.scenario.digest
    assert by_itself.facts.stopped == plain.facts.stopped == "service_level(sales, 20 s) ± 2.5% reached"
    assert 30 <= by_itself.facts.replications < plain.facts.replications


def test_none_gives_the_plain_run(plain: sd.Results) -> None:
    assert plain.facts.variance_reduction == ()
    assert not plain.facts.reduced_by_itself
    assert plain.measures.tallies.data.controls.size == 0
    same(plain, sd.run(scenario(more=", variance_reduction: none"), cores=1))
    # As many days as a number give the same figures.
    same(plain, sd.run(scenario(), plain.facts.replications, cores=1))


def test_a_number_of_days_stays_plain() -> None:
    number = as_run(scenario(), 40, None)
    assert number.replications.variance_reduction == ()
    assert number.digest == sd.load_text(text().replace("{until:", "40  # {until:")).digest
    assert as_run(scenario(more=", variance_reduction: control_variates"), 40, None).replications.variance_reduction


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_only_for_ratios_of_sums(metric: Metric) -> None:
    arguments = {"threshold": "20 s", "goal": "80%", "percentile": "90"}
    more = "".join(f", {arguments[name]}" for name in metric.needed_arguments or metric.arguments[:1])
    subject = "sales" if metric.subject == "queue" else "desk"
    width = {"share": "2%", "s": "5 s"}.get(metric.unit, "2")
    plan = scenario(f"{metric.name}({subject}{more}) ± {width}").replications
    assert plan.by_itself == metric.adds_up
    assert plan.variance_reduction == (("control_variates",) if metric.adds_up else ())


def test_not_where_no_control_would_be_used() -> None:
    # One control needs 30 days.
    few, enough = (scenario().with_changes({"replications.at_most": days}).replications for days in (29, 30))
    assert (few.by_itself, enough.by_itself) == (False, True)


def test_what_was_chosen_stands() -> None:
    for chosen in ("none", "stratified_days"):
        assert not scenario(more=f", variance_reduction: {chosen}").replications.by_itself
    as_chosen = as_run(scenario(), None, None, "stratified_days").replications
    assert (as_chosen.variance_reduction, as_chosen.by_itself) == (("stratified_days",), False)
    assert as_chosen.until == scenario().replications.until


def test_not_beside_a_process_of_ones_own(plain: sd.Results) -> None:
    def process(environment, desk):
        yield environment.timeout(60)

    found = sd.run(scenario(), process=process)
    assert found.facts.variance_reduction == ()
    assert found.facts.replications == plain.facts.replications
    chosen = sd.run(scenario(), process=process, variance_reduction="control_variates")
    assert chosen.facts.variance_reduction == ("control_variates",)


def test_it_is_said(by_itself: sd.Results, plain: sd.Results) -> None:
    assert variance_words(by_itself).startswith(SAID)
    assert "used by itself" in render(by_itself)
    assert variance_words(plain) == ""
    assert "10 to 400 days are simulated with control variates, until" in by_itself.scenario.understood[0]
    assert document(by_itself)["run"]["variance_reduction_by_itself"] is True
    assert "variance_reduction" not in document(plain)["run"]


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], by_itself: sd.Results) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(text(), encoding="utf-8")
    command = ["run", str(file), "-o", str(tmp_path / "runs"), "--cores", "1"]
    assert execute(command) == ExitCode.DONE
    assert " ".join(capsys.readouterr().out.split()).count(SAID) == 1
    assert execute([*command, "--variance-reduction", "none"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "changed: variance reduction control variates → none" in out
    assert "used by itself" not in out
    assert len(list((tmp_path / "runs").iterdir())) == 2
    assert execute(["run", str(file), "--json", "--no-save"]) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["run"]["replications"] == by_itself.facts.replications
    assert told["targets"] == document(by_itself)["targets"]


def test_a_stored_run_is_the_same(by_itself: sd.Results, plain: sd.Results, tmp_path: Path) -> None:
    for results in (by_itself, plain):
        again = load_run(save(results, run_folder(results.scenario, tmp_path)))
        same(again, results)
        assert again.facts.reduced_by_itself == results.facts.reduced_by_itself
        assert again.scenario.digest == results.scenario.digest
        assert variance_words(again) == variance_words(results)


@pytest.mark.filterwarnings("ignore:.*unverified")
def test_a_stored_run_of_before_stays_plain(plain: sd.Results, tmp_path: Path) -> None:
    """An earlier simdesk used nothing by itself and wrote nothing of it."""
    folder = save(plain, tmp_path / "run")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    written = manifest["scenario_as_run"].replace(", variance_reduction: none", "")
    assert written != manifest["scenario_as_run"]
    manifest["scenario_as_run"] = written
    del manifest["checksums"]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / CHECKSUMS).unlink()
    again = load_run(folder)
    assert again.facts.variance_reduction == ()
    same(again, plain)


def test_a_stopped_run_goes_on_to_the_same(by_itself: sd.Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "KEEP_AFTER", 0.0)

    def stop(done: int, of: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sd.run(scenario(), cores=1, keep_in=tmp_path / "days", progress=stop)
    with pytest.raises(UsageError, match="of another run"):
        sd.run(scenario(), cores=1, keep_in=tmp_path / "days", variance_reduction="none")
    again = sd.run(scenario(), cores=1, keep_in=tmp_path / "days")
    same(again, by_itself)
    assert again.facts.reduced_by_itself


def test_all_of_a_comparison_have_what_the_baseline_uses(by_itself: sd.Results, plain: sd.Results) -> None:
    for chosen, expected in ((None, by_itself), ("none", plain)):
        found = sd.compare(scenario(), cores=1, variance_reduction=chosen)
        base, other = found.results.values()
        same(base, expected)
        assert base.facts.reduced_by_itself == expected.facts.reduced_by_itself
        assert other.facts.variance_reduction == expected.facts.variance_reduction
        assert other.facts.replications == expected.facts.replications
        assert found.paired
    fixed = sd.compare(scenario(), 40, cores=1)
    assert all(one.facts.variance_reduction == () for one in fixed.results.values())


def test_a_stored_baseline_is_compared_as_it_was_run(by_itself: sd.Results) -> None:
    found = sd.compare(scenario(), baseline=by_itself, cores=1)
    direct = sd.compare(scenario(), cores=1)
    assert found.paired
    assert [d.change for d in found.differences] == [d.change for d in direct.differences]


def test_a_sweep_reaches_the_precision_with_the_same(by_itself: sd.Results) -> None:
    found = sd.sweep(scenario(), {"agent_groups.desk.headcount": {"add": "0..1"}}, cores=1)
    assert found.facts.variance_reduction == ("control_variates",)
    assert found.facts.replications == by_itself.facts.replications
    assert f"scenarios of {by_itself.facts.replications} days each on the same days with control variates, " in facts_line(found)
    measure = by_itself.judgements[0].target.expression
    assert found.planned.estimates[measure.text] == by_itself.estimate(measure)
