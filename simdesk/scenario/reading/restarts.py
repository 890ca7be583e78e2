"""Where the reading of a YAML text may begin anew, so that a change further down is tried without reading all that is above."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Under = tuple[int, ...]
"""Lines of the keys under which something stands, outermost first, from 0."""


@dataclass
class _Block:
    """A mapping or list that is open.

    Parameters
    ----------
    under : tuple of int, optional
        None where reading can't begin anew in it: in lists, in braces, behind another value of its line.
    key_is_next : bool
    key_line : int, optional
        Of the last key; None where something stands before it in its line.
    """

    under: Under | None
    key_is_next: bool = True
    key_line: int | None = None


def without_what_is_read(lines: list[str], first: int) -> list[str]:
    """A shorter text in which a parser stops where it stops in the whole one, whatever the lines from one on become.

    Parameters
    ----------
    lines : list of str
    first : int
        The first line that may be changed, from 0.

    Returns
    -------
    list of str
        As many lines. Above the last key before ``first`` only the keys under which it stands are left; other lines are empty.
    """
    start, under = next((one for one in reversed(_restarts(lines)) if one[0] < first), (0, ()))
    return [line if number >= start or number in under else "" for number, line in enumerate(lines)]


def _restarts(lines: list[str]) -> list[tuple[int, Under]]:
    """The lines that begin with a key of a mapping in block style, and under which keys, as far as the parser comes."""
    found: list[tuple[int, Under]] = []
    with suppress(Exception):  # the fault at which the parser stops, or one of its own
        _find(lines, found)
    return found


def _find(lines: list[str], found: list[tuple[int, Under]]) -> None:
    from ruamel.yaml import YAML

    open_blocks: list[_Block] = []
    for event in YAML(typ="safe", pure=True).parse("\n".join(lines)):
        kind = type(event).__name__
        if kind in {"MappingEndEvent", "SequenceEndEvent"}:
            open_blocks.pop()
        if kind not in {"ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"}:
            continue
        if kind != "AliasEvent" and event.anchor is not None:
            return  # an alias further down needs it
        block = open_blocks[-1] if open_blocks else None
        if block is not None:
            if block.key_is_next:
                line, column = event.start_mark.line, event.start_mark.column
                block.key_line = line if kind == "ScalarEvent" and not lines[line][:column].strip() else None
                if block.key_line is not None and block.under is not None:
                    found.append((line, block.under))
            block.key_is_next = not block.key_is_next
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            open_blocks.append(_Block(_under(block, event) if kind == "MappingStartEvent" else None))


def _under(block: _Block | None, event: Any) -> Under | None:
    """Under which keys a mapping stands that opens as a value of a block."""
    if event.flow_style:
        return None
    if block is None:
        return ()
    if block.under is None or block.key_line is None or event.start_mark.line <= block.key_line:
        return None
    return (*block.under, block.key_line)
