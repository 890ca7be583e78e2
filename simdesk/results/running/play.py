"""Play the days of one run or of several together: in this process, on more cores, or on a cluster.

Who plays a day cannot change a number; it is only a matter of time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from simdesk.engine.clocks import COMPILED, prepare
from simdesk.errors import RunError, UsageError
from simdesk.results.running.gathered import Part
from simdesk.results.running.job import Job
from simdesk.results.running.work import DayCounter, count_days
from simdesk.results.running.workers import Crew, Processes, Task, cores_here, in_order

if TYPE_CHECKING:
    from distributed import Client

PAYS_FROM = 2.0
"""CPU seconds of work still to be done from which more than one core is used, where nothing else is asked for.

Starting a worker process takes a CPU second (Python, numba, the rules read compiled). Measured on two cores, the worker
started anew each time: work of 0.9 s was done 0.9 times as fast as on one core, of 1.7 s 1.1 times, of 3.4 s 1.3 times, of
6.6 s 1.7 times, of 12.5 s 1.8 times.
"""
TASK = 0.3
"""CPU seconds of days that a worker is given at once: far above what a task costs, far below what one waits for."""
_LOOK_AFTER = 0.2
"""CPU seconds of days played here after which it is reckoned what the others will take."""

Tell = Callable[[], None]
"""Called whenever days were finished."""


class Pace:
    """How long days take, learned from those that were played: the least seen, as a first day also wakes things up."""

    def __init__(self) -> None:
        self._per_contact: float | None = None

    def learn(self, seconds: float, contacts: int, days: int) -> None:
        """Take note of days that took so many CPU seconds."""
        seen = seconds / _size(contacts, days)
        self._per_contact = seen if self._per_contact is None else min(self._per_contact, seen)

    def seconds(self, job: Job, days: float) -> float:
        """What so many days of a job will take; nothing is known before the first."""
        return (self._per_contact or 0.0) * _size(job.contacts_a_day * days, days)

    def days_in(self, seconds: float, job: Job) -> int:
        """Days of a job that take so many seconds; one before anything is known."""
        a_day = self.seconds(job, 1)
        return 1 if a_day == 0.0 else max(int(seconds / a_day), 1)


def _size(contacts: float, days: float) -> float:
    # A day without contacts also costs: about as much as fifty of them.
    return contacts + 50.0 * days


def play(
    jobs: Sequence[Job], *, cores: int | None = None, cluster: str | Client | None = None, tell: Tell = lambda: None
) -> None:
    """Play jobs until each has days enough.

    Parameters
    ----------
    jobs : sequence of Job
        Their days go through together, job after job.
    cores : int, optional
        None: all that this process may use, when the work is large enough to pay for starting them.
    cluster : str or distributed.Client, optional
        A Dask cluster that does all of it.
    tell : callable, optional

    Raises
    ------
    UsageError
        When a job has a process of the analyst's, which only this process has, and others are asked to play it.
    RunError
        When a law is broken, a worker is lost, or finished days cannot be kept.
    """
    own = any(job.process is not None for job in jobs)
    if own and (cluster is not None or (cores or 1) > 1):
        raise UsageError("a process of one's own runs in this Python only", "leave out cores and cluster")
    try:
        if cluster is not None:
            from simdesk.results.running.cluster import cluster_of

            with cluster_of(cluster) as crew:
                _play_with(crew, jobs, Pace(), tell)
            return
        if _finished(jobs):
            return
        compiled = any(job.work.engine == COMPILED for job in jobs)
        if compiled:
            prepare(COMPILED)  # before any clock runs, and once for all processes
        _play_on(1 if own else cores or cores_here(), jobs, tell, asked=cores is not None, compiled=compiled)
    except BaseException:
        for job in jobs:
            with suppress(RunError):
                job.keep(now=True)
        raise
    finally:
        for job in jobs:
            if job.enough is not None:
                job.keep(now=True)


def _finished(jobs: Sequence[Job]) -> bool:
    return all(job.enough is not None for job in jobs)


def _play_on(most: int, jobs: Sequence[Job], tell: Tell, *, asked: bool, compiled: bool) -> None:
    """Play on this machine: in this process, and on more cores when they are asked for or pay."""
    pace, look_at = Pace(), _LOOK_AFTER

    def pays(spent: float) -> bool:
        nonlocal look_at
        if asked or most == 1 or spent < look_at:
            return asked and most > 1
        look_at = 1.5 * spent
        return sum(pace.seconds(job, job.forecast) for job in jobs) >= PAYS_FROM

    _play_here(jobs, pace, tell, pays)
    cores = min(most, sum(job.to_give for job in jobs))
    if cores <= 1:
        _play_here(jobs, pace, tell, lambda spent: False)
        return
    crew = Processes(cores - 1)  # and this one
    try:
        ready = crew.start(compiled)
        _play_here(jobs, pace, tell, lambda spent: ready())  # what they need to start is not lost
    except BaseException:
        crew.give_up(())
        raise
    _play_with(crew, jobs, pace, tell, here=lambda task: count_days(task.work, task.first, task.last))


def _play_here(jobs: Sequence[Job], pace: Pace, tell: Tell, enough: Callable[[float], bool]) -> None:
    """Play in this process, to the end, or until the CPU seconds spent on it are ``enough``: asked after every day."""
    spent = 0.0
    for job in jobs:
        counter = DayCounter(job.work, job.process, job.drawn)
        while (days := job.take(1)) is not None:
            began = time.thread_time()
            tally, log = counter.count(days[0])
            took = time.thread_time() - began
            pace.learn(took, len(log.contacts), 1)
            job.put_day(days[0], tally, log)
            tell()
            spent += took
            if enough(spent):
                return


def _play_with(crew: Crew, jobs: Sequence[Job], pace: Pace, tell: Tell, *, here: Callable[[Task], Part] | None = None) -> None:
    """Have the days that are left played by workers, and ``here`` as well."""
    cores = crew.cores + (here is not None)
    if _finished(jobs):
        return
    for job in jobs:
        if job.enough is None:
            job.cores = max(job.cores, cores)

    def tasks() -> Iterator[Task]:
        for k, job in enumerate(jobs):
            while True:
                share = sum(each.to_give for each in jobs) // (2 * cores)  # so that all end at about the same time
                days = job.take(max(min(pace.days_in(TASK, job), share), 1))
                if days is None:
                    break
                yield Task(k, job.work, *days)

    with closing(in_order(crew, tasks(), lambda task: jobs[task.job].enough is None, here=here)) as parts:
        for task, part in parts:
            pace.learn(part.seconds, int(part.contacts.sum()), part.last - part.first)
            jobs[task.job].put_part(part)
            tell()
