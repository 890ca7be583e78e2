"""Customers who react, in scenarios of every mixture: the same day on both clocks, and journeys as they were drawn."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pytest
from floors import same_log

from simdesk.demand.legs import NO_ROW
from simdesk.demand.workload import Workload, draw_workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import ContactLog, DayLog, check_laws
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import (
    ABANDONED,
    ANSWERED,
    BALKED,
    BLOCKED,
    CONTAINED,
    LEFT_WITHIN,
    NOT_MADE,
    NOT_REACHED,
    TOOK_CALL_BACK,
)
from simdesk.rules.codes import PASSED_ON as WAS_PASSED_ON
from simdesk.rules.leg_codes import (
    AFTER_BLOCKED,
    AFTER_LEAVING,
    ASSISTANCE,
    CALL_BACK,
    MAY_REPEAT,
    NOTHING_FOLLOWS,
    PASSED_ON,
    REDIAL,
    REPEAT,
    RETURN,
    TRANSFER,
    TRANSFERS_WARM,
)
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
        share = random.choice(("10%", "15%"))
        made["transfer"] = {"to": dict.fromkeys(others, share), "warm": some(), "lost": random.choice(("0%", "10%"))}
    if some(0.4):
        made["misrouted"] = {"share": "15%", "to": random.choice(others), "recognised_after": exponential("45 s")}
        made["misrouted"] |= {"warm": some(), "lost": random.choice(("0%", "10%"))}
    if some(0.6):
        made["assistance"] = {"queue": "leads", "share": random.choice(("10%", "40%"))}
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
    both = [made for made in queues.values() if {"redial", "transfer"} <= made.keys()]
    if len(both) == len(names):  # every journey that may be is laid out: of three redials each, a hundred thousand and more
        for made in both:
            made["redial"]["at_most"] = 1
    channels: dict[str, Any] = {}
    if random.random() < 0.5:  # the agents of c have several contacts in progress
        channels["chat"] = {"at_once": random.choice((2, 3)), "pace": ["100%", "70%", "50%"]}
        queues["c"]["channel"] = "chat"
        if random.random() < 0.7:
            queues["c"]["customer_time"] = exponential("40 s")
        if random.random() < 0.7:
            queues["c"]["leaves_after"] = exponential("5 min")
    if random.random() < 0.5:
        bot = {"contained": "40%", "passes_to": random.choice(names), "failed": {"share": "30%", "to": "a", "after": "4 min"}}
        queues["bot"] = {"channel": "bot", "arrivals": {"rate": "30 per h"}, "handle_time": exponential("40 s"), "bot": bot}
    queues |= {
        "call_backs": {"arrivals": {"rate": "1 per h"}, "handle_time": {"constant": "3 min"}},
        "leads": {"arrivals": {"rate": "1 per h"}, "handle_time": {"constant": "1 min"}, "patience": {"constant": "5 min"}},
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
        "channels": channels,
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
        assert same_log(log, compiled_day.play_day(floor, workload))


@pytest.mark.slow
def test_every_mixture_keeps_the_laws_and_together_they_hold_everything() -> None:
    reasons, became, together = set[int](), set[int](), Counter[str](dict.fromkeys(TOGETHER, 0))
    for number in range(40):
        floor, demand = load_text(json.dumps(scenario(number))).lay_out()
        workload = draw_workload(demand, 5, number, picks=floor.draws_agents)
        log = simpy_clock.play_day(floor, workload)
        check_laws(log, floor)
        nobody_does_two_things(log, floor)
        together.update(journeys_follow_from_what_was_drawn(log, workload, floor))
        reasons |= set(log.contacts.reason.tolist())
        became |= set(log.contacts.outcome.tolist())
    assert reasons == {*range(6), PASSED_ON, RETURN}
    assert became >= {ANSWERED, ABANDONED, BALKED, BLOCKED, TOOK_CALL_BACK, NOT_REACHED, LEFT_WITHIN, CONTAINED, WAS_PASSED_ON}
    assert all(count >= 20 for count in together.values()), together


def nobody_does_two_things(log: DayLog, floor: FloorPlan) -> None:
    """An agent who may not have several contacts in progress serves one at a time, held ones included."""
    c = log.contacts
    one = np.array([group.concurrency is None for group in floor.groups])
    taken = np.flatnonzero((c.agent >= 0) & one[c.group])
    taken = taken[np.lexsort((c.answered[taken], c.agent[taken]))]
    same = c.agent[taken][1:] == c.agent[taken][:-1]
    assert (c.answered[taken][1:] >= c.released[taken][:-1])[same].all()


TOGETHER = (
    "help, blind",
    "help, warm",
    "help, again",
    "help, not resolved here",
    "help, left",
    "help of a redial",
    "help in a chat",
)
"""What may come together in one contact."""


def journeys_follow_from_what_was_drawn(log: DayLog, workload: Workload, floor: FloorPlan) -> list[str]:
    """Each contact has one outcome, and each further leg thanks the leg before it, at the time drawn; gives back combinations."""
    c, more, closing = log.contacts, workload.more, floor.closing
    assert not (c.outcome == NOT_MADE).any()
    legs: dict[int, list[int]] = {}
    for k in np.lexsort((c.attempt, c.journey)):
        legs.setdefault(int(c.journey[k]), []).append(int(k))
    assert sorted(legs) == list(range(workload.arrivals))
    none = np.full(len(workload.queue), NO_ROW)
    zeros = np.zeros(len(workload.queue))
    follow, follows, help_ = more.get("follow", none), more.get("follows", zeros), more.get("help", none)
    call_back, seen = more.get("call_back", none), list[str]()
    for first, every in legs.items():
        assert [int(c.attempt[k]) for k in every] == list(range(1, len(every) + 1))
        assert c.arrival[every[0]] == workload.arrival[first]
        helpers = {every[i - 1]: k for i, k in enumerate(every) if c.reason[k] == ASSISTANCE}
        chain = [k for k in every if c.reason[k] != ASSISTANCE]
        assert set(helpers) <= set(chain)  # nothing follows a call for help
        row = first
        for before, k in zip(chain, [*chain[1:], None], strict=True):
            assert c.queue[before] == workload.queue[row]
            outcome, ended, helper = c.outcome[before], float(c.ended[before]), helpers.get(before)
            assert helper is None or (help_[row] != NO_ROW and outcome in (ANSWERED, LEFT_WITHIN))
            if outcome == ANSWERED:
                assert (helper is None) == (help_[row] == NO_ROW)
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
                due = outcome in (ANSWERED, CONTAINED, WAS_PASSED_ON) and follow[row] != NO_ROW
                nxt, reason, after = follow[row], None, more["follow_after"][row] if outcome == CONTAINED else 0.0
            if helper is not None:
                seen += combinations(c, before, k, follows[row], floor)
            talk_ends_at_the_time_drawn(log, workload, floor, row, before, helper, k)
            if k is None:
                may = lost or outcome in (TOOK_CALL_BACK, NOT_REACHED, CONTAINED, WAS_PASSED_ON)
                assert not due or (may and ended + after >= closing) or follows[row] == MAY_REPEAT
                break
            assert due
            if reason is None:
                reason = int(c.reason[k])
                assert reason in (TRANSFER, REPEAT, PASSED_ON, RETURN)
                after = more["follow_after"][row]
            assert c.reason[k] == reason
            if reason in (REPEAT, REDIAL, CALL_BACK, RETURN):
                assert c.arrival[k] == ended + after < closing
            elif follows[row] == TRANSFERS_WARM:  # until the next one answers, or the customer leaves
                assert ended == (c.answered[k] if c.agent[k] >= 0 else c.ended[k])
            else:
                assert c.arrival[k] == ended
            row = int(nxt)
    return seen


def combinations(c: ContactLog, before: int, after: int | None, follows: int, floor: FloorPlan) -> list[str]:
    """What came together with help in one contact."""
    found = ["help of a redial"] if c.reason[before] == REDIAL else []
    found += ["help in a chat"] if floor.groups[c.group[before]].concurrency is not None else []
    if c.outcome[before] == LEFT_WITHIN:
        return [*found, "help, left"]
    if after is not None and c.reason[after] == TRANSFER:
        return [*found, "help, warm" if follows == TRANSFERS_WARM else "help, blind"]
    return [*found, "help, again" if after is not None else "help, not resolved here" if follows != NOTHING_FOLLOWS else ""]


def talk_ends_at_the_time_drawn(
    log: DayLog, workload: Workload, floor: FloorPlan, row: int, k: int, helper: int | None, after: int | None
) -> None:
    """Where an agent has one contact at a time: help is asked for, and the talk ends, when talk and help drawn say so."""
    c = log.contacts
    if c.outcome[k] != ANSWERED or floor.groups[c.group[k]].concurrency is not None:
        return
    pace = floor.groups[c.group[k]].pace[c.queue[k]]
    talk, begin = float(workload.handle_time[row]), float(c.answered[k])
    if helper is not None:
        asks = min(float(workload.more["help_after"][row]), talk)
        assert c.arrival[helper] == pytest.approx(begin + asks / pace)
        talk, begin = talk - asks, float(c.ended[helper])
    warm = after is not None and workload.more.get("follows", np.zeros(row + 1))[row] == TRANSFERS_WARM
    assert (c.arrival[after] if warm else c.ended[k]) == pytest.approx(begin + talk / pace)
