"""Workers of a Dask cluster: an existing scheduler, by its address or by a client that the caller has."""

from __future__ import annotations

import importlib.metadata
import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from simdesk.errors import RunError, UsageError
from simdesk.results.running.work import count_days, made_here, other_numbers
from simdesk.results.running.workers import Task

if TYPE_CHECKING:
    from distributed import Client

CONNECT_WITHIN = 10.0
"""Seconds a scheduler has to answer, and then to have a worker."""


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
        self.cores = max(sum(client.nthreads().values()), 1)

    def submit(self, task: Task) -> Any:
        """Give a task to the scheduler; when its worker dies, another takes it."""
        # The work goes with every task and not ahead of them: what was sent ahead is lost with the worker that holds it.
        key = f"simdesk-{self._run}-{task.job}-{task.first}-{task.last}"
        return self._client.submit(count_days, task.work, task.first, task.last, key=key, pure=False)

    def give_up(self, futures: Sequence[Any]) -> None:
        """Take back what the scheduler has of this run."""
        with suppress(Exception):
            self._client.cancel(list(futures))

    def failure(self, error: Exception) -> RunError | None:
        """What became of the cluster."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        if isinstance(error, KilledWorker):
            return RunError(f"several workers of {self._where} died over the same days", "have they memory enough?")
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
                client.close(timeout=5)


def _connect(address: str) -> Client:
    from distributed import Client

    class Connection(Client):  # type: ignore[misc]
        """A client that leaves nothing behind when it finds no scheduler."""

        def __init__(self) -> None:
            try:
                super().__init__(address, timeout=CONNECT_WITHIN, set_as_default=False, name="simdesk")
            except BaseException:
                self.status = "newly-created"  # so that it does not try to close what it never opened
                with suppress(Exception):
                    self._loop_runner.stop()
                raise

    try:
        return Connection()
    except ValueError as error:
        raise UsageError(f"'{address}' is no address of a scheduler ({error})", "such as tcp://host:8786") from None
    except (OSError, TimeoutError):
        raise RunError(
            f"no scheduler answers at {address}", "start one: dask scheduler, then on each machine: dask worker tcp://HOST:8786"
        ) from None


def _look_at(client: Client, where: str) -> None:
    """Refuse a cluster without workers, or with workers that would make other numbers."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_WITHIN)
    except TimeoutError:
        raise RunError(f"the scheduler at {where} has no workers", f"start some: dask worker {where}") from None
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
