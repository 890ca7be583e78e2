"""How many contacts an agent has at once, written at a queue, at a group or at the top: of a channel."""

from __future__ import annotations

from collections.abc import Iterable

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import (
    Entry,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    is_number,
    key_place,
    names_in,
    plain,
    put,
    remove,
)
from simdesk.scenario.spellings.queues import CHANNEL_OF, CHANNELS
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, text_of

_CONTACTS = ("chats", "contacts", "sessions", "conversations", "messages", "chat", "contact", "session", "conversation")
_TOGETHER = ("at_once", "at_a_time", "at_one_time", "at_the_same_time", "in_parallel", "simultaneously", "concurrently")
_ADJECTIVES = ("concurrent", "simultaneous", "parallel")
_CONCURRENCIES = tuple(
    dict.fromkeys(
        (
            *("concurrency", "max_concurrency", *_ADJECTIVES, *(f"max_{word}" for word in _ADJECTIVES), "multitasking"),
            *(f"{before}{word}" for word in _TOGETHER for before in ("", "max_", "handles_", "up_to_", "takes_")),
            *(f"{before}{noun}_{word}" for noun in _CONTACTS for word in _TOGETHER for before in ("", "max_")),
            *(f"{before}{word}_{noun}" for noun in _CONTACTS for word in _ADJECTIVES for before in ("", "max_")),
            *(f"{before}{noun}_per_agent" for noun in _CONTACTS for before in ("", "max_")),
            *(f"max_{noun}" for noun in _CONTACTS if noun.endswith("s")),
            *(
                "chat_concurrency",
                "chat_slots",
                "concurrency_limit",
                "concurrent_limit",
                "multichat",
                "multi_chat",
                "multi_session",
            ),
            *("parallelism", "slots_per_agent"),
        )
    )
)


_ONE_AT_A_TIME = {"voice", "video", "outbound", "bot", "ivr"}
"""Channels of which an agent has one contact, or none."""
_SLOTS = {"max", "maximum", "limit", "slots", "number", "count", "contacts", *_CONCURRENCIES}
_IN_GROUPS = (*_CONCURRENCIES, "chats", "sessions", "conversations")
"""In a queue these may be how many contacts come."""


def _concurrency(block: MapNode, key: str) -> MapNode:
    """How many contacts an agent has at once, given by queue or group: of the channel that it has."""
    found = next(blocks_with(block, "queues", _CONCURRENCIES), None) or next(blocks_with(block, "agent_groups", _IN_GROUPS))
    path, name, entry = found
    if path[0] == "agent_groups" and isinstance(entry.node, MapNode):
        by_channel: Node = remove(block, (*path, name))
        for word, one in entry.node.entries.items():
            of_channel = (*path, "channels", CHANNEL_OF.get(folded(word), folded(word)))
            if isinstance(one.node, MapNode) and follow(by_channel, of_channel) is None:
                by_channel = put(by_channel, of_channel, _as_channel(one.node), one.key)
                continue
            where = (*of_channel, "at_once")
            if follow(by_channel, where) is not None:
                message = f"'{name}' and '{'.'.join(map(str, where[2:]))}' say the same"
                raise left_out(UnclearError(message, "keep one of them", one.key), path, name)
            by_channel = put(by_channel, where, one.node, one.key)
        assert isinstance(by_channel, MapNode)
        return by_channel
    channels = (
        {_channel_of(block, str(path[1]))} - _ONE_AT_A_TIME if path[0] == "queues" else channels_of_group(block, str(path[1]))
    )
    if "chat" in folded(name) and "chat" in channels:
        channels = {"chat"}
    named = _named(block, [str(path[1])] if path[0] == "queues" else skills_of(block, str(path[1])))
    if not channels and len(named) == 1:
        channels = named  # a queue called chat is of chats, as its agents have several
    if len(channels) != 1:
        raise left_out(_of_no_channel(block, path, name, entry, channels), path, name)
    (channel,) = channels
    if path[0] == "queues" and channel not in named:
        _check_alone(block, str(path[1]), channel, name, entry)
    at: Path = ("channels", channel, "at_once") if path[0] == "queues" else (*path, "channels", channel, "at_once")
    there = follow(block, at)
    if there is not None and plain(there) != plain(entry.node):
        raise left_out(
            UnclearError(f"'{name}' and '{'.'.join(map(str, at))}' say the same", "keep one of them", entry.key), path, name
        )
    made = put(remove(block, (*path, name)), at, entry.node, entry.key)
    assert isinstance(made, MapNode)
    return made


def _named(block: MapNode, queues: Iterable[str]) -> set[str]:
    """The channels that queues without one are called like."""
    return {channel_in_name(queue) for queue in queues if not _has_channel(block, queue)} - {""}


def _as_channel(node: MapNode) -> MapNode:
    """``{max: 3, pace: 80%}`` in the words of a channel."""
    entries = {"at_once" if folded(word) in _SLOTS else word: one for word, one in node.entries.items()}
    return MapNode(entries, node.place)


def _of_no_channel(block: MapNode, path: Path, name: str, entry: Entry, channels: set[str]) -> UnclearError:
    """What to write where agents have one contact at a time, or several kinds of them."""
    number = flow(entry.node)
    if channels:
        each = ", ".join(f"{channel}: {number}" for channel in sorted(channels))
        message = f"'{name}' of several channels does not say of which"
        return UnclearError(message, f"in {path[1]} write {name}: {{{each}}}, with the number of each", entry.key)
    queues = [str(path[1])] if path[0] == "queues" else list(skills_of(block, str(path[1])))
    bare = [one for one in queues if not _has_channel(block, one)]
    if not bare:
        queue = queues[0] if queues else str(path[1])
        message = f"'{name}' of {queue}: agents have one contact of {_channel_of(block, queue)} at a time"
        return UnclearError(message, f"remove {name}, or write channel: chat in {queue} if these are chats", entry.key)
    meant = next((one for one in bare if channel_in_name(one)), bare[0])
    channel = channel_in_name(meant) or "chat"
    message = f"'{name}' of {meant}, which has no channel and is voice: an agent has one call at a time"
    return UnclearError(message, f"in {meant} also write channel: {channel}, so that {name}: {number} can be read", entry.key)


def channel_in_name(name: str) -> str:
    """The channel that a queue's name says it is of, if agents may have several such contacts at once; else empty."""
    word = folded(name)
    parts = (word, *word.split("_"), *(word.removesuffix(end) for end in ("s", "_queue")))
    found = (CHANNEL_OF.get(part, part if part in CHANNELS else "") for part in parts)
    return next((channel for channel in found if channel and channel not in _ONE_AT_A_TIME), "")


def with_channels(tree: MapNode) -> MapNode:
    """The tree with the channel of each queue that has none and is called like one of which agents have contacts at once.

    A queue called ``chat`` whose group has ``concurrency: {chat: 3}`` is of chats; without that, it may be of calls.

    Parameters
    ----------
    tree : MapNode
        A whole scenario, otherwise in the documented form.
    """
    made: Node = tree
    queues = names_in(tree, "queues")
    said = [(channel, queues) for channel in names_in(tree, "channels")]
    for group in names_in(tree, "agent_groups"):
        node = follow(tree, ("agent_groups", group, "channels"))
        skills = tuple(skills_of(tree, group))
        said += [(channel, skills) for channel in node.entries] if isinstance(node, MapNode) else []
    for channel, mine in said:
        if any(_channel_of(made, queue) == channel for queue in mine):
            continue
        named = [
            queue for queue in mine if isinstance(follow(made, ("queues", queue)), MapNode) and not _has_channel(made, queue)
        ]
        for queue in named:
            if channel_in_name(queue) == channel:
                place = key_place(made, ("queues", queue))
                made = put(made, ("queues", queue, "channel"), Scalar(channel, place), place)
    assert isinstance(made, MapNode)
    return made


def _has_channel(block: Node, queue: str) -> bool:
    node = follow(block, ("queues", queue))
    words = ("channel", "media", "medium", "type")
    return isinstance(node, MapNode) and any(folded(key) in words for key in node.entries)


def channels_of_group(block: MapNode, group: str) -> set[str]:
    """The channels of a group's queues on which agents may have several contacts at once."""
    return {_channel_of(block, queue) for queue in skills_of(block, group)} - _ONE_AT_A_TIME


def channels_meant(block: MapNode, group: str) -> set[str]:
    """The same, or where there are none the channels that its queues are called like."""
    return channels_of_group(block, group) or _named(block, skills_of(block, group))


def group_concurrency(tree: MapNode, group: str, key: str) -> Path:
    """Where a group has how many contacts its agents have at once; empty for another key, or where the channel is not plain."""
    word = folded(key)
    if word not in _IN_GROUPS:
        return ()
    channels = channels_of_group(tree, group)
    channels = {"chat"} if "chat" in word and "chat" in channels else channels
    return ("agent_groups", group, "channels", channels.pop(), "at_once") if len(channels) == 1 else ()


def _check_alone(block: MapNode, queue: str, channel: str, name: str, entry: Entry) -> None:
    """Refuse the concurrency of one of several queues of a channel, unless all of them have the same: agents have it by channel.

    Raises
    ------
    UnclearError
    """
    said = {str(path[1]): plain(one.node) for path, _, one in blocks_with(block, "queues", _CONCURRENCIES)}
    others = [one for one in names_in(block, "queues") if one != queue and _channel_of(block, one) == channel]
    number = flow(entry.node)
    apart = [one for one in others if said.get(one) != said[queue]]
    if not apart or follow(block, ("channels", channel, "at_once")) is not None:
        return
    groups = [group for group in names_in(block, "agent_groups") if queue in skills_of(block, group)]
    where = f"; for the agents of {groups[0]} alone, write it in that group" if len(groups) == 1 else ""
    message = f"'{name}' of {queue} would also hold for {apart[0]}: agents have contacts at once by channel"
    hint = f"at the top of the file write channels: {{{channel}: {{at_once: {number}}}}} for all {channel} queues{where}"
    raise left_out(UnclearError(message, hint, entry.key), ("queues", queue), name)


def _concurrency_by_channel(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    if not isinstance(entry.node, MapNode):
        channels = {_channel_of(block, queue) for queue in names_in(block, "queues")} - _ONE_AT_A_TIME
        channels = {"chat"} if "chat" in folded(key) and "chat" in channels else channels
        if not channels:
            queue = next((one for one in names_in(block, "queues") if channel_in_name(one)), "")
            channel = channel_in_name(queue) or "chat"
            where = f"in {queue}" if queue else f"in the queue of {channel}s"
            message = f"'{key}', and all queues are voice: an agent has one call at a time"
            raise UnclearError(message, f"{where} write channel: {channel}, so that {key}: {flow(entry.node)} can be read")
        if len(channels) != 1:
            each = ", ".join(f"{channel}: {flow(entry.node)}" for channel in sorted(channels))
            hint = f"write {key}: {{{each}}}, with the number of each"
            raise UnclearError(f"'{key}' does not say of which channel", hint)
        at: Path = ("channels", channels.pop(), "at_once")
        if follow(block, at) is not None:
            raise UnclearError(f"'{key}' and '{'.'.join(map(str, at))}' say the same", "keep one of them")
        whole = put(remove(block, (key,)), at, entry.node, entry.key)
        assert isinstance(whole, MapNode)
        return whole
    made: Node = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    for word, one in entry.node.entries.items():
        at = ("channels", CHANNEL_OF.get(folded(word), word), "at_once")
        if follow(made, at) is not None:
            raise UnclearError(f"'{key}' and '{'.'.join(map(str, at))}' say the same", "keep one of them", one.key)
        made = put(made, at, one.node, one.key)
    assert isinstance(made, MapNode)
    return made


def _channel_of(block: Node, queue: str) -> str:
    node = follow(block, ("queues", queue))
    for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
        if folded(key) in ("channel", "media", "medium", "type"):
            word = folded(text_of(entry.node))
            return CHANNEL_OF.get(word, word)
    return "voice"


def _is_loose_channels(node: Node) -> bool:
    """Whether channels have other names than the language's, or a number alone."""
    return isinstance(node, MapNode) and any(
        (folded(word) not in CHANNELS and folded(word) in CHANNEL_OF) or is_number(one.node) for word, one in node.entries.items()
    )


def _channels(block: MapNode, key: str) -> MapNode:
    """``channels: {whatsapp: 3}``: how many contacts of each an agent has at once."""
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    made: dict[str, Entry] = {}
    for word, one in entry.node.entries.items():
        channel = CHANNEL_OF.get(folded(word), word)
        if channel in made:
            raise UnclearError(f"'{word}' is the channel {channel}, which is there twice", "keep one of them", one.key)
        at_once = is_number(one.node) and channel not in _ONE_AT_A_TIME
        made[channel] = Entry(one.key, mapping(one.node.place, at_once=one.node) if at_once else one.node)
    if entry.node.entries.keys() == made.keys() and all(made[word].node is one.node for word, one in entry.node.entries.items()):
        word, one = next((word, one) for word, one in entry.node.entries.items() if is_number(one.node))
        message = f"an agent has one contact of {word} at a time"
        error = UnclearError(message, f"remove {word}: {flow(one.node)}", one.key)
        error.drop = [(key, word)]
        raise error
    return MapNode({**block.entries, key: Entry(entry.key, MapNode(made, entry.node.place))}, block.place)


CONCURRENCY: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("channels",),
        _channels,
        "channels: {whatsapp: 3}",
        "channels: {message: {at_once: 3}}",
        _is_loose_channels,
    ),
    Spelling(
        AgentGroup,
        ("channels",),
        _channels,
        "channels: {phone: {at_once: 1}}",
        "channels: {voice: {at_once: 1}}",
        _is_loose_channels,
    ),
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
        within=having("agent_groups", *_IN_GROUPS),
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
        within=having("agent_groups", *_IN_GROUPS),
    ),
)
