"""The calendar: what is going to happen, by kind. Each clock brings its own ``schedule`` and ``note``."""

from __future__ import annotations

from typing import Any

# Planned before the doors open. At equal times in this order, and before anything else.
CLOSE, START, STAFF, BREAK_DUE, SHIFT_OVER = range(5)
MEETING_DUE, MEETING_OF_KIND = 5, 6

# And before those of the same time, or behind them.
CLOSE_QUEUE, OPEN_DOORS, OPEN_QUEUE, OUTAGE_OVER, OUTAGE = range(-5, 0)
END_HORIZON = 9

# Scheduled by the rules while the day runs, played by (time, order of scheduling).
FINISH, GIVE_UP, HANG_UP, TRY_AGAIN, BACK_FROM_BREAK, OPEN_STEP, FOLLOW, WORK_DUE, LEAVE_TALK = range(10, 19)
RING_OVER, PUT_DOWN, READY = range(30, 33)


def schedule(calendar: Any, when: float, what: int, who: int) -> None:
    """Let ``what`` happen to ``who`` (a row index) at ``when``, seconds after midnight."""
    calendar.schedule(when, what, who)


def note(calendar: Any, agent: int, group: int, activity: int, begin: float, end: float) -> None:
    """Enter a span of an agent's day into the log (seconds after midnight)."""
    calendar.note(agent, group, activity, begin, end)
