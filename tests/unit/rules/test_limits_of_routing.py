"""Limiting cases: what must reduce to a plainer rule, exactly, and journeys that reduce to known laws.

A day that is busy enough for every rule to matter is played once plainly and once with a word whose limit says nothing: the
logs must be equal bit for bit. Beyond the limit the same word must change the day, or the case would tell nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from floors import same_log
from scipy import stats

import simdesk as sd
from simdesk.demand.plan import DemandPlan
from simdesk.demand.workload import draw_workload
from simdesk.engine import compiled_day, simpy_clock
from simdesk.engine.log import DayLog
from simdesk.floor.parts import Access
from simdesk.floor.plan import FloorPlan
from simdesk.rules.codes import ANSWERED
from simdesk.rules.leg_codes import FIRST_TRY, REPEAT, TRANSFER
from simdesk.scenario import load_text

ALPHA = 1e-4
"""False-alarm rate of each test by chance, shared by its comparisons (Bonferroni)."""

DAY = """\
simdesk: 1
hours: {open: "08:00", close: "11:00", interval: 30 min}
queues:
  a: {arrivals: {rate: 120 per h}, handle_time: {exponential: {mean: 4 min}}, patience: {exponential: {mean: 4 min}}}
  b: {arrivals: {rate: 80 per h}, handle_time: {exponential: {mean: 3 min}}, patience: {exponential: {mean: 5 min}}}
  c: {arrivals: {rate: 10 per h}, handle_time: {constant: 2 min}}
agent_groups:
  desk: {skills: {a: {level: 8}, b: {level: 8}}, headcount: 6}
  partner: {skills: {a: {rank: 2, level: 5}}, headcount: 3}
  leads: {skills: {c: {}, b: {rank: 2, level: 6}}, headcount: 2}
"""


def play(floor: FloorPlan, demand: DemandPlan, seed: int = 1) -> DayLog:
    workload = draw_workload(demand, seed, 0, picks=floor.draws_agents)
    log = simpy_clock.play_day(floor, workload)
    assert same_log(log, compiled_day.play_day(floor, workload))
    return log


@cache
def plain() -> DayLog:
    return play(*load_text(DAY).lay_out())


def with_words(words: Mapping[str, Any]) -> DayLog:
    return play(*load_text(DAY).with_changes(dict(words)).lay_out())


def partner(**words: Any) -> dict[str, Any]:
    return {"queues.a.tries": ["desk", {"groups": "partner", **words}]}


def both(word: str, a: Any, b: Any) -> dict[str, Any]:
    return {f"queues.a.{word}": a, f"queues.b.{word}": b}


def customers(word: str, **words: Any) -> dict[str, Any]:
    return {f"queues.a.{word}": words}


NEVER = "24 h"
"""As an end that no wait reaches."""

WORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "equal weights are the longest wait": (both("weight", 3, 3), both("weight", 3, 1)),
    "a credit of nothing": (both("credit", "0 s", "0 s"), both("credit", "1 min", "0 s")),
    "equal credits": (both("credit", "1 min", "1 min"), both("credit", "1 min", "30 s")),
    "equal deadlines are first come first served": (
        both("answer_within", "30 s", "30 s"),
        both("answer_within", "30 s", "3 min"),
    ),
    "overflow at once is a plain second rank": (partner(after="0 s"), partner(after="20 s")),
    "a rank that never closes": (partner(until=NEVER), partner(until="30 s")),
    "a reserve of nobody": (partner(reserve=0, until=NEVER), partner(reserve=1)),
    "a skill without delay or reserve": (
        {"agent_groups.desk.skills.a.after": "0 s", "agent_groups.desk.skills.a.reserve": 0},
        {"agent_groups.desk.skills.a.after": "5 s"},
    ),
    "a level that all have": (
        {"queues.a.requires": [{"level": 5}]},
        {"queues.a.requires": [{"level": 8}, {"level": 5, "after": "20 s"}]},
    ),
    "trunks for all": ({"trunks": 500}, {"trunks": 16}),
    "waiting places for all": ({"queues.a.waiting_places": 500}, {"queues.a.waiting_places": 3}),
    "nobody balks": (customers("balking", by_queue_length={"0": "0%"}), customers("balking", by_queue_length={"3": "30%"})),
    "nobody balks by the wait": (
        customers("balking", by_predicted_wait={"10 s": "0%"}),
        customers("balking", by_predicted_wait={"1 min": "30%"}),
    ),
    "an announcement nobody heeds": (
        customers("announcement", leave_if_longer="0%", patience="100%"),
        customers("announcement", leave_if_longer="50%"),
    ),
    "nobody tries again": (customers("redial", share="0%", after="2 min"), customers("redial", share="20%", after="2 min")),
    "nobody accepts a call-back": (customers("call_back", accepted="0%"), customers("call_back", accepted="20%")),
    "nobody is offered a call-back": (
        customers("call_back", accepted="60%", when_waiting=500),
        customers("call_back", accepted="60%", when_waiting=5),
    ),
    "nobody is transferred": (customers("transfer", to={"c": "0%"}), customers("transfer", to={"c": "5%"})),
    "nobody is transferred warm": (
        customers("transfer", to={"c": "0%"}, warm=True, lost="50%"),
        customers("transfer", to={"c": "5%"}, warm=True),
    ),
    "nobody is misrouted": (
        customers("misrouted", share="0%", to="c", recognised_after="30 s"),
        customers("misrouted", share="5%", to="c", recognised_after="30 s"),
    ),
    "nobody needs help": (customers("assistance", queue="c", share="0%"), customers("assistance", queue="c", share="5%")),
    "all is resolved": (
        customers("repeat", unresolved="0%", after="5 min"),
        customers("repeat", unresolved="10%", after="5 min"),
    ),
    "all is resolved though the line is long": (
        customers("repeat", unresolved="0%", after="5 min", rushed={"when_waiting": 2, "unresolved": "0%"}),
        customers("repeat", unresolved="0%", after="5 min", rushed={"when_waiting": 2, "unresolved": "40%"}),
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_word_that_says_nothing_changes_nothing(name: str) -> None:
    limit, beyond = WORDS[name]
    assert same_log(with_words(limit), plain())
    assert not same_log(with_words(beyond), plain())


def test_help_is_asked_for_at_the_end_of_the_talk_at_the_latest() -> None:
    at_the_end = with_words(customers("assistance", queue="c", share="10%"))
    assert same_log(with_words(customers("assistance", queue="c", share="10%", after="20 h")), at_the_end)
    assert not same_log(with_words(customers("assistance", queue="c", share="10%", after="1 min")), at_the_end)


def test_the_plain_day_has_lines_in_all_ranks() -> None:
    """Or the limits would not be tried."""
    contacts = plain().contacts
    for queue in (0, 1):
        mine = contacts.queue == queue
        assert 0.3 < (contacts.wait[mine] > 0).mean() < 0.95
        assert len(set(contacts.group[mine])) == 3  # two groups, and nobody


# The layout leaves out what has no effect. Here the rules themselves are asked.


def scored(weight: float, bonus: float) -> FloorPlan:
    floor = load_text(DAY).lay_out()[0]
    alike = {"weight": (weight,) * len(floor.queues), "bonus": (bonus,) * len(floor.queues)}
    return replace(floor, groups=tuple(replace(group, **alike) for group in floor.groups))


def opened(access: Access) -> FloorPlan:
    floor = load_text(DAY).lay_out()[0]
    everywhere = (access,) * len(floor.groups)
    return replace(floor, queues=tuple(replace(queue, access=everywhere) for queue in floor.queues))


@pytest.mark.parametrize(
    "floor",
    [
        scored(1.0, 0.0),
        scored(3.0, 0.0),
        scored(1.0, 60.0),
        scored(1.0, -30.0),
        opened(Access(after=0.0, until=1e9, reserve=0)),
    ],
    ids=["score is the wait", "equal weights", "equal credits", "equal deadlines", "always open"],
)
def test_the_special_rules_reduce_to_the_plain_ones(floor: FloorPlan) -> None:
    assert same_log(play(floor, load_text(DAY).lay_out()[1]), plain())


# Journeys that follow known laws


def every_day(text: str, days: int) -> list[DayLog]:
    """The logs of so many days, on the compiled clock."""
    return list(sd.run(load_text(text), days, engine="compiled", cores=1).each_log())


def two_sided(below: float, above: float) -> float:
    """P value from those of both tails, the value found included in each."""
    return min(2 * min(below, above), 1.0)


TANDEM = """\
simdesk: 1
hours: {open: "08:00", close: "09:00", interval: 30 min}
seed: 81
queues:
  a: {arrivals: {rate: 240 per h}, handle_time: {exponential: {mean: 2 min}}, transfer: {to: {b: 100%}}}
  b: {handle_time: {exponential: {mean: 3 min}}}
agent_groups:
  first: {skills: [a], headcount: 60}
  second: {skills: [b], headcount: 70}
"""


@pytest.mark.slow
def test_transfers_of_all_to_ample_agents_are_a_tandem() -> None:
    """M/M/∞ behind M/M/∞ from an empty start.

    At any time the numbers in the two are independent Poisson variables, and those who came from the first to the second so
    far are Poisson (Mirasol 1963; Eick, Massey and Whitt 1993): exact tests of the sums over 400 days, and of the spread
    about the known mean and the covariance by the normal limit. 24 comparisons, false alarm 1e-4.
    """
    rate, leaves, ends = 240 / 3600, 1 / 120, 1 / 180
    found: dict[str, float] = {}
    logs = every_day(TANDEM, 400)
    for log in logs:
        contacts = log.contacts
        first, second = contacts.reason == FIRST_TRY, contacts.reason == TRANSFER
        assert (contacts.queue == second).all()
        # After closing those who are idle go home, and others may have to wait.
        came = contacts.arrival < 9 * 3600
        assert (contacts.outcome[came] == ANSWERED).all()
        assert (contacts.wait[came] == 0).all()
        over = np.sort(contacts.ended[first])
        np.testing.assert_array_equal(over[over < 9 * 3600], contacts.arrival[second & came])
    for minutes in (2, 10, 59):
        t = 60.0 * minutes
        in_first, in_second, left = (np.empty(len(logs)) for _ in range(3))
        for day, log in enumerate(logs):
            contacts, now = log.contacts, 8 * 3600 + t
            here = (contacts.answered <= now) & (now < contacts.ended)
            in_first[day], in_second[day] = (here & (contacts.queue == 0)).sum(), (here & (contacts.queue == 1)).sum()
            left[day] = ((contacts.queue == 1) & (contacts.arrival <= now)).sum()
        gone_a, gone_b = (-math.expm1(-x * t) / x for x in (leaves, ends))
        mean_a, mean_b = rate * gone_a, rate * leaves / (leaves - ends) * (gone_b - gone_a)
        means = {"first": (in_first, mean_a), "second": (in_second, mean_b), "left": (left, rate * t - mean_a)}
        for name, (numbers, mean) in means.items():
            total = stats.poisson(mean * len(logs))
            found[f"{name} at {minutes}"] = two_sided(total.cdf(numbers.sum()), total.sf(numbers.sum() - 1))
            # (X − m)² ÷ m has mean 1 and variance 2 + 1 ÷ m.
            spread = ((numbers - mean) ** 2 / mean - 1).sum() / math.sqrt(len(logs) * (2 + 1 / mean))
            found[f"spread of {name} at {minutes}"] = 2 * stats.norm.sf(abs(spread))
        for other, (numbers, mean) in {"second": means["second"], "left": means["left"]}.items():
            together = ((in_first - mean_a) * (numbers - mean)).sum() / math.sqrt(len(logs) * mean_a * mean)
            found[f"first and {other} at {minutes}"] = 2 * stats.norm.sf(abs(together))
    assert {name: p for name, p in found.items() if p < ALPHA / len(found)} == {}


AGAIN = """\
simdesk: 1
hours: {open: "08:00", close: "20:00", interval: 30 min}
seed: 82
queues:
  a: {arrivals: {rate: 1200 per h}, handle_time: {constant: 10 s}, repeat: {unresolved: 30%, after: 10 s, at_most: 20}}
agent_groups:
  desk: {skills: [a], headcount: 60}
"""


def test_contacts_until_resolved_are_geometric() -> None:
    """The number of contacts of a customer, and contacts ÷ first tries = 1 ÷ (1 − p); 2 comparisons, false alarm 1e-4."""
    p = 0.3
    numbers = []
    for log in every_day(AGAIN, 5):
        contacts = log.contacts
        # Who comes early enough can come 21 times before closing: every 20 s once.
        early = (contacts.reason == FIRST_TRY) & (contacts.arrival < 20 * 3600 - 21 * 20)
        numbers.append(np.bincount(contacts.journey)[contacts.journey[early]])
    each = np.concatenate(numbers)
    first, further = len(each), int(each.sum()) - len(each)
    assert first > 50_000
    assert each.max() < 21  # nobody was cut
    known = stats.nbinom(first, 1 - p)
    assert two_sided(known.cdf(further), known.sf(further - 1)) > ALPHA / 2
    cells = np.bincount(np.minimum(each, 7), minlength=8)[1:]
    shares = np.append((1 - p) * p ** np.arange(6), p**6)
    assert stats.chisquare(cells, shares * first).pvalue > ALPHA / 2


GROUPS = AGAIN.replace("desk: {skills: [a]", "desk: {skills: {a: {unresolved: 10%}}").replace("headcount: 60", "headcount: 3") + (
    "  help: {skills: {a: {rank: 2, unresolved: 45%}}, headcount: 60}\n"
)


def test_each_group_leaves_its_own_share_unresolved() -> None:
    """Of the contacts of each group a binomial number is followed by another; 2 comparisons, false alarm 1e-4."""
    served, again = np.zeros(2, np.int64), np.zeros(2, np.int64)
    for log in every_day(GROUPS, 3):
        contacts = log.contacts
        row = np.lexsort((contacts.arrival, contacts.journey))
        followed = np.append(contacts.journey[row][1:] == contacts.journey[row][:-1], False)
        early = contacts.arrival[row] < 20 * 3600 - 20
        repeats = np.append(contacts.reason[row][1:] == REPEAT, False)
        assert (repeats == followed).all()
        served += np.bincount(contacts.group[row][early], minlength=2)
        again += np.bincount(contacts.group[row][early & followed], minlength=2)
    assert (served > 10_000).all()
    for group, share in enumerate((0.10, 0.45)):
        assert stats.binomtest(int(again[group]), int(served[group]), share).pvalue > ALPHA / 2
