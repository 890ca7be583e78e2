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
from simdesk.planning.sweep.simulator import Simulated
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
    simulated : Simulated
    efficient : bool
        No other point with equal circumstances is as cheap and as good.
    planned : bool
        The point is the scenario as planned.
    """

    number: int
    values: Values
    simulated: Simulated
    efficient: bool = False
    planned: bool = False

    def __getitem__(self, text: str) -> Estimate:
        return self.simulated.estimates[text]

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The verdicts on the targets."""
        return self.simulated.judgements

    @property
    def meets_all(self) -> bool:
        """Whether every target is met, by its whole confidence interval."""
        return self.simulated.meets_all


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
        Contacts simulated in total.
    seconds : float
    plays : int
        Scenarios simulated: points, the plan, varied inputs, forecast errors.
    version : str
    design : {"grid", "hypercube"}
    asked : int, optional
        Points drawn for a hypercube; duplicates were simulated once.
    sensitivity : float
        Share by which inputs were varied; 0 if they were not.
    left_out : tuple of str
        Inputs that could not be varied, with the reason.
    variance_reduction : tuple of str
    libraries : dict of str to str
        Versions of the libraries that results depend on.
    engine_reason : str
        Why the SimPy clock simulated instead of the compiled clock.
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
    engine_reason: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What a sweep found.

    Parameters
    ----------
    scenario : Scenario
        The scenario as planned, with the days and the seed of the sweep.
    axes : tuple of Axis
        The swept inputs.
    points : tuple of Point
    planned : Simulated
        The scenario as planned.
    target : Target, optional
        The target compared with cost.
    value : Expression
        The measure compared with cost: the target's, or without targets the service level.
    cost, occupancy : Expression
        ``cost`` is agent hours if no group has a cost.
    service_level : Expression, optional
    asked : tuple of Expression
        Further measures.
    effects : tuple of Effect
        Effects of inputs varied one at a time.
    needed : Needed, optional
        Agents needed under forecast errors.
    facts : SweepFacts
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    planned: Simulated
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
        """+1 if more of ``value`` is better, -1 if less is."""
        if self.target is not None:
            return 1 if self.target.comparison in (">=", ">") else -1
        return self.value.about.better or 1

    @property
    def measures(self) -> tuple[Expression, ...]:
        """The measures besides the targets': the one compared with cost, cost, occupancy, service level, those asked for."""
        every = (self.value, self.cost, self.occupancy, *([self.service_level] if self.service_level else []), *self.asked)
        return tuple({e.text: e for e in every}.values())

    @property
    def targets_missed(self) -> bool:
        """Whether no point meets every target."""
        return bool(self.scenario.targets) and not any(point.meets_all for point in self.points)

    @property
    def circumstances(self) -> tuple[int, ...]:
        """Indices of the inputs that are circumstances, not choices."""
        return tuple(k for k, axis in enumerate(self.axes) if is_circumstance(axis.path))

    def circumstance(self, point: Point) -> tuple[str, ...]:
        """The circumstances of a point: the values of those inputs."""
        return tuple(point.values[k].label for k in self.circumstances)

    @cached_property
    def cheapest(self) -> dict[tuple[str, ...], Point | None]:
        """By circumstances, the cheapest point that meets every target; None if no point does."""
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
        for each target, by its text: the mean; then ``… low``, ``… high`` (95% confidence), ``… verdict``, ``… days_met``
        cost or agent_hours, occupancy, service_level : float; further measures by their expressions
        meets_all : bool, every target is met; efficient : bool, on the frontier; planned : bool, the scenario as planned
        """
        from simdesk.planning.sweep.tables import point_table

        return point_table(self)

    @property
    def frontier(self) -> pd.DataFrame:
        """The efficient rows of ``table``, cheapest first, by circumstances."""
        from simdesk.planning.sweep.tables import frontier_table

        return frontier_table(self)

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """One row per target's measure and input varied alone, the input with the largest effect first.

        Columns
        -------
        measure, input : str
        planned : float, the measure as planned
        low_input, high_input : str, the two values of the input
        low_value, high_value : float, the measure at these
        low_change, high_change : float, against the plan, paired by day; each with ``_low`` and ``_high`` (95% confidence)
        clear : bool, one of the confidence intervals excludes zero; unit : str
        """
        from simdesk.planning.sweep.tables import sensitivity_table

        return sensitivity_table(self)

    @property
    def agents_needed(self) -> pd.DataFrame:
        """One row per swept headcount: the shares of forecast errors in which it is needed, and enough.

        Raises
        ------
        UsageError
            If the sweep has no forecast error.
        """
        from simdesk.planning.sweep.tables import needed_table

        return needed_table(self)

    @property
    def sentences(self) -> list[str]:
        """The answers in sentences."""
        from simdesk.planning.sweep.words import sentences

        return sentences(self)

    @cached_property
    def figures(self) -> SweepFigures:
        """The charts, as plotly figures."""
        from simdesk.planning.sweep.figures import SweepFigures

        return SweepFigures(self)

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write the tables into an Excel workbook, the whole file or nothing."""
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
    """The sweep with its efficient points marked."""
    costs = [point[whole.cost.text].mean for point in whole.points]
    values = [point[whole.value.text].mean for point in whole.points]
    kinds = [whole.circumstance(point) for point in whole.points]
    on_it = efficient(costs, values, whole.better, kinds)
    return replace(whole, points=tuple(replace(point, efficient=each) for point, each in zip(whole.points, on_it, strict=True)))
