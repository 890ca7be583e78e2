"""What is said of volumes besides their number: how wrong a forecast is, seasons, call-backs in words."""

from __future__ import annotations

import math
import re

from simdesk.errors import InputError
from simdesk.scenario.language.journeys import CallBack
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, is_number
from simdesk.scenario.spellings.queues import CALL_BACKS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, refused, replaced, text_of
from simdesk.units import parse_share

_ERRORS = (
    *("forecast_error", "mape", "forecast_accuracy", "accuracy", "forecast_deviation", "wape", "forecast_bias", "bias"),
    *("forecast_uncertainty", "volume_error", "planning_error", "error"),
)
_SEASONS = (
    *("seasonality", "seasonal_factor", "seasonal_factors", "season", "seasons", "monthly_factors", "month_factors"),
    *("seasonal_index", "monthly_index", "month_factor", "months", "monthly_seasonality", "seasonal"),
    *("monthly_factor", "seasonal_indices", "trend", "yearly_growth", "growth_per_year"),
)
_GROWTHS = ("growth", "increase", "uplift", "volume_growth", "growth_rate", "more")
_CALL_BACKS = ("call_back", *CALL_BACKS)
_AFTER_A_WAIT = (
    *("offered_after", "offer_after", "after_waiting", "after_wait", "waited", "when_waited", "after_waiting_time"),
    *("time_in_queue", "after_time_in_queue", "if_waited"),
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)")
_TIME = re.compile(r"\d+(?:\.\d+)?\s*(?:seconds|second|secs|sec|s|minutes|minute|mins|min|hours|hour|h)\b", re.IGNORECASE)
_NORMAL = math.sqrt(math.pi / 2.0)
"""Standard deviation for each unit of mean absolute deviation of a normal distribution."""


def _forecast_error(block: MapNode, key: str) -> MapNode:
    """How far a forecast is off: from day to day, or in one direction."""
    node = block.entries[key].node
    text = text_of(node) or (f"{node.value}" if isinstance(node, Scalar) else "")
    found = _PERCENT.search(text)
    share = float(found[1]) if found else float(node.value) * 100 if _is_fraction(node) else 8.0  # type: ignore[arg-type, union-attr]
    if "accuracy" in folded(key):
        share = abs(100.0 - share)
    absolute = any(word in f"{key} {text}".lower() for word in ("mape", "wape", "mad", "mae", "accuracy", "absolute"))
    spread = f"{share * _NORMAL:.3g}%"
    shown = f"{share:.6g}%"
    varies = f"day_to_day: {spread}" if absolute else f"day_to_day: {shown}"
    whose = (
        f", the standard deviation that belongs to a mean absolute error of {shown},"
        if absolute
        else f" (day_to_day: {spread} if {shown} is a mean absolute error, MAPE)"
    )
    under = "" if {"per_day", "volumes", "rate"} & set(block.entries) else " under arrivals"
    hint = (
        f"write {varies}{under}{whose} if each day misses the forecast by chance; if all days are {shown} above it, write at the "
        f"top of the file events: [{{what: forecast_error, times: {100 + share:.6g}%}}]"
    )
    raise UnclearError(f"'{key}' may be how much days vary around the forecast, or by how much it is wrong on all days", hint)


def _is_fraction(node: Node) -> bool:
    return isinstance(node, Scalar) and is_number(node) and 0 < float(node.value) < 1  # type: ignore[arg-type]


def refuse_season(block: MapNode) -> None:
    """Tell of a season beside growth in one message.

    Raises
    ------
    UnclearError
    """
    key = next((name for name in block.entries if folded(name) in _SEASONS), None)
    if key is not None:
        _season(block, key)


def _season(block: MapNode, key: str) -> MapNode:
    """Factors of months: a scenario is of no month."""
    node = block.entries[key].node
    months = {name: entry.node for name, entry in node.entries.items()} if isinstance(node, MapNode) else {"": node}
    growth = next((name for name in block.entries if folded(name) in _GROWTHS), None)
    more = 0.0 if growth is None else (_factor_of(block.entries[growth].node, of_growth=True) or 1.0) - 1.0
    factors = {name: _factor_of(value) or 1.25 for name, value in months.items()}
    under = "" if {"per_day", "volumes", "rate"} & set(block.entries) else " under arrivals"
    message = "a scenario is of no month: a season is what its volumes are multiplied by"
    both = f"instead of {key} and {growth} " if growth is not None else ""
    first = next(iter(factors), "")
    grown = f", which is {100 + 100 * more:.6g}% × {100 * factors[first]:.6g}%" if more and factors else ""
    told: list[str] = []
    for name, factor in list(factors.items())[:_MOST_MONTHS]:
        scale = f"scale: {100 * factor * (1 + more):.6g}%{under if not told else ''}"
        told.append(f"{scale} in {name}{grown if not told else ''}" if name else f"{scale}{grown}")
    said = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}" if told else f"scale: 125%{under}"
    said += ", and likewise for the other months" if len(factors) > _MOST_MONTHS else ""
    otherwise = f"; in other months scale: {100 + 100 * more:.6g}%" if more and first else ""
    error = UnclearError(message, f"{both}write {said}{otherwise}")
    error.drop = [(key,), *([(growth,)] if growth is not None else [])]
    raise error


_MOST_MONTHS = 4
_LARGEST_FACTOR = 10.0
"""A bare number above this is a percentage: an index of 125."""


def _factor_of(node: Node, *, of_growth: bool = False) -> float | None:
    """What volumes are multiplied by: ``+35%`` is 135%, ``-15%`` 85%, ``125%`` itself; growth is a change without a sign too."""
    share = _share_of(node)
    if share is None:
        return None
    text = text_of(node)
    value = node.value if isinstance(node, Scalar) else None
    if text[:1] == "-" or (isinstance(value, int | float) and value < 0):
        return 1.0 - abs(share)
    return 1.0 + share if text[:1] == "+" or of_growth or (isinstance(node, Scalar) and node.plus) else share


def _share_of(node: Node) -> float | None:
    if isinstance(node, Scalar) and is_number(node):
        value = float(node.value)  # type: ignore[arg-type]
        return value if abs(value) <= _LARGEST_FACTOR else value / 100.0
    try:
        return parse_share(text_of(node).lstrip("+-"))
    except InputError:
        return None


def _is_share(node: Node) -> bool:
    return _PERCENT.fullmatch(text_of(node)) is not None


def _accepted(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"call_back": Entry(entry.key, mapping(entry.node.place, accepted=entry.node))})


def _is_sentence(node: Node) -> bool:
    text = text_of(node)
    return bool(text) and not _is_share(node) and bool(_PERCENT.search(text) or _TIME.search(text))


_AT_ARRIVAL = "a call-back is offered as the customer arrives and would have to wait, not after a time in the queue"


def _call_back(block: MapNode, key: str) -> MapNode:
    """A call-back in a sentence."""
    text = text_of(block.entries[key].node)
    share, wait = _PERCENT.search(text), _TIME.search(text)
    hint = _offer(share[1] if share else "40", wait[0] if wait else "")
    raise UnclearError(_AT_ARRIVAL if wait else "a call-back needs its keys", hint)


def _offer(share: str, wait: str) -> str:
    if not wait:
        return f"write call_back: {{accepted: {share}%}}, with when_predicted: 2 min or when_waiting: 5 for when it is offered"
    return (
        f"write call_back: {{accepted: {share}%, when_predicted: {wait}}} to offer it where the predicted wait is at least "
        f"{wait}, or when_waiting: 5 instead where at least 5 contacts wait (after is the time from the offer to the call)"
    )


def _after_a_wait(block: MapNode, key: str) -> MapNode:
    """A call-back offered to those who have waited so long."""
    wait = text_of(block.entries[key].node) or "2 min"
    raise UnclearError(_AT_ARRIVAL, f"write when_predicted: {wait} to offer it where the predicted wait is at least {wait}")


BESIDES: tuple[Spelling, ...] = (
    *(Spelling(model, _ERRORS, _forecast_error, "forecast_error: MAPE 8%", "") for model in (Arrivals, Queue, ScenarioModel)),
    *(Spelling(model, _SEASONS, _season, "seasonality: {December: 125%}", "") for model in (Arrivals, Queue, ScenarioModel)),
    Spelling(Queue, _CALL_BACKS, _accepted, "callback: 40%", "call_back: {accepted: 40%}", _is_share),
    Spelling(Queue, _CALL_BACKS, _call_back, 'callback: "offered after 2 min, 40% accept"', "", _is_sentence),
    refused(
        CallBack,
        *("call_back_within", "callback_within", "called_back_within", "within", "latest", "promised_within", "promise"),
        message="a call-back has no latest time: it keeps the customer's place in the queue, or is due after a time (after)",
        hint="leave {key} out; for one that is due later write after: 30 min",
        example="call_back_within: 2 h, accepted: 40%",
    ),
    Spelling(CallBack, _AFTER_A_WAIT, _after_a_wait, "offered_after: 2 min, accepted: 40%", ""),
)
"""Words besides the volumes, most of them refused with what to write."""
