"""Workers of a Dask cluster: an existing scheduler, by its address or by a client that the caller has."""

from __future__ import annotations

import importlib.metadata
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from simdesk.errors import RunError, UsageError
from simdesk.results.running.gathered import Part
from simdesk.results.running.work import count_days, made_here, other_numbers
from simdesk.results.running.workers import Task

if TYPE_CHECKING:
    from distributed import Client

CONNECT_WITHIN = 10.0
"""Seconds a scheduler has to answer, and then to have a worker."""
BACK_WITHIN = 30.0
"""Seconds a run waits when all workers have gone, or the scheduler answers no more, until it is given up."""
_EXAMPLE = "tcp://host:8786"
_START = "start one: dask scheduler, then on each machine: dask worker tcp://HOST:8786"
_LOOK_EVERY = 2.0
"""Seconds between looks at the cluster while a task takes long."""
_MARGIN = 2.0
"""Seconds that Dask's own time limits have to come first."""

_T = TypeVar("_T")


def _within(seconds: float, ask: Callable[[], _T]) -> _T:
    """What a function gives, or its error; Dask keeps a time limit only in some of its functions.

    Raises
    ------
    TimeoutError
        When it takes longer. It is then left alone.
    """
    answers: list[_T] = []
    errors: list[BaseException] = []

    def answer() -> None:
        try:
            answers.append(ask())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimeoutError(f"no answer within {seconds:g} s")
    return answers[0]


@dataclass(frozen=True, eq=False)
class _Awaited:
    """A task on the cluster, which is not waited for when nobody is left to do it."""

    future: Any
    look: Callable[[], None]

    def done(self) -> bool:
        return bool(self.future.done())

    def result(self) -> Part:
        while True:
            try:
                part: Part = self.future.result(timeout=_LOOK_EVERY)
            except TimeoutError:
                if self.future.status == "error":  # the task's own
                    raise
                self.look()
            else:
                return part

    def cancel(self) -> None:
        self.future.cancel()


class DaskCrew:
    """The workers of a Dask cluster.

    Parameters
    ----------
    client : distributed.Client
    where : str
        The scheduler's address.
    """

    def __init__(self, client: Client, where: str) -> None:
        self._client = client
        self._where = where
        self._run = uuid.uuid4().hex[:12]
        self.cores = max(sum(_within(CONNECT_WITHIN, client.nthreads).values()), 1)
        self._last_there = time.monotonic()

    def submit(self, task: Task) -> Any:
        """Give a task to the scheduler; when its worker dies, another takes it."""
        # The work goes with every task and not ahead of them: what was sent ahead is lost with the worker that holds it.
        key = f"simdesk-{self._run}-{task.job}-{task.first}-{task.last}"
        future = self._client.submit(count_days, task.work, task.first, task.last, key=key, pure=False)
        self._last_there = time.monotonic()
        return _Awaited(future, self._look)

    def _look(self) -> None:
        """Are there workers? They, and the scheduler, may be away for a while."""
        asked = time.monotonic()
        try:
            workers = len(_within(CONNECT_WITHIN, self._client.nthreads))
            lost = f"all workers of {self._where} are gone"
        except (TimeoutError, OSError):
            workers, lost = 0, f"the scheduler at {self._where} does not answer any more"
        if workers:
            self._last_there = asked
        elif time.monotonic() - self._last_there > BACK_WITHIN:
            raise RunError(f"{lost}, and none came back within {BACK_WITHIN:g} s", "do they have enough memory?")

    def give_up(self, futures: Sequence[Any]) -> None:
        """Take back what the scheduler has of this run."""
        with suppress(Exception):
            _within(CONNECT_WITHIN, lambda: self._client.cancel([awaited.future for awaited in futures]))

    def failure(self, error: Exception) -> RunError | None:
        """What became of the cluster."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        if isinstance(error, KilledWorker):
            return RunError(f"several workers of {self._where} died over the same days", "do they have enough memory?")
        if isinstance(error, CancelledError | CommClosedError | TimeoutError | OSError):
            return RunError(f"the scheduler at {self._where} was lost before the work was done", "is it still running?")
        if isinstance(error, ImportError):
            return RunError(f"a worker of {self._where} cannot import simdesk ({error})", "install simdesk where the workers run")
        return None


@contextmanager
def cluster_of(cluster: str | Client) -> Iterator[DaskCrew]:
    """The workers of a cluster, looked at before they get work.

    Parameters
    ----------
    cluster : str or distributed.Client
        A scheduler's address such as ``tcp://host:8786``; or a client, which stays open.

    Raises
    ------
    UsageError
        When it is neither, or the extra is not installed.
    RunError
        When the scheduler is not there, has no workers, or they would make other numbers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("a cluster needs Dask, which is not installed", "pip install 'simdesk[cluster]'") from None
    if isinstance(cluster, Client):
        where = str(cluster.scheduler_info()["address"])
        _look_at(cluster, where)
        yield DaskCrew(cluster, where)
        return
    if not isinstance(cluster, str):
        raise UsageError(f"a cluster is a scheduler's address or a Dask client (got {cluster!r})", "tcp://host:8786")
    with _quiet_logs():
        client = _connect(cluster)
        try:
            _look_at(client, cluster)
            yield DaskCrew(client, cluster)
        finally:
            with suppress(Exception):
                _within(5.0 + _MARGIN, lambda: client.close(timeout=5))


def _connect(address: str) -> Client:
    """A client of the scheduler at an address.

    Raises
    ------
    UsageError
        When it is no address, or Dask cannot connect in this way here.
    RunError
        When no scheduler answers there in time.
    """
    from distributed import Client

    _check_address(address)
    begun: list[Client] = []

    class Connection(Client):  # type: ignore[misc]
        """A client that leaves nothing behind when it finds no scheduler."""

        def __init__(self) -> None:
            begun.append(self)
            try:
                super().__init__(address, timeout=CONNECT_WITHIN, set_as_default=False, name="simdesk")
            except BaseException:
                self.status = "newly-created"  # so that it does not try to close what it never opened
                with suppress(Exception):
                    self._loop_runner.stop()
                raise

    scheme = address.rpartition("://")[0]
    try:
        return _within(CONNECT_WITHIN + _MARGIN, Connection)
    except OSError:  # TimeoutError is one
        _abandon(begun[0])
        raise RunError(f"no scheduler answers at {address} within {CONNECT_WITHIN:g} s", _START) from None
    except Exception as error:
        if scheme in ("", "tcp"):
            raise RunError(f"what answers at {address} is no Dask scheduler ({error})", _START) from None
        raise UsageError(
            f"'{address}': Dask is not set up for {scheme} here ({error})", f"set it up, or use an address such as {_EXAMPLE}"
        ) from None


def _check_address(address: str) -> None:
    """Refuse what is no address.

    Raises
    ------
    UsageError
    """
    from distributed.comm.addressing import get_address_host_port

    try:
        _, port = get_address_host_port(address, strict=False)
        if port is not None and not 0 < port < 65536:
            raise ValueError(f"a port is 1 to 65535, and not {port}")
    except (ValueError, TypeError, NotImplementedError) as error:
        raise UsageError(f"'{address}' is no address of a scheduler ({error})", f"such as {_EXAMPLE}") from None


def _abandon(client: Client) -> None:
    """End what a client still waits for, so that its threads end too."""
    import asyncio

    def cancel() -> None:
        for task in asyncio.all_tasks():
            task.cancel()

    with suppress(Exception):
        client.loop.asyncio_loop.call_soon_threadsafe(cancel)


def _look_at(client: Client, where: str) -> None:
    """Refuse a cluster without workers, or with workers that would make other numbers."""
    try:
        _within(CONNECT_WITHIN + _MARGIN, lambda: client.wait_for_workers(1, timeout=CONNECT_WITHIN))
    except TimeoutError:
        raise RunError(
            f"the scheduler at {where} has no workers after {CONNECT_WITHIN:g} s", f"start some: dask worker {where}"
        ) from None
    try:
        _within(BACK_WITHIN, lambda: _check_workers(client, where))
    except TimeoutError:
        raise RunError(f"the workers of {where} do not answer within {BACK_WITHIN:g} s", "start them again") from None


def _check_workers(client: Client, where: str) -> None:
    """Refuse workers that would make other numbers."""
    # Asked in the standard library's own words first: a worker without simdesk could not even read ours.
    found = client.run(importlib.metadata.version, "simdesk", on_error="return")
    for worker, answer in found.items():
        if isinstance(answer, importlib.metadata.PackageNotFoundError):
            raise RunError(f"the worker {worker} has no simdesk", f"install simdesk {made_here().simdesk} where the workers run")
    scheduler = _of_scheduler(client)
    if scheduler is not None and scheduler != made_here().simdesk:
        raise other_numbers(f"the scheduler {where} has simdesk {scheduler}", made_here())
    for worker, answer in client.run(made_here, on_error="return").items():
        if isinstance(answer, Exception):
            version = found.get(worker)
            raise other_numbers(f"the worker {worker} has simdesk {version}, which cannot read this work", made_here())
        if answer != made_here():
            raise other_numbers(f"the worker {worker} has {answer}", made_here())


def _of_scheduler(client: Client) -> str | None:
    """The scheduler's simdesk, which it need not have."""
    try:
        return str(client.run_on_scheduler(importlib.metadata.version, "simdesk"))
    except importlib.metadata.PackageNotFoundError:
        return None


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Without Dask's own lines on the terminal; what matters to the caller comes as an error."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    before = {logger: logger.level for logger in map(logging.getLogger, names)}
    for logger in before:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in before.items():
            logger.setLevel(level)
