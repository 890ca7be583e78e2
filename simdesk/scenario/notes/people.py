"""What makes agents people, in one line, and what of it is allowed but may be a slip."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.layout.people import pace_of, planned_shrinkage, scheduled_heads
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import percent
from simdesk.units import format_duration

MANY_MISSED = 0.2
"""From such a share of offers on it may be a slip."""


def people_line(model: ScenarioModel) -> list[str]:
    """One line on agents who differ, are away or unavailable; none where there are none such."""
    said = {name: list(_habits(group)) for name, group in model.agent_groups.items()}
    told = "; ".join(f"{name}: {', '.join(habits)}" for name, habits in said.items() if habits)
    return [f"agents of {told}"] if told else []


def _habits(group: AgentGroup) -> Iterator[str]:
    for one in group.people:
        pace = pace_of(one, group)
        parts = [*([f"at {percent(pace)} of the pace"] if pace != 1.0 else [])]
        if one.skills is not None and set(one.skills) < set(group.skills):
            parts.append(f"only for {', '.join(one.skills)}")
        if one.unresolved is not None:
            parts.append(f"{percent(one.unresolved)} unresolved")
        if parts:
            yield f"{one.agents} {one.name or ('differs' if one.agents == 1 else 'differ')} ({', '.join(parts)})"
    there = scheduled_heads(group, (1.0,))[0]
    if there != 1.0:
        yield f"{there:.3f} scheduled for each agent required"
    unplanned = getattr(group.shrinkage, "unplanned", 0.0)
    if unplanned:
        yield f"{percent(planned_shrinkage(group))} planned and {percent(unplanned)} unplanned shrinkage"
    if group.absence:
        yield f"each absent on {percent(group.absence)} of days"
    if group.late is not None and group.late.share:
        yield f"{percent(group.late.share)} come late"
    if group.missed is not None and group.missed.share:
        yield f"{percent(group.missed.share)} of offers missed"
    if group.refused is not None and group.refused.share:
        yield f"{percent(group.refused.share)} of offers refused"
    if group.pause:
        yield f"{format_duration(group.pause)} of pause between contacts"


def people_notes(model: ScenarioModel, floor: FloorPlan) -> list[Note]:
    """Notes on queues that only a few of their groups' agents take, and on offers that are mostly missed."""
    return [*_taken_by_nobody(floor), *_mostly_missed(model), *_idle_curves(model)]


def _taken_by_nobody(floor: FloorPlan) -> Iterator[Note]:
    for q, queue in enumerate(floor.queues):
        groups = [group for group in floor.groups if any(q in level for level in group.takes)]
        left = 0.0
        for group in groups:
            most = max(group.headcount, default=0.0) + sum(shift.agents for shift in group.shifts)
            left += most * (1.0 - group.shrinkage) - sum(one.agents for one in group.kinds if one.takes and not one.takes[q])
        if groups and any(group.partial for group in groups) and left < 1e-9:
            names = ", ".join(group.name for group in groups)
            text = f"nobody takes {queue.name}: none of the people of {names} does"
            yield Note("uncovered", ("queues", queue.name.partition(".")[0]), text)


def _mostly_missed(model: ScenarioModel) -> Iterator[Note]:
    for name, group in model.agent_groups.items():
        shares = [one.share for one in (group.missed, group.refused) if one is not None]
        if sum(shares) >= MANY_MISSED:
            text = f"{name} does not answer {percent(sum(shares))} of the contacts it is offered"
            yield Note("many_missed", ("agent_groups", name, "refused" if group.missed is None else "missed"), text)


def _idle_curves(model: ScenarioModel) -> Iterator[Note]:
    for name, group in model.agent_groups.items():
        if group.learning_curve is not None and all(one.tenure is None for one in group.people):
            text = f"the learning curve of {name} has no effect: none of its people has a tenure"
            yield Note("no_effect", ("agent_groups", name, "learning_curve"), text)
