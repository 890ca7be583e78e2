"""Legs drawn when the floor leads there are those of the tree drawn beforehand, to the bit, on both clocks."""

from __future__ import annotations

import json
from dataclasses import fields
from random import Random
from typing import Any

import pytest
from floors import same_log
from test_journeys_on_both_clocks import exponential, scenario

from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import draw_workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.clocks import COMPILED, draws_of
from simdesk.engine.log import ContactLog
from simdesk.floor.plan import FloorPlan
from simdesk.rules.leg_rows import UNDRAWN
from simdesk.scenario import load_text

DURATIONS: list[Any] = [
    exponential("3 min"),
    {"lognormal": {"mean": "4 min", "sd": "3 min"}},
    {"gamma": {"mean": "3 min", "sd": "2 min"}},
    {"gamma": {"mean": "3 min", "sd": "6 min"}},
    {"erlang": {"mean": "3 min", "phases": 3}},
    {"weibull": {"mean": "3 min", "shape": 0.7}},
    {"uniform": {"low": "1 min", "high": "4 min"}},
    {"triangular": {"low": "1 min", "mode": "2 min", "high": "6 min"}},
    {"hyperexponential": {"means": ["1 min", "8 min"], "shares": ["70%", "30%"]}},
    {"empirical": ["1 min", "2 min", "2 min", "7 min"]},
    {"exponential": {"mean": "3 min"}, "at_least": "30 s", "at_most": "5 min"},
    {"by_interval": {"08:00": "2 min", "09:30": exponential("4 min")}},
    {"mean_by_interval": ["2 min", "3 min", "3 min", "4 min", "2 min", "1 min"], "at_most": "9 min"},
    "2 min",
]


def varied(number: int) -> dict[str, Any]:
    """A centre of journeys whose durations are of every kind, with classes, campaigns, rings and nights."""
    random, made = Random(1000 + number), scenario(number)
    for name in ("a", "b", "c"):
        queue = made["queues"][name]
        queue["handle_time"], queue["patience"], queue["wrap_up"] = (random.choice(DURATIONS) for _ in range(3))
        for way in ("redial", "repeat"):
            if way in queue:
                queue[way]["after"] = random.choice(DURATIONS[:11])
    if random.random() < 0.4:
        made["queues"]["a"]["customers"] = {"gold": {"share": "20%", "handle_time": random.choice(DURATIONS[:8])}}
    if random.random() < 0.4:
        calls = {"records": 60, "dialling": "20 s", "reached": "60%", "retry_after": random.choice(DURATIONS[:8]), "at_most": 3}
        campaign = {"handle_time": "2 min", "channel": "outbound", "campaign": calls}
        made["queues"]["list"] = campaign | {"repeat": {"unresolved": "30%", "after": "5 min"}}
        made["agent_groups"]["pros"]["skills"].append("list")
    if not made["channels"] and random.random() < 0.8:
        made["agent_groups"]["pros"] |= {"ring_time": random.choice(DURATIONS[:8]), "missed": {"share": "10%"}}
    return made


def laid_out(number: int) -> tuple[FloorPlan, DemandPlan]:
    return load_text(json.dumps(varied(number))).lay_out()


def in_one_order(contacts: ContactLog) -> list[tuple[Any, ...]]:
    """Contacts that come at the same moment may stand in another order."""
    columns = [getattr(contacts, field.name).tolist() for field in fields(contacts)]
    return sorted(map(repr, zip(*columns, strict=True)))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_what_is_drawn_as_played_is_what_would_have_been_drawn(number: int) -> None:
    floor, demand = laid_out(number)
    assert demand.journeys is not None
    draws, picks = draws_of(COMPILED), floor.draws_agents
    for day in range(3):
        tree = draw_workload(demand, 5, day, picks=picks, draws=draws)
        first = draw_workload(demand, 5, day, picks=picks, draws=draws, ahead=False)
        assert len(first.queue) == first.arrivals == tree.arrivals
        one, other = compiled_day.play_day(floor, tree), compiled_day.play_day(floor, first)
        assert in_one_order(one.contacts) == in_one_order(other.contacts)
        if day == 0 and number % 4 == 0:
            assert same_log(other, simpy_clock.play_day(floor, first))


@pytest.mark.slow
def test_every_way_leads_somewhere() -> None:
    """The floors above hold every kind of leg, and more may follow than does."""
    reasons, drawn, played = set[int](), 0, 0
    for number in range(60):
        floor, demand = laid_out(number)
        log = compiled_day.play_day(floor, draw_workload(demand, 5, 0, picks=floor.draws_agents, ahead=False))
        reasons |= set(log.contacts.reason.tolist())
        drawn += len(draw_workload(demand, 5, 0, picks=floor.draws_agents).queue)
        played += len(log.contacts)
    assert reasons == set(range(8))
    assert drawn > 3 * played


def test_a_circle_of_transfers_and_redials_costs_what_is_played() -> None:
    """Ahead it would be some ten thousand rows a customer; the tables have room for what is played, and grow."""
    ways = {
        "redial": {"share": "90%", "after": "30 s", "at_most": 9},
        "repeat": {"unresolved": "60%", "after": "1 min", "at_most": 9},
    }
    queues = {
        name: {
            "arrivals": {"rate": "120 per h"},
            "handle_time": exponential("2 min"),
            "patience": exponential("1 min"),
            "transfer": {"to": {other: "30%"}},
            **ways,
        }
        for name, other in (("a", "b"), ("b", "a"))
    }
    centre = {
        "simdesk": 1,
        "hours": {"open": "08:00", "close": "12:00"},
        "queues": queues,
        "agent_groups": {"desk": {"skills": ["a", "b"], "headcount": 6}},
    }
    floor, demand = load_text(json.dumps(centre)).lay_out()
    first = draw_workload(demand, 1, 0, ahead=False)
    assert (first.next_try == UNDRAWN).any()
    log = simpy_clock.play_day(floor, first)
    assert len(log.contacts) > 3 * first.arrivals
    assert same_log(log, compiled_day.play_day(floor, first))


ALONE: dict[str, dict[str, Any]] = {
    "redial": {"redial": {"share": "60%", "after": "1 min"}},
    "transfer": {"transfer": {"to": {"b": "30%"}}},
    "help": {"assistance": {"queue": "b", "share": "50%"}},
    "repeat": {"repeat": {"unresolved": "30%", "after": "2 min"}},
    "call_back": {"call_back": {"accepted": "60%", "when_waiting": 0}},
    "misrouted": {"misrouted": {"share": "20%", "to": "b", "recognised_after": "30 s"}},
}


@pytest.mark.parametrize("way", ALONE)
def test_each_way_alone_is_drawn_as_played(way: str) -> None:
    """What a day looks at only where a leg may follow is looked at for each kind by itself."""
    common = {"handle_time": exponential("3 min"), "patience": exponential("2 min")}
    centre = {
        "simdesk": 1,
        "hours": {"open": "08:00", "close": "11:00"},
        "queues": {
            "a": {"arrivals": {"rate": "60 per h"}, **common, **ALONE[way]},
            "b": {"arrivals": {"rate": "5 per h"}, **common},
        },
        "agent_groups": {"desk": {"skills": ["a"], "headcount": 3}, "second": {"skills": ["b"], "headcount": 2}},
    }
    floor, demand = load_text(json.dumps(centre)).lay_out()
    one, other = (simpy_clock.play_day(floor, draw_workload(demand, 3, 0, ahead=ahead)) for ahead in (True, False))
    assert in_one_order(one.contacts) == in_one_order(other.contacts)
    assert len(other.contacts) > draw_workload(demand, 3, 0, ahead=False).arrivals
