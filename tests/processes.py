"""Processes that tests start: interrupts reach them as in a terminal, and none of them is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def started(command: Sequence[str], **more: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process in a group of its own, which is killed in the end, whatever happens.

    A shell starts what runs in the background (``pytest &``) with interrupts ignored, and children inherit that: here they
    do not.

    Parameters
    ----------
    command : sequence of str
    **more
        As ``subprocess.Popen`` takes them.
    """
    process = start(command, **more)
    try:
        yield process
    finally:
        end(process)


def start(command: Sequence[str], **more: Any) -> subprocess.Popen[Any]:
    """The same for those who call ``end`` themselves, in ``finally``."""
    with _interrupts_by_default():
        return subprocess.Popen(list(command), start_new_session=True, **more)


def end(process: subprocess.Popen[Any]) -> None:
    """Kill what is left of the process's group, and close its pipes."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


@contextmanager
def _interrupts_by_default() -> Iterator[None]:
    """What is ignored stays ignored in a child; what has a handler is as it is by default there."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def finished(command: Sequence[str], *, timeout: float = 120.0, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a process to its end, with what it printed; as ``subprocess.run``, but nothing of it is left behind."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with started(command, **(pipes | more)) as process:
        out, error = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(list(command), process.returncode, out, error)


def simdesk(*arguments: object) -> list[str]:
    """The command line of simdesk in this Python."""
    return [sys.executable, "-m", "simdesk", *map(str, arguments)]
