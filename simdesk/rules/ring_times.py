"""How long contacts ring, and how many do."""

from __future__ import annotations

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, GroupRow, QueueRow


def count_ringing(queue: QueueRow, change: int, now: float) -> None:
    """Agents are called for one more contact of the queue, or for one fewer; they count as waiting."""
    queue.area += queue.ringing * (now - queue.ringing_since)
    queue.ringing_since = now
    queue.ringing += change


def ring_time(floor: Floor, c: int, group: GroupRow) -> float:
    """Seconds from the offer of contact ``c`` to its answer by an agent of ``group``."""
    if group.ring_column == NOBODY:
        return float(group.ring_time)
    return float(floor.rings[c * floor.centre[0].ring_columns + group.ring_column])


def would_answer(floor: Floor, c: int, g: int, now: float) -> float:
    """When group ``g`` would have answered contact ``c``, which has left the queue, had it been offered to it now."""
    return now + ring_time(floor, c, floor.groups[g]) if floor.centre[0].offers == 1 else now
