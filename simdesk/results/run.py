"""Simulate a scenario: draw the days, play them, count them."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.engine.clocks import faster_clock, faster_if_compiled, playable
from simdesk.errors import UsageError
from simdesk.figures.distribution import WAIT_EDGES
from simdesk.measure.controls import plan_controls
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures, Tallies, wanted_by
from simdesk.results.results import Results, RunFacts
from simdesk.results.running.job import Job
from simdesk.results.running.play import play
from simdesk.results.running.rerun import Rerun
from simdesk.results.running.unfinished import Unfinished
from simdesk.results.running.work import Work, made_here
from simdesk.results.running.workers import checked_cores
from simdesk.results.shown.headline import Headline, choose_headline
from simdesk.scenario import Scenario
from simdesk.scenario.changes.change import PYTHON
from simdesk.scenario.language.replications import NO_REDUCTION, VARIANCE_REDUCTIONS

if TYPE_CHECKING:
    from distributed import Client

    from simdesk.engine.control import Process

ENGINES = ("auto", "simpy", "compiled")
KEPT_CONTACTS = 1_000_000
"""Contact logs are kept up to this many contacts; larger runs simulate them again when they are asked for."""

Progress = Callable[[int, int], None]
"""Called with the days done and the days there will be at the most."""


def choose_engine(engine: str, scenario: Scenario) -> str:
    """The clock that plays a run: simpy or compiled.

    Parameters
    ----------
    engine : {"auto", "simpy", "compiled"}
        ``auto`` takes the one that is sooner done: the compiled clock needs half a second to start, and where its rules
        are not compiled yet ten. Who has run a scenario or a
        changed copy of it before may do so again, as many days as yet.
    scenario : Scenario
        As it will be run.

    Raises
    ------
    UsageError
        When there is no such engine.
    """
    if engine not in ENGINES:
        raise UsageError(f"unknown engine '{engine}'", f"engines: {', '.join(ENGINES)}")
    return faster_clock(*scenario.lay_out(), _days_known(scenario)) if engine == "auto" else engine


def faster_next_time(scenario: Scenario) -> bool:
    """Whether ``auto`` takes the SimPy clock for a run only as the rules are not compiled yet."""
    return faster_if_compiled(*scenario.lay_out(), _days_known(scenario))


def _days_known(scenario: Scenario) -> int:
    return (scenario.replications.number or scenario.replications.at_least) + scenario.drawn_days.asked


def as_run(
    scenario: Scenario,
    replications: int | None,
    seed: int | None,
    variance_reduction: str | Sequence[str] | None = None,
) -> Scenario:
    """The scenario with the number of days, the seed and the variance reduction it is run with.

    Raises
    ------
    UsageError
        When it is no scenario, or a number does not fit.
    InvalidScenario
        When the variance reduction does not fit the scenario.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"not a scenario (got {type(scenario).__name__})", "read the file first: simdesk.load('day.yaml')")
    changes: dict[str, Any] = {}
    for name, value, least in (("replications", replications, 1), ("seed", seed, 0)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise UsageError(f"{name}: a whole number of {least} or more (got {value!r})")
        changes[name] = int(value)
    plan = scenario.replications
    written = () if plan.by_itself else plan.variance_reduction
    reductions = written if variance_reduction is None else _checked_reductions(variance_reduction)
    number = changes.get("replications", plan.number)
    chosen_now = variance_reduction is not None and plan.by_itself and number is None
    if reductions != written or chosen_now or (reductions and "replications" in changes):
        if number is None:  # left out, a precision would choose by itself
            changes["replications"] = {"variance_reduction": list(reductions) or NO_REDUCTION}
        else:
            changes["replications"] = {"number": number, "variance_reduction": list(reductions) or None}
    return scenario.with_changes(changes, source="run" if reductions else PYTHON) if changes else scenario


def _checked_reductions(names: str | Sequence[str]) -> tuple[str, ...]:
    """The names of variance reductions, checked; ``none`` for none."""
    listed = [names] if isinstance(names, str) else list(names)
    unknown = [name for name in listed if name not in (*VARIANCE_REDUCTIONS, NO_REDUCTION)]
    if unknown:
        raise UsageError(f"unknown variance reduction {unknown[0]!r}", f"known: {', '.join(VARIANCE_REDUCTIONS)}, {NO_REDUCTION}")
    if NO_REDUCTION in listed and len(listed) > 1:
        raise UsageError(f"variance reduction '{NO_REDUCTION}' stands alone", f"leave out {NO_REDUCTION} or the others")
    return tuple(name for name in dict.fromkeys(listed) if name != NO_REDUCTION)


@dataclass(frozen=True)
class Begun:
    """A run whose days are to be played.

    Parameters
    ----------
    scenario : Scenario
        As it is run.
    extra : tuple of Expression
        Measures asked for besides its own.
    headline : Headline
    job : Job
    measured : callable
        The measures over the tallies of some days.
    engine_reason : str
        Why the compiled clock does not play it, where it was to.
    """

    scenario: Scenario
    extra: tuple[Expression, ...]
    headline: Headline
    job: Job
    measured: Callable[[Tallies], Measures]
    engine_reason: str = ""

    def results(self) -> Results:
        """What came out, once the job has days enough."""
        job = self.job
        assert job.enough is not None
        work, days = job.work, job.enough
        facts = RunFacts(
            replications=days,
            seed=work.seed,
            engine=work.engine,
            engine_reason=self.engine_reason,
            contacts=int(job.gathered.contacts[:days].sum()),
            seconds=job.ended - job.began,
            version=work.made_with.simdesk,
            libraries={"python": platform.python_version(), "numpy": work.made_with.numpy, "simpy": _simpy()},
            stopped=job.stopped,
            cores=job.cores,
            variance_reduction=self.scenario.replications.variance_reduction,
            reduced_by_itself=self.scenario.replications.by_itself,
            days=len(work.floor.dates.begins) if work.floor.dates is not None else 1,
            sources=work.made_with.sources,
        )
        return Results(
            self.scenario, job.measures(days), self.headline, facts, self.extra, job.logs, Rerun(work, days, job.process)
        )


@cache  # reading it takes as long as a day
def _simpy() -> str:
    return version("simpy")


def begin(
    scenario: Scenario,
    replications: int | None = None,
    *,
    seed: int | None = None,
    metrics: str | Sequence[str | Expression] = (),
    process: Process | None = None,
    engine: str = "auto",
    variance_reduction: str | Sequence[str] | None = None,
    keep_in: Unfinished | None = None,
) -> Begun:
    """Check the arguments of ``run`` and lay everything out; nothing is played yet."""
    if process is not None and not callable(process):
        raise UsageError(f"a process is a generator function (got {process!r})", "pass the function itself, without calling it")
    if process is not None and keep_in is not None:
        raise UsageError("days with a process of one's own cannot be kept", "leave out keep_in: simdesk cannot tell its changes")
    scenario = as_run(scenario, replications, seed, variance_reduction)
    if process is not None and scenario.replications.by_itself:
        scenario = as_run(scenario, None, None, NO_REDUCTION)
    clock, engine_reason = playable(choose_engine(engine, scenario))
    plan = scenario.replications
    extra = tuple(scenario.measure(measure) for measure in ([metrics] if isinstance(metrics, str) else metrics))
    targets = [target.expression for target in scenario.targets]
    precision = [] if plan.until is None else [plan.until.expression]
    floor, demand = scenario.lay_out()
    headline = choose_headline(scenario.queues_and_classes, targets, scenario.service_level, floor)
    wanted = wanted_by([*targets, *extra, *precision, *headline.everything()], scenario.service_level, WAIT_EDGES)
    controls = plan_controls(floor, demand) if "control_variates" in plan.variance_reduction else None
    wanted = replace(wanted, controls=controls is not None)
    work = Work(floor, demand, scenario.seed, clock, wanted, made_here())

    def measured(tallies: Tallies) -> Measures:
        return Measures(floor, scenario.service_level, tallies, controls, demand.block)

    job = Job(work, plan, measured, process=process, unfinished=keep_in, log_contacts=KEPT_CONTACTS, drawn=scenario.drawn_days)
    if keep_in is not None:
        job.take_over(keep_in.begin(_identity(scenario, work), job.at_most), keep_in.cores)
    return Begun(scenario, extra, headline, job, measured, engine_reason)


def scenario_identity(scenario: Scenario) -> dict[str, Any]:
    """Which scenario a run is of, as far as its days are concerned."""
    plan = scenario.replications
    return {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "replications": plan.number if plan.until is None else f"until {plan.until.text}, at most {plan.at_most}",
        "scenario_digest": scenario.digest,
    }


def _identity(scenario: Scenario, work: Work) -> dict[str, Any]:
    """What makes days kept by one run those of another; the clock cannot change a number, so it does not count."""
    made_with = work.made_with
    return scenario_identity(scenario) | {
        "simdesk": made_with.simdesk,
        "simdesk_sources": made_with.sources,
        "numpy": made_with.numpy,
        "counted": asdict(work.wanted),
    }


def run(
    scenario: Scenario,
    replications: int | None = None,
    *,
    seed: int | None = None,
    metrics: str | Sequence[str | Expression] = (),
    process: Process | None = None,
    engine: str = "auto",
    variance_reduction: str | Sequence[str] | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    keep_in: str | os.PathLike[str] | Unfinished | None = None,
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
        ``simdesk.engine.control.Desk``. Such a run stays in this process, so that what it collects is here.
    engine : {"auto", "simpy", "compiled"}
        The clock; ``auto`` takes the compiled one for volume. It cannot change a number.
    variance_reduction : {"control_variates", "stratified_days", "none"} or sequence of them, optional
        Narrower intervals from the same days; None takes what the scenario says. A run that ends at a precision
        (``until``) uses control variates by itself where that is safe (``simdesk.measure.adjust.reduces_safely``) and no
        ``process`` runs. ``Estimate.times_fewer_days`` tells what it is worth.
    cores : int, optional
        Worker processes of this machine. None takes all cores this process may use where the work is large enough to
        pay for them; 1 stays in this process. It cannot change a number.
    cluster : str or distributed.Client, optional
        A Dask cluster that does the work instead: a scheduler's address such as ``tcp://host:8786``, or a client, which
        stays open. It cannot change a number. It has 10 s to answer, and again to have a worker; when all its workers go, the
        run ends after 30 s unless one comes back. Needs ``pip install 'simdesk[cluster]'``.
    keep_in : path, optional
        A folder where a run of more than a second keeps its finished days as it goes. Called again with the same folder
        it goes on from them, also when they are all there; the folder stays until it is deleted.
    progress : callable, optional
        Called with (days done, days at the most) whenever days are done.

    Returns
    -------
    Results

    Raises
    ------
    UsageError, ExpressionError
        When an argument does not fit, or the days in ``keep_in`` are another run's.
    RunError
        When a law that must hold is broken, workers are lost, finished days cannot be kept, or another process holds ``keep_in``.
    """
    cores = checked_cores(cores, cluster)
    unfinished = keep_in if keep_in is None or isinstance(keep_in, Unfinished) else Unfinished(keep_in)
    with nullcontext() if unfinished is None else unfinished.held():
        begun = begin(
            scenario,
            replications,
            seed=seed,
            metrics=metrics,
            process=process,
            engine=engine,
            variance_reduction=variance_reduction,
            keep_in=unfinished,
        )
        return play_begun([begun], cores=cores, cluster=cluster, progress=progress)[0]


def play_begun(
    runs: Sequence[Begun],
    *,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Progress | None = None,
    before: int = 0,
    after: int = 0,
) -> list[Results]:
    """Play runs together and give their results.

    Parameters
    ----------
    runs : sequence of Begun
    cores, cluster, progress
        As in ``run``.
    before, after : int
        Days done before and to be done afterwards, for the progress.
    """
    jobs = [each.job for each in runs]
    of = before + sum(job.at_most for job in jobs) + after

    def tell() -> None:
        if progress is not None:
            progress(before + sum(job.there for job in jobs), of)

    play(jobs, cores=cores, cluster=cluster, tell=tell)
    found = [each.results() for each in runs]
    for each in found:
        each.scenario.drawn_days.asked += each.facts.replications
    return found
