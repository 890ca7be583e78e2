"""The heap of the compiled clock: what is scheduled comes out by time, and at equal times in the order it was scheduled in."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from numba import njit, types

from simdesk.engine import compiled_clock as clock
from simdesk.engine.array_calendar import HEAP, ITEM, KIND_BITS, ArrayCalendar
from simdesk.engine.rule_compiler import ENTRY
from simdesk.engine.tables import AddressList
from simdesk.rules.calendar import SCHEDULED, SPAN
from simdesk.rules.rows import NOBODY, STAFF_CHANGE


def test_there_are_bits_enough_for_what_is_scheduled() -> None:
    assert len(SCHEDULED) <= 1 << KIND_BITS


@pytest.mark.slow
def test_what_is_scheduled_comes_out_in_order() -> None:
    pop = njit((types.int64,), **ENTRY)(lambda address: clock._pop(clock._calendar_at(address)))
    clock.compile_rules()
    random = Random(4)
    for _ in range(300):
        calendar = ArrayCalendar(np.empty(200, ITEM), np.empty(0, SPAN), np.zeros(5, np.int64), np.empty(0, STAFF_CHANGE))
        address = AddressList.of(calendar)
        waiting: list[tuple[float, int, int, int]] = []
        for order in range(random.randrange(1, 150)):
            if waiting and random.random() < 0.3:
                when, _, what, who = waiting.pop(waiting.index(min(waiting)))
                assert pop(address.address) == (when, what, who)
            when, what, who = float(random.randrange(20)), random.randrange(len(SCHEDULED)), random.choice([NOBODY, 0, 7, 10**8])
            waiting.append((when, order, what, who))
            clock.compiled_push(address.address, when, what, who)
        assert calendar.counts[HEAP] == len(waiting)
        for when, _, what, who in sorted(waiting):
            assert pop(address.address) == (when, what, who)
