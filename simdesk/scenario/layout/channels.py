"""Channels in numbers: what an agent may have in hand at once, bots and campaigns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simdesk.demand import journey_plans
from simdesk.demand.distributions import unlimited
from simdesk.demand.plan import ListedArrivals, always
from simdesk.floor.parts import Concurrency
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.channels import Channel
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.layout.distributions import distribution_of
from simdesk.scenario.layout.horizon import Horizon
from simdesk.scenario.layout.varying import varying_of


def channel_of(name: str, group: AgentGroup, channels: Mapping[str, Channel]) -> Channel:
    """A channel as it holds in a group, where the scenario's ``channels`` do not."""
    own, whole = group.channels.get(name, Channel()), channels.get(name, Channel())
    return Channel.model_construct(
        **{word: getattr(own, word) if getattr(own, word) is not None else getattr(whole, word) for word in Channel.model_fields}
    )


def has_several(group: AgentGroup, queues: Mapping[str, Queue], whole: Mapping[str, Channel]) -> bool:
    """Whether agents of a group that answers the queues may have several contacts in hand, or work at another pace."""
    channels = {queue.channel: channel_of(queue.channel, group, whole) for queue in queues.values()}
    words = [one for channel in channels.values() for one in (channel.beside, channel.interrupted_by) if one]
    together = any(other in channels for one in words for other in one)
    more = any((channel.at_once or 1) > 1 for channel in channels.values())
    slow = any(channel.pace is not None and channel.pace[0] != 1.0 for channel in channels.values())
    by_time = any(queue.customer_time is not None or queue.leaves_after is not None for queue in queues.values())
    return together or more or slow or by_time or group.capacity is not None


def concurrency_of(group: AgentGroup, model: ScenarioModel) -> Concurrency | None:
    """What an agent of a group may have in hand at once; None when that is one contact at a time."""
    queues = {name: queue for name, queue in model.queues.items() if name in group.skills}
    if not has_several(group, queues, model.channels):
        return None
    channels = {queue.channel: channel_of(queue.channel, group, model.channels) for queue in queues.values()}
    names = tuple(dict.fromkeys(queue.channel for queue in model.queues.values()))
    least = {name: min((q.units for q in queues.values() if q.channel == name), default=1.0) for name in names}
    slots, mixes, paces = [], [], []
    for name in names:
        channel = channels.get(name, Channel())
        slots.append(_slots(channel, least[name], group.capacity))
        mixes.append(tuple(_mix(channel, other, group.capacity is not None) for other in names))
        paces.append(channel.pace or (1.0,))
    return Concurrency(tuple(slots), tuple(mixes), tuple(paces), math.inf if group.capacity is None else group.capacity)


def _slots(channel: Channel, units: float, capacity: float | None) -> int:
    if channel.at_once is not None:
        return channel.at_once
    return 1 if capacity is None else max(math.floor(capacity / units + 1e-9), 1)


def _mix(channel: Channel, other: str, by_capacity: bool) -> str:
    if channel.interrupted_by is not None and other in channel.interrupted_by:
        return "rests"
    beside = by_capacity if channel.beside is None else other in channel.beside
    return "together" if beside else "apart"


def channels_in_demand(name: str, queue: Queue, queues: Mapping[str, Queue], day: Day | Horizon) -> dict[str, Any]:
    """What a queue's channel makes of its contacts: the fields of ``demand.plan.QueueDemand`` of that name."""
    order = list(queues)
    made: dict[str, Any] = {}
    for word in ("customer_time", "leaves_after"):
        form = getattr(queue, word)
        if form is not None:
            made[word] = varying_of(form, day, name)
    if queue.bot is not None:
        failed = queue.bot.failed
        made["bot"] = journey_plans.Bot(
            contained=queue.bot.contained,
            queue=order.index(queue.bot.passes_to),
            handle_time=queue.bot.handle_time,
            failed=0.0 if failed is None else failed.share,
            failed_queue=0 if failed is None else order.index(failed.to),
            failed_after=None if failed is None else distribution_of(failed.after),
        )
    if queue.campaign is not None:
        campaign = queue.campaign
        never = campaign.retry_after is None
        made["campaign"] = journey_plans.Campaign(
            reached=campaign.reached,
            dialling=campaign.preview + campaign.dialling,
            retry_after=None if campaign.retry_after is None else distribution_of(campaign.retry_after),
            at_most=1 if never else campaign.at_most,
        )
        made["arrivals"] = ListedArrivals((day.opening,) * campaign.records)
        made["patience"] = always(unlimited())
    return made
