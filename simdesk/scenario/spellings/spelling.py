"""What another spelling is: where it may stand, and how it becomes the documented form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar

Rewrite = Callable[[MapNode, str], MapNode]
"""From a block in which a key of the spelling stands, and that key as written, to the block in the documented form."""


Shape = Callable[[Node], bool]
"""Whether a value is written in a way that a spelling reads."""


class UnclearError(Exception):
    """A spelling that is known, and cannot be read as it stands here.

    Parameters
    ----------
    message, hint : str
    place : Place, optional
        Where the fault lies; the key, if left out.
    instead : dict of str to object, optional
        Documented keys and values that stand in for the spelling, so that nothing is called missing besides.

    Attributes
    ----------
    drop : list of tuple
        Paths of what is left out within the block, instead of the whole key.
    """

    def __init__(self, message: str, hint: str, place: Place | None = None, instead: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.place, self.instead = message, hint, place, instead or {}
        self.drop: list[Path] = []


@dataclass(frozen=True)
class Spelling:
    """Another way to write a part of a block.

    Parameters
    ----------
    model : type of Block
        The block in which it may stand.
    keys : tuple of str
        In lower case with ``_`` between words. Any of them calls ``rewrite``. Without ``shape`` they are keys that the
        documented form lacks.
    rewrite : callable
        Makes the documented form. It may raise ``UnclearError``.
    example, plain : str
        The inside of a block in YAML's short form, as people write it and as documented: ``cost_per_hour: 24`` and
        ``cost: 24 per h``. A test sees that both make the same model. ``plain`` is empty where the word is known and
        always refused.
    shape : callable, optional
        The values that are read. With it the keys may be those of the model, whose documented values it leaves alone.
    within : callable, optional
        The blocks that are read, likewise.
    of_whole : bool
        It reads a whole block, so not one that is laid over another: ``mean: 5 min`` in a variant is a part of what is there.
    at_last : bool
        It is read when the block has no other spelling any more, and so sees what stands beside it in the documented form.
    """

    model: type[Block]
    keys: tuple[str, ...]
    rewrite: Rewrite
    example: str
    plain: str
    shape: Shape | None = None
    within: Callable[[MapNode], bool] | None = None
    of_whole: bool = False
    at_last: bool = False

    @property
    def documented_key(self) -> str:
        """The key that the documented form has for this word; empty where that hangs on the value or on the block."""
        if self.shape is not None or self.within is not None:
            return ""
        beside = _keys_of(self.example)
        return next((key for key in _keys_of(self.plain) if key not in beside), "")

    def reads(self, block: MapNode, key: str) -> bool:
        """Whether it is for a key of a block: for any that the model lacks, else where its conditions hold."""
        if self.shape is None and self.within is None:
            return key not in self.model.model_fields
        return (self.shape is None or self.shape(block.entries[key].node)) and (self.within is None or self.within(block))


def _keys_of(inside: str) -> list[str]:
    """The keys of a block that is given by its inside in YAML's short form."""
    depth, quote, parts = 0, "", [""]
    for sign in inside:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        depth += (sign in "{[") - (sign in "}]") if not quote else 0
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.partition(":")[0].strip() for part in parts if ":" in part]


def renamed(model: type[Block], ours: str, *theirs: str, example: str) -> Spelling:
    """A key by other names: its value stays as it is.

    Parameters
    ----------
    model : type of Block
    ours : str
        The documented key.
    *theirs : str
        What else it is called.
    example : str
        A value.
    """

    def rewrite(block: MapNode, key: str) -> MapNode:
        return replaced(block, key, {ours: block.entries[key]})

    return Spelling(model, theirs, rewrite, f"{theirs[0]}: {example}", f"{ours}: {example}")


def replaced(block: MapNode, key: str, new: dict[str, Entry]) -> MapNode:
    """A copy of a block with other entries in the place of one.

    Raises
    ------
    UnclearError
        When the block has one of the new keys already.
    """
    for name in new:
        if name in block.entries and name != key:
            line = block.entries[name].key.line
            where = f" (line {line})" if line else ""
            raise UnclearError(f"'{key}' and '{name}'{where} say the same", "keep one of them")
    entries: dict[str, Entry] = {}
    for name, entry in block.entries.items():
        if name == key:
            entries.update(new)
        else:
            entries[name] = entry
    return MapNode(entries, block.place)


def refused(
    model: type[Block], *keys: str, message: str, hint: str, example: str, instead: dict[str, Any] | None = None
) -> Spelling:
    """Words that are known, and cannot be read: ``message`` says why, ``hint`` what to write.

    Both may hold ``{key}``; ``instead`` is as in ``UnclearError``.
    """

    def rewrite(block: MapNode, key: str) -> MapNode:
        raise UnclearError(message.replace("{key}", key), hint.replace("{key}", key), instead=instead)

    return Spelling(model, keys, rewrite, example, "")


def text_of(node: Node | None) -> str:
    """The text of a node, blanks around it removed; empty when it is none."""
    return node.value.strip() if isinstance(node, Scalar) and isinstance(node.value, str) else ""


def folded(text: str) -> str:
    """``Handle-Time`` and ``handle time`` are ``handle_time``."""
    return "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())


def mapping(place: Place, **entries: Node) -> MapNode:
    """A block of new entries, their keys where the values are."""
    return MapNode({key: Entry(node.place, node) for key, node in entries.items()}, place)


def items_of(node: Node) -> tuple[Node, ...]:
    """The items of a list; of anything else itself."""
    return node.items if isinstance(node, ListNode) else (node,)
