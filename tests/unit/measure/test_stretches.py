"""Estimates of many stretches in one pass are equal to the bit to those made one by one."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import simdesk as sd
from simdesk.measure import stretches as stretches_module
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def _same(one: Estimate, other: Estimate) -> bool:
    pairs = ((getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return all(mine == others or (math.isnan(mine) and math.isnan(others)) for mine, others in pairs)


def _asked(results: sd.Results) -> list[Expression]:
    headline = results.headline
    return [
        *(e for queue in results.queues for e in headline.of_queue(queue).values()),
        *(e for group in results.groups for e in headline.of_group(group).values()),
    ]


@pytest.mark.parametrize(
    ("name", "days"),
    [("multi_skill", 1), ("multi_skill", 2), ("multi_skill", 17), ("week", 3), ("omnichannel", 5), ("vip", 4), ("redials", 6)],
)
def test_each_stretch_is_the_single_estimate_to_the_bit(name: str, days: int) -> None:
    results = sd.run(sd.load(SCENARIOS / f"{name}.yaml"), replications=days, engine="simpy")
    measures = results.measures
    spans = [range(k, min(k + 1 + k % 4, measures.intervals)) for k in range(0, measures.intervals, 5)]
    for expression in _asked(results):
        for found, singles in (
            (measures.estimates(expression), range(measures.intervals)),
            (measures.estimates(expression, spans), spans),
        ):
            assert len(found) == len(singles)
            for mine, single in zip(found, singles, strict=True):
                assert _same(mine, measures.estimate(expression, single)), (expression.text, single)


def test_passes_of_any_size_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = sd.run(sd.load(SCENARIOS / "multi_skill.yaml"), replications=4, engine="simpy").measures
    expression = Expression.plain("mean_wait", "all")
    once = measures.estimates(expression)
    monkeypatch.setattr(stretches_module, "_TOGETHER", 1)
    apart = replace(measures).estimates(expression)
    assert all(np.array_equal(getattr(once, f.name), getattr(apart, f.name), equal_nan=True) for f in fields(once))


@pytest.mark.parametrize(
    ("name", "days"),
    [("multi_skill", 25), ("multi_skill", 31), ("multi_skill", 60), ("omnichannel", 40), ("vip", 33), ("call_back", 90)],
)
def test_with_control_variates_each_stretch_is_the_single_estimate_to_the_bit(name: str, days: int) -> None:
    """Each has controls of its own: none at 25 days, one at 31, several at 60."""
    scenario = sd.load(SCENARIOS / f"{name}.yaml")
    results = sd.run(scenario, replications=days, engine="compiled", cores=1, variance_reduction="control_variates")
    measures, reduced = results.measures, 0
    spans = [range(k, min(k + 1 + k % 4, measures.intervals)) for k in range(0, measures.intervals, 5)]
    for expression in _asked(results):
        for found, singles in (
            (measures.estimates(expression), range(measures.intervals)),
            (measures.estimates(expression, spans), spans),
        ):
            assert len(found) == len(singles)
            reduced += int((found.times_fewer_days > 1).sum())
            for mine, single in zip(found, singles, strict=True):
                assert _same(mine, measures.estimate(expression, single)), (expression.text, single)
    assert reduced > 0
