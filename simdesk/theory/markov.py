"""The Markov chain of a queue whose staff changes, and of one contact waiting in it; uniformisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

LONGEST_STRIDE = 200.0
"""Expected jumps followed in one stride of the uniformisation, so that Poisson weights keep their digits."""


@dataclass(frozen=True)
class Chain:
    """Number in the system, and agents past their shift who still finish a contact.

    States are numbered: 0..size contacts in the system and nobody past the shift; then, for each number e = 1..extra
    of agents past their shift, 0..size - agents contacts waiting while agents + e are handled. From state ``agents``
    on nobody is free, and these states are a grid of rows e = 0..extra and columns 0..size - agents waiting.

    Parameters
    ----------
    rate, mu, theta : float
        Arrival rate, 1 / handle time, 1 / patience.
    balking : float
    agents : int
        On duty.
    extra, size : int
    """

    rate: float
    mu: float
    theta: float
    balking: float
    agents: int
    extra: int
    size: int

    @property
    def columns(self) -> int:
        """Columns of the grid of states with nobody free."""
        return self.size - self.agents + 1

    @cached_property
    def waiting(self) -> NDArray[np.float64]:
        """Number waiting in each state."""
        line = np.maximum(np.arange(self.size + 1.0) - self.agents, 0.0)
        return np.concatenate([line, np.tile(np.arange(float(self.columns)), self.extra)])

    @cached_property
    def busy(self) -> NDArray[np.float64]:
        """Agents busy in each state, those past their shift included."""
        first = np.minimum(np.arange(self.size + 1.0), self.agents)
        return np.concatenate([first, self.agents + np.repeat(np.arange(1.0, self.extra + 1.0), self.columns)])

    def last_states(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the greatest number waiting, for each number past the shift."""
        return values[self.agents :].reshape(self.extra + 1, self.columns)[:, -1]

    @cached_property
    def jumps(self) -> tuple[float, csr_array]:
        """Rate of the uniformised chain, and its transposed transition matrix."""
        joins = self.rate * (1.0 - self.balking)
        number = np.arange(self.size + 1)
        first = self.agents + np.arange((self.extra + 1) * self.columns).reshape(self.extra + 1, self.columns)
        births = np.where(number < self.agents, self.rate, joins)[:-1]
        deaths = self.mu * self.busy[: self.size + 1] + self.theta * self.waiting[: self.size + 1]
        past, line = np.arange(1.0, self.extra + 1.0)[:, None], np.arange(float(self.columns))[None, :]
        flows = [
            (number[:-1], number[1:], births),
            (number[1:], number[:-1], deaths[1:]),
            (first[1:, :-1], first[1:, 1:], np.full((self.extra, self.columns - 1), joins)),
            (first[1:, 1:], first[1:, :-1], np.broadcast_to(self.theta * line[:, 1:], (self.extra, self.columns - 1))),
            (first[1:], first[:-1], np.broadcast_to(self.mu * (self.agents + past), (self.extra, self.columns))),
        ]
        return uniformised(flows, len(self.waiting), transpose=True)

    def evolve(self, state: NDArray[np.float64], duration: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """State probabilities after ``duration``, and their integral over it."""
        rate, matrix = self.jumps
        return evolve(rate, matrix, state, duration)

    def expected_abandons(self, state: NDArray[np.float64]) -> float:
        """Contacts expected to give up when nobody arrives any more and the staff stays; endless waits never end."""
        line = np.arange(1.0, float(self.columns))
        table = np.zeros((self.extra + 1, self.columns))
        if self.theta > 0.0:
            gives_up = line * self.theta
            table[0, 1:] = np.cumsum(gives_up / (gives_up + self.agents * self.mu))
            for past in range(1, self.extra + 1):
                leaves = (self.agents + past) * self.mu
                for q in range(1, self.columns):
                    table[past, q] = (leaves * table[past - 1, q] + q * self.theta * (1.0 + table[past, q - 1])) / (
                        leaves + q * self.theta
                    )
        return float(state[self.agents :] @ table.ravel())


@dataclass(frozen=True)
class Tagged:
    """One contact waiting: agents past their shift, contacts ahead; who comes after it does not matter.

    Values are arrays of shape ((extra + 1) × columns, 2): from each state the probability that the contact is
    answered, and that it gives up, in the time left.

    Parameters
    ----------
    mu, theta : float
    agents, extra, columns : int
        As in `Chain`.
    """

    mu: float
    theta: float
    agents: int
    extra: int
    columns: int

    def values(self, duration: float, after: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Values with ``duration`` left before ``after``, the values then (nothing when None)."""
        grid = np.arange((self.extra + 1) * self.columns).reshape(self.extra + 1, self.columns)
        if after is None:
            after = np.zeros((grid.size, 2))
        rate, matrix, source = self._jumps
        return evolve(rate, matrix, after, duration, source)[0]

    @cached_property
    def _jumps(self) -> tuple[float, csr_array, NDArray[np.float64]]:
        grid = np.arange((self.extra + 1) * self.columns).reshape(self.extra + 1, self.columns)
        past, ahead = np.arange(1.0, self.extra + 1.0)[:, None], np.arange(float(self.columns))[None, :]
        source = np.zeros((grid.size, 2))
        source[0, 0] = self.agents * self.mu
        source[:, 1] = self.theta
        flows = [
            (grid[0, 1:], grid[0, :-1], self.agents * self.mu + self.theta * ahead[0, 1:]),
            (grid[1:, 1:], grid[1:, :-1], np.broadcast_to(self.theta * ahead[:, 1:], (self.extra, self.columns - 1))),
            (grid[1:], grid[:-1], np.broadcast_to(self.mu * (self.agents + past), (self.extra, self.columns))),
        ]
        rate, matrix = uniformised(flows, grid.size, transpose=False, leaving=source.sum(axis=1))
        return rate, matrix, source / rate

    def before_change(self, values: NDArray[np.float64], agents: int, columns: int) -> NDArray[np.float64]:
        """Values just before staff changes to ``agents``, from ``values`` of the tagged contact just after."""
        past, ahead = np.divmod(np.arange((self.extra + 1) * self.columns), self.columns)
        free = agents - (self.agents + past)
        answered = free > ahead
        row, column = np.maximum(-free, 0), np.clip(ahead - np.maximum(free, 0), 0, columns - 1)
        result: NDArray[np.float64] = values[row * columns + column].copy()
        result[answered] = (1.0, 0.0)
        return result


@lru_cache(maxsize=16)
def tagged_contact(mu: float, theta: float, agents: int, extra: int, columns: int) -> Tagged:
    """The same `Tagged` again while it is asked for again, so that its matrix is made once."""
    return Tagged(mu, theta, agents, extra, columns)


def regroup(state: NDArray[np.float64], agents: int, extra: int, new_agents: int, size: int) -> tuple[NDArray[np.float64], int]:
    """State probabilities just after staff changes, and the number of agents who may be past their shift then.

    Parameters
    ----------
    state : ndarray of float
        Of the chain with ``agents``, ``extra`` and ``size``.
    agents, extra : int
        Before the change.
    new_agents : int
        After it.
    size : int

    Returns
    -------
    ndarray of float, int
    """
    new_extra = max(agents + extra - new_agents, 0)
    new_columns = size - new_agents + 1
    result = np.zeros(size + 1 + new_extra * new_columns)
    old_columns = size - agents + 1
    number = np.arange(size + 1)
    past = np.concatenate([np.zeros(size + 1, dtype=np.int64), np.repeat(np.arange(1, extra + 1), old_columns)])
    total = np.concatenate([number, agents + past[size + 1 :] + np.tile(np.arange(old_columns), extra)])
    served = np.minimum(total, agents + past)
    over = np.maximum(served - new_agents, 0)
    # Beyond the last state there is nothing but what the caller checks to be negligible.
    plain = np.minimum(total, size)
    grid = size + 1 + (over - 1) * new_columns + np.minimum(total - served, new_columns - 1)
    np.add.at(result, np.where(over == 0, plain, grid), state)
    while new_extra and float(result[-new_columns:].sum()) < 1e-20:
        result = result[:-new_columns]
        new_extra -= 1
    return result, new_extra


def uniformised(
    flows: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]],
    states: int,
    *,
    transpose: bool,
    leaving: NDArray[np.float64] | None = None,
) -> tuple[float, csr_array]:
    """Uniformise a chain: the rate of its jumps, and the (transposed) matrix of their probabilities.

    Parameters
    ----------
    flows : list of (from, to, rate)
        Arrays of equal shape.
    states : int
    transpose : bool
        True to move probabilities forward, False to move values back.
    leaving : ndarray of float, shape (states,), optional
        Rates out of each state that lead out of the chain.

    Returns
    -------
    float, scipy.sparse.csr_array
    """
    from scipy.sparse import coo_array

    source = np.concatenate([f[0].ravel() for f in flows])
    target = np.concatenate([f[1].ravel() for f in flows])
    speed = np.concatenate([f[2].ravel() for f in flows])
    out = np.zeros(states) if leaving is None else leaving.copy()
    np.add.at(out, source, speed)
    rate = max(float(out.max()), 1e-300)
    stays = np.arange(states)
    rows, columns = (target, source) if transpose else (source, target)
    data = np.concatenate([speed / rate, 1.0 - out / rate])
    where = (np.concatenate([rows, stays]), np.concatenate([columns, stays]))
    return rate, coo_array((data, where), shape=(states, states)).tocsr()


def evolve(
    rate: float,
    matrix: csr_array,
    vector: NDArray[np.float64],
    duration: float,
    source: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Follow a uniformised chain for ``duration``.

    Parameters
    ----------
    rate, matrix : float, scipy.sparse.csr_array
        From `uniformised`.
    vector : ndarray of float, shape (states,) or (states, k)
    duration : float
    source : ndarray of float, like ``vector``, optional
        Added at each jump; then the integral is not asked for.

    Returns
    -------
    ndarray, ndarray
        The vector after ``duration`` and its integral over it (zeros where a source is given).
    """
    integral = np.zeros_like(vector)
    if duration <= 0.0:
        return vector, integral
    strides = max(1, int(np.ceil(rate * duration / LONGEST_STRIDE)))
    weights, tails = _poisson(rate * duration / strides)
    for _ in range(strides):
        jumped, result = vector, weights[0] * vector
        if source is not None:
            for weight in weights[1:]:
                jumped = matrix @ jumped
                jumped += source
                result += weight * jumped
        else:
            integral += tails[0] * vector
            for weight, tail in zip(weights[1:], tails[1:], strict=True):
                jumped = matrix @ jumped
                result += weight * jumped
                integral += tail * jumped
        vector = result
    return vector, integral / rate


@lru_cache(maxsize=512)
def _poisson(mean: float) -> tuple[list[float], list[float]]:
    """Poisson probabilities of 0, 1, ... up to a negligible tail, and the probability of more than each."""
    last = int(mean + 10.0 * np.sqrt(mean) + 30.0)
    middle = int(mean)
    up = np.cumprod(mean / np.arange(middle + 1.0, last + 1.0))
    down = np.cumprod(np.arange(float(middle), 0.0, -1.0) / mean)[::-1]
    weights = np.concatenate([down, np.ones(1), up])
    weights /= weights.sum()
    tails = np.append(np.cumsum(weights[::-1])[::-1][1:], 0.0)
    return weights.tolist(), tails.tolist()
