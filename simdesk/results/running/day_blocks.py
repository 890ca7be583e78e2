"""What was counted on many days, in blocks of days: in as few bytes as hold it, and beyond a bound in a temporary file.

Most of what is counted are contacts, and few, and half of it never happens. So whole numbers are kept in as few bytes as hold
them, and nothing for what is nowhere but zero: a quarter of the memory. What is more than ``HELD`` bytes then lies in a file
without a name, which is gone with the process, and is read where it is asked for: what a run takes does not grow with its days.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALL = (np.int8, np.int16, np.int32)
HELD = 32e6
"""Bytes of blocks from which on they go into a file."""
AT_ONCE = 4e6
"""Bytes of blocks that go into the file together."""
AT_HAND = 32e6
"""Bytes of arrays that were read and stay at hand, the last that were asked for."""

Place = tuple[str, Any]
"""Which array of a tally: its field, and its key where the field is a dict of arrays (None where it is an array)."""

Pieces = tuple[tuple[int, ...], np.dtype[Any], Iterator["NDArray[Any]"]]
"""An array of many days: its shape, its kind of number, and its rows, some days of it after the other."""


@dataclass(frozen=True, eq=False)
class Block:
    """One array of a tally on some days.

    Parameters
    ----------
    first, last : int
        Days ``first`` to ``last - 1``.
    kind : dtype
        In which it is kept.
    rows : ndarray, shape (last - first, ...), or None
        None: in the file.
    at : int
        Where in the file it begins.
    """

    first: int
    last: int
    kind: np.dtype[Any]
    rows: NDArray[Any] | None
    at: int = 0


class DayBlocks:
    """Arrays of many days by their place.

    Parameters
    ----------
    small : bool
        Keep them in as few bytes as hold them, and beyond a bound in a file; otherwise as they come.
    """

    def __init__(self, small: bool) -> None:
        self._small = small
        self._blocks: dict[Place, list[Block]] = {}
        self._about: dict[Place, tuple[np.dtype[Any], tuple[int, ...]]] = {}
        self._held = 0
        self._file: _File | None = None
        self._has_room = True

    def __getstate__(self) -> dict[str, Any]:
        """A copy has everything in memory."""
        blocks = {
            place: [replace(one, rows=self._rows(one, self.shape(place)), at=0) for one in there]
            for place, there in self._blocks.items()
        }
        return {"_small": self._small, "_blocks": blocks, "_about": self._about}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["_small"])  # type: ignore[misc]
        self._blocks, self._about = state["_blocks"], state["_about"]

    @property
    def places(self) -> list[Place]:
        """Which arrays there are."""
        return list(self._about)

    def shape(self, place: Place) -> tuple[int, ...]:
        """Shape of an array on one day."""
        return self._about[place][1]

    @property
    def bytes_a_day(self) -> int:
        """Bytes of a day as it was counted."""
        return sum(kind.itemsize * math.prod(shape) for kind, shape in self._about.values())

    def only(self, places: Sequence[Place]) -> DayBlocks:
        """The same days with some of their arrays; more can be put beside them."""
        found = DayBlocks(self._small)
        found._blocks = {place: list(self._blocks[place]) for place in places}
        found._about = {place: self._about[place] for place in places}
        found._file = self._file
        return found

    def put(self, place: Place, first: int, rows: NDArray[Any]) -> None:
        """Take one array on days from ``first`` on."""
        self._about.setdefault(place, (rows.dtype, rows.shape[1:]))
        there = self._blocks.setdefault(place, [])
        kind = _smallest(rows) if self._small else rows.dtype
        if not rows.size or (kind != rows.dtype and not rows.any()):
            return  # what is not there is zero
        rows = rows.astype(kind, copy=False)
        there.append(Block(first, first + len(rows), kind, rows))
        self._held += rows.nbytes
        if self._small and self._has_room and self._held > (HELD if self._file is None else AT_ONCE):
            self._to_file()

    def read(self, place: Place, first: int, last: int) -> NDArray[Any]:
        """One array on days ``first`` to ``last - 1``, as it was counted."""
        kind, shape = self._about[place]
        blocks = [block for block in self._blocks[place] if block.first < last and block.last > first]
        if len(blocks) == 1 and blocks[0].first <= first and last <= blocks[0].last and blocks[0].kind == kind:
            return self._rows(blocks[0], shape)[first - blocks[0].first : last - blocks[0].first]
        found = np.zeros((last - first, *shape), kind)
        for block in blocks:
            begin, end = max(first, block.first), min(last, block.last)
            found[begin - first : end - first] = self._rows(block, shape)[begin - block.first : end - block.first]
        return found

    def join(self) -> None:
        """Make one block of those in memory, array by array: before they are read many times."""
        for place, there in self._blocks.items():
            if len(there) < 2 or any(block.rows is None for block in there):
                continue
            kind = max((block.kind for block in there), key=lambda kind: kind.itemsize)
            first, last = min(block.first for block in there), max(block.last for block in there)
            rows = np.zeros((last - first, *self.shape(place)), kind)
            for block in there:
                rows[block.first - first : block.last - first] = block.rows
            self._blocks[place] = [Block(first, last, kind, rows)]

    def in_pieces(self, place: Place, days: int) -> Pieces:
        """One array on the first days, as it was counted."""
        kind, shape = self._about[place]
        each = max(int(AT_ONCE / max(kind.itemsize * math.prod(shape), 1)), 1)
        pieces = (self.read(place, begin, min(begin + each, days)) for begin in range(0, days, each))
        return (days, *shape), kind, pieces

    def _rows(self, block: Block, shape: tuple[int, ...]) -> NDArray[Any]:
        if block.rows is not None:
            return block.rows
        assert self._file is not None
        count = (block.last - block.first) * math.prod(shape)
        content = self._file.read(block.at, count * block.kind.itemsize)
        return np.frombuffer(content, block.kind).reshape(-1, *shape)

    def _to_file(self) -> None:
        """Put the blocks that are in memory into the file; where there is no room for it, they stay."""
        try:
            self._file = self._file or _File()
            for there in self._blocks.values():
                for k, block in enumerate(there):
                    if block.rows is not None:
                        there[k] = replace(block, rows=None, at=self._file.write(block.rows.tobytes()))
            self._held = 0
        except OSError:
            self._has_room = False


class _File:
    """A file without a name, which is gone with this object."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (open as long as the days are there)
        self._lock = Lock()

    def __del__(self) -> None:
        if "_file" in vars(self):
            self._file.close()

    def write(self, content: bytes) -> int:
        """Write at the end; gives the place."""
        with self._lock:
            at = self._file.seek(0, 2)
            if self._file.write(content) != len(content):
                raise OSError("no room for more")
        return at

    def read(self, at: int, size: int) -> bytes:
        """What stands at a place."""
        with self._lock:
            self._file.seek(at)
            return self._file.read(size)


def _smallest(days: NDArray[Any]) -> np.dtype[Any]:
    """The smallest kind of number in which these are the same to the bit when they are what they were again."""
    if not days.size or days.dtype.kind not in "if":
        return days.dtype
    most = days.max()
    if not most <= np.iinfo(np.int32).max or np.signbit(days).any() or (days != np.trunc(days)).any():
        return days.dtype
    return next((np.dtype(kind) for kind in SMALL if most <= np.iinfo(kind).max and kind().itemsize < days.itemsize), days.dtype)
