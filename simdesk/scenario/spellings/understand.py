"""A tree in the documented form: every other spelling in it found by what the language has at its place."""

from __future__ import annotations

from functools import cache

from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, written
from simdesk.scenario.spellings.known import SPELLINGS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError


def understood(tree: MapNode, sources: Sources, at: Path = ()) -> MapNode:
    """The tree with each other spelling put into the documented form; what is known and unclear is reported.

    Keys and values keep the places at which they are written.

    Parameters
    ----------
    tree : MapNode
        A whole scenario, or the block that stands at ``at``.
    sources : Sources
        Takes the reports.
    at : tuple
        Path of the tree in the scenario.

    Returns
    -------
    MapNode
    """
    node = _understood(tree, sources, at)
    assert isinstance(node, MapNode)
    return node


def _understood(node: Node, sources: Sources, path: Path) -> Node:
    if isinstance(node, ListNode):
        items = tuple(_understood(item, sources, (*path, index)) for index, item in enumerate(node.items))
        return node if all(new is old for new, old in zip(items, node.items, strict=True)) else ListNode(items, node.place)
    if not isinstance(node, MapNode):
        return node
    if path[:1] == ("variants",):
        return node  # changes, not blocks: see changes.variants
    model = model_at(path)
    if model is not None:
        node = _of_block(node, model, sources, path)
    entries = {key: Entry(entry.key, _understood(entry.node, sources, (*path, key))) for key, entry in node.entries.items()}
    same = all(entries[key].node is entry.node for key, entry in node.entries.items())
    return node if same else MapNode(entries, node.place)


def _of_block(block: MapNode, model: type[Block], sources: Sources, path: Path) -> MapNode:
    for key in list(block.entries):
        if key in model.model_fields or key not in block.entries:
            continue
        spelling = _spellings_of(model).get(folded(key))
        if spelling is not None:
            try:
                block = spelling.rewrite(block, key)
            except UnclearError as unclear:
                place = unclear.place or block.entries[key].key
                sources.report(place, written((*path, key)), unclear.message, unclear.hint)
                block = MapNode({name: entry for name, entry in block.entries.items() if name != key}, block.place)
        elif folded(key) in model.model_fields and folded(key) not in block.entries:
            entries = {folded(key) if name == key else name: entry for name, entry in block.entries.items()}
            block = MapNode(entries, block.place)
    return block


def folded(key: str) -> str:
    """``Handle-Time`` and ``handle time`` are ``handle_time``."""
    return "_".join(key.strip().lower().replace("-", " ").replace("_", " ").split())


@cache
def _spellings_of(model: type[Block]) -> dict[str, Spelling]:
    return {key: spelling for spelling in SPELLINGS if issubclass(model, spelling.model) for key in spelling.keys}
