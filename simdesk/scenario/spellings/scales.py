"""Other spellings of what volumes are multiplied by: a share with a sign, and one scale for all queues."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, is_number, without
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import parse_share

_SCALES = ("scale", "volume_scale", "scaling", "scale_factor", "volume_factor", "scale_volume", "volume_multiplier")


def _has_sign(node: Node) -> bool:
    is_less = isinstance(node, Scalar) and is_number(node) and float(node.value) < 0  # type: ignore[arg-type]
    return text_of(node)[:1] in ("+", "-") or (isinstance(node, Scalar) and node.plus) or is_less


def _signed(block: MapNode, key: str) -> MapNode:
    """``scale: +35%`` of the volumes that are written is 135% of them."""
    entry = block.entries[key]
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    try:
        share = float(value) if isinstance(value, int | float) else _share_of(text_of(entry.node))
    except InputError:
        share = -2.0
    if not -1.0 <= share <= 10.0:
        raise UnclearError("a scale with a sign is a change of the volumes", "write scale: 135% for 35% more", entry.node.place)
    node = Scalar(f"{100 + 100 * share:.10g}%", entry.node.place)
    return MapNode({**block.entries, key: Entry(entry.key, node)}, block.place)


def _share_of(text: str) -> float:
    share = parse_share(text.lstrip("+-"))
    return -share if text.startswith("-") else share


def _have_no_scale(block: MapNode) -> bool:
    """Whether there are queues, each a block without a scale of its own."""
    queues = block.entries["queues"].node if "queues" in block.entries else None
    return (
        isinstance(queues, MapNode)
        and bool(queues.entries)
        and all(isinstance(entry.node, MapNode) and not _is_scaled(entry.node) for entry in queues.entries.values())
    )


def _is_scaled(queue: MapNode) -> bool:
    arrivals = queue.entries["arrivals"].node if "arrivals" in queue.entries else None
    keys = [*queue.entries, *(arrivals.entries if isinstance(arrivals, MapNode) else ())]
    return any(folded(key) in ("scale", "factor", "multiplier", "growth_factor", *_SCALES) for key in keys)


def _of_all(block: MapNode, key: str) -> MapNode:
    """A scale at the top is that of every queue to which contacts come from outside."""
    entry, queues = block.entries[key], block.entries["queues"]
    assert isinstance(queues.node, MapNode)
    scaled = {
        name: Entry(queue.key, MapNode({**queue.node.entries, "scale": entry}, queue.node.place))
        if isinstance(queue.node, MapNode) and _has_arrivals(queue.node)
        else queue
        for name, queue in queues.node.entries.items()
    }
    return without(MapNode({**block.entries, "queues": Entry(queues.key, MapNode(scaled, queues.node.place))}, block.place), key)


_FROM_ELSEWHERE = ("campaign", "handle_time", "patience", "channel", "wrap_up", "skills", "priority", "hours", "aht")


def _has_arrivals(queue: MapNode) -> bool:
    return "campaign" not in queue.entries and any(folded(key) not in _FROM_ELSEWHERE for key in queue.entries)


SCALES: tuple[Spelling, ...] = (
    Spelling(Arrivals, ("scale",), _signed, "scale: +35%, per_day: 9", "scale: 135%, per_day: 9", _has_sign, of_whole=True),
    Spelling(
        ScenarioModel,
        _SCALES,
        _of_all,
        "scale: +10%, queues: {sales: {arrivals: {per_day: 9}, handle_time: 4 min}}",
        "queues: {sales: {arrivals: {per_day: 9, scale: 110%}, handle_time: 4 min}}",
        within=_have_no_scale,
        of_whole=True,
    ),
)
