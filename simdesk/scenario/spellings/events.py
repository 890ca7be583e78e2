"""Other spellings of events: what happens, to whom, from when to when, and how many contacts arrive."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, seconds_at, span_of
from simdesk.scenario.spellings.spelling import (
    Rewrite,
    Spelling,
    UnclearError,
    folded,
    items_of,
    refused,
    renamed,
    replaced,
    text_of,
)
from simdesk.units import DAY, format_clock, parse_duration, parse_share

_KINDS = {
    "spike": "peak surge rush campaign promotion storm burst more_contacts more_calls demand_spike volume_spike increase",
    "outage": "failure down downtime breakdown system_outage system_failure closed unavailable out blackout",
    "forecast_error": "forecast wrong_forecast forecast_miss error bias",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WHAT = ("type", "kind", "event", "event_type")
_GROUPS = ("group", "groups", "agent_group", "agents", "team", "teams", "site", "sites")
_LENGTHS = ("duration", "length", "lasts", "for", "long")
_SPANS = ("time", "between", "period", "window", "when", "hours")
_FACTORS = ("factor", "multiplier", "volume", "contacts", "calls", "multiply", "times_planned")
_MORE = ("increase", "more", "plus", "extra", "rise")
_UNCLEAR = ("percent", "percentage", "share", "by", "change", "size")
_ANY = {"times": "100%"}
"""Stands in for a share that cannot be told, where that is said."""
_NOBODY = {"what": "forecast_error", "times": "100%"}
"""Stands in for an event of which it cannot be told what it is."""
_LARGEST_FACTOR = 10.0
"""A bare number above this may be a percentage or a number of contacts."""


def _loose_kind(node: Node) -> bool:
    word = folded(text_of(node))
    return word in _KIND_OF or (word in _KINDS and text_of(node) != word)


def _kind(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    return replaced(block, key, {"what": Entry(entry.key, Scalar(_KIND_OF.get(word, word), entry.node.place))})


def _name(block: MapNode, key: str) -> MapNode:
    """A name that says what happens; no event has a name of its own."""
    word = folded(text_of(block.entries[key].node))
    kind = word if word in _KINDS else _KIND_OF.get(word)
    has_kind = any(folded(other) in ("what", *_WHAT) for other in block.entries)
    if kind is None or has_kind:
        if has_kind:
            raise UnclearError("an event has no name", "leave it out; write a comment behind # instead")
        hint = "write what: outage, what: spike or what: forecast_error instead"
        raise UnclearError("an event has no name, and it is not said what happens", hint, instead=_NOBODY)
    return _kind(block, key)


_AWAY = (
    "absence",
    "absent",
    "sickness",
    "sick",
    "training",
    "meeting",
    "strike",
    "team_meeting",
    "holiday",
    "leave",
    "fewer_agents",
)


def _is_away(node: Node) -> bool:
    return folded(text_of(node)) in _AWAY


def _away(block: MapNode, key: str) -> MapNode:
    """Agents who are away are a matter of their group, or an outage of all of it."""
    word = text_of(block.entries[key].node)
    hint = "write absence: 10%, shrinkage: 10% or meetings: in the agent group, or what: outage if all of it cannot work"
    of_group = any(folded(name) in ("agent_groups", *_GROUPS) for name in block.entries)
    raise UnclearError(f"'{word}' is no event", hint, block.entries[key].node.place, {"what": "outage"} if of_group else _NOBODY)


def _inside(block: MapNode, key: str) -> MapNode:
    """``- outage: {queues: [sales]}``: the kind as a key above what belongs to it."""
    entry = block.entries[key]
    if not isinstance(entry.node, MapNode) or len(block.entries) > 1:
        hint = f"write what: {folded(key)} beside the other keys of the event"
        raise UnclearError(f"'{key}' is what happens", hint, instead=_NOBODY)
    what = Entry(entry.key, Scalar(folded(key), entry.key))
    return MapNode({"what": what, **entry.node.entries}, block.place)


def _is_one(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _listed(ours: str) -> Rewrite:
    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        items = tuple(part for item in items_of(entry.node) for part in _parts(item))
        if ours == "queues" and [folded(text_of(item)) for item in items] in (["all"], ["all_queues"]):
            kinds = [folded(text_of(one.node)) for name, one in block.entries.items() if folded(name) in ("what", *_WHAT)]
            if "outage" not in kinds:
                return without(block, key)
        return replaced(block, key, {ours: Entry(entry.key, ListNode(items, entry.node.place))})

    return rewrite


def _parts(node: Node) -> list[Node]:
    """The names in ``sales, service``."""
    return [Scalar(part.strip(), node.place) for part in text_of(node).split(",")] if text_of(node) else [node]


def _span(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    ends = span_of(entry.node)
    if ends is None:
        raise UnclearError("not a time of day to another", 'write start: "10:00", end: "11:00"', entry.node.place)
    return replaced(block, key, {"start": Entry(entry.key, ends[0]), "end": Entry(entry.key, ends[1])})


def _length(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    start = next((one for name, one in block.entries.items() if folded(name) in (*STARTS, "at")), None)
    if start is None:
        raise UnclearError(f"'{key}' needs the start of the event", 'write start: "10:00", end: "11:00"')
    try:
        seconds = parse_duration(entry.node.value if isinstance(entry.node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, entry.node.place) from None
    end = Scalar(format_clock((seconds_at(start.node) + seconds) % DAY, end=True), entry.node.place)
    return replaced(block, key, {"end": Entry(entry.key, end)})


def _is_factor(node: Node) -> bool:
    """Whether a share of the planned contacts is written otherwise than ``180%``."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float) or text_of(node)[:1] in ("+", "-", "x", "×")


def _factor(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"times": Entry(entry.key, Scalar(_percent(entry.node, key), entry.node.place))})


def _percent(node: Node, key: str) -> str:
    """``1.8``, ``x 1.8``, ``+80%`` and ``180%`` as ``180%``."""
    value = node.value if isinstance(node, Scalar) else None
    text = text_of(node)
    if isinstance(node, Scalar) and node.plus:
        text = f"+{value}"
    if text[:1] in ("+", "-"):
        try:
            return f"{100 + parse_share(text) * 100:.12g}%"
        except InputError:
            raise UnclearError(
                f"'{key}' must be a share of the planned contacts", "write times: 180%", node.place, _ANY
            ) from None
    if text[:1] in ("x", "×"):
        try:
            value = float(text[1:])
        except ValueError:
            value = None
    elif text:
        return text  # read, or refused, as a share
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST_FACTOR:
        shown = f"{value:g}" if isinstance(value, int | float) else "180"
        raise UnclearError(
            f"'{key}' must be a share of the planned contacts (got {shown})", f"write times: {shown}%", node.place, _ANY
        )
    return f"{value * 100:.12g}%"


def _more(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    try:
        share = parse_share(text_of(entry.node).removeprefix("+"))
    except InputError:
        raise UnclearError(f"'{key}' must be a share", "write times: 180% for 80% more", entry.node.place, _ANY) from None
    return replaced(block, key, {"times": Entry(entry.key, Scalar(f"{100 + share * 100:.12g}%", entry.node.place))})


def _either(block: MapNode, key: str) -> MapNode:
    """``percent: 180%`` may be the share of the planned contacts, or how many more arrive."""
    node = block.entries[key].node
    text = text_of(node)
    if text[:1] in ("+", "-") or (isinstance(node, Scalar) and node.plus):
        return _factor(block, key)
    try:
        share = parse_share(text or (f"{node.value}%" if isinstance(node, Scalar) else None)) * 100
    except InputError:
        share = 80.0
    hint = f"write times: {share:g}% for {share:g}% of the planned contacts, or times: {100 + share:g}% for {share:g}% more"
    raise UnclearError(f"'{key}' can mean two things", hint, node.place, _ANY)


def _events(block: MapNode, key: str) -> MapNode:
    """One event, or events by name, as a list."""
    entry = block.entries[key]
    return replaced(block, key, {"events": Entry(entry.key, ListNode(_listed_events(entry.node), entry.node.place))})


def _listed_events(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, MapNode):
        return items_of(node)
    named = node.entries and all(isinstance(entry.node, MapNode) for entry in node.entries.values())
    return tuple(entry.node for entry in node.entries.values()) if named else (node,)


def _of_kind(kind: str) -> Rewrite:
    """``outages:`` at the top: events of one kind, beside those under ``events``."""

    def rewrite(block: MapNode, key: str) -> MapNode:
        entry = block.entries[key]
        word = Entry(entry.key, Scalar(kind, entry.key))
        items = tuple(
            MapNode({**one.entries, "what": word}, one.place) if isinstance(one, MapNode) else one
            for one in _listed_events(entry.node)
        )
        old = block.entries.get("events")
        before = () if old is None else _listed_events(old.node)
        events = Entry(entry.key if old is None else old.key, ListNode((*before, *items), entry.node.place))
        rest = without(block, key)
        return MapNode({**rest.entries, "events": events}, block.place)

    return rewrite


_SPIKE = 'what: spike, queues: [sales], start: "10:00", end: "12:00", times: 180%'
_OUTAGE = 'what: outage, queues: [sales], start: "10:00", end: "12:00"'

EVENTS: tuple[Spelling, ...] = (
    renamed(ScenarioModel, "events", "incidents", "disruptions", "exceptional_events", example=f"[{{{_OUTAGE}}}]"),
    Spelling(
        ScenarioModel,
        ("events",),
        _events,
        f"events: {{{_OUTAGE}}}",
        f"events: [{{{_OUTAGE}}}]",
        lambda n: isinstance(n, MapNode),
    ),
    Spelling(
        ScenarioModel,
        ("outages", "outage"),
        _of_kind("outage"),
        'outages: [{queues: [sales], start: "10:00", end: "12:00"}]',
        f"events: [{{{_OUTAGE}}}]",
    ),
    Spelling(
        ScenarioModel,
        ("spikes", "spike", "peaks"),
        _of_kind("spike"),
        'spikes: [{queues: [sales], start: "10:00", end: "12:00", times: 180%}]',
        f"events: [{{{_SPIKE}}}]",
    ),
    Spelling(Event, _WHAT, _kind, _OUTAGE.replace("what", "type"), _OUTAGE),
    Spelling(Event, ("what",), _kind, _OUTAGE.replace("outage", "failure"), _OUTAGE, _loose_kind),
    Spelling(Event, ("name", "label", "title", "description"), _name, _OUTAGE.replace("what", "name"), _OUTAGE),
    Spelling(
        Event,
        ("queue", "affects", "affected_queues"),
        _listed("queues"),
        _OUTAGE.replace("queues: [sales]", "queue: sales"),
        _OUTAGE,
    ),
    Spelling(Event, ("queues",), _listed("queues"), _OUTAGE.replace("[sales]", "sales"), _OUTAGE, _is_one),
    Spelling(
        Event,
        _GROUPS,
        _listed("agent_groups"),
        "what: outage, group: desk",
        "what: outage, agent_groups: [desk]",
    ),
    Spelling(
        Event,
        ("agent_groups",),
        _listed("agent_groups"),
        "what: outage, agent_groups: desk",
        "what: outage, agent_groups: [desk]",
        _is_one,
    ),
    Spelling(Event, ("channel",), _listed("channels"), "what: outage, channel: voice", "what: outage, channels: [voice]"),
    Spelling(
        Event, ("channels",), _listed("channels"), "what: outage, channels: voice", "what: outage, channels: [voice]", _is_one
    ),
    Spelling(Event, ("what",), _away, "what: training, agent_groups: [desk]", "", _is_away),
    Spelling(
        Event,
        ("outage", "spike", "forecast_error"),
        _inside,
        'outage: {queues: [sales], start: "10:00", end: "12:00"}',
        _OUTAGE,
    ),
    renamed(Event, "start", *STARTS[1:], "at", example='"10:00", end: "12:00", what: outage, queues: [sales]'),
    renamed(Event, "end", *ENDS[1:], example='"12:00", start: "10:00", what: outage, queues: [sales]'),
    Spelling(Event, _SPANS, _span, _OUTAGE.replace('start: "10:00", end: "12:00"', 'time: "10:00-12:00"'), _OUTAGE),
    Spelling(Event, _LENGTHS, _length, _OUTAGE.replace('end: "12:00"', "duration: 2 h"), _OUTAGE),
    Spelling(Event, _FACTORS, _factor, _SPIKE.replace("times: 180%", "factor: 1.8"), _SPIKE),
    Spelling(Event, ("times",), _factor, _SPIKE.replace("180%", "+80%"), _SPIKE, _is_factor),
    Spelling(Event, _MORE, _more, _SPIKE.replace("times: 180%", "increase: 80%"), _SPIKE),
    Spelling(Event, _UNCLEAR, _either, _SPIKE.replace("times: 180%", "percent: 80"), ""),
    refused(
        Event,
        *("probability", "chance", "likelihood"),
        message="an event happens on each of its days, and not by chance",
        hint="write a variant with the event, and compare it",
        example=f"{_OUTAGE}, probability: 10%",
    ),
)
