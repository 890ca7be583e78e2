"""Measures of a run in which not everything was counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simdesk.measure.confidence import Sample
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures


@dataclass(frozen=True, eq=False)
class PartialMeasures(Measures):
    """Measures of a run in which not all was counted: a measure that needs what is missing has no data.

    Parameters
    ----------
    other : Measures
        The same run with something else in the place of what is missing; a measure that needs it is then another.
    """

    other: Measures | None = None

    def sample(self, expression: Expression, interval: int | range | None = None) -> Sample:
        """The measure on each day; without data where it was not counted."""
        found = super().sample(expression, interval)
        if self.other is None or _same(found, self.other.sample(expression, interval)):
            return found
        nothing = np.zeros(self.tallies.days)
        return Sample(nothing, nothing)

    @property
    def one_by_one(self) -> bool:
        """Whether stretches are estimated one after the other."""
        return self.other is not None or super().one_by_one

    def has_counted(self, expression: Expression) -> bool:
        """Whether everything that a measure needs was counted."""
        return self.other is None or _same(super().sample(expression), self.other.sample(expression))


def _same(one: Sample, other: Sample) -> bool:
    pairs = ((one.numerator, other.numerator), (one.denominator, other.denominator))
    return all(np.array_equal(mine, others, equal_nan=True) for mine, others in pairs)
