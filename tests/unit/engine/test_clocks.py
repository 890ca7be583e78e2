"""Where the compiled clock cannot play, the SimPy clock does: recorded, said, and with the same numbers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.engine import clocks, compiled_day, simpy_clock
from simdesk.results.files.store import save

ROOT = Path(__file__).parents[3]
DAY = ROOT / "scenarios" / "first_day.yaml"
TESTED = f"{clocks.TESTED_NUMBA[0]} to {clocks.TESTED_NUMBA[-1]}"
UNTESTED = f"the compiled clock is tested with numba {TESTED}, and numba 0.99.1 is installed"


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    clocks.why_not_compiled.cache_clear()
    yield
    clocks.why_not_compiled.cache_clear()


def with_numba(monkeypatch: pytest.MonkeyPatch, installed: str | None) -> None:
    usual = clocks.version

    def version(name: str) -> str:
        if name != "numba":
            return usual(name)
        if installed is None:
            raise PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(clocks, "version", version)


def test_the_numba_here_is_tested() -> None:
    assert clocks.playable("compiled") == ("compiled", "")
    assert clocks.playable("simpy") == ("simpy", "")
    assert isinstance(clocks.player("compiled"), compiled_day.Player)
    assert clocks.player("simpy") is simpy_clock.play_day


@pytest.mark.parametrize(
    ("installed", "reason"),
    [("0.99.1", UNTESTED), ("0.60.0", ""), ("0.6.0", None), ("1.60.0", None), (None, "numba is not installed")],
)
def test_which_versions_play(monkeypatch: pytest.MonkeyPatch, installed: str | None, reason: str | None) -> None:
    with_numba(monkeypatch, installed)
    clock, why = clocks.playable("compiled")
    assert why == reason if reason is not None else "tested" in why
    assert clock == ("simpy" if why else "compiled")
    player = clocks.player("compiled")
    assert player is simpy_clock.play_day if why else isinstance(player, compiled_day.Player)
    assert clocks.playable("simpy") == ("simpy", "")


def test_a_numba_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simdesk.engine.compiled_day", None)
    monkeypatch.delattr("simdesk.engine.compiled_day")
    clock, why = clocks.playable("compiled")
    assert clock == "simpy"
    assert "cannot be used (ModuleNotFoundError: " in why


def test_a_run_falls_back_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    day = sd.load(DAY)
    usual = sd.run(day, 2, engine="simpy")
    assert usual.facts.engine_reason == ""
    with_numba(monkeypatch, "0.99.1")
    found = sd.run(day, 2, engine="compiled")
    assert (found.facts.engine, found.facts.engine_reason) == ("simpy", UNTESTED)
    assert found.contacts.equals(usual.contacts)
    save(found, tmp_path / "run")
    assert sd.load_run(tmp_path / "run").facts.engine_reason == UNTESTED


@pytest.mark.slow
def test_the_command_says_it_at_once_and_in_the_facts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_numba(monkeypatch, "0.99.1")
    arguments = ["run", str(DAY), "-n", "2", "--engine", "compiled", "-o", str(tmp_path)]
    assert execute(arguments) == 0
    out, err = (" ".join(text.split()) for text in capsys.readouterr())
    assert err.count(f"{UNTESTED}: the SimPy clock simulates, with the same results and more slowly") == 1
    assert f"engine simpy ({UNTESTED})" in out
    assert execute([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["run"]["engine"], document["run"]["engine_reason"]) == ("simpy", UNTESTED)


@pytest.mark.slow
def test_a_sweep_and_staffing_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with_numba(monkeypatch, None)
    day = sd.load(DAY)
    found = sd.sweep(day, {"agent_groups.desk.headcount": [6, 7]}, replications=2, engine="compiled")
    assert (found.facts.engine, found.facts.engine_reason) == ("simpy", "numba is not installed")
