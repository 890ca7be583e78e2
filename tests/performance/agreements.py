"""What became of each customer, in whichever simulator, and whether two simulators agree on it.

All play the very customers that simdesk drew: when each arrives, how long they would wait, how long their contact takes. So
agreement is asked of every single customer, not of means alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SAME_WAIT = 1e-6
"""Seconds. Clocks that add delays up round otherwise than clocks that are told the time: by less than this in a day."""


class Outcomes(NamedTuple):
    """What became of the customers of a day, in order of arrival.

    Parameters
    ----------
    answered : ndarray of bool, shape (customers,)
    wait : ndarray of float, shape (customers,)
        Seconds until the answer, or until the customer gave up.
    """

    answered: NDArray[np.bool_]
    wait: NDArray[np.float64]

    def first(self, customers: int) -> Outcomes:
        """Those of the first customers."""
        return Outcomes(self.answered[:customers], self.wait[:customers])


class Agreement(NamedTuple):
    """Two simulators on the same customers.

    Parameters
    ----------
    customers : int
    answered, abandoned, mean_wait : tuple of float
        Contacts answered, share abandoned, mean wait of all (seconds): the simulator's and simdesk's.
    otherwise : int
        Customers who are answered in one of them and not in the other, or whose waits differ by more than ``SAME_WAIT``.
    """

    customers: int
    answered: tuple[int, int]
    abandoned: tuple[float, float]
    mean_wait: tuple[float, float]
    otherwise: int


def agreement(other: Outcomes, ours: Outcomes) -> Agreement:
    """Compare what became of the customers in another simulator and in simdesk."""
    ours = ours.first(len(other.wait))
    both = (other, ours)
    same = (other.answered == ours.answered) & (np.abs(other.wait - ours.wait) <= SAME_WAIT)
    return Agreement(
        len(same),
        tuple(int(one.answered.sum()) for one in both),  # type: ignore[arg-type]
        tuple(float(1 - one.answered.mean()) for one in both),  # type: ignore[arg-type]
        tuple(float(one.wait.mean()) for one in both),  # type: ignore[arg-type]
        int(np.count_nonzero(~same)),
    )
