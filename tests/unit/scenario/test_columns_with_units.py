"""Durations in a column with a unit in its name, and thousands in quoted cells."""

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

DAY = """
simdesk: 1
hours: {{open: "08:00", close: "10:00", interval: 1 h}}
queues: {{sales: {{arrivals: {arrivals}, handle_time: {handle_time}, patience: 2 min}}}}
agent_groups: {{desk: {{skills: [sales], headcount: 5}}}}
"""


def _read(folder: Path, arrivals: str = "{per_day: 100}", handle_time: str = "4 min") -> sd.Scenario:
    (folder / "day.yaml").write_text(DAY.format(arrivals=arrivals, handle_time=handle_time), encoding="utf-8")
    return sd.load(folder / "day.yaml")


@pytest.mark.parametrize("header", ["AHT (min)", "aht_min", "AHT sales minutes", "AHT [min]"])
def test_the_name_of_a_column_says_the_unit_of_its_durations(tmp_path: Path, header: str) -> None:
    (tmp_path / "aht.csv").write_text(f"time;{header}\n08:00;4,5\n09:00;4,8\n", encoding="utf-8")
    found = _read(tmp_path, handle_time="{mean_by_interval: aht.csv}").model.queues["sales"].handle_time
    assert found is not None
    assert found.mean_by_interval == pytest.approx((270.0, 288.0))


@pytest.mark.parametrize("header", ["AHT (s)", "aht_sec", "seconds"])
def test_seconds_likewise(tmp_path: Path, header: str) -> None:
    (tmp_path / "aht.csv").write_text(f"time;{header}\n08:00;270\n09:00;288\n", encoding="utf-8")
    found = _read(tmp_path, handle_time="{mean_by_interval: aht.csv}").model.queues["sales"].handle_time
    assert found is not None
    assert found.mean_by_interval == (270.0, 288.0)


def test_a_column_without_a_unit_is_asked_for_one_with_both(tmp_path: Path) -> None:
    (tmp_path / "aht.csv").write_text("time;AHT sales\n08:00;4,5\n09:00;4,8\n", encoding="utf-8")
    with pytest.raises(InvalidScenario) as failed:
        _read(tmp_path, handle_time="{mean_by_interval: aht.csv}")
    (one,) = failed.value.diagnostics
    assert one.hint == (
        "write unit: s or unit: min beside the file "
        "(handle_time: {mean_by_interval: {file: aht.csv, column: AHT sales, unit: s}})"
    )


def test_commas_in_quoted_cells_of_volumes_are_between_thousands(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text('time,calls\n08:00,"1,118"\n09:00,980\n', encoding="utf-8")
    arrivals = _read(tmp_path, arrivals="{volumes: calls.csv}").model.queues["sales"].arrivals
    assert arrivals is not None
    assert arrivals.volumes == (1118.0, 980.0)


def test_a_comma_with_two_digits_behind_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text('time,calls\n08:00,"11,18"\n09:00,980\n', encoding="utf-8")
    with pytest.raises(InvalidScenario, match="decimal comma"):
        _read(tmp_path, arrivals="{volumes: calls.csv}")


@pytest.mark.parametrize(("unit", "seconds"), [("s", 4.5), ("min", 270.0)])
def test_the_unit_of_a_column_may_stand_beside_the_file(unit: str, seconds: float, tmp_path: Path) -> None:
    (tmp_path / "aht.csv").write_text("time;AHT sales\n08:00;4,5\n09:00;4,8\n", encoding="utf-8")
    series = f"{{mean_by_interval: {{file: aht.csv, column: AHT sales, unit: {unit}}}}}"
    handle_time = _read(tmp_path, handle_time=series).model.queues["sales"].handle_time
    assert handle_time is not None
    assert handle_time.mean_by_interval is not None
    assert handle_time.mean_by_interval[0] == pytest.approx(seconds)


def test_handle_times_that_can_only_be_seconds_are(tmp_path: Path) -> None:
    (tmp_path / "aht.csv").write_text("time;AHT sales\n08:00;245\n09:00;262,5\n", encoding="utf-8")
    scenario = _read(tmp_path, handle_time="{mean_by_interval: aht.csv}")
    handle_time = scenario.model.queues["sales"].handle_time
    assert handle_time is not None
    assert handle_time.mean_by_interval == (245.0, 262.5)
    assert any("no unit, taken as seconds" in line for line in scenario.understood)
