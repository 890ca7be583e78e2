"""The line to write where a value is of the wrong make: with the numbers and names seen, and tried before it is shown."""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simdesk.scenario.language.places import annotation_at, inner_of, model_at, model_of, quantity_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, flow, follow, from_python, plain
from simdesk.scenario.reading.yaml_tree import parse_value

LONGEST_LINE = 160
_AMOUNT = re.compile(r"(?<![\w.])[+-]?\d[\d.,:]*\s*(?:%|(?:s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?)\b)?")
_SHARE, _DURATION = re.compile(r".*%$"), re.compile(r".*\d\s*(s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?)$")
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "once": 1, "twice": 2}
_SECTIONS = {
    "agent_groups": {"tries", "groups", "agent_groups", "by"},
    "queues": {"takes", "skills", "queues", "to", "passes_to", "queue"},
}


def own_line(path: Path, tree: MapNode) -> str:
    """What to write at a path instead of a value of the wrong make; empty when nothing can be made of the value.

    Whatever is offered can be read there, and holds every number that was written.

    Parameters
    ----------
    path : tuple
    tree : MapNode
        The scenario.
    """
    node = follow(tree, path)
    adapter = _adapter(path)
    if node is None or adapter is None:
        return ""
    for candidate in _candidates(path, node, tree):
        try:
            adapter.validate_python(plain(candidate))
        except (ValidationError, ValueError):
            continue
        shown = flow(candidate)
        return shown if len(shown) <= LONGEST_LINE else ""
    return ""


def own_names(path: Path, tree: MapNode) -> str:
    """The names that may stand at a path, in brackets; empty where names of another kind are meant, or there are none."""
    keys = [step for step in path if isinstance(step, str)]
    section = next((one for one, words in _SECTIONS.items() if keys and keys[-1] in words), "")
    block = follow(tree, (section,)) if section else None
    names = [name for name in block.entries if name not in path] if isinstance(block, MapNode) else []
    return ", ".join(names)


def usual_line(path: Path, tree: MapNode) -> str:
    """An example for a place at which nothing can be made of the value; empty where there is none."""
    annotation = annotation_at(path)
    if _is(annotation, tuple):
        names, item = own_names(path, tree), model_of(inner_of(annotation))
        return f"[{names}]" if names else f"[{item.example}]" if item is not None and item.example else ""
    parent = model_at(path[:-1])
    whole = parse_value(parent.example, Place("")) if parent is not None and parent.example else None
    usual = follow(whole, path[-1:]) if whole is not None else None
    if usual is not None:
        return flow(usual)
    quantity = quantity_at(path)
    if quantity is not None and quantity.kind in _USUAL_VALUES:
        return _USUAL_VALUES[quantity.kind]
    inner = model_of(inner_of(annotation)) if _is(annotation, dict) else None
    return f"{{{_USUAL_NAMES.get(str(path[-1]), 'sales')}: {inner.example}}}" if inner is not None and inner.example else ""


_USUAL_VALUES = {"whole": "3", "number": "2", "duration": "20 s", "share": "10%", "rate": "24 per h"}
_USUAL_NAMES = {"channels": "chat", "variants": "more", "customers": "gold"}


def _adapter(path: Path) -> TypeAdapter[Any] | None:
    parent = model_at(path[:-1])
    field = parent.model_fields.get(str(path[-1])) if parent is not None and path else None
    whole: Any = annotation_at(path) if field is None else field.annotation
    for one in field.metadata if field is not None else ():
        whole = typing.Annotated[whole, one]
    return None if whole is None else TypeAdapter(whole)


def _candidates(path: Path, node: Node, tree: MapNode) -> Iterator[Node]:
    annotation = annotation_at(path)
    if isinstance(node, Scalar):
        text = str(node.value).strip()
        amounts = [one.strip() for one in _AMOUNT.findall(text)]
        model = model_of(annotation)
        if model is not None and model.example:
            yield from _in_example(model, text, amounts)
            yield from _by_name(model, text, amounts, tree)
        if _is(annotation, dict) and re.fullmatch(r"[A-Za-z_]\w*", text):
            yield from _of_name(path, text, tree, node.place)
        if _is(annotation, tuple):
            yield from _in_list(path, text, amounts, tree, node)
        if len(amounts) == 1 and text != amounts[0]:
            yield _scalar(amounts[0], node.place)
        if isinstance(node.value, float) and math.isfinite(node.value):
            yield Scalar(round(node.value + 0.25), node.place)
        words = [word for word in re.findall(r"[a-z]+", text.lower()) if word in _COUNTS]
        if not amounts and len(words) == 1:
            yield Scalar(_COUNTS[words[0]], node.place)
    elif isinstance(node, MapNode):
        if len(node.entries) == 1:
            yield next(iter(node.entries.values())).node
        if _is(annotation, tuple):
            yield ListNode((node,), node.place)
            yield from _in_order(node)
    elif isinstance(node, ListNode) and _is(annotation, dict):
        named = [_of_item(item) for item in node.items]
        entries = dict(one for one in named if one is not None)
        if len(entries) == len(node.items):
            yield MapNode(entries, node.place)


def _in_order(node: MapNode) -> Iterator[Node]:
    """The names of a mapping whose values number them: ``{mail: 2, phone: 1}`` is ``[phone, mail]``."""
    ranks = {name: entry.node.value for name, entry in node.entries.items() if isinstance(entry.node, Scalar)}
    if sorted(map(str, ranks.values())) == [str(rank) for rank in range(1, len(node.entries) + 1)]:
        yield from_python(sorted(ranks, key=lambda name: str(ranks[name])), node.place)


def _is(annotation: Any, kind: type) -> bool:
    """Whether a list (``tuple``) or a mapping of names (``dict``) may stand there, and no block."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _is(typing.get_args(annotation)[0], kind)
    inside = typing.get_args(annotation) if origin is not kind else ()
    return origin is kind or (bool(inside) and origin not in (dict, tuple) and any(_is(one, kind) for one in inside))


def _of_item(item: Node) -> tuple[str, Entry] | None:
    """An item with a ``name`` as an entry of that name."""
    name = item.entries.get("name") if isinstance(item, MapNode) else None
    if not isinstance(item, MapNode) or name is None or not isinstance(name.node, Scalar):
        return None
    called = re.sub(r"\W+", "_", str(name.node.value), flags=re.ASCII).strip("_")
    return called, Entry(name.key, MapNode({key: entry for key, entry in item.entries.items() if key != "name"}, item.place))


def _scalar(text: str, place: Place) -> Node:
    return parse_value(text, place) or Scalar(text, place)


def _in_example(model: type[Block], text: str, amounts: list[str]) -> Iterator[Node]:
    """The example of a block with the amounts or the one word that were written in the places of its own; each in one place."""
    place = Place("")
    example = parse_value(model.example, place)
    own = amounts or ([text] if re.fullmatch(r"[A-Za-z_]\w*", text) else [])
    if not isinstance(example, MapNode) or not own:
        return
    left, entries, held = list(own), {}, set()
    for key, entry in example.entries.items():
        fitting = next(
            (one for one in left if isinstance(entry.node, Scalar) and _kind(one) == _kind(str(entry.node.value))), None
        )
        if fitting is not None:
            left.remove(fitting)
            held.add(key)
        entries[key] = entry if fitting is None else Entry(entry.key, _scalar(fitting, place))
    if left:
        return
    yield MapNode(entries, place)
    needed = {name for name, field in model.model_fields.items() if field.is_required()} | held
    yield MapNode({key: entry for key, entry in entries.items() if key in needed}, place)


def _by_name(model: type[Block], text: str, amounts: list[str], tree: MapNode) -> Iterator[Node]:
    """The example of a block in which names have amounts, with the one name and the one amount written: ``12% to mail``."""
    place = Place("")
    example, queues = parse_value(model.example, place), follow(tree, ("queues",))
    names = [name for name in re.findall(r"\w+", text) if isinstance(queues, MapNode) and name in queues.entries]
    for key, entry in example.entries.items() if isinstance(example, MapNode) else ():
        if isinstance(entry.node, MapNode) and len(names) == len(amounts) == 1:
            inside = MapNode({names[0]: Entry(place, _scalar(amounts[0], place))}, place)
            yield MapNode({key: Entry(place, inside)}, place)


def holds_numbers_of(hint: str, node: Node) -> bool:
    """Whether a hint holds every number of a value."""
    return set(re.findall(r"\d+", flow(node))) <= set(re.findall(r"\d+", hint))


def _kind(text: str) -> str:
    text = text.strip()
    if re.fullmatch(r"\d{1,2}:\d{2}", text):
        return "clock"
    if re.fullmatch(r"[+-]?[\d.,]+", text):
        return "number"
    return "share" if _SHARE.fullmatch(text) else "duration" if _DURATION.fullmatch(text) else "word"


def _of_name(path: Path, name: str, tree: MapNode, place: Place) -> Iterator[Node]:
    """A mapping of one name, with what stands beside it and is known of no key there, or with the value of the example."""
    inner = inner_of(annotation_at(path))
    model = model_of(inner)
    if model is not None:
        example = parse_value(model.example, place) if model.example else None
        if example is not None:
            yield MapNode({name: Entry(place, example)}, place)
        return
    parent, above = model_at(path[:-1]), follow(tree, path[:-1])
    beside = [
        entry.node
        for key, entry in (above.entries.items() if isinstance(above, MapNode) else ())
        if parent is not None and key not in parent.model_fields and isinstance(entry.node, Scalar)
    ]
    whole = parse_value(parent.example, place) if parent is not None and parent.example else None
    usual = follow(whole, (path[-1],)) if whole is not None else None
    usual_values = [entry.node for entry in usual.entries.values()] if isinstance(usual, MapNode) else []
    for value in (*beside, *usual_values):
        yield MapNode({name: Entry(place, value)}, place)


def _in_list(path: Path, text: str, amounts: list[str], tree: MapNode, node: Scalar) -> Iterator[Node]:
    """Names of the scenario in the order in which a text has them, where it has no numbers; else what stands between commas."""
    names = own_names(path, tree).split(", ")
    words = re.findall(r"\w+", text)
    found = [word for word in words if word in names]
    if found and not amounts:
        yield from_python(list(dict.fromkeys(found)), node.place)
    if not found:
        yield ListNode(
            tuple(_scalar(part.strip(), node.place) for part in text.strip("[]").split(",") if part.strip()), node.place
        )
