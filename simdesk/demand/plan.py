"""Who contacts the centre, laid out in numbers: what the scenario becomes before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Varying:
    """A distribution that may change over the day.

    Parameters
    ----------
    pieces : tuple of (float, Distribution)
        From which time (seconds after midnight, rising; the first at or before opening) which distribution
        holds. What counts is when the customer first arrives.
    factors : tuple of float, optional
        One per interval of the day: the drawn duration is multiplied by it, and cut to the distribution's
        ``at_least`` and ``at_most`` afterwards (a mean that changes by interval while the shape stays). Only with a
        single piece. Empty when nothing changes.
    """

    pieces: tuple[tuple[float, Distribution], ...]
    factors: tuple[float, ...] = ()


def always(distribution: Distribution) -> Varying:
    """A distribution that holds all day."""
    return Varying(((0.0, distribution),))


@dataclass(frozen=True)
class RateArrivals:
    """Poisson arrivals at a rate per interval.

    Parameters
    ----------
    rates : tuple of float
        Contacts per second in each interval of the day, scale included.
    day_to_day : float
        Coefficient of variation of the day's level (Gamma, mean 1); 0 means every day has the same rates.
    """

    rates: tuple[float, ...]
    day_to_day: float = 0.0


@dataclass(frozen=True)
class ListedArrivals:
    """Arrivals replayed from a list.

    Parameters
    ----------
    times : tuple of float
        Seconds after midnight, rising.
    """

    times: tuple[float, ...]


@dataclass(frozen=True)
class Redial:
    """What customers do who gave up: some try again, each time with patience and handle time drawn anew.

    Parameters
    ----------
    share : float
        Share of those who abandoned (or balked, or met a busy signal) who try again, after each failed try.
    after : Distribution
        Time from giving up to the next try, in seconds.
    at_most : int
        Further tries after the first at the most.
    """

    share: float
    after: Distribution
    at_most: int


@dataclass(frozen=True)
class QueueDemand:
    """The contacts of one queue.

    Parameters
    ----------
    name : str
        The queue's name: it names the random streams, so another queue's draws never move.
    arrivals : RateArrivals or ListedArrivals
    handle_time, wrap_up, patience : Varying
        Time with the customer, work after it, and how long a customer waits before giving up.
    balking : float
        Share of customers who leave at once when nobody is free to answer.
    redial : Redial, optional
    """

    name: str
    arrivals: RateArrivals | ListedArrivals
    handle_time: Varying
    wrap_up: Varying
    patience: Varying
    balking: float = 0.0
    redial: Redial | None = None


def expected_contacts(queue: QueueDemand, opening: float, interval: float, intervals: int) -> NDArray[np.float64]:
    """First tries the plan expects in each interval, shape (intervals,); the list itself when arrivals are replayed."""
    if isinstance(queue.arrivals, RateArrivals):
        return np.asarray(queue.arrivals.rates) * interval
    where = ((np.asarray(queue.arrivals.times, float) - opening) / interval).astype(np.int64)
    return np.bincount(np.minimum(where, intervals - 1), minlength=intervals).astype(float)


@dataclass(frozen=True)
class DemandPlan:
    """All queues' contacts over one day.

    Parameters
    ----------
    opening, closing : float
        Seconds after midnight; closing may lie after 24 h.
    interval : float
        Length of an interval in seconds; the day is a whole number of them.
    queues : tuple of QueueDemand
        In the order of the scenario.
    groups : tuple of str
        Names of the agent groups, for the stream of each group's attendance.
    block : int
        Over so many consecutive replications the days' levels and attendances are stratified; 1 draws each freely.
    """

    opening: float
    closing: float
    interval: float
    queues: tuple[QueueDemand, ...]
    groups: tuple[str, ...] = ()
    block: int = 1

    @property
    def intervals(self) -> int:
        """Number of intervals in the day."""
        return round((self.closing - self.opening) / self.interval)

    @property
    def expected(self) -> NDArray[np.float64]:
        """Expected first tries, shape (queues, intervals)."""
        rows = [expected_contacts(queue, self.opening, self.interval, self.intervals) for queue in self.queues]
        return np.array(rows).reshape(len(self.queues), self.intervals)
