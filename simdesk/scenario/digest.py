"""What decides the numbers of a scenario, in one order and spelling; and the scenario as plain lists."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from pydantic import BaseModel

from simdesk.units import WEEKDAYS

_YOUNGER = frozenset(
    {
        "variance_reduction",
        "days",
        "first_day",
        "zone",
        "closed",
        *WEEKDAYS,
        "hours",
        "at_close",
        "between",
        "closed_between",
        "currency",
        "events",
        "sweep",
        "aht",
        "accept",
        "Meeting.name",
        "Shift.name",
        "extra",
        "at_opening",
    }
)
"""Fields that came after digests were first used count only when they are set, so that runs keep their digest."""


def _is_younger(model: str, name: str) -> bool:
    return name in _YOUNGER or f"{model}.{name}" in _YOUNGER


_SILENT = {("Event", "name"), ("Break", "name")}
"""What changes no number and no name of a result."""


def canonical(value: Any) -> Any:
    """Plain lists and texts in which equal content is equal; mappings keep their order, which is that of queues and groups."""
    match value:
        case BaseModel():
            model = type(value)
            named = [(name, getattr(value, name)) for name in model.model_fields]
            return [
                [name, canonical(item)]
                for name, item in named
                if (item or not _is_younger(model.__name__, name)) and (model.__name__, name) not in _SILENT
            ]
        case dict():
            return [[key, canonical(item)] for key, item in value.items()]
        case tuple() | list():
            return [canonical(item) for item in value]
        case float():
            return repr(value)
        case _ if is_dataclass(value):
            return str(getattr(value, "text", value))
        case _:
            return value


def listed(value: Any) -> Any:
    """Tuples as lists, whole floats as integers."""
    match value:
        case dict():
            return {key: listed(item) for key, item in value.items()}
        case tuple():
            return [listed(item) for item in value]
        case float() if value.is_integer() and abs(value) < 1e15:
            return int(value)
        case _:
            return value
