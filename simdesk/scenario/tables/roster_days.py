"""The days that a roster is read for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Days:
    """The days of a scenario, as a roster needs them.

    Parameters
    ----------
    first : date or None
        None where days have no dates.
    count : int
    counted : bool
        Whether the scenario says how many there are.
    """

    first: date | None = None
    count: int = 1
    counted: bool = False
