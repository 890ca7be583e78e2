"""What customers do besides wait, in one line, and what of it is allowed but may be a slip."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simdesk.demand.legs import MOST_LEGS
from simdesk.demand.plan import DemandPlan
from simdesk.scenario.language.journeys import BalkingSteps
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.journeys import legs_drawn
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import percent
from simdesk.units import format_duration

MANY_LEGS = 25.0
"""So many legs drawn for each customer make a day slow to draw."""
RARELY_CUT = 1e-3
"""Shares of journeys cut short that need no mention."""


def customers_line(model: ScenarioModel) -> list[str]:
    """One line on what customers do who do not just wait; none where all of them do."""
    said = {name: list(_habits(queue)) for name, queue in model.queues.items()}
    told = "; ".join(f"{name}: {', '.join(habits)}" for name, habits in said.items() if habits)
    return [f"customers of {told}"] if told else []


def _habits(queue: Queue) -> Iterator[str]:
    for name, one in queue.customers.items():
        credit = f" with {format_duration(one.credit)} credit" if one.credit else ""
        yield f"{percent(one.share)} are {name}{' and go first' if one.first else credit}"
    if isinstance(queue.balking, BalkingSteps):
        by_wait = queue.balking.by_predicted_wait
        first = min(by_wait) if by_wait else min(queue.balking.by_queue_length or {0: 0.0})
        yield f"balk from {f'a predicted wait of {format_duration(first)}' if by_wait else f'{first:g} waiting'} on"
    elif queue.balking > 0:
        yield f"{percent(queue.balking)} balk"
    if queue.announcement is not None:
        yield "hear the predicted wait"
    if queue.redial is not None:
        again, blocked = queue.redial.share, queue.redial.after_blocked
        after_busy = "" if blocked is None else f" ({percent(blocked)} after a busy signal)"
        yield f"{percent(again)} of lost contacts try again{after_busy}{_to(queue.redial.to)}"
    if queue.call_back is not None:
        yield f"{percent(queue.call_back.accepted)} of those offered take a call-back{_to(queue.call_back.queue)}"
    if queue.misrouted is not None:
        yield f"{percent(queue.misrouted.share)} come{_to(queue.misrouted.to)} by mistake"
    if queue.transfer is not None:
        yield f"{' and '.join(f'{percent(share)} go on{_to(name)}' for name, share in queue.transfer.to.items())}"
    if queue.assistance is not None:
        yield f"{percent(queue.assistance.share)} need help from {queue.assistance.queue}"
    if queue.repeat is not None:
        yield f"{percent(queue.repeat.unresolved)} are not resolved and come again{_to(queue.repeat.to)}"
    if queue.leaves_after is not None:
        yield "leave a conversation that takes too long"
    if queue.bot is not None:
        yield f"{percent(queue.bot.contained)} end in the bot and the others go on to {queue.bot.passes_to}"
        if queue.bot.failed is not None:
            yield f"{percent(queue.bot.failed.share)} of those who ended there come to {queue.bot.failed.to} after all"
    if queue.campaign is not None:
        calls = "" if queue.campaign.retry_after is None else f", with up to {queue.campaign.at_most} calls each"
        yield f"{percent(queue.campaign.reached)} of the calls reach them{calls}"


def _to(queue: str | None) -> str:
    return "" if queue is None else f" to {queue}"


def journey_notes(model: ScenarioModel, demand: DemandPlan) -> list[Note]:
    """Notes on agents who wait for each other, journeys that are long or cut short, and words that have no effect."""
    return [*_waiting_for_each_other(model), *_long_journeys(demand), *_idle_words(model)]


def _waiting_for_each_other(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        holds: list[str] = []
        if queue.assistance is not None:
            holds.append(queue.assistance.queue)
        if queue.transfer is not None and queue.transfer.warm:
            holds += queue.transfer.to
        for target in holds:
            helpers = {group for group, one in model.agent_groups.items() if target in one.skills}
            held = {group for group, one in model.agent_groups.items() if name in one.skills}
            patience = model.queues[target].patience
            if helpers <= held and (patience is None or patience.unlimited):
                text = f"all who answer {target} answer {name} too: they may all wait for each other and never stop"
                yield Note("locked", ("queues", target), text, f"give {target} a patience")


def _long_journeys(demand: DemandPlan) -> Iterator[Note]:
    for q, queue in enumerate(demand.queues):
        if demand.expected[q].sum() == 0:
            continue
        legs, cut = legs_drawn(demand, q, math.inf)
        if cut > RARELY_CUT:
            text = f"{percent(cut)} of the journeys of {queue.name} may be cut after {MOST_LEGS} contacts"
            yield Note("long_journeys", ("queues", queue.name.partition(".")[0]), text)
        elif legs > MANY_LEGS:
            text = f"up to {legs:,.0f} contacts are drawn for each customer of {queue.name}; its days are slow to simulate"
            yield Note("long_journeys", ("queues", queue.name.partition(".")[0]), text)


def _idle_words(model: ScenarioModel) -> Iterator[Note]:
    for name, queue in model.queues.items():
        back = queue.call_back
        if back is not None and back.reached == 1.0:
            idle = sorted({"dialling", "retry_after", "at_most"} & back.model_fields_set)
            if idle:
                text = f"{idle[0]} has no effect for call_back of {name}: every call reaches the customer"
                yield Note("no_effect", ("queues", name, "call_back", idle[0]), text)
        if queue.redial is not None and queue.redial.share == 0 and not queue.redial.after_blocked:
            text = f"nobody of {name} tries again: the share of its redial is 0%"
            yield Note("no_effect", ("queues", name, "redial", "share"), text)
