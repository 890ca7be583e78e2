"""Erlang A: customers give up after an exponential patience; M/M/n+M, exact from its birth-death chain."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simdesk.errors import InputError
from simdesk.theory.erlang_b import erlang_b
from simdesk.theory.erlang_c import check_agents, check_flow
from simdesk.theory.steady_state import InTime, SteadyState, check_balking, check_threshold, fewest, ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = 1e15
"""Patience of so many times the agents' joint handle time is endless as far as the law of the wait can tell."""
MOST_STATES = 20_000_000
"""States of the waiting line beyond which the chain is refused: an overload that hardly anyone gives up in."""


@dataclass(frozen=True)
class _Line:
    """Who finds how many waiting, given that all agents are busy.

    Parameters
    ----------
    drain : float
        Rate at which all agents together take contacts from the line.
    theta : float
        1 / patience.
    share : ndarray of float, shape (states,)
        Share of all offered contacts that find 0, 1, 2, ... waiting, all agents busy and a place free.
    """

    drain: float
    theta: float
    share: NDArray[np.float64]

    def in_time(self, threshold: float) -> tuple[float, float, float]:
        """Of those in ``share``: answered, given up, and offered an answer within ``threshold``, did nobody balk.

        With j waiting ahead the offered wait V is a sum of exponentials of rates ``drain + i theta``, i = 0..j,
        so exp(-theta V) has a beta distribution with parameters drain/theta and j + 1.
        """
        from scipy.special import betainc, betaincc, gammainc

        keep = np.flatnonzero(self.share > 1e-30 * self.share.max(initial=0.0))
        if not len(keep):
            return 0.0, 0.0, 0.0
        share = self.share[keep]
        ahead = keep.astype(np.float64)
        if self.theta * NEVER <= self.drain:
            offered = float(share @ gammainc(ahead + 1, self.drain * threshold))
            return offered, 0.0, offered
        gone = -math.expm1(-self.theta * threshold)
        if self.drain == 0.0:
            return 0.0, float(share.sum()) * gone, 0.0
        scale = self.drain / self.theta
        behind = ahead + 1
        # The beta variables above or below x = exp(-theta T), by whichever of x and 1 - x is the smaller.
        if gone < 0.5:
            soon, left = betainc(behind, scale + 1, gone), betainc(behind + 1, scale, gone)
            would, late = betainc(behind, scale, gone), betaincc(behind, scale, gone)
        else:
            soon = betaincc(scale + 1, behind, math.exp(-self.theta * threshold))
            left = 1.0 - _beta_below(self.theta * threshold, scale, behind + 1)
            late = _beta_below(self.theta * threshold, scale, behind)
            would = 1.0 - late
        answered = scale / (scale + behind) * soon
        given_up = behind / (scale + behind) * left + gone * late
        return float(share @ answered), float(share @ given_up), float(share @ would)


def _beta_below(exponent: float, a: float, b: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(X < exp(-exponent)) of beta variables with parameters a and b, also where that is no float any more."""
    from scipy.special import betainc, betaln

    if exponent < 700.0 or math.isinf(exponent):
        return np.asarray(betainc(a, b, math.exp(-exponent)))
    return np.asarray(np.exp(-a * exponent - math.log(a) - betaln(a, b)))


@dataclass(frozen=True, kw_only=True, eq=False)
class ErlangA(SteadyState):
    """What Erlang A says of a queue in equilibrium; see `SteadyState` for the figures.

    Parameters
    ----------
    patience : float
        Mean patience; infinite when nobody gives up.
    """

    patience: float
    _line: _Line | None = field(repr=False, compare=False)

    def in_time(self, threshold: float) -> InTime:
        """Shares of all offered contacts done within ``threshold``."""
        check_threshold(threshold)
        at_once = 1.0 - self.p_all_busy
        if self._line is None:
            return InTime(at_once, self.p_balk, at_once) if not self.stable else self._endless(threshold)
        answered, given_up, offered = self._line.in_time(threshold)
        stays = 1.0 - self.balking
        return InTime(at_once + stays * answered, self.p_balk + stays * given_up, at_once + offered)

    def _endless(self, threshold: float) -> InTime:
        # Endless patience and places: the wait of those who wait is exponential.
        pace = self.agents / self.handle_time - self.rate * (1.0 - self.balking)
        late = self.p_all_busy * math.exp(-pace * threshold)
        return InTime(1.0 - self.p_balk - (1.0 - self.balking) * late, self.p_balk, 1.0 - late)


def erlang_a(
    rate: float,
    handle_time: float,
    agents: int,
    patience: float = math.inf,
    waiting_places: float = math.inf,
    balking: float = 0.0,
) -> ErlangA:
    """Erlang A: Poisson arrivals, exponential handle times and patience, first come first served.

    Parameters
    ----------
    rate : float
        Contacts per unit of time.
    handle_time, patience : float
        Means in that unit; a patience of infinity gives Erlang C, or M/M/n/K with finite ``waiting_places``.
    agents : int
        Whole number of agents, at least 0.
    waiting_places : float
        Contacts that may wait at the same time: a whole number or infinity; 0 gives Erlang B. A contact that
        finds none free is blocked, before it could balk.
    balking : float
        Share of contacts that leave at once when every agent is busy.

    Returns
    -------
    ErlangA

    References
    ----------
    C. Palm (1957); A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007);
    W. Whitt, "Engineering solution of a basic call-center model", Management Science 51 (2005) 221-235.
    """
    check_flow(rate, handle_time)
    agents = check_agents(agents)
    check_balking(balking)
    if not patience > 0.0:
        raise InputError(f"patience must be above 0 (got {patience!r})")
    if not (waiting_places >= 0 and (math.isinf(waiting_places) or waiting_places == int(waiting_places))):
        raise InputError(f"waiting places must be a whole number of at least 0, or infinite (got {waiting_places!r})")
    if math.isinf(patience) and math.isinf(waiting_places):
        return _nobody_gives_up(rate, handle_time, agents, balking)
    if agents == 0 and math.isinf(patience) and waiting_places > 0:
        raise InputError("without agents and with endless patience a line has no equilibrium", "at least 1 agent")
    return _from_chain(rate, handle_time, agents, patience, waiting_places, balking)


def _from_chain(rate: float, handle_time: float, agents: int, patience: float, waiting_places: float, balking: float) -> ErlangA:
    drain, theta = agents / handle_time, 1.0 / patience
    stays = 1.0 - balking
    log_weight = _log_weights(rate * stays, drain, theta, waiting_places)
    weight = np.exp(log_weight - log_weight.max())
    waiting = weight / weight.sum()
    log_busy = math.log(float(weight.sum())) + float(log_weight.max() - log_weight[0])
    p_all_busy = _share_busy(erlang_b(rate * handle_time, agents), log_busy)

    full = float(waiting[-1]) if len(waiting) == waiting_places + 1 else 0.0
    p_block = p_all_busy * full
    share = p_all_busy * (waiting[:-1] if len(waiting) == waiting_places + 1 else waiting)
    p_balk = balking * float(share.sum())
    p_stay = stays * share

    number = np.arange(len(waiting), dtype=np.float64)
    e_queue = p_all_busy * float(waiting @ number)
    var_queue = p_all_busy * float(waiting @ (number - e_queue) ** 2) + (1.0 - p_all_busy) * e_queue**2

    # Seen by one who waits: from i ahead the next step down comes after an exponential of mean 1/(drain + (i+1) theta).
    # Who joins behind j is answered with probability drain/(drain + (j+1) theta), and gives up at each of the stages
    # j, ..., 0 with the same probability theta/(drain + (j+1) theta); the sums over stages are the running sums below.
    place = np.arange(1, len(share) + 1, dtype=np.float64)
    step = 1.0 / (drain + place * theta) if len(share) else place
    mean, variance = np.cumsum(step), np.cumsum(step**2)
    p_then_answered, p_then_gone = p_stay * drain * step, p_stay * theta * step
    sum_mean, sum_variance = np.cumsum(place * step), np.cumsum(place * step**2)
    sum_square = np.cumsum(2.0 * step * (sum_mean - place * step) + place * step**2)
    p_answered = 1.0 - p_all_busy + float(p_then_answered.sum())
    p_abandon = p_balk + float(p_then_gone @ place)
    answered_1, answered_2 = float(p_then_answered @ mean), float(p_then_answered @ (variance + mean**2))
    gone_1, gone_2 = float(p_then_gone @ sum_mean), float(p_then_gone @ (sum_variance + sum_square))

    entered = 1.0 - p_block
    mean_wait, var_wait = _mean_and_variance(answered_1 + gone_1, answered_2 + gone_2, entered)
    mean_answer, var_answer = _mean_and_variance(answered_1, answered_2, p_answered)
    mean_gone, var_gone = _mean_and_variance(gone_1, gone_2, p_abandon)
    return ErlangA(
        rate=rate,
        handle_time=handle_time,
        agents=agents,
        balking=balking,
        waiting_places=waiting_places,
        patience=patience,
        stable=True,
        p_block=p_block,
        p_all_busy=p_all_busy,
        p_wait=ratio(float(share.sum()), entered),
        p_balk=p_balk,
        p_abandon=p_abandon,
        p_answered=p_answered,
        e_queue=e_queue,
        var_queue=var_queue,
        e_busy=rate * handle_time * p_answered,
        mean_wait=mean_wait,
        var_wait=var_wait,
        mean_speed_of_answer=mean_answer,
        var_speed_of_answer=var_answer,
        e_wait_abandoned=mean_gone,
        var_wait_abandoned=var_gone,
        _line=_Line(drain, theta, share),
    )


def _mean_and_variance(first: float, second: float, whole: float) -> tuple[float, float]:
    mean = ratio(first, whole)
    return mean, max(ratio(second, whole) - mean**2, 0.0) if whole > 0.0 else math.nan


def _share_busy(lost: float, log_busy: float) -> float:
    # Erlang B gives the weight of the states with a free agent against the one with all busy and nobody waiting.
    if lost <= 0.0:
        return 0.0
    if lost >= 1.0:
        return 1.0
    log_free = math.log1p(-lost) - math.log(lost) - log_busy
    return 1.0 / (1.0 + math.exp(log_free)) if log_free < 700.0 else math.exp(-log_free)


def _log_weights(birth: float, drain: float, theta: float, places: float) -> NDArray[np.float64]:
    """Logarithms of the chain's weights with 0, 1, 2, ... waiting, relative to the heaviest.

    Summed outwards from the heaviest state, so that the states that matter carry the least rounding. Cut off
    where the weights no longer count: far below the smallest float where the last state is the blocking one.
    """
    if places == 0 or birth == 0.0:
        return np.zeros(1)
    floor = -100.0 if math.isinf(places) else -745.0
    heaviest = (places if birth > drain else 0.0) if theta == 0.0 else min(max(0.0, (birth - drain) // theta), places)
    last = min(places, 2.0 * heaviest + 1024.0)
    while True:
        if last > MOST_STATES:
            raise InputError(
                f"the line would have more than {MOST_STATES} states: almost nobody gives up in an overload",
                "a shorter patience or fewer waiting places",
            )
        steps = math.log(birth) - np.log(drain + theta * np.arange(1.0, last + 1.0))
        if last == places or float(steps[int(heaviest) :].sum()) < floor:
            break
        last = min(places, 2.0 * last)
    middle = int(heaviest)
    above = np.cumsum(steps[middle:])
    below = -np.cumsum(steps[:middle][::-1])[::-1]
    return np.concatenate([below, np.zeros(1), above])


def _nobody_gives_up(rate: float, handle_time: float, agents: int, balking: float) -> ErlangA:
    load, joining = rate * handle_time, rate * handle_time * (1.0 - balking)
    stable = joining < agents or load == 0.0 or (agents == 0 and balking == 1.0)
    if stable and agents > 0:
        density = joining / agents
        p_busy = _share_busy(erlang_b(load, agents), -math.log1p(-density))
        e_given_busy, var_given_busy = density / (1.0 - density), density / (1.0 - density) ** 2
        e_queue = p_busy * e_given_busy
        var_queue = p_busy * (var_given_busy + (e_given_busy - e_queue) ** 2) + (1.0 - p_busy) * e_queue**2
        mean_of_waiting = handle_time / (agents - joining)
    elif stable:
        # No agents, and nobody joins.
        p_busy, e_queue, var_queue, mean_of_waiting = 1.0, 0.0, 0.0, math.inf
    else:
        p_busy, e_queue, var_queue, mean_of_waiting = 1.0, math.inf, math.nan, math.inf
    p_balk = balking * p_busy
    waits = p_busy - p_balk
    p_answered = 1.0 - p_balk
    if stable and waits > 0.0:
        mean_wait, var_wait = _mean_and_variance(waits * mean_of_waiting, 2.0 * waits * mean_of_waiting**2, 1.0)
        mean_answer, var_answer = _mean_and_variance(waits * mean_of_waiting, 2.0 * waits * mean_of_waiting**2, p_answered)
    elif stable:
        mean_wait = var_wait = 0.0
        mean_answer = var_answer = 0.0 if p_answered > 0.0 else math.nan
    else:
        mean_wait = mean_answer = math.inf
        var_wait = var_answer = math.nan
    return ErlangA(
        rate=rate,
        handle_time=handle_time,
        agents=agents,
        balking=balking,
        waiting_places=math.inf,
        patience=math.inf,
        stable=stable,
        p_block=0.0,
        p_all_busy=p_busy,
        p_wait=p_busy,
        p_balk=p_balk,
        p_abandon=p_balk,
        p_answered=p_answered,
        e_queue=e_queue,
        var_queue=var_queue,
        e_busy=load * p_answered if stable else float(agents),
        mean_wait=mean_wait,
        var_wait=var_wait,
        mean_speed_of_answer=mean_answer,
        var_speed_of_answer=var_answer,
        e_wait_abandoned=0.0 if p_balk > 0.0 else math.nan,
        var_wait_abandoned=0.0 if p_balk > 0.0 else math.nan,
        _line=None,
    )


def agents_needed(
    rate: float,
    handle_time: float,
    patience: float,
    threshold: float | None = None,
    service_level: float | None = None,
    *,
    definition: str = "abandoned_in_time_removed",
    short_abandon: float | None = None,
    max_abandon: float | None = None,
    max_occupancy: float | None = None,
    waiting_places: float = math.inf,
    balking: float = 0.0,
) -> int:
    """Fewest agents that reach every target given, by Erlang A.

    Parameters
    ----------
    rate, handle_time, patience, waiting_places, balking : float
        As in `erlang_a`.
    threshold, service_level : float, optional
        A share (below 1) to be in time by ``definition``; both or neither.
    definition : str
        Definition of the service level, see `SteadyState.service_level`.
    short_abandon : float, optional
        For the definitions that speak of short abandons.
    max_abandon : float, optional
        Largest share of offered contacts that may give up, balked ones included.
    max_occupancy : float, optional
        Largest share of time an agent may be busy.

    Returns
    -------
    int
        Agents on duty, at least 1, before shrinkage.
    """
    if (threshold is None) != (service_level is None):
        raise InputError("a service level needs a threshold, and a threshold a service level")
    if threshold is None and max_abandon is None and max_occupancy is None:
        raise InputError("nothing to size for", "give a service level, a largest abandon rate or a largest occupancy")
    if service_level is not None and not 0.0 <= service_level < 1.0:
        raise InputError(f"service level must be at least 0% and below 100% (got {service_level!r})")
    for name, limit in (("abandon rate", max_abandon), ("occupancy", max_occupancy)):
        if limit is not None and not 0.0 < limit <= 1.0:
            raise InputError(f"the largest {name} must be above 0% and at most 100% (got {limit!r})")

    def enough(agents: int) -> bool:
        result = erlang_a(rate, handle_time, agents, patience, waiting_places, balking)
        if not result.stable:
            return False
        if max_abandon is not None and not result.p_abandon <= max_abandon:
            return False
        if max_occupancy is not None and not result.occupancy <= max_occupancy:
            return False
        if threshold is None or service_level is None:
            return True
        return result.service_level(threshold, definition, short_abandon) >= service_level

    return fewest(enough, 1)
