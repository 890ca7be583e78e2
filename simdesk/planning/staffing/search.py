"""Search for the cheapest plan: change headcount a little, simulate, measure what each agent contributes, and go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.attainable import Attainable
from simdesk.planning.staffing.effects import Effects, measure_effects
from simdesk.planning.staffing.judge import Judge, constrained, constraints, how_busy
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.start import ample_headcount
from simdesk.planning.staffing.steps import effects_on_constraints, next_headcount

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Step:
    """A plan that the search simulated.

    Parameters
    ----------
    phase : str
    evaluations : int
        Plans simulated so far.
    agent_hours, cost : float
    met : bool
        Every target is met on the days simulated.
    days : int
    """

    phase: str
    evaluations: int
    agent_hours: float
    cost: float
    met: bool
    days: int

    @property
    def kept(self) -> bool:
        """Former name of ``met``."""
        return self.met


@dataclass(eq=False)
class Search:
    """The state of a search. ``best`` is the plan it would return if it were stopped now.

    Parameters
    ----------
    problem : Problem
    judge : Judge
    report : callable
        Called with each ``Step``.
    safety_margin : ndarray of float, shape (constraints,)
        Margin a day required beyond the bound, because the search days overstate how well a plan does.
    attainable : Attainable
    previous_best : ndarray of float, optional
        The best plan before the requirements last changed.
    """

    problem: Problem
    judge: Judge
    report: Callable[[Step], None] = lambda step: None
    safety_margin: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    attainable: Attainable = field(default_factory=Attainable)
    best: NDArray[np.float64] | None = None
    previous_best: NDArray[np.float64] | None = None
    path: list[Step] = field(default_factory=list)
    effects: Effects | None = None
    _best_days: int = 0

    def margins(self, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """Margins less the required and the safety margin, shape (days, constraints). Their means must not be negative."""
        found = self.raw_margins(headcount, days) - self.attainable.required
        return found - self.safety_margin if len(self.safety_margin) else found

    def raw_margins(self, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """The margins as simulated, shape (days, constraints)."""
        return constraints(self.problem, self.judge.margins(headcount, days), self.judge.additive)

    def require(self, attainable: Attainable) -> None:
        """Require other margins from now on. The best plan so far may no longer be the best."""
        self.previous_best = self.previous_best if self.best is None else self.best
        self.attainable, self.best = attainable, None

    def set_safety_margin(self, safety_margin: NDArray[np.float64]) -> None:
        """Require another safety margin from now on. The best plan so far may no longer be the best."""
        self.previous_best = self.previous_best if self.best is None else self.best
        # Some margins stay near zero at any headcount: with enough agents, for example, nobody asks for a call-back.
        limit = np.maximum(tuning.SAFETY_MARGIN_SHARE * self.attainable.best, 0.0)
        self.safety_margin, self.best = np.minimum(safety_margin, limit), None

    def raised(self, headcount: NDArray[np.float64], days: int, at_most: float = np.inf) -> NDArray[np.float64]:
        """Add agents where they do most for their cost, until every target is met or the plan costs more than ``at_most``."""
        given, headcount = headcount, self._without_overworked_groups(headcount, days)
        problem, used, aim = self.problem, np.zeros(headcount.shape, bool), 1.0
        free = np.isin(np.arange(len(headcount)), problem.free)[:, None] & (headcount >= given)
        # Beyond this headcount hardly anybody waits, so a target missed there stays missed.
        most = np.minimum(np.maximum(ample_headcount(problem), headcount), problem.high)
        for k in count():
            if self.evaluate(headcount, days, "raise"):
                break
            if k in tuning.RAISE_MEASURE_ROUNDS and self.effects is not None:
                self.effects = measure_effects(problem, self.judge, headcount, min(days, tuning.RAISE_MEASURE_DAYS))
            if self.best is not None and problem.total(headcount) >= problem.total(self.best):
                return self.best
            room = free & (headcount + problem.step <= most + 1e-9)
            if not room.any() or problem.total(headcount) > at_most:
                break
            if not (room & ~used).any():
                used[:] = False
            short = np.maximum(-self.margins(headcount, days).mean(axis=0), 0.0)
            effects = np.ones((*headcount.shape, len(short))) if self.effects is None else self.effects_at(headcount, days)
            added = _cells_to_raise(effects, problem.cost, aim * short, room & ~used)
            headcount, used = np.where(added, headcount + problem.step, headcount), used | added
            aim *= tuning.RAISE_GROWTH
        return headcount

    def _without_overworked_groups(self, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """The plan without any small group that is too busy and would stay so with one agent more in each cell.

        A few agents who are first-ranked for a busy queue never rest, whatever the headcount of the other groups.
        """
        problem, margins = self.problem, self.margins(headcount, days).mean(axis=0)
        if self.effects is None or not (margins < -tuning.ROUNDING).any():
            return headcount
        effects, others = self.effects_at(headcount, days), headcount.copy()
        for k, (target, interval) in enumerate(constrained(problem, self.judge.additive)):
            group = next((g for g in problem.free if problem.floor.groups[g].name == target.expression.subject), None)
            if group is None or margins[k] >= -tuning.ROUNDING or not how_busy(target):
                continue
            share = tuning.MINOR_GROUP_SHARE * headcount.sum()
            minor = interval is None and headcount[group].sum() < share and (problem.low[group] == 0).all()
            if minor and effects[group, :, k].sum() < -margins[k]:
                others[group] = 0.0
        return others

    def meets(self, headcount: NDArray[np.float64], days: int) -> bool:
        """Whether every target is met over the first days."""
        return bool((self.margins(headcount, days).mean(axis=0) >= -tuning.ROUNDING).all())

    def evaluate(self, headcount: NDArray[np.float64], days: int, phase: str) -> bool:
        """Simulate a plan, remember it if it is the best, and return whether every target is met."""
        met = self.meets(headcount, days)
        total = self.problem.total(headcount)
        better = self.best is None or days > self._best_days or total < self.problem.total(self.best) - 1e-9
        if met and better:
            self.best, self._best_days = headcount.copy(), days
        step = Step(phase, self.judge.evaluations, self.problem.agent_hours(headcount), self.problem.money(headcount), met, days)
        self.path.append(step)
        self.report(step)
        return met

    def effects_at(self, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """Fall of each constraint's margin with one agent fewer in a cell, shape (groups, intervals, constraints)."""
        assert self.effects is not None
        margins = self.judge.margins(headcount, days)
        return effects_on_constraints(self.problem, self.effects, headcount, margins, self.judge.additive)

    def worth(self, headcount: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """What an agent contributes in each cell, relative to the tightest constraint's margin; shape (groups, intervals)."""
        if self.effects is None:
            return headcount
        effects, left = self.effects_at(headcount, days), np.maximum(self.margins(headcount, days).mean(axis=0), 0.0)
        return np.asarray((effects / (left + effects.mean() + 1e-9)).max(axis=2))

    def descend(self, headcount: NDArray[np.float64], days: int, rounds: int = tuning.ROUNDS) -> NDArray[np.float64]:
        """Move step by step to cheaper plans that meet every target over the first days, and return the best.

        If every target is met, a step removes agents and perhaps adds some elsewhere. If one is missed, it adds agents first.
        """
        problem, interaction, idle, first = self.problem, 1.0, 0, rounds == tuning.ROUNDS
        for k in range(rounds):
            before = self.best
            self.evaluate(headcount, days, "search")
            idle = 0 if self.best is not before or self.best is None else idle + 1
            if idle >= tuning.PATIENCE_ROUNDS:
                break
            if self.effects is None or (k in tuning.MEASURE_AGAIN_ROUNDS and first):
                found = measure_effects(problem, self.judge, headcount, days)
                self.effects = found if self.effects is None else self.effects.averaged_with(found)
            margins = self.margins(headcount, days).mean(axis=0)
            here = self.effects_at(headcount, days)
            most_steps = tuning.STEP_LIMITS[min(k, len(tuning.STEP_LIMITS) - 1)] if first else 1
            moved = next_headcount(problem, headcount, margins, interaction * here, most_steps)
            if (moved == headcount).all():
                break
            change = self.margins(moved, days).mean(axis=0) - margins
            interaction = _updated_interaction(interaction, (headcount - moved) / problem.step, here, change)
            headcount = moved
        if self.best is not None and problem.total(headcount) < problem.total(self.best):
            self.raised(headcount, days)  # the last plan is cheaper but misses a target: what would it take to meet it?
        return headcount if self.best is None else self.best


def _cells_to_raise(
    effects: NDArray[np.float64], cost: NDArray[np.float64], short: NDArray[np.float64], room: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Choose cells that get one agent until nothing is short, each time the cell that does most for its cost.

    Parameters
    ----------
    effects : ndarray of float, shape (groups, intervals, constraints)
        Effect of one agent.
    cost : ndarray of float, shape (groups,)
    short : ndarray of float, shape (constraints,)
        Shortfall of each margin.
    room : ndarray of bool, shape (groups, intervals)

    Returns
    -------
    ndarray of bool, shape (groups, intervals)
        All cells with room if none is known to help.
    """
    chosen, left = np.zeros(room.shape, bool), short.copy()
    while (left > 0).any():
        missing = left > 0
        parts = np.minimum(effects[:, :, missing], left[missing]) / short[missing]
        gains = np.where(room & ~chosen, parts.sum(axis=2) / cost[:, None], 0.0)
        best = np.unravel_index(np.argmax(gains), gains.shape)
        if not gains[best] > 0:
            break
        chosen[best], left = True, left - np.maximum(effects[best], 0.0)
    return chosen if chosen.any() else room


def _updated_interaction(
    interaction: float, fewer: NDArray[np.float64], effects: NDArray[np.float64], change: NDArray[np.float64]
) -> float:
    """How much more agents do together than the sum of their single effects, updated by what a step showed."""
    predicted = -np.tensordot(fewer, effects, axes=2)
    counted = predicted < tuning.INTERACTION_COUNTED * predicted.min(initial=0.0)
    if not counted.any():
        return interaction
    return float(np.clip(0.5 * (interaction + change[counted].sum() / predicted[counted].sum()), *tuning.INTERACTION_RANGE))
