"""The tree of one file in the documented form, its variants and its sweep included."""

from __future__ import annotations

from simdesk.scenario.changes.lists import list_meant
from simdesk.scenario.changes.sweep_axes import BLOCK
from simdesk.scenario.changes.texts import steps_of
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, follow, put, written
from simdesk.scenario.spellings.spelling import UnclearError
from simdesk.scenario.spellings.targets import with_targets
from simdesk.scenario.spellings.understand import understood


def documented(tree: MapNode) -> MapNode:
    """The tree of a file as it would be written by the reference; what is in doubt stays as it is."""
    tree = with_targets(understood(tree, Sources()), Sources())
    variants = follow(tree, ("variants",))
    paths: list[Path] = [("variants", name) for name in variants.entries] if isinstance(variants, MapNode) else []
    for path in [*paths, BLOCK]:
        changes = follow(tree, path)
        if isinstance(changes, MapNode):
            new = _changes(changes, tree)
            if new is not changes:
                below = put(tree, path, new, new.place)
                assert isinstance(below, MapNode)
                tree = below
    return tree


def place_of_change(tree: MapNode, key: str) -> Path:
    """The place in the scenario that the key of a change leads to, from the top."""
    steps = steps_of(key)
    if str(steps[0]) in ScenarioModel.model_fields:
        return steps
    for section in ("queues", "agent_groups"):
        if follow(tree, (section, str(steps[0]))) is not None:
            return (section, *steps)
    return steps


def _changes(changes: MapNode, tree: MapNode) -> MapNode:
    entries: dict[str, Entry] = {}
    for key, entry in changes.entries.items():
        for name, one in _change(key, entry, tree):
            entries.setdefault(name, one)
    same = list(entries) == list(changes.entries) and all(entries[key].node is changes.entries[key].node for key in entries)
    return changes if same else MapNode(entries, changes.place)


def _change(key: str, entry: Entry, tree: MapNode) -> list[tuple[str, Entry]]:
    """One change with the keys of its path, and what stands behind it, in the documented form."""
    whole = place_of_change(tree, key)
    given = len(whole) - len(steps_of(key))
    path: Path = whole[:given]
    for step in whole[given:-1]:
        path = (*path, _key_at(path, step, entry))
    last = whole[-1]
    if isinstance(last, int):
        return [(written((*path[given:], last)), entry)]
    if _goes_by_what_is_there(tree, path, last, entry):
        return [(key, entry)]
    apart = Sources()
    block = understood(MapNode({last: entry}, entry.key), apart, path, in_changes=True)
    besides = not path and "events" in block.entries and last != "events"  # an outage comes besides the events that are there
    if apart.found or not block.entries or besides:
        return [(key, entry)]
    unchanged = list(block.entries) == [last] and (*path, last) == whole
    return [(key if unchanged else written((*path[given:], name)), one) for name, one in block.entries.items()]


def _goes_by_what_is_there(tree: MapNode, path: Path, key: str, entry: Entry) -> bool:
    """Whether a change adds to a list or changes one item of it, and so means nothing without what is there."""
    try:
        if list_meant(tree, path, key, entry) is not None:
            return True
    except UnclearError:
        return True
    inside = entry.node.entries if isinstance(entry.node, MapNode) else {}
    return any(_goes_by_what_is_there(tree, (*path, key), name, one) for name, one in inside.items())


def _key_at(path: Path, step: str | int, entry: Entry) -> str | int:
    """A step of a path as the documented form has it; itself where another spelling is more than another key."""
    if isinstance(step, int):
        return step
    inside = MapNode({}, entry.key)
    try:
        block = understood(MapNode({step: Entry(entry.key, inside)}, entry.key), Sources(), path)
    except (AssertionError, AttributeError, KeyError, LookupError):  # a spelling that looks into a value which is not there
        return step
    return next(iter(block.entries)) if [one.node for one in block.entries.values()] == [inside] else step
