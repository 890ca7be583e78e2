"""Customers who react, in scenarios of every mixture: the same day on both clocks, and journeys as they were drawn."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np
import pytest
from floors import same_log

from simdesk.demand.legs import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    ASSISTANCE,
    CALL_BACK,
    MAY_REPEAT,
    NO_ROW,
    REDIAL,
    REPEAT,
    TRANSFER,
    TRANSFERS,
)
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine import compiled_clock, simpy_clock
from simdesk.engine.log import DayLog, check_laws
from simdesk.floor.plan import FloorPlan
from simdesk.rules.rows import ABANDONED, ANSWERED, BALKED, BLOCKED, NOT_MADE, NOT_REACHED, TOOK_CALL_BACK
from simdesk.scenario import load_text

PREDICTORS = ("queue_length", "last_answered", "head_of_line", "average")


def exponential(mean: str) -> dict[str, Any]:
    return {"exponential": {"mean": mean}}


def queue(random: Random, name: str, others: list[str]) -> dict[str, Any]:
    """A queue whose customers may do anything."""

    def some(chance: float = 0.5) -> bool:
        return random.random() < chance

    made: dict[str, Any] = {
        "arrivals": {"rate": f"{random.choice((20, 40, 60))} per h"},
        "handle_time": random.choice((exponential("3 min"), "2 min", {"lognormal": {"mean": "4 min", "sd": "3 min"}})),
        "wrap_up": random.choice(("0 s", "20 s", exponential("30 s"))),
        "patience": random.choice((exponential("2 min"), "1 min", {"uniform": {"low": "10 s", "high": "4 min"}})),
        "predictor": random.choice(PREDICTORS),
    }
    if some(0.3):
        made["waiting_places"] = random.choice((0, 2, 5))
    if some():
        by_wait = {"by_predicted_wait": {"30 s": "20%", "2 min": "60%"}}
        made["balking"] = random.choice(("15%", {"by_queue_length": {1: "10%", 3: "50%"}}, by_wait))
    if some(0.4):
        made["announcement"] = {"leave_if_longer": "60%", "patience": random.choice(("50%", "150%"))}
    if some():
        made["redial"] = {"share": "50%", "after_blocked": "80%", "further": "70%", "after": exponential("3 min"), "at_most": 3}
        if some(0.4):
            made["redial"]["to"] = random.choice(others)
    if some():
        made["call_back"] = {"accepted": "60%", "reached": random.choice(("70%", "100%")), "when_waiting": random.choice((0, 2))}
        made["call_back"] |= {"retry_after": exponential("5 min"), "dialling": "25 s", "at_most": 2}
        if some():
            made["call_back"] |= {"queue": "call_backs", "after": random.choice(("0 s", "10 min"))}
        if some(0.3):
            made["call_back"]["when_predicted"] = "1 min"
    if some():
        made["transfer"] = {"to": dict.fromkeys(others, "15%"), "warm": some(), "lost": random.choice(("0%", "10%"))}
    if some(0.4):
        made["misrouted"] = {"share": "15%", "to": random.choice(others), "recognised_after": exponential("45 s")}
        made["misrouted"] |= {"warm": some(), "lost": random.choice(("0%", "10%"))}
    if some(0.4):
        made["assistance"] = {"queue": "leads", "share": "10%"}
        if some(0.7):
            made["assistance"]["after"] = exponential("2 min")
    if some():
        made["repeat"] = {"unresolved": "20%", "after": exponential("10 min"), "at_most": 2}
        if some():
            made["repeat"]["rushed"] = {"when_waiting": 2, "unresolved": "45%"}
        if some(0.3):
            made["repeat"]["to"] = random.choice(others)
    return made


def scenario(number: int) -> dict[str, Any]:
    """A centre of three queues and those they lead to."""
    random = Random(number)
    names = ["a", "b", "c"]
    queues = {name: queue(random, name, [other for other in names if other != name]) for name in names}
    queues |= {
        "call_backs": {"arrivals": {"rate": "1 per h"}, "handle_time": "3 min"},
        "leads": {"arrivals": {"rate": "1 per h"}, "handle_time": "1 min", "patience": "5 min"},
    }
    unresolved = {"unresolved": "35%"} if "repeat" in queues["a"] else {}
    skills: dict[str, Any] = {"a": {"rank": 1, **unresolved}, "b": {"rank": random.choice((1, 2)), "pace": "80%"}}
    return {
        "simdesk": 1,
        "hours": {"open": "08:00", "close": "11:00", "interval": "30 min"},
        "at_close": random.choice(("finish", "send_away")),
        "agent_choice": random.choice(("longest_idle", "random", "fewest_contacts")),
        **({"trunks": random.choice((8, 14))} if random.random() < 0.3 else {}),
        "queues": queues,
        "agent_groups": {
            "desk": {"skills": {**skills, "call_backs": {"rank": 3, "reserve": random.choice((0, 1))}}, "headcount": 4},
            "pros": {"skills": ["b", "c", "call_backs"], "headcount": random.choice((2, 3))},
            "helpers": {"skills": {"leads": {}, "c": {"rank": 2}}, "headcount": 1},
        },
    }


@pytest.mark.slow  # compiling takes ten seconds or so
@pytest.mark.parametrize("number", range(16))
def test_every_mixture_plays_the_same_day_on_both_clocks(number: int) -> None:
    floor, demand = load_text(json.dumps(scenario(number))).lay_out()
    for replication in range(3):
        workload = draw_workload(demand, 5, replication, picks=floor.draws_agents)
        log = simpy_clock.play_day(floor, workload)
        assert same_log(log, compiled_clock.play_day(floor, workload))


def test_every_mixture_keeps_the_laws_and_together_they_hold_everything() -> None:
    reasons, became = set[int](), set[int]()
    for number in range(40):
        floor, demand = load_text(json.dumps(scenario(number))).lay_out()
        workload = draw_workload(demand, 5, number, picks=floor.draws_agents)
        log = simpy_clock.play_day(floor, workload)
        check_laws(log, floor)
        nobody_does_two_things(log)
        journeys_follow_from_what_was_drawn(log, workload, floor)
        reasons |= set(log.contacts.reason.tolist())
        became |= set(log.contacts.outcome.tolist())
    assert reasons == set(range(6))
    assert became >= {ANSWERED, ABANDONED, BALKED, BLOCKED, TOOK_CALL_BACK, NOT_REACHED}


def nobody_does_two_things(log: DayLog) -> None:
    """An agent serves one contact at a time, held ones included."""
    c = log.contacts
    taken = np.flatnonzero(c.agent >= 0)
    taken = taken[np.lexsort((c.answered[taken], c.agent[taken]))]
    same = c.agent[taken][1:] == c.agent[taken][:-1]
    assert (c.answered[taken][1:] >= c.released[taken][:-1])[same].all()


def journeys_follow_from_what_was_drawn(log: DayLog, workload: Workload, floor: FloorPlan) -> None:
    """Each contact has one outcome, and each further leg the leg before it to thank, at the time drawn."""
    c, more, closing = log.contacts, workload.more, floor.closing
    assert not (c.outcome == NOT_MADE).any()
    legs: dict[int, list[int]] = {}
    for k in np.lexsort((c.attempt, c.journey)):
        legs.setdefault(int(c.journey[k]), []).append(int(k))
    assert sorted(legs) == list(range(workload.arrivals))
    none = np.full(len(workload.queue), NO_ROW)
    zeros = np.zeros(len(workload.queue))
    follow, follows = more.get("follow", none), more.get("follows", zeros)
    call_back = more.get("call_back", none)
    for first, chain in legs.items():
        assert [int(c.attempt[k]) for k in chain] == list(range(1, len(chain) + 1))
        assert c.arrival[chain[0]] == workload.arrival[first]
        row = first
        for before, k in zip(chain, [*chain[1:], None], strict=True):
            assert c.queue[before] == workload.queue[row]
            outcome, ended = c.outcome[before], float(c.ended[before])
            lost = outcome in (ABANDONED, BALKED, BLOCKED)
            bit = AFTER_BLOCKED if outcome == BLOCKED else AFTER_LEAVING
            # What follows, and when: the row drawn, whether it must happen, and the delay.
            if lost:
                due = bool(int(more.get("tries_again", zeros)[row]) & bit) and workload.next_try[row] != NO_ROW
                nxt, reason, after = workload.next_try[row], REDIAL, workload.redial_after[row]
            elif outcome == TOOK_CALL_BACK:
                due, nxt, reason, after = True, call_back[row], CALL_BACK, more["call_back_after"][row]
            elif outcome == NOT_REACHED:
                due, nxt, reason, after = follow[row] != NO_ROW, follow[row], CALL_BACK, more["follow_after"][row]
            else:
                due = outcome == ANSWERED and follow[row] != NO_ROW
                nxt, reason, after = follow[row], None, zeros[row]
            if k is None:
                may = lost or outcome in (TOOK_CALL_BACK, NOT_REACHED)
                assert not due or (may and ended + after >= closing) or follows[row] == MAY_REPEAT
                continue
            assert due
            if reason is None:
                reason = int(c.reason[k])
                assert reason in (TRANSFER, ASSISTANCE, REPEAT)
                after = more["follow_after"][row]
            assert c.reason[k] == reason
            if reason == REPEAT:
                assert c.arrival[k] == ended + after
                assert c.arrival[k] < closing
            elif reason in (REDIAL, CALL_BACK):
                assert c.arrival[k] == ended + after < closing
            elif follows[row] == TRANSFERS:
                assert c.arrival[k] == ended
            elif reason == TRANSFER:  # warm: until the next one answers, or the customer leaves
                assert ended == (c.answered[k] if c.agent[k] >= 0 else c.ended[k])
            else:
                pace = floor.groups[c.group[before]].pace[c.queue[before]]
                talk = float(workload.handle_time[row])
                asks = min(float(after), talk)
                assert c.arrival[k] == pytest.approx(c.answered[before] + asks / pace)
                assert ended == pytest.approx(c.ended[k] + (talk - asks) / pace)
            row = int(nxt)
