"""The hand-written C loop: built with the system's C compiler where there is one, and called on what simdesk drew."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ABANDONED, ANSWERED

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE = Path(__file__).with_suffix(".c")
COMPILERS = ("cc", "gcc", "clang")
"""Commands tried in this order."""
_OPTIONS = (("-O3", "-march=native"), ("-O3",))
_OUTCOMES = np.array([ABANDONED, -1, ANSWERED], np.int32)
"""simdesk's word for each outcome of the loop's; nobody waits when a loop has ended."""


@dataclass(frozen=True)
class CLoop:
    """The loops, built.

    Parameters
    ----------
    library : ctypes.CDLL
    compiler : str
        How it was built: the compiler's own name and version, and the options.
    """

    library: ctypes.CDLL
    compiler: str


def build_c_loop(compilers: tuple[str, ...] = COMPILERS) -> CLoop | None:
    """Build the loops in a temporary folder.

    Parameters
    ----------
    compilers : tuple of str
        Commands to try, in order.

    Returns
    -------
    CLoop or None
        None where there is no compiler, or none that builds a library which can be loaded.
    """
    for command in filter(shutil.which, compilers):
        for options in _OPTIONS:
            with TemporaryDirectory(prefix="simdesk-", ignore_cleanup_errors=True) as folder:
                target = Path(folder) / ("c_loop.dll" if sys.platform == "win32" else "c_loop.so")
                line = [command, *options, "-shared", "-fPIC", "-o", str(target), str(SOURCE)]
                try:
                    subprocess.run(line, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
                    library = ctypes.CDLL(str(target))
                except (OSError, subprocess.SubprocessError):
                    continue
                return CLoop(library, f"{_version(command)} {' '.join(options)}")
    return None


def _version(command: str) -> str:
    try:
        said = subprocess.run([command, "--version"], capture_output=True, text=True, errors="replace", timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return command
    return said.stdout.strip().partition("\n")[0] or command


class CDay:
    """One day of a work, ready for its loop: W1 and W2 are floors of one queue and one group, W3 is the other.

    Parameters
    ----------
    loop : CLoop
    plan : FloorPlan
        Of one of the three works, and of nothing else: the loop for W3 has its routing written in.
    workload : Workload
    """

    def __init__(self, loop: CLoop, plan: FloorPlan, workload: Workload) -> None:
        heads = np.array([group.headcount for group in plan.groups]).astype(np.int64)
        contacts = workload.arrivals
        self._wait_ended = np.empty(contacts)
        self._outcome = np.empty(contacts, np.uint8)
        heap = np.empty(2 * (contacts + int(heads.max(axis=1).sum())))  # items of two words
        given: list[Any] = [np.ascontiguousarray(getattr(workload, name)) for name in ("arrival", "patience", "handle_time")]
        if len(plan.queues) == 1:
            self._play = loop.library.play_one_queue
            changes = np.diff(heads[0], prepend=0)
            when = plan.opening + np.flatnonzero(changes) * plan.interval
            given += [len(when), when, changes[changes != 0], heap]
        else:
            self._play = loop.library.play_three_queues
            behind = np.empty(contacts, np.int64)
            given += [np.ascontiguousarray(workload.queue), heads[:, 0].copy(), heap, behind]
        self._play.restype = ctypes.c_int64
        self._arrays = [contacts, *given, self._wait_ended, self._outcome]  # kept: the loop has only their addresses
        self._arguments = [_argument(value) for value in self._arrays]

    def run(self) -> int:
        """Play the day; gives back the number of contacts answered."""
        return int(self._play(*self._arguments))

    @property
    def outcome(self) -> NDArray[np.int32]:
        """What became of each contact, in order of arrival, in the words of ``simdesk.rules.codes``."""
        return np.asarray(_OUTCOMES[self._outcome])

    @property
    def wait_ended(self) -> NDArray[np.float64]:
        """When each contact was answered or gave up, seconds after midnight."""
        return self._wait_ended


def _argument(value: NDArray[Any] | int) -> Any:
    return ctypes.c_int64(value) if isinstance(value, int) else ctypes.c_void_p(value.ctypes.data)
