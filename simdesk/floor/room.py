"""The memory that the tables of a day are laid out in, used again by the next day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINE = 64
"""Bytes that the processor fetches at once: a row of a contact lies within one line."""
_BLOCK = 256
"""Blank rows that are copied at a time."""
_SPARE = 8
"""A table that has become too long is made longer by an eighth, since days differ a little in their contacts."""


class Room:
    """Memory for tables by name.

    A table of the same name is laid out over the one before, so that nothing of an earlier day may be in use any more. Asking
    the system for fresh memory every day costs more than laying most tables out.
    """

    def __init__(self) -> None:
        self._memory: dict[str, NDArray[np.uint8]] = {}
        self._tables: dict[str, NDArray[Any]] = {}

    def table(self, name: str, count: int, kind: Any) -> NDArray[Any]:
        """A table of so many rows or numbers, whatever stands in them; the same array as before where it is as long."""
        before = self._tables.get(name)
        if before is not None and len(before) == count and before.dtype == kind:
            return before
        kind = np.dtype(kind)
        size, memory = count * kind.itemsize, self._memory.get(name)
        if memory is None or len(memory) < size:
            more = 0 if memory is None else size // _SPARE
            memory = np.empty(size + more + _LINE, np.uint8)
            begin = -memory.ctypes.data % _LINE
            memory = self._memory[name] = memory[begin : len(memory) - _LINE + begin]
        table = self._tables[name] = memory[:size].view(kind)
        return table

    def filled(self, name: str, count: int, blank: Any, kind: Any = None) -> NDArray[Any]:
        """A table whose rows or numbers are all alike."""
        table = self.table(name, count, blank.dtype if kind is None else kind)
        if not table.dtype.names:
            table[:] = blank
            return table
        fill_blank(table, blank)
        return table

    def copied(self, name: str, rows: NDArray[Any]) -> NDArray[Any]:
        """A copy of a table."""
        table = self.table(name, len(rows), rows.dtype)
        table.view(np.uint8)[:] = rows.view(np.uint8)
        return table


def fill_blank(rows: NDArray[Any], blank: NDArray[Any]) -> None:
    """Make all rows like one: numpy does it field by field, so a block of rows is made, and copied as it is."""
    block, memory = np.repeat(blank, max(min(_BLOCK, len(rows)), 1)).view(np.uint8), rows.view(np.uint8)
    for begin in range(0, len(memory), len(block)):
        memory[begin : begin + len(block)] = block[: len(memory) - begin]
