"""Variance reduction against exact figures: nothing is moved, the interval covers as often as it should.

The truth is M(t)/M/n(t)+M, averaged exactly over the Gamma level of the day and over the heads that come to work.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from evidence import Case, Finding, away, record
from floors import Centre, Group, Queue, centre
from judging import ALPHA
from scipy import stats
from scipy.special import roots_genlaguerre

from simdesk.demand.distributions import exponential
from simdesk.demand.plan import RateArrivals
from simdesk.engine.compiled_day import play_day
from simdesk.measure.controls import plan_controls
from simdesk.measure.counter import Counter
from simdesk.measure.expression import parse_expression
from simdesk.measure.measures import Measures, Tallies, stack, wanted_by
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import Tally
from simdesk.theory import transient

pytestmark = pytest.mark.statistical

INTERVAL = 1800.0
VOLUMES, HEADS, VARIATION = (25.0, 40.0, 30.0), (2.4, 3.7, 3.2), 0.15
HANDLE, PATIENCE = 120.0, 90.0
TEXTS = ("service_level(a, 20 s, of_offered)", "abandon_rate(a)", "queue_length(a)", "backlog(a)")
MEASURED = (
    *((text, None) for text in TEXTS[:3]),
    (TEXTS[0], 1),
    (TEXTS[3], 0),
    (TEXTS[3], 1),
    (TEXTS[3], range(1, 3)),
    (TEXTS[3], None),
)
"""Measures of the whole day, of one interval, and of intervals together."""
RUNS, DAYS = 80, 50


def floor() -> Centre:
    arrivals = RateArrivals(tuple(volume / INTERVAL for volume in VOLUMES), VARIATION)
    queue = Queue("a", arrivals, exponential(HANDLE), patience=exponential(PATIENCE))
    return centre([queue], [Group("g", ["a"], HEADS)], closing=3 * INTERVAL, interval=INTERVAL)


@cache
def truth() -> tuple[float, ...]:
    shape = 1 / VARIATION**2
    levels, weights = roots_genlaguerre(12, shape - 1)
    lifts = sorted({0.0, 1.0, *(round(math.ceil(head) - head, 9) for head in HEADS)})
    total = np.zeros(9)
    for begin, end in itertools.pairwise(lifts):
        heads = [math.floor(head + (begin + end) / 2) for head in HEADS]
        for level, weight in zip(levels / shape, weights / weights.sum(), strict=True):
            if weight > 1e-9:
                rates = [level * volume / INTERVAL for volume in VOLUMES]
                day = transient(rates, HANDLE, heads, INTERVAL, PATIENCE, threshold=20.0)
                counts = day.offered.sum(), day.answered_in_time.sum(), day.abandoned, day.offered[1], day.answered_in_time[1]
                total += weight * (end - begin) * np.array([*counts, day.mean_queue.mean(), *day.end_mean_queue])
    offered, in_time, abandoned, offered_then, in_time_then, queue, first, second, last = total.tolist()
    return in_time / offered, abandoned / offered, queue, in_time_then / offered_then, first, second, last, last


def part(data: Tally, first: int, last: int) -> Tallies:
    def cut(value: object) -> object:
        return {key: each[first:last] for key, each in value.items()} if isinstance(value, dict) else value[first:last]

    return Tallies(last - first, Tally(**{f.name: cut(getattr(data, f.name)) for f in fields(Tally)}))


@pytest.mark.slow
@pytest.mark.parametrize("block", [1, 5])
def test_nothing_is_moved_and_the_interval_covers(block: int):
    """80 runs of 50 days, with controls and without, eight figures each; false alarm 1e-4 for each kind of check.

    The mean of the runs lies within Student's t of the truth. Of 80 intervals of each measure as many cover as a share of 90 %
    lets (95 % less what linearised ratios and skew days cost). The worth that the runs report is the ratio of the variances
    of a mean of 50 free days and of the runs' means; it counts degrees of freedom and so may be lower by a quarter.
    """
    where = floor()
    demand = replace(where.demand, block=block)
    where = replace(where, demand=demand)
    plan = plan_controls(where.floor, demand)
    expressions, rule = [parse_expression(text) for text in TEXTS], ServiceLevelRule()
    counter = Counter(where.floor, replace(wanted_by(expressions, rule), controls=True), demand.expected, plan)
    tallies = []
    for day in range(RUNS * DAYS):
        workload = where.workload(7, day)
        tallies.append(counter.count(play_day(where.floor, workload), workload))
    data, exact = stack(tallies).data, np.array(truth())
    measured = [(parse_expression(text), interval) for text, interval in MEASURED]
    names = [text if interval is None else f"{text}, interval {interval}" for text, interval in MEASURED]
    alone = [Measures(where.floor, rule, part(data, 0, RUNS * DAYS)).sample(*each) for each in measured]
    case = Case(
        f"Variance reduction, blocks of {block}",
        "exact: M(t)/M/n(t)+M averaged over the Gamma level of the day and over rounded headcounts (simdesk.theory.transient)",
        {"contacts per half hour": VOLUMES, "agents": HEADS, "variation of days": VARIATION},
    )
    free = np.array([sample.residuals(sample.known).var(ddof=1) for sample in alone]) / DAYS
    for controls in (None, plan):
        found = np.empty((RUNS, len(measured), 4))
        for run in range(RUNS):
            measures = Measures(where.floor, rule, part(data, run * DAYS, (run + 1) * DAYS), controls, block)
            estimates = [measures.estimate(*each) for each in measured]
            found[run] = [(each.mean, each.low, each.high, each.times_fewer_days) for each in estimates]
        means, variance = found[:, :, 0].mean(axis=0), found[:, :, 0].var(axis=0, ddof=1)
        z = (means - exact) / np.sqrt(variance / RUNS)
        how = "with controls" if controls is not None else "without controls"
        errors = np.sqrt(variance / RUNS)
        findings = [away(f"{text} {how}", *row) for text, *row in zip(names, exact, means, errors, strict=True)]
        assert np.abs(z).max() < stats.t.ppf(1 - ALPHA / 2 / (4 * len(measured)), RUNS - 1)
        inside = ((found[:, :, 1] <= exact) & (exact <= found[:, :, 2])).sum(axis=0)
        covered = inside / RUNS
        findings += [Finding(f"coverage, {text} {how}", 0.95, share) for text, share in zip(names, covered, strict=True)]
        record(case, findings, 1.5 * ALPHA, RUNS * DAYS)  # three kinds of check, in two passes
        assert inside.min() >= stats.binom.ppf(ALPHA / (4 * len(measured)), RUNS, 0.90)
        if controls is not None or block > 1:
            # A run in which nothing ever waited at the end of the first interval cannot tell; hardly any is like that.
            assert np.isnan(found[:, :, 3]).mean(axis=0).max() < 0.05
            told = 1 / np.nanmean(1 / found[:, :, 3], axis=0)
            assert told[:3].min() > 1.3
            share = ALPHA / (6 * len(measured))
            low, high = ((RUNS - 1) / stats.chi2.ppf(q, RUNS - 1) for q in (1 - share, share))
            assert (low <= free / variance / told).all()
            assert (free / variance / told <= 1.25 * high).all()
