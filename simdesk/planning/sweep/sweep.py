"""Sweep a scenario: simulate many versions of it on the same days, with the cost and the targets of each."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from simdesk.errors import UsageError
from simdesk.measure.expression import Expression, Target
from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL
from simdesk.planning.sweep.design import Values, changed_scenarios, changes_of, grid, hypercube
from simdesk.planning.sweep.forecast import ERRORS, find_needed, path_of_agents, plays_expected
from simdesk.planning.sweep.result import Point, Sweep, SweepFacts, with_frontier
from simdesk.planning.sweep.sensitivity import effects, vary
from simdesk.planning.sweep.simulator import Progress, Simulator, same_day
from simdesk.results.running.workers import checked_cores
from simdesk.results.shown.headline import choose_headline
from simdesk.scenario import Scenario
from simdesk.scenario.changes.sweep_values import Axis
from simdesk.scenario.language.quantities import Quantity
from simdesk.scenario.language.sweep import MOST_ERRORS, MOST_POINTS
from simdesk.scenario.language.sweep import Sweep as Block

if TYPE_CHECKING:
    from distributed import Client

SENSITIVITY = 0.1
"""Default share by which inputs are varied."""
_SOURCE = "sweep"


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
    """Sweep inputs of a scenario. Arguments left out are taken from its ``sweep`` block.

    Parameters
    ----------
    scenario : Scenario
    settings : mapping of str to object, optional
        Dotted paths, each with its values: ``"10..20"``, ``"80%..120%/10%"``, a list, ``{"add": "-1..3"}``.
    points : int, optional
        Number of points of a Latin hypercube, instead of every combination.
    target : str, optional
        The scenario's target to compare with cost. Default: the first on a service level, or else the first.
    sensitivity : float or str, optional
        Share by which volumes, handle times, patience and shrinkage are varied, one at a time. Default: 10%; 0 leaves it out.
    forecast_error : float, str or mapping of queue to these, optional
        Standard deviation of the forecast error, which turns the agents needed into a range. Takes one swept headcount.
    errors : int, optional
        Forecast errors drawn. Default: 100.
    replications : int, optional
        Days of every point; None takes the scenario's. A precision must be reached by the scenario as planned.
    seed, metrics, engine, variance_reduction, cores, cluster, progress
        As for ``run``; the days of all points are distributed together.
    source : str
        Name used in diagnostics instead of a file.

    Returns
    -------
    Sweep

    Raises
    ------
    InvalidScenario
        If paths or values do not fit the scenario.
    UsageError
        If there is nothing to sweep, or too much.
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
        raise UsageError("errors needs forecast_error", "add forecast_error: 8%")
    axes = scenario.axes(settings, source=source)
    varied_by = _sensitivity(sensitivity, block)
    if not axes and asked_points is not None:
        raise UsageError("points needs a swept input", "add one: agent_groups.desk.headcount=10..20")
    if not axes and (spread or (sensitivity is None and block.sensitivity is None) or not varied_by):
        raise UsageError(
            "there is nothing to sweep", "add an input, such as agent_groups.desk.headcount=10..20, or a sweep: block"
        )
    main_target = _target(scenario, target, block)
    extra = tuple(scenario.measure(text) for text in ([metrics] if isinstance(metrics, str) else metrics))
    measures = _Measures(scenario, axes, main_target, extra)
    agents = path_of_agents(axes) if spread else None
    simulator = Simulator(
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
        rows = grid(axes) if asked_points is None else hypercube(axes, asked_points, simulator.base.seed)
    varied, left_out = vary(scenario, varied_by, axes)
    count = drawn or block.errors or ERRORS
    plays = 1 + len(rows) + 2 * len(varied)
    if agents is not None:
        plays += plays_expected(count, len(agents.values), ordered=not isinstance(spread, dict))
    planned = simulator.simulate_base(plays)
    base = simulator.base
    varied, left_out = vary(base, varied_by, axes)
    found = effects(simulator, planned, varied, measures.of_targets)
    scenarios = changed_scenarios(base, [changes_of(axes, row) for row in rows], source)
    simulated = simulator.simulate(scenarios)
    needed = None if agents is None else find_needed(simulator, agents, spread, count)
    facts = SweepFacts(
        base.replications.number or 0,
        base.seed,
        simulator.clock,
        simulator.contacts,
        time.perf_counter() - began,
        simulator.plays,
        version("simdesk"),
        "grid" if asked_points is None else "hypercube",
        asked_points,
        varied_by,
        tuple(left_out),
        base.replications.variance_reduction,
        {"python": platform.python_version(), "numpy": version("numpy"), "simpy": version("simpy")},
        simulator.engine_reason,
    )
    whole = Sweep(
        base,
        axes,
        tuple(
            Point(k, row, each, planned=each.same_figures(planned) and same_day(base, scenario))
            for k, (row, each, scenario) in enumerate(zip(rows, simulated, scenarios, strict=True), start=1)
        ),
        planned,
        main_target,
        measures.value,
        measures.cost,
        measures.occupancy,
        measures.service_level,
        extra,
        tuple(found),
        needed,
        facts,
    )
    return with_frontier(whole)


class _Measures:
    """The measures of every point."""

    def __init__(self, scenario: Scenario, axes: Sequence[Axis], target: Target | None, extra: tuple[Expression, ...]) -> None:
        targets = [one.expression for one in scenario.targets]
        floor = scenario.lay_out()[0]
        headline = choose_headline(scenario.queues_and_classes, targets, scenario.service_level, floor)
        paid = any(group.cost > 0 for group in floor.groups) or any(axis.path[-1] == "cost" for axis in axes)
        level = headline.service_levels[EVERYTHING]
        self.cost = Expression.plain("cost" if paid else "agent_hours")
        self.occupancy = Expression.plain("occupancy")
        self.service_level = level if headline.in_time(EVERYTHING) else None
        self.value = level if target is None else target.expression
        self.of_targets = tuple({e.text: e for e in targets}.values()) or (self.value,)
        every = (self.value, self.cost, self.occupancy, *([self.service_level] if self.service_level else []), *extra)
        self.all = tuple({e.text: e for e in (*every, *self.of_targets)}.values())


def _target(scenario: Scenario, text: str | None, block: Block) -> Target | None:
    """The target to compare with cost."""
    targets = scenario.targets
    if text is None:
        levels = (target for target in targets if target.expression.metric == SERVICE_LEVEL)
        return block.target or next(levels, next(iter(targets), None))
    found = next((target for target in targets if _squeezed(target.text) == _squeezed(text)), None)
    if found is None:
        named = "; ".join(target.text for target in targets) or "none"
        raise UsageError(f"the scenario has no target '{text}'", f"its targets: {named}")
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
    """A share given as text or as a fraction."""
    from pydantic_core import PydanticCustomError

    if isinstance(value, bool) or not isinstance(value, str | float | int):
        raise UsageError(f"{name}: must be a share (got {value!r})", f"write {name}: 10%")
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
    """Standard deviation of the forecast error; 0 or empty without one."""
    if value is None:
        return 0.0
    if isinstance(value, Mapping):
        named = {name: _share(share, f"forecast error of {name}", 1.0) for name, share in value.items()}
        return {name: share for name, share in named.items() if share > 0}
    return _share(value, "forecast error", 1.0)
