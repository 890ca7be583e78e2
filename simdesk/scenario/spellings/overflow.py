"""Which groups help a queue and when: overflow, rings and conditions of ranks, as the order of its groups."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from simdesk.errors import InputError
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.routing import Rank
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Path,
    Scalar,
    flow,
    follow,
    is_number,
    names_in,
    put,
    remove,
)
from simdesk.scenario.spellings.clocks import duration
from simdesk.scenario.spellings.conditions import condition_of
from simdesk.scenario.spellings.sections import blocks_with, having, left_out, skills_of, with_skill
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, refused, renamed, replaced, text_of
from simdesk.units import parse_duration

_OVERFLOWS = (
    *("overflow", "overflow_to", "spillover", "spill_to", "spill_over", "backup", "backup_group", "fallback", "secondary"),
    *("overflows", "overflow_group", "overflow_groups", "backup_groups", "overflow_rule", "overflows_to"),
)
_RINGS = (
    "bullseye",
    "bullseye_routing",
    "rings",
    "ring",
    "routing_steps",
    "routing_rings",
    "precision_queue",
    "steps",
    "escalation",
)
_GROUPS = ("groups", "group", "to", "agent_group", "agent_groups", "team", "teams", "target", "targets", "agents", "pool", "add")
_AFTERS = ("after", "wait", "delay", "threshold", "after_wait", "seconds", "wait_time", "when_waited", "after_seconds")
_STAYS = ("timeout", "wait", "duration", "for", "stay", "time", "wait_time", "ring_time", "stays", "seconds", "length")
WHENS = (
    *("when", "if", "only_when", "only_if", "condition", "when_queue", "opens_when", "helps_when", "used_when", "active_when"),
    *("activate_when", "activated_when", "activates_when", "active_if", "activate_if", "joins_when", "join_when", "takes_when"),
    *("called_in_when", "call_in_when", "called_when", "starts_when", "start_when", "enabled_when", "enable_when", "used_if"),
    *("helps_if", "comes_when", "come_when", "on_when", "trigger", "triggered_when", "answers_when", "available_when"),
)
_NUMBERS_OF_RINGS = ("ring", "step", "number", "level", "order", "name", "nr", "no")
_TO = re.compile(
    r"(?:(?:over)?flows?\s+)?(?:to\s+)?(?P<to>[A-Za-z_]\w*(?:\s*(?:,|and|&)\s*[A-Za-z_]\w*)*?)\s*[,:]?\s+(?P<when>(?:after|when|if|while|once|only)\b.+)",
    re.I,
)
_WHEN_TO = re.compile(r"(?P<when>(?:after|when|if)\b.+?)\s*[,:]?\s+(?:over)?(?:flows?\s+)?to\s+(?P<to>[A-Za-z_]\w*)", re.I)
_ONLY_TO = re.compile(r"to\s+(?P<to>[A-Za-z_]\w*)", re.I)


def words_of(condition: dict[str, int | str], place: Place) -> dict[str, Entry]:
    """The keys of a rank that a condition means."""
    return {key: Entry(place, Scalar(value, place)) for key, value in condition.items()}


def _sentence(node: Node) -> Node:
    """``to partner after 45 s`` as a block; another value as it is."""
    text = text_of(node)
    only = _ONLY_TO.fullmatch(text)
    if only is not None:
        return Scalar(only["to"], node.place)
    match = _TO.fullmatch(text) or _WHEN_TO.fullmatch(text)
    if match is None:
        return node
    names = re.split(r"\s*(?:,|\band\b|&)\s*", match["to"])
    found = condition_of(match["when"])
    if found is None:
        return node
    groups = tuple(Scalar(name, node.place) for name in names)
    to: Node = groups[0] if len(groups) == 1 else ListNode(groups, node.place)
    return MapNode({"groups": Entry(node.place, to), **words_of(found[0], node.place)}, node.place)


def _overflow(block: MapNode, key: str) -> MapNode:
    """The groups that take a queue's contacts after a wait: skills of theirs, and the order in which the queue tries."""
    path, name, entry = next(blocks_with(block, "queues", _OVERFLOWS))
    whole = follow(block, path)
    assert isinstance(whole, MapNode)
    after = next((one for one in whole.entries if folded(one) == "overflow_after"), "")
    wait: Node | None = whole.entries[after].node if after else None
    steps, groups = [], []
    for item in items_of(entry.node):
        step, to = _step(item, wait, path, name)
        steps.append(step)
        groups += to
    if all(text_of(item) for item in items_of(entry.node)) and len(steps) > 1 and wait is None:
        steps = [ListNode(tuple(steps), entry.node.place)]  # names alone are of one rank
    queue = str(path[1])
    names = [text_of(one) for one in groups]
    known = names_in(block, "agent_groups")
    before = [group for group in known if queue in skills_of(block, group) and group not in names]
    rest = ", ".join([", ".join(before) or "desk", *map(flow, steps)]) if names else "desk, {groups: partner, after: 30 s}"
    line = f"write tries: [{rest}]"
    strange = [one for one in groups if text_of(one) not in known]
    if names and strange and "tries" not in whole.entries:
        raise left_out(_strange(strange[0], block, before, steps), path, name)
    if not names or "tries" in whole.entries or not before:
        raise left_out(UnclearError("an overflow is an order in which the queue tries agent groups", line, entry.key), path, name)
    place = entry.node.place
    level: Node = Scalar(before[0], place) if len(before) == 1 else ListNode(tuple(Scalar(one, place) for one in before), place)
    made = remove(block, (*path, name))
    if after:
        made = remove(made, (*path, after))
    return tried(made, block, path, (level, *steps), names, entry)


def tried(made: Node, block: MapNode, path: Path, ranks: Sequence[Node], names: Sequence[str], entry: Entry) -> MapNode:
    """The scenario with an order of groups for a queue, which those groups then have as a skill."""
    made = put(made, (*path, "tries"), ListNode(tuple(ranks), entry.node.place), entry.key)
    for group in names:
        if path[1] not in skills_of(block, group):
            made = with_skill(made, group, str(path[1]), entry.node.place)
    assert isinstance(made, MapNode)
    return made


def _strange(node: Node, block: MapNode, before: Sequence[str], steps: Sequence[Node]) -> UnclearError:
    """What to write where an overflow names no agent group: all that was said stays in the line."""
    name = text_of(node)
    groups = names_in(block, "agent_groups")
    if name in names_in(block, "queues"):
        others = [group for group in groups if name in skills_of(block, group) and group not in before]
        meant = others[0] if len(others) == 1 else f"[{', '.join(others)}]" if others else "partner"
        line = flow(steps[0]).replace(f"groups: {name}", f"to: {meant}")
        line = line if line.startswith("{") else meant
        message = f"'{name}' is a queue, and an overflow goes to an agent group"
        of = f", the groups that answer {name}" if others else ""
        return UnclearError(message, f"write overflow: {line}{of}", node.place)
    message = f"'{name}' is no agent group of this file, and an overflow goes to an agent group"
    return UnclearError(message, f"known: {', '.join(groups)}", node.place)


def _step(item: Node, wait: Node | None, path: Path, name: str) -> tuple[Node, list[Node]]:
    """One rank of an overflow, and the groups in it."""
    node = _sentence(item)
    to: tuple[Node, ...] = ()
    rest: dict[str, Entry] = {}
    if isinstance(node, MapNode):
        for one, value in node.entries.items():
            word = folded(one)
            if word in _GROUPS and not is_number(value.node):
                to = items_of(value.node)
            elif word in _AFTERS:
                wait = value.node
            elif word in WHENS and condition_of(text_of(value.node)) is not None:
                found = condition_of(text_of(value.node))
                assert found is not None
                rest |= words_of(found[0], value.node.place)
            else:
                rest[one] = value
        if not to and len(rest) == 1 and wait is None:  # after 45 s: partner
            (one, value), found = next(iter(rest.items())), condition_of(next(iter(rest)))
            if found is not None:
                to, rest = items_of(value.node), words_of(found[0], value.key)
    else:
        to = items_of(node)
    place = item.place
    if not to or not all(map(text_of, to)):
        return node, []
    if wait is None and not rest:
        return (to[0] if len(to) == 1 else ListNode(to, place)), list(to)
    groups = {"groups": Entry(place, to[0] if len(to) == 1 else ListNode(to, place))}
    return MapNode({**groups, **({"after": Entry(wait.place, wait)} if wait is not None else {}), **rest}, place), list(to)


def _seconds(node: Node) -> float:
    """A time in a ring.

    Raises
    ------
    UnclearError
        When it cannot be read.
    """
    try:
        return parse_duration(node.value if isinstance(node, Scalar) else None)
    except InputError as error:
        raise UnclearError(error.message, error.hint, node.place) from None


def _rings_in(block: MapNode) -> Iterator[tuple[Path, str, Entry]]:
    return (one for one in blocks_with(block, "queues", _RINGS) if not isinstance(one[2].node, Scalar))


def _have_rings(block: MapNode) -> bool:
    return next(_rings_in(block), None) is not None


def _rings(block: MapNode, key: str) -> MapNode:
    """Rings of agent groups, each for a time: groups in order, whose waits count from the arrival and so add up."""
    path, name, entry = next(_rings_in(block))
    whole = follow(block, path)
    assert isinstance(whole, MapNode)
    try:
        ranks, names = _ranks_of(entry.node, block)
    except UnclearError as error:
        raise left_out(error, path, name) from None
    if "tries" in whole.entries:
        raise left_out(UnclearError(f"'{name}' and 'tries' say the same", "keep one of them", entry.key), path, name)
    return tried(remove(block, (*path, name)), block, path, ranks, names, entry)


def _ranks_of(node: Node, block: MapNode) -> tuple[list[Node], list[str]]:
    each: Node | None = None
    if isinstance(node, MapNode):
        words = {folded(one): one for one in node.entries}
        inner = next((words[one] for one in (*_RINGS, "groups", "levels") if one in words), None)
        if inner is not None:
            each = next((node.entries[words[one]].node for one in (*_STAYS, "ring_timeout", "each") if one in words), None)
            node = node.entries[inner].node
    rings = [entry.node for entry in node.entries.values()] if isinstance(node, MapNode) else list(items_of(node))
    known = names_in(block, "agent_groups")
    ranks: list[Node] = []
    names: list[str] = []
    opens = 0.0
    for index, ring in enumerate(rings):
        parts = {folded(one): value for one, value in ring.entries.items()} if isinstance(ring, MapNode) else {}
        to = next((parts.pop(one).node for one in _GROUPS if one in parts), None) if parts else ring
        if to is None:
            raise UnclearError("a ring names its agent groups", "write {groups: [experts], timeout: 10 s}", ring.place)
        for one in items_of(to):
            if text_of(one) not in known:
                raise UnclearError(f"'{text_of(one)}' is no agent group of this file", f"known: {', '.join(known)}", one.place)
        names += [text_of(one) for one in items_of(to)]
        groups = items_of(to)
        said = next((parts.pop(one).node for one in _STAYS if one in parts), None)
        starts = parts.pop("after").node if "after" in parts else None
        for word in _NUMBERS_OF_RINGS:
            parts.pop(word, None)
        if parts:
            odd = next(iter(parts))
            message = f"'{odd}' of a ring is not known"
            raise UnclearError(message, "a ring has groups and a timeout; conditions are written in tries", parts[odd].key)
        opens = _opens(ring, starts, said, opens, index)
        shown = groups[0] if len(groups) == 1 else ListNode(groups, to.place)
        after = starts if starts is not None else duration(opens, ring)
        entries = {"groups": Entry(ring.place, shown), "after": Entry(ring.place, after)}
        ranks.append(MapNode(entries, ring.place) if opens else shown)
        stay = said if said is not None else each
        if stay is None and starts is None and index + 1 < len(rings) and not _has_after(rings[index + 1]):
            message = "a ring without a time: when the next one opens is not said"
            raise UnclearError(message, f"write {{groups: {flow(shown)}, timeout: 10 s}}", ring.place)
        opens += _seconds(stay) if stay is not None and index + 1 < len(rings) else 0.0
    return ranks, names


def _has_after(ring: Node) -> bool:
    return isinstance(ring, MapNode) and "after" in map(folded, ring.entries)


def _opens(ring: Node, starts: Node | None, said: Node | None, opens: float, index: int) -> float:
    """When a ring opens, in seconds after the arrival."""
    if starts is None:
        return opens
    at = _seconds(starts)
    if said is not None and opens and not math.isclose(at, opens):
        message = (
            f"after says {duration(at, ring).value}, the times of the rings before it add up to {duration(opens, ring).value}"
        )
        raise UnclearError(message, "keep one of both; after counts from the arrival", ring.place)
    if index and at <= opens and not math.isclose(at, opens):
        message = "after counts from the arrival, so a later ring has a longer one"
        total = duration(opens + at, ring).value
        raise UnclearError(message, f"write timeout in the rings, or after: {total} here", starts.place)
    return at


def _when(block: MapNode, key: str) -> MapNode:
    """A condition of a rank in words."""
    entry = block.entries[key]
    found = condition_of(text_of(entry.node))
    if found is None:
        message = f"'{text_of(entry.node)}' cannot be read as a condition"
        hint = "write when_waiting: 6 for more than 5 waiting, after: 45 s, when_predicted: 1 min, or reserve: 2"
        raise UnclearError(message, hint, entry.node.place)
    return replaced(block, key, words_of(found[0], entry.node.place))


SALES = "arrivals: 2 per h, handle_time: {constant: 4 min}"
TWO_GROUPS = "agent_groups: {desk: {skills: [sales], headcount: 5}, partner: {skills: [sales], headcount: 2}}"
OVERFLOW: tuple[Spelling, ...] = (
    Spelling(  # before priorities, which rank the skills that it adds
        ScenarioModel,
        ("queues",),
        _overflow,
        f"queues: {{sales: {{{SALES}, overflow: to partner after 30 s}}}}, {TWO_GROUPS}",
        f"queues: {{sales: {{{SALES}, tries: [desk, {{groups: partner, after: 30 s}}]}}}}, {TWO_GROUPS}",
        within=having("queues", *_OVERFLOWS),
    ),
    Spelling(
        ScenarioModel,
        ("queues",),
        _rings,
        f"queues: {{sales: {{{SALES}, bullseye: [{{groups: [desk], timeout: 10 s}}, {{groups: [partner]}}]}}}}, {TWO_GROUPS}",
        f"queues: {{sales: {{{SALES}, tries: [desk, {{groups: partner, after: 10 s}}]}}}}, {TWO_GROUPS}",
        within=_have_rings,
    ),
    Spelling(
        Rank,
        WHENS,
        _when,
        "groups: partner, when: more than 5 calls waiting",
        "groups: partner, when_waiting: 6",
        lambda node: bool(text_of(node)),
    ),
    renamed(Rank, "groups", "group", "to", "team", "teams", "agent_group", "agent_groups", example="partner"),
    renamed(Rank, "after", *(one for one in _AFTERS if one != "after"), example="30 s, groups: partner"),
    renamed(Rank, "when_waiting", "min_waiting", "at_least_waiting", example="5, groups: partner"),
    refused(
        Rank,
        *("waiting", "queue_length", "calls_waiting", "queue", "calls", "contacts_waiting", "when_queue_length"),
        message="'{key}' does not say whether it is at least this many, or more",
        hint="write when_waiting: 6 for 6 or more",
        example="queue_length: 5, groups: partner",
    ),
)
