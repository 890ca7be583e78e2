"""Days kept to be played again: the same to the bit, read-only, within a bound, and only where the customers are the same."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simdesk as sd
from simdesk.demand.drawn_days import BYTES_A_CONTACT, DrawnDays
from simdesk.demand.streams import ARRAYS
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine.clocks import COMPILED, SIMPY
from simdesk.results.run import begin
from simdesk.results.running.gathered import arrays_of
from simdesk.results.running.work import DayCounter

SCENARIOS = Path(__file__).parents[3] / "scenarios"
SHORT_DAY = """
simdesk: 1
name: Two hours
hours: {open: "08:00", close: "10:00", interval: 30 min}
replications: 3
seed: 4
queues:
  calls:
    arrivals: {per_day: 200, day_to_day: 10%}
    handle_time: {lognormal: {mean: 3 min, sd: 2 min}}
    patience: {exponential: {mean: 2 min}}
    redial: {share: 30%, after: {exponential: {mean: 5 min}}}
agent_groups:
  desk: {skills: [calls], headcount: 5}
"""


def scenario(**changes: Any) -> sd.Scenario:
    found = sd.load_text(SHORT_DAY)
    return found.with_changes(changes) if changes else found


def equal(one: Workload, other: Workload) -> bool:
    pairs = zip(one.arrays, other.arrays, strict=True)
    return one.arrivals == other.arrivals and all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def drawn(keeper: DrawnDays, where: sd.Scenario, day: int, seed: int = 4) -> Workload:
    return keeper.day(where.lay_out()[1], seed, day, picks=False, draws=ARRAYS)


@pytest.mark.parametrize("name", ["multi_skill", "redials", "outbound_blend", "new_hires", "week", "omnichannel"])
@pytest.mark.parametrize("engine", [SIMPY, COMPILED])
def test_counts_are_the_same_with_and_without(name: str, engine: str) -> None:
    """Played twice out of what is kept: playing has changed nothing in it."""
    work = begin(sd.load(SCENARIOS / f"{name}.yaml"), 1, engine=engine).job.work
    keeper = DrawnDays()
    plain, first, again = (arrays_of(DayCounter(work, drawn=one).count(0)[0]) for one in (None, keeper, keeper))
    for place, array in plain.items():
        assert np.array_equal(array, first[place], equal_nan=True), place
        assert np.array_equal(array, again[place], equal_nan=True), place


def test_a_day_is_drawn_once_for_plans_that_say_the_same() -> None:
    keeper = DrawnDays()
    more_agents = scenario(**{"agent_groups.desk.headcount": 8, "agent_groups.desk.cost": "20 per h"})
    day = drawn(keeper, scenario(), 1)
    assert drawn(keeper, more_agents, 1) is day
    assert equal(day, draw_workload(more_agents.lay_out()[1], 4, 1, ahead=False))
    assert not any(array.flags.writeable for array in day.arrays)
    assert day.bytes <= BYTES_A_CONTACT * len(day.queue) * 1.5


@pytest.mark.parametrize(
    "changes",
    [
        {"queues.calls.arrivals.per_day": 201},
        {"queues.calls.handle_time": {"lognormal": {"mean": "3 min", "sd": "2.1 min"}}},
        {"queues.calls.patience": {"exponential": {"mean": "121 s"}}},
        {"queues.calls.redial.share": "31%"},
        {"agent_groups.desk.absence": "5%"},
    ],
)
def test_other_customers_are_drawn_anew(changes: dict[str, Any]) -> None:
    keeper, other = DrawnDays(), scenario(**changes)
    day = drawn(keeper, scenario(), 1)
    assert drawn(keeper, other, 1) is not day
    assert equal(drawn(keeper, other, 1), draw_workload(other.lay_out()[1], 4, 1, ahead=False))


def test_another_seed_day_or_draw_of_picks_is_another_day() -> None:
    keeper, plan = DrawnDays(), scenario().lay_out()[1]
    days = [
        keeper.day(plan, seed, day, picks=picks, draws=ARRAYS)
        for seed, day, picks in ((4, 0, False), (5, 0, False), (4, 1, False), (4, 0, True))
    ]
    assert len({id(day) for day in days}) == 4


def test_no_more_is_kept_than_the_bound() -> None:
    size = drawn(DrawnDays(), scenario(), 0).bytes
    keeper = DrawnDays(3.5 * size)
    first = [drawn(keeper, scenario(), day) for day in range(10)]
    assert 0 < keeper.bytes <= keeper.most
    assert drawn(keeper, scenario(), 0) is first[0]  # those that are there stay, or a run through all would find none
    assert drawn(keeper, scenario(), 9) is not first[9]
    other = scenario(**{"queues.calls.arrivals.per_day": 150})
    kept = drawn(keeper, other, 0)  # days of other customers make room
    assert drawn(keeper, other, 0) is kept
    assert keeper.bytes <= keeper.most
    assert drawn(keeper, scenario(), 0) is not first[0]


def test_a_copy_begins_empty() -> None:
    keeper = DrawnDays(1e6)
    drawn(keeper, scenario(), 0)
    for other in (copy.deepcopy(keeper), pickle.loads(pickle.dumps(keeper))):
        assert (other.most, other.bytes, other.asked) == (1e6, 0, 0)


def test_changed_copies_of_a_scenario_share_what_was_drawn() -> None:
    base = scenario()
    sd.run(base, cores=1)
    kept = base.drawn_days.bytes
    assert kept > 0
    found = sd.run(base.with_changes({"agent_groups.desk.headcount": 7}), cores=1)
    assert base.drawn_days.bytes == kept
    alone = sd.run(scenario(**{"agent_groups.desk.headcount": 7}), cores=1)
    assert found.summary.equals(alone.summary)


def test_a_run_that_has_no_room_keeps_nothing() -> None:
    base = scenario()
    days = int(base.drawn_days.most / BYTES_A_CONTACT / 200) + 1
    assert begin(base, days).job.drawn is None
    assert begin(base, days - 1).job.drawn is base.drawn_days


def test_who_asks_again_gets_the_compiled_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock's start is paid once a scenario has been run for as long; the numbers are the same."""
    from simdesk.engine import clocks

    monkeypatch.setattr(clocks, "is_warm", lambda: True)
    days = int(clocks.WARM_START / (200 * clocks.CONTACT + 200 * clocks.LEG)) + 1
    base = scenario()
    assert begin(base, 3).job.work.engine == SIMPY
    base.drawn_days.asked = 1000 * days
    assert begin(base.with_changes({"agent_groups.desk.headcount": 7}), 3).job.work.engine == COMPILED
