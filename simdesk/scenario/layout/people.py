"""Agents as people in numbers: who differs, how many are away, how a contact reaches them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simdesk.demand.distributions import Distribution
from simdesk.demand.plan import StaffDemand
from simdesk.floor.parts import KindPlan, MeetingPlan, Ringing
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.hours import Day
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.people import People, Shrinkage
from simdesk.scenario.layout.days import centre_clock, day_clock
from simdesk.scenario.layout.distributions import distribution_of
from simdesk.scenario.layout.horizon import Horizon

REQUIRED = "required"
"""In ``headcount_is``: the heads written are those needed on the floor."""


def planned_shrinkage(group: AgentGroup) -> float:
    """The share of scheduled agents who are never there."""
    return group.shrinkage.planned if isinstance(group.shrinkage, Shrinkage) else group.shrinkage


def absence_of(group: AgentGroup) -> float:
    """The chance that an agent left by planned shrinkage is away for the day."""
    unplanned = group.shrinkage.unplanned / (1.0 - group.shrinkage.planned) if isinstance(group.shrinkage, Shrinkage) else 0.0
    return 1.0 - (1.0 - unplanned) * (1.0 - group.absence) if unplanned and group.absence else unplanned or group.absence


def scheduled_heads(group: AgentGroup, heads: tuple[float, ...]) -> tuple[float, ...]:
    """The heads to schedule for those written: never × (1 + shrinkage), but ÷ (1 − shrinkage)."""
    if group.headcount_is != REQUIRED:
        return heads
    there = (1.0 - planned_shrinkage(group)) * (1.0 - absence_of(group))
    return tuple(head / there for head in heads)


def people_of(group: AgentGroup, model: ScenarioModel, day: Day | Horizon) -> dict[str, Any]:
    """What is said of a group's agents as people: the fields of ``GroupPlan`` of that name."""
    return {
        "absence": absence_of(group),
        "meetings": tuple(_meetings(group, day)),
        "kinds": tuple(_kind(group, one, model) for one in group.people),
        "ringing": _ringing(group),
        "wrap_up_limit": math.inf if group.wrap_up_ends_after is None else group.wrap_up_ends_after,
        "pause": group.pause,
        "rest_after": 0 if group.rest_after is None else group.rest_after.contacts,
        "rest": 0.0 if group.rest_after is None else group.rest_after.pause,
    }


def pace_of(one: People, group: AgentGroup) -> float:
    """The pace of some people as a share of the group's."""
    if one.tenure is not None and group.learning_curve is not None:
        return group.learning_curve.pace(one.tenure)
    return 1.0 if one.pace is None else one.pace


def _kind(group: AgentGroup, one: People, model: ScenarioModel) -> KindPlan:
    takes: tuple[bool, ...] = ()
    if one.skills is not None and set(one.skills) < set(group.skills):
        takes = tuple(name in one.skills for name in model.queues)
    unresolved = math.nan if one.unresolved is None else one.unresolved
    return KindPlan(one.name or "", one.agents, pace_of(one, group), unresolved, takes)


def _meetings(group: AgentGroup, day: Day | Horizon) -> list[MeetingPlan]:
    names = [one.name for one in group.people]
    return [
        MeetingPlan(
            begin,
            meeting.length,
            meeting.agents or 0,
            0 if meeting.people is None else names.index(meeting.people) + 1,
        )
        for meeting in group.meetings
        for begin in _begins(meeting.at, group.zone, day)
    ]


def _begins(clock: float, zone: str | None, day: Day | Horizon) -> list[float]:
    """When a time of day is, on each day of a horizon."""
    if isinstance(day, Day):
        return [day.moment(clock)]
    moments = [(span, day.at(span.day, day_clock(centre_clock(clock, zone, span, day), span))) for span in day.centre.spans]
    return [moment for span, moment in moments if span.begin <= moment < span.end]


def _ring_time(group: AgentGroup) -> Distribution | None:
    """How long it rings; None where it does not."""
    made = None if group.ring_time is None else distribution_of(group.ring_time)
    return None if made is None or made.fixed == 0.0 else made


def _ringing(group: AgentGroup) -> Ringing | None:
    made, missed, refused = _ring_time(group), group.missed, group.refused
    if made is None and not (missed is not None and missed.share) and not (refused is not None and refused.share):
        return None
    varies = made is not None and made.fixed is None
    return Ringing(
        time=0.0 if made is None or made.fixed is None else made.fixed,
        varies=varies,
        missed=0.0 if missed is None else missed.share,
        missed_after=0.0 if missed is None else missed.after,
        missed_pause=0.0 if missed is None else missed.unavailable,
        refused=0.0 if refused is None else refused.share,
        refused_after=0.0 if refused is None else refused.after,
        refused_pause=0.0 if refused is None else refused.unavailable,
    )


def offers_drawn(model: ScenarioModel) -> dict[str, Any]:
    """What must be drawn of agents and offers: the fields of ``DemandPlan`` of that name."""
    groups = model.agent_groups.items()
    ringing = [(name, _ringing(group), _ring_time(group)) for name, group in groups]
    return {
        "staff": tuple(
            StaffDemand(name, _agents(group), absence_of(group) > 0, *_late(group))
            for name, group in groups
            if absence_of(group) > 0 or _late(group)
        ),
        "misses_offers": any(one is not None and one.in_vain for _, one, _ in ringing),
        "ring_times": tuple((name, made) for name, one, made in ringing if made is not None and one is not None and one.varies),
    }


def _late(group: AgentGroup) -> tuple[float, Distribution] | tuple[()]:
    return () if group.late is None or group.late.share == 0 else (group.late.share, distribution_of(group.late.by))


def _agents(group: AgentGroup) -> int:
    """The most agents a group has on any day, before absence."""
    if group.shifts is not None:
        heads = math.fsum(shift.agents for shift in group.shifts)
    else:
        by_day = list(group.headcount.values()) if isinstance(group.headcount, Mapping) else [group.headcount]
        flat = [head for one in by_day for head in (one if isinstance(one, tuple) else (one,))]
        written = tuple(float(head) for head in flat if isinstance(head, float | int))
        heads = max(scheduled_heads(group, written), default=0.0)
    return math.ceil(heads * (1.0 - planned_shrinkage(group)) - 1e-9)
