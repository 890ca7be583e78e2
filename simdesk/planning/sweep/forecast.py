"""How many agents are needed if the forecast may be wrong: a range instead of a number.

Each forecast error multiplies the volumes of all days by a lognormal factor of mean 1. For every error, bisection finds the
fewest agents among the swept values that meet all targets. That relies on the same days: more agents do no harm, and with one
error for all volumes, more customers do no good.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.errors import UsageError
from simdesk.measure.expression import Target
from simdesk.measure.verdict import Judgement, Verdict
from simdesk.planning.sweep.design import changed_scenarios, shares
from simdesk.planning.sweep.simulator import Simulated, Simulator
from simdesk.scenario import Scenario
from simdesk.scenario.changes.inputs import queues_with_volumes, volume_changes
from simdesk.scenario.changes.sweep_values import Axis

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROBABILITY = 0.9
"""Probability of the range."""
ERRORS = 100
"""Default number of errors drawn."""


@dataclass(frozen=True, eq=False)
class Needed:
    """The agents needed under forecast errors.

    Parameters
    ----------
    axis : Axis
        The swept headcount, values ascending.
    spread : dict of str to float
        Standard deviation of the error by queue, or under ``all`` if one error applies to all volumes.
    factors : ndarray of float, shape (errors,)
        Actual volume divided by forecast volume, over all queues; ascending.
    needed : ndarray of int, shape (errors,)
        Index of the value needed, from 0; the number of values if none is enough.
    unattainable : int
        Errors in which enough agents miss another target, such as a limit on cost.
    without_error : int
        Index of the value needed if the forecast is right.
    """

    axis: Axis
    spread: dict[str, float]
    factors: NDArray[np.float64]
    needed: NDArray[np.int64]
    unattainable: int
    without_error: int

    @property
    def errors(self) -> int:
        """Number of errors drawn."""
        return len(self.needed)

    @property
    def low(self) -> int:
        """Index of the value that is enough in 5% of the errors: the lower end of the range."""
        return self._quantile((1 - PROBABILITY) / 2)

    @property
    def high(self) -> int:
        """Index of the value that is enough in 95% of the errors: the upper end."""
        return self._quantile((1 + PROBABILITY) / 2)

    @property
    def median(self) -> int:
        """Index of the value that is enough in half of the errors."""
        return self._quantile(0.5)

    @property
    def enough(self) -> NDArray[np.float64]:
        """Share of errors in which each value is enough, shape (values,)."""
        return np.array([float(np.mean(self.needed <= k)) for k in range(len(self.axis.values))])

    def _quantile(self, share: float) -> int:
        return int(np.sort(self.needed)[max(math.ceil(share * self.errors - 1e-9) - 1, 0)])


def path_of_agents(axes: Sequence[Axis]) -> Axis:
    """The swept headcount, its values ascending.

    Raises
    ------
    UsageError
        If there is none, or several.
    """
    found = [axis for axis in axes if axis.of_agents and axis.numeric]
    if len(found) != 1:
        names = ", ".join(axis.name for axis in found) or "none"
        raise UsageError(
            f"a forecast error takes one swept headcount (got {names})",
            "sweep exactly one, such as agent_groups.desk.headcount=10..20",
        )
    (axis,) = found
    return Axis(axis.path, axis.operation, tuple(sorted(axis.values, key=lambda value: value.number)), axis.unit)


def draw_errors(
    scenario: Scenario, spread: float | Mapping[str, float], errors: int
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Draw forecast errors, spread evenly over their distribution.

    Parameters
    ----------
    scenario : Scenario
    spread : float or mapping of str to float
        Standard deviation of the factor: one error for all volumes, or independent errors by queue.
    errors : int

    Returns
    -------
    (dict, list of dict)
        The spread by queue (or ``all``), and for each error the factor of each queue.

    Raises
    ------
    UsageError
        If no queue has a volume.
    """
    from scipy.special import ndtri

    queues = queues_with_volumes(scenario)
    named = dict(spread) if isinstance(spread, Mapping) else {"all": spread}
    for name in named if isinstance(spread, Mapping) else ():
        if name not in queues:
            why = "has no volume" if name in scenario.queues else "is no queue"
            raise UsageError(f"forecast error: {name} {why}", f"queues with volumes: {', '.join(queues)}")
    if not queues:
        raise UsageError("a forecast error needs a queue with a volume", "give a queue volumes or a rate")
    drawn = ndtri(np.array(shares(errors, len(named), scenario.seed, "sweep/forecast_error")))
    sigma = np.sqrt(np.log1p(np.square(list(named.values()))))
    factors = np.exp(drawn * sigma - sigma**2 / 2)
    if not isinstance(spread, Mapping):
        return named, [dict.fromkeys(queues, factor) for factor in factors[:, 0].tolist()]
    return named, [dict(zip(named, row, strict=True)) for row in factors.tolist()]


def find_needed(simulator: Simulator, axis: Axis, spread: float | Mapping[str, float], errors: int) -> Needed:
    """Find the fewest agents that meet all targets, for every error.

    Raises
    ------
    UsageError
        If the scenario has no targets.
    """
    base = simulator.base
    if not base.targets:
        raise UsageError("a forecast error needs targets, and the scenario has none", "add a targets: block")
    named, drawn = draw_errors(base, spread, errors)
    whole = _whole(base, drawn)
    ordered = not isinstance(spread, Mapping)
    changes = [volume_changes(drawn[k]) for k in np.argsort(whole, kind="stable")]

    def simulated(asked: Sequence[tuple[int, int]], of: Sequence[Mapping[str, Any]]) -> list[Simulated]:
        points = [dict(of[k]) | {axis.name: axis.values[at].change} for k, at in asked]
        return simulator.simulate(changed_scenarios(base, points, "sweep"))

    def search(of: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.int64], int]:
        def enough(asked: Sequence[tuple[int, int]]) -> list[bool]:
            return [_enough(found, base.targets) for found in simulated(asked, of)]

        found = fewest(len(of), len(axis.values), enough, ordered=ordered)
        if not any(map(_harmed, base.targets)):
            return found, 0
        # A target that more agents make worse, if missed with the agents needed, is missed with more of them as well.
        some = [(k, at) for k, at in enumerate(found.tolist()) if at < len(axis.values)]
        missed = [k for (k, _), each in zip(some, simulated(some, of), strict=True) if not each.meets_all]
        found[missed] = len(axis.values)
        return found, len(missed)

    needed, unattainable = search(changes)
    right, _ = search([{}])
    return Needed(axis, named, np.sort(whole), needed, unattainable, int(right[0]))


def fewest(
    errors: int, values: int, enough: Callable[[Sequence[tuple[int, int]]], list[bool]], *, ordered: bool
) -> NDArray[np.int64]:
    """Find the first value that is enough for every error, by bisection.

    Parameters
    ----------
    errors, values : int
    enough : callable
        Whether each pair (error, value) is enough. Larger values than one that is enough must be enough as well.
    ordered : bool
        A value that is enough for an error is enough for the errors before it, so one answer decides many.

    Returns
    -------
    ndarray of int, shape (errors,)
        ``values`` if none is enough.
    """
    low, high = np.zeros(errors, np.int64), np.full(errors, values, np.int64)
    while (open_ := np.flatnonzero(low < high)).size:
        if ordered:  # among errors with equal bounds, only the middle one
            gaps = np.flatnonzero(np.diff(open_, prepend=-2) > 1)
            edges = np.flatnonzero(np.diff(low[open_]) | np.diff(high[open_])) + 1
            open_ = np.array([run[len(run) // 2] for run in np.split(open_, np.union1d(gaps, edges)) if run.size])
        asked = [(int(k), int(low[k] + high[k]) // 2) for k in open_]
        for (k, at), yes in zip(asked, enough(asked), strict=True):
            if yes:
                decided = slice(0, k + 1) if ordered else slice(k, k + 1)
                high[decided] = np.minimum(high[decided], at)
            else:
                decided = slice(k, None) if ordered else slice(k, k + 1)
                low[decided] = np.maximum(low[decided], at + 1)
        low = np.minimum(low, high)
    return high


def plays_expected(errors: int, values: int, *, ordered: bool) -> int:
    """Approximate number of scenarios that ``fewest`` simulates, for the progress bar."""
    rounds = math.ceil(math.log2(values + 1))
    every = (errors + 1) * rounds
    return min(every, 2 * rounds + min(values, 8) * math.ceil(math.log2(errors + 1))) if ordered else every


def _enough(found: Simulated, targets: Sequence[Target]) -> bool:
    """Whether every target is met but those that more agents make harder to meet."""

    def met(judgement: Judgement) -> bool:
        return judgement.verdict is Verdict.MET

    return all(met(judgement) for judgement, target in zip(found.judgements, targets, strict=True) if not _harmed(target))


def _harmed(target: Target) -> bool:
    """Whether more agents make a target harder to meet."""
    return target.expression.about.harms(target.comparison)


def _whole(base: Scenario, drawn: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Factor on the total volume in each error."""
    floor, demand = base.lay_out()
    expected = demand.expected.sum(axis=1)
    volumes = {queue.name: float(expected[queue.first : queue.end].sum()) for queue in floor.whole_queues}
    total = sum(volumes.values()) or 1.0
    return np.array([sum(size * each.get(name, 1.0) for name, size in volumes.items()) / total for each in drawn])
