"""A whole day: M(t)/M/n(t)+M with rates and staff that change at interval borders, exact from its Markov chain.

The chain's state is the number in the system, and besides it how many agents beyond the staff on duty still finish a
contact: when staff falls the idle leave at once, the others as they finish, and nobody is taken from the line while
more agents are busy than on duty. Between borders the chain is followed by uniformisation (A. Jensen 1953; W. K.
Grassmann, Computers & Operations Research 4 (1977) 47-53), which adds positive terms only.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.errors import InputError, UsageError
from simdesk.theory.erlang_c import check_agents, check_flow
from simdesk.theory.markov import Chain, regroup, tagged_contact
from simdesk.theory.steady_state import check_balking, check_threshold

if TYPE_CHECKING:
    from numpy.typing import NDArray

NODES = 16
"""Gauss-Legendre nodes for arrivals whose threshold reaches over a border."""
MOST_STATES = 200_000
NEGLIGIBLE = 1e-15
"""Largest probability of the chain's last state; the chain is lengthened until it holds."""


@dataclass(frozen=True)
class Transient:
    """A day with changing rates and staff; every array has one value per interval.

    ``p_wait``, ``answered_in_time`` and ``abandoned_in_time`` are by interval of arrival, the others by the clock.

    Parameters
    ----------
    offered : ndarray of float, shape (intervals,)
        Expected contacts.
    p_wait : ndarray of float, shape (intervals,)
        Share of contacts that find nobody free, those that balk included.
    mean_queue, mean_busy : ndarray of float, shape (intervals,)
        Time-average numbers waiting, and agents busy (those past their shift included).
    abandons : ndarray of float, shape (intervals,)
        Contacts that give up during the interval, balked ones included.
    end_mean_queue, end_mean_system, end_p_wait : ndarray of float, shape (intervals,)
        At the interval's end, before staff changes: mean number waiting, mean number in the system, and
        probability that nobody is free.
    drain_abandons : float
        Contacts that give up after the last interval, while its staff serves the line to its end.
    threshold : float or None
    answered_in_time, abandoned_in_time : ndarray of float, shape (intervals,)
        Contacts answered, and given up (balked included), within the threshold; NaN without one.
    """

    offered: NDArray[np.float64]
    p_wait: NDArray[np.float64]
    mean_queue: NDArray[np.float64]
    mean_busy: NDArray[np.float64]
    abandons: NDArray[np.float64]
    end_mean_queue: NDArray[np.float64]
    end_mean_system: NDArray[np.float64]
    end_p_wait: NDArray[np.float64]
    drain_abandons: float
    threshold: float | None
    answered_in_time: NDArray[np.float64]
    abandoned_in_time: NDArray[np.float64]

    @property
    def abandoned(self) -> float:
        """Contacts of the day that give up, after its end too."""
        return float(self.abandons.sum()) + self.drain_abandons

    @property
    def answered(self) -> float:
        """Contacts of the day that are answered, after its end too."""
        return float(self.offered.sum()) - self.abandoned

    def service_level(self, definition: str = "abandoned_in_time_removed") -> NDArray[np.float64]:
        """Service level by interval of arrival, shape (intervals,): ratios of expected numbers.

        ``definition`` is ``of_offered``, ``abandoned_in_time_good`` or ``abandoned_in_time_removed``; NaN where
        nobody calls.
        """
        with np.errstate(invalid="ignore"):
            return _level(definition, self.offered, self.answered_in_time, self.abandoned_in_time)

    def service_level_of_day(self, definition: str = "abandoned_in_time_removed") -> float:
        """Service level of the day, its intervals weighted by contacts; ``of_answered`` is possible too."""
        answered, abandoned = float(self.answered_in_time.sum()), float(self.abandoned_in_time.sum())
        if definition == "of_answered":
            return answered / self.answered if self.answered > 0.0 else math.nan
        offered = float(self.offered.sum())
        if offered == 0.0:
            return math.nan
        return float(_level(definition, np.array([offered]), np.array([answered]), np.array([abandoned]))[0])


def _level(
    definition: str, offered: NDArray[np.float64], answered: NDArray[np.float64], abandoned: NDArray[np.float64]
) -> NDArray[np.float64]:
    match definition:
        case "of_offered":
            return answered / offered
        case "abandoned_in_time_good":
            return (answered + abandoned) / offered
        case "abandoned_in_time_removed":
            return answered / (offered - abandoned)
    raise UsageError(
        f"no service level definition '{definition}' for a changing day",
        "one of of_offered, abandoned_in_time_good, abandoned_in_time_removed",
    )


def transient(
    rates: Sequence[float],
    handle_time: float,
    agents: Sequence[int],
    interval: float | Sequence[float],
    patience: float = math.inf,
    balking: float = 0.0,
    threshold: float | None = None,
    start: int | Sequence[float] = 0,
) -> Transient:
    """Follow a day with Poisson arrivals and staff that change by interval.

    Parameters
    ----------
    rates : sequence of float, length intervals
        Contacts per unit of time in each interval.
    handle_time : float
        Mean of the exponential handle time.
    agents : sequence of int, length intervals
        Agents on duty. When the number falls the idle leave, the busy finish their contact first.
    interval : float or sequence of float
        Length of the intervals, or of each.
    patience : float
        Mean of the exponential patience; infinite when nobody gives up.
    balking : float
        Share of contacts that leave at once when nobody is free.
    threshold : float, optional
        Wait within which a contact is in time.
    start : int or sequence of float
        Number in the system at the beginning, or the probabilities of 0, 1, 2, ... in the system.

    Returns
    -------
    Transient
    """
    lengths = np.broadcast_to(np.asarray(interval, dtype=np.float64), (len(rates),))
    if len(rates) == 0 or len(agents) != len(rates):
        raise InputError(f"as many agents as rates are needed, at least one (got {len(agents)} and {len(rates)})")
    for rate in rates:
        check_flow(rate, handle_time)
    staff = [check_agents(n) for n in agents]
    check_balking(balking)
    if not patience > 0.0:
        raise InputError(f"patience must be above 0 (got {patience!r})")
    if not bool(np.all(np.isfinite(lengths) & (lengths > 0.0))):
        raise InputError("the length of an interval must be above 0 and finite")
    if threshold is not None:
        check_threshold(threshold)
        if math.isinf(threshold):
            raise InputError("the threshold must be finite")
    first = np.asarray(start, dtype=np.float64)
    if first.ndim == 0:
        first = np.zeros(int(start) + 1) if isinstance(start, int) and start >= 0 else np.zeros(0)
        first[-1:] = 1.0
    if len(first) == 0 or abs(first.sum() - 1.0) > 1e-9 or bool((first < 0.0).any()):
        raise InputError("start must be a number of contacts, or probabilities that sum to 1")
    day = _Day([float(r) for r in rates], staff, [float(x) for x in lengths], 1.0 / handle_time, 1.0 / patience, balking)
    size = max(day.guess_size(), len(first) + 1)
    while size <= MOST_STATES:
        result = day.follow(np.concatenate([first, np.zeros(size + 1 - len(first))]), threshold)
        if result is not None:
            return result
        size = int(size * 1.5) + 1
    raise InputError(f"the line would have more than {MOST_STATES} states")


@dataclass(frozen=True)
class _Day:
    rates: list[float]
    staff: list[int]
    lengths: list[float]
    mu: float
    theta: float
    balking: float

    def guess_size(self) -> int:
        """States enough for most days: the greatest number of the fluid model and ten of its standard deviations."""
        number, most = 0.0, 0.0
        for rate, agents, length in zip(self.rates, self.staff, self.lengths, strict=True):
            most = max(most, float(agents))
            for _ in range(200):
                busy = min(number, agents)
                joining = rate if number < agents else rate * (1.0 - self.balking)
                pace = self.mu if number < agents else max(self.theta, 1e-9)
                change = joining - busy * self.mu - (number - busy) * self.theta
                number += change * -math.expm1(-pace * length / 200) / pace
                number = max(number, 0.0)
                most = max(most, number)
        return int(most + 10.0 * math.sqrt(most) + 30.0)

    def follow(self, state: NDArray[np.float64], threshold: float | None) -> Transient | None:
        """Follow the day from ``state``; None when the chain is too short for it."""
        size, extra = len(state) - 1, 0
        ends = np.cumsum(self.lengths)
        rows = []
        for i, (rate, length) in enumerate(zip(self.rates, self.lengths, strict=True)):
            if i:
                state, extra = regroup(state, self.staff[i - 1], extra, self.staff[i], size)
            chain = Chain(rate, self.mu, self.theta, self.balking, self.staff[i], extra, size)
            total = np.zeros_like(state)
            in_time = np.zeros(2) if threshold is not None else np.full(2, math.nan)
            for left, right in self._pieces(float(ends[i] - length), float(ends[i]), ends, threshold):
                before = state
                state, sums = chain.evolve(state, right - left)
                total += sums
                if threshold is not None:
                    in_time += self._in_time(i, chain, before, sums, left, right, ends, threshold)
            if max(chain.last_states(total).max() / length, chain.last_states(state).max()) > NEGLIGIBLE:
                return None
            queue, nobody_free = float(total @ chain.waiting), float(total[chain.agents :].sum())
            rows.append(
                (
                    rate * length,
                    nobody_free / length,
                    queue / length,
                    float(total @ chain.busy) / length,
                    self.theta * queue + self.balking * rate * nobody_free,
                    float(state @ chain.waiting),
                    float(state @ (chain.waiting + chain.busy)),
                    float(state[chain.agents :].sum()),
                    rate * float(in_time[0]),
                    rate * float(in_time[1]),
                )
            )
        by_interval = np.array(rows).T
        return Transient(
            offered=by_interval[0],
            p_wait=by_interval[1],
            mean_queue=by_interval[2],
            mean_busy=by_interval[3],
            abandons=by_interval[4],
            end_mean_queue=by_interval[5],
            end_mean_system=by_interval[6],
            end_p_wait=by_interval[7],
            drain_abandons=chain.expected_abandons(state),
            threshold=threshold,
            answered_in_time=by_interval[8],
            abandoned_in_time=by_interval[9],
        )

    def _pieces(self, begin: float, end: float, ends: NDArray[np.float64], threshold: float | None) -> list[tuple[float, float]]:
        # Arrivals of one piece meet the same borders within the threshold.
        cuts = {begin, end}
        if threshold is not None:
            cuts |= {float(x) - threshold for x in ends[:-1] if begin < float(x) - threshold < end}
        order = sorted(cuts)
        return list(itertools.pairwise(order))

    def _in_time(
        self,
        i: int,
        chain: Chain,
        before: NDArray[np.float64],
        sums: NDArray[np.float64],
        left: float,
        right: float,
        ends: NDArray[np.float64],
        threshold: float,
    ) -> NDArray[np.float64]:
        """Integrals over arrival times in a piece of the shares answered, and given up, within the threshold."""
        if i == len(self.rates) - 1 or (left + right) / 2 + threshold <= ends[i]:
            return self._done(chain, sums, self._values(i, chain.extra, chain.size, threshold, math.inf, ends))
        # The staff changes before the threshold is up, after a time that depends on the arrival: quadrature.
        panels = max(1, math.ceil((right - left) * chain.jumps[0] / 20.0))
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        width = (right - left) / panels
        result, state, now = np.zeros(2), before, left
        for panel in range(panels):
            for node, weight in zip(nodes, weights, strict=True):
                when = left + width * (panel + (node + 1.0) / 2.0)
                state, _ = chain.evolve(state, when - now)
                now = when
                values = self._values(i, chain.extra, chain.size, threshold, float(ends[i]) - when, ends)
                result += weight * width / 2.0 * self._done(chain, state, values)
        return result

    def _done(self, chain: Chain, state: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        at_once, others = float(state[: chain.agents].sum()), state[chain.agents :]
        done = (1.0 - self.balking) * (others @ values)
        return np.array([at_once + float(done[0]), self.balking * float(others.sum()) + float(done[1])])

    def _values(
        self, i: int, extra: int, size: int, left: float, to_border: float, ends: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Of one contact with ``left`` of its threshold left: answered or given up in time, from each state."""
        tagged = tagged_contact(self.mu, self.theta, self.staff[i], extra, size - self.staff[i] + 1)
        if left <= to_border or i == len(self.rates) - 1:
            return tagged.values(left)
        agents = self.staff[i + 1]
        new_extra = max(self.staff[i] + extra - agents, 0)
        after = self._values(i + 1, new_extra, size, left - to_border, float(ends[i + 1] - ends[i]), ends)
        return tagged.values(to_border, tagged.before_change(after, agents, size - agents + 1))
