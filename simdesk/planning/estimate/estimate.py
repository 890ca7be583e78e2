"""What the formulas say: Erlang C and Erlang A in each interval, beside the simulation, and why they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan, QueueDemand
from simdesk.floor.plan import UNLIMITED, FloorPlan
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.loads import mean_by_interval, mean_pace, planned_heads
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import warm_up_intervals
from simdesk.planning.estimate.reasons import Situation, reasons
from simdesk.results.results import Results
from simdesk.results.run import run
from simdesk.scenario import Scenario
from simdesk.scenario.layout.plans import lay_out_whole

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Formula:
    """What a formula says of an interval, or of the day weighted by contacts.

    Parameters
    ----------
    service_level : float
        By the queue's threshold and definition.
    speed_of_answer : float
        Seconds; infinite where the line grows without end.
    abandon_rate : float
        Share of the offered.
    """

    service_level: float
    speed_of_answer: float
    abandon_rate: float


@dataclass(frozen=True)
class IntervalEstimate:
    """One queue in one interval.

    Parameters
    ----------
    start : float
        Seconds after midnight.
    contacts : float
        Expected by the plan.
    handle_time : float
        Mean in seconds, wrap-up included, at the pace of the agents who take the queue.
    load : float
        Offered load in erlangs.
    agents : float
        Mean agents on duty for this queue; of shared groups the part its load has in them.
    erlang_c, erlang_a : Formula
        All NaN where agents who take the queue may have several contacts in hand.
    simulated : Estimate
        Service level.
    simulated_speed_of_answer, simulated_abandon_rate : float
    """

    start: float
    contacts: float
    handle_time: float
    load: float
    agents: float
    erlang_c: Formula
    erlang_a: Formula
    simulated: Estimate
    simulated_speed_of_answer: float
    simulated_abandon_rate: float


@dataclass(frozen=True)
class QueueEstimate:
    """One queue over the day.

    Parameters
    ----------
    queue : str
    measure : Expression
        The service level compared.
    intervals : tuple of IntervalEstimate
        The measured ones.
    erlang_c, erlang_a : Formula
        Over the day, weighted by contacts.
    simulated : Estimate
        Service level over the day.
    simulated_speed_of_answer, simulated_abandon_rate : float
    reasons : tuple of str
        Why they differ, in sentences.
    """

    queue: str
    measure: Expression
    intervals: tuple[IntervalEstimate, ...]
    erlang_c: Formula
    erlang_a: Formula
    simulated: Estimate
    simulated_speed_of_answer: float
    simulated_abandon_rate: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Estimates:
    """All queues of a scenario.

    Parameters
    ----------
    results : Results
        Of the simulation.
    queues : tuple of QueueEstimate
    """

    results: Results
    queues: tuple[QueueEstimate, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per queue and measured interval.

        Columns
        -------
        queue, start : str; contacts : expected; handle_time : float, seconds; load : erlangs; agents : float
        erlang_c, erlang_a, simulated, low, high : float, the queue's service level, simulated with its 95 % interval
        speed_c, speed_a, speed : float, speed of answer in seconds; abandon_a, abandon : float, shares
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "queue": queue.queue,
                    "start": self.results.measures.plan.clock(row.start),
                    "contacts": row.contacts,
                    "handle_time": row.handle_time,
                    "load": row.load,
                    "agents": row.agents,
                    "erlang_c": row.erlang_c.service_level,
                    "erlang_a": row.erlang_a.service_level,
                    "simulated": row.simulated.mean,
                    "low": row.simulated.low,
                    "high": row.simulated.high,
                    "speed_c": row.erlang_c.speed_of_answer,
                    "speed_a": row.erlang_a.speed_of_answer,
                    "speed": row.simulated_speed_of_answer,
                    "abandon_a": row.erlang_a.abandon_rate,
                    "abandon": row.simulated_abandon_rate,
                }
                for queue in self.queues
                for row in queue.intervals
            ]
        )


def estimate(
    scenario: Scenario,
    replications: int | None = None,
    *,
    seed: int | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Estimates:
    """Set Erlang C and Erlang A beside the simulation.

    Parameters
    ----------
    scenario : Scenario
    replications, seed : int, optional
        For the simulation; None takes the scenario's.
    cores : int, optional
    cluster : str or distributed.Client, optional
        As for ``run``.
    progress : callable, optional
        Called with (days done, days at the most).

    Returns
    -------
    Estimates
        Of the queues whose contacts wait for an agent: not of bots, nor of lists of customers to call.
    """
    return beside(run(scenario, replications, seed=seed, cores=cores, cluster=cluster, progress=progress))


def beside(results: Results) -> Estimates:
    """Set Erlang C and Erlang A beside a simulation that was run."""
    named = [(situation.demand.queues[situation.queue].name, situation) for situation in situations(results.scenario)]
    waits = [situation for name, situation in named if results.headline.says(name, "mean_wait")]
    return Estimates(results, tuple(_queue_estimate(results, situation) for situation in waits))


def situations(scenario: Scenario) -> list[Situation]:
    """Each queue as a formula sees it: as a whole, its classes of customers mixed by their shares."""
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
            Situation(
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
    """Agents a formula may give each queue: a group is split among its queues of best rank by their offered loads.

    A queue that is of best rank nowhere has its part in every group that takes it.

    Returns
    -------
    ndarray of float, shape (queues, intervals)
    """
    heads = planned_heads(floor)
    loads = np.array(
        [
            expected * (mean_by_interval(queue.handle_time, demand) + mean_by_interval(queue.wrap_up, demand))
            for queue, expected in zip(demand.queues, demand.expected, strict=True)
        ]
    )
    given = np.zeros_like(loads)
    leading = {q for group in floor.groups for q in group.takes[0]}
    for g, group in enumerate(floor.groups):
        mine = [q for level in group.takes for q in level if q in group.takes[0] or q not in leading]
        total = loads[mine].sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = np.where(total > 0, loads[mine] / total, 1.0 / max(len(mine), 1))
        given[mine] += parts * heads[g]
    return given


def _queue_estimate(results: Results, situation: Situation) -> QueueEstimate:
    floor, demand, q, agents = situation.floor, situation.demand, situation.queue, situation.agents
    queue = demand.queues[q]
    measures, columns = results.measures, results.headline.of_queue(queue.name)
    measure = columns["service_level"]
    contacts, handle, patience, skip = situation.contacts, situation.handle_time, situation.patience, situation.skip
    places = math.inf if floor.queues[q].waiting_places == UNLIMITED else float(floor.queues[q].waiting_places)
    unknown = Formula(math.nan, math.nan, math.nan)
    rows = []
    for k in range(measures.intervals):
        i = k + skip
        rate = contacts[i] / demand.interval
        c = a = unknown
        if not situation.several:
            c, a = formulas(rate, handle[i], agents[i], patience[i], queue.balking, places, measure, measures.rule)
        rows.append(
            IntervalEstimate(
                start=measures.interval_start(k),
                contacts=float(contacts[i]),
                handle_time=float(handle[i]),
                load=float(rate * handle[i]),
                agents=float(agents[i]),
                erlang_c=c,
                erlang_a=a,
                simulated=measures.estimate(measure, k),
                simulated_speed_of_answer=measures.estimate(columns["mean_speed_of_answer"], k).mean,
                simulated_abandon_rate=measures.estimate(columns["abandon_rate"], k).mean,
            )
        )
    whole = {name: measures.estimate(columns[name]) for name in ("service_level", "mean_speed_of_answer", "abandon_rate")}
    found = QueueEstimate(
        queue=queue.name,
        measure=measure,
        intervals=tuple(rows),
        erlang_c=_day([(row.contacts, row.erlang_c) for row in rows]),
        erlang_a=_day([(row.contacts, row.erlang_a) for row in rows]),
        simulated=whole["service_level"],
        simulated_speed_of_answer=whole["mean_speed_of_answer"].mean,
        simulated_abandon_rate=whole["abandon_rate"].mean,
        reasons=(),
    )
    return replace(found, reasons=tuple(reasons(found, situation, measures)))


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
    """Erlang C and Erlang A with a fractional number of agents: in proportion between the whole numbers around it."""
    below = math.floor(agents + 1e-9)
    part = max(agents - below, 0.0)
    sets = [_whole(rate, handle_time, below, patience, balking, places, measure, rule)]
    if part > 1e-9:
        sets.append(_whole(rate, handle_time, below + 1, patience, balking, places, measure, rule))

    def between(pick: Callable[[tuple[Formula, Formula]], float]) -> float:
        first = pick(sets[0])
        return first if len(sets) == 1 else (1 - part) * first + part * pick(sets[1])

    def mixed(k: int) -> Formula:
        return Formula(
            between(lambda pair: pair[k].service_level),
            between(lambda pair: pair[k].speed_of_answer),
            between(lambda pair: pair[k].abandon_rate),
        )

    return mixed(0), mixed(1)


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
    nobody = Formula(0.0, math.inf, 0.0)
    if agents == 0:
        return nobody, Formula(0.0, math.inf, 1.0 if math.isfinite(patience) else 0.0)
    c = erlang_c(rate, handle_time, agents)
    first = Formula(c.service_level(threshold), c.mean_speed_of_answer, 0.0)
    # Without any patience whoever finds nobody free leaves at once, as all those who balk do.
    a = erlang_a(rate, handle_time, agents, patience or math.inf, places, 1.0 if patience == 0 else balking)
    level = a.service_level(
        threshold,
        measure.definition or rule.definition,
        rule.short_abandon if measure.short_abandon is None else measure.short_abandon,
        include_abandons=rule.genesys_include_abandons,
        include_short_abandons=rule.genesys_include_short_abandons,
    )
    return first, Formula(level, a.mean_speed_of_answer, a.p_abandon)
