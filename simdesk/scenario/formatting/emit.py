"""Parts of a tree as YAML in its short form."""

from __future__ import annotations

import json
import re

from simdesk.scenario.formatting.source import SourceText
from simdesk.scenario.formatting.values import documented_value
from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import ListNode, MapNode, Node, Path, Scalar
from simdesk.scenario.reading.yaml_tree import parse_value

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ .%/()<>=±+-]*")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_NOT_IN_BRACES = re.compile(r"[,\[\]{}]|: |:$| #")
_KEY = re.compile(r"[A-Za-z_][\w.\[\]-]*")
LONGEST = 100
"""What is longer is written on several lines, where lines may be."""


def key_text(key: str) -> str:
    """A key, in quotes where YAML needs them, or in braces would."""
    if _KEY.fullmatch(key) and "[" not in key and parse_value(key, Place("")) == Scalar(key, Place("")):
        return key
    return json.dumps(key, ensure_ascii=False)


def scalar_text(node: Scalar, path: Path, source: SourceText, *, braces: bool = True) -> str:
    """A value in the documented notation; as it is written in the file where that is the same."""
    better = documented_value(node, path)
    if better is not None:
        return better
    raw = source.of(node)
    if raw is not None and (isinstance(node.value, str) and raw.value == node.value and raw.style not in ("|", ">")):
        text = source.text[source.start_of(raw) : raw.end_mark.index]
        if raw.style or not braces or not _NOT_IN_BRACES.search(text):
            return text
    return written_scalar(node)


def written_scalar(node: Scalar) -> str:
    """A value as YAML, from what it is."""
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return f"{'+' if node.plus else ''}{int(value) if whole else repr(value)}"
    nowhere = Place("")
    if _PLAIN.fullmatch(value) and value == value.strip() and not _CLOCK.match(value):
        read = parse_value(value, nowhere)
        if read == Scalar(value, nowhere):
            return value
    return json.dumps(value, ensure_ascii=False)


def flow_text(node: Node, path: Path, source: SourceText) -> str:
    """A part of the tree on one line."""
    match node:
        case MapNode():
            parts = (f"{key_text(key)}: {flow_text(entry.node, (*path, key), source)}" for key, entry in node.entries.items())
            return "{" + ", ".join(parts) + "}"
        case ListNode():
            return "[" + ", ".join(flow_text(item, (*path, index), source) for index, item in enumerate(node.items)) + "]"
        case _:
            return scalar_text(node, path, source)


def entry_lines(key: str, node: Node, path: Path, source: SourceText, width: int) -> list[str]:
    """A key and its value on the lines of a block: one, or more where it would be long.

    Parameters
    ----------
    key : str
    node : Node
    path : tuple
        Of the value.
    source : SourceText
    width : int
        Longest line.
    """
    line = f"{key_text(key)}: {flow_text(node, path, source)}"
    if len(line) <= width or not _has_blocks(node):
        return [line]
    return [f"{key_text(key)}:", *(f"  {below}" for below in _block_lines(node, path, source, width - 2))]


def _block_lines(node: Node, path: Path, source: SourceText, width: int) -> list[str]:
    if isinstance(node, MapNode):
        entries = node.entries.items()
        return [line for key, entry in entries for line in entry_lines(key, entry.node, (*path, key), source, width)]
    assert isinstance(node, ListNode)
    lines: list[str] = []
    for index, item in enumerate(node.items):
        here = (*path, index)
        short = flow_text(item, here, source)
        if len(short) + 2 <= width or not isinstance(item, MapNode):
            lines.append(f"- {short}")
            continue
        first, *rest = _block_lines(item, here, source, width - 2)
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return lines


def _has_blocks(node: Node) -> bool:
    """Whether a value may stand on several lines; a list of numbers is one line, however long."""
    if isinstance(node, ListNode):
        return any(not isinstance(item, Scalar) for item in node.items)
    return isinstance(node, MapNode) and bool(node.entries)
