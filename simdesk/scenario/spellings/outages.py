"""Outages in which a number of agents is said: nobody of the only group, all groups, or fewer agents, which is no outage."""

from __future__ import annotations

from collections.abc import Iterator

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar, follow, is_number, put
from simdesk.scenario.spellings.one_offs import ends_of
from simdesk.scenario.spellings.sections import left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, text_of
from simdesk.units import parse_share

_OUTAGES = ("outages", "outage")
_EVENTS = ("events", "incidents", "disruptions", "event", *_OUTAGES)
_AGENTS = ("agents", "headcount", "heads", "staff", "agents_left", "available_agents", "capacity", "agent_groups", "groups")
_NOBODY = ("none", "nobody", "no_one", "no_agents", "zero")
_ALL = ("all", "everyone", "everybody", "all_agents", "all_groups")


def _numbered(block: MapNode) -> Iterator[tuple[Path, MapNode, str]]:
    """Outages with a number of agents: the path of each, the event, the key."""
    for key, entry in block.entries.items():
        if folded(key) not in _EVENTS:
            continue
        for path, event in _events((key,), entry.node):
            if folded(key) not in _OUTAGES and not _is_outage(event):
                continue
            for word, one in event.entries.items():
                if folded(word) in _AGENTS and isinstance(one.node, Scalar) and _is_amount(one.node):
                    yield path, event, word


def _events(path: Path, node: Node) -> Iterator[tuple[Path, MapNode]]:
    if isinstance(node, ListNode):
        for index, one in enumerate(node.items):
            yield from _events((*path, index), one)
    elif isinstance(node, MapNode):
        named = bool(node.entries) and all(isinstance(entry.node, MapNode) for entry in node.entries.values())
        for name in node.entries if named else ():
            below = node.entries[name].node
            if isinstance(below, MapNode):
                yield (*path, name), below
        if not named:
            yield path, node


def _is_outage(event: MapNode) -> bool:
    return any(
        folded(key) in ("what", "type", "kind", "event", "name") and "outage" in folded(text_of(entry.node))
        for key, entry in event.entries.items()
    )


def _is_amount(node: Scalar) -> bool:
    word = folded(text_of(node))
    return is_number(node) or text_of(node).endswith("%") or word in (*_NOBODY, *_ALL) or text_of(node)[:1] in ("+", "-")


def _groups_known(block: MapNode) -> bool:
    groups = block.entries["agent_groups"].node if "agent_groups" in block.entries else None
    return isinstance(groups, MapNode) and bool(groups.entries) and next(_numbered(block), None) is not None


def _agents(block: MapNode, key: str) -> MapNode:
    """``agents: 0`` in an outage is the only group."""
    path, event, word = next(_numbered(block))
    entry = event.entries[word]
    node = entry.node
    assert isinstance(node, Scalar)
    groups = follow(block, ("agent_groups",))
    assert isinstance(groups, MapNode)
    names = list(groups.entries)
    is_nobody = folded(text_of(node)) in _NOBODY or _amount(node) == 0.0
    if folded(text_of(node)) in _ALL or (is_nobody and len(names) == 1):
        listed = ListNode(tuple(Scalar(name, node.place) for name in names), node.place)
        entries = {
            ("agent_groups" if one == word else one): (Entry(entry.key, listed) if one == word else value)
            for one, value in event.entries.items()
        }
        made = put(block, path, MapNode(entries, event.place), event.place)
        assert isinstance(made, MapNode)
        return made
    if is_nobody:
        hint = (
            f"instead of {word} write agent_groups: [{', '.join(names)}] for all of them, or agent_groups: [{names[0]}] for one"
        )
        raise left_out(UnclearError("it is not said of which agent groups nobody works", hint, entry.key), path[:-1], path[-1])  # type: ignore[arg-type]
    message = "an outage takes whole agent groups off duty, and fewer agents for a time are a headcount by time of day"
    raise left_out(UnclearError(message, _by_time(block, groups, event, node), entry.key), path[:-1], path[-1])  # type: ignore[arg-type]


def _amount(node: Scalar) -> float | None:
    """A number of agents, or a share of them; None for what is neither."""
    if is_number(node):
        return float(node.value)  # type: ignore[arg-type]
    try:
        return parse_share(text_of(node).lstrip("+-"))
    except InputError:
        return None


def _by_time(block: MapNode, groups: MapNode, event: MapNode, node: Scalar) -> str:
    """The headcount by time of day that is meant, of the first group that has a number."""
    usual = {
        name: value
        for name in groups.entries
        if isinstance(one := follow(groups, (name, "headcount")), Scalar)
        and isinstance(value := one.value, int)
        and not isinstance(value, bool)
    }
    name = next(iter(usual), next(iter(groups.entries)))
    heads, ends, amount = usual.get(name, 10), ends_of(event) or ("10:00", "11:30"), _amount(node)
    opening = text_of(follow(block, ("hours", "open"))) or "08:00"
    text, share = text_of(node), text_of(node).endswith("%")
    fewer = text[:1] == "-" or (amount or 0.0) < 0
    number = abs(amount or 0.0) * (heads if share else 1)
    others = "" if len(groups.entries) == 1 else ", and likewise in other groups that have fewer"
    start = f"instead of the outage, in {name} write"

    def line(left: float) -> str:
        bands = [(opening, heads), (ends[0], max(0, round(left))), (ends[1], heads)]
        bands = bands[1:] if ends[0] == opening else bands
        return "headcount: {" + ", ".join(f'"{clock}": {count}' for clock, count in bands) + "}"

    if fewer:
        return f"{start} {line(heads - number)}{others}"
    if abs(number - (heads - number)) < 0.5:
        return f"{start} {line(number)}{others}"
    stay, go = line(number), line(heads - number)
    return f"{start} {stay} if {round(number)} go on working, or {go} if {round(number)} cannot{others}"


_SPAN = 'start: "10:00", end: "12:00"'

OUTAGES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        _EVENTS,
        _agents,
        f"outage: {{{_SPAN}, agents: 0}}, agent_groups: {{desk: {{skills: [sales], headcount: 5}}}}",
        f"events: [{{what: outage, {_SPAN}, agent_groups: [desk]}}], agent_groups: {{desk: {{skills: [sales], headcount: 5}}}}",
        within=_groups_known,
    ),
)
