"""The simulation as the judge of a plan: by what margin each target is met or missed, on which day and in which interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.drawn_days import DrawnDays
from simdesk.engine.clocks import COMPILED, draws_of, player
from simdesk.floor.plan import FloorPlan
from simdesk.measure.controls import plan_controls
from simdesk.measure.counter import Counter
from simdesk.measure.expression import Target
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.passes_of_clocks import passes_of
from simdesk.measure.tally import Tally, Wanted
from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Margins:
    """By what margin targets are met (positive) or missed, in the unit of the measure's numerator, such as contacts.

    A target ``Σ numerator ÷ Σ denominator >= bound`` is met when ``Σ (numerator − bound × denominator)`` is not negative.
    That sum splits by day and interval.

    Parameters
    ----------
    parts : ndarray of float, shape (days, targets, intervals)
        0 for targets that are measured over the whole day only.
    whole : ndarray of float, shape (days, targets)
    numerator, denominator : ndarray of float, shape (days, targets, intervals)
        Numerator and denominator of the measure by interval.
    weight : ndarray of float, shape (days, targets)
        The denominator of the whole day.
    """

    parts: NDArray[np.float64]
    whole: NDArray[np.float64]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    weight: NDArray[np.float64]

    def first(self, days: int) -> Margins:
        """The margins of the first days."""
        return Margins(*(getattr(self, f.name)[:days] for f in fields(self)))

    def and_then(self, more: Margins) -> Margins:
        """These margins and those of further days."""
        return Margins(*(np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)))


def sign_of(target: Target) -> int:
    """+1 if larger values meet the target, -1 if smaller ones do."""
    return 1 if target.comparison.startswith(">") else -1


@dataclass(eq=False)
class Judge:
    """Simulates plans and measures by what margin every target is met. Simulated plans are remembered.

    Parameters
    ----------
    problem : Problem
    first : int
        The first replication; days are counted from it.
    played, evaluations : int
        Days and plans simulated so far.
    """

    problem: Problem
    first: int = tuning.SEARCH_DAYS_FROM
    played: int = 0
    evaluations: int = 0
    additive: NDArray[np.bool_] = field(init=False)
    _drawn: DrawnDays = field(init=False, default_factory=lambda: DrawnDays(tuning.DRAWN_DAYS_BYTES))
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

    def tallies(self, headcount: NDArray[np.float64], days: Sequence[int]) -> tuple[Tally, ...]:
        """Simulate a plan on some days and count them."""
        plan = self.problem.floor_with(headcount)
        return self._counted(plan, Counter(plan, self._wanted, self.problem.demand.expected, passes=passes_of(COMPILED)), days)

    def estimate(self, headcount: NDArray[np.float64], days: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Margins a day with control variates, and their standard errors; each shape (constraints,)."""
        problem, plan = self.problem, self.problem.floor_with(headcount)
        controls = plan_controls(plan, problem.demand)
        counter = Counter(plan, replace(self._wanted, controls=True), problem.demand.expected, controls, passes_of(COMPILED))
        self.evaluations += 1
        tallies = stack(self._counted(plan, counter, range(days)))
        return estimated_margins(problem, Measures(plan, problem.rule, tallies, controls))

    def _counted(self, plan: FloorPlan, counter: Counter, days: Sequence[int]) -> tuple[Tally, ...]:
        play_day, draws, problem = player(COMPILED), draws_of(COMPILED), self.problem
        found = []
        for day in days:
            workload = self._drawn.day(
                problem.demand, problem.scenario.seed, self.first + day, picks=plan.draws_agents, draws=draws
            )
            found.append(counter.count(play_day(plan, workload), workload))
        self.played += len(found)
        return tuple(found)

    def margins(self, headcount: NDArray[np.float64], days: int) -> Margins:
        """The margins of the first days.

        Parameters
        ----------
        headcount : ndarray of float, shape (groups, intervals)
        days : int
        """
        key = headcount.tobytes()
        known = self._known.get(key)
        have = 0 if known is None else len(known.whole)
        if have < days:
            self.evaluations += have == 0
            more = self.of_measures(stacked(self.problem, self.tallies(headcount, range(have, days))))
            known = more if known is None else known.and_then(more)
            self._known[key] = known
        assert known is not None
        return known.first(days)

    def of_measures(self, measures: Measures) -> Margins:
        """The margins of days simulated and counted elsewhere."""
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
                arrived = _arrived(measures, target)
                parts[:, j] -= np.where(denominator[:, j] == 0, arrived, 0.0)
                whole[:, j] -= np.where(denominator[:, j].sum(axis=1) == 0, arrived.sum(axis=1), 0.0)
        return Margins(parts, whole, numerator, denominator, weight)


def stacked(problem: Problem, tallies: Sequence[Tally]) -> Measures:
    """Measures of counted days."""
    return Measures(problem.floor, problem.rule, stack(tallies))


def _arrived(measures: Measures, target: Target) -> NDArray[np.float64]:
    """Contacts that arrive in a target's queue, shape (days, intervals).

    If all of them wait until the end there is nothing to measure. Then the target counts as missed by every one of them.
    """
    return np.asarray(measures.tallies.data.counts["offered"][:, measures.rows_of(target.expression.subject)].sum(axis=1))


def adds_up(target: Target) -> bool:
    """Whether the day's margin is the sum of its intervals' margins."""
    return target.expression.about.adds_up


def how_busy(target: Target) -> bool:
    """Whether a target is about how busy a group's agents are, over time."""
    about = target.expression.about
    return about.subject == "group" and about.adds_up and about.more_agents < 0


def constraints(problem: Problem, margins: Margins, additive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The margins whose sum over days must not be negative, shape (days, constraints).

    With targets over the day: one for each target. With targets per interval: one for each target and interval, and one for each
    target that is measured over the whole day only.
    """
    if not problem.per_interval:
        return margins.whole
    parts = margins.parts[:, additive].reshape(len(margins.whole), -1)
    return np.concatenate([parts, margins.whole[:, ~additive]], axis=1)


def bounds_of(problem: Problem, margins: Margins, additive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The bound of each constraint, a day, in the unit of its margin, shape (constraints,)."""
    bounds = np.array([abs(target.bound) for target in problem.targets])
    if not problem.per_interval:
        return np.asarray(bounds * margins.weight.mean(axis=0))
    parts = bounds[additive, None] * margins.denominator[:, additive].mean(axis=0)
    return np.concatenate([parts.ravel(), (bounds * margins.weight.mean(axis=0))[~additive]])


def constrained(problem: Problem, additive: NDArray[np.bool_]) -> list[tuple[Target, int | None]]:
    """Target and interval of each constraint; None for the day."""
    if not problem.per_interval:
        return [(target, None) for target in problem.targets]
    adding = [
        (target, i) for target, adds in zip(problem.targets, additive, strict=True) if adds for i in range(problem.intervals)
    ]
    return [*adding, *((target, None) for target, adds in zip(problem.targets, additive, strict=True) if not adds)]


def estimated_margins(problem: Problem, measures: Measures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Margins a day from the measures' estimates, and their standard errors; each shape (constraints,).

    With variance reduction the estimates are more precise than sums over the days.
    """
    from simdesk.measure.confidence import student_t

    t = student_t(max(measures.tallies.days - 1, 1))

    def margin(target: Target, interval: int | None) -> tuple[float, float]:
        found = measures.estimate(target.expression, interval)
        if math.isnan(found.mean):
            arrived = _arrived(measures, target) if target.expression.about.served_only else np.zeros((1, problem.intervals))
            return -float((arrived if interval is None else arrived[:, interval]).sum() / len(arrived)), 0.0
        weight = float(measures.sample(target.expression, interval).denominator.mean())
        error = (found.high - found.low) / 2 / t * weight
        return sign_of(target) * (found.mean - target.bound) * weight, 0.0 if math.isnan(error) else error

    additive = np.array([adds_up(target) for target in problem.targets])
    mean, error = np.array([margin(*one) for one in constrained(problem, additive)]).T
    return mean, error


def standard_error(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard error of the mean over days (first axis)."""
    days = len(values)
    return np.asarray(np.std(values, axis=0, ddof=1) / math.sqrt(days)) if days > 1 else np.full(values.shape[1:], np.inf)
