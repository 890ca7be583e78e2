"""From names and units to arrays and numbers: the plans the engine's side works on."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simdesk.demand.day_level import DAYS_PER_BLOCK
from simdesk.demand.distributions import constant, unlimited
from simdesk.demand.plan import DemandPlan, ListedArrivals, QueueDemand, RateArrivals, Redial, Varying, always
from simdesk.floor.plan import UNLIMITED, FloorPlan, GroupPlan, QueuePlan, ShiftPlan
from simdesk.scenario.checks_day import break_start, shift_span
from simdesk.scenario.layout_parts import distribution_of, varying_of
from simdesk.scenario.model import AgentGroup, Arrivals, Day, Queue, ScenarioModel, Shift


def lay_out(model: ScenarioModel) -> tuple[FloorPlan, DemandPlan]:
    """Lay a scenario out in numbers.

    Parameters
    ----------
    model : ScenarioModel
        Checked, its CSV files read.

    Returns
    -------
    (FloorPlan, DemandPlan)
        Queues and groups in the order written; times in seconds after midnight.
    """
    day = model.hours.day()
    if day is None:
        raise ValueError("the hours of an unchecked scenario")
    queues, groups = list(model.queues), list(model.agent_groups)
    floor = FloorPlan(
        opening=day.opening,
        closing=day.closing,
        interval=day.interval,
        warm_up=model.warm_up,
        queues=tuple(_queue(name, queue, model.agent_groups, groups) for name, queue in model.queues.items()),
        groups=tuple(_group(name, group, queues, day) for name, group in model.agent_groups.items()),
        trunks=UNLIMITED if model.trunks is None else model.trunks,
        finish_waiting=model.at_close == "finish",
        random_agent=model.agent_choice == "random",
    )
    demand = DemandPlan(
        opening=day.opening,
        closing=day.closing,
        interval=day.interval,
        queues=tuple(_demand(name, queue, day) for name, queue in model.queues.items()),
        groups=tuple(groups),
        block=DAYS_PER_BLOCK if "stratified_days" in model.replications.variance_reduction else 1,
    )
    return floor, demand


def _queue(name: str, queue: Queue, groups: Mapping[str, AgentGroup], order: list[str]) -> QueuePlan:
    if queue.tries is not None:
        tries = _levels(queue.tries, order)
    else:
        tries = _by_rank({order.index(group): plan.skills[name].rank for group, plan in groups.items() if name in plan.skills})
    places = UNLIMITED if queue.waiting_places is None else queue.waiting_places
    return QueuePlan(name, queue.channel, tries, places)


def _group(name: str, group: AgentGroup, order: list[str], day: Day) -> GroupPlan:
    if group.takes is not None:
        takes = _levels(group.takes, order)
    else:
        takes = _by_rank({order.index(queue): skill.rank for queue, skill in group.skills.items()})
    headcount: tuple[float, ...] = ()
    if isinstance(group.headcount, float | int):
        headcount = (float(group.headcount),) * day.count
    elif isinstance(group.headcount, tuple):
        headcount = group.headcount
    return GroupPlan(
        name=name,
        takes=takes,
        pace=tuple(group.skills[queue].pace if queue in group.skills else 1.0 for queue in order),
        headcount=headcount,
        shifts=tuple(_shift(shift, day) for shift in group.shifts or ()),
        shrinkage=group.shrinkage,
        cost=group.cost,
        standby=group.standby,
    )


def _shift(shift: Shift, day: Day) -> ShiftPlan:
    start, end = shift_span(shift, day)
    begins = [(break_start(one, start, end), one.length) for one in shift.breaks]
    breaks = sorted((begin, length) for begin, length in begins if begin is not None)
    return ShiftPlan(start, end, shift.agents, tuple(breaks))


def _levels(levels: tuple[str | tuple[str, ...], ...], order: list[str]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(order.index(name) for name in ((level,) if isinstance(level, str) else level)) for level in levels)


def _by_rank(ranks: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Indices of equal rank together, best rank first, in the order of the scenario within a level."""
    return tuple(tuple(sorted(index for index in ranks if ranks[index] == rank)) for rank in sorted(set(ranks.values())))


def _demand(name: str, queue: Queue, day: Day) -> QueueDemand:
    redial = queue.redial
    return QueueDemand(
        name=name,
        arrivals=_arrivals(queue.arrivals, day),
        handle_time=varying_of(queue.handle_time, day),
        wrap_up=always(constant(0.0)) if queue.wrap_up is None else varying_of(queue.wrap_up, day),
        patience=_patience(queue, day),
        balking=queue.balking,
        redial=None if redial is None else Redial(redial.share, distribution_of(redial.after), redial.at_most),
    )


def _patience(queue: Queue, day: Day) -> Varying:
    return always(unlimited()) if queue.patience is None else varying_of(queue.patience, day)


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
    if arrivals.rate is not None:
        return (arrivals.rate * day.interval * scale,) * day.count
    if isinstance(arrivals.volumes, tuple):
        return tuple(volume * scale for volume in arrivals.volumes)
    per_day = arrivals.per_day or 0.0
    weights = arrivals.profile if isinstance(arrivals.profile, tuple) else (1.0,) * day.count
    total = math.fsum(weights)
    return tuple(per_day * scale * (weight / total) for weight in weights)


def _arrivals(arrivals: Arrivals, day: Day) -> RateArrivals | ListedArrivals:
    if isinstance(arrivals.times, tuple):
        return ListedArrivals(tuple(sorted(day.moment(clock) for clock in arrivals.times)))
    rates = tuple(volume / day.interval for volume in expected_volumes(arrivals, day))
    return RateArrivals(rates, arrivals.day_to_day or 0.0)
