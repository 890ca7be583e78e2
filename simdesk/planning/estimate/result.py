"""Figures of the formulas and of the simulation, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simdesk.equality import EqualByValue
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.results.results import Results

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Formula(EqualByValue):
    """A formula's figures for an interval, or for the day weighted by contacts.

    Parameters
    ----------
    service_level : float
        With the queue's threshold and definition.
    speed_of_answer : float
        Average speed of answer (ASA) in seconds; infinite if the queue grows without limit.
    abandon_rate : float
        Share of offered contacts.
    """

    service_level: float
    speed_of_answer: float
    abandon_rate: float


@dataclass(frozen=True, eq=False)
class IntervalEstimate(EqualByValue):
    """One queue in one interval.

    Parameters
    ----------
    start : float
        Seconds after midnight.
    contacts : float
        Expected contacts.
    aht : float
        Mean in seconds, wrap-up included, at the pace of the agents who serve the queue.
    load : float
        Offered load in erlangs.
    agents : float
        Mean agents on duty for this queue; shared groups are split in proportion to load.
    erlang_c, erlang_a : Formula
        All NaN if agents of the queue may have several contacts in progress at once.
    simulated : Estimate
        Service level.
    simulated_speed_of_answer, simulated_abandon_rate : float
    """

    start: float
    contacts: float
    aht: float
    load: float
    agents: float
    erlang_c: Formula
    erlang_a: Formula
    simulated: Estimate
    simulated_speed_of_answer: float
    simulated_abandon_rate: float


@dataclass(frozen=True, eq=False)
class QueueEstimate(EqualByValue):
    """One queue over the day.

    Parameters
    ----------
    queue : str
    measure : Expression
        The service level compared.
    intervals : tuple of IntervalEstimate
        The measured intervals.
    erlang_c, erlang_a : Formula
        Over the day, weighted by contacts.
    simulated : Estimate
        Service level over the day.
    simulated_speed_of_answer, simulated_abandon_rate : float
    reasons : tuple of str
        Why they differ, in sentences.
    """

    queue: str
    measure: Expression
    intervals: tuple[IntervalEstimate, ...]
    erlang_c: Formula
    erlang_a: Formula
    simulated: Estimate
    simulated_speed_of_answer: float
    simulated_abandon_rate: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Estimates:
    """All queues of a scenario.

    Parameters
    ----------
    results : Results
        Results of the simulation.
    queues : tuple of QueueEstimate
    """

    results: Results
    queues: tuple[QueueEstimate, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per queue and measured interval.

        Columns
        -------
        queue, start : str; contacts : expected; aht : float, seconds; load : erlangs; agents : float
        erlang_c, erlang_a, simulated, low, high : float, the queue's service level, simulated with its 95% confidence interval
        speed_c, speed_a, speed : float, speed of answer in seconds; abandon_a, abandon : float, shares
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "queue": queue.queue,
                    "start": self.results.measures.plan.clock(row.start),
                    "contacts": row.contacts,
                    "aht": row.aht,
                    "load": row.load,
                    "agents": row.agents,
                    "erlang_c": row.erlang_c.service_level,
                    "erlang_a": row.erlang_a.service_level,
                    "simulated": row.simulated.mean,
                    "low": row.simulated.low,
                    "high": row.simulated.high,
                    "speed_c": row.erlang_c.speed_of_answer,
                    "speed_a": row.erlang_a.speed_of_answer,
                    "speed": row.simulated_speed_of_answer,
                    "abandon_a": row.erlang_a.abandon_rate,
                    "abandon": row.simulated_abandon_rate,
                }
                for queue in self.queues
                for row in queue.intervals
            ]
        )
