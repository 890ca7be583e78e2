"""The inputs of a sweep, checked against the scenario they are of: everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simdesk.scenario.changes.sweep_values import Axis, UnfitValuesError, read_axis
from simdesk.scenario.changes.variants import Change, apply, report_conflicts, steps_of
from simdesk.scenario.reading.diagnostics import Diagnostic, Sources
from simdesk.scenario.reading.nodes import MapNode, follow, from_python, plain, without, written
from simdesk.scenario.reading.source import Reading

BLOCK = ("sweep", "set")
_SAME_FOR_ALL = ("seed", "replications")
_WORDS_ONLY = ("name", "description", "targets")
_TRIED = 24
"""Every value of an input is tried when there are up to so many, else the first ones and the last."""

Examine = Callable[[MapNode, Reading], object]


def changes_of_block(tree: MapNode) -> list[Change]:
    """What the ``sweep`` block of a scenario goes through: each path with its values, unread."""
    node = follow(tree, BLOCK)
    if not isinstance(node, MapNode):
        return []
    return [Change(steps_of(key), entry.node, entry.key, BLOCK) for key, entry in node.entries.items()]


def read_axes(tree: MapNode, changes: Sequence[Change], reading: Reading, examine: Examine) -> tuple[Axis, ...]:
    """Read and check the inputs of a sweep; what is wrong is reported.

    Parameters
    ----------
    tree : MapNode
        The scenario, its CSV files read.
    changes : sequence of Change
        Paths and their values as written.
    reading : Reading
        Takes what is wrong.
    examine : callable
        Checks a changed tree whole.

    Returns
    -------
    tuple of Axis
        Those that are right.
    """
    report_conflicts(changes, reading.sources)
    bare = without(tree, "variants", "sweep")
    known = {_essence(one) for one in reading.sources.found}
    axes = []
    for change in changes:
        apart = Reading(Sources(), reading.folders)
        apart.sources.lines = reading.sources.lines
        axis = _axis(change, apart.sources)
        if axis is not None:
            _try_values(bare, change, axis, apart, examine)
        found = [one for one in apart.sources.found if _essence(one) not in known]
        reading.sources.found += found
        if axis is not None and not found:
            axes.append(axis)
    return tuple(axes)


def _axis(change: Change, sources: Sources) -> Axis | None:
    where = written((*change.source, *change.path))
    first = str(change.path[0])
    if first in _SAME_FOR_ALL:
        hint = f"give the sweep itself its {first}"
        sources.report(change.key, where, f"{first} cannot be swept: all points meet the same days", hint)
        return None
    if first in _WORDS_ONLY:
        sources.report(change.key, where, f"{first} cannot be swept", "sweep what changes the day: agents, volumes, handle times")
        return None
    try:
        return read_axis(change.path, plain(change.value))
    except UnfitValuesError as unfit:
        sources.report(change.value.place, where, unfit.message, unfit.hint)
        return None


def _try_values(tree: MapNode, change: Change, axis: Axis, reading: Reading, examine: Examine) -> None:
    """Put the values into the scenario, one after the other, until one does not fit there."""
    values = axis.values if len(axis.values) <= _TRIED else (*axis.values[:2], axis.values[-1])
    for value in values:
        one = Change(change.path, from_python(value.change, change.value.place), change.key, change.source)
        changed = apply(tree, [one], reading.sources)
        if not reading.sources.found:
            examine(changed, reading)
        if reading.sources.found:
            return


def _essence(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.message
