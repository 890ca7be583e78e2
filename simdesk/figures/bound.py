"""The charts of one run."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from simdesk.errors import UsageError
from simdesk.figures.abandonment import abandonment_figure
from simdesk.figures.arrivals import arrivals_figure
from simdesk.figures.days import days_figure
from simdesk.figures.distribution import wait_distribution_figure
from simdesk.figures.service_level import service_level_figure
from simdesk.figures.staffing import staffing_figure
from simdesk.figures.waits import waits_figure
from simdesk.measure.expression import Expression, Target, definition_of
from simdesk.measure.measures import Measures
from simdesk.measure.registry import DONE_IN_TIME, EVERYTHING, SERVICE_LEVEL

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Figures:
    """The charts of one run, as plotly figures.

    Parameters
    ----------
    measures : Measures
    service_levels : dict of str to Expression
        The service level in use for every queue and class of customers, and for ``all``.
    targets : tuple of Target
        Drawn where they bound what a chart shows.
    """

    def __init__(self, measures: Measures, service_levels: dict[str, Expression], targets: tuple[Target, ...] = ()) -> None:
        self._measures = measures
        self._service_levels = service_levels
        self._targets = targets
        self._queues = tuple(queue.name for queue in measures.plan.whole_queues)
        families = measures.plan.families
        self._classes = tuple(measures.plan.queues[q].name for family in families for q in range(family.first, family.end))
        self._groups = tuple(group.name for group in measures.plan.groups)

    def service_level(self, queue: str = EVERYTHING) -> go.Figure:
        """Service level by interval: mean, spread over days, target, volumes behind.

        Parameters
        ----------
        queue : str
            A queue, a class of its customers such as ``sales.gold``, or ``all``.

        Raises
        ------
        UsageError
            When there is no such queue.
        """
        name = self._queue(queue)
        return service_level_figure(self._measures, self._service_levels[name], self._service_level_target(name))

    def done_in_time(self, queue: str) -> go.Figure:
        """Share done when it was due, by interval, for queues whose work is due in a time; queue as in ``service_level``."""
        expression, target = self._done(queue)
        return service_level_figure(self._measures, expression, target)

    def days_done_in_time(self, queue: str) -> go.Figure:
        """The share done in time of each day; as ``done_in_time``."""
        expression, target = self._done(queue)
        return days_figure(self._measures, expression, target)

    def waits(self, queue: str = EVERYTHING) -> go.Figure:
        """Mean wait, mean speed of answer and longest wait by interval; queue as in ``service_level``."""
        return waits_figure(self._measures, self._queue(queue))

    def abandonment(self, queue: str = EVERYTHING) -> go.Figure:
        """Abandon rate by interval with the volumes behind; queue as in ``service_level``."""
        name = self._queue(queue)
        return abandonment_figure(self._measures, name, self._first_target("abandon_rate", name))

    def staffing(self, group: str = EVERYTHING) -> go.Figure:
        """Agents on duty and busy by interval.

        Parameters
        ----------
        group : str
            An agent group or ``all``.

        Raises
        ------
        UsageError
            When there is no such agent group.
        """
        return staffing_figure(self._measures, _known(group, self._groups, "agent group"))

    def wait_distribution(self, queue: str = EVERYTHING) -> go.Figure:
        """How long contacts wait, answered and lost; queue as in ``service_level``."""
        name = self._queue(queue)
        return wait_distribution_figure(self._measures, name, self._service_levels[name].threshold or 0.0)

    def days(self, queue: str = EVERYTHING) -> go.Figure:
        """The service level of each day, with the target; queue as in ``service_level``."""
        name = self._queue(queue)
        return days_figure(self._measures, self._service_levels[name], self._service_level_target(name))

    def arrivals(self) -> go.Figure:
        """Contacts offered by interval and queue, against the plan."""
        return arrivals_figure(self._measures)

    def _queue(self, name: str) -> str:
        return name if name in self._classes else _known(name, self._queues, "queue", self._classes)

    def _same_queue(self, subject: str, name: str) -> bool:
        return subject == name or (len(self._queues) == 1 and subject == EVERYTHING)

    def _done(self, queue: str) -> tuple[Expression, Target | None]:
        name = self._queue(queue)
        target = self._first_target(DONE_IN_TIME, name)
        return (Expression.plain(DONE_IN_TIME, name), None) if target is None else (target.expression, target)

    def _first_target(self, metric: str, name: str) -> Target | None:
        """The first target on a metric of a queue."""
        mine = (t for t in self._targets if t.expression.metric == metric and self._same_queue(t.expression.subject, name))
        return next(mine, None)

    def _service_level_target(self, name: str) -> Target | None:
        """The first target that bounds the very service level shown."""
        shown = self._service_levels[name]
        default = self._measures.rule.definition
        for target in self._targets:
            asked = target.expression
            if (
                asked.metric == SERVICE_LEVEL
                and self._same_queue(asked.subject, name)
                and asked.threshold == shown.threshold
                and definition_of(asked, default) == definition_of(shown, default)
                and asked.short_abandon == shown.short_abandon
            ):
                return target
        return None


def _known(name: str, names: tuple[str, ...], kind: str, more: tuple[str, ...] = ()) -> str:
    """The name itself; ``all`` is the only one when there is only one."""
    if name == EVERYTHING:
        return names[0] if len(names) == 1 else name
    if name in names:
        return name
    close = difflib.get_close_matches(name, (*names, *more), n=1)
    raise UsageError(
        f"unknown {kind} '{name}'", f"did you mean {close[0]}?" if close else f"{kind}s: {', '.join((*names, *more))}"
    )
