from __future__ import annotations

import json
from pathlib import Path

import pytest

from simdesk.cli.main import execute
from simdesk.errors import ExitCode
from simdesk.scenario import load, templates
from simdesk.scenario.language.schema import schema_text

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("template", ["first_day", "multi_skill"])
def test_new_writes_a_scenario_that_is_valid(template: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["new", "day.yaml", "--template", template]) == ExitCode.DONE
    assert "simdesk run day.yaml" in capsys.readouterr().out
    assert execute(["validate", "day.yaml"]) == ExitCode.DONE
    output = capsys.readouterr()
    assert output.out.startswith("day.yaml: valid\n")
    assert not [line for line in output.out.splitlines() if "note:" in line]
    assert output.err == ""
    assert str(ROOT) not in Path("day.yaml").read_text(encoding="utf-8")
    assert "simdesk schema -o schema.json" in Path("day.yaml").read_text(encoding="utf-8")
    assert [path.name for path in Path().iterdir()] == ["day.yaml"]


def test_new_names_a_schema_that_is_there_by_a_relative_path(tmp_path: Path) -> None:
    execute(["schema", "-o", "schema.json"])
    execute(["new", "day.yaml"])
    assert Path("day.yaml").read_text(encoding="utf-8").splitlines()[0] == "# yaml-language-server: $schema=schema.json"
    inside = templates.text_for("first_day", ROOT / "scenarios" / "day.yaml")
    assert inside == templates.text("first_day").replace("first_day.yaml", "day.yaml")
    assert templates.text_for("first_day", tmp_path / "other" / "day.yaml").startswith("# An editor")


@pytest.mark.parametrize("change", ["hours.close=25", "agent_groups.desk.headcount=[+1]", "queues.service.handle_time='4'"])
def test_faults_of_set_say_where_they_come_from(change: str, capsys: pytest.CaptureFixture[str]) -> None:
    execute(["new", "day.yaml"])
    assert execute(["run", "day.yaml", "--no-save", "--set", change]) == ExitCode.INVALID_INPUT
    error = capsys.readouterr().err
    assert error.startswith(f"--set: {change.partition('=')[0]}: ")
    assert "with_changes" not in error


def test_validate_says_that_a_sharp_peak_is_slow_to_draw(capsys: pytest.CaptureFixture[str]) -> None:
    execute(["new", "day.yaml"])
    text = (
        'simdesk: 1\nhours: {open: "00:00", close: "24:00", interval: 15 min}\n'
        "queues: {sales: {arrivals: {per_day: 96, profile: [%s]}, handle_time: 1 s}}\n"
        "agent_groups: {desk: {skills: [sales], headcount: 2}}\n"
    )
    for peak, noted in ((30, True), (20, False)):
        Path("peak.yaml").write_text(text % ", ".join(["1"] * 95 + [str(peak)]), encoding="utf-8")
        capsys.readouterr()
        execute(["validate", "peak.yaml"])
        assert ("slow to simulate" in capsys.readouterr().out) is noted


def test_new_does_not_overwrite_without_force(capsys: pytest.CaptureFixture[str]) -> None:
    Path("day.yaml").write_text("mine", encoding="utf-8")
    assert execute(["new", "day.yaml"]) == ExitCode.USAGE
    assert "already there" in capsys.readouterr().err
    assert Path("day.yaml").read_text(encoding="utf-8") == "mine"
    assert execute(["new", "day.yaml", "--force"]) == ExitCode.DONE
    assert load("day.yaml").queues == ("service",)


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["new", "day.yaml", "--template", "frist_day"], ExitCode.USAGE, "did you mean first_day?"),
        (["new", "."], ExitCode.USAGE, "is a folder"),
        (["new", "nowhere/day.yaml"], ExitCode.RUN_FAILED, "cannot be written"),
        (["validate", "nowhere.yaml"], ExitCode.INVALID_INPUT, "there is no file of this name"),
        (["schema", "-o", "nowhere/schema.json"], ExitCode.RUN_FAILED, "cannot be written"),
    ],
)
def test_what_cannot_be_done(arguments: list[str], code: ExitCode, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(arguments) == code
    assert text in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_validate_tells_of_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    execute(["new", "good.yaml"])
    Path("bad.yaml").write_text("simdesk: 1\n", encoding="utf-8")
    capsys.readouterr()
    assert execute(["validate", "good.yaml", "bad.yaml", "nowhere.yaml"]) == ExitCode.INVALID_INPUT
    output = capsys.readouterr()
    assert "good.yaml: valid" in output.out
    assert "bad.yaml:1:1: hours: is missing" in output.err
    assert "nowhere.yaml: there is no file" in output.err
    assert output.err.endswith("4 faults found\n")


def test_validate_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(ROOT / "scenarios" / "invalid" / "036_negative_time.yaml")
    assert execute(["validate", "--json", path]) == ExitCode.INVALID_INPUT
    (one,) = json.loads(capsys.readouterr().out)
    assert one["file"] == path
    assert (one["line"], one["column"], one["path"]) == (8, 36, "queues.sales.patience.exponential.mean")
    execute(["new", "good.yaml"])
    capsys.readouterr()
    assert execute(["validate", "--json", "good.yaml"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out) == []


def test_schema_is_printed_or_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["schema"]) == ExitCode.DONE
    assert capsys.readouterr().out == schema_text()
    assert execute(["schema", "-o", "schema.json"]) == ExitCode.DONE
    assert Path("schema.json").read_text(encoding="utf-8") == schema_text()
