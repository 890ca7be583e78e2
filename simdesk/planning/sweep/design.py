"""The points of a sweep: every combination, or a Latin hypercube."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

from simdesk.demand.streams import generator_at
from simdesk.errors import UsageError
from simdesk.scenario import InvalidScenario, Scenario
from simdesk.scenario.changes.sweep_values import Axis, AxisValue
from simdesk.scenario.language.sweep import MOST_POINTS
from simdesk.scenario.reading.diagnostics import Diagnostic

MOST_REPORTED = 20
"""Most diagnostics of points that are listed."""

Values = tuple[AxisValue, ...]


def grid(axes: Sequence[Axis]) -> list[Values]:
    """Every combination, the last input changing fastest.

    Raises
    ------
    UsageError
        If there are too many points.
    """
    count = math.prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        sizes = " × ".join(str(len(axis.values)) for axis in axes)
        raise UsageError(
            f"the grid has {count:,} points ({sizes}), but a sweep has at most {MOST_POINTS:,}",
            "take larger steps, or a Latin hypercube: --points 200",
        )
    return list(product(*(axis.values for axis in axes)))


def hypercube(axes: Sequence[Axis], points: int, seed: int) -> list[Values]:
    """A Latin hypercube: each input covers its values evenly, in random order relative to the other inputs.

    Duplicate points are removed.

    Parameters
    ----------
    axes : sequence of Axis
    points : int
    seed : int
        The scenario's seed.

    Raises
    ------
    UsageError
        If the whole grid has no more points than that.
    """
    whole = math.prod(len(axis.values) for axis in axes)
    if points >= whole and all(axis.span is None for axis in axes):
        raise UsageError(f"the whole grid has only {whole:,} points (got {points:,})", "leave out --points")
    drawn = shares(points, len(axes), seed, "sweep/points")
    rows = [tuple(axis.at(share) for axis, share in zip(axes, row, strict=True)) for row in drawn]
    return list({tuple(value.label for value in row): row for row in rows}.values())


def shares(count: int, width: int, seed: int, place: str) -> list[list[float]]:
    """A Latin hypercube in the unit cube: ``count`` rows of ``width`` numbers from 0 to below 1."""
    from scipy.stats.qmc import LatinHypercube

    sampler = LatinHypercube(width, seed=generator_at(seed, place))
    rows: list[list[float]] = sampler.random(count).tolist()
    return rows


def changes_of(axes: Sequence[Axis], values: Values) -> dict[str, Any]:
    """The changes of a point, for ``Scenario.with_changes``."""
    return {axis.name: value.change for axis, value in zip(axes, values, strict=True)}


def changed_scenarios(base: Scenario, changes: Sequence[dict[str, Any]], source: str) -> list[Scenario]:
    """A copy of the base for each set of changes. The errors of all copies are raised together.

    Raises
    ------
    InvalidScenario
    """
    made: list[Scenario] = []
    wrong: dict[Diagnostic, None] = {}
    for change in changes:
        try:
            made.append(base.with_changes(change, source=source))
        except InvalidScenario as error:
            wrong.update(dict.fromkeys(error.diagnostics))
            if len(wrong) >= MOST_REPORTED:
                break
    if wrong:
        raise InvalidScenario(list(wrong)[:MOST_REPORTED])
    return made
