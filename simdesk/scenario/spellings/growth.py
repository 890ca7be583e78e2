"""By how much volumes grow: as the scale of what is written, and the peaks of which it is not said when they are."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, is_number
from simdesk.scenario.spellings.besides import refuse_season
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, replaced, text_of
from simdesk.units import parse_share

_MORE = ("growth", "increase", "uplift", "volume_growth", "call_growth", "growth_rate", "volume_increase", "more")
_LESS = ("decrease", "reduction", "decline", "volume_reduction", "volume_decrease", "less")
_PEAKS = (
    *("peak_uplift", "peak_increase", "peak_growth", "peak_surcharge", "busy_uplift", "promo_uplift", "promotion_uplift"),
    *("campaign_uplift", "marketing_uplift", "holiday_uplift", "event_uplift", "seasonal_uplift", "season_uplift"),
)
_MOST_GROWTH = 1.0


def _is_growth(node: Node) -> bool:
    """Whether a value is by how much volumes grow, and cannot be what they become: ``5%``, ``+5%``."""
    try:
        return 0.0 < parse_share(text_of(node).lstrip("+")) < _MOST_GROWTH
    except InputError:
        return False


def _grown(block: MapNode, key: str) -> MapNode:
    """Volumes that grow by a share, as the scale of what is written."""
    refuse_season(block)
    entry = block.entries[key]
    share = parse_share(text_of(entry.node).lstrip("+"))
    factor = 1.0 - share if folded(key) in _LESS else 1.0 + share
    text = f"{100 * factor:.10g}%" if "queues" not in block.entries else f"{100 * (factor - 1):+.10g}%"
    return replaced(block, key, {"scale": Entry(entry.key, Scalar(text, entry.node.place))})


def _peak(block: MapNode, key: str) -> MapNode:
    """A peak that is a share higher: on the whole day, or in some hours of it."""
    node = block.entries[key].node
    try:
        share = parse_share(text_of(node).lstrip("+")) if text_of(node) else float(node.value)  # type: ignore[arg-type, union-attr]
    except (InputError, AttributeError, TypeError, ValueError):
        share = 0.35
    times = f"{100 + 100 * share if share < _MOST_GROWTH else 100 * share:.6g}%"
    hint = f"write scale: {times} for the whole day, or at the top of the file "
    hint += f'events: [{{what: spike, start: "10:00", end: "12:00", times: {times}}}] for some hours'
    raise UnclearError(f"'{key}' may be of the whole day, or of its busiest hours", hint)


def _growth(block: MapNode, key: str) -> MapNode:
    """By how much volumes grow, which is no scale: 10% more is a scale of 110%."""
    refuse_season(block)
    node = block.entries[key].node
    text = text_of(node)
    number = node.value if is_number(node) and isinstance(node, Scalar) else text.lstrip("+-")
    try:
        share = abs(number) if isinstance(number, int | float) else parse_share(number)
    except InputError:
        share = 0.1
    sign = -1.0 if folded(key) in _LESS or text[:1] == "-" or (isinstance(number, int | float) and number < 0) else 1.0
    if share >= _MOST_GROWTH:
        as_more, as_scale = f"{100 + 100 * share:.6g}%", f"{100 * share:.6g}%"
        raise UnclearError(
            f"'{key}: {text or number}' may be the new volume or what comes to it",
            f"write scale: {as_scale} for {as_scale} of the volumes, scale: {as_more} for {as_scale} more",
        )
    change = f"{'-' if sign < 0 else '+'}{100 * share:.6g}%"
    scale = f"scale: {100 + sign * 100 * share:.6g}%"
    at_top = "queues" in block.entries or not block.entries.keys() & {"arrivals", "per_day", "rate", "volumes", "handle_time"}
    hint = (
        f"in a variant write volume: {change}; under arrivals {scale}"
        if at_top
        else f"write {scale}; in a variant volume: {change}"
    )
    raise UnclearError(f"'{key}' is a change of the volumes, and a scale is what they are multiplied by", hint)


_CHANGES = (*_MORE, *_LESS)
GROWTH: tuple[Spelling, ...] = (
    Spelling(Arrivals, _CHANGES, _grown, "growth: 10%, per_day: 9", "scale: 110%, per_day: 9", _is_growth, of_whole=True),
    Spelling(
        Queue,
        _CHANGES,
        _grown,
        "growth: 10%, arrivals: {per_day: 9}, handle_time: 4 min",
        "arrivals: {per_day: 9, scale: 110%}, handle_time: 4 min",
        _is_growth,
        of_whole=True,
    ),
    *(Spelling(model, _PEAKS, _peak, "peak_uplift: 35%", "") for model in (Arrivals, Queue, ScenarioModel)),
    *(Spelling(model, _CHANGES, _growth, "growth: 0.1", "") for model in (Arrivals, Queue, ScenarioModel)),
)
