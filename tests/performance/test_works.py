"""The benchmark compares like with like: both ways of playing the works answer the same customers."""

from __future__ import annotations

import pytest
from works import tutorial, w2, w3

from simdesk.engine.simpy_clock import play_day
from simdesk.floor.rows import ANSWERED


@pytest.mark.parametrize("make", [w2, w3])
def test_the_tutorials_way_answers_about_as_many(make):
    where = make()
    workload = where.workload(1, 0)
    answered = int((play_day(where.floor, workload).contacts.outcome == ANSWERED).sum())
    # Not the same to the last contact: how staff changes and ties are played differs.
    assert tutorial(where, workload) == pytest.approx(answered, rel=0.01)
