"""The tallies of many days in arrays that are made once, whatever order the days come in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.measure.measures import Tallies
from simdesk.measure.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[str, Any]
"""Which array of a tally: its field, and its key where the field is a dict of arrays (None where it is an array)."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some days in a row, counted.

    Parameters
    ----------
    first, last : int
        Replications ``first`` to ``last - 1``.
    arrays : dict of Place to ndarray, shape (last - first, ...)
        The tallies' arrays, one axis more in front: day.
    contacts : ndarray of int64, shape (last - first,)
        Tries simulated on each day, warm-up included.
    seconds : float
        CPU seconds it took.
    """

    first: int
    last: int
    arrays: dict[Place, NDArray[Any]]
    contacts: NDArray[np.int64]
    seconds: float = 0.0


def arrays_of(tally: Tally) -> dict[Place, NDArray[Any]]:
    """The arrays of one day's tally by their place."""
    found: dict[Place, NDArray[Any]] = {}
    for field in fields(Tally):
        value = getattr(tally, field.name)
        if isinstance(value, dict):
            for key, array in value.items():
                found[field.name, key] = array
        else:
            found[field.name, None] = np.asarray(value)
    return found


def tally_of(arrays: Mapping[Place, NDArray[Any]]) -> Tally:
    """The tally whose arrays these are; a field of which there is none is a dict without entries."""
    content: dict[str, Any] = {field.name: {} for field in fields(Tally)}
    for (name, key), array in arrays.items():
        if key is None:
            content[name] = array
        else:
            content[name][key] = array
    return Tally(**content)


def named_arrays(arrays: Mapping[Place, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Arrays by a text that says their place, as they are kept in files."""
    return {f"{name}|{key!r}": array for (name, key), array in arrays.items()}


def placed_arrays(named: Mapping[str, NDArray[Any]]) -> dict[Place, NDArray[Any]]:
    """Arrays by their place again.

    Raises
    ------
    ValueError, SyntaxError
        When a text says no place.
    """
    return {(name, ast.literal_eval(key)): array for text, array in named.items() for name, _, key in (text.partition("|"),)}


class Gathered:
    """Room for the tallies of a run, filled day by day or part by part.

    Parameters
    ----------
    at_most : int
        Days there can be. The arrays grow with the days that come, up to this.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._room = 0
        self._arrays: dict[Place, NDArray[Any]] = {}
        self.contacts: NDArray[np.int64] = np.zeros(0, np.int64)

    def put(self, day: int, tally: Tally, contacts: int) -> None:
        """Take one day."""
        arrays = arrays_of(tally)
        if day >= self._room:
            self._grow(day + 1, {place: (array.shape, array.dtype) for place, array in arrays.items()})
        for place, array in arrays.items():
            self._arrays[place][day] = array
        self.contacts[day] = contacts

    def put_part(self, part: Part) -> None:
        """Take some days."""
        if part.last > self._room:
            self._grow(part.last, {place: (array.shape[1:], array.dtype) for place, array in part.arrays.items()})
        for place, array in part.arrays.items():
            self._arrays[place][part.first : part.last] = array
        self.contacts[part.first : part.last] = part.contacts

    def part(self, first: int, last: int, seconds: float = 0.0) -> Part:
        """Days ``first`` to ``last - 1``, which must all be here."""
        return Part(first, last, {p: a[first:last] for p, a in self._arrays.items()}, self.contacts[first:last], seconds)

    def tallies(self, days: int) -> Tallies:
        """The first ``days`` days, which must all be here."""
        return Tallies(days, tally_of({place: array[:days] for place, array in self._arrays.items()}))

    def _grow(self, need: int, kinds: dict[Place, tuple[tuple[int, ...], np.dtype[Any]]]) -> None:
        room = min(self._at_most, max(need, 2 * self._room, 64))
        for place, (shape, dtype) in kinds.items():  # one after the other: never all of them twice
            larger = np.empty((room, *shape), dtype)
            if place in self._arrays:
                larger[: self._room] = self._arrays[place]
            self._arrays[place] = larger
        self.contacts = np.concatenate([self.contacts, np.zeros(room - self._room, np.int64)])
        self._room = room
