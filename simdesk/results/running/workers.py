"""Who does the work besides this process: other processes of this machine here, a Dask cluster in ``cluster.py``.

Both take tasks (days of a work) and give their parts back in the order the tasks were given.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from simdesk.engine.clocks import COMPILED, prepare
from simdesk.errors import RunError, SimdeskError, UsageError
from simdesk.interrupts import interrupts_later
from simdesk.results.running.gathered import Part
from simdesk.results.running.work import Work, count_days

AHEAD = 2
"""Tasks given to each worker ahead of what it does, so that none waits for this process."""
_IDLE = 60.0
"""Seconds after which a worker process without work ends; until then the next run finds it started."""
_GRACE = 2.0
"""Seconds a worker process has to end the day it plays when nobody wants it any more."""
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Task:
    """Some days of one job.

    Parameters
    ----------
    job : int
        Which job of those that are done together.
    work : Work
    first, last : int
        Replications ``first`` to ``last - 1``.
    """

    job: int
    work: Work
    first: int
    last: int


class Crew(Protocol):
    """Workers that take tasks."""

    @property
    def cores(self) -> int:
        """How many tasks are done at the same time."""

    def submit(self, task: Task) -> Any:
        """Give a task; what comes back knows ``result``, ``done`` and ``cancel``."""

    def give_up(self, futures: Sequence[Any]) -> None:
        """End what is being done; nobody wants it any more."""

    def failure(self, error: Exception) -> RunError | None:
        """What an error of the workers themselves, and not of the task, says to a person."""


def in_order(
    crew: Crew,
    tasks: Iterator[Task],
    wanted: Callable[[Task], bool] = lambda task: True,
    *,
    here: Callable[[Task], Part] | None = None,
) -> Generator[tuple[Task, Part], None, None]:
    """Have tasks done, and give their parts in the order of the tasks.

    Parameters
    ----------
    crew : Crew
    tasks : iterator of Task
        Taken only a few ahead of what is done, so that whoever gives them can stop early.
    wanted : callable, optional
        Whether a task given is still wanted when its turn comes; it is taken back otherwise.
    here : callable, optional
        Does a task in this process, which then works too while it would wait.

    Raises
    ------
    SimdeskError
        What a task raised, or what became of the workers. Their work is then given up, as it is when the caller stops.
    """
    most = (1 + AHEAD) * crew.cores
    waiting: deque[tuple[Task, Any]] = deque()
    done = False
    try:
        while True:
            given = sum(not future.done() for _, future in waiting)
            while given < most and (task := next(tasks, None)) is not None:
                waiting.append((task, crew.submit(task)))
                given += 1
            if not waiting:
                break
            task, future = waiting[0]
            if not wanted(task):
                future.cancel()
                waiting.popleft()
            elif here is None or future.done() or len(waiting) > 4 * most or (own := next(tasks, None)) is None:
                part: Part = future.result()
                waiting.popleft()
                yield task, part
            else:
                waiting.append((own, _Done(here(own))))
        done = True
    except Exception as error:
        known = None if isinstance(error, SimdeskError) else crew.failure(error)
        if known is None:
            raise
        raise known from None
    finally:
        if not done:
            crew.give_up([future for _, future in waiting])


@dataclass(frozen=True)
class _Done:
    """A task done in this process, as workers' tasks are."""

    part: Part

    def done(self) -> bool:
        return True

    def result(self) -> Part:
        return self.part

    def cancel(self) -> None:
        pass


# Processes of this machine


def cores_here() -> int:
    """Cores this process may use."""
    from joblib import cpu_count

    return int(cpu_count())


class Processes:
    """Worker processes of this machine, kept for the next run for a minute.

    Parameters
    ----------
    cores : int
        How many.
    """

    def __init__(self, cores: int) -> None:
        from multiprocessing import resource_tracker

        from joblib.externals.loky import get_reusable_executor

        self.cores = cores
        # Started now because it would unblock interrupts when it is started with the first worker.
        resource_tracker.ensure_running()
        with interrupts_later():
            self._executor = get_reusable_executor(
                max_workers=cores, timeout=_IDLE, initializer=_prepare_worker, initargs=(os.getpid(),), env=_ONE_THREAD
            )

    def start(self, compiled: bool) -> Callable[[], bool]:
        """Start the processes; what comes back says whether they can begin, which takes a second."""
        with interrupts_later():
            started = [self._executor.submit(_wake, compiled) for _ in range(self.cores)]
        return lambda: all(future.done() for future in started)

    def submit(self, task: Task) -> Any:
        """Give a task to whoever is free."""
        # Here workers are started, when they are needed: not to be left half done by an interrupt.
        with interrupts_later():
            return self._executor.submit(_count_days, task.work, task.first, task.last)

    def give_up(self, futures: Sequence[Any]) -> None:
        """End the worker processes, at the next day of each; those that take long are killed."""
        workers = list((self._executor._processes or {}).values())
        manager = self._executor._executor_manager_thread
        for worker in workers:
            worker.terminate()
        self._executor.shutdown(wait=False)
        if manager is not None:
            manager.join(_GRACE)
        for worker in workers:
            if worker.is_alive():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        if manager is not None:
            manager.join(_GRACE)

    def failure(self, error: Exception) -> RunError | None:
        """A worker that died."""
        from concurrent.futures.process import BrokenProcessPool

        if isinstance(error, BrokenProcessPool):
            return RunError(
                "a worker process died before it was done (killed from outside, or no memory left)",
                "run it on fewer cores: cores=1, or --cores 1",
            )
        return None


_told_to_stop = threading.Event()
"""In a worker process: its parent wants nothing more of it."""


def _wake(compiled: bool) -> None:
    """Load in a worker process what every day needs."""
    if compiled:
        prepare(COMPILED)


def _count_days(work: Work, first: int, last: int) -> Part:
    return count_days(work, first, last, _told_to_stop.is_set)


def _prepare_worker(parent: int) -> None:
    """What a worker process does first: leave interrupts to its parent, and end when that says so or has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: _told_to_stop.set())
    if os.name != "posix":
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def checked_cores(cores: object, cluster: object = None) -> int | None:
    """A number of cores as a caller gave it.

    Raises
    ------
    UsageError
        When it is none, or a cluster is given besides.
    """
    import numpy as np

    if cores is None:
        return None
    if cluster is not None:
        raise UsageError("cores are of this machine, and a cluster has its own", "leave out one of them")
    if isinstance(cores, bool) or not isinstance(cores, int | np.integer) or cores < 1:
        raise UsageError(f"cores: a whole number of 1 or more (got {cores!r})", "leave it out to use all of them")
    most = max(4 * cores_here(), 16)
    if cores > most:
        raise UsageError(f"cores: this machine has {cores_here()} (got {cores})", "leave it out to use all of them")
    return int(cores)
