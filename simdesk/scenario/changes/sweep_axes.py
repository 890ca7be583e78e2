"""The inputs of a sweep, checked against the scenario they are of: everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from simdesk.scenario.changes.change import Change, changes_at
from simdesk.scenario.changes.conflicts import report_conflicts
from simdesk.scenario.changes.relative import signed_text
from simdesk.scenario.changes.sweep_values import Axis, UnfitValuesError, read_axis
from simdesk.scenario.changes.texts import shown
from simdesk.scenario.changes.variants import apply
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import ListNode, MapNode, from_python, plain, without, written
from simdesk.scenario.reading.source import Reading

BLOCK = ("sweep", "set")
_SAME_FOR_ALL = ("seed", "replications")
_WORDS_ONLY = ("name", "description", "targets")
_TRIED = 24
"""Every value of an input is tried when there are up to so many, else the first ones and the last."""


class Examine(Protocol):
    """Checks a changed tree whole, with the moves of volume among the changes still to be made."""

    def __call__(self, tree: MapNode, reading: Reading, *, changes: Sequence[Change] = ()) -> object:
        """Report what is wrong."""


def changes_of_block(tree: MapNode, sources: Sources) -> list[Change]:
    """What the ``sweep`` block of a scenario goes through: each path with its values, unread."""
    return changes_at(tree, BLOCK, sources)


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
    known = {one.essence for one in reading.sources.found}
    axes = []
    for change in changes:
        apart = Reading(Sources(), reading.folders)
        apart.sources.lines = reading.sources.lines
        axis = _axis(change, apart.sources)
        if axis is not None:
            _try_values(bare, change, axis, apart, examine)
        found = [one for one in apart.sources.found if one.essence not in known]
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
    for node in change.value.items if isinstance(change.value, ListNode) else [change.value]:
        signed = signed_text(node, change.path)
        if signed is not None:
            share = "%" in signed[1]
            text = shown(change.value)
            hint = (
                "write {times: 90%..110%/10%} to change what is there"
                if share
                else f"write {{add: {text}}} to change what is there"
            )
            sources.report(node.place, where, f"{''.join(signed)} would be the new value, not a change", hint)
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
            examine(changed, reading, changes=[one])
        if reading.sources.found:
            return
