"""In which order a group takes work: by due time or by arrival, which it does already."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, follow, remove
from simdesk.scenario.spellings.sections import blocks_with, left_out, skills_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of

_WORDS = (
    *("order", "discipline", "queue_discipline", "service_discipline", "queueing_discipline", "sequence", "sorting", "sort"),
    *("order_by", "sort_by", "takes", "takes_first", "picks", "priority_rule", "dispatch_rule", "work_order", "queue_order"),
)
_BY_DUE = (
    *("earliest_due_date", "earliest_due", "edd", "due_date", "due", "by_due_date", "by_due", "due_first", "earliest_deadline"),
    *("earliest_deadline_first", "edf", "deadline", "by_deadline", "most_urgent", "most_urgent_first", "due_time", "soonest_due"),
    *("earliest_due_date_first", "first_due", "urgency"),
)
_BY_ARRIVAL = (
    *("fifo", "fcfs", "first_in_first_out", "first_come_first_served", "oldest_first", "oldest", "longest_waiting", "arrival"),
    *("longest_wait", "by_arrival", "longest_waiting_first", "first_come_first_serve", "first_come", "arrival_time", "age"),
)
_LAST_FIRST = ("lifo", "lcfs", "last_in_first_out", "newest_first", "newest", "random", "siro", "shortest_first", "sjf", "spt")
_DUES = ("due", "deadline", "turnaround", "turnaround_time", "due_in", "due_within")
_OWN_ORDER = ("answer_within", *_DUES)


def _orders(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    for path, key, entry in blocks_with(block, "agent_groups", _WORDS):
        if folded(text_of(entry.node)) in (*_BY_DUE, *_BY_ARRIVAL, *_LAST_FIRST):
            yield path, key, entry


def _order(block: MapNode, key: str) -> MapNode:
    """An order that holds already is left out; another is refused."""
    path, name, entry = next(_orders(block))
    word = folded(text_of(entry.node))
    queues = list(skills_of(block, str(path[1])))
    timed = [queue for queue in queues if _has(block, queue, _DUES)]
    own = [queue for queue in queues if _has(block, queue, _OWN_ORDER)]
    if word in _LAST_FIRST:
        message = f"'{text_of(entry.node)}' is not simulated: agents take the contact that has waited longest, or is due first"
        raise left_out(UnclearError(message, f"leave {name} out, or write {name}: fifo", entry.key), path, name)
    if word in _BY_DUE and len(timed) < len(queues):
        missing = next((queue for queue in queues if queue not in timed), "sales")
        message = f"work goes by the time it is due only where every queue of the group has one, and {missing} has none"
        raise left_out(UnclearError(message, f"in {missing} write due: 8 h", entry.key), path, name)
    if word in _BY_ARRIVAL and own and len(own) == len(queues):
        message = f"{own[0]} has a time within which it should be done or answered, and what is due first is taken first"
        raise left_out(UnclearError(message, f"leave {name} out, or write {name}: earliest_due_date", entry.key), path, name)
    made = remove(block, (*path, name))
    assert isinstance(made, MapNode)
    return made


def _has(block: MapNode, queue: str, words: tuple[str, ...]) -> bool:
    node = follow(block, ("queues", queue))
    return isinstance(node, MapNode) and any(folded(key) in words for key in node.entries)


_WORK = "queues: {sales: {channel: ticket, arrivals: 2 per h, handle_time: {constant: 4 min}, due: 2 h}}"
DISCIPLINES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("agent_groups",),
        _order,
        f"{_WORK}, agent_groups: {{desk: {{skills: [sales], headcount: 5, order: earliest_due_date}}}}",
        f"{_WORK}, agent_groups: {{desk: {{skills: [sales], headcount: 5}}}}",
        within=lambda block: next(_orders(block), None) is not None,
    ),
)
