"""What another spelling is: where it may stand, and how it becomes the documented form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simdesk.scenario.language.quantities import Block
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, MapNode

Rewrite = Callable[[MapNode, str], MapNode]
"""From a block in which a key of the spelling stands, and that key as written, to the block in the documented form."""


class UnclearError(Exception):
    """A spelling that is known, and cannot be read as it stands here.

    Parameters
    ----------
    message, hint : str
    place : Place, optional
        Where the fault lies; the key, if left out.
    """

    def __init__(self, message: str, hint: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.place = message, hint, place


@dataclass(frozen=True)
class Spelling:
    """Another way to write a part of a block.

    Parameters
    ----------
    model : type of Block
        The block in which it may stand.
    keys : tuple of str
        Keys that the documented form lacks, in lower case with ``_`` between words. Any of them calls ``rewrite``. A key
        that the model has is never looked up here.
    rewrite : callable
        Makes the documented form. It may raise ``UnclearError``.
    example, plain : str
        The inside of a block in YAML's short form, as people write it and as documented: ``cost_per_hour: 24`` and
        ``cost: 24 per h``. A test sees that both make the same model.
    """

    model: type[Block]
    keys: tuple[str, ...]
    rewrite: Rewrite
    example: str
    plain: str


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
