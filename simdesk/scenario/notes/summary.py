"""What was understood of a scenario, in three lines and some notes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan, ListedArrivals
from simdesk.measure.loads import planned_heads, work_at_once, work_by_plan
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.notes.channels import channel_notes
from simdesk.scenario.notes.journeys import customers_line, journey_notes
from simdesk.scenario.notes.people import people_line, people_notes
from simdesk.scenario.notes.routing import routing_notes
from simdesk.units import format_duration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simdesk.floor.plan import FloorPlan
    from simdesk.scenario.language.model import ScenarioModel
    from simdesk.scenario.scenario import Scenario


SHARP_PEAK = 20.0
"""A peak this many times the day's average makes drawing slow."""


@dataclass(frozen=True)
class Load:
    """Work and agents in each interval of the day.

    Parameters
    ----------
    contacts : tuple of tuple of float
        Expected contacts of each queue in each interval.
    offered : tuple of float
        Offered load over all queues in erlangs: arrival rate × mean of handle time and wrap-up, at the agents' pace.
    on_duty : tuple of float
        Agents on duty over all groups, time-average of the interval, after shrinkage and without breaks.
    scheduled_hours : float
        Agent hours scheduled in the day, shrinkage and breaks included.
    able : tuple of float
        Erlangs of work the agents on duty can do: above their number where they may have several contacts in hand.
    """

    contacts: tuple[tuple[float, ...], ...]
    offered: tuple[float, ...]
    on_duty: tuple[float, ...]
    scheduled_hours: float
    able: tuple[float, ...] = ()


def load_of(floor: FloorPlan, demand: DemandPlan) -> Load:
    """Weigh the work of a day against the agents."""
    by_queue = np.add.reduceat(demand.expected, [queue.first for queue in floor.whole_queues], axis=0)
    contacts = tuple(tuple(counts) for counts in by_queue.tolist())
    offered = tuple(work_by_plan(floor, demand).sum(axis=0).tolist())
    heads = planned_heads(floor)
    duty = tuple(heads.sum(axis=0).tolist())
    able = tuple((heads * _most_work(floor)[:, np.newaxis]).sum(axis=0).tolist())
    hours = math.fsum(
        math.fsum(group.headcount) * floor.interval / 3600
        + math.fsum(shift.agents * (shift.end - shift.start) / 3600 for shift in group.shifts)
        for group in floor.groups
    )
    return Load(contacts, offered, duty, hours, able)


def _most_work(floor: FloorPlan) -> NDArray[np.float64]:
    """Work an agent of each group does at the most at once."""
    channels = {name: k for k, name in enumerate(floor.channels)}
    answered = [{channels[floor.queues[q].channel] for level in group.takes for q in level} for group in floor.groups]
    return np.array([work_at_once(group, of) for group, of in zip(floor.groups, answered, strict=True)])


def summary(scenario: Scenario) -> list[str]:
    """The day, the work, the agents, and what customers do; then notes on what may be a slip."""
    load = load_of(*scenario.lay_out())
    floor, demand = lay_out_whole(scenario.model)
    plan = scenario.replications
    several = 0 if floor.dates is None else len(floor.dates.begins)
    word = f"runs of {several} days" if several else "days"
    days = f"{plan.number} {word}" if plan.number is not None else f"up to {plan.at_most} {word}"
    count = len(scenario.targets)
    hours = f"{floor.clock(floor.opening)} to {floor.clock(floor.closing, end=True)}"
    lines = [
        f"{scenario.name}: {hours}, {floor.intervals} intervals of "
        f"{format_duration(floor.interval)}, {days}, seed {scenario.seed}, {_counted(count, 'target')}"
    ]
    totals = {queue.name: math.fsum(counts) for queue, counts in zip(demand.queues, load.contacts, strict=True)}
    shown = ", ".join(f"{name} {_comes(name, total, totals, scenario.model)}" for name, total in totals.items())
    come = math.fsum(total for name, total in totals.items() if scenario.model.queues[name].campaign is None)
    when = f"in {several} days" if several else "a day"
    lines.append(f"{_counted(len(totals), 'queue')}, {come:,.0f} contacts {when} expected ({shown})")
    groups = ", ".join(group.name for group in floor.groups)
    tight = max(_open_intervals(floor), key=lambda index: load.offered[index] - load.able[index])
    at = floor.clock(floor.opening + tight * floor.interval)
    lines.append(
        f"{_counted(len(floor.groups), 'agent group')}, {load.scheduled_hours:,.1f} agent hours ({groups}); "
        f"tightest at {at}: {load.offered[tight]:.1f} erlangs for {load.on_duty[tight]:.1f} on duty{_several(load, tight)}"
    )
    lines += customers_line(scenario.model)
    lines += people_line(scenario.model)
    return [
        *lines,
        *_notes(floor, load),
        *routing_notes(scenario.model, floor),
        *people_notes(scenario.model, floor),
        *journey_notes(scenario.model, demand),
        *channel_notes(scenario.model, floor),
        *_peaks(floor, demand, load),
    ]


def _open_intervals(floor: FloorPlan) -> list[int]:
    """The intervals in which the centre is open."""
    begins = [floor.opening + index * floor.interval for index in range(floor.intervals)]
    return [k for k, begin in enumerate(begins) if any(opens <= begin < closes for opens, closes in floor.spans)]


def _comes(name: str, total: float, totals: dict[str, float], model: ScenarioModel) -> str:
    """How many contacts come to a queue by plan, or where they come from."""
    queue = model.queues[name]
    if queue.campaign is not None:
        return f"a list of {queue.campaign.records:,} to call"
    said = [] if queue.arrivals is None else [f"{total:,.0f}"]
    for other, one in model.queues.items():
        if one.bot is not None and one.bot.passes_to == name:
            said.append(f"{totals[other] * (1.0 - one.bot.contained):,.0f} passed on by {other}")
    return " and ".join(said) or "from others"


def _several(load: Load, index: int) -> str:
    """What agents with several contacts in hand can do, where that is more than one each."""
    more = load.able[index] > load.on_duty[index] * (1.0 + 1e-9)
    return f", who can do up to {load.able[index]:.1f} at once" if more else ""


def _notes(floor: FloorPlan, load: Load) -> list[str]:
    notes = [
        f"note: {group.name} is never on duty"
        for group in floor.groups
        if not any(group.headcount) and not any(shift.agents for shift in group.shifts)
    ]
    over = [
        floor.clock(floor.opening + index * floor.interval)
        for index in _open_intervals(floor)
        if load.on_duty[index] > 0 and load.offered[index] > load.able[index]
    ]
    if over:
        notes.append(f"note: load exceeds agents in {_counted(len(over), 'interval')}, first at {over[0]}")
    empty = [
        floor.clock(floor.opening + index * floor.interval)
        for index in _open_intervals(floor)
        if load.offered[index] > 0 and load.on_duty[index] == 0
    ]
    if empty:
        notes.append(f"note: no agent is on duty in {_counted(len(empty), 'interval')} with contacts, first at {empty[0]}")
    return notes


def _peaks(floor: FloorPlan, demand: DemandPlan, load: Load) -> list[str]:
    """Arrivals are drawn at the peak's rate and thinned, so a day with one high peak is slow to draw."""
    notes = []
    for queue, counts in zip(demand.queues, load.contacts, strict=True):
        if isinstance(queue.arrivals, ListedArrivals) or max(counts) * len(counts) <= SHARP_PEAK * math.fsum(counts):
            continue
        at = floor.clock(demand.opening + counts.index(max(counts)) * demand.interval)
        share = max(counts) / math.fsum(counts)
        notes.append(
            f"note: {share:.0%} of the contacts of {queue.name} come in the interval at {at}; its days are slow to simulate"
        )
    return notes


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
