"""The tables of measured figures have the form that ``tests.performance.page`` writes, and what they list is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import days_saved
import first_use
import page
import pytest
import stages
import works

import scenarios
import simdesk
from simdesk.benchmark.measuring import Speeds

PERFORMANCE, README = page.PAGES
SPEED, RATIO = r"(–|[\d,]+ k)", r"(–|[\d,]+(\.\d+)?)"
HEADS = {
    "agreement": works.AGREEMENT_HEADS,
    "speeds": works.HEADS,
    "scenarios": scenarios.HEADS,
    "stages": stages.heads(),
    "first use": first_use.HEADS,
    "days saved": days_saved.HEADS,
}
CELLS = {
    "agreement": r"[\w' ;]+|\d[\d,.%s ;]*",
    "speeds": rf"{SPEED}|{RATIO}",
    "scenarios": rf"{SPEED}|[\d,]+",
    "stages": r"[\d,]+ \(\d+%\)|[\d,]+(\.\d\d)?",
    "first use": r"[\d,]+(\.\d)? (s|MB)",
    "days saved": rf"\w+|exact|{RATIO}",
}
"""What stands in a cell behind the first."""
MEASURED = r"Measured on \d{4}-\d\d-\d\d: .+, \d+ cores; simdesk \S+, python \S+, .*ciw \S+; .+\."


def rows(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("name", page.TABLES)
def test_each_table_stands_on_the_page_as_the_script_writes_it(name: str) -> None:
    lines = page.tables_on(PERFORMANCE)[name]
    heads, rule, *body = rows(lines)
    assert heads == list(HEADS[name])
    assert all(re.fullmatch(r"---:?", cell) for cell in rule)
    assert body
    assert [len(row) for row in body] == [len(heads)] * len(body)
    assert [cell for row in body for cell in row[1:] if not re.fullmatch(CELLS[name], cell)] == []
    assert re.fullmatch(MEASURED, lines[-1])


def test_the_tables_list_what_there_is() -> None:
    found = {name: [row[0].strip("*") for row in rows(lines)[2:]] for name, lines in page.tables_on(PERFORMANCE).items()}
    assert set(found) == set(page.TABLES)
    assert found["days saved"] == sorted(path.stem for path in days_saved.SHIPPED.glob("*.yaml"))
    assert found["first use"] == list(first_use.ROWS)
    assert set(found["stages"]) >= set(stages.STAGES) | {stages.SUMMED_UP}
    assert set(found["scenarios"]) <= set(scenarios.all_scenarios())
    assert scenarios.LARGE in found["scenarios"]
    assert len(found["speeds"]) == len(works.ROWS) + len(works.RATIOS)
    assert {row[-1] for row in rows(page.tables_on(PERFORMANCE)["agreement"])[2:]} == {"0"}


def test_readme_has_the_same_speeds() -> None:
    assert page.tables_on(README) == {"speeds": page.tables_on(PERFORMANCE)["speeds"]}


def test_a_table_is_put_between_its_marks_as_deep_as_they_stand(tmp_path: Path) -> None:
    text = f"- a\n\n  <!-- table: x -->\n  old\n  {page.END}\n- b\n<!-- table: y -->\n{page.END}\n"
    written = page.filled(text, "x", ["| a |", "|---|", "", "Measured."])
    assert written == (
        f"- a\n\n  <!-- table: x -->\n\n  | a |\n  |---|\n\n  Measured.\n\n  {page.END}\n- b\n<!-- table: y -->\n{page.END}\n"
    )
    assert page.filled(written, "x", ["| a |", "|---|", "", "Measured."]) == written
    place = tmp_path / "page.md"
    place.write_text(written, encoding="utf-8")
    assert page.tables_on(place) == {"x": ["| a |", "|---|", "", "Measured."], "y": []}


def test_speeds_are_medians_and_so_are_ratios() -> None:
    def round_(factor: float) -> Speeds:
        return dict.fromkeys(works.ROWS, 1e6) | {"compiled": 5e6 * factor, "c_loop": None, "ciw": 20e3}

    lines = works.table({name: [round_(1.0), round_(2.0), round_(3.0)] for name in ("W1", "W2", "W3")})
    found = {row[0]: row[1:] for row in rows(lines)}
    assert found["**simdesk, compiled clock**"] == ["10,000 k"] * 3
    assert found["compiled clock ÷ Ciw"] == ["500"] * 3
    assert found["compiled clock ÷ C loop"] == ["–"] * 3


@pytest.mark.parametrize(
    ("file", "stage"),
    [
        ("demand/workload.py", "draw"),
        ("engine/compiled_draws.py", "draw"),
        ("engine/log.py", "log and laws"),
        ("engine/compiled_clock.py", "play"),
        ("measure/counter.py", "count"),
        ("results/running/gathered.py", "gather"),
        ("cli/main.py", None),
    ],
)
def test_the_stage_of_a_file(file: str, stage: str | None) -> None:
    assert stages.stage_of(file) == stage


def test_the_files_of_the_stages_are_there() -> None:
    package = Path(simdesk.__file__).parent
    prefixes = [prefix for each in stages.STAGES.values() for prefix in each]
    assert [prefix for prefix in prefixes if not (package / prefix).exists()] == []


def test_time_elsewhere_is_of_who_called() -> None:
    import cProfile

    from simdesk.measure import confidence

    profile = cProfile.Profile()
    import numpy as np

    profile.runcall(confidence.percentiles_10_and_90, np.random.default_rng(1).random((100, 10_000)))
    found = stages.by_stage(profile)
    assert found["count"] > 0.9 * sum(found.values()) > 0
