"""Which measures stand in the tables of a run, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simdesk.measure.confidence import Estimate
from simdesk.measure.expression import Expression
from simdesk.measure.metrics import Measures
from simdesk.measure.registry import EVERYTHING, OTHERS
from simdesk.measure.rules import ServiceLevelRule

DEFAULT_THRESHOLD = 20.0
"""Time to answer (seconds) where no target names one."""
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
    "agent_hours",
    "overtime",
    "cost",
)
DAY_ONLY = ("wait_percentile", "longest_queue", "overtime")
"""Metrics that a single interval does not have."""


@dataclass(frozen=True)
class Headline:
    """The measures in a run's tables.

    Parameters
    ----------
    service_levels : dict of str to Expression
        The service level in use for every queue and class of customers, and for ``all``.
    """

    service_levels: dict[str, Expression]

    def of_queue(self, queue: str) -> dict[str, Expression]:
        """The measures of a queue, a class of its customers or ``all`` by column name."""
        columns: dict[str, Expression] = {}
        for metric in _QUEUE_COLUMNS:
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
        return {metric: Expression(f"{metric}({group})", metric, group) for metric in _GROUP_COLUMNS}

    def everything(self) -> list[Expression]:
        """All measures that have to be counted for the tables."""
        return [*self.service_levels.values(), *self.of_queue(EVERYTHING).values()]


def choose_headline(queues: Sequence[str], targets: Sequence[Expression], rule: ServiceLevelRule) -> Headline:
    """Choose the service level of every queue's row.

    It is that of the queue's first target, else of the first target on ``all``, else of the first target on any
    queue, else within 20 s. A class of customers takes that of its own first target, else that of its queue; a queue
    whose classes alone have targets takes that of the others. Measures asked for besides the targets never change it.

    Parameters
    ----------
    queues : sequence of str
        Queues, and the classes of their customers.
    targets : sequence of Expression
        The measures of the targets.
    rule : ServiceLevelRule
    """
    named = [expression for expression in targets if expression.metric == "service_level"]
    wholes = [e for e in named if "." not in e.subject]
    general = next((e for e in named if e.subject == EVERYTHING), next(iter(wholes or named), None))
    service_levels = {}
    for queue in (*queues, EVERYTHING):
        whole, _, name = queue.partition(".")
        takes_after = [queue, whole, *([] if name else [f"{queue}.{OTHERS}"])]
        source = next((e for subject in takes_after for e in named if e.subject == subject), general)
        threshold = DEFAULT_THRESHOLD if source is None or source.threshold is None else source.threshold
        definition = (source.definition if source is not None else None) or rule.definition
        short = source.short_abandon if source is not None else None
        service_levels[queue] = service_level(queue, threshold, definition, short)
    return Headline(service_levels)


def service_level(queue: str, threshold: float, definition: str, short_abandon: float | None) -> Expression:
    """A service level with a text that asks for exactly it."""
    short = "" if short_abandon is None else f", {short_abandon:.15g} s"
    text = f"service_level({queue}, {threshold:.15g} s, {definition}{short})"
    return Expression(text, "service_level", queue, threshold, definition, short_abandon)


def estimates(measures: Measures, expressions: dict[str, Expression], interval: int | range | None = None) -> dict[str, Estimate]:
    """The values of some measures by column name."""
    return {name: measures.estimate(expression, interval) for name, expression in expressions.items()}
