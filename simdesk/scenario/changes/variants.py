"""Changes made in a scenario's tree, each checked against what the language has at its place."""

from __future__ import annotations

from collections.abc import Iterable

from simdesk.likeness import distance, nearest
from simdesk.scenario.changes.change import Change
from simdesk.scenario.changes.moving import MOVES
from simdesk.scenario.changes.relative import (
    UnfitError,
    check_no_signs_inside,
    operate,
    operation_of,
    signed_operation,
)
from simdesk.scenario.hints.keys import guess
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.places import model_at
from simdesk.scenario.language.rivals import given_up, room_made
from simdesk.scenario.reading.diagnostics import Place, Sources, did_you_mean
from simdesk.scenario.reading.nodes import (
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    child,
    flow,
    follow,
    is_nothing,
    put,
    remove,
    written,
)

_FIXED = ("simdesk", "extends", "variants", "sweep")


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
    for change in _in_order(tree, changes):
        if change.path[0] == MOVES:
            continue
        try:
            changed = _apply_one(tree, change)
        except UnfitError as unfit:
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


def _in_order(tree: MapNode, changes: Iterable[Change]) -> list[Change]:
    """Removals of rivals first, then what takes the place of rivals, then all else as written: the order does not matter."""

    def turn(change: Change) -> int:
        replaces = any(
            isinstance(block, MapNode) and given_up(change.path[:depth], str(step), block.entries)
            for depth, step in enumerate(change.path)
            for block in [follow(tree, change.path[:depth])]
        )
        return (0 if is_nothing(change.value) else 1) if replaces or _is_rival(change) else 2

    return sorted(changes, key=turn)


def _is_rival(change: Change) -> bool:
    model = model_at(change.path[:-1])
    return model is not None and any(change.path[-1] in group.keys for group in model.one_of)


def _apply_one(tree: MapNode, change: Change) -> Node:
    path = change.path
    _check_path(tree, path, change.value)
    old = follow(tree, path)
    operation = operation_of(change.value, path) or signed_operation(change.value, path, old)
    if operation is None:
        check_no_signs_inside(change.value, path)
        if is_nothing(change.value):
            if old is None:
                raise UnfitError("there is nothing to remove")
            return remove(tree, path)
        return _put(room_made(tree, path), path, change.value, change.key)
    if old is None and path[-1] == "headcount" and isinstance(follow(tree, (*path[:-1], "shifts")), ListNode):
        # A group that works shifts has its heads there: every shift gets them.
        shifts = follow(tree, (*path[:-1], "shifts"))
        assert isinstance(shifts, ListNode)
        for index in range(len(shifts.items)):
            at = (*path[:-1], "shifts", index, "agents")
            agents = follow(tree, at)
            if agents is not None:
                tree_after = _put(tree, at, operate(agents, operation, at), change.key)
                assert isinstance(tree_after, MapNode)
                tree = tree_after
        return tree
    if old is None and path[-1] == "scale" and isinstance(follow(tree, path[:-1]), MapNode):
        old = Scalar("100%", change.key)
    if old is None:
        what = "add to" if operation.name == "add" else "multiply"
        raise UnfitError(f"there is no number to {what}", "write the new value itself")
    return _put(tree, path, operate(old, operation, path), change.key)


def _put(tree: Node, path: Path, value: Node, key: Place) -> Node:
    try:
        return put(tree, path, value, key)
    except LookupError:
        here: Node | None = tree
        for depth, step in enumerate(path):
            below = child(here, step) if here is not None else None
            if below is None:
                kind = f"has only {len(here.items)} items" if isinstance(here, ListNode) else "has no parts"
                raise UnfitError(
                    f"{written(path[:depth])} {kind}, there is no '{step}' in it", "list items count from 0"
                ) from None
            here = below
        raise


_WHOLE = {
    "queues": ("queue", "{arrivals: {rate: 60 per h}, handle_time: 4 min}"),
    "agent_groups": ("agent group", "{skills: [sales], headcount: 5}"),
}
"""Sections to which a whole new part can be added, what it is called, and an example."""


def _check_path(tree: MapNode, path: Path, value: Node) -> None:
    first = str(path[0])
    known = [name for name in ScenarioModel.model_fields if name not in _FIXED]
    if "" in path:
        raise UnfitError("not a path", "write keys with dots between them: agent_groups.desk.headcount")
    if first in _FIXED:
        raise UnfitError(f"{first} cannot be changed here")
    if first not in known:
        names = [name for section in _WHOLE for name in getattr(follow(tree, (section,)), "entries", {})]
        if isinstance(value, MapNode) or len(path) > 1:
            inside = flow(value) if len(path) == 1 else f"{{{written(path[1:])}: {flow(value)}}}"
            known = [*known, "volume", "handle_time", *names]
            near_one = nearest(first, [*known, *names])
            if not near_one:
                hint = f"if it is, write it beside this one, as far to the left: {first}: {inside}"
                raise UnfitError(f"'{first}' looks like a variant of its own", hint)
        close = nearest(first, names)
        raise UnfitError(
            f"unknown key '{first}'",
            f"did you mean {close}?" if close else did_you_mean(first, [*known, "volume", "handle_time", MOVES]),
        )
    if first in _WHOLE and len(path) > 1:
        section = follow(tree, (first,))
        names = list(section.entries) if isinstance(section, MapNode) else []
        if path[1] not in names and not _is_whole(path, value, names):
            word, example = _WHOLE[first]
            hint = did_you_mean(str(path[1]), names, f"{word}s")
            if not (isinstance(value, Scalar) and value.value is None):
                hint = f"{hint.removesuffix('?')}, or write the whole of a new one: {first}.{path[1]}: {example}"
            raise UnfitError(f"unknown {word} '{path[1]}'", hint)
    for depth in range(1, len(path)):
        step = str(path[depth])
        model = None if step.isdecimal() else model_at(path[:depth])
        if model is not None and step not in model.model_fields:
            found = guess(path[: depth + 1], model, tree, value if depth + 1 == len(path) else None)
            raise UnfitError(found.message, found.hint)


def _is_whole(path: Path, value: Node, names: list[str]) -> bool:
    """Whether a change adds a whole queue or group, rather than misspelling the name of one."""
    if len(path) != 2 or not isinstance(value, MapNode) or operation_of(value, path) is not None:
        return False
    model = model_at(path)
    assert model is not None
    lacks = any(field.is_required() and key not in value.entries for key, field in model.model_fields.items())
    few = len(value.entries) == 1 and any(distance(str(path[1]), name, 2) <= 2 for name in names)
    return not (lacks or few)
