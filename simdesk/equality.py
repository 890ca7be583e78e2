"""Equality of value types in which "not a number" equals itself."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any


class EqualByValue:
    """A dataclass that equals another of its class when all their fields are equal, where NaN equals NaN.

    NaN stands for "no data" in simdesk, and two figures without data are the same figure. A dataclass's own equality
    does not say so. Up to Python 3.12 it compared tuples, which take an object as equal to itself; since 3.13 it compares
    field by field, so a value with a NaN differs from itself. Hashes agree with the equality.

    Inherit from this class and write ``@dataclass(frozen=True, eq=False)``. Fields with ``compare=False`` are left out,
    as in any dataclass. Tuples of numbers are compared number by number.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, eq=False)
    ... class Share(EqualByValue):
    ...     value: float
    >>> Share(float("nan")) == Share(float("nan"))
    True
    """

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(_known(_values(self)) == _known(_values(other)))

    def __hash__(self) -> int:
        return hash(_known(_values(self)))


_NO_NUMBER = (EqualByValue, "nan")
"""Takes the place of NaN; equal to no value of a field."""


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, field.name) for field in fields(value) if field.compare)


def _known(value: Any) -> Any:
    """The value with something that equals itself in the place of each NaN."""
    if isinstance(value, tuple):
        return tuple(_known(item) for item in value)
    return _NO_NUMBER if isinstance(value, float) and math.isnan(value) else value
