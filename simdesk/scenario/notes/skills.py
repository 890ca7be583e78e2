"""Which contacts the agents of each group take, and in which order, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from simdesk.formats import format_duration
from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.notes.wording import listing, percent
from simdesk.scenario.reading.nodes import ListNode, follow

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario


def skills_in_words(scenario: Scenario) -> list[str]:
    """One line for each group: the queues it takes, which of them first, and how to write an order where a list has none.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of str
    """
    lines = []
    for name, group in scenario.model.agent_groups.items():
        line = skills_of_group(name, group, scenario.model)
        if group.takes is None and isinstance(follow(scenario._tree, ("agent_groups", name, "skills")), ListNode):
            line += _hint(list(group.skills))
        lines.append(line)
    return lines


def skills_of_group(name: str, group: AgentGroup, model: ScenarioModel, *, brief: bool = False) -> str:
    """``desk takes vip first, then sales and chat alike (the longest waiting first)``; the brackets only if not ``brief``."""
    told, alike = [], []
    levels = levels_of(group)
    for depth, queues in enumerate(levels):
        words = listing(_queue(queue, group.skills[queue]) for queue in queues)
        first = " first" if depth == 0 and len(levels) > 1 else ""
        several = (", alike" if first else " alike") if len(queues) > 1 else ""
        told.append(f"{words}{first}{several}")
        if several:
            alike.append(_who_first(queues, group, model))
    brackets = f" ({' or '.join(dict.fromkeys(alike))})" if alike and not brief else ""
    return f"{name} takes {', then '.join(told)}{brackets}"


def levels_of(group: AgentGroup) -> list[list[str]]:
    """The queues of a group, best first, those of one rank together."""
    if group.takes is not None:
        return [[level] if isinstance(level, str) else list(level) for level in group.takes]
    ranks = sorted({skill.rank for skill in group.skills.values()})
    return [[name for name, skill in group.skills.items() if skill.rank == rank] for rank in ranks]


def _queue(name: str, skill: Skill) -> str:
    more = []
    if skill.pace != 1.0:
        more.append(pace_words(skill.pace))
    if skill.after:
        more.append(f"from {format_duration(skill.after)} after the arrival on")
    if skill.level is not None:
        more.append(f"level {skill.level}")
    if skill.weight is not None:
        more.append(f"weight {skill.weight:g}")
    if skill.credit:
        more.append(f"{format_duration(skill.credit)} of waiting credited")
    if skill.unresolved is not None:
        more.append(f"{percent(skill.unresolved)} not resolved")
    if skill.reserve:
        more.append(f"while more than {skill.reserve} {'agent is' if skill.reserve == 1 else 'agents are'} free")
    return f"{name} ({', '.join(more)})" if more else name


def pace_words(pace: float) -> str:
    """A pace, and what it makes of handle times."""
    return f"at {percent(pace)} of the pace, handle times of {percent(round(1.0 / pace, 4))}"


def ranked_line(name: str, group: AgentGroup, first: Collection[str]) -> str:
    """What to write so that a group takes some of its queues before the others of their rank.

    Parameters
    ----------
    name : str
    group : AgentGroup
    first : collection of str
        The queues that go before.

    Returns
    -------
    str
        The line; in words where skills say more than a rank, or the order is in ``takes``.
    """
    split = [part for level in levels_of(group) for part in (_of(level, first, True), _of(level, first, False)) if part]
    if group.takes is not None:
        order = ", ".join(part[0] if len(part) == 1 else f"[{', '.join(part)}]" for part in split)
        return f"in {name} write takes: [{order}]"
    ranks = {queue: rank for rank, part in enumerate(split, 1) for queue in part}
    if any(skill.model_fields_set - {"rank"} for skill in group.skills.values()):
        return f"in the skills of {name} write {', '.join(f'rank: {ranks[queue]} for {queue}' for queue in group.skills)}"
    return f"in {name} write skills: {{{', '.join(f'{queue}: {{rank: {ranks[queue]}}}' for queue in group.skills)}}}"


def _of(level: Sequence[str], first: Collection[str], before: bool) -> list[str]:
    return [queue for queue in level if (queue in first) is before]


def _who_first(queues: list[str], group: AgentGroup, model: ScenarioModel) -> str:
    mine = [model.queues[name] for name in queues]
    if all(queue.answer_within is not None or queue.due is not None for queue in mine):
        return "the one due first"
    compared: list[Queue | Skill] = [*mine, *(group.skills[name] for name in queues)]
    if any(one.weight is not None or one.credit is not None for one in compared):
        return "by weight and credit"
    return "the longest waiting first"


def _hint(queues: list[str]) -> str:
    if len(queues) < 2:
        return ""
    ranks = ", ".join(f"{name}: {{rank: {rank}}}" for rank, name in enumerate(queues, 1))
    return f"; for an order write skills: {{{ranks}}}"
