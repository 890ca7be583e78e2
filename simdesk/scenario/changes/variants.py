"""Named and unnamed changes of a scenario: dotted paths and new values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from simdesk.errors import InputError
from simdesk.scenario.language.messages import unknown_key
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.language.series import names_days
from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean, seen
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    child,
    follow,
    from_python,
    plain,
    put,
    remove,
    written,
)
from simdesk.scenario.reading.yaml_tree import parse_value
from simdesk.scenario.tables.kinds import KINDS
from simdesk.units import parse_duration, parse_share

_FIXED = ("simdesk", "extends", "variants", "sweep")
_QUANTITY = re.compile(
    r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(\s*(?:%|(?:per\s+|/\s*)?[A-Za-z]+(?:\s+per\s+[A-Za-z]+)?)\s*)"
)


_NOT_TEXT = re.compile(r"\s*(?:[\[{]|(?:\"[^\"]*\"|'[^']*')\s*$|[+-]?[.\d]+(?:[eE][+-]?\d+)?\s*$|(?:true|false|null|~)\s*$)")
"""Texts that YAML does not read as text, or as the text within the quotes."""
_TEXTS = {"name", "description", "targets"}
_COUNTS = {"headcount", "agents", "volumes", "per_day"}
_SIGNED = re.compile(r"\s*([+-])\s*((?:\d|\.\d).*?)\s*")
_SET_ONCE = "a key can be set once; remove one"
PYTHON = "with_changes"
"""Stands for the file of a change made in Python."""


@dataclass(frozen=True)
class Change:
    """One path set to a new value.

    Parameters
    ----------
    path : tuple
    value : Node
        The value, or ``{add: n}`` or ``{times: share}``; nothing (null) removes the key.
    key : Place
        Where the path is written.
    source : tuple
        In front of the path in diagnostics: ``variants.NAME``.
    """

    path: Path
    value: Node
    key: Place
    source: Path = ()


def steps_of(text: str) -> Path:
    """A dotted path as steps: ``agent_groups.desk.shifts[0].agents``."""
    steps: list[str | int] = []
    for step in text.strip().split("."):
        match = re.fullmatch(r"([^\[\]]*)((?:\[\d{1,9}\])*)", step)
        steps.append(match.group(1) if match else step)
        steps += [int(index) for index in re.findall(r"\d+", match.group(2))] if match else []
    return tuple(steps)


def changes_of_variant(tree: MapNode, name: str) -> list[Change]:
    """The changes a variant of the scenario makes; empty when it is no mapping."""
    node = follow(tree, ("variants", name))
    if not isinstance(node, MapNode):
        return []
    return [Change(steps_of(key), entry.node, entry.key, ("variants", name)) for key, entry in node.entries.items()]


def changes_from_python(changes: Mapping[str, Any], source: str = PYTHON) -> list[Change]:
    """Changes given as a dict of dotted paths to Python values; ``source`` stands for their file in diagnostics."""
    place = Place(source)
    return [Change(steps_of(str(path)), _read(value, place), place) for path, value in changes.items()]


def _read(value: Any, place: Place) -> Node:
    """A value given in Python; a text is read as it would be in the file (``"5"``, ``"{add: 2}"``)."""
    if isinstance(value, str) and _NOT_TEXT.match(value):
        node = parse_value(value, place)
        if node is not None:
            return node
    return from_python(value, place)


def report_conflicts(changes: Iterable[Change], sources: Sources) -> None:
    """Two changes of the same key, or of a key and one above it, have no order: an error."""
    earlier: list[Change] = []
    for change in changes:
        for other in earlier:
            shorter = min(len(change.path), len(other.path))
            if change.path[:shorter] == other.path[:shorter]:
                whose = f"{written(other.source)}.{written(other.path)}" if other.source else written(other.path)
                where = f" at {other.key.file}:{other.key.line}:{other.key.column}" if other.key.line else ""
                together = change.source != other.source
                sources.report(
                    change.key,
                    written((*change.source, *change.path)),
                    f"also set by {whose}{where}",
                    "variants that are combined set different keys; leave one out" if together else _SET_ONCE,
                )
                break
        earlier.append(change)


def apply(tree: MapNode, changes: Iterable[Change], sources: Sources) -> MapNode:
    """A copy of the tree with the changes made; what cannot be changed is reported and left.

    Parameters
    ----------
    tree : MapNode
        With CSV files replaced by their numbers.
    changes : iterable of Change
    sources : Sources

    Returns
    -------
    MapNode
    """
    for change in changes:
        try:
            changed = _apply_one(tree, change)
        except _UnfitError as unfit:
            sources.report(
                change.key if unfit.on_key else change.value.place,
                written((*change.source, *change.path)),
                unfit.message,
                unfit.hint,
            )
            continue
        assert isinstance(changed, MapNode)
        tree = changed
    return tree


class _UnfitError(Exception):
    def __init__(self, message: str, hint: str = "", *, on_key: bool = True) -> None:
        super().__init__(message, hint)
        self.message, self.hint, self.on_key = message, hint, on_key


def _apply_one(tree: MapNode, change: Change) -> Node:
    path = change.path
    _check_path(tree, path, change.value)
    operation = _operation(change.value, path)
    if operation is None:
        _check_signs(change.value, path)
        if isinstance(change.value, Scalar) and change.value.value is None:
            if follow(tree, path) is None:
                raise _UnfitError("there is nothing to remove")
            return remove(tree, path)
        return _put(tree, path, change.value, change.key)
    old = follow(tree, path)
    if old is None and path[-1] == "headcount" and isinstance(follow(tree, (*path[:-1], "shifts")), ListNode):
        # A group that works shifts has its heads there: every shift gets them.
        shifts = follow(tree, (*path[:-1], "shifts"))
        assert isinstance(shifts, ListNode)
        for index in range(len(shifts.items)):
            at = (*path[:-1], "shifts", index, "agents")
            agents = follow(tree, at)
            if agents is not None:
                tree_after = _put(tree, at, _operate(agents, operation, at), change.key)
                assert isinstance(tree_after, MapNode)
                tree = tree_after
        return tree
    if old is None and path[-1] == "scale" and isinstance(follow(tree, path[:-1]), MapNode):
        old = Scalar("100%", change.key)
    if old is None:
        what = "add to" if operation.name == "add" else "multiply"
        raise _UnfitError(f"there is no number to {what}", "write the new value itself")
    return _put(tree, path, _operate(old, operation, path), change.key)


def _put(tree: Node, path: Path, value: Node, key: Place) -> Node:
    try:
        return put(tree, path, value, key)
    except LookupError:
        here: Node | None = tree
        for depth, step in enumerate(path):
            below = child(here, step) if here is not None else None
            if below is None:
                kind = f"has only {len(here.items)} items" if isinstance(here, ListNode) else "has no parts"
                raise _UnfitError(
                    f"{written(path[:depth])} {kind}, there is no '{step}' in it", "list items count from 0"
                ) from None
            here = below
        raise


def _check_signs(value: Node, path: Path) -> None:
    """Refuse ``+2`` as a new value: who writes it means 2 more, and YAML reads it as 2."""
    match value:
        case MapNode():
            for key, entry in value.entries.items():
                _check_signs(entry.node, (*path, key))
        case ListNode():
            for item in value.items:
                _check_signs(item, path)
        case Scalar() if not _TEXTS & set(path):
            text = f"{'+' if value.plus else ''}{plain(value)}"
            signed = _SIGNED.fullmatch(text)
            if signed is None or (signed.group(1) == "-" and path[-1] not in _COUNTS):
                return
            sign, amount = signed.groups()
            message = f"{sign}{amount} would be the new value, not {amount} {'less' if sign == '-' else 'more'}"
            raise _UnfitError(message, f"write {_operation_meant(sign, amount)}", on_key=False)


def _operation_meant(sign: str, amount: str) -> str:
    """The operation that ``+2``, ``-30 s`` or ``+10%`` is likely meant for."""
    try:
        share = parse_share(amount)
    except InputError:
        return f"{{add: {amount if sign == '+' else f'-{amount}'}}}"
    return f"{{times: {100 + (share if sign == '+' else -share) * 100:g}%}}"


_WHOLE = {
    "queues": ("queue", "{arrivals: {rate: 60 per h}, handle_time: 4 min}"),
    "agent_groups": ("agent group", "{skills: [sales], headcount: 5}"),
}
"""Sections to which a whole new part can be added, what it is called, and an example."""


def _check_path(tree: MapNode, path: Path, value: Node) -> None:
    first = str(path[0])
    known = [name for name in ScenarioModel.model_fields if name not in _FIXED]
    if "" in path:
        raise _UnfitError("not a path", "write keys with dots between them: agent_groups.desk.headcount")
    if first in _FIXED:
        raise _UnfitError(f"{first} cannot be changed here")
    if first not in known:
        raise _UnfitError(f"unknown key '{first}'", did_you_mean(first, known))
    if first in _WHOLE and len(path) > 1:
        section = follow(tree, (first,))
        names = list(section.entries) if isinstance(section, MapNode) else []
        if path[1] not in names and not (len(path) == 2 and isinstance(value, MapNode) and _operation(value, path) is None):
            word, example = _WHOLE[first]
            hint = did_you_mean(str(path[1]), names, f"{word}s")
            if not (isinstance(value, Scalar) and value.value is None):
                hint = f"{hint.removesuffix('?')}, or write the whole of a new one: {first}.{path[1]}: {example}"
            raise _UnfitError(f"unknown {word} '{path[1]}'", hint)
    for depth in range(1, len(path)):
        step = str(path[depth])
        model = None if step.isdecimal() else model_at(path[:depth])
        if model is not None and step not in model.model_fields:
            raise _UnfitError(*unknown_key(path[: depth + 1]))


@dataclass(frozen=True)
class _Operation:
    name: str
    amount: Scalar
    place: Place

    def number(self) -> float | int:
        """The amount as a number (a factor for ``times``)."""
        value = self.amount.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if self.name == "times":
            if isinstance(value, str) and value.lstrip().startswith("+"):
                hint = f"write {_operation_meant('+', value.strip()[1:].lstrip())}"
                raise _UnfitError(f"times: {value} would multiply by less than 1", hint, on_key=False)
            try:
                return parse_share(value)
            except InputError as error:
                raise _UnfitError(f"times: {error.message}", "write {times: 110%}", on_key=False) from None
        raise _UnfitError(f"add: must be a number (got {seen(value)})", "write {add: 2}", on_key=False)


def _operation(value: Node, path: Path) -> _Operation | None:
    if not isinstance(value, MapNode) or not set(value.entries) & {"add", "times"} or _replays(value, path):
        return None
    if len(value.entries) != 1:
        raise _UnfitError("add and times stand alone", "write {add: 2} or {times: 110%}", on_key=False)
    name, entry = next(iter(value.entries.items()))
    if not isinstance(entry.node, Scalar):
        raise _UnfitError(f"{name}: must be a number", "write {add: 2} or {times: 110%}", on_key=False)
    return _Operation(name, entry.node, entry.node.place)


def _replays(value: MapNode, path: Path) -> bool:
    """Whether ``times`` is the key of arrivals that lists them, and not the operation."""
    if model_at(path) is not Arrivals or "times" not in value.entries:
        return False
    node = value.entries["times"].node
    if not isinstance(node, Scalar):
        return True
    return isinstance(node.value, str) and _QUANTITY.fullmatch(node.value) is None


def _operate(old: Node, operation: _Operation, path: Path) -> Node:
    if isinstance(old, MapNode) and names_days(old.entries):
        parts = {day: Entry(entry.key, _operate(entry.node, operation, path)) for day, entry in old.entries.items()}
        return MapNode(parts, old.place)
    if isinstance(old, ListNode):
        items = (_operate(item, operation, (*path, index)) for index, item in enumerate(old.items))
        return ListNode(tuple(items), operation.place)
    if isinstance(old, Scalar) and isinstance(old.value, int | float) and not isinstance(old.value, bool):
        amount = operation.number()
        return Scalar(old.value + amount if operation.name == "add" else old.value * amount, operation.place)
    if isinstance(old, Scalar) and isinstance(old.value, str):
        if path[-1] in KINDS:
            return old  # a file that could not be read, reported already
        return Scalar(_operate_on_text(old.value, operation), operation.place)
    hint = "write the new value itself"
    if model_at(path) is Arrivals:
        hint = f"change a part of it: {written((*path, 'scale'))}: {{times: 110%}}"
    raise _UnfitError("add and times change numbers, and this is none", hint, on_key=False)


def _operate_on_text(text: str, operation: _Operation) -> str:
    """``4 min`` times 110% is ``4.4 min``; ``4 min`` plus ``30 s`` is ``270 s``."""
    if operation.name == "add":
        try:
            return f"{parse_duration(text) + parse_duration(operation.amount.value)!r} s"
        except InputError:
            raise _UnfitError(
                f"cannot add {seen(operation.amount.value)} to {seen(text)}", "write the new value itself", on_key=False
            ) from None
    match = _QUANTITY.fullmatch(text)
    if match is None:
        with suppress(InputError):
            return f"{parse_duration(text) * operation.number()!r} s"  # 1 h 30 min
        raise _UnfitError(f"cannot multiply {seen(text)}", "write the new value itself", on_key=False)
    return f"{float(match.group(1)) * operation.number():.12g}{match.group(2)}"
