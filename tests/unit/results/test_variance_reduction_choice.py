"""Variance reduction as it is chosen: in the scenario, in Python, on the command line; and where its worth is told."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import ExitCode, UsageError
from simdesk.report.run_page import render
from simdesk.results.run import as_run, run
from simdesk.results.shown.words import variance_words
from simdesk.scenario import InvalidScenario, Scenario, load_text

TEXT = """\
simdesk: 1
name: Choice
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: REPLICATIONS
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
  - abandon_rate(sales) <= 30%
variants:
  one_more: {agent_groups.desk.headcount: {add: 1}}
  busier: {queues.sales.arrivals.scale: 110%}
"""


def scenario(replications: str = "40", **changes: str) -> Scenario:
    text = TEXT.replace("REPLICATIONS", replications)
    for old, new in changes.items():
        text = text.replace(old, new)
    return load_text(text)


def test_off_is_the_same_run_as_ever():
    plain = scenario()
    assert plain.digest == scenario("{number: 40}").digest == scenario("{number: 40, variance_reduction: none}").digest
    found = run(plain)
    assert found.measures.tallies.data.controls.size == 0
    assert all(math.isnan(j.estimate.times_fewer_days) for j in found.judgements)
    assert variance_words(found) == ""
    assert found.targets["times_fewer_days"].isna().all()


@pytest.mark.parametrize("chosen", ["control_variates", "stratified_days", ["control_variates", "stratified_days"]])
def test_chosen_in_the_scenario_or_in_python_is_the_same(chosen: str | list[str]):
    written = scenario(f"{{number: 40, variance_reduction: {json.dumps(chosen)}}}")
    asked = as_run(scenario(), None, None, chosen)
    assert written.digest == asked.digest != scenario().digest
    assert as_run(written, None, None, "none").digest == scenario().digest
    assert as_run(written, 50, None).replications.variance_reduction == written.replications.variance_reduction
    assert as_run(written, 50, None).replications.number == 50


def test_control_variates_play_the_same_days_and_narrow_the_intervals():
    plain, reduced = run(scenario()), run(scenario(), variance_reduction="control_variates")
    assert_array_equal(plain.days["service_level"], reduced.days["service_level"])
    for one, other in zip(plain.judgements, reduced.judgements, strict=True):
        assert one.days_met == other.days_met
        assert other.estimate.half_width < one.estimate.half_width
        worth = (one.estimate.half_width / other.estimate.half_width) ** 2
        assert_allclose(other.estimate.times_fewer_days, worth)
    # Answered and abandoned make up offered still.
    sums = {name: reduced.queue_estimates("sales")[name].mean for name in ("offered", "answered", "abandoned")}
    assert_allclose(sums["answered"] + sums["abandoned"], sums["offered"], rtol=1e-12)


def test_engines_agree_to_the_bit():
    for chosen in ("control_variates", "stratified_days"):
        one, other = (run(scenario(), variance_reduction=chosen, engine=engine) for engine in ("simpy", "compiled"))
        assert one.summary.equals(other.summary)


@pytest.mark.slow
def test_cores_agree_to_the_bit():
    both = ["control_variates", "stratified_days"]
    one, other = (run(scenario("60"), variance_reduction=both, cores=cores) for cores in (1, 2))
    assert one.summary.equals(other.summary)
    assert one.targets.equals(other.targets)


def test_intervals_of_the_day_are_reduced_too():
    plain, reduced = run(scenario()), run(scenario(), variance_reduction="control_variates")
    width = [(r.intervals["service_level_high"] - r.intervals["service_level_low"]).mean() for r in (plain, reduced)]
    assert width[1] < width[0]


def test_a_precision_is_reached_sooner():
    until = '{until: "abandon_rate(sales) ± 2%", at_most: 400, at_least: 30'
    plain = run(scenario(f"{until}, variance_reduction: none}}"))
    reduced = run(scenario(f"{until}, variance_reduction: control_variates}}"))
    assert reduced.facts.replications < plain.facts.replications
    assert reduced.facts.stopped.endswith("reached")
    assert as_run(scenario(f"{until}}}"), None, None, "control_variates").digest == reduced.scenario.digest


def test_few_days_are_told_to_be_too_few():
    found = run(scenario("20"), variance_reduction="control_variates")
    assert variance_words(found) == "variance reduction (control variates): no gain yet, needs at least 30 days"
    plain = run(scenario("20"))
    assert_allclose(found.judgements[0].estimate.half_width, plain.judgements[0].estimate.half_width, rtol=1e-12)
    assert "at least 26 days" in variance_words(run(scenario("20"), variance_reduction="stratified_days"))
    assert math.isnan(run(scenario("1"), variance_reduction="control_variates").judgements[0].estimate.low)


def test_nothing_to_stratify_is_refused():
    steady = scenario("40", **{", day_to_day: 20%": "", "[3, 4.4, 4.4, 3.6]": "[3, 4, 4, 4]"})
    with pytest.raises(InvalidScenario, match="stratified_days has no effect") as caught:
        run(steady, variance_reduction="stratified_days")
    assert str(caught.value).startswith("run: replications.variance_reduction")
    run(steady, 2, variance_reduction="control_variates")


@pytest.mark.parametrize(("names", "message"), [("antithetic", "unknown"), (["none", "control_variates"], "alone")])
def test_names_are_checked(names: str | list[str], message: str):
    with pytest.raises(UsageError, match=message):
        run(scenario(), variance_reduction=names)


@pytest.mark.slow
def test_comparisons_reduce_the_difference():
    plain = sd.compare(scenario("150"))
    reduced = sd.compare(scenario("150"), variance_reduction="control_variates")
    written = sd.compare(scenario("{number: 150, variance_reduction: control_variates}"))
    assert reduced.table.equals(written.table)
    assert all(r.facts.variance_reduction == ("control_variates",) for r in written.results.values())
    by = {(d.name, d.expression.metric): d for d in reduced.differences}
    for d in plain.differences:
        other = by[d.name, d.expression.metric].change
        if d.expression.metric == "abandon_rate":
            assert other.half_width < d.change.half_width
            assert other.low <= d.change.high
            assert d.change.low <= other.high
    # The variant that changes agents alone has the baseline's controls, so its change is that of the two figures.
    for d in reduced.differences:
        if d.name == "one_more":
            assert_allclose(d.change.mean, d.value.mean - d.baseline.mean, rtol=1e-6, atol=1e-9)


@pytest.mark.slow
def test_worth_is_told_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "day.yaml"
    file.write_text(TEXT.replace("REPLICATIONS", "40"), encoding="utf-8")
    command = ["run", str(file), "--variance-reduction", "control_variates", "-o", str(tmp_path / "runs")]
    assert execute(command) == ExitCode.DONE
    screen = " ".join(capsys.readouterr().out.split())
    assert (
        "variance reduction (control variates); a plain run needs this many times the days: service_level(sales, 20 s) " in screen
    )
    (folder,) = (tmp_path / "runs").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["variance_reduction"] == ["control_variates"]
    assert manifest["targets"][1]["times_fewer_days"] > 1
    assert "Variance reduction (control variates)" in (folder / "report.html").read_text(encoding="utf-8")
    assert execute([*command, "--json"]) == ExitCode.DONE
    document = json.loads(capsys.readouterr().out)
    assert document["targets"] == manifest["targets"]
    assert document["queues"]["sales"]["abandon_rate"]["times_fewer_days"] > 1
    assert execute(["compare", str(file), "--variance-reduction", "control_variates", "--json", "--no-save"]) == ExitCode.DONE
    differences = json.loads(capsys.readouterr().out)["differences"]
    assert any(d.get("times_fewer_days") for d in differences)
    assert execute(["compare", str(file), "--variance-reduction", "control_variates", "--no-save"]) == ExitCode.DONE
    assert "variance reduction (control variates)" in " ".join(capsys.readouterr().out.split())
    assert execute(["run", str(file), "--variance-reduction", "antithetic", "--no-save"]) == ExitCode.USAGE
    assert "known: control_variates, stratified_days, none" in capsys.readouterr().err


def test_without_targets_the_whole_day_is_told_of():
    targets = dict.fromkeys(("targets:", "  - service_level(sales, 20 s) >= 60%", "  - abandon_rate(sales) <= 30%"), "")
    found = run(scenario("40", **targets), variance_reduction="control_variates")
    assert all(word in variance_words(found) for word in ("service_level(sales", "abandon_rate", "mean_wait", "occupancy(desk)"))
    assert np.isfinite(found.summary["times_fewer_days"]).any()
    assert variance_words(found)[1:] in render(found)
