"""Sweep a scenario: many changed copies of it on the same days, what each costs and whether its targets hold."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.errors import UsageError
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression, Target
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.verdict import Judgement
from simdesk.planning.design import Values, changed_scenarios, changes_of, grid, hypercube
from simdesk.planning.forecast import ERRORS, Needed, find_needed, path_of_agents, plays_expected
from simdesk.planning.frontier import efficient, is_circumstance
from simdesk.planning.sensitivity import Effect, effects, vary
from simdesk.planning.together import Played, Progress, Together, same_day
from simdesk.results.headline import choose_headline
from simdesk.results.run import checked
from simdesk.results.workers import checked_cores
from simdesk.scenario import Scenario
from simdesk.scenario.model_sweep import MOST_ERRORS, MOST_POINTS
from simdesk.scenario.model_sweep import Sweep as Block
from simdesk.scenario.quantities import Quantity
from simdesk.scenario.sweep_values import Axis

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

    from simdesk.planning.sweep_figures import SweepFigures

SENSITIVITY = 0.1
"""By how much inputs are varied where nobody says."""
_SOURCE = "sweep"


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
        from simdesk.planning.sweep_tables import point_table

        return point_table(self)

    @property
    def frontier(self) -> pd.DataFrame:
        """The rows of ``table`` that no other is as cheap and as good as, cheapest first, under equal circumstances."""
        from simdesk.planning.sweep_tables import frontier_table

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
        from simdesk.planning.sweep_tables import sensitivity_table

        return sensitivity_table(self)

    @property
    def agents_needed(self) -> pd.DataFrame:
        """One row per swept number of agents: in which share of the forecast's errors they are needed, and enough.

        Raises
        ------
        UsageError
            When no forecast error was asked for.
        """
        from simdesk.planning.sweep_tables import needed_table

        return needed_table(self)

    @property
    def sentences(self) -> list[str]:
        """The answers in plain sentences."""
        from simdesk.planning.sweep_words import sentences

        return sentences(self)

    @cached_property
    def figures(self) -> SweepFigures:
        """The charts, as plotly figures."""
        from simdesk.planning.sweep_figures import SweepFigures

        return SweepFigures(self)

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write the tables into an Excel workbook, which appears whole or not at all."""
        from simdesk.files import written_whole
        from simdesk.planning.sweep_tables import tables
        from simdesk.results.folder import write_workbook

        place = Path(path)
        if place.suffix != ".xlsx":
            raise UsageError(f"a workbook's name ends in .xlsx (got {place.name})", f"write {place.stem}.xlsx")
        with written_whole(place) as temporary, temporary.open("wb") as file:
            write_workbook(file, tables(self))
        return place

    def __repr__(self) -> str:
        return f"<Sweep of {self.scenario.name!r}: {len(self.points)} points, {self.facts.replications} days each>"

    def _repr_html_(self) -> str:
        from simdesk.planning.sweep_words import html

        return html(self)


def sweep(
    scenario: Scenario,
    settings: Mapping[str, Any] | None = None,
    *,
    points: int | None = None,
    target: str | None = None,
    sensitivity: float | str | None = None,
    forecast_error: float | str | Mapping[str, float | str] | None = None,
    errors: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    metrics: str | Sequence[str] = (),
    engine: str = "auto",
    variance_reduction: str | Sequence[str] | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Progress | None = None,
    source: str = _SOURCE,
) -> Sweep:
    """Sweep inputs of a scenario; what is left out is taken from its ``sweep`` block.

    Parameters
    ----------
    scenario : Scenario
    settings : mapping of str to object, optional
        Dotted paths and the values each goes through: ``"10..20"``, ``"80%..120%/10%"``, a list, ``{"add": "-1..3"}``.
    points : int, optional
        So many points of a Latin hypercube instead of every combination.
    target : str, optional
        Which target of the scenario is weighed against cost; default the first on a service level, else the first.
    sensitivity : float or str, optional
        By how much volumes, handle times, patience and shrinkage are varied one at a time, default 10 %; 0 leaves it out.
    forecast_error : float, str or mapping of queue to these, optional
        Standard deviation of the forecast's error: how many agents are needed becomes a range. Takes one swept headcount.
    errors : int, optional
        Errors of the forecast drawn, default 100.
    replications : int, optional
        Days of every point; None takes what the scenario says, a precision being reached by the scenario as planned.
    seed, metrics, engine, variance_reduction, cores, cluster, progress
        As for ``run``; all points go through together.
    source : str
        What diagnostics name instead of a file.

    Returns
    -------
    Sweep

    Raises
    ------
    InvalidScenario
        When paths or values do not fit the scenario.
    UsageError
        When there is nothing to sweep, or too much.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"not a scenario (got {type(scenario).__name__})", "read the file first: simdesk.load('day.yaml')")
    began = time.perf_counter()
    block = scenario.model.sweep or Block()
    cores = checked_cores(cores, cluster)
    spread = _spread(block.forecast_error if forecast_error is None else forecast_error)
    asked_points = _whole(points, "points", 2, MOST_POINTS) or block.points
    drawn = _whole(errors, "errors", 20, MOST_ERRORS)
    if drawn is not None and not spread:
        raise UsageError("errors are of a forecast error, and there is none", "add forecast_error: 8%")
    axes = scenario.axes(settings, source=source)
    varied_by = _sensitivity(sensitivity, block)
    if not axes and asked_points is not None:
        raise UsageError(
            "points are of swept inputs, and there are none", "say what to sweep: agent_groups.desk.headcount=10..20"
        )
    if not axes and (spread or (sensitivity is None and block.sensitivity is None) or not varied_by):
        raise UsageError("there is nothing to sweep", "say what: agent_groups.desk.headcount=10..20, or add a sweep: block")
    weighed = _target(scenario, target, block)
    extra = tuple(checked(text, scenario) for text in ([metrics] if isinstance(metrics, str) else metrics))
    measures = _Measures(scenario, axes, weighed, extra)
    agents = path_of_agents(axes) if spread else None
    together = Together(
        scenario,
        measures.all,
        replications=replications,
        seed=seed,
        variance_reduction=variance_reduction,
        engine=engine,
        cores=cores,
        cluster=cluster,
        progress=progress,
    )
    rows: list[Values] = []
    if axes:
        rows = grid(axes) if asked_points is None else hypercube(axes, asked_points, together.base.seed)
    varied, left_out = vary(scenario, varied_by, axes)
    count = drawn or block.errors or ERRORS
    plays = 1 + len(rows) + 2 * len(varied)
    if agents is not None:
        plays += plays_expected(count, len(agents.values), ordered=not isinstance(spread, dict))
    planned = together.settle(plays)
    base = together.base
    varied, left_out = vary(base, varied_by, axes)
    found = effects(together, planned, varied, measures.of_targets)
    scenarios = changed_scenarios(base, [changes_of(axes, row) for row in rows], source)
    played = together.play(scenarios)
    needed = None if agents is None else find_needed(together, agents, spread, count)
    facts = SweepFacts(
        base.replications.number or 0,
        base.seed,
        together.clock,
        together.contacts,
        time.perf_counter() - began,
        together.plays,
        version("simdesk"),
        "grid" if asked_points is None else "hypercube",
        asked_points,
        varied_by,
        tuple(left_out),
        base.replications.variance_reduction,
        {"python": platform.python_version(), "numpy": version("numpy"), "simpy": version("simpy")},
    )
    whole = Sweep(
        base,
        axes,
        tuple(
            Point(k, row, each, planned=each.same_figures(planned) and same_day(base, scenario))
            for k, (row, each, scenario) in enumerate(zip(rows, played, scenarios, strict=True), start=1)
        ),
        planned,
        weighed,
        measures.value,
        measures.cost,
        measures.occupancy,
        measures.service_level,
        extra,
        tuple(found),
        needed,
        facts,
    )
    return _with_frontier(whole)


def _with_frontier(whole: Sweep) -> Sweep:
    costs = [point[whole.cost.text].mean for point in whole.points]
    values = [point[whole.value.text].mean for point in whole.points]
    apart = [whole.circumstance(point) for point in whole.points]
    on_it = efficient(costs, values, whole.better, apart)
    return replace(whole, points=tuple(replace(point, efficient=each) for point, each in zip(whole.points, on_it, strict=True)))


class _Measures:
    """What is asked of every point."""

    def __init__(self, scenario: Scenario, axes: Sequence[Axis], target: Target | None, extra: tuple[Expression, ...]) -> None:
        targets = [one.expression for one in scenario.targets]
        floor = scenario.lay_out()[0]
        headline = choose_headline(scenario.queues_and_classes, targets, scenario.service_level, floor)
        paid = any(group.cost > 0 for group in floor.groups) or any(axis.path[-1] == "cost" for axis in axes)
        level = headline.service_levels[EVERYTHING]
        self.cost = _of_all("cost" if paid else "agent_hours")
        self.occupancy = _of_all("occupancy")
        self.service_level = level if headline.says(EVERYTHING, "service_level") else None
        self.value = level if target is None else target.expression
        self.of_targets = tuple({e.text: e for e in targets}.values()) or (self.value,)
        every = (self.value, self.cost, self.occupancy, *([self.service_level] if self.service_level else []), *extra)
        self.all = tuple({e.text: e for e in (*every, *self.of_targets)}.values())


def _of_all(metric: str) -> Expression:
    return Expression(f"{metric}({EVERYTHING})", metric)


def _target(scenario: Scenario, text: str | None, block: Block) -> Target | None:
    """The target weighed against cost."""
    targets = scenario.targets
    if text is None:
        levels = (target for target in targets if target.expression.metric == "service_level")
        return block.target or next(levels, next(iter(targets), None))
    found = next((target for target in targets if _squeezed(target.text) == _squeezed(text)), None)
    if found is None:
        named = "; ".join(target.text for target in targets) or "it has none"
        raise UsageError(f"no target of the scenario: '{text}'", f"its targets: {named}")
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _whole(value: int | None, name: str, least: int, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise UsageError(f"{name}: a whole number from {least} to {most:,} (got {value!r})")
    return value


def _share(value: float | str, name: str, most: float) -> float:
    """A share given as a text or a fraction."""
    from pydantic_core import PydanticCustomError

    if isinstance(value, bool) or not isinstance(value, str | float | int):
        raise UsageError(f"{name}: must be a share (got {value!r})", f"{name}: 10%")
    written = value if isinstance(value, str) else f"{value * 100!r}%"
    try:
        return float(Quantity("share", at_least=0.0, at_most=most).read(written))
    except PydanticCustomError as error:
        context = error.context or {}
        raise UsageError(f"{name}: {context.get('message', error)}", str(context.get("hint", ""))) from None


def _sensitivity(value: float | str | None, block: Block) -> float:
    if value is not None:
        return _share(value, "sensitivity", 0.99)
    return SENSITIVITY if block.sensitivity is None else block.sensitivity


def _spread(value: float | str | Mapping[str, float | str] | None) -> float | dict[str, float]:
    """The spread of the forecast's error; 0 or empty without."""
    if value is None:
        return 0.0
    if isinstance(value, Mapping):
        named = {name: _share(share, f"forecast error of {name}", 1.0) for name, share in value.items()}
        return {name: share for name, share in named.items() if share > 0}
    return _share(value, "forecast error", 1.0)
