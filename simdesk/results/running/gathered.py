"""The tallies of many days in arrays that are made once, whatever order the days come in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.measure.measures import Tallies
from simdesk.measure.tally import Tally
from simdesk.results.running.day_blocks import AT_HAND, AT_ONCE, DayBlocks, Pieces, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY = 32e6
"""Bytes of tallies from which on their arrays are kept small, and given one by one as they were counted."""


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
    """The arrays of a day's tally one after the other, with their places, as they were counted."""
    for field in fields(Tally):
        value = getattr(tally, field.name)
        if isinstance(value, dict):
            for key, array in value.items():
                yield (field.name, key), array
        else:
            array = np.asarray(value)
            yield (field.name, None), array.astype(np.int64) if array.dtype.kind == "i" else array


def in_pieces(tally: Tally) -> Iterator[tuple[Place, Pieces]]:
    """The arrays of the tallies of some days one after the other, each in pieces of few days."""
    if isinstance(tally, ManyDays):
        yield from tally.in_pieces()
        return
    for place, array in each_array(tally):
        yield place, (array.shape, array.dtype, iter([array]))


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
    return {placed(text): array for text, array in named.items()}


def placed(text: str) -> Place:
    """The place that a text says.

    Raises
    ------
    ValueError, SyntaxError
        When it says no place.
    """
    name, _, key = text.partition("|")
    return name, ast.literal_eval(key)


class _AtHand:
    """Reads arrays of some days out of their blocks; the last that were asked for stay at hand, within a bound."""

    def __init__(self, blocks: DayBlocks, days: int) -> None:
        self.blocks, self.days = blocks, days
        self._read: dict[Place, NDArray[Any]] = {}

    def read(self, place: Place) -> NDArray[Any]:
        found = self._read.pop(place, None)
        if found is None:
            found = self.blocks.read(place, 0, self.days)
            room = AT_HAND - found.nbytes
            while self._read and sum(array.nbytes for array in self._read.values()) > room:
                del self._read[next(iter(self._read))]
            if room < 0:
                return found
        self._read[place] = found
        return found


class _Field(Mapping[Any, "NDArray[Any]"]):
    """A field of a tally whose arrays are read when they are asked for."""

    def __init__(self, at_hand: _AtHand, name: str, keys: Sequence[Any]) -> None:
        self._at_hand, self._name, self._keys = at_hand, name, dict.fromkeys(keys)

    def __getitem__(self, key: Any) -> NDArray[Any]:
        if key not in self._keys:
            raise KeyError(key)
        return self._at_hand.read((self._name, key))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class ManyDays(Tally):
    """The tallies of many days, whose arrays are read when they are asked for.

    Parameters
    ----------
    blocks : DayBlocks
    days : int
    """

    def __init__(self, blocks: DayBlocks, days: int) -> None:
        keys: dict[str, list[Any]] = {field.name: [] for field in fields(Tally)}
        alone = {name for name, key in blocks.places if key is None}
        for name, key in blocks.places:
            keys[name].append(key)
        at_hand = _AtHand(blocks, days)
        vars(self).update({name: _Field(at_hand, name, those) for name, those in keys.items() if name not in alone})
        vars(self)["_at_hand"] = at_hand

    def __getattr__(self, name: str) -> NDArray[Any]:
        """An array that is a field by itself."""
        if name not in {field.name for field in fields(Tally)} or "_at_hand" not in vars(self):
            raise AttributeError(name)
        at_hand: _AtHand = vars(self)["_at_hand"]
        return at_hand.read((name, None))

    @cached_property
    def waits_of_all_days(self) -> NDArray[np.int64]:
        """The histogram of waits, all days together, without having those of all days in memory."""
        at_hand: _AtHand = vars(self)["_at_hand"]
        pieces = at_hand.blocks.in_pieces(("histogram", None), at_hand.days)[2]
        return np.asarray(sum(piece.sum(axis=0) for piece in pieces))

    def in_pieces(self) -> Iterator[tuple[Place, Pieces]]:
        """All arrays as they were counted, each some days after the other."""
        at_hand: _AtHand = vars(self)["_at_hand"]
        for place in at_hand.blocks.places:
            yield place, at_hand.blocks.in_pieces(place, at_hand.days)


class Gathered:
    """Room for the tallies of a run, filled day by day or part by part.

    Parameters
    ----------
    at_most : int
        Days there can be.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._blocks: DayBlocks | None = None
        self._fresh: list[dict[Place, NDArray[Any]]] = []
        self._fresh_from, self._fresh_bytes = 0, 0
        self.contacts: NDArray[np.int64] = np.zeros(at_most, np.int64)

    def put(self, day: int, tally: Tally, contacts: int) -> None:
        """Take one day."""
        if self._fresh and day != self._fresh_from + len(self._fresh):
            self._put_away()
        if not self._fresh:
            self._fresh_from, self._fresh_bytes = day, 0
        arrays = arrays_of(tally)
        self._fresh.append(arrays)
        self._fresh_bytes += sum(array.nbytes for array in arrays.values())
        self.contacts[day] = contacts
        if self._fresh_bytes >= AT_ONCE:
            self._put_away()

    def put_part(self, part: Part) -> None:
        """Take some days."""
        self._put_away()
        self._store(part.first, part.arrays)
        self.contacts[part.first : part.last] = part.contacts

    def part(self, first: int, last: int, seconds: float = 0.0) -> Part:
        """Days ``first`` to ``last - 1``, which must all be here."""
        blocks = self._all()
        arrays = {place: blocks.read(place, first, last) for place in blocks.places}
        return Part(first, last, arrays, self.contacts[first:last], seconds)

    def parts(self, first: int, last: int, size: float) -> Iterator[Part]:
        """The same days in parts of about so many bytes."""
        each = max(int(size / max(self._all().bytes_a_day, 1)), 1)
        for begin in range(first, last, each):
            yield self.part(begin, min(begin + each, last))

    def tallies(self, days: int) -> Tallies:
        """The first ``days`` days, which must all be here."""
        return tallies_of(self._all(), days)

    def _all(self) -> DayBlocks:
        """The days in blocks, those too that came one by one."""
        self._put_away()
        return self._blocks or DayBlocks(False)

    def _put_away(self) -> None:
        """Store the days that came one by one."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            self._store(self._fresh_from, {place: np.stack([arrays[place] for arrays in fresh]) for place in fresh[0]})

    def _store(self, first: int, arrays: Mapping[Place, NDArray[Any]]) -> None:
        if self._blocks is None:
            a_day = sum(array.nbytes / len(array) for array in arrays.values())
            self._blocks = DayBlocks(a_day * self._at_most >= MANY)
        for place, rows in arrays.items():
            self._blocks.put(place, first, rows)


def tallies_of(blocks: DayBlocks, days: int) -> Tallies:
    """The tallies of the first days that are in blocks."""
    blocks.join()
    if blocks.bytes_a_day * days >= MANY:
        return Tallies(days, ManyDays(blocks, days))
    return Tallies(days, tally_of({place: blocks.read(place, 0, days) for place in blocks.places}))
