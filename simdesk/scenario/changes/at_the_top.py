"""Keys of queues, agent groups and hours at the top of a variant: of the one there is, or of all where that is plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from simdesk.errors import InputError
from simdesk.scenario.changes.relative import is_operation, signed_text
from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Path, Scalar, follow, is_number, names_in
from simdesk.scenario.spellings.agents import COSTS
from simdesk.scenario.spellings.concurrency import group_concurrency
from simdesk.scenario.spellings.spelling import folded, items_of, text_of
from simdesk.scenario.spellings.understand import is_word_of
from simdesk.units import parse_duration, parse_share

Report = Callable[[Place, Path, str, str], None]

VOLUME_WORDS = ("volume", "volumes", "calls", "contacts", "demand", "traffic", "arrivals")
"""What the volume of a queue is called where it is changed by a share: ``volume: +10%``."""
_FACTORS = {"double": 2.0, "doubled": 2.0, "twice": 2.0, "triple": 3.0, "half": 0.5, "halved": 0.5}
_FACTOR = re.compile(r"(?:x|×|\*)\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:x|×|times)", re.IGNORECASE)
_REMOVED = ("without", "remove", "drop", "no_group", "remove_group")
_OPEN = ("open", "opens", "opening", "opening_time", "open_at", "opens_at")
_CLOSE = ("close", "closes", "closing", "closing_time", "close_at", "closes_at", "open_until")
_OF_ALL_GROUPS = (
    *("absence", "absenteeism", "sickness", "sick", "sick_leave", "sick_rate", "absent", "absence_rate", "no_shows"),
    *("shrinkage", "late", "lateness", "adherence"),
)
"""Shares of people: at the top of a variant, of every group."""
_STAFF = ("headcount", "agents", "staff", "heads", "fte", "ftes", "number_of_agents")
TIME_WORDS = {
    **dict.fromkeys(("handle_time", "talk_time", "service_time", "average_talk_time", "att", "talk"), "handle_time"),
    **dict.fromkeys(
        ("aht", "average_handle_time", "average_handling_time", "handling_time", "avg_handle_time", "mean_handle_time"), "aht"
    ),
    **dict.fromkeys(("wrap_up", "acw", "after_call_work", "wrap_up_time", "wrapup"), "wrap_up"),
    **dict.fromkeys(("patience", "average_patience", "mean_patience", "patience_time"), "patience"),
}
"""Times of queues that a variant may change for all of them, and the language's keys for them."""
_ENDS_OF = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high")}


class WhichError(Exception):
    """A key that may be that of several queues or groups.

    Parameters
    ----------
    message, hint : str
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def in_its_place(tree: MapNode, key: str, entry: Entry, shown: Callable[[Node], str]) -> MapNode | None:
    """A key at the top of a variant as the block of changes that it means; None for the keys of the whole scenario.

    Parameters
    ----------
    tree : MapNode
        The scenario.
    key : str
    entry : Entry
    shown : callable
        Writes a value for a hint.

    Raises
    ------
    WhichError
        When it may be of several queues or groups.
    """
    word, value = folded(key), entry.node
    groups, queues = names_in(tree, "agent_groups"), names_in(tree, "queues")
    if word not in ScenarioModel.model_fields and (by_name := _by_name(key, value, groups, queues, entry)) is not None:
        return by_name
    if word in _REMOVED and (gone := [text_of(one) for one in items_of(value)]) and set(gone) <= set(groups):
        return _under("agent_groups", dict.fromkeys(gone), entry)
    if word in ("cost", *COSTS, *_STAFF) and _is_share(value, ("agent_groups", "", "cost")):
        ours = "headcount" if word in _STAFF else "cost"
        have = [one for one in groups if word in _STAFF or follow(tree, ("agent_groups", one, "cost")) is not None]
        if have:
            return _under("agent_groups", {one: _nested(entry, (ours,)) for one in have}, entry)
    if key in queues and key not in groups and is_number(value):
        number = shown(value)
        raise WhichError(
            f"{key} is a queue, and {number} may be its contacts a day",
            f"write {key}.arrivals: {{per_day: {number}}}, or {key}: +10% for a share more",
        )
    if key in groups and (is_number(value) or _changes(value, ("agent_groups", key, "headcount"))):
        return _nested(entry, ("agent_groups", key, "headcount"))
    if key in queues and _is_share(value, ("queues", key)):
        return _nested(entry, ("queues", key, "volume"))
    if key in groups or key in queues:
        return None
    if word in _OPEN or word in _CLOSE:
        return _nested(entry, ("hours", "open" if word in _OPEN else "close"))
    if word in TIME_WORDS and adds_time(value, (word,)):
        return _times(tree, TIME_WORDS[word], key, entry)
    if word in _STAFF and isinstance(value, Scalar):
        return _of_one("agent_groups", groups, "headcount", entry, "agent group", shown)
    if word in _OF_ALL_GROUPS:
        blocks = {group: _nested(entry, (key,)) for group in groups}
        return _under("agent_groups", blocks, entry)
    places = [place for group in groups if (place := group_concurrency(tree, group, key))]
    if places and isinstance(value, Scalar):
        blocks = {str(place[1]): _nested(entry, tuple(map(str, place[2:]))) for place in places}
        return _under("agent_groups", blocks, entry)
    if word in ScenarioModel.model_fields or is_word_of(word, ScenarioModel):
        return None
    if word in AgentGroup.model_fields or (is_word_of(word, AgentGroup) and not is_word_of(word, Queue)):
        return _of_one("agent_groups", groups, key, entry, "agent group", shown)
    if word in Queue.model_fields or is_word_of(word, Queue):
        return _of_one("queues", queues, key, entry, "queue", shown)
    return None


def as_share(tree: MapNode, path: Path, key: str, entry: Entry) -> Entry:
    """A volume of ``2x`` or ``double`` as the share that it means; others as they are."""
    of_queue = (not path and key in names_in(tree, "queues")) or folded(key) in VOLUME_WORDS
    text = text_of(entry.node).strip().lower()
    match = _FACTOR.fullmatch(text)
    factor = float(match[1] or match[2]) if match is not None else _FACTORS.get(text)
    if not of_queue or factor is None:
        return entry
    return Entry(entry.key, Scalar(f"{factor * 100:.12g}%", entry.node.place))


def of_its_usual_key(tree: MapNode, path: Path, key: str, entry: Entry) -> Entry:
    """A number for a group as its headcount, a share of a queue as its volume: ``agent_groups: {front: +2}``."""
    value, at = entry.node, (*path, key)
    if not isinstance(value, Scalar):
        return entry
    if path == ("agent_groups",) and key in names_in(tree, "agent_groups") and (is_number(value) or _changes(value, at)):
        return Entry(entry.key, MapNode({"headcount": entry}, entry.key))
    if path == ("queues",) and key in names_in(tree, "queues") and _is_share(value, at):
        return Entry(entry.key, MapNode({"volume": entry}, entry.key))
    return entry


def _by_name(key: str, value: Node, groups: tuple[str, ...], queues: tuple[str, ...], entry: Entry) -> MapNode | None:
    """A key with a value for each of several queues or groups: ``headcount: {front: 12, back: 15}``."""
    word = folded(key)
    if not isinstance(value, MapNode) or not value.entries or key in groups or key in queues:
        return None
    of_groups = word in _STAFF or is_word_of(word, AgentGroup)
    of_queues = word in VOLUME_WORDS or word in TIME_WORDS or is_word_of(word, Queue)
    for section, names, fits in (("agent_groups", groups, of_groups), ("queues", queues, of_queues)):
        if fits and set(value.entries) <= set(names):
            blocks = {name: MapNode({key: one}, entry.key) for name, one in value.entries.items()}
            return _under(section, blocks, entry)
    return None


def _of_one(section: str, names: tuple[str, ...], key: str, entry: Entry, what: str, shown: Callable[[Node], str]) -> MapNode:
    if len(names) == 1:
        return _nested(entry, (section, names[0], key))
    lines = " or ".join(f"{name}.{key}: {shown(entry.node)}" for name in names[:3])
    raise WhichError(f"which {what} is meant?", f"write {lines}")


def _times(tree: MapNode, word: str, key: str, entry: Entry) -> MapNode:
    """A time added to the mean of every queue that has it."""
    blocks: dict[str, MapNode] = {}
    for queue in names_in(tree, "queues"):
        if follow(tree, ("queues", queue, "bot")) is not None:
            continue
        ours = word
        if word in ("handle_time", "aht"):
            ours = next((one for one in (word, "handle_time", "aht") if follow(tree, ("queues", queue, one)) is not None), word)
        node = follow(tree, ("queues", queue, ours))
        if node is None:
            continue
        ends = means_of(node)
        if not ends:
            raise WhichError(
                f"'{key}' of {queue} has no mean that could be changed", f"write {queue}.{ours} anew, or {key}: +10%"
            )
        merged = MapNode({}, entry.key)
        for end in ends:
            merged = _merged(merged, _nested(entry, (ours, *end)))
        blocks[queue] = merged
    if not blocks:
        raise WhichError(f"no queue has a {word}", f"write it for the queue that gets one: sales.{word}: 30 s")
    return _under("queues", blocks, entry)


def means_of(node: Node) -> list[tuple[str, ...]]:
    """Where the mean of a time stands, or what moves with it; empty where the distribution has no such number."""
    if isinstance(node, Scalar):
        return [()]
    if not isinstance(node, MapNode) or len(node.entries) != 1:
        return [("mean",)] if isinstance(node, MapNode) and "mean" in node.entries else []
    family, entry = next(iter(node.entries.items()))
    if isinstance(entry.node, Scalar):
        return [(family,)] if family in ("constant", "exponential", "mean") else []
    if isinstance(entry.node, MapNode):
        keys = ("mean",) if "mean" in entry.node.entries else _ENDS_OF.get(family, ())
        return [(family, one) for one in keys if one in entry.node.entries]
    return []


def _merged(one: MapNode, other: MapNode) -> MapNode:
    entries = dict(one.entries)
    for key, entry in other.entries.items():
        there = entries[key].node if key in entries else None
        both = isinstance(there, MapNode) and isinstance(entry.node, MapNode)
        entries[key] = Entry(entry.key, _merged(there, entry.node)) if both else entry  # type: ignore[arg-type]
    return MapNode(entries, one.place)


def _nested(entry: Entry, path: tuple[str, ...]) -> MapNode:
    for step in reversed(path):
        entry = Entry(entry.key, MapNode({step: entry}, entry.key))
    assert isinstance(entry.node, MapNode)
    return entry.node


def _under(section: str, blocks: Mapping[str, MapNode | None], entry: Entry) -> MapNode:
    nothing = Scalar(None, entry.key)
    inside = MapNode({name: Entry(entry.key, block or nothing) for name, block in blocks.items()}, entry.key)
    return MapNode({section: Entry(entry.key, inside)}, entry.key)


def _changes(value: Node, path: Path) -> bool:
    return is_operation(value, path) or signed_text(value, path) is not None


def _is_share(value: Node, path: Path) -> bool:
    """Whether a value changes by a share: ``+10%``, ``110%``, ``{times: 110%}``."""
    if is_operation(value, path):
        return isinstance(value, MapNode) and "times" in value.entries
    signed = signed_text(value, path)
    text = "".join(signed) if signed is not None else value.value if isinstance(value, Scalar) else None
    return isinstance(text, str) and "%" in text and _reads_share(text)


def adds_time(value: Node, path: Path) -> bool:
    """Whether a value adds or takes away a time: ``-15 s``, ``{add: -15 s}``."""
    if isinstance(value, MapNode):
        return is_operation(value, path) and "add" in value.entries
    signed = signed_text(value, path)
    if signed is None:
        return False
    try:
        return parse_duration(signed[1]) > 0
    except InputError:
        return False


def _reads_share(text: str) -> bool:
    try:
        parse_share(text)
    except InputError:
        return False
    return True
