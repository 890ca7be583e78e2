"""``simdesk staff``: what it prints, what it writes, and how it refuses. The day has three intervals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import simdesk as sd
from simdesk.cli.main import execute

Captured = pytest.CaptureFixture[str]
SCENARIO = """
simdesk: 1
name: A short morning
hours: {open: "08:00", close: "09:30", interval: 30 min}
replications: 5
seed: 3
queues:
  sales: {arrivals: {volumes: [20, 30, 10]}, handle_time: {exponential: {mean: 4 min}}, patience: {exponential: {mean: 2 min}}}
  claims: {arrivals: {volumes: [8, 8, 8]}, handle_time: {exponential: {mean: 5 min}}, patience: {exponential: {mean: 3 min}}}
agent_groups:
  sales_desk: {skills: [sales], headcount: 1, shrinkage: 10%, cost: 20 per h}
  claims_desk: {skills: [claims], headcount: [3, 4, 3], cost: 24 per h}
targets: ["service_level(all, 20 s) >= 80%", "abandon_rate(all) <= 10%"]
"""
INTERVALS = 3
FRESH = ["--verify", "20"]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    place = tmp_path / "day.yaml"
    place.write_text(SCENARIO, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, int]:
    """One search with everything: what ``--json`` printed, what ``-o`` wrote, and the exit code."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("staff")
    (folder / "day.yaml").write_text(SCENARIO, encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        limits = ["--fixed", "claims_desk", "--at-most", "sales_desk=9,9,6", "--at-least", "sales_desk=2"]
        code = execute(["staff", str(folder / "day.yaml"), *limits, *FRESH, "--json", "-o", str(folder / "planned.yaml")])
    return json.loads(out.getvalue()), folder / "planned.yaml", code


def one_line(captured: Captured) -> str:
    out, err = captured.readouterr()
    assert not out
    assert "Traceback" not in err
    first, *hints = err.strip().splitlines()
    assert all(line.lstrip().startswith("hint:") for line in hints), err
    return first


def test_help(capsys: Captured) -> None:
    assert execute(["staff", "--help"]) == 0
    told = capsys.readouterr().out
    for option in (
        "--targets-per",
        "--hold",
        "--step",
        "--at-least",
        "--at-most",
        "--fixed",
        "--verify",
        "--output",
        "--json",
        "--check",
    ):
        assert option in told


@pytest.mark.slow
def test_json_has_what_was_promised(planned: tuple[dict[str, Any], Path, int]) -> None:
    found, _, code = planned
    assert code == 0
    assert {"requirement", "agent_hours", "cost", "targets", "evaluations", "seconds"} <= found.keys()
    requirement = found["requirement"]
    assert list(requirement) == ["sales_desk", "claims_desk"]
    assert all(len(heads) == INTERVALS for heads in requirement.values())
    assert found["starts"] == ["08:00", "08:30", "09:00"]
    assert found["agent_hours"] == pytest.approx(sum(map(sum, requirement.values())) * 0.5)
    assert found["cost"] == pytest.approx(0.5 * (20 * sum(requirement["sales_desk"]) + 24 * sum(requirement["claims_desk"])))
    assert [target["target"] for target in found["targets"]] == ["service_level(all, 20 s) >= 80%", "abandon_rate(all) <= 10%"]
    assert all(target["verdict"] in ("met", "uncertain") for target in found["targets"])
    assert found["run"]["replications"] == 20
    assert found["evaluations"] > 1
    assert found["seconds"] > 0


def test_json_keeps_the_limits_and_the_shrinkage(planned: tuple[dict[str, Any], Path, int]) -> None:
    found = planned[0]
    heads = found["requirement"]["sales_desk"]
    assert found["requirement"]["claims_desk"] == [3, 4, 3]
    assert all(2 <= head <= most for head, most in zip(heads, (9, 9, 6), strict=True))
    assert found["on_the_floor"]["sales_desk"] == pytest.approx([0.9 * head for head in heads])
    assert found["on_the_floor"]["claims_desk"] == [3, 4, 3]


def test_the_scenario_written_is_the_one_found(planned: tuple[dict[str, Any], Path, int]) -> None:
    found, place, _ = planned
    assert execute(["validate", str(place)]) == 0
    groups = sd.load(place).model.agent_groups
    for name, heads in found["requirement"].items():
        written = groups[name].headcount
        assert list(written if isinstance(written, tuple) else [written] * INTERVALS) == heads
    assert sorted(path.name for path in place.parent.iterdir()) == ["day.yaml", "planned.yaml"]


def test_the_screen(day: Path, capsys: Captured) -> None:
    asked = ["--targets-per", "interval", "--step", "0.5", "--fixed", "claims_desk"]
    assert execute(["staff", str(day), *asked, *FRESH]) == 0
    told = capsys.readouterr().out
    for words in (
        "Targets per interval, verified on 20 new days",
        "09:00",
        "sales_desk",
        "Erlang C",
        "Erlang A",
        "agent hours scheduled",
    ):
        assert words in told
    assert "One agent fewer was tested in" in told


@pytest.mark.parametrize(("check", "code"), [(["--check"], 4), pytest.param([], 0, marks=pytest.mark.slow)])
def test_a_target_out_of_reach_is_named_and_check_says_4(day: Path, capsys: Captured, check: list[str], code: int) -> None:
    asked = ["staff", str(day), "--at-most", "sales_desk=2", "--at-most", "claims_desk=9", *FRESH]
    assert execute([*asked, *check]) == code
    told = " ".join(capsys.readouterr().out.split())
    assert "service_level(all, 20 s) >= 80% is out of reach: the highest headcount within the limits does not meet it" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at-least", "sales_desk"], "--at-least takes GROUP=AGENTS (got 'sales_desk')"),
        (["--at-most", "sales_desk=many"], "--at-most takes GROUP=AGENTS (got 'sales_desk=many')"),
        (["--at-most", "=4"], "--at-most takes GROUP=AGENTS (got '=4')"),
        (["--at-most", "sales_desk=4", "--at-most", "sales_desk=5"], "--at-most names sales_desk twice"),
        (["--at-most", "sales_dsk=4"], "at_most: no agent group 'sales_dsk'"),
        (["--at-least", "sales_desk=4,5"], "needs one number or 3, one for each interval (got 2)"),
        (["--at-least", "sales_desk=-1"], "agent group 'sales_desk' takes 0 or more agents (got -1)"),
        (["--at-least", "sales_desk=nan"], "agent group 'sales_desk' takes 0 or more agents (got nan)"),
        (
            ["--at-least", "sales_desk=1,8,1", "--at-most", "sales_desk=7"],
            "needs at least 8 agents at 08:30, but may have at most 7",
        ),
        (["--fixed", "nobody"], "fixed: no agent group 'nobody'"),
        (["--fixed", "sales_desk", "--fixed", "claims_desk"], "every agent group is fixed: there is nothing to find"),
        (["--targets-per", "week"], "targets-per: unknown span 'week'"),
        (["--step", "0"], "step: from 0.01 to 10 agents (got 0)"),
    ],
)
def test_wrong_limits_are_refused_in_a_line(day: Path, capsys: Captured, options: list[str], words: str) -> None:
    assert execute(["staff", str(day), "-o", str(day.parent / "planned.yaml"), *options]) == 2
    assert words in one_line(capsys)
    assert [path.name for path in day.parent.iterdir()] == ["day.yaml"]


def test_a_scenario_without_targets_is_refused(day: Path, capsys: Captured) -> None:
    before = day.read_text(encoding="utf-8")
    day.write_text(before[: before.index("targets:")], encoding="utf-8")
    assert execute(["staff", str(day)]) == 2
    assert "'A short morning' has no targets" in one_line(capsys)


@pytest.mark.slow
def test_several_days_stand_side_by_side(day: Path, capsys: Captured) -> None:
    text = day.read_text(encoding="utf-8").replace("interval: 30 min}", "interval: 30 min, days: 2}")
    day.write_text(text, encoding="utf-8")
    assert execute(["staff", str(day), *FRESH]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"claims_desk: headcount by interval\s+from +day 1 +day 2\s+08:00", printed)
    assert "23:30" not in printed


@pytest.mark.slow
def test_each_interval_is_told_of_where_targets_hold_in_each(day: Path, capsys: Captured) -> None:
    assert execute(["staff", str(day), "--hold", "interval", *FRESH]) == 0
    printed = capsys.readouterr().out
    assert re.search(
        r"target +intervals met +clearly missed +weakest at +its mean\s+service_level\(all, 20 s\) >= 80% +3 of 3", printed
    )


def test_the_scenario_itself_is_not_written_over(day: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(day.parent)
    (day.parent / "other.yaml").symlink_to(day)
    for same in ("day.yaml", "./day.yaml", str(day), "other.yaml"):
        assert execute(["staff", str(day), "-o", same]) == 2
        assert "would overwrite the scenario itself" in one_line(capsys)
    assert day.read_text(encoding="utf-8") == SCENARIO


def test_a_folder_that_is_not_there_is_told_before_the_search(day: Path, capsys: Captured) -> None:
    assert execute(["staff", str(day), "-o", str(day.parent / "nowhere" / "planned.yaml")]) == 2
    assert "there is no folder" in one_line(capsys)


def test_nothing_is_left_half_written(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from simdesk.cli.commands.staff import _write
    from simdesk.errors import UsageError

    place = day.parent / "planned.yaml"
    place.write_text("as it was", encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="cannot be written: No space left on device"):
        _write("new", place)
    assert place.read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in day.parent.iterdir()) == ["day.yaml", "planned.yaml"]


def test_a_group_late_to_its_shifts_gets_heads(day: Path) -> None:
    """Lateness belongs to shifts, which the heads found replace."""
    shifts = "shifts: [{start: '08:00', length: 90 min, agents: 3}], late: {share: 10%, by: 5 min}"
    day.write_text(SCENARIO.replace("headcount: [3, 4, 3]", shifts), encoding="utf-8")
    from simdesk.planning.staffing.problem import pose

    problem = pose(sd.load(day))
    written = problem.scenario_with(problem.low + 2.0).model.agent_groups["claims_desk"]
    assert written.shifts is None
    assert written.late is None
    assert written.headcount == 2
