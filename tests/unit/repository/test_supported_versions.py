"""What ``pyproject.toml`` declares is what the checks run on: Pythons, lowest versions, the extras."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from simdesk.engine.clocks import TESTED_NUMBA

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [name.rsplit(" ", 1)[1] for name in PROJECT["classifiers"] if re.fullmatch(r"Programming Language .* 3\.\d+", name)]


@pytest.fixture(scope="module")
def lowest() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lowest", ROOT / ".ci" / "lowest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_classifiers_name_every_python_from_the_oldest_on(lowest: ModuleType) -> None:
    minors = [int(version.split(".")[1]) for version in PYTHONS]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert lowest.oldest_python() == PYTHONS[0]
    assert all(version in SpecifierSet(PROJECT["requires-python"]) for version in PYTHONS)


def test_this_python_is_one_of_them_or_newer() -> None:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert here in PYTHONS or sys.version_info[:2] > (3, int(PYTHONS[-1].split(".")[1]))


def test_the_checks_run_on_the_pythons_of_the_classifiers() -> None:
    """nox reads them from the same place: no list of its own."""
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert "nox.project.python_versions(PYPROJECT)" in text
    assert not re.search(r"\b3\.1\d\b", text)


def test_the_lowest_versions_are_those_declared(lowest: ModuleType) -> None:
    found = lowest.lowest_versions(PYTHONS[0])
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"python_version": PYTHONS[0]}):
            assert found[requirement.name] in requirement.specifier, line


def test_every_library_that_runs_with_simdesk_has_a_lowest_version(lowest: ModuleType) -> None:
    declared = [Requirement(line) for line in PROJECT["dependencies"]]
    declared += [
        Requirement(line) for extra in ("test", "performance", "cluster") for line in PROJECT["optional-dependencies"][extra]
    ]
    assert {one.name for one in declared} <= lowest.lowest_versions(PYTHONS[0]).keys()


@pytest.mark.parametrize("python", PYTHONS)
def test_each_python_has_one_numba(python: str) -> None:
    """Each numba runs on some Pythons only, so the lowest one is declared for each."""
    lines = [line for line in map(Requirement, PROJECT["dependencies"]) if line.name == "numba"]
    assert sum(line.marker is None or line.marker.evaluate({"python_version": python}) for line in lines) == 1


def test_the_compiled_clock_is_tested_with_the_lowest_numba_on(lowest: ModuleType) -> None:
    assert lowest.lowest_versions(PYTHONS[0])["numba"] == TESTED_NUMBA[0]
