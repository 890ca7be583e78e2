"""From names and units to arrays and numbers: the plans the engine's side works on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from simdesk.demand.day_level import DAYS_PER_BLOCK
from simdesk.demand.distributions import constant, unlimited
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals, always
from simdesk.floor.parts import UNLIMITED, GroupPlan, QueuePlan, ShiftPlan
from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.agents import AgentGroup, Shift
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.language.routing import HIGHEST_LEVEL
from simdesk.scenario.layout.channels import channels_in_demand, concurrency_of
from simdesk.scenario.layout.customers import split_customers
from simdesk.scenario.layout.days import arrivals_over, demand_days, floor_over, group_over
from simdesk.scenario.layout.horizon import Horizon, horizon_of
from simdesk.scenario.layout.journeys import (
    customers_predict,
    journeys_of,
    offer_of,
    predictor_of,
    reaction_of,
    rushed_of,
    unresolved_of,
)
from simdesk.scenario.layout.people import offers_drawn, people_of, planned_shrinkage, scheduled_heads
from simdesk.scenario.layout.routing import (
    access_of,
    agent_choice_of,
    mean_handle_time,
    predicts,
    scores_of,
    takes_of,
    tries_of,
    trunk_lines,
    trunk_of,
)
from simdesk.scenario.layout.shifts import parts_of, shift_span
from simdesk.scenario.layout.talk import talk_of_queue
from simdesk.scenario.layout.varying import varying_of


def lay_out(model: ScenarioModel) -> tuple[FloorPlan, DemandPlan]:
    """Lay a scenario out in numbers.

    Parameters
    ----------
    model : ScenarioModel
        Checked, its CSV files read.

    Returns
    -------
    (FloorPlan, DemandPlan)
        Queues and groups in the order written; a queue whose customers are of several classes has a row for each of them.
        Times in seconds after midnight.
    """
    return split_customers(model.queues, *lay_out_whole(model), horizon_of(model) or _day(model))


def _day(model: ScenarioModel) -> Day:
    day = model.hours.day()
    if day is None:
        raise ValueError("the hours of an unchecked scenario")
    return day


def lay_out_whole(model: ScenarioModel) -> tuple[FloorPlan, DemandPlan]:
    """The same as if no queue had classes of customers: a row for each queue."""
    horizon = horizon_of(model)
    day = horizon or _day(model)
    demand = DemandPlan(
        opening=day.opening,
        closing=day.closing,
        interval=day.interval,
        queues=tuple(_demand(name, queue, model, day) for name, queue in model.queues.items()),
        groups=tuple(model.agent_groups),
        block=DAYS_PER_BLOCK if "stratified_days" in (model.replications.variance_reduction or ()) else 1,
        **offers_drawn(model),
        days=() if horizon is None else demand_days(horizon),
    )
    floor = FloorPlan(
        opening=day.opening,
        closing=day.closing,
        interval=day.interval,
        warm_up=model.warm_up,
        queues=tuple(_queue(name, queue, model, demand) for name, queue in model.queues.items()),
        groups=tuple(_group(name, group, model, day) for name, group in model.agent_groups.items()),
        trunks=trunk_lines(model),
        finish_waiting=model.at_close == "finish",
    )
    return floor if horizon is None else floor_over(floor, model, horizon), demand


def _queue(name: str, queue: Queue, model: ScenarioModel, demand: DemandPlan) -> QueuePlan:
    choice = agent_choice_of(queue, model)
    looks_ahead = predicts(queue) or customers_predict(queue)
    return QueuePlan(
        name,
        queue.channel,
        tries_of(name, queue, model),
        UNLIMITED if queue.waiting_places is None else queue.waiting_places,
        access=access_of(name, queue, model),
        agent_choice="longest_idle" if choice == HIGHEST_LEVEL else choice,
        trunk=trunk_of(name, model),
        predictor=predictor_of(queue),
        mean_handle_time=mean_handle_time(demand, list(model.queues).index(name)) if looks_ahead else 0.0,
        reaction=reaction_of(queue),
        call_back=offer_of(queue),
        rushed=rushed_of(queue),
        units=queue.units,
        bot=queue.bot is not None,
        due=math.inf if queue.due is None else queue.due.time,
        due_open=queue.due is not None and queue.due.open_hours is not None,
        answer_within=math.inf if queue.answer_within is None else queue.answer_within,
    )


def _group(name: str, group: AgentGroup, model: ScenarioModel, day: Day | Horizon) -> GroupPlan:
    order = list(model.queues)
    takes = takes_of(group, order)
    headcount: tuple[float, ...] = ()
    if not isinstance(day, Day):
        pass  # below
    elif isinstance(group.headcount, float | int):
        headcount = (float(group.headcount),) * day.count
    elif isinstance(group.headcount, tuple):
        headcount = group.headcount
    plan = GroupPlan(
        name=name,
        takes=takes,
        pace=tuple(group.skills[queue].pace if queue in group.skills else 1.0 for queue in order),
        headcount=scheduled_heads(group, headcount),
        shifts=tuple(part for shift in group.shifts or () for part in _shift(shift, day)) if isinstance(day, Day) else (),
        shrinkage=planned_shrinkage(group),
        cost=group.cost,
        standby=group.standby,
        **scores_of(group, takes, model.queues),
        unresolved=unresolved_of(group, model),
        concurrency=concurrency_of(group, model),
        **people_of(group, model, day),
    )
    if isinstance(day, Day):
        return plan
    plan = group_over(plan, group, model, day)
    return replace(plan, headcount=scheduled_heads(group, plan.headcount))


def _shift(shift: Shift, day: Day) -> list[ShiftPlan]:
    start, end = shift_span(shift, day)
    return [ShiftPlan(start, end, agents, breaks) for agents, breaks in parts_of(shift, start, end)]


def _demand(name: str, queue: Queue, model: ScenarioModel, day: Day | Horizon) -> QueueDemand:
    fields: dict[str, Any] = {
        "arrivals": _arrivals(queue.arrivals, day) if isinstance(day, Day) else arrivals_over(queue.arrivals, name, model, day),
        "handle_time": varying_of(talk_of_queue(queue), day, name),
        "wrap_up": always(constant(0.0)) if queue.wrap_up is None else varying_of(queue.wrap_up, day, name),
        "patience": always(unlimited()) if queue.patience is None else varying_of(queue.patience, day, name),
    }
    return QueueDemand(name=name, **fields | journeys_of(name, queue, model) | channels_in_demand(name, queue, model.queues, day))


def expected_volumes(arrivals: Arrivals, day: Day) -> tuple[float, ...]:
    """Expected contacts in each interval, scale included.

    Returns
    -------
    tuple of float, one for each interval
    """
    scale = 1.0 if arrivals.scale is None else arrivals.scale
    if isinstance(arrivals.times, tuple):
        counts = [0.0] * day.count
        for clock in arrivals.times:
            counts[int((day.moment(clock) - day.opening) // day.interval)] += 1
        return tuple(counts)
    if arrivals.at_opening is not None:
        return (float(arrivals.at_opening), *(0.0,) * (day.count - 1))
    if arrivals.rate is not None:
        return (arrivals.rate * day.interval * scale,) * day.count
    if isinstance(arrivals.volumes, tuple):
        return tuple(volume * scale for volume in arrivals.volumes)
    per_day = arrivals.per_day if isinstance(arrivals.per_day, float) else 0.0
    weights = arrivals.profile if isinstance(arrivals.profile, tuple) else (1.0,) * day.count
    total = math.fsum(weights)
    return tuple(per_day * scale * (weight / total) for weight in weights)


def _arrivals(arrivals: Arrivals | None, day: Day) -> RateArrivals | ListedArrivals:
    if arrivals is None:
        return RateArrivals((0.0,) * day.count)
    if isinstance(arrivals.times, tuple):
        return ListedArrivals(tuple(sorted(day.moment(clock) for clock in arrivals.times)))
    if arrivals.at_opening is not None:
        return ListedArrivals((day.opening,) * arrivals.at_opening)
    rates = tuple(volume / day.interval for volume in expected_volumes(arrivals, day))
    return RateArrivals(rates, arrivals.day_to_day or 0.0)
