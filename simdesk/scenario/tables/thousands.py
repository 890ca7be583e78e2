"""Numbers such as ``1.100``, which may be 1100 written with a mark between thousands: asked, where a count is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, follow, written
from simdesk.scenario.reading.source import Reading
from simdesk.scenario.tables.csv_cells import ambiguous
from simdesk.scenario.tables.faults import Faults
from simdesk.scenario.tables.values import in_thousands

_ARRIVALS = ("per_day", "volumes", "profile", "rate")
_AGENTS = ("headcount",)
_NUMBER = re.compile(r"^([\d.]+)\b.*$")
_RATE = re.compile(r"[\d.]+\s*(?:[A-Za-z]+\s*)?(?:per\b|/)")


def ask_thousands(tree: MapNode, reading: Reading, prefix: Path = ()) -> None:
    """Report counts of contacts and agents with a point and three digits behind it, where nothing shows a decimal point.

    Numbers given in Python have no text and are what they are.
    """
    for section, inside, keys in (("queues", ("arrivals",), _ARRIVALS), ("agent_groups", (), _AGENTS)):
        names = follow(tree, (section,))
        for name in names.entries if isinstance(names, MapNode) else ():
            for key in keys:
                path = (section, name, *inside, key)
                node = follow(tree, path)
                if node is not None:
                    _ask(node, written((*prefix, *path)), reading)
            shifts = follow(tree, (section, name, "shifts"))
            for index in range(len(shifts.items) if isinstance(shifts, ListNode) else 0):
                path = (section, name, "shifts", index, "agents")
                node = follow(tree, path)
                if node is not None:
                    _ask(node, written((*prefix, *path)), reading)


def _ask(node: Node, at: str, reading: Reading) -> None:
    scalars = list(_scalars(node))
    if not in_thousands([_NUMBER.sub(r"\1", one.written) for one in scalars if one.written]):
        return
    faults = Faults(reading.sources, set())
    for one in scalars:
        rate = one.written.partition(" ")[2] if isinstance(one.value, str) else ""
        if rate and not _NUMBER.sub(r"\1", one.written).endswith("0"):
            continue  # 77.625 per h is worked out; a person who writes 1.200 per h may mean 1200
        unclear = ambiguous(_NUMBER.sub(r"\1", one.written), decimal_commas=False, point=True)
        if unclear is not None:
            message, hint = unclear
            faults.add(one.place, at, message, " or ".join(f"{part} {rate}".strip() for part in hint.split(" or ")))
    faults.tell()


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case MapNode():
            for entry in node.entries.values():
                yield from _scalars(entry.node)
        case ListNode():
            for item in node.items:
                yield from _scalars(item)
        case Scalar() if isinstance(node.value, float) or (isinstance(node.value, str) and _RATE.match(node.value)):
            yield node
