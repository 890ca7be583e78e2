"""Targets judged: met, missed, uncertain, undecided by work that is left, or no data."""

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
    UNFINISHED = "unfinished"
    NO_DATA = "no data"


@dataclass(frozen=True, eq=False)
class Undecided(EqualByValue):
    """What contacts that still wait at the end may make of a target's measure.

    Parameters
    ----------
    contacts : float
        Mean over the days.
    if_late, if_in_time : Estimate
        The measure if none of them is served in time, and if all are.
    """

    contacts: float
    if_late: Estimate
    if_in_time: Estimate


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
    undecided : Undecided, optional
        For a target on what is served in time, where contacts still wait at the end.
    """

    target: Target
    verdict: Verdict
    estimate: Estimate
    days_met: float
    undecided: Undecided | None = None


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
    """Judge one target by the days of a run.

    Contacts that still wait at the end have no outcome, and a measure of service in time leaves them out. Where the verdict
    depends on what becomes of them, it is ``UNFINISHED``.
    """
    sample = measures.sample(target.expression)
    found = estimate_of(sample, target.expression.about)
    days = sample.days[~np.isnan(sample.days)]
    met = float(np.mean(holds(target, days))) if len(days) else math.nan
    verdict, undecided = verdict_of(target, found), _undecided(target, measures)
    if undecided is not None and verdict in (Verdict.MET, Verdict.MISSED):
        ends = {verdict_of(target, estimate) for estimate in (undecided.if_late, undecided.if_in_time)}
        verdict = verdict if ends == {verdict} else Verdict.UNFINISHED
    return Judgement(target, verdict, found, met, undecided)


def _undecided(target: Target, measures: Measures) -> Undecided | None:
    left = measures.left_over(target.expression)
    if left is None:
        return None
    about = target.expression.about
    return Undecided(float(left.waiting.mean()), estimate_of(left.if_late, about), estimate_of(left.if_in_time, about))
