"""Events that stand elsewhere: a campaign in a queue, and slower work in an event."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, flow, follow, is_number, remove
from simdesk.scenario.spellings.clocks import ENDS, STARTS, duration, is_clock, span_of
from simdesk.scenario.spellings.sections import left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, text_of
from simdesk.units import parse_duration, parse_share

_ONE_OFFS = (
    "campaigns",
    "campaign",
    "promotions",
    "promotion",
    "promos",
    "spikes",
    "spike",
    "peaks",
    "events",
    "event",
    "one_offs",
)
_SLOWER = (
    *("handle_time", "aht", "talk_time", "handling_time", "average_handle_time", "handle_times", "processing_time"),
    *("handle_time_factor", "aht_factor", "duration_factor", "slower", "slowdown"),
)
_EVENTS = ("events", "outages", "outage", "incidents", "disruptions", "event")


def _is_one_off(node: Node) -> bool:
    """Whether a block says when something happens, or a list has such blocks."""
    blocks = items_of(node)
    return bool(blocks) and all(
        isinstance(one, MapNode)
        and any(
            folded(key) in (*STARTS, "at", "time", "between", "when") and (is_clock(text_of(entry.node)) or span_of(entry.node))
            for key, entry in one.entries.items()
        )
        for one in blocks
    )


def _one_offs(block: MapNode) -> Iterator[tuple[Path, Entry]]:
    """Events that stand in a queue or in its arrivals."""
    queues = block.entries["queues"].node if "queues" in block.entries else None
    for name, queue in queues.entries.items() if isinstance(queues, MapNode) else ():
        inner: list[tuple[Path, Node]] = [(("queues", name), queue.node)]
        if isinstance(queue.node, MapNode):
            inner += [(("queues", name, key), entry.node) for key, entry in queue.node.entries.items()]
        for path, node in inner:
            for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
                if folded(key) in _ONE_OFFS and _is_one_off(entry.node):
                    yield (*path, key), entry


def _out_of_queues(block: MapNode, key: str) -> MapNode:
    """Each event of a queue at the top, with the queue it is about."""
    path, entry = next(_one_offs(block))
    made = remove(block, path)
    assert isinstance(made, MapNode)
    events = []
    for one in items_of(entry.node):
        assert isinstance(one, MapNode)
        about = (
            {}
            if any(folded(word) in ("queues", "queue") for word in one.entries)
            else {"queues": Entry(entry.key, ListNode((Scalar(str(path[1]), entry.key),), entry.key))}
        )
        events.append(MapNode({**one.entries, **about}, one.place))
    there = made.entries.get("events")
    before = items_of(there.node) if there is not None else ()
    listed = Entry(entry.key if there is None else there.key, ListNode((*before, *events), entry.node.place))
    return MapNode({**made.entries, "events": listed}, made.place)


def _slow_events(block: MapNode) -> Iterator[tuple[Path, MapNode, str]]:
    """Events with a handle time: the path of each, the event, the key."""
    for key, entry in block.entries.items():
        if folded(key) in _EVENTS:
            several = isinstance(entry.node, ListNode)
            for index, one in enumerate(items_of(entry.node)):
                for word in one.entries if isinstance(one, MapNode) else ():
                    if folded(word) in _SLOWER and isinstance(one, MapNode):
                        yield ((key, index) if several else (key,)), one, word


def _slower(block: MapNode, key: str) -> MapNode:
    """Work that takes longer for a time: no event, but handle times by time of day."""
    path, event, word = next(_slow_events(block))
    raise left_out(_how_slow(block, event, word), path[:-1], path[-1])  # type: ignore[arg-type]


def _how_slow(block: MapNode, event: MapNode, word: str) -> UnclearError:
    message = "an event changes how many contacts arrive or who works, not how long contacts take"
    value = event.entries[word].node
    hint = 'in the queue write handle_time: {by_interval: {"08:00": 4 min, "10:30": 6 min, "11:15": 4 min}}'
    named = next((one.node for name, one in event.entries.items() if folded(name) in ("queues", "queue")), None)
    queues = follow(block, ("queues",))
    names = (
        [text_of(item) for item in items_of(named)]
        if named is not None
        else list(queues.entries)
        if isinstance(queues, MapNode)
        else []
    )
    queue = follow(block, ("queues", names[0])) if names else None
    ends = ends_of(event)
    if isinstance(queue, MapNode) and ends is not None:
        longer = next((name for name in queue.entries if folded(name) in _SLOWER), None)
        opening = follow(block, ("hours", "open"))
        if longer is not None:
            usual = queue.entries[longer].node
            slow = _times(usual, _factor(value), value)
            begins = text_of(opening) or "00:00"
            if slow is not None:
                bands = f'{{"{begins}": {flow(usual)}, "{ends[0]}": {slow}, "{ends[1]}": {flow(usual)}}}'
                each = "" if len(names) == 1 else ", and likewise in each queue"
                hint = f"for contacts that arrive then, in {names[0]} write {longer}: {{by_interval: {bands}}}{each}"
    return UnclearError(message, hint, event.entries[word].key)


def ends_of(event: MapNode) -> tuple[str, str] | None:
    """When an event begins and ends, as it is written; None where it does not say both."""
    for one in event.entries.values():
        both = span_of(one.node)
        if both is not None:
            return text_of(both[0]), text_of(both[1])
    start = next((text_of(one.node) for name, one in event.entries.items() if folded(name) in (*STARTS, "at")), "")
    end = next((text_of(one.node) for name, one in event.entries.items() if folded(name) in ENDS), "")
    return (start, end) if is_clock(start) and is_clock(end) else None


def _factor(node: Node) -> float | None:
    """By how much durations are multiplied; None for a duration, or what cannot be told."""
    text = text_of(node)
    if isinstance(node, Scalar) and is_number(node):
        return float(node.value) if 0 < float(node.value) < 10 else None  # type: ignore[arg-type]
    try:
        share = parse_share(text.lstrip("+-"))
    except InputError:
        return None
    return 1.0 + share if text[:1] == "+" else 1.0 - share if text[:1] == "-" else share


def _times(node: Node, factor: float | None, instead: Node) -> str | None:
    """A handle time with each duration in it multiplied, as text; None where that cannot be done."""
    if factor is None:
        try:
            parse_duration(text_of(instead))
        except InputError:
            return None
        return text_of(instead) if isinstance(node, Scalar) else None
    if isinstance(node, Scalar):
        try:
            return str(duration(round(parse_duration(node.value) * factor, 3), node).value)
        except InputError:
            return flow(node)
    if not isinstance(node, MapNode):
        return None
    parts = {key: _times(entry.node, factor, instead) for key, entry in node.entries.items()}
    return None if None in parts.values() else "{" + ", ".join(f"{key}: {part}" for key, part in parts.items()) + "}"


_IN_A_QUEUE = "arrivals: {per_day: 900%s}, handle_time: {constant: 4 min}"
_SPOT = '{what: spike, start: "11:00", end: "12:00", extra: 120%s}'

ONE_OFFS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _out_of_queues,
        f"queues: {{sales: {{{_IN_A_QUEUE % (', campaigns: [' + _SPOT % '' + ']')}}}}}",
        f"queues: {{sales: {{{_IN_A_QUEUE % ''}}}}}, events: [{_SPOT % ', queues: [sales]'}]",
        within=lambda block: next(_one_offs(block), None) is not None,
    ),
    Spelling(
        ScenarioModel,
        _EVENTS,
        _slower,
        'events: [{what: slow system, start: "10:30", end: "11:30", handle_time: +50%}]',
        "",
        within=lambda block: next(_slow_events(block), None) is not None,
    ),
)
"""Events of which a queue speaks, and what is no event."""
