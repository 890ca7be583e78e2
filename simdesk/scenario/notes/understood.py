"""What was understood of a scenario, in the words of the trade: the day, each queue, each agent group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.notes.agent_words import group_line, group_lines
from simdesk.scenario.notes.centre_words import centre_lines, day_line
from simdesk.scenario.notes.customer_words import customer_lines
from simdesk.scenario.notes.durations import durations_in_words
from simdesk.scenario.notes.events import events_at, events_in_words
from simdesk.scenario.notes.files import bare_numbers_in_words, columns_in_words
from simdesk.scenario.notes.load import Load, Pool, open_intervals
from simdesk.scenario.notes.over_day import totals_by_day
from simdesk.scenario.notes.passed import helping_later, transferred
from simdesk.scenario.notes.queue_words import answering_lines, arrivals_way, come_together, scale_words
from simdesk.scenario.notes.skills import skills_in_words
from simdesk.scenario.notes.wording import listing, percent, spoken

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario


_A_CONTACT = 0.5
"""So many more or fewer contacts are told."""


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
    passed = transferred(model, *lay_out_whole(model), load)
    return [
        day_line(scenario, floor),
        *(f"  {line}" for line in centre_lines(scenario, floor)),
        *_targets(scenario),
        *(
            line
            for q, queue in enumerate(floor.queues)
            for line in _queue(scenario, floor, load, q, durations[queue.name], passed)
        ),
        *(line for g, takes in enumerate(skills_in_words(scenario)) for line in _group(model, floor, load, g, takes)),
        *(f"file: {line}" for line in columns_in_words(scenario)),
        *bare_numbers_in_words(scenario),
        *_tightest(model, floor, load),
        *(f"event: {line}" for line in events_in_words(scenario)),
    ]


def _targets(scenario: Scenario) -> Iterator[str]:
    """The targets; of the first that bounds occupancy from above also that nobody is added to meet it."""
    told = False
    for target in scenario.targets:
        bounds = target.expression.metric == "occupancy" and target.comparison.startswith("<") and not told
        told = told or bounds
        yield f"target: {target.text}{' (checked, and no agents are added to meet it)' if bounds else ''}"


def _queue(scenario: Scenario, floor: FloorPlan, load: Load, q: int, durations: str, passed: Mapping[str, str]) -> Iterator[str]:
    name, model = floor.queues[q].name, scenario.model
    queue = model.queues[name]
    yield f"queue {name} ({queue.channel}): {_arrivals(queue, model, floor, load, q, passed.get(name, ''))}"
    by_day = totals_by_day(floor, load.contacts[q])
    if load.coming and abs(load.coming[q] - math.fsum(load.contacts[q])) > _A_CONTACT:
        days = " a day" if floor.dates is None else f" in {len(floor.dates.names)} days"
        yield f"  with the events {load.coming[q]:,.0f} contacts{days} arrive"
    if by_day and queue.campaign is None and queue.arrivals is not None:
        yield f"  by day: {by_day}"
    yield from (f"  {part}" for part in durations.split("; "))
    yield from (f"  {line}" for line in answering_lines(name, queue, model, floor, q))
    yield from (f"  {line}" for line in customer_lines(name, queue))


def _arrivals(queue: Queue, model: ScenarioModel, floor: FloorPlan, load: Load, q: int, transfers: str) -> str:
    name, counts = floor.queues[q].name, load.contacts[q]
    said = []
    if queue.campaign is not None:
        said.append(f"a list of {queue.campaign.records:,} customers to call")
    elif queue.arrivals is not None:
        several = "" if floor.dates is None else f" in {len(floor.dates.names)} days"
        total = _count(math.fsum(counts))
        each = f"{total} {'contact' if total == '1' else 'contacts'}{several or ' a day'}{scale_words(queue.arrivals.scale)}"
        varies = queue.arrivals.day_to_day
        said.append(f"{each}, varying by {percent(varies)} from day to day" if varies else each)
        if way := arrivals_way(queue):
            said.append(way)
        said += [] if come_together(queue) else _spread(counts, floor, q)
    for other, one in model.queues.items():
        if one.bot is not None and one.bot.passes_to == name:
            passed = math.fsum(load.contacts[list(model.queues).index(other)]) * (1.0 - one.bot.contained)
            shorter = "" if one.bot.handle_time == 1.0 else f", which take {percent(one.bot.handle_time)} of the talk"
            said.append(f"{passed:,.0f} passed on by {other}{shorter}")
    busiest = max(load.by_queue[q])
    if busiest > 0:
        said.append(f"load at most {busiest:,.1f} erlangs")
    if transfers:
        said.append(transfers)
    return "; ".join(said) or "contacts from other queues only"


def _count(total: float) -> str:
    """``1,100``, or ``1,100.5`` where half a contact is expected."""
    return f"{total:,.0f}" if abs(total - round(total)) < 0.05 else f"{total:,.1f}"


def _spread(counts: tuple[float, ...], floor: FloorPlan, q: int) -> list[str]:
    mine = [counts[k] for k in open_intervals(floor, q)]
    most = max(range(len(counts)), key=lambda k: counts[k])
    if not mine or counts[most] <= 0:
        return []
    length = spoken(floor.interval)
    if max(mine) - min(mine) <= 1e-9 * max(mine):
        return [f"evenly spread, {counts[most]:,.1f} in each interval of {length}"]
    return [f"most at {floor.clock(floor.opening + most * floor.interval)}: {counts[most]:,.1f} in {length}"]


def _group(model: ScenarioModel, floor: FloorPlan, load: Load, g: int, takes: str) -> Iterator[str]:
    yield group_line(model, floor, load, g)
    yield f"  {takes.partition(' ')[2]}"
    yield from (f"  {line}" for line in group_lines(model.agent_groups[floor.groups[g].name]))


def _tightest(model: ScenarioModel, floor: FloorPlan, load: Load) -> Iterator[str]:
    """Where work comes nearest to what the agents can do, and what of the work cannot be told by plan."""
    busy = [pool for pool in load.pools if any(pool.offered)] or load.pools[:1]
    for pool in busy:
        of = "" if len(busy) == 1 else f" of {listing(floor.queues[q].name for q in pool.queues)}"
        yield _tightest_of(pool, of, model, floor, load)
    if left_out := _not_counted(model):
        yield f"  not counted: {listing(left_out)}"


def _tightest_of(pool: Pool, of: str, model: ScenarioModel, floor: FloorPlan, load: Load) -> str:
    tight = pool.tightest(load.open_intervals)
    begin = floor.opening + tight * floor.interval
    during = events_at(model, begin, floor)
    event = f" ({listing(during)})" if during else ""
    duty, able, work = pool.on_duty[tight], pool.able[tight], pool.offered[tight]
    waits = pool.waits[tight]
    may_wait = "" if waits <= 0 else " (which may wait)" if waits >= work - 1e-9 else f" ({waits:.1f} of them may wait)"
    more = able > duty * (1.0 + 1e-9)
    several = f", who can do {able:.1f} of such work with several contacts at once" if more else ""
    busy = f" ({work / able:.0%} busy)" if able > 0 else ""
    later = helping_later(floor, pool, [row[tight] for row in load.heads])
    return (
        f"tightest{of} at {floor.clock(begin)}{event}: {work:.1f} erlangs{may_wait} for {duty:.1f} on duty{several}{busy}{later}"
    )


def _not_counted(model: ScenarioModel) -> list[str]:
    """What makes work that depends on how the day goes."""
    kinds = {
        "redial": "redials",
        "call_back": "call-backs",
        "transfer": "transfers",
        "misrouted": "misrouted contacts",
        "assistance": "help by a second agent",
        "repeat": "repeat contacts",
        "campaign": "the calls of campaigns",
    }
    return [word for key, word in kinds.items() if any(getattr(queue, key) is not None for queue in model.queues.values())]
