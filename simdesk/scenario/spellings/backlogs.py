"""Work that waits as the centre opens: a source of arrivals, and beside another source a queue of its own."""

from __future__ import annotations

import re

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Path, Scalar, flow, follow, names_in, put, remove
from simdesk.scenario.spellings.sections import left_out, skills_of
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
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(?:\s+[^\d%]+)?")
_SHARED = ("arrivals", "waiting_places", "balking", "campaign", "bot")
"""What the queue of those that wait has not of the queue they are left from."""


def _amount(node: Node) -> Scalar | None:
    """The number of ``240`` or ``240 mails``; None for anything else."""
    if isinstance(node, MapNode) and len(node.entries) == 1:
        key, one = next(iter(node.entries.items()))
        return _amount(one.node) if folded(key) in (*_BACKLOGS, "contacts", "count", "number") else None
    match = _AMOUNT.fullmatch(str(node.value).strip()) if isinstance(node, Scalar) else None
    if match is None:
        return None
    number = float(match[1])
    return Scalar(int(number) if number.is_integer() else number, node.place)


def _is_amount(node: Node) -> bool:
    return _amount(node) is not None


def _of_queue(block: MapNode, key: str) -> MapNode:
    """A backlog of a queue that nothing else arrives in."""
    entry = block.entries[key]
    waiting = _amount(entry.node)
    assert waiting is not None
    return replaced(block, key, {"arrivals": Entry(entry.key, mapping(entry.key, at_opening=waiting))})


def _of_arrivals(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    waiting = _amount(entry.node)
    assert waiting is not None
    return replaced(block, key, {"at_opening": Entry(entry.key, waiting)})


def _found(block: MapNode) -> tuple[Path, str, Entry, MapNode] | None:
    """The first backlog beside another source of arrivals: its block's path, its key, what it says, and the queue without it."""
    from simdesk.scenario.spellings.understand import block_understood

    for name in names_in(block, "queues"):
        queue = follow(block, ("queues", name))
        arrivals = next((key for key in queue.entries if folded(key) == "arrivals"), None) if isinstance(queue, MapNode) else None
        parts: list[tuple[Path, Node | None]] = [((), queue), *([((arrivals,), follow(queue, (arrivals,)))] if arrivals else [])]  # type: ignore[arg-type]
        for below, part in parts:
            for key, entry in part.entries.items() if isinstance(part, MapNode) else ():
                if folded(key) not in _BACKLOGS or not _is_amount(entry.node):
                    continue
                rest = MapNode({one: value for one, value in part.entries.items() if one != key}, part.place)  # type: ignore[union-attr]
                if below and rest.entries:
                    assert isinstance(queue, MapNode)
                    return ("queues", name, *below), key, entry, block_understood(queue, Sources(), ("queues", name))
                whole = block_understood(rest, Sources(), ("queues", name)) if not below else rest
                if not below and {"arrivals", "campaign", "bot"} & set(whole.entries):
                    return ("queues", name), key, entry, whole
    return None


def _refused(block: MapNode, key: str) -> MapNode:
    """A backlog beside other arrivals: the queue to write for it."""
    found = _found(block)
    assert found is not None
    path, name, entry, queue = found
    mine = str(path[1])
    own = f"{mine}_backlog"
    kept = {one: value for one, value in queue.entries.items() if one not in _SHARED}
    waiting = _amount(entry.node)
    assert waiting is not None
    line = flow(MapNode({**kept, "backlog": Entry(entry.key, waiting)}, queue.place))
    groups = [group for group in names_in(block, "agent_groups") if mine in skills_of(block, group)]
    skill = f", and add {own} to the skills of {' and '.join(groups)}, at the rank of {mine}" if groups else ""
    message = "contacts that wait at opening are a queue of their own beside those that arrive later"
    raise left_out(UnclearError(message, f"write under queues {own}: {line}{skill}", entry.key), path, name)


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
        _refused,
        "queues: {sales: {arrivals: {per_day: 300}, handle_time: {constant: 4 min}, backlog: 120}}",
        "",
        within=lambda block: _found(block) is not None,
    ),
    Spelling(
        ScenarioModel,
        ("queues",),
        _into_queues,
        "backlog: {sales: 12}, queues: {sales: {handle_time: 4 min}}",
        "queues: {sales: {arrivals: {at_opening: 12}, handle_time: 4 min}}",
        within=lambda block: _by_queue(block) is not None,
    ),
    Spelling(Queue, _BACKLOGS, _of_queue, "backlog: 240 mails", "arrivals: {at_opening: 240}", _is_amount),
    Spelling(
        Arrivals,
        tuple(word for word in _BACKLOGS if word != "at_opening"),
        _of_arrivals,
        "opening_backlog: 240",
        "at_opening: 240",
        _is_amount,
    ),
)
"""Work left from before."""
