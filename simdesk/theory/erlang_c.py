"""Erlang C: everyone waits until answered; nobody gives up."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simdesk.equality import EqualByValue
from simdesk.errors import InputError
from simdesk.theory.erlang_b import erlang_b
from simdesk.theory.steady_state import fewest


@dataclass(frozen=True, eq=False)
class ErlangC(EqualByValue):
    """What Erlang C (M/M/n) says of a queue in equilibrium.

    When the load is not below the number of agents the line grows without end: ``stable`` is false, everyone
    waits, waits and queue are infinite, and no service level is reached.

    Parameters
    ----------
    rate : float
        Contacts per unit of time.
    handle_time : float
        Mean handle time, in the same unit of time as every other duration here.
    agents : int
    stable : bool
        Whether the load is below the number of agents.
    p_wait : float
        Share of contacts that wait.
    mean_speed_of_answer : float
        Mean wait over all contacts, those answered at once included.
    mean_wait_of_waiting : float
        Mean wait of those who wait.
    mean_queue : float
        Time-average number waiting.
    occupancy : float
        Share of time an agent is busy.
    """

    rate: float
    handle_time: float
    agents: int
    stable: bool
    p_wait: float
    mean_speed_of_answer: float
    mean_wait_of_waiting: float
    mean_queue: float
    occupancy: float

    @property
    def offered_load(self) -> float:
        """Offered load in erlangs."""
        return self.rate * self.handle_time

    def service_level(self, threshold: float) -> float:
        """Share of contacts answered within ``threshold``; as nobody gives up, all definitions agree."""
        if not threshold >= 0.0:
            raise InputError(f"threshold must be 0 or more (got {threshold!r})")
        if not self.stable:
            return 0.0
        return 1.0 - self.p_wait * math.exp(-threshold / self.mean_wait_of_waiting)


def check_flow(rate: float, handle_time: float) -> None:
    """Refuse a rate or handle time no queue can have."""
    if not (math.isfinite(rate) and rate >= 0.0):
        raise InputError(f"rate must be 0 or more and finite (got {rate!r})")
    if not (math.isfinite(handle_time) and handle_time > 0.0):
        raise InputError(f"handle time must be above 0 and finite (got {handle_time!r})")


def check_agents(agents: int) -> int:
    """Refuse a number of agents that is not a whole number of at least 0."""
    if not (agents >= 0 and agents == int(agents)):
        raise InputError(f"agents must be a whole number of at least 0 (got {agents!r})")
    return int(agents)


def erlang_c(rate: float, handle_time: float, agents: int) -> ErlangC:
    """Erlang C: Poisson arrivals, exponential handle times, first come first served, endless patience.

    Parameters
    ----------
    rate : float
        Contacts per unit of time.
    handle_time : float
        Mean handle time in that unit.
    agents : int
        Whole number of agents, at least 0.

    Returns
    -------
    ErlangC

    References
    ----------
    A. K. Erlang (1917); with Erlang B's blocking ``B`` and occupancy ``ρ = a/n`` the share that waits is
    ``B / (1 - ρ (1 - B))``, and the wait of those who wait is exponential with rate ``n/h - λ``.
    """
    check_flow(rate, handle_time)
    agents = check_agents(agents)
    load = rate * handle_time
    if load >= agents:
        busy = 1.0 if agents else math.nan
        return ErlangC(rate, handle_time, agents, False, 1.0, math.inf, math.inf, math.inf, busy)
    lost = erlang_b(load, agents)
    p_wait = lost * agents / (agents - load * (1.0 - lost))
    mean_wait = handle_time / (agents - load)
    return ErlangC(
        rate=rate,
        handle_time=handle_time,
        agents=agents,
        stable=True,
        p_wait=p_wait,
        mean_speed_of_answer=p_wait * mean_wait,
        mean_wait_of_waiting=mean_wait,
        mean_queue=p_wait * load / (agents - load),
        occupancy=load / agents,
    )


def agents_needed(
    rate: float, handle_time: float, threshold: float, service_level: float, max_occupancy: float | None = None
) -> int:
    """Fewest agents that reach a service level, by Erlang C.

    Parameters
    ----------
    rate : float
        Contacts per unit of time.
    handle_time, threshold : float
        Mean handle time and the wait within which to answer, in that unit.
    service_level : float
        Share to be answered within ``threshold``, at least 0 and below 1.
    max_occupancy : float, optional
        Share of time an agent may at most be busy.

    Returns
    -------
    int
        Agents on duty, before shrinkage (see `with_shrinkage`).
    """
    check_flow(rate, handle_time)
    if not 0.0 <= service_level < 1.0:
        raise InputError(f"service level must be at least 0% and below 100% (got {service_level!r})")
    if max_occupancy is not None and not 0.0 < max_occupancy <= 1.0:
        raise InputError(f"the largest occupancy must be above 0% and at most 100% (got {max_occupancy!r})")

    def enough(agents: int) -> bool:
        result = erlang_c(rate, handle_time, agents)
        within = max_occupancy is None or result.occupancy <= max_occupancy
        return result.stable and within and result.service_level(threshold) >= service_level

    return fewest(enough, math.floor(rate * handle_time) + 1)


def with_shrinkage(agents: float, shrinkage: float) -> float:
    """Heads to schedule so that ``agents`` are on duty when a share is away: ``agents / (1 - shrinkage)``.

    Parameters
    ----------
    agents : float
        Agents needed on duty.
    shrinkage : float
        Share of scheduled heads who are not there, at least 0 and below 1.

    Returns
    -------
    float
        Scheduled heads; round up where heads are whole.
    """
    if not 0.0 <= shrinkage < 1.0:
        raise InputError(f"shrinkage must be at least 0% and below 100% (got {shrinkage!r})")
    return agents / (1.0 - shrinkage)
