"""Whom a target means: ``90% of chats within 60 s`` is of the queue of chats, ``tickets past due`` of all queues of tickets."""

from __future__ import annotations

import re

from simdesk.measure.expression import ExpressionError, parse_target
from simdesk.measure.registry import EVERYTHING, METRICS
from simdesk.scenario.reading.nodes import MapNode, Node, follow, names_in
from simdesk.scenario.spellings.queues import CHANNEL_OF
from simdesk.scenario.spellings.spelling import folded, text_of

_GENERAL = {"tasks", "task", "items", "item", "work", "orders", "jobs", "requests", "contacts", "contact"}
_WITHOUT_AGENTS = ("bot", "ivr")


def with_subject_meant(text: str, tree: MapNode) -> str:
    """A target of a channel's word, such as ``service_level(chats, 60 s) >= 90%``, with the queue meant; others as written.

    A word means a queue where only that queue has it in its name or as its channel, and ``all`` where all queues have.
    """
    try:
        target = parse_target(text)
    except ExpressionError:
        return text
    said, metric = target.expression.subject, target.expression.metric
    if said == EVERYTHING or METRICS[metric].subject != "queue" or said in names_in(tree, "queues"):
        return text
    word = folded(said)
    if word not in CHANNEL_OF and word not in _GENERAL and word not in CHANNEL_OF.values():
        return text
    queues = names_in(tree, "queues")
    served = [name for name in queues if _channel_of(tree, name) not in _WITHOUT_AGENTS]
    if metric == "done_in_time" and target.expression.threshold is None:
        served = [name for name in served if _has_due(follow(tree, ("queues", name)))]
    found = [name for name in served if _is_meant(word, name, _channel_of(tree, name))]
    meant = found[0] if len(found) == 1 else EVERYTHING if found and found == served else ""
    return re.sub(rf"\(\s*{re.escape(said)}(?=\s*[,)])", f"({meant}", target.text, count=1) if meant else text


def _channel_of(tree: MapNode, queue: str) -> str:
    word = folded(text_of(follow(tree, ("queues", queue, "channel"))))
    return CHANNEL_OF.get(word, word) or "voice"


def _has_due(queue: Node | None) -> bool:
    return isinstance(queue, MapNode) and "due" in queue.entries


def _is_meant(word: str, name: str, channel: str) -> bool:
    stem = word.rstrip("s")
    return (
        word in _GENERAL
        or CHANNEL_OF.get(word, word) == channel
        or any(part.rstrip("s") == stem for part in folded(name).split("_"))
    )
