"""Every metric of the registry computed from the tallies of many days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from simdesk.floor.plan import FloorPlan
from simdesk.measure.adjust import Adjustment, most_controls
from simdesk.measure.confidence import Estimate, LeftOver, Sample, estimate
from simdesk.measure.controls import ControlPlan
from simdesk.measure.expression import Expression, definition_of
from simdesk.measure.metric import Metric
from simdesk.measure.reduced_stretches import reduced_estimates
from simdesk.measure.registry import EVERYTHING
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.stretches import EachStretch, Estimates, estimates, in_passes
from simdesk.measure.tally import Tally, Wanted, warm_up_intervals
from simdesk.measure.undone import BY_DUE
from simdesk.measure.view import SubjectRows, View


@dataclass(frozen=True, eq=False)
class Tallies:
    """The tallies of many days, stacked.

    Parameters
    ----------
    days : int
    data : Tally
        With one axis more in front: day.
    """

    days: int
    data: Tally


def stack(tallies: Sequence[Tally]) -> Tallies:
    """Stack the tallies of the days, in the order given."""

    def together(values: list[Any]) -> Any:
        if isinstance(values[0], dict):
            return {key: np.stack([value[key] for value in values]) for key in values[0]}
        return np.stack(values)

    return Tallies(len(tallies), Tally(**{f.name: together([getattr(t, f.name) for t in tallies]) for f in fields(Tally)}))


@dataclass(frozen=True, eq=False)
class Measures:
    """Answers what a measure was, over the days of one run.

    Parameters
    ----------
    plan : FloorPlan
    rule : ServiceLevelRule
    tallies : Tallies
    controls : ControlPlan, optional
        Reduce the variance of every measure by these controls, which the tallies then hold.
    block : int
        Days of a block when days were stratified.
    """

    plan: FloorPlan
    rule: ServiceLevelRule
    tallies: Tallies
    controls: ControlPlan | None = None
    block: int = 1
    _queues: dict[str, SubjectRows] = field(init=False)
    _groups: dict[str, SubjectRows] = field(init=False)
    _estimates: dict[tuple[Expression, tuple[range, ...] | None], Estimates] = field(init=False, default_factory=dict)
    _whole_days: dict[Expression, Estimate] = field(init=False, default_factory=dict)
    _adjustments: dict[tuple[str, str, int | range | None, int], Adjustment] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        queues = {queue.name: SubjectRows(q, q + 1, q) for q, queue in enumerate(self.plan.queues)}
        for k, family in enumerate(self.plan.families):
            queues[family.name] = SubjectRows(family.first, family.end, len(self.plan.queues) + k)
        object.__setattr__(self, "_queues", queues)
        object.__setattr__(self, "_groups", {group.name: SubjectRows(g, g + 1, g) for g, group in enumerate(self.plan.groups)})

    def rows_of(self, queue: str) -> slice:
        """The rows of a queue, a class of its customers or ``all`` in tables by queue.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        return slice(None) if queue == EVERYTHING else slice(self._queues[queue].first, self._queues[queue].end)

    @property
    def intervals(self) -> int:
        """Number of measured intervals."""
        return self.plan.intervals - warm_up_intervals(self.plan)

    def interval_start(self, interval: int) -> float:
        """When a measured interval begins, seconds after midnight."""
        return self.plan.opening + self.plan.warm_up + interval * self.plan.interval

    def interval_label(self, interval: int) -> str:
        """When a measured interval begins, as people read it: ``08:30``, of several days ``Mon 2026-03-23 08:30``."""
        return self.plan.clock(self.interval_start(interval))

    @property
    def per_run(self) -> str:
        """What a replication is: ``day``, or ``7 days``."""
        return "day" if self.plan.dates is None else f"{len(self.plan.dates.begins)} days"

    @property
    def days_in_order(self) -> tuple[tuple[str, range], ...]:
        """Where a scenario has several days: the name of each and its measured intervals; else empty."""
        dates = self.plan.dates
        if dates is None:
            return ()
        first = self.interval_start(0)
        edges = [round((begin - first) / self.plan.interval) for begin in dates.begins]
        cuts = [*(min(max(edge, 0), self.intervals) for edge in edges), self.intervals]
        cuts[0] = 0
        spans = [range(cuts[k], cuts[k + 1]) for k in range(len(edges))]
        return tuple((name, span) for name, span in zip(dates.names, spans, strict=False) if len(span))

    def sample(self, expression: Expression, interval: int | range | None = None) -> Sample:
        """The measure on each day: of the whole day, of one measured interval, or of some next to each other.

        Parameters
        ----------
        expression : Expression
            Its thresholds must be among those that were counted.
        interval : int or range, optional
            Counted from the first measured interval. Metrics that only a whole day has give no data; what there is at an
            interval's end is that at the end of the last.

        Returns
        -------
        Sample
        """
        sample = self._sample(expression, interval)
        if self.controls is None and self.block == 1:
            return sample
        return replace(sample, adjustment=self._adjustment(expression, interval, int(sample.known.sum())))

    def _adjustment(self, expression: Expression, interval: int | range | None, days: int) -> Adjustment:
        """What reduces a measure that so many days have."""
        most = most_controls(days)
        key = (expression.about.subject, expression.subject, interval, most)
        if key not in self._adjustments:
            columns = np.zeros((self.tallies.days, 0))
            if self.controls is not None and most > 0:
                queues, groups = self._about(expression)
                plan, kept = self.controls, self.tallies.data.controls
                if interval is not None:
                    # What waits in an interval came in it or in the one before.
                    those = range(interval, interval + 1) if isinstance(interval, int) else interval
                    first, last = (max(at + warm_up_intervals(self.plan), 0) for at in (those.start - 1, those.stop))
                    plan, kept = plan.within(first, last), kept[:, :, first:last]
                columns = plan.columns(kept, queues, groups, most)
            self._adjustments[key] = Adjustment(columns, self.block)
        return self._adjustments[key]

    def _about(self, expression: Expression) -> tuple[list[int], list[int]]:
        """The queues and groups a measure is about: a queue and those who answer it, or a group and what it answers."""
        queues, groups = range(len(self.plan.queues)), range(len(self.plan.groups))
        if expression.subject == EVERYTHING:
            return list(queues), list(groups)
        if expression.about.subject == "queue":
            rows = self._queues[expression.subject]
            mine = list(range(rows.first, rows.end))
            return mine, [g for g in groups if any(q in level for level in self.plan.groups[g].takes for q in mine)]
        g = self._groups[expression.subject].first
        return [q for q in queues if any(q in level for level in self.plan.groups[g].takes)], [g]

    def _sample(self, expression: Expression, interval: int | range | None) -> Sample:
        about = expression.about
        view = self._view(expression, range(interval, interval + 1) if isinstance(interval, int) else interval)
        return view.nothing() if about.day_only and view.intervals is not None else about.computed(view)

    def _view(self, expression: Expression, intervals: range | None) -> View:
        rows = self._queues if expression.about.subject == "queue" else self._groups
        short = expression.short_abandon
        return View(
            self.tallies.data,
            self.tallies.days,
            self.plan,
            self.rule,
            None if expression.subject == EVERYTHING else rows[expression.subject],
            intervals,
            self.plan.interval * (self.intervals if intervals is None else len(intervals)),
            expression.threshold,
            expression.percentile,
            expression.goal,
            definition_of(expression, self.rule.definition),
            self.rule.short_abandon if short is None else short,
        )

    def left_over(self, expression: Expression) -> LeftOver | None:
        """What contacts that still wait at the end may make of the whole day's measure.

        Returns
        -------
        LeftOver or None
            None for measures that do not say what was served in time, and where nothing is left.
        """
        if expression.about.left_over is None:
            return None
        found = expression.about.left_over(self._view(expression, None))
        return found if found.waiting.any() else None

    def estimate(self, expression: Expression, interval: int | range | None = None) -> Estimate:
        """The measure with its interval and spread; that of the whole day is kept for the next to ask."""
        if interval is not None:
            return estimate_of(self.sample(expression, interval), expression.about)
        if expression not in self._whole_days:
            self._whole_days[expression] = estimate_of(self.sample(expression), expression.about)
        return self._whole_days[expression]

    def estimates(self, expression: Expression, stretches: Sequence[range] | None = None) -> Estimates:
        """The measure in each of some stretches of measured intervals, as ``estimate`` has them; kept for the next to ask.

        Parameters
        ----------
        expression : Expression
        stretches : sequence of range, optional
            In order; None means every measured interval by itself.
        """
        key = (expression, None if stretches is None else tuple(stretches))
        if key not in self._estimates:
            those = [range(k, k + 1) for k in range(self.intervals)] if stretches is None else stretches
            self._estimates[key] = self._made_estimates(expression, those)
        return self._estimates[key]

    @property
    def one_by_one(self) -> bool:
        """Whether stretches are estimated one after the other: the days of a block depend on each other."""
        return self.block != 1

    def _made_estimates(self, expression: Expression, stretches: Sequence[range]) -> Estimates:
        about = expression.about
        if about.day_only:
            return Estimates.of([_NOTHING] * len(stretches))
        if self.one_by_one or not stretches:
            return Estimates.of([self.estimate(expression, each) for each in stretches])
        view, found = self._view(expression, None), []
        rows = len(self.plan.queues if about.subject == "queue" else self.plan.groups)
        for those in in_passes(stretches, self.tallies.days, rows):
            sample = about.computed(EachStretch.of(view, those))
            if self.controls is None:
                found.append(estimates(sample, len(those), floor=0.0, ceiling=_most(about)))
                continue
            known = (sample.denominator.reshape(len(those), -1) > 0).sum(axis=1).tolist()
            adjustments = [self._adjustment(expression, each, days) for each, days in zip(those, known, strict=True)]
            found.append(reduced_estimates(sample, adjustments, floor=0.0, ceiling=_most(about)))
        return Estimates.together(found)


_NOTHING = Estimate(math.nan, math.nan, math.nan)


def _most(metric: Metric) -> float:
    return 1.0 if metric.unit == "share" else math.inf


def estimate_of(sample: Sample, metric: Metric) -> Estimate:
    """The estimate of a sample, cut to what the metric can be."""
    return estimate(sample, floor=0.0, ceiling=_most(metric))


def wanted_by(expressions: Sequence[Expression], rule: ServiceLevelRule, wait_edges: tuple[float, ...] = ()) -> Wanted:
    """What has to be counted so that all the expressions can be answered."""

    def needing(what: str) -> list[Expression]:
        return [e for e in expressions if what in e.about.needs]

    percentiles = {e.percentile for e in expressions if e.percentile is not None} | set(Wanted().percentiles)
    thresholds = {e.threshold for e in needing("in_time") if e.threshold is not None} or set(Wanted().thresholds)
    done_within = {BY_DUE if e.threshold is None else e.threshold for e in needing("done_in_time")}
    short = {e.short_abandon for e in expressions if e.short_abandon is not None} | {rule.short_abandon}
    return Wanted(
        tuple(sorted(thresholds)),
        tuple(sorted(short)),
        tuple(sorted(percentiles)),
        wait_edges,
        done_within=tuple(sorted(done_within)),
        backlog=bool(needing("backlog")),
    )
