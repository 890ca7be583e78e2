"""Simulate a scenario: draw the days, play them, count them."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.log import DayLog
from simdesk.errors import UsageError
from simdesk.figures.distribution import WAIT_EDGES
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression, check_subject, parse_expression
from simdesk.measure.metrics import Measures, stack, wanted_by
from simdesk.measure.tally import Counter, Tally
from simdesk.results.headline import choose_headline
from simdesk.results.results import Results, RunFacts
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    from simdesk.engine.control import Process

ENGINES = ("auto", "simpy", "compiled")
COMPILED_FROM = 1_000_000
"""Contacts from which ``auto`` takes the compiled clock: compiling takes some fifteen seconds, once."""
KEPT_CONTACTS = 1_000_000
"""Contact logs are kept up to this many contacts; larger runs simulate them again when they are asked for."""

Progress = Callable[[int, int], None]
"""Called with the days done and the days there will be at the most."""


@dataclass(frozen=True)
class Rerun:
    """Plays the days of a run once more, to the same bit.

    Parameters
    ----------
    floor : FloorPlan
    demand : DemandPlan
    seed : int
    replications : int
    engine : str
        simpy or compiled; it cannot change a number.
    process : callable, optional
    """

    floor: FloorPlan
    demand: DemandPlan
    seed: int
    replications: int
    engine: str = "simpy"
    process: Process | None = None

    def day(self, replication: int) -> tuple[Workload, DayLog]:
        """One replication: its workload and its log."""
        workload = draw_workload(self.demand, self.seed, replication, picks=self.floor.draws_agents)
        if self.engine == "compiled":
            from simdesk.engine.compiled_clock import play_day
        else:
            from simdesk.engine.simpy_clock import play_day
        return workload, play_day(self.floor, workload, self.process)

    def __call__(self) -> list[DayLog]:
        """All days in order."""
        return [self.day(replication)[1] for replication in range(self.replications)]


def checked(measure: str | Expression, scenario: Scenario) -> Expression:
    """A measure of this scenario, read and checked."""
    if not isinstance(measure, str | Expression):
        raise UsageError(f"a measure is a text (got {measure!r})", "such as 'abandon_rate(all)'")
    expression = parse_expression(measure) if isinstance(measure, str) else measure
    check_subject(expression, scenario.queues_and_classes, scenario.agent_groups)
    return expression


def choose_engine(engine: str, scenario: Scenario) -> str:
    """The clock that plays a run: simpy or compiled.

    Parameters
    ----------
    engine : {"auto", "simpy", "compiled"}
        ``auto`` takes the compiled clock for runs of a million contacts or more.
    scenario : Scenario
        As it will be run.

    Raises
    ------
    UsageError
        When there is no such engine.
    """
    if engine not in ENGINES:
        raise UsageError(f"unknown engine '{engine}'", f"engines: {', '.join(ENGINES)}")
    if engine != "auto":
        return engine
    days = scenario.replications.number or scenario.replications.at_least
    contacts = float(scenario.lay_out()[1].expected.sum()) * days
    return "compiled" if contacts >= COMPILED_FROM else "simpy"


def as_run(scenario: Scenario, replications: int | None, seed: int | None) -> Scenario:
    """The scenario with the number of days and the seed it is run with.

    Raises
    ------
    UsageError
        When it is no scenario, or a number does not fit.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"not a scenario (got {type(scenario).__name__})", "read the file first: simdesk.load('day.yaml')")
    changes: dict[str, int] = {}
    for name, value, least in (("replications", replications, 1), ("seed", seed, 0)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise UsageError(f"{name}: a whole number of {least} or more (got {value!r})")
        changes[name] = int(value)
    return scenario.with_changes(changes) if changes else scenario


def run(
    scenario: Scenario,
    replications: int | None = None,
    *,
    seed: int | None = None,
    metrics: str | Sequence[str | Expression] = (),
    process: Process | None = None,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Results:
    """Simulate a scenario.

    Parameters
    ----------
    scenario : Scenario
        From ``load``.
    replications : int, optional
        Days to simulate; None takes what the scenario says.
    seed : int, optional
        None takes the scenario's.
    metrics : str or sequence of str
        Further measures to count, such as ``service_level(sales, 30 s, of_offered)``.
    process : callable, optional
        An analyst's own SimPy process ``process(environment, desk)``, started every day at opening; see
        ``simdesk.engine.control.Desk``.
    engine : {"auto", "simpy", "compiled"}
        The clock; ``auto`` takes the compiled one for volume. It cannot change a number.
    progress : callable, optional
        Called with (days done, days at the most) after every day.

    Returns
    -------
    Results

    Raises
    ------
    UsageError, ExpressionError
        When an argument does not fit.
    RunError
        When a law that must hold is broken.
    """
    began = time.perf_counter()
    if process is not None and not callable(process):
        raise UsageError(f"a process is a generator function (got {process!r})", "pass the function itself, without calling it")
    scenario = as_run(scenario, replications, seed)
    clock = choose_engine(engine, scenario)
    plan = scenario.replications
    extra = tuple(checked(measure, scenario) for measure in ([metrics] if isinstance(metrics, str) else metrics))
    targets = [target.expression for target in scenario.targets]
    precision = [] if plan.until is None else [plan.until.expression]
    headline = choose_headline(scenario.queues_and_classes, targets, scenario.service_level)
    wanted = wanted_by([*targets, *extra, *precision, *headline.everything()], scenario.service_level, WAIT_EDGES)

    floor, demand = scenario.lay_out()
    at_most = plan.number if plan.number is not None else plan.at_most
    days = Rerun(floor, demand, scenario.seed, at_most, clock, process)
    counter: Counter | None = None
    tallies: list[Tally] = []
    logs: list[DayLog] | None = []
    contacts = 0
    check_at, stopped = plan.at_least, ""
    for replication in range(at_most):
        workload, log = days.day(replication)
        counter = counter or Counter(floor, wanted, workload.expected)
        tallies.append(counter.count(log))
        contacts += len(log.contacts)
        if logs is not None:
            logs.append(log)
            if contacts > KEPT_CONTACTS:
                logs = None
        if progress is not None:
            progress(replication + 1, at_most)
        if plan.until is not None and (len(tallies) >= check_at or len(tallies) == at_most):
            half = Measures(floor, scenario.service_level, stack(tallies)).estimate(plan.until.expression).half_width
            if half <= plan.until.half_width:
                stopped = f"{plan.until.text} reached"
                break
            # Looking after every day would stop too early by chance, and cost time.
            check_at = max(check_at + 1, int(check_at * 1.1))
    if plan.until is not None and not stopped:
        stopped = f"{plan.until.text} not reached within {at_most} days"
    measures = Measures(floor, scenario.service_level, stack(tallies))
    facts = RunFacts(
        replications=len(tallies),
        seed=days.seed,
        engine=clock,
        contacts=contacts,
        seconds=time.perf_counter() - began,
        version=version("simdesk"),
        libraries={"python": platform.python_version(), "numpy": version("numpy"), "simpy": version("simpy")},
        stopped=stopped,
    )
    return Results(scenario, measures, headline, facts, extra, logs, replace(days, replications=len(tallies)))
