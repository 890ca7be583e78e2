"""Scenarios kept in run folders from before a plain handle time or patience was a mean: there it is a constant."""

from __future__ import annotations

from simdesk.scenario.language.distributions import MeanForm
from simdesk.scenario.language.places import model_at
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar


def with_constants(tree: MapNode) -> MapNode:
    """The tree with each plain duration of a handle time or a patience written as the constant it was.

    Parameters
    ----------
    tree : MapNode
        A whole scenario in the documented form.

    Returns
    -------
    MapNode
        Which means today what ``tree`` meant then.
    """
    node = _with_constants(tree, ())
    assert isinstance(node, MapNode)
    return node


def _with_constants(node: Node, path: Path) -> Node:
    if isinstance(node, ListNode):
        return ListNode(tuple(_with_constants(item, (*path, index)) for index, item in enumerate(node.items)), node.place)
    if isinstance(node, MapNode):
        entries = {key: Entry(entry.key, _with_constants(entry.node, (*path, key))) for key, entry in node.entries.items()}
        return MapNode(entries, node.place)
    model = model_at(path)
    if model is None or not issubclass(model, MeanForm) or not isinstance(node, Scalar):
        return node
    return MapNode({"constant": Entry(node.place, node)}, node.place)
