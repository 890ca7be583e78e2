"""Durations with colons, such as ``4:45``, put into numbers with units: by then it is known which of the two they mean."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.places import quantity_at
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar
from simdesk.units import parse_duration

_COLONS = re.compile(r"\s*[+-]?\d+:\d.*")


def with_units(tree: MapNode) -> MapNode:
    """The tree with each duration that has colons in seconds; changes of it then need not know where it stands.

    What is unclear stays as it is, and is reported where it is read.
    """
    node = _with_units(tree, ())
    assert isinstance(node, MapNode)
    return node


def _with_units(node: Node, path: Path) -> Node:
    match node:
        case MapNode():
            if path[:1] in (("variants",), ("sweep",)):
                return node
            entries = {key: Entry(entry.key, _with_units(entry.node, (*path, key))) for key, entry in node.entries.items()}
            same = all(entries[key].node is entry.node for key, entry in node.entries.items())
            return node if same else MapNode(entries, node.place)
        case ListNode():
            items = tuple(_with_units(item, (*path, index)) for index, item in enumerate(node.items))
            return node if all(new is old for new, old in zip(items, node.items, strict=True)) else ListNode(items, node.place)
        case Scalar() if isinstance(node.value, str) and _COLONS.fullmatch(node.value):
            quantity = quantity_at(path)
            if quantity is None or quantity.kind != "duration":
                return node
            try:
                seconds = parse_duration(node.value, quantity.two_parts)
            except InputError:
                return node
            return Scalar(f"{seconds:.15g} s", node.place)
        case _:
            return node
