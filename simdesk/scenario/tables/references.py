"""What a value names of a file: the file, its sheet, and its columns."""

from __future__ import annotations

from dataclasses import dataclass

from simdesk.scenario.reading.nodes import MapNode, Node, Scalar


@dataclass(frozen=True)
class Reference:
    """A file, and what is meant in it."""

    file: Scalar
    column: Scalar | None = None
    sheet: Scalar | None = None
    start: Scalar | None = None
    rows: Scalar | None = None


def file_of(node: Node) -> tuple[Scalar, Scalar | None, Scalar | None] | None:
    """File, column and sheet of a reference."""
    found = reference_of(node)
    return None if found is None else (found.file, found.column, found.sheet)


def reference_of(node: Node) -> Reference | None:
    """The file that a value names; None for a list, a number, or what pydantic will refuse."""
    if isinstance(node, Scalar):
        return Reference(node) if isinstance(node.value, str) else None
    if not isinstance(node, MapNode) or not set(node.entries) <= {"csv", "file", "column", "sheet", "start", "rows", "unit"}:
        return None
    if len({"csv", "file"} & set(node.entries)) != 1:
        return None
    parts = {key: entry.node for key, entry in node.entries.items() if key != "unit"}
    file = parts.pop("file", None) or parts.pop("csv")
    if not isinstance(file, Scalar) or not isinstance(file.value, str):
        return None
    named = {key: one for key, one in parts.items() if isinstance(one, Scalar)}
    fit = all(isinstance(one.value, str | int) and not isinstance(one.value, bool) for one in named.values())
    return Reference(file, **named) if fit and len(named) == len(parts) else None
