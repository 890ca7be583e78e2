"""Agents who differ from their group, as planners call them: new hires, trainees, seniors, with handle times of their own."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.people import People
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, is_number
from simdesk.scenario.spellings.shifts import COUNTS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, renamed, text_of

_HIRES = (
    *("new_hires", "new_hire", "newbies", "juniors", "junior", "trainees", "trainee", "novices", "novice", "rookies", "learners"),
    *("new_agents", "beginners", "newcomers", "seniors", "senior", "experienced", "veterans", "apprentices", "starters"),
    *("inexperienced", "new_starters", "temps", "ramping", "nesting", "experts"),
)
_TIMES = ("aht", "handle_time", "handling_time", "aht_factor", "handle_time_factor", "longer", "extra_aht", "extra_handle_time")
_PERCENT = re.compile(
    r"(?P<sign>[+\-−]?)\s*(?P<number>\d+(?:\.\d+)?)\s*%\s*(?P<word>longer|more|higher|shorter|less|lower)?", re.I
)
_FACTOR = re.compile(r"(?:(?:x|×|times)\s*(?P<one>\d+(?:\.\d+)?)|(?P<two>\d+(?:\.\d+)?)\s*(?:x|×|times))", re.I)
_SENTENCE = re.compile(
    r"(?P<number>\d+)\s*(?:agents?|people|heads?)?\s*(?:,|with|at|:)\s*(?P<what>aht|handle time|pace|speed)?"
    r"\s*(?P<value>[+\-]?\d+(?:\.\d+)?\s*%)"
    r"\s*(?P<after>aht|handle time|pace|speed|longer|longer aht|longer handle time)?",
    re.I,
)


def paced(node: Scalar, factor: float) -> Scalar:
    """The pace at which a contact takes so many times as long."""
    return Scalar(f"{100.0 / factor:.15g}%", node.place)


def factor_of(node: Node, *, longer: bool = False) -> float | None:
    """How many times as long a contact takes, by ``+30%``, ``130%``, ``30% longer`` or ``x1.3``; None where that is unsure."""
    text = text_of(node)
    match = _PERCENT.fullmatch(text)
    if match is None and isinstance(node, Scalar) and is_number(node) and node.written[:1] in ("+", "-"):
        return None
    if match is not None:
        share = float(match["number"]) / 100.0
        less = match["sign"] in ("-", "−") or (match["word"] or "").lower() in ("shorter", "less", "lower")
        relative = bool(match["sign"] or match["word"] or longer)
        if relative:
            return 1.0 - share if less else 1.0 + share
        return share if share >= 1.0 else None  # 30 % of the time, or longer by it?
    factor = _FACTOR.fullmatch(text)
    return float(factor["one"] or factor["two"]) if factor is not None else None


def _pace(block: MapNode, key: str) -> MapNode:
    """A handle time beside the group's as a pace."""
    entry = block.entries[key]
    word = folded(key)
    factor = factor_of(entry.node, longer=word.startswith(("longer", "extra")))
    if factor is None or factor <= 0:
        text = text_of(entry.node) or str(entry.node.value if isinstance(entry.node, Scalar) else "")
        match = _PERCENT.fullmatch(text)
        hint = f"write {key}: +{match['number']}% if contacts take longer by it" if match else "write aht: +30%, or pace: 80%"
        hint += f", or pace: {match['number']}%" if match else ""
        message = f"'{key}: {text}' does not say how much longer than the others' contacts theirs take"
        raise UnclearError(message, hint, entry.node.place, {"pace": "100%"})
    if "pace" in block.entries:
        raise UnclearError(f"'{key}' and 'pace' say the same", "keep one of them")
    assert isinstance(entry.node, Scalar)
    entries = {("pace" if name == key else name): one for name, one in block.entries.items()}
    entries["pace"] = Entry(entry.key, paced(entry.node, factor))
    return MapNode(entries, block.place)


def _slower(block: MapNode, key: str) -> MapNode:
    """``slower: 30%`` has two readings."""
    entry = block.entries[key]
    match = _PERCENT.fullmatch(text_of(entry.node))
    share = float(match["number"]) if match is not None else 30.0
    sign = "-" if folded(key) == "faster" else "+"
    pace = 100 + share if folded(key) == "faster" else 100 - share
    message = f"'{key}' may be of their pace, or of the time that a contact takes"
    raise UnclearError(message, f"write pace: {pace:g}%, or aht: {sign}{share:g}%", entry.key, {"pace": "100%"})


def _hires(block: MapNode, key: str) -> MapNode:
    """New hires and others by their usual names, as people who differ; the name stays."""
    entry = block.entries[key]
    more: list[Node] = []
    for item in items_of(entry.node):
        node = _one(item, key)
        if "name" not in map(folded, node.entries) and folded(key).isidentifier():
            node = MapNode({**node.entries, "name": Entry(entry.key, Scalar(folded(key), entry.key))}, node.place)
        more.append(node)
    before = block.entries.get("people")
    items = (*items_of(before.node), *more) if before is not None else tuple(more)
    people = Entry(entry.key if before is None else before.key, ListNode(items, entry.node.place))
    entries = {name: one for name, one in block.entries.items() if name != key}
    return MapNode({**entries, "people": people}, block.place)


def _one(node: Node, key: str) -> MapNode:
    match = _SENTENCE.fullmatch(text_of(node))
    if match is not None:
        what = f"{match['what'] or ''} {match['after'] or ''}".lower()
        if "aht" in what or "time" in what or "longer" in what:
            value = match["value"] if match["value"][:1] in "+-" or "longer" not in what else f"+{match['value']}"
            pair = ("aht", value)
        elif "pace" in what or "speed" in what:
            pair = ("pace", match["value"])
        else:
            raise _no_difference(node, key, match["number"])
        agents = Scalar(int(match["number"]), node.place)
        return MapNode({"agents": Entry(node.place, agents), pair[0]: Entry(node.place, Scalar(pair[1], node.place))}, node.place)
    if not isinstance(node, MapNode):
        raise _no_difference(node, key, node.value if isinstance(node, Scalar) and is_number(node) else "")
    words = set(map(folded, node.entries))
    if not words & {*COUNTS, "agents"}:
        raise UnclearError(f"'{key}' does not say how many they are", f"write {key}: {{count: 4, aht: +30%}}", node.place)
    return node


def _no_difference(node: Node, key: str, number: object) -> UnclearError:
    """How new agents differ has to be said; a number stays in the line."""
    count = number if number != "" else 4
    message = f"'{key}' does not say how they differ from the others"
    hint = f"write people: [{{agents: {count}, pace: 80%}}], or aht: +30% instead of the pace"
    return UnclearError(message, hint, node.place)


def _are_by_name(node: Node) -> bool:
    """People by name, each with a number and what they differ in; no hours."""
    return (
        isinstance(node, MapNode)
        and bool(node.entries)
        and all(
            isinstance(one.node, MapNode) and set(map(folded, one.node.entries)) & {*COUNTS, "agents", "pace", "aht", "tenure"}
            for one in node.entries.values()
        )
        and not any({"start", "shift", "from", "hours"} & set(map(folded, plain_keys(one.node))) for one in node.entries.values())
    )


def plain_keys(node: Node) -> list[str]:
    """The keys of a mapping; none of anything else."""
    return list(node.entries) if isinstance(node, MapNode) else []


def _listed(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    assert isinstance(entry.node, MapNode)
    people: list[Node] = []
    for name, one in entry.node.entries.items():
        assert isinstance(one.node, MapNode)
        counted = set(map(folded, one.node.entries)) & {*COUNTS, "agents"}
        agents = {} if counted else {"agents": Entry(one.key, Scalar(1, one.key))}
        people.append(MapNode({**agents, **one.node.entries, "name": Entry(one.key, Scalar(name, one.key))}, one.node.place))
    listed = Entry(entry.key, ListNode(tuple(people), entry.node.place))
    return MapNode({**block.entries, key: listed}, block.place)


HIRES: tuple[Spelling, ...] = (
    Spelling(
        AgentGroup,
        _HIRES,
        _hires,
        "new_hires: {count: 4, aht: +25%}, headcount: 9",
        "headcount: 9, people: [{agents: 4, pace: 80%, name: new_hires}]",
    ),
    Spelling(
        AgentGroup,
        ("people",),
        _listed,
        "people: {juniors: {count: 4, pace: 80%}}, headcount: 9",
        "headcount: 9, people: [{agents: 4, pace: 80%, name: juniors}]",
        _are_by_name,
    ),
    Spelling(People, _TIMES, _pace, "aht: +25%, agents: 4", "agents: 4, pace: 80%"),
    Spelling(People, ("slower", "faster"), _slower, "slower: 30%, agents: 4", ""),
    renamed(People, "pace", "speed", "efficiency", "productivity", "performance", example="80%, agents: 4"),
)
