"""Every way of being wrong in scenarios/invalid gives the diagnostics beside it, and exit code 3.

``SIMDESK_UPDATE_GOLDEN=1 pytest tests/golden/test_invalid_scenarios.py`` writes the expected diagnostics anew.
"""

from __future__ import annotations

import os
import pickle
from functools import cache
from pathlib import Path

import pytest

from simdesk.errors import ExitCode
from simdesk.scenario import InvalidScenario, load
from simdesk.scenario.reading.diagnostics import MOST_TOLD

FOLDER = Path(__file__).parents[2] / "scenarios" / "invalid"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
UPDATE = bool(os.environ.get("SIMDESK_UPDATE_GOLDEN"))


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(NAMES) >= 65
    assert sorted(path.stem for path in FOLDER.glob("*.expected")) == NAMES


@cache
def refused(name: str) -> InvalidScenario:
    with pytest.raises(InvalidScenario) as caught:
        load(f"{name}.yaml")
    return caught.value


@pytest.mark.parametrize("name", NAMES)
def test_diagnostics_are_those_expected(name: str) -> None:
    lines = [diagnostic.headline for diagnostic in refused(name).diagnostics]
    expected = FOLDER / f"{name}.expected"
    if UPDATE:
        expected.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == expected.read_text(encoding="utf-8").splitlines()
    _point_into_the_text_and_survive_a_worker(name)


def _point_into_the_text_and_survive_a_worker(name: str) -> None:
    for one in refused(name).diagnostics:
        if one.line and "not UTF-8" not in one.message:
            line = Path(one.file).read_text(encoding="utf-8-sig").splitlines()
            # A fault at the end of the text stands on the line after the last.
            assert one.line <= len(line) + 1
            assert one.column <= len(line[one.line - 1] if one.line <= len(line) else "") + 1
    again = pickle.loads(pickle.dumps(refused(name)))
    assert again.diagnostics == refused(name).diagnostics
    assert str(again) == str(refused(name))
    assert again.exit_code is ExitCode.INVALID_INPUT


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if number % 4 == 0 else pytest.mark.slow) for number, name in enumerate(NAMES)]
)
def test_the_command_says_so_and_exits_with_3(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from simdesk.cli.main import execute

    assert execute(["validate", f"{name}.yaml"]) == ExitCode.INVALID_INPUT
    output = capsys.readouterr()
    assert output.out == ""
    for line in (FOLDER / f"{name}.expected").read_text(encoding="utf-8").splitlines()[:MOST_TOLD]:
        assert line in output.err


def test_one_whole_text_with_lines_carets_and_hints() -> None:
    with pytest.raises(InvalidScenario) as caught:
        load("131_several_at_once.yaml")
    assert str(caught.value) == (
        """\
131_several_at_once.yaml:3:40: hours.intervall: unknown key 'intervall'
    hours: {open: "08:00", close: "12:00", intervall: 1 h}
                                           ^
  hint: did you mean interval?
131_several_at_once.yaml:7:18: queues.sales.handle_time: a duration needs a unit (got 4)
        handle_time: 4
                     ^
  hint: write 4 s, 4 min or 4 h
131_several_at_once.yaml:8:30: queues.sales.patience.exponential.mena: unknown key 'mena'
        patience: {exponential: {mena: 2 min}}
                                 ^
  hint: did you mean mean?
131_several_at_once.yaml:10:19: agent_groups.desk.skills[0]: unknown queue 'sale'
      desk: {skills: [sale], headcount: [2, 3, 4]}
                      ^
  hint: did you mean sales?
131_several_at_once.yaml:10:37: agent_groups.desk.headcount: needs 4 values, one for each interval (got 3)
      desk: {skills: [sale], headcount: [2, 3, 4]}
                                        ^
  hint: the day 08:00 to 12:00 has 4 intervals of 1 h
131_several_at_once.yaml:12:35: targets[0]: service_level: a share needs a percent sign (got 80)
      - service_level(sales, 20 s) >= 80
                                      ^
  hint: write 80%"""
    )
