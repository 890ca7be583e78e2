"""The days of a run played once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.engine.log import DayLog
from simdesk.results.running.work import Work

if TYPE_CHECKING:
    from simdesk.demand.workload import Workload
    from simdesk.engine.control import Process


@dataclass(frozen=True)
class Rerun:
    """Plays the days of a run once more, to the same bit.

    Parameters
    ----------
    work : Work
    replications : int
    process : callable, optional
    """

    work: Work
    replications: int
    process: Process | None = None

    def day(self, replication: int) -> tuple[Workload, DayLog]:
        """One replication: its workload, with whatever might have followed, and its log."""
        return self.work.day(replication, self.process, ahead=True)

    def each(self) -> Iterator[DayLog]:
        """One day after the other, in order."""
        for replication in range(self.replications):
            yield self.work.day(replication, self.process)[1]
