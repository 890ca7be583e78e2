"""What is counted is the same to the bit whether numpy or compiled code adds it up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from several import several

import simdesk as sd
from simdesk.demand.workload import Workload
from simdesk.engine.clocks import COMPILED
from simdesk.engine.compiled_day import play_day
from simdesk.engine.log import DayLog
from simdesk.floor.plan import FloorPlan
from simdesk.measure.counter import Counter
from simdesk.measure.passes import ARRAY_PASSES
from simdesk.measure.passes_of_clocks import passes_of
from simdesk.measure.tally import Wanted
from simdesk.results.run import begin
from simdesk.results.running.gathered import arrays_of

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
WANTED = Wanted((0.0, 20.0, 60.0), (5.0,), (50.0, 95.0), (0.0, 5.0, 20.0, 60.0), done_within=(3600.0,), backlog=True)


def assert_counted_alike(plan: FloorPlan, log: DayLog, workload: Workload, wanted: Wanted) -> None:
    one, other = (
        arrays_of(Counter(plan, wanted, workload.expected, passes=passes).count(log))
        for passes in (ARRAY_PASSES, passes_of(COMPILED))
    )
    assert one.keys() == other.keys()
    for place, array in one.items():
        assert array.dtype == other[place].dtype, place
        assert array.tobytes() == other[place].tobytes(), place


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_floors_drawn_at_random_are_counted_alike(number: int) -> None:
    drawn = several(number)
    plan, log = drawn.where.floor, play_day(drawn.where.floor, drawn.workload)
    assert len(log.contacts) > 0
    assert_counted_alike(plan, log, drawn.workload, WANTED)
    assert_counted_alike(replace(plan, warm_up=2 * plan.interval), log, drawn.workload, WANTED)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_days_are_counted_alike(path: Path) -> None:
    work = begin(sd.load(path), 1, engine=COMPILED).job.work
    workload, log = work.day(0)
    assert_counted_alike(work.floor, log, workload, work.wanted)


def test_an_empty_day_is_counted_alike() -> None:
    work = begin(sd.load(SCENARIOS[0]).with_changes({}), 1, engine=COMPILED).job.work
    workload, log = work.day(0)
    nobody = replace(log, contacts=log.contacts.those(np.zeros(len(log.contacts), bool)), spans=log.spans[:0])
    assert_counted_alike(work.floor, nobody, workload, work.wanted)
