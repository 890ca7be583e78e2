"""Durations drawn while the day runs, one by one; ``simdesk.demand.distributions`` draws columns of them by the same laws."""

from __future__ import annotations

import math

from simdesk.rules.draws import key_within, place_key, signed, two_at, uniform_at
from simdesk.rules.floor import Floor
from simdesk.rules.leg_rows import LawRow
from simdesk.rules.random_numbers import exp, exponential_of, gamma_candidate, gamma_constants, log, normal_of
from simdesk.rules.rows import NOBODY

FAMILIES = (
    "fixed",
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "uniform",
    "triangular",
    "hyperexponential",
    "empirical",
)
"""Families of laws, with what ``a``, ``b`` and ``c`` of a row are: the value; the mean; mean and standard deviation of the
logarithm; scale and shape; scale and shape; lowest and width; lowest, likeliest and highest; nothing, but in ``numbers`` the
cumulated shares and the means; nothing, but in ``numbers`` the values."""
FIXED, EXPONENTIAL, LOGNORMAL, GAMMA, WEIBULL, UNIFORM, TRIANGULAR, HYPEREXPONENTIAL, EMPIRICAL = range(len(FAMILIES))

POWER, BRANCH = signed(place_key("power")), signed(place_key("branch"))


def duration(floor: Floor, which: int, leg_key: int, when: float, whose: int) -> float:
    """Seconds of duration ``which`` (a row of ``varying``) of a leg, for a customer who first came at ``when``."""
    varying, centre = floor.varying[which], floor.centre[0]
    key = key_within(leg_key, varying.key)
    if varying.factors != NOBODY:
        # The cut is of the duration as it happens, so it comes behind the change of the mean.
        law = floor.laws[floor.pieces[varying.pieces_from].law]
        interval = min(int((when - centre.opening) / centre.interval), centre.intervals - 1)
        return bounded(law, value_of(floor, law, key, whose) * floor.numbers[varying.factors + interval])
    piece = varying.pieces_from
    while piece + 1 < varying.pieces_to and floor.pieces[piece + 1].begin <= when:
        piece += 1
    return drawn_from(floor, floor.pieces[piece].law, key, whose)


def drawn_from(floor: Floor, k: int, key: int, whose: int) -> float:
    """A value of law ``k``."""
    law = floor.laws[k]
    return bounded(law, value_of(floor, law, key, whose))


def bounded(law: LawRow, value: float) -> float:
    """A value moved into the bounds of its law."""
    return float(min(max(value, law.at_least), law.at_most))


def value_of(floor: Floor, law: LawRow, key: int, whose: int) -> float:
    """A value of a law, whatever its bounds."""
    day = floor.centre[0].day
    value = law.a
    if law.family == FIXED:
        return float(value)
    if law.family == GAMMA:
        return gamma_value(law.b, key, day, whose) * value
    one, other = two_at(key, day, whose, 0)
    if law.family == EXPONENTIAL:
        value = exponential_of(one) * law.a
    elif law.family == LOGNORMAL:
        value = exp(normal_of(one, other) * law.b + law.a)
    elif law.family == WEIBULL:
        value = exp(log(exponential_of(one)) / law.b) * law.a
    elif law.family == UNIFORM:
        value = law.a + law.b * one
    elif law.family == TRIANGULAR:
        value = triangular_value(law.a, law.b, law.c, one)
    elif law.family == HYPEREXPONENTIAL:
        kinds = (law.end - law.first) // 2
        branch = law.first
        share = uniform_at(key_within(key, BRANCH), day, whose, 0)
        while branch < law.first + kinds - 1 and floor.numbers[branch] <= share:
            branch += 1
        value = exponential_of(one) * floor.numbers[branch + kinds]
    else:
        count = law.end - law.first
        value = floor.numbers[law.first + min(int(one * count), count - 1)]
    return float(value)


def gamma_value(shape: float, key: int, day: int, whose: int) -> float:
    """A gamma number with scale 1; of a shape below 1 it is one above, times a power of a uniform number."""
    d, c = gamma_constants(shape if shape >= 1.0 else shape + 1.0)
    value, attempt, taken = 0.0, 0, False
    while not taken:
        one, other = two_at(key, day, whose, attempt)
        candidate, taken = gamma_candidate(normal_of(one, other), uniform_at(key, day, whose, attempt + 1), d, c)
        value = candidate * d
        attempt += 2
    if shape < 1.0:
        value *= exp(exponential_of(uniform_at(key_within(key, POWER), day, whose, 0)) / -shape)
    return float(value)


def triangular_value(low: float, mode: float, high: float, u: float) -> float:
    """A triangular number from a uniform one."""
    if high == low:
        return low
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))
