"""Targets judged: met, missed, uncertain or no data."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from simdesk.equality import EqualByValue
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Target
from simdesk.measure.measures import Measures, estimate_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOLDS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


class Verdict(StrEnum):
    """What can be said of a target."""

    MET = "met"
    MISSED = "missed"
    UNCERTAIN = "uncertain"
    NO_DATA = "no data"


@dataclass(frozen=True, eq=False)
class Judgement(EqualByValue):
    """A target and what the run says of it.

    Parameters
    ----------
    target : Target
    verdict : Verdict
    estimate : Estimate
        Of the target's measure.
    days_met : float
        Share of the days with data that met the target; NaN without any.
    """

    target: Target
    verdict: Verdict
    estimate: Estimate
    days_met: float


def holds(target: Target, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each value keeps the target's bound; False for NaN."""
    return np.asarray(_HOLDS[target.comparison](values, target.bound))


def verdict_of(target: Target, estimate: Estimate) -> Verdict:
    """Met when the whole 95% confidence interval keeps the bound, missed when none of it does, else uncertain.

    One day alone has no interval, so its verdict is uncertain.
    """
    if math.isnan(estimate.mean):
        return Verdict.NO_DATA
    if math.isnan(estimate.low) or math.isnan(estimate.high):
        return Verdict.UNCERTAIN
    kept = holds(target, np.array([estimate.low, estimate.high]))
    return Verdict.MET if kept.all() else Verdict.UNCERTAIN if kept.any() else Verdict.MISSED


def judge(target: Target, measures: Measures) -> Judgement:
    """Judge one target by the days of a run."""
    sample = measures.sample(target.expression)
    found = estimate_of(sample, target.expression.about)
    days = sample.days[~np.isnan(sample.days)]
    met = float(np.mean(holds(target, days))) if len(days) else math.nan
    return Judgement(target, verdict_of(target, found), found, met)
