"""``simdesk compare`` as its users call it: the screen, the folder, the stored baseline, the mistakes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simdesk.cli.main import execute
from simdesk.results.files.checksums import write_checksums

ROOT = Path(__file__).parents[2]
BUSY = ROOT / "tests" / "golden" / "busy_morning.yaml"
QUIET = ROOT / "tests" / "golden" / "quiet_morning.yaml"
VARIANTS = ROOT / "scenarios" / "variants.yaml"
FIRST_DAY = ROOT / "scenarios" / "first_day.yaml"
CHOSEN = ["--variant", "second_agent", "--variant", "short_calls", "--variant", "second_agent+dearer"]

Captured = pytest.CaptureFixture[str]


def only(folder: Path, pattern: str = "*") -> Path:
    (found,) = folder.glob(pattern)
    return found


@pytest.mark.slow
def test_compare_prints_the_screen(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["compare", str(BUSY), *CHOSEN, "-o", str(tmp_path)]) == 0
    out = re.sub(r"report: .*", "report: …", capsys.readouterr().out)
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines == BUSY.with_suffix(".screen").read_text(encoding="utf-8").splitlines()


def test_compare_writes_a_folder(tmp_path: Path, capsys: Captured) -> None:
    import openpyxl
    import pandas as pd

    assert execute(["compare", str(BUSY), *CHOSEN, "-o", str(tmp_path), "--csv", "--excel"]) == 0
    folder = only(tmp_path)
    assert re.fullmatch(r"compare-a-busy-morning-[0-9a-f]{10}", folder.name)
    tables = {"targets", "differences", "flips", "ranking", "costs", "intervals"}
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{t}.{kind}" for t in tables for kind in ("parquet", "csv")} | {
        "manifest.json",
        "checksums.sha256",
        "report.html",
        "comparison.xlsx",
    }
    book = openpyxl.load_workbook(folder / "comparison.xlsx")
    assert set(book.sheetnames) == tables
    rows = list(book["differences"].values)
    assert rows[0][:3] == ("measure", "scenario", "baseline")
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["scenario"], row["change"]) == ("second_agent", pytest.approx(1 / 3))
    targets = pd.read_parquet(folder / "targets.parquet")
    assert list(dict.fromkeys(targets["scenario"])) == ["baseline", "second_agent", "short_calls", "second_agent+dearer"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["comparison"]["paired"] is True
    assert manifest["comparison"]["scenarios"]["second_agent+dearer"]["variants"] == ["second_agent", "dearer"]
    # The same comparison takes its place; what is written anew is the same.
    (folder / "notes.txt").write_text("mine")
    assert execute(["compare", str(BUSY), *CHOSEN, "-o", str(tmp_path)]) == 0
    assert only(tmp_path) == folder
    assert (folder / "notes.txt").exists()
    assert not (folder / "flips.csv").exists()


def test_the_document(capsys: Captured) -> None:
    assert execute(["compare", str(BUSY), *CHOSEN, "--json", "--no-save"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema_version"], document["baseline"], document["paired"]) == (1, "baseline", True)
    assert document["flips"][0] == {
        "target": "service_level(service, 20 s) >= 60%",
        "scenario": "second_agent",
        "days": 3,
        "won": 3,
        "lost": 0,
        "both_met": 0,
        "both_missed": 0,
    }
    assert [ranking["target"] for ranking in document["rankings"]][-1] == "all targets"
    first = document["rankings"][0]["standings"][0]
    assert (first["scenario"], first["place"], first["group"], first["mean"]) == ("short_calls", 1, "a", 1.0)
    costs = {row["scenario"]: row for row in document["costs"]}
    assert (costs["second_agent+dearer"]["cost_mean"], costs["second_agent+dearer"]["cost_change_mean"]) == (60, 40)
    starts = {row["start"] for row in document["intervals"]}
    assert starts == {"08:00", "08:30"}


@pytest.mark.slow
def test_a_stored_baseline_is_paired_with_the_same_days(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["run", str(FIRST_DAY), "-n", "8", "-o", str(tmp_path)]) == 0
    run = only(tmp_path)
    capsys.readouterr()
    chosen = ["compare", str(VARIANTS), "--variant", "one_more", "--no-save", "--json"]
    assert execute([*chosen, "--baseline", str(run)]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert execute([*chosen, "-n", "8"]) == 0
    fresh = json.loads(capsys.readouterr().out)
    assert stored["paired"] is True
    for row, other in zip(stored["differences"], fresh["differences"], strict=True):
        assert {k: row[k] for k in ("measure", "change", "low", "high", "days_won")} == {
            k: other[k] for k in ("measure", "change", "low", "high", "days_won")
        }
    # Another seed: not paired, and it says so on the screen, in the document and in the report.
    assert execute([*chosen, "--baseline", str(run), "--seed", "3"]) == 0
    unpaired = json.loads(capsys.readouterr().out)
    assert unpaired["paired"] is False
    assert unpaired["unpaired_because"] == ["seed 2026 in the baseline and 3 here"]
    assert unpaired["flips"] == []
    wider = unpaired["differences"][0]
    assert wider["high"] - wider["low"] > 2 * (stored["differences"][0]["high"] - stored["differences"][0]["low"])
    assert execute(["compare", str(VARIANTS), "--baseline", str(run), "--seed", "3", "-n", "5", "-o", str(tmp_path / "to")]) == 0
    out = capsys.readouterr().out
    reasons = "seed 2026 in the baseline and 3 here; days 8 in the baseline and 5 here"
    assert f"NOT paired: the stored run simulated other days ({reasons})" in out
    assert not re.search("days won +days lost", out)
    report = (only(tmp_path / "to") / "report.html").read_text(encoding="utf-8")
    assert 'class="warning"' in report
    # A comparison is no run.
    assert execute(["compare", str(VARIANTS), "--baseline", str(only(tmp_path / "to"))]) == 2
    assert "is a comparison, and no run" in capsys.readouterr().err


@pytest.mark.slow
def test_a_stored_run_of_another_simdesk_is_not_paired(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["run", str(BUSY), "-o", str(tmp_path)]) == 0
    path = only(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for changes, said in (
        ({"version": "0.0.9"}, "simdesk 0.0.9 in the baseline and 0.1.0 here"),
        ({"sources": "abc"}, "simdesk's sources abc in the baseline and"),
        ({"libraries": manifest["run"]["libraries"] | {"numpy": "1.0"}}, "numpy 1.0 in the baseline and"),
    ):
        path.write_text(json.dumps(manifest | {"run": manifest["run"] | changes}), encoding="utf-8")
        write_checksums(path.parent)
        capsys.readouterr()
        assert execute(["compare", str(BUSY), "--baseline", str(path.parent), "--no-save"]) == 0
        assert said in capsys.readouterr().out
    path.write_text(json.dumps(manifest | {"schema_version": 3}), encoding="utf-8")
    write_checksums(path.parent)
    assert execute(["compare", str(BUSY), "--baseline", str(path.parent), "--no-save"]) == 3
    assert "is of schema 3, and this simdesk reads schema 1" in capsys.readouterr().err


@pytest.mark.slow
def test_a_measure_the_stored_run_did_not_count(capsys: Captured, tmp_path: Path) -> None:
    assert execute(["run", str(BUSY), "-o", str(tmp_path)]) == 0
    asked = ["compare", str(BUSY), "--baseline", str(only(tmp_path)), "--no-save", "--metric", "service_level(service, 45 s)"]
    capsys.readouterr()
    assert execute(asked) == 2
    said = capsys.readouterr().err
    assert "did not count service_level(service, 45 s)" in said
    assert "--metric 'service_level(service, 45 s)'" in said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["compare", str(VARIANTS), "--variant", "campaign+campaign_staffed"], 3, "also set by variants.campaign.queues"),
        (["compare", str(VARIANTS), "--variant", "campaing"], 3, "did you mean campaign?"),
        (["compare", str(VARIANTS), str(QUIET), "--variant", "campaign"], 2, "--variant needs a single scenario file"),
        (["compare", str(VARIANTS), "--no-save", "--excel"], 2, "--no-save"),
        (["compare", str(VARIANTS), "--baseline", "nothing"], 2, "no such run folder"),
        (["compare", str(VARIANTS), "-o", "/proc/runs"], 5, "cannot be written"),
    ],
)
def test_mistakes(
    arguments: list[str], code: int, said: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(arguments) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []


def test_run_takes_combined_variants(capsys: Captured) -> None:
    assert execute(["run", str(BUSY), "--variant", "second_agent+dearer", "--no-save", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agent_groups"]["desk"]["cost"]["mean"] == 60
    assert execute(["run", str(VARIANTS), "--variant", "campaign+campaign_staffed", "--no-save"]) == 3
    said = capsys.readouterr().err
    assert re.search(r"variants\.yaml:27:\d+: variants\.campaign_staffed\.\S+: also set by \S+ at \S+variants\.yaml:22:\d+", said)


def test_changes_of_a_scenario_without_variants_are_compared_with_it(tmp_path: Path, capsys: Captured) -> None:
    line = ["compare", str(QUIET), "--headcount", "+2", "--set", "targets=[]", "-n", "2", "--no-save", "--json"]
    assert "variants" not in QUIET.read_text(encoding="utf-8")
    assert execute(line) == 0
    found = json.loads(capsys.readouterr().out)
    assert "headcount +2" in json.dumps(found, ensure_ascii=False)
    assert execute(["compare", str(QUIET), "--set", "seed=2", "--no-save"]) == 2
    assert "no variants to compare" in capsys.readouterr().err
