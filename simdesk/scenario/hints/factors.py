"""Factors of handle time: simdesk has the pace, which is their reverse, and the times themselves."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.scenario.language.agents import AgentGroup, Skill
from simdesk.scenario.language.people import People
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow
from simdesk.scenario.spellings.spelling import folded
from simdesk.units import parse_duration, parse_share

_TIMES = "aht|handle_time|handling_time|average_handle_time|talk_time|talk|service_time|acw|wrap_up|duration"
_WORDS = "factor|multiplier|index|ratio|scale|scaling|adjustment|uplift|percent|percentage|share"
_FACTOR = re.compile(rf"({_TIMES})_(?:{_WORDS})|(?:{_WORDS})_of_({_TIMES})")
_BARE = {"aht", "handle_time", "handling_time", "average_handle_time", "talk_time"}
_LEAST, _MOST = 0.3, 3.5
"""A factor outside of these is more likely a change: 10% may mean 10% more."""


def of_handle_time(key: str, model: type[Block], block: Path, tree: Node, value: Node | None) -> tuple[str, str] | None:
    """Message and hint for a factor of handle time; None for another key.

    Parameters
    ----------
    key : str
    model : type of Block
        Of the block in which it stands.
    block : tuple
        That block's path.
    tree : Node
    value : Node, optional
    """
    word = folded(key)
    match = _FACTOR.fullmatch(word)
    factor = _factor(value)
    if match is None and not (word in _BARE and factor is not None and model in (AgentGroup, Skill, People)):
        return None
    if model in (AgentGroup, Skill, People):
        message = f"'{key}' is a factor of handle time, and simdesk has the pace, which is its reverse"
        if factor is None:
            return message, "write the pace: for 110% of the handle time pace: 91%, for 90% of it pace: 111%"
        pace = f"pace: {100 / factor:.3g}%"
        reason = f"100 ÷ {factor * 100:.4g} is {100 / factor:.3g}%"
        if model is AgentGroup:
            queues = _queues(tree, block)
            skills = ", ".join(f"{queue}: {{{pace}}}" for queue in queues)
            return message, f"write skills: {{{skills}}}; {reason}" if queues else f"write {pace} in each of its skills; {reason}"
        return message, f"write {pace}; {reason}"
    if model in (Queue, Arrivals):
        named = next((part for part in match.groups() if part), "") if match is not None else ""
        return _of_queue(key, named, block, tree, factor)
    return None


def _of_queue(key: str, named: str, block: Path, tree: Node, factor: float | None) -> tuple[str, str]:
    queue = block[:2]
    there = [one for one in ("handle_time", "aht") if follow(tree, (*queue, one)) is not None]
    ours = "wrap_up" if named in ("acw", "wrap_up") else there[0] if there else "handle_time"
    message = f"'{key}' changes a time, and a queue has the time itself"
    share = f"{factor * 100:.6g}%" if factor is not None else "110%"
    change = f"in a variant write {ours}: {{times: {share}}}"
    try:
        node = follow(tree, (*queue, ours))
        mean = node if isinstance(node, Scalar) else follow(tree, (*queue, ours, "exponential", "mean"))
        if factor is None or not isinstance(mean, Scalar) or (isinstance(node, MapNode) and len(node.entries) > 1):
            raise InputError("", "")
        return message, f"write {ours}: {format_duration(parse_duration(mean.value) * factor)}; {change}"
    except InputError:
        return message, f"write {ours} with the time itself; {change}"


def _factor(value: Node | None) -> float | None:
    """A plausible factor as a fraction: ``110%``, ``1.1`` or ``+10%``."""
    if not isinstance(value, Scalar) or isinstance(value.value, bool) or value.value is None:
        return None
    text = str(value.value).strip()
    try:
        more = value.plus or text[:1] in ("+", "-")
        number = float(text) if re.fullmatch(r"[+-]?[\d.]+", text) else parse_share(text)
        factor = 1.0 + number if more and abs(number) < 1 else number
    except (InputError, ValueError):
        return None
    return factor if _LEAST <= factor <= _MOST else None


def _queues(tree: Node, block: Path) -> list[str]:
    skills = follow(tree, (*block, "skills"))
    if isinstance(skills, MapNode):
        return list(skills.entries)
    return [str(one.value) for one in skills.items if isinstance(one, Scalar)] if isinstance(skills, ListNode) else []
