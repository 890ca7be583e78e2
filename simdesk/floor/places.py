"""Which lines and benches a floor has, and in which order they are looked at: laid out once for all days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.floor.rows import BENCH, LINE, NOBODY, ORDER, SEEN, SIGHT

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOGETHER_FROM = 5
"""From so many at one rank on they share a line or a bench: below, looking at each costs less than standing twice."""
SIGHT_FROM = 9
"""From so many places on a list of preferences gets a sight."""

Levels = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Places:
    """The lines and benches of a floor, empty.

    Parameters
    ----------
    lines, benches : ndarray of LINE, BENCH
    orders : ndarray of ORDER
        ``whom`` is a bench where a queue tries, a line where a group takes.
    more : ndarray of int32
    sights, seen : ndarray of SIGHT, SEEN
    marks : int
        Length of the tree of marks.
    queues, groups : dict of str to list of int
        Fields of the rows of queues and groups.
    """

    lines: NDArray[Any]
    benches: NDArray[Any]
    orders: NDArray[Any]
    more: NDArray[np.int32]
    sights: NDArray[Any]
    seen: NDArray[Any]
    marks: int
    queues: dict[str, list[int]]
    groups: dict[str, list[int]]


@dataclass
class _Draft:
    """The tables as they grow."""

    orders: list[tuple[int, int]] = field(default_factory=list)
    more: list[int] = field(default_factory=list)
    sights: list[tuple[int, int]] = field(default_factory=list)
    marks: int = 0


def lay_out_places(tries: Sequence[Levels], takes: Sequence[Levels], *, by_group: bool) -> Places:
    """Lay out lines and benches from the preferences.

    Parameters
    ----------
    tries : sequence of levels
        For each queue the levels of groups it tries.
    takes : sequence of levels
        For each group the levels of queues it takes.
    by_group : bool
        Keep a bench for each group only: a rule wants to tell groups of a rank apart.

    Returns
    -------
    Places
    """
    draft = _Draft()
    line_of: dict[tuple[int, ...], int] = {}
    bench_of: dict[tuple[int, ...], int] = {(g,): g for g in range(len(takes))}
    line_seen: dict[int, list[tuple[int, int]]] = {}
    bench_seen: dict[int, list[tuple[int, int]]] = {}
    groups = _preferences(draft, takes, line_of, line_seen, "takes", TOGETHER_FROM)
    for q in range(len(tries)):
        if not any(q in members for members in line_of):
            line_of[(q,)] = len(line_of)
    most = len(takes) + 1 if by_group else TOGETHER_FROM
    queues = _preferences(draft, tries, bench_of, bench_seen, "tries", most)

    line_slots = _slots(list(line_of), own=0)
    own: list[int] = []
    for q in range(len(tries)):
        mine = sorted((line for members, line in line_of.items() if q in members), key=lambda line: line_slots[line])
        own.append(mine[0])
        _more(draft, queues, "more_lines", mine[1:])
    queues["line"] = own
    for g in range(len(takes)):
        _more(draft, groups, "more_benches", [bench for members, bench in bench_of.items() if g in members and len(members) > 1])
    bench_slots = _slots(list(bench_of), own=len(takes))
    seen: list[tuple[int, int]] = []
    return Places(
        lines=_rows(LINE, line_slots, line_seen, seen),
        benches=_rows(BENCH, bench_slots, bench_seen, seen),
        orders=np.array(draft.orders, ORDER),
        more=np.array(draft.more, np.int32),
        sights=np.array(draft.sights, SIGHT),
        seen=np.array(seen, SEEN),
        marks=draft.marks,
        queues=queues,
        groups=groups,
    )


def _preferences(
    draft: _Draft,
    preferences: Sequence[Levels],
    place_of: dict[tuple[int, ...], int],
    seen: dict[int, list[tuple[int, int]]],
    name: str,
    together_from: int,
) -> dict[str, list[int]]:
    """Enter everyone's preferences into the orders, equal ones once; give back where they stand."""
    entered: dict[Levels, tuple[int, int, int]] = {}
    for levels in preferences:
        if levels in entered:
            continue
        begin = len(draft.orders)
        for level, members in enumerate(levels):
            wanted = [tuple(sorted(members))] if len(members) >= together_from else [(member,) for member in members]
            for key in wanted:
                draft.orders.append((place_of.setdefault(key, len(place_of)), level))
        end, sight = len(draft.orders), NOBODY
        if end - begin >= SIGHT_FROM:
            leaves = 1 << (end - begin - 1).bit_length()
            sight = len(draft.sights)
            draft.sights.append((draft.marks, leaves))
            draft.marks += 2 * leaves
            for leaf, (place, _) in enumerate(draft.orders[begin:end]):
                seen.setdefault(place, []).append((sight, leaf))
        entered[levels] = begin, end, sight
    columns = zip(*(entered[levels] for levels in preferences), strict=True)
    return dict(zip((f"{name}_from", f"{name}_to", "sight"), map(list, columns), strict=True))


def _more(draft: _Draft, fields: dict[str, list[int]], name: str, places: list[int]) -> None:
    fields.setdefault(f"{name}_from", []).append(len(draft.more))
    draft.more += places
    fields.setdefault(f"{name}_to", []).append(len(draft.more))


def _slots(members: list[tuple[int, ...]], own: int) -> list[int]:
    """A slot for every place, so that nobody has two places of one slot; the first ``own`` places have slot 0 to themselves."""
    slots: list[int] = []
    for k, here in enumerate(members):
        taken = {slots[j] for j, other in enumerate(members[:k]) if set(other) & set(here)}
        first = 1 if k >= own > 0 else 0
        slots.append(next(slot for slot in range(first, len(taken) + 2) if slot not in taken))
    return slots


def _rows(
    kind: np.dtype[Any], slots: list[int], seen_by: dict[int, list[tuple[int, int]]], seen: list[tuple[int, int]]
) -> NDArray[Any]:
    rows = np.zeros(len(slots), kind)
    rows["first"] = rows["last"] = NOBODY
    rows["slot"] = slots
    for k in range(len(slots)):
        rows["seen_from"][k] = len(seen)
        seen += seen_by.get(k, [])
        rows["seen_to"][k] = len(seen)
    return rows
