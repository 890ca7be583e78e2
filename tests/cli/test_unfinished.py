"""Interrupted work is not lost: what is kept, what goes on from it, and what is refused."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import processes
import pytest
from processes import finished, started

import simdesk as sd
from simdesk.cli.console import ProgressBar
from simdesk.cli.main import execute
from simdesk.errors import RunError, UsageError
from simdesk.results import run as running
from simdesk.results.running import job as keeping
from simdesk.results.running.unfinished import MANIFEST, Unfinished

ROOT = Path(__file__).parents[2]
FIRST_DAY = ROOT / "scenarios" / "first_day.yaml"
TABLES = ("targets", "summary", "intervals", "staffing", "days", "contacts", "agents")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every finished day at once."""
    monkeypatch.setattr(keeping, "KEEP_AFTER", 0.0)
    monkeypatch.setattr(keeping, "KEEP_AT_MOST_EVERY", 0.0)


def stop_after(days: int, monkeypatch: pytest.MonkeyPatch, stop: Callable[[], None]) -> None:
    def show(self: ProgressBar, done: int, of: int) -> None:
        if done >= days:
            stop()

    monkeypatch.setattr(ProgressBar, "__call__", show)


def interrupt() -> None:
    raise KeyboardInterrupt


def command(output: Path, *more: str, days: int = 12) -> list[str]:
    return ["run", str(FIRST_DAY), "-n", str(days), "-o", str(output), "--cores", "1", "--json", *more]


def answer(capsys: Captured) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    del document["run"]["seconds"]
    return document


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES if (folder / f"{name}.parquet").exists()}


def only(parent: Path) -> Path:
    (folder,) = parent.iterdir()
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The run, uninterrupted."""
    output, printed = tmp_path_factory.mktemp("whole"), io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert execute(command(output, "--contacts")) == 0
    document = json.loads(printed.getvalue())
    del document["run"]["seconds"]
    return document, tables(only(output))


@pytest.mark.usefixtures("often")
def test_an_interrupted_run_goes_on_to_the_same_result(
    tmp_path: Path, capsys: Captured, whole: tuple[dict[str, Any], dict[str, pd.DataFrame]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_after(5, patch, interrupt)
        assert execute(command(tmp_path)) == 130
    folder = only(tmp_path)
    assert folder.name.endswith(".unfinished")
    said = capsys.readouterr().err
    assert "5 days kept" in said
    assert "--resume" in said
    with pytest.MonkeyPatch.context() as patch:
        first: list[int] = []
        patch.setattr(ProgressBar, "__call__", lambda self, done, of: first.append(done))
        assert execute(command(tmp_path, "--resume", "--contacts")) == 0
    assert first[0] == 6
    captured = capsys.readouterr()
    assert "going on from 5 days" in captured.err
    document = json.loads(captured.out)
    del document["run"]["seconds"]
    assert document == whole[0]
    found = tables(only(tmp_path))
    assert set(found) == set(TABLES)
    assert all(found[name].equals(whole[1][name]) for name in TABLES)


@pytest.mark.slow
@pytest.mark.usefixtures("often")
def test_a_precision_stops_on_the_same_day_after_going_on(tmp_path: Path, capsys: Captured) -> None:
    until = ["--set", "replications={until: 'service_level(service, 20 s) ± 3%', at_most: 80, at_least: 6}"]
    run = ["run", str(FIRST_DAY), "--cores", "1", "--json", *until]
    assert execute([*run, "--no-save"]) == 0
    expected = answer(capsys)
    with pytest.MonkeyPatch.context() as patch:
        stop_after(9, patch, interrupt)
        assert execute([*run, "-o", str(tmp_path)]) == 130
    assert execute([*run, "-o", str(tmp_path), "--resume"]) == 0
    assert answer(capsys) == expected


@pytest.mark.slow
@pytest.mark.usefixtures("often")
def test_without_resume_it_is_said_and_replaced(tmp_path: Path, capsys: Captured) -> None:
    for days in (5, 3):
        with pytest.MonkeyPatch.context() as patch:
            stop_after(days, patch, interrupt)
            assert execute(command(tmp_path)) == 130
    said = capsys.readouterr().err
    assert "unfinished run of 5 days is replaced (--resume would go on from it)" in said
    assert "3 days kept" in said
    assert Unfinished(only(tmp_path)).count() == 3
    assert execute(command(tmp_path)) == 0
    assert not only(tmp_path).name.endswith(".unfinished")


@pytest.mark.usefixtures("often")
def test_what_is_there_stays_until_there_is_something_better(tmp_path: Path, capsys: Captured, monkeypatch: Any) -> None:
    stop_after(5, monkeypatch, interrupt)
    assert execute(command(tmp_path)) == 130
    monkeypatch.setattr(keeping, "KEEP_AFTER", 60.0)
    assert execute(command(tmp_path)) == 130  # typed without --resume, and stopped at once
    assert Unfinished(only(tmp_path)).count() == 5


@pytest.mark.slow
@pytest.mark.usefixtures("often")
def test_only_the_same_run_goes_on(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_after(4, patch, interrupt)
        assert execute(command(tmp_path)) == 130
    capsys.readouterr()
    for more, said in (
        (["--seed", "7"], "seed 2026 there and 7 here"),
        (["--set", "queues.service.wrap_up=31 s"], "the scenario has changed"),
        (["--metric", "service_level(service, 33 s)"], "other measures"),
    ):
        assert execute(command(tmp_path, "--resume", *more)) == 2
        assert said in capsys.readouterr().err
    assert execute(command(tmp_path, "--resume", days=13)) == 2
    assert "replications 12 there and 13 here" in capsys.readouterr().err
    here = running.made_here()
    for name, value in (("simdesk", "9.9.9"), ("numpy", "1.0.0"), ("sources", "0123456789ab")):
        with monkeypatch.context() as patch:
            patch.setattr(running, "made_here", lambda name=name, value=value: type(here)(**{**vars(here), name: value}))
            assert execute(command(tmp_path, "--resume")) == 2
            said = capsys.readouterr().err
            assert value in said
            assert str(getattr(here, name)) in said
    assert Unfinished(only(tmp_path)).count() == 4
    assert execute(command(tmp_path, "--resume")) == 0


@pytest.mark.slow
def test_nothing_to_go_on_from(tmp_path: Path, capsys: Captured) -> None:
    assert execute(command(tmp_path, "--resume", days=3)) == 0
    assert "starting from the first day" in capsys.readouterr().err
    assert execute(command(tmp_path, "--resume", "--no-save", days=3)) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("damage", ["cut", "bit", "other", "manifest"])
def test_damaged_days_are_simulated_again(
    damage: str, tmp_path: Path, capsys: Captured, whole: tuple[dict[str, Any], dict[str, pd.DataFrame]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_after(6, patch, interrupt)
        assert execute(command(tmp_path)) == 130
    folder = only(tmp_path)
    parts = sorted(folder.glob("*.part"))
    assert len(parts) == 6
    if damage == "manifest":
        (folder / MANIFEST).write_text("{", encoding="utf-8")
    else:
        content = parts[2].read_bytes()
        middle = len(content) // 2
        parts[2].write_bytes(
            {
                "cut": content[:middle],
                "bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
                "other": b"something else",
            }[damage]
        )
    capsys.readouterr()
    assert execute(command(tmp_path, "--resume")) == 0
    captured = capsys.readouterr()
    if damage == "manifest":
        assert "unfinished.json cannot be read: 6 days of this run beside it are whole" in captured.err
    else:
        assert f"1 day is damaged and simulated again ({parts[2].name})" in captured.err
    document = json.loads(captured.out)
    del document["run"]["seconds"]
    assert document == whole[0]


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 4}, "is of seed 4"),
        ({"metrics": "service_level(service, 33 s)"}, "is of another run"),
        ("day", "is of days 4 to 4"),
    ],
    ids=["seed", "run", "day"],
)
def test_a_part_of_another_run_seed_or_day_is_not_used(other: Any, said: str, tmp_path: Path) -> None:
    day, folder = sd.load(FIRST_DAY), tmp_path / "kept"
    found = sd.run(day, 6, seed=3, keep_in=folder, cores=1)
    parts = sorted(folder.glob("*.part"))
    assert len(parts) == 6
    if other == "day":
        shutil.copy(parts[4], parts[2])
    else:
        sd.run(day, 6, **{"seed": 3, **other}, keep_in=tmp_path / "other", cores=1)
        shutil.copy(sorted((tmp_path / "other").glob("*.part"))[2], parts[2])
    with pytest.warns(RuntimeWarning, match=rf"{parts[2].name} {said}: it is not used"):
        again = sd.run(day, 6, seed=3, keep_in=folder, cores=1)
    assert again.days.equals(found.days)
    assert again.facts.contacts == found.facts.contacts
    assert sd.run(day, 6, seed=3, keep_in=folder, cores=1).days.equals(found.days)  # and is replaced


@pytest.mark.slow
@pytest.mark.usefixtures("often")
def test_flipped_bits_in_kept_days_change_no_number(tmp_path: Path) -> None:
    day, folder = sd.load(FIRST_DAY), tmp_path / "kept"
    found = sd.run(day, 3, keep_in=folder, cores=1)
    chance = random.Random(20261129)
    for name in sorted(os.listdir(folder)):
        content = (folder / name).read_bytes()
        for _ in range(4):
            at, bit = chance.randrange(len(content)), chance.randrange(8)
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            (folder / name).write_bytes(bytes(flipped))
            with pytest.warns(RuntimeWarning, match=re.escape(name)):
                again = sd.run(day, 3, keep_in=folder, cores=1)
            assert again.days.equals(found.days)
            assert again.facts.contacts == found.facts.contacts
            (folder / name).write_bytes(content)


@pytest.mark.usefixtures("often")
def test_days_of_an_earlier_simdesk_are_simulated_again(tmp_path: Path) -> None:
    day, folder = sd.load(FIRST_DAY), tmp_path / "kept"
    found = sd.run(day, 3, keep_in=folder, cores=1)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({"format": 1, "cores": 1, "identity": manifest["identity"]}))
    for path in folder.glob("*.part"):
        path.rename(folder / ("-".join(path.name.split("-")[:3]) + ".part"))
    with pytest.warns(RuntimeWarning, match="an earlier simdesk wrote it, so its days are simulated again"):
        assert sd.run(day, 3, keep_in=folder, cores=1).days.equals(found.days)
    assert len(list(folder.glob("*.part"))) == 3
    assert sd.run(day, 3, keep_in=folder, cores=1).days.equals(found.days)


@pytest.mark.slow
@pytest.mark.usefixtures("often")
def test_a_full_disk_is_a_clear_error_and_loses_nothing(
    tmp_path: Path, capsys: Captured, whole: tuple[dict[str, Any], dict[str, pd.DataFrame]]
) -> None:
    force, calls = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 9:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        force(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert execute(command(tmp_path)) == 5
    said = capsys.readouterr().err
    assert "no space left on device" in said
    assert "--resume" in said
    folder = only(tmp_path)
    assert Unfinished(folder).count() >= 3
    assert not list(folder.glob(".*"))
    assert execute(command(tmp_path, "--resume")) == 0
    assert answer(capsys) == whole[0]


@pytest.mark.slow
def test_days_are_kept_from_python_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEEP_AFTER", 0.0)
    day = sd.load(FIRST_DAY)

    def stop(done: int, of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sd.run(day, 8, keep_in=tmp_path / "kept", progress=stop)
    days: list[int] = []
    found = sd.run(day, 8, keep_in=tmp_path / "kept", progress=lambda done, of: days.append(done))
    assert days == [5, 6, 7, 8]
    assert found.days.equals(sd.run(day, 8).days)
    # All there: nothing is simulated, but what asks for the logs.
    again = sd.run(day, 8, keep_in=tmp_path / "kept", progress=lambda done, of: days.append(done))
    assert days == [5, 6, 7, 8]
    assert again.days.equals(found.days)
    assert again.facts.contacts == found.facts.contacts
    assert again.contacts.equals(sd.run(day, 8).contacts)
    with pytest.raises(UsageError, match="seed 2026 there and 5 here"):
        sd.run(day, 8, seed=5, keep_in=tmp_path / "kept")
    part = next((tmp_path / "kept").glob("*.part"))
    part.write_bytes(b"")
    with pytest.warns(RuntimeWarning, match="damaged"):
        sd.run(day, 8, keep_in=tmp_path / "kept")
    # Killed before anything was whole.
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / f".{MANIFEST}.123.tmp").write_text("{")
    assert sd.run(day, 3, keep_in=tmp_path / "begun").facts.replications == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="no unfinished run"):
        sd.run(day, 8, keep_in=tmp_path / "mine")


def test_a_short_run_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEEP_AFTER", 3600.0)  # however slow the machine
    sd.run(sd.load(FIRST_DAY), 2, keep_in=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


# Real processes, killed and short of room


def simdesk(*arguments: str, timeout: float = 300.0, **more: Any) -> subprocess.CompletedProcess[str]:
    return finished(processes.simdesk(*arguments), timeout=timeout, **more)


MANY = 1500
QUIET: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_result(tmp_path: Path) -> None:
    def run(output: Path, *more: str) -> list[str]:
        return ["run", str(FIRST_DAY), "-n", str(MANY), "--engine", "compiled", "--json", "-o", str(output), *more]

    began = time.perf_counter()
    done = simdesk(*run(tmp_path / "whole"))
    assert done.returncode == 0, done.stderr
    lasts = time.perf_counter() - began
    expected = json.loads(done.stdout)
    found = tables(only(tmp_path / "whole"))
    moments = random.Random(20261122)
    kept_some = 0
    for attempt in range(12):
        output = tmp_path / f"attempt{attempt}"
        cores = str(1 + attempt % 2)
        with started(processes.simdesk(*run(output, "--cores", cores)), **QUIET) as process:
            time.sleep(lasts * moments.uniform(0.2, 1.1))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        for folder in output.iterdir() if output.exists() else ():
            if folder.name.endswith(".unfinished"):
                kept_some += Unfinished(folder).count() > 0
            elif not folder.name.startswith("."):
                assert len(tables(folder)) == 5
        done = simdesk(*run(output, "--cores", cores, "--resume"))
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        for each in (document, expected):
            each["run"] = {key: value for key, value in each["run"].items() if key not in ("seconds", "cores")}
        assert document == expected
        folder = only(output)
        assert all(table.equals(found[name]) for name, table in tables(folder).items())
        assert list(output.iterdir()) == [folder]
        shutil.rmtree(output)
    assert kept_some >= 3


@pytest.mark.slow
def test_no_room_for_a_file(tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    arguments = ("run", str(FIRST_DAY), "-n", "200", "--engine", "simpy", "--cores", "1", "-o", str(tmp_path))
    done = simdesk(*arguments, preexec_fn=little_room)
    error = done.stderr
    assert done.returncode == 5, error
    assert "cannot be written" in error
    assert "Traceback" not in error
    for folder in tmp_path.iterdir():
        assert folder.name.endswith(".unfinished")
        assert not list(folder.glob(".*"))
    # Room for the parts, and none for the tables.
    arguments = ("run", str(FIRST_DAY), "-n", "200", "--engine", "simpy", "--cores", "1", "--contacts", "-o", str(tmp_path))

    def some_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    done = simdesk(*arguments, preexec_fn=some_room)
    error = done.stderr
    assert done.returncode == 5, error
    assert "cannot be written" in error
    assert "200 days kept" in error
    assert "Traceback" not in error
    assert only(tmp_path).name.endswith(".unfinished")
    done = simdesk(*arguments, "--resume")
    error = done.stderr
    assert done.returncode == 0, error
    assert len(tables(only(tmp_path))) == 7


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["the process", "its group"])
def test_an_interrupt_ends_the_workers_quietly(whom: str, tmp_path: Path) -> None:
    arguments = ["run", str(FIRST_DAY), "-n", "100000", "--engine", "compiled", "--cores", "2", "-o", str(tmp_path)]
    for wait in (4.0, 7.0):
        with started(processes.simdesk(*arguments), **QUIET) as process:
            time.sleep(wait)
            (os.killpg if whom == "its group" else os.kill)(process.pid, signal.SIGINT)
            _, error = process.communicate(timeout=60)
            assert process.returncode == 130
            assert "interrupted" in error
            assert "Traceback" not in error
            assert "KeyboardInterrupt" not in error
            deadline = time.perf_counter() + 5
            while running_in(process.pid) and time.perf_counter() < deadline:
                time.sleep(0.1)
            assert running_in(process.pid) == []


def running_in(session: int) -> list[str]:
    """Processes of a session that still run, zombies apart."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found


@pytest.mark.slow
def test_a_run_that_was_being_replaced_comes_back(tmp_path: Path) -> None:
    """As if killed between the two renames by which a run folder is replaced."""
    from simdesk.results.files.folder import hold_folder

    assert execute(command(tmp_path, days=2)) == 0
    folder = only(tmp_path)
    (folder / "notes.txt").write_text("mine")
    os.replace(folder, tmp_path / f".{folder.name}.old")
    (tmp_path / f".{folder.name}.new").mkdir()
    with hold_folder(folder):
        assert (folder / "notes.txt").read_text() == "mine"
    assert list(tmp_path.iterdir()) == [folder]


def test_errors_name_what_is_kept() -> None:
    from simdesk.cli.keeping import kept_days_told

    unfinished = Unfinished("runs/day.unfinished")
    with pytest.raises(RunError) as caught, kept_days_told(unfinished):
        raise RunError("lost")
    assert "--resume" not in str(caught.value)
    unfinished.days = 7
    with pytest.raises(RunError, match="7 days kept"), kept_days_told(unfinished):
        raise RunError("lost", "look")
