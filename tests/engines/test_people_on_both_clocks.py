"""Agents as people, in scenarios of every mixture: the same day on both clocks, and the laws of the floor.

The mixtures are those of customers who react, so everything meets everything. The laws are found from the log alone.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from floors import same_log
from test_journeys_on_both_clocks import exponential
from test_journeys_on_both_clocks import scenario as with_journeys

from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.build import Day, build_day
from simdesk.floor.plan import FloorPlan
from simdesk.rules.calendar import SHIFT_OVER
from simdesk.rules.codes import ABANDONED, ANSWERED, BREAK, MEETING, MISSED, NOT_REACHED, ON_DUTY, PAUSED, RANG, REFUSED
from simdesk.scenario import load_text

SHIFTS = (
    {"start": "08:00", "length": "2 h", "agents": 2, "breaks": [{"after": "30 min", "length": "10 min"}]},
    {"start": "08:30", "length": "2 h 30 min", "agents": 2.5, "breaks": [{"at": "09:05", "length": "15 min"}]},
    {"start": "09:00", "length": "1 h", "agents": 1},
)


def people(random: Random, group: dict[str, Any], repeats: bool) -> dict[str, Any]:
    """The group with any of the ways agents are people."""

    def some(chance: float = 0.5) -> bool:
        return random.random() < chance

    made = dict(group)
    if some(0.4):
        del made["headcount"]
        made["shifts"] = random.sample(SHIFTS, random.choice((2, 3)))
        if some():
            made["late"] = {"share": "40%", "by": exponential("10 min")}
    elif some():
        made["headcount"] = [random.choice((1, 2, 3, 4)) for _ in range(6)]
    if some():
        made["absence"] = random.choice(("10%", "30%"))
    if some(0.3):
        made["shrinkage"] = {"planned": "10%", "unplanned": "15%"}
    if some():
        made["ring_time"] = random.choice(("3 s", "10 s", exponential("4 s"), {"gamma": {"mean": "6 s", "sd": "3 s"}}))
    if some():
        made["missed"] = {"share": random.choice(("5%", "30%")), "after": "15 s", "unavailable": random.choice(("0 s", "1 min"))}
    if some(0.3):
        made["refused"] = {"share": "10%", "after": random.choice(("0 s", "4 s")), "unavailable": random.choice(("0 s", "20 s"))}
    if some(0.3):
        made["wrap_up_ends_after"] = "25 s"
    if some():
        made["pause"] = random.choice(("2 s", "15 s"))
    if some(0.3):
        made["rest_after"] = {"contacts": random.choice((2, 5)), "pause": "1 min"}
    if some():
        made["meetings"] = [{"at": "09:20", "length": "12 min", "agents": 1}, {"at": "10:10", "length": "5 min"}]
    if some():
        one = {"agents": 1, "name": "new", "pace": random.choice(("50%", "80%"))}
        if repeats and some():
            one["unresolved"] = "60%"
        if len(made["skills"]) > 1 and some(0.6):
            one["skills"] = random.sample(list(made["skills"]), len(made["skills"]) - 1)
        made["people"] = [one]
    return made


def scenario(number: int) -> dict[str, Any]:
    random = Random(1000 + number)
    made = with_journeys(number)
    made["channels"] = {}  # people who ring, pause or rest have one contact at a time
    for key in ("channel", "customer_time", "leaves_after"):
        made["queues"]["c"].pop(key, None)
    repeats = "repeat" in made["queues"]["a"]
    groups = {}
    for name, group in made["agent_groups"].items():
        takes_a = "a" in group["skills"]
        groups[name] = people(random, group, repeats and takes_a)
    if "people" in groups["desk"] and "skills" in groups["desk"]["people"][0] and repeats:
        groups["desk"]["people"][0].pop("unresolved", None)
    made["agent_groups"] = groups
    return made


def laws(plan: FloorPlan, workload: Workload, log: DayLog) -> None:
    c = log.contacts
    served = (c.outcome == ANSWERED) | (c.outcome == NOT_REACHED)
    gave_up = c.outcome == ABANDONED
    assert (c.ended[gave_up] >= c.arrival[gave_up]).all()
    assert (c.could_answer[gave_up] >= c.ended[gave_up])[~np.isnan(c.could_answer[gave_up])].all()
    day = build_day(plan, workload)
    paces, agents = day.floor.paces, day.floor.agents
    assert (paces[agents["paces_from"][c.agent[served]] + c.queue[served]] > 0).all()  # nobody does what she does not take
    spans = log.spans
    within = spans[spans["activity"] >= RANG]
    for a in range(len(agents)):
        duty = sorted((float(s["begin"]), float(s["end"])) for s in spans[(spans["agent"] == a) & (spans["activity"] == ON_DUTY)])
        away = spans[(spans["agent"] == a) & np.isin(spans["activity"], (BREAK, MEETING))]
        presence = sorted([*duty, *((float(s["begin"]), float(s["end"])) for s in away)])
        assert all(one[1] <= other[0] for one, other in pairwise(presence)), a
        mine = [(float(s["begin"]), float(s["end"])) for s in within[within["agent"] == a]]
        work = [(float(c.answered[k]), float(c.released[k])) for k in np.flatnonzero(served & (c.agent == a))]
        done = sorted([*mine, *work])
        assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(done)), a  # one thing at a time
        for begin, end in done:
            assert any(low <= begin and end <= high + 1e-9 for low, high in duty), (a, begin, end)
    overtime_is_time_on_duty_beyond_the_plan(plan, day, log)
    late = {int(c["who"]): float(c["when"]) for c in day.staff_changes if c["what"] == SHIFT_OVER}
    for a, over in late.items():
        begun = np.concatenate([c.answered[served & (c.agent == a)], within["begin"][within["agent"] == a]])
        # What is begun after the end of the shift was offered before it.
        for begin in begun[begun > over]:
            assert ((within["agent"] == a) & (within["end"] == begin) & (within["begin"] <= over)).any(), (a, begin, over)


def overtime_is_time_on_duty_beyond_the_plan(plan: FloorPlan, day: Day, log: DayLog) -> None:
    """Of shifts, and of a headcount that is the same all day."""
    duty = log.spans[log.spans["activity"] == ON_DUTY]
    until = {int(c["who"]): float(c["when"]) for c in day.staff_changes if c["what"] == SHIFT_OVER}
    for g, group in enumerate(plan.groups):
        if len(set(group.headcount)) > 1:
            continue
        beyond = 0.0
        for span in duty[duty["group"] == g]:
            beyond += max(0.0, float(span["end"]) - max(float(span["begin"]), until.get(int(span["agent"]), plan.closing)))
        assert abs(beyond - log.overtime[g]) < 1e-6, group.name


@pytest.mark.slow  # compiling takes ten seconds or so
@pytest.mark.parametrize("number", range(16))
def test_every_mixture_plays_the_same_day_on_both_clocks_and_keeps_the_laws(number: int) -> None:
    floor, demand = load_text(json.dumps(scenario(number))).lay_out()
    for replication in range(2):
        workload = draw_workload(demand, 5, replication, picks=floor.draws_agents)
        log = simpy_clock.play_day(floor, workload)
        assert same_log(log, compiled_day.play_day(floor, workload))
        laws(floor, workload, log)


@pytest.mark.slow
def test_the_mixtures_meet_everything() -> None:
    met: dict[str, int] = {}
    for number in range(16):
        floor, demand = load_text(json.dumps(scenario(number))).lay_out()
        log = simpy_clock.play_day(floor, draw_workload(demand, 5, 0, picks=floor.draws_agents))
        codes = {"break": BREAK, "meeting": MEETING, "rang": RANG, "missed": MISSED, "refused": REFUSED, "paused": PAUSED}
        for name, code in codes.items():
            met[name] = met.get(name, 0) + int((log.spans["activity"] == code).sum())
        rang = log.spans[log.spans["activity"] == RANG]
        ended = set(log.contacts.ended[log.contacts.outcome == ABANDONED].tolist())
        met["hung up as it rang"] = met.get("hung up as it rang", 0) + sum(float(end) in ended for end in rang["end"])
        met["partial"] = met.get("partial", 0) + sum(group.partial for group in floor.groups)
        met["absent"] = met.get("absent", 0) + sum(not math.isclose(group.absence, 0.0) for group in floor.groups)
    assert all(count >= 10 for count in met.values()), met
