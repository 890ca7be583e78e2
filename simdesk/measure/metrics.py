"""Every metric of the registry computed from the tallies of many days."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.floor.plan import FloorPlan
from simdesk.measure.adjust import Adjustment, most_controls
from simdesk.measure.confidence import Estimate, Sample, estimate
from simdesk.measure.controls import ControlPlan
from simdesk.measure.expression import Expression, definition_of
from simdesk.measure.registry import EVERYTHING, SERVICE_LEVEL_DEFINITIONS, Metric
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import Tally, Wanted, warm_up_intervals
from simdesk.measure.undone import BY_DUE

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


@dataclass(frozen=True)
class Rows:
    """Where a queue, a class of its customers or a group stands in the tables.

    Parameters
    ----------
    first, end : int
        Its rows in tables that add up: ``first`` to ``end - 1``.
    day : int
        Its row in tables of what the day as a whole has.
    """

    first: int
    end: int
    day: int


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
    _queues: dict[str, Rows] = field(init=False)
    _groups: dict[str, Rows] = field(init=False)
    _adjustments: dict[tuple[str, str, int | range | None, int], Adjustment] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        queues = {queue.name: Rows(q, q + 1, q) for q, queue in enumerate(self.plan.queues)}
        for k, family in enumerate(self.plan.families):
            queues[family.name] = Rows(family.first, family.end, len(self.plan.queues) + k)
        object.__setattr__(self, "_queues", queues)
        object.__setattr__(self, "_groups", {group.name: Rows(g, g + 1, g) for g, group in enumerate(self.plan.groups)})

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
        if expression.about.subject == "queue":
            rows = None if expression.subject == EVERYTHING else self._queues[expression.subject]
            view = _View(self, rows, interval)
            if expression.metric == "service_level":
                return _service_level(view, expression, self.rule)
            return _QUEUE_METRICS[expression.metric](view, expression)
        rows = None if expression.subject == EVERYTHING else self._groups[expression.subject]
        return _GROUP_METRICS[expression.metric](_View(self, rows, interval))

    def estimate(self, expression: Expression, interval: int | range | None = None) -> Estimate:
        """The measure with its interval and spread."""
        return estimate_of(self.sample(expression, interval), expression.about)


def estimate_of(sample: Sample, metric: Metric) -> Estimate:
    """The estimate of a sample, cut to what the metric can be."""
    return estimate(sample, floor=0.0, ceiling=1.0 if metric.unit == "share" else math.inf)


class _View:
    """The tallies of one queue, class of customers or group (or all), over the day or one interval: shape (days,)."""

    def __init__(self, measures: Measures, rows: Rows | None, interval: int | range | None) -> None:
        self.data = measures.tallies.data
        self.days = measures.tallies.days
        self.plan = measures.plan
        self.rows = rows
        self.interval = range(interval, interval + 1) if isinstance(interval, int) else interval
        self.duration = measures.plan.interval * (measures.intervals if self.interval is None else len(self.interval))

    def total(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a (days, rows, intervals) table over what is viewed."""
        if self.interval is not None:
            table = table[:, :, self.interval.start : self.interval.stop]
        return np.asarray(self.mine(table).sum(axis=(1, 2)))

    def mine(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """The rows of a (days, rows, ...) table that are viewed."""
        return table if self.rows is None else table[:, self.rows.first : self.rows.end]

    def count(self, name: str) -> NDArray[np.float64]:
        return self.total(self.data.counts[name])

    def group(self, name: str) -> NDArray[np.float64]:
        return self.total(self.data.groups[name])

    def at_end(self, name: str) -> NDArray[np.float64]:
        """What there is at the end of the day, or of the last interval viewed, shape (days, rows)."""
        return self.mine(self.data.at_end[name])[:, :, -1 if self.interval is None else self.interval.stop - 1]

    def in_hand(self) -> NDArray[np.float64]:
        """Contact seconds in agents' hands: agent seconds where nobody has several at once."""
        return self.group("in_hand" if "in_hand" in self.data.groups else "busy")

    def each_day(self, values: NDArray[np.float64]) -> Sample:
        """A mean over days of a value each day has, NaN where it has none."""
        known = ~np.isnan(values)
        return Sample(np.where(known, values, 0.0), known.astype(float))

    def day_value(self, table: NDArray[np.float64]) -> Sample:
        """A value that only the whole day has, from a (days, queues + families + 1) table."""
        if self.interval is not None:
            return self.nothing()
        return self.each_day(table[:, -1 if self.rows is None else self.rows.day])

    def nothing(self) -> Sample:
        return Sample(np.zeros(self.days), np.zeros(self.days))


def _counted(name: str) -> Callable[[_View, Expression], Sample]:
    return lambda view, _: view.each_day(view.count(name))


def _ratio(numerator: Sequence[str], denominator: str) -> Callable[[_View, Expression], Sample]:
    return lambda view, _: Sample(sum((view.count(name) for name in numerator), np.zeros(view.days)), view.count(denominator))


def _cut(table: NDArray[np.float64], those: range) -> NDArray[np.float64]:
    return table[:, :, those.start : those.stop]


def _longest_wait(view: _View, _: Expression) -> Sample:
    if view.interval is None:
        return view.day_value(view.data.longest_wait)
    return view.each_day(np.fmax.reduce(view.mine(_cut(view.data.interval_longest_wait, view.interval)), axis=(1, 2)))


def _done_in_time(view: _View, expression: Expression) -> Sample:
    threshold = BY_DUE if expression.threshold is None else expression.threshold
    return Sample(view.total(view.data.done_in_time[threshold]), view.total(view.data.done_known[threshold]))


def _backlog(view: _View, _: Expression) -> Sample:
    return view.each_day(view.at_end("waiting").sum(axis=1))


def _age_of_oldest(view: _View, _: Expression) -> Sample:
    return view.each_day(view.at_end("oldest").max(axis=1))


_QUEUE_METRICS: dict[str, Callable[[_View, Expression], Sample]] = {
    "offered": _counted("offered"),
    "answered": _counted("answered"),
    "abandoned": _counted("abandoned"),
    "balked": _counted("balked"),
    "blocked": _counted("blocked"),
    "sent_away": _counted("sent_away"),
    "unfinished": _counted("unfinished"),
    "took_call_back": _counted("took_call_back"),
    "not_reached": _counted("not_reached"),
    "left_within": _counted("left_within"),
    "contained": _counted("contained"),
    "passed_on": _counted("passed_on"),
    "redials": _counted("tried_again"),
    "transferred_in": _counted("transferred_in"),
    "repeats": _counted("repeats"),
    "abandon_rate": _ratio(("abandoned", "balked"), "offered"),
    "mean_speed_of_answer": _ratio(("wait_answered",), "answered"),
    "mean_wait": _ratio(("wait_waited",), "waited"),
    "handle_time": _ratio(("handle",), "answered"),
    "wait_percentile": lambda view, expression: view.day_value(view.data.percentile[expression.percentile or 0.0]),
    "longest_wait": _longest_wait,
    "longest_queue": lambda view, _: view.day_value(view.data.longest_queue),
    "queue_length": lambda view, _: view.each_day(view.count("queue_area") / view.duration),
    "done_in_time": _done_in_time,
    "backlog": _backlog,
    "age_of_oldest": _age_of_oldest,
}


def _cost(view: _View) -> Sample:
    rates = np.array([group.cost for group in view.plan.groups])
    return view.each_day(view.total(view.data.groups["scheduled"] * rates[:, None]))


def _overtime(view: _View) -> Sample:
    if view.interval is not None:
        return view.nothing()
    hours = view.data.overtime / 3600.0
    return view.each_day(view.mine(hours).sum(axis=1))


_GROUP_METRICS: dict[str, Callable[[_View], Sample]] = {
    "occupancy": lambda view: Sample(view.group("busy"), view.group("on_duty") - view.group("not_ready")),
    "utilisation": lambda view: Sample(view.group("busy"), view.group("scheduled")),
    "contacts_handled": lambda view: view.each_day(view.group("contacts_handled")),
    "agents_on_duty": lambda view: view.each_day(view.group("on_duty") / view.duration),
    "agents_busy": lambda view: view.each_day(view.group("busy") / view.duration),
    "contacts_in_hand": lambda view: view.each_day(view.in_hand() / view.duration),
    "contacts_per_busy_agent": lambda view: Sample(view.in_hand(), view.group("busy")),
    "agents_not_ready": lambda view: view.each_day(view.group("not_ready") / view.duration),
    "missed_offers": lambda view: view.each_day(view.group("missed_offers")),
    "refused_offers": lambda view: view.each_day(view.group("refused_offers")),
    "agent_hours": lambda view: view.each_day(view.group("scheduled") / 3600.0),
    "overtime": _overtime,
    "cost": _cost,
}


def _service_level(view: _View, expression: Expression, rule: ServiceLevelRule) -> Sample:
    threshold = expression.threshold if expression.threshold is not None else 0.0
    limit = rule.short_abandon if expression.short_abandon is None else expression.short_abandon
    in_time = view.total(view.data.in_time[threshold])
    lost_in_time = view.total(view.data.lost_in_time[threshold])
    answered, sent_away = view.count("answered"), view.count("sent_away")
    gave_up = view.count("abandoned") + view.count("balked")
    lost = gave_up + sent_away
    short = view.total(view.data.short[limit])
    definition = definition_of(expression, rule.definition)
    if definition not in SERVICE_LEVEL_DEFINITIONS:
        raise KeyError(definition)
    match definition:
        case "of_answered":
            return Sample(in_time, answered)
        case "of_offered":
            return Sample(in_time, answered + lost)
        case "abandoned_in_time_good":
            return Sample(in_time + lost_in_time, answered + lost)
        case "short_abandons_credited":
            return Sample(in_time + short, answered + lost)
        case "short_abandons_removed":
            return Sample(in_time, answered + lost - short)
        case "virtual":
            return Sample(view.total(view.data.virtual_in_time[threshold]), view.total(view.data.virtual_known[threshold]))
        case "of_expected":
            return Sample(in_time, view.count("expected"))
        case "genesys":
            counted = answered.copy()
            if rule.genesys_include_abandons:
                counted += gave_up if rule.genesys_include_short_abandons else gave_up - short
            if rule.genesys_include_sent_away:
                counted += sent_away
            return Sample(in_time, counted)
        case _:
            return Sample(in_time, answered + lost - lost_in_time)


def wanted_by(expressions: Sequence[Expression], rule: ServiceLevelRule, wait_edges: tuple[float, ...] = ()) -> Wanted:
    """What has to be counted so that all the expressions can be answered."""
    percentiles = {e.percentile for e in expressions if e.percentile is not None} | set(Wanted().percentiles)
    levels = [e for e in expressions if e.metric == "service_level"]
    thresholds = {e.threshold for e in levels if e.threshold is not None} or set(Wanted().thresholds)
    done_within = {BY_DUE if e.threshold is None else e.threshold for e in expressions if e.metric == "done_in_time"}
    short = {e.short_abandon for e in expressions if e.short_abandon is not None} | {rule.short_abandon}
    return Wanted(
        tuple(sorted(thresholds)),
        tuple(sorted(short)),
        tuple(sorted(percentiles)),
        wait_edges,
        done_within=tuple(sorted(done_within)),
        backlog=any(e.metric in ("backlog", "age_of_oldest") for e in expressions),
    )
