"""The days of a run played once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.engine.log import DayLog
from simdesk.errors import UsageError
from simdesk.results.running.work import Work

if TYPE_CHECKING:
    from simdesk.demand.workload import Workload
    from simdesk.engine.control import Process


MOST_LEGS_EXPLAINED = 10_000_000
"""Contacts of a day, played or not, that are drawn to explain it."""


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

    def check_explainable(self) -> None:
        """A day is explained beside whatever might have followed its contacts, which has to fit into memory.

        Raises
        ------
        UsageError
            When it does not.
        """
        from simdesk.scenario.layout.journeys import legs_drawn

        demand = self.work.demand
        for q, (queue, expected) in enumerate(zip(demand.queues, demand.expected.sum(axis=1).tolist(), strict=True)):
            most = MOST_LEGS_EXPLAINED / max(expected, 1.0)
            if expected > 0 and legs_drawn(demand, q, most)[0] > most:
                message = f"more than {MOST_LEGS_EXPLAINED:,} contacts may follow from those of {queue.name}: too many to explain"
                raise UsageError(message, "lower the shares of redial, transfer, repeat and call_back, or their at_most")

    def each(self) -> Iterator[DayLog]:
        """One day after the other, in order."""
        for replication in range(self.replications):
            yield self.work.day(replication, self.process)[1]
