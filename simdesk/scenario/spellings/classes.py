"""Classes of a queue's customers as the trade has them: groups and segments, levels of priority, shares that add up to all."""

from __future__ import annotations

import math
import re

from simdesk.errors import InputError
from simdesk.measure.registry import OTHERS
from simdesk.scenario.language.customers import Customers
from simdesk.scenario.language.model import ScenarioModel
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, flow, is_number, put
from simdesk.scenario.spellings.sections import left_out
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, renamed, text_of
from simdesk.units import parse_share

CLASSES_OF_CUSTOMERS = (
    *("customer_groups", "customer_group", "segments", "segment", "customer_segments", "customer_classes", "customer_class"),
    *("customer_types", "customer_type", "customer_tiers", "tiers", "service_tiers", "classes", "caller_groups", "caller_types"),
    *("caller_classes", "priority_groups", "priority_classes", "priorities", "priority_levels", "customer_mix", "caller_mix"),
    *("customer_priorities", "client_groups", "clients", "client_types", "member_tiers", "priority_tiers", "service_classes"),
)
SHARES = ("share", "percent", "percentage", "proportion", "fraction", "of_calls", "of_contacts", "of_customers", "pct", "portion")
_PRIORITIES = ("priority", "prio", "rank", "level", "priority_level", "urgency")
_HIGH = {"high", "highest", "urgent", "first", "vip", "top", "critical", "p1", "prio1", "premium", "yes", "true"}
_MIDDLE = {"medium", "middle", "mid", "p2"}
_NORMAL = {"normal", "standard", "default", "regular", "usual", "none", "no", "false", "others", "second"}
_LOW = {"low", "lowest", "last", "p3", "p4", "bulk"}
_NAMES = ("name", "class", "group", "segment", "customer", "tier", "type", "label")
_ALMOST = 1e-9
_USUAL, _LAST = 1e3, 1e6
"""Where classes without a priority stand, and those with a low one; above them stand numbers and words for high ones."""


def _key(block: MapNode, words: tuple[str, ...]) -> str | None:
    return next((key for key in block.entries if folded(key) in words), None)


def _classes_of(queue: Node) -> tuple[str, dict[str, MapNode]] | None:
    """The key under which a queue has its classes, and each by its name; None where it has none that can be read."""
    key = _key(queue, ("customers", *CLASSES_OF_CUSTOMERS)) if isinstance(queue, MapNode) else None
    if key is None:
        return None
    node = queue.entries[key].node  # type: ignore[union-attr]
    found: dict[str, MapNode] = {}
    if isinstance(node, MapNode):
        for name, entry in node.entries.items():
            found[name] = _class(entry.node)
    elif isinstance(node, ListNode):
        for item in items_of(node):
            named = _key(item, _NAMES) if isinstance(item, MapNode) else None
            if named is None or not text_of(item.entries[named].node):  # type: ignore[union-attr]
                return None
            rest = {word: one for word, one in item.entries.items() if word != named}  # type: ignore[union-attr]
            found[text_of(item.entries[named].node)] = MapNode(rest, item.place)  # type: ignore[union-attr]
    complete = bool(found) and all(_key(one, SHARES) is not None for one in found.values())
    return (key, found) if complete else None


def _class(node: Node) -> MapNode:
    """A class; a share alone is one."""
    if isinstance(node, MapNode):
        return node
    return MapNode({"share": Entry(node.place, node)} if isinstance(node, Scalar) else {}, node.place)


def _share(one: MapNode) -> float | None:
    key = _key(one, SHARES)
    node = one.entries[key].node if key is not None else None
    try:
        return parse_share(node.value) if isinstance(node, Scalar) else None
    except InputError:
        return None


def _in_percent(classes: dict[str, MapNode]) -> dict[str, MapNode]:
    """The classes with shares in percent for plain numbers that add up to 1, or to 100."""
    keys = [str(_key(one, SHARES)) for one in classes.values()]
    nodes = [one.entries[key].node for key, one in zip(keys, classes.values(), strict=True)]
    numbers = [float(node.value) for node in nodes if isinstance(node, Scalar) and is_number(node)]  # type: ignore[arg-type]
    total = math.fsum(numbers)
    if len(numbers) < len(nodes) or len(nodes) < 2 or min(abs(total - 1.0), abs(total - 100.0)) > _ALMOST * 100:
        return classes
    made = {}
    for (name, one), key, number in zip(classes.items(), keys, numbers, strict=True):
        entry = one.entries[key]
        share = f"{number * (100.0 if total < 2.0 else 1.0):.10g}%"
        made[name] = MapNode({**one.entries, key: Entry(entry.key, Scalar(share, entry.node.place))}, one.place)
    return made


def _total(classes: dict[str, MapNode]) -> float:
    shares = [_share(one) for one in classes.values()]
    return math.fsum(share for share in shares if share is not None) if None not in shares else 0.0


def _to_mend(block: MapNode) -> tuple[str, str, dict[str, MapNode]] | None:
    """The first queue whose classes are written otherwise than documented: its name, their key, the classes."""
    queues = block.entries["queues"].node if "queues" in block.entries else None
    for name, entry in queues.entries.items() if isinstance(queues, MapNode) else ():
        found = _classes_of(entry.node)
        if found is None:
            continue
        node = entry.node.entries[found[0]].node  # type: ignore[union-attr]
        plainly = isinstance(node, MapNode) and all(isinstance(one.node, MapNode) for one in node.entries.values())
        ranked = any(_key(one, _PRIORITIES) is not None for one in found[1].values())
        if not plainly or ranked or abs(_total(_in_percent(found[1])) - 1.0) < _ALMOST:
            if plainly and not ranked and len(found[1]) < 2:
                continue
            return name, *found
    return None


def _mended(block: MapNode, _: str) -> MapNode:
    found = _to_mend(block)
    assert found is not None
    queue, key, classes = found
    try:
        classes = _with_first(_in_percent(classes), queue)
        classes, whole, rest = _without_the_rest(block, queue, key, classes)
    except UnclearError as unclear:
        raise left_out(unclear, ("queues", queue), key) from None
    node = whole.entries[key]
    if not classes:
        kept = {name: one for name, one in whole.entries.items() if name != key}
        made: Node = put(block, ("queues", queue), MapNode(kept, whole.place), whole.place)
    else:
        entries = {name: Entry(one.place, one) for name, one in classes.items()}
        mapped = MapNode(entries, node.node.place)
        kept = {("customers" if name == key else name): one for name, one in whole.entries.items()}
        kept["customers"] = Entry(node.key, mapped)
        made = put(block, ("queues", queue), MapNode(kept, whole.place), whole.place)
    assert isinstance(made, MapNode)
    return _renamed_in_targets(made, queue, rest) if rest else made


def _order(one: MapNode) -> float | None:
    """Where a priority stands, 1 the highest; None for what cannot be read."""
    key = _key(one, _PRIORITIES)
    if key is None:
        return 1.0 if _is_first(one) else _USUAL
    node = one.entries[key].node
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool):
        return 1.0 if value else _USUAL
    if is_number(node):
        return float(value)  # type: ignore[arg-type]
    word = folded(text_of(node))
    if word.isdecimal():
        return float(word)
    for order, words in ((1.0, _HIGH), (_MIDDLE_ORDER, _MIDDLE), (_USUAL, _NORMAL), (_LAST, _LOW)):
        if word in words:
            return order
    return None


def _is_first(one: MapNode) -> bool:
    entry = one.entries.get("first")
    return entry is not None and isinstance(entry.node, Scalar) and entry.node.value is True


def _with_first(classes: dict[str, MapNode], queue: str) -> dict[str, MapNode]:
    """The classes with ``first`` for the one level of priority that goes before the other."""
    if all(_key(one, _PRIORITIES) is None for one in classes.values()):
        return classes
    orders = {name: _order(one) for name, one in classes.items()}
    unread = next((name for name, order in orders.items() if order is None), None)
    if unread is not None:
        key = _key(classes[unread], _PRIORITIES)
        assert key is not None
        text = flow(classes[unread].entries[key].node)
        message = f"the {key} of {unread} cannot be read: a class of customers goes first, or like the others (got {text})"
        raise UnclearError(message, _hint(classes, queue, [unread]), classes[unread].entries[key].key)
    known = {name: order for name, order in orders.items() if order is not None}
    levels = sorted(set(known.values()))
    has_others = _total(classes) < 1.0 - _ALMOST
    if has_others and _USUAL not in levels:
        levels = sorted({*levels, _USUAL})  # the customers of no class
    if has_others and levels[0] == _USUAL and len(levels) == 2:
        raise _last_of_all(classes, queue)
    numbers = [level for level in levels if level < _USUAL]
    if numbers and numbers[0] > _MIDDLE_ORDER - 0.5:
        raise _either_way(classes, known, queue, numbers)
    if len(levels) > 2:
        raise _several_levels(classes, known, queue)
    first = [name for name, order in orders.items() if len(levels) == 2 and order == levels[0]]
    made = {}
    for name, one in classes.items():
        key = _key(one, _PRIORITIES)
        rest = {word: entry for word, entry in one.entries.items() if word not in (key, "first")}
        if name in first:
            entry = one.entries[key or "first"]
            rest["first"] = Entry(entry.key, Scalar(True, entry.node.place))
        made[name] = MapNode(rest, one.place)
    return made


def _last_of_all(classes: dict[str, MapNode], queue: str) -> UnclearError:
    """Classes with a low priority, and customers of no class, who go before them."""
    total = 100.0 * (1.0 - _total(classes))
    names = " and ".join(classes)
    return UnclearError(
        f"a class of customers goes first, or like the others, and not last ({names})",
        f"in {queue} write customers: {{usual: {{share: {total:.6g}%, first: true}}}}: "
        f"then {names} go behind them as the rest, {queue}.{OTHERS} in targets",
        _place(classes),
    )


def _either_way(classes: dict[str, MapNode], orders: dict[str, float], queue: str, numbers: list[float]) -> UnclearError:
    """Numbers without a 1, of which the smallest or the largest may go first."""
    lowest, largest = ([name for name, order in orders.items() if order == one] for one in (numbers[0], numbers[-1]))
    message = "a priority of 1 goes first; where there is none, the smallest or the largest number may be meant"
    if lowest == largest:
        name = lowest[0]
        hint = f"write first: true in {name} if it goes before the others, else leave its priority out"
        return UnclearError(message, hint, _place(classes))
    hint = f"if the smallest number goes first, {_hint(classes, queue, lowest)}; if the largest, {_hint(classes, queue, largest)}"
    return UnclearError(message, hint, _place(classes))


_MIDDLE_ORDER = 2.0


def _place(classes: dict[str, MapNode]) -> Place:
    return next(one.entries[key].key for one in classes.values() if (key := _key(one, _PRIORITIES)) is not None)


def _hint(classes: dict[str, MapNode], queue: str, first: list[str]) -> str:
    """The classes as they are to be written when some go first."""
    parts = []
    rest = next((name for name in reversed(classes) if name not in first), "") if _total(classes) > 1.0 - _ALMOST else ""
    for name, one in classes.items():
        if name == rest:
            continue
        key = _key(one, SHARES)
        assert key is not None
        parts.append(f"{name}: {{share: {flow(one.entries[key].node)}{', first: true' if name in first else ''}}}")
    after = f" ({rest} is the rest, {queue}.{OTHERS} in targets)" if rest else ""
    return f"in {queue} write customers: {{{', '.join(parts)}}}{after}"


def _several_levels(classes: dict[str, MapNode], orders: dict[str, float], queue: str) -> UnclearError:
    """Three levels and more: the first goes first, those between are credited with waiting time."""
    levels = sorted(set(orders.values()))
    last = levels[-1]
    parts = []
    for name, one in classes.items():
        key = _key(one, SHARES)
        assert key is not None
        order = orders[name]
        if order == last and _total(classes) > 1.0 - _ALMOST:
            continue
        goes = (
            ", first: true"
            if order == levels[0]
            else f", credit: {len(levels) - 1 - levels.index(order)} min"
            if order != last
            else ""
        )
        parts.append(f"{name}: {{share: {flow(one.entries[key].node)}{goes}}}")
    rest = [name for name, order in orders.items() if order == last] if _total(classes) > 1.0 - _ALMOST else []
    after = f"; {' and '.join(rest)} {'is' if len(rest) == 1 else 'are'} the rest, {queue}.{OTHERS} in targets" if rest else ""
    return UnclearError(
        "classes of customers have two levels: those that go first, and the others; between them waiting time is credited",
        f"in {queue} write customers: {{{', '.join(parts)}}} (credit counts as time waited already{after})",
        _place(classes),
    )


_MOVABLE = ("handle_time", "aht", "wrap_up", "patience")
_RIVALS = {"handle_time": "aht", "aht": "handle_time"}


def _movable(rest: str, classes: dict[str, MapNode], whole: MapNode) -> bool:
    """Whether what a class has of its own can be the queue's, and the queue's that of the other classes which lack it."""
    others = [one for name, one in classes.items() if name != rest]
    for key in _own(classes[rest]):
        both = {key, _RIVALS.get(key, key)}
        if key not in _MOVABLE or not (both & set(whole.entries) or all(both & set(one.entries) for one in others)):
            return False
    return True


def _without_the_rest(
    block: MapNode, queue: str, key: str, classes: dict[str, MapNode]
) -> tuple[dict[str, MapNode], MapNode, str]:
    """The classes without the one that is the rest where they are all customers; the queue; the name of that class."""
    queues = block.entries["queues"].node
    assert isinstance(queues, MapNode)
    whole = queues.entries[queue].node
    assert isinstance(whole, MapNode)
    if abs(_total(classes) - 1.0) >= _ALMOST or len(classes) < 2:
        return classes, whole, ""
    if OTHERS in classes:
        rest: str | None = OTHERS
    else:
        behind = [name for name, one in classes.items() if not _is_first(one) and "credit" not in one.entries]
        alone = [name for name in behind if set(map(folded, classes[name].entries)) <= {*SHARES, "first"}]
        rest = next(iter(reversed(alone)), None)
        if rest is None:
            rest = next((name for name in reversed(behind) if _movable(name, classes, whole)), None)
    if rest is None or not _movable(rest, classes, whole):
        return classes, whole, ""  # which is refused where shares are checked
    own = _own(classes[rest])
    made = {}
    for name, one in classes.items():
        if name == rest:
            continue
        lacks = {
            word for key in own for word in (key, _RIVALS.get(key, key)) if not {key, _RIVALS.get(key, key)} & set(one.entries)
        }
        kept = {word: whole.entries[word] for word in lacks if word in whole.entries}
        made[name] = MapNode({**one.entries, **kept}, one.place)
    gone = {word for key in own for word in (key, _RIVALS.get(key, key))}
    entries = {word: entry for word, entry in whole.entries.items() if word not in gone}
    entries |= {word: classes[rest].entries[word] for word in own}
    return made, MapNode(entries, whole.place), rest


def _own(one: MapNode) -> set[str]:
    return {key for key in one.entries if folded(key) not in (*SHARES, "first")}


def _renamed_in_targets(block: MapNode, queue: str, rest: str) -> MapNode:
    """The targets with ``sales.others`` for the class that is the rest."""
    name = re.compile(rf"\b{re.escape(queue)}\.{re.escape(rest)}\b")

    def put_into(node: Node) -> Node:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return Scalar(name.sub(f"{queue}.{OTHERS}", node.value), node.place)
        if isinstance(node, ListNode):
            return ListNode(tuple(map(put_into, node.items)), node.place)
        return node

    key = next((one for one in block.entries if folded(one) in ("targets", "target", "goals")), None)
    if key is None or rest == OTHERS:
        return block
    entry = block.entries[key]
    return MapNode({**block.entries, key: Entry(entry.key, put_into(entry.node))}, block.place)


_SALES = "queues: {sales: {arrivals: {per_day: 900}, handle_time: {constant: 4 min}, %s}}"
_PLAIN = _SALES % "customers: {vip: {share: 6%, first: true}}"

CLASSES: tuple[Spelling, ...] = (
    Spelling(
        ScenarioModel,
        ("queues",),
        _mended,
        _SALES % "customer_groups: {vip: {share: 6%, priority: 1}, standard: {share: 94%, priority: 2}}",
        _PLAIN,
        within=lambda block: _to_mend(block) is not None,
        of_whole=True,
    ),
    renamed(Queue, "customers", *CLASSES_OF_CUSTOMERS, example="{vip: {share: 6%, first: true}}"),
    renamed(Customers, "share", *SHARES[1:], example="6%, first: true"),
)
"""Classes of customers, with what makes one of them first."""
