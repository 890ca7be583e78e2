"""Groups that help a queue only after a wait or under a condition, said of the group: ranks of the queue's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Path, Scalar, flow, follow, is_number, names_in, remove
from simdesk.scenario.spellings.clocks import span_of
from simdesk.scenario.spellings.conditions import condition_of
from simdesk.scenario.spellings.overflow import SALES, TWO_GROUPS, WHENS, tried, words_of
from simdesk.scenario.spellings.sections import blocks_with, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.scenario.spellings.standby import STANDBY, says_yes

_HELPS_AFTER = (
    *("overflow_after", "takes_after", "helps_after", "answers_after", "joins_after", "opens_after", "after_wait", "wait_before"),
    *("after_waiting", "only_after"),
)
"""Keys of a group that helps once contacts have waited that long."""


def _conditions_in(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    """Conditions of groups; from when to when they work is none."""
    for path, name, entry in blocks_with(block, "agent_groups", (*WHENS, *_HELPS_AFTER)):
        text = text_of(entry.node)
        if folded(name) in _HELPS_AFTER and text:
            said = text if text.lower().startswith("after") else f"after {text}"
            yield path, name, Entry(entry.key, Scalar(said, entry.node.place))
        elif (folded(name) in _HELPS_AFTER and is_number(entry.node)) or (text and span_of(entry.node) is None):
            yield path, name, entry


def _have_conditions(block: MapNode) -> bool:
    return next(_conditions_in(block), None) is not None


def _helpers(block: MapNode, key: str) -> MapNode:
    """A group that helps only under a condition: a rank of the queue that it helps."""
    path, name, entry = next(_conditions_in(block))
    group = str(path[1])
    skills = list(skills_of(block, group))
    if is_number(entry.node):
        number = flow(entry.node)
        raise left_out(UnclearError(f"{number} has no unit", f"write {name}: {number} s", entry.node.place), path, name)
    found = condition_of(text_of(entry.node))
    queues = names_in(block, "queues")
    if found is None:
        queue = skills[0] if skills else queues[0] if queues else "sales"
        before = [one for one in names_in(block, "agent_groups") if queue in skills_of(block, one) and one != group]
        order = ", ".join([*before, f"{{groups: {group}, when_waiting: 6}}"])
        line = f"in {queue} write tries: [{order}] for more than 5 waiting, or after: 45 s instead of when_waiting"
        message = f"when {group} helps is said in the queue, and '{text_of(entry.node)}' cannot be read as a condition"
        raise left_out(UnclearError(message, line, entry.node.place), path, name)
    condition, named = found
    mine = [named] if named else skills
    if named and named not in queues:
        unclear = UnclearError(f"'{named}' is no queue of this file", f"known: {', '.join(queues)}", entry.node.place)
        raise left_out(unclear, path, name)
    if len(mine) != 1:
        message = f"'{name}' does not say of which queue"
        hint = f'write when: "{text_of(entry.node)} in {skills[0]}"' if skills else "give the group its skills"
        hint = _after_in_each(block, group, skills, condition) if set(condition) == {"after"} and skills else hint
        if "reserve" not in condition:
            raise left_out(UnclearError(message, hint, entry.node.place), path, name)
    made = remove(block, (*path, name))
    whole = follow(block, path)
    for key, one in whole.entries.items() if isinstance(whole, MapNode) else ():
        if folded(key) in STANDBY and says_yes(one):  # which the condition says better
            made = remove(made, (*path, key))
    for queue in mine:
        helpers = {str(other[1]) for other, _, _ in _conditions_in(block)}
        before = [one for one in names_in(block, "agent_groups") if queue in skills_of(block, one) and one not in helpers]
        step = MapNode(
            {"groups": Entry(path_place := entry.node.place, Scalar(group, path_place)), **words_of(condition, path_place)},
            path_place,
        )
        there = follow(block, ("queues", queue, "tries"))
        if isinstance(there, ListNode) and not re.search(rf"\b{re.escape(group)}\b", flow(there)):
            ranks = [*there.items, step]  # behind another group that helps
        elif isinstance(there, ListNode):
            if not any(text_of(one) == group for one in there.items):
                unclear = UnclearError(
                    f"'{name}' and the tries of {queue} both say when {group} helps", f"in tries write {flow(step)}", entry.key
                )
                raise left_out(unclear, path, name)
            ranks = [step if text_of(one) == group else one for one in there.items]
        else:
            levels = [Scalar(one, path_place) for one in before]
            ranks = [*([] if not levels else [levels[0] if len(levels) == 1 else ListNode(tuple(levels), path_place)]), step]
        made = tried(made, block, ("queues", queue), ranks, [group], entry)
    assert isinstance(made, MapNode)
    return made


def _after_in_each(block: MapNode, group: str, queues: Sequence[str], condition: Mapping[str, int | str]) -> str:
    """The order of groups for each queue that a group takes only after a wait."""
    lines = []
    for queue in queues:
        before = [one for one in names_in(block, "agent_groups") if queue in skills_of(block, one) and one != group]
        level = before[0] if len(before) == 1 else f"[{', '.join(before)}]"
        step = f"{{groups: {group}, after: {condition['after']}}}"
        lines.append(f"in {queue} write tries: [{f'{level}, ' if before else ''}{step}]")
    return "; ".join(lines)


HELPING_GROUPS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _helpers,
        f"queues: {{sales: {{{SALES}}}}}, "
        f"{TWO_GROUPS.replace('headcount: 2', 'headcount: 2, only_when: more than 5 calls waiting in sales')}",
        f"queues: {{sales: {{{SALES}, tries: [desk, {{groups: partner, when_waiting: 6}}]}}}}, {TWO_GROUPS}",
        within=_have_conditions,
        of_whole=True,
    ),
)
