"""Which input changes a target most: inputs varied one at a time, on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simdesk.measure.confidence import Estimate, difference
from simdesk.measure.expression import Expression
from simdesk.planning.sweep.simulator import Simulated, Simulator
from simdesk.scenario import InvalidScenario, Scenario
from simdesk.scenario.changes.inputs import INPUTS, changes_of_input
from simdesk.scenario.changes.sweep_values import Axis


@dataclass(frozen=True)
class Side:
    """One end of an input.

    Parameters
    ----------
    label : str
        Such as ``-10%``, or the value of a swept input.
    value : Estimate
        The measure at this value.
    change : Estimate
        Change against the scenario as planned, paired by day.
    """

    label: str
    value: Estimate
    change: Estimate

    @property
    def clear(self) -> bool:
        """Whether the confidence interval of the change excludes zero."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True)
class Effect:
    """Effect of one input on one measure, all other inputs as planned.

    Parameters
    ----------
    input : str
    expression : Expression
    planned : Estimate
    low, high : Side
    """

    input: str
    expression: Expression
    planned: Estimate
    low: Side
    high: Side

    @property
    def swing(self) -> float:
        """The larger of the two changes."""
        return max(abs(self.low.change.mean), abs(self.high.change.mean))


@dataclass(frozen=True)
class _Varied:
    name: str
    labels: tuple[str, str]
    scenarios: tuple[Scenario, Scenario]


def vary(base: Scenario, share: float, axes: Sequence[Axis]) -> tuple[list[_Varied], list[str]]:
    """The two ends of every input as scenarios, and the inputs that cannot be varied, in words.

    Parameters
    ----------
    base : Scenario
    share : float
        Share by which volumes, handle times, patience and shrinkage are varied; 0 leaves them out.
    axes : sequence of Axis
        Swept inputs, varied to their smallest and largest value.
    """
    found, left_out = [], []
    for name in INPUTS if share > 0 else ():
        if not changes_of_input(base, name, 1.0):
            left_out.append(f"no {name} to vary")
            continue
        try:
            ends = tuple(base.with_changes(changes_of_input(base, name, factor)) for factor in (1 - share, 1 + share))
        except InvalidScenario as error:
            left_out.append(f"{name} not varied by {share * 100:g}%: {error.diagnostics[0].message}")
            continue
        found.append(_Varied(name, (f"-{share * 100:g}%", f"+{share * 100:g}%"), (ends[0], ends[1])))
    for axis in axes if share > 0 else ():
        if axis.numeric:
            ordered = sorted(axis.values, key=lambda value: value.number)
            first, last = (base.with_changes({axis.name: value.change}) for value in (ordered[0], ordered[-1]))
            found.append(_Varied(axis.words, (ordered[0].label, ordered[-1].label), (first, last)))
    return found, left_out


def effects(
    simulator: Simulator, planned: Simulated, varied: Sequence[_Varied], expressions: Sequence[Expression]
) -> list[Effect]:
    """Simulate the two ends of every input and compare them with the plan, paired by day.

    Returns
    -------
    list of Effect
        By measure, the input with the largest effect first.
    """
    simulated = simulator.simulate([scenario for each in varied for scenario in each.scenarios], pairs=True)
    found = []
    for expression in expressions:
        base = planned.samples[expression.text]
        of_measure = []
        for k, each in enumerate(varied):
            low, high = (
                Side(label, ends.estimates[expression.text], difference(ends.samples[expression.text], base))
                for label, ends in zip(each.labels, simulated[2 * k : 2 * k + 2], strict=True)
            )
            of_measure.append(Effect(each.name, expression, planned.estimates[expression.text], low, high))
        found += sorted(of_measure, key=lambda effect: -effect.swing if effect.swing == effect.swing else 0.0)
    return found
