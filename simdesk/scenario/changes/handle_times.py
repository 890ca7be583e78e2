"""An average handle time set anew where talk and wrap-up are there: the talk time keeps its shape and gets another mean."""

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
    """The changes, a plain average handle time as new lengths of the talk time, which keeps its shape.

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
        if change.path[:1] != ("queues",) or change.path[2:] != ("aht",):
            yield change
            continue
        wrap_up = wrap_ups.get(change.path[1], follow(tree, (*queue, *_WRAP_UP)))
        try:
            made = _with_mean(tree, queue, change.value, wrap_up)
        except UnclearError as unclear:
            report(change.value.place, change.path, unclear.message, unclear.hint)
            continue
        yield from [replace(change, path=path, value=value) for path, value in made.items()] or [change]


def _with_mean(tree: MapNode, queue: Path, value: Node, wrap_up: Node | None) -> dict[Path, Node]:
    """The lengths of a talk time that make the average handle time another; empty where a value says more than a mean."""
    aht = _seconds(value)
    key = next((one for one in ("handle_time", "aht") if isinstance(follow(tree, (*queue, one)), MapNode)), "")
    there = _mean(follow(tree, (*queue, key))) if key else None
    wrapping = 0.0 if wrap_up is None or is_nothing(wrap_up) or key == "aht" else _mean(wrap_up)
    if aht is None or not there or wrapping is None:
        return {}
    if aht <= wrapping:
        message = f"an AHT of {format_duration(aht)} leaves no talk time: the wrap-up is {format_duration(wrapping)} of it"
        raise UnclearError(message, f"write more than {format_duration(wrapping)}, or change wrap_up as well")
    factor = (aht - wrapping) / there
    return {path: _scaled(follow(tree, path), factor, value) for path in durations_in(tree, (*queue, key))}


def _seconds(node: Node) -> float | None:
    value = node.value if isinstance(node, Scalar) and not node.plus else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if are_seconds([float(value)], USUAL["aht"]) else None
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
