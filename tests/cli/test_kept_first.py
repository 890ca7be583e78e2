"""What was computed is saved before it is printed: a fault in an output loses nothing, and the message says where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from processes import finished, simdesk

import simdesk as sd
from simdesk.cli.main import execute

EVERYTHING = Path(__file__).parents[1] / "data" / "scenarios" / "two_hours_of_everything.yaml"
Captured = pytest.CaptureFixture[str]


def fault(*_: Any, **__: Any) -> Any:
    raise TypeError("matmul: mismatch")


def told(capsys: Captured) -> str:
    """The error, and before it the traceback of the fault."""
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "TypeError: matmul: mismatch" in err
    return err[err.index("simdesk: ") :]


@pytest.mark.parametrize(
    ("command", "form", "printer"),
    [
        ("run", "--json", "simdesk.results.shown.document.document"),
        ("compare", None, "simdesk.cli.screens.compare.print_comparison"),
        ("sweep", None, "simdesk.cli.screens.sweep.print_sweep"),
    ],
)
def test_a_fault_in_printing_leaves_the_folder(
    command: str, form: str | None, printer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(printer, fault)
    assert execute([command, str(EVERYTHING), "-o", str(tmp_path), *([form] if form else [])]) == 1
    (folder,) = tmp_path.iterdir()
    said = told(capsys)
    assert said.startswith("simdesk: the results could not be printed (TypeError: matmul: mismatch)\n")
    assert f"everything that was computed is in {folder}" in said
    assert {"manifest.json", "report.html"} <= {path.name for path in folder.iterdir()}
    assert len(list(folder.glob("*.parquet"))) >= 2
    if command == "run":
        assert sd.load_run(folder).facts.replications == 2


def test_a_fault_in_the_document_of_a_sweep_leaves_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("simdesk.planning.sweep.store.sweep_document", fault)
    assert execute(["sweep", str(EVERYTHING), "-o", str(tmp_path), "--json"]) == 1
    (folder,) = tmp_path.iterdir()
    said = told(capsys)
    assert "the document of the sweep could not be made" in said
    assert f"everything else that was computed is in {folder}" in said
    assert {"points.parquet", "report.html"} <= {path.name for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("output", "named", "missing"),
    [
        ("simdesk.report.write_report", "the report", "report.html"),
        ("simdesk.results.shown.frames.intervals", "the table intervals", "intervals.parquet"),
        ("simdesk.results.files.folder.write_workbook", "the workbook", "results.xlsx"),
    ],
)
def test_a_fault_in_an_output_of_a_run_leaves_the_others(
    output: str, named: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(output, fault)
    assert execute(["run", str(EVERYTHING), "-o", str(tmp_path), "--excel"]) == 1
    (folder,) = tmp_path.iterdir()
    said = told(capsys)
    assert said.startswith(f"simdesk: {named}")
    assert f"everything else that was computed is in {folder}" in said
    names = {path.name for path in folder.iterdir()}
    assert missing not in names
    assert {"manifest.json", "counts.npz", "summary.parquet", "days.parquet"} <= names
    assert sd.load_run(folder).facts.replications == 2


@pytest.mark.slow
def test_a_fault_in_the_tables_of_a_comparison_leaves_each_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("simdesk.planning.compare.store.tables", fault)
    assert execute(["compare", str(EVERYTHING), "-o", str(tmp_path)]) == 1
    said = told(capsys)
    assert f"each run in {tmp_path}" in said
    runs = [sd.load_run(folder) for folder in tmp_path.iterdir() if (folder / "counts.npz").exists()]
    assert sorted(run.scenario.applied for run in runs) == [(), ("busy",), ("one_more",)]


@pytest.mark.slow
def test_the_headcount_found_is_written_where_it_cannot_be_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("simdesk.planning.staffing.document.staffing_document", fault)
    limits = [part for group in ("phone=3", "chat_desk=2") for part in ("--at-least", group, "--at-most", group)]
    Path("two_hours_of_everything.staffed.yaml").write_text("mine", encoding="utf-8")
    assert execute(["staff", str(EVERYTHING), *limits, "--verify", "2", "--json"]) == 1
    assert "everything that was computed is in two_hours_of_everything.staffed-2.yaml" in told(capsys)
    assert sd.load("two_hours_of_everything.staffed-2.yaml").model.agent_groups["phone"].headcount == 3
    assert Path("two_hours_of_everything.staffed.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(("command", "said"), [("run", "everything that was computed is in"), ("validate", "")])
def test_a_full_disk_behind_standard_output_is_told(command: str, said: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = finished(simdesk(command, EVERYTHING), stdout=full, cwd=tmp_path)
    assert done.returncode == 5
    assert "standard output cannot be written (no space left on device)" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list(tmp_path.glob("runs/*"))) == (command == "run")
