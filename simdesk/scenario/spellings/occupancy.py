"""A bound of occupancy said of an agent group: a target of the scenario."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, remove
from simdesk.scenario.spellings.sections import blocks_with, having, left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, text_of
from simdesk.units import parse_share

_BOUNDS = (
    *("max_occupancy", "occupancy_limit", "maximum_occupancy", "occupancy_max", "max_utilisation", "max_utilization"),
    *("occupancy_cap", "max_occ", "utilisation_limit", "utilization_limit"),
)
_VALUES = ("occupancy", "target_occupancy", "occupancy_target", "utilisation", "utilization", "planned_occupancy")
_TARGET = re.compile(r"occupancy\s*\(\s*(?P<of>\w+)\s*\)\s*<=?\s*(?P<bound>\d+(?:\.\d+)?)\s*%", re.IGNORECASE)


def _bound(block: MapNode, key: str) -> MapNode:
    """A limit of a group as a target; one that is a target already says no more."""
    path, name, entry = next(blocks_with(block, "agent_groups", (*_BOUNDS, *_VALUES)))
    group = str(path[1])
    text = text_of(entry.node)
    said = re.fullmatch(r"(?:<=?|≤|at most|max\.?|below|under)\s*(.*)", text, re.IGNORECASE)
    try:
        share = parse_share(said[1] if said is not None else entry.node.value if isinstance(entry.node, Scalar) else None)
    except InputError as error:
        raise left_out(UnclearError(error.message, error.hint, entry.node.place), path, name) from None
    bound = f"{share * 100:.10g}%"
    line = f"occupancy({group}) <= {bound}"
    there = block.entries["targets"].node if "targets" in block.entries else None
    items = items_of(there) if there is not None else ()
    same = [match for item in items if (match := _TARGET.fullmatch(text_of(item))) and match["of"] == group]
    if any(abs(float(match["bound"]) - share * 100) < 1e-9 for match in same):
        if folded(name) not in _BOUNDS and said is None:
            message = f"'{name}' is a result, and the target {line} is there already"
            raise left_out(UnclearError(message, f"remove {name}", entry.key), path, name)
        made = remove(block, (*path, name))
        assert isinstance(made, MapNode)
        return made
    if same:
        message = f"'{name}: {text}' and the target {same[0][0]} do not agree"
        raise left_out(UnclearError(message, f"keep one of them; as a target {line}", entry.key), path, name)
    if (folded(name) not in _BOUNDS and said is None) or (there is not None and not isinstance(there, ListNode)):
        message = f"'{name}' is a result, and not given"
        raise left_out(UnclearError(message, f"under targets write - {line}", entry.key), path, name)
    made = remove(block, (*path, name))
    assert isinstance(made, MapNode)
    targets: Node = ListNode((*items, Scalar(line, entry.node.place)), there.place if there is not None else entry.node.place)
    return MapNode({**made.entries, "targets": Entry(entry.key, targets)}, made.place)


_GROUP = "agent_groups: {desk: {skills: [sales], headcount: 5%s}}"
OCCUPANCY: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _bound,
        _GROUP % ", max_occupancy: 85%",
        f"{_GROUP % ''}, targets: [occupancy(desk) <= 85%]",
        within=having("agent_groups", *_BOUNDS, *_VALUES),
        of_whole=True,
    ),
)
