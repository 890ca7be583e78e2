"""Changes that cannot be made together, since they have no order."""

from __future__ import annotations

from collections.abc import Iterable

from simdesk.scenario.changes.change import SET_ONCE, Change
from simdesk.scenario.changes.moving import MOVES
from simdesk.scenario.changes.relative import is_operation, signed_text
from simdesk.scenario.language.rivals import are_rivals
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import is_nothing, written


def report_conflicts(changes: Iterable[Change], sources: Sources) -> None:
    """Two changes of the same key, of a key and one above it, or of rival keys have no order: an error."""
    earlier: list[Change] = []
    for change in changes:
        for other in earlier:
            words, hint = _conflict(change, other)
            if words:
                whose = f"{written(other.source)}.{written(other.path)}" if other.source else written(other.path)
                where = f" at {other.key.file}:{other.key.line}:{other.key.column}" if other.key.line else ""
                sources.report(change.key, written((*change.source, *change.path)), f"{words} {whose}{where}", hint)
                break
        earlier.append(change)


def _conflict(change: Change, other: Change) -> tuple[str, str]:
    """Why two changes cannot be made together, the other being the earlier; empty when they can."""
    together = change.source != other.source
    one_of_them = "variants that are combined set different keys; leave one out" if together else SET_ONCE
    if together and other.path[0] == MOVES:
        if change.path[0] == MOVES and set(change.path[1:]) & set(other.path[1:]):
            return "moves contacts of the same queue as", "variants that are combined move contacts of different queues"
        if change.path[0] == "queues" and change.path[1] in other.path[1:] and change.path[2:3] == ("arrivals",):
            return "changes a volume of which a share has moved by", "name the variant that moves volume last"
    for depth, (one, two) in enumerate(zip(change.path, other.path, strict=False)):
        if one != two:
            removed = is_nothing(change.value) or is_nothing(other.value)
            rivals = not removed and not _together(change, other, depth) and are_rivals(change.path[:depth], one, two)
            return ("cannot be combined with", "exactly one of them can be given; remove one") if rivals else ("", "")
    return "also set by", one_of_them


def _together(change: Change, other: Change, depth: int) -> bool:
    """Whether more agents in every shift and other parts of the shifts go together."""
    by_key = {one.path[depth]: one for one in (change, other)}
    heads, shifts = by_key.get("headcount"), by_key.get("shifts")
    if heads is None or shifts is None or len(heads.path) > depth + 1:
        return False
    relative = is_operation(heads.value, heads.path) or signed_text(heads.value, heads.path) is not None
    return relative and len(shifts.path) > depth + 2 and shifts.path[-1] != "agents"
