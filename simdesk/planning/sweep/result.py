"""What a sweep found."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.errors import UsageError
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target
from simdesk.measure.verdict import Judgement
from simdesk.planning.sweep.design import Values
from simdesk.planning.sweep.forecast import Needed
from simdesk.planning.sweep.frontier import efficient, is_circumstance
from simdesk.planning.sweep.sensitivity import Effect
from simdesk.planning.sweep.together import Played
from simdesk.scenario import Scenario
from simdesk.scenario.changes.sweep_values import Axis

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.planning.sweep.figures import SweepFigures


@dataclass(frozen=True)
class Point:
    """One point of a sweep.

    Parameters
    ----------
    number : int
        Counted from 1.
    values : tuple of AxisValue
        One for each input.
    played : Played
    efficient : bool
        No other point under equal circumstances is as cheap and as good.
    planned : bool
        It is the scenario as planned.
    """

    number: int
    values: Values
    played: Played
    efficient: bool = False
    planned: bool = False

    def __getitem__(self, text: str) -> Estimate:
        return self.played.estimates[text]

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The targets, judged."""
        return self.played.judgements

    @property
    def meets_all(self) -> bool:
        """Whether every target is met, with its whole interval."""
        return self.played.meets_all


@dataclass(frozen=True)
class SweepFacts:
    """How the sweep was made.

    Parameters
    ----------
    replications : int
        Days of every point.
    seed : int
    engine : str
    contacts : int
        Simulated in all.
    seconds : float
    plays : int
        Scenarios simulated: points, the plan, inputs varied, errors of the forecast.
    version : str
    design : {"grid", "hypercube"}
    asked : int, optional
        Points asked of a hypercube; those that came out alike were simulated once.
    sensitivity : float
        By how much inputs were varied; 0 when they were not.
    left_out : tuple of str
        Inputs that could not be varied, and why.
    variance_reduction : tuple of str
    libraries : dict of str to str
        Versions of what the numbers depend on.
    """

    replications: int
    seed: int
    engine: str
    contacts: int
    seconds: float
    plays: int
    version: str
    design: str
    asked: int | None = None
    sensitivity: float = 0.0
    left_out: tuple[str, ...] = ()
    variance_reduction: tuple[str, ...] = ()
    libraries: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What a sweep found.

    Parameters
    ----------
    scenario : Scenario
        As planned, with the days and the seed of the sweep.
    axes : tuple of Axis
        The inputs.
    points : tuple of Point
    planned : Played
        The scenario as planned.
    target : Target, optional
        The one weighed against cost.
    value : Expression
        The measure weighed against cost: the target's, or the service level where there is no target.
    cost, occupancy : Expression
        The cost where groups have one, else agent hours.
    service_level : Expression, optional
    asked : tuple of Expression
        Further measures.
    effects : tuple of Effect
        Inputs varied one at a time.
    needed : Needed, optional
        Agents needed under errors of the forecast.
    facts : SweepFacts
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    planned: Played
    target: Target | None
    value: Expression
    cost: Expression
    occupancy: Expression
    service_level: Expression | None
    asked: tuple[Expression, ...]
    effects: tuple[Effect, ...]
    needed: Needed | None
    facts: SweepFacts

    @property
    def better(self) -> int:
        """+1 when more of ``value`` is better, -1 when less is."""
        if self.target is not None:
            return 1 if self.target.comparison in (">=", ">") else -1
        return self.value.about.better or 1

    @property
    def measures(self) -> tuple[Expression, ...]:
        """Besides those of the targets: what is weighed against cost, cost, occupancy, service level, what was asked for."""
        every = (self.value, self.cost, self.occupancy, *([self.service_level] if self.service_level else []), *self.asked)
        return tuple({e.text: e for e in every}.values())

    @property
    def targets_missed(self) -> bool:
        """Whether no point meets every target."""
        return bool(self.scenario.targets) and not any(point.meets_all for point in self.points)

    @property
    def circumstances(self) -> tuple[int, ...]:
        """Which inputs happen to the centre rather than being decided there."""
        return tuple(k for k, axis in enumerate(self.axes) if is_circumstance(axis.path))

    def circumstance(self, point: Point) -> tuple[str, ...]:
        """The values of those inputs at a point."""
        return tuple(point.values[k].label for k in self.circumstances)

    @cached_property
    def cheapest(self) -> dict[tuple[str, ...], Point | None]:
        """For each circumstance the cheapest point that meets every target; None where none does."""
        found: dict[tuple[str, ...], Point | None] = {}
        for point in self.points:
            kind = self.circumstance(point)
            best = found.setdefault(kind, None)
            if point.meets_all and (best is None or point[self.cost.text].mean < best[self.cost.text].mean):
                found[kind] = point
        return found if self.scenario.targets else {}

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per point.

        Columns
        -------
        point : int; one column per input, by its path: numbers (shares as fractions, durations in seconds), or words
        for each target, by its text: the mean; behind it ``… low``, ``… high`` (95 % interval), ``… verdict``, ``… days_met``
        cost or agent_hours, occupancy, service_level : float; further measures by their expressions
        meets_all : bool, every target is met; efficient : bool, on the frontier; planned : bool, the scenario as it is
        """
        from simdesk.planning.sweep.tables import point_table

        return point_table(self)

    @property
    def frontier(self) -> pd.DataFrame:
        """The rows of ``table`` that no other is as cheap and as good as, cheapest first, under equal circumstances."""
        from simdesk.planning.sweep.tables import frontier_table

        return frontier_table(self)

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """One row per measure of a target and input varied alone, the input that moves the measure most first.

        Columns
        -------
        measure, input : str
        planned : float, as planned
        low_input, high_input : str, what the input was set to
        low_value, high_value : float, of the measure there
        low_change, high_change : float, against the plan, paired day by day; behind each ``_low`` and ``_high`` (95 %)
        clear : bool, one of the intervals leaves out zero; unit : str
        """
        from simdesk.planning.sweep.tables import sensitivity_table

        return sensitivity_table(self)

    @property
    def agents_needed(self) -> pd.DataFrame:
        """One row per swept number of agents: in which share of the forecast's errors they are needed, and enough.

        Raises
        ------
        UsageError
            When no forecast error was asked for.
        """
        from simdesk.planning.sweep.tables import needed_table

        return needed_table(self)

    @property
    def sentences(self) -> list[str]:
        """The answers in plain sentences."""
        from simdesk.planning.sweep.words import sentences

        return sentences(self)

    @cached_property
    def figures(self) -> SweepFigures:
        """The charts, as plotly figures."""
        from simdesk.planning.sweep.figures import SweepFigures

        return SweepFigures(self)

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write the tables into an Excel workbook, which appears whole or not at all."""
        from simdesk.files import written_whole
        from simdesk.planning.sweep.tables import tables
        from simdesk.results.files.folder import write_workbook

        place = Path(path)
        if place.suffix != ".xlsx":
            raise UsageError(f"a workbook's name ends in .xlsx (got {place.name})", f"write {place.stem}.xlsx")
        with written_whole(place) as temporary, temporary.open("wb") as file:
            write_workbook(file, tables(self))
        return place

    def __repr__(self) -> str:
        return f"<Sweep of {self.scenario.name!r}: {len(self.points)} points, {self.facts.replications} days each>"

    def _repr_html_(self) -> str:
        from simdesk.planning.sweep.words import html

        return html(self)


def with_frontier(whole: Sweep) -> Sweep:
    """The sweep with its efficient points told."""
    costs = [point[whole.cost.text].mean for point in whole.points]
    values = [point[whole.value.text].mean for point in whole.points]
    apart = [whole.circumstance(point) for point in whole.points]
    on_it = efficient(costs, values, whole.better, apart)
    return replace(whole, points=tuple(replace(point, efficient=each) for point, each in zip(whole.points, on_it, strict=True)))
