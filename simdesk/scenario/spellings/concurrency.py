"""How many contacts an agent has at once, written at a queue, at a group or at the top: of a channel."""

from __future__ import annotations

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import MapNode, Node, Path, follow, plain, put, remove
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of

_CONCURRENCIES = (
    *("concurrency", "max_concurrency", "max_concurrent", "concurrent", "simultaneous", "parallel", "at_once", "multitasking"),
    *("concurrent_chats", "chats_at_once", "max_chats", "chats_per_agent", "simultaneous_chats"),
)


def _concurrency(block: MapNode, key: str) -> MapNode:
    """How many contacts an agent has at once, given by queue or group: of the channel that it has."""
    found = next(blocks_with(block, "queues", _CONCURRENCIES), None) or next(blocks_with(block, "agent_groups", _CONCURRENCIES))
    path, name, entry = found
    if path[0] == "agent_groups" and isinstance(entry.node, MapNode):
        by_channel: Node = remove(block, (*path, name))
        for word, one in entry.node.entries.items():
            where = (*path, "channels", CHANNEL_OF.get(folded(word), folded(word)), "at_once")
            if follow(by_channel, where) is not None:
                message = f"'{name}' and '{'.'.join(map(str, where[2:]))}' say the same"
                raise left_out(UnclearError(message, "keep one of them", one.key), path, name)
            by_channel = put(by_channel, where, one.node, one.key)
        assert isinstance(by_channel, MapNode)
        return by_channel
    mine = [str(path[1])] if path[0] == "queues" else list(skills_of(block, str(path[1])))
    channels = {_channel_of(block, queue) for queue in mine} - {"voice"}
    if len(channels) != 1:
        line = "in the agent group write channels: {chat: {at_once: 3}}"
        message = f"'{name}' of {'voice' if not channels else 'several channels'} does not say of which channel"
        raise left_out(UnclearError(message, line, entry.key), path, name)
    (channel,) = channels
    at: Path = ("channels", channel, "at_once") if path[0] == "queues" else (*path, "channels", channel, "at_once")
    there = follow(block, at)
    if there is not None and plain(there) != plain(entry.node):
        raise left_out(
            UnclearError(f"'{name}' and '{'.'.join(map(str, at))}' say the same", "keep one of them", entry.key), path, name
        )
    made = put(remove(block, (*path, name)), at, entry.node, entry.key)
    assert isinstance(made, MapNode)
    return made


def _concurrency_by_channel(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    if not isinstance(entry.node, MapNode):
        raise UnclearError(f"'{key}' does not say of which channel", "write channels: {chat: {at_once: 3}}")
    made: Node = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    for word, one in entry.node.entries.items():
        at = ("channels", CHANNEL_OF.get(folded(word), word), "at_once")
        if follow(made, at) is not None:
            raise UnclearError(f"'{key}' and '{'.'.join(at)}' say the same", "keep one of them", one.key)
        made = put(made, at, one.node, one.key)
    assert isinstance(made, MapNode)
    return made


def _channel_of(block: MapNode, queue: str) -> str:
    node = follow(block, ("queues", queue))
    for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
        if folded(key) in ("channel", "media", "medium", "type"):
            word = folded(text_of(entry.node))
            return CHANNEL_OF.get(word, word)
    return "voice"


CONCURRENCY: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}, concurrency: 3}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, channels: {chat: {at_once: 3}}",
        within=having("queues", *_CONCURRENCIES),
    ),
    Spelling(
        ScenarioModel,
        _CONCURRENCIES,
        _concurrency_by_channel,
        "concurrency: {chat: 3}",
        "channels: {chat: {at_once: 3}}",
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5, concurrency: 3}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales], headcount: 5, channels: {chat: {at_once: 3}}}}",
        within=having("agent_groups", *_CONCURRENCIES),
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _concurrency,
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "notes: {channel: message, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales, notes], headcount: 5, concurrency: {chat: 3, whatsapp: 5}}}",
        "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}, "
        "notes: {channel: message, arrivals: 2 per h, handle_time: {constant: 4 min}}}, "
        "agent_groups: {desk: {skills: [sales, notes], headcount: 5, channels: {chat: {at_once: 3}, message: {at_once: 5}}}}",
        within=having("agent_groups", *_CONCURRENCIES),
    ),
)
