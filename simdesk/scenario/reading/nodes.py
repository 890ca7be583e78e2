"""The scenario as a tree in which every key and value remembers the file, line and column it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simdesk.scenario.reading.diagnostics import Place

Path = tuple[str | int, ...]
"""Keys and list indices from the top of the scenario."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, true, false or nothing.

    Parameters
    ----------
    value : str, int, float, bool or None
    place : Place
    plus : bool
        A number written with a plus sign, which YAML reads as without it.
    written : str
        A number, or a text that begins with one, as it is written; empty for one that was given in Python or worked out.
    """

    value: str | int | float | bool | None
    place: Place
    plus: bool = False
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key's value, and where the key stands."""

    key: Place
    node: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys and values in the order written."""

    entries: dict[str, Entry]
    place: Place


Node = Scalar | ListNode | MapNode


def is_nothing(node: Node) -> bool:
    """Whether it is YAML's null."""
    return isinstance(node, Scalar) and node.value is None


def plain(node: Node) -> Any:
    """The tree as dicts, tuples and scalars."""
    match node:
        case MapNode():
            return {key: plain(entry.node) for key, entry in node.entries.items()}
        case ListNode():
            return tuple([plain(item) for item in node.items])
        case _:
            return node.value


def from_python(value: Any, place: Place) -> Node:
    """A tree from Python values: dicts, lists, arrays, scalars, ``timedelta`` and ``time``.

    Every part of it stands at the same place.
    """
    from datetime import time, timedelta

    match value:
        case Scalar() | ListNode() | MapNode():
            return value
        case None | bool() | int() | float() | str():
            plain_value: Any = value
            for kind in (str, bool, int, float):  # numpy's float64 is a float, and a str subclass a str
                if isinstance(value, kind):
                    plain_value = kind(value)
                    break
            return Scalar(plain_value, place)
        case timedelta():
            return Scalar(f"{value.total_seconds()!r} s", place)
        case time():
            return Scalar(value.strftime("%H:%M:%S"), place)
        case Mapping():
            return MapNode({str(key): Entry(place, from_python(item, place)) for key, item in value.items()}, place)
        case _:
            if hasattr(value, "tolist"):
                return from_python(value.tolist(), place)
            if isinstance(value, Sequence | set | frozenset | range) or hasattr(value, "__iter__"):
                return ListNode(tuple(from_python(item, place) for item in value), place)
            return Scalar(str(value), place)


def child(node: Node, step: str | int) -> Node | None:
    """One step down; None when there is no such key or index."""
    if isinstance(node, MapNode) and str(step) in node.entries:
        return node.entries[str(step)].node
    if isinstance(node, ListNode):
        index = int(step) if isinstance(step, int) or str(step).isdecimal() else -1
        if 0 <= index < len(node.items):
            return node.items[index]
    return None


def moved(node: Node, place: Place) -> Node:
    """The tree with every part of it at one place."""
    match node:
        case MapNode():
            return MapNode({key: Entry(place, moved(entry.node, place)) for key, entry in node.entries.items()}, place)
        case ListNode():
            return ListNode(tuple(moved(item, place) for item in node.items), place)
        case _:
            return Scalar(node.value, place, node.plus, node.written)


def follow(node: Node, path: Path) -> Node | None:
    """The node at a path; None when it is not there."""
    here: Node | None = node
    for step in path:
        if here is None:
            return None
        here = child(here, step)
    return here


def existing(node: Node, path: Path) -> Path:
    """The longest beginning of a path that is there."""
    here: Node | None = node
    for depth, step in enumerate(path):
        here = child(here, step) if here is not None else None
        if here is None:
            return path[:depth]
    return path


def value_place(node: Node, path: Path) -> Place:
    """Where the value at a path stands, or its nearest ancestor."""
    found = follow(node, existing(node, path))
    return found.place if found is not None else node.place


def key_place(node: Node, path: Path) -> Place:
    """Where the key that ends a path stands; for a list item or a missing key, the nearest thing that is there."""
    there = existing(node, path)
    if there:
        parent = follow(node, there[:-1])
        if isinstance(parent, MapNode):
            return parent.entries[str(there[-1])].key
    return value_place(node, there)


def put(node: Node, path: Path, new: Node, key: Place) -> Node:
    """A copy of the tree with one value set; missing mappings on the way are made.

    Raises
    ------
    LookupError
        When the path leads through a scalar or past the end of a list.
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(node, MapNode):
        name = str(step)
        old = node.entries.get(name)
        below: Node = old.node if old is not None else MapNode({}, key)
        entry = Entry(old.key if old is not None and rest else key, put(below, rest, new, key))
        return MapNode({**node.entries, name: entry}, node.place)
    if isinstance(node, ListNode) and str(step).isdecimal() and int(step) < len(node.items):
        index = int(step)
        items = list(node.items)
        items[index] = put(items[index], rest, new, key)
        return ListNode(tuple(items), node.place)
    raise LookupError(step)


def remove(node: Node, path: Path) -> Node:
    """A copy of the tree without the key or list item at a path that exists."""
    step, rest = path[0], path[1:]
    if isinstance(node, MapNode):
        if not rest:
            return without(node, str(step))
        entry = node.entries[str(step)]
        return MapNode({**node.entries, str(step): Entry(entry.key, remove(entry.node, rest))}, node.place)
    assert isinstance(node, ListNode)
    items = list(node.items)
    items[int(step) : int(step) + 1] = [remove(items[int(step)], rest)] if rest else []
    return ListNode(tuple(items), node.place)


def without(node: MapNode, *keys: str) -> MapNode:
    """A copy of a mapping that lacks some keys."""
    return MapNode({key: entry for key, entry in node.entries.items() if key not in keys}, node.place)


def files_of(node: Node) -> Iterator[str]:
    """The file of every value in the tree (with repetitions)."""
    yield node.place.file
    if isinstance(node, MapNode):
        for entry in node.entries.values():
            yield from files_of(entry.node)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from files_of(item)


def written(path: Path) -> str:
    """A path the way a planner reads it: ``queues.sales.arrivals.volumes[3]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def flow(node: Node) -> str:
    """A value in YAML's short form."""
    match node:
        case MapNode():
            return "{" + ", ".join(f"{key}: {flow(entry.node)}" for key, entry in node.entries.items()) + "}"
        case ListNode():
            return "[" + ", ".join(flow(item) for item in node.items) + "]"
        case Scalar(value=None):
            return "null"
        case Scalar(value=bool() as value):
            return "true" if value else "false"
        case Scalar(value=str() as value):
            plainly = value and value[0].isalnum() and not any(sign in value for sign in ",[]{}#:\"'") and value == value.strip()
            return value if plainly else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(plain(node))


def is_number(node: Node | None) -> bool:
    """Whether a node is a number."""
    return isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def names_in(tree: Node, section: str) -> tuple[str, ...]:
    """The keys of a mapping that stands at a key, such as the names of all queues; empty when there is none."""
    node = child(tree, section)
    return tuple(node.entries) if isinstance(node, MapNode) else ()
