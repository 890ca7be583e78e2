"""A run that is over before the rules are compiled plays on the SimPy clock, and one process compiles them for the next runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simdesk.engine import rule_cache
from simdesk.engine.clocks import why_not_this_numba
from simdesk.locks import held
from simdesk.results.running import compile_beside as beside
from simdesk.results.running.compile_beside import SETTING, Beside, compile_beside

SCENARIO = Path(__file__).parents[2] / "scenarios" / "first_day.yaml"
SAID = "as this run is shorter than compiling the rules"
DAYS = 300
"""Longer than loading compiled rules, shorter than compiling them."""
pytestmark = pytest.mark.skipif(bool(why_not_this_numba()), reason="there is nothing to compile with")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, with a name for what no test starts."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv(SETTING, raising=False)
    folder = rule_cache.cache_folder()
    assert folder is not None
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Notes what would be started, and starts nothing."""
    folders: list[Path] = []
    monkeypatch.setattr(beside, "_start", folders.append)
    return folders


def test_one_is_started(cache: Path, started: list[Path]) -> None:
    assert compile_beside() is Beside.STARTED
    assert started == [cache]


def test_none_is_started_while_one_is_at_work(cache: Path, started: list[Path]) -> None:
    with held(beside._compiling(cache)), ThreadPoolExecutor(1) as another:
        assert another.submit(compile_beside).result() is Beside.RUNNING
    assert not started
    assert compile_beside() is Beside.STARTED


def test_a_setting_turns_it_off(cache: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "0")
    assert compile_beside() is Beside.NOT_DONE
    assert not started


def test_none_is_started_where_nothing_can_be_kept(cache: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "cache_folder", lambda: None)
    assert compile_beside() is Beside.NOT_DONE
    assert not started


def test_none_is_started_without_numba(cache: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "why_not_this_numba", lambda: "numba is not installed")
    assert compile_beside() is Beside.NOT_DONE
    assert not started


def test_what_failed_is_not_tried_again(cache: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(engine: str) -> None:
        raise RuntimeError("a broken numba")

    monkeypatch.setattr(beside, "prepare", fail)
    with pytest.raises(RuntimeError, match="broken"):
        beside._compile(cache)
    assert compile_beside() is Beside.NOT_DONE
    assert not started


def test_a_process_that_cannot_be_started_is_no_trouble(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(cache / "missing"))
    assert compile_beside() is Beside.NOT_DONE


def simdesk(cache: Path, setting: str | None, days: int) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != SETTING}
    return subprocess.run(
        [sys.executable, "-m", "simdesk", "run", str(SCENARIO), "-n", str(days), "--no-save", "--json", "--cores", "1"],
        env=environment | ({} if setting is None else {SETTING: setting}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )


def ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="processes are looked at by signals")
def test_the_rules_are_compiled_beside_a_run(cache: Path) -> None:
    lock = beside._compiling(cache).with_name(f".{beside._compiling(cache).name}.lock")
    short, long = simdesk(cache, None, 2), simdesk(cache, "0", DAYS)
    assert SAID not in short.stderr + long.stderr  # the one too short for either, the other turned off
    assert not lock.exists()
    process = 0
    try:
        first = simdesk(cache, None, DAYS)
        assert f"{SAID}; a process of its own compiles them" in first.stderr
        deadline = time.monotonic() + 60
        while not (lock.exists() and lock.stat().st_size):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process = json.loads(lock.read_text())["pid"]
        assert os.getsid(process) == process
        second = simdesk(cache, None, DAYS)
        assert f"{SAID}; another process is compiling them" in second.stderr or rule_cache.is_warm()
        while not ended(process):
            assert time.monotonic() < deadline + 240
            time.sleep(0.2)
        assert rule_cache.is_warm()
        assert not lock.exists()
        third = simdesk(cache, None, DAYS)
        assert SAID not in third.stderr
        results = [json.loads(each.stdout) for each in (long, first, third)]
        assert [each["run"]["engine"] for each in results] == ["simpy", "simpy", "compiled"]
    finally:
        if process and not ended(process):
            os.kill(process, signal.SIGKILL)
