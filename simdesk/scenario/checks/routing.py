"""Checks of routing: orders of groups and queues, ranks that open and close, levels of skill, deadlines, trunk groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from simdesk.formats import format_duration
from simdesk.scenario.checks.draft import Draft, given
from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.language.routing import HIGHEST_LEVEL, Rank, Requirement
from simdesk.scenario.language.words import is_name
from simdesk.scenario.reading.diagnostics import did_you_mean
from simdesk.scenario.reading.nodes import ListNode, MapNode, Path, Scalar, follow


def skills_of(draft: Draft, group: str) -> dict[str, Path] | None:
    """The queues a group answers and where each is written; None when its skills cannot be read."""
    path: Path = ("agent_groups", group, "skills")
    node = follow(draft.tree, path)
    if isinstance(node, ListNode):
        names = [item.value if isinstance(item, Scalar) else None for item in node.items]
        return {str(name): (*path, index) for index, name in enumerate(names) if isinstance(name, str)}
    return {name: (*path, name) for name in node.entries} if isinstance(node, MapNode) else None


def ranks_of(group: AgentGroup | None) -> list[list[str]]:
    """The queues a group takes, those of one rank together, best first; empty when its skills or its order are wrong."""
    skills: dict[str, Skill] | None = given(group, "skills")
    if group is None or skills is None or "takes" not in group.__dict__:
        return []
    if group.takes is not None:
        return [[level] if isinstance(level, str) else list(level) for level in group.takes]
    return [[name for name, one in skills.items() if one.rank == rank] for rank in sorted({one.rank for one in skills.values()})]


def check_routing(draft: Draft) -> None:
    """Make every check of routing."""
    for queue in draft.queues:
        _check_tries(draft, queue)
        _check_requires(draft, queue)
        _check_highest_level(draft, queue)
        _check_answer_within(draft, queue)
    for group in draft.groups:
        _check_takes(draft, group)
        _check_shared_deadlines(draft, group)
    _check_trunks(draft)


def _check_takes(draft: Draft, group: str) -> None:
    takes, skills = given(draft.groups.get(group), "takes"), skills_of(draft, group)
    if takes is not None and skills is not None:
        path: Path = ("agent_groups", group, "takes")
        _check_order(draft, path, takes, list(skills), draft.keys(("queues",)), "queue", f"the skills of {group}")


def _able(draft: Draft, queue: str) -> dict[str, Path] | None:
    """The groups with a skill and where it is written; None when some group's skills cannot be read."""
    skilled = {name: skills_of(draft, name) for name in draft.keys(("agent_groups",))}
    if any(skills is None for skills in skilled.values()):
        return None
    return {name: skills[queue] for name, skills in skilled.items() if skills is not None and queue in skills}


def _check_tries(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue, "tries")
    tries, able = given(draft.queues.get(queue), "tries"), _able(draft, queue)
    if tries is None:
        return
    if able is not None:
        groups = draft.keys(("agent_groups",))
        _check_order(draft, path, tries, list(able), groups, "agent group", f"the groups with the skill {queue}")
    for index, rank in enumerate(tries):
        if isinstance(rank, Rank) and rank.until is not None:
            _check_until(draft, (*path, index), rank, rank.until, queue)
    if tries and all(isinstance(rank, Rank) and _closes(rank) for rank in tries):
        message = "every rank closes, or opens only to a longer queue, so a contact may wait for ever"
        draft.report(path, message, "leave until, when_waiting and when_predicted out of one of them")


def _closes(rank: Rank) -> bool:
    return rank.until is not None or rank.when_waiting is not None or rank.when_predicted is not None


def _check_until(draft: Draft, path: Path, rank: Rank, until: float, queue: str) -> None:
    if until <= rank.after:
        message = f"must be above after, which is {format_duration(rank.after)} (got {format_duration(until)})"
        draft.report((*path, "until"), message, "both count from the contact's arrival")
        return
    for name in (rank.groups,) if isinstance(rank.groups, str) else rank.groups:
        skill = (given(draft.groups.get(name), "skills") or {}).get(queue)
        if skill is not None and skill.after >= until:
            here: Path = ("agent_groups", name, "skills", queue, "after")
            message = f"{name} never takes {queue}: its rank in tries closes after {format_duration(until)}"
            draft.report(here, message, "raise until of the rank above after of the skill")


def _check_order(
    draft: Draft,
    path: Path,
    levels: Sequence[str | tuple[str, ...] | Rank],
    wanted: list[str],
    known: Collection[str],
    word: str,
    what: str,
) -> None:
    """An order names exactly the wanted ones, each once."""
    named: list[str] = []
    faults = False
    for index, level in enumerate(levels):
        at: Path = (*path, index, "groups") if isinstance(level, Rank) else (*path, index)
        names = level.groups if isinstance(level, Rank) else level
        for inner, name in enumerate((names,) if isinstance(names, str) else names):
            here: Path = at if isinstance(names, str) else (*at, inner)
            if name not in known:
                draft.report(here, f"unknown {word} '{name}'", did_you_mean(name, known, f"{word}s"))
                faults = True
            elif name not in wanted:
                draft.report(here, f"'{name}' is not one of {what}", f"exactly {', '.join(wanted) or 'none'}")
                faults = True
            elif name in named:
                draft.report(here, f"'{name}' is used twice", "name each once")
                faults = True
            named.append(name)
        if names == ():
            draft.report(at, "the level is empty", "remove it")
            faults = True
    lacking = [name for name in wanted if name not in named]
    if lacking and not faults:
        draft.report(path, f"lacks {', '.join(lacking)}", f"the order must name exactly {what}")


def _check_requires(draft: Draft, queue: str) -> None:
    path: Path = ("queues", queue, "requires")
    keys = draft.keys(path[:-1])
    if "requires" in keys and "tries" in keys:
        hint = "keep one: requires opens groups by level, tries by name"
        draft.report(path, "cannot be combined with tries", hint, key=True)
        return
    requires: tuple[Requirement, ...] | None = given(draft.queues.get(queue), "requires")
    if requires is None:
        return
    if not requires:
        draft.report(path, "the list is empty", f"write [{Requirement.example}]")
        return
    for index, (before, one) in enumerate(pairwise(requires), 1):
        if one.after <= before.after:
            message = f"must be above that of the step before ({format_duration(before.after)})"
            draft.report((*path, index, "after"), message, "write the steps in order of after")
        if one.level >= before.level:
            message = f"must be below that of the step before ({before.level})"
            draft.report((*path, index, "level"), message, "each step must require a lower level")
    least = min(one.level for one in requires)
    for name, skill, at in _levels(draft, queue, f"{queue} requires one"):
        if skill.level is not None and skill.level < least:
            message = f"{name} never takes {queue}, which requires at least level {least} (got {skill.level})"
            draft.report((*at, "level"), message, f"add a last step with level {skill.level}, or remove the skill")


def _levels(draft: Draft, queue: str, why: str) -> list[tuple[str, Skill, Path]]:
    """The groups with a skill, those without a level reported."""
    found = []
    for name, at in (_able(draft, queue) or {}).items():
        skill = (given(draft.groups.get(name), "skills") or {}).get(queue)
        if skill is not None:
            found.append((name, skill, at))
            if skill.level is None:
                line = f"write {queue}: {{level: 5}}"
                if isinstance(at[-1], int):  # a list of names
                    others = [other for other in draft.groups[name].skills if other != queue]
                    line = f"write skills: {{{', '.join([f'{queue}: {{level: 5}}', *(f'{other}: {{}}' for other in others)])}}}"
                draft.report(at, f"the skill has no level, and {why}", line, key=True)
    return found


def _check_highest_level(draft: Draft, queue: str) -> None:
    one = draft.queues.get(queue)
    own, general = given(one, "agent_choice"), given(draft.whole, "agent_choice")
    if (own or general) != HIGHEST_LEVEL:
        return
    if "tries" in draft.keys(("queues", queue)):
        whose: Path = ("queues", queue, "agent_choice") if own else ("agent_choice",)
        message = f"highest_level cannot be combined with tries of {queue}: both rank the groups"
        draft.report(whose, message, "give the queue another agent_choice, or remove its tries")
    elif given(one, "requires") is None:  # which has asked for the levels already
        _levels(draft, queue, f"agent_choice of {queue} is highest_level")


def _check_answer_within(draft: Draft, queue: str) -> None:
    keys = draft.keys(("queues", queue))
    if "answer_within" not in keys:
        return
    hint = "answer_within ignores weights; keep one of the two"
    for key in ("weight", "credit"):
        if key in keys:
            draft.report(("queues", queue, key), "cannot be combined with answer_within", hint, key=True)
    for at in (_able(draft, queue) or {}).values():
        for key in ("weight", "credit"):
            if key in draft.keys(at):
                draft.report((*at, key), f"cannot be combined with answer_within of {queue}", hint, key=True)


def _check_shared_deadlines(draft: Draft, group: str) -> None:
    """Deadlines and waits cannot be compared: the queues of one rank of a group have all a deadline, or none."""
    for rank in ranks_of(draft.groups.get(group)):
        due = [name for name in rank if "answer_within" in draft.keys(("queues", name))]
        for name in rank if due else ():
            if name not in due and "due" not in draft.keys(("queues", name)) and draft.is_mapping(("queues", name)):
                message = f"has no answer_within, but shares a rank of {group} with {due[0]}, which has"
                draft.report(("queues", name), message, "give it one too, or another rank", key=True)


def _check_trunks(draft: Draft) -> None:
    if draft.is_mapping(("trunks",)) and not draft.keys(("trunks",)):
        draft.report(("trunks",), "there is no trunk group", "write {main: {lines: 40, queues: [sales]}}, or a number")
    queues, taken = draft.keys(("queues",)), dict[str, str]()
    for name in draft.keys(("trunks",)):
        path: Path = ("trunks", name, "queues")
        listed = follow(draft.tree, path)
        if not isinstance(listed, ListNode):
            continue  # reported by the model
        if not listed.items:
            draft.report(path, "the list is empty", "name the queues that use these lines")
        for index, item in enumerate(listed.items):
            queue = item.value if isinstance(item, Scalar) else None
            if not isinstance(queue, str) or not is_name(queue):
                continue
            if queue not in queues:
                draft.report((*path, index), f"unknown queue '{queue}'", did_you_mean(queue, queues, "queues"))
            elif queue in taken:
                message = f"'{queue}' is used twice" if taken[queue] == name else f"'{queue}' is in {taken[queue]} already"
                draft.report((*path, index), message, "a queue belongs to one trunk group")
            else:
                taken[queue] = name
