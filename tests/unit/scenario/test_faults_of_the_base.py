"""A fault of the scenario itself is told once, and not again of each variant."""

from __future__ import annotations

from pathlib import Path

import pytest

from simdesk.scenario import InvalidScenario, load

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "09:00", interval: 30 min}
replications: 2
queues:
  billing:
    arrivals: {volumes: {file: plan.csv, column: COLUMN}}
    handle_time: 5 min
agent_groups:
  desk: {skills: [billing], headcount: 12}
variants:
  growth: {volume: +10%}
  nested: {queues: {billing: {arrivals: {scale: 110%}}}}
  other: {agent_groups.desk.headcount: HEADS}
"""


def _told(folder: Path, column: str, rows: str, heads: str = "3") -> list[tuple[str, str]]:
    (folder / "plan.csv").write_text(rows, encoding="utf-8")
    (folder / "day.yaml").write_text(DAY.replace("COLUMN", column).replace("HEADS", heads), encoding="utf-8")
    with pytest.raises(InvalidScenario) as caught:
        load(folder / "day.yaml")
    return [(one.path, one.hint) for one in caught.value.diagnostics]


ROWS = "start,one,two\n08:00,10,3\n08:30,12,4\n"
TWICE = "start,one,two\n08:00,10,3\n08:00,11,3\n08:30,12,4\n"


@pytest.mark.parametrize(("column", "rows"), [("Visits", ROWS), ("one", TWICE)])
def test_a_fault_of_a_table_is_told_once(tmp_path: Path, column: str, rows: str) -> None:
    assert [path.removesuffix(".column") for path, _ in _told(tmp_path, column, rows)] == ["queues.billing.arrivals.volumes"]


def test_a_fault_of_a_variant_is_told_beside_it(tmp_path: Path) -> None:
    paths = [path for path, _ in _told(tmp_path, "Visits", ROWS, heads="-3 desks")]
    assert "queues.billing.arrivals.volumes.column" in paths
    assert any(path.startswith("variants.other.") for path in paths)
    assert len(paths) == 2


@pytest.mark.parametrize(("letter", "header"), [("B", "one"), ("c", "two")])
def test_the_letter_of_a_column_is_answered_with_its_header(tmp_path: Path, letter: str, header: str) -> None:
    [(_, hint)] = _told(tmp_path, letter, ROWS)
    assert hint == f"column {letter.upper()} is headed {header}; write column: {header}"
