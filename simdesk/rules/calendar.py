"""The calendar: what is going to happen, by kind. Each clock brings its own ``schedule`` and ``note``."""

from __future__ import annotations

from typing import Protocol

from simdesk.rules.rows import Real, Whole, laid_out

PLANNED = (
    "close_queue",
    "open_centre",
    "open_queue",
    "outage_over",
    "outage",
    "close_centre",
    "start",
    "staff",
    "break_due",
    "shift_over",
    "meeting_due",
    "meeting_of_kind",
    "end_horizon",
)
"""What is planned before the day begins. At equal times in this order, and before anything else."""
(
    CLOSE_QUEUE,
    OPEN_CENTRE,
    OPEN_QUEUE,
    OUTAGE_OVER,
    OUTAGE,
    CLOSE_CENTRE,
    START,
    STAFF,
    BREAK_DUE,
    SHIFT_OVER,
    MEETING_DUE,
    MEETING_OF_KIND,
    END_HORIZON,
) = range(len(PLANNED))

SCHEDULED = (
    "finish",
    "give_up",
    "hang_up",
    "try_again",
    "back_from_break",
    "open_step",
    "follow",
    "work_due",
    "leave_talk",
    "ring_over",
    "put_down",
    "ready",
)
"""What the rules schedule while the day runs, played by (time, order of scheduling)."""
(
    FINISH,
    GIVE_UP,
    HANG_UP,
    TRY_AGAIN,
    BACK_FROM_BREAK,
    OPEN_STEP,
    FOLLOW,
    WORK_DUE,
    LEAVE_TALK,
    RING_OVER,
    PUT_DOWN,
    READY,
) = range(len(SCHEDULED))


class SpanRow:
    """A span of an agent's day, as the log keeps it."""

    agent: Whole
    group: Whole
    activity: Whole
    begin: Real
    end: Real


SPAN = laid_out(SpanRow)
"""What is noted while the day runs."""


class Calendar(Protocol):
    """The calendar as rules see it."""

    def schedule(self, when: float, what: int, who: int) -> None:
        """Let ``what`` happen to ``who`` at ``when``."""

    def note(self, agent: int, group: int, activity: int, begin: float, end: float) -> None:
        """Keep a span of an agent's day."""


def schedule(calendar: Calendar, when: float, what: int, who: int) -> None:
    """Let ``what`` happen to ``who`` (a row index) at ``when``, seconds after midnight."""
    calendar.schedule(when, what, who)


def note(calendar: Calendar, agent: int, group: int, activity: int, begin: float, end: float) -> None:
    """Enter a span of an agent's day into the log (seconds after midnight)."""
    calendar.note(agent, group, activity, begin, end)
