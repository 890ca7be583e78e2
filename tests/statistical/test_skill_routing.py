"""Skills from YAML against exact Markov chains of two queues and two groups: ranks, tries, takes, pace.

The scenarios stand in ``reference_04/``; their unit of time, the mean handle time of the faster skill, is 10 s. A day begins
empty, and the warm-up is 60 units. The last interval is left out: after closing nobody comes any more who goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from judging import Figure, Played, case_of, from_yaml, judge, reference, simulate

from simdesk.engine.log import DayLog
from simdesk.measure.confidence import Sample
from simdesk.rules.codes import ANSWERED

pytestmark = pytest.mark.statistical
CASES = reference("skill_routing.json")
HERE = Path(__file__).parent / "reference_04"
TYPES, TEAMS = ("first", "second"), ("team_1", "team_2")
UNIT = 10.0
"""Seconds of the figures' unit of time."""
RATIOS = {
    "answered_in_T/offered": "of_offered",
    "answered_in_T/answered": "of_answered",
    "(answered_in_T+abandoned_in_T)/offered": "abandoned_in_time_good",
    "answered_in_T/(answered+abandoned_after_T)": "abandoned_in_time_removed",
}


def work_shares(log: DayLog, begin: float, until: float, agents: Sequence[int]) -> dict[str, tuple[float, float]]:
    """Share of each group's time spent on each type, by contacts that arrived while it was measured."""
    contacts = log.contacts
    seen = (contacts.arrival >= begin) & (contacts.arrival < until) & (contacts.outcome == ANSWERED)
    found = {}
    for g, heads in enumerate(agents):
        for t in range(contacts.queue.max() + 1):
            mine = seen & (contacts.group == g) & (contacts.queue == t)
            work = (contacts.released - contacts.answered)[mine].sum()
            found[f"share of {TEAMS[g]} on {TYPES[t]}"] = (float(work), heads * (until - begin))
    return found


def run(name: str, days: int) -> dict[str, tuple[Sample, Figure]]:
    case = CASES[name]
    expected = case["expected"]
    known: dict[str, float] = {}
    for queue, figures in zip(TYPES, expected["types"], strict=False):
        known[f"service_level({queue}, 0 s, of_offered)"] = 1 - figures["p_wait"]
        known[f"abandon_rate({queue})"] = figures["p_ab"]
        known[f"mean_wait({queue})"] = figures["e_wait"] * UNIT
        known[f"queue_length({queue})"] = figures["e_q"]
        for ratio, definition in RATIOS.items():
            known[f"service_level({queue}, {figures['T'] * UNIT:g} s, {definition})"] = figures["variants"][ratio]
    for team, figures in zip(TEAMS, expected["groups"], strict=False):
        known[f"occupancy({team})"] = figures["occupancy"]
        for queue, share in zip(TYPES, figures["share_by_type"], strict=False):
            known[f"share of {team} on {queue}"] = share
    where, seed = from_yaml(HERE / f"{name}.yaml")
    floor = where.floor
    begin, until = floor.opening + floor.warm_up, floor.closing - floor.interval
    texts = [text for text in known if "(" in text]
    agents = case["inputs"]["n"]
    played: Played = simulate(where, days, texts, seed, count=lambda log, _: work_shares(log, begin, until, agents))

    def sample(text: str) -> Sample:
        if text in played.extra:
            return played.extra[text]
        each = [played.sample(text, interval) for interval in range(round((until - begin) / floor.interval))]
        return Sample(np.sum([one.numerator for one in each], axis=0), np.sum([one.denominator for one in each], axis=0))

    return {text: (sample(text), Figure(value)) for text, value in known.items()}


@pytest.mark.parametrize("name", CASES)
def test_skill_routing(name):
    """18 to 24 comparisons a case; false alarm 1e-4 a case. Standard errors are below 4 %."""
    judge(run(name, 20), sharp=0.04, case=case_of(CASES[name], "Skills"))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_skill_routing_at_length(name):
    """The same on 110 days: standard errors below 1.5 %; false alarm 1e-4 a case."""
    judge(run(name, 110), sharp=0.015, case=case_of(CASES[name], "Skills"))
