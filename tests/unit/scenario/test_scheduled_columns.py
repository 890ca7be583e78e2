"""Columns of agents beside one another: who is there is taken, who is needed is not, and two plans are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.scenario import InvalidScenario, Scenario, load

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "09:00", interval: 30 min}
queues: {sales: {arrivals: {per_day: 60}, handle_time: 4 min, patience: 2 min}}
agent_groups: {desk: {skills: [sales], headcount: {file: plan.csv}}}
"""


def with_columns(folder: Path, header: str) -> Scenario:
    count = header.count(",")
    rows = [f"{time},{','.join(str(3 + n) for n in range(count))}" for time in ("08:00", "08:30")]
    (folder / "plan.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (folder / "day.yaml").write_text(DAY, encoding="utf-8")
    return load(folder / "day.yaml")


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("start,Required,Scheduled", "Scheduled"),
        ("start,Scheduled,Required,Over/Under", "Scheduled"),
        ("start,Calls,AHT,Scheduled", "Scheduled"),
        ("start,Required FTE,Planned FTE", "Planned FTE"),
        ("start,Required,Actual", "Actual"),
        ("start,Soll,Ist", "Ist"),
    ],
)
def test_who_is_there_is_taken_and_said(tmp_path: Path, header: str, taken: str) -> None:
    scenario = with_columns(tmp_path, header)
    assert any(f"headcount of desk: column {taken} of" in line for line in scenario.understood)
    assert any("not used: " in line for line in scenario.understood)


@pytest.mark.parametrize("header", ["start,Scheduled,Actual", "start,Scheduled,Staffed", "start,Planned,Required,Open"])
def test_two_plans_are_asked_about_with_both_lines(tmp_path: Path, header: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        with_columns(tmp_path, header)
    (one,) = caught.value.diagnostics
    assert "may both be meant" in one.message
    assert one.hint.count("{file: plan.csv, column: ") == 2
