"""The causes of late contacts in an interval, each measured by taking it away from the same days."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.workload import Workload
from simdesk.engine.log import ContactLog, DayLog
from simdesk.explain.causes import as_it_was, causes_in, without, without_all
from simdesk.explain.changes import with_agents
from simdesk.explain.counterfactual import ChangedDay, QueueInterval
from simdesk.explain.journeys import workload_rows
from simdesk.explain.lateness import judged
from simdesk.explain.remedies import Play
from simdesk.measure.confidence import Sample, estimate
from simdesk.measure.expression import Expression
from simdesk.measure.rules import ServiceLevelRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]

MOST_AGENTS_ADDED = 8
"""At most this many more agents are tried to find what the interval takes."""
STAFF = "staff below requirement"


@dataclass(frozen=True)
class Level:
    """What a service level says is in time.

    Parameters
    ----------
    measure : Expression
    rule : ServiceLevelRule
    target : float
        The share it should reach.
    from_scenario : bool
        Whether a target of the scenario says so.
    """

    measure: Expression
    rule: ServiceLevelRule
    target: float
    from_scenario: bool


@dataclass(frozen=True, eq=False)
class Attribution:
    """What a cause has to do with the late contacts of an interval.

    Parameters
    ----------
    name : str
    late : ndarray of float, shape (days,)
        Late contacts as it was.
    late_without : ndarray of float, shape (days,)
        Late contacts on the same days without the cause.
    figure : float
        Size of the cause a day, in the unit of ``figure_of``.
    figure_of : str
        What the figure counts, with places for ``figure`` and ``a_day``.
    """

    name: str
    late: NDArray[np.float64]
    late_without: NDArray[np.float64]
    figure: float
    figure_of: str

    @property
    def fewer(self) -> float:
        """Late contacts fewer a day; below zero when there are more."""
        return float((self.late - self.late_without).mean())

    @property
    def share(self) -> float:
        """The same as a share of the late contacts; NaN without any."""
        total = float(self.late.sum())
        return float((self.late - self.late_without).sum()) / total if total else math.nan

    @property
    def half_width(self) -> float:
        """Half of the 95% confidence interval of ``fewer`` over the days, paired; NaN for one day."""
        return estimate(Sample(self.late - self.late_without, np.ones(len(self.late)))).half_width


@dataclass(frozen=True, eq=False)
class Causes:
    """The late contacts of a queue in an interval, and their causes.

    Parameters
    ----------
    where : QueueInterval
    level : Level
    counted, late : ndarray of float, shape (days,)
        Contacts of the interval that count for the service level, and of them the late ones.
    found : tuple of Attribution
        The largest first.
    together : Attribution
        All but the staff taken away at the same time.
    agents : int or None
        More agents of the first choice that reach the target in the interval; 0 when it is reached, None when
        ``MOST_AGENTS_ADDED`` do not.
    level_with_agents : float
        The service level with them.
    """

    where: QueueInterval
    level: Level
    counted: NDArray[np.float64]
    late: NDArray[np.float64]
    found: tuple[Attribution, ...]
    together: Attribution
    agents: int | None
    level_with_agents: float

    @property
    def service_level(self) -> float:
        """Of the interval over the days; NaN without contacts."""
        return _level(self.counted, self.late)


def attribute(
    where: QueueInterval, level: Level, days: Sequence[tuple[Workload, DayLog]], play: Play, progress: Progress | None = None
) -> Causes:
    """Measure the causes of lateness of a queue in an interval.

    Every cause is taken away by itself and the same days are played again: same customers, same handle times, same agents but for
    the cause (see ``simdesk.explain.causes`` for what taking away means). What a cause explains is the number of late contacts
    fewer. Causes overlap, since one late contact may be saved by any of several, so the numbers do not add up to all of them;
    all taken away together tell what they explain as a whole, and what is left is chance and the staff planned. Staff below
    requirement is measured by adding agents of the first choice for the interval, one by one, until the days reach the target
    there.

    Parameters
    ----------
    where : QueueInterval
    level : Level
    days : sequence of (Workload, DayLog)
    play : callable
        Plays a day: ``play(plan, workload)``.
    progress : callable, optional
        Called with (days played, days at the most).

    Returns
    -------
    Causes
    """
    causes = causes_in(where)
    at_most = len(days) * (len(causes) + 1 + MOST_AGENTS_ADDED)
    done = 0

    def late_of(situation: ChangedDay) -> tuple[float, float]:
        nonlocal done
        log = play(situation.plan, situation.workload)
        done += 1
        if progress is not None:
            progress(min(done, at_most - 1), at_most)
        return _counts(where, level, log.contacts, situation, log)

    base = np.array([_counts(where, level, log.contacts, as_it_was(where, w), log) for w, log in days])
    counted, late = base[:, 0], base[:, 1]
    found = []
    for name, (_, figure_of) in causes.items():
        without_it, figures = late.copy(), np.zeros(len(days))
        for d, (workload, log) in enumerate(days):
            changed = without(name, where, workload, log)
            if changed is not None:
                without_it[d], figures[d] = late_of(changed[0])[1], changed[1]
        found.append(Attribution(name, late, without_it, float(figures.mean()), figure_of))
    rest = np.array([late_of(without_all(where, workload, log))[1] for workload, log in days])
    agents, with_agents_late, with_level = _requirement(where, level, days, late_of, counted, late)
    found.append(Attribution(STAFF, late, with_agents_late, float(MOST_AGENTS_ADDED if agents is None else agents), "agents"))
    if progress is not None:
        progress(at_most, at_most)
    found.sort(key=lambda cause: -cause.fewer)
    return Causes(where, level, counted, late, tuple(found), Attribution("all", late, rest, 0.0, ""), agents, with_level)


def _counts(where: QueueInterval, level: Level, c: ContactLog, situation: ChangedDay, log: DayLog) -> tuple[float, float]:
    """Contacts of the interval that count, and of them the late ones."""
    counted, in_time = judged(c, level.measure, level.rule, where.plan)
    counted = counted & (c.queue == where.queue) & (c.arrival >= where.begin) & (c.arrival < where.end)
    if situation.removed.any():
        counted &= ~situation.removed[workload_rows(log, situation.workload)]
    return float(counted.sum()), float((counted & ~in_time).sum())


def _level(counted: NDArray[np.float64], late: NDArray[np.float64]) -> float:
    return 1.0 - float(late.sum() / counted.sum()) if counted.sum() else math.nan


def _requirement(
    where: QueueInterval,
    level: Level,
    days: Sequence[tuple[Workload, DayLog]],
    late_of: Callable[[ChangedDay], tuple[float, float]],
    counted: NDArray[np.float64],
    late: NDArray[np.float64],
) -> tuple[int | None, NDArray[np.float64], float]:
    """How many more agents of the first choice reach the target, the late contacts then, and the level."""
    now, number, with_them = _level(counted, late), 0, late
    while where.groups and not (math.isnan(now) or now >= level.target):
        if number == MOST_AGENTS_ADDED:
            return None, with_them, now
        number += 1
        plan = with_agents(where.plan, where.groups[0], number, where.begin, where.end)
        rows = np.array([late_of(ChangedDay(plan, w, np.zeros(len(w.queue), bool))) for w, _ in days])
        with_them, now = rows[:, 1], _level(rows[:, 0], rows[:, 1])
    return number, with_them, now
