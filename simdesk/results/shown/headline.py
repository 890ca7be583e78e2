"""Which measures stand in the tables of a run, and their values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simdesk.floor.plan import FloorPlan
from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.metrics import Measures
from simdesk.measure.registry import EVERYTHING, METRICS, OTHERS
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.undone import LIVE_CHANNELS

DEFAULT_THRESHOLD = 20.0
"""Time to answer (seconds) where no target names one, on the phone; see ``usual_thresholds``."""
LATER_THRESHOLD = 4 * 3600.0
"""The same for work that may be done later and has no ``due``."""
PERCENTILES = (50.0, 90.0, 95.0)

_QUEUE_COLUMNS = (
    "offered",
    "answered",
    "abandoned",
    "balked",
    "blocked",
    "sent_away",
    "unfinished",
    "took_call_back",
    "not_reached",
    "redials",
    "transferred_in",
    "repeats",
    "abandon_rate",
    "service_level",
    "mean_speed_of_answer",
    "mean_wait",
    "wait_percentile",
    "longest_wait",
    "queue_length",
    "longest_queue",
    "handle_time",
)
_GROUP_COLUMNS = (
    "occupancy",
    "utilisation",
    "contacts_handled",
    "agents_on_duty",
    "agents_busy",
    "agents_not_ready",
    "missed_offers",
    "refused_offers",
    "agent_hours",
    "overtime",
    "cost",
)
_SEVERAL = ("left_within", "contacts_in_hand", "contacts_per_busy_agent")
_BOTS = ("contained", "passed_on")
_DEFERRED = ("backlog", "age_of_oldest")
_WAITS = ("service_level", "mean_speed_of_answer", "mean_wait", "wait_percentile", "longest_wait")
DAY_ONLY = ("wait_percentile", "longest_queue", "overtime")
"""Metrics that a single interval does not have."""


@dataclass(frozen=True)
class Headline:
    """The measures in a run's tables.

    Parameters
    ----------
    service_levels : dict of str to Expression
        The service level in use for every queue and class of customers, and for ``all``.
    more : tuple of str
        Metrics in the tables of this floor besides those that every floor has; see ``more_metrics``.
    judged : tuple of str
        Queues whose service level says something: of a live channel, or with a target.
    silent : tuple of str
        Queues whose service level and waits say nothing: bots, lists of customers to call, and ``all`` where it mixes calls
        that wait for seconds with work that may wait for hours, and has no target.
    """

    service_levels: dict[str, Expression]
    more: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def says(self, queue: str, metric: str) -> bool:
        """Whether a measure of a queue says something."""
        return queue.partition(".")[0] not in self.silent or not metric.startswith(_WAITS)

    def of_queue(self, queue: str) -> dict[str, Expression]:
        """The measures of a queue, a class of its customers or ``all`` by column name."""
        columns: dict[str, Expression] = {}
        for metric in (*_QUEUE_COLUMNS, *self._more("queue")):
            if metric == "service_level":
                columns[metric] = self.service_levels[queue]
            elif metric == "wait_percentile":
                for percentile in PERCENTILES:
                    text = f"wait_percentile({queue}, {percentile:g})"
                    columns[f"wait_percentile_{percentile:g}"] = Expression(text, metric, queue, percentile=percentile)
            else:
                columns[metric] = Expression(f"{metric}({queue})", metric, queue)
        return columns

    def of_group(self, group: str) -> dict[str, Expression]:
        """The measures of an agent group (or ``all``) by column name."""
        return {metric: Expression(f"{metric}({group})", metric, group) for metric in (*_GROUP_COLUMNS, *self._more("group"))}

    def _more(self, kind: str) -> list[str]:
        return [name for name in self.more if METRICS[name].subject == kind]

    def everything(self) -> list[Expression]:
        """All measures that have to be counted for the tables."""
        return [*self.service_levels.values(), *self.of_queue(EVERYTHING).values()]


def more_metrics(floor: FloorPlan) -> tuple[str, ...]:
    """Metrics that only some floors have in their tables.

    Where agents may have several contacts in hand: how many they have, and whose customers left within. Where a queue is of
    no live channel: what waits at the end, of all queues.
    """
    several = any(group.hands is not None for group in floor.groups)
    bots = any(queue.bot for queue in floor.queues)
    deferred = any(queue.channel not in LIVE_CHANNELS and not queue.bot for queue in floor.queues)
    due = ("done_in_time",) if any(math.isfinite(queue.due) for queue in floor.queues) else ()
    return (*(_BOTS if bots else ()), *(_SEVERAL if several else ()), *due, *(_DEFERRED if deferred else ()))


def usual_thresholds(floor: FloorPlan) -> dict[str, float]:
    """Time to answer (seconds) of each queue where no target names one, by its channel: 20 s, a chat 60 s, other work its ``due``
    or 4 h."""
    usual = {}
    for whole in floor.whole_queues:
        queue = floor.queues[whole.first]
        later = queue.due if math.isfinite(queue.due) else LATER_THRESHOLD
        live = 60.0 if queue.channel == "chat" else DEFAULT_THRESHOLD
        usual[whole.name] = live if queue.channel in LIVE_CHANNELS else later
    return usual


def choose_headline(queues: Sequence[str], targets: Sequence[Expression], rule: ServiceLevelRule, floor: FloorPlan) -> Headline:
    """Choose the service level of every queue's row.

    It is that of the queue's first target, else of the first target on ``all``, else of the first target on any
    queue of its channel, else the usual one of its channel. A class of customers takes that of its own first target, else that of
    its queue; a queue whose classes alone have targets takes that of the others. Measures asked for besides the targets never
    change it.

    Parameters
    ----------
    queues : sequence of str
        Queues, and the classes of their customers.
    targets : sequence of Expression
        The measures of the targets.
    rule : ServiceLevelRule
    floor : FloorPlan
    """
    named = [expression for expression in targets if expression.metric == "service_level"]
    wholes = [e for e in named if "." not in e.subject]
    of_all = next((e for e in named if e.subject == EVERYTHING), None)
    channels = {whole.name: floor.queues[whole.first].channel for whole in floor.whole_queues}
    usual = usual_thresholds(floor)
    service_levels = {}
    for queue in (*queues, EVERYTHING):
        whole, _, name = queue.partition(".")
        takes_after = [queue, whole, *([] if name else [f"{queue}.{OTHERS}"])]
        alike = [e for e in wholes or named if channels.get(e.subject.partition(".")[0]) == channels.get(whole)]
        general = of_all or next(iter(alike if whole in channels else wholes or named), None)
        source = next((e for subject in takes_after for e in named if e.subject == subject), general)
        threshold = usual.get(whole, DEFAULT_THRESHOLD) if source is None or source.threshold is None else source.threshold
        definition = (source.definition if source is not None else None) or rule.definition
        short = source.short_abandon if source is not None else None
        service_levels[queue] = service_level(queue, threshold, definition, short)
    asked = {e.subject.partition(".")[0] for e in named} | (set(channels) if of_all is not None else set())
    return Headline(
        service_levels,
        more_metrics(floor),
        tuple(name for name, channel in channels.items() if channel in LIVE_CHANNELS or name in asked),
        _silent(floor, asked, of_all is not None),
    )


def _silent(floor: FloorPlan, asked: set[str], all_judged: bool) -> tuple[str, ...]:
    queues = {whole.name: floor.queues[whole.first] for whole in floor.whole_queues}
    alone = tuple(name for name, queue in queues.items() if (queue.bot or queue.channel == "outbound") and name not in asked)
    handled = {queue.channel for queue in queues.values() if not queue.bot}
    mixed = len(handled) > 1 and not handled.issubset(LIVE_CHANNELS) and not all_judged
    return (*alone, EVERYTHING) if mixed and len(queues) > 1 else alone


def service_level(queue: str, threshold: float, definition: str, short_abandon: float | None) -> Expression:
    """A service level with a text that asks for exactly it."""
    short = "" if short_abandon is None else f", {short_abandon:.15g} s"
    text = f"service_level({queue}, {threshold:.15g} s, {definition}{short})"
    return Expression(text, "service_level", queue, threshold, definition, short_abandon)


def estimates(measures: Measures, expressions: dict[str, Expression], interval: int | range | None = None) -> dict[str, Estimate]:
    """The values of some measures by column name."""
    return {name: measures.estimate(expression, interval) for name, expression in expressions.items()}
