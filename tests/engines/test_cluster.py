"""A Dask cluster: the same results to the bit, also when a worker is killed, and clear errors when something is missing."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from dask_cluster import Cluster
from processes import end

import simdesk as sd
from simdesk.cli.main import execute
from simdesk.errors import RunError, UsageError
from simdesk.results.running import cluster as clusters

ROOT = Path(__file__).parents[2]
FIRST_DAY = ROOT / "scenarios" / "first_day.yaml"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def day() -> sd.Scenario:
    return sd.load(FIRST_DAY)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    try:
        found.scheduler()
        yield found
    finally:
        found.stop()


def same(one: sd.Results, other: sd.Results) -> bool:
    tables = ("targets", "summary", "intervals", "staffing", "days")
    return all(getattr(one, name).equals(getattr(other, name)) for name in tables)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing(day: sd.Scenario, cluster: Cluster) -> None:
    workers = [cluster.worker(), cluster.worker()]
    killed: list[int] = []

    def kill(done: int, of: int) -> None:
        if done >= 100 and not killed:
            workers[0].send_signal(signal.SIGKILL)
            killed.append(done)

    found = sd.run(day, 600, cluster=cluster.address, progress=kill)
    assert killed
    assert killed[0] < 600
    assert workers[0].wait(timeout=30) == -signal.SIGKILL
    alone = sd.run(day, 600, cores=1)
    assert same(found, alone)
    assert found.facts.contacts == alone.facts.contacts
    # The same scheduler again, by a client of one's own, which stays open; and nothing of the first run is mixed in.
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        variants = sd.load(ROOT / "scenarios" / "variants.yaml")
        assert sd.compare(variants, 3, cluster=client).table.equals(sd.compare(variants, 3, cores=1).table)
        assert same(sd.run(day, 12, seed=5, cluster=client), sd.run(day, 12, seed=5, cores=1))
        assert client.status == "running"


@pytest.mark.slow
def test_the_command_uses_a_cluster(cluster: Cluster, capsys: Captured, tmp_path: Path) -> None:
    cluster.worker()
    run = ["run", str(FIRST_DAY), "-n", "30", "--json"]
    assert execute([*run, "--cluster", cluster.address, "-o", str(tmp_path / "runs")]) == 0
    there = capsys.readouterr()
    assert "distributed" not in there.err  # none of its own lines
    assert execute([*run, "--no-save", "--cores", "1"]) == 0
    here = capsys.readouterr()

    def without_seconds(text: str) -> list[str]:
        return [line for line in text.splitlines() if '"seconds"' not in line]

    assert without_seconds(there.out) == without_seconds(here.out)


@pytest.mark.slow
def test_workers_with_another_simdesk_are_refused(day: sd.Scenario, cluster: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(ROOT / "simdesk", other / "simdesk", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "simdesk" / "demand" / "streams.py").open("a") as file:
        file.write("\n# changed\n")
    worker = cluster.worker(PYTHONPATH=str(other))
    with pytest.raises(RunError, match=r"the worker \S+ has simdesk \S+ \(sources \w+\), numpy \S+; this run is made with"):
        sd.run(day, 5, cluster=cluster.address)
    end(worker)
    named = other / "simdesk-9.9.9.dist-info"
    named.mkdir()
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: simdesk\nVersion: 9.9.9\n")
    cluster.worker(PYTHONPATH=str(other))
    with pytest.raises(RunError, match=r"the worker \S+ has simdesk 9\.9\.9"):
        sd.run(day, 5, cluster=cluster.address)


@pytest.mark.slow
def test_a_scheduler_that_goes_is_a_clear_error(day: sd.Scenario, cluster: Cluster) -> None:
    cluster.worker()

    def end(done: int, of: int) -> None:
        cluster.processes[0].send_signal(signal.SIGKILL)

    with pytest.raises(RunError, match=f"{cluster.address} was lost"):
        sd.run(day, 20_000, cluster=cluster.address, progress=end)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gone", "said"), [("worker", "all workers of {} are gone"), ("scheduler", "the scheduler at {} does not answer any more")]
)
def test_all_who_work_are_gone(
    gone: str, said: str, day: sd.Scenario, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clusters, "BACK_WITHIN", 2.0)
    worker = cluster.worker()
    began: list[float] = []

    def end(done: int, of: int) -> None:
        if not began:
            began.append(time.monotonic())
            monkeypatch.setattr(clusters, "CONNECT_WITHIN", 1.0)
            if gone == "worker":
                worker.send_signal(signal.SIGKILL)
            else:
                cluster.processes[0].send_signal(signal.SIGSTOP)  # its connections stay open, and nobody answers

    with pytest.raises(RunError, match=said.format(cluster.address) + ", and none came back within 2 s"):
        sd.run(day, 20_000, cluster=cluster.address, progress=end, keep_in=tmp_path / "kept")
    assert 2.0 < time.monotonic() - began[0] < 30.0


@pytest.mark.slow
def test_a_worker_that_comes_back_in_time_goes_on(day: sd.Scenario, cluster: Cluster) -> None:
    workers = [cluster.worker()]

    def replace(done: int, of: int) -> None:
        if len(workers) == 1:
            workers[0].send_signal(signal.SIGKILL)
            workers.append(cluster.worker())

    assert same(sd.run(day, 300, cluster=cluster.address, progress=replace), sd.run(day, 300, cores=1))
    assert len(workers) == 2


@pytest.mark.slow
def test_a_scheduler_without_workers(day: sd.Scenario, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError, match="no workers after 10 s"):
        sd.run(day, 5, cluster=cluster.address)


@pytest.mark.slow  # needs Dask
def test_a_scheduler_that_is_not_there(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_WITHIN", 0.5)
    assert execute(["run", str(FIRST_DAY), "-n", "5", "--no-save", "--cluster", "tcp://127.0.0.1:9"]) == 5
    said = capsys.readouterr().err
    assert "tcp://127.0.0.1:9" in said
    assert "dask scheduler" in said
    assert "Traceback" not in said
    assert (
        execute(["compare", str(ROOT / "scenarios" / "variants.yaml"), "-n", "2", "--cluster", "tcp://127.0.0.1:9", "--no-save"])
        == 5
    )
    assert "tcp://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.slow  # needs Dask
@pytest.mark.parametrize(
    "address",
    [
        "",
        "nowhere",
        "tcp://",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:abc",
        "tcp://127.0.0.1:9/path",
        "tcp:127.0.0.1:9",
        " tcp://127.0.0.1:9",
        "http://127.0.0.1:80",
        "ssh://127.0.0.1",
        "file:///tmp/scheduler.json",
        "inproc://127.0.0.1/1/1",
        "tls://127.0.0.1:9",
        "ucx://127.0.0.1:9",
    ],
)
def test_what_is_no_address(address: str, capsys: Captured) -> None:
    assert execute(["run", str(FIRST_DAY), "-n", "5", "--no-save", "--cluster", address]) == 2
    said = capsys.readouterr().err
    assert "tcp://host:8786" in said
    assert f"'{address}'" in said
    assert "Traceback" not in said


class Listener:
    """A port on loopback where something listens that is no scheduler."""

    def __init__(self, answer: bytes | None) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._answer = answer
        self._open: list[socket.socket] = []
        self.address = f"tcp://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._socket.accept()
                self._open.append(connection)
                if self._answer is not None:
                    connection.sendall(self._answer)

    def close(self) -> None:
        for each in (self._socket, *self._open):
            each.close()


@pytest.mark.slow  # needs Dask
@pytest.mark.parametrize(
    "answer",
    [None, b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", b"\x00" * 8 + b"garbage" * 100, b"\xff" * 64],
    ids=["never", "accepts", "http", "garbage", "ones"],
)
def test_a_port_where_something_else_listens(answer: bytes | None, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_WITHIN", 1.0)
    listener = Listener(answer)
    began = time.monotonic()
    assert execute(["run", str(FIRST_DAY), "-n", "5", "--no-save", "--cluster", listener.address]) == 5
    assert time.monotonic() - began < 15.0
    said = capsys.readouterr().err
    assert listener.address in said
    assert "Traceback" not in said
    listener.close()


@pytest.mark.slow  # needs Dask
@pytest.mark.parametrize("address", ["tcp://127.0.0.2:1", "127.0.0.1:9", "tcp://[::1]:9", "ws://127.0.0.1:9", ":9", "tcp://:9"])
def test_nobody_listens(address: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_WITHIN", 0.5)
    assert execute(["run", str(FIRST_DAY), "-n", "5", "--no-save", "--cluster", address]) == 5
    said = capsys.readouterr().err
    assert f"no scheduler answers at {address} within 0.5 s" in said
    assert "Traceback" not in said


def test_the_extra_is_named_where_it_is_missing(day: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"simdesk\[cluster\]"):
        sd.run(day, 2, cluster="tcp://127.0.0.1:8786")


@pytest.mark.slow  # needs Dask
def test_cores_or_a_cluster(day: sd.Scenario) -> None:
    with pytest.raises(UsageError, match="cluster"):
        sd.run(day, 2, cores=2, cluster="tcp://127.0.0.1:8786")
    with pytest.raises(UsageError, match="address"):
        sd.run(day, 2, cluster=3)  # type: ignore[arg-type]
