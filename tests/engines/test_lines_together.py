"""Lines and idle_lists shared by many queues and groups change how fast an agent or a contact is found, and never which."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from floors import Centre, Group, Queue, centre

from simdesk.demand.distributions import exponential
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor import preferences
from simdesk.floor.parts import ShiftPlan


def random_floor(seed: int) -> Centre:
    """Up to twelve queues and groups with random skills in few ranks, so that many stand at one rank."""
    rng = np.random.default_rng(seed)
    names = [f"q{k}" for k in range(rng.integers(2, 13))]
    ranks = int(rng.integers(1, 4))
    groups = []
    for g in range(rng.integers(2, 13)):
        mine = [name for name in names if rng.random() < 0.7] or names[:1]
        skills = {name: int(rng.integers(1, ranks + 1)) if rng.random() < 0.8 else int(rng.integers(1, 13)) for name in mine}
        if rng.random() < 0.3:
            shifts = [ShiftPlan(float(rng.integers(0, 1800)), 3600.0, float(rng.integers(1, 3)), ((1900.0, 300.0),))]
            groups.append(Group(f"g{g}", skills, shifts=shifts))
        else:
            groups.append(Group(f"g{g}", skills, [float(heads) for heads in rng.integers(0, 4, 4)]))
    groups.append(Group("all", names, 1))
    queues = [Queue(name, float(rng.uniform(0.002, 0.02)), exponential(200), 20.0, exponential(150)) for name in names]
    return centre(queues, groups, closing=3600.0, interval=900.0, finish_waiting=bool(rng.random() < 0.5))


def assert_same(one: DayLog, other: DayLog) -> None:
    for field in fields(one.contacts):
        assert np.array_equal(
            getattr(one.contacts, field.name),
            getattr(other.contacts, field.name),
            equal_nan=field.name in ("answered", "ended", "released", "could_answer"),
        ), field.name
    assert np.array_equal(one.spans, other.spans)
    assert np.array_equal(one.queue_area, other.queue_area)


@pytest.mark.parametrize("seed", range(60))
def test_sharing_never_changes_the_log(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = []
    for least in (10_000, 2):
        monkeypatch.setattr(preferences, "TOGETHER_FROM", least)
        monkeypatch.setattr(preferences, "INDEX_FROM", least)
        floor = random_floor(seed)
        logs += [clock.play_day(floor.floor, floor.workload()) for clock in (simpy_clock, compiled_day)]
    for other in logs[1:]:
        assert_same(logs[0], other)
