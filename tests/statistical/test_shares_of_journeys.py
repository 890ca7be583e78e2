"""The shares of help, transfers and repeat contacts hold as written, alone and together, whatever else a queue's contacts do.

Who needs help, who is transferred and who comes again are drawn for each contact by itself, and nothing that decides whether the
contact is answered looks at them. So of n contacts counted the number with share p is binomial, and the test is its normal limit:
|found − p n| ≤ 5.5 √(n p (1 − p)). A comparison goes wrong by chance once in 26 million; all of this module, some 1,700 of them,
once in 15,000. Seeds are fixed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from numpy.testing import assert_array_equal

import simdesk as sd
from simdesk.engine.log import ContactLog
from simdesk.rules.codes import ANSWERED, BALKED, LEFT_WITHIN
from simdesk.rules.leg_codes import ASSISTANCE, CALL_BACK, FIRST_TRY, PASSED_ON, REASONS, REDIAL, REPEAT, TRANSFER

pytestmark = pytest.mark.statistical
HELP, PASSED, AGAIN, LOST = 0.5, 0.6, 0.3, 0.1
SIGMAS = 5.5
BY_CHANCE = math.erfc(SIGMAS / math.sqrt(2.0))
LATER = 300.0
"""Seconds until a repeat contact."""
EXPONENTIAL = {"exponential": {"mean": "1 min"}}

WORDS: dict[str, dict[str, Any]] = {
    "help": {"assistance": {"queue": "help", "share": "50%"}},
    "help in the middle": {"assistance": {"queue": "help", "share": "50%", "after": "20 s"}},
    "blind": {"transfer": {"to": {"b": "40%", "c": "20%"}, "lost": "10%"}},
    "warm": {"transfer": {"to": {"b": "40%", "c": "20%"}, "warm": True}},
    "repeat": {"repeat": {"unresolved": "30%", "after": "5 min", "at_most": 20}},
}
SITUATIONS: dict[str, dict[str, Any]] = {
    "enough agents": {},
    "too few agents": {
        "a": {
            "patience": EXPONENTIAL,
            "redial": {"share": "50%", "after": "2 min"},
            "call_back": {"accepted": "40%", "when_waiting": 2, "reached": "70%", "retry_after": "3 min"},
            "balking": "10%",
        },
        "desk": {"headcount": 12},
    },
    "several in progress": {
        "a": {"channel": "chat", "customer_time": EXPONENTIAL},
        "top": {"channels": {"chat": {"at_once": 3, "pace": ["100%", "80%", "67%"]}}},
    },
    "customers who leave within": {
        "a": {"channel": "chat", "leaves_after": {"exponential": {"mean": "4 min"}}},
        "top": {"channels": {"chat": {"at_once": 3, "pace": ["100%", "80%", "67%"]}}},
    },
    "a bot in front": {"bot": {"contained": "40%", "passes_to": "a", "failed": {"share": "20%", "to": "a", "after": "2 min"}}},
    "misrouted": {"a": {"misrouted": {"share": "30%", "to": "c", "recognised_after": "20 s"}}},
    "a list to call": {
        "a": {
            "channel": "outbound",
            "campaign": {"records": 3000, "reached": "60%", "dialling": "10 s", "retry_after": "5 min", "at_most": 3},
        }
    },
}


def scenario(words: tuple[str, ...], situation: str) -> sd.Scenario:
    """A centre whose queue a has the words, in a situation; its other queues have none of them."""
    more = SITUATIONS[situation]
    a: dict[str, Any] = {"handle_time": EXPONENTIAL, "wrap_up": "5 s"}
    if "bot" not in more and "campaign" not in more.get("a", {}):
        a["arrivals"] = {"rate": "600 per h"}
    for word in words:
        a |= WORDS[word]
    queues: dict[str, Any] = {"a": a | more.get("a", {})}
    for name in ("b", "c", "help"):
        queues[name] = {"handle_time": EXPONENTIAL, "patience": {"constant": "5 min"}, "arrivals": {"rate": "1 per h"}}
    if "bot" in more:
        bot = {"channel": "bot", "handle_time": {"constant": "30 s"}, "arrivals": {"rate": "1000 per h"}, "bot": more["bot"]}
        queues["assistant"] = bot
    return sd.load_text(
        json.dumps(
            {
                "simdesk": 1,
                "hours": {"open": "08:00", "close": "16:00", "interval": "1 h"},
                "seed": crc32(" ".join((*words, situation)).encode()) % 100_000,  # its own: the page counts all deviations
                "queues": queues,
                "agent_groups": {
                    "desk": {"skills": ["a"], "headcount": 60, **more.get("desk", {})},
                    "others": {"skills": ["b", "c"], "headcount": 20},
                    "leads": {"skills": ["help"], "headcount": 20},
                },
                **more.get("top", {}),
            }
        )
    )


@dataclass
class Counted:
    """By name: how many contacts had a thing, of how many, and the share written."""

    shares: dict[str, float] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    of: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, had: np.ndarray, among: np.ndarray, share: float) -> None:
        self.shares[name] = share
        self.found[name] = self.found.get(name, 0) + int((had & among).sum())
        self.of[name] = self.of.get(name, 0) + int(among.sum())

    def enough(self, least: int = 200) -> Iterator[tuple[str, float, int, int]]:
        """Name, share written, how many had it, of how many, where there are enough to tell."""
        for name, p in self.shares.items():
            if self.of[name] >= least:
                yield name, p, self.found[name], self.of[name]

    def wrong(self) -> dict[str, tuple[float, float, int]]:
        """What is too far off: the share found, the share written, and of how many."""
        return {name: (x / n, p, n) for name, p, x, n in self.enough() if abs(x - n * p) > SIGMAS * math.sqrt(n * p * (1 - p))}

    def record(self, case: Case, days: int) -> None:
        """Tell the page of evidence: each share where all words come together, otherwise the largest deviation."""
        findings = [away(name, p, x / n, math.sqrt(p * (1 - p) / n)) for name, p, x, n in self.enough() if 0.0 < p < 1.0]
        shown = findings if len(case.inputs["words"]) == len(EVERYTHING[0]) else [Finding(one.name, z=one.z) for one in findings]
        record(case, shown, BY_CHANCE * len(findings), days)


def legs_after(c: ContactLog) -> tuple[np.ndarray, np.ndarray]:
    """Which contacts led to a call for help, and how the leg came about that followed the talk (0: none), by numbers of legs."""
    order = np.lexsort((c.attempt, c.journey))
    attempt, reason = c.attempt[order], c.reason[order]
    same = np.append(c.journey[order][1:] == c.journey[order][:-1], False)
    assert_array_equal(attempt[1:], np.where(same[:-1], attempt[:-1] + 1, 1))
    nxt = np.where(same, np.append(reason[1:], 0), 0)
    behind = np.where(same, np.append(nxt[1:], 0), 0)
    called = nxt == ASSISTANCE
    helped, follows = np.empty_like(called), np.empty_like(nxt)
    helped[order] = called
    follows[order] = np.where(called, behind, nxt)
    return helped, np.where(c.reason == ASSISTANCE, 0, follows)


def count(c: ContactLog, words: tuple[str, ...], counted: Counted) -> None:
    """Count one day of queue a by what its words promise."""
    mine = (c.queue == 0) & np.isin(c.outcome, [ANSWERED, LEFT_WITHIN])
    helped, follows = legs_after(c)
    passed, again = follows == TRANSFER, follows == REPEAT
    # Whoever leaves within the talk is not there when it ends; help in the middle is asked for before most of them leave.
    ended = mine & (c.outcome == ANSWERED)
    assert not ((passed | again) & mine & ~ended).any()
    help_words = [word for word in words if word.startswith("help")]
    p = HELP if help_words else 0.0
    t = PASSED if {"blind", "warm"} & set(words) else 0.0
    r = AGAIN if "repeat" in words else 0.0
    # Exact only of those who stay: leaving goes by how long talk and help take, and so by whether there was help.
    stayed = not (mine & ~ended).any()
    here = ended & ~passed & (c.ended + LATER < 16 * 3600)
    if stayed or "help in the middle" not in words:
        counted.add("helped", helped, ended, p)
        counted.add("helped and transferred", helped & passed, ended, p * t)
        counted.add("helped and again", helped & again, here, p * r)
    counted.add("transferred", passed, ended, t)
    counted.add("again", again, here, r)
    for reason in np.unique(c.reason[mine]):
        who, name = c.reason == reason, REASONS[reason]
        if stayed or "help in the middle" not in words:
            counted.add(f"helped of {name}", helped, ended & who, p)
        counted.add(f"transferred of {name}", passed, ended & who, t)
        counted.add(f"again of {name}", again, here & who, r)
    if "blind" in words:
        counted.add("lost on the way", c.outcome == BALKED, (c.reason == TRANSFER) & (c.queue != 0), LOST)


def check(words: tuple[str, ...], situation: str, days: int, expect: set[int]) -> Counted:
    counted, reasons = Counted(), set[int]()
    for log in sd.run(scenario(words, situation), days, engine="compiled", cores=1).each_log():
        count(log.contacts, words, counted)
        reasons |= set(log.contacts.reason.tolist())
    counted.record(Case(f"Shares of journeys, {situation}", "binomial", {"words": words}), days)
    assert reasons >= expect
    assert counted.of["transferred"] > 4000
    assert counted.wrong() == {}
    return counted


EXPECT = {
    "too few agents": {FIRST_TRY, REDIAL, CALL_BACK},
    "a bot in front": {FIRST_TRY, PASSED_ON},
    "misrouted": {TRANSFER},
    "a list to call": {CALL_BACK},
}
EVERYTHING = [("help", "blind", "repeat"), ("help in the middle", "warm", "repeat")]
SOME = [
    words
    for helped in ("", "help", "help in the middle")
    for transfer in ("", "blind", "warm")
    for repeat in ("", "repeat")
    if (words := tuple(word for word in (helped, transfer, repeat) if word)) and words not in EVERYTHING
]


def alternately() -> Iterator[Any]:
    """Each situation with one of the two in the fast set, and with the other in the slow set."""
    for i, situation in enumerate(SITUATIONS):
        for j, words in enumerate(EVERYTHING):
            marks = () if i % 2 == j else pytest.mark.slow
            yield pytest.param(words, situation, marks=marks, id=f"{' + '.join(words)}-{situation}")


@pytest.mark.parametrize(("words", "situation"), list(alternately()))
def test_all_shares_hold_together(words: tuple[str, ...], situation: str) -> None:
    counted = check(words, situation, 2, EXPECT.get(situation, set()))
    assert counted.found["again"] > 300
    assert counted.found["transferred"] > 2000


@pytest.mark.slow
@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("words", SOME, ids=" + ".join)
def test_shares_hold_alone_and_in_twos(words: tuple[str, ...], situation: str) -> None:
    check(words, situation, 2, EXPECT.get(situation, set()))


def test_contacts_of_a_journey_by_a_closed_form() -> None:
    """With enough agents a customer contacts queue a 1 ÷ (1 − (1 − t) r) times, and each contact is helped or not by itself.

    The numbers of a journey's contacts are geometric, so that their mean over n journeys has the variance q ÷ (1 − q)² ÷ n with
    q = (1 − t) r; calls for help are binomial given those.
    """
    q = (1 - PASSED) * AGAIN
    journeys = contacts = helps = 0
    for log in sd.run(scenario(EVERYTHING[0], "enough agents"), 6, engine="compiled", cores=1).each_log():
        c = log.contacts
        # Who comes early enough can come ten times before closing.
        early = np.flatnonzero((c.reason == FIRST_TRY) & (c.queue == 0) & (c.arrival < 14.5 * 3600))
        theirs = np.isin(c.journey, c.journey[early])
        journeys += len(early)
        contacts += int((theirs & (c.queue == 0)).sum())
        helps += int((theirs & (c.reason == ASSISTANCE)).sum())
    expected = journeys / (1 - q)
    findings = [
        away("contacts of a journey", 1 / (1 - q), contacts / journeys, math.sqrt(q / journeys) / (1 - q)),
        away("share helped", HELP, helps / contacts, math.sqrt(HELP * (1 - HELP) / contacts)),
    ]
    record(Case("Contacts of a journey", "closed form: geometric"), findings, 2 * BY_CHANCE, 6)
    assert journeys > 15_000
    assert abs(contacts - expected) <= SIGMAS * math.sqrt(journeys * q) / (1 - q)
    assert abs(helps - HELP * contacts) <= SIGMAS * math.sqrt(contacts * HELP * (1 - HELP))
