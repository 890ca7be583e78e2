"""Every command with every option over every shipped scenario: no crash, a documented exit code, readable answers and files.

The options and their values come from the commands' own declarations (``declared``), so a new option joins by itself. The fast
tests play one small scenario with every channel; the slow ones every shipped scenario, and every pair of options.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Annotated

import pytest
import typer
from covering import Trial
from dask_cluster import Cluster
from declared import Place, commands, options

import simdesk as sd
from simdesk.measure import adjust, controls

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
EVERYTHING = ROOT / "tests" / "data" / "scenarios" / "two_hours_of_everything.yaml"
SMALLEST = ROOT / "tests" / "data" / "scenarios" / "an_hour_of_calls_and_mail.yaml"
TAKE_A_SCENARIO = [
    name for name, command in commands().items() if {"scenario", "scenarios", "paths"} & set(signature(command).parameters)
]
MEASURES_SPEED = {"benchmark"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command writes for want of a better place must not be left among the sources."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def variance_reduction_in_few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Controls are fitted, and blocks of days compared, from six days on instead of some thirty."""
    monkeypatch.setattr(adjust, "SPARE_DAYS", 2)
    monkeypatch.setattr(adjust, "DAYS_PER_CONTROL", 2)
    monkeypatch.setattr(adjust, "LEAST_BLOCKS", 2)
    monkeypatch.setattr(controls, "DIFFERING_DAYS", 0.5)


def trial(name: str, path: Path, tmp_path: Path) -> Trial:
    return Trial(name, Place(sd.load(path), tmp_path))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with one worker."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.scheduler()
        cluster.worker()
        yield cluster.address
    finally:
        cluster.stop()


def check(trial: Trial) -> None:
    assert not trial.faults, "\n".join(trial.faults)


@pytest.mark.parametrize("name", commands())
def test_values_are_known_for_each_option(name: str, tmp_path: Path) -> None:
    assert trial(name, EVERYTHING, tmp_path).options


def test_an_option_of_an_unknown_kind_is_told(tmp_path: Path) -> None:
    def fly(height: Annotated[str, typer.Option(metavar="FEET")] = "") -> None: ...

    with pytest.raises(LookupError, match=r"simdesk fly --height: no values are known for FEET; declare a metavar"):
        options(fly, Place(sd.load(EVERYTHING), tmp_path))


@pytest.mark.parametrize("name", sorted(set(commands()) - MEASURES_SPEED))
def test_every_output_of_each_command(name: str, tmp_path: Path) -> None:
    """One call with as much as goes together: what it answers, and every file it writes."""
    tried = trial(name, EVERYTHING, tmp_path)
    tried.each_choice(calls=1)
    check(tried)
    assert tried.accepted


@pytest.mark.slow
@pytest.mark.parametrize("name", commands())
def test_every_pair_of_options_of_each_command(name: str, tmp_path: Path, address: str) -> None:
    tried = Trial(name, Place(sd.load(SMALLEST), tmp_path, address))
    tried.each_choice()
    tried.each_pair()
    check(tried)
    never = {
        f"{option.name} {option.choices[k]}"
        for option in tried.options
        for k in range(len(option.choices))
        if (option.name, k) not in tried.accepted
    }
    told = "\n".join(str(outcome) for outcome in tried.refused.values())
    assert not never, f"no call was accepted with {sorted(never)}: give them another value in declared.py\n{told}"


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", TAKE_A_SCENARIO)
def test_every_option_of_each_command_over_every_scenario(name: str, path: Path, tmp_path: Path) -> None:
    """Every option in use and left out, in two calls: one with as much as goes together, and one with what is left."""
    tried = trial(name, path, tmp_path)
    tried.each_choice(calls=2)
    check(tried)
    assert tried.accepted
