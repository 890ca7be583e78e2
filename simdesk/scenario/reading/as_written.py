"""Paths of faults as the keys stand in the file, where another spelling was put into the documented form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from simdesk.scenario.reading.diagnostics import Diagnostic
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, follow, plain, written

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)\.?")
_Spots = dict[tuple[str, int, int], Path]


def with_written_paths(found: Iterable[Diagnostic], tree: MapNode, trees: Mapping[str, MapNode]) -> list[Diagnostic]:
    """The faults, each with the path that its file has: ``holidays.Columbus Day`` for the event that it became.

    Parameters
    ----------
    found : iterable of Diagnostic
    tree : MapNode
        In the documented form.
    trees : mapping of str to MapNode
        The files as they are written.
    """
    spots: _Spots = {}
    for one in trees.values():
        for spot, path in _spots(one, ()):
            spots.setdefault(spot, path)
    return [_with_written_path(one, tree, trees, spots) for one in found]


def _with_written_path(one: Diagnostic, tree: MapNode, trees: Mapping[str, MapNode], spots: _Spots) -> Diagnostic:
    steps = tuple(int(index) if index else name for index, name in _STEP.findall(one.path))
    if not steps or written(steps) != one.path or steps[0] in ("variants", "sweep"):
        return one
    depth = _reached(tree, steps)
    own = spots.get((one.file, one.line, one.column))
    elsewhere = own is not None and own[0] != steps[0] and len(steps) > 1
    if not elsewhere and any(_reached(raw, steps) >= len(steps) - (depth < len(steps)) for raw in trees.values()):
        return one
    paths = [spots.get(_spot(tree, steps[:end])) for end in range(depth, 0, -1)]
    if depth == len(steps):
        path = next((one for one in (paths[0], own) if one is not None), None)
        if path is not None:
            return one if _is_part(path, steps) else _at(one, path, follow(tree, steps), trees.values())
    elif own is not None and own[-1] == steps[-1]:
        return _at(one, own, follow(tree, steps), trees.values())
    elif own is not None and _beside(own, paths, steps):
        return _at(one, own, None, ())  # another key of the same block became a part of it
    elif paths and paths[0] is not None and not _is_part(paths[0], steps):
        return _at(one, (*paths[0], *steps[depth:]), None, ())
    elif own is not None and not _is_part(own, steps):
        return _at(one, own, follow(tree, steps), trees.values())
    return one


def _beside(own: Path, paths: list[Path | None], steps: Path) -> bool:
    """Whether the key at fault stands in the file beside the one that it became a part of."""
    whole = paths[0] if paths else None
    return whole is not None and own != whole and own[:-1] == whole[:-1] == steps[: len(own) - 1]


def _at(one: Diagnostic, path: Path, there: Node | None, files: Iterable[MapNode]) -> Diagnostic:
    """The fault at another path, and what mends it, unless its value is not the one that stands there."""
    fix = one.fix
    if fix is not None and fix.path == one.path:
        same = there is None or any(plain(node) == plain(there) for file in files if (node := follow(file, path)) is not None)
        fix = replace(fix, path=written(path)) if same else fix
    return replace(one, path=written(path), fix=fix)


def _is_part(path: Path, steps: Path) -> bool:
    """Whether a path has no key of its own: what is too far left, or a level too high."""
    return set(path) <= set(steps)


def _reached(tree: Node, steps: Path) -> int:
    """How many steps of a path a tree has."""
    for depth in range(len(steps), 0, -1):
        if follow(tree, steps[:depth]) is not None:
            return depth
    return 0


def _spot(tree: MapNode, steps: Path) -> tuple[str, int, int]:
    """Where the key of the last step stands; of an item of a list the item."""
    above = follow(tree, steps[:-1])
    if isinstance(above, MapNode) and str(steps[-1]) in above.entries:
        place = above.entries[str(steps[-1])].key
    else:
        node = follow(tree, steps)
        assert node is not None
        place = node.place
    return place.file, place.line, place.column


def _spots(node: Node, path: Path) -> Iterator[tuple[tuple[str, int, int], Path]]:
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            below = (*path, key)
            yield (entry.key.file, entry.key.line, entry.key.column), below
            yield (entry.node.place.file, entry.node.place.line, entry.node.place.column), below
            yield from _spots(entry.node, below)
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield (item.place.file, item.place.line, item.place.column), (*path, index)
            yield from _spots(item, (*path, index))
