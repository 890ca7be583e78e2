"""Arrivals given as how many come at a time, written out as one time each."""

from __future__ import annotations

import re

from simdesk.scenario.language.quantities import MOST_CONTACTS
from simdesk.scenario.language.series import names_clocks
from simdesk.scenario.reading.diagnostics import Sources, seen
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar, flow, written

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\s+(\S.*)")


def are_piles(node: Node) -> bool:
    """Whether a value has a number of contacts for each of some times: ``{"08:30": 240, "13:00": 60}``."""
    return isinstance(node, MapNode) and bool(node.entries) and all(map(_is_moment, node.entries))


def _is_moment(key: str) -> bool:
    dated = _DATED.fullmatch(key.strip())
    return names_clocks([dated[1] if dated is not None else key])


def together(node: MapNode) -> str:
    """Numbers by clock time as contacts that arrive together, as text."""
    return "times: {" + ", ".join(f'"{key}": {flow(entry.node)}' for key, entry in node.entries.items()) + "}"


def written_out(node: MapNode, sources: Sources, path: Path) -> Node:
    """A list with each time as often as contacts come then; a text after reporting what is wrong.

    Parameters
    ----------
    node : MapNode
    sources : Sources
        Takes the reports.
    path : tuple
        Where it stands in the scenario.

    Returns
    -------
    Node
    """
    times: list[Node] = []
    wrong = False
    for key, entry in node.entries.items():
        value = entry.node.value if isinstance(entry.node, Scalar) else None
        whole = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
        if not whole or not 0 <= float(value) <= MOST_CONTACTS:  # type: ignore[arg-type]
            message = f"the contacts that arrive at {key} must be a whole number"
            shown = f" (got {seen(value)})" if isinstance(entry.node, Scalar) else ""
            near = round(value) if isinstance(value, float) and 0 <= value <= MOST_CONTACTS else 240
            sources.report(entry.node.place, written((*path, key)), f"{message}{shown}", f"such as {near}")
            wrong = True
            continue
        times += [Scalar(key.strip(), entry.key)] * int(value)  # type: ignore[arg-type]
    if not wrong and len(times) > MOST_CONTACTS:
        sources.report(node.place, written(path), f"more than {MOST_CONTACTS:,} contacts a day ({len(times):,})", "check them")
        wrong = True
    return Scalar("times with a number each", node.place) if wrong else ListNode(tuple(times), node.place)
