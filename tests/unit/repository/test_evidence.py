"""The page ``docs/why-believe-it.md`` lists every statistical test, every stored result and every law: no more, no less."""

from __future__ import annotations

import pytest
from evidence import COLLECTED, Case, Finding, away
from evidence_page import PAGE, listed, page, standing, statistical_tests

WRITE = "write it anew: python -m pytest -m statistical tests --write-evidence docs/why-believe-it.md"


def test_the_page_lists_every_statistical_test(pytestconfig: pytest.Config) -> None:
    """Cases that a test makes are parametrised, so a new case is a new test."""
    on_page, collected = listed(PAGE.read_text(encoding="utf-8")), statistical_tests(pytestconfig.stash[COLLECTED])
    assert on_page - collected == set(), f"no longer there; {WRITE}"
    assert collected - on_page == set(), f"not on the page; {WRITE}"


def test_the_page_lists_formulas_stored_results_and_laws_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for section in standing():
        assert section in text, f"{section.splitlines()[0]} is out of date; {WRITE}"


def test_a_deviation_in_standard_errors() -> None:
    assert away("x", 10.0, 9.0, 0.5) == Finding("x", 10.0, 9.0, 0.5, -2.0)
    assert away("x", 10.0, 10.0, 0.0).z == 0.0


@pytest.mark.slow
def test_a_page_shows_the_sharpest_run_and_names_the_others() -> None:
    """Two runs of a case, short and long; the long one has the smaller standard error."""

    def run(error: float, simulated: float) -> list[dict[str, object]]:
        finding = vars(away("wait_time", 10.0, simulated, error))
        case = vars(Case("A case", "a book", {"n": 3}))
        return [{**case, "findings": [finding], "false_alarm": 1e-4, "days": 20}]

    text = page({"tests/a.py::test_short": run(0.5, 10.5), "tests/a.py::test_long": run(0.1, 10.05)})
    assert "| wait\\_time | 10 | 10.05 | 0.1 | +0.50 |" in text
    assert "10.5" not in text
    assert listed(text) == {"tests/a.py::test_short", "tests/a.py::test_long"}
    assert "| within 1.96 standard errors (95% expected) | 100.0% |" in text
