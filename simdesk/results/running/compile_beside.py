"""Compile the rules beside a run that is over before they would be, for the runs to come.

One process of its own does it: it outlives the command, is nice to it, says nothing, and ends by itself. The system
frees its lock with it, so a second command sees that the rules are being compiled.
"""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from simdesk.engine.clocks import COMPILED, prepare, why_not_this_numba
from simdesk.engine.rule_cache import cache_folder, is_warm, made_with
from simdesk.errors import RunError
from simdesk.locks import held

SETTING = "SIMDESK_COMPILE_BESIDE"
"""The environment variable that turns this off where it is 0."""
LONGEST = 600
"""Seconds after which the process ends in any case."""
_PROGRAM = "from simdesk.results.running.compile_beside import compile_here; compile_here()"


class Beside(Enum):
    """What became of the wish to compile beside a run."""

    STARTED = "started"
    RUNNING = "running"
    """Another command has started it."""
    NOT_DONE = "not done"
    """Turned off, not needed, without a place for what is compiled, or it failed before."""


def compile_beside() -> Beside:
    """Start a process that compiles the rules, where that is wanted, of use, and not being done."""
    if os.environ.get(SETTING) == "0" or not sys.executable or why_not_this_numba() or is_warm():
        return Beside.NOT_DONE
    folder = cache_folder()
    if folder is None or _failed(folder).exists():
        return Beside.NOT_DONE
    try:
        with held(_compiling(folder)):
            pass
    except RunError:
        return Beside.RUNNING
    try:
        _start(folder)
    except OSError:
        return Beside.NOT_DONE
    return Beside.STARTED


def _start(folder: Path) -> None:
    """Start the process in a session of its own, on the same packages, away from the terminal and the folder of the command."""
    packages = os.pathsep.join(os.path.abspath(each) for each in sys.path)
    nothing = subprocess.DEVNULL
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = ("DETACHED_PROCESS", "CREATE_NEW_PROCESS_GROUP", "BELOW_NORMAL_PRIORITY_CLASS")
        apart = {"creationflags": sum(getattr(subprocess, flag) for flag in flags)}
    child = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": packages, SETTING: "0"},
        **apart,
    )
    child.returncode = 0  # it is not waited for, and Python need not warn of that


def compile_here() -> None:
    """Compile everything that the compiled clock needs and keep it: the whole life of the process beside."""
    folder = cache_folder()
    if folder is None:
        return
    if hasattr(os, "nice"):
        os.nice(10)
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    try:
        with held(_compiling(folder)):
            _compile(folder)
    except RunError:
        return  # another one was quicker


def _compile(folder: Path) -> None:
    from simdesk.measure.passes_of_clocks import passes_of

    try:
        prepare(COMPILED)
        passes_of(COMPILED)
    except Exception:  # a numba that cannot compile; the next commands need not try it again
        with suppress(OSError):
            _failed(folder).touch()
        raise


def _compiling(folder: Path) -> Path:
    """What is held while the rules are compiled."""
    return folder / f"compiling-{made_with()}"


def _failed(folder: Path) -> Path:
    return folder / f"failed-{made_with()}"
