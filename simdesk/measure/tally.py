"""The log of one day counted once: sums by queue and interval from which every metric follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.engine.log import DayLog
from simdesk.floor.plan import FloorPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Wanted:
    """What has to be counted besides the sums that always are.

    Parameters
    ----------
    thresholds : tuple of float
        Times to answer, seconds.
    short_abandons : tuple of float
        Up to which wait (seconds) an abandon is short.
    percentiles : tuple of float
        0 to 100.
    wait_edges : tuple of float
        Edges of the histogram of waits, seconds; the last bin is open.
    controls : bool
        What is known of the day's customers and agents beforehand, for variance reduction.
    done_within : tuple of float
        Times to the end of a contact, seconds.
    backlog : bool
        Contacts that wait at the end of each interval.
    times : bool
        What agents did with their time, and how long contacts stood in line; False leaves 0 there, to count faster.
    waits : bool
        What needs all waits in order: percentiles, longest waits and queues; False leaves NaN there.
    """

    thresholds: tuple[float, ...] = (20.0,)
    short_abandons: tuple[float, ...] = (5.0,)
    percentiles: tuple[float, ...] = (50.0, 90.0, 95.0)
    wait_edges: tuple[float, ...] = ()
    controls: bool = False
    done_within: tuple[float, ...] = ()
    backlog: bool = False
    times: bool = True
    waits: bool = True


@dataclass(frozen=True, eq=False)
class Tally:
    """One day, counted. Contacts of the warm-up are left out, and so is the agents' time in it.

    Arrays by queue have more rows than there are queues where noted, for what cannot be added up: each family (a queue with
    several classes of customers) as a whole, and in the last all queues together. A contact belongs to its interval of arrival.

    Parameters
    ----------
    counts : dict of str to ndarray, shape (queues, intervals)
        ``offered``, of them those in ``counter.CAME``, and the outcomes (those of ``left_within`` are among the answered too);
        ``waited`` (answered and lost, but not blocked); sums in seconds ``wait_answered``, ``wait_waited``, ``handle`` (from
        the answer to the end of wrap-up), ``wrap_up``;
        ``expected`` contacts by plan; ``queue_area`` (contact seconds waiting within the interval of the clock).
    in_time, lost_in_time, virtual_in_time, virtual_known : dict of float to ndarray, shape (queues, intervals)
        By threshold: answered in time; abandoned, balked or sent away within it (also by short-abandon time); contacts
        whose wait would have been in time had they stayed; contacts of which that is known.
    short : dict of float to ndarray, shape (queues, intervals)
        Abandoned or balked within the short-abandon time.
    percentile : dict of float to ndarray, shape (queues + families + 1,)
        Of the day's waits, seconds; NaN without contacts.
    longest_wait, longest_queue : ndarray of float, shape (queues + families + 1,)
        Seconds, contacts; the longest queue of all is the longest of any one, with all its classes.
    interval_longest_wait : ndarray of float, shape (queues, intervals)
        Seconds; NaN without contacts.
    groups : dict of str to ndarray, shape (groups, intervals)
        Agent seconds ``on_duty``, ``busy``, ``scheduled`` (with those sent for from standby while they are there), and of those
        on duty ``not_ready`` (called for a contact, or pausing); ``contacts_handled`` by interval of the answer,
        ``missed_offers`` and ``refused_offers`` by interval of the offer; contact seconds ``in_hand``, only where agents of a
        group may have several at once: elsewhere they are those of ``busy``.
    overtime : ndarray of float, shape (groups,)
        Agent seconds of the whole day, warm-up included.
    histogram : ndarray of int, shape (2, queues, bins)
        Waits of answered (first) and of lost contacts.
    controls : ndarray of float, shape (2 queues + groups, intervals)
        What the day brought beyond its mean (``ControlPlan.of``), warm-up included; of shape (0, 0) when not wanted.
    done_in_time, done_known : dict of float to ndarray, shape (queues, intervals)
        By time to the end: contacts done in time; contacts of which that is known (see ``undone.done_by``).
    at_end : dict of str to ndarray, shape (queues, intervals)
        When wanted, at the end of each interval: contacts ``waiting``, and how long the ``oldest`` has waited (seconds).
    """

    counts: dict[str, NDArray[np.float64]]
    in_time: dict[float, NDArray[np.float64]]
    lost_in_time: dict[float, NDArray[np.float64]]
    virtual_in_time: dict[float, NDArray[np.float64]]
    virtual_known: dict[float, NDArray[np.float64]]
    short: dict[float, NDArray[np.float64]]
    percentile: dict[float, NDArray[np.float64]]
    longest_wait: NDArray[np.float64]
    longest_queue: NDArray[np.float64]
    interval_longest_wait: NDArray[np.float64]
    groups: dict[str, NDArray[np.float64]]
    overtime: NDArray[np.float64]
    histogram: NDArray[np.int64]
    controls: NDArray[np.float64]
    done_in_time: dict[float, NDArray[np.float64]]
    done_known: dict[float, NDArray[np.float64]]
    at_end: dict[str, NDArray[np.float64]]

    @cached_property
    def waits_of_all_days(self) -> NDArray[np.int64]:
        """The histogram of waits of stacked days, all days together; shape (2, queues, bins)."""
        return np.asarray(self.histogram.sum(axis=0))


def warm_up_intervals(plan: FloorPlan) -> int:
    """Number of intervals at the beginning of the day that are not measured."""
    return round(plan.warm_up / plan.interval)


def measured_contacts(log: DayLog, plan: FloorPlan) -> NDArray[np.bool_]:
    """Which contacts of the log are measured: those that arrived after the warm-up."""
    return np.asarray(log.contacts.arrival >= plan.opening + plan.warm_up)
