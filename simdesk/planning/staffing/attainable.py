"""Which targets are attainable within the limits, and which margin is required where they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.verdict import holds
from simdesk.planning.staffing import tuning
from simdesk.planning.staffing.judge import Judge, bounds_of, constrained, constraints, sign_of
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.start import ample_headcount
from simdesk.results.results import Results

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class OutOfReach:
    """A target that the plan does not meet.

    Parameters
    ----------
    target : Target
    nearest : float
        Its measure on the verification days; with targets per interval, the value furthest from the bound.
    why : str
    intervals : tuple of int
        Measured intervals in which the target is unattainable; empty for a target over the day.
    """

    target: Target
    nearest: float
    why: str
    intervals: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Attainable:
    """Which constraints are attainable, and which margin each one requires.

    Parameters
    ----------
    required : ndarray of float, shape (constraints,)
        Margin a day that the plan must reach: 0 for an attainable constraint, negative for an unattainable one. Constraints
        that the search ignores require so little that they are always met.
    possible : ndarray of bool, shape (constraints,)
        Whether the constraint is attainable.
    best : ndarray of float, shape (constraints,)
        Margin a day at the highest headcount within the limits.
    """

    required: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    possible: NDArray[np.bool_] = field(default_factory=lambda: np.ones(1, bool))
    best: NDArray[np.float64] = field(default_factory=lambda: np.full(1, np.inf))


def steered(target: Target) -> bool:
    """Whether the search steers by the target: more agents are sure to help.

    Other targets, such as repeats, depend as much on which agents answer. The search tries those from a plan that meets
    the rest, and gives them up if that fails.
    """
    return target.expression.about.helps(target.comparison)


def more_is_worse(target: Target) -> bool:
    """Whether every additional agent moves the target further away."""
    return target.expression.about.harms(target.comparison)


def attainable_targets(problem: Problem, judge: Judge) -> Attainable:
    """Simulate the highest headcount within the limits; targets that more agents need not improve are ignored for now."""
    found = judge.margins(ample_headcount(problem), tuning.ATTAINABLE_DAYS)
    margins = constraints(problem, found, judge.additive).mean(axis=0)
    allowance = tuning.UNATTAINABLE_TOLERANCE * bounds_of(problem, found, judge.additive)
    required = np.where(margins < 0, margins - allowance, 0.0)
    ignored = ~_each(problem, judge, steered)
    return Attainable(np.where(ignored, tuning.NOT_REQUIRED, required), ~ignored & (margins >= 0), margins)


def with_the_others(problem: Problem, judge: Judge, attainable: Attainable) -> Attainable:
    """Require the targets that depend on which agents answer as well, but not those that every additional agent makes worse."""
    others = _each(problem, judge, lambda target: not steered(target) and not more_is_worse(target))
    return Attainable(
        np.where(others, 0.0, attainable.required), attainable.possible | others, np.where(others, np.inf, attainable.best)
    )


def _each(problem: Problem, judge: Judge, which: Callable[[Target], bool]) -> NDArray[np.bool_]:
    return np.array([which(target) for target, _ in constrained(problem, judge.additive)])


def out_of_reach(problem: Problem, judge: Judge, attainable: Attainable, results: Results) -> Iterator[OutOfReach]:
    """The targets that are missed because they are unattainable."""
    about = constrained(problem, judge.additive)

    def missed(target: Target, interval: int | None = None) -> float | None:
        mean = results.measures.estimate(target.expression, interval).mean
        return None if np.isnan(mean) or holds(target, np.array([mean]))[0] else mean

    for j, target in enumerate(problem.targets):
        if problem.per_interval and judge.additive[j] and steered(target):
            unattainable = [
                i for (one, i), can in zip(about, attainable.possible, strict=True) if one is target and i is not None and not can
            ]
            found = {i: mean for i in unattainable if (mean := missed(target, i)) is not None}
            if found:
                nearest = min(found.values(), key=lambda mean: sign_of(target) * mean)
                yield OutOfReach(target, nearest, "the highest headcount within the limits does not meet it there", tuple(found))
            continue
        mean = missed(target)
        if mean is None:
            continue
        if more_is_worse(target):
            yield OutOfReach(target, mean, "it needs fewer agents, and then another target is missed")
        elif not steered(target):
            yield OutOfReach(
                target, mean, "it depends on which agents answer, and no plan was found that meets it and the others"
            )
        elif not attainable.possible[next(k for k, (one, _) in enumerate(about) if one is target)]:
            yield OutOfReach(target, mean, "the highest headcount within the limits does not meet it")
