"""What is to be found: heads for each cell (an agent group in an interval), within limits, so that every target is met."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.errors import UsageError
from simdesk.floor.plan import FloorPlan, GroupPlan
from simdesk.measure.expression import Target
from simdesk.measure.rules import ServiceLevelRule
from simdesk.measure.tally import warm_up_intervals
from simdesk.measure.timeline import time_in_intervals
from simdesk.scenario import Scenario
from simdesk.scenario.layout.days import by_slot
from simdesk.scenario.layout.horizon import Horizon, Span, horizon_of
from simdesk.scenario.layout.people import scheduled_heads
from simdesk.scenario.reading.diagnostics import did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

Limit = float | Sequence[float]
"""Heads: one number, or one for each measured interval."""
SPANS = ("day", "interval")
"""Whether targets are to hold over the day, or in each interval."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A scenario whose heads are to be found.

    Heads are as the planner writes them: scheduled, or required where the group says ``headcount_is: required``. A cell is
    a group in a measured interval; the warm-up has the heads of the first. Of several days the nights are intervals too, and
    nobody is there.

    Parameters
    ----------
    scenario : Scenario
    floor : FloorPlan
    demand : DemandPlan
    targets : tuple of Target
    each : bool
        Targets hold in each interval; else over the day.
    step : float
        Heads are multiples of it.
    low, high : ndarray of float, shape (groups, intervals)
        Limits of the heads. Equal in fixed groups.
    free : tuple of int
        Groups whose heads are to be found.
    scheduled : ndarray of float, shape (groups,)
        Scheduled agents to one head as it is written.
    cost : ndarray of float, shape (groups,)
        Of one head in one interval; of agent hours where no costs are given.
    costs_given : bool
    horizon : Horizon, optional
        The days, where there are several or some with hours of their own.
    """

    scenario: Scenario
    floor: FloorPlan
    demand: DemandPlan
    targets: tuple[Target, ...]
    each: bool
    step: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    free: tuple[int, ...]
    scheduled: NDArray[np.float64]
    cost: NDArray[np.float64]
    costs_given: bool
    horizon: Horizon | None = None

    @property
    def rule(self) -> ServiceLevelRule:
        """How service levels are counted."""
        return self.scenario.service_level

    @property
    def intervals(self) -> int:
        """Measured intervals."""
        return self.floor.intervals - warm_up_intervals(self.floor)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """In which measured intervals the centre is open, shape (intervals,)."""
        return _open(self.floor, self.horizon)[warm_up_intervals(self.floor) :]

    @property
    def days(self) -> tuple[str, ...]:
        """The names of several days; empty for one."""
        return () if self.horizon is None or self.horizon.days == 1 else self.horizon.dates.names

    @property
    def slots(self) -> list[tuple[int, int, float]]:
        """The measured intervals in which the centre is open: each with its day, and when it begins by the clock of that day."""
        skip = warm_up_intervals(self.floor)
        slots = () if self.horizon is None else self.horizon.centre.slots
        return [(slot.interval - skip, slot.span.day, slot.clock) for slot in slots if slot.interval >= skip]

    @property
    def hours(self) -> float:
        """Length of an interval."""
        return self.floor.interval / 3600.0

    @property
    def own_heads(self) -> NDArray[np.float64] | None:
        """The heads the scenario has already, shape (groups, intervals), within the limits; None where a group works shifts."""
        groups = self.floor.groups
        if any(groups[g].shifts for g in self.free):
            return None
        heads = self.low.copy()
        for g in self.free:
            written = _fixed_heads(groups[g], self.scheduled[g], self.floor)
            heads[g] = np.clip(np.ceil(written / self.step - 1e-6) * self.step, self.low[g], self.high[g])
        return heads

    def total(self, heads: NDArray[np.float64]) -> float:
        """What heads cost over the measured intervals, in the unit of ``cost``."""
        return float((heads * self.cost[:, None]).sum())

    def agent_hours(self, heads: NDArray[np.float64]) -> float:
        """Scheduled agent hours of the measured intervals."""
        return float((heads * self.scheduled[:, None]).sum() * self.hours)

    def money(self, heads: NDArray[np.float64]) -> float:
        """Cost of the scheduled agents in the measured intervals; 0 where no group has a cost."""
        rates = np.array([group.cost for group in self.floor.groups]) * self.floor.interval
        return float((heads * (self.scheduled * rates)[:, None]).sum())

    def whole_day(self, heads: NDArray[np.float64]) -> NDArray[np.float64]:
        """Heads of every interval, the warm-up included."""
        return np.concatenate([np.repeat(heads[:, :1], warm_up_intervals(self.floor), axis=1), heads], axis=1)

    def floor_with(self, heads: NDArray[np.float64]) -> FloorPlan:
        """The floor with these heads in the groups that are free."""
        written = self.whole_day(heads)
        groups = list(self.floor.groups)
        for g in self.free:
            scheduled = tuple(float(head) for head in written[g] * self.scheduled[g])
            groups[g] = replace(groups[g], headcount=scheduled, shifts=())
        plan = replace(self.floor, groups=tuple(groups))
        plan.__dict__["places"] = self.floor.places  # who stands and sits where does not depend on how many
        return plan

    def scenario_with(self, heads: NDArray[np.float64]) -> Scenario:
        """The scenario with these heads written into it."""
        written = self.whole_day(heads)
        changes: dict[str, object] = {}
        for g in self.free:
            name = self.floor.groups[g].name
            series = [_plain(head) for head in written[g][_open(self.floor, self.horizon)]]
            changes[f"agent_groups.{name}.headcount"] = series[0] if len(set(series)) == 1 else self._by_day(series)
            if self.floor.groups[g].shifts:
                changes[f"agent_groups.{name}.shifts"] = None
            if self.scenario.model.agent_groups[name].late is not None:  # lateness belongs to shifts
                changes[f"agent_groups.{name}.late"] = None
        return self.scenario.with_changes(changes, source="staff")

    def _by_day(self, series: list[float | int]) -> object:
        """Heads of the open intervals by date, where the days have dates and no clock changes; else as they are."""
        days = self.horizon
        if days is None or days.first is None or days.days == 1 or len(days.dates.clocks) > 1:
            return series
        usual = days.centre.count(days.interval)
        found: dict[str, list[float | int]] = {}
        for slot, head in zip(days.centre.slots, series, strict=True):
            found.setdefault(_date(days, slot.span), []).append(head)
        # A list as long as that of a usual day is read as one.
        moved = any(len(found[_date(days, span)]) == usual and span.open != days.centre.open for span in days.centre.spans)
        return series if moved else found


def _date(days: Horizon, span: Span) -> str:
    assert days.first is not None
    return (days.first + timedelta(days=span.day)).isoformat()


def _open(floor: FloorPlan, horizon: Horizon | None) -> NDArray[np.bool_]:
    """In which intervals of the floor the centre is open."""
    found = np.ones(floor.intervals, bool)
    if horizon is not None:
        found[:] = False
        found[[slot.interval for slot in horizon.centre.slots]] = True
    return found


def _plain(head: float) -> float | int:
    return int(head) if float(head).is_integer() else round(float(head), 6)


def pose(
    scenario: Scenario,
    *,
    hold: str = "day",
    step: float = 1.0,
    at_least: Mapping[str, Limit] | None = None,
    at_most: Mapping[str, Limit] | None = None,
    fixed: Sequence[str] = (),
) -> Problem:
    """The problem of a scenario.

    Raises
    ------
    UsageError
        When there is nothing to find, or a limit does not fit.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"not a scenario (got {type(scenario).__name__})", "read the file first: simdesk.load('day.yaml')")
    if not scenario.targets:
        raise UsageError(f"'{scenario.name}' has no targets", "add targets: such as service_level(sales, 20 s) >= 80%")
    if hold not in SPANS:
        raise UsageError(f"hold: over the day or in each interval (got '{hold}')", f"known: {', '.join(SPANS)}")
    if not 0.01 <= step <= 10:
        raise UsageError(f"step: from 0.01 to 10 heads (got {step:g})", "1 for whole heads, 0.5 for halves")
    floor, demand = scenario.lay_out()
    horizon = horizon_of(scenario.model)
    names = [group.name for group in floor.groups]
    for what, given in (("at_least", at_least or {}), ("at_most", at_most or {}), ("fixed", dict.fromkeys(fixed))):
        for name in given:
            if name not in names:
                raise UsageError(f"{what}: no agent group '{name}'", did_you_mean(name, names) or f"groups: {', '.join(names)}")
    free = tuple(g for g, name in enumerate(names) if name not in fixed)
    if not free:
        raise UsageError("every agent group is fixed: there is nothing to find", "leave one out of the fixed ones")
    here = _open(floor, horizon)[warm_up_intervals(floor) :]
    low = np.array([_limit("at_least", name, (at_least or {}).get(name, 0.0), here, horizon) for name in names])
    high = np.array([_limit("at_most", name, (at_most or {}).get(name, np.inf), here, horizon) for name in names])
    low, high = np.ceil(low / step - 1e-9) * step, np.floor(high / step + 1e-9) * step
    for g, i in zip(*np.nonzero(low > high), strict=True):
        when = floor.clock(floor.opening + floor.warm_up + float(i) * floor.interval)
        raise UsageError(
            f"agent group '{names[g]}' needs at least {low[g, i]:g} heads at {when}, and has at most {high[g, i]:g}",
            "lower the one or raise the other",
        )
    for g in free:
        _keep_named_people(scenario, floor, demand, g, step, low[g], high[g])
    groups = [scenario.model.agent_groups[name] for name in names]
    scheduled = np.array([scheduled_heads(group, (1.0,))[0] for group in groups])
    rates = np.array([group.cost for group in floor.groups])
    costs_given = bool((rates[list(free)] > 0).all())
    cost = scheduled * (rates if costs_given else 1.0 / 3600.0) * floor.interval
    for g, group in enumerate(floor.groups):
        if g not in free:
            low[g] = high[g] = _fixed_heads(group, scheduled[g], floor)
    return Problem(
        scenario,
        floor,
        demand,
        scenario.targets,
        hold == "interval",
        step,
        low,
        high,
        free,
        scheduled,
        cost,
        costs_given,
        horizon,
    )


def _keep_named_people(
    scenario: Scenario,
    floor: FloorPlan,
    demand: DemandPlan,
    g: int,
    step: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> None:
    """Raise the least heads of a group to those the scenario names, in the interval in which most contacts come to them.

    A group with fewer agents all day than those named in ``people``, or in a meeting, is no scenario.
    """
    group = scenario.model.agent_groups[floor.groups[g].name]
    named = max(sum(one.agents for one in group.people), *(meeting.agents or 0 for meeting in group.meetings), 0)
    heads = math.ceil(named / step - 1e-9) * step
    if heads <= low.max():
        return
    if heads > high.max():
        raise UsageError(
            f"agent group '{floor.groups[g].name}' has at most {high.max():g} heads, "
            f"and the scenario names {named} of its agents",
            "raise the most, or name fewer agents",
        )
    mine = [q for level in floor.groups[g].takes for q in level]
    come = demand.expected[mine, warm_up_intervals(floor) :].sum(axis=0)
    low[int(np.argmax(np.where(high >= heads, come, -1.0)))] = heads


def _fixed_heads(group: GroupPlan, scheduled: float, floor: FloorPlan) -> NDArray[np.float64]:
    """Heads of a group that stays as it is, by measured interval; of shifts the mean, breaks included."""
    if group.headcount:
        heads = np.asarray(group.headcount)
    else:
        begin, end = (np.array([getattr(shift, name) for shift in group.shifts]) for name in ("start", "end"))
        rows = np.arange(len(group.shifts))
        present = time_in_intervals(begin, end, rows, len(rows), floor.opening, floor.interval, floor.intervals)
        heads = np.array([shift.agents for shift in group.shifts]) @ present / floor.interval
    return np.asarray(heads[warm_up_intervals(floor) :] / scheduled)


def _limit(what: str, name: str, given: Limit, here: NDArray[np.bool_], horizon: Horizon | None) -> NDArray[np.float64]:
    """Heads by measured interval; none where the centre is closed."""
    values, count = np.atleast_1d(np.asarray(given, float)), int(here.sum())
    usual = count if horizon is None else horizon.centre.count(horizon.interval)
    if len(values) not in (1, count, usual):
        numbers = (
            f"{count}, one for each interval" if usual == count else f"{usual} for a usual day, or {count} for all open intervals"
        )
        raise UsageError(f"{what}: agent group '{name}' needs one number or {numbers} (got {len(values)})")
    if np.isnan(values).any() or (values < 0).any():
        raise UsageError(f"{what}: heads of agent group '{name}' are 0 or more (got {min(values):g})")
    if horizon is not None and len(values) > 1:
        values = np.array(by_slot(tuple(values.tolist()), horizon, horizon.centre)[-count:])
    found = np.zeros(len(here))
    found[here] = values
    return found
