"""Where in a long list of preferences anybody is, found without looking at each place.

A group that takes fifty queues one after the other would look at fifty lines whenever an agent is free. A sight is a
binary tree over such a list: a leaf is 1 while somebody stands in its line (or sits on its bench), a node counts the
leaves below it. Marking and finding take as many steps as the tree is high.
"""

from __future__ import annotations

from simdesk.rules.floor import Floor
from simdesk.rules.rows import NOBODY, BenchRow, LineRow, SightRow


def mark(floor: Floor, place: LineRow | BenchRow, change: int) -> None:
    """Somebody has come to the empty line or bench ``place`` (+1), or it is empty again (-1)."""
    for i in range(place.seen_from, place.seen_to):
        sight = floor.sights[floor.seen[i].sight]
        node = sight.leaves + floor.seen[i].leaf
        while node > 0:
            floor.marks[sight.marks + node] += change
            node >>= 1


def first_marked(floor: Floor, sight: SightRow) -> int:
    """The first place of the list where anybody is, counted from 0, or NOBODY."""
    if floor.marks[sight.marks + 1] == 0:
        return NOBODY
    node = 1
    while node < sight.leaves:
        node *= 2
        if floor.marks[sight.marks + node] == 0:
            node += 1
    return int(node - sight.leaves)
