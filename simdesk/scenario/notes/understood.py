"""What was understood of a scenario, in the words of the trade: the day, each queue, each agent group."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from simdesk.floor.parts import UNLIMITED
from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.series import iso_date
from simdesk.scenario.layout.horizon import day_name
from simdesk.scenario.layout.people import absence_of, planned_shrinkage
from simdesk.scenario.notes.also import (
    SAID_AT_THE_TOP,
    SAID_OF_ARRIVALS,
    SAID_OF_GROUPS,
    SAID_OF_HOURS,
    SAID_OF_QUEUES,
    also,
)
from simdesk.scenario.notes.durations import durations_in_words
from simdesk.scenario.notes.events import events_in_words
from simdesk.scenario.notes.files import columns_in_words
from simdesk.scenario.notes.journeys import customers_line
from simdesk.scenario.notes.load import Load
from simdesk.scenario.notes.people import people_line
from simdesk.scenario.notes.skills import skills_in_words
from simdesk.scenario.notes.wording import percent
from simdesk.scenario.reading.nodes import Path
from simdesk.units import format_duration

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario


def understood_lines(scenario: Scenario, floor: FloorPlan, load: Load) -> list[str]:
    """The day, its targets, each queue and group, what customers and agents do besides.

    Parameters
    ----------
    scenario : Scenario
    floor : FloorPlan
        Laid out without classes of customers.
    load : Load

    Returns
    -------
    list of str
        A line that belongs to the one above begins with two blanks.
    """
    model, durations = scenario.model, durations_in_words(scenario)
    return [
        _day(scenario, floor),
        *_also(scenario, ("hours",), SAID_OF_HOURS, "  "),
        *_also(scenario, (), SAID_AT_THE_TOP, "  also: "),
        *(f"target: {target.text}" for target in scenario.targets),
        *(line for q, queue in enumerate(floor.queues) for line in _queue(scenario, floor, load, q, durations[queue.name])),
        *(
            line
            for g, takes in enumerate(skills_in_words(scenario))
            for line in (
                _group(model, floor, load, g),
                f"  {takes.partition(' ')[2]}",
                *_also(scenario, ("agent_groups", floor.groups[g].name), SAID_OF_GROUPS, "  also: "),
            )
        ),
        *(f"file: {line}" for line in columns_in_words(scenario)),
        _tightest(floor, load),
        *customers_line(model),
        *people_line(model),
        *(f"event: {line}" for line in events_in_words(scenario)),
    ]


def _also(scenario: Scenario, path: Path, said: Collection[str], before: str) -> list[str]:
    parts = also(scenario.tree, path, said)
    return [f"{before}{'; '.join(parts)}"] if parts else []


def _day(scenario: Scenario, floor: FloorPlan) -> str:
    plan = scenario.replications
    several = 0 if floor.dates is None else len(floor.dates.begins)
    word = f"runs of {several} days" if several else "days"
    days = f"{plan.number} {word}" if plan.number is not None else f"up to {plan.at_most} {word}"
    first = iso_date(scenario.model.hours.first_day)
    date = f"{day_name(first, 0)}, " if first is not None and not several else ""
    hours = f"{date}{floor.clock(floor.opening)} to {floor.clock(floor.closing, end=True)}"
    return (
        f"{scenario.name}: {hours}, {floor.intervals} intervals of {format_duration(floor.interval)}; "
        f"{days} are simulated, seed {scenario.seed}"
    )


def _queue(scenario: Scenario, floor: FloorPlan, load: Load, q: int, durations: str) -> Iterator[str]:
    name, model = floor.queues[q].name, scenario.model
    queue = model.queues[name]
    yield f"queue {name} ({queue.channel}): {_arrivals(queue, model, floor, load, q)}"
    yield from (f"  {part}" for part in durations.split("; "))
    if queue.bot is None:
        yield f"  {_answered_by(floor, q)}"
    parts = [
        *also(scenario.tree, ("queues", name, "arrivals"), SAID_OF_ARRIVALS),
        *also(scenario.tree, ("queues", name), SAID_OF_QUEUES),
    ]
    if parts:
        yield f"  also: {'; '.join(parts)}"


def _arrivals(queue: Queue, model: ScenarioModel, floor: FloorPlan, load: Load, q: int) -> str:
    name, counts = floor.queues[q].name, load.contacts[q]
    said = []
    if queue.campaign is not None:
        said.append(f"a list of {queue.campaign.records:,} customers to call")
    elif queue.arrivals is not None:
        several = "" if floor.dates is None else f" in {len(floor.dates.begins)} days"
        each = f"{math.fsum(counts):,.0f} contacts{several or ' a day'}"
        varies = queue.arrivals.day_to_day
        said.append(f"{each}, varying by {percent(varies)} from day to day" if varies else each)
        most = max(range(len(counts)), key=lambda k: counts[k])
        if counts[most] > 0 and max(counts) - min(counts) <= 1e-9 * max(counts):
            said.append(f"evenly spread, {counts[most]:,.1f} in each interval")
        elif counts[most] > 0:
            said.append(f"most at {floor.clock(floor.opening + most * floor.interval)}: {counts[most]:,.1f} in the interval")
    for other, one in model.queues.items():
        if one.bot is not None and one.bot.passes_to == name:
            passed = math.fsum(load.contacts[list(model.queues).index(other)]) * (1.0 - one.bot.contained)
            shorter = "" if one.bot.handle_time == 1.0 else f", which take {percent(one.bot.handle_time)} of the talk"
            said.append(f"{passed:,.0f} passed on by {other}{shorter}")
    busiest = max(load.by_queue[q])
    if busiest > 0:
        said.append(f"at most {busiest:,.1f} erlangs")
    return "; ".join(said) or "contacts from other queues only"


def _answered_by(floor: FloorPlan, q: int) -> str:
    ranks = [" and ".join(floor.groups[g].name for g in level) for level in floor.queues[q].tries]
    if not ranks:
        return "nobody answers it"
    first, *others = ranks
    then = "".join(f", then {rank}" for rank in others)
    places = floor.queues[q].waiting_places
    limit = "" if places == UNLIMITED else f"; at most {places} wait"
    return f"answered by {first}{then}{limit}"


def _group(model: ScenarioModel, floor: FloorPlan, load: Load, g: int) -> str:
    group = floor.groups[g]
    heads = load.heads[g]
    hours = load.hours[g]
    open_heads = [heads[k] for k in load.open_intervals]
    low, high = min(open_heads), max(open_heads)
    span = f"{high:,.4g}" if high - low < 1e-9 else f"{low:,.4g} to {high:,.4g}"
    away = [
        ("shrinkage", planned_shrinkage(model.agent_groups[group.name])),
        ("absence", absence_of(model.agent_groups[group.name])),
    ]
    parts = " and ".join(f"{percent(share)} {word}" for word, share in away if share)
    shrunk = f" after {parts}" if parts else ""
    currency = f" {model.currency}" if model.currency else ""
    cost = f", {group.cost * 3600:,.2f}{currency} an hour" if group.cost else ""
    return f"group {group.name}: {hours:,.1f} agent hours scheduled, {span} on duty{shrunk}{cost}"


def _tightest(floor: FloorPlan, load: Load) -> str:
    tight = load.tightest
    at = floor.clock(floor.opening + tight * floor.interval)
    more = load.able[tight] > load.on_duty[tight] * (1.0 + 1e-9)
    several = f", who can do up to {load.able[tight]:.1f} at once" if more else ""
    return f"tightest at {at}: {load.offered[tight]:.1f} erlangs for {load.on_duty[tight]:.1f} on duty{several}"
