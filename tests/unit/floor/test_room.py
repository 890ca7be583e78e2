"""Memory that is used again by the next day: nothing of the day before is seen in it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simdesk.floor.room import Room
from simdesk.rules.floor import BLANKS
from simdesk.rules.rows import CONTACT


def test_a_table_as_long_as_before_is_the_same_array() -> None:
    room = Room()
    first = room.table("contacts", 5, CONTACT)
    assert room.table("contacts", 5, CONTACT) is first
    assert room.table("contacts", 4, CONTACT) is not first
    assert len(room.table("contacts", 4, CONTACT)) == 4


@pytest.mark.parametrize("counts", [(5, 3, 5), (3, 5, 900, 2), (0, 1, 0)])
def test_filled_tables_are_blank_whatever_was_there(counts: tuple[int, ...]) -> None:
    room = Room()
    for count in counts:
        rows, numbers = room.filled("rows", count, BLANKS[0]), room.filled("numbers", count, -1, np.int32)
        assert rows.tobytes() == np.repeat(BLANKS[0], count).tobytes()
        assert_array_equal(numbers, np.full(count, -1))
        rows["handle_time"], numbers[:] = 7.0, 7


def test_rows_lie_within_lines_of_64_bytes() -> None:
    room = Room()
    for count in (1, 10, 1000):
        assert room.table("contacts", count, CONTACT).ctypes.data % 64 == 0


def test_a_copy_is_no_view() -> None:
    room, rows = Room(), np.zeros(3, CONTACT)
    room.copied("rows", rows)["patience"] = 1.0
    assert_array_equal(rows["patience"], 0.0)
    assert_array_equal(room.copied("rows", rows)["patience"], 0.0)


def test_tables_of_another_kind_take_the_same_memory() -> None:
    room = Room()
    room.table("numbers", 4, np.int32)[:] = 1
    other = room.table("numbers", 4, np.float64)
    assert other.dtype == np.float64
    assert len(other) == 4
