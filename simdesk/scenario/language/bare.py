"""Durations without a unit whose size leaves no doubt: as minutes they would be longer than anything that is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simdesk.measure.undone import LIVE_CHANNELS
from simdesk.scenario.language.channels import BOTS


@dataclass(frozen=True)
class Usual:
    """What is usual of a time, in its number without a unit.

    Parameters
    ----------
    least, most : float
        All numbers between these may be seconds.
    minutes : float
        Numbers from here on are no minutes on a live channel.
    later : float
        Nor are numbers from here on minutes of work that may be done later.
    """

    least: float
    most: float
    minutes: float
    later: float


HANDLE_TIME = Usual(20.0, 3000.0, 60.0, 480.0)
"""A call of an hour and a case of 8 hours are rare."""
IN_A_BOT = Usual(10.0, 1800.0, 20.0, 20.0)
"""Nobody listens to an IVR for 20 minutes."""
WRAP_UP = Usual(10.0, 900.0, 20.0, 120.0)
PATIENCE = Usual(10.0, 3000.0, 60.0, 3000.0)
"""Who waits for a message or a mail may well do so for hours: such patience is never sure."""

USUAL = {"handle_time": HANDLE_TIME, "aht": HANDLE_TIME, "wrap_up": WRAP_UP, "patience": PATIENCE}
"""By the keys of a queue."""


def are_seconds(numbers: Sequence[float], usual: Usual, channel: str = "voice") -> bool:
    """Whether numbers without a unit can only be seconds.

    Parameters
    ----------
    numbers : sequence of float
        Times of one kind, which have the same unit.
    usual : Usual
    channel : str
        Of the queue.
    """
    if channel in BOTS and usual is HANDLE_TIME:
        usual = IN_A_BOT
    if not numbers or min(numbers) < usual.least or max(numbers) > usual.most:
        return False
    no_minutes = usual.minutes if channel in LIVE_CHANNELS else usual.later
    return sorted(numbers)[len(numbers) // 2] >= no_minutes
