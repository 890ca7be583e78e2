"""Which targets can be met at all, and what is asked of those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simdesk.measure.expression import Target
from simdesk.measure.verdict import holds
from simdesk.planning.staffing.judge import Judge, constraints
from simdesk.planning.staffing.problem import Problem
from simdesk.planning.staffing.start import plenty
from simdesk.results.results import Results

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAYS = 12
_NEARLY = 0.02
"""Share by which what cannot be met may fall short of the best there is: the last bit of it would cost without end."""
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
the heads found are judged by them, but not looked for by them."""
_MORE_IS_WORSE = {"occupancy": ">", "utilisation": ">", "cost": "<", "agent_hours": "<", "contacts_per_busy_agent": ">"}


@dataclass(frozen=True)
class OutOfReach:
    """A target that the heads found do not meet.

    Parameters
    ----------
    target : Target
    nearest : float
        Its measure on the fresh days.
    why : str
    """

    target: Target
    nearest: float
    why: str


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
    """See what the most heads within the limits can do."""
    margins = constraints(problem, judge.margins(plenty(problem), _DAYS), judge.additive).mean(axis=0)
    ask = np.minimum(margins * (1.0 + _NEARLY), 0.0)
    worse = np.array([not steered(target) for target in problem.targets])
    if problem.each:
        of_parts = np.repeat(worse[judge.additive], problem.intervals)
        worse = np.concatenate([of_parts, worse[~judge.additive]])
    return Aims(np.where(worse, _NOT_ASKED, ask), ~worse & (margins >= 0), margins)


def out_of_reach(problem: Problem, aims: Aims, results: Results) -> Iterator[OutOfReach]:
    """The targets that are not met, those among them that cannot be."""
    for j, target in enumerate(problem.targets):
        mean = results.measures.estimate(target.expression).mean
        if np.isnan(mean) or holds(target, np.array([mean]))[0]:
            continue
        if more_is_worse(target):
            yield OutOfReach(target, mean, "fewer heads would be needed, and another target would be missed")
        elif not steered(target):
            yield OutOfReach(target, mean, "headcounts are not looked for by such a measure, only judged by it")
        elif not problem.each and not aims.reachable[j]:
            yield OutOfReach(target, mean, "the most heads within the limits do not meet it")
