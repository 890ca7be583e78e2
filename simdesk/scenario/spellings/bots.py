"""Bots and IVRs as their vendors describe them: a containment rate, a way out, people who hang up."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.scenario.language.bare import HANDLE_TIME, are_seconds
from simdesk.scenario.language.channels import Bot
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Path, Scalar, flow, follow, is_number, plain
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.sections import blocks_with, left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, renamed, replaced, text_of
from simdesk.units import parse_share

_CONTAINED = (
    *("containment", "containment_rate", "contained_rate", "self_service", "self_service_rate", "self_served", "deflection"),
    *(
        "deflection_rate",
        "automation_rate",
        "resolution_rate",
        "resolved",
        "solved",
        "solved_by_bot",
        "resolved_by_bot",
        "solves",
    ),
    *("success_rate", "resolution", "automation", "fully_automated", "ends_in_bot", "solution_rate", "bot_resolution_rate"),
)
_PASSES_TO = (
    *(
        "escalate_to",
        "escalates_to",
        "escalation_to",
        "hand_over_to",
        "handover_to",
        "hands_over_to",
        "hand_off_to",
        "handoff_to",
    ),
    *("to", "transfer_to", "transfers_to", "next", "next_queue", "passes_on_to", "pass_to", "leads_to", "goes_to", "fallback"),
    *("queue", "target_queue", "escalation", "handover", "then", "forwards_to", "forward_to", "agent_queue", "hands_off_to"),
)
_PASSED_ON = (
    "escalation_rate",
    "escalated",
    "handover_rate",
    "hand_over_rate",
    "transfer_rate",
    "passed_on",
    "pass_through",
    "handoff_rate",
)
_HANG_UPS = (
    *("hang_up", "hang_ups", "hangups", "hang_up_rate", "hang_up_in_ivr", "hang_up_in_bot", "abandon", "abandons", "abandonment"),
    *("abandon_rate", "abandonment_rate", "drop_off", "drop_off_rate", "dropout", "drop_out", "drop_outs", "hangs_up", "lost"),
    *("abandon_in_ivr", "ivr_abandons", "abandoned", "leave", "leaves", "quit"),
    *("hangup", "gives_up", "give_up", "disconnect", "disconnects", "drop_offs"),
)
_TIMES = ("duration", "time", "time_in_ivr", "time_in_bot", "length", "handle_time", "aht", "talk_time", "minutes", "seconds")
_BOTS = ("bot", "ivr")
_DEFLECTIONS = (
    *("deflection", "deflection_rate", "deflected", "self_service", "self_service_rate", "self_served", "containment"),
    *("containment_rate", "automation", "automation_rate", "bot_share", "chatbot_share", "bot_deflection", "call_deflection"),
)
"""What a bot in front of a queue takes from it, said in the queue."""
_FRONTS = ("ivr", "bot", "chatbot", "voicebot", "chat_bot", "voice_bot", "voice_menu")
_ARRIVALS = ("arrivals", "volume", "calls", "contacts", "volumes", "forecast", "offered", "demand")


def _is_bot(block: MapNode) -> bool:
    word = folded(text_of(block.entries["channel"].node)) if "channel" in block.entries else ""
    return CHANNEL_OF.get(word, word) in _BOTS or "bot" in block.entries


def _gathered(block: MapNode, key: str) -> MapNode:
    """What a bot does, written beside its channel, as its block ``bot``."""
    place = block.entries[key].key
    there = block.entries["bot"].node if "bot" in block.entries else None
    inside = dict(there.entries) if isinstance(there, MapNode) else {}
    rest: dict[str, Entry] = {}
    for name, entry in block.entries.items():
        if folded(name) in _FLAT:
            inside[name] = entry
        elif name != "bot":
            rest[name] = entry
    return MapNode({**rest, "bot": Entry(place, MapNode(inside, place))}, block.place)


def _passed_on(block: MapNode, key: str) -> MapNode:
    """The share that is passed on: the others are contained."""
    entry = block.entries[key]
    share = _share(entry.node)
    if share is None:
        raise UnclearError("the share that the bot passes on", "write escalation_rate: 40%", entry.node.place)
    there = next((name for name in block.entries if folded(name) in ("contained", *_CONTAINED)), None)
    rest = {name: one for name, one in block.entries.items() if name != key}
    if there is not None:
        other = _share(block.entries[there].node)
        if other is None or abs(other + share - 1.0) > 1e-9:
            message = f"'{there}' and '{key}' do not add up to 100%"
            raise UnclearError(message, f"the bot passes on what it does not contain: write contained: {_percent(1 - share)}")
        return MapNode(rest, block.place)
    return MapNode({**rest, "contained": Entry(entry.key, Scalar(_percent(1.0 - share), entry.node.place))}, block.place)


def _hang_ups(block: MapNode, key: str) -> MapNode:
    """Customers who hang up in the bot: they end there, as the contained do."""
    share = _share(block.entries[key].node)
    there = next((name for name in block.entries if folded(name) in ("contained", *_CONTAINED)), None)
    contained = _share(block.entries[there].node) if there is not None else 0.0
    both = _percent(min(share + (contained or 0.0), 1.0)) if share is not None else "34%"
    message = "hanging up in a bot is not simulated apart: these customers end there, like the contained"
    instead = {"contained": both} if there is None else {}
    raise UnclearError(message, f"leave {key} out and write contained: {both}", instead=instead)


def _in_front(block: MapNode, key: str) -> MapNode:
    """A bot within the queue that it leads to: a queue of its own in front."""
    path, name, entry = next(_fronts(block))
    queue = str(path[1])
    node, outer = entry.node, follow(block, path)
    assert isinstance(node, MapNode)
    assert isinstance(outer, MapNode)
    words = {folded(one): inner.node for one, inner in node.entries.items()}
    share = sum(_share(words[word]) or 0.0 for word in words if word in ("contained", *_CONTAINED, *_HANG_UPS))
    passed = next((_share(words[word]) for word in words if word in _PASSED_ON), None)
    contained = _percent(share) if share else _percent(1.0 - passed) if passed is not None else "30%"
    time = next((_time(word, words[word]) for word in words if word in _TIMES and "%" not in flow(words[word])), "1 min")
    arrivals = next((f"{one}: {flow(inner.node)}" for one, inner in outer.entries.items() if folded(one) in _ARRIVALS), "")
    kind = "ivr" if folded(name) in ("ivr", "voice_menu") else "bot"
    line = f"{queue}_{kind}: {{channel: {kind}, {arrivals or 'arrivals: {per_day: 400}'}, handle_time: {time}, "
    line += f"bot: {{contained: {contained}, passes_to: {queue}}}}}"
    gone = f"{arrivals.partition(':')[0]} and {name}" if arrivals else name
    what = "an IVR" if kind == "ivr" else "a bot"
    apart = f" ({contained} with those who hang up, who end there too)" if any(word in _HANG_UPS for word in words) else ""
    message = f"{what} is a queue of its own, in front of the queue of its agents"
    raise left_out(
        UnclearError(message, f"beside {queue} write {line}{apart}, and remove {gone} from {queue}", entry.key), path, name
    )


def _fronts(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    """The blocks of bots within queues of agents."""
    for path, name, entry in blocks_with(block, "queues", _FRONTS):
        queue = follow(block, path)
        channel = folded(text_of(follow(queue, ("channel",)))) if isinstance(queue, MapNode) else ""
        is_bot = CHANNEL_OF.get(channel, channel) in _BOTS
        inside = {folded(one) for one in entry.node.entries} if isinstance(entry.node, MapNode) else set()
        if inside and not is_bot and (folded(name) != "bot" or not inside & {"passes_to", *_PASSES_TO}):
            yield path, name, entry
    for path, name, entry in blocks_with(block, "queues", _DEFLECTIONS):
        queue = follow(block, path)
        share = next(iter(entry.node.entries.values())).node if _is_single(entry.node) else entry.node  # type: ignore[union-attr]
        if isinstance(queue, MapNode) and not _is_bot(queue) and _share(share) is not None:
            yield path, name, Entry(entry.key, mapping(entry.node.place, contained=share))


def _is_single(node: Node) -> bool:
    return isinstance(node, MapNode) and len(node.entries) == 1


def _time(word: str, node: Node) -> str:
    """The time in a bot for a line to type; a number without a unit is of seconds where it can only be these."""
    if not is_number(node):
        return flow(node)
    number = float(plain(node))
    if word == "minutes" or (word != "seconds" and not are_seconds([number], HANDLE_TIME, "ivr")):
        return f"{number:g} min"
    return f"{number:g} s"


def _share(node: Node) -> float | None:
    try:
        return parse_share(node.value) if isinstance(node, Scalar) else None
    except InputError:
        return None


def _percent(share: float) -> str:
    return f"{share * 100:.10g}%"


_FLAT = {
    "contained",
    "passes_to",
    *_CONTAINED,
    *(word for word in _PASSES_TO if word != "queue"),
    *_PASSED_ON,
    *_HANG_UPS,
}
_BOT = "channel: bot, bot: {contained: 60%, passes_to: chats}"
BOTS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _in_front,
        "queues: {sales: {arrivals: 2 per h, handle_time: {constant: 4 min}, ivr: {containment: 30%, duration: 75 s}}}",
        "",
        within=lambda block: next(_fronts(block), None) is not None,
    ),
    Spelling(
        Queue,
        tuple(sorted(_FLAT)),
        _gathered,
        "channel: chatbot, resolution_rate: 60%, escalate_to: chats",
        _BOT,
        within=_is_bot,
    ),
    Spelling(
        Queue,
        ("duration", "time", "time_in_bot", "time_in_ivr", "bot_time", "ivr_time", "session_time"),
        lambda block, key: replaced(block, key, {"handle_time": block.entries[key]}),
        "channel: bot, duration: {constant: 75 s}, bot: {contained: 60%, passes_to: chats}",
        "channel: bot, handle_time: {constant: 75 s}, bot: {contained: 60%, passes_to: chats}",
        within=_is_bot,
    ),
    renamed(Bot, "contained", *_CONTAINED, example="60%, passes_to: chats"),
    renamed(Bot, "passes_to", *_PASSES_TO, example="chats, contained: 60%"),
    Spelling(Bot, _PASSED_ON, _passed_on, "escalation_rate: 40%, passes_to: chats", "contained: 60%, passes_to: chats"),
    Spelling(Bot, _HANG_UPS, _hang_ups, "hang_up: 4%, contained: 30%, passes_to: chats", ""),
)
