"""The agents of a day are the same whether their crew was kept from another day or made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from numpy.testing import assert_array_equal

import simdesk as sd
from simdesk.demand.workload import draw_workload
from simdesk.floor.crews import Crews
from simdesk.rules.rows import NOBODY

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))

MIXED = """\
simdesk: 1
hours: {open: "08:00", close: "10:00", interval: 1 h}
queues:
  calls: {arrivals: {per_day: 10}, handle_time: 5 min, patience: 2 min}
agent_groups:
  first: {skills: [calls], headcount: [3, 2]}
  second: {skills: [calls], shifts: [{start: "08:30", length: 1 h, agents: 2, breaks: [{after: 15 min, length: 15 min}]}]}
"""


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_crews_that_are_kept_are_those_made_anew(path: Path) -> None:
    floor, demand = sd.load(path).lay_out()
    kept = Crews(floor)
    for day in (0, 1, 2, 0, 1):
        workload = draw_workload(demand, 3, day, ahead=False)
        one, other = kept.of(workload), Crews(floor).of(workload)
        assert_array_equal(one.rows, other.rows)
        assert_array_equal(one.changes, other.changes)
        assert_array_equal(one.off, other.off)
        assert_array_equal(one.standby, other.standby)


def test_the_second_group_stands_behind_the_first() -> None:
    floor, demand = sd.load_text(MIXED).lay_out()
    staffing = Crews(floor).of(draw_workload(demand, 1, 0))
    assert staffing.rows["group"].tolist() == [0, 0, 0, 1, 1]
    assert staffing.rows["behind"].tolist() == [1, 2, NOBODY, NOBODY, NOBODY]
    assert staffing.off.tolist() == [0, NOBODY]
    assert [(float(c["when"]) / 3600, int(c["who"])) for c in staffing.changes] == [
        (8.0, 0),  # the headcount of group 0
        (8.5, 3),
        (8.5, 4),
        (8.75, 3),
        (8.75, 4),
        (9.0, 0),
        (9.5, 3),
        (9.5, 4),
        (10.0, NOBODY),
    ]
