"""Who contacts the centre, laid out in numbers: what the scenario becomes before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.distributions import Distribution
from simdesk.demand.journey_plans import Assistance, Bot, CallBack, Campaign, Misrouted, Redial, Repeat, Transfer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.journey_tables import JourneyTables


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
    planned : tuple of float
        The rates of the forecast, where others come (a spike, a wrong forecast); empty: the same.
    """

    rates: tuple[float, ...]
    day_to_day: float = 0.0
    planned: tuple[float, ...] = ()


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
class CustomerClass:
    """A class of a queue's customers: those whose drawn number falls to it.

    All classes of a queue are drawn from the queue's streams, so that each day has the same customers whatever the classes.

    Parameters
    ----------
    queue : str
        The queue, whose name names the streams.
    name : str
        Of the class.
    low, high : float
        A customer belongs to it whose number, uniform in [0, 1), is ``low`` or more and below ``high``.
    own : tuple of str
        Durations with a distribution of its own, drawn from streams of its own: ``patience``, ``handle_time``, ``wrap_up``.
    """

    queue: str
    name: str
    low: float
    high: float
    own: tuple[str, ...] = ()


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
    transfer : Transfer, optional
    assistance : Assistance, optional
    repeat : Repeat, optional
    call_back : CallBack, optional
    misrouted : Misrouted, optional
    reacts : bool
        Draw what decides how a customer reacts to the queue length or an announced wait.
    customer_time : Varying, optional
        Time within the contact in which the customer reads, writes or is silent: it holds a slot of the agent, but no attention.
    leaves_after : Varying, optional
        How long after the answer the customer stays in a conversation that is not over.
    bot : Bot, optional
    campaign : Campaign, optional
        Its arrivals are the customers to be called.
    customers : CustomerClass, optional
        Only a class of the customers who arrive; None: all of them.
    """

    name: str
    arrivals: RateArrivals | ListedArrivals
    handle_time: Varying
    wrap_up: Varying
    patience: Varying
    balking: float = 0.0
    redial: Redial | None = None
    transfer: Transfer | None = None
    assistance: Assistance | None = None
    repeat: Repeat | None = None
    call_back: CallBack | None = None
    misrouted: Misrouted | None = None
    reacts: bool = False
    customers: CustomerClass | None = None
    customer_time: Varying | None = None
    leaves_after: Varying | None = None
    bot: Bot | None = None
    campaign: Campaign | None = None

    @property
    def whole(self) -> str:
        """Name of the queue with all its classes of customers."""
        return self.name if self.customers is None else self.customers.queue

    @property
    def place(self) -> str:
        """Prefix of its streams' names."""
        return f"queue/{self.whole}"

    def place_of(self, duration: str) -> str:
        """The place of a duration within a leg: the queue's, or that of the class where it has a distribution of its own."""
        mine = self.customers is not None and duration in self.customers.own
        return f"{duration}/{self.customers.name}" if mine and self.customers is not None else duration

    @property
    def share(self) -> float:
        """Share of those who arrive who belong here."""
        return 1.0 if self.customers is None else self.customers.high - self.customers.low


def expected_contacts(
    queue: QueueDemand, opening: float, interval: float, intervals: int, *, coming: bool = False
) -> NDArray[np.float64]:
    """First tries the plan expects in each interval, shape (intervals,); when arrivals are replayed, the list by share.

    With ``coming`` those who come on average, which is not what the plan expects when it is wrong.
    """
    if isinstance(queue.arrivals, RateArrivals):
        rates = queue.arrivals.rates if coming else queue.arrivals.planned or queue.arrivals.rates
        return np.asarray(rates) * interval * queue.share
    where = ((np.asarray(queue.arrivals.times, float) - opening) / interval).astype(np.int64)
    return np.asarray(np.bincount(np.minimum(where, intervals - 1), minlength=intervals) * queue.share)


@dataclass(frozen=True)
class StaffDemand:
    """A group whose agents may be absent for the day, or come late.

    Parameters
    ----------
    name : str
    agents : int
        How many the plan has at the most.
    absent : bool
        Draw who is absent; the chance stands in the floor plan.
    late : float
        Share of agents who come late to their shift.
    late_by : Distribution, optional
        By how much, in seconds.
    """

    name: str
    agents: int
    absent: bool = False
    late: float = 0.0
    late_by: Distribution | None = None


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
    staff : tuple of StaffDemand
        Groups whose agents may be absent or late.
    misses_offers : bool
        Draw what decides whether an agent misses a contact that is offered.
    ring_times : tuple of (str, Distribution)
        Names of the groups whose ring time varies, in their order, and how.
    days : tuple of int
        For each interval the number of its day, from 0, each of which has a level of its own; empty: one day.
    """

    opening: float
    closing: float
    interval: float
    queues: tuple[QueueDemand, ...]
    groups: tuple[str, ...] = ()
    block: int = 1
    staff: tuple[StaffDemand, ...] = ()
    misses_offers: bool = False
    ring_times: tuple[tuple[str, Distribution], ...] = ()
    days: tuple[int, ...] = ()

    @cached_property
    def journeys(self) -> JourneyTables | None:
        """What draws the legs that may follow; None where nothing may."""
        from simdesk.demand.journey_tables import JourneyTables

        ways = ("redial", "transfer", "assistance", "repeat", "call_back", "misrouted", "bot", "campaign")
        return JourneyTables.of(self) if any(getattr(queue, way) is not None for queue in self.queues for way in ways) else None

    @cached_property
    def intervals(self) -> int:
        """Number of intervals in the day."""
        return round((self.closing - self.opening) / self.interval)

    @property
    def reacts(self) -> bool:
        """Whether any queue's customers react to the queue length or an announcement."""
        return any(queue.reacts for queue in self.queues)

    @cached_property
    def asks_more(self) -> bool:
        """Whether first tries have what rules ask for even on a day on which nothing could follow any."""
        rare = ("customer_time", "leaves_after", "bot", "campaign")
        return self.reacts or any(getattr(queue, name) is not None for queue in self.queues for name in rare)

    @cached_property
    def expected(self) -> NDArray[np.float64]:
        """Expected first tries, shape (queues, intervals)."""
        rows = [expected_contacts(queue, self.opening, self.interval, self.intervals) for queue in self.queues]
        table = np.array(rows).reshape(len(self.queues), self.intervals)
        table.flags.writeable = False
        return table

    @property
    def further(self) -> NDArray[np.float64]:
        """About how many legs follow the first tries of a day when everybody is answered, shape (queues,)."""
        found = np.zeros(len(self.queues))
        for q, queue in enumerate(self.queues):
            share = 0.0 if queue.transfer is None else sum(share for _, share in queue.transfer.shares)
            share += 0.0 if queue.assistance is None else queue.assistance.share
            share += 0.0 if queue.repeat is None else queue.repeat.most
            share += 0.0 if queue.misrouted is None else queue.misrouted.share
            share += 0.0 if queue.campaign is None else 1.0 - queue.campaign.reached
            share += 0.0 if queue.bot is None else 1.0 - queue.bot.contained * (1.0 - queue.bot.failed)
            found[q] = self.expected[q].sum() * share / (1.0 - min(share, 0.9))
        return found

    @property
    def coming(self) -> NDArray[np.float64]:
        """Mean of the first tries that come, shape (queues, intervals); not as expected where the forecast is wrong."""
        rows = [expected_contacts(queue, self.opening, self.interval, self.intervals, coming=True) for queue in self.queues]
        return np.array(rows).reshape(len(self.queues), self.intervals)
