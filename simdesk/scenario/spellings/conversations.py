"""Chats and messages as their vendors describe them: the time customers take to write back, the pace of agents with several."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.formats import format_duration
from simdesk.scenario.language.channels import Channel
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, flow, follow, put, remove
from simdesk.scenario.spellings.concurrency import channels_meant
from simdesk.scenario.spellings.sections import blocks_with, left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, renamed, replaced
from simdesk.units import parse_duration

_REPLY_TIMES = (
    *("customer_response_time", "customer_reply_time", "customer_reply", "customer_response", "reply_time_of_customer"),
    *("customer_answer_time", "time_between_messages", "customer_delay", "customer_wait", "customer_writes_back"),
    *("customer_replies_after", "customer_answers_after", "customer_typing_time", "typing_time", "silence", "customer_silence"),
    *("customer_pause", "time_to_reply", "customer_idle_time", "customer_think_time"),
)
_MESSAGES = (
    *("messages_per_conversation", "messages", "messages_per_contact", "messages_per_chat", "turns", "turns_per_conversation"),
    *("replies", "number_of_messages", "exchanges", "interactions", "interactions_per_conversation", "messages_per_session"),
)
_PACES = ("efficiency", "pace", "productivity", "speed", "speed_factor", "efficiency_by_concurrency", "performance")
_GROUP_PACES = (
    *(*_PACES, "concurrency_pace", "concurrency_paces", "pace_by_concurrency", "concurrency_efficiency", "pace_at_once"),
    *("multitasking_pace", "multitasking_efficiency", "chat_pace", "chat_efficiency", "pace_per_chat", "concurrency_factor"),
)


def _reply_time(block: MapNode, key: str) -> MapNode:
    """The time for one reply, which is not that of the whole contact."""
    times = next(((name, one) for name, one in block.entries.items() if folded(name) in _REPLY_TIMES), None)
    counts = next(((name, one) for name, one in block.entries.items() if folded(name) in _MESSAGES), None)
    found = [pair[0] for pair in (times, counts) if pair is not None]
    if times is None:
        message = f"'{key}' is not simulated: handle_time is the agent's time for the whole conversation"
        hint = f"leave {key} out; the time in which the customer writes is customer_time, for all messages together"
        raise _apart(UnclearError(message, hint), found)
    written = flow(times[1].node)
    number = counts[1].node.value if counts is not None and isinstance(counts[1].node, Scalar) else None
    try:
        each = parse_duration(times[1].node.value) if isinstance(times[1].node, Scalar) else None
    except InputError:
        each = None
    message = "customer_time is the customer's time in the whole contact, and this one may be that of each reply"
    if each is None or not isinstance(number, int) or isinstance(number, bool) or not 1 < number <= 1000:
        hint = f"write customer_time: {written} if it is of the whole contact; if not, times the number of replies"
        raise _apart(UnclearError(message, hint, times[1].key), found)
    fewer, all_of_them = format_duration(each * (number - 1)), format_duration(each * number)
    hint = (
        f"write customer_time: {fewer} if the customer replies {number - 1} times in {number} messages, "
        f"or customer_time: {all_of_them} for {number} replies"
    )
    raise _apart(UnclearError(message, hint, times[1].key), found)


def _apart(error: UnclearError, keys: list[str]) -> UnclearError:
    error.drop = [(name,) for name in keys]
    return error


def _are_paces(node: Node) -> bool:
    """``{2: 85%}`` and ``[100%, 85%]``: a value for each number of contacts in progress."""
    if isinstance(node, ListNode):
        return bool(node.items)
    return isinstance(node, MapNode) and bool(node.entries) and all(_number(key) for key in node.entries)


def _are_paces_by_number(node: Node) -> bool:
    return isinstance(node, MapNode) and _are_paces(node)


def _number(key: str) -> int:
    word = folded(key).removesuffix("_chats").removesuffix("_contacts").removesuffix("_at_once").removeprefix("with_")
    return int(word) if word.isdecimal() and len(word) < 4 else 0


def _paces_of(entry: Entry) -> ListNode:
    """The pace with one contact in progress, with two, and so on.

    Raises
    ------
    UnclearError
        When that of a number between is not given.
    """
    node = entry.node
    if isinstance(node, ListNode):
        return node
    assert isinstance(node, MapNode)
    by_number = {_number(key): one.node for key, one in node.entries.items()}
    by_number.setdefault(1, Scalar("100%", node.place))
    missing = [number for number in range(1, max(by_number)) if number not in by_number]
    if missing:
        paces = [flow(by_number[number]) if number in by_number else "90%" for number in range(1, max(by_number) + 1)]
        message = f"the pace with {missing[0]} contacts in progress is missing"
        raise UnclearError(message, f"write pace: [{', '.join(paces)}]", entry.key)
    return ListNode(tuple(by_number[number] for number in sorted(by_number)), node.place)


def _pace_by_number(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    return replaced(block, key, {"pace": Entry(entry.key, _paces_of(entry))})


def _group_paces(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    for path, key, entry in blocks_with(block, "agent_groups", _GROUP_PACES):
        if _are_paces(entry.node):
            yield path, key, entry


def _pace_of_group(block: MapNode, key: str) -> MapNode:
    """The pace of a group with several contacts, of the channel on which it has several."""
    path, name, entry = next(_group_paces(block))
    try:
        paces = _paces_of(entry)
    except UnclearError as unclear:
        unclear.hint = f"in the agent group {unclear.hint.replace('write pace: ', 'write efficiency: ')}"
        raise left_out(unclear, path, name) from None
    channels = channels_meant(block, str(path[1]))
    if len(channels) != 1:
        which = sorted(channels)[0] if channels else "chat"
        hint = f"in the agent group write channels: {{{which}: {{at_once: {len(paces.items)}, pace: {flow(paces)}}}}}"
        raise left_out(UnclearError(f"'{name}' does not say of which channel", hint, entry.key), path, name)
    at: Path = (*path, "channels", next(iter(channels)), "pace")
    if follow(block, at) is not None:
        raise left_out(UnclearError(f"'{name}' and '{'.'.join(map(str, at[2:]))}' say the same", "keep one of them"), path, name)
    made = put(remove(block, (*path, name)), at, paces, entry.key)
    assert isinstance(made, MapNode)
    return made


_CHAT = "queues: {sales: {channel: chat, arrivals: 2 per h, handle_time: {constant: 4 min}}}"
CONVERSATIONS: tuple[Spelling, ...] = (
    Spelling(Queue, (*_REPLY_TIMES, *_MESSAGES), _reply_time, "customer_response_time: 3 min, messages_per_conversation: 5", ""),
    renamed(Queue, "customer_time", "customer_time_total", "customers_time", "time_of_customer", example="12 min"),
    Spelling(
        Channel,
        (*_PACES,),
        _pace_by_number,
        "at_once: 3, efficiency: {2: 80%, 3: 67%}",
        "at_once: 3, pace: [100%, 80%, 67%]",
        _are_paces_by_number,
    ),
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _pace_of_group,
        f"{_CHAT}, agent_groups: {{desk: {{skills: [sales], headcount: 5, sessions: 2, efficiency: {{2: 85%}}}}}}",
        f"{_CHAT}, agent_groups: {{desk: {{skills: [sales], headcount: 5, "
        "channels: {chat: {at_once: 2, pace: [100%, 85%]}}}}",
        within=lambda block: next(_group_paces(block), None) is not None,
    ),
)
