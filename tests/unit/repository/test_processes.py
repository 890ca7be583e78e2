"""The helper with which tests start processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from processes import started

SLEEPER = "import time; print('here', flush=True); time.sleep(60)"
WITH_A_CHILD = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]).pid, flush=True); " + SLEEPER


@pytest.fixture
def interrupts_ignored() -> Iterator[None]:
    """As for a test run that a shell has put in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts_ignored")
def test_an_interrupt_reaches_a_process_though_the_tests_ignore_it() -> None:
    with started([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in error
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_nothing_of_its_group_is_left_behind() -> None:
    with started([sys.executable, "-c", WITH_A_CHILD], stdout=subprocess.PIPE, text=True) as one:
        child = psutil.Process(int(one.stdout.readline()))
    assert one.returncode == -signal.SIGKILL
    until = time.monotonic() + 10
    while time.monotonic() < until and child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.02)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
