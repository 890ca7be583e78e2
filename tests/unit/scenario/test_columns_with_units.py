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
    assert one.hint == "name the column AHT sales (s) or AHT sales (min), or write units"


def test_commas_in_quoted_cells_of_volumes_are_between_thousands(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text('time,calls\n08:00,"1,118"\n09:00,980\n', encoding="utf-8")
    arrivals = _read(tmp_path, arrivals="{volumes: calls.csv}").model.queues["sales"].arrivals
    assert arrivals is not None
    assert arrivals.volumes == (1118.0, 980.0)


def test_a_comma_with_two_digits_behind_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text('time,calls\n08:00,"11,18"\n09:00,980\n', encoding="utf-8")
    with pytest.raises(InvalidScenario, match="decimal comma"):
        _read(tmp_path, arrivals="{volumes: calls.csv}")
