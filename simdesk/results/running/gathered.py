"""The tallies of many days in arrays that are made once, whatever order the days come in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.measure.measures import Tallies
from simdesk.measure.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALL = (np.int8, np.int16, np.int32)
TOGETHER = 64
"""Days that come one by one and are stored together."""

AT_HAND = 3
"""Arrays of many days that are kept at hand as they were counted."""
MANY = 32e6
"""Bytes of tallies from which on their arrays are given one by one as they were counted."""

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
    return dict(each_array(tally))


def each_array(tally: Tally) -> Iterator[tuple[Place, NDArray[Any]]]:
    """The arrays of a tally one after the other, with their places, as they were counted."""
    for field in fields(Tally):
        value = getattr(tally, field.name)
        if isinstance(value, dict):
            for key, array in value.items():
                yield (field.name, key), array
        else:
            array = np.asarray(value)
            yield (field.name, None), array.astype(np.int64) if array.dtype.kind == "i" else array


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
    return {named(place): array for place, array in arrays.items()}


def named(place: Place) -> str:
    """A text that says a place."""
    name, key = place
    return f"{name}|{key!r}"


def placed_arrays(named: Mapping[str, NDArray[Any]]) -> dict[Place, NDArray[Any]]:
    """Arrays by their place again.

    Raises
    ------
    ValueError, SyntaxError
        When a text says no place.
    """
    return {(name, ast.literal_eval(key)): array for text, array in named.items() for name, _, key in (text.partition("|"),)}


class AsCounted(dict[Any, "NDArray[Any]"]):
    """A field of tallies whose arrays are kept small, each given as the floats that were counted, when it is asked for."""

    def __init__(self, kept: Mapping[Any, NDArray[Any]]) -> None:
        super().__init__(kept)
        self._given: dict[Any, NDArray[Any]] = {}

    def __getitem__(self, key: Any) -> NDArray[Any]:
        """The array as it was counted; the last few stay at hand."""
        if key not in self._given:
            found = _as_counted(super().__getitem__(key), np.dtype(np.float64))
            while len(self._given) >= AT_HAND:
                del self._given[next(iter(self._given))]
            self._given[key] = found
        return self._given[key]

    def __iter__(self) -> Iterator[Any]:
        """The keys; a method of its own, or ``dict(...)`` would copy what is kept."""
        return super().__iter__()

    def get(self, key: Any, default: Any = None) -> Any:
        """The array as it was counted, or something else."""
        return self[key] if self.__contains__(key) else default

    def values(self) -> Any:
        """All arrays, one after the other."""
        return (self[key] for key in self)

    def items(self) -> Any:
        """All arrays with their keys, one after the other."""
        return ((key, self[key]) for key in self)


def _as_counted(kept: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    if kept.dtype == kind:
        return kept
    return np.broadcast_to(np.zeros(1, kind), kept.shape) if _nowhere(kept) else kept.astype(kind)


def _nowhere(kept: NDArray[Any]) -> bool:
    """Whether these are zeros that take no memory."""
    return not kept.flags.writeable


def _smallest(days: NDArray[Any]) -> np.dtype[Any]:
    """The smallest kind of number in which these are the same to the bit when they are what they were again."""
    if not days.size:
        return days.dtype
    most = days.max()
    if not most <= np.iinfo(np.int32).max or np.signbit(days).any() or (days != np.trunc(days)).any():
        return days.dtype
    return next(np.dtype(kind) for kind in SMALL if most <= np.iinfo(kind).max)


class Gathered:
    """Room for the tallies of a run, filled day by day or part by part.

    Most of what is counted are contacts, and few, and half of it never happens. So of many days whole numbers are kept in as few
    bytes as hold them, and none for what is nowhere but zero: a quarter of the memory. Few days are kept as they were counted.

    Parameters
    ----------
    at_most : int
        Days there can be. The arrays grow with the days that come, up to this.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._room = 0
        self._used = 0
        self._arrays: dict[Place, NDArray[Any]] = {}
        self._kinds: dict[Place, np.dtype[Any]] = {}
        self._fresh: list[dict[Place, NDArray[Any]]] = []
        self._fresh_from = 0
        self._many: bool | None = None
        self.contacts: NDArray[np.int64] = np.zeros(0, np.int64)

    def put(self, day: int, tally: Tally, contacts: int) -> None:
        """Take one day."""
        if self._fresh and day != self._fresh_from + len(self._fresh):
            self._put_away()
        if not self._fresh:
            self._fresh_from = day
        self._fresh.append(arrays_of(tally))
        if self._many is None:
            self._look(self._fresh[0], 1)
        self._make_room(day + 1)
        self.contacts[day] = contacts
        if len(self._fresh) == TOGETHER:
            self._put_away()

    def put_part(self, part: Part) -> None:
        """Take some days."""
        self._put_away()
        if self._many is None:
            self._look(part.arrays, part.last - part.first)
        self._make_room(part.last)
        for place, array in part.arrays.items():
            self._store(place, part.first, array)
        self.contacts[part.first : part.last] = part.contacts

    def part(self, first: int, last: int, seconds: float = 0.0) -> Part:
        """Days ``first`` to ``last - 1``, which must all be here."""
        self._put_away()
        arrays = {place: _as_counted(array[first:last], self._kinds[place]) for place, array in self._arrays.items()}
        return Part(first, last, arrays, self.contacts[first:last], seconds)

    def tallies(self, days: int) -> Tallies:
        """The first ``days`` days, which must all be here."""
        self._put_away()
        arrays = {place: array[:days] for place, array in self._arrays.items()}
        if sum(array.size * self._kinds[place].itemsize for place, array in arrays.items()) < MANY:
            return Tallies(days, tally_of({place: _as_counted(array, self._kinds[place]) for place, array in arrays.items()}))
        tally = tally_of(arrays)
        many: dict[str, Any] = {name: AsCounted(one) for name, one in vars(tally).items() if isinstance(one, dict)}
        return Tallies(days, replace(tally, **many))

    def _look(self, arrays: Mapping[Place, NDArray[Any]], days: int) -> None:
        """Whether the days, as many as there can be, are many, by the first that came."""
        self._many = sum(array.nbytes for array in arrays.values()) * self._at_most >= MANY * days

    def _put_away(self) -> None:
        """Store the days that came one by one."""
        fresh, self._fresh = self._fresh, []
        for place in fresh[0] if fresh else ():
            self._store(place, self._fresh_from, np.stack([arrays[place] for arrays in fresh]))

    def _store(self, place: Place, first: int, days: NDArray[Any]) -> None:
        name, key = place
        if place not in self._arrays:
            self._kinds[place] = days.dtype
            shape = days.shape[1:]
            self._arrays[place] = (
                self._nothing(np.dtype(SMALL[0]), shape) if self._many else np.zeros((self._room, *shape), days.dtype)
            )
        here, kind, last = self._arrays[place], self._kinds[place], first + len(days)
        if here.dtype != kind:
            smaller = name == "histogram" or (key is not None and kind == np.float64)
            needed = _smallest(days) if smaller else kind
            if _nowhere(here) and needed != kind and not days.any():
                return
            if needed == kind or needed.itemsize > here.itemsize or _nowhere(here):
                larger = np.zeros(here.shape, needed)
                if not _nowhere(here):
                    larger[: self._used] = here[: self._used]
                here = self._arrays[place] = larger
        here[first:last] = days

    def _nothing(self, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        """Zeros that take no memory."""
        return np.broadcast_to(np.zeros(1, kind), (self._room, *shape))

    def _make_room(self, need: int) -> None:
        """Make room for days up to ``need``, where there is none yet."""
        self._used = max(self._used, need)
        if need <= self._room:
            return
        had, self._room = self._room, min(self._at_most, max(need, 2 * self._room, 64))
        for place, array in self._arrays.items():  # one after the other: never all of them twice
            if _nowhere(array):
                self._arrays[place] = self._nothing(array.dtype, array.shape[1:])
            else:
                larger = np.zeros((self._room, *array.shape[1:]), array.dtype)
                larger[:had] = array
                self._arrays[place] = larger
        self.contacts = np.concatenate([self.contacts, np.zeros(self._room - had, np.int64)])
