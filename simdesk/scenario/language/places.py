"""What the language has at a place of a scenario: the model, or the kind of value."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block, Quantity
from simdesk.scenario.reading.nodes import Path


def annotation_at(path: Path) -> Any:
    """The annotation of the field a path leads to; None when it leads nowhere."""
    here: Any = ScenarioModel
    for step in path:
        model = model_of(here)
        if model is not None:
            field = model.model_fields.get(str(step))
            if field is None:
                return None
            here = field.annotation
            continue
        inner = inner_of(here)
        if inner is None:
            return None
        here = inner
    return here


def model_at(path: Path) -> type[Block] | None:
    """The model of what stands at a path; None for what has no keys of its own."""
    return model_of(annotation_at(path))


def quantity_at(path: Path) -> Quantity | None:
    """How the value at a path is read; None for what is no quantity. A distribution is read as a duration."""
    parent = model_at(path[:-1])
    field = parent.model_fields.get(str(path[-1])) if parent is not None and path else None
    if field is not None:
        found = next((mark for mark in field.metadata if isinstance(mark, Quantity)), None)
        return found or _quantity_of(field.annotation)
    return _quantity_of(annotation_at(path))


def _quantity_of(annotation: Any) -> Quantity | None:
    if isinstance(annotation, type) and issubclass(annotation, DistributionForm):
        return Quantity("duration")
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *marks = typing.get_args(annotation)
        found = next((mark for mark in marks if isinstance(mark, Quantity)), None)
        return found or _quantity_of(inner)
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, tuple}:
        return next((found for found in map(_quantity_of, typing.get_args(annotation)) if found is not None), None)
    return None


def model_of(annotation: Any) -> type[Block] | None:
    """The model an annotation means, through ``Annotated`` and ``| None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return typing.cast("type[Block]", annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        return model_of(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        found = [model for model in map(model_of, typing.get_args(annotation)) if model is not None]
        return found[0] if found else None
    return None


def inner_of(annotation: Any) -> Any:
    """What a dict, a tuple or an optional one holds."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        return arguments[1]
    if origin is tuple:
        return arguments[0]
    if origin is typing.Annotated:
        return inner_of(arguments[0])
    if origin in {typing.Union, types.UnionType}:
        return next((found for found in map(inner_of, arguments) if found is not None), None)
    return None


def is_distribution(path: Path) -> bool:
    """Whether a duration that may vary stands at a path."""
    model = model_at(path)
    return model is not None and issubclass(model, DistributionForm)
