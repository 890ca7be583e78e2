"""Breaks at several times of which each agent has one: parts of the group, each with a shift and a break of its own."""

from __future__ import annotations

from collections.abc import Sequence

from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Scalar, flow, is_number, plain
from simdesk.scenario.spellings.clocks import STARTS, is_clock, length_between
from simdesk.scenario.spellings.spelling import UnclearError, folded

_WAVES = {*STARTS, *("waves", "wave", "slots", "times", "starts", "groups", "at", "staggered", "batches", "sittings", "turns")}


def waves_of(node: Node) -> list[Scalar]:
    """The times of a break of which each agent has one; empty where it has one time or none."""
    if not isinstance(node, MapNode):
        return []
    for word, entry in node.entries.items():
        items = entry.node.items if isinstance(entry.node, ListNode) and folded(word) in _WAVES else ()
        times = [one for one in items if isinstance(one, Scalar) and is_clock(str(one.value))]
        if len(times) == len(items) > 1:
            return times
    return []


def in_waves(
    key: str, staggered: Node, length: str, others: Sequence[str], heads: Node | None, ends: tuple[Scalar, Scalar] | None
) -> UnclearError:
    """What to write for them: a shift for each time, with its part of the agents.

    Parameters
    ----------
    key : str
        The word for the breaks.
    staggered : Node
        The break.
    length : str
        Its length; empty if it is not said.
    others : sequence of str
        The other breaks of all agents, as they are written.
    heads : Node, optional
        The headcount beside them.
    ends : tuple of Scalar, optional
        Opening and closing, if all days have the same.
    """
    number = plain(heads) if heads is not None and is_number(heads) else None
    start, long = (flow(ends[0]), length_between(*ends).value) if ends is not None else ('"08:00"', "8 h")
    shifts, waves, lasting = [], waves_of(staggered), length or "30 min"
    for index, wave in enumerate(waves):
        agents = 5 if not isinstance(number, int) else number // len(waves) + (index < number % len(waves))
        rest = f"breaks: [{', '.join([f'{{at: {flow(wave)}, length: {lasting}}}', *others])}]"
        shifts.append(f"{{start: {start}, length: {long}, agents: {agents}, {rest}}}")
    message = f"'{key}' at {len(waves)} times, of which each agent has one: the agents of a shift have their breaks together"
    instead = f"headcount and {key}" if heads is not None else key
    return UnclearError(message, f"instead of {instead} write shifts: [{', '.join(shifts)}], with the agents of each time")
