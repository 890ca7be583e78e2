"""Files with a column for each day, or a row for each day and a column for each time of day."""

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario
from simdesk.scenario.tables.cross import DayHeader

DAYS = "start;Mon 23.03.;Tue 24.03.;Wed 25.03.;Total\n08:00;1;2;3;6\n09:00;4;5;6;15\nTotal;5;7;9;21\n"
ACROSS = "Date;08:00;09:00;Total\nMon 23.03.;1;4;5\nTue 24.03.;2;5;7\nWed 25.03.;3;6;9\n"
QUEUES = "Queue,08:00,08:30,09:00,09:30\nsales,1,2,3,4\nservice,5,6,7,8\n"


def scenario_of(tmp_path: Path, table: str, hours: str = "", series: str = "days.csv") -> sd.Scenario:
    (tmp_path / "days.csv").write_text(table, encoding="utf-8")
    path = tmp_path / "day.yaml"
    path.write_text(
        f'simdesk: 1\nhours: {{open: "08:00", close: "10:00", interval: 1 h{hours}}}\n'
        f"queues: {{sales: {{arrivals: {{volumes: {series}}}, handle_time: 4 min}}}}\n"
        "agent_groups: {desk: {skills: [sales], headcount: 5}}\n",
        encoding="utf-8",
    )
    return sd.load(path)


def volumes(scenario: sd.Scenario) -> object:
    arrivals = scenario.model.queues["sales"].arrivals
    assert arrivals is not None
    return arrivals.volumes


@pytest.mark.parametrize(
    "table",
    [DAYS, DAYS.replace(" 23.03.", "").replace(" 24.03.", "").replace(" 25.03.", ""), DAYS.replace("Mon 23.03.", "2026-03-23")],
)
def test_each_day_that_is_simulated_has_its_column(table: str, tmp_path: Path) -> None:
    scenario = scenario_of(tmp_path, table, ", first_day: 2026-03-23, days: 2")
    found = volumes(scenario)
    assert isinstance(found, dict)
    assert list(found.values()) == [(1.0, 4.0), (2.0, 5.0)]
    assert any("one for each day" in line and "a total in line 4 left out" in line for line in scenario.understood)


def test_days_in_rows_are_turned(tmp_path: Path) -> None:
    found = volumes(scenario_of(tmp_path, ACROSS, ", first_day: 2026-03-24, days: 2"))
    assert found == {"2026-03-24": (2.0, 5.0), "2026-03-25": (3.0, 6.0)}


def test_queues_in_rows_are_turned(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(QUEUES, encoding="utf-8")
    assert volumes(scenario_of(tmp_path, QUEUES)) == (3.0, 7.0)


def test_one_column_on_several_days_is_said(tmp_path: Path) -> None:
    series = "{file: days.csv, column: Mon 23.03.}"
    scenario = scenario_of(tmp_path, DAYS, ", first_day: 2026-03-23, days: 3", series)
    assert volumes(scenario) == (1.0, 4.0)
    assert any("the same on each of the 3 days, though the file has other days" in line for line in scenario.understood)


@pytest.mark.parametrize(
    ("hours", "hint"),
    [
        ("", "write first_day: 2026-03-23 and days: 3 under hours"),
        (", first_day: 2026-03-23", "write days: 3 under hours"),
        (", first_day: 2025-03-24, days: 2", "is the year of first_day right? Mon 23.03. is in 2026"),
    ],
)
def test_which_days_are_simulated_is_asked_once(hours: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as failed:
        scenario_of(tmp_path, DAYS, hours)
    (one,) = failed.value.diagnostics
    assert one.hint.startswith(hint)


@pytest.mark.parametrize("text", ["Total", "08:00", "1", "sales", "May", "Interval", "AHT"])
def test_other_headers_are_no_days(text: str) -> None:
    assert not DayHeader(text).is_day
