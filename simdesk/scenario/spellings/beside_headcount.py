"""What stands beside a headcount and is of shifts: breaks of its agents, and more agents for some hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from simdesk.errors import InputError
from simdesk.formats import format_clock
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import (
    Entry,
    ListNode,
    MapNode,
    Node,
    Scalar,
    flow,
    follow,
    is_number,
    plain,
    put,
    without,
    written,
)
from simdesk.scenario.spellings.break_waves import in_waves, waves_of
from simdesk.scenario.spellings.clocks import ENDS, STARTS, is_clock, length_between, seconds_at, span_of
from simdesk.scenario.spellings.part_timers import PART_TIME, SHIFTS_BY_NAME, all_untimed, named_shift, number_in, says_when
from simdesk.scenario.spellings.spelling import UnclearError, folded, items_of, mapping, text_of
from simdesk.units import DAY, parse_duration

BREAKS = (
    *("breaks", "break", "lunch", "lunches", "pauses", "rests", "lunch_break", "lunch_breaks", "coffee_break"),
    *("coffee", "tea", "tea_break", "meal", "meal_break", "break_rules", "break_plan", "breaks_per_agent"),
    *("paid_break", "paid_breaks", "unpaid_break", "unpaid_lunch", "short_breaks", "rest_break", "rest_breaks"),
)
_PLAIN_HOURS = {"open", "close", "interval", "days", "first_day", "zone", "closed"}
"""Words of hours with which all days are of the same length."""

_LENGTHS = ("length", "duration", "minutes", "min", "mins", "long")
_WHENS = {*STARTS, *("at", "after", "between", "window", "within", "time", "earliest", "in_window", "any_time", "anytime")}
_OF_BREAKS = {*_WHENS, *_LENGTHS, "name", "end"}
_EXAMPLE = 'between: "11:30-14:30"'
_SEVERAL = re.compile(r"(?:(\d+)\s*[x×*]\s*)?(\d+(?:\.\d+)?\s*(?:hours?|h|minutes?|mins?|m))\b", re.IGNORECASE)
_WINDOWS = ("10:00-11:30", "14:30-16:30", "17:00-18:30")


def with_shifts_of_headcounts(tree: MapNode, sources: Sources) -> MapNode:
    """The tree with a headcount as a shift of the opening hours, where breaks or more shifts stand beside it.

    Breaks of a group that has shifts are those of each shift.

    Parameters
    ----------
    tree : MapNode
        A whole scenario, otherwise in the documented form.
    sources : Sources
        Takes the reports.
    """
    groups = follow(tree, ("agent_groups",))
    for name, entry in groups.entries.items() if isinstance(groups, MapNode) else ():
        if not isinstance(entry.node, MapNode):
            continue
        group = entry.node
        for words, rewrite in ((SHIFTS_BY_NAME, _with_more), (BREAKS, _moved)):
            while (key := next((one for one in group.entries if folded(one) in words), None)) is not None:
                try:
                    group = rewrite(group, key, follow(tree, ("hours",)))
                except UnclearError as unclear:
                    place = unclear.place or group.entries[key].key
                    sources.report(place, written(("agent_groups", name, key)), unclear.message, unclear.hint)
                    group = without(group, *[one for one in group.entries if folded(one) in words])
                    if not {"headcount", "shifts"} & set(group.entries):
                        group = MapNode({**group.entries, "headcount": Entry(place, Scalar(1, place))}, group.place)
        if group is not entry.node:
            made = put(tree, ("agent_groups", name), group, entry.key)
            assert isinstance(made, MapNode)
            tree = made
    return tree


def _with_more(group: MapNode, key: str, hours: Node | None) -> MapNode:
    """A headcount with agents of shifts besides, or with the shifts that its agents work."""
    timeless = [one for one in group.entries if folded(one) in SHIFTS_BY_NAME and not says_when(group.entries[one].node)]
    if timeless:
        raise all_untimed(group, timeless, _works(group, hours))
    heads = group.entries.get("headcount")
    assert heads is not None
    words = [one for one in group.entries if folded(one) in SHIFTS_BY_NAME]
    made = without(group, "headcount")
    for word in words:
        made = named_shift(made, word)
    shifts = made.entries["shifts"]
    if not is_number(heads.node):
        raise _in_steps(heads.node, items_of(shifts.node), words, _open(hours))
    number, said = plain(heads.node), [number_in(item) for item in items_of(shifts.node)]
    total = sum(one for one in said if isinstance(one, int | float))
    if total == number and (len(words) > 1 or not set(map(folded, words)) <= set(PART_TIME)):
        return made  # the headcount is that of all shifts
    ends = _open(hours)
    if ends is None:
        message = f"'{key}' beside a headcount, and the opening hours are not those of one shift"
        raise UnclearError(message, f"write the {number} of headcount as shifts too, with their hours, and remove headcount")
    more = ", ".join(flow(item) for item in items_of(shifts.node))
    length = length_between(*ends)
    day = f"{{start: {flow(ends[0])}, length: {length.value}, agents: {number}}}"
    if total == number or not set(map(folded, words)) <= set(PART_TIME):
        message = f"the {number} of headcount may be all agents, or {total:g} more may come in '{key}'"
        both = " and ".join(("headcount", *words))
        hint = f"if they come besides, instead of {both} write shifts: [{day}, {more}]; if they are all agents, remove headcount"
        raise UnclearError(message, hint)
    place = heads.key
    whole = mapping(place, start=ends[0], length=length, agents=heads.node)
    items = ListNode((whole, *items_of(shifts.node)), place)
    return MapNode({**made.entries, "shifts": Entry(place, items)}, group.place)


def _works(group: MapNode, hours: Node | None) -> tuple[Scalar, Scalar]:
    """From when to when a group works: as its first shift does, else the opening hours."""
    shifts = group.entries.get("shifts")
    first = next(iter(items_of(shifts.node)), None) if shifts is not None else None
    span = _span_of_shift(first) if isinstance(first, MapNode) else None
    start, length = (follow(first, (word,)) if isinstance(first, MapNode) else None for word in ("start", "length"))
    if span is None and isinstance(start, Scalar) and isinstance(length, Scalar):
        with suppress(InputError, UnclearError):
            begin = seconds_at(start)
            span = (begin, (begin + parse_duration(length.value)) % DAY)
    if span is not None:
        return Scalar(format_clock(span[0]), group.place), Scalar(format_clock(span[1]), group.place)
    found = [follow(hours, (word,)) if hours is not None else None for word in ("open", "close")]
    begins, ends = (
        one if isinstance(one, Scalar) and is_clock(str(one.value)) else Scalar(usual, group.place)
        for one, usual in zip(found, ("09:00", "17:00"), strict=True)
    )
    return begins, ends


def _in_steps(heads: Node, shifts: Sequence[Node], words: Sequence[str], hours: tuple[Scalar, Scalar] | None) -> UnclearError:
    """What to write for more agents beside a headcount by time of day: the sum in steps, where both are plain."""
    both = " and ".join(("headcount", *words))
    message = f"'{words[0]}' beside a headcount by interval"
    steps = {name: one.node for name, one in heads.entries.items()} if isinstance(heads, MapNode) else {}
    spans = [_span_of_shift(one) for one in shifts]
    numbers = [number_in(one) for one in shifts]
    if not steps or not all(is_clock(name) and is_number(one) for name, one in steps.items()) or None in spans:
        return UnclearError(message, f"add the agents of {words[0]} to headcount at the times at which they work")
    starts = {seconds_at(Scalar(name, heads.place)): plain(one) for name, one in steps.items()}
    edges = {*starts, *(edge for span in spans if span is not None for edge in span)}
    if hours is not None:
        edges = {edge for edge in edges if edge < seconds_at(hours[1])}
    told = []
    for edge in sorted(edges):
        there = max((at for at in starts if at <= edge), default=None)
        more = sum(
            number
            for span, number in zip(spans, numbers, strict=True)
            if span is not None and isinstance(number, int | float) and span[0] <= edge < span[1]
        )
        told.append(f'"{format_clock(edge)}": {(starts[there] if there is not None else 0) + more}')
    return UnclearError(message, f"instead of {both} write headcount: {{{', '.join(told)}}}")


def _span_of_shift(shift: Node) -> tuple[float, float] | None:
    """Start and end of a shift as it is written; None where they are not plain."""
    parts = {folded(name): one.node for name, one in shift.entries.items()} if isinstance(shift, MapNode) else {}
    whole = span_of(next((parts[word] for word in ("hours", "time", "times", "when") if word in parts), None))
    first = whole[0] if whole else next((parts[word] for word in STARTS if word in parts), None)
    last = whole[1] if whole else next((parts[word] for word in ENDS if word in parts), None)
    return None if first is None or last is None else (seconds_at(first), seconds_at(last))


def _moved(group: MapNode, key: str, hours: Node | None) -> MapNode:
    """A group with one of its words for breaks in its shifts."""
    entry = group.entries[key]
    word = "breaks" if folded(key).startswith(("break", "pauses", "rest", "paid", "unpaid", "short")) else "lunch"
    rest = without(group, key)
    staggered = next((one for one in _items(entry.node) if waves_of(one)), None)
    if staggered is not None:
        heads = rest.entries.get("headcount")
        number = heads.node if heads is not None else None
        others = [line for one in _items(entry.node) if one is not staggered for line in _in_words(one)]
        raise in_waves(key, staggered, _length_of(staggered), others, number, _open(hours))
    untimed = next((one for one in _items(entry.node) if not _has_start(one)), None)
    if untimed is not None:
        said = "".join(f" {text}" for text in [_length_of(untimed)] if text)
        message = f"'{key}'{said} does not say when the break is"
        hint = f'write breaks: [{", ".join(_in_words(entry.node))}] for one agent after the other in that time, or at: "12:00"'
        raise UnclearError(message, hint)
    shifts = rest.entries.get("shifts")
    if shifts is not None and isinstance(shifts.node, ListNode):
        items = tuple(_with(one, word, entry) for one in shifts.node.items)
        return MapNode({**rest.entries, "shifts": Entry(shifts.key, ListNode(items, shifts.node.place))}, group.place)
    if shifts is not None:
        message = f"'{key}' beside a roster: the file says when agents have breaks"
        raise UnclearError(message, f"remove {key}, and give the file columns such as Break Start and Break End")
    heads = rest.entries.get("headcount")
    if heads is None:
        raise UnclearError("breaks belong to shifts", f"write {_example(entry.node)}")
    if not is_number(heads.node):
        message = f"'{key}' beside a headcount by interval, which does not say who works how long"
        lines = ", ".join(_in_words(entry.node))
        hint = f"remove {key}, and count in headcount only who is at work; or write shifts, each with breaks: [{lines}]"
        raise UnclearError(message, hint)
    ends = _open(hours)
    if "headcount_is" in rest.entries or ends is None or "zone" in rest.entries:
        why = (
            "headcount_is: required counts agents without their breaks"
            if "headcount_is" in rest.entries
            else "the opening hours are not those of one shift"
        )
        example = _example(entry.node, flow(heads.node), *(ends or ()))
        raise UnclearError(f"'{key}' beside a headcount, and {why}", f"instead of headcount write {example}")
    place = heads.key
    shift = mapping(place, start=ends[0], length=length_between(*ends), agents=heads.node)
    shift = _with(shift, word, entry)
    kept = {("shifts" if one == "headcount" else one): value for one, value in rest.entries.items()}
    kept["shifts"] = Entry(place, ListNode((shift,), place))
    return MapNode(kept, group.place)


def _with(shift: Node, word: str, entry: Entry) -> MapNode:
    if not isinstance(shift, MapNode):
        raise UnclearError("breaks belong to shifts", f"write {_example(entry.node)}")
    before = shift.entries.get("breaks")
    if before is None or word != "breaks":
        return MapNode({**shift.entries, word: entry}, shift.place)
    items = (*items_of(before.node), *items_of(entry.node))
    return MapNode({**shift.entries, "breaks": Entry(before.key, ListNode(items, before.node.place))}, shift.place)


def _open(hours: Node | None) -> tuple[Scalar, Scalar] | None:
    """Opening and closing, where they are the same on all days."""
    if not isinstance(hours, MapNode) or set(hours.entries) - _PLAIN_HOURS:
        return None
    ends = [hours.entries[word].node if word in hours.entries else None for word in ("open", "close")]
    first, last = ends
    return (first, last) if isinstance(first, Scalar) and isinstance(last, Scalar) else None


def _example(node: Node, agents: str = "6", start: Scalar | None = None, end: Scalar | None = None) -> str:
    """A line of shifts with the breaks as they are written."""
    length = "8 h" if start is None or end is None else str(length_between(start, end).value)
    opening = '"08:00"' if start is None else flow(start)
    lines = ", ".join(_in_words(node))
    return f"shifts: [{{start: {opening}, length: {length}, agents: {agents}, breaks: [{lines}]}}]"


def _items(node: Node) -> list[Node]:
    """Each break, whether in a list, by name or alone."""
    parts = node.entries if isinstance(node, MapNode) else {}
    if parts and not set(map(folded, parts)) & _OF_BREAKS:
        return [one.node for one in parts.values()]
    return list(items_of(node))


def _has_start(node: Node) -> bool:
    return bool(set(map(folded, node.entries)) & _WHENS) if isinstance(node, MapNode) else span_of(node) is not None


def _length_of(node: Node) -> str:
    if not isinstance(node, MapNode):
        return flow(node)
    return next((flow(one.node) for word, one in node.entries.items() if folded(word) in _LENGTHS), "")


def _in_words(node: Node) -> Iterator[str]:
    """The breaks as documented; one without a time gets an example of one."""
    parts = node.entries if isinstance(node, MapNode) else {}
    names = {id(one.node): name for name, one in parts.items() if folded(name) not in _OF_BREAKS}
    for item in _items(node):
        name = f"name: {names[id(item)]}, " if id(item) in names else ""
        if isinstance(item, MapNode):
            inside = [f"{key}: {flow(one.node)}" for key, one in item.entries.items()]
            yield f"{{{name}{', '.join([*inside, *([] if _has_start(item) else [_EXAMPLE])])}}}"
        elif (ends := span_of(item)) is not None:
            yield f"{{{name}at: {flow(ends[0])}, length: {length_between(*ends).value}}}"
        elif match := _SEVERAL.search(text_of(item)):
            count, length = int(match[1] or 1), match[2]
            windows = _WINDOWS if count > 1 else ("11:30-14:30",)
            yield from (f'{{{name}between: "{window}", length: {length}}}' for window in windows[:count])
        else:
            yield f"{{{name}{_EXAMPLE}, length: 30 min}}"
