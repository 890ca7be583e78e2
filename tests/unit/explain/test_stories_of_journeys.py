"""Stories on a floor with transfers, help, repeat contacts, call-backs and redials: which leg is which, and no story fails."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from floors import Centre, Group, Queue, Which, centre, every_contact, one_of_each_kind
from numpy.testing import assert_array_equal

from simdesk.demand.distributions import constant, exponential
from simdesk.demand.journey_plans import Assistance, CallBack, Redial, Repeat, Transfer
from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.engine.simpy_clock import SimpyDay, play_day
from simdesk.explain.causes import CAUSES, without
from simdesk.explain.counterfactual import QueueInterval
from simdesk.explain.journeys import rows_after, rows_before, workload_rows
from simdesk.explain.story import tell
from simdesk.floor.parts import Offer
from simdesk.measure.expression import parse_expression
from simdesk.measure.rules import ServiceLevelRule
from simdesk.rules.codes import NOT_MADE, OUTCOMES
from simdesk.rules.leg_codes import ASSISTANCE, CALL_BACK, REASONS, REDIAL


@pytest.fixture(scope="module")
def floor() -> Centre:
    minute = exponential(60.0)
    queues = [
        Queue("a", 0.05, minute, 5.0, minute, redial=Redial(0.6, exponential(30.0), 3), call_back=Offer(2)),
        Queue("b", 0.02, minute, 0.0, exponential(90.0), redial=Redial(0.5, exponential(30.0), 2, queue=0)),
        Queue("back", (), minute),
        Queue("help", (), 15.0),
    ]
    groups = [Group("g", {"a": 1, "back": 2}, 3), Group("h", {"b": 1, "a": 2}, 2), Group("lead", ["help"], 2)]
    where = centre(queues, groups, closing=3600.0, interval=600.0)
    a, b, *others = where.demand.queues
    a = replace(
        a,
        transfer=Transfer(((1, 0.15),), lost=0.2, warm=True),
        repeat=Repeat(0.3, exponential(300.0), 2),
        call_back=CallBack(0.5, 2, constant(60.0), 0.6, 20.0, constant(120.0), 3),
        assistance=Assistance(3, 0.4, constant(20.0)),
    )
    b = replace(b, transfer=Transfer(((0, 0.1),)), assistance=Assistance(2, 0.1))
    plan = where.floor
    groups_with = tuple(replace(group, unresolved=(0.3, 0.0, 0.0, 0.0)) for group in plan.groups)
    return Centre(replace(where.demand, queues=(a, b, *others)), replace(plan, groups=groups_with))


@pytest.fixture(scope="module")
def days(floor: Centre) -> list[tuple[Workload, DayLog]]:
    drawn = [floor.workload(3, replication) for replication in range(2)]
    return [(workload, play_day(floor.floor, workload)) for workload in drawn]


@pytest.mark.slow
def test_which_row_is_which(floor: Centre, days: list[tuple[Workload, DayLog]]) -> None:
    for workload, log in days:
        day, more = SimpyDay(floor.floor, workload), workload.more
        day.run()
        made = np.array([k for k, row in enumerate(day.floor.contacts) if row.outcome != NOT_MADE])
        arrival = np.array([day.floor.contacts[k].arrival for k in made])
        assert_array_equal(workload_rows(log, workload), made[np.argsort(arrival, kind="stable")])
        for row in made:
            before = rows_before(workload, int(row))
            # Legs before it, and the calls for help of those that were answered.
            led = zip([int(row), *before], before, strict=False)
            helps = sum(more["help"][one] >= 0 and more["reason"][leg] not in (REDIAL, CALL_BACK, ASSISTANCE) for leg, one in led)
            assert len(before) + helps == workload.attempt[row] - 1
            assert not before or row in rows_after(workload, before[0])


@pytest.mark.parametrize(("which", "most"), [pytest.param(every_contact, 1, marks=pytest.mark.slow), (one_of_each_kind, 2)])
def test_every_contact_has_a_story(floor: Centre, days: list[tuple[Workload, DayLog]], which: Which, most: int) -> None:
    measure, told, ended, after_help = parse_expression("service_level(a, 20 s)"), set(), set(), 0
    for workload, log in days[:most]:
        c = log.contacts
        for k in which(log):
            story = tell(floor.floor, workload, log, k, measure, ServiceLevelRule())
            ended.add(story.subject["outcome"])
            arrival = story.lines[0]
            if c.attempt[k] > 1:
                told.add(arrival.facts["reason"])
                before = arrival.facts["before"]
                assert c.journey[before] == c.journey[k]
                helped = c.attempt[before] == c.attempt[k] - 2
                assert helped or c.attempt[before] == c.attempt[k] - 1
                assert not helped or REASONS[c.reason[k]] in ("transfer", "repeat")
                after_help += helped
            for line in story.lines:
                if line.kind == "again":
                    j = line.facts["next"]
                    assert line.facts["after"] == c.arrival[j] - c.ended[k]
                    assert line.facts["reason"] == REASONS[c.reason[j]]
    assert after_help > 5
    assert told == set(REASONS[1:]) - {"passed_on", "return"}  # of bots: see test_explain_channels
    assert ended >= set(OUTCOMES[2:6]) - {"blocked"} | {"took_call_back", "not_reached"}


@pytest.mark.slow
def test_causes_taken_away_leave_what_was_before(floor: Centre, days: list[tuple[Workload, DayLog]]) -> None:
    where, found = QueueInterval(floor.floor, floor.demand, 0, 2), set()
    for workload, log in days:
        for cause in set(CAUSES) - {"priority given to others"}:
            changed = without(cause, where, workload, log)
            if changed is None:
                continue
            found.add(cause)
            other = play_day(changed[0].plan, changed[0].workload).contacts
            was = log.contacts.answered[log.contacts.answered < where.begin]
            assert_array_equal(other.answered[other.answered < where.begin], was)
            assert changed[1] > 0
            assert math.isfinite(changed[1])
    assert found >= {"volume above forecast", "long handle times", "backlog from before", "agents finishing late"}
