"""A plain handle time or patience is the mean of an exponential; other plain durations are constants."""

import json
from pathlib import Path

import pytest

import simdesk as sd
from simdesk.demand.distributions import Distribution
from simdesk.results.files.checksums import write_checksums
from simdesk.results.files.store import save

DAY = """
simdesk: 1
hours: {{open: "08:00", close: "12:00", interval: 1 h}}
queues:
  sales: {{arrivals: {{rate: 30 per h}}, handle_time: {handle}, patience: {patience}{more}}}
agent_groups: {{desk: {{skills: [sales], headcount: 3}}}}
targets: ["abandon_rate(sales) <= 5%"]
replications: 4
"""


def day(handle: str = "4 min", patience: str = "2 min", more: str = "") -> sd.Scenario:
    return sd.load_text(DAY.format(handle=handle, patience=patience, more=f", {more}" if more else ""))


def drawn(scenario: sd.Scenario, name: str) -> tuple[tuple[float, Distribution], ...]:
    pieces: tuple[tuple[float, Distribution], ...] = getattr(scenario.lay_out()[1].queues[0], name).pieces
    return pieces


def test_a_plain_mean_is_the_exponential_written_out() -> None:
    written_out = day("{exponential: {mean: 4 min}}", "{exponential: {mean: 2 min}}")
    assert day().lay_out() == written_out.lay_out()
    assert day().digest == written_out.digest
    assert drawn(day("{constant: 4 min}"), "handle_time")[0][1] == Distribution("constant", (240.0,))


def test_other_plain_durations_are_constants() -> None:
    scenario = day(more="wrap_up: 30 s, redial: {share: 50%, after: 1 min}, leaves_after: 9 min")
    assert drawn(scenario, "wrap_up")[0][1] == Distribution("constant", (30.0,))
    (queue,) = scenario.model.queues.values()
    assert queue.redial is not None
    assert queue.redial.after.constant == 60.0
    assert queue.leaves_after is not None
    assert queue.leaves_after.constant == 540.0


def test_unlimited_and_none_at_all_stay_what_they_are() -> None:
    assert drawn(day(patience="unlimited"), "patience")[0][1].family == "unlimited"
    assert drawn(day(patience="0 s"), "patience")[0][1] == Distribution("constant", (0.0,))


def test_customers_and_times_of_day_follow_the_rule_of_their_field() -> None:
    classes = "customers: {gold: {share: 10%, handle_time: 6 min, patience: {by_interval: {'08:00': 1 min}}, wrap_up: 20 s}}"
    gold = day(more=classes).model.queues["sales"].customers["gold"]
    assert gold.handle_time is not None
    assert gold.handle_time.exponential is not None
    assert gold.patience is not None
    assert gold.patience.by_interval is not None
    assert gold.patience.by_interval["08:00"].exponential is not None
    assert gold.wrap_up is not None
    assert gold.wrap_up.constant == 20.0
    by_interval = day(
        '{by_interval: {"08:00": 3 min, "10:00": {constant: 5 min}}}', more="wrap_up: {by_interval: {'08:00': 1 min}}"
    )
    assert [piece for _, piece in drawn(by_interval, "handle_time")] == [
        Distribution("exponential", (180.0,)),
        Distribution("constant", (300.0,)),
    ]
    assert drawn(by_interval, "wrap_up")[0][1] == Distribution("constant", (60.0,))


def test_means_by_interval_alone_follow_the_rule_of_their_field() -> None:
    means = "{mean_by_interval: [3 min, 4 min, 5 min, 4 min]}"
    demand = day(means, more=f"wrap_up: {means}").lay_out()[1].queues[0]
    assert demand.handle_time.pieces[0][1].family == "exponential"
    assert demand.wrap_up.pieces[0][1].family == "constant"
    for varying in (demand.handle_time, demand.wrap_up):
        ((_, made),) = varying.pieces
        assert [made.mean * factor for factor in varying.factors] == [180.0, 240.0, 300.0, 240.0]
    capped = day(f"{means[:-1]}, at_most: 6 min}}").lay_out()[1].queues[0].handle_time.pieces[0][1]
    assert capped.at_most == 360.0


def test_changes_and_sweeps_follow_the_rule() -> None:
    scenario = day("{constant: 4 min}", "{constant: 2 min}")
    changed = scenario.with_changes({"queues.sales.patience": "3 min", "queues.sales.handle_time": {"constant": "5 min"}})
    assert drawn(changed, "patience")[0][1] == Distribution("exponential", (180.0,))
    assert drawn(changed, "handle_time")[0][1] == Distribution("constant", (300.0,))
    longer = day().with_changes({"queues.sales.handle_time": {"times": "110%"}, "queues.sales.patience": {"add": "30 s"}})
    assert drawn(longer, "handle_time")[0][1] == Distribution("exponential", (264.0,))
    assert drawn(longer, "patience")[0][1] == Distribution("exponential", (150.0,))
    (axis,) = scenario.axes({"queues.sales.patience": "1 min..3 min/1 min"})
    means = [drawn(scenario.with_changes({axis.name: value.change}), "patience")[0][1] for value in axis.values]
    assert means == [Distribution("exponential", (60.0 * minutes,)) for minutes in (1, 2, 3)]
    (axis,) = day(patience="{exponential: {mean: 1 min}}").axes({"queues.sales.patience.exponential.mean": "1 min..2 min/1 min"})
    assert len(axis.values) == 2


def test_a_mean_changes_that_of_the_distribution_there() -> None:
    shaped = "{lognormal: {mean: 4 min, sd: 3 min}}"
    for path in ("queues.sales.handle_time.mean", "queues.sales.handle_time.lognormal.mean"):
        changed = day(shaped).with_changes({path: "5 min"})
        assert drawn(changed, "handle_time")[0][1] == Distribution("lognormal", (300.0, 180.0))
    for path in ("queues.sales.patience.mean", "queues.sales.patience.exponential.mean"):
        assert drawn(day().with_changes({path: "3 min"}), "patience")[0][1] == Distribution("exponential", (180.0,))
        longer = day().with_changes({path: {"times": "150%"}})
        assert drawn(longer, "patience")[0][1] == Distribution("exponential", (180.0,))
        assert len(day().axes({path: "1 min..3 min/1 min"})[0].values) == 3
    nested = day(shaped).with_changes({"queues": {"sales": {"handle_time": {"mean": "5 min", "sd": "2 min"}}}})
    assert drawn(nested, "handle_time")[0][1] == Distribution("lognormal", (300.0, 120.0))
    whole = day().with_changes({"queues": {"sales": {"handle_time": {"mean": "5 min"}}}})
    assert drawn(whole, "handle_time")[0][1] == Distribution("exponential", (300.0,))
    with pytest.raises(sd.InvalidScenario):
        day("{constant: 4 min}").with_changes({"queues.sales.handle_time.sd": "5 min"})


def test_a_mean_alone_in_a_file_that_extends_another_is_asked_about(tmp_path: Path) -> None:
    shaped = DAY.format(handle="{lognormal: {mean: 4 min, sd: 3 min}}", patience="2 min", more="")
    (tmp_path / "base.yaml").write_text(shaped)
    over = tmp_path / "over.yaml"
    over.write_text("extends: base.yaml\nqueues: {sales: {handle_time: {mean: 5 min}}}\n")
    with pytest.raises(sd.InvalidScenario, match=r"write handle_time: \{lognormal: \{mean: 5 min\}\} to change it"):
        sd.load(over)


def test_what_is_wrong_is_told_as_before() -> None:
    with pytest.raises(sd.InvalidScenario) as caught:
        day("4", "2 mn")
    told = [(one.path, one.message) for one in caught.value.diagnostics]
    assert told == [
        ("queues.sales.handle_time", "a duration needs a unit (got 4)"),
        ("queues.sales.patience", "unknown unit of time 'mn' (got '2 mn')"),
    ]


def _as_an_older_simdesk_wrote_it(folder: Path) -> None:
    """Plain durations for the constants, and no word of what they are."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("plain_durations") == "means"
    for key in ("scenario_as_run", "scenario_text"):
        text = manifest[key]
        for duration in ("4 min", "2 min", "5 min"):
            text = text.replace(f"{{constant: {duration}}}", duration)
        assert "constant" not in text
        manifest[key] = text
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "checksums.sha256").unlink()
    write_checksums(folder)


def test_a_run_from_before_keeps_its_constants(tmp_path: Path) -> None:
    handle = '{by_interval: {"08:00": {constant: 4 min}, "10:00": {constant: 5 min}}}'
    constants = day(
        handle, "{constant: 2 min}", more="customers: {gold: {share: 20%, patience: {constant: 5 min}}}, wrap_up: 30 s"
    )
    ran = sd.run(constants)
    folder = save(ran, tmp_path / "run")
    again = sd.load_run(folder)
    assert again.scenario.digest == constants.digest
    _as_an_older_simdesk_wrote_it(folder)
    older = sd.load_run(folder)
    assert older.scenario.digest == constants.digest
    assert older.scenario.lay_out() == constants.lay_out()
    assert older.measure("abandon_rate(sales)").mean == ran.measure("abandon_rate(sales)").mean
    # Written again, it says what it means.
    rewritten = sd.load_run(save(older, tmp_path / "again"))
    assert rewritten.scenario.digest == constants.digest


def test_a_run_with_plain_means_is_read_as_means(tmp_path: Path) -> None:
    folder = save(sd.run(day()), tmp_path / "run")
    assert sd.load_run(folder).scenario.digest == day().digest
