"""The text of a file changed where its tree differs from the documented one, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simdesk.scenario.changes.sweep_axes import BLOCK
from simdesk.scenario.formatting.documented import place_of_change
from simdesk.scenario.formatting.emit import LONGEST, entry_lines, flow_text, key_text, scalar_text
from simdesk.scenario.formatting.source import SourceText
from simdesk.scenario.formatting.values import documented_value
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Path, Scalar

_Written = tuple[str, Entry]


class OverlapError(Exception):
    """Two changes of the same stretch of text, as an alias that stands in two kinds of place would need."""


def rewritten(text: str, old: MapNode, new: MapNode) -> str:
    """The text of a file with other spellings put into the documented form.

    Parameters
    ----------
    text : str
        The file.
    old, new : MapNode
        Its tree as written, and in the documented form.

    Returns
    -------
    str
        The same text where nothing changes.

    Raises
    ------
    OverlapError
    """
    rewriter = _Rewriter(SourceText(text), new)
    rewriter.visit(old, new, ())
    return rewriter.result()


@dataclass
class _Rewriter:
    source: SourceText
    tree: MapNode
    edits: dict[tuple[int, int], str] = field(default_factory=dict)

    def visit(self, old: Node, new: Node, path: Path) -> None:
        """Note what changes from one node to the other, both at a place of the language."""
        match old, new:
            case MapNode(), MapNode() if old.entries or not new.entries:
                self._block(old, new, path)
            case ListNode(), ListNode() if len(old.items) == len(new.items):
                for index, (before, after) in enumerate(zip(old.items, new.items, strict=True)):
                    if self._continues(before, after):
                        self.visit(before, after, (*path, index))
                    else:
                        self._item(before, after, (*path, index))
            case Scalar(), Scalar() if (type(old.value), old.value) == (type(new.value), new.value):  # true is no 1
                better = documented_value(new, path)
                if better is not None:
                    self._replace(*self._span(old), better)
            case _:
                self._item(old, new, path)

    def result(self) -> str:
        """The text with everything noted."""
        text, before = self.source.text, len(self.source.text)
        for (start, end), new in sorted(self.edits.items(), reverse=True):
            if end > before:
                raise OverlapError
            text = text[:start] + new + text[end:]
            before = start
        return text

    def _continues(self, old: Node, new: Node) -> bool:
        """Whether a node is the other, changed at most within; not another one in its place."""
        if isinstance(old, MapNode) and isinstance(new, MapNode):
            return not old.entries or bool(self._pairs(old, new))
        if isinstance(old, ListNode) and isinstance(new, ListNode):
            return len(old.items) == len(new.items)
        return isinstance(old, Scalar) and isinstance(new, Scalar)

    def _pairs(self, old: MapNode, new: MapNode) -> dict[str, str]:
        """Keys of the new block that are keys of the old one, by the place of the key or by name."""
        places = {(entry.key.line, entry.key.column): key for key, entry in old.entries.items()}
        pairs: dict[str, str] = {}
        for key, entry in new.entries.items():
            before = places.get((entry.key.line, entry.key.column)) if entry.key.line else None
            if key in old.entries:
                before = key
            if before is not None and before not in pairs.values():
                pairs[key] = before
        return pairs

    def _block(self, old: MapNode, new: MapNode, path: Path) -> None:
        if old is not new and old.entries and not self._pairs(old, new):
            self._item(old, new, path)
            return
        pairs = self._pairs(old, new)
        inserted: list[_Written] = []
        anchor: str | None = None
        for key, entry in new.entries.items():
            if key not in pairs:
                inserted.append((key, entry))
                continue
            self._insert(old, anchor, pairs[key], inserted, path)
            inserted, anchor = [], pairs[key]
            self._entry(old, pairs[key], key, entry, path)
        self._insert(old, anchor, None, inserted, path)
        run: list[str] = []
        for name in old.entries:
            if name not in pairs.values():
                run.append(name)
            else:
                self._remove(old, run)
                run = []
        self._remove(old, run)

    def _entry(self, block: MapNode, before: str, key: str, new: Entry, path: Path) -> None:
        old = block.entries[before]
        if before != key:
            self._replace(*self.source.key_span(old.key), key_text(key))
        below = self._below(path, key)
        if self._continues(old.node, new.node):
            self.visit(old.node, new.node, below)
            return
        start, end = self.source.value_span(old.key, old.node)
        if self.source.of(block).flow_style:
            self._replace_value(start, end, flow_text(new.node, below, self.source))
            return
        at = self.source.key_span(old.key)[0]
        first, *rest = self._lines(key, new.node, below, at)
        self._replace_value(start, end, first[len(key_text(key)) + 1 :].lstrip(), rest)

    def _lines(self, key: str, node: Node, path: Path, at: int) -> list[str]:
        """An entry of the block that begins at a column, its further lines indented."""
        column = at - self.source.line_start(at)
        first, *rest = entry_lines(key, node, path, self.source, max(LONGEST - column, 40))
        return [first, *(" " * column + line for line in rest)]

    def _below(self, path: Path, key: str) -> Path:
        """Where the language has what stands under a key: the keys of variants are paths from the top."""
        changes = (path[:1] == ("variants",) and len(path) == 2) or path == BLOCK
        return place_of_change(self.tree, key) if changes else (*path, key)

    def _item(self, old: Node, new: Node, path: Path) -> None:
        self._replace_value(*self._span(old), self._short(new, path))

    def _short(self, node: Node, path: Path) -> str:
        return scalar_text(node, path, self.source) if isinstance(node, Scalar) else flow_text(node, path, self.source)

    def _span(self, node: Node) -> tuple[int, int]:
        raw = self.source.of(node)
        return self.source.start_of(raw), self.source.end_of(raw)

    def _replace(self, start: int, end: int, new: str) -> None:
        if self.edits.setdefault((start, end), new) != new:
            raise OverlapError

    def _replace_value(self, start: int, end: int, new: str, more: Sequence[str] = ()) -> None:
        """Put a value in the place of another; one that began on a line of its own moves behind its key.

        Parameters
        ----------
        start, end : int
            Of the value there was.
        new : str
            What stands behind the key; empty where the new value has the next lines.
        more : sequence of str
            These lines.
        """
        line = self.source.line_start(start)
        begin = start
        if not self.source.text[line:start].strip():  # a block under its key
            begin = self._behind_key(start)
        self._keep_comments(begin, end)
        if not new:
            begin = len(self.source.text[:begin].rstrip(" \t"))
        behind_key = f" {new}" if new and begin != start else new
        self._replace(begin, end, self.source.newline.join([behind_key, *more]))

    def _behind_key(self, at: int) -> int:
        """Where the key ends whose value begins further below, its comments left out."""
        begins = {stop: begin for begin, stop in self.source.comments}
        at = len(self.source.text[:at].rstrip())
        while at in begins:
            at = len(self.source.text[: begins[at]].rstrip())
        return at

    def _keep_comments(self, start: int, end: int) -> None:
        """Comments in a stretch that is rewritten go above the line in which it begins."""
        comments = self.source.comments_in(start, end)
        if comments:
            line = self.source.line_start(start)
            indent = self.source.indent(start)
            above = "".join(f"{indent}{comment}{self.source.newline}" for comment in comments)
            self.edits[line, line] = self.edits.get((line, line), "") + above

    def _insert(self, old: MapNode, after: str | None, before: str | None, new: list[_Written], path: Path) -> None:
        """Entries between two that stay."""
        if not new:
            return
        source = self.source
        at = source.key_span(old.entries[after or before or next(iter(old.entries))].key)[0]
        indent, newline = " " * (at - source.line_start(at)), source.newline
        if source.of(old).flow_style:
            texts = [f"{key_text(key)}: {flow_text(entry.node, self._below(path, key), source)}" for key, entry in new]
            if after is None:
                self._add(at, "".join(f"{text}, " for text in texts))
            else:
                self._add(source.value_span(old.entries[after].key, old.entries[after].node)[1], "".join(f", {t}" for t in texts))
            return
        lines = [newline.join(self._lines(key, entry.node, self._below(path, key), at)) for key, entry in new]
        if after is None:
            self._add(at, "".join(f"{line}{newline}{indent}" for line in lines))
        else:
            end = source.value_span(old.entries[after].key, old.entries[after].node)[1]
            self._add(self._line_end(end), "".join(f"{newline}{indent}{line}" for line in lines))

    def _line_end(self, at: int) -> int:
        """The end of a line, its comment included and its newline not."""
        text = self.source.text
        end = self.source.line_end(at)
        return len(text[:end].rstrip("\r\n")) if text[at:end].strip(" \t\r\n") else at

    def _add(self, at: int, new: str) -> None:
        self.edits[at, at] = self.edits.get((at, at), "") + new

    def _remove(self, old: MapNode, keys: Sequence[str]) -> None:
        """Take entries away that follow one another."""
        if not keys:
            return
        source, last = self.source, old.entries[keys[-1]]
        start, end = source.key_span(old.entries[keys[0]].key)[0], source.value_span(last.key, last.node)[1]
        self._keep_comments(start, end)
        if source.of(old).flow_style:
            behind = source.text[end:]
            comma = len(behind) - len(behind.lstrip())
            if behind[comma : comma + 1] == ",":
                end += comma + 1
                end += len(source.text[end:]) - len(source.text[end:].lstrip(" "))
            else:  # the last: the comma before it goes
                start = len(source.text[:start].rstrip())
                start -= source.text[start - 1 : start] == ","
            self._replace(start, end, "")
            return
        stop = source.line_end(end)
        comment = next((begin for begin, _ in source.comments if end <= begin < stop), None)
        self._replace(source.line_start(start), comment if comment is not None else stop, "")
