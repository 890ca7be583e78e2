"""Other spellings of queues and their arrivals."""

from __future__ import annotations

from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.spellings.spelling import Spelling, renamed

QUEUES: tuple[Spelling, ...] = (
    renamed(Queue, "handle_time", "talk_time", "service_time", "talk", "average_talk_time", "att", example="4 min"),
    renamed(Queue, "aht", "average_handle_time", "average_handling_time", "mean_handle_time", "handling_time", example="4 min"),
    renamed(Customers, "handle_time", "talk_time", "service_time", "talk", example="4 min"),
    renamed(Customers, "aht", "average_handle_time", "average_handling_time", "handling_time", example="4 min"),
    renamed(Customers, "wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup", example="30 s"),
    renamed(Queue, "wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup", example="30 s"),
)
