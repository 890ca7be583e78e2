"""Other spellings of events: what happens, to whom, from when to when, and how many contacts arrive."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.language.days import Event
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, without
from simdesk.scenario.spellings.clocks import ENDS, STARTS, seconds_at, span_of
from simdesk.scenario.spellings.event_sizes import (
    EXTRA,
    FACTORS,
    MORE,
    SIZES,
    UNCLEAR,
    either,
    extra,
    factor,
    is_factor,
    is_share,
    more,
)
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
from simdesk.units import DAY, parse_duration

_KINDS = {
    "spike": "peak surge rush campaign promotion storm burst more_contacts more_calls demand_spike volume_spike increase",
    "outage": "failure down downtime breakdown system_outage system_failure closed unavailable out blackout",
    "forecast_error": "forecast wrong_forecast forecast_miss error bias",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WHAT = ("type", "kind", "event", "event_type")
_GROUPS = ("group", "groups", "agent_group", "agents", "team", "teams", "site", "sites")
_LENGTHS = ("duration", "length", "lasts", "for", "long", "within", "over", "lasting", "spread_over")
_SPANS = ("time", "between", "period", "window", "when", "hours")
_NOBODY = {"what": "forecast_error", "times": "100%"}
"""Stands in for an event of which it cannot be told what it is."""


def _loose_kind(node: Node) -> bool:
    word = folded(text_of(node))
    return word in _KIND_OF or (word in _KINDS and text_of(node) != word)


def _kind(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    return replaced(block, key, {"what": Entry(entry.key, Scalar(_KIND_OF.get(word, word), entry.node.place))})


def _name(block: MapNode, key: str) -> MapNode:
    """A name, which may say what happens; where it does not, contacts that are given make it a spike."""
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    kind = word if word in _KINDS else _KIND_OF.get(word)
    if any(folded(other) in ("what", *_WHAT) for other in block.entries):
        return replaced(block, key, {"name": entry})
    if kind is not None:
        return _kind(block, key)
    if not _has_size(block):
        hint = "write what: outage, what: spike or what: forecast_error beside its name"
        raise UnclearError("it is not said what happens", hint, instead=_NOBODY)
    what = Entry(entry.key, Scalar("spike", entry.key))
    return MapNode({"what": what, **replaced(block, key, {"name": entry}).entries}, block.place)


def _has_size(block: MapNode) -> bool:
    """Whether it is said how many contacts arrive."""
    return any(folded(key) in SIZES for key in block.entries)


def _lacks_kind(block: MapNode) -> bool:
    return not any(folded(key) in ("what", *_WHAT, *_KINDS) for key in block.entries)


def _is_own_word(node: Node) -> bool:
    word = folded(text_of(node))
    return bool(word) and word not in _KINDS and word not in _KIND_OF and word not in _AWAY


def _called(block: MapNode, key: str) -> MapNode:
    """``what: TV spot`` with contacts that come besides: a spike of that name."""
    entry = block.entries[key]
    what = Entry(entry.key, Scalar("spike", entry.node.place))
    return replaced(block, key, {"what": what, **({} if "name" in block.entries else {"name": entry})})


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
        items = tuple(_with_kind(one, word) if isinstance(one, MapNode) else one for one in _listed_events(entry.node))
        old = block.entries.get("events")
        before = () if old is None else _listed_events(old.node)
        events = Entry(entry.key if old is None else old.key, ListNode((*before, *items), entry.node.place))
        rest = without(block, key)
        return MapNode({**rest.entries, "events": events}, block.place)

    return rewrite


def _with_kind(event: MapNode, kind: Entry) -> MapNode:
    """The event with its kind; what it says of itself besides is its name."""
    said = next((key for key in event.entries if folded(key) in ("what", *_WHAT)), None)
    if said is None:
        return MapNode({**event.entries, "what": kind}, event.place)
    word = folded(text_of(event.entries[said].node))
    if word in _KINDS or word in _KIND_OF:
        return event
    named = any(folded(key) in _NAMED for key in event.entries)
    rest = {key: entry for key, entry in event.entries.items() if key != said}
    return MapNode({"what": kind, **rest, **({} if named else {"name": event.entries[said]})}, event.place)


_NAMED = ("name", "label", "title", "description", "reason", "note")
_SPIKE = 'what: spike, queues: [sales], start: "10:00", end: "12:00", times: 180%'
_MANY = _SPIKE.replace("times: 180%", "extra: 120")
_OUTAGE = 'what: outage, queues: [sales], start: "10:00", end: "12:00"'


def _spike(event: MapNode, key: str) -> MapNode:
    """An event that says only by how much the volume changes."""
    return MapNode({"what": Entry(event.place, Scalar("spike", event.place)), **event.entries}, event.place)


def _says_volume_alone(event: MapNode) -> bool:
    keys = {folded(key) for key in event.entries}
    return not keys & {"what", *_WHAT, *_NAMED, "outage", "spike", "forecast_error"} and bool(
        keys & {"volume", "volumes", "calls"}
    )


def _says_when(node: Node) -> bool:
    """Whether blocks say when something is, as an event does and a variant does not."""
    blocks = [one for one in items_of(node) if isinstance(one, MapNode)]
    whens = {"start", "from", "at", "between", "when", "time", "hours"}
    return bool(blocks) and all({folded(key) for key in one.entries} & whens for one in blocks)


EVENTS: tuple[Spelling, ...] = (
    renamed(ScenarioModel, "events", "incidents", "disruptions", "disruption", "exceptional_events", example=f"[{{{_OUTAGE}}}]"),
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
        ("spikes", "spike", "peaks", "campaigns", "promotions", "promos"),
        _of_kind("spike"),
        'spikes: [{queues: [sales], start: "10:00", end: "12:00", times: 180%}]',
        f"events: [{{{_SPIKE}}}]",
    ),
    Spelling(
        ScenarioModel,
        ("surge", "surges", "rush", "storm", "burst", "call_surge"),
        _of_kind("spike"),
        'surge: {queues: [sales], start: "10:00", end: "12:00", times: 180%}',
        f"events: [{{{_SPIKE}}}]",
        _says_when,
    ),
    Spelling(
        ScenarioModel,
        ("it_outage", "system_outage", "downtime", "system_down", "breakdown", "blackout"),
        _of_kind("outage"),
        'downtime: {queues: [sales], start: "10:00", end: "12:00"}',
        f"events: [{{{_OUTAGE}}}]",
        _says_when,
    ),
    Spelling(
        Event,
        ("volume", "volumes", "calls"),
        _spike,
        'volume: +80%, queues: [sales], start: "10:00", end: "12:00"',
        _SPIKE,
        within=_says_volume_alone,
    ),
    Spelling(Event, _WHAT, _kind, _OUTAGE.replace("what", "type"), _OUTAGE),
    Spelling(Event, ("what",), _kind, _OUTAGE.replace("outage", "failure"), _OUTAGE, _loose_kind),
    Spelling(Event, _NAMED, _name, _OUTAGE.replace("what", "name"), _OUTAGE, within=_lacks_kind),
    Spelling(Event, _NAMED[1:], _name, f"label: TV spot, {_SPIKE}", f"name: TV spot, {_SPIKE}"),
    Spelling(
        Event,
        ("what",),
        _called,
        _SPIKE.replace("spike", "TV spot"),
        _SPIKE.replace("spike", "spike, name: TV spot"),
        _is_own_word,
        _has_size,
    ),
    Spelling(Event, EXTRA, extra, _MANY.replace("extra", "extra_calls"), _MANY),
    Spelling(Event, ("extra",), extra, _SPIKE.replace("times: 180%", "extra: 80%"), _SPIKE, is_share),
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
    Spelling(Event, FACTORS, factor, _SPIKE.replace("times: 180%", "factor: 1.8"), _SPIKE),
    Spelling(Event, ("times",), factor, _SPIKE.replace("180%", "+80%"), _SPIKE, is_factor),
    Spelling(Event, MORE, more, _SPIKE.replace("times: 180%", "increase: 80%"), _SPIKE),
    Spelling(Event, UNCLEAR, either, _SPIKE.replace("times: 180%", "percent: 80"), ""),
    refused(
        Event,
        *("probability", "chance", "likelihood"),
        message="an event happens on each of its days, and not by chance",
        hint="write a variant with the event, and compare it",
        example=f"{_OUTAGE}, probability: 10%",
    ),
)
