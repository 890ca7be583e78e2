"""Scenarios from YAML against two published examples of another simulator, ContactCenters.

The scenarios stand in ``reference_06/``. One thing no scenario says: that whoever calls again has the patience and the handle
time of the first try. There the workload drawn is altered; see ``the_same_customer_again``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from judging import Figure, Played, case_of, from_yaml, judge, published, reference, simulate

from simdesk.demand.workload import Workload
from simdesk.engine.log import DayLog
from simdesk.measure.confidence import Sample
from simdesk.rules.codes import ABANDONED, ANSWERED

pytestmark = pytest.mark.statistical
CASES = reference("third_party.json")
HERE = Path(__file__).parent / "reference_06"
WEEK = 5
"""Both examples simulate a week of five days, each of which starts empty."""


def weekly(sample: Sample) -> Sample:
    """A mean over days as a mean over weeks of five alike days."""
    return Sample(sample.numerator * WEEK, np.ones(len(sample.numerator)))


def figure(row: dict, scale: float = 1.0) -> Figure:
    return published(row["mean"] / scale, row["lo95"] / scale, row["hi95"] / scale, digits=3 + round(np.log10(scale)))


def messages(log: DayLog, _: float) -> dict[str, tuple[float, float]]:
    contacts = log.contacts
    gave_up = contacts.outcome == ABANDONED
    # They leave a message at exactly two minutes.
    at_two_minutes = gave_up & (contacts.ended == contacts.arrival + 120.0)
    work = (contacts.released - contacts.answered)[contacts.outcome == ANSWERED].sum()
    return {
        "messages": (WEEK * at_two_minutes.sum(), 1.0),
        "hung up": (WEEK * (gave_up & ~at_two_minutes).sum(), 1.0),
        "all work": (work, 12 * 14400.0),
    }


def check_telethon(days: int) -> None:
    expected = CASES["telethon"]["expected"]
    texts = ["service_level(calls, 1 min, of_expected)", "service_level(calls, 1 min, of_offered)"]
    where, seed = from_yaml(HERE / "telethon.yaml")
    played = simulate(where, days, texts, seed, count=messages)
    level = played.sample(texts[0])
    speed = played.sample("mean_speed_of_answer(calls)")
    judge(
        {
            "arrived": (weekly(played.sample("offered(calls)")), figure(expected["arrived"])),
            "served": (weekly(played.sample("answered(calls)")), figure(expected["served"])),
            "abandoned": (played.sample("hung up"), figure(expected["abandoned"])),
            "messages": (played.sample("messages"), figure(expected["messages"])),
            "disconnected": (weekly(played.sample("sent_away(calls)")), figure(expected["disconnected"])),
            "in_target": (weekly(level), figure(expected["in_target"])),
            "service level": (level, figure(expected["service_level_pct"], 100)),
            "speed of answer": (Sample(speed.numerator / 60, speed.denominator), figure(expected["speed_of_answer_min"])),
            # They divide all work, that after closing too, by the hours of opening.
            "occupancy": (played.sample("all work"), figure(expected["occupancy_pct"], 100)),
        },
        case=case_of(CASES["telethon"], "ContactCenters"),
    )
    assert played.sample("blocked(calls)").ratio == 0 == expected["blocked"]["mean"]


@pytest.mark.slow
def test_telethon():
    """9 comparisons with published 95 % intervals; false alarm 1e-4."""
    check_telethon(500)


@pytest.mark.slow
def test_telethon_at_length():
    """The same with 500 weeks, half as many as published; false alarm 1e-4."""
    check_telethon(2500)


def the_same_customer_again(workload: Workload) -> Workload:
    """Further tries with the patience and handle time of the first.

    In the published program the one who calls again is the same ``Contact`` object, so that whoever hung up after ten
    seconds has no more patience the next time. simdesk draws both anew; then 5 % fewer abandon.
    """
    first = np.arange(len(workload.queue))
    for k, following in enumerate(workload.next_try.tolist()):
        if following >= 0:
            first[following] = first[k]
    return replace(workload, patience=workload.patience[first], handle_time=workload.handle_time[first])


def tries_and_work(log: DayLog, _: float) -> dict[str, tuple[float, float]]:
    contacts = log.contacts
    again = contacts.attempt > 1
    answered = contacts.outcome == ANSWERED
    work = np.where(answered, contacts.released - contacts.answered, 0.0)
    # They compare the waits of all tries of a customer with the minute.
    customer = contacts.customer * 2 + contacts.queue
    in_target = answered & (np.bincount(customer, contacts.wait)[customer] < 60.0)
    found: dict[str, tuple[float, float]] = {"in target all": (float(WEEK * in_target.sum()), 1.0)}
    for q, name in enumerate(("english", "spanish")):
        found[f"retrials {name}"] = (float(WEEK * (again & (contacts.queue == q)).sum()), 1.0)
        found[f"in target {name}"] = (float(WEEK * (in_target & (contacts.queue == q)).sum()), 1.0)
    for g, (name, agents) in enumerate((("english_only", 7), ("spanish_only", 7), ("bilingual", 4))):
        found[f"work {name}"] = (float(work[contacts.group == g].sum()), agents * 32400.0)
    found["work all"] = (float(work.sum()), 18 * 32400.0)
    return found


def check_bilingual(days: int) -> None:
    expected = CASES["bilingual"]["expected"]
    where, seed = from_yaml(HERE / "bilingual.yaml")
    played: Played = simulate(where, days, [], seed, count=tries_and_work, alter=the_same_customer_again)
    compared = {"arrived all": (weekly(played.sample("offered(all)")), figure(expected["arrived"]["all"]))}
    if days > 500:
        # One customer in twenty weeks is disconnected: nothing to compare in a few.
        compared["disconnected all"] = (weekly(played.sample("sent_away(all)")), figure(expected["disconnected_all"]))
    for name in ("english", "spanish", "all"):
        target, arrivals = played.sample(f"in target {name}"), 5000.0 if name == "all" else 2500.0
        level = Sample(target.numerator, target.denominator * arrivals)
        compared[f"service level {name}"] = (level, figure(expected["service_level_pct"][name], 100))
    for name in ("english", "spanish"):
        compared |= {
            f"arrived {name}": (weekly(played.sample(f"offered({name})")), figure(expected["arrived"][name])),
            f"retrials {name}": (played.sample(f"retrials {name}"), figure(expected["retrials"][name])),
            f"served {name}": (weekly(played.sample(f"answered({name})")), figure(expected["served"][name])),
            f"abandoned {name}": (weekly(played.sample(f"abandoned({name})")), figure(expected["abandoned"][name])),
            f"in target {name}": (played.sample(f"in target {name}"), figure(expected["in_target"][name])),
        }
    for name, row in expected["occupancy_pct"].items():
        compared[f"occupancy {name}"] = (played.sample(f"work {name}"), figure(row, 100))
    judge(compared, case=case_of(CASES["bilingual"], "ContactCenters"))


@pytest.mark.slow
def test_bilingual():
    """18 comparisons with published 95 % intervals; false alarm 1e-4."""
    check_bilingual(100)


@pytest.mark.slow
def test_bilingual_at_length():
    """The same with 180 weeks; false alarm 1e-4."""
    check_bilingual(900)
