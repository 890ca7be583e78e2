"""Which measures stand in the tables of a run, and their values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from simdesk.floor.plan import FloorPlan
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.measures import Measures
from simdesk.measure.metric import Metric, Subject
from simdesk.measure.registry import DONE_IN_TIME, EVERYTHING, METRICS, OTHERS, SERVICE_LEVEL, metrics_of
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.stretches import Estimates
from simdesk.measure.tally import Wanted
from simdesk.measure.undone import LIVE_CHANNELS

DEFAULT_THRESHOLD = 20.0
"""Time to answer (seconds) where no target names one, on the phone; see ``usual_thresholds``."""
LATER_THRESHOLD = 4 * 3600.0
"""The same for work that may be done later and has no ``due``."""
USUAL_GOAL = 0.8
"""The service level of an interval that counts as met, where no target names one."""
PERCENTILES = Wanted().percentiles
SHOWN_PERCENTILE = 90.0
"""The one that tables for people show."""


@dataclass(frozen=True)
class Headline:
    """The measures in a run's tables.

    Parameters
    ----------
    service_levels : dict of str to Expression
        The service level in use for every queue and class of customers, and for ``all``.
    metrics : tuple of str
        The metrics in the tables of this floor.
    judged : tuple of str
        Queues whose service level says something: of a live channel, or with a target.
    silent : tuple of str
        Queues whose service level and waits say nothing: bots, lists of customers to call, and ``all`` where it mixes calls
        that wait for seconds with work that may wait for hours, and has no target.
    by_due : tuple of str
        Queues whose figure is what was done in time: with a ``due`` and no target on their service level; and ``all`` where
        every queue that is not silent is one of them.
    goals : dict of str to float
        Of every queue and class, and of ``all``, the service level that an interval has to reach.
    """

    service_levels: dict[str, Expression]
    metrics: tuple[str, ...]
    judged: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    by_due: tuple[str, ...] = ()
    goals: Mapping[str, float] = field(default_factory=dict)

    def in_time(self, queue: str) -> str:
        """The column that says whether a queue's contacts were served in time.

        Every screen, table and chart shows this one figure of the queue: its service level, or for work with a due time what was
        done in time. Empty for queues of which neither says anything.
        """
        whole = queue.partition(".")[0]
        if whole in self.by_due:
            return DONE_IN_TIME
        return "" if whole in self.silent else SERVICE_LEVEL

    def in_time_measure(self, queue: str) -> Expression | None:
        """The measure of ``in_time``; None where neither says anything."""
        column = self.in_time(queue)
        return self.of_queue(queue)[column] if column else None

    def says(self, queue: str, column: str) -> bool:
        """Whether a column of a queue says something, and so is shown."""
        metric = metric_of(column)
        if metric.in_time:
            return self.in_time(queue) == column
        if "definition" in metric.arguments:
            return self.in_time(queue) == SERVICE_LEVEL
        return queue.partition(".")[0] not in self.silent or not metric.waits

    def of_queue(self, queue: str) -> dict[str, Expression]:
        """The measures of a queue, a class of its customers or ``all`` by column name."""
        columns: dict[str, Expression] = {}
        for metric in self._of("queue"):
            if metric.name == SERVICE_LEVEL:
                columns[metric.name] = self.service_levels[queue]
            elif "goal" in metric.arguments:
                columns[metric.name] = _intervals_met(self.service_levels[queue], self.goals.get(queue, USUAL_GOAL))
            elif "percentile" in metric.arguments:
                for percentile in PERCENTILES:
                    text = f"{metric.name}({queue}, {percentile:g})"
                    columns[f"{metric.name}_{percentile:g}"] = Expression(text, metric.name, queue, percentile=percentile)
            else:
                columns[metric.name] = Expression.plain(metric.name, queue)
        return columns

    def of_group(self, group: str) -> dict[str, Expression]:
        """The measures of an agent group (or ``all``) by column name."""
        return {metric.name: Expression.plain(metric.name, group) for metric in self._of("group")}

    def _of(self, subject: Subject) -> list[Metric]:
        return [metric for metric in metrics_of(subject) if metric.name in self.metrics]

    def everything(self) -> list[Expression]:
        """All measures that have to be counted for the tables."""
        return [*self.service_levels.values(), *self.of_queue(EVERYTHING).values()]


def metric_of(column: str) -> Metric:
    """The metric of a column; that of ``wait_percentile_90`` is ``wait_percentile``."""
    return METRICS[column] if column in METRICS else METRICS[column.rpartition("_")[0]]


def of_intervals(columns: Mapping[str, Expression]) -> dict[str, Expression]:
    """Those columns that an interval has as well as the whole day."""
    return {name: expression for name, expression in columns.items() if not expression.about.day_only}


def metrics_on(floor: FloorPlan) -> tuple[str, ...]:
    """The metrics in the tables of a floor: those that every floor has, and those that only some have."""
    return tuple(name for name, metric in METRICS.items() if metric.on_floor is None or metric.on_floor(floor))


def usual_thresholds(floor: FloorPlan) -> dict[str, float]:
    """Time to answer (seconds) of each queue where no target names one: its ``answer_within``, else by its channel 20 s, a chat
    60 s, other work its ``due`` or 4 h. That of ``all`` is the ``answer_within`` that every queue has, else 20 s."""
    usual = {}
    for whole in floor.whole_queues:
        queue = floor.queues[whole.first]
        later = queue.due if math.isfinite(queue.due) else LATER_THRESHOLD
        live = 60.0 if queue.channel == "chat" else DEFAULT_THRESHOLD
        usual[whole.name] = live if queue.channel in LIVE_CHANNELS else later
    own = _own_thresholds(floor)
    promised = {own.get(name) for name in usual}
    of_all = promised.pop() if len(promised) == 1 else None
    return {**usual, **own, EVERYTHING: DEFAULT_THRESHOLD if of_all is None else of_all}


def _own_thresholds(floor: FloorPlan) -> dict[str, float]:
    """``answer_within`` (seconds) of the queues that have it."""
    within = {whole.name: floor.queues[whole.first].answer_within for whole in floor.whole_queues}
    return {name: seconds for name, seconds in within.items() if math.isfinite(seconds)}


def choose_headline(queues: Sequence[str], targets: Sequence[Expression], rule: ServiceLevelRule, floor: FloorPlan) -> Headline:
    """Choose the service level of every queue's row.

    It is that of the queue's first target, else of the first target on ``all``, else the queue's ``answer_within``, else that of
    the first target on any queue of its channel, else the usual one of its channel. A class of customers takes that of its own
    first target, else that of its queue; a queue whose classes alone have targets takes that of the others. Measures asked for
    besides the targets never change it.

    Parameters
    ----------
    queues : sequence of str
        Queues, and the classes of their customers.
    targets : sequence of Expression
        The measures of the targets.
    rule : ServiceLevelRule
    floor : FloorPlan
    """
    named = [expression for expression in targets if expression.metric == SERVICE_LEVEL]
    wholes = [e for e in named if "." not in e.subject]
    of_all = next((e for e in named if e.subject == EVERYTHING), None)
    channels = {whole.name: floor.queues[whole.first].channel for whole in floor.whole_queues}
    usual, own = usual_thresholds(floor), _own_thresholds(floor)
    service_levels = {}
    for queue in (*queues, EVERYTHING):
        whole, _, name = queue.partition(".")
        takes_after = [queue, whole, *([] if name else [f"{queue}.{OTHERS}"])]
        alike = [e for e in wholes or named if channels.get(e.subject.partition(".")[0]) == channels.get(whole)]
        general = of_all or (None if whole in own else next(iter(alike if whole in channels else wholes or named), None))
        source = next((e for subject in takes_after for e in named if e.subject == subject), general)
        threshold = usual.get(whole, DEFAULT_THRESHOLD) if source is None or source.threshold is None else source.threshold
        definition = (source.definition if source is not None else None) or rule.definition
        short = source.short_abandon if source is not None else None
        service_levels[queue] = service_level(queue, threshold, definition, short)
    goals = {e.subject: e.goal for e in reversed(targets) if e.goal is not None}
    goal_of_all = goals.get(EVERYTHING, USUAL_GOAL)
    each_goal = {q: goals.get(q, goals.get(q.partition(".")[0], goal_of_all)) for q in (*queues, EVERYTHING)}
    asked = {e.subject.partition(".")[0] for e in named} | (set(channels) if of_all is not None else set())
    judged = tuple(name for name, channel in channels.items() if channel in LIVE_CHANNELS or name in asked)
    silent = _silent(floor, asked, of_all is not None)
    return Headline(service_levels, metrics_on(floor), judged, silent, _by_due(floor, judged, silent), each_goal)


def _silent(floor: FloorPlan, asked: set[str], all_judged: bool) -> tuple[str, ...]:
    queues = {whole.name: floor.queues[whole.first] for whole in floor.whole_queues}
    alone = tuple(name for name, queue in queues.items() if (queue.bot or queue.channel == "outbound") and name not in asked)
    handled = {queue.channel for queue in queues.values() if not queue.bot}
    mixed = len(handled) > 1 and not handled.issubset(LIVE_CHANNELS) and not all_judged
    return (*alone, EVERYTHING) if mixed and len(queues) > 1 else alone


def _by_due(floor: FloorPlan, judged: Sequence[str], silent: Sequence[str]) -> tuple[str, ...]:
    """The queues whose figure is what was done in time, and ``all`` where it is that of every queue."""
    shown = [whole for whole in floor.whole_queues if whole.name not in silent]
    due = tuple(whole.name for whole in shown if math.isfinite(floor.queues[whole.first].due) and whole.name not in judged)
    return (*due, EVERYTHING) if due and len(due) == len(shown) else due


def service_level(queue: str, threshold: float, definition: str, short_abandon: float | None) -> Expression:
    """A service level with a text that asks for exactly it."""
    text = f"{SERVICE_LEVEL}({', '.join([queue, f'{threshold:.15g} s', *_counted(definition, short_abandon)])})"
    return Expression(text, SERVICE_LEVEL, queue, threshold, definition, short_abandon)


def _intervals_met(level: Expression, goal: float) -> Expression:
    """The share of intervals in which a service level of ``service_level`` reaches a goal."""
    assert level.threshold is not None
    assert level.definition is not None
    counted = _counted(level.definition, level.short_abandon)
    text = f"intervals_met({', '.join([level.subject, f'{level.threshold:.15g} s', f'{goal * 100:.15g}%', *counted])})"
    return replace(level, text=text, metric="intervals_met", goal=goal)


def _counted(definition: str, short_abandon: float | None) -> list[str]:
    return [definition] if short_abandon is None else [definition, f"{short_abandon:.15g} s"]


def estimates_of_each(
    measures: Measures, expressions: Mapping[str, Expression], stretches: Sequence[range] | None = None
) -> dict[str, Estimates]:
    """The values of some measures in each of some stretches of intervals, or in every interval, by column name."""
    return {name: measures.estimates(expression, stretches) for name, expression in expressions.items()}


def estimates(measures: Measures, expressions: dict[str, Expression], interval: int | range | None = None) -> dict[str, Estimate]:
    """The values of some measures by column name."""
    return {name: measures.estimate(expression, interval) for name, expression in expressions.items()}
