"""Other spellings of small parts: meetings, assistance, due times, channels, and spreads as a share of the mean."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.channels import Channel
from simdesk.scenario.language.distributions import Gamma, Lognormal
from simdesk.scenario.language.journeys import Assistance
from simdesk.scenario.language.people import Meeting
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, plain
from simdesk.scenario.spellings.clocks import ENDS, STARTS, duration, length_between
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.spelling import (
    Spelling,
    UnclearError,
    folded,
    mapping,
    refused,
    renamed,
    replaced,
    text_of,
)
from simdesk.units import parse_duration, parse_share

_OPEN_HOURS = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:open|opening|business|working|office|service)[ _-]*(?:h|hrs?|hours?)", re.IGNORECASE
)
_CV = ("cv", "coefficient_of_variation", "variation")
_WORK = ("email", "ticket", "back_office", "social", "message")
_LARGEST_CV = 5.0
"""A number above this is no coefficient of variation; it may lack a percent sign."""


def _meeting_end(block: MapNode, key: str) -> MapNode:
    """The end of a meeting as its length."""
    entry = block.entries[key]
    start = next((block.entries[one] for one in block.entries if one == "at" or folded(one) in STARTS), None)
    if start is None:  # which is missing, and said so
        return replaced(block, key, {"length": Entry(entry.key, Scalar("1 min", entry.node.place))})
    return replaced(block, key, {"length": Entry(entry.key, length_between(start.node, entry.node))})


def _is_open_hours(node: Node) -> bool:
    return _OPEN_HOURS.fullmatch(text_of(node)) is not None


def _open_hours(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    match = _OPEN_HOURS.fullmatch(text_of(entry.node))
    assert match is not None
    hours = Scalar(f"{match[1]} h", entry.node.place)
    return replaced(block, key, {"due": Entry(entry.key, mapping(entry.node.place, open_hours=hours))})


def _may_wait(block: MapNode) -> bool:
    """Whether a queue's work may wait: of a call, a deadline may as well be that of the answer."""
    word = folded(text_of(block.entries["channel"].node)) if "channel" in block.entries else ""
    return CHANNEL_OF.get(word, word) in _WORK


def _due(block: MapNode, key: str) -> MapNode:
    return replaced(block, key, {"due": block.entries[key]})


def _interruptible(block: MapNode, key: str) -> MapNode:
    channel = text_of(block.entries["channel"].node) if "channel" in block.entries else ""
    raise UnclearError(
        f"'{key}' is said of a channel, and by which other it is interrupted",
        f"at the top of the file write channels: {{{channel or 'email'}: {{interrupted_by: [voice]}}}}",
    )


def _is_one_pace(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is not None and text_of(node)[:1] not in ("+", "-")


def _pace(block: MapNode, key: str) -> MapNode:
    """One pace of a channel: it is asked from which number of contacts on it holds."""
    pace = text_of(block.entries[key].node) or "80%"
    number = plain(block.entries["at_once"].node) if "at_once" in block.entries else 2
    count = min(max(number, 2), 10) if isinstance(number, int) and not isinstance(number, bool) else 2
    paces = ("100%", *[pace] * (count - 1))
    hint = f"write pace: [{', '.join(paces)}]"
    raise UnclearError("the pace has a value for each number of contacts at once", hint, instead={"pace": list(paces)})


def _mean_of(block: MapNode) -> Entry | None:
    return next((entry for key, entry in block.entries.items() if folded(key) in ("mean", "average", "avg")), None)


def _cv(block: MapNode, key: str) -> MapNode:
    """The standard deviation as a share of the mean."""
    entry, mean = block.entries[key], _mean_of(block)
    assert mean is not None
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    try:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        share = float(value) if number else parse_share(value)  # type: ignore[arg-type]
        seconds = parse_duration(mean.node.value if isinstance(mean.node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, entry.node.place, {"sd": "1 min"}) from None
    if not 0 < share <= _LARGEST_CV:
        raise UnclearError(f"the sd as a share of the mean (got {value})", "write cv: 70%", entry.node.place, {"sd": "1 min"})
    return replaced(block, key, {"sd": Entry(entry.key, duration(round(share * seconds, 6), entry.node))})


def _shift_length(block: MapNode, key: str) -> MapNode:
    length = text_of(block.entries[key].node) or "8 h"
    agents = next(
        (one.node.value for name, one in block.entries.items() if name == "headcount" and isinstance(one.node, Scalar)), 6
    )
    hint = f'write shifts: [{{start: "08:00", length: {length}, agents: {agents}}}]'
    raise UnclearError(f"'{key}' does not say when the shifts start", hint)


PARTS: tuple[Spelling, ...] = (
    Spelling(Meeting, ENDS, _meeting_end, 'end: "15:30", at: "15:00"', 'at: "15:00", length: 30 min'),
    renamed(Meeting, "at", *STARTS, "time", example='"15:00", length: 30 min'),
    renamed(Meeting, "length", "duration", "lasts", "long", "for", example='30 min, at: "15:00"'),
    renamed(Assistance, "queue", "to", "of", "by", "from", "helper", example="leads, share: 5%"),
    renamed(Assistance, "share", "probability", "rate", "percent", "percentage", example="5%, queue: leads"),
    Spelling(
        Queue,
        ("due",),
        _open_hours,
        "due: 8 open hours, channel: email",
        "due: {open_hours: 8 h}, channel: email",
        _is_open_hours,
    ),
    Spelling(
        Queue,
        ("deadline", "turnaround", "turnaround_time", "due_in", "due_within"),
        _due,
        "deadline: 24 h, channel: email",
        "due: 24 h, channel: email",
        within=_may_wait,
    ),
    Spelling(
        Queue, ("interruptible", "interruptable", "interrupted", "can_be_interrupted"), _interruptible, "interruptible: true", ""
    ),
    Spelling(Channel, ("pace",), _pace, "pace: 80%, at_once: 2", "", _is_one_pace),
    Spelling(
        Lognormal,
        _CV,
        _cv,
        "cv: 0.7, mean: 4 min",
        "sd: 2 min 48 s, mean: 4 min",
        within=lambda block: _mean_of(block) is not None,
    ),
    Spelling(
        Gamma, _CV, _cv, "cv: 70%, mean: 4 min", "sd: 2 min 48 s, mean: 4 min", within=lambda block: _mean_of(block) is not None
    ),
    refused(
        Arrivals,
        *("peak_hour", "busy_hour", "peak_hour_share", "peak", "peak_share"),
        message="'{key}' does not say how contacts spread over the day",
        hint='beside per_day write profile: {"08:00": 1, "10:00": 2, "14:00": 1}: from each time on, twice as many or half',
        example="peak_hour: 12%, per_day: 900",
    ),
    Spelling(AgentGroup, ("shift_length", "length_of_shift", "shift_duration"), _shift_length, "shift_length: 8 h", ""),
)
