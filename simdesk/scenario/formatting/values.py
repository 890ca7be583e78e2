"""Values in another notation than the documented one: ``4:45`` as ``4 min 45 s``, by the kind of value that belongs there."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Quantity
from simdesk.scenario.reading.nodes import Path, Scalar

_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_DOCUMENTED = {
    "duration": re.compile(rf"\s*(?:{_NUMBER}\s*(?:ms|s|min|h|days?|weeks?)\s*)+|unlimited"),
    "clock": re.compile(r"\d{1,2}:[0-5]\d(?::[0-5]\d)?"),
    "share": re.compile(rf"\s*{_NUMBER}\s*%\s*"),
    "rate": re.compile(rf"\s*{_NUMBER}\s*(?:per|/)\s*(?:s|min|h|day)\s*"),
}
"""How each kind of value with a unit is written in the reference."""
_OF_FORM = Quantity("duration", or_unlimited=True)


def documented_value(node: Scalar, path: Path) -> str | None:
    """The YAML of a value in the documented notation; None for one that is in it, or that is none of a kind with a unit.

    Parameters
    ----------
    node : Scalar
    path : tuple
        Where it stands in a scenario.
    """
    value = node.value
    if value is None or isinstance(value, bool) or node.plus or str(value).lstrip().startswith(("+", "-")):
        return None  # a sign is a change
    for quantity in _quantities_at(path):
        pattern = _DOCUMENTED.get(quantity.kind)
        if (isinstance(value, str) and pattern is not None and pattern.fullmatch(value)) or (
            pattern is None and not isinstance(value, str)
        ):
            return None
        try:
            number = quantity.read(value)
        except PydanticCustomError:
            continue
        for text in _written(quantity.kind, number):
            if _reads(quantity, text, number):
                return f'"{text}"' if quantity.kind == "clock" else text
    return None


def _reads(quantity: Quantity, text: str, number: float) -> bool:
    """Whether a text means exactly this number."""
    try:
        return quantity.read(float(text) if quantity.kind in ("number", "whole") else text) == number
    except (PydanticCustomError, ValueError):
        return False


def _written(kind: str, number: float) -> Iterator[str]:
    """Ways to write a number of a kind, the best to read first."""
    if kind == "duration":
        whole, rest = divmod(number, 1)
        hours, minutes, seconds = int(whole) // 3600, int(whole) // 60 % 60, whole % 60 + rest
        parts = [(hours, "h"), (minutes, "min"), (round(seconds, 6), "s")]
        yield " ".join(f"{amount:g} {unit}" for amount, unit in parts if amount) or "0 s"
        yield f"{number!r} s"
    elif kind == "clock":
        hours, minutes, seconds = int(number) // 3600, int(number) // 60 % 60, int(number) % 60
        yield f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
    elif kind == "share":
        yield f"{number * 100:.12g}%"
        yield f"{number * 100!r}%"
    elif kind == "rate":
        for unit, per in (("h", 3600.0), ("day", 86400.0), ("min", 60.0)):
            yield f"{number * per:.12g} per {unit}"
        yield f"{number!r} per s"
    else:
        yield f"{number:.15g}"


def _quantities_at(path: Path) -> list[Quantity]:
    """The kinds of value that the language has at a place."""
    here: list[tuple[Any, list[Any]]] = [(ScenarioModel, [])]
    for step in path:
        here = [below for annotation, _ in here for below in _below(annotation, step)]
    found = [mark for _, marks in here for mark in marks if isinstance(mark, Quantity)]
    is_form = any(isinstance(one, type) and issubclass(one, DistributionForm) for one, _ in here)
    return [*found, _OF_FORM] if is_form else found


def _below(annotation: Any, step: str | int) -> list[tuple[Any, list[Any]]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(step))
        return [] if field is None else _apart(field.annotation, list(field.metadata))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        return _apart(arguments[1], [])
    if origin is tuple:
        return _apart(arguments[0], [])
    return []


def _apart(annotation: Any, marks: list[Any]) -> list[tuple[Any, list[Any]]]:
    """What a field may hold, each with what marks it."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _apart(arguments[0], [*marks, *arguments[1:]])
    if origin in {typing.Union, types.UnionType}:
        return [one for option in arguments if option is not type(None) for one in _apart(option, marks)]
    return [(annotation, marks)]
