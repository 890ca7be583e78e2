"""The waiting lines and idle lists of a floor, and in which order they are looked at: laid out once for all days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.floor.parts import ALWAYS, GroupPlan, QueuePlan
from simdesk.rules.codes import BY_LENGTH, BY_PREDICTION, CARRY_OVER, WAYS_TO_CLOSE
from simdesk.rules.rows import IDLE_LIST, INDEX, LEAF, NOBODY, ORDER, TERM, WAITING_LINE

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOGETHER_FROM = 5
"""From this many at one rank on they share a waiting line or an idle list: below, looking at each costs less than two places."""
INDEX_FROM = 9
"""From this many entries on a list of preferences gets an index."""

_NO_TERM = (0.0, math.inf, 0.0, 1.0, 0.0, 0.0, 0, 0)


@dataclass(frozen=True, eq=False)
class Places:
    """The waiting lines and idle lists of a floor, empty.

    Parameters
    ----------
    waiting_lines, idle_lists : ndarray of WAITING_LINE, IDLE_LIST
    orders : ndarray of ORDER
        ``whom`` is an idle list where a queue tries, a waiting line where a group takes.
    terms : ndarray of TERM
        In step with ``orders``, or empty where no rule needs it.
    reached : int
        Length of ``Floor.reached``.
    steps : ndarray of float
    more : ndarray of int32
    indices, leaves : ndarray of INDEX, LEAF
    marks : int
        Length of the tree of marks.
    queues, groups : dict of str to list of int
        Fields of the rows of queues and groups.
    """

    waiting_lines: NDArray[Any]
    idle_lists: NDArray[Any]
    orders: NDArray[Any]
    terms: NDArray[Any]
    reached: int
    steps: NDArray[np.float64]
    more: NDArray[np.int32]
    indices: NDArray[Any]
    leaves: NDArray[Any]
    marks: int
    queues: dict[str, list[int]]
    groups: dict[str, list[int]]


_Term = tuple[float, float, float, float, float, float, int, int]
"""A row of TERM."""


@dataclass
class _Draft:
    """The tables as they grow."""

    orders: list[tuple[int, int]] = field(default_factory=list)
    terms: list[_Term] = field(default_factory=list)
    more: list[int] = field(default_factory=list)
    indices: list[tuple[int, int]] = field(default_factory=list)
    marks: int = 0


def lay_out_places(queues: Sequence[QueuePlan], groups: Sequence[GroupPlan]) -> Places:
    """Lay out waiting lines and idle lists from the preferences of queues and groups.

    A queue is special when it looks at more than the rank and the longest idle agent, a group when it looks at more than the
    rank and the longest wait; both see each waiting line and each idle list by itself.
    """
    draft = _Draft()
    special_queues = [
        queue.agent_choice != "longest_idle"
        or any(access != ALWAYS for access in queue.access)
        or any(groups[g].concurrency is not None or groups[g].partial for level in queue.tries for g in level)
        for queue in queues
    ]
    # A contact that goes back to its queue must be in only one waiting line.
    apart = any(group.ringing is not None and group.ringing.in_vain for group in groups)
    special_groups = [
        bool(group.weight or group.bonus or group.concurrency or group.partial)
        or any(queues[q].access and queues[q].access[g] != ALWAYS for level in group.takes for q in level)
        for g, group in enumerate(groups)
    ]
    line_of: dict[tuple[int, ...], int] = {}
    line_leaves: dict[int, list[tuple[int, int]]] = {}
    group_fields: dict[str, list[int]] = {"special": [int(special) for special in special_groups]}
    entered: dict[Any, tuple[int, int, int]] = {}
    spans = []
    for g, group in enumerate(groups):
        terms = [_term(queues[q], g, group, q) for level in group.takes for q in level]
        spans.append(_preferences(draft, group.takes, line_of, line_leaves, special_groups[g], terms, entered, apart))
    _columns(group_fields, "takes", spans)
    for q in range(len(queues)):
        if not any(q in members for members in line_of):
            line_of[(q,)] = len(line_of)

    idle_list_of: dict[tuple[int, ...], int] = {(g,): g for g in range(len(groups))}
    idle_list_leaves: dict[int, list[tuple[int, int]]] = {}
    queue_fields: dict[str, list[int]] = {"special": [int(special) for special in special_queues]}
    entered, spans = {}, []
    for q, queue in enumerate(queues):
        terms = [_term(queue, g, groups[g], q) for level in queue.tries for g in level]
        spans.append(_preferences(draft, queue.tries, idle_list_of, idle_list_leaves, special_queues[q], terms, entered))
    _columns(queue_fields, "tries", spans)

    line_slots = _slots(list(line_of), own=0)
    queue_fields["waiting_line"] = []
    for q in range(len(queues)):
        mine = sorted((line for members, line in line_of.items() if q in members), key=lambda line: line_slots[line])
        queue_fields["waiting_line"].append(mine[0])
        _more(draft, queue_fields, "more_waiting_lines", mine[1:])
    steps = _steps(queues, queue_fields)
    for g in range(len(groups)):
        mine = [idle_list for members, idle_list in idle_list_of.items() if g in members and len(members) > 1]
        _more(draft, group_fields, "more_idle_lists", mine)
    idle_list_slots = _slots(list(idle_list_of), own=len(groups))
    leaves: list[tuple[int, int]] = []
    wanted = any(special_queues) or any(special_groups)
    lines = _rows(WAITING_LINE, line_slots, line_leaves, leaves)
    lines["queue"] = [members[0] for members in line_of]
    lines["kept_first"] = lines["kept_last"] = NOBODY
    lines["stays"] = [_stays(members, list(line_of), queues) for members in line_of]
    tried = np.subtract(queue_fields["tries_to"], queue_fields["tries_from"])
    queue_fields["reached_from"] = (len(draft.orders) + np.cumsum(tried) - tried).tolist()
    queue_fields["reached"] = [NOBODY] * len(queues)
    return Places(
        waiting_lines=lines,
        idle_lists=_rows(IDLE_LIST, idle_list_slots, idle_list_leaves, leaves),
        orders=np.array(draft.orders, ORDER),
        terms=np.array(draft.terms if wanted else [], TERM),
        reached=len(draft.orders) + int(tried.sum()) if wanted else 0,
        steps=np.array(steps, float),
        more=np.array(draft.more, np.int32),
        indices=np.array(draft.indices, INDEX),
        leaves=np.array(leaves, LEAF),
        marks=draft.marks,
        queues=queue_fields,
        groups=group_fields,
    )


def _term(queue: QueuePlan, g: int, group: GroupPlan, q: int) -> _Term:
    """When group ``g`` may take queue ``q``'s contacts, and how it compares them; a row of TERM."""
    access = queue.access[g] if queue.access else ALWAYS
    weight = group.weight[q] if group.weight else 1.0
    bonus = group.bonus[q] if group.bonus else 0.0
    due = group.open_due[q] if group.open_due else 0.0
    return access.after, access.until, access.predicted_from, weight, bonus, due, access.waiting_from, access.reserve


def _stays(members: tuple[int, ...], lines: Sequence[tuple[int, ...]], queues: Sequence[QueuePlan]) -> bool:
    """Whether nothing becomes of a waiting line's contacts at closing but that they wait for the next opening.

    So it is where every queue in it is carried over, and stands in no other; and no contact is looked at anew in the morning
    to plan when it opens to more groups.
    """
    alone = all(sum(q in line for line in lines) == 1 for q in members)
    carried = all(queues[q].at_close == WAYS_TO_CLOSE[CARRY_OVER] for q in members)
    return alone and carried and not any(access.after > 0 for q in members for access in queues[q].access)


def _steps(queues: Sequence[QueuePlan], fields: dict[str, list[int]]) -> list[float]:
    """The waits at which each queue's contacts open to more groups, rising."""
    steps: list[float] = []
    fields["steps_from"], fields["steps_to"], fields["overflows"] = [], [], []
    for queue in queues:
        fields["steps_from"].append(len(steps))
        steps += sorted({access.after for access in queue.access if access.after > 0})
        fields["steps_to"].append(len(steps))
        predicted, by_length = any(a.predicted_from > 0 for a in queue.access), any(a.waiting_from > 1 for a in queue.access)
        fields["overflows"].append(BY_PREDICTION if predicted else BY_LENGTH if by_length else 0)
    return steps


def _preferences(
    draft: _Draft,
    levels: Sequence[Sequence[int]],
    place_of: dict[tuple[int, ...], int],
    leaves: dict[int, list[tuple[int, int]]],
    special: bool,
    terms: list[_Term],
    entered: dict[Any, tuple[int, int, int]],
    apart: bool = False,
) -> tuple[int, int, int]:
    """Enter preferences into the orders, equal ones once; give back where they begin and end, and their index."""
    same = (special, tuple(map(tuple, levels)), tuple(terms) if special else None)
    if same in entered:
        return entered[same]
    begin = len(draft.orders)
    for level, members in enumerate(levels):
        together = len(members) >= TOGETHER_FROM and not special and not apart
        for key in [tuple(sorted(members))] if together else [(member,) for member in members]:
            draft.orders.append((place_of.setdefault(key, len(place_of)), level))
    end, index = len(draft.orders), NOBODY
    # Rows of preferences that are not special are never read, but keep the terms in step.
    draft.terms += terms if special else [_NO_TERM] * (end - begin)
    if end - begin >= INDEX_FROM and not special:
        width = 1 << (end - begin - 1).bit_length()
        index = len(draft.indices)
        draft.indices.append((draft.marks, width))
        draft.marks += 2 * width
        for leaf, (place, _) in enumerate(draft.orders[begin:end]):
            leaves.setdefault(place, []).append((index, leaf))
    entered[same] = begin, end, index
    return entered[same]


def _columns(fields: dict[str, list[int]], name: str, spans: list[tuple[int, int, int]]) -> None:
    fields[f"{name}_from"], fields[f"{name}_to"], fields["index"] = (list(column) for column in zip(*spans, strict=True))


def _more(draft: _Draft, fields: dict[str, list[int]], name: str, places: list[int]) -> None:
    fields.setdefault(f"{name}_from", []).append(len(draft.more))
    draft.more += places
    fields.setdefault(f"{name}_to", []).append(len(draft.more))


def _slots(members: list[Any], own: int) -> list[int]:
    """A slot for every place, so that nobody has two places of one slot; the first ``own`` places have slot 0 to themselves."""
    slots: list[int] = []
    for k, here in enumerate(members):
        taken = {slots[j] for j, other in enumerate(members[:k]) if set(other) & set(here)}
        first = 1 if k >= own > 0 else 0
        slots.append(next(slot for slot in range(first, len(taken) + 2) if slot not in taken))
    return slots


def _rows(
    kind: np.dtype[Any], slots: list[int], leaves_of: dict[int, list[tuple[int, int]]], leaves: list[tuple[int, int]]
) -> NDArray[Any]:
    rows = np.zeros(len(slots), kind)
    rows["first"] = rows["last"] = NOBODY
    rows["slot"] = slots
    for k in range(len(slots)):
        rows["leaves_from"][k] = len(leaves)
        leaves += leaves_of.get(k, [])
        rows["leaves_to"][k] = len(leaves)
    return rows
