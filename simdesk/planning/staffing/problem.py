"""The staffing problem: headcount for each cell (an agent group in an interval), within limits, so that every target is met."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simdesk.demand.plan import DemandPlan
from simdesk.errors import UsageError
from simdesk.floor.parts import GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_duration
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
"""Agents: one number, or one for each measured interval."""
SPANS = ("day", "interval")
"""Targets are to be met over the day, or in each interval."""
_PARTS_OF_A_DAY = re.compile(r"hour|half|quarter|min|interval|slot|period|\bhh\b")


@dataclass(frozen=True, eq=False)
class Problem:
    """A scenario whose headcount is to be found.

    Headcount is as the planner writes it: scheduled agents, or required ones if the group has ``headcount_is: required``. A cell
    is a group in a measured interval; the warm-up has the headcount of the first one. With several days the nights are intervals
    too, without agents.

    Parameters
    ----------
    scenario : Scenario
    floor : FloorPlan
    demand : DemandPlan
    targets : tuple of Target
    per_interval : bool
        Targets are to be met in each interval; otherwise over the day.
    step : float
        Headcount is a multiple of it.
    low, high : ndarray of float, shape (groups, intervals)
        Limits of the headcount. Equal in fixed groups.
    free : tuple of int
        Groups whose headcount is to be found.
    scheduled : ndarray of float, shape (groups,)
        Scheduled agents for each agent written, above 1 if the planner writes required agents.
    cost : ndarray of float, shape (groups,)
        Cost of one agent in one interval; agent hours if no costs are given.
    costs_given : bool
    horizon : Horizon, optional
        The days, if there are several or some have hours of their own.
    """

    scenario: Scenario
    floor: FloorPlan
    demand: DemandPlan
    targets: tuple[Target, ...]
    per_interval: bool
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
        """The definition of service level."""
        return self.scenario.service_level

    @property
    def intervals(self) -> int:
        """Measured intervals."""
        return self.floor.intervals - warm_up_intervals(self.floor)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Which measured intervals the centre is open in, shape (intervals,)."""
        return _open(self.floor, self.horizon)[warm_up_intervals(self.floor) :]

    @property
    def days(self) -> tuple[str, ...]:
        """The names of several days; empty for one."""
        return () if self.horizon is None or self.horizon.days == 1 else self.horizon.dates.names

    @property
    def slots(self) -> list[tuple[int, int, float]]:
        """The open measured intervals: number, day, and start in seconds by the clock of that day."""
        skip = warm_up_intervals(self.floor)
        slots = () if self.horizon is None else self.horizon.centre.slots
        return [(slot.interval - skip, slot.span.day, slot.clock) for slot in slots if slot.interval >= skip]

    @property
    def hours(self) -> float:
        """Length of an interval in hours."""
        return self.floor.interval / 3600.0

    @cached_property
    def on_duty_per_agent(self) -> NDArray[np.float64]:
        """Agents on duty, after shrinkage and absence, for each agent written; shape (groups,)."""
        present = [(1.0 - group.shrinkage) * (1.0 - group.absence) for group in self.floor.groups]
        return np.asarray(np.array(present) * self.scheduled)

    @property
    def headcount_in_file(self) -> NDArray[np.float64] | None:
        """The scenario's own headcount, shape (groups, intervals), cut to the limits; None if a group works shifts."""
        groups = self.floor.groups
        if any(groups[g].shifts for g in self.free):
            return None
        headcount = self.low.copy()
        for g in self.free:
            written = _fixed_headcount(groups[g], self.scheduled[g], self.floor)
            headcount[g] = np.clip(np.ceil(written / self.step - 1e-6) * self.step, self.low[g], self.high[g])
        return headcount

    def total(self, headcount: NDArray[np.float64]) -> float:
        """Cost of a plan over the measured intervals, in the unit of ``cost``."""
        return float((headcount * self.cost[:, None]).sum())

    def agent_hours(self, headcount: NDArray[np.float64]) -> float:
        """Scheduled agent hours of the measured intervals."""
        return float((headcount * self.scheduled[:, None]).sum() * self.hours)

    def money(self, headcount: NDArray[np.float64]) -> float:
        """Cost of the scheduled agents in the measured intervals; 0 if no group has a cost."""
        rates = np.array([group.cost for group in self.floor.groups]) * self.floor.interval
        return float((headcount * (self.scheduled * rates)[:, None]).sum())

    def whole_day(self, headcount: NDArray[np.float64]) -> NDArray[np.float64]:
        """Headcount of every interval, the warm-up included."""
        return np.concatenate([np.repeat(headcount[:, :1], warm_up_intervals(self.floor), axis=1), headcount], axis=1)

    def floor_with(self, headcount: NDArray[np.float64]) -> FloorPlan:
        """The floor with this headcount in the free groups."""
        written = self.whole_day(headcount)
        groups = list(self.floor.groups)
        for g in self.free:
            scheduled = tuple(float(agents) for agents in written[g] * self.scheduled[g])
            groups[g] = replace(groups[g], headcount=scheduled, shifts=())
        plan = replace(self.floor, groups=tuple(groups))
        plan.__dict__["places"] = self.floor.places  # queues and idle lists do not depend on headcount
        return plan

    def scenario_with(self, headcount: NDArray[np.float64]) -> Scenario:
        """The scenario with this headcount written into it."""
        written = self.whole_day(headcount)
        changes: dict[str, object] = {}
        for g in self.free:
            name = self.floor.groups[g].name
            series = [_plain(agents) for agents in written[g][_open(self.floor, self.horizon)]]
            changes[f"agent_groups.{name}.headcount"] = series[0] if len(set(series)) == 1 else self._by_day(series)
            if self.floor.groups[g].shifts:
                changes[f"agent_groups.{name}.shifts"] = None
            if self.scenario.model.agent_groups[name].late is not None:  # lateness belongs to shifts
                changes[f"agent_groups.{name}.late"] = None
        return self.scenario.with_changes(changes, source="staff")

    def _by_day(self, series: list[float | int]) -> object:
        """The series of open intervals by date, if the days have dates and no clock changes; otherwise as it is."""
        days = self.horizon
        if days is None or days.first is None or days.days == 1 or len(days.dates.clocks) > 1:
            return series
        usual = days.centre.count(days.interval)
        found: dict[str, list[float | int]] = {}
        for slot, agents in zip(days.centre.slots, series, strict=True):
            found.setdefault(_date(days, slot.span), []).append(agents)
        # A list as long as a usual day's is read as a usual day's.
        moved = any(len(found[_date(days, span)]) == usual and span.open != days.centre.open for span in days.centre.spans)
        return series if moved else found


def _date(days: Horizon, span: Span) -> str:
    assert days.first is not None
    return (days.first + timedelta(days=span.day)).isoformat()


def _open(floor: FloorPlan, horizon: Horizon | None) -> NDArray[np.bool_]:
    """Which intervals of the floor the centre is open in."""
    found = np.ones(floor.intervals, bool)
    if horizon is not None:
        found[:] = False
        found[[slot.interval for slot in horizon.centre.slots]] = True
    return found


def _plain(agents: float) -> float | int:
    return int(agents) if float(agents).is_integer() else round(float(agents), 6)


def _refuse_shares_of_intervals(targets: Sequence[Target]) -> None:
    for target in targets:
        e = target.expression
        if e.goal is not None:
            level = f"service_level({e.subject}, {format_duration(e.threshold or 0.0)}) >= {e.goal * 100:.6g}%"
            raise UsageError(
                f"staff does not look for a share of the intervals (got {target.text})",
                f"in its place write {level} and plan for every interval: simdesk staff --targets-per interval",
            )


def pose(
    scenario: Scenario,
    *,
    targets_per: str = "day",
    step: float = 1.0,
    at_least: Mapping[str, Limit] | None = None,
    at_most: Mapping[str, Limit] | None = None,
    fixed: Sequence[str] = (),
) -> Problem:
    """Pose the staffing problem of a scenario. Arguments are those of ``staff``.

    Raises
    ------
    UsageError
        If there is nothing to find, or a limit does not fit.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"not a scenario (got {type(scenario).__name__})", "read the file first: simdesk.load('day.yaml')")
    if not scenario.targets:
        raise UsageError(f"'{scenario.name}' has no targets", "add targets: such as service_level(sales, 20 s) >= 80%")
    _refuse_shares_of_intervals(scenario.targets)
    if targets_per not in SPANS:
        meant = "write interval, the intervals of the scenario" if _PARTS_OF_A_DAY.search(str(targets_per).lower()) else ""
        raise UsageError(f"targets-per: unknown span '{targets_per}'", meant or f"write one of: {', '.join(SPANS)}")
    if not 0.01 <= step <= 10:
        raise UsageError(f"step: from 0.01 to 10 agents (got {step:g})", "write 1 for whole agents, 0.5 for halves")
    floor, demand = scenario.lay_out()
    horizon = horizon_of(scenario.model)
    names = [group.name for group in floor.groups]
    for what, given in (("at_least", at_least or {}), ("at_most", at_most or {}), ("fixed", dict.fromkeys(fixed))):
        for name in given:
            if name not in names:
                raise UsageError(f"{what}: no agent group '{name}'", did_you_mean(name, names) or f"groups: {', '.join(names)}")
    free = tuple(g for g, name in enumerate(names) if name not in fixed)
    if not free:
        raise UsageError("every agent group is fixed: there is nothing to find", "leave at least one group free")
    is_open = _open(floor, horizon)[warm_up_intervals(floor) :]
    low = np.array([_limit("at_least", name, (at_least or {}).get(name, 0.0), is_open, horizon) for name in names])
    high = np.array([_limit("at_most", name, (at_most or {}).get(name, np.inf), is_open, horizon) for name in names])
    low, high = np.ceil(low / step - 1e-9) * step, np.floor(high / step + 1e-9) * step
    for g, i in zip(*np.nonzero(low > high), strict=True):
        when = floor.clock(floor.opening + floor.warm_up + float(i) * floor.interval)
        raise UsageError(
            f"agent group '{names[g]}' needs at least {low[g, i]:g} agents at {when}, but may have at most {high[g, i]:g}",
            "lower at_least or raise at_most",
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
            low[g] = high[g] = _fixed_headcount(group, scheduled[g], floor)
    return Problem(
        scenario,
        floor,
        demand,
        scenario.targets,
        targets_per == "interval",
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
    """Raise the least headcount of a group to the agents that the scenario names, in the interval with the most contacts for it.

    A group with fewer agents all day than those named in ``people``, or in a meeting, is no scenario.
    """
    group = scenario.model.agent_groups[floor.groups[g].name]
    named = max(sum(one.agents for one in group.people), *(meeting.agents or 0 for meeting in group.meetings), 0)
    heads = math.ceil(named / step - 1e-9) * step
    if heads <= low.max():
        return
    if heads > high.max():
        raise UsageError(
            f"agent group '{floor.groups[g].name}' may have at most {high.max():g} agents, "
            f"but the scenario names {named} of them",
            "raise at_most, or name fewer agents in people and meetings",
        )
    mine = [q for level in floor.groups[g].takes for q in level]
    come = demand.expected[mine, warm_up_intervals(floor) :].sum(axis=0)
    low[int(np.argmax(np.where(high >= heads, come, -1.0)))] = heads


def _fixed_headcount(group: GroupPlan, scheduled: float, floor: FloorPlan) -> NDArray[np.float64]:
    """Headcount of a fixed group by measured interval; with shifts the mean of each interval, breaks included."""
    if group.headcount:
        headcount = np.asarray(group.headcount)
    else:
        begin, end = (np.array([getattr(shift, name) for shift in group.shifts]) for name in ("start", "end"))
        rows = np.arange(len(group.shifts))
        present = time_in_intervals(begin, end, rows, len(rows), floor.opening, floor.interval, floor.intervals)
        headcount = np.array([shift.agents for shift in group.shifts]) @ present / floor.interval
    return np.asarray(headcount[warm_up_intervals(floor) :] / scheduled)


def _limit(what: str, name: str, given: Limit, is_open: NDArray[np.bool_], horizon: Horizon | None) -> NDArray[np.float64]:
    """A limit by measured interval; 0 in closed intervals."""
    values, count = np.atleast_1d(np.asarray(given, float)), int(is_open.sum())
    usual = count if horizon is None else horizon.centre.count(horizon.interval)
    if len(values) not in (1, count, usual):
        numbers = (
            f"{count}, one for each interval" if usual == count else f"{usual} for a usual day, or {count} for all open intervals"
        )
        raise UsageError(f"{what}: agent group '{name}' needs one number or {numbers} (got {len(values)})")
    if np.isnan(values).any() or (values < 0).any():
        raise UsageError(f"{what}: agent group '{name}' takes 0 or more agents (got {min(values):g})")
    if horizon is not None and len(values) > 1:
        values = np.array(by_slot(tuple(values.tolist()), horizon, horizon.centre)[-count:])
    found = np.zeros(len(is_open))
    found[is_open] = values
    return found
