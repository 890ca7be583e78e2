"""Sums over days with less chance in them: controls fitted across blocks of days, and intervals from blocks.

A measure's value on each day is reduced by what its controls explain. Coefficients estimated from the same days would
bias a mean by a term of order 1/days; so the coefficients that reduce a block of days are those of all other blocks, which
are independent of it (splitting: Tocher 1963; Avramidis and Wilson 1993). The mean of what is left is unbiased whatever the
controls' relation to the measure. How sure it is shows when one block after the other is left out (jackknife).

Where days are drawn freely every day is a block. Where they are stratified (``simdesk.demand.day_level``) the days of a
block depend on each other, and blocks alone are independent.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.day_level import DAYS_PER_BLOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.measure.metric import Metric

DAYS_PER_CONTROL = 10
SPARE_DAYS = 20
"""A control costs a degree of freedom, so ``k`` controls are used from ``SPARE_DAYS + k * DAYS_PER_CONTROL`` days on."""
LEAST_BLOCKS = 6
"""Below so many blocks of several days their spread says too little: days then count as if they were drawn freely, which is
on the safe side, for stratified days together vary less than free ones."""
_SAME = 1e-6
"""A control that others explain up to this share of its length adds nothing."""


def most_controls(days: int) -> int:
    """How many controls so many days with data can bear; none for fewer than 30."""
    return max((days - SPARE_DAYS) // DAYS_PER_CONTROL, 0)


def felt_from(name: str) -> int:
    """Days from which a variance reduction, by its name in scenarios, narrows intervals."""
    if name == "stratified_days":
        return (LEAST_BLOCKS - 1) * DAYS_PER_BLOCK + 1
    return SPARE_DAYS + DAYS_PER_CONTROL


def reduces_safely(metric: Metric, at_most: int) -> bool:
    """Whether a run that ends at a precision of this metric uses control variates by itself.

    Only for a ratio of sums over contacts or over agents' time: its interval with controls is tested to cover the truth where
    days are added until it is narrow enough (``tests/statistical/test_precision_by_itself.py``). Percentiles,
    maxima, counts and what is there at closing are not: few days decide them. And only where a control is ever used.

    Parameters
    ----------
    metric : Metric
    at_most : int
        Days of the run.
    """
    return metric.adds_up and most_controls(at_most) > 0


class Adjustment:
    """Reduces values of days by controls, each block with the coefficients of the others.

    Parameters
    ----------
    controls : ndarray of float, shape (days, controls)
        Of known mean zero. A constant column, or one that those before it explain, is left out.
    block : int
        Days of a block, in order of replication; the last may be incomplete.
    """

    def __init__(self, controls: NDArray[np.float64], block: int = 1) -> None:
        self.days = len(controls)
        self.block = block
        kept: list[int] = []
        basis = [np.full(self.days, self.days**-0.5)]
        for k, column in enumerate(controls.T):
            length = float(np.linalg.norm(column))
            left = column / length if length > 0 else column
            for _ in range(2):  # twice is enough to be orthogonal to rounding
                for other in basis:
                    left = left - other * (other @ left)
            rest = float(np.linalg.norm(left))
            if rest > _SAME:
                basis.append(left / rest)
                kept.append(k)
        self.controls = controls[:, kept]
        self._basis = np.array(basis).T

    @property
    def count(self) -> int:
        """Number of controls in use."""
        return int(self.controls.shape[1])

    @cached_property
    def _intercept(self) -> NDArray[np.float64]:
        """What each day weighs in the fitted value at controls zero, shape (days,)."""
        constant = self._basis[:, 0] * self.days**0.5
        scale = np.linalg.norm(self.controls, axis=0)
        design = np.column_stack([constant, self.controls / np.where(scale > 0, scale, 1.0)])
        triangle = self._basis.T @ design
        corner = np.zeros(len(triangle))
        corner[0] = 1.0
        # First row of R⁻¹, times Qᵀ.
        return np.asarray(self._basis @ np.linalg.solve(triangle.T, corner))

    @cached_property
    def _keeps(self) -> NDArray[np.float64]:
        """What is left of a day's own value when it is fitted with the others, shape (days,)."""
        keeps = 1.0 - (self._basis**2).sum(axis=1)
        return np.where(keeps > _SAME, keeps, 1.0)

    def reduce(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is left of each day's value when the part its controls explain is taken away.

        Parameters
        ----------
        values : ndarray of float, shape (days,)

        Returns
        -------
        ndarray of float, shape (days,)
            Linear in ``values``, so what adds up goes on adding up.
        """
        if not self.count:
            return values
        weight, outside = self._intercept, self._outside(values, self.block)
        level = float(weight @ values)
        moved = np.add.reduceat(weight * outside, self._starts(self.block))
        return np.asarray(outside + level - np.repeat(moved, self.block)[: self.days])

    def standard_error(self, values: NDArray[np.float64], known: NDArray[np.bool_]) -> tuple[float, int]:
        """Standard error of the mean of reduced values, by leaving out a block at a time (jackknife; Nelson 1990).

        Parameters
        ----------
        values : ndarray of float, shape (days,)
            Before they are reduced.
        known : ndarray of bool, shape (days,)
            Days with data; only they count as degrees of freedom.

        Returns
        -------
        (float, int)
            NaN when too few days are left to tell; and its degrees of freedom.
        """
        block = self.block if math.ceil(self.days / self.block) >= LEAST_BLOCKS else 1
        blocks = int(np.count_nonzero(np.add.reduceat(known.astype(np.int64), self._starts(block))))
        degrees = min(blocks - 1, (int(known.sum()) - 1 - self.count) // block)
        if degrees < 1:
            return math.nan, 0
        moved = np.add.reduceat(self._intercept * self._outside(values, block), self._starts(block))
        return math.sqrt((blocks - 1) / blocks * float(moved @ moved)), degrees

    def beside(self, other: Adjustment, most: int) -> Adjustment:
        """The controls of two runs over the same days together, for the difference of the runs.

        Those of both in turn; where both have the same control it counts once.
        """
        columns = [one.controls[:, k] for k in range(max(self.count, other.count)) for one in (self, other) if k < one.count]
        together = Adjustment(np.array(columns).reshape(-1, self.days).T, max(self.block, other.block))
        return Adjustment(together.controls[:, :most], together.block)

    def _starts(self, block: int) -> NDArray[np.int64]:
        return np.arange(0, self.days, block)

    def _outside(self, values: NDArray[np.float64], block: int) -> NDArray[np.float64]:
        """How far each block lies off the fit to all others: (I − H)⁻¹ residuals, block by block."""
        left = values - self._basis @ (self._basis.T @ values)
        if block == 1:
            return np.asarray(left / self._keeps)
        outside = np.empty(self.days)
        whole = self.days - self.days % block
        for rows in (np.arange(whole).reshape(-1, block), np.arange(whole, self.days).reshape(1, -1)):
            if rows.size:
                q = self._basis[rows]
                among = np.eye(q.shape[1]) - q @ q.swapaxes(1, 2)
                outside[rows] = (np.linalg.pinv(among, rcond=_SAME, hermitian=True) @ left[rows][..., None])[..., 0]
        return outside
