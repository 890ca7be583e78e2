"""The charts of a comparison, all scenarios in each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simdesk.errors import UsageError
from simdesk.figures.changes import changes_figure, spread_figure
from simdesk.figures.cost_level import cost_level_figure
from simdesk.figures.several import lines_figure
from simdesk.measure.expression import Expression, Target
from simdesk.measure.measures import Measures
from simdesk.measure.pairs import Difference, Price
from simdesk.measure.registry import EVERYTHING

if TYPE_CHECKING:
    import plotly.graph_objects as go


class ComparedFigures:
    """The charts of a comparison, as plotly figures.

    Parameters
    ----------
    measures : dict of str to Measures
        By scenario; the first is the baseline.
    service_levels : dict of str to Expression
        Of the queues that all scenarios have.
    targets : tuple of Target
        The baseline's, drawn where they bound what a chart shows.
    differences : sequence of Difference
    prices : sequence of Price
    currency : str
        Of costs; empty for none.
    """

    def __init__(
        self,
        measures: Mapping[str, Measures],
        service_levels: Mapping[str, Expression],
        targets: Sequence[Target],
        differences: Sequence[Difference],
        prices: Sequence[Price],
        currency: str = "",
    ) -> None:
        self._currency = currency
        self._measures = dict(measures)
        self._service_levels = dict(service_levels)
        self._bounds = list(targets)
        self._changes: dict[str, list[Difference]] = {}
        for difference in differences:
            self._changes.setdefault(difference.expression.text, []).append(difference)
        self._prices: dict[str, list[Price]] = {}
        for price in prices:
            self._prices.setdefault(price.level.expression.text, []).append(price)
        self._groups = self._shared_groups()

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that all scenarios have, and ``all``."""
        return tuple(self._service_levels)

    @property
    def groups(self) -> tuple[str, ...]:
        """The agent groups that all scenarios have, and ``all``."""
        return self._groups

    @property
    def changed(self) -> tuple[str, ...]:
        """The measures of which there are differences."""
        return tuple(self._changes)

    @property
    def priced(self) -> tuple[str, ...]:
        """The service levels that stand beside the cost."""
        return tuple(self._prices)

    def service_level(self, queue: str | None = None) -> go.Figure:
        """Service level by interval, a line for each scenario; None takes all queues together, or the only one.

        Raises
        ------
        UsageError
            When not every scenario has such a queue.
        """
        level = self._service_levels[self._queue(queue)]
        return lines_figure(self._measures, level, self._bound(level))

    def waits(self, queue: str | None = None) -> go.Figure:
        """Mean wait by interval; queue as in ``service_level``."""
        return self._lines("mean_wait", self._queue(queue))

    def abandonment(self, queue: str | None = None) -> go.Figure:
        """Abandon rate by interval; queue as in ``service_level``."""
        return self._lines("abandon_rate", self._queue(queue))

    def arrivals(self, queue: str | None = None) -> go.Figure:
        """Contacts offered by interval; queue as in ``service_level``."""
        return self._lines("offered", self._queue(queue))

    def staffing(self, group: str | None = None) -> go.Figure:
        """Agents on duty by interval; None takes all groups together, or the only one."""
        return self._lines("agents_on_duty", _known(group, self._groups, "agent group"))

    def occupancy(self, group: str | None = None) -> go.Figure:
        """Occupancy by interval; group as in ``staffing``."""
        return self._lines("occupancy", _known(group, self._groups, "agent group"))

    def days(self, queue: str | None = None) -> go.Figure:
        """How the service level spreads over the days, a box for each scenario; queue as in ``service_level``."""
        level = self._service_levels[self._queue(queue)]
        return spread_figure(self._measures, level, self._bound(level))

    def changes(self, measure: str | None = None) -> go.Figure:
        """What each scenario changes in a measure, with intervals; None takes the first that is compared.

        Raises
        ------
        UsageError
            When it is not compared.
        """
        text = _known(measure, self.changed, "measure", last=False)
        return changes_figure(self._changes[text], next(iter(self._measures)))

    def costs(self, measure: str | None = None) -> go.Figure:
        """Cost against a service level; None takes the first that is compared.

        Raises
        ------
        UsageError
            When it is not compared.
        """
        text = _known(measure, self.priced, "service level", last=False)
        prices = self._prices[text]
        return cost_level_figure(prices, self._bound(prices[0].level.expression), self._currency)

    def _lines(self, metric: str, subject: str) -> go.Figure:
        expression = Expression.plain(metric, subject)
        return lines_figure(self._measures, expression, self._bound(expression))

    def _bound(self, e: Expression) -> Target | None:
        return next((t for t in self._bounds if _same(t.expression, e)), None)

    def _queue(self, queue: str | None) -> str:
        return _known(queue, self.queues, "queue")

    def _shared_groups(self) -> tuple[str, ...]:
        names = [[group.name for group in each.plan.groups] for each in self._measures.values()]
        shared = tuple(name for name in names[0] if all(name in mine for mine in names))
        return shared if all(mine == [*shared] for mine in names) and len(shared) == 1 else (*shared, EVERYTHING)


def _same(one: Expression, other: Expression) -> bool:
    """Whether a target's measure is this one; a definition that is not named is the one in use."""
    definitions = {one.definition, other.definition} - {None}
    return (one.metric, one.subject, one.threshold) == (other.metric, other.subject, other.threshold) and len(definitions) < 2


def _known(name: str | None, names: Sequence[str], kind: str, *, last: bool = True) -> str:
    if name is None and names:
        return names[-1] if last else names[0]
    if name is None or name not in names:
        close = difflib.get_close_matches(str(name), names, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names)}" if names else f"no {kind} is compared"
        raise UsageError(f"unknown {kind} '{name}'", hint)
    return name
