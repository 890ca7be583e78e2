"""How many agents it takes when the forecast is wrong by chance: a range instead of a number.

Each error of the forecast multiplies the volumes of all days by a lognormal factor of mean 1. For every error the fewest
agents that meet all targets are found among the swept values, by bisection: on the same days more agents do no harm, and
where one error is of all volumes, more customers no good.
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
from simdesk.planning.sweep.together import Played, Together
from simdesk.scenario import Scenario
from simdesk.scenario.changes.inputs import queues_with_volumes, volume_changes
from simdesk.scenario.changes.sweep_values import Axis

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROBABILITY = 0.9
"""Of the range that is told."""
ERRORS = 100
"""Errors drawn where nobody says how many."""
_FALLS_WITH_AGENTS = frozenset({"occupancy", "utilisation", "contacts_per_busy_agent", "contacts_in_hand"})
_GROWS_WITH_AGENTS = frozenset({"cost", "agent_hours", "agents_on_duty", "overtime"})


@dataclass(frozen=True, eq=False)
class Needed:
    """The agents needed under errors of the forecast.

    Parameters
    ----------
    axis : Axis
        Its values go up.
    spread : dict of str to float
        Standard deviation of the error by queue; equal for all, under ``all``, where one error is of all volumes.
    factors : ndarray of float, shape (errors,)
        Of the volume over all queues, what came ÷ what was forecast; ascending.
    needed : ndarray of int, shape (errors,)
        Which value is needed, counted from 0; as many as there are values where none is enough.
    unattainable : int
        Errors in which enough agents break another target, such as an upper bound of cost.
    without_error : int
        Which value is needed when the forecast is right.
    """

    axis: Axis
    spread: dict[str, float]
    factors: NDArray[np.float64]
    needed: NDArray[np.int64]
    unattainable: int
    without_error: int

    @property
    def errors(self) -> int:
        """How many were drawn."""
        return len(self.needed)

    @property
    def low(self) -> int:
        """Which value is enough with 5 %: the lower end of the range."""
        return self._quantile((1 - PROBABILITY) / 2)

    @property
    def high(self) -> int:
        """Which value is enough with 95 %: the upper end."""
        return self._quantile((1 + PROBABILITY) / 2)

    @property
    def median(self) -> int:
        """Which value is enough in half of the errors."""
        return self._quantile(0.5)

    @property
    def enough(self) -> NDArray[np.float64]:
        """For each value the share of errors in which it is enough, shape (values,)."""
        return np.array([float(np.mean(self.needed <= k)) for k in range(len(self.axis.values))])

    def _quantile(self, share: float) -> int:
        return int(np.sort(self.needed)[max(math.ceil(share * self.errors - 1e-9) - 1, 0)])


def path_of_agents(axes: Sequence[Axis]) -> Axis:
    """The swept headcount, its values going up.

    Raises
    ------
    UsageError
        When there is none, or several.
    """
    found = [axis for axis in axes if axis.of_agents and axis.numeric]
    if len(found) != 1:
        names = ", ".join(axis.name for axis in found) or "none"
        raise UsageError(
            f"a forecast error takes one swept headcount (got {names})", "sweep one: agent_groups.desk.headcount=10..20"
        )
    (axis,) = found
    return Axis(axis.path, axis.operation, tuple(sorted(axis.values, key=lambda value: value.number)), axis.unit)


def draw_errors(
    scenario: Scenario, spread: float | Mapping[str, float], errors: int
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Draw errors of the forecast, spread evenly over their distribution.

    Parameters
    ----------
    scenario : Scenario
    spread : float or mapping of str to float
        Standard deviation of the factor: of one error of all volumes, or of independent ones by queue.
    errors : int

    Returns
    -------
    (dict, list of dict)
        The spread by queue (or ``all``), and for each error the factor of each queue.

    Raises
    ------
    UsageError
        When no volume can be wrong.
    """
    from scipy.special import ndtri

    queues = queues_with_volumes(scenario)
    named = dict(spread) if isinstance(spread, Mapping) else {"all": spread}
    for name in named if isinstance(spread, Mapping) else ():
        if name not in queues:
            why = "has no volume that could be wrong" if name in scenario.queues else "is no queue"
            raise UsageError(f"forecast error: {name} {why}", f"queues with volumes: {', '.join(queues)}")
    if not queues:
        raise UsageError("there is no forecast that could be wrong: no queue has a volume")
    drawn = ndtri(np.array(shares(errors, len(named), scenario.seed, "sweep/forecast_error")))
    sigma = np.sqrt(np.log1p(np.square(list(named.values()))))
    factors = np.exp(drawn * sigma - sigma**2 / 2)
    if not isinstance(spread, Mapping):
        return named, [dict.fromkeys(queues, factor) for factor in factors[:, 0].tolist()]
    return named, [dict(zip(named, row, strict=True)) for row in factors.tolist()]


def find_needed(together: Together, axis: Axis, spread: float | Mapping[str, float], errors: int) -> Needed:
    """The fewest agents that meet all targets, for every error.

    Raises
    ------
    UsageError
        When the scenario has no targets.
    """
    base = together.base
    if not base.targets:
        raise UsageError("how many agents are needed is asked of the targets, and there are none", "add a targets: block")
    named, drawn = draw_errors(base, spread, errors)
    whole = _whole(base, drawn)
    ordered = not isinstance(spread, Mapping)
    changes = [volume_changes(drawn[k]) for k in np.argsort(whole, kind="stable")]

    def played(asked: Sequence[tuple[int, int]], of: Sequence[Mapping[str, Any]]) -> list[Played]:
        points = [dict(of[k]) | {axis.name: axis.values[at].change} for k, at in asked]
        return together.play(changed_scenarios(base, points, "sweep"))

    def search(of: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.int64], int]:
        def enough(asked: Sequence[tuple[int, int]]) -> list[bool]:
            return [_enough(found, base.targets) for found in played(asked, of)]

        found = fewest(len(of), len(axis.values), enough, ordered=ordered)
        if all(map(_helped, base.targets)):
            return found, 0
        # Targets that more agents make harder are broken by all that is more than needed, if by what is needed.
        some = [(k, at) for k, at in enumerate(found.tolist()) if at < len(axis.values)]
        broken = [k for (k, _), each in zip(some, played(some, of), strict=True) if not each.meets_all]
        found[broken] = len(axis.values)
        return found, len(broken)

    needed, unattainable = search(changes)
    right, _ = search([{}])
    return Needed(axis, named, np.sort(whole), needed, unattainable, int(right[0]))


def fewest(
    errors: int, values: int, enough: Callable[[Sequence[tuple[int, int]]], list[bool]], *, ordered: bool
) -> NDArray[np.int64]:
    """For every error the first value that is enough, by bisection.

    Parameters
    ----------
    errors, values : int
    enough : callable
        Whether each of some (error, value) is enough; what is enough stays so for larger values.
    ordered : bool
        What is enough for an error is so for those before it: one answer then tells of many.

    Returns
    -------
    ndarray of int, shape (errors,)
        ``values`` where none is enough.
    """
    low, high = np.zeros(errors, np.int64), np.full(errors, values, np.int64)
    while (open_ := np.flatnonzero(low < high)).size:
        if ordered:  # of those that know equally much, the one in the middle
            alike = np.flatnonzero(np.diff(open_, prepend=-2) > 1)
            edges = np.flatnonzero(np.diff(low[open_]) | np.diff(high[open_])) + 1
            open_ = np.array([run[len(run) // 2] for run in np.split(open_, np.union1d(alike, edges)) if run.size])
        asked = [(int(k), int(low[k] + high[k]) // 2) for k in open_]
        for (k, at), yes in zip(asked, enough(asked), strict=True):
            if yes:
                those = slice(0, k + 1) if ordered else slice(k, k + 1)
                high[those] = np.minimum(high[those], at)
            else:
                those = slice(k, None) if ordered else slice(k, k + 1)
                low[those] = np.maximum(low[those], at + 1)
        low = np.minimum(low, high)
    return high


def plays_expected(errors: int, values: int, *, ordered: bool) -> int:
    """How many scenarios ``fewest`` has played, about: for the progress."""
    rounds = math.ceil(math.log2(values + 1))
    every = (errors + 1) * rounds
    return min(every, 2 * rounds + min(values, 8) * math.ceil(math.log2(errors + 1))) if ordered else every


def _enough(played: Played, targets: Sequence[Target]) -> bool:
    """Whether every target is met that more agents help to meet."""

    def met(judgement: Judgement) -> bool:
        return judgement.verdict is Verdict.MET

    return all(met(judgement) for judgement, target in zip(played.judgements, targets, strict=True) if _helped(target))


def _helped(target: Target) -> bool:
    """Whether more agents help to keep a target."""
    upper = target.comparison in ("<=", "<")
    if target.expression.metric in _FALLS_WITH_AGENTS:
        return upper
    return not upper if target.expression.metric in _GROWS_WITH_AGENTS else True


def _whole(base: Scenario, drawn: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """The factor of the whole volume in each error."""
    floor, demand = base.lay_out()
    expected = demand.expected.sum(axis=1)
    volumes = {queue.name: float(expected[queue.first : queue.end].sum()) for queue in floor.whole_queues}
    total = sum(volumes.values()) or 1.0
    return np.array([sum(size * each.get(name, 1.0) for name, size in volumes.items()) / total for each in drawn])
