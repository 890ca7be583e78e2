"""Erlang C and Erlang A in each interval, next to the simulation, and why they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan, QueueDemand
from simdesk.floor.parts import UNLIMITED
from simdesk.floor.plan import FloorPlan
from simdesk.measure.expression import Expression
from simdesk.measure.loads import mean_by_interval, mean_pace, planned_heads
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import warm_up_intervals
from simdesk.planning.estimate.reasons import FormulaInput, reasons
from simdesk.planning.estimate.result import Estimates, Formula, IntervalEstimate, QueueEstimate
from simdesk.results.results import Results
from simdesk.results.run import run
from simdesk.scenario import Scenario
from simdesk.scenario.layout.plans import lay_out_whole

if TYPE_CHECKING:
    from distributed import Client
    from numpy.typing import NDArray


def estimate(
    scenario: Scenario,
    replications: int | None = None,
    *,
    seed: int | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Estimates:
    """Compare Erlang C and Erlang A with the simulation.

    Parameters
    ----------
    scenario : Scenario
    replications, seed : int, optional
        Days and seed of the simulation; None takes the scenario's.
    cores : int, optional
    cluster : str or distributed.Client, optional
        As for ``run``.
    progress : callable, optional
        Called with (days done, at most this many days).

    Returns
    -------
    Estimates
        Queues whose contacts wait for an agent, so neither bots nor call lists.
    """
    return estimates_of(run(scenario, replications, seed=seed, cores=cores, cluster=cluster, progress=progress))


def estimates_of(results: Results) -> Estimates:
    """Compare Erlang C and Erlang A with a finished run."""
    named = [(one.demand.queues[one.queue].name, one) for one in formula_inputs(results.scenario)]
    waits = [inputs for name, inputs in named if results.headline.says(name, "mean_wait")]
    return Estimates(results, tuple(_queue_estimate(results, inputs) for inputs in waits))


def formula_inputs(scenario: Scenario) -> list[FormulaInput]:
    """Inputs of the formulas for each queue as a whole, its customer classes averaged by their shares."""
    split, of_classes = scenario.lay_out()
    floor, demand = lay_out_whole(scenario.model)
    agents = agents_by_queue(split, of_classes)
    found = []
    for q, family in enumerate(split.whole_queues):
        rows = slice(family.first, family.end)
        members = of_classes.queues[rows]

        def mixed(*names: str, members: Sequence[QueueDemand] = members) -> NDArray[np.float64]:
            means = [(one.share, mean_by_interval(getattr(one, name), demand)) for one in members for name in names]
            return np.asarray(sum(share * mean for share, mean in means))

        found.append(
            FormulaInput(
                floor,
                demand,
                q,
                scenario.service_level,
                agents[rows].sum(axis=0),
                mixed("handle_time", "wrap_up") / mean_pace(floor, q),
                mixed("patience"),
                demand.expected[q],
                warm_up_intervals(floor),
                tuple((one.customers.name, one.share) for one in members if one.customers is not None),
            )
        )
    return found


def agents_by_queue(floor: FloorPlan, demand: DemandPlan) -> NDArray[np.float64]:
    """Agents of each queue for the formulas: a group is split among its first-ranked queues in proportion to their loads.

    A queue that is first-ranked in no group has a part in every group that serves it.

    Returns
    -------
    ndarray of float, shape (queues, intervals)
    """
    planned = planned_heads(floor)
    loads = np.array(
        [
            expected * (mean_by_interval(queue.handle_time, demand) + mean_by_interval(queue.wrap_up, demand))
            for queue, expected in zip(demand.queues, demand.expected, strict=True)
        ]
    )
    agents = np.zeros_like(loads)
    leading = {q for group in floor.groups for q in group.takes[0]}
    for g, group in enumerate(floor.groups):
        mine = [q for level in group.takes for q in level if q in group.takes[0] or q not in leading]
        total = loads[mine].sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = np.where(total > 0, loads[mine] / total, 1.0 / max(len(mine), 1))
        agents[mine] += parts * planned[g]
    return agents


def _queue_estimate(results: Results, inputs: FormulaInput) -> QueueEstimate:
    floor, demand, q, agents = inputs.floor, inputs.demand, inputs.queue, inputs.agents
    queue = demand.queues[q]
    measures, columns = results.measures, results.headline.of_queue(queue.name)
    measure = columns["service_level"]
    contacts, handle, patience, skip = inputs.contacts, inputs.aht, inputs.patience, inputs.skip
    places = math.inf if floor.queues[q].waiting_places == UNLIMITED else float(floor.queues[q].waiting_places)
    unknown = Formula(math.nan, math.nan, math.nan)
    rows = []
    for k in range(measures.intervals):
        i = k + skip
        rate = contacts[i] / demand.interval
        c = a = unknown
        if not inputs.concurrent_groups:
            c, a = formulas(rate, handle[i], agents[i], patience[i], queue.balking, places, measure, measures.rule)
        rows.append(
            IntervalEstimate(
                start=measures.interval_start(k),
                contacts=float(contacts[i]),
                aht=float(handle[i]),
                load=float(rate * handle[i]),
                agents=float(agents[i]),
                erlang_c=c,
                erlang_a=a,
                simulated=measures.estimate(measure, k),
                simulated_speed_of_answer=measures.estimate(columns["mean_speed_of_answer"], k).mean,
                simulated_abandon_rate=measures.estimate(columns["abandon_rate"], k).mean,
            )
        )
    found = QueueEstimate(
        queue=queue.name,
        measure=measure,
        intervals=tuple(rows),
        erlang_c=_day([(row.contacts, row.erlang_c) for row in rows]),
        erlang_a=_day([(row.contacts, row.erlang_a) for row in rows]),
        simulated=measures.estimate(measure),
        simulated_speed_of_answer=measures.estimate(columns["mean_speed_of_answer"]).mean,
        simulated_abandon_rate=measures.estimate(columns["abandon_rate"]).mean,
        reasons=(),
    )
    return replace(found, reasons=tuple(reasons(found, inputs, measures)))


def _day(rows: list[tuple[float, Formula]]) -> Formula:
    """The day's figures, intervals weighted by their contacts."""
    weight = sum(contacts for contacts, _ in rows)
    if weight == 0:
        return Formula(math.nan, math.nan, math.nan)

    def mean(pick: Callable[[Formula], float]) -> float:
        return sum(contacts * pick(formula) for contacts, formula in rows if contacts > 0) / weight

    return Formula(mean(lambda f: f.service_level), mean(lambda f: f.speed_of_answer), mean(lambda f: f.abandon_rate))


def formulas(
    rate: float,
    handle_time: float,
    agents: float,
    patience: float,
    balking: float,
    places: float,
    measure: Expression,
    rule: ServiceLevelRule,
) -> tuple[Formula, Formula]:
    """Erlang C and Erlang A with a fractional number of agents, interpolated between the whole numbers around it."""
    below = math.floor(agents + 1e-9)
    part = max(agents - below, 0.0)
    sets = [_whole(rate, handle_time, below, patience, balking, places, measure, rule)]
    if part > 1e-9:
        sets.append(_whole(rate, handle_time, below + 1, patience, balking, places, measure, rule))

    def interpolated(pick: Callable[[tuple[Formula, Formula]], float]) -> float:
        first = pick(sets[0])
        return first if len(sets) == 1 else (1 - part) * first + part * pick(sets[1])

    def formula(k: int) -> Formula:
        return Formula(
            interpolated(lambda pair: pair[k].service_level),
            interpolated(lambda pair: pair[k].speed_of_answer),
            interpolated(lambda pair: pair[k].abandon_rate),
        )

    return formula(0), formula(1)


def _whole(
    rate: float,
    handle_time: float,
    agents: int,
    patience: float,
    balking: float,
    places: float,
    measure: Expression,
    rule: ServiceLevelRule,
) -> tuple[Formula, Formula]:
    from simdesk.theory import erlang_a, erlang_c

    threshold = measure.threshold or 0.0
    if rate == 0.0 or handle_time == 0.0:
        idle = Formula(math.nan if rate == 0.0 else 1.0, 0.0, 0.0)
        return idle, idle
    unanswered = Formula(0.0, math.inf, 0.0)
    if agents == 0:
        return unanswered, Formula(0.0, math.inf, 1.0 if math.isfinite(patience) else 0.0)
    c = erlang_c(rate, handle_time, agents)
    first = Formula(c.service_level(threshold), c.mean_speed_of_answer, 0.0)
    # With zero patience every customer who finds no free agent leaves at once, as with certain balking.
    a = erlang_a(rate, handle_time, agents, patience or math.inf, places, 1.0 if patience == 0 else balking)
    level = a.service_level(
        threshold,
        measure.definition or rule.definition,
        rule.short_abandon if measure.short_abandon is None else measure.short_abandon,
        include_abandons=rule.genesys_include_abandons,
        include_short_abandons=rule.genesys_include_short_abandons,
    )
    return first, Formula(level, a.mean_speed_of_answer, a.p_abandon)
