"""Random numbers by place: the same for a seed, a day, a place and a customer, whatever else the scenario holds.

A stream is keyed by the root seed and the name of its place, such as ``queue/sales`` and within it ``patience``; what it
gives to a customer depends on the day and the customer's number, and on nothing that was drawn before. Adding a queue, an
agent or a variant never moves another number, and what a customer does not need is never drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from simdesk.rules import random_numbers
from simdesk.rules.draws import key_within, place_key

if TYPE_CHECKING:
    from numpy.typing import NDArray


@lru_cache(maxsize=4096)
def _key_of(seed: int, place: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{place}".encode(), digest_size=8).digest(), "little")


class Rates(NamedTuple):
    """Rates of arrival over a day.

    Customers are the points of a Poisson process over the day × a level of demand: each has a time, even over the day, and a
    level, and comes when the rate at that time reaches the level (thinning; Lewis and Shedler 1979). A higher volume adds
    customers above the old level and redraws nobody.

    Parameters
    ----------
    whole_day : ndarray of float, shape (intervals,)
        Customers in a day, were the rate of an interval that of all day.
    opening, length, interval : float
        Of the day and of an interval, seconds.
    """

    whole_day: NDArray[np.float64]
    opening: float
    length: float
    interval: float

    @property
    def most(self) -> tuple[float, int]:
        """The highest level, and how many customers hardly ever lie below it."""
        top = float(self.whole_day.max(initial=0.0))
        return top, int(top + 6 * top**0.5) + 16


class Draws(Protocol):
    """Computes random numbers: for the numbers ``whose`` of customers or agents, at a key, on a day, at an attempt."""

    def uniform(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Uniform, above 0 and below 1."""

    def numbers(self, keys: NDArray[np.uint64], day: int) -> NDArray[np.float64]:
        """Uniform, the first at each key."""

    def exponential(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Exponential with mean 1."""

    def normal(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Normal with mean 0 and standard deviation 1."""

    def gamma(self, key: int, day: int, whose: NDArray[np.int64], shape: float) -> NDArray[np.float64]:
        """Gamma of a shape of 1 or more with scale 1."""

    def arrivals(
        self, level_key: int, time_key: int, day: int, rates: Rates, *, ordered: bool = True
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Customers who come, and when, in order of time, or else of their numbers: see ``Rates``."""

    def in_order(
        self, times: NDArray[np.float64], opening: float, interval: float, intervals: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The stable order of times, and the times in it; sooner found where they are even within the intervals of a day."""

    def log(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Natural logarithms, in place."""

    def exp(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """e to the power of each, in place."""


class ArrayDraws:
    """Random numbers computed by numpy."""

    def _two(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        one, other = random_numbers.two_uniforms(np.uint64(key), np.uint64(day), whose.astype(np.uint64), np.uint64(attempt))
        return one, other

    def uniform(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Uniform, above 0 and below 1."""
        return self._two(key, day, whose, attempt)[0]

    def numbers(self, keys: NDArray[np.uint64], day: int) -> NDArray[np.float64]:
        """Uniform, the first at each key."""
        return np.asarray(random_numbers.two_uniforms(keys, np.uint64(day), np.uint64(0), np.uint64(0))[0])

    def exponential(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Exponential with mean 1."""
        return np.asarray(random_numbers.exponential_of(self._two(key, day, whose, attempt)[0]))

    def normal(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Normal with mean 0 and standard deviation 1."""
        return np.asarray(random_numbers.normal_of(*self._two(key, day, whose, attempt)))

    def gamma(self, key: int, day: int, whose: NDArray[np.int64], shape: float) -> NDArray[np.float64]:
        """Gamma of a shape of 1 or more with scale 1."""
        d, c = random_numbers.gamma_constants(shape)
        values = np.empty(len(whose))
        missing, attempt = np.arange(len(whose)), 0
        while len(missing):
            x, u = self.normal(key, day, whose[missing], attempt), self.uniform(key, day, whose[missing], attempt + 1)
            candidates, taken = random_numbers.gamma_candidate(x, u, d, c)
            values[missing[taken]] = candidates[taken] * d
            missing = missing[~taken]
            attempt += 2
        return values

    def arrivals(
        self, level_key: int, time_key: int, day: int, rates: Rates, *, ordered: bool = True
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Customers who come, and when."""
        (top, count), whole_day = rates.most, rates.whole_day
        levels = np.cumsum(self.exponential(level_key, day, np.arange(count), 0))
        while levels[-1] <= top:
            # Summed anew from the first: the sums of a longer block begin with those of a shorter one.
            count *= 2
            levels = np.cumsum(self.exponential(level_key, day, np.arange(count), 0))
        levels = levels[: int(np.searchsorted(levels, top, side="right"))]
        when = rates.opening + rates.length * self.uniform(time_key, day, np.arange(len(levels)), 0)
        interval = np.minimum(((when - rates.opening) / rates.interval).astype(np.int64), len(whole_day) - 1)
        customers = np.flatnonzero(levels <= whole_day[interval])
        if not ordered:
            return customers, when[customers]
        order, when = self.in_order(when[customers], rates.opening, rates.interval, len(whole_day))
        return customers[order], when

    def in_order(
        self, times: NDArray[np.float64], opening: float, interval: float, intervals: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The stable order of times, and the times in it."""
        order = np.argsort(times, kind="stable")
        return order, times[order]

    def log(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Natural logarithms, in place."""
        values[:] = random_numbers.log(values)
        return values

    def exp(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """e to the power of each, in place."""
        values[:] = random_numbers.exp(values)
        return values


ARRAYS: Draws = ArrayDraws()
NOBODY_ELSE = np.zeros(1, np.int64)
"""Whose number it is where a stream has one number only."""


class Stream(NamedTuple):
    """The numbers of one place on one day.

    Parameters
    ----------
    key : int
        Of the seed and the place, 64 bits.
    day : int
        Replication, counted from 0.
    draws : Draws
    """

    key: int
    day: int
    draws: Draws

    def at(self, place: str) -> Stream:
        """The numbers of a place within this one."""
        return Stream(key_within(self.key, place_key(place)), self.day, self.draws)

    def uniform(self, whose: NDArray[np.int64], attempt: int = 0) -> NDArray[np.float64]:
        """Above 0 and below 1, one for each of the customers (or agents); shape (customers,)."""
        return self.draws.uniform(self.key, self.day, whose, attempt)

    def exponential(self, whose: NDArray[np.int64], attempt: int = 0) -> NDArray[np.float64]:
        """Exponential with mean 1."""
        return self.draws.exponential(self.key, self.day, whose, attempt)

    def normal(self, whose: NDArray[np.int64], attempt: int = 0) -> NDArray[np.float64]:
        """Normal with mean 0 and standard deviation 1."""
        return self.draws.normal(self.key, self.day, whose, attempt)

    def gamma(self, shape: float, whose: NDArray[np.int64]) -> NDArray[np.float64]:
        """Gamma of a shape with scale 1; a shape below 1 is one above, times a power of a uniform number."""
        if shape >= 1.0:
            return self.draws.gamma(self.key, self.day, whose, shape)
        values = self.draws.gamma(self.key, self.day, whose, shape + 1.0)
        return values * self.draws.exp(self.at("power").exponential(whose) / -shape)

    def number(self) -> float:
        """A uniform number of the place itself."""
        return float(self.uniform(NOBODY_ELSE)[0])


class Streams:
    """The random numbers of one replication.

    Parameters
    ----------
    seed : int
        The scenario's root seed, 0 or more.
    replication : int
        Counted from 0.
    draws : Draws, optional
        What computes them; it cannot change a number.
    """

    def __init__(self, seed: int, replication: int, draws: Draws = ARRAYS) -> None:
        self._seed = seed
        self._replication = replication
        self._draws = draws

    def at(self, place: str) -> Stream:
        """The stream of ``place``."""
        return Stream(_key_of(self._seed, place), self._replication, self._draws)

    def numbers(self, places: Sequence[str]) -> NDArray[np.float64]:
        """A uniform number of each place itself."""
        keys = np.array([_key_of(self._seed, place) for place in places], np.uint64)
        return self._draws.numbers(keys, self._replication)

    def of_block(self, days: int) -> tuple[Streams, int]:
        """The streams of the block of consecutive replications this one lies in, and its position in it, from 0."""
        return Streams(self._seed, self._replication // days, self._draws), self._replication % days


def generator_at(seed: int, place: str) -> np.random.Generator:
    """A generator of numpy for what is no day: the points of a sweep, say."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0, place_key(place)))))
