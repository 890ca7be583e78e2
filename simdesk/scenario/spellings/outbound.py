"""Outbound calls as dialler systems describe them: a queue with a direction, a dialler and a list, gathered into its campaign."""

from __future__ import annotations

import re

from simdesk.scenario.language.channels import Campaign
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Scalar, flow
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, renamed, replaced, text_of

_RECORDS = ("list_size", "list", "call_list", "call_list_size", "record_count", "number_of_records", "outbound_list", "leads")
_RECORDS_IN_CAMPAIGN = (
    "list_size",
    "list",
    "size",
    "contacts",
    "customers",
    "leads",
    "numbers",
    "accounts",
    "call_list",
    "calls",
)
_REACHED = (
    *("right_party_contact_rate", "rpc_rate", "right_party_contacts", "right_party_rate", "rpc", "connect_rate", "reach_rate"),
    *("connection_rate", "reached", "reached_rate", "share_reached", "hit_rate", "right_party_connect_rate", "live_answer_rate"),
)
_REACHED_IF_OUTBOUND = ("contact_rate", "answer_rate", "answered", "pick_up_rate", "pickup_rate", "success_rate")

_DIALLING_IF_OUTBOUND = ("ring_time", "ringing", "ringing_time", "ring", "rings_for", "connect_time")
_PREVIEW = ("preview", "preview_time")
_RETRY = (
    "retry_after",
    "retry_delay",
    "retry_interval",
    "redial_after",
    "recall_after",
    "call_again_after",
    "next_attempt_after",
)
_RETRY_ALSO = ("time_between_attempts", "between_attempts", "retry_in", "wait_between_attempts", "next_try_after")
_AT_MOST = ("max_attempts", "attempts", "max_calls", "calls_per_record", "max_tries", "maximum_attempts", "attempts_per_record")
_DIALLERS = ("dialer", "dialler", "dialing_mode", "dialling_mode", "dialer_mode", "dialler_mode", "dialing", "dialling", "mode")
_DIRECTIONS = ("direction",)
_ONE_BY_ONE = ("progressive", "automatic", "auto", "manual", "click_to_dial", "click_to_call", "preview")
_MANY = ("predictive", "power", "power_dialer", "power_dialler", "parallel", "multi_line", "agentless")

_ALONE = {
    **dict.fromkeys((word for word in _RECORDS if word not in ("list", "leads")), "records"),
    **dict.fromkeys(_REACHED, "reached"),
    **dict.fromkeys(("dialling", "dialing", "dialling_time", "dialing_time", "dial_time"), "dialling"),
}
"""Words of a queue that only outbound calls have, and the campaign's keys for them."""
_IF_OUTBOUND = {
    **_ALONE,
    **dict.fromkeys(("records", *_RECORDS), "records"),
    **dict.fromkeys(_REACHED_IF_OUTBOUND, "reached"),
    **dict.fromkeys(_DIALLING_IF_OUTBOUND, "dialling"),
    **dict.fromkeys(_PREVIEW, "preview"),
    **dict.fromkeys((*_RETRY, *_RETRY_ALSO), "retry_after"),
    **dict.fromkeys((*_AT_MOST, "at_most"), "at_most"),
}
_COUNTED = re.compile(
    r"(\d+|\d{1,3}(?:,\d{3})+)\s*(?:records?|customers?|contacts?|numbers?|leads?|accounts?|people|names|calls?)?", re.IGNORECASE
)
_CAMPAIGN = "campaign: {records: 400, reached: 35%, dialling: 25 s, at_most: 3, retry_after: 2 h}"


def _is_outbound(block: MapNode) -> bool:
    for key, entry in block.entries.items():
        word, value = folded(key), folded(text_of(entry.node))
        if word in ("direction", "channel", "type", "media") and CHANNEL_OF.get(value, value) == "outbound":
            return True
        if word == "campaign" or word in _ALONE or (word in _DIALLERS[:6] and value in (*_ONE_BY_ONE, *_MANY)):
            return True
    return False


def _gathered(block: MapNode, key: str) -> MapNode:
    """The words of outbound calls beside each other, as the campaign of the queue."""
    place = block.entries[key].key
    there = block.entries["campaign"].node if "campaign" in block.entries else None
    campaign = dict(there.entries) if isinstance(there, MapNode) else {}
    rest: dict[str, Entry] = {}
    for name, entry in block.entries.items():
        word = folded(name)
        ours = _IF_OUTBOUND.get(word, "")
        if ours == "dialling" and folded(text_of(entry.node)) in (*_ONE_BY_ONE, *_MANY):
            ours = ""
        if ours:
            if ours in campaign:
                raise UnclearError(f"'{name}' and '{ours}' of the campaign say the same", "keep one of them", entry.key)
            campaign[ours] = Entry(entry.key, _count(entry.node) if ours == "records" else entry.node)
        elif name != "campaign":
            rest[name] = entry
    made = {**rest, "campaign": Entry(place, MapNode(campaign, place))}
    return _as_outbound(MapNode(made, block.place), place)


def _as_outbound(block: MapNode, at: Place) -> MapNode:
    """The queue with its channel, unless a key says it."""
    if any(folded(name) in ("channel", "direction", "type", "media") for name in block.entries):
        return block
    return MapNode({"channel": Entry(at, Scalar("outbound", at)), **block.entries}, block.place)


def _count(node: Node) -> Node:
    """``300 records`` as a number."""
    match = _COUNTED.fullmatch(text_of(node))
    return Scalar(int(match[1].replace(",", "")), node.place) if match is not None else node


def _direction(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    word = folded(text_of(entry.node))
    if word in ("in", "inbound", "incoming"):
        return MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    if word not in ("out", "outbound", "outgoing") and CHANNEL_OF.get(word) != "outbound":
        raise UnclearError(f"a direction is inbound or outbound (got '{text_of(entry.node)}')", "write channel: outbound")
    channel = folded(text_of(block.entries["channel"].node)) if "channel" in block.entries else "outbound"
    if CHANNEL_OF.get(channel, channel) not in ("voice", "outbound"):
        raise UnclearError("outbound contacts are calls", "write channel: outbound")
    rest = MapNode({name: one for name, one in block.entries.items() if name != "channel"}, block.place)
    return replaced(rest, key, {"channel": Entry(entry.key, Scalar("outbound", entry.node.place))})


def _dialler(block: MapNode, key: str) -> MapNode:
    """How the next customer is called: one for each free agent, which the engine does."""
    entry = block.entries[key]
    word = folded(text_of(entry.node)).removesuffix("_dialer").removesuffix("_dialler").removesuffix("_dialing")
    if isinstance(entry.node, MapNode):
        raise UnclearError(f"'{key}' is the campaign of an outbound queue", f"write campaign: {flow(entry.node)}")
    if word in _MANY:
        raise UnclearError(
            f"a {text_of(entry.node)} dialler calls more customers than agents are free, which is not simulated",
            f"leave {key} out: one customer is called for each free agent",
        )
    if word not in _ONE_BY_ONE:
        raise UnclearError(f"not a dialler (got '{text_of(entry.node)}')", f"write {key}: progressive, or {key}: preview")
    campaign = block.entries["campaign"].node if "campaign" in block.entries else None
    inside = campaign.entries if isinstance(campaign, MapNode) else {}
    if word == "preview" and not any(folded(name) in _PREVIEW for name in (*block.entries, *inside)):
        raise UnclearError(
            "a preview dialler, and no time in which the agent looks at the record before dialling",
            f"write preview: 20 s; without such a time {key}: progressive, where the agent also waits while it rings",
        )
    made = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    return _as_outbound(made, entry.key)


def _has_flat_words(block: MapNode) -> bool:
    return _is_outbound(block) and any(_is_flat(key, entry.node) for key, entry in block.entries.items())


def _is_flat(key: str, node: Node) -> bool:
    return folded(key) in _IF_OUTBOUND and folded(text_of(node)) not in (*_ONE_BY_ONE, *_MANY)


def _names_a_dialler(node: Node) -> bool:
    return isinstance(node, MapNode) or folded(text_of(node)).split("_")[0] in {
        word.split("_")[0] for word in (*_ONE_BY_ONE, *_MANY)
    }


OUTBOUND: tuple[Spelling, ...] = (
    Spelling(
        Queue,
        tuple(_IF_OUTBOUND),
        _gathered,
        "channel: outbound, list_size: 400, right_party_contact_rate: 35%, ring_time: 25 s, max_attempts: 3, retry_after: 2 h",
        f"channel: outbound, {_CAMPAIGN}",
        within=_has_flat_words,
    ),
    Spelling(
        Queue,
        _DIALLERS,
        _dialler,
        f"dialer: progressive, {_CAMPAIGN}",
        f"channel: outbound, {_CAMPAIGN}",
        _names_a_dialler,
    ),
    Spelling(Queue, _DIRECTIONS, _direction, f"direction: outbound, {_CAMPAIGN}", f"channel: outbound, {_CAMPAIGN}"),
    renamed(Campaign, "records", *_RECORDS_IN_CAMPAIGN, example="400, reached: 35%"),
    renamed(
        Campaign,
        "reached",
        *(word for word in _REACHED if word != "reached"),
        *_REACHED_IF_OUTBOUND,
        "share",
        example="35%, records: 400",
    ),
    renamed(
        Campaign,
        "dialling",
        *("dialing", "dialling_time", "dialing_time", "dial_time", *_DIALLING_IF_OUTBOUND),
        example="25 s, records: 400, reached: 35%",
    ),
    renamed(Campaign, "preview", "preview_time", example="20 s, records: 400, reached: 35%"),
    renamed(Campaign, "retry_after", *_RETRY[1:], *_RETRY_ALSO, "after", example="2 h, records: 400, reached: 35%"),
    renamed(Campaign, "at_most", *_AT_MOST, "max", "tries", example="3, records: 400, reached: 35%, retry_after: 2 h"),
)
