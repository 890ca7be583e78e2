"""Agents on standby for whom nothing sends: ``standby: true`` is a group that helps only under a condition."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Path, Scalar, flow, follow, is_number, names_in
from simdesk.scenario.spellings.overflow import WHENS
from simdesk.scenario.spellings.rosters import HEADCOUNTS
from simdesk.scenario.spellings.sections import blocks_with, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of

STANDBY = ("standby", "stand_by", "on_call", "on_standby", "reserve_agents", "spare_agents")
SENT_FOR = "agents on standby come only when an analyst's process in Python sends for them"
_ANSWERS = ("yes", "true", "on", "y", "always", "only")


def says_yes(entry: Entry) -> bool:
    """Whether it says that a group is on standby, and not how many agents are."""
    return isinstance(entry.node, Scalar) and (entry.node.value is True or folded(text_of(entry.node)) in _ANSWERS)


def line_of(tree: MapNode, group: str) -> str:
    """The order in which a queue tries its groups when one of them helps only while contacts wait."""
    queue = next(iter(skills_of(tree, group)), next(iter(names_in(tree, "queues")), "sales"))
    before = [one for one in names_in(tree, "agent_groups") if one != group and queue in skills_of(tree, one)]
    first = before[0] if len(before) == 1 else f"[{', '.join(before)}]" if before else ""
    step = f"{{groups: {group}, when_waiting: 6}}"
    there = follow(tree, ("queues", queue, "tries"))
    if isinstance(there, ListNode):
        ranks = [flow(one) for one in there.items if text_of(one) != group]
        return f"in {queue} write tries: [{', '.join([*ranks, step])}]"
    return f"in {queue} write tries: [{f'{first}, ' if first else ''}{step}]"


def _answered(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    """Standby that says yes, in groups of which nothing says when they help."""
    for path, key, entry in blocks_with(block, "agent_groups", STANDBY):
        if says_yes(entry) and _condition(block, path) is None:
            yield path, key, entry


def _counted(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    """Numbers of agents on standby, in groups that say when they help."""
    for path, key, entry in blocks_with(block, "agent_groups", STANDBY):
        if is_number(entry.node) and _condition(block, path) is not None:
            yield path, key, entry


def _condition(block: MapNode, path: Path) -> tuple[str, Entry] | None:
    whole = follow(block, path)
    assert isinstance(whole, MapNode)
    return next(((name, one) for name, one in whole.entries.items() if folded(name) in WHENS and text_of(one.node)), None)


def _has_staffing(block: MapNode, path: Path) -> bool:
    whole = follow(block, path)
    return isinstance(whole, MapNode) and any(folded(one) in ("headcount", "shifts", *HEADCOUNTS) for one in whole.entries)


def _without_condition(block: MapNode, _: str) -> MapNode:
    path, key, entry = next(_answered(block))
    group = str(path[1])
    number = "" if _has_staffing(block, path) else f", and in {group} headcount: 2"
    hint = (
        f"remove {key}; if {group} helps only while more than 5 contacts wait, {line_of(block, group)}{number}; "
        "for help after a wait write after: 45 s in place of when_waiting: 6"
    )
    raise left_out(UnclearError(f"'{key}' does not say when {group} helps: {SENT_FOR}", hint, entry.key), path, key)


def _beside_condition(block: MapNode, _: str) -> MapNode:
    path, key, entry = next(_counted(block))
    group, number = str(path[1]), flow(entry.node)
    when, condition = _condition(block, path) or ("", entry)
    line = f"write headcount: {number} in place of {key}: {number}"
    if _has_staffing(block, path):
        skills = ", ".join(skills_of(block, group))
        own = f"{group}_standby: {{skills: [{skills}], headcount: {number}, {when}: {flow(condition.node)}}}"
        line = f"write a group of its own: {own}, and remove {key} and {when} here"
    raise left_out(UnclearError(f"'{key}' and '{when}' do not go together: {SENT_FOR}", line, entry.key), path, key)


_DESKS = "agent_groups: {desk: {skills: [sales], headcount: 5}, bench: {skills: [sales], headcount: 2, %s}}"

ON_STANDBY: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _without_condition,
        _DESKS % "standby: true",
        "",
        within=lambda block: next(_answered(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _beside_condition,
        _DESKS % "standby: 2, when: more than 5 calls waiting",
        "",
        within=lambda block: next(_counted(block), None) is not None,
    ),
)
