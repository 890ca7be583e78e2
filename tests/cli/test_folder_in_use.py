"""Two commands on one folder: the second says who holds it, and ends."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import finished, simdesk, started

import simdesk as sd
from simdesk import locks
from simdesk.cli.main import execute
from simdesk.errors import RunError
from simdesk.locks import held, lock_of
from simdesk.results.files.store import run_folder

ROOT = Path(__file__).parents[2]
FIRST_DAY = ROOT / "scenarios" / "first_day.yaml"
DAYS = 2
HOLD = """
import sys
from pathlib import Path
from simdesk.locks import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
Captured = pytest.CaptureFixture[str]


def command(output: Path) -> list[str]:
    return ["run", str(FIRST_DAY), "-n", str(DAYS), "-o", str(output), "--cores", "1", "--json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The run folder of that command."""
    return run_folder(sd.load(FIRST_DAY).with_changes({"replications": DAYS}), tmp_path / "runs")


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with started([sys.executable, "-c", HOLD, str(folder)], **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.mark.slow
def test_the_second_says_who_holds_it(folder: Path, holder: subprocess.Popen[str], capsys: Captured) -> None:
    assert execute(command(folder.parent)) == 5
    said = capsys.readouterr()
    who = rf"process {holder.pid} on {re.escape(platform.node())} holds it since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.search(rf"{re.escape(folder.name)} is in use: {who}\nhint: wait until it has ended", said.err)
    assert "delete" not in said.err
    assert said.out == ""
    assert not folder.exists()
    holder.communicate("", timeout=30)
    assert execute(command(folder.parent)) == 0
    assert os.listdir(folder.parent) == [folder.name]


@pytest.mark.slow
def test_what_a_dead_process_held_is_taken_over(folder: Path, holder: subprocess.Popen[str], capsys: Captured) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait(timeout=30)
    assert lock_of(folder).exists()
    assert execute(command(folder.parent)) == 0
    assert os.listdir(folder.parent) == [folder.name]


@pytest.mark.slow
def test_of_another_machine_it_cannot_be_told(folder: Path, capsys: Captured) -> None:
    folder.parent.mkdir()
    lock = lock_of(folder)
    lock.write_text(json.dumps({"pid": 17, "host": "elsewhere", "since": "2026-11-29 12:00:00"}))
    assert execute(command(folder.parent)) == 5
    said = " ".join(capsys.readouterr().err.split())
    assert "process 17 on elsewhere holds it since 2026-11-29 12:00:00" in said
    assert f"if it has ended already, delete {lock}" in said
    assert lock.exists()
    lock.unlink()
    assert execute(command(folder.parent)) == 0


@pytest.mark.slow
def test_a_lock_that_cannot_be_read_is_taken_over(folder: Path) -> None:
    folder.parent.mkdir()
    lock_of(folder).write_text("{")
    assert execute(command(folder.parent)) == 0
    assert os.listdir(folder.parent) == [folder.name]


def test_days_that_are_kept_are_held_too(tmp_path: Path) -> None:
    day, kept = sd.load(FIRST_DAY), tmp_path / "kept"
    refused: list[str] = []

    def again(done: int, of: int) -> None:
        def other() -> None:
            with pytest.raises(RunError) as caught:
                sd.run(day, 3, keep_in=kept, cores=1)
            refused.append(caught.value.message)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    sd.run(day, 3, keep_in=kept, cores=1, progress=again)
    assert len(refused) == 3
    assert all(f"{kept} is in use: process {os.getpid()}" in message for message in refused)
    sd.run(day, 3, keep_in=kept, cores=1)


def test_comparisons_and_sweeps_hold_their_folder(tmp_path: Path) -> None:
    comparison = sd.compare(sd.load(ROOT / "scenarios" / "variants.yaml"), 2, variants=["one_more"], cores=1)
    place = tmp_path / "compared"
    lock_of(place).write_text(json.dumps({"pid": 17, "host": "elsewhere", "since": "long ago"}))
    with pytest.raises(RunError, match="process 17 on elsewhere holds it since long ago"):
        comparison.save(place)
    assert not place.exists()


def test_the_same_thread_may_hold_it_again(tmp_path: Path) -> None:
    place = tmp_path / "new" / "day"
    with held(place):
        with held(place):
            assert lock_of(place).exists()
        assert lock_of(place).exists()
    assert list(tmp_path.iterdir()) == []  # the folder above was made for it, and nothing came into it


@pytest.mark.parametrize("pid", [os.getpid(), None], ids=["alive", "dead"])
def test_a_file_system_without_locks(pid: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the file says decides then."""

    def no_locks(handle: int, operation: int) -> None:
        raise OSError(38, "no locks here")

    monkeypatch.setattr(locks.fcntl, "flock", no_locks)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    place = tmp_path / "day"
    lock_of(place).write_text(json.dumps({"pid": pid or dead.pid, "host": platform.node(), "since": "noon"}))
    if pid is None:
        with held(place):
            pass
        assert not lock_of(place).exists()
    else:
        with pytest.raises(RunError, match=f"process {pid} on .* holds it since noon"), held(place):
            pass


def test_a_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    place = tmp_path / "day"
    with held(place):
        assert lock_of(place).exists()
    lock_of(place).write_text(json.dumps({"pid": 1, "host": platform.node(), "since": "noon"}))
    with pytest.raises(RunError, match=r"holds it since noon.*if it has ended already, delete"), held(place):
        pass


@pytest.mark.slow
def test_two_commands_at_the_same_time(folder: Path, capsys: Captured) -> None:
    """The first goes on as if nothing were, and the second one's end leaves nothing behind."""
    arguments = simdesk(*command(folder.parent))
    arguments[arguments.index(str(DAYS))] = "3000"
    long = run_folder(sd.load(FIRST_DAY).with_changes({"replications": 3000}), folder.parent)
    with started(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as first:
        while not lock_of(long).exists():
            assert first.poll() is None
        second = finished(arguments, timeout=60)
        assert first.poll() is None
        assert second.returncode == 5
        assert f"process {first.pid} on" in second.stderr
        first.send_signal(signal.SIGINT)
        _, said = first.communicate(timeout=60)
        assert first.returncode == 130
        assert {path.name for path in folder.parent.glob("*")} <= {f"{long.name}.unfinished"}, said
