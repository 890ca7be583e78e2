"""What of the customers' journeys is allowed but may be a slip."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simdesk.demand.plan import DemandPlan
from simdesk.rules.leg_codes import MOST_LEGS
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.layout.journeys import legs_drawn
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import percent

MANY_LEGS = 25.0
"""So many legs that may follow each customer make a day slow to explain, which looks at all of them."""
RARELY_CUT = 1e-3
"""Shares of journeys cut short that need no mention."""


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
            some = f"{percent(cut)} of the" if cut < 1.0 else "many"
            text = f"{some} journeys of {queue.name} may be cut after {MOST_LEGS} contacts"
            yield Note("long_journeys", ("queues", queue.name.partition(".")[0]), text)
        elif legs > MANY_LEGS:
            text = f"up to {legs:,.0f} contacts may follow from each customer of {queue.name}; its days are slow to explain"
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
