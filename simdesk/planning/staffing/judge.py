"""The simulation as the judge of heads: by how much each target is kept or broken, on which day and in which interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.clocks import COMPILED, player
from simdesk.floor.plan import FloorPlan
from simdesk.measure.controls import plan_controls
from simdesk.measure.expression import Target
from simdesk.measure.metrics import Measures, stack, wanted_by
from simdesk.measure.tally import Counter, Tally, Wanted
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEARCH_DAYS_FROM = 1_000_000
"""The replications that are searched on begin here; those of a run, and of the verification, begin at 0."""
CHECK_DAYS_FROM = 2_000_000
"""The replications that tell by how much the days searched on flatter begin here."""
_KEPT_ROWS = 4_000_000
"""Contacts of days that are kept rather than drawn again, some 400 MB."""


@dataclass(frozen=True, eq=False)
class Margins:
    """By how much targets are kept (positive) or broken, in the unit of the measure's numerator, such as contacts.

    A target ``Σ numerator ÷ Σ denominator >= bound`` is kept when ``Σ (numerator − bound × denominator)`` is not negative.
    That sum can be taken apart by day and interval.

    Parameters
    ----------
    parts : ndarray of float, shape (days, targets, intervals)
        0 for targets that only a whole day has.
    whole : ndarray of float, shape (days, targets)
    numerator, denominator : ndarray of float, shape (days, targets, intervals)
        What the parts are made of.
    weight : ndarray of float, shape (days, targets)
        The denominator of the whole day.
    """

    parts: NDArray[np.float64]
    whole: NDArray[np.float64]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    weight: NDArray[np.float64]

    def first(self, days: int) -> Margins:
        """Those of the first days."""
        return Margins(*(getattr(self, f.name)[:days] for f in fields(self)))

    def and_then(self, more: Margins) -> Margins:
        """With further days behind."""
        return Margins(*(np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)))


def sign_of(target: Target) -> int:
    """+1 where more of the measure keeps the target, -1 where less does."""
    return 1 if target.comparison.startswith(">") else -1


@dataclass(eq=False)
class Judge:
    """Plays heads on days and says by how much every target is kept. What was played is remembered.

    Parameters
    ----------
    problem : Problem
    first : int
        The first replication; days are counted from it.
    played, evaluations : int
        Days and plans played so far.
    """

    problem: Problem
    first: int = SEARCH_DAYS_FROM
    played: int = 0
    evaluations: int = 0
    additive: NDArray[np.bool_] = field(init=False)
    _workloads: dict[int, Workload] = field(init=False, default_factory=dict)
    _known: dict[bytes, Margins] = field(init=False, default_factory=dict)
    _wanted: Wanted = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        expressions = [target.expression for target in problem.targets]
        wanted = wanted_by(expressions, problem.rule)
        percentiles = sorted({e.percentile for e in expressions if e.percentile is not None})
        needed = frozenset().union(*(e.about.needs for e in expressions))
        self._wanted = replace(wanted, percentiles=tuple(percentiles), times="times" in needed, waits="waits" in needed)
        self.additive = np.array([adds_up(target) for target in problem.targets])

    def tallies(self, heads: NDArray[np.float64], days: Sequence[int]) -> tuple[Tally, ...]:
        """Some days, counted."""
        plan = self.problem.floor_with(heads)
        return self._counted(plan, Counter(plan, self._wanted, self.problem.demand.expected), days)

    def estimate(self, heads: NDArray[np.float64], days: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Margins a day over the first days by control variates, and their standard errors; each shape (constraints,)."""
        problem, plan = self.problem, self.problem.floor_with(heads)
        controls = plan_controls(plan, problem.demand)
        counter = Counter(plan, replace(self._wanted, controls=True), problem.demand.expected, controls)
        self.evaluations += 1
        tallies = stack(self._counted(plan, counter, range(days)))
        return fresh_margins(problem, Measures(plan, problem.rule, tallies, controls))

    def _counted(self, plan: FloorPlan, counter: Counter, days: Sequence[int]) -> tuple[Tally, ...]:
        play_day = player(COMPILED)
        found = []
        for day in days:
            workload = self._workload(day, plan)
            found.append(counter.count(play_day(plan, workload), workload))
        self.played += len(found)
        return tuple(found)

    def _workload(self, day: int, plan: FloorPlan) -> Workload:
        if day in self._workloads:
            return self._workloads[day]
        workload = draw_workload(self.problem.demand, self.problem.scenario.seed, self.first + day, picks=plan.draws_agents)
        if len(workload.arrival) * (len(self._workloads) + 1) <= _KEPT_ROWS:
            self._workloads[day] = workload
        return workload

    def margins(self, heads: NDArray[np.float64], days: int) -> Margins:
        """The margins of the first days.

        Parameters
        ----------
        heads : ndarray of float, shape (groups, intervals)
        days : int
        """
        key = heads.tobytes()
        known = self._known.get(key)
        have = 0 if known is None else len(known.whole)
        if have < days:
            self.evaluations += have == 0
            more = self.of_measures(stacked(self.problem, self.tallies(heads, range(have, days))))
            known = more if known is None else known.and_then(more)
            self._known[key] = known
        assert known is not None
        return known.first(days)

    def of_measures(self, measures: Measures) -> Margins:
        """The margins of days that were played and counted elsewhere."""
        problem, days = self.problem, measures.tallies.days
        numerator = np.zeros((days, len(problem.targets), problem.intervals))
        denominator = np.zeros_like(numerator)
        whole, weight = (np.zeros((days, len(problem.targets))) for _ in range(2))
        for j, target in enumerate(problem.targets):
            sample = measures.sample(target.expression)
            weight[:, j] = sample.denominator
            whole[:, j] = sign_of(target) * (sample.numerator - target.bound * sample.denominator)
            if self.additive[j]:
                for i in range(problem.intervals):
                    part = measures.sample(target.expression, i)
                    numerator[:, j, i], denominator[:, j, i] = part.numerator, part.denominator
        signs, bounds = (np.array([f(t) for t in problem.targets])[:, None] for f in (sign_of, lambda t: t.bound))
        parts = signs * (numerator - bounds * denominator)
        for j, target in enumerate(problem.targets):
            if target.expression.about.served_only:
                came = _came(measures, target)
                parts[:, j] -= np.where(denominator[:, j] == 0, came, 0.0)
                whole[:, j] -= np.where(denominator[:, j].sum(axis=1) == 0, came.sum(axis=1), 0.0)
        return Margins(parts, whole, numerator, denominator, weight)


def stacked(problem: Problem, tallies: Sequence[Tally]) -> Measures:
    """Measures of days counted."""
    return Measures(problem.floor, problem.rule, stack(tallies))


def _came(measures: Measures, target: Target) -> NDArray[np.float64]:
    """Contacts of a target's queue, shape (days, intervals).

    Where all who came wait to the end there is nothing to measure. That is no target kept, but one missed by all of them.
    """
    return np.asarray(measures.tallies.data.counts["offered"][:, measures.rows_of(target.expression.subject)].sum(axis=1))


def adds_up(target: Target) -> bool:
    """Whether the margin of the day is the sum of those of its intervals."""
    return target.expression.about.adds_up


def how_busy(target: Target) -> bool:
    """Whether a target is about how busy a group's agents are, over time."""
    about = target.expression.about
    return about.subject == "group" and about.adds_up and about.more_agents < 0


def constraints(problem: Problem, margins: Margins, additive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What must not be negative in sum over days, shape (days, constraints).

    Over the day: one for each target. In each interval: one for each target and interval, and one for each target that
    only a whole day has.
    """
    if not problem.each:
        return margins.whole
    parts = margins.parts[:, additive].reshape(len(margins.whole), -1)
    return np.concatenate([parts, margins.whole[:, ~additive]], axis=1)


def bounds_of(problem: Problem, margins: Margins, additive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What is allowed or asked a day by each of the ``constraints``, in the unit of its margin, shape (constraints,)."""
    bounds = np.array([abs(target.bound) for target in problem.targets])
    if not problem.each:
        return np.asarray(bounds * margins.weight.mean(axis=0))
    parts = bounds[additive, None] * margins.denominator[:, additive].mean(axis=0)
    return np.concatenate([parts.ravel(), (bounds * margins.weight.mean(axis=0))[~additive]])


def constrained(problem: Problem, additive: NDArray[np.bool_]) -> list[tuple[Target, int | None]]:
    """What each of the ``constraints`` is about: a target, and the interval it is held in; None for the day."""
    if not problem.each:
        return [(target, None) for target in problem.targets]
    adding = [
        (target, i) for target, adds in zip(problem.targets, additive, strict=True) if adds for i in range(problem.intervals)
    ]
    return [*adding, *((target, None) for target, adds in zip(problem.targets, additive, strict=True) if not adds)]


def fresh_margins(problem: Problem, measures: Measures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Margins a day as the measures' estimates have them, and their standard errors; each shape (constraints,).

    With variance reduction the estimates are surer than sums over the days.
    """
    from simdesk.measure.confidence import student_t

    t = student_t(max(measures.tallies.days - 1, 1))

    def margin(target: Target, interval: int | None) -> tuple[float, float]:
        found = measures.estimate(target.expression, interval)
        if math.isnan(found.mean):
            came = _came(measures, target) if target.expression.about.served_only else np.zeros((1, problem.intervals))
            return -float((came if interval is None else came[:, interval]).sum() / len(came)), 0.0
        weight = float(measures.sample(target.expression, interval).denominator.mean())
        error = (found.high - found.low) / 2 / t * weight
        return sign_of(target) * (found.mean - target.bound) * weight, 0.0 if math.isnan(error) else error

    additive = np.array([adds_up(target) for target in problem.targets])
    mean, error = np.array([margin(*one) for one in constrained(problem, additive)]).T
    return mean, error


def standard_error(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the mean over days (first axis)."""
    days = len(values)
    return np.asarray(np.std(values, axis=0, ddof=1) / math.sqrt(days)) if days > 1 else np.full(values.shape[1:], np.inf)
