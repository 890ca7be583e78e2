"""Where in a long list of preferences anybody waits or is idle, found without looking at each entry.

A group that takes fifty queues one after the other would look at fifty waiting lines whenever an agent is free. An index is a
binary tree over such a list: a leaf is 1 while anybody is in its waiting line (or on its idle list), a node counts the
leaves below it. Marking and finding take as many steps as the tree is high.
"""

from __future__ import annotations

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, IdleListRow, IndexRow, WaitingLineRow


def mark(floor: Floor, place: WaitingLineRow | IdleListRow, change: int) -> None:
    """Somebody has joined the empty waiting line or idle list ``place`` (+1), or it is empty again (-1)."""
    for i in range(place.leaves_from, place.leaves_to):
        index = floor.indices[floor.leaves[i].index]
        node = index.leaves + floor.leaves[i].leaf
        while node > 0:
            floor.marks[index.marks + node] += change
            node >>= 1


def first_marked(floor: Floor, index: IndexRow) -> int:
    """The first place of the list where anybody is, counted from 0, or NOBODY."""
    if floor.marks[index.marks + 1] == 0:
        return NOBODY
    node = 1
    while node < index.leaves:
        node *= 2
        if floor.marks[index.marks + node] == 0:
            node += 1
    return int(node - index.leaves)
