"""The distributions a planner can write, and how durations are drawn from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.demand.streams import Stream


@dataclass(frozen=True)
class Distribution:
    """A distribution of durations, in seconds.

    Parameters
    ----------
    family : str
        unlimited, constant, exponential, lognormal, gamma, weibull, uniform, triangular, hyperexponential or empirical.
    parameters : tuple of float
        What the family needs; use the constructors below, which take the words of the trade.
    at_least, at_most : float
        Every drawn value is moved into this range (seconds), as a caller cut off after two minutes is.
    """

    family: str
    parameters: tuple[float, ...] = ()
    at_least: float = 0.0
    at_most: float = math.inf

    @property
    def fixed(self) -> float | None:
        """The one value (seconds) it always takes, or None when it is random."""
        if self.family not in ("constant", "unlimited"):
            return None
        value = self.parameters[0] if self.family == "constant" else math.inf
        return min(max(value, self.at_least), self.at_most)

    @cached_property
    def law(self) -> tuple[str, tuple[float, float, float], tuple[float, ...]]:
        """As it is drawn from: family, ``a``, ``b`` and ``c``, and numbers; see ``simdesk.rules.laws.FAMILIES``."""
        return _law_of(self.family, self.parameters)

    @property
    def mean(self) -> float:
        """Mean in seconds, before ``at_least`` and ``at_most``; infinite when unlimited."""
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation in seconds, before ``at_least`` and ``at_most``."""
        return _moments(self)[1]


def unlimited() -> Distribution:
    """Nobody ever gives up."""
    return Distribution("unlimited")


def constant(value: float) -> Distribution:
    """Always ``value`` seconds."""
    return Distribution("constant", (value,))


def exponential(mean: float) -> Distribution:
    """Exponential with a mean in seconds."""
    return Distribution("exponential", (mean,))


def lognormal(mean: float, sd: float) -> Distribution:
    """Lognormal by its own mean and standard deviation in seconds (not those of its logarithm)."""
    return Distribution("lognormal", (mean, sd))


def gamma(mean: float, sd: float) -> Distribution:
    """Gamma by mean and standard deviation in seconds."""
    return Distribution("gamma", (mean, sd))


def erlang(mean: float, phases: int) -> Distribution:
    """Sum of ``phases`` equal exponential phases with the given mean in seconds; a gamma of whole shape."""
    return Distribution("gamma", (mean, mean / math.sqrt(phases)))


def weibull(mean: float, shape: float) -> Distribution:
    """Weibull by its mean in seconds and its shape (1 is exponential, above 1 the hazard rises)."""
    return Distribution("weibull", (mean, shape))


def uniform(low: float, high: float) -> Distribution:
    """Uniform between two durations in seconds."""
    return Distribution("uniform", (low, high))


def triangular(low: float, mode: float, high: float) -> Distribution:
    """Triangular between ``low`` and ``high`` with its peak at ``mode``, in seconds."""
    return Distribution("triangular", (low, mode, high))


def hyperexponential(means: tuple[float, ...], shares: tuple[float, ...]) -> Distribution:
    """A mixture: with each share an exponential of that mean (seconds); shares sum to 1."""
    return Distribution("hyperexponential", (*means, *shares))


def empirical(values: tuple[float, ...]) -> Distribution:
    """One of the observed durations (seconds), each as likely."""
    return Distribution("empirical", tuple(values))


def _moments(distribution: Distribution) -> tuple[float, float]:
    p = distribution.parameters
    match distribution.family:
        case "unlimited":
            return math.inf, 0.0
        case "constant":
            return p[0], 0.0
        case "exponential":
            return p[0], p[0]
        case "lognormal" | "gamma":
            return p[0], p[1]
        case "weibull":
            scale = p[0] / math.gamma(1 + 1 / p[1])
            return p[0], math.sqrt(max(scale**2 * math.gamma(1 + 2 / p[1]) - p[0] ** 2, 0.0))
        case "uniform":
            return (p[0] + p[1]) / 2, (p[1] - p[0]) / math.sqrt(12)
        case "triangular":
            low, mode, high = p
            square = low**2 + mode**2 + high**2 - low * mode - low * high - mode * high
            return (low + mode + high) / 3, math.sqrt(max(square, 0.0) / 18)
        case "hyperexponential":
            half = len(p) // 2
            mean = math.fsum(m * w for m, w in zip(p[:half], p[half:], strict=True))
            second = math.fsum(2 * m * m * w for m, w in zip(p[:half], p[half:], strict=True))
            return mean, math.sqrt(max(second - mean**2, 0.0))
        case _:
            mean = math.fsum(p) / len(p)
            return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in p) / len(p))


def draw(distribution: Distribution, stream: Stream, whose: NDArray[np.int64]) -> NDArray[np.float64]:
    """Draw durations, one for each of the customers (or agents).

    Parameters
    ----------
    distribution : Distribution
    stream : Stream
    whose : ndarray of int64, shape (customers,)
        Their numbers. What one of them gets does not depend on who else is there.

    Returns
    -------
    ndarray of float, shape (customers,)
        Seconds; infinite for ``unlimited``.
    """
    if distribution.fixed is not None:
        return np.full(len(whose), distribution.fixed)
    family, (a, b, c), numbers = distribution.law
    values: NDArray[np.float64]
    match family:
        case "exponential":
            values = stream.exponential(whose) * a
        case "lognormal":
            values = stream.normal(whose)
            values *= b
            values += a
            values = stream.draws.exp(values)
        case "gamma":
            values = stream.gamma(b, whose) * a
        case "weibull":
            values = stream.draws.exp(stream.draws.log(stream.exponential(whose)) / b) * a
        case "uniform":
            values = a + b * stream.uniform(whose)
        case "triangular":
            values = _triangular(a, b, c, stream.uniform(whose))
        case "hyperexponential":
            shares, means = np.reshape(numbers, (2, -1))
            branch = np.searchsorted(shares[:-1], stream.at("branch").uniform(whose), side="right")
            values = stream.exponential(whose) * means[branch]
        case _:
            values = np.asarray(numbers)[np.minimum((stream.uniform(whose) * len(numbers)).astype(np.int64), len(numbers) - 1)]
    if distribution.at_least > 0.0 or distribution.at_most < math.inf:
        values = np.clip(values, distribution.at_least, distribution.at_most)
    return values


def _triangular(low: float, mode: float, high: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    if high == low:
        return np.full(len(u), low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < (mode - low) / (high - low), rising, falling)


def _law_of(family: str, p: tuple[float, ...]) -> tuple[str, tuple[float, float, float], tuple[float, ...]]:
    match family:
        case "unlimited":
            return "fixed", (math.inf, 0.0, 0.0), ()
        case "constant":
            return "fixed", (p[0], 0.0, 0.0), ()
        case "exponential":
            return "exponential", (p[0], 0.0, 0.0), ()
        case "lognormal":
            variance = math.log1p((p[1] / p[0]) ** 2)
            return "lognormal", (math.log(p[0]) - variance / 2, math.sqrt(variance), 0.0), ()
        case "gamma":
            shape = (p[0] / p[1]) ** 2
            return "gamma", (p[0] / shape, shape, 0.0), ()
        case "weibull":
            return "weibull", (p[0] / math.gamma(1 + 1 / p[1]), p[1], 0.0), ()
        case "uniform":
            return "uniform", (p[0], p[1] - p[0], 0.0), ()
        case "triangular":
            return "triangular", (p[0], p[1], p[2]), ()
        case "hyperexponential":
            half = len(p) // 2
            return "hyperexponential", (0.0, 0.0, 0.0), (*np.cumsum(p[half:]).tolist(), *p[:half])
        case _:
            return "empirical", (0.0, 0.0, 0.0), p
