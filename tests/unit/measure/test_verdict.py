"""Targets judged."""

from __future__ import annotations

import math

import numpy as np
import pytest
from floors import Group, Queue, centre

from simdesk.measure.confidence import Estimate
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_target
from simdesk.measure.measures import Measures, stack, wanted_by
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.verdict import Verdict, judge, verdict_of

NAN = math.nan


@pytest.mark.parametrize(
    ("comparison", "low", "high", "verdict"),
    [
        (">=", 0.81, 0.85, Verdict.MET),
        (">=", 0.80, 0.85, Verdict.MET),
        (">=", 0.79, 0.85, Verdict.UNCERTAIN),
        (">=", 0.70, 0.80, Verdict.UNCERTAIN),
        (">=", 0.70, 0.79, Verdict.MISSED),
        (">", 0.80, 0.85, Verdict.UNCERTAIN),
        (">", 0.70, 0.80, Verdict.MISSED),
        ("<=", 0.70, 0.80, Verdict.MET),
        ("<=", 0.70, 0.81, Verdict.UNCERTAIN),
        ("<=", 0.81, 0.85, Verdict.MISSED),
        ("<", 0.70, 0.80, Verdict.UNCERTAIN),
        ("<", 0.80, 0.85, Verdict.MISSED),
        (">=", 0.80, 0.80, Verdict.MET),
        (">", 0.80, 0.80, Verdict.MISSED),
        (">=", NAN, NAN, Verdict.UNCERTAIN),
    ],
)
def test_verdicts(comparison, low, high, verdict):
    target = parse_target(f"service_level(a, 20 s) {comparison} 80%")
    mean = 0.8 if math.isnan(low) else (low + high) / 2
    assert verdict_of(target, Estimate(mean, low, high)) is verdict


def test_a_target_without_data_is_not_met():
    target = parse_target("service_level(a, 20 s) >= 80%")
    assert verdict_of(target, Estimate(NAN, NAN, NAN)) is Verdict.NO_DATA


def test_verdicts_are_words():
    assert [str(v) for v in Verdict] == ["met", "missed", "uncertain", "unfinished", "no data"]


def run(rate: float, agents: float, text: str, days: int = 10):
    where = centre([Queue("a", rate, 60.0)], [Group("g", ["a"], agents)])
    target, rule = parse_target(text), ServiceLevelRule()
    counter = Counter(where.floor, wanted_by([target.expression], rule), np.zeros((1, 1)))
    found = Measures(where.floor, rule, stack([counter.count(where.play(1, day)) for day in range(days)]))
    return judge(target, found)


def test_judged_over_days():
    easy = run(0.01, 5, "service_level(a, 20 s) >= 80%")
    assert easy.verdict is Verdict.MET
    assert easy.days_met == 1.0
    hard = run(0.03, 1, "service_level(a, 20 s) >= 80%")
    assert hard.verdict is Verdict.MISSED
    assert hard.days_met == 0.0
    assert run(0.01, 5, "service_level(a, 20 s) >= 80%", days=1).verdict is Verdict.UNCERTAIN


def test_judged_without_data():
    nothing = run(0.0, 5, "service_level(a, 20 s) >= 80%")
    assert nothing.verdict is Verdict.NO_DATA
    assert math.isnan(nothing.days_met)


def test_days_met_is_a_share_of_days_with_data():
    # About one contact a day: some days have none.
    found = run(1 / 3600, 1, "service_level(a, 20 s) >= 80%", days=30)
    assert 0.5 < found.days_met <= 1.0
