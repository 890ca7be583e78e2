"""The days of one run: which are there, which are missing, and when they are enough."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from simdesk.engine.log import DayLog
from simdesk.measure.measures import Measures, Tallies
from simdesk.measure.tally import Tally
from simdesk.results.running.gathered import Gathered, Part
from simdesk.results.running.work import Work
from simdesk.scenario.scenario import Replications

if TYPE_CHECKING:
    from simdesk.demand.drawn_days import DrawnDays
    from simdesk.engine.control import Process
    from simdesk.results.running.unfinished import Unfinished

KEEP_AFTER = 1.0
"""Seconds after which finished days are kept; a shorter run is sooner done anew."""
KEEP_AT_MOST_EVERY = 30.0
"""Seconds of work that may be lost when a long run is killed; a shorter run loses a hundredth of it, or a second."""

KEPT_TOGETHER = 16e6
"""Bytes of days, as they were counted, that are kept in one file: it is made in memory."""


class Job:
    """The days of one run, as they come.

    Days are given out and come back in order, but for those that an unfinished run has already.

    Parameters
    ----------
    work : Work
    plan : Replications
        How many days, or what decides it.
    measured : callable
        The measures over the tallies of some days.
    process : callable, optional
        An analyst's own; its days are played in this process.
    unfinished : Unfinished, optional
        Where finished days are kept; those it has already are taken over.
    log_contacts : int
        Contact logs of days played in this process are kept up to so many contacts.
    drawn : DrawnDays, optional
        Where this process takes days from that were drawn before, and keeps them, if all of the run have room there.
    """

    def __init__(
        self,
        work: Work,
        plan: Replications,
        measured: Callable[[Tallies], Measures],
        *,
        process: Process | None = None,
        unfinished: Unfinished | None = None,
        log_contacts: int = 0,
        drawn: DrawnDays | None = None,
    ) -> None:
        self.work = work
        self.process = process
        self.at_most: int = plan.at_most if plan.number is None else plan.number
        self.drawn = drawn if drawn is not None and drawn.has_room_for(work.demand, self.at_most) else None
        self.gathered = Gathered(self.at_most)
        expected = float(work.demand.expected.sum())
        # Where they will be too many, none is kept, which would only be dropped.
        too_many = plan.number is not None and plan.number * expected > 1.5 * log_contacts
        self.logs: list[DayLog] | None = None if too_many else []
        self.enough: int | None = None
        """Days of the run, once that is known."""
        self.stopped = ""
        """Why there are no more, in words."""
        self.cores = 1
        """How many play, or have played, its days at the same time."""
        self.began = time.perf_counter()
        self.ended = self.began
        self._fresh = True
        self.contacts_a_day = expected
        self._plan, self._measured = plan, measured
        self._check_at = self.at_most if plan.until is None else min(plan.at_least, self.at_most)
        self._forecast = float(self._check_at)
        self._log_contacts, self._logged = log_contacts, 0
        self._missing: deque[tuple[int, int]] = deque([(0, self.at_most)])
        self._given = deque(self._missing)
        self._unfinished = unfinished
        self._not_kept: list[tuple[int, int]] = []
        self._kept_at = self.began

    def take_over(self, parts: list[Part], cores: int = 1) -> None:
        """Take the days that are there already, in order, and how many cores have played them."""
        self.cores = max(self.cores, cores)
        begin = 0
        self._missing.clear()
        for part in parts:
            self.gathered.put_part(part)
            if part.first > begin:
                self._missing.append((begin, part.first))
            begin = part.last
        if begin < self.at_most:
            self._missing.append((begin, self.at_most))
        self._given = deque(self._missing)
        if parts:
            self.logs = None
        self._look()

    @property
    def there(self) -> int:
        """Days without a gap from the first."""
        return self._missing[0][0] if self._missing else self.at_most

    @property
    def to_give(self) -> int:
        """Days that nobody has been given yet."""
        return sum(last - first for first, last in self._given)

    @property
    def forecast(self) -> float:
        """Days still to be played, as far as can be told."""
        missing = sum(last - first for first, last in self._missing)
        return max(missing - (self.at_most - min(self._forecast, self.at_most)), 0.0)

    def take(self, size: int) -> tuple[int, int] | None:
        """The next days to be played, at most ``size`` of them; None when there are no more."""
        if self.enough is not None or not self._given:
            return None
        if self._fresh:
            self._fresh, self.began = False, time.perf_counter()
        first, last = self._given.popleft()
        if last - first > size:
            self._given.appendleft((first + size, last))
        return first, min(last, first + size)

    def put_day(self, day: int, tally: Tally, log: DayLog) -> None:
        """A day that was played in this process."""
        self.gathered.put(day, tally, len(log.contacts))
        if self.logs is not None:
            self._logged += len(log.contacts)
            self.logs.append(log)
            if self._logged > self._log_contacts:
                self.logs = None
        self._arrived(day, day + 1)

    def put_part(self, part: Part) -> None:
        """Days that another process has played."""
        self.logs = None
        self.gathered.put_part(part)
        self._arrived(part.first, part.last)

    def measures(self, days: int) -> Measures:
        """The measures over the first days."""
        return self._measured(self.gathered.tallies(days))

    def keep(self, *, now: bool = False) -> None:
        """Keep the finished days that are not kept yet, when it is time to, or now.

        Raises
        ------
        RunError
            When they cannot be written.
        """
        if self._unfinished is None or not self._not_kept:
            return
        at = time.perf_counter()
        lasted = at - self.began
        pause = min(max(KEEP_AFTER, lasted / 100), KEEP_AT_MOST_EVERY)
        if lasted < KEEP_AFTER or (at - self._kept_at < pause and not now):
            return
        while self._not_kept:
            for part in self.gathered.parts(*self._not_kept[0], KEPT_TOGETHER):
                self._unfinished.keep(part, cores=self.cores)
                self._not_kept[0] = (part.last, self._not_kept[0][1])
            del self._not_kept[0]
        self._kept_at = at

    def _arrived(self, first: int, last: int) -> None:
        begin, end = self._missing[0]
        assert begin == first
        if last == end:
            self._missing.popleft()
        else:
            self._missing[0] = (last, end)
        if self._not_kept and self._not_kept[-1][1] == first:
            self._not_kept[-1] = (self._not_kept[-1][0], last)
        else:
            self._not_kept.append((first, last))
        self._look()
        self.keep()

    def _look(self) -> None:
        """Are the days enough? With a precision that is asked at growing numbers of days, the same however they came."""
        until = self._plan.until
        while self.enough is None and self._check_at <= self.there:
            days = self._check_at
            if until is None:
                self.enough = days
                break
            half = self.measures(days).estimate(until.expression).half_width
            if half <= until.half_width:
                self.enough, self.stopped = days, f"{until.text} reached"
            elif days == self.at_most:
                self.enough, self.stopped = days, f"{until.text} not reached within {days} days"
            # Looking after every day would stop too early by chance, and cost time.
            self._check_at = min(max(days + 1, int(days * 1.1)), self.at_most)
            self._forecast = float(self.at_most) if math.isnan(half) else days * (half / until.half_width) ** 2
        if self.enough is not None:
            self._given.clear()
            self.ended = time.perf_counter()
