"""Whole paths for parts of them, as people give them on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simdesk.scenario.hints.places import documented, filled, fits, models_at, pattern_of, patterns_of
from simdesk.scenario.hints.words import MEANT
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, written
from simdesk.scenario.reading.yaml_tree import parse_value
from simdesk.scenario.spellings.spelling import folded

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario


def places_of(scenario: Scenario, key: str, value: str) -> list[str]:
    """The paths of a scenario that a part of a path, or a word of the trade, means.

    Parameters
    ----------
    scenario : Scenario
    key : str
        Such as ``headcount``, ``desk.headcount`` or ``agents``.
    value : str
        As it would be written in the file, or several of a sweep.

    Returns
    -------
    list of str
        Empty when there is none, or when the key is a whole path.
    """
    tree = scenario._tree
    steps = tuple(key.split("."))
    if steps[0] in ScenarioModel.model_fields:
        return []
    whole = [path for path in _paths(tree, ()) if _ends_with(path, steps)]
    shortest = min(map(len, whole), default=0)
    whole = [path for path in whole if len(path) == shortest]
    word = folded(steps[-1])
    node: Node = parse_value(value.split("..")[0].split(",")[0], Place("")) or Scalar(value, Place(""))
    for pattern in [*map(pattern_of, MEANT.get(word, ())), *patterns_of(word)]:
        meant = documented(pattern)
        if not models_at(meant[:-1]) or fits(meant, node) < 2:
            continue
        places = [place for place in filled(meant, (), tree) if _ends_with(place[:-1], steps[:-1])]
        there = [place for place in places if follow(tree, place) is not None]
        here = there or [place for place in places if follow(tree, place[:-1]) is not None]
        if here:
            alike = here if there else []
            return [written(place) for place in (dict.fromkeys((*alike, *whole)) if whole else here)]
    return [written(path) for path in whole]


def _ends_with(path: Path, steps: tuple[str, ...]) -> bool:
    tail = tuple(str(step) for step in path if not isinstance(step, int))[-len(steps) :] if steps else ()
    return tail == steps


def _paths(node: Node, path: Path) -> Iterator[Path]:
    if path[:1] in {("variants",), ("sweep",)}:
        return
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            yield (*path, key)
            yield from _paths(entry.node, (*path, key))
    elif isinstance(node, ListNode) and not all(isinstance(item, Scalar) for item in node.items):
        for index, item in enumerate(node.items):
            yield from _paths(item, (*path, index))
