"""What of a scenario's routing is allowed but may be a slip."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simdesk.floor.parts import ALWAYS, UNLIMITED, GroupPlan
from simdesk.floor.plan import FloorPlan
from simdesk.formats import format_duration
from simdesk.measure.loads import planned_heads
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.routing import HIGHEST_LEVEL
from simdesk.scenario.layout.journeys import customers_predict
from simdesk.scenario.layout.routing import agent_choice_of, predicts
from simdesk.scenario.notes.note import Note


def routing_notes(model: ScenarioModel, floor: FloorPlan) -> list[Note]:
    """Notes on contacts that nobody takes for a while, groups that never help, and words that have no effect."""
    return [*_closed_at_first(floor), *_reserves(floor), *_on_standby(model), *_idle_words(model, floor)]


def _closed_at_first(floor: FloorPlan) -> Iterator[Note]:
    for queue in floor.queues:
        groups = [g for level in queue.tries for g in level]
        first = min((queue.access[g].after for g in groups), default=0.0) if queue.access else 0.0
        if first > 0:
            text = f"no agent takes a contact of {queue.name} before it has waited {format_duration(first)}, even if all are free"
            yield Note("late_start", ("queues", queue.name.partition(".")[0]), text)


def _reserves(floor: FloorPlan) -> Iterator[Note]:
    most = _most_heads(floor)
    for queue in floor.queues:
        for g, access in enumerate(queue.access):
            if access != ALWAYS and access.reserve >= most[g] + floor.groups[g].standby:
                kept = f"{access.reserve} {'agent' if access.reserve == 1 else 'agents'}"
                name = floor.groups[g].name
                text = f"{name} never takes {queue.name}: it keeps {kept} free, and has at most {most[g]} on duty"
                yield Note("idle_group", ("agent_groups", name, "skills", queue.name.partition(".")[0], "reserve"), text)


def _on_standby(model: ScenarioModel) -> Iterator[Note]:
    """Agents for whom only a process in Python sends."""
    for name, group in model.agent_groups.items():
        if not group.standby:
            continue
        alone = group.standby == 1
        text = (
            f"{group.standby} {'agent' if alone else 'agents'} of {name} on standby {'comes' if alone else 'come'} only when an "
            "analyst's process in Python sends for them: nothing in this file does"
        )
        queue = next(iter(group.skills))
        step = f"{{groups: {name}_standby, when_waiting: 6}}"
        before = [other for other, one in model.agent_groups.items() if queue in one.skills]
        first = before[0] if len(before) == 1 else f"[{', '.join(before)}]"
        order = f"last in its tries {step}" if model.queues[queue].tries else f"tries: [{first}, {step}]"
        hint = (
            f"for agents who help while more than 5 contacts wait, write a group {name}_standby: {{skills: [{queue}], "
            f"headcount: {group.standby}}} in place of standby, and in {queue} {order}"
        )
        yield Note("no_effect", ("agent_groups", name, "standby"), text, hint)


def _most_heads(floor: FloorPlan) -> list[int]:
    """Most agents of each group on duty at any time by plan."""
    heads = planned_heads(floor)
    return [math.ceil(max(heads[g].max(initial=0.0), _most_in_shifts(group)) - 1e-9) for g, group in enumerate(floor.groups)]


def _most_in_shifts(group: GroupPlan) -> float:
    """Most agents whose shifts overlap, after shrinkage; breaks do not count."""
    present = [sum(other.agents for other in group.shifts if other.start <= shift.start < other.end) for shift in group.shifts]
    return max(present, default=0.0) * (1.0 - group.shrinkage) * (1.0 - group.absence)


def _idle_words(model: ScenarioModel, floor: FloorPlan) -> Iterator[Note]:
    for q, (name, queue) in enumerate(model.queues.items()):
        skills = [group.skills[name] for group in model.agent_groups.values() if name in group.skills]
        asked = queue.requires is not None or agent_choice_of(queue, model) == HIGHEST_LEVEL
        if any(skill.level is not None for skill in skills) and not asked:
            text = f"levels have no effect for {name}: it has neither requires nor agent_choice highest_level"
            yield Note("no_effect", ("queues", name), text, "write agent_choice: highest_level, or requires: [{level: 5}]")
        words = [
            word
            for word in ("weight", "credit", "answer_within")
            if any(getattr(one, word, None) is not None for one in (queue, *skills))
        ]
        beside = any(q in level and len(level) > 1 for group in floor.groups for level in group.takes)
        if words and not beside:
            text = f"{words[0]} has no effect for {name}: no group has another queue at the same rank"
            yield Note("no_effect", ("queues", name, words[0]), text)
        if queue.predictor != "queue_length" and not (predicts(queue) or customers_predict(queue)):
            text = (
                f"the predictor of {name} has no effect: no rank of its tries has when_predicted, and customers hear of no wait"
            )
            yield Note("no_effect", ("queues", name, "predictor"), text)
    if isinstance(model.trunks, dict):
        left = [queue.name for queue in floor.queues if queue.trunk == UNLIMITED]
        if left:
            text = f"{', '.join(left)} {'is' if len(left) == 1 else 'are'} in no trunk group: there is no limit of lines"
            yield Note("no_effect", ("trunks",), text)
