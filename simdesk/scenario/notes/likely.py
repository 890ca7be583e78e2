"""What can be read and is likely wrong: queues nobody covers, loads nobody can do, times and targets that look like slips."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from simdesk.demand.plan import DemandPlan, ListedArrivals
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_duration
from simdesk.measure.loads import mean_by_interval
from simdesk.measure.registry import DONE_IN_TIME
from simdesk.measure.undone import LIVE_CHANNELS
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.people import planned_shrinkage
from simdesk.scenario.notes.events import events_at
from simdesk.scenario.notes.load import Load
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.presence import presence_of, uncovered
from simdesk.scenario.notes.wording import listing, percent

SHORTEST_HANDLE_TIME = 10.0
"""Seconds, talk and wrap-up: below this, minutes may stand where seconds are meant."""
LONGEST_HANDLE_TIME = {True: 3600.0, False: 8 * 3600.0}
"""Seconds: of live channels, and of work that may be done later."""
LONGEST_PATIENCE = 3600.0
"""Seconds on average, on live channels."""
SHORTEST_PATIENCE = 5.0
HIGH_OCCUPANCY = 0.92
"""Over the whole day; few centres plan for more than 85 to 90%."""
LARGE_SHRINKAGE = 0.2
"""From here on planned shrinkage often holds breaks already."""
FEWEST_CONTACTS = 0.5
"""Contacts a day that need no mention when nobody is there for them."""
FEW_INTERVALS = 4
"""Fewer equal volumes than this are no sign of a slip."""
SMALLEST_SCALE, LARGEST_SCALE = 0.3, 3.0
"""Of volumes: a share of 10% is often meant as 10% more."""
_SMALL_SCALE = 0.5
"""Below it, a scale that is written out is more likely to be meant as so much more."""
SHORTEST_SHIFT = 3600.0
"""Seconds."""
FAR_TOO_MUCH = 3.0
"""Times the work the agents can do."""


def likely_slips(model: ScenarioModel, floor: FloorPlan, demand: DemandPlan, load: Load) -> list[Note]:
    """Notes on what may be a slip.

    Parameters
    ----------
    model : ScenarioModel
    floor, demand : FloorPlan, DemandPlan
        Laid out without classes of customers.
    load : Load

    Returns
    -------
    list of Note
    """
    return [
        *_uncovered(floor, demand, load),
        *_too_much(model, floor, load),
        *_equal_volumes(model, demand, load),
        *_times(model, demand),
        *_scales(model),
        *_short_shifts(model),
        *_no_patience(model),
        *_voice_by_default(model),
        *_wrong_sides(model),
        *_costless(model),
        *_breaks_twice(model),
    ]


def _uncovered(floor: FloorPlan, demand: DemandPlan, load: Load) -> Iterator[Note]:
    presence = presence_of(floor)
    for q, (queue, asked) in enumerate(zip(floor.queues, demand.queues, strict=True)):
        if queue.bot or asked.campaign is not None:
            continue
        gaps = list(uncovered(floor, presence, q, np.array(load.contacts[q])))
        if not gaps:
            continue
        contacts = sum(gap[2] for gap in gaps)
        if contacts < FEWEST_CONTACTS:
            continue
        total = sum(load.contacts[q])
        if queue.channel not in LIVE_CHANNELS and contacts < total * (1 - 1e-9):
            continue  # such work may wait until somebody comes
        begin, end, _ = gaps[0]
        more = "" if len(gaps) == 1 else " and once more" if len(gaps) == 2 else f" and {len(gaps) - 1} more times"
        text = (
            f"no agent who answers {queue.name} is on duty from {floor.clock(begin)} to {floor.clock(end, end=True)}{more}, "
            f"when {_contacts(contacts)} arrive"
        )
        yield Note(
            "uncovered", ("queues", queue.name), text, "give somebody the skill, stagger the breaks, or close the queue then"
        )


def _too_much(model: ScenarioModel, floor: FloorPlan, load: Load) -> Iterator[Note]:
    work, able = math.fsum(load.offered), math.fsum(load.able)
    hours = floor.interval / 3600.0
    if work > able > 0:
        text = f"more work than agents: {work * hours:,.1f} hours of work arrive for {able * hours:,.1f} hours of agents on duty"
        yield Note("overload", ("agent_groups",), text, "more agents, fewer contacts or a shorter handle time")
        return
    for pool in load.pools:
        # What may wait is no load that exceeds the agents of an interval.
        over = [k for k in load.open_intervals if pool.on_duty[k] > 0 and pool.offered[k] - pool.waits[k] > pool.able[k]]
        if over:
            of = "" if len(load.pools) == 1 else f" of {listing(floor.queues[q].name for q in pool.queues)}"
            begin = floor.opening + over[0] * floor.interval
            during = events_at(model, begin, floor)
            event = f" ({listing(during)})" if during else ""
            count = f"{len(over)} interval{'' if len(over) == 1 else 's'}"
            text = f"load{of} exceeds agents in {count}, first at {floor.clock(begin)}{event}"
            yield Note("overload", ("agent_groups",), text)
    live = all(queue.channel in LIVE_CHANNELS for queue in floor.queues if not queue.bot)
    if live and able > 0 and work > HIGH_OCCUPANCY * able:
        text = f"agents would be busy {work / able:.0%} of the day: few people keep up more than 85 to 90%"
        yield Note("high_occupancy", ("agent_groups",), text)


def _equal_volumes(model: ScenarioModel, demand: DemandPlan, load: Load) -> Iterator[Note]:
    for name, counts in zip(model.queues, load.contacts, strict=True):
        arrivals = model.queues[name].arrivals
        written = None if arrivals is None else arrivals.volumes
        if not isinstance(written, tuple) or len(written) < FEW_INTERVALS or len(set(written)) > 1 or not written[0]:
            continue
        if math.fsum(load.offered) > FAR_TOO_MUCH * math.fsum(load.able):
            text = f"every interval of {name} has {written[0]:,g} contacts, {sum(counts):,.0f} in all: is this a day's volume?"
            yield Note("implausible", ("queues", name, "arrivals", "volumes"), text, f"write per_day: {written[0]:g}")


def _times(model: ScenarioModel, demand: DemandPlan) -> Iterator[Note]:
    for name, queue in zip(model.queues, demand.queues, strict=True):
        written = model.queues[name]
        if written.bot is not None or (isinstance(queue.arrivals, ListedArrivals) and not queue.arrivals.times):
            continue
        live = written.channel in LIVE_CHANNELS
        handled = float(np.mean(mean_by_interval(queue.handle_time, demand) + mean_by_interval(queue.wrap_up, demand)))
        at = ("queues", name, "handle_time")
        if 0 < handled < SHORTEST_HANDLE_TIME:
            text = f"handle time of {name} is {format_duration(handled)} with wrap-up: are these minutes?"
            yield Note("implausible", at, text, f"write {handled:g} min if so")
        elif handled > LONGEST_HANDLE_TIME[live]:
            yield Note("implausible", at, f"handle time of {name} is {format_duration(handled)} with wrap-up", "check the unit")
        patience = float(np.mean(mean_by_interval(queue.patience, demand)))
        given = live and written.patience is not None and not math.isinf(patience)
        if given and not SHORTEST_PATIENCE <= patience <= LONGEST_PATIENCE:
            text = f"customers of {name} give up after {format_duration(patience)} on average"
            yield Note("implausible", ("queues", name, "patience"), text, "check the unit")


def _scales(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        scale = None if queue.arrivals is None else queue.arrivals.scale
        if scale is not None and not _SMALL_SCALE <= scale <= LARGEST_SCALE:
            text = f"the scale of {name} is {percent(scale)}: that is the share of the volume that arrives"
            hint = f"write scale: {100 + scale * 100:.4g}% for {percent(scale)} more"
            yield Note("implausible", ("queues", name, "arrivals", "scale"), text, hint if scale < 1 else "")


def _short_shifts(model: ScenarioModel) -> Iterator[Note]:
    for name, group in model.agent_groups.items():
        for index, shift in enumerate(group.shifts or ()):
            if shift.length < SHORTEST_SHIFT:
                text = f"a shift of {name} is {format_duration(shift.length)} long"
                yield Note("implausible", ("agent_groups", name, "shifts", index, "length"), text, "check the unit")


def _no_patience(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        waits = queue.channel in LIVE_CHANNELS and queue.bot is None and queue.arrivals is not None
        if waits and queue.patience is None and not _channel_meant(name, queue, model):
            text = f"nobody of {name} ever gives up: it has no patience"
            yield Note("no_patience", ("queues", name), text, "write patience: 2 min, or patience: unlimited if this is meant")


def _voice_by_default(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        if meant := _channel_meant(name, queue, model):
            text = f"queue {name} is voice, since it has no channel"
            yield Note("voice_by_default", ("queues", name), text, f"write channel: {meant}, or channel: voice if this is meant")


def _channel_meant(name: str, queue: Queue, model: ScenarioModel) -> str:
    """The channel that the name or the targets of a queue without one speak of; empty where they speak of none."""
    if "channel" in queue.model_fields_set or queue.campaign is not None:
        return ""
    words = set(re.split(r"[^a-z]+", name.lower()))
    meant = next((channel for channel, said in _SAID_OF_CHANNELS.items() if words & said), "")
    timed = any(one.expression.metric == DONE_IN_TIME and one.expression.subject == name for one in model.targets)
    return meant or ("ticket" if timed or queue.due is not None else "")


_SAID_OF_CHANNELS = {
    "email": {"mail", "mails", "email", "emails"},
    "ticket": {"ticket", "tickets", "case", "cases"},
    "chat": {"chat", "chats", "webchat", "livechat"},
    "message": {"message", "messages", "messaging", "whatsapp", "sms"},
    "social": {"social", "facebook", "twitter", "instagram"},
    "video": {"video"},
    "back_office": {"backoffice", "paperwork", "letters", "post"},
}
"""Words in the name of a queue that say which channel it is."""


def _costless(model: ScenarioModel) -> Iterator[Note]:
    """A target on cost where nothing costs."""
    for number, target in enumerate(model.targets):
        if target.expression.metric == "cost" and not any(group.cost for group in model.agent_groups.values()):
            text = f"{target.text} compares 0: no agent group has a cost"
            yield Note("no_effect", ("targets", number), text, "in each agent group write cost: 24 per h, what an agent costs")


def _wrong_sides(model: ScenarioModel) -> Iterator[Note]:
    for index, target in enumerate(model.targets):
        better = target.expression.about.better
        if better and (better > 0) != target.comparison.startswith(">"):
            turned = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}[target.comparison]
            text = f"{target.text} is met more easily by worse service"
            hint = (
                f"write {target.text.replace(target.comparison, turned, 1)} if {'at least' if better > 0 else 'at most'} is meant"
            )
            yield Note("wrong_side", ("targets", index), text, hint)


def _breaks_twice(model: ScenarioModel) -> Iterator[Note]:
    for name, group in model.agent_groups.items():
        share = planned_shrinkage(group)
        if share >= LARGE_SHRINKAGE and any(shift.breaks for shift in group.shifts or ()):
            text = f"{name} has {share:.0%} shrinkage and breaks in its shifts: shrinkage that holds breaks counts them twice"
            yield Note("breaks_in_shrinkage", ("agent_groups", name, "shrinkage"), text, "leave the breaks out of one of them")


def _contacts(number: float) -> str:
    return f"{number:,.0f} contact{'' if round(number) == 1 else 's'}" if number >= 0.95 else f"{number:.1f} contacts"
