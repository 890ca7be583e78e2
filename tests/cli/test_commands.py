"""The commands as their users call them: exit codes, output, files."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes
import pytest
from processes import finished, started

from simdesk.__main__ import main
from simdesk.cli.main import execute

ROOT = Path(__file__).parents[2]
QUIET = ROOT / "tests" / "golden" / "quiet_morning.yaml"
FIRST_DAY = ROOT / "scenarios" / "first_day.yaml"

Captured = pytest.CaptureFixture[str]


def simdesk(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COLUMNS": "130", **environment}
    return finished(processes.simdesk(*arguments), errors="replace", cwd=cwd, env=env)


def test_run_prints_the_screen(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["run", str(QUIET), "-o", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    out = re.sub(r"simulated in [\d.]+ s,", "simulated in # s,", out)
    out = re.sub(r"report:\s.*", "report: …", out)
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines == (QUIET.with_suffix(".screen")).read_text(encoding="utf-8").splitlines()


def test_run_writes_a_run_folder(tmp_path: Path, capsys: Captured) -> None:
    import pandas as pd

    assert execute(["run", str(QUIET), "-o", str(tmp_path), "--contacts", "--csv", "--excel"]) == 0
    (folder,) = tmp_path.iterdir()
    assert re.fullmatch(r"a-quiet-morning-[0-9a-f]{10}", folder.name)
    names = {path.name for path in folder.iterdir()}
    tables = {"targets", "summary", "intervals", "staffing", "days", "contacts", "agents"}
    assert names == {f"{t}.parquet" for t in tables} | {f"{t}.csv" for t in tables} | {
        "manifest.json",
        "checksums.sha256",
        "counts.npz",
        "report.html",
        "results.xlsx",
    }
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["seed"] == 7
    assert manifest["run"]["engine"] == "simpy"
    assert {"python", "numpy", "simpy"} <= manifest["run"]["libraries"].keys()
    assert "times" in manifest["scenario_as_run"]
    contacts = pd.read_parquet(folder / "contacts.parquet")
    assert len(contacts) == 18
    assert set(contacts["outcome"].astype(str)) == {"answered", "abandoned"}
    # A second run takes the first one's place.
    assert execute(["run", str(QUIET), "-o", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


@pytest.mark.slow
def test_a_rerun_keeps_what_the_user_put_there(tmp_path: Path, capsys: Captured) -> None:
    assert execute(["run", str(QUIET), "-o", str(tmp_path), "--csv"]) == 0
    (folder,) = tmp_path.iterdir()
    (folder / "my_notes.txt").write_text("mine")
    assert execute(["run", str(QUIET), "-o", str(tmp_path)]) == 0
    assert (folder / "my_notes.txt").read_text() == "mine"
    assert not (folder / "targets.csv").exists()
    # Another seed, or other days, are another run.
    assert execute(["run", str(QUIET), "-o", str(tmp_path), "--seed", "8"]) == 0
    assert execute(["run", str(QUIET), "-o", str(tmp_path), "-n", "4"]) == 0
    folders = sorted(tmp_path.iterdir())
    assert len(folders) == 3
    seeds = {
        (m["run"]["seed"], m["run"]["replications"]) for m in (json.loads((f / "manifest.json").read_text()) for f in folders)
    }
    assert seeds == {(7, 3), (8, 3), (7, 4)}


def test_a_place_that_will_not_do_is_refused_before_anything_is_simulated(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("here")
    began = time.perf_counter()
    assert execute(["run", str(FIRST_DAY), "-n", "100000", "-o", str(tmp_path / "file" / "runs")]) == 5
    assert time.perf_counter() - began < 20


def test_a_target_without_data_does_not_pass_the_check(tmp_path: Path, capsys: Captured) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text(
        QUIET.read_text().replace('{times: ["08:00", "08:01", "08:02", "08:31", "08:32", "08:33"]}', "{rate: 0 per h}")
    )
    assert execute(["run", str(empty), "--no-save"]) == 0
    assert "no data" in capsys.readouterr().out
    assert execute(["run", str(empty), "--no-save", "--check"]) == 4


@pytest.mark.slow
def test_output_survives_a_closed_pipe() -> None:
    command = f"{sys.executable} -m simdesk run {QUIET} --no-save | head -1; exit ${{PIPESTATUS[0]}}"
    done = finished(["bash", "-c", command], timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp1252", marks=pytest.mark.slow)])
def test_output_survives_a_narrow_encoding(encoding: str, tmp_path: Path) -> None:
    done = simdesk("run", QUIET, "--no-save", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_is_no_run_is_left_alone(tmp_path: Path, capsys: Captured) -> None:
    assert execute(["run", str(QUIET), "-o", str(tmp_path)]) == 0
    (folder,) = tmp_path.iterdir()
    (folder / "manifest.json").unlink()
    assert execute(["run", str(QUIET), "-o", str(tmp_path)]) == 2
    assert "is no run of simdesk" in capsys.readouterr().err
    assert (folder / "report.html").exists()


def test_an_output_that_cannot_be_written_is_a_clear_error(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("here")
    assert execute(["run", str(QUIET), "-o", str(tmp_path / "file" / "runs")]) == 5
    error = capsys.readouterr().err
    assert "cannot be written" in error
    assert "Traceback" not in error


def test_json_document(capsys: Captured) -> None:
    expression = "service_level(service, 20 s, of_offered)"
    assert execute(["run", str(QUIET), "--json", "--no-save", "--metric", expression, "--metric", "longest_wait(service)"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert set(document) == {"schema_version", "scenario", "run", "targets", "metrics", "queues", "agent_groups", "intervals"}
    assert set(document["scenario"]) == {"name", "path", "digest", "understood", "notes"}
    assert set(document["run"]) == {"replications", "seed", "engine", "cores", "contacts", "seconds", "version"}
    assert document["run"]["contacts"] == 18
    assert [set(target) for target in document["targets"]] == [{"target", "verdict", "mean", "low", "high", "days_met"}] * 3
    # Three of six are answered at once, by hand: 08:00, 08:31 and 08:32.
    assert document["metrics"][expression] == {"mean": 0.5, "low": 0.5, "high": 0.5, "unit": "share"}
    assert document["metrics"]["longest_wait(service)"]["mean"] == 240.0 - 60.0
    assert document["queues"]["service"]["offered"]["mean"] == 6
    assert document["agent_groups"]["desk"]["cost"]["mean"] == 30 * 0.5 + 60 * 0.5
    assert [row["start"] for row in document["intervals"]] == ["08:00", "08:30"]
    assert document["intervals"][0]["offered"] == 3


def test_check_exits_4_when_a_target_is_missed(capsys: Captured) -> None:
    assert execute(["run", str(QUIET), "--no-save"]) == 0
    assert execute(["run", str(QUIET), "--no-save", "--check"]) == 4
    assert execute(["run", str(QUIET), "--no-save", "--check", "--set", "queues.service.handle_time=1 s"]) in (0, 4)


@pytest.mark.slow
def test_seed_variant_and_set(capsys: Captured) -> None:
    variants = str(ROOT / "scenarios" / "variants.yaml")
    common = ["--json", "--no-save", "-n", "3"]

    def contacts(*arguments: str) -> int:
        assert execute(["run", variants, *common, *arguments]) == 0
        return int(json.loads(capsys.readouterr().out)["run"]["contacts"])

    assert contacts() == contacts("--seed", "2026")
    assert contacts() != contacts("--seed", "2027")
    assert contacts("--variant", "campaign") > contacts()
    assert contacts("--variant", "campaign") == contacts("--set", "queues.service.arrivals.scale=120%")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "nothing_here.yaml"], 3, "nothing_here.yaml"),
        (["run"], 2, "the scenario file is missing"),
        (["fly", "x.yaml"], 2, "fly"),
        (["run", str(QUIET), "--replications", "0"], 2, "got 0"),
        (["run", str(QUIET), "--engine", "warp"], 2, "unknown engine 'warp'"),
        (["run", str(QUIET), "--metric", "service_level(servce, 20 s)"], 2, "did you mean service?"),
        (["run", str(QUIET), "--metric", "servce_level(service)"], 2, "--metric 'service_level(service, 20 s)'"),
        (["run", str(QUIET), "--metric", "service_level(service, 20)"], 2, "20 s"),
        (["run", str(QUIET), "--variant", "nobody"], 3, "nobody"),
        (["run", str(QUIET), "--set", "queues.service.handle_time"], 2, "PATH=VALUE"),
        (["run", str(QUIET), "--set", "queues.servce.handle_time=3 min"], 3, "servce"),
        (["run", str(QUIET), "--set", "queues.service.handle_time=3"], 2, "unit"),
        (["run", str(QUIET), "--no-save", "--csv"], 2, "--no-save"),
        (["compare", str(QUIET)], 2, "no variants"),
        (["compare", str(QUIET), "nothing_here.yaml"], 3, "nothing_here.yaml"),
    ],
)
def test_mistakes_have_their_exit_code_and_no_traceback(
    arguments: list[str], code: int, said: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(arguments) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_compare_variants_and_files(capsys: Captured, tmp_path: Path) -> None:
    variants = str(ROOT / "scenarios" / "variants.yaml")
    assert execute(["compare", variants, "-n", "4", "--json", "--no-save"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["baseline"] == "baseline"
    assert len(document["scenarios"]) >= 5
    rows = {(row["measure"], row["scenario"]): row for row in document["differences"]}
    more = next(row for (measure, name), row in rows.items() if name == "one_more" and measure.startswith("service_level"))
    assert more["low"] > 0
    assert more["change"] == pytest.approx(more["value"] - more["baseline"])
    assert execute(["compare", str(FIRST_DAY), variants, "-n", "2", "-o", str(tmp_path)]) == 0
    assert "paired day by day" in capsys.readouterr().out
    assert execute(["compare", variants, "-n", "4", "--no-save"]) == 0
    out = capsys.readouterr().out
    changes = re.findall(r"([+-][\d.]+) (points|s|min|h) +(-?[\d.]+)(?:–| to )(-?[\d.]+) (points|s|min|h)", out)
    assert changes
    for change, unit, low, high, unit_of_interval in changes:
        assert unit == unit_of_interval
        assert float(low) <= float(change) <= float(high)


@pytest.mark.slow
def test_days_of_a_week_and_what_says_of_each_queue_whether_it_was_in_time(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["run", str(ROOT / "scenarios" / "week.yaml"), "-n", "2", "-o", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    heading = "By day, and the service level of each queue (done in time of tickets)"
    below = out[out.index(heading) :].splitlines()[1:4]
    assert below[0].split() == ["day", "offered", "abandoned", "calls", "tickets"]  # calls and tickets have no common level
    assert below[1].startswith("Mon 2026-03-23")
    page = next(tmp_path.glob("*/report.html")).read_text(encoding="utf-8")
    assert "<dt>Runs of 7 days</dt><dd>2</dd>" in page
    assert "the share done in time of tickets" in page


@pytest.mark.slow
def test_estimate_sets_formulas_beside(capsys: Captured) -> None:
    assert execute(["estimate", str(FIRST_DAY), "-n", "5"]) == 0
    out = capsys.readouterr().out
    assert "Erlang C" in out
    assert "Erlang A" in out
    assert "Why the formulas and the simulation differ" in out
    assert execute(["estimate", str(FIRST_DAY), "-n", "5", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    queue = document["queues"]["service"]
    assert 0 < queue["erlang_c"]["service_level"] < queue["erlang_a"]["service_level"] < 1
    assert len(queue["reasons"]) >= 3


def test_version_and_help(capsys: Captured) -> None:
    assert execute(["--version"]) == 0
    assert re.fullmatch(r"simdesk \d+\.\d+\.\d+\n", capsys.readouterr().out)
    assert execute(["--help"]) == 0
    assert {"run", "compare", "estimate", "validate", "new", "schema"} <= set(capsys.readouterr().out.split())


def test_help_and_validate_import_nothing_heavy() -> None:
    program = (
        "import sys; from simdesk.cli.main import execute; execute(['--help']); "
        f"assert execute(['validate', {str(FIRST_DAY)!r}]) == 0; "
        "heavy = {'scipy', 'pandas', 'plotly', 'numba', 'pyarrow', 'joblib', 'distributed'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)


def test_interruption_while_the_command_is_imported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simdesk.cli.main.main", interrupted)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130
    assert capsys.readouterr().err.startswith("interrupted")


def test_interruption_within_a_text_that_is_executed_ends_with_130(tmp_path: Path) -> None:
    program = """
from simdesk.cli import main

def execute():
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        return 130

main.execute = execute
main.main()
"""
    (tmp_path / "interrupted.py").write_text(program)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run([sys.executable, "-m", "interrupted"], env=environment, check=False, timeout=60)
    assert done.returncode == 130


@pytest.mark.parametrize("after", [pytest.param(0.0, marks=pytest.mark.slow), 0.5, pytest.param(2.0, marks=pytest.mark.slow)])
def test_interrupted_run_leaves_nothing_half_written(tmp_path: Path, after: float) -> None:
    command = processes.simdesk("run", FIRST_DAY, "-n", "100000", "-o", tmp_path / "runs")
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not (tmp_path / "runs").exists() and time.monotonic() < until:
            time.sleep(0.02)  # it is still being imported
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in error
    assert "Traceback" not in error
    # There is nothing, or what --resume goes on from.
    for folder in (tmp_path / "runs").glob("*"):
        assert folder.name.endswith(".unfinished")
        assert "--resume" in error
        assert not list(folder.glob(".*"))


@pytest.mark.slow
def test_same_answer_in_every_process(tmp_path: Path, capsys: Captured) -> None:
    asked = ["run", str(FIRST_DAY), "-n", "3", "--json", "--no-save"]

    def document(text: str) -> dict[str, object]:
        read = json.loads(text)
        del read["run"]["seconds"]
        return dict(read)

    other = "1" if hash("simdesk") % 2 else "2"
    done = simdesk(*asked, cwd=tmp_path, PYTHONHASHSEED=other)
    assert done.returncode == 0, done.stderr
    assert execute(asked) == 0
    assert document(done.stdout) == document(capsys.readouterr().out)


@pytest.mark.slow
def test_new_scenario_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(["new", "my_day.yaml"]) == 0
    assert execute(["run", "my_day.yaml", "-n", "3"]) == 0
    assert "Targets" in capsys.readouterr().out
    assert (tmp_path / "runs").is_dir()


def test_run_says_what_the_variants_change_and_what_one_changed(capsys: Captured, tmp_path: Path) -> None:
    variant = "\nvariants: {more: {desk: {headcount: +1}}}\n"
    path = tmp_path / "quiet.yaml"
    path.write_text(QUIET.read_text(encoding="utf-8") + variant, encoding="utf-8")
    assert execute(["run", str(path), "-o", str(tmp_path / "a")]) in (0, 4)
    assert "variant more: headcount of desk 1 to 2 → 2 to 3" in capsys.readouterr().out
    assert execute(["run", str(path), "--variant", "more", "-o", str(tmp_path / "b")]) in (0, 4)
    out = capsys.readouterr().out
    assert "with more: headcount of desk 1 to 2 → 2 to 3" in out
    assert "variant more:" not in out


@pytest.mark.slow
def test_agents_on_duty_of_several_days_are_said_without_the_nights(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(
        'simdesk: 1\nhours: {open: "08:00", close: "12:00", interval: 1 h, days: 2}\nreplications: 2\n'
        "queues: {calls: {arrivals: {rate: 30 per h}, handle_time: 4 min, patience: 2 min}}\n"
        "agent_groups: {desk: {skills: [calls], headcount: 4}}\n",
        encoding="utf-8",
    )
    assert execute(["run", str(path), "-o", str(tmp_path / "a")]) == 0
    assert "over the hours open or staffed: desk 4.0 on duty" in capsys.readouterr().out
