"""Handle times that stand beside the volumes in a file, for queues that have none of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simdesk.scenario.reading.nodes import Entry, MapNode, Node, Path, Scalar, follow, is_nothing
from simdesk.scenario.tables.csv_table import Table
from simdesk.scenario.tables.kinds import folded
from simdesk.scenario.tables.naming import is_handle_time, words_of

References = Callable[[Node], "tuple[Scalar, Scalar | None, Scalar | None] | None"]
Tables = Callable[[Scalar, "Scalar | None", str], "tuple[Table, str] | None"]


def with_handle_times(queues: Node, reference: References, tables: Tables, path: Path) -> Node:
    """The queues, each without a handle time with that of the file of its volumes.

    Parameters
    ----------
    queues : Node
    reference : callable
        File, column and sheet of a series; None for what is no file.
    tables : callable
        The table of a file and sheet, for a path in words.
    path : tuple
        Of the queues.
    """
    if not isinstance(queues, MapNode):
        return queues
    entries = dict(queues.entries)
    for name, entry in queues.entries.items():
        node = entry.node
        if not isinstance(node, MapNode) or any(
            key in node.entries and not is_nothing(node.entries[key].node) for key in ("handle_time", "aht", "campaign", "bot")
        ):
            continue
        volumes = follow(node, ("arrivals", "volumes"))
        named = reference(volumes) if volumes is not None else None
        found = tables(named[0], named[2], f"{'.'.join(map(str, path))}.{name}.arrivals.volumes") if named is not None else None
        column = _column(found[0], name, tuple(map(folded, entries))) if found is not None else None
        if named is None or column is None:
            continue
        file, _, sheet = named
        parts = {"file": file, "column": Scalar(column, file.place), **({"sheet": sheet} if sheet is not None else {})}
        rows = follow(volumes, ("rows",)) if volumes is not None else None
        parts |= {"rows": rows} if isinstance(rows, Scalar) else {}
        means = MapNode({key: Entry(file.place, one) for key, one in parts.items()}, file.place)
        aht = MapNode({"mean_by_interval": Entry(file.place, means)}, file.place)
        entries[name] = Entry(entry.key, MapNode({**node.entries, "aht": Entry(file.place, aht)}, node.place))
    return MapNode(entries, queues.place)


def _column(table: Table, owner: str, queues: tuple[str, ...]) -> str | None:
    """The one column of handle times that is no other queue's."""
    found = [name for index, name in enumerate(table.names) if is_handle_time(name) and table.column(index)]
    mine = own_columns(found, owner, queues)
    return mine[0] if len(mine) == 1 else None


def own_columns(columns: Sequence[str], owner: str, queues: Sequence[str]) -> list[str]:
    """Of several columns those with the queue's name in theirs, else those without another queue's.

    Parameters
    ----------
    columns : sequence of str
    owner : str
        The queue.
    queues : sequence of str
        All of them.
    """
    mine = [name for name in columns if set(folded(owner).split("_")) <= words_of(name)]
    if mine:
        return mine
    others = [set(folded(name).split("_")) for name in queues if folded(name) != folded(owner)]
    return [name for name in columns if not any(other <= words_of(name) for other in others)]
