"""Trunk lines: a contact holds one from its arrival to the end of the talk."""

from __future__ import annotations

from simdesk.rules.calendar import Calendar
from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, QueueRow


def no_trunk(floor: Floor, queue: QueueRow) -> bool:
    """Whether all lines of the queue's trunk group are in use."""
    if queue.trunk == NOBODY:
        return False
    trunk = floor.trunks[queue.trunk]
    return bool(trunk.in_use >= trunk.lines)


def seize_trunk(floor: Floor, queue: QueueRow, lines: int) -> None:
    """One more contact of the queue holds a trunk line, or one fewer (-1)."""
    if queue.trunk != NOBODY:
        floor.trunks[queue.trunk].in_use += lines


def hang_up(floor: Floor, calendar: Calendar, c: int, now: float) -> None:
    """The talk of contact ``c`` is over and its trunk line is free (asked only where trunks are counted)."""
    seize_trunk(floor, floor.queues[floor.contacts[c].queue], -1)
