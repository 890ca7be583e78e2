"""Contacts that wait at opening beside others that arrive later: the queue of their own to write for them."""

from __future__ import annotations

from simdesk.scenario.language.queues import Arrivals
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, flow, follow, names_in, remove, written
from simdesk.scenario.spellings.sections import skills_of

_OTHERS = frozenset(Arrivals.one_of[0].keys) - {"at_opening"}
_LEFT = ("arrivals", "waiting_places", "balking")
"""What the queue of those that wait has not of the queue they are left from."""


def apart_at_opening(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Report contacts that wait at opening beside another source of arrivals, and leave them out.

    Files are still named here, so that the line to write names them too.

    Parameters
    ----------
    tree : MapNode
        A scenario in the documented form.
    sources : Sources
        Takes the reports.
    prefix : tuple
        In front of every path reported.

    Returns
    -------
    MapNode
    """
    for name in names_in(tree, "queues"):
        queue, path = follow(tree, ("queues", name)), ("queues", name, "arrivals", "at_opening")
        arrivals = follow(tree, path[:-1])
        if not isinstance(queue, MapNode) or not isinstance(arrivals, MapNode) or "at_opening" not in arrivals.entries:
            continue
        if not _OTHERS & set(arrivals.entries):
            continue
        waiting = arrivals.entries["at_opening"]
        message = "contacts that wait at opening are a queue of their own beside those that arrive later"
        sources.report(waiting.key, written((*prefix, *path)), message, _queue_to_write(tree, name, queue, waiting))
        rest = remove(tree, path)
        assert isinstance(rest, MapNode)
        tree = rest
    return tree


def _queue_to_write(tree: MapNode, name: str, queue: MapNode, waiting: Entry) -> str:
    own = f"{name}_backlog"
    kept = {key: entry for key, entry in queue.entries.items() if key not in _LEFT}
    line = flow(MapNode({**kept, "backlog": waiting}, queue.place))
    groups = [group for group in names_in(tree, "agent_groups") if name in skills_of(tree, group)]
    skill = f", and add {own} to the skills of {' and '.join(groups)}, at the rank of {name}" if groups else ""
    return f"write under queues {own}: {line}{skill}"
