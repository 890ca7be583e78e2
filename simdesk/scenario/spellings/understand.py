"""A tree in the documented form: every other spelling in it found by what the language has at its place."""

from __future__ import annotations

from functools import cache

from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, follow, from_python, remove, written
from simdesk.scenario.spellings.beside_headcount import with_shifts_of_headcounts
from simdesk.scenario.spellings.clocks import weekdays_of
from simdesk.scenario.spellings.concurrency import with_channels
from simdesk.scenario.spellings.known import SPELLINGS
from simdesk.scenario.spellings.periods import with_periods
from simdesk.scenario.spellings.spelling import Rewrite, Spelling, UnclearError, folded


def understood(tree: MapNode, sources: Sources, at: Path = (), *, in_changes: bool = False) -> MapNode:
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
    in_changes : bool
        The tree is laid over another, as variants are and files that extend one. Spellings of whole blocks are left alone:
        there a block may be part of what it changes.

    Returns
    -------
    MapNode
    """
    node = _understood(tree, sources, at, in_changes or (not at and "extends" in tree.entries))
    assert isinstance(node, MapNode)
    if at:
        return node
    made = with_shifts_of_headcounts(with_periods(with_channels(node), sources), sources)
    groups = made.entries.get("agent_groups")
    if made is node or groups is None:
        return made
    whole = _understood(groups.node, sources, ("agent_groups",), True)  # what is in shifts only now
    return MapNode({**made.entries, "agent_groups": Entry(groups.key, whole)}, made.place)


def block_understood(block: MapNode, sources: Sources, at: Path) -> MapNode:
    """The keys of one block of changes in the documented form; what stands below them stays as it is written."""
    model = model_at(at)
    return block if model is None else _of_block(block, model, sources, at, in_changes=True)


def set_understood(block: MapNode, sources: Sources, at: Path) -> MapNode:
    """Keys of a block that are set to new values, in the documented form: each value is a whole, the block is not."""
    block = block_understood(block, sources, at)
    entries = {key: Entry(entry.key, _understood(entry.node, sources, (*at, key), False)) for key, entry in block.entries.items()}
    return MapNode(entries, block.place)


def _understood(node: Node, sources: Sources, path: Path, in_changes: bool) -> Node:
    if isinstance(node, ListNode):
        items = tuple(_understood(item, sources, (*path, index), in_changes) for index, item in enumerate(node.items))
        return node if all(new is old for new, old in zip(items, node.items, strict=True)) else ListNode(items, node.place)
    if not isinstance(node, MapNode):
        return node
    if path[:1] == ("variants",):
        return node  # changes, not blocks: see changes.variants
    model = model_at(path)
    if model is not None:
        node = _of_block(node, model, sources, path, in_changes)
    entries = {
        key: Entry(entry.key, _understood(entry.node, sources, (*path, key), in_changes)) for key, entry in node.entries.items()
    }
    same = all(entries[key].node is entry.node for key, entry in node.entries.items())
    return node if same else MapNode(entries, node.place)


_A_DAY = "mon"
"""Stands among the spellings for every name of a weekday, in any language."""
MOST_REWRITES = 100
"""Spellings of one block, one after the other: far more than any block has keys."""


def _of_block(block: MapNode, model: type[Block], sources: Sources, path: Path, in_changes: bool) -> MapNode:
    for _ in range(MOST_REWRITES):
        found = _next_spelling(block, model, in_changes, at_last=False) or _next_spelling(block, model, in_changes, at_last=True)
        if found is None:
            return block
        key, spelling = found
        try:
            block = spelling(block, key)
        except UnclearError as unclear:
            place = unclear.place or block.entries[key].key
            sources.report(place, written((*path, *(unclear.drop[0] if unclear.drop else (key,)))), unclear.message, unclear.hint)
            for gone in unclear.drop or [(key,)]:
                dropped = remove(block, gone) if follow(block, gone) is not None else block
                assert isinstance(dropped, MapNode)
                block = dropped
            stands_in = {name: Entry(place, from_python(value, place)) for name, value in unclear.instead.items()}
            block = MapNode({**stands_in, **block.entries}, block.place)
        except LookupError:  # it leads through a single value
            message = f"'{key}' does not fit what is written beside it"
            sources.report(block.entries[key].key, written((*path, key)), message, "write both as mappings of keys")
            block = MapNode({name: entry for name, entry in block.entries.items() if name != key}, block.place)
    return block


def _next_spelling(block: MapNode, model: type[Block], in_changes: bool, at_last: bool) -> tuple[str, Rewrite] | None:
    """The first key of a block that is not in the documented form, and what puts it there."""
    return next(((key, one) for key in block.entries if (one := _spelling_of(block, key, model, in_changes, at_last))), None)


def _spelling_of(block: MapNode, key: str, model: type[Block], in_changes: bool, at_last: bool) -> Rewrite | None:
    """What puts a key of a block into the documented form; None for what is in it, or not known, or comes later."""
    word = folded(key)
    known = _spellings_of(model, in_changes)
    for spelling in known.get(word) or (known.get(_A_DAY, ()) if weekdays_of(key.replace("_", "-")) else ()):
        if spelling.at_last == at_last and spelling.reads(block, key):
            return spelling.rewrite
    if key not in model.model_fields and word in model.model_fields and word not in block.entries:
        return _in_lower_case
    return None


def _in_lower_case(block: MapNode, key: str) -> MapNode:
    return MapNode({folded(key) if name == key else name: entry for name, entry in block.entries.items()}, block.place)


def is_word_of(word: str, model: type[Block]) -> bool:
    """Whether a key, in small letters, is one of a block's or is understood there."""
    known = _spellings_of(model, in_changes=False)
    return word in model.model_fields or word in known or (_A_DAY in known and bool(weekdays_of(word.replace("_", "-"))))


@cache
def _spellings_of(model: type[Block], in_changes: bool) -> dict[str, tuple[Spelling, ...]]:
    found: dict[str, tuple[Spelling, ...]] = {}
    for spelling in SPELLINGS:
        is_known = issubclass(model, spelling.model) and not (in_changes and spelling.of_whole)
        for key in spelling.keys if is_known else ():
            found[key] = (*found.get(key, ()), spelling)
    return found
