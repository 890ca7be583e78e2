"""Work that waits as the centre opens: a source of arrivals."""

from __future__ import annotations

import re
from typing import Any

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.quantities import DURATION_PATTERN
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Scalar,
    is_nothing,
    names_in,
    plain,
    put,
    remove,
    without,
)
from simdesk.scenario.spellings.arrivals import are_times_or_days, is_amount_or_series
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, mapping, replaced

_BACKLOGS = (
    *("backlog", "opening_backlog", "initial_backlog", "start_backlog", "starting_backlog", "carried_over", "carry_over"),
    *("carryover", "waiting_at_opening", "waiting_at_start", "queue_at_opening", "open_items", "wip", "work_in_progress"),
    *("in_queue_at_start", "initial_queue", "already_waiting", "overnight_backlog", "leftover", "in_queue_at_opening"),
    *("at_opening", "waiting_mails_at_opening", "inbox", "in_the_inbox", "in_inbox", "inbox_at_opening", "initial_content"),
    *("in_queue_at_open", "queue_at_start", "queued_at_opening", "overhang", "rückstand", "rueckstand", "initial_contacts"),
    *(
        "backlog_at_start",
        "backlog_start",
        "backlog_at_opening",
        "backlog_at_open",
        "waiting_at_open",
        "in_tray",
        "tray",
        "stock",
    ),
    *(
        "work_on_hand",
        "open_cases",
        "open_tickets",
        "on_hand",
        "waiting_mails",
        "unanswered",
        "from_yesterday",
        "left_from_yesterday",
    ),
)
"""Work left from before. ``at_opening`` is the documented key of arrivals, and none of a queue."""
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(?:\s+[^\d%/:]+)?")
_CLOCK = re.compile(r"\b\d{1,2}[:h]\d{2}\b")
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+\b|\d+")
"""A number, its thousands apart or not."""


def _amount(node: Node) -> Scalar | None:
    """The number of ``240`` or ``240 mails``; None for anything else."""
    if isinstance(node, MapNode) and len(node.entries) == 1:
        key, one = next(iter(node.entries.items()))
        return _amount(one.node) if folded(key) in (*_BACKLOGS, "contacts", "count", "number") else None
    text = str(node.value).strip() if isinstance(node, Scalar) else ""
    match = _AMOUNT.fullmatch(text)
    if match is None or re.match(DURATION_PATTERN, text):
        return None
    number = float(match[1])
    return Scalar(int(number) if number.is_integer() else number, node.place)


def _is_amount(node: Node) -> bool:
    return _amount(node) is not None


def _of_queue(block: MapNode, key: str) -> MapNode:
    """A backlog of a queue, beside whatever else arrives there: see ``hints.at_opening``."""
    entry = block.entries[key]
    waiting = _amount(entry.node)
    assert waiting is not None
    there = block.entries.get("arrivals")
    if there is None or is_nothing(there.node):
        rest = block if there is None else without(block, "arrivals")
        return replaced(rest, key, {"arrivals": Entry(entry.key, mapping(entry.key, at_opening=waiting))})
    if not isinstance(there.node, MapNode):
        return without(block, key)  # what arrives is wrong, and told when it is read
    if "at_opening" in there.node.entries:
        raise UnclearError(f"'{key}' and 'arrivals.at_opening' say the same", "keep one of them")
    arrivals = MapNode({**there.node.entries, "at_opening": Entry(entry.key, waiting)}, there.node.place)
    return MapNode({**without(block, key).entries, "arrivals": Entry(there.key, arrivals)}, block.place)


def _beside_times_or_days(node: Node) -> bool:
    """Whether arrivals are by clock time or by day, and a backlog stands among those."""
    found = _backlogs_in(node)
    return bool(found) and isinstance(node, MapNode) and are_times_or_days(without(node, *found))


def _backlogs_in(node: Node) -> list[str]:
    entries = node.entries if isinstance(node, MapNode) else {}
    return [key for key, entry in entries.items() if folded(key) in _BACKLOGS and _is_amount(entry.node)]


def _out_of_arrivals(block: MapNode, key: str) -> MapNode:
    """The queue with a backlog beside its arrivals instead of within them."""
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    word = _backlogs_in(entry.node)[0]
    rest = Entry(entry.key, without(entry.node, word))
    return replaced(block, key, {key: rest, word: entry.node.entries[word]})


def _is_no_amount(node: Node) -> bool:
    """Whether a value says otherwise than with a number how much waits, and is no change of what there is."""
    return is_amount_or_series(node) and not isinstance(node, ListNode) and not _is_amount(node)


def _refused_in_queue(block: MapNode, key: str) -> MapNode:
    return _refused(block, key, {} if {"arrivals", "campaign"} & set(block.entries) else {"arrivals": {"at_opening": 1}})


def _refused_in_arrivals(block: MapNode, key: str) -> MapNode:
    return _refused(block, key, {} if set(Arrivals.one_of[0].keys) & set(block.entries) else {"at_opening": 1})


def _refused(block: MapNode, key: str, instead: dict[str, Any]) -> MapNode:
    """A backlog that is no number of contacts."""
    node = block.entries[key].node
    text = str(node.value) if isinstance(node, Scalar) else ""
    numbers = [] if re.match(DURATION_PATTERN, text) else _NUMBER.findall(_CLOCK.sub("", text))
    message = f"'{key}' is the number of contacts that wait as the queue opens (got {seen(plain(node))})"
    hint = f"write {key}: {re.sub(r'[^0-9]', '', numbers[0])}" if len(numbers) == 1 else f"such as {key}: 240"
    raise UnclearError(message, hint, node.place, instead)


def _of_arrivals(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    waiting = _amount(entry.node)
    assert waiting is not None
    return replaced(block, key, {"at_opening": Entry(entry.key, waiting)})


def _by_queue(block: MapNode) -> str | None:
    """A key at the top that says how much waits in each queue."""
    queues = names_in(block, "queues")
    for key, entry in block.entries.items():
        names = entry.node.entries if isinstance(entry.node, MapNode) else {}
        if folded(key) in _BACKLOGS and names and set(names) <= set(queues):
            return key
    return None


def _into_queues(block: MapNode, _: str) -> MapNode:
    key = _by_queue(block)
    assert key is not None
    made: Node = remove(block, (key,))
    node = block.entries[key].node
    assert isinstance(node, MapNode)
    for name, one in node.entries.items():
        made = put(made, ("queues", name, "backlog"), one.node, one.key)
    assert isinstance(made, MapNode)
    return made


BACKLOGS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _into_queues,
        "backlog: {sales: 12}, queues: {sales: {handle_time: 4 min}}",
        "queues: {sales: {arrivals: {at_opening: 12}, handle_time: 4 min}}",
        within=lambda block: _by_queue(block) is not None,
    ),
    Spelling(
        Queue,
        ("arrivals",),
        _out_of_arrivals,
        "arrivals: {monday: 300, others: 200, backlog: 12}",
        "",
        _beside_times_or_days,
    ),
    Spelling(Queue, _BACKLOGS, _of_queue, "backlog: 240 mails", "arrivals: {at_opening: 240}", _is_amount, at_last=True),
    Spelling(Queue, _BACKLOGS, _refused_in_queue, "backlog: 240 mails at 08:00", "", _is_no_amount, at_last=True),
    Spelling(
        Arrivals,
        tuple(word for word in _BACKLOGS if word != "at_opening"),
        _of_arrivals,
        "opening_backlog: 240",
        "at_opening: 240",
        _is_amount,
    ),
    Spelling(
        Arrivals,
        tuple(word for word in _BACKLOGS if word != "at_opening"),
        _refused_in_arrivals,
        "backlog: 240 mails at 08:00",
        "",
        _is_no_amount,
        at_last=True,
    ),
)
"""Work left from before."""
