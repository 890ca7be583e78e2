"""More cores: the same results to the bit, whoever plays the days, and clear errors when workers fail."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simdesk as sd
from simdesk.errors import RunError, UsageError
from simdesk.results.run import begin
from simdesk.results.running import play as playing
from simdesk.results.running.gathered import Gathered, Part, arrays_of, tally_of
from simdesk.results.running.job import Job
from simdesk.results.running.work import DayCounter, count_days, made_here
from simdesk.results.running.workers import Processes, Task, in_order

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def day() -> sd.Scenario:
    return sd.load(ROOT / "scenarios" / "first_day.yaml")


@pytest.fixture(scope="module")
def alone(day: sd.Scenario) -> sd.Results:
    return sd.run(day, 12, cores=1)


@pytest.fixture(scope="module", autouse=True)
def _workers_ended() -> Iterator[None]:
    yield
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor(max_workers=1).shutdown(wait=True)


def same(one: sd.Results, other: sd.Results) -> bool:
    tables = ("targets", "summary", "intervals", "staffing", "days")
    return all(getattr(one, name).equals(getattr(other, name)) for name in tables)


@pytest.mark.slow
def test_two_cores_give_the_same_to_the_bit(day: sd.Scenario, alone: sd.Results, monkeypatch: pytest.MonkeyPatch) -> None:
    # Workers start slowly, so that this process would have played it all by then.
    monkeypatch.setattr(Processes, "start", lambda self, compiled: lambda: True)
    seen: list[tuple[int, int]] = []
    found = sd.run(day, 12, cores=2, progress=lambda done, of: seen.append((done, of)))
    assert found.facts.cores == 2
    assert alone.facts.cores == 1
    assert same(found, alone)
    assert found.facts.contacts == alone.facts.contacts
    assert seen == sorted(seen)
    assert seen[-1] == (12, 12)
    # The logs stayed with the workers, and are simulated again.
    assert found.kept_logs is None
    assert found.contacts.equals(alone.contacts)
    assert found.agents.equals(alone.agents)


@pytest.mark.slow
def test_a_precision_is_reached_on_the_same_day(day: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Processes, "start", lambda self, compiled: lambda: True)
    until = day.with_changes({"replications": {"until": "service_level(service, 20 s) ± 3%", "at_most": 80, "at_least": 6}})
    one, two = sd.run(until, cores=1), sd.run(until, cores=2)
    assert 6 < one.facts.replications < 80
    assert one.facts.replications == two.facts.replications
    assert one.facts.stopped == two.facts.stopped
    assert same(one, two)


@pytest.mark.slow
def test_variants_go_through_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Processes, "start", lambda self, compiled: lambda: True)
    variants = sd.load(ROOT / "scenarios" / "variants.yaml")
    one = sd.compare(variants, 3, cores=1)
    seen: list[tuple[int, int]] = []
    two = sd.compare(variants, 3, cores=2, progress=lambda done, of: seen.append((done, of)))
    assert one.table.equals(two.table)
    assert seen[-1] == (3 * len(one.results), 3 * len(one.results))
    assert {results.facts.cores for results in two.results.values()} == {2}


def test_more_cores_only_where_they_pay(day: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "cores_here", lambda: 2)
    assert sd.run(day, 5).facts.cores == 1
    monkeypatch.setattr(playing, "PAYS_FROM", 0.0)
    monkeypatch.setattr(playing, "_LOOK_AFTER", 0.0)
    monkeypatch.setattr(Processes, "start", lambda self, compiled: lambda: True)
    assert sd.run(day, 5).facts.cores == 2


@pytest.mark.parametrize("cores", [0, -1, 1.5, True, "two", 100_000])
def test_numbers_of_cores_that_are_none(day: sd.Scenario, cores: Any) -> None:
    with pytest.raises(UsageError, match="cores"):
        sd.run(day, 2, cores=cores)


def test_an_own_process_stays_here(day: sd.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "PAYS_FROM", 0.0)
    seen: list[float] = []

    def watch(environment: Any, desk: Any) -> Iterator[Any]:
        seen.append(desk.now)
        yield environment.timeout(1)

    assert sd.run(day, 3, process=watch).facts.cores == 1
    assert len(seen) == 3
    with pytest.raises(UsageError, match="process"):
        sd.run(day, 3, process=watch, cores=2)


@pytest.mark.slow
def test_a_worker_that_would_make_other_numbers_refuses(day: sd.Scenario) -> None:
    work = begin(day, 4).job.work
    other = replace(work, made_with=replace(made_here(), numpy="1.0.0", sources="0123456789ab"))
    with pytest.raises(RunError) as caught:
        count_days(other, 0, 1)
    assert "numpy 1.0.0" in str(caught.value)
    assert f"numpy {np.__version__}" in str(caught.value)
    # And so it does in another process, from which the error comes back whole.
    with pytest.raises(RunError, match=r"numpy 1\.0\.0"):
        list(in_order(Processes(1), iter([Task(0, other, 0, 1)])))


@pytest.mark.slow
def test_a_worker_that_dies_is_a_clear_error(day: sd.Scenario) -> None:
    crew = Processes(2)
    work = begin(day, 40).job.work
    parts = in_order(crew, (Task(0, work, k, k + 1) for k in range(40)))
    next(parts)
    for process in list(crew._executor._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(RunError, match="worker process died"):
        list(parts)
    # The next run has workers again.
    assert [task.first for task, _ in in_order(Processes(2), iter([Task(0, work, 0, 1), Task(0, work, 1, 2)]))] == [0, 1]


@pytest.mark.slow
def test_nobody_works_on_when_the_caller_stops(day: sd.Scenario) -> None:
    crew = Processes(2)
    work = begin(day, 400).job.work
    parts = in_order(crew, (Task(0, work, k, k + 1) for k in range(400)))
    next(parts)
    workers = list(crew._executor._processes.values())
    began = time.perf_counter()
    parts.close()
    assert not any(worker.is_alive() for worker in workers)
    assert time.perf_counter() - began < 30


class Slow:
    """Workers of whom the first task is done last."""

    cores = 2

    def __init__(self) -> None:
        self.given: list[int] = []
        self.taken_back = 0

    def submit(self, task: Task) -> Any:
        self.given.append(task.first)
        crew = self

        class Future:
            def result(self) -> Part:
                return Part(task.first, task.last, {}, np.zeros(1, np.int64))

            def done(self) -> bool:
                return False

            def cancel(self) -> None:
                crew.taken_back += 1

        return Future()

    def give_up(self, futures: Any) -> None:
        raise AssertionError("nothing failed")

    def failure(self, error: Exception) -> RunError | None:
        return None


def test_tasks_are_given_a_few_ahead_and_taken_back_when_unwanted(day: sd.Scenario) -> None:
    crew, work = Slow(), begin(day, 4).job.work
    done: list[int] = []
    tasks = (Task(0, work, k, k + 1) for k in range(100) if len(done) < 5)
    for task, _ in in_order(crew, tasks, lambda task: len(done) < 5):
        done.append(task.first)
    assert done == [0, 1, 2, 3, 4]
    assert len(crew.given) <= 5 + 3 * crew.cores
    assert crew.taken_back == len(crew.given) - 5


def test_this_process_works_while_it_would_wait(day: sd.Scenario) -> None:
    crew, work = Slow(), begin(day, 4).job.work
    here: list[int] = []

    def play(task: Task) -> Part:
        here.append(task.first)
        return Part(task.first, task.last, {}, np.zeros(1, np.int64))

    done = [task.first for task, _ in in_order(crew, (Task(0, work, k, k + 1) for k in range(60)), here=play)]
    assert done == list(range(60))
    assert sorted(here + crew.given) == done
    assert len(here) > 5


@pytest.mark.slow
def test_days_come_in_any_size(day: sd.Scenario) -> None:
    job = begin(day, 30).job
    counter = DayCounter(job.work)
    tallies = [counter.count(k)[0] for k in range(30)]
    whole = Gathered(30)
    for k, tally in enumerate(tallies):
        whole.put(k, tally, k)
    mixed = Gathered(30)
    mixed.put_part(count_days(job.work, 20, 30))
    mixed.put_part(whole.part(0, 3))
    mixed.put_part(count_days(job.work, 3, 20))
    for place, array in arrays_of(whole.tallies(30).data).items():
        assert np.array_equal(arrays_of(mixed.tallies(30).data)[place], array, equal_nan=True)
    again = arrays_of(tally_of(arrays_of(tallies[0])))
    assert again.keys() == arrays_of(tallies[0]).keys()


@pytest.mark.slow
def test_days_that_are_there_already_are_not_given_out(day: sd.Scenario) -> None:
    work = begin(day, 20).job.work
    job: Job = begin(day, 20).job
    job.take_over([count_days(work, 0, 4), count_days(work, 9, 12)])
    assert job.there == 4
    given = []
    while (days := job.take(3)) is not None:
        given.append(days)
        job.put_part(count_days(work, *days))
    assert given == [(4, 7), (7, 9), (12, 15), (15, 18), (18, 20)]
    assert job.enough == 20
    assert np.array_equal(job.gathered.contacts[:20], count_days(work, 0, 20).contacts)


def test_work_goes_to_other_processes_whole(day: sd.Scenario) -> None:
    work = begin(day, 4).job.work
    again = pickle.loads(pickle.dumps(work))
    one, other = count_days(work, 0, 2), count_days(again, 0, 2)
    assert all(np.array_equal(other.arrays[place], array, equal_nan=True) for place, array in one.arrays.items())
