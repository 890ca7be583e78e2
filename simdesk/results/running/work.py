"""The work of a run: days drawn, played and counted, the same to the bit in whatever process they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.demand.drawn_days import DrawnDays
from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.clocks import PlayDay, draws_of, player
from simdesk.engine.log import DayLog
from simdesk.errors import RunError
from simdesk.floor.plan import FloorPlan
from simdesk.measure.controls import plan_controls
from simdesk.measure.counter import Counter
from simdesk.measure.passes_of_clocks import passes_of
from simdesk.measure.tally import Tally, Wanted
from simdesk.results.running.gathered import Gathered, Part

if TYPE_CHECKING:
    from simdesk.engine.control import Process


@dataclass(frozen=True)
class MadeWith:
    """What decides the numbers besides the scenario.

    Parameters
    ----------
    simdesk : str
        Its version.
    sources : str
        A digest of the sources that draw, play and count a day.
    numpy : str
        Its version: the last bit of a sum may differ between versions.
    """

    simdesk: str
    sources: str
    numpy: str

    def __str__(self) -> str:
        return f"simdesk {self.simdesk} (sources {self.sources}), numpy {self.numpy}"


@cache
def made_here() -> MadeWith:
    """What this process makes numbers with."""
    package = Path(__file__).parents[2]
    digest = sha256()
    for layer in ("demand", "floor", "rules", "engine", "measure"):
        for path in sorted((package / layer).glob("*.py")):
            digest.update(f"{layer}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return MadeWith(version("simdesk"), digest.hexdigest()[:12], version("numpy"))


@dataclass(frozen=True)
class Work:
    """Everything that decides what a day is and what is counted of it; small, and goes to other processes.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan
    seed : int
    engine : str
        simpy or compiled; it cannot change a number.
    wanted : Wanted
    made_with : MadeWith
        By the process that gives the work; whoever does it must have the same.
    """

    floor: FloorPlan
    demand: DemandPlan
    seed: int
    engine: str
    wanted: Wanted
    made_with: MadeWith

    def day(
        self,
        replication: int,
        process: Process | None = None,
        *,
        ahead: bool = False,
        play: PlayDay | None = None,
        drawn: DrawnDays | None = None,
    ) -> tuple[Workload, DayLog]:
        """One replication: its workload and its log; with ``ahead`` the workload has rows for whatever might have followed.

        ``play`` is a player of the work's clock, where several days are played; ``drawn`` has days that were drawn before, and
        keeps this one.
        """
        picks, draws = self.floor.draws_agents, draws_of(self.engine)
        if drawn is None or ahead:
            workload = draw_workload(self.demand, self.seed, replication, picks=picks, draws=draws, ahead=ahead)
        else:
            workload = drawn.day(self.demand, self.seed, replication, picks=picks, draws=draws)
        return workload, (play or player(self.engine))(self.floor, workload, process)


class DayCounter:
    """Plays and counts one day of a work after the other.

    Parameters
    ----------
    work : Work
    process : callable, optional
        An analyst's own, started every day.
    drawn : DrawnDays, optional
        Where days are taken from that were drawn before, and kept; it cannot change a number.
    """

    def __init__(self, work: Work, process: Process | None = None, drawn: DrawnDays | None = None) -> None:
        self._work = work
        self._process = process
        self._play = player(work.engine)
        self._drawn = drawn
        controls = plan_controls(work.floor, work.demand) if work.wanted.controls else None
        self._counter = Counter(work.floor, work.wanted, work.demand.expected, controls, passes_of(work.engine))

    def count(self, replication: int) -> tuple[Tally, DayLog]:
        """One replication: what was counted, and its log."""
        workload, log = self._work.day(replication, self._process, play=self._play, drawn=self._drawn)
        return self._counter.count(log, workload), log


def count_days(work: Work, first: int, last: int, unwanted: Callable[[], bool] = lambda: False) -> Part:
    """Draw, play and count replications ``first`` to ``last - 1``: what a worker does.

    Parameters
    ----------
    work : Work
    first, last : int
    unwanted : callable, optional
        Asked before every day whether nobody waits for them any more.

    Raises
    ------
    RunError
        When this process would make other numbers than the one that gave the work, or is told to stop.
    """
    if made_here() != work.made_with:
        raise other_numbers(f"a worker has {made_here()}", work.made_with)
    began = time.thread_time()
    counter, gathered = DayCounter(work), Gathered(last - first)
    for replication in range(first, last):
        if unwanted():
            raise RunError("a worker was told to stop before its days were done")
        tally, log = counter.count(replication)
        gathered.put(replication - first, tally, len(log.contacts))
    part = gathered.part(0, last - first)
    return Part(first, last, part.arrays, part.contacts, time.thread_time() - began)


def other_numbers(who_has: str, here: MadeWith) -> RunError:
    """The error of a worker that would make other numbers."""
    return RunError(f"{who_has}; this run is made with {here}", "install the same versions on both sides")
