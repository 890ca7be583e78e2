"""Lists in changes: something added to what is there or taken away, one item changed by its name or because there is one."""

from __future__ import annotations

import re

from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, flow, follow, plain
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, text_of

_MORE = re.compile(r"(?:add|extra|additional|another|plus|new)_(\w+)")
_FEWER = re.compile(r"(?:remove|drop|without|delete)_(\w+)")
_ADDS = frozenset({"add", "append", "plus", "also", "extra"})
_TAKES = frozenset({"remove", "drop", "without", "delete"})
_SIGNED = re.compile(r"([+-])\s*([^\W\d]\w*)")
_ENDS = frozenset({"end", "until", "to", "ends", "finish"})
"""Words that say how long something is, in the place of its length."""
_STARTS = frozenset({"start", "from", "begin"})


def list_meant(tree: MapNode, path: Path, key: str, entry: Entry) -> tuple[str, Entry] | None:
    """A key of changes that adds to a list, takes from it or changes one of its items, as it is documented; None for others.

    Parameters
    ----------
    tree : MapNode
        The scenario.
    path : tuple
        Of the block that the key stands in.
    key : str
    entry : Entry

    Returns
    -------
    (str, Entry) or None
        The language's key, and the whole of the new list, or its items by number.

    Raises
    ------
    UnclearError
        When it may be one of several items.
    """
    model = model_at(path)
    if model is None:
        return None
    way, word, value = _way(key, entry.node)
    named = _field(model, word) if way and word != key else key
    if named not in model.model_fields:
        return None
    there = follow(tree, (*path, named))
    if way:
        made = _with(there, value, named) if way == "+" else _less(there, value)
        return None if made is None else (named, Entry(entry.key, made))
    return _one_of_several(there, path, named, entry)


def with_events(tree: MapNode, entry: Entry) -> Entry:
    """An event by a key of its own, such as ``outage``, besides those that are there."""
    made = _with(follow(tree, ("events",)), entry.node, "events")
    return entry if made is None else Entry(entry.key, made)


def _way(key: str, value: Node) -> tuple[str, str, Node]:
    """``+`` or ``-`` where something is added or taken away, the word of the list, and what it is: ``add_shift: {…}``."""
    word = folded(key)
    if word == "event" and isinstance(value, MapNode):
        return "+", word, value
    for sign, begins in (("+", _MORE), ("-", _FEWER)):
        if match := begins.fullmatch(word):
            return sign, match[1], value
    inside = _only(value)
    for sign, words in (("+", _ADDS), ("-", _TAKES)):
        if inside is not None and inside[0] in words:
            return sign, key, inside[1]
    signed = _SIGNED.fullmatch(text_of(value)) if key == "skills" else None
    return (signed[1], key, Scalar(signed[2], value.place)) if signed is not None else ("", key, value)


def _field(model: type[Block], word: str) -> str:
    """The list that is meant: ``shift`` is one of ``shifts``."""
    return next((name for name in (word, f"{word}s") if name in model.model_fields), "")


def _only(value: Node) -> tuple[str, Node] | None:
    if not isinstance(value, MapNode) or len(value.entries) != 1:
        return None
    name, entry = next(iter(value.entries.items()))
    return folded(name), entry.node


def _with(there: Node | None, value: Node, named: str) -> Node | None:
    """A list with more in it; None where there is no list of blocks or texts."""
    if isinstance(there, MapNode) and named == "skills" and all(text_of(one) for one in items_of(value)):
        empty = MapNode({}, value.place)
        return MapNode({**there.entries, **{text_of(one): Entry(one.place, empty) for one in items_of(value)}}, value.place)
    if there is not None and not isinstance(there, ListNode):
        return None
    before = there.items if isinstance(there, ListNode) else ()
    texts = named in ("shifts", "breaks")  # 12:00-16:00 x 2
    if not all(map(_is_item, before)) or not all(_is_item(one) or (texts and bool(text_of(one))) for one in items_of(value)):
        return None
    fresh = tuple(one for one in items_of(value) if plain(one) not in [plain(other) for other in before])
    return ListNode((*before, *fresh), value.place)


def _is_item(node: Node) -> bool:
    """Whether a node is a block or a name, and no quantity, to which an amount may be added."""
    return isinstance(node, MapNode) or re.match(r"\s*[^\W\d]", text_of(node)) is not None


def _less(there: Node | None, value: Node) -> Node | None:
    """A list without some of its texts, or of its blocks by name or number; None where they are not in it."""
    gone = {text_of(one) for one in items_of(value)}
    if isinstance(there, ListNode) and all(isinstance(one, MapNode) for one in there.items):
        places = [_place(there, one) for one in items_of(value)]
        left = tuple(one for index, one in enumerate(there.items) if index not in places)
        return ListNode(left, value.place) if None not in places else None
    if isinstance(there, MapNode) and gone <= set(there.entries):
        return MapNode({name: one for name, one in there.entries.items() if name not in gone}, value.place)
    if "" in gone or not isinstance(there, ListNode) or not gone <= {text_of(one) for one in there.items}:
        return None
    return ListNode(tuple(one for one in there.items if text_of(one) not in gone), value.place)


def _place(there: ListNode, which: Node) -> int | None:
    """The number of a block in a list, by its number or its name."""
    number = which.value if isinstance(which, Scalar) else None
    if isinstance(number, int) and not isinstance(number, bool):
        return number if 0 <= number < len(there.items) else None
    return _names(there).get(folded(text_of(which)))


def _names(there: ListNode) -> dict[str, int]:
    """The names of blocks in a list, with their numbers."""
    return {
        folded(text_of(one.entries["name"].node)): index
        for index, one in enumerate(there.items)
        if isinstance(one, MapNode) and "name" in one.entries
    }


def _one_of_several(there: Node | None, path: Path, key: str, entry: Entry) -> tuple[str, Entry] | None:
    """A part of one item of a list of blocks, by the item's name, or because there is only one."""
    value, item = entry.node, model_at((*path, key, 0))
    if item is None or not isinstance(there, ListNode) or not isinstance(value, MapNode) or not value.entries:
        return None
    names = _names(there)
    if all(folded(name) in names for name in value.entries):
        by_number = {str(names[folded(name)]): one for name, one in value.entries.items()}
        return key, Entry(entry.key, MapNode(by_number, value.place))
    given = {folded(name) for name in value.entries}
    if not given <= {*item.model_fields, *_ENDS, *_STARTS}:
        return None
    needed = {name for name, field in item.model_fields.items() if field.is_required()}
    needed -= ({"length"} if given & _ENDS else set()) | ({"start"} if given & _STARTS else set())
    if needed <= given or not there.items:
        return None
    if len(there.items) == 1:
        return key, Entry(entry.key, MapNode({"0": Entry(value.place, value)}, value.place))
    owner = str(path[1]) if len(path) > 1 else "the scenario"
    lines = " or ".join(f"{key}: {{{index}: {flow(value)}}}" for index in range(min(len(there.items), 3)))
    raise UnclearError(f"{owner} has {len(there.items)} {key}: which is changed?", f"write {lines}", value.place)
