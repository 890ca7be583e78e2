"""The survival function of a distribution: the share of customers still waiting after a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SurvivalFunction = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]


class DistributionLike(Protocol):
    """What is needed of a `simdesk.demand.distributions.Distribution` (theory stands beside demand, not above it)."""

    @property
    def family(self) -> str:
        """Name of the family."""
        ...

    @property
    def parameters(self) -> tuple[float, ...]:
        """Parameters as the family's constructor orders them."""
        ...

    @property
    def at_least(self) -> float:
        """Every value is raised to this."""
        ...

    @property
    def at_most(self) -> float:
        """Every value is lowered to this."""
        ...


@dataclass(frozen=True)
class Survival:
    """Survival function P(X > x), a function of an array, and the points where it is not smooth.

    Parameters
    ----------
    family : str
    parameters : tuple of float
        As in `simdesk.demand.distributions.Distribution`.
    at_least, at_most : float
    """

    family: str
    parameters: tuple[float, ...]
    at_least: float = 0.0
    at_most: float = math.inf

    def __call__(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(X > x) for each of an array of durations, any shape."""
        x = np.asarray(x, dtype=np.float64)
        alive = _family_survival(self.family, self.parameters, x)
        alive = np.where(x < self.at_least, 1.0, alive)
        return np.where(x >= self.at_most, 0.0, alive)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Rising durations above 0 where the function jumps or has a kink."""
        p = self.parameters
        match self.family:
            case "constant" | "uniform" | "triangular":
                points = set(p)
            case "empirical":
                points = set(p)
            case _:
                points = set()
        points |= {self.at_least, self.at_most}
        return tuple(sorted(x for x in points if 0.0 < x < math.inf))


def survival(distribution: DistributionLike) -> Survival:
    """Survival function of a distribution of durations, its ``at_least`` and ``at_most`` included.

    Parameters
    ----------
    distribution : simdesk.demand.distributions.Distribution

    Returns
    -------
    Survival
        Call it with an array of durations: the share longer than each.
    """
    return Survival(distribution.family, distribution.parameters, distribution.at_least, distribution.at_most)


def _family_survival(family: str, p: tuple[float, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import gammaincc, ndtr

    positive = np.maximum(x, 0.0)
    match family:
        case "unlimited":
            return np.ones_like(x)
        case "constant":
            return np.where(x < p[0], 1.0, 0.0)
        case "exponential":
            return np.exp(-positive / p[0])
        case "lognormal" | "gamma" if p[1] == 0.0:
            return np.where(x < p[0], 1.0, 0.0)
        case "lognormal":
            variance = math.log1p((p[1] / p[0]) ** 2)
            with np.errstate(divide="ignore"):
                z = (np.log(positive) - math.log(p[0]) + variance / 2) / math.sqrt(variance)
            return np.asarray(ndtr(-z))
        case "gamma":
            shape = (p[0] / p[1]) ** 2
            return np.asarray(gammaincc(shape, positive * (shape / p[0])))
        case "weibull":
            with np.errstate(over="ignore"):
                return np.asarray(np.exp(-((positive * (math.gamma(1 + 1 / p[1]) / p[0])) ** p[1])))
        case "uniform":
            low, high = p
            return np.where(x < low, 1.0, np.where(x >= high, 0.0, (high - x) / max(high - low, 1e-300)))
        case "triangular":
            return _triangular(p, x)
        case "hyperexponential":
            half = len(p) // 2
            total = sum(p[half:])
            parts = [share / total * np.exp(-positive / mean) for mean, share in zip(p[:half], p[half:], strict=True)]
            return np.asarray(sum(parts))
        case _:
            values = np.sort(np.asarray(p))
            return 1.0 - np.searchsorted(values, x, side="right") / len(values)


def _triangular(p: tuple[float, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    low, mode, high = p
    if high == low:
        return np.where(x < low, 1.0, 0.0)
    x = np.clip(x, low, high)
    alive = np.where(x <= low, 1.0, 0.0)
    if mode > low:
        alive = np.where((x > low) & (x < mode), 1.0 - (x - low) ** 2 / ((high - low) * (mode - low)), alive)
    if high > mode:
        alive = np.where((x >= mode) & (x < high), (high - x) ** 2 / ((high - low) * (high - mode)), alive)
    return alive
