"""Legs that are drawn together: those of one queue's customers who came there the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.demand.streams import Stream
from simdesk.rules.leg_codes import FIRST_TRY

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Legs:
    """Equal legs of one queue's customers, in order of first arrival.

    Parameters
    ----------
    queue : int
        Queue index.
    stream : Stream
        What is drawn for these legs has its places within it: it is that of the legs before and the way from there.
    customers, journeys, when : ndarray
        Number of the customer within the queue first called, row of the first try, and when that came.
    reason : int
    attempt : int
        1 for the first leg; calls for help are not counted.
    tries, repeats, calls : int
        Tries lost, repeat contacts and calls back so far in a row.
    helps : int or ndarray
        Calls for help so far in the journey.
    """

    queue: int
    stream: Stream
    customers: NDArray[np.int64]
    journeys: NDArray[np.int64]
    when: NDArray[np.float64]
    reason: int = FIRST_TRY
    attempt: int = 1
    tries: int = 1
    repeats: int = 0
    calls: int = 0
    helps: int | NDArray[np.int64] = 0

    def those(self, chosen: NDArray[np.int64], **changes: Any) -> Legs:
        """Some of them."""
        helps = self.helps if isinstance(self.helps, int) else self.helps[chosen]
        some = {"customers": self.customers[chosen], "journeys": self.journeys[chosen], "when": self.when[chosen], "helps": helps}
        return replace(self, **{**some, **changes})

    def of(self, chosen: NDArray[np.int64], **changes: Any) -> Legs:
        """The next legs of some of them."""
        return self.those(chosen, attempt=self.attempt + 1, **changes)


Block = dict[str, Any]
"""Columns of equal legs; a number stands for an equal column."""
Made = tuple[Block, Legs]
"""Legs, and what was drawn for them."""
