"""Which rule is played when something happens: one table for what the rules schedule, one for what is planned."""

from __future__ import annotations

from collections.abc import Callable

from simdesk.rules.arriving import try_again
from simdesk.rules.breaks import break_due, meeting_due
from simdesk.rules.calendar import (
    BACK_FROM_BREAK,
    BREAK_DUE,
    CLOSE_CENTRE,
    CLOSE_QUEUE,
    END_HORIZON,
    FINISH,
    FOLLOW,
    GIVE_UP,
    HANG_UP,
    LEAVE_TALK,
    MEETING_DUE,
    MEETING_OF_KIND,
    OPEN_CENTRE,
    OPEN_QUEUE,
    OPEN_STEP,
    OUTAGE,
    OUTAGE_OVER,
    PLANNED,
    PUT_DOWN,
    READY,
    RING_OVER,
    SCHEDULED,
    SHIFT_OVER,
    STAFF,
    START,
    TRY_AGAIN,
    WORK_DUE,
    Calendar,
)
from simdesk.rules.concurrent_work import leave_talk, work_due
from simdesk.rules.dispatch import Rule, dispatch
from simdesk.rules.floor import Floor
from simdesk.rules.following import follow
from simdesk.rules.free_agents import back_from_break, finish
from simdesk.rules.leaving import give_up
from simdesk.rules.open_and_close import begin_outage, close_centre, close_queue, end_horizon, end_outage, open_centre, open_queue
from simdesk.rules.ringing import put_down, ready, ring_over
from simdesk.rules.rows import StaffChangeRow
from simdesk.rules.service import offer_queues, open_step
from simdesk.rules.shifts import change_staff, shift_over, start_shift
from simdesk.rules.trunks import hang_up

Happens = Callable[[Floor, Calendar, int, float], None]

SCHEDULED_RULES: dict[int, Happens] = {
    FINISH: finish,
    GIVE_UP: give_up,
    HANG_UP: hang_up,
    TRY_AGAIN: try_again,
    BACK_FROM_BREAK: back_from_break,
    OPEN_STEP: open_step,
    FOLLOW: follow,
    WORK_DUE: work_due,
    LEAVE_TALK: leave_talk,
    RING_OVER: ring_over,
    PUT_DOWN: put_down,
    READY: ready,
}
"""What the rules schedule, most frequent first: ``rule(floor, calendar, who, now)``."""

play_scheduled: Callable[[Floor, Calendar, int, int, float], None] = dispatch(
    "play_scheduled",
    "floor, calendar, what, who, now",
    "what",
    {code: (rule, "floor, calendar, who, now") for code, rule in SCHEDULED_RULES.items()},
    SCHEDULED,
)
"""What was scheduled happens."""

PLANNED_RULES: dict[int, tuple[Rule, str]] = {
    CLOSE_CENTRE: (close_centre, "floor, calendar, now"),
    START: (start_shift, "floor, calendar, change.who, now"),
    STAFF: (change_staff, "floor, calendar, change.who, change.agents, now"),
    BREAK_DUE: (break_due, "floor, calendar, change.who, change.length, now"),
    SHIFT_OVER: (shift_over, "floor, calendar, change.who, now"),
    MEETING_DUE: (meeting_due, "floor, calendar, change.who, change.agents, 0, change.length, now"),
    MEETING_OF_KIND: (meeting_due, "floor, calendar, change.who, 0, change.agents, change.length, now"),
    OPEN_CENTRE: (open_centre, "floor, calendar, now"),
    CLOSE_QUEUE: (close_queue, "floor, calendar, change.who, now"),
    OPEN_QUEUE: (open_queue, "floor, change.who"),
    OUTAGE: (begin_outage, "floor, calendar, change.who, change.agents, now"),
    OUTAGE_OVER: (end_outage, "floor, change.who, now"),
    END_HORIZON: (end_horizon, "floor"),
}
"""What is planned before the day begins, and what each rule is given."""

play_planned: Callable[[Floor, Calendar, StaffChangeRow, float], None] = dispatch(
    "play_planned", "floor, calendar, change, now", "change.what", PLANNED_RULES, PLANNED
)
"""What was planned happens."""


def play_change(floor: Floor, calendar: Calendar, change: StaffChangeRow, now: float) -> None:
    """A planned happening of the day; then a longer wait may be predicted, so that queues open to more groups."""
    play_planned(floor, calendar, change, now)
    if floor.centre[0].predicts == 1:
        offer_queues(floor, calendar, now)
