"""A talk time or an average handle time set anew: the talk time keeps its shape and gets another mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.scenario.changes.inputs import durations_in
from simdesk.scenario.language.bare import USUAL, are_seconds
from simdesk.scenario.language.distributions import DistributionForm
from simdesk.scenario.layout.distributions import mean_of
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, from_python, is_nothing, plain
from simdesk.scenario.spellings.spelling import UnclearError
from simdesk.units import parse_duration

if TYPE_CHECKING:
    from simdesk.scenario.changes.change import Change

Report = Callable[[Place, Path, str, str], None]
_WRAP_UP = ("wrap_up",)
_FORM: TypeAdapter[DistributionForm] = TypeAdapter(DistributionForm)


def keeping_shapes(tree: MapNode, changes: Sequence[Change], report: Report) -> Iterator[Change]:
    """The changes, a plain talk time or average handle time as new lengths of the talk time, which keeps its shape.

    Parameters
    ----------
    tree : MapNode
        The scenario.
    changes : sequence of Change
        All of one variant or call: a wrap-up among them is the one that counts.
    report : callable
        Takes a place, a path, a message and a hint.
    """
    wrap_ups = {
        change.path[1]: change.value for change in changes if change.path[:1] == ("queues",) and change.path[2:] == _WRAP_UP
    }
    for change in changes:
        queue = change.path[:2]
        if change.path[:1] != ("queues",) or change.path[2:] not in (("aht",), ("handle_time",)):
            yield change
            continue
        wrap_up = wrap_ups.get(change.path[1], follow(tree, (*queue, *_WRAP_UP)))
        try:
            made = _with_mean(tree, queue, str(change.path[2]), change.value, wrap_up)
        except UnclearError as unclear:
            report(change.value.place, change.path, unclear.message, unclear.hint)
            continue
        yield from [replace(change, path=path, value=value) for path, value in made.items()] or [change]


def _with_mean(tree: MapNode, queue: Path, word: str, value: Node, wrap_up: Node | None) -> dict[Path, Node]:
    """The lengths of a talk time that make its mean another; empty where a value says more than a mean.

    The mean is that of the key: of ``aht`` with the wrap-up, of ``handle_time`` without.
    """
    mean = _seconds(value, word)
    key = next((one for one in ("handle_time", "aht") if isinstance(follow(tree, (*queue, one)), MapNode)), "")
    there = _mean(follow(tree, (*queue, key))) if key else None
    if mean is None or not there:
        return {}
    wrapping = 0.0
    if (key, word) == ("handle_time", "aht") and wrap_up is not None and not is_nothing(wrap_up):
        bare = _seconds(wrap_up, "wrap_up")
        found = bare if bare is not None else _mean(wrap_up)
        if found is None:
            return {}
        wrapping = found
    if mean <= wrapping:
        message = f"an AHT of {format_duration(mean)} leaves no talk time: the wrap-up is {format_duration(wrapping)} of it"
        raise UnclearError(message, f"write more than {format_duration(wrapping)}, or change wrap_up as well")
    factor = (mean - wrapping) / there
    return {path: _scaled(follow(tree, path), factor, value) for path in durations_in(tree, (*queue, key))}


def _seconds(node: Node, word: str) -> float | None:
    """A plain duration; a number without a unit where it can only be seconds."""
    value = node.value if isinstance(node, Scalar) and not node.plus else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if are_seconds([float(value)], USUAL[word]) else None
    try:
        return parse_duration(value) if isinstance(value, str) and value.strip()[:1] not in "+-" else None
    except InputError:
        return None


def _mean(node: Node | None) -> float | None:
    try:
        form = _FORM.validate_python(plain(node)) if node is not None else None
        if form is None or form.by_interval is not None or form.mean_by_interval is not None:
            return None
        return mean_of(form)
    except (ValidationError, ValueError, TypeError):
        return None


def _scaled(node: Node | None, factor: float, value: Node) -> Node:
    if isinstance(node, ListNode):
        return ListNode(tuple(_scaled(item, factor, value) for item in node.items), value.place)
    assert isinstance(node, Scalar)
    return from_python(f"{parse_duration(node.value) * factor:.10g} s", value.place)
