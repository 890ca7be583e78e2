"""Other spellings of meetings: by name, as a text, and what is off the phone at a time under a name of its own."""

from __future__ import annotations

import re

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.people import Meeting
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, follow, names_in, put
from simdesk.scenario.spellings.clocks import ENDS, STARTS, span_of
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, renamed, replaced, text_of

_MEETINGS = (
    *("training", "trainings", "coaching", "coachings", "team_meeting", "team_meetings", "meeting", "huddle", "huddles"),
    *("briefing", "briefings", "one_to_ones", "one_to_one", "workshop", "off_phone", "off_phone_activities", "town_hall"),
    *("stand_up", "appointments"),
)
_LABELS = ("label", "title", "topic", "what", "subject", "type", "kind")
"""What the name of a meeting is called besides."""
_SPANS = ("time", "times", "hours", "when", "span", "slot")
_AGENTS = re.compile(r"(?P<number>\d+)\s*(?:agents?|people|heads?|persons?|staff)|all(?: agents)?|everybody|everyone", re.I)
_WORDS = {*Meeting.model_fields, *STARTS, *ENDS, *_SPANS, "duration", "lasts", "label", "title", "topic", "what", "count", "who"}


def _is_one(node: MapNode) -> bool:
    return bool(_WORDS & set(map(folded, node.entries)))


def _is_loose(node: Node) -> bool:
    """Whether meetings are not a list of blocks."""
    if isinstance(node, ListNode):
        return any(not isinstance(item, MapNode) for item in node.items)
    return isinstance(node, MapNode) or bool(text_of(node))


def _meeting(node: Node, name: str) -> Node:
    """One meeting as a block."""
    if isinstance(node, MapNode):
        made = node
    else:
        found: dict[str, Entry] = {}
        for part in re.split(r"\s*[,;]\s*", text_of(node)):
            ends, match = span_of(Scalar(part, node.place)), _AGENTS.fullmatch(part)
            if ends is not None and "at" not in found:
                found |= {"at": Entry(node.place, ends[0]), "end": Entry(node.place, ends[1])}
            elif match is not None and match["number"] and "agents" not in found:
                found["agents"] = Entry(node.place, Scalar(int(match["number"]), node.place))
            elif re.fullmatch(r"[A-Za-z][\w -]*", part) and not name and match is None:
                name = part
            elif match is None:
                raise _unread(node)
        if "at" not in found:
            raise _unread(node)
        made = MapNode(found, node.place)
    is_named = bool(set(map(folded, made.entries)) & {"name", *_LABELS})
    named = {"name": Entry(node.place, Scalar(name, node.place))} if name and not is_named else {}
    return MapNode({**named, **made.entries}, made.place)


def _unread(node: Node) -> UnclearError:
    text = text_of(node)
    if text.endswith("%"):
        message = f"a share of the time ({text}) is shrinkage, and a meeting has a time"
        return UnclearError(message, f"write shrinkage: {{planned: {text}}}; add it to what is there", node.place)
    return UnclearError("a meeting says from when to when", 'write {at: "10:00", length: 30 min, agents: 4}', node.place)


def _meetings(block: MapNode, key: str) -> MapNode:
    """Meetings in any shape as a list; other words are names of theirs."""
    entry = block.entries[key]
    node = entry.node
    word = folded(key)
    name = "" if word in ("meetings", "meeting", "off_phone_activities", "off_phone", "appointments") else key.replace("_", " ")
    made: list[Node] = []
    if isinstance(node, MapNode) and not _is_one(node):
        made = [_meeting(one.node, called) for called, one in node.entries.items()]
    else:
        made = [_meeting(item, name) for item in items_of(node)]
    before = block.entries.get("meetings") if word != "meetings" else None
    items = (*items_of(before.node), *made) if before is not None else tuple(made)
    kept = {one: value for one, value in block.entries.items() if one != key}
    return MapNode({**kept, "meetings": Entry(entry.key, ListNode(items, node.place))}, block.place)


def _span(block: MapNode, key: str) -> MapNode:
    entry = block.entries[key]
    ends = span_of(entry.node)
    assert ends is not None
    return replaced(block, key, {"at": Entry(entry.key, ends[0]), "end": Entry(entry.key, ends[1])})


_GROUP = ("group", "agent_group", "team", "groups", "agent_groups", "desk")


def _meetings_of_groups(block: MapNode, key: str) -> MapNode:
    """Meetings at the top of the file, each put into its agent group."""
    entry, groups = block.entries[key], names_in(block, "agent_groups")
    by_name = isinstance(entry.node, MapNode) and not _is_one(entry.node)
    items = entry.node.entries.values() if by_name and isinstance(entry.node, MapNode) else ()
    nodes = [one.node for one in items] if by_name else list(items_of(entry.node))
    made: Node = MapNode({name: one for name, one in block.entries.items() if name != key}, block.place)
    for node in nodes:
        said = {folded(name): name for name in node.entries} if isinstance(node, MapNode) else {}
        word = next((said[name] for name in _GROUP if name in said), "")
        group = text_of(node.entries[word].node) if word and isinstance(node, MapNode) else groups[0] if len(groups) == 1 else ""
        if group not in groups:
            line = flow(node)
            known = " or ".join(groups) or "the agent group"
            raise UnclearError("a meeting is of an agent group", f"in {known} write meetings: [{line}]", entry.key)
        own = (
            MapNode({name: one for name, one in node.entries.items() if name != word}, node.place)
            if isinstance(node, MapNode)
            else node
        )
        there = follow(made, ("agent_groups", group, "meetings"))
        before = items_of(there) if there is not None else ()
        made = put(made, ("agent_groups", group, "meetings"), ListNode((*before, own), node.place), entry.key)
    assert isinstance(made, MapNode)
    return made


_TOP = "agent_groups: {desk: {skills: [sales], headcount: 9%s}}"
MEETINGS: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("meetings", *_MEETINGS),
        _meetings_of_groups,
        f'meetings: [{{group: desk, at: "10:00", length: 30 min, agents: 2}}], {_TOP % ""}',
        _TOP % ', meetings: [{at: "10:00", length: 30 min, agents: 2}]',
    ),
    renamed(Meeting, "name", *_LABELS, example='coaching, at: "15:00", length: 30 min'),
    Spelling(
        AgentGroup,
        ("meetings",),
        _meetings,
        'meetings: {team meeting: {from: "10:00", to: "10:30", agents: 2}}, headcount: 9',
        'meetings: [{name: team meeting, at: "10:00", length: 30 min, agents: 2}], headcount: 9',
        _is_loose,
    ),
    Spelling(
        AgentGroup,
        _MEETINGS,
        _meetings,
        'training: "10:00-12:00, 3 agents", headcount: 9',
        'meetings: [{name: training, at: "10:00", length: 2 h, agents: 3}], headcount: 9',
    ),
    Spelling(
        Meeting,
        _SPANS,
        _span,
        'time: "15:00-15:30", agents: 2',
        'at: "15:00", length: 30 min, agents: 2',
        lambda node: span_of(node) is not None,
    ),
    renamed(Meeting, "agents", "count", "heads", "headcount", "number", "participants", example='2, at: "15:00", length: 30 min'),
)
