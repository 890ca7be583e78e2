"""The charts of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.errors import UsageError
from simdesk.figures.heat_map import Cell, HeatMap, heat_map_figure
from simdesk.figures.needed import AgentsNeeded, needed_figure
from simdesk.figures.tornado import Bar, tornado_figure
from simdesk.figures.trade_off import TradeOff, TradePoint, trade_off_figure
from simdesk.measure.expression import Expression, Target
from simdesk.planning.sweep.words import circumstance_words, needed_sentences, values_words
from simdesk.results.shown.words import SIGNS
from simdesk.scenario.reading.diagnostics import did_you_mean

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from simdesk.planning.sweep.result import Point, Sweep
    from simdesk.scenario.changes.sweep_values import Axis


class SweepFigures:
    """The charts of one sweep, as plotly figures.

    Parameters
    ----------
    sweep : Sweep
    """

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep

    def trade_off(self) -> go.Figure:
        """Cost against the target, coloured by occupancy, with the efficient frontier."""
        return trade_off_figure(self.trade_off_data())

    def trade_off_data(self) -> TradeOff:
        """Data of ``trade_off``."""
        sweep = self._sweep
        first = sweep.planned
        planned = TradePoint(
            "As planned",
            first.estimates[sweep.cost.text],
            first.estimates[sweep.value.text],
            first.estimates[sweep.occupancy.text],
            first.meets_all if sweep.scenario.targets else None,
            False,
            planned=True,
        )
        points, currency = tuple(map(self._trade_point, sweep.points)), sweep.scenario.model.currency or ""
        return TradeOff(sweep.cost, sweep.value, sweep.target, points, planned, currency)

    def _trade_point(self, point: Point) -> TradePoint:
        sweep = self._sweep
        kind = sweep.circumstance(point)
        return TradePoint(
            values_words(sweep, point),
            point[sweep.cost.text],
            point[sweep.value.text],
            point[sweep.occupancy.text],
            point.meets_all if point.judgements else None,
            point.efficient,
            circumstance_words(sweep, kind) if kind else "",
            point.planned,
        )

    def heat_map(
        self,
        measure: str | None = None,
        *,
        x: str | None = None,
        y: str | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> go.Figure:
        """A measure by two inputs.

        Parameters
        ----------
        measure : str, optional
            A target or a measure of the sweep. Default: the one compared with cost.
        x, y : str, optional
            Paths of two inputs. Default: the first two.
        where : mapping of str to object, optional
            With more than two inputs: the value of each other input, by its path, as labelled.

        Raises
        ------
        UsageError
            If there are fewer than two inputs, or other inputs have no value.
        """
        return heat_map_figure(self.heat_map_data(measure, x=x, y=y, where=where))

    def heat_map_data(
        self,
        measure: str | None = None,
        *,
        x: str | None = None,
        y: str | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> HeatMap:
        """Data of ``heat_map``; parameters as there."""
        sweep = self._sweep
        if len(sweep.axes) < 2 or sweep.facts.design != "grid":
            raise UsageError("a heat map takes a grid of at least two inputs", "sweep two inputs, without points")
        across = self._axis(x) if x is not None else next(axis for axis in sweep.axes if y is None or axis.name != y)
        up = self._axis(y) if y is not None else next(axis for axis in sweep.axes if axis != across)
        if across == up:
            raise UsageError(f"a heat map takes two inputs (got {across.name} twice)", "give another input as y")
        fixed = {self._axis(path).name: str(value) for path, value in (where or {}).items()}
        open_ = [axis.name for axis in sweep.axes if axis not in (across, up) and axis.name not in fixed]
        if open_:
            first = sweep.axes[[axis.name for axis in sweep.axes].index(open_[0])]
            raise UsageError(f"input {open_[0]} has no value", f"add where={{'{open_[0]}': '{first.values[0].label}'}}")
        target, expression = self._measure(measure)
        at = {axis.name: k for k, axis in enumerate(sweep.axes)}
        cells: dict[tuple[str, str], Cell] = {}
        for point in sweep.points:
            if all(point.values[at[path]].label == value for path, value in fixed.items()):
                place = point.values[at[up.name]].label, point.values[at[across.name]].label
                cells[place] = self._cell(point, target, expression)
        if not cells:
            raise UsageError(
                f"no point where {', '.join(f'{path} is {value}' for path, value in fixed.items())}", "write values as labelled"
            )
        columns, rows = (tuple(value.label for value in axis.values) for axis in (across, up))
        return HeatMap(
            expression,
            across.words,
            up.words,
            columns,
            rows,
            tuple(tuple(cells.get((row, column)) for column in columns) for row in rows),
            target,
            ", ".join(f"{self._axis(path).words} {value}" for path, value in fixed.items()),
        )

    def _cell(self, point: Point, target: Target | None, expression: Expression) -> Cell:
        judged = next((judgement for judgement in point.judgements if judgement.target == target), None)
        if judged is None:
            return Cell(point[expression.text])
        return Cell(point[expression.text], SIGNS[judged.verdict].symbol, str(judged.verdict))

    def tornado(self, measure: str | None = None) -> go.Figure:
        """How much each input alone changes a target. Default: the one compared with cost.

        Raises
        ------
        UsageError
            If inputs were not varied, or the measure has no target.
        """
        sweep = self._sweep
        target, expression = self._measure(measure)
        effects = [effect for effect in sweep.effects if effect.expression.text == expression.text]
        if not effects:
            raise UsageError(
                f"inputs were not varied for {expression.text}", "sweep with sensitivity='10%' and a target on the measure"
            )
        bars = [Bar(e.input, (e.low.label, e.high.label), (e.low.change, e.high.change)) for e in effects]
        return tornado_figure(expression, effects[0].planned, bars, target)

    def agents_needed(self) -> go.Figure:
        """Agents needed under forecast errors.

        Raises
        ------
        UsageError
            If the sweep has no forecast error.
        """
        needed = self._sweep.needed
        if needed is None:
            raise UsageError("this sweep has no forecast error", "add it: sweep(scenario, forecast_error='8%')")
        count = len(needed.axis.values)
        shares = np.bincount(needed.needed, minlength=count + 1) / needed.errors
        labels = (*(value.label for value in needed.axis.values), *(["none of them"] if shares[-1] > 0 else []))
        shown = tuple(shares.tolist()[: len(labels)])
        sentence = needed_sentences(needed)[0]
        return needed_figure(AgentsNeeded(needed.axis.words, labels, shown, needed.low, needed.high, sentence))

    def _axis(self, path: str) -> Axis:
        for axis in self._sweep.axes:
            if path in (axis.name, axis.words):
                return axis
        names = [axis.name for axis in self._sweep.axes]
        raise UsageError(f"no swept input '{path}'", did_you_mean(path, names, "inputs"))

    def _measure(self, text: str | None) -> tuple[Target | None, Expression]:
        """A target and its measure, or a measure without a target."""
        sweep = self._sweep
        if text is None:
            return sweep.target, sweep.value
        targets = sweep.scenario.targets
        for target in targets:
            if text in (target.text, target.expression.text):
                return target, target.expression
        others = {e.text: e for e in (sweep.value, sweep.cost, sweep.occupancy, *sweep.asked)}
        if sweep.service_level is not None:
            others[sweep.service_level.text] = sweep.service_level
        if text not in others:
            known = [*(target.text for target in targets), *others]
            raise UsageError(f"this sweep has no measure '{text}'", did_you_mean(text, known, "measures"))
        return None, others[text]
