"""The opening hours of the centre, and the day they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simdesk.scenario.language.days import MOST_DAYS, ByWeekday, DateText, Zone
from simdesk.scenario.language.quantities import (
    Clock,
    Quantity,
)
from simdesk.units import DAY


@dataclass(frozen=True)
class Day:
    """The opening hours in seconds after midnight.

    Parameters
    ----------
    opening, closing, interval : float
    count : int
        Intervals in the day.
    """

    opening: float
    closing: float
    interval: float
    count: int

    def moment(self, clock: float) -> float:
        """A time of day on this day's axis: after midnight counts on from 24 h when the day opened the evening before."""
        return clock + DAY if clock < self.opening and clock + DAY <= self.closing else clock


class Hours(ByWeekday):
    """Opening hours, and the interval in which volumes, agents and results are counted: one day, or several in a row."""

    example: ClassVar[str] = '{open: "08:00", close: "20:00", interval: 30 min}'

    open: Annotated[float, Quantity("clock", below=DAY)]
    """Opening time."""
    close: Clock
    """Closing time. At or before ``open`` it means the next day: 20:00 to 04:00."""
    interval: Annotated[float, Quantity("duration", at_least=60.0, at_most=DAY, two_parts="short h:mm", units=("min",))] = 1800.0
    """Length of an interval; the day must be a whole number of them. Default: ``30 min``."""
    days: Annotated[int, Quantity("whole", at_least=1, at_most=MOST_DAYS)] | None = None
    """Number of days simulated one after the other. Waiting contacts, redials and late shifts go on from day to day. Lists by
    interval apply to each open day, unless they are given by day or cover all intervals of all open days. Default: 1; a week
    where hours go by weekday and no date is given."""
    first_day: DateText | None = None
    """Date of the first day, such as ``2026-03-23``. Dates and time zones need it. Default: none; where weekdays are given and
    no date, Monday 2026-03-16, a week in which no clocks change."""
    zone: Zone | None = None
    """Time zone, such as ``Europe/Berlin``. When clocks go forward, that night is an hour shorter; when they go back, an hour
    longer. Default: none, every day has 24 hours."""

    @property
    def dated(self) -> bool:
        """Whether there are several days, or one with a date, or one that is closed in between."""
        return (self.days or 1) > 1 or self.first_day is not None or bool(self.closed_between)

    @property
    def closing(self) -> float:
        """Closing in seconds after the midnight that begins the day."""
        return self.close if self.close > self.open else self.close + DAY

    def day(self) -> Day | None:
        """The day in numbers; None when it is longer than 24 h or no whole number of intervals."""
        length = self.closing - self.open
        count = round(length / self.interval)
        if length > DAY or count < 1 or abs(length - count * self.interval) > 1e-6:
            return None
        return Day(self.open, self.closing, self.interval, count)
