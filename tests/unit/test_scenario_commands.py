from __future__ import annotations

import json
from pathlib import Path

import pytest

from simdesk.cli.main import execute
from simdesk.errors import ExitCode
from simdesk.scenario import load
from simdesk.scenario.schema import schema_text

ROOT = Path(__file__).parents[2]


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
    assert len(output.out.splitlines()) == 4
    assert output.err == ""
    schema_line = Path("day.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert Path(schema_line.partition("$schema=")[2]).is_file()
    assert [path.name for path in Path().iterdir()] == ["day.yaml"]


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
        (["new", "nowhere/day.yaml"], ExitCode.INVALID_INPUT, "cannot be written"),
        (["validate", "nowhere.yaml"], ExitCode.INVALID_INPUT, "there is no file of this name"),
        (["schema", "-o", "nowhere/schema.json"], ExitCode.INVALID_INPUT, "cannot be written"),
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
