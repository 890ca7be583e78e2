"""Other spellings of agents who start late, and of a call-back that keeps its place."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.journeys import CallBack
from simdesk.scenario.language.people import Late
from simdesk.scenario.spellings.spelling import Spelling, refused, renamed

_WITH_SHIFTS = 'shifts: [{start: "08:00", length: 8 h, agents: 5}]'
_PLACES = ("keeps_place", "keep_place", "keeps_position", "keep_position", "hold_place", "holds_place", "virtual_hold", "in_line")

LATENESS: tuple[Spelling, ...] = (
    renamed(
        AgentGroup,
        "late",
        *("late_login", "late_logins", "lateness", "tardiness", "late_start", "late_starts", "late_arrivals", "late_log_in"),
        *("late_agents", "tardy", "late_arrival_of_agents", "late_to_shift"),
        example=f"{{share: 10%, by: 8 min}}, {_WITH_SHIFTS}",
    ),
    renamed(Late, "share", "rate", "probability", "percent", "percentage", "proportion", "of_agents", example="10%, by: 8 min"),
    renamed(
        Late,
        "by",
        *("delay", "minutes", "how_late", "duration", "length", "time", "delayed_by", "late_by", "mean_delay", "average"),
        example="8 min, share: 10%",
    ),
    refused(
        CallBack,
        *_PLACES,
        message="'{key}': a call-back keeps the customer's place in the queue anyway, unless it has after or a queue of its own",
        hint="remove {key}, or write after: 30 min for one that is due later",
        example="keeps_place: yes, accepted: 40%",
    ),
)
