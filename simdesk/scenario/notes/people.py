"""What of agents as people is allowed but may be a slip."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.floor.plan import FloorPlan
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.wording import percent

MANY_MISSED = 0.2
"""From such a share of offers on it may be a slip."""


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
