"""Routing in numbers: which groups a queue tries when, how a group compares contacts, who shares trunk lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simdesk.floor.parts import ALWAYS, UNLIMITED, Access
from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.language.routing import HIGHEST_LEVEL, Rank

if TYPE_CHECKING:
    from simdesk.demand.plan import DemandPlan

Levels = tuple[tuple[int, ...], ...]


def agent_choice_of(queue: Queue, model: ScenarioModel) -> str:
    """The queue's choice of an agent as the planner wrote it."""
    return queue.agent_choice or model.agent_choice


def tries_of(name: str, queue: Queue, model: ScenarioModel) -> Levels:
    """Groups a contact looks for, those of one rank together, best first."""
    order = list(model.agent_groups)
    if queue.tries is not None:
        return in_levels([rank.groups if isinstance(rank, Rank) else rank for rank in queue.tries], order)
    skills = _skills(name, model)
    if agent_choice_of(queue, model) == HIGHEST_LEVEL:
        return by_rank({g: -(skill.level or 0) for g, skill in skills.items()})
    return by_rank({g: skill.rank for g, skill in skills.items()})


def takes_of(group: AgentGroup, order: Sequence[str]) -> Levels:
    """Queues a freed agent looks at, those of one rank together, best first."""
    if group.takes is not None:
        return in_levels(group.takes, order)
    return by_rank({order.index(queue): skill.rank for queue, skill in group.skills.items()})


def in_levels(levels: Sequence[str | tuple[str, ...]], order: Sequence[str]) -> Levels:
    """Names as indices."""
    return tuple(tuple(order.index(name) for name in ((level,) if isinstance(level, str) else level)) for level in levels)


def by_rank(ranks: Mapping[int, int]) -> Levels:
    """Indices of equal rank together, best rank first, in the order of the scenario within a level."""
    return tuple(tuple(sorted(index for index in ranks if ranks[index] == rank)) for rank in sorted(set(ranks.values())))


def _skills(queue: str, model: ScenarioModel) -> dict[int, Skill]:
    """The skill of each group that answers a queue, by the group's index."""
    return {g: group.skills[queue] for g, group in enumerate(model.agent_groups.values()) if queue in group.skills}


def access_of(name: str, queue: Queue, model: ScenarioModel) -> tuple[Access, ...]:
    """When each group may take the queue's contacts; empty when every group always may.

    What the skill says and what the queue says must both hold.
    """
    order, ranks = list(model.agent_groups), dict[str, Rank]()
    for rank in queue.tries or ():
        if isinstance(rank, Rank):
            ranks |= dict.fromkeys((rank.groups,) if isinstance(rank.groups, str) else rank.groups, rank)
    found = [ALWAYS] * len(order)
    for g, skill in _skills(name, model).items():
        rank = ranks.get(order[g], Rank.model_construct(groups=order[g]))
        opens = min((one.after for one in queue.requires or () if (skill.level or 0) >= one.level), default=0.0)
        found[g] = Access(
            after=max(skill.after, rank.after, opens),
            until=math.inf if rank.until is None else rank.until,
            waiting_from=rank.when_waiting or 0,
            predicted_from=rank.when_predicted or 0.0,
            reserve=max(skill.reserve, rank.reserve),
        )
    return tuple(found) if any(access != ALWAYS for access in found) else ()


def scores_of(group: AgentGroup, takes: Levels, queues: Mapping[str, Queue]) -> dict[str, Any]:
    """What a group compares contacts by: the fields of ``GroupPlan`` of that name, empty when they have no effect in any rank.

    A credit is a bonus; a time to be answered within is a negative one, so that who is due first goes first. So is the time in
    which work is due, where every queue of the rank has one of the two; opening hours have to be counted for each contact.
    """
    weight, bonus, open_due = [1.0] * len(queues), [0.0] * len(queues), [0.0] * len(queues)
    names = list(queues)
    due = {q for level in takes for q in level if all(deadline_of(queues[names[other]]) is not None for other in level)}
    for q, (name, queue) in enumerate(queues.items()):
        skill = group.skills.get(name)
        if skill is None:
            continue
        if q in due:
            bonus[q] = -(deadline_of(queue) or 0.0)
            if queue.answer_within is None and queue.due is not None and queue.due.open_hours is not None:
                open_due[q] = queue.due.time
            continue
        if queue.answer_within is not None:
            bonus[q] = -queue.answer_within
            continue
        weight[q] = next((one for one in (skill.weight, queue.weight) if one is not None), 1.0)
        bonus[q] = next((one for one in (skill.credit, queue.credit) if one is not None), 0.0)
    if all(len({(weight[q], bonus[q], open_due[q]) for q in level}) == 1 for level in takes):
        return {}
    return {"weight": tuple(weight), "bonus": tuple(bonus)} | ({"open_due": tuple(open_due)} if any(open_due) else {})


def deadline_of(queue: Queue) -> float | None:
    """Seconds in which a contact is to be answered, or its work to be done."""
    due = None if queue.due is None else queue.due.time
    return due if queue.answer_within is None else queue.answer_within


def trunk_lines(model: ScenarioModel) -> tuple[int, ...]:
    """Lines of each trunk group."""
    if isinstance(model.trunks, dict):
        return tuple(trunk.lines for trunk in model.trunks.values())
    return () if model.trunks is None else (model.trunks,)


def trunk_of(queue: str, model: ScenarioModel) -> int:
    """Index of the trunk group a queue's contacts come in by."""
    if isinstance(model.trunks, dict):
        return next((k for k, trunk in enumerate(model.trunks.values()) if queue in trunk.queues), UNLIMITED)
    return UNLIMITED if model.trunks is None else 0


def predicts(queue: Queue) -> bool:
    """Whether a rank of the queue opens by the predicted wait."""
    return any(isinstance(rank, Rank) and rank.when_predicted is not None for rank in queue.tries or ())


def mean_handle_time(demand: DemandPlan, q: int) -> float:
    """Mean of handle time and wrap-up over the day in seconds, intervals weighted by their expected contacts; pace left out."""
    import numpy as np

    from simdesk.measure.loads import mean_by_interval

    queue, expected = demand.queues[q], demand.expected[q]
    means = mean_by_interval(queue.handle_time, demand) + mean_by_interval(queue.wrap_up, demand)
    return float(np.average(means, weights=expected if expected.sum() > 0 else None))
