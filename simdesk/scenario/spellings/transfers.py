"""Other spellings of transfers: one queue and a share beside it, shares by queue, a sentence, a list."""

from __future__ import annotations

import re

from simdesk.errors import InputError
from simdesk.scenario.language.journeys import Transfer
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, is_number
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, renamed, replaced, text_of
from simdesk.units import parse_duration, parse_share

_TRANSFERS = (
    *("transfers", "transferred", "forward", "forwards", "forwarding", "handover", "hand_over", "escalations"),
    *("escalates", "transfer_to", "transfers_to", "escalation", "escalate", "escalate_to", "escalates_to"),
    *("second_level", "passed_on", "transfered", "handoff"),
)
_SHARES = ("share", "rate", "percent", "percentage", "probability", "proportion", "chance", "fraction", "transfer_rate")
_TARGETS = ("to", "queue", "target", "destination", "to_queue", "into", "queues", "targets", "goes_to", "group", "agent_group")
_BESIDE = ("transfer_rate", "transfer_share", "transfer_percent", "transfer_percentage", "transfer_probability")
_OF_TRANSFER = {"to", "warm", "lost"}
_SENTENCE = re.compile(
    r"(?P<share>\d+(?:\.\d+)?\s*%)\s*(?:of (?:the )?(?:calls|contacts)\s*)?(?:go(?:es)? )?(?:on )?"
    r"(?:to|into)\s+(?P<to>[A-Za-z_]\w*)"
    r"|(?:to\s+)?(?P<to2>[A-Za-z_]\w*)\s*[:,]?\s+(?P<share2>\d+(?:\.\d+)?\s*%)",
    re.IGNORECASE,
)


def _is_share(node: Node) -> bool:
    return is_number(node) or text_of(node).endswith("%")


def _is_loose(node: Node) -> bool:
    """Whether a transfer is written otherwise than documented, or in a way that the block's own spellings read."""
    if isinstance(node, ListNode) or _SENTENCE.fullmatch(text_of(node)) or (isinstance(node, Scalar) and _is_share(node)):
        return True
    if not isinstance(node, MapNode) or not node.entries:
        return False
    words = set(map(folded, node.entries))
    return not words & {*_OF_TRANSFER, *_TARGETS, *_SHARES} and all(_is_share(one.node) for one in node.entries.values())


def _transfer(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    beside = next((name for name in block.entries if folded(name) in _BESIDE), None)
    if beside is not None and text_of(entry.node) and not text_of(entry.node).endswith("%"):
        to = MapNode({text_of(entry.node): Entry(entry.node.place, block.entries[beside].node)}, entry.node.place)
        block = MapNode({name: one for name, one in block.entries.items() if name != beside}, block.place)
        return replaced(block, key, {"transfer": Entry(entry.key, MapNode({"to": Entry(entry.key, to)}, entry.node.place))})
    return replaced(block, key, {"transfer": Entry(entry.key, _block(entry.node, key))})


def _rate(block: MapNode, key: str) -> MapNode:
    """A share of transfers beside the queue they go to."""
    target = next((name for name in block.entries if folded(name) in (*_TRANSFERS, "transfer")), None)
    if target is not None and text_of(block.entries[target].node):
        return _transfer(block, target)
    if target is not None:
        raise UnclearError(f"'{key}' and '{target}' both speak of transfers", f"keep {target}: {{to: {{second_line: 12%}}}}")
    share = text_of(block.entries[key].node) or "12%"
    raise UnclearError(f"'{key}' does not say to which queue", f"write transfer: {{to: {{second_line: {share}}}}}")


def _block(node: Node, key: str) -> Node:
    """What is said of transfers as a block."""
    if isinstance(node, ListNode):
        return _joined(node, key)
    match = _SENTENCE.fullmatch(text_of(node))
    if match is not None:
        share = Scalar(match["share"] or match["share2"], node.place)
        name = match["to"] or match["to2"]
        to = MapNode({name: Entry(node.place, share)}, node.place)
        return MapNode({"to": Entry(node.place, to)}, node.place)
    if isinstance(node, Scalar) and _is_share(node):
        share_text = text_of(node) or str(node.value)
        raise UnclearError(
            f"'{key}' does not say to which queue", f"write transfer: {{to: {{second_line: {share_text}}}}}", node.place
        )
    return MapNode({"to": Entry(node.place, node)}, node.place) if _is_loose(node) else node


def _joined(node: ListNode, key: str) -> MapNode:
    """Several transfers as one block: their shares by queue."""
    shares: dict[str, Entry] = {}
    others: dict[str, Entry] = {}
    for item in node.items:
        one = _block(item, key)
        if isinstance(one, MapNode):
            one = _with_shares(one, "to") if _has_target(one) else one
        to = one.entries["to"].node if isinstance(one, MapNode) and "to" in one.entries else None
        if not isinstance(one, MapNode) or not isinstance(to, MapNode):
            raise UnclearError(
                "a transfer says to which queue, and which share", "write {to: second_line, share: 12%}", item.place
            )
        shares |= to.entries
        for name, entry in one.entries.items():
            if name != "to" and name in others and others[name].node != entry.node:
                raise UnclearError(f"all transfers of a queue have one '{name}'", f"keep one {name}", entry.key)
            if name != "to":
                others[name] = entry
    return MapNode({"to": Entry(node.place, MapNode(shares, node.place)), **others}, node.place)


def _has_target(block: MapNode) -> bool:
    return any(folded(key) in _TARGETS and not isinstance(block.entries[key].node, MapNode) for key in block.entries)


def _with_shares(block: MapNode, key: str) -> MapNode:
    """One queue, or several of them, and a share beside it."""
    target = next(name for name in block.entries if folded(name) in _TARGETS)
    entry = block.entries[target]
    names = items_of(entry.node)
    share = next((name for name in block.entries if folded(name) in _SHARES), None)
    one = text_of(names[0]) or "second_line"
    if share is None:
        raise UnclearError("a transfer says which share goes on", f"write to: {{{one}: 12%}}", entry.key, {"to": {one: "1%"}})
    if len(names) > 1:
        value = text_of(block.entries[share].node)
        parts = ", ".join(f"{text_of(name)}: …" for name in names)
        message = f"how the {value} divide over {len(names)} queues is not said"
        raise UnclearError(message, f"write a share for each: to: {{{parts}}}", entry.key, {"to": {one: "1%"}})
    to = MapNode({one: Entry(entry.node.place, block.entries[share].node)}, entry.node.place)
    kept = {name: value for name, value in block.entries.items() if name not in (target, share)}
    return MapNode({"to": Entry(entry.key, to), **kept}, block.place)


def _rewrite_shares(block: MapNode, key: str) -> MapNode:
    return _with_shares(block, key)


_WARM = (
    *("warm_transfer", "warm_transfers", "attended_transfer", "attended_transfers", "consultative_transfer", "consult_transfer"),
    *("supervised_transfer", "announced_transfer", "warm_handover", "warm_handoff"),
)
_BLIND = ("blind_transfer", "blind_transfers", "cold_transfer", "cold_transfers", "unattended_transfer")
_INTRODUCTIONS = (
    *("introduction", "intro", "introduction_time", "handover_time", "handover", "briefing", "brief", "consult_time", "overlap"),
    *("consultation", "consultation_time", "warm_time", "duration", "length", "talk_time", "both_agents", "conference"),
)


def _warm(block: MapNode, key: str) -> MapNode:
    """A transfer whose word says whether the agent stays until the next one answers."""
    value = block.entries[key].node
    if isinstance(value, Scalar) and (value.value is True or folded(text_of(value)) in ("yes", "true")):
        there = next((name for name in block.entries if folded(name) in (*_TRANSFERS, "transfer")), None)
        if there is None:
            line = "write transfer: {to: {second_line: 12%}, warm: true}"
            raise UnclearError(f"'{key}' does not say to which queue, and which share", line)
        rest = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
        word = Entry(block.entries[key].key, block.entries[there].node)
        block = replaced(rest, there, {key: word})
    made = _transfer(block, key)
    node, at = made.entries["transfer"].node, block.entries[key].key
    warm = Entry(at, Scalar(folded(key) in _WARM, at))
    if not isinstance(node, MapNode):
        to = {"to": Entry(at, node)} if text_of(node) else {}
        node = MapNode(to, node.place)
    if "warm" in node.entries and node.entries["warm"].node != warm.node:
        said = flow(node.entries["warm"].node)
        raise UnclearError(f"'{key}' says warm: {flow(warm.node)}, and warm: {said} stands in it", "keep one of them")
    whole = MapNode({**node.entries, "warm": warm}, node.place)
    return MapNode({**made.entries, "transfer": Entry(made.entries["transfer"].key, whole)}, made.place)


def _introduction(block: MapNode, key: str) -> MapNode:
    """The time for which both agents talk: part of how long their contacts take."""
    long = block.entries[key].node
    target = next((one.node for name, one in block.entries.items() if folded(name) in _TARGETS), None)
    names = list(target.entries) if isinstance(target, MapNode) else [text_of(target)]
    share = next((one.node for name, one in block.entries.items() if folded(name) in _SHARES), None)
    shares = [one.node for one in target.entries.values()] if isinstance(target, MapNode) else [share]
    try:
        part = sum(parse_share(one.value) for one in shares if isinstance(one, Scalar))
        seconds = part * parse_duration(long.value if isinstance(long, Scalar) else None)
        more = f"{seconds:.3g} s ({part * 100:.4g}% of {flow(long)})"
    except InputError:
        more = "the share transferred of it"
    message = f"'{key}' has no time of its own: a warm transfer holds the agent until the next one answers, and no longer"
    there = " and ".join(name for name in names if name) or "the next queue"
    hint = f"remove {key}, and write longer times: {flow(long)} more in the handle_time of {there}, {more} more in this queue's"
    raise UnclearError(message, hint)


def _is_name(node: Node) -> bool:
    return bool(text_of(node)) or isinstance(node, ListNode)


TRANSFERS: tuple[Spelling, ...] = (
    Spelling(
        Queue,
        _WARM,
        _warm,
        "warm_transfer: {to: second_line, share: 12%}",
        "transfer: {to: {second_line: 12%}, warm: true}",
    ),
    Spelling(
        Queue,
        _BLIND,
        _warm,
        "blind_transfer: 12% to second_line",
        "transfer: {to: {second_line: 12%}, warm: false}",
    ),
    Spelling(Transfer, _INTRODUCTIONS, _introduction, "introduction: 90 s, to: {second_line: 12%}", ""),
    Spelling(Queue, _BESIDE, _rate, "transfer_rate: 12%, transfer_to: second_line", "transfer: {to: {second_line: 12%}}"),
    Spelling(Queue, ("transfer",), _transfer, "transfer: 12% to second_line", "transfer: {to: {second_line: 12%}}", _is_loose),
    Spelling(
        Queue,
        _TRANSFERS,
        _transfer,
        "transfers: {to: second_line, rate: 12%}",
        "transfer: {to: {second_line: 12%}}",
    ),
    Spelling(Transfer, _TARGETS, _rewrite_shares, "to: second_line, rate: 12%", "to: {second_line: 12%}", _is_name),
    renamed(Transfer, "to", *_TARGETS[1:], example="{second_line: 12%}"),
    renamed(Transfer, "warm", "warm_transfer", "attended", "is_warm", "consult", example="true, to: {second_line: 12%}"),
)
