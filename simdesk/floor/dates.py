"""The days of a horizon: which day and which time of day a moment of the one axis of seconds is."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from simdesk.formats import format_clock
from simdesk.units import DAY


@dataclass(frozen=True)
class Dates:
    """The days of a horizon, by the local clock.

    The axis counts the seconds that pass, from the midnight that begins the first day. Where clocks change, a day has 23
    or 25 hours.

    Parameters
    ----------
    names : tuple of str
        Of each day, such as ``Mon 2026-03-23`` or ``day 1``.
    midnights : tuple of float
        When each day begins.
    clocks : tuple of (float, float)
        From when on, rising, a clock on the wall shows how many seconds more than the axis (less is negative).
    begins : tuple of float
        From when on contacts count for each day, where that is not its midnight: a centre open over midnight.
    """

    names: tuple[str, ...]
    midnights: tuple[float, ...]
    clocks: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    begins: tuple[float, ...] = ()

    def wall(self, moment: float) -> float:
        """What a clock on the wall shows, in seconds from the first midnight on."""
        k = bisect_right([begin for begin, _ in self.clocks], moment) - 1
        return moment + self.clocks[max(k, 0)][1]

    def day(self, moment: float) -> int:
        """Which day a moment lies in; what is behind the last day belongs to it."""
        return min(max(bisect_right(self.midnights, moment) - 1, 0), len(self.names) - 1)

    def is_second(self, moment: float) -> bool:
        """Whether the clock showed the same time an hour or so before: the second of a doubled hour."""
        k = bisect_right([begin for begin, _ in self.clocks], moment) - 1
        return k > 0 and self.wall(moment) < self.clocks[k][0] + self.clocks[k - 1][1]

    def find(self, wall: float, day: int) -> float | None:
        """The moment at which the clock shows a time of a day (seconds after its midnight); None when it never does."""
        if not 0 <= day < len(self.midnights):
            return None
        for begin, ahead in self.clocks:
            moment = self.wall(self.midnights[day]) + wall - ahead
            if moment >= begin - 1e-6 and abs(self.wall(moment) - self.wall(self.midnights[day]) - wall) < 1e-6:
                return moment
        return None

    def clock(self, moment: float, *, end: bool = False) -> str:
        """A moment as people read it: ``Mon 2026-03-23 08:30``; ``02:30 again`` in the second of a doubled hour."""
        wall = self.wall(moment)
        day = self.day(moment)
        if end and day > 0 and moment == self.midnights[day]:
            day -= 1
        time = format_clock(wall, end=end and wall % DAY == 0)
        return f"{self.names[day]} {time}{' again' if self.is_second(moment) else ''}"
