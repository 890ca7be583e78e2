"""Agents as people at their limit: the rules are played, and nothing they do differs from the plain floor."""

from __future__ import annotations

from dataclasses import replace

from floors import hand_made, same_log
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import small_floor

from simdesk.engine.simpy_clock import play_day
from simdesk.floor.parts import KindPlan, Ringing
from simdesk.floor.plan import FloorPlan

HARDLY = 1e-300
"""A share of offers that nobody's draw is below."""


def at_the_limit(plan: FloorPlan) -> FloorPlan:
    """Offers that ring for no time and are missed by nobody, pauses of nothing, agents named apart who are like the others."""
    words = {
        "ringing": Ringing(missed=HARDLY, missed_after=15.0, missed_pause=60.0, refused=HARDLY),
        "wrap_up_limit": 1e9,
        "rest_after": 1,
        "kinds": (KindPlan("as the others", 1), KindPlan("they too", 1, takes=(True,) * len(plan.queues))),
    }
    return replace(plan, groups=tuple(replace(group, **words) for group in plan.groups))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_people_like_the_others_play_the_plain_day(number: int) -> None:
    small = small_floor(number)
    workload = hand_made(small.where.floor, small.calls, small.attendance)
    plain = play_day(small.where.floor, workload)
    assert same_log(plain, play_day(at_the_limit(small.where.floor), workload))
