"""The text of a scenario file with the place of every key, value and comment in it."""

from __future__ import annotations

import re
from typing import Any

from simdesk.scenario.reading.diagnostics import Place
from simdesk.scenario.reading.nodes import MapNode, Node, Scalar
from simdesk.scenario.reading.yaml_tree import nodes_of

_ANCHOR = re.compile(r"&\S+\s+")
_ALIAS = re.compile(r"\s*(?:[:,-]\s*)?(\*[\w-]+)")


class SourceText:
    """Where in a text its parts stand.

    Parameters
    ----------
    text : str
        YAML that can be read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._raw: dict[tuple[int, int, str], Any] = {}
        self._scalars: list[tuple[int, int]] = []
        self._add(nodes_of(text))
        self.comments = self._find_comments()

    def _add(self, node: Any) -> None:
        place = (node.start_mark.line + 1, node.start_mark.column + 1, _KINDS[type(node).__name__])
        if place in self._raw:
            return  # an alias of it
        self._raw[place] = node
        match place[2]:
            case "map":
                for key, value in node.value:
                    self._add(key)
                    self._add(value)
            case "list":
                for item in node.value:
                    self._add(item)
            case _:
                self._scalars.append((node.start_mark.index, node.end_mark.index))

    def _find_comments(self) -> list[tuple[int, int]]:
        """From where to where each comment goes."""
        found: list[tuple[int, int]] = []
        scalars = sorted(self._scalars)
        at = turn = 0
        while (at := self.text.find("#", at)) >= 0:
            while turn < len(scalars) and scalars[turn][1] <= at:
                turn += 1
            inside = turn < len(scalars) and scalars[turn][0] <= at
            if not inside and (at == 0 or self.text[at - 1] in " \t\r\n"):
                end = re.compile(r"[^\r\n]*").match(self.text, at)
                assert end is not None
                found.append((at, at + len(end.group().rstrip())))
                at = end.end()
            else:
                at += 1
        return found

    def raw(self, place: Place, kind: str) -> Any:
        """The parser's node of a kind at a place; None when there is none."""
        return self._raw.get((place.line, place.column, kind))

    def of(self, node: Node) -> Any:
        """The parser's node of a part of the tree; None for a part that is not written so."""
        kind = "map" if isinstance(node, MapNode) else "scalar" if isinstance(node, Scalar) else "list"
        return self.raw(node.place, kind)

    def key_span(self, place: Place) -> tuple[int, int]:
        """From where to where a key goes."""
        raw = self.raw(place, "scalar")
        return raw.start_mark.index, raw.end_mark.index

    def value_span(self, key: Place, node: Node) -> tuple[int, int]:
        """From where to where the value behind a key goes."""
        raw, behind = self.of(node), self.key_span(key)[1]
        alias = _ALIAS.match(self.text, behind)
        if alias is not None:
            return alias.start(1), alias.end(1)
        return self.start_of(raw), self.end_of(raw)

    def start_of(self, raw: Any) -> int:
        """Where a node begins, behind its anchor."""
        start = int(raw.start_mark.index)
        anchor = _ANCHOR.match(self.text, start) if raw.anchor else None
        return start if anchor is None else anchor.end()

    def end_of(self, raw: Any) -> int:
        """Where a node ends, without the blank lines and comments behind it."""
        kind = _KINDS[type(raw).__name__]
        if kind == "scalar":
            text = self.text[raw.start_mark.index : raw.end_mark.index]
            return int(raw.start_mark.index) + len(text.rstrip() if raw.style in ("|", ">") else text)
        if raw.flow_style or not raw.value:
            return int(raw.end_mark.index)
        last = raw.value[-1]
        parts = last if kind == "map" else (last,)
        return max(self.end_of(part) for part in parts)

    def comments_in(self, start: int, end: int) -> list[str]:
        """The comments within a stretch of the text."""
        return [self.text[begin:stop] for begin, stop in self.comments if start <= begin and stop <= end]

    def line_start(self, at: int) -> int:
        """Where the line begins in which a place stands."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the line ends in which a place stands, its end included."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def indent(self, at: int) -> str:
        """The blanks at the beginning of a line."""
        match = re.compile(r"[ \t]*").match(self.text, self.line_start(at))
        assert match is not None
        return match.group()


_KINDS = {"MappingNode": "map", "SequenceNode": "list", "ScalarNode": "scalar"}
