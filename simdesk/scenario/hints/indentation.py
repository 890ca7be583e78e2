"""Names of queues and agent groups with nothing below them, because the lines that follow are indented too little."""

from __future__ import annotations

from simdesk.scenario.language.agents import AgentGroup
from simdesk.scenario.language.quantities import Block
from simdesk.scenario.language.queues import Queue
from simdesk.scenario.reading.diagnostics import Sources
from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Path, Scalar, written
from simdesk.scenario.spellings.known import SPELLINGS
from simdesk.scenario.spellings.spelling import folded
from simdesk.scenario.spellings.understand import understood

_SECTIONS: dict[str, type[Block]] = {"queues": Queue, "agent_groups": AgentGroup}


def indented(tree: MapNode, sources: Sources, prefix: Path) -> MapNode:
    """Report each empty name whose keys stand beside it, and put them below it.

    Parameters
    ----------
    tree : MapNode
    sources : Sources
        Takes the reports.
    prefix : tuple
        In front of every path reported.

    Returns
    -------
    MapNode
    """
    for section, model in _SECTIONS.items():
        block = tree.entries[section].node if section in tree.entries else None
        if not isinstance(block, MapNode):
            continue
        below = _below(block, model)
        if not any(below.values()):
            continue
        taken = {key for keys in below.values() for key in keys}
        entries: dict[str, Entry] = {}
        for name, entry in block.entries.items():
            keys = below.get(name, [])
            if keys:
                inside = {key: Entry(block.entries[key].key, bare(key, block.entries[key].node)) for key in keys}
                first = block.entries[keys[0]].key
                hint = f"write two more blanks in front of {' and '.join([', '.join(keys[:-1]), keys[-1]] if keys[:-1] else keys)}"
                message = f"{'the lines' if keys[1:] else 'the line'} below {name} {'need' if keys[1:] else 'needs'} two more blanks"
                sources.report(first, written((*prefix, section, name)), message, hint)
                entries[name] = Entry(entry.key, MapNode(inside, first))
            elif name not in taken:
                entries[name] = entry
        new = Entry(tree.entries[section].key, MapNode(entries, block.place))
        tree = understood(MapNode({**tree.entries, section: new}, tree.place), Sources())
    return tree


def _below(block: MapNode, model: type[Block]) -> dict[str, list[str]]:
    """By empty name: the keys behind it that are those of a queue or a group."""
    known = {*model.model_fields, *(key for one in SPELLINGS if issubclass(model, one.model) for key in one.keys)}
    found: dict[str, list[str]] = {}
    name = ""
    for key, entry in block.entries.items():
        empty = isinstance(entry.node, Scalar) and entry.node.value is None
        if folded(key) in known and name and not empty and not _is_like(bare(key, entry.node), model):
            found[name].append(key)
        else:
            name = key if empty and folded(key) not in known else ""
            if name:
                found[name] = []
    return found


def _is_like(node: Node, model: type[Block]) -> bool:
    """Whether most keys of a mapping are those of a queue or a group, so that its own key is a name."""
    keys = {folded(key) for key in node.entries} if isinstance(node, MapNode) else set()
    return len(keys & set(model.model_fields)) * 2 > len(keys)


def bare(key: str, node: Node) -> Node:
    """What was taken for a queue of this name, whose keys were then put where they belong in a queue."""
    inside = node.entries.get(key) if isinstance(node, MapNode) and len(node.entries) == 1 else None
    return node if inside is None else inside.node
