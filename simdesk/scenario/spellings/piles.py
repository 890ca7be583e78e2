"""Contacts that arrive all at one time, such as the morning's post: a number at a time of day."""

from __future__ import annotations

import re

from simdesk.scenario.language.queues import Arrivals, Queue
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, is_number, plain
from simdesk.scenario.spellings.clocks import is_clock
from simdesk.scenario.spellings.spelling import Spelling, UnclearError, folded, items_of, mapping, replaced, text_of

_AT = (
    *("at", "time", "arrive_at", "arrives_at", "arrival_time", "all_at", "once_at", "delivered_at", "delivery_time"),
    *("received_at", "at_time", "clock", "batch_at", "comes_at", "lands_at", "in_at", "when", "arrival"),
)
_MANY = (
    *("volume", "per_day", "count", "number", "amount", "size", "pieces", "items", "quantity", "contacts", "calls", "letters"),
    *("mails", "emails", "cases", "tickets", "batch_size", "n", "how_many", "total", "volumes", "batch", "orders", "documents"),
)
_SPELT = ("volume", "volumes", "per_day", "calls", "contacts", "mails", "emails")
"""Those of them that mean something alone, too."""
_PILES = (
    *("pile", "piles", "batch", "batches", "delivery", "deliveries", "bulk", "drop", "drops", "at_once", "post", "mail_drop"),
    *("one_off_arrivals", "batch_arrivals", "lump", "in_one_go"),
)
_TEXT = re.compile(
    r"(?P<number>\d+)\s*(?:[a-z_]+\s+){0,2}?(?:all\s+)?(?:at|@)\s*(?:once\s+at\s+)?(?P<clock>\S.*)"
    r"|at\s+(?P<first>\S.*?)\s*[:,]\s*(?P<behind>\d+)",
    re.IGNORECASE,
)


def _pile(node: Node) -> tuple[Scalar, Node] | None:
    """Time and number of ``240 at 08:30`` and ``{at: "08:30", volume: 240}``; None for anything else."""
    match = _TEXT.fullmatch(text_of(node))
    if match is not None:
        clock, number = match["clock"] or match["first"], match["number"] or match["behind"]
        return (Scalar(clock, node.place), Scalar(int(number), node.place)) if is_clock(clock) else None
    found = _keys(node) if isinstance(node, MapNode) else None
    if found is None or len(node.entries) != 2:  # type: ignore[union-attr]
        return None
    at, many = (node.entries[key].node for key in found)  # type: ignore[union-attr]
    return (at, many) if isinstance(at, Scalar) and is_clock(text_of(at)) else None


def _keys(block: MapNode) -> tuple[str, str] | None:
    """The keys of a block with the time and the number of contacts, whatever other keys it has."""
    at = next((key for key, one in block.entries.items() if folded(key) in (*_AT, "times") and _has_clocks(one.node)), None)
    many = next((key for key, one in block.entries.items() if folded(key) in _MANY and _has_numbers(one.node)), None)
    return (at, many) if at is not None and many is not None else None


def _has_clocks(node: Node) -> bool:
    return all(is_clock(text_of(one)) for one in items_of(node)) and bool(items_of(node))


def _has_numbers(node: Node) -> bool:
    return all(is_number(one) for one in items_of(node)) and bool(items_of(node))


def _piles(node: Node) -> list[tuple[Scalar, Node]]:
    """Every pile of a value; none where one of its items is none."""
    found = [_pile(one) for one in items_of(node)]
    return [one for one in found if one is not None] if all(found) else []


def _are_piles(node: Node) -> bool:
    """Whether a value is of piles; more rows than a few with a time each are those of the intervals."""
    found = _piles(node)
    return bool(found) and (len(found) <= _MOST or all(text_of(one) or _says_together(one) for one in items_of(node)))


def _says_together(node: Node) -> bool:
    """Whether the key of a row's time says that its contacts come at once."""
    return isinstance(node, MapNode) and any(folded(key) in _AT and folded(key) not in _TIMES for key in node.entries)


_MOST = 3
"""More rows than these, each with a time, have the volumes of intervals."""
_TIMES = ("at", "time", "clock", "when", "arrival", "in_at")
"""Words that may as well be the start of an interval."""


def _ask_how(node: Node) -> None:
    """Refuse a few rows of times that may be those of longer intervals.

    Raises
    ------
    UnclearError
    """
    rows = items_of(node)
    if len(rows) < 2 or any(text_of(one) or _says_together(one) for one in rows):
        return
    piles = _piles(node)
    numbers = [float(many.value) for _, many in piles if isinstance(many, Scalar) and is_number(many)]  # type: ignore[arg-type]
    total = sum(numbers)
    if len(numbers) < len(piles) or not total:
        return
    together = ", ".join(f'"{text_of(at)}": {number:.15g}' for (at, _), number in zip(piles, numbers, strict=True))
    shares = ", ".join(f'"{text_of(at)}": {100 * number / total:.6g}%' for (at, _), number in zip(piles, numbers, strict=True))
    raise UnclearError(
        "contacts that have a time may arrive together then, or spread from then on",
        f"write times: {{{together}}} if they arrive together, or per_day: {total:.15g} and profile: {{{shares}}}",
        rows[0].place,
    )


def _by_time(piles: list[tuple[Scalar, Node]], place: Node) -> MapNode:
    times: dict[str, Entry] = {}
    for at, many in piles:
        clock = text_of(at)
        if clock in times:
            raise UnclearError(f"{clock} is given twice", "write each time once, with all that arrives then", at.place)
        times[clock] = Entry(at.place, many)
    return MapNode(times, place.place)


def _has_keys(block: MapNode) -> bool:
    found = _keys(block)
    if found is None:
        return False
    at, many = (block.entries[key].node for key in found)
    if len(items_of(at)) > _MOST:
        return False
    return not (folded(found[0]) == "times" and isinstance(at, ListNode)) and not (
        isinstance(many, ListNode) and not isinstance(at, ListNode)
    )


def _in_arrivals(block: MapNode, _: str) -> MapNode:
    """A time and a number beside each other."""
    found = _keys(block)
    assert found is not None
    at, many = (block.entries[key].node for key in found)
    clocks, numbers = items_of(at), items_of(many)
    if len(clocks) != len(numbers):
        number = float(str(plain(many)))
        each = ", ".join(f'"{text_of(one)}": {number:.15g}' for one in clocks)
        share, rest = divmod(int(number), len(clocks))
        parts = ", ".join(f'"{text_of(one)}": {share + (index < rest)}' for index, one in enumerate(clocks))
        error = UnclearError(
            f"'{found[1]}: {number:.15g}' may be at each of the {len(clocks)} times or in all",
            f"for each write times: {{{each}}}, for {number:.15g} in all times: {{{parts}}}",
            block.entries[found[1]].key,
            {"times": {text_of(one): 1 for one in clocks}},
        )
        error.drop = [(found[0],), (found[1],)]
        raise error
    times = _by_time([(one, two) for one, two in zip(clocks, numbers, strict=True) if isinstance(one, Scalar)], at)
    rest_of = {name: one for name, one in block.entries.items() if name not in found}
    if "times" in rest_of:
        raise UnclearError(f"'{found[0]}' and 'times' say the same", "keep one of them")
    return MapNode({**rest_of, "times": Entry(block.entries[found[0]].key, times)}, block.place)


def _written_here(block: MapNode, key: str) -> MapNode:
    """Piles where one of the arrivals' keys stands."""
    entry = block.entries[key]
    try:
        _ask_how(entry.node)
    except UnclearError as unclear:
        unclear.instead = {"per_day": 1}
        raise
    return replaced(block, key, {"times": Entry(entry.key, _by_time(_piles(entry.node), entry.node))})


def _of_queue(block: MapNode, key: str) -> MapNode:
    """Piles where a queue's arrivals stand."""
    entry = block.entries[key]
    try:
        _ask_how(entry.node)
    except UnclearError as unclear:
        unclear.instead, unclear.hint = {"arrivals": {"per_day": 1}}, f"under arrivals {unclear.hint}"
        raise
    arrivals = mapping(entry.node.place, times=_by_time(_piles(entry.node), entry.node))
    return replaced(block, key, {"arrivals": Entry(entry.key, arrivals)})


def _time_of_queue(block: MapNode, _: str) -> MapNode:
    """The time at which a queue's contacts arrive, beside its arrivals or their number."""
    key = next(name for name, one in block.entries.items() if folded(name) in _AT_OF_QUEUE and _has_clocks(one.node))
    entry = block.entries[key]
    inner = block.entries.get("arrivals")
    rest = {name: one for name, one in block.entries.items() if name != key}
    if inner is not None and isinstance(inner.node, MapNode):
        arrivals = MapNode({**inner.node.entries, "at": entry}, inner.node.place)
        return MapNode({**rest, "arrivals": Entry(inner.key, arrivals)}, block.place)
    many = next(name for name in rest if (folded(name) in _MANY or name == "arrivals") and is_number(rest[name].node))
    arrivals = mapping(entry.node.place, at=entry.node, volume=rest.pop(many).node)
    return MapNode({**rest, "arrivals": Entry(entry.key, arrivals)}, block.place)


def _alone(block: MapNode, key: str) -> MapNode:
    """A time at which contacts arrive, and no number of them that is the same every day."""
    at = text_of(items_of(block.entries[key].node)[0])
    source = next((name for name in block.entries if name in ("per_day", "volumes", "rate")), "")
    before = f"instead of {key} and {source} " if source else ""
    raise UnclearError(
        f"'{key}' says when contacts arrive together, and one number of them must stand beside it",
        f'{before}write times: {{"{at}": 240}} for 240 contacts at {at} on every day; '
        f'days with numbers of their own have their dates: times: {{"2026-03-23 {at}": 240}}',
        instead={} if source else {"per_day": 1},
    )


def _has_number(block: MapNode) -> bool:
    """Whether a queue says when its contacts come in one key, and how many in another."""
    at = any(folded(key) in _AT_OF_QUEUE and _has_clocks(one.node) for key, one in block.entries.items())
    inner = block.entries.get("arrivals")
    if inner is not None and isinstance(inner.node, MapNode):
        return at and any(folded(key) in _MANY and _has_numbers(one.node) for key, one in inner.node.entries.items())
    return at and any((folded(key) in _MANY or key == "arrivals") and is_number(one.node) for key, one in block.entries.items())


_AT_OF_QUEUE = tuple(word for word in _AT if word not in ("arrival", "when", "clock", "time"))
_PLAIN = 'times: {"08:30": 240}'

PILES: tuple[Spelling, ...] = (
    Spelling(Arrivals, (*_AT, *_SPELT, "times"), _in_arrivals, 'at: "08:30", volume: 240', _PLAIN, within=_has_keys),
    Spelling(Arrivals, (*_PILES, *_SPELT, "times"), _written_here, 'batch: {at: "08:30", size: 240}', _PLAIN, _are_piles),
    Spelling(
        Queue,
        (*_AT_OF_QUEUE, *_SPELT, "arrivals"),
        _time_of_queue,
        'arrive_at: "08:30", volume: 240',
        f"arrivals: {{{_PLAIN}}}",
        within=_has_number,
    ),
    Spelling(
        Arrivals,
        _AT_OF_QUEUE,
        _alone,
        'at: "08:30", per_day: {others: 240}',
        "",
        _has_clocks,
        lambda block: "times" not in block.entries,
    ),
    Spelling(Queue, ("arrivals", *_PILES, *_SPELT), _of_queue, 'arrivals: "240 at 08:30"', f"arrivals: {{{_PLAIN}}}", _are_piles),
)
"""A number of contacts at a time of day."""
