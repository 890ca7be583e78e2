"""Agents with several contacts in hand, on random small floors of every mixture: the same day on both clocks."""

from __future__ import annotations

import pytest
from floors import same_log
from hypothesis import given, settings
from several import Several, floors_of_several

from simdesk.engine import compiled_day, simpy_clock


def same_on_both_clocks(floor: Several) -> None:
    plan, workload, process = floor.where.floor, floor.workload, floor.where.process
    log = simpy_clock.play_day(plan, workload, process)
    assert same_log(log, compiled_day.play_day(plan, workload, process))


@settings(max_examples=100)
@given(floors_of_several())
def test_every_mixture_plays_the_same_day_on_both_clocks(floor: Several) -> None:
    """Shifts, breaks, headcounts, transfers, help, call-backs, reserves, timed steps, and a desk that moves agents."""
    same_on_both_clocks(floor)


@pytest.mark.slow
@settings(max_examples=600)
@given(floors_of_several())
def test_every_mixture_plays_the_same_day_on_both_clocks_at_length(floor: Several) -> None:
    same_on_both_clocks(floor)


@pytest.mark.slow
@settings(max_examples=250)
@given(floors_of_several(plain=True))
def test_constant_heads_play_the_same_day_on_both_clocks(floor: Several) -> None:
    same_on_both_clocks(floor)
