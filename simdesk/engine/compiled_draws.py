"""Random numbers for the compiled clock: the same arithmetic as on arrays, compiled by numba, several customers at a time."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, types
from numba.extending import overload

from simdesk.demand.streams import Rates
from simdesk.engine.rule_cache import kept_compiled
from simdesk.engine.rule_compiler import ENTRY, INLINED, RULE
from simdesk.interrupts import interruptible
from simdesk.rules import draws, random_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _register(function: Any) -> None:
    overload(function, jit_options=INLINED, strict=False)(lambda *arguments: function)


for _, _function in inspect.getmembers(random_numbers, inspect.isfunction):
    if _function is not random_numbers.bits_of:
        _register(_function)


@overload(random_numbers.bits_of, jit_options=INLINED)
def _bits_of(x: Any) -> Any:
    def bits(x: Any) -> Any:
        return np.float64(x).view(np.int64)  # numba sees bits only in what such a call gives

    return bits


@overload(draws.key_within, jit_options=INLINED)
def _key_within(key: Any, part: Any) -> Any:
    def within(key: Any, part: Any) -> Any:
        x = np.uint64(key) ^ np.uint64(part)
        x = (x ^ (x >> _S30)) * _FIRST
        x = (x ^ (x >> _S27)) * _SECOND
        return np.int64(x ^ (x >> _S31))

    return within


_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@overload(draws.two_at, jit_options=RULE)
def _two_at(key: Any, day: Any, whose: Any, attempt: Any) -> Any:
    def two(key: Any, day: Any, whose: Any, attempt: Any) -> Any:
        return random_numbers.two_uniforms(np.uint64(key), np.uint64(day), np.uint64(whose), np.uint64(attempt))

    return two


@overload(draws.uniform_at, jit_options=RULE)
def _uniform_at(key: Any, day: Any, whose: Any, attempt: Any) -> Any:
    def uniform(key: Any, day: Any, whose: Any, attempt: Any) -> Any:
        return draws.two_at(key, day, whose, attempt)[0]

    return uniform


def _uniform(key: Any, day: Any, attempt: Any, whose: Any, values: Any) -> None:
    for i in range(len(whose)):
        values[i] = random_numbers.two_uniforms(key, day, np.uint64(whose[i]), attempt)[0]


def _numbers(keys: Any, day: Any, values: Any) -> None:
    nothing = np.uint64(0)
    for i in range(len(keys)):
        values[i] = random_numbers.two_uniforms(keys[i], day, nothing, nothing)[0]


def _exponential(key: Any, day: Any, attempt: Any, whose: Any, values: Any) -> None:
    for i in range(len(whose)):
        values[i] = random_numbers.exponential_of(random_numbers.two_uniforms(key, day, np.uint64(whose[i]), attempt)[0])


def _normal(key: Any, day: Any, attempt: Any, whose: Any, values: Any) -> None:
    for i in range(len(whose)):
        one, other = random_numbers.two_uniforms(key, day, np.uint64(whose[i]), attempt)
        values[i] = random_numbers.normal_of(one, other)


def _gamma(key: Any, day: Any, d: Any, c: Any, whose: Any, values: Any) -> None:
    for i in range(len(whose)):
        who = np.uint64(whose[i])
        attempt = 0
        while True:
            one, other = random_numbers.two_uniforms(key, day, who, np.uint64(attempt))
            u, _ = random_numbers.two_uniforms(key, day, who, np.uint64(attempt + 1))
            candidate, taken = random_numbers.gamma_candidate(random_numbers.normal_of(one, other), u, d, c)
            if taken:
                values[i] = candidate * d
                break
            attempt += 2


def _arrivals(
    level_key: Any,
    time_key: Any,
    day: Any,
    top: Any,
    opening: Any,
    length: Any,
    interval: Any,
    whole_day: Any,
    levels: Any,
    times: Any,
    who: Any,
    part: Any,
    number: Any,
    slots: Any,
    customers: Any,
    when: Any,
    ordered: Any,
) -> Any:
    """Find who comes, and when; gives back how many, or -1 where more levels must be drawn."""
    nothing, last = np.uint64(0), len(whole_day) - 1
    for i in range(len(levels)):
        levels[i] = random_numbers.exponential_of(random_numbers.two_uniforms(level_key, day, np.uint64(i), nothing)[0])
    for i in range(len(levels)):
        times[i] = opening + length * random_numbers.two_uniforms(time_key, day, np.uint64(i), nothing)[0]
    level, found, enough = 0.0, 0, False
    for i in range(len(levels)):
        level += levels[i]
        if level > top:
            enough = True
            break
        k = min(int((times[i] - opening) / interval), last)
        if level <= whole_day[k]:
            who[found] = i
            part[found] = k
            times[found] = times[i]
            number[k] += 1
            found += 1
    if not enough:
        return -1
    if not ordered:
        for c in range(found):
            customers[c] = who[c]
            when[c] = times[c]
        return found
    _put_in_order(found, times, who, opening, interval, part, number, slots, customers, when)
    return found


def _in_order(
    times: Any, opening: Any, interval: Any, who: Any, part: Any, number: Any, slots: Any, order: Any, when: Any
) -> None:
    """The stable order of times of the day, and the times in it."""
    last = len(number) - 2
    for i in range(len(times)):
        k = min(max(int((times[i] - opening) / interval), 0), last)
        who[i] = i
        part[i] = k
        number[k] += 1
    _put_in_order(len(times), times, who, opening, interval, part, number, slots, order, when)


def _slots(
    found: Any,
    times: Any,
    who: Any,
    opening: Any,
    interval: Any,
    part: Any,
    number: Any,
    slots: Any,
    customers: Any,
    when: Any,
) -> None:
    """Put customers in order of time, at equal times in that in which they are given.

    Times are even within an interval: cut into as many slots as it has customers, most are sorted when they are put there.
    """
    begin = 0
    for k in range(len(number)):
        here = number[k]
        number[k] = begin
        begin += here
    for c in range(found):
        k = part[c]
        here = number[k + 1] - number[k]
        slot = number[k] + min(max(int((times[c] - opening - k * interval) / interval * here), 0), here - 1)
        part[c] = slot
        slots[slot + 1] += 1
    for slot in range(found):
        slots[slot + 1] += slots[slot]
    for c in range(found):
        at = slots[part[c]]
        slots[part[c]] = at + 1
        customers[at] = who[c]
        when[at] = times[c]
    for c in range(1, found):
        time, customer, at = when[c], customers[c], c
        while at > 0 and when[at - 1] > time:
            when[at] = when[at - 1]
            customers[at] = customers[at - 1]
            at -= 1
        when[at] = time
        customers[at] = customer


_put_in_order = njit(**RULE)(_slots)


def _log(values: Any) -> None:
    for i in range(len(values)):
        values[i] = random_numbers.log(values[i])


def _exp(values: Any) -> None:
    for i in range(len(values)):
        values[i] = random_numbers.exp(values[i])


_word, _real = types.uint64, types.float64
_places, _values = types.int64[::1], types.float64[::1]
_KERNELS: dict[Any, Any] = {
    _uniform: (_word, _word, _word, _places, _values),
    _numbers: (types.uint64[::1], _word, _values),
    _exponential: (_word, _word, _word, _places, _values),
    _normal: (_word, _word, _word, _places, _values),
    _gamma: (_word, _word, _real, _real, _places, _values),
    _arrivals: (_word, _word, _word, *(_real,) * 4, *(_values,) * 3, *(_places,) * 5, _values, types.boolean),
    _in_order: (_values, _real, _real, *(_places,) * 5, _values),
    _log: (_values,),
    _exp: (_values,),
}


class CompiledDraws:
    """Random numbers computed by compiled code."""

    def __init__(self) -> None:
        with interruptible():
            self._compiled = {code: kept_compiled(code, kinds, ENTRY) for code, kinds in _KERNELS.items()}

    def _drawn(self, draw: Any, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        values = np.empty(len(whose))
        self._compiled[draw](np.uint64(key), np.uint64(day), np.uint64(attempt), whose, values)
        return values

    def uniform(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Uniform, above 0 and below 1."""
        return self._drawn(_uniform, key, day, whose, attempt)

    def numbers(self, keys: NDArray[np.uint64], day: int) -> NDArray[np.float64]:
        """Uniform, the first at each key."""
        values = np.empty(len(keys))
        self._compiled[_numbers](keys, np.uint64(day), values)
        return values

    def exponential(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Exponential with mean 1."""
        return self._drawn(_exponential, key, day, whose, attempt)

    def normal(self, key: int, day: int, whose: NDArray[np.int64], attempt: int) -> NDArray[np.float64]:
        """Normal with mean 0 and standard deviation 1."""
        return self._drawn(_normal, key, day, whose, attempt)

    def gamma(self, key: int, day: int, whose: NDArray[np.int64], shape: float) -> NDArray[np.float64]:
        """Gamma of a shape of 1 or more with scale 1."""
        values = np.empty(len(whose))
        self._compiled[_gamma](np.uint64(key), np.uint64(day), *random_numbers.gamma_constants(shape), whose, values)
        return values

    def arrivals(
        self, level_key: int, time_key: int, day: int, rates: Rates, *, ordered: bool = True
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Customers who come, and when."""
        (top, count), whole_day = rates.most, rates.whole_day
        keys, day_of = (np.uint64(level_key), np.uint64(time_key), np.uint64(day)), rates[1:]
        found = -1
        while found < 0:
            levels, times = np.empty((2, count))
            who, part = np.empty((2, count), np.int64)
            customers, when = np.empty(count, np.int64), np.empty(count)  # by themselves: the others are not kept
            number, slots = np.zeros(len(whole_day) + 1, np.int64), np.zeros(count + 1, np.int64)
            scratch = (levels, times, who, part, number, slots)
            found = self._compiled[_arrivals](*keys, top, *map(float, day_of), whole_day, *scratch, customers, when, ordered)
            count *= 2
        return customers[:found], when[:found]

    def in_order(
        self, times: NDArray[np.float64], opening: float, interval: float, intervals: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The stable order of times of the day, and the times in it."""
        count, when = len(times), np.empty(len(times))
        (who, part), order = np.empty((2, count), np.int64), np.empty(count, np.int64)
        number, slots = np.zeros(intervals + 1, np.int64), np.zeros(count + 1, np.int64)
        self._compiled[_in_order](times, float(opening), float(interval), who, part, number, slots, order, when)
        return order, when

    def log(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Natural logarithms, in place."""
        self._compiled[_log](values)
        return values

    def exp(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """e to the power of each, in place."""
        self._compiled[_exp](values)
        return values
