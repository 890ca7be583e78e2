"""``simdesk sweep`` as its users call it: screen, documents, folder, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from processes import simdesk, started

from simdesk.cli.main import execute

Captured = pytest.CaptureFixture[str]
DAY = """\
simdesk: 1
name: A short day
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: 6
queues:
  sales: {arrivals: {rate: 60 per h}, handle_time: {exponential: {mean: 4 min}}, patience: {exponential: {mean: 2 min}}}
agent_groups:
  desk: {skills: [sales], headcount: 6, cost: 20 per h}
targets: ["service_level(sales, 20 s) >= 70%", "abandon_rate(sales) <= 20%"]
"""
HEADS = "agent_groups.desk.headcount=4..8"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    path = tmp_path / "day.yaml"
    path.write_text(DAY, encoding="utf-8")
    return path


def test_one_screen(day: Path, tmp_path: Path, capsys: Captured) -> None:
    arguments = ["sweep", str(day), "--set", HEADS, "--forecast-error", "10%", "--errors", "20", "-o", str(tmp_path / "runs")]
    assert execute(arguments) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) <= 45
    assert max(map(len, out.splitlines())) <= 130
    assert "A short day: sweep" in out
    assert " probability it takes " in out
    assert "The cheapest point that meets every target is headcount of desk" in out
    assert "Effect on service_level(sales, 20 s) (as planned" in out
    assert "left out: no shrinkage to vary" in out
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.startswith("sweep-a-short-day-")
    tables = {"points", "frontier", "sensitivity", "agents_needed"}
    assert {path.name for path in folder.iterdir()} == {f"{name}.parquet" for name in tables} | {
        "manifest.json",
        "checksums.sha256",
        "report.html",
    }
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["scenario_text"] == DAY
    # The same sweep again takes its place; another one does not.
    assert execute([*arguments, "--excel", "--csv"]) == 0
    assert {"sweep.xlsx", "points.csv"} <= {path.name for path in folder.iterdir()}
    assert execute(["sweep", str(day), "--set", HEADS, "-o", str(tmp_path / "runs")]) == 0
    assert len(list((tmp_path / "runs").iterdir())) == 2


@pytest.mark.slow
def test_a_long_sweep_still_fits_the_screen(day: Path, capsys: Captured) -> None:
    wide = ["--set", "queues.sales.arrivals.scale=80%..120%/10%", "-n", "2", "--no-save", "--sensitivity", "0%"]
    assert execute(["sweep", str(day), "--set", "agent_groups.desk.headcount=3..12", *wide]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) <= 45
    assert "of 50, the frontier and the plan" in out


def test_json_alone_goes_to_standard_output(day: Path, capsys: Captured) -> None:
    assert execute(["sweep", str(day), "--set", HEADS, "--json", "--no-save", "-n", "2"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert [point["inputs"]["agent_groups.desk.headcount"] for point in document["points"]] == [4, 5, 6, 7, 8]
    assert [point["planned"] for point in document["points"]] == [False, False, True, False, False]
    assert document["run"]["replications"] == 2


def test_the_block_of_the_scenario_is_taken(day: Path, capsys: Captured) -> None:
    day.write_text(DAY + "sweep: {set: {agent_groups.desk.headcount: [5, 7]}, sensitivity: 0%}\n", encoding="utf-8")
    assert execute(["sweep", str(day), "--json", "--no-save"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [point["inputs"]["agent_groups.desk.headcount"] for point in document["points"]] == [5, 7]
    assert document["sensitivity"] == []


@pytest.mark.slow
def test_a_hypercube_by_command(day: Path, capsys: Captured) -> None:
    through = ["--set", HEADS, "--set", "queues.sales.arrivals.scale=80%..120%", "--points", "5"]
    assert execute(["sweep", str(day), *through, "--json", "--no-save", "-n", "2", "--sensitivity", "0%"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["points"]) == 5
    assert document["run"]["design"] == "hypercube"


def test_wrong_paths_and_values_are_told_at_once(day: Path, capsys: Captured) -> None:
    wrong = ["agent_groups.dsk.headcount=1..3", "queues.sales.arrivals.scale=80..120", "queues.sales.patience=1 min,"]
    assert execute(["sweep", str(day), *(word for each in wrong for word in ("--set", each))]) == 3
    output = capsys.readouterr()
    assert output.out == ""
    first, hint, *rest = output.err.splitlines()
    assert first == "--set: agent_groups.dsk.headcount: unknown agent group 'dsk'"
    assert hint.startswith("  hint: did you mean desk")
    assert rest == [
        "--set: queues.sales.arrivals.scale: a share needs a percent sign (got 80)",
        "  hint: write 80%",
        "--set: queues.sales.patience: a value is missing (got '1 min,')",
        "  hint: write 80%..120%/10%, or a list",
        "3 faults found",
    ]


def test_a_single_value_holds_for_all_points(day: Path, capsys: Captured) -> None:
    arguments = ["sweep", str(day), "--set", HEADS, "--set", "queues.sales.patience=1 min", "--no-save", "-n", "2"]
    assert execute([*arguments, "--sensitivity", "0%"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("in all points: patience of sales")
    assert "patience" not in shown.partition("Points")[2]


def test_points_that_are_wrong_together_are_refused(day: Path, capsys: Captured) -> None:
    day.write_text(DAY.replace("headcount: 6", 'shifts: [{start: "08:00", length: 1 h, agents: 6}]'), encoding="utf-8")
    through = ["agent_groups.desk.shifts[0].length=1 h, 90 min", 'agent_groups.desk.shifts[0].start="08:00", "09:00"']
    assert execute(["sweep", str(day), *(word for each in through for word in ("--set", each))]) == 3
    assert "08:00" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "there is nothing to sweep"),
        (["--set", "headcount"], 2, "--set takes PATH=VALUES"),
        (["--set", HEADS, "--set", HEADS], 2, "twice"),
        (["--set", "agent_groups.desk.headcount=1..1500", "--set", "queues.sales.arrivals.scale=90%..110%"], 2, "--points 200"),
        (["--set", HEADS, "--no-save", "--excel"], 2, "--no-save writes nothing"),
        (["--set", HEADS, "--target", "abandon_rate(all) <= 3%"], 2, "its targets: service_level"),
        (["--set", HEADS, "--metric", "mean_wait(chat)"], 2, "unknown queue 'chat'"),
        (["--set", HEADS, "--forecast-error", "chat: 8%"], 2, "chat is no queue"),
        (["--set", HEADS, "--forecast-error", "sales 8%, x: 2%"], 2, "--forecast-error takes a share"),
        (["--set", HEADS, "--sensitivity", "10"], 2, "sensitivity: a share needs a percent sign"),
        (["--set", HEADS, "--errors", "30"], 2, "errors needs forecast_error"),
    ],
)
def test_what_does_not_fit_is_refused(day: Path, capsys: Captured, arguments: list[str], code: int, words: str) -> None:
    assert execute(["sweep", str(day), *arguments]) == code
    assert words in capsys.readouterr().err
    assert [path.name for path in day.parent.iterdir()] == ["day.yaml"]


def test_check_exits_with_4_when_no_point_meets_every_target(day: Path, capsys: Captured) -> None:
    few = ["--set", "agent_groups.desk.headcount=1..2", "--check", "--no-save", "--sensitivity", "0%"]
    assert execute(["sweep", str(day), *few]) == 4
    assert "No point swept meets every target." in capsys.readouterr().out
    enough = ["--set", "agent_groups.desk.headcount=1, 30", "--check", "--no-save", "--sensitivity", "0%"]
    assert execute(["sweep", str(day), *enough]) == 0


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("cores", ["1", "2"])
def test_ctrl_c_says_how_far_it_was_and_leaves_nothing(day: Path, cores: str) -> None:
    command = simdesk("sweep", day, "--set", "agent_groups.desk.headcount=4..60", "-n", 3000)
    command += ["--cores", cores, "--engine", "simpy", "--sensitivity", "0%"]
    with started(command, cwd=day.parent, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(9)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "days were simulated; nothing is written" in err
    assert "Traceback" not in err
    assert [path.name for path in day.parent.iterdir()] == ["day.yaml"]
