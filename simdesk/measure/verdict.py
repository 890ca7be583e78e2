"""Targets judged: met, missed, uncertain or no data."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Target
from simdesk.measure.metrics import Measures, estimate_of

_HOLDS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


class Verdict(StrEnum):
    """What can be said of a target."""

    MET = "met"
    MISSED = "missed"
    UNCERTAIN = "uncertain"
    NO_DATA = "no data"


@dataclass(frozen=True)
class Judgement:
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


def verdict_of(target: Target, estimate: Estimate) -> Verdict:
    """Met when the whole 95 % interval keeps the bound, missed when none of it does, else uncertain.

    One day alone has no interval, so its verdict is uncertain.
    """
    if math.isnan(estimate.mean):
        return Verdict.NO_DATA
    if math.isnan(estimate.low) or math.isnan(estimate.high):
        return Verdict.UNCERTAIN
    holds = _HOLDS[target.comparison]
    kept = (holds(estimate.low, target.bound), holds(estimate.high, target.bound))
    return Verdict.MET if all(kept) else Verdict.UNCERTAIN if any(kept) else Verdict.MISSED


def judge(target: Target, measures: Measures) -> Judgement:
    """Judge one target by the days of a run."""
    sample = measures.sample(target.expression)
    found = estimate_of(sample, target.expression.about)
    days = sample.days[~np.isnan(sample.days)]
    met = float(np.mean(_HOLDS[target.comparison](days, target.bound))) if len(days) else math.nan
    return Judgement(target, verdict_of(target, found), found, met)
