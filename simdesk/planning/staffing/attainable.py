"""Which targets can be met at all, and what is asked of those that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.verdict import holds
from simdesk.planning.staffing.judge import Judge, bounds_of, constrained, constraints, sign_of
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.start import plenty
from simdesk.results.results import Results

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAYS = 12
_NEARLY = 0.01
"""Share of its bound by which what cannot be met may fall short of the best there is: the last bit would cost without end."""
_NOT_ASKED = -1e9
"""Margin asked for where fewer heads would be needed: none. Not infinite, for differences and linear programs are made of it."""
_STEERED = {
    *(
        "service_level",
        "abandon_rate",
        "abandoned",
        "balked",
        "blocked",
        "sent_away",
        "unfinished",
        "redials",
        "left_within",
        "answered",
    ),
    *("mean_speed_of_answer", "mean_wait", "wait_percentile", "longest_wait", "longest_queue", "queue_length"),
    *("done_in_time", "backlog", "age_of_oldest", "occupancy", "utilisation", "contacts_per_busy_agent", "agents_busy"),
}
"""Measures that more heads make better, or for groups worse. Others, such as repeats, go by who answers as much as by how many:
they are looked for from heads that keep the rest, and given up where that leads nowhere."""
_MORE_IS_WORSE = {"occupancy": ">", "utilisation": ">", "cost": "<", "agent_hours": "<", "contacts_per_busy_agent": ">"}


@dataclass(frozen=True)
class OutOfReach:
    """A target that the heads found do not meet.

    Parameters
    ----------
    target : Target
    nearest : float
        Its measure on the fresh days; of intervals that of the one furthest from it.
    why : str
    intervals : tuple of int
        Measured intervals in which it cannot be met, where it is held in each; empty where it is about the day.
    """

    target: Target
    nearest: float
    why: str
    intervals: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Aims:
    """What is asked of each thing that must hold.

    Parameters
    ----------
    ask : ndarray of float, shape (constraints,)
        Margin a day: 0 where it can be met, less where it cannot; where fewer heads would be needed so little that it always
        holds.
    reachable : ndarray of bool, shape (constraints,)
    most : ndarray of float, shape (constraints,)
        Margin a day with the most heads within the limits.
    """

    ask: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    reachable: NDArray[np.bool_] = field(default_factory=lambda: np.ones(1, bool))
    most: NDArray[np.float64] = field(default_factory=lambda: np.full(1, np.inf))


def steered(target: Target) -> bool:
    """Whether heads are looked for by the target."""
    return target.expression.metric in _STEERED and not more_is_worse(target)


def more_is_worse(target: Target) -> bool:
    """Whether every further head takes the target further away."""
    return target.comparison.startswith(_MORE_IS_WORSE.get(target.expression.metric, "!"))


def reachable(problem: Problem, judge: Judge) -> Aims:
    """See what the most heads within the limits can do; targets that more heads need not help are not asked for."""
    found = judge.margins(plenty(problem), _DAYS)
    margins = constraints(problem, found, judge.additive).mean(axis=0)
    ask = np.where(margins < 0, margins - _NEARLY * bounds_of(problem, found, judge.additive), 0.0)
    loose = ~_each(problem, judge, steered)
    return Aims(np.where(loose, _NOT_ASKED, ask), ~loose & (margins >= 0), margins)


def with_the_rest(problem: Problem, judge: Judge, aims: Aims) -> Aims:
    """Ask for the targets that go by who answers as well; not for those that every further head takes further away."""
    rest = _each(problem, judge, lambda target: not steered(target) and not more_is_worse(target))
    return Aims(np.where(rest, 0.0, aims.ask), aims.reachable | rest, np.where(rest, np.inf, aims.most))


def _each(problem: Problem, judge: Judge, which: Callable[[Target], bool]) -> NDArray[np.bool_]:
    return np.array([which(target) for target, _ in constrained(problem, judge.additive)])


def out_of_reach(problem: Problem, judge: Judge, aims: Aims, results: Results) -> Iterator[OutOfReach]:
    """The targets that are not met, those among them that cannot be."""
    about = constrained(problem, judge.additive)

    def missed(target: Target, interval: int | None = None) -> float | None:
        mean = results.measures.estimate(target.expression, interval).mean
        return None if np.isnan(mean) or holds(target, np.array([mean]))[0] else mean

    for j, target in enumerate(problem.targets):
        if problem.each and judge.additive[j] and steered(target):
            cannot = [
                i for (one, i), can in zip(about, aims.reachable, strict=True) if one is target and i is not None and not can
            ]
            found = {i: mean for i in cannot if (mean := missed(target, i)) is not None}
            if found:
                nearest = min(found.values(), key=lambda mean: sign_of(target) * mean)
                yield OutOfReach(target, nearest, "the most heads within the limits do not meet it there", tuple(found))
            continue
        mean = missed(target)
        if mean is None:
            continue
        if more_is_worse(target):
            yield OutOfReach(target, mean, "fewer heads would be needed, and another target would be missed")
        elif not steered(target):
            yield OutOfReach(target, mean, "it goes by who answers, and no heads were found that keep it with the others")
        elif not aims.reachable[next(k for k, (one, _) in enumerate(about) if one is target)]:
            yield OutOfReach(target, mean, "the most heads within the limits do not meet it")
