"""What was understood of a scenario, in three lines and some notes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan, ListedArrivals
from simdesk.measure.loads import offered_loads, planned_heads
from simdesk.scenario.layout import lay_out_whole
from simdesk.scenario.notes_journeys import customers_line, journey_notes
from simdesk.scenario.notes_people import people_line, people_notes
from simdesk.scenario.notes_routing import routing_notes
from simdesk.units import format_duration

if TYPE_CHECKING:
    from simdesk.floor.plan import FloorPlan
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
    """

    contacts: tuple[tuple[float, ...], ...]
    offered: tuple[float, ...]
    on_duty: tuple[float, ...]
    scheduled_hours: float


def load_of(floor: FloorPlan, demand: DemandPlan) -> Load:
    """Weigh the work of a day against the agents."""
    by_queue = np.add.reduceat(demand.expected, [queue.first for queue in floor.whole_queues], axis=0)
    contacts = tuple(tuple(counts) for counts in by_queue.tolist())
    offered = tuple(offered_loads(floor, demand).sum(axis=0).tolist())
    duty = tuple(planned_heads(floor).sum(axis=0).tolist())
    hours = math.fsum(
        math.fsum(group.headcount) * floor.interval / 3600
        + math.fsum(shift.agents * (shift.end - shift.start) / 3600 for shift in group.shifts)
        for group in floor.groups
    )
    return Load(contacts, offered, duty, hours)


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
    totals = [math.fsum(counts) for counts in load.contacts]
    led_to = {name for name, queue in scenario.model.queues.items() if queue.arrivals is None}
    shown = ", ".join(
        f"{queue.name} {'from others' if queue.name in led_to else f'{total:,.0f}'}"
        for queue, total in zip(demand.queues, totals, strict=True)
    )
    when = f"in {several} days" if several else "a day"
    lines.append(f"{_counted(len(totals), 'queue')}, {math.fsum(totals):,.0f} contacts {when} expected ({shown})")
    groups = ", ".join(group.name for group in floor.groups)
    tight = max(_open_intervals(floor), key=lambda index: load.offered[index] - load.on_duty[index])
    at = floor.clock(floor.opening + tight * floor.interval)
    lines.append(
        f"{_counted(len(floor.groups), 'agent group')}, {load.scheduled_hours:,.1f} agent hours ({groups}); "
        f"tightest at {at}: {load.offered[tight]:.1f} erlangs for {load.on_duty[tight]:.1f} on duty"
    )
    lines += customers_line(scenario.model)
    lines += people_line(scenario.model)
    return [
        *lines,
        *_notes(floor, load),
        *routing_notes(scenario.model, floor),
        *people_notes(scenario.model, floor),
        *journey_notes(scenario.model, demand),
        *_peaks(floor, demand, load),
    ]


def _open_intervals(floor: FloorPlan) -> list[int]:
    """The intervals in which the centre is open."""
    begins = [floor.opening + index * floor.interval for index in range(floor.intervals)]
    return [k for k, begin in enumerate(begins) if any(opens <= begin < closes for opens, closes in floor.spans)]


def _notes(floor: FloorPlan, load: Load) -> list[str]:
    notes = [
        f"note: {group.name} is never on duty"
        for group in floor.groups
        if not any(group.headcount) and not any(shift.agents for shift in group.shifts)
    ]
    over = [
        floor.clock(floor.opening + index * floor.interval)
        for index in _open_intervals(floor)
        if load.offered[index] > load.on_duty[index] > 0
    ]
    if over:
        notes.append(f"note: more work than agents in {_counted(len(over), 'interval')}, first at {over[0]}")
    empty = [
        floor.clock(floor.opening + index * floor.interval)
        for index in _open_intervals(floor)
        if load.offered[index] > 0 and load.on_duty[index] == 0
    ]
    if empty:
        notes.append(f"note: nobody is on duty in {_counted(len(empty), 'interval')} with contacts, first at {empty[0]}")
    return notes


def _peaks(floor: FloorPlan, demand: DemandPlan, load: Load) -> list[str]:
    """Arrivals are drawn at the peak's rate and thinned, so a day with one high peak is slow to draw."""
    notes = []
    for queue, counts in zip(demand.queues, load.contacts, strict=True):
        if isinstance(queue.arrivals, ListedArrivals) or max(counts) * len(counts) <= SHARP_PEAK * math.fsum(counts):
            continue
        at = floor.clock(demand.opening + counts.index(max(counts)) * demand.interval)
        share = max(counts) / math.fsum(counts)
        notes.append(f"note: {share:.0%} of the contacts of {queue.name} come in the interval at {at}; its days are slow to draw")
    return notes


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
