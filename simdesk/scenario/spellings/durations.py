"""Durations with colons, such as ``4:45``, put into numbers with units: by then it is known which of the two they mean."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from simdesk.errors import InputError
from simdesk.scenario.language.bare import USUAL, Usual, are_seconds
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.places import quantity_at
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, written
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.spellings.spelling import text_of
from simdesk.units import parse_duration

_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?")
_LEADS = ("mean", "sd", "low", "mode", "high")
_TIMES = frozenset(_LEADS)
_FORMS = frozenset({*DistributionForm.model_fields, "means"})
_LEAST_DEVIATION = 0.05
"""Of the mean: a smaller number may be one of minutes."""
_COLONS = re.compile(r"\s*[+-]?\d+:\d.*")


def with_units(tree: MapNode, used: list[ColumnUsed]) -> MapNode:
    """The tree with each duration that has colons in seconds; changes of it then need not know where it stands.

    Numbers without a unit that can only be seconds become seconds too. What is unclear stays as it is, and is reported
    where it is read.

    Parameters
    ----------
    tree : MapNode
    used : list of ColumnUsed
        Takes the numbers whose unit was assumed.
    """
    node = _with_units(tree, ())
    assert isinstance(node, MapNode)
    entry = node.entries.get("queues")
    if entry is None or not isinstance(entry.node, MapNode):
        return node
    queues = {
        name: Entry(one.key, _with_seconds(one.node, ("queues", name), used)) if isinstance(one.node, MapNode) else one
        for name, one in entry.node.entries.items()
    }
    return MapNode({**node.entries, "queues": Entry(entry.key, MapNode(queues, entry.node.place))}, node.place)


def _with_seconds(queue: MapNode, path: Path, used: list[ColumnUsed]) -> MapNode:
    """A queue with its bare times in seconds, where they can be nothing else."""
    channel = text_of(queue.entries["channel"].node) if "channel" in queue.entries else "voice"
    entries = dict(queue.entries)
    for key, usual in USUAL.items():
        entry = entries.get(key)
        for at, numbers in _bare(entry.node, (*path, key)) if entry is not None else ():
            assert entry is not None
            if not _surely(numbers, at, usual, channel):
                continue
            entries[key] = entry = Entry(entry.key, _in_seconds(entry.node, {*map(id, numbers)}))
            few = [str(one.value) for one in numbers] if len(numbers) < 4 else []
            shown = " and ".join(few) or f"{numbers[0].value} to {numbers[-1].value}"
            used.append(ColumnUsed(written(at), rows=len(numbers), unit="seconds", given=shown))
    return MapNode(entries, queue.place)


def _bare(node: Node, path: Path) -> Iterator[tuple[Path, tuple[Scalar, ...]]]:
    """The numbers without a unit of a time, in groups that have one unit, each group with its path; a mean comes first."""
    if isinstance(node, Scalar):
        if _is_bare(node):
            yield path, (node,)
    elif isinstance(node, ListNode) or (path[-1] == "mean_by_interval" and not _names_a_file(node)):
        items = node.items if isinstance(node, ListNode) else [one.node for one in node.entries.values()]
        yield from _all_bare(items, path)
    elif _TIMES.isdisjoint(node.entries):
        inside = node.entries if path[-1] == "by_interval" else (key for key in node.entries if key in _FORMS)
        for key in inside:
            yield from _bare(node.entries[key].node, (*path, key))
    else:
        keys = sorted((key for key in node.entries if key in _TIMES), key=_LEADS.index)
        yield from _all_bare([node.entries[key].node for key in keys], (*path, keys[0]))


def _all_bare(items: Sequence[Node], path: Path) -> Iterator[tuple[Path, tuple[Scalar, ...]]]:
    numbers = tuple(item for item in items if isinstance(item, Scalar) and _is_bare(item))
    if numbers and len(numbers) == len(items):
        yield path, numbers


def _names_a_file(node: MapNode) -> bool:
    return not {"file", "csv"}.isdisjoint(node.entries)


def _surely(numbers: Sequence[Scalar], path: Path, usual: Usual, channel: str) -> bool:
    values = [float(str(one.value)) for one in numbers]
    if path[-1] == "mean":  # the deviation has its unit, and may be shorter than any mean
        return are_seconds(values[:1], usual, channel) and min(values) >= _LEAST_DEVIATION * values[0]
    return are_seconds(values, usual, channel)


def _in_seconds(node: Node, wanted: set[int]) -> Node:
    match node:
        case MapNode():
            return MapNode({key: Entry(one.key, _in_seconds(one.node, wanted)) for key, one in node.entries.items()}, node.place)
        case ListNode():
            return ListNode(tuple(_in_seconds(item, wanted) for item in node.items), node.place)
        case _:
            return Scalar(f"{node.value} s", node.place) if id(node) in wanted else node


def _is_bare(node: Scalar) -> bool:
    value = node.value
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return not node.plus and (number or (isinstance(value, str) and _NUMBER.fullmatch(value) is not None))


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
