"""Rows of several queues or days in one file: chosen by a text that stands in them, or told apart in one message."""

from pathlib import Path

import pytest

import simdesk as sd
from simdesk.scenario.reading.diagnostics import InvalidScenario

HALF_HOURS = [f"{8 + half // 2:02d}:{30 * (half % 2):02d}" for half in range(8)]
SCENARIO = """
simdesk: 1
hours: {open: "08:00", close: "12:00"}
queues: {sales: {arrivals: {volumes: %s}, handle_time: {constant: 4 min}}}
agent_groups: {desk: {skills: [sales], headcount: 5}}
"""


def write(folder: Path, series: str, column: str, names: tuple[str, ...], date: str = "") -> Path:
    """A scenario, and beside it a file with the half hours of each name, ten contacts more for each."""
    rows = [f"Interval,{column},Contacts{',Date' if date else ''}"]
    rows += [f"{clock},{name},{10 * (k + 1)}{',' + date if date else ''}" for k, name in enumerate(names) for clock in HALF_HOURS]
    (folder / "long.csv").write_text("\n".join(rows), encoding="utf-8")
    path = folder / "day.yaml"
    path.write_text(SCENARIO % series, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "series",
    [
        "{file: long.csv, rows: Chat}",
        "{file: long.csv, where: Channel = Chat}",
        "{file: long.csv, filter: {Channel: chat}}",
        "{file: long.csv, channel: Chat}",
    ],
)
def test_the_rows_of_a_text_are_those_that_are_used(series: str, tmp_path: Path) -> None:
    found = sd.load(write(tmp_path, series, "Channel", ("Phone", "Chat")))
    assert found.model.queues["sales"].arrivals.volumes == (20.0,) * 8
    assert any("8 rows of" in line and "Chat" in line.title() for line in found.understood)


def test_a_queue_finds_its_rows_under_any_header(tmp_path: Path) -> None:
    found = sd.load(write(tmp_path, "long.csv", "Line of business", ("Service", "Sales")))
    assert found.model.queues["sales"].arrivals.volumes == (20.0,) * 8


@pytest.mark.parametrize(
    ("column", "names", "message", "hint"),
    [
        (
            "Channel",
            ("Phone", "Chat"),
            "08:00 is in 2 rows, which the column Channel tells apart (Phone, Chat)",
            "write {file: long.csv, rows: Phone}, or the rows that are meant; other queues may have rows: Chat",
        ),
        (
            "Day of export",
            ("2026-03-23", "2026-03-24"),
            "08:00 is in 2 rows, which the column Day of export tells apart (2026-03-23, 2026-03-24)",
            "for all days write first_day: 2026-03-23 and days: 2 under hours; for one day write "
            "{file: long.csv, rows: 2026-03-23}",
        ),
    ],
)
def test_rows_of_one_time_are_told_apart_once(
    column: str, names: tuple[str, ...], message: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load(write(tmp_path, "long.csv", column, names))
    (one,) = failed.value.diagnostics
    assert (one.message, one.hint) == (message, hint)


def test_the_rows_of_one_day_are_used(tmp_path: Path) -> None:
    found = sd.load(write(tmp_path, "{file: long.csv, rows: 2026-03-24}", "Day of export", ("2026-03-23", "2026-03-24")))
    assert found.model.queues["sales"].arrivals.volumes == (20.0,) * 8


def test_a_text_that_no_row_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as failed:
        sd.load(write(tmp_path, "{file: long.csv, rows: Phones}", "Channel", ("Phone", "Chat")))
    (one,) = failed.value.diagnostics
    assert one.path == "queues.sales.arrivals.volumes.rows"
    assert "Phone" in one.hint


def test_the_date_of_all_rows_is_said(tmp_path: Path) -> None:
    found = sd.load(write(tmp_path, "{file: long.csv, rows: Chat}", "Channel", ("Phone", "Chat"), date="2026-12-01"))
    assert any("column Date: all rows are of 2026-12-01, a Tuesday" in line for line in found.understood)
