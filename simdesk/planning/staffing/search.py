"""Search the cheapest heads: move a little, play, measure what each cell keeps up, move again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from simdesk.planning.staffing.attainable import Aims
from simdesk.planning.staffing.effects import Effects, measure
from simdesk.planning.staffing.judge import HOW_BUSY, Judge, constrained, constraints
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.start import plenty
from simdesk.planning.staffing.steps import next_heads, on_constraints

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRUST = (3, 2, 2, 1)
ROUNDS = 24
_PATIENT = 3
_MEASURE_AGAIN = (1, 3, 7)
_STUCK, _GLANCE = (4, 12, 30), 20
"""Rounds of lifting after which what heads do is measured anew, where they are by then, and on how many days."""
_HARDLY_ANY = 0.05
"""Share of all heads below which a group has a few."""
_PART = 0.5
"""What may be kept in hand, of the margin of the most heads."""


@dataclass(frozen=True)
class Step:
    """A point of the search's path.

    Parameters
    ----------
    phase : str
    evaluations : int
        Plans played so far.
    agent_hours, cost : float
    kept : bool
        Every target, on the days played.
    days : int
    """

    phase: str
    evaluations: int
    agent_hours: float
    cost: float
    kept: bool
    days: int


@dataclass(eq=False)
class Search:
    """The state of a search; ``best`` is what it would give if it were stopped now.

    Parameters
    ----------
    problem : Problem
    judge : Judge
    tell : callable
        Called with each ``Step``.
    in_hand : ndarray of float, shape (constraints,)
        Margin a day that is kept in hand: by how much the days searched on flatter.
    aims : Aims
    before : ndarray of float, optional
        The best before more was asked.
    """

    problem: Problem
    judge: Judge
    tell: Callable[[Step], None] = lambda step: None
    in_hand: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    aims: Aims = field(default_factory=Aims)
    best: NDArray[np.float64] | None = None
    before: NDArray[np.float64] | None = None
    path: list[Step] = field(default_factory=list)
    effects: Effects | None = None
    _best_days: int = 0

    def margins(self, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """What must not be negative in sum, shape (days, constraints), less what is kept in hand."""
        found = self.raw(heads, days) - self.aims.ask
        return found - self.in_hand if len(self.in_hand) else found

    def raw(self, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """The margins as they are, shape (days, constraints)."""
        return constraints(self.problem, self.judge.margins(heads, days), self.judge.additive)

    def ask(self, aims: Aims) -> None:
        """Ask for other things from now on; what was best before need not be any more."""
        self.before = self.before if self.best is None else self.best
        self.aims, self.best = aims, None

    def hold_back(self, in_hand: NDArray[np.float64]) -> None:
        """Ask for more from now on; what was best before need not be any more."""
        self.before = self.before if self.best is None else self.best
        # With agents enough nobody asks for a call-back: where nothing comes nothing can be kept in hand.
        self.in_hand, self.best = np.minimum(in_hand, np.maximum(_PART * self.aims.most, 0.0)), None

    def lifted(self, heads: NDArray[np.float64], days: int, at_most: float = np.inf) -> NDArray[np.float64]:
        """Heads put in where they do most for what they cost, until every target holds or they cost more than ``at_most``."""
        given, heads = heads, self._without_the_overworked(heads, days)
        problem, used, eager = self.problem, np.zeros(heads.shape, bool), 1.0
        free = np.isin(np.arange(len(heads)), problem.free)[:, None] & (heads >= given)
        # Beyond these hardly anybody waits: what does not hold then never will.
        most = np.minimum(np.maximum(plenty(problem), heads), problem.high)
        for k in count():
            if self.look_at(heads, days, "lift"):
                break
            if k in _STUCK and self.effects is not None:
                self.effects = measure(problem, self.judge, heads, min(days, _GLANCE))
            if self.best is not None and problem.total(heads) >= problem.total(self.best):
                return self.best
            room = free & (heads + problem.step <= most + 1e-9)
            if not room.any() or problem.total(heads) > at_most:
                break
            if not (room & ~used).any():
                used[:] = False
            short = np.maximum(-self.margins(heads, days).mean(axis=0), 0.0)
            effects = self.effects_at(heads, days) if self.effects is not None else np.ones((*heads.shape, len(short)))
            put = _put_in(effects, problem.cost, eager * short, room & ~used)
            heads, used = np.where(put, heads + problem.step, heads), used | put
            eager *= 1.5
        return heads

    def _without_the_overworked(self, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """Heads without the few of a group who are too busy and would stay so with some more of them.

        A few agents who come first for a busy queue never rest, however many the others are.
        """
        problem, margins = self.problem, self.margins(heads, days).mean(axis=0)
        if self.effects is None or not (margins < -1e-9).any():
            return heads
        effects, others = self.effects_at(heads, days), heads.copy()
        for k, (target, interval) in enumerate(constrained(problem, self.judge.additive)):
            group = next((g for g in problem.free if problem.floor.groups[g].name == target.expression.subject), None)
            if group is None or margins[k] >= -1e-9 or target.expression.metric not in HOW_BUSY:
                continue
            few = interval is None and heads[group].sum() < _HARDLY_ANY * heads.sum() and (problem.low[group] == 0).all()
            if few and effects[group, :, k].sum() < -margins[k]:
                others[group] = 0.0
        return others

    def keeps(self, heads: NDArray[np.float64], days: int) -> bool:
        """Whether every target holds over the first days."""
        return bool((self.margins(heads, days).mean(axis=0) >= -1e-9).all())

    def look_at(self, heads: NDArray[np.float64], days: int, phase: str) -> bool:
        """Play heads, remember the best, and say whether every target holds."""
        kept = self.keeps(heads, days)
        total = self.problem.total(heads)
        better = self.best is None or days > self._best_days or total < self.problem.total(self.best) - 1e-9
        if kept and better:
            self.best, self._best_days = heads.copy(), days
        step = Step(phase, self.judge.evaluations, self.problem.agent_hours(heads), self.problem.money(heads), kept, days)
        self.path.append(step)
        self.tell(step)
        return kept

    def effects_at(self, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """By how much what must hold falls with a head less in a cell, shape (groups, intervals, constraints)."""
        assert self.effects is not None
        margins = self.judge.margins(heads, days)
        return on_constraints(self.problem, self.effects, heads, margins, self.judge.additive)

    def worth(self, heads: NDArray[np.float64], days: int) -> NDArray[np.float64]:
        """What a head keeps up in each cell, of the margin of those targets that have least of it; shape (groups, intervals)."""
        if self.effects is None:
            return heads
        effects, left = self.effects_at(heads, days), np.maximum(self.margins(heads, days).mean(axis=0), 0.0)
        return np.asarray((effects / (left + effects.mean() + 1e-9)).max(axis=2))

    def descend(self, heads: NDArray[np.float64], days: int, rounds: int = ROUNDS) -> NDArray[np.float64]:
        """Move from some heads to cheaper ones that keep every target over the first days; the best seen.

        Where every target holds heads are taken out, and perhaps others put in; where one is broken heads are put in first.
        """
        problem, grip, idle = self.problem, 1.0, 0
        for k in range(rounds):
            before = self.best
            self.look_at(heads, days, "search")
            idle = 0 if self.best is not before or self.best is None else idle + 1
            if idle >= _PATIENT:
                break
            if self.effects is None or (k in _MEASURE_AGAIN and rounds == ROUNDS):
                found = measure(problem, self.judge, heads, days)
                self.effects = found if self.effects is None else self.effects.and_then(found)
            margins = self.margins(heads, days).mean(axis=0)
            here = self.effects_at(heads, days)
            moved = next_heads(problem, heads, margins, grip * here, _TRUST[min(k, len(_TRUST) - 1)] if rounds == ROUNDS else 1)
            if (moved == heads).all():
                break
            change = self.margins(moved, days).mean(axis=0) - margins
            grip = _learnt(grip, (heads - moved) / problem.step, here, change)
            heads = moved
        if self.best is not None and problem.total(heads) < problem.total(self.best):
            self.lifted(heads, days)  # where the moves led to, and what it takes there
        return heads if self.best is None else self.best


def _put_in(
    effects: NDArray[np.float64], cost: NDArray[np.float64], short: NDArray[np.float64], room: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Cells that get a head until nothing is short any more, each time the one that does most for its cost.

    Parameters
    ----------
    effects : ndarray of float, shape (groups, intervals, constraints)
        What a head does.
    cost : ndarray of float, shape (groups,)
    short : ndarray of float, shape (constraints,)
    room : ndarray of bool, shape (groups, intervals)

    Returns
    -------
    ndarray of bool, shape (groups, intervals)
        All that have room where nothing is known to help.
    """
    put, left = np.zeros(room.shape, bool), short.copy()
    while (left > 0).any():
        missing = left > 0
        parts = np.minimum(effects[:, :, missing], left[missing]) / short[missing]
        gains = np.where(room & ~put, parts.sum(axis=2) / cost[:, None], 0.0)
        best = np.unravel_index(np.argmax(gains), gains.shape)
        if not gains[best] > 0:
            break
        put[best], left = True, left - np.maximum(effects[best], 0.0)
    return put if put.any() else room


def _learnt(grip: float, fewer: NDArray[np.float64], effects: NDArray[np.float64], change: NDArray[np.float64]) -> float:
    """How much more than foreseen heads do that are moved together, as a move has shown."""
    foreseen = -np.tensordot(fewer, effects, axes=2)
    counted = foreseen < 0.1 * foreseen.min(initial=0.0)
    if not counted.any():
        return grip
    return float(np.clip(0.5 * (grip + change[counted].sum() / foreseen[counted].sum()), 0.7, 3.0))
