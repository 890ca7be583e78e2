"""README keeps its word: its scenario loads, its Python runs, its Start block is what CI runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simdesk as sd

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, after: str = "") -> str:
    match = re.search(rf"```{language}\n(.*?)```", README[README.index(after) :], re.DOTALL)
    assert match is not None
    return match.group(1)


def test_the_scenario_runs() -> None:
    results = sd.run(sd.load_text(block("yaml")), 3)
    assert len(results.judgements) == 1


def test_start_holds_two_lines() -> None:
    lines = block("sh", "## Start").splitlines()
    assert len(lines) == 2
    assert all(line.startswith("python3 -m venv .venv && ") for line in lines)
    assert "simdesk run scenarios/anonymous_bank.yaml" in lines[0]
    assert "pytest" in lines[1]


@pytest.mark.slow
def test_the_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(block("python").replace("replications=50", "replications=3"), {})


def test_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
