"""What every queue in equilibrium can be asked when customers may give up: shares, waits, service levels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from simdesk.equality import EqualByValue
from simdesk.errors import InputError, UsageError

Definition = Literal[
    "of_answered",
    "of_offered",
    "abandoned_in_time_good",
    "abandoned_in_time_removed",
    "short_abandons_credited",
    "short_abandons_removed",
    "virtual",
    "of_expected",
    "genesys",
]
"""Definitions of the service level, by the names the measured one has."""


@dataclass(frozen=True)
class InTime:
    """Shares of all offered contacts that are done within a threshold.

    Parameters
    ----------
    answered : float
        Answered within the threshold, at once included.
    abandoned : float
        Gave up within the threshold, balked ones (wait 0) included.
    virtual : float
        Not blocked, and would have been answered within the threshold had they stayed.
    """

    answered: float
    abandoned: float
    virtual: float


@dataclass(frozen=True, kw_only=True, eq=False)
class SteadyState(EqualByValue):
    """A queue in equilibrium: Poisson arrivals, exponential handle times, customers who may give up.

    Shares named ``p_`` are of all offered contacts except ``p_wait``. Waits are in the unit of time the rates
    were given in. A balked contact left at once because nobody was free; it counts as abandoned after no wait.
    What has no meaning (the wait of those who gave up where nobody can) is NaN.

    Parameters
    ----------
    rate, handle_time : float
        Contacts per unit of time, mean handle time.
    agents : int
    balking : float
        Share of contacts that leave at once when nobody is free.
    waiting_places : float
        Contacts that may wait at the same time; infinite when there is no limit.
    stable : bool
        False when the line grows without end: then everyone waits, waits are infinite, nobody is in time.
    p_block : float
        Blocked: found every agent busy and no waiting place free.
    p_all_busy : float
        Found every agent busy, blocked ones included.
    p_wait : float
        Found every agent busy, as a share of those not blocked; who balked counts, though not waiting.
    p_balk, p_abandon, p_answered : float
        Balked; gave up, balked included; answered.
    e_queue, var_queue : float
        Mean and variance over time of the number waiting.
    e_busy : float
        Time-average number of busy agents.
    mean_wait, var_wait : float
        Wait of all but the blocked: answered, abandoned, balked.
    mean_speed_of_answer, var_speed_of_answer : float
        Wait of the answered.
    e_wait_abandoned, var_wait_abandoned : float
        Wait of those who gave up, balked included.
    """

    rate: float
    handle_time: float
    agents: int
    balking: float
    waiting_places: float
    stable: bool
    p_block: float
    p_all_busy: float
    p_wait: float
    p_balk: float
    p_abandon: float
    p_answered: float
    e_queue: float
    var_queue: float
    e_busy: float
    mean_wait: float
    var_wait: float
    mean_speed_of_answer: float
    var_speed_of_answer: float
    e_wait_abandoned: float
    var_wait_abandoned: float

    @property
    def offered_load(self) -> float:
        """Offered load in erlangs."""
        return self.rate * self.handle_time

    @property
    def occupancy(self) -> float:
        """Share of time an agent is busy; NaN without agents."""
        return ratio(self.e_busy, self.agents)

    @property
    def e_system(self) -> float:
        """Mean number waiting or being handled."""
        return self.e_queue + self.e_busy

    def in_time(self, threshold: float) -> InTime:
        """Shares of all offered contacts done within ``threshold``."""
        raise NotImplementedError

    def answered_in_time(self, threshold: float) -> float:
        """Share of all offered contacts (blocked ones included) answered within ``threshold``."""
        return self.in_time(threshold).answered

    def abandoned_in_time(self, threshold: float) -> float:
        """Share of all offered contacts that give up within ``threshold``, balked ones included."""
        return self.in_time(threshold).abandoned

    def service_level(
        self,
        threshold: float,
        definition: str = "abandoned_in_time_removed",
        short_abandon: float | None = None,
        *,
        include_abandons: bool = True,
        include_short_abandons: bool = False,
    ) -> float:
        """Service level by one of the usual definitions.

        Parameters
        ----------
        threshold : float
            The wait within which a contact is in time.
        definition : str
            One of `Definition`.
        short_abandon : float, optional
            Wait up to which giving up is a short abandon; needed where the definition speaks of them.
        include_abandons, include_short_abandons : bool
            For ``genesys`` only.

        Returns
        -------
        float
            Share between 0 and 1; NaN when nobody is in the denominator.
        """
        if definition not in get_args(Definition):
            raise UsageError(f"no service level definition '{definition}'", "one of " + ", ".join(get_args(Definition)))
        done = self.in_time(threshold)
        entered = 1.0 - self.p_block
        match definition:
            case "of_answered":
                return ratio(done.answered, self.p_answered)
            case "of_offered":
                return ratio(done.answered, entered)
            case "abandoned_in_time_good":
                return ratio(done.answered + done.abandoned, entered)
            case "abandoned_in_time_removed":
                return ratio(done.answered, self.p_answered + max(self.p_abandon - done.abandoned, 0.0))
            case "virtual":
                return ratio(done.virtual, entered)
            case "of_expected":
                return done.answered
        if definition == "genesys" and not include_abandons:
            return ratio(done.answered, self.p_answered)
        if definition == "genesys" and include_short_abandons:
            return ratio(done.answered, entered)
        if short_abandon is None:
            raise UsageError(f"service level definition '{definition}' needs short_abandon", "a wait, such as 5 seconds")
        short = self.in_time(short_abandon).abandoned
        if definition == "short_abandons_credited":
            return ratio(done.answered + short, entered)
        return ratio(done.answered, self.p_answered + max(self.p_abandon - short, 0.0))


def ratio(part: float, whole: float) -> float:
    """``part / whole``, NaN when there is no whole."""
    return part / whole if whole > 0.0 else math.nan


def check_threshold(threshold: float) -> None:
    """Refuse a threshold below 0."""
    if not threshold >= 0.0:
        raise InputError(f"threshold must be 0 or more (got {threshold!r})")


def check_balking(balking: float) -> None:
    """Refuse a share of balking outside 0 to 1."""
    if not 0.0 <= balking <= 1.0:
        raise InputError(f"balking must be a share between 0% and 100% (got {balking!r})")


def fewest(enough: Callable[[int], bool], start: int, limit: int = 10_000_000) -> int:
    """Smallest number from ``start`` on for which ``enough`` holds, where it holds for all larger ones too.

    Parameters
    ----------
    enough : callable
        From a whole number to bool; once true it stays true.
    start, limit : int
        The first number tried, and about the largest.

    Returns
    -------
    int
    """
    if enough(start):
        return start
    low, step = start, 1
    while not enough(low + step):
        low += step
        step *= 2
        if low + step > limit:
            raise InputError(f"no number of agents up to {limit} reaches this target")
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high
