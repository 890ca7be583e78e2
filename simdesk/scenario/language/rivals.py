"""What a key takes the place of: its rivals, and what belongs to them."""

from __future__ import annotations

from collections.abc import Collection

from simdesk.scenario.language.places import model_at
from simdesk.scenario.reading.nodes import MapNode, Node, Path, child, key_place, put, without


def given_up(path: Path, key: str, present: Collection[str]) -> tuple[str, ...]:
    """The keys of a block that go when another is given: its rivals, and what belongs to them and not to it.

    Parameters
    ----------
    path : tuple
        Of the block.
    key : str
        The new key.
    present : collection of str
        The keys that the block has.
    """
    model = model_at(path)
    for group in () if model is None else model.one_of:
        rivals = tuple(one for one in group.keys if one != key and one in present)
        if key in group.keys and rivals:
            return (*rivals, *(one for one, with_them in group.beside.items() if one in present and key not in with_them))
    return ()


def are_rivals(path: Path, one: object, other: object) -> bool:
    """Whether two keys of the block at a path exclude each other."""
    model = model_at(path)
    return model is not None and one != other and any({one, other} <= set(group.keys) for group in model.one_of)


def is_complete(path: Path, keys: Collection[str]) -> bool:
    """Whether some keys make the whole of a block: all it must have, and one of each group of rivals."""
    model = model_at(path)
    if model is None:
        return True
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    return needed <= set(keys) and all(set(group.keys) & set(keys) for group in model.one_of if group.needed)


def room_made(tree: MapNode, path: Path) -> MapNode:
    """A copy of a scenario's tree without what the keys of a path take the place of."""
    made = _room_made(tree, path, 0)
    assert isinstance(made, MapNode)
    return made


def _room_made(node: Node, path: Path, depth: int) -> Node:
    if depth == len(path):
        return node
    if isinstance(node, MapNode):
        node = without(node, *given_up(path[:depth], str(path[depth]), node.entries))
    below = child(node, path[depth])
    if below is None:
        return node
    made = _room_made(below, path, depth + 1)
    return node if made is below else put(node, path[depth : depth + 1], made, key_place(node, path[depth : depth + 1]))
