"""What shapes a day as a whole: how busy it is, how many come to work. Drawn freely, or stratified over blocks of days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import RateArrivals
from simdesk.demand.streams import NOBODY_ELSE, Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS_PER_BLOCK = 5
"""Days over which levels are stratified. More would even them out better and leave fewer independent blocks to judge by:
with 5 the default of 50 days has ten."""
NO_VARIATION = 1e-6
"""A coefficient of variation below which days have the same level: its Gamma shape would pass what floats hold."""


def day_uniform(streams: Streams, place: str, block: int) -> float:
    """A uniform number of the day.

    With ``block`` of 2 or more it is stratified: in each block of so many consecutive replications every one of as many
    equal parts of [0, 1) is met by exactly one day, in an order drawn for the block and the place (a Latin hypercube over
    places; McKay, Beckman and Conover 1979). Each day's number alone is uniform as ever, and blocks are independent.

    Parameters
    ----------
    streams : Streams
    place : str
    block : int
        Days of a block; 1 for free days.

    Returns
    -------
    float
        In [0, 1).
    """
    within = streams.at(place).number()
    if block < 2:
        return within
    of_block, position = streams.of_block(block)
    part = int(np.argsort(of_block.at(f"{place}/strata").uniform(np.arange(block)))[position])
    return min((part + within) / block, math.nextafter(1.0, 0.0))


def day_uniforms(streams: Streams, places: Sequence[str], block: int) -> NDArray[np.float64]:
    """The day's uniform number of each of some places: see ``day_uniform``. Shape (places,)."""
    if block < 2:
        return streams.numbers(places)
    return np.array([day_uniform(streams, place, block) for place in places], float)


def day_level(arrivals: RateArrivals, streams: Streams, place: str, block: int) -> float:
    """The day's level of a queue: Gamma with mean 1 and ``day_to_day`` as its coefficient of variation.

    Parameters
    ----------
    arrivals : RateArrivals
    streams : Streams
    place : str
    block : int
        Days of a block; with 2 or more the level is drawn by inversion from ``day_uniform``.
    """
    if arrivals.day_to_day < NO_VARIATION:
        return 1.0
    shape = 1.0 / arrivals.day_to_day**2
    if block < 2:
        return float(streams.at(place).gamma(shape, NOBODY_ELSE)[0]) / shape
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, day_uniform(streams, place, block))) / shape
