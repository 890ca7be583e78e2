"""Targets in the shapes people write them, put into the documented list of texts."""

from __future__ import annotations

from simdesk.errors import InputError
from simdesk.measure.expression import ExpressionError, parse_target
from simdesk.measure.registry import SERVICE_LEVEL
from simdesk.measure.undone import LIVE_CHANNELS
from simdesk.scenario.language.model import ScenarioModel, ServiceLevel
from simdesk.scenario.reading.diagnostics import Place, Sources, seen
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, plain, remove, without, written
from simdesk.scenario.spellings.classes import CLASSES_OF_CUSTOMERS
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, renamed
from simdesk.scenario.spellings.target_blocks import described, target_text
from simdesk.scenario.spellings.target_subjects import with_subject_meant
from simdesk.units import parse_duration

_TARGETS = "targets"
_ALSO_TARGETS = ("target", "goal", "goals", "sl", "sla", "slas", "kpi", "kpis", "objectives", "service_targets", "service_goals")
TARGET_WORDS = (_TARGETS, *_ALSO_TARGETS)
"""What targets are called at the top of a file."""
TARGETS: tuple[Spelling, ...] = (renamed(ScenarioModel, _TARGETS, *_ALSO_TARGETS, example='["80/20"]'),)
_REPLIES = (
    *("first_response", "first_response_time", "first_reply", "first_reply_time", "frt", "response_time", "response_sla"),
    *("first_response_target", "first_reply_target", "response_target", "reply_target", "first_response_sla", "slo"),
)
_RESOLUTIONS = ("resolution_target", "resolution_sla", "resolution_time", "time_to_resolution", "ttr", "resolve_within")
_OF_QUEUE = ("targets", "target", "service_level", "sl", "sla", *_REPLIES, *_RESOLUTIONS)
"""Keys under a queue or a group that hold its targets."""
_SHARE_ANSWERED = ("answer_rate", "answered_share", "percent_answered", "share_answered")
"""Others, of what share is answered."""


def with_targets(tree: MapNode, sources: Sources) -> MapNode:
    """The tree with its targets as a list of texts at the top level.

    A single text, a mapping such as ``{sales: 80/20}``, mappings in the list, and targets written under a queue or a group
    are put there. What cannot be read stays as it is.

    Parameters
    ----------
    tree : MapNode
    sources : Sources
        Takes the reports.
    """
    entry = tree.entries.get(_TARGETS)
    listed = _listed(entry.node, "", sources) if entry is not None else []
    tree, moved, key = _of_classes(tree, sources)
    for section in ("queues", "agent_groups"):
        tree, found, first = _of_section(tree, section, sources)
        moved += found
        key = key or first
    top = tree.entries.get("service_level")
    if top is not None and isinstance(top.node, Scalar) and isinstance(top.node.value, str):
        target = target_text(f"service_level: {top.node.value}")
        if target:
            moved.append(Scalar(target, top.node.place))
            key = key or top.key
            tree = without(tree, "service_level")
    if top is not None and isinstance(top.node, MapNode):
        rule = {name: one for name, one in top.node.entries.items() if name in ServiceLevel.model_fields}
        rest = MapNode({name: one for name, one in top.node.entries.items() if name not in rule}, top.node.place)
        inside = (_listed(rest, SERVICE_LEVEL, Sources()) if rest.entries else None) or []
        if inside and all(isinstance(one, Scalar) and target_text(str(one.value)) for one in inside):
            moved += inside
            key = key or top.key
            tree = without(tree, "service_level")
            if rule:
                tree = MapNode({**tree.entries, "service_level": Entry(top.key, MapNode(rule, top.node.place))}, tree.place)
    if listed is None or (entry is None and not moved):
        if listed is None and moved:
            place = moved[0].place
            sources.report(place, _TARGETS, "targets stand here and at the top level", "write all of them under targets:")
        return tree
    listed, moved = _with_subjects(listed, tree), _with_subjects(moved, tree)
    if entry is not None and not moved and isinstance(entry.node, ListNode) and listed == list(entry.node.items):
        return tree
    where = entry.key if entry is not None else key or tree.place
    place = entry.node.place if entry is not None else where
    return MapNode({**tree.entries, _TARGETS: Entry(where, ListNode((*listed, *moved), place))}, tree.place)


def _with_subjects(targets: list[Node], tree: MapNode) -> list[Node]:
    """The same targets, each of the queue that it means; those that stay are the same nodes."""
    made: list[Node] = []
    for node in targets:
        text = with_subject_meant(node.value, tree) if isinstance(node, Scalar) and isinstance(node.value, str) else None
        made.append(node if text is None or (isinstance(node, Scalar) and text == node.value) else Scalar(text, node.place))
    return made


def _is_time(node: Node) -> bool:
    """Whether a value is a time alone: ``4 h``."""
    try:
        return isinstance(node, Scalar) and parse_duration(node.value) > 0
    except InputError:
        return False


def _ask_for_share(name: str, queue: MapNode, key: str, inner: Entry, sources: Sources, at: str = "") -> None:
    """Report a service level that has a time and no share."""
    node = queue.entries["channel"].node if "channel" in queue.entries else None
    live = not isinstance(node, Scalar) or node.value in LIVE_CHANNELS
    time = inner.node.value if isinstance(inner.node, Scalar) else ""
    live = (live or folded(key) in _REPLIES) and folded(key) not in _RESOLUTIONS
    measure = f"service_level({name}, {time})" if live else f"done_in_time({name}, {time})"
    hint = f"under targets write {measure} >= 80%, with the share you need"
    hint += f"; for the order in which agents take contacts answer_within: {time}" if folded(key) in _REPLIES else ""
    sources.report(
        inner.node.place, at or f"queues.{name}.{key}", f"a time alone does not say for what share (got '{time}')", hint
    )


def _of_classes(tree: MapNode, sources: Sources) -> tuple[MapNode, list[Node], Place | None]:
    """The tree without the targets under classes of customers, and these targets."""
    moved, first = list[Node](), None
    queues = tree.entries["queues"].node if "queues" in tree.entries else None
    for name, part in queues.entries.items() if isinstance(queues, MapNode) else ():
        classes = part.node.entries.items() if isinstance(part.node, MapNode) else ()
        for word, entry in classes:
            if folded(word) not in ("customers", *CLASSES_OF_CUSTOMERS) or not isinstance(entry.node, MapNode):
                continue
            for one, own in entry.node.entries.items():
                keys = [key for key in own.node.entries if folded(key) in _OF_QUEUE] if isinstance(own.node, MapNode) else []
                for key in keys:
                    assert isinstance(own.node, MapNode)
                    assert isinstance(part.node, MapNode)
                    inner, path = own.node.entries[key], ("queues", name, word, one, key)
                    if _is_time(inner.node):
                        _ask_for_share(f"{name}.{one}", part.node, key, inner, sources, written(path))
                    else:
                        moved += _listed(inner.node, f"service_level {name}.{one}", sources, written(path)) or []
                    first = first or inner.key
                    gone = remove(tree, path)
                    assert isinstance(gone, MapNode)
                    tree = gone
    return tree, moved, first


def _of_section(tree: MapNode, section: str, sources: Sources) -> tuple[MapNode, list[Node], Place | None]:
    """The tree without the targets under its queues or groups, and these targets."""
    entry = tree.entries.get(section)
    if entry is None or not isinstance(entry.node, MapNode):
        return tree, [], None
    parts, moved, first = dict(entry.node.entries), list[Node](), None
    for name, part in entry.node.entries.items():
        if not isinstance(part.node, MapNode):
            continue
        for key in (key for key in part.node.entries if folded(key) in (*_OF_QUEUE, *_SHARE_ANSWERED)):
            inner = part.node.entries[key]
            measure = "" if folded(key).startswith("target") else "service_level "
            measure = "answer_rate " if folded(key) in _SHARE_ANSWERED else measure
            if section == "queues" and measure and _is_time(inner.node):
                _ask_for_share(name, part.node, key, inner, sources)
                block = parts[name].node
                assert isinstance(block, MapNode)
                parts[name] = Entry(part.key, without(block, key))
                continue
            told = len(sources.found)
            found = _listed(inner.node, f"{measure}{name}", sources, f"{section}.{name}.{key}")
            block = parts[name].node
            assert isinstance(block, MapNode)
            parts[name] = Entry(part.key, without(block, key))
            unread = next((one for one in found or () if not isinstance(one, Scalar) or not target_text(str(one.value))), None)
            if found and unread is None:
                moved += found
                first = first or inner.key
            elif len(sources.found) == told:
                text = str(unread.value) if isinstance(unread, Scalar) else seen(plain(inner.node))
                sources.report(inner.node.place, f"{section}.{name}.{key}", *_fault(text))
    if parts == entry.node.entries:
        return tree, [], None
    sections = {**tree.entries, section: Entry(entry.key, MapNode(parts, entry.node.place))}
    return MapNode(sections, tree.place), moved, first


def _listed(node: Node, of: str, sources: Sources, path: str = _TARGETS) -> list[Node] | None:
    """Targets as a list of texts; None for what is no such thing, such as a number.

    A block that is a target and cannot be read is reported and left out.

    Parameters
    ----------
    node : Node
    of : str
        What they are of, in front of each: ``sales``; may be empty.
    sources : Sources
        Takes the reports.
    path : str
        Where they stand.
    """
    if isinstance(node, ListNode):
        node = _joined(node)
        parts = [
            _listed(item, of, sources, f"{path}[{index}]") if isinstance(item, MapNode) or of else [item]
            for index, item in enumerate(node.items)
        ]
        return [one for part, item in zip(parts, node.items, strict=True) for one in ([item] if part is None else part)]
    if isinstance(node, Scalar):
        if node.value is None or isinstance(node.value, bool) or str(node.value).startswith("-"):
            return None
        text = str(node.value) if not of else f"{of}: {node.value}"
        whole = of and "(" in str(node.value) and not target_text(text)
        return [Scalar((target_text(str(node.value)) if whole else target_text(text)) or text, node.place)]
    try:
        target = described(node, of)
    except UnclearError as unclear:
        sources.report(unclear.place or node.place, path, unclear.message, unclear.hint)
        return []
    if target is not None:
        return [target]
    found: list[Node] = []
    told = len(sources.found)
    for key, entry in node.entries.items():
        part = _listed(entry.node, f"{of} {key}".strip(), sources, path)
        if part is None:
            return None
        found += part
    return found or ([] if told < len(sources.found) else None)


def _joined(node: ListNode) -> ListNode:
    """A list in which YAML has split ``service_level(sales, 20 s) >= 80%`` at its comma, with that text as one."""
    items: list[Node] = []
    for item in node.items:
        last = items[-1] if items else None
        begun = isinstance(last, Scalar) and str(last.value).count("(") == 1 and ")" not in str(last.value)
        if begun and isinstance(last, Scalar) and isinstance(item, Scalar) and str(item.value).count(")") == 1:
            items[-1] = Scalar(f"{last.value}, {item.value}", last.place)
        else:
            items.append(item)
    return ListNode(tuple(items), node.place)


def _fault(text: str) -> tuple[str, str]:
    """Message and hint for a text that is no target."""
    try:
        parse_target(text)
    except ExpressionError as error:
        return error.message, error.hint
    return f"not a target (got {seen(text)})", "write 80/20"
