"""Where each key of the language may stand, found from the models."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, plain
from simdesk.scenario.spellings.known import SPELLINGS

Pattern = tuple[str, ...]
"""Steps from the top; ``*`` is any name, ``[]`` any item of a list."""
NAME, ITEM = "*", "[]"

NAMES = {
    "queues": "sales",
    "agent_groups": "desk",
    "customers": "gold",
    "variants": "more",
    "channels": "chat",
    "skills": "sales",
}
"""Names in examples, where a scenario has none of its own."""


@cache
def blocks() -> dict[Pattern, tuple[type[Block], ...]]:
    """Every place of a block, and the models that may stand there; a distribution inside another is left out."""
    found: dict[Pattern, tuple[type[Block], ...]] = {}
    for pattern, model in _walk(ScenarioModel, (), ()):
        if model not in found.get(pattern, ()):
            found[pattern] = (*found.get(pattern, ()), model)
    return found


def _walk(annotation: Any, pattern: Pattern, above: tuple[type[Block], ...]) -> Iterator[tuple[Pattern, type[Block]]]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Block):
        if annotation in above:
            return
        yield pattern, annotation
        for name, field in annotation.model_fields.items():
            yield from _walk(field.annotation, (*pattern, name), (*above, annotation))
    elif origin is typing.Annotated:
        yield from _walk(arguments[0], pattern, above)
    elif origin in {typing.Union, types.UnionType}:
        for one in arguments:
            yield from _walk(one, pattern, above)
    elif origin is dict:
        yield from _walk(arguments[1], (*pattern, NAME), above)
    elif origin is tuple:
        yield from _walk(arguments[0], (*pattern, ITEM), above)


@cache
def patterns_of(key: str) -> tuple[Pattern, ...]:
    """The places of a key, spellings that are understood included, shortest first.

    Of all distributions the handle times of queues stand for the others.
    """
    found = [
        (*pattern, key)
        for pattern, models in blocks().items()
        if pattern[:3] == ("queues", NAME, "handle_time") or not _in_a_distribution(pattern)
        for model in models
        if key in model.model_fields or any(key in one.keys for one in SPELLINGS if issubclass(model, one.model))
    ]
    return tuple(sorted(dict.fromkeys(found), key=len))


def _in_a_distribution(pattern: Pattern) -> bool:
    return any(issubclass(model, DistributionForm) for depth in range(len(pattern)) for model in models_at(pattern[:depth]))


def documented(pattern: Pattern) -> Pattern:
    """The place of the documented key that a spelling stands for whatever its value is; the place itself for others."""
    for model in models_at(pattern[:-1]):
        if pattern[-1] in model.model_fields:
            return pattern
        known = (one.documented_key for one in SPELLINGS if issubclass(model, one.model) and pattern[-1] in one.keys)
        key = next(filter(None, known), "")
        if key:
            return (*pattern[:-1], key)
    return pattern


@cache
def all_keys() -> tuple[str, ...]:
    """Every key of every block, and every spelling."""
    keys = {key for models in blocks().values() for model in models for key in model.model_fields}
    return tuple(sorted(keys | {key for one in SPELLINGS for key in one.keys}))


def pattern_of(text: str) -> Pattern:
    """``agent_groups.*.shifts[].start`` as steps."""
    return tuple(text.replace("[]", ".[]").split("."))


def models_at(pattern: Pattern) -> tuple[type[Block], ...]:
    """The models of the block at a place; empty where none stands."""
    return blocks().get(pattern, ())


def filled(pattern: Pattern, block: Path, tree: Node) -> list[Path]:
    """The places of a scenario that a pattern means, the nearest to a block first.

    Parameters
    ----------
    pattern : tuple of str
    block : tuple
        Path of the block in which the word stands.
    tree : Node

    Returns
    -------
    list of tuple
        One, unless the word stands where several queues, groups or items could be meant.
    """
    paths: list[Path] = [()]
    for step in pattern:
        paths = [(*path, one) for path in paths for one in _steps(step, path, block, tree)]
    return paths


def _steps(step: str, path: Path, block: Path, tree: Node) -> list[str | int]:
    if step not in (NAME, ITEM):
        return [step]
    if block[: len(path)] == path and len(block) > len(path):
        return [block[len(path)]]
    node = follow(tree, path)
    if step == ITEM:
        return list(range(len(node.items))) if isinstance(node, ListNode) and node.items else [0]
    names = list(node.entries) if isinstance(node, MapNode) else []
    if isinstance(node, ListNode):
        names = [item.value for item in node.items if isinstance(item, Scalar) and isinstance(item.value, str)]
    named = [name for name in names if name in block]
    return list(named or names or [NAMES.get(str(path[-1]) if path else "", "sales")])


def fits(pattern: Pattern, value: Node) -> int:
    """How well a value fits the key at a place: 2 when it can be read there, 1 when it is of the same make, else 0."""
    adapters = _adapters(pattern)
    for _, adapter in adapters:
        try:
            adapter.validate_python(plain(value))
        except (ValidationError, ValueError):
            continue
        return 2
    if isinstance(value, MapNode):
        inner = {*models_at(pattern), *models_at((*pattern, NAME))}
        keys = set(value.entries)
        for entry in value.entries.values():
            keys |= set(entry.node.entries) if isinstance(entry.node, MapNode) else set()
        return 1 if any(keys & set(model.model_fields) for model in inner) else 0
    if isinstance(value, ListNode):
        return 1 if is_of_make(pattern, value) else 0
    return 0 if all(_is_of_blocks(annotation) for annotation, _ in adapters) else 1


def is_of_make(pattern: Pattern, value: Node) -> bool:
    """Whether a mapping or a list can stand at a place at all, whatever it holds."""
    adapters = _adapters(pattern)
    if isinstance(value, ListNode):
        return any("tuple" in str(annotation) for annotation, _ in adapters)
    return isinstance(value, MapNode) and (
        bool(models_at(pattern)) or any("dict[" in str(annotation) for annotation, _ in adapters)
    )


@cache
def _adapters(pattern: Pattern) -> tuple[tuple[Any, TypeAdapter[Any]], ...]:
    found = []
    for model in models_at(pattern[:-1]):
        field = model.model_fields.get(pattern[-1])
        if field is not None:
            whole: Any = field.annotation
            for one in field.metadata:
                whole = typing.Annotated[whole, one]
            found.append((field.annotation, TypeAdapter(whole)))
    return tuple(found)


def _is_of_blocks(annotation: Any) -> bool:
    """Whether only a mapping of keys or of names can stand there."""
    if isinstance(annotation, type):
        return issubclass(annotation, Block) and not issubclass(annotation, DistributionForm)
    arguments = [one for one in typing.get_args(annotation) if one is not type(None)]
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return all(map(_is_of_blocks, arguments))
    if typing.get_origin(annotation) is typing.Annotated:
        return _is_of_blocks(arguments[0])
    return typing.get_origin(annotation) is dict
