"""Numbers of skills in several groups: ranks or levels, in all groups alike."""

from __future__ import annotations

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import MapNode, Node, Scalar, follow, from_python, is_number, names_in, put
from simdesk.scenario.spellings.sections import skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded

_LARGEST_LEVEL = 100


def _numbers(block: MapNode) -> dict[str, dict[str, int]]:
    """The numbers of skills by group, where a group has nothing but numbers."""
    found: dict[str, dict[str, int]] = {}
    for group in names_in(block, "agent_groups"):
        skills = skills_of(block, group)
        values = {name: one.value for name, one in skills.items() if isinstance(one, Scalar) and is_number(one)}
        whole = {name: value for name, value in values.items() if isinstance(value, int)}
        if whole and len(whole) == len(skills):
            found[group] = whole
    return found


def _counts(values: dict[str, int]) -> bool:
    """Whether numbers count from 1 without a gap, as ranks do."""
    order = sorted(set(values.values()))
    return order == list(range(1, len(order) + 1))


def _are_unclear(block: MapNode) -> bool:
    found = _numbers(block)
    return len(found) > 1 and not all(map(_counts, found.values()))


def _ask(block: MapNode, key: str) -> MapNode:
    """Numbers of which only some are plainly ranks: what to write in all groups."""
    found = _numbers(block)
    everything = {value for values in found.values() for value in values.values()}
    group, values = next((group, values) for group, values in found.items() if not _counts(values))
    queue = next(iter(values))
    node = skills_of(block, group)[queue]
    turned = len(everything) > 1 and min(everything) > 1  # such as 10 and 5, of which no rank is 1: more is better
    ranks = {one: _turned(numbers) for one, numbers in found.items()} if turned else found
    ways = [f"for ranks, which contacts an agent takes first, {_lines(ranks, 'rank')}"] if min(everything) >= 1 else []
    if min(everything) >= 1 and max(everything) <= _LARGEST_LEVEL:
        levels = _lines(found, "level")
        ways.append(f"for levels, which agent is chosen, {levels}, and at the top of the file agent_choice: highest_level")
    message = f"'{queue}: {values[queue]}' may be a rank, which contacts an agent takes first, or a level, which agent is chosen"
    error = UnclearError(message, "; ".join(ways) or "write ranks from 1 on: {rank: 1}", node.place)
    ranked: Node = block
    for name, numbers in found.items():
        whole = follow(block, ("agent_groups", name))
        assert isinstance(whole, MapNode)
        word = next(one for one in whole.entries if folded(one) in ("skills", "skill", "queues", "queue"))
        place = whole.entries[word].node.place
        stands_in = from_python({one: {"rank": max(1, value)} for one, value in numbers.items()}, place)
        ranked = put(ranked, ("agent_groups", name, word), stands_in, place)
    error.drop = [("agent_groups", group, "skills", queue), ("agent_groups",)]
    error.instead = {"agent_groups": follow(ranked, ("agent_groups",))}
    raise error


def _turned(values: dict[str, int]) -> dict[str, int]:
    """Numbers of which the largest is best as ranks, of which 1 is."""
    order = sorted(set(values.values()), reverse=True)
    return {name: order.index(value) + 1 for name, value in values.items()}


def _lines(found: dict[str, dict[str, int]], key: str) -> str:
    """What to write in each group."""
    each = [
        f"in {group} skills: {{{', '.join(f'{name}: {{{key}: {value}}}' for name, value in values.items())}}}"
        for group, values in found.items()
    ]
    return f"write {', '.join(each[:-1])} and {each[-1]}"


SKILL_NUMBERS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _ask,
        "agent_groups: {desk: {skills: {sales: 1}, headcount: 5}, back_up: {skills: {sales: 2}, headcount: 2}}",
        "",
        within=_are_unclear,
    ),
)
