"""The metrics by name, in the order of the tables. What is known of each stands in ``simdesk.measure.definitions``."""

from __future__ import annotations

from simdesk.measure.definitions import agents, contacts, service, times
from simdesk.measure.definitions.service import DEFINITIONS
from simdesk.measure.metric import Metric, Place, Subject
from simdesk.measure.rules import DEFAULT_DEFINITION

__all__ = [
    "DEFAULT_DEFINITION",
    "DONE_IN_TIME",
    "EVERYTHING",
    "FORMER_NAMES",
    "METRICS",
    "OTHERS",
    "SERVICE_LEVEL",
    "SERVICE_LEVEL_DEFINITIONS",
    "Metric",
    "Place",
    "Subject",
    "metrics_of",
]

METRICS: dict[str, Metric] = {metric.name: metric for module in (contacts, service, times, agents) for metric in module.METRICS}
FORMER_NAMES: dict[str, str] = {metric.formerly: metric.name for metric in METRICS.values() if metric.formerly}
"""Names that metrics had before, which are still understood."""
SERVICE_LEVEL, DONE_IN_TIME = "service_level", "done_in_time"
"""The metrics that say whether contacts were served in time: by when they were answered, and by when they were done."""
SERVICE_LEVEL_DEFINITIONS: dict[str, str] = {name: definition.formula for name, definition in DEFINITIONS.items()}
"""Formulas of the definitions of service level, in words."""
EVERYTHING = "all"
"""The subject that means all queues, or all groups."""
OTHERS = "others"
"""What measures call the customers of a queue who belong to no class that is named: ``sales.others``."""


def metrics_of(subject: Subject, place: Place | None = None) -> tuple[Metric, ...]:
    """The metrics of queues or of groups, in the order of the tables; with a place only those that stand there."""
    return tuple(m for m in METRICS.values() if m.subject == subject and (place is None or m.stands(place)))
