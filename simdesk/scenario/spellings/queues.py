"""Other spellings of queues and their arrivals."""

from __future__ import annotations

from simdesk.scenario.language.queues import Queue
from simdesk.scenario.spellings.spelling import Spelling, renamed

QUEUES: tuple[Spelling, ...] = (
    renamed(Queue, "handle_time", "talk_time", "service_time", example="4 min"),
    renamed(Queue, "wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup", example="30 s"),
)
