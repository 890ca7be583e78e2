"""Which floors have a metric in their tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simdesk.measure.undone import LIVE_CHANNELS

if TYPE_CHECKING:
    from simdesk.floor.plan import FloorPlan


def with_bots(floor: FloorPlan) -> bool:
    """Floors with a bot in front."""
    return any(queue.bot for queue in floor.queues)


def with_several_contacts_each(floor: FloorPlan) -> bool:
    """Floors where agents of some group may have several contacts at the same time."""
    return any(group.concurrency is not None for group in floor.groups)


def with_due_work(floor: FloorPlan) -> bool:
    """Floors with a queue whose work is due in a time."""
    return any(math.isfinite(queue.due) for queue in floor.queues)


def with_work_for_later(floor: FloorPlan) -> bool:
    """Floors with a queue of no live channel, whose work may wait."""
    return any(queue.channel not in LIVE_CHANNELS and not queue.bot for queue in floor.queues)
