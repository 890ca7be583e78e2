"""Questions as people put them: a contact and a day, or a time of day, checked and answered."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import Workload
from simdesk.engine.clocks import player
from simdesk.engine.log import DayLog
from simdesk.errors import InputError, UsageError
from simdesk.explain.attribution import Level, attribute
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.interval import tell_interval
from simdesk.explain.lateness import judged
from simdesk.explain.story import Story, tell
from simdesk.floor.dates import Dates
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression, Target
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.rules import ServiceLevelRule
from simdesk.units import DAY, WEEKDAYS, parse_clock

if TYPE_CHECKING:
    from simdesk.engine.control import Process
    from simdesk.explain.attribution import Progress

MOST_CONTACTS = 100_000
"""An interval is explained from so many days as have about this many contacts: each day is played again for every cause."""
WORST = "worst"
"""Stands for the interval with the most late contacts, in the place of its time."""
USUAL_TARGET = 0.8
"""Share in time where no target of the scenario names one."""


@dataclass(frozen=True)
class Run:
    """What a question is answered from.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan
    days : int
        How many the run has; they count from 0.
    played : callable
        ``played(day)`` gives that day's workload and log.
    service_levels : mapping of str to Expression
        The service level in use for every queue.
    rule : ServiceLevelRule
    targets : sequence of Target
    process : callable, optional
        The analyst's process the days are played with.
    engine : str
        ``simpy`` or ``compiled``.
    """

    floor: FloorPlan
    demand: DemandPlan
    days: int
    played: Callable[[int], tuple[Workload, DayLog]]
    service_levels: Mapping[str, Expression]
    rule: ServiceLevelRule
    targets: Sequence[Target] = ()
    process: Process | None = None
    engine: str = "simpy"

    def play(self, plan: FloorPlan, workload: Workload) -> DayLog:
        """Play a day."""
        return player(self.engine)(plan, workload, self.process)

    @property
    def queues(self) -> list[str]:
        """Names of the queues."""
        return [queue.name for queue in self.floor.queues]


def explain_contact(run: Run, contact: int | None = None, day: int | None = None, queue: str | None = None) -> Story:
    """The story of one contact.

    Parameters
    ----------
    run : Run
    contact : int, optional
        Row of the day's contact log, counted from 0 in order of arrival; None takes the longest waiting of the day, or of the
        queue.
    day : int, optional
        Replication, counted from 0; None is day 0.
    queue : str, optional
        Narrows the choice of a contact.

    Raises
    ------
    UsageError
        When there is no such day, contact or queue.
    """
    day = _checked_day(run, 0 if day is None else day)
    rows = None if queue is None else _checked_queue(run, queue)
    if contact is not None and queue is not None:
        raise UsageError("a contact has its queue already", "leave out the queue, or leave out the contact to choose one")
    workload, log = run.played(day)
    number = len(log.contacts)
    if contact is None:
        chosen = _longest_waiting(log, day, queue, rows)
    elif not _whole(contact) or not 0 <= contact < number:
        there = f"day {day} has contacts 0 to {number - 1}" if number else f"nobody came on day {day}"
        raise UsageError(f"no contact {contact!r} on day {day}", f"{there}, in order of arrival")
    else:
        chosen = int(contact)
    measure = run.service_levels[run.queues[int(log.contacts.queue[chosen])]]
    return tell(run.floor, workload, log, chosen, measure, run.rule, day=day, process=run.process, play=run.play)


def _longest_waiting(log: DayLog, day: int, queue: str | None, rows: list[int] | None) -> int:
    c = log.contacts
    waits = np.where(np.isnan(c.wait), np.inf, c.wait)
    if rows is not None:
        waits = np.where(np.isin(c.queue, rows), waits, -1.0)
    if not len(waits) or waits.max() < 0:
        what = "nobody came" if queue is None else f"nobody came to {queue}"
        raise UsageError(f"{what} on day {day}", "take another day or queue")
    return int(waits.argmax())


def explain_interval(
    run: Run, interval: str | float, queue: str | None = None, day: int | None = None, progress: Progress | None = None
) -> Story:
    """The causes of lateness in an interval.

    Parameters
    ----------
    run : Run
    interval : str or float
        A time of day in it, such as ``10:30``, or seconds after midnight; of several days with the day in front, such as
        ``2026-03-24 10:30``, ``tuesday 10:30`` or ``day 2 10:30``. ``worst`` is the one with the most late contacts.
    queue : str, optional
        None takes the queue with the most late contacts there; a queue with classes of customers the class with the most.
    day : int, optional
        Replication, counted from 0; None takes all days, or as many as have ``MOST_CONTACTS`` contacts.
    progress : callable, optional
        Called with (days played, days at the most).

    Raises
    ------
    UsageError
        When there is no such interval, day or queue.
    """
    i = None if interval == WORST else _checked_interval(run, interval)
    rows = list(range(len(run.queues))) if queue is None else _checked_queue(run, queue)
    numbers = range(run.days) if day is None else [_checked_day(run, day)]
    days: list[tuple[Workload, DayLog]] = []
    contacts = 0
    for number in numbers:
        days.append(run.played(number))
        contacts += len(days[-1][1].contacts)
        if contacts >= MOST_CONTACTS:
            break
    if i is None:
        i = _worst_interval(run, rows, days)
    q = max(rows, key=lambda q: _late(run, q, i, days)) if len(rows) > 1 else rows[0]
    where = QueueInterval(run.floor, run.demand, q, i)
    causes = attribute(where, _level(run, q), days, run.play, progress)
    subject = {"days": len(days), "of_days": run.days, "day": None if day is None else int(day)}
    return tell_interval(causes, days, _days_words(run, days, day), subject)


def _days_words(run: Run, days: list[tuple[Workload, DayLog]], day: int | None) -> str:
    if day is not None:
        return f"day {day}"
    if len(days) < run.days:
        return f"the first {len(days)} of {run.days} days (their {MOST_CONTACTS:,} contacts are enough)"
    return "1 day" if len(days) == 1 else f"{len(days)} days"


def _worst_interval(run: Run, rows: Sequence[int], days: list[tuple[Workload, DayLog]]) -> int:
    """The measured interval in which the most contacts of any one of some queues are late; the first of several."""
    floor = run.floor
    late = np.zeros((len(rows), floor.intervals), dtype=int)
    for _, log in days:
        for row, q in enumerate(rows):
            arrived = (log.contacts.arrival[_is_late(run, q, log)] - floor.opening) / floor.interval
            inside = arrived[(arrived >= 0) & (arrived < floor.intervals)].astype(int)
            late[row] += np.bincount(inside, minlength=floor.intervals)
    first = math.ceil(floor.warm_up / floor.interval - 1e-9)
    return first + int(late.max(axis=0)[first:].argmax())


def _is_late(run: Run, q: int, log: DayLog) -> NDArray[np.bool_]:
    """Which contacts of a day are late ones of a queue."""
    counted, in_time = judged(log.contacts, run.service_levels[run.queues[q]], run.rule, run.floor)
    late: NDArray[np.bool_] = (log.contacts.queue == q) & counted & ~in_time
    return late


def _late(run: Run, q: int, i: int, days: list[tuple[Workload, DayLog]]) -> int:
    begin = run.floor.opening + i * run.floor.interval
    total = 0
    for _, log in days:
        arrival = log.contacts.arrival
        total += int((_is_late(run, q, log) & (arrival >= begin) & (arrival < begin + run.floor.interval)).sum())
    return total


def _level(run: Run, q: int) -> Level:
    """The service level of a queue and the share its target asks for: its own, else that of all."""
    measure = run.service_levels[run.queues[q]]
    for subject in (run.queues[q], EVERYTHING):
        for target in run.targets:
            about = target.expression
            if about.metric == "service_level" and about.subject == subject and target.comparison in (">=", ">"):
                return Level(measure, run.rule, target.bound, True)
    return Level(measure, run.rule, USUAL_TARGET, False)


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _checked_day(run: Run, day: int) -> int:
    if not _whole(day) or not 0 <= day < run.days:
        there = "day 0 only" if run.days == 1 else f"days 0 to {run.days - 1}"
        raise UsageError(f"no day {day!r}", f"the run has {there}")
    return int(day)


def _checked_queue(run: Run, queue: str) -> list[int]:
    """The rows of a queue: one, or one for each class of its customers."""
    rows = {name: [q] for q, name in enumerate(run.queues)}
    rows |= {family.name: list(range(family.first, family.end)) for family in run.floor.families}
    if queue in rows:
        return rows[queue]
    close = difflib.get_close_matches(str(queue), rows, n=1)
    raise UsageError(f"unknown queue '{queue}'", f"did you mean {close[0]}?" if close else f"queues: {', '.join(rows)}")


def _on_a_day(dates: Dates, text: str) -> float:
    """``2026-03-24 10:30``, ``Tue 2026-03-24 10:30``, ``tuesday 10:30``, ``day 2 10:30``; ``again`` for the second of a doubled
    hour."""
    again = text.rstrip().endswith(" again")
    day, _, time = text.strip().removesuffix(" again").rpartition(" ")
    known = [k for k, name in enumerate(dates.names) if _names_day(day.strip(), name) or day.strip() == f"day {k + 1}"]
    example = f"write the day in front of the time, such as '{dates.names[0]} 10:30'"
    if not day:
        raise InputError(f"the scenario has {len(dates.names)} days: of which one? (got '{text}')", example)
    if not known:
        raise InputError(f"no day of the scenario (got '{text}')", example)
    if len(known) > 1:
        raise InputError(f"{len(known)} days are a {day} (got '{text}')", f"write {dates.names[known[0]]} {time}")
    when = dates.find(parse_clock(time), known[0])
    if when is None:
        raise InputError(f"the clock never shows {time} on {dates.names[known[0]]}", "clocks go forward that night")
    later = when + 3600.0
    return later if again and dates.is_second(later) else when


def _names_day(word: str, name: str) -> bool:
    """Whether a word means a day: its name, the date or the number alone, or its weekday in full or three letters."""
    head, _, tail = name.partition(" ")
    weekday = word.casefold()
    return word in (name, tail) or (weekday[:3] == head.casefold() and weekday in (*WEEKDAYS, head.casefold()))


def _checked_interval(run: Run, interval: str | float) -> int:
    """The interval that a time of day lies in, counted from opening."""
    plan = run.floor
    hint = (
        f"measured intervals begin at {plan.clock(plan.opening + plan.warm_up)}, then every {plan.interval / 60:g} min, "
        f"the last at {plan.clock(plan.closing - plan.interval)}"
    )
    if isinstance(interval, str):
        try:
            when = parse_clock(interval) if plan.dates is None else _on_a_day(plan.dates, interval)
        except InputError as error:
            raise UsageError(f"interval: {error.message}", "; ".join([*([error.hint] if plan.dates else []), hint])) from None
    elif isinstance(interval, int | float | np.number) and not isinstance(interval, bool) and math.isfinite(interval):
        when = float(interval)
    else:
        raise UsageError(f"an interval is a time of day (got {interval!r})", hint)
    if when < plan.opening and when + DAY < plan.closing:
        when += DAY
    if not plan.opening <= when < plan.closing:
        raise UsageError(f"no interval at {plan.clock(when)}", hint)
    if when < plan.opening + plan.warm_up:
        raise UsageError(f"{plan.clock(when)} lies in the warm-up, which is not measured", hint)
    return min(int((when - plan.opening) / plan.interval), plan.intervals - 1)
