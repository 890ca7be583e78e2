"""What a day takes in (volumes, handle times, patience, shrinkage), as changes that make all of it larger or smaller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simdesk.errors import InputError
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, names_in, written
from simdesk.units import parse_duration, parse_share

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

INPUTS = ("volume", "handle time", "patience", "shrinkage")
"""By name, in the order of tables."""


def changes_of_input(scenario: Scenario, name: str, factor: float) -> dict[str, Any]:
    """The changes that multiply one input by a factor, everywhere; empty where the scenario has none of it.

    Parameters
    ----------
    scenario : Scenario
    name : str
        One of ``INPUTS``. The volume is that of all queues but those whose arrivals are replayed. The handle time is that of
        agents, wrap-up included, and patience and handle times keep their shapes. Shrinkage of 10 % times 110 % is 11 %.
    factor : float

    Returns
    -------
    dict of str to object
        As ``with_changes`` takes them.
    """
    return {path: {"times": _percent(factor)} for path in paths_of_input(scenario._tree, name)}


def paths_of_input(tree: MapNode, name: str) -> list[str]:
    """The paths of an input which multiplied by one factor make it larger or smaller: ``INPUTS``, talk time, wrap-up."""
    return _PATHS[name](tree)


def queues_with_volumes(scenario: Scenario) -> tuple[str, ...]:
    """The queues whose volume can be changed: they have arrivals, and these are not replayed."""
    return changeable_volumes(scenario._tree)


def changeable_volumes(tree: MapNode) -> tuple[str, ...]:
    """The same of a scenario's tree."""
    arrivals = {name: follow(tree, ("queues", name, "arrivals")) for name in names_in(tree, "queues")}
    return tuple(
        name for name, node in arrivals.items() if isinstance(node, MapNode) and not {"times", "at_opening"} & set(node.entries)
    )


def _scales(tree: MapNode) -> list[str]:
    return [written(("queues", name, "arrivals", "scale")) for name in changeable_volumes(tree)]


def volume_changes(factors: Mapping[str, float]) -> dict[str, Any]:
    """The changes that multiply the volumes of some queues, each by its own factor."""
    return {f"queues.{name}.arrivals.scale": {"times": _percent(factor)} for name, factor in factors.items()}


def _percent(factor: float) -> str:
    return f"{factor * 100:.12g}%"


def _handle_times(tree: MapNode, keys: tuple[str, ...] = ("handle_time", "aht", "wrap_up")) -> list[str]:
    queues = [name for name in names_in(tree, "queues") if follow(tree, ("queues", name, "bot")) is None]
    return [written(path) for name in queues for key in keys for path in durations_in(tree, ("queues", name, key))]


def _talk_times(tree: MapNode) -> list[str]:
    return _handle_times(tree, ("handle_time", "aht"))


def _wrap_ups(tree: MapNode) -> list[str]:
    return _handle_times(tree, ("wrap_up",))


def _patience(tree: MapNode) -> list[str]:
    return [written(path) for name in names_in(tree, "queues") for path in durations_in(tree, ("queues", name, "patience"))]


def _shrinkage(tree: MapNode) -> list[str]:
    found = []
    for name in names_in(tree, "agent_groups"):
        here: Path = ("agent_groups", name, "shrinkage")
        node = follow(tree, here)
        ways = [(*here, key) for key in node.entries] if isinstance(node, MapNode) else [here]
        found += [written(way) for way in ways if _share(follow(tree, way)) > 0]
    return found


_PATHS = {
    "volume": _scales,
    "handle time": _handle_times,
    "talk time": _talk_times,
    "wrap-up": _wrap_ups,
    "patience": _patience,
    "shrinkage": _shrinkage,
}


def _share(node: Node | None) -> float:
    try:
        return parse_share(node.value) if isinstance(node, Scalar) else 0.0
    except InputError:
        return 0.0


def durations_in(tree: MapNode, path: Path) -> Iterator[Path]:
    """The paths of all durations in a distribution: scaled together they scale what is drawn."""
    node = follow(tree, path)
    if isinstance(node, MapNode):
        for key in node.entries:
            yield from durations_in(tree, (*path, key))
    elif isinstance(node, ListNode):
        if node.items and all(map(_is_duration, node.items)):
            yield path
    elif node is not None and _is_duration(node):
        yield path


def _is_duration(node: Node) -> bool:
    try:
        return isinstance(node, Scalar) and parse_duration(node.value) >= 0
    except InputError:
        return False
