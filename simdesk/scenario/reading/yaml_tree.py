"""YAML text as a tree with positions, from the parser's nodes: nothing in a file can run code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario, Place, Sources, seen
from simdesk.scenario.reading.leaving_out import left_out
from simdesk.scenario.reading.nodes import Entry, ListNode, MapNode, Node, Scalar, moved
from simdesk.scenario.reading.slips import LONGEST_TEXT, MOST_SLIPS, first_slip, without_tabs
from simdesk.units import comma_hint

LARGEST_TREE = 200_000
"""Values after aliases are expanded: a small file can otherwise grow without end."""
MOST_NESTED = 100
"""Brackets inside brackets."""

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = {f"{_TAG}str", f"{_TAG}timestamp", None, "!"}
_CURLY = re.compile("[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u201e\u00ab\u00bb]*)[\u201c\u201d\u00bb]")
"""A text in the quotes of a word processor."""
_WHOLE = re.compile(r"[+-]?\d+")
_BEHIND_COMMA = re.compile(r"\d+(?:\s*(?:%|(?:per\s+|/\s*)?[A-Za-z]+(?:\s+per\s+[A-Za-z]+)?))?")
"""What may stand behind a decimal comma: digits, and a unit."""


@lru_cache(maxsize=32)
def nodes_of(text: str) -> Any:
    """The parser's nodes, to be read only. ``format`` and files that extend one another read a text several times."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).compose(text)


def parse(sources: Sources, shown: str, text: str) -> MapNode | None:
    """YAML text as a tree; None after reporting why not.

    A decimal comma inside braces is reported and read as a point, so that what else is wrong can be told.
    The tree is built from the parser's nodes, never by constructing objects, so no tag can run code.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    directive = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*%", text)
    if directive:
        place = Place(shown, text.count("\n", 0, directive.end()) + 1, 1)
        sources.report(place, "", "YAML directives have no place in a scenario", "remove the line that begins with %")
        return None
    deep = _nested_too_deeply(text)
    if deep is not None:
        place = Place(shown, text.count("\n", 0, deep) + 1, deep - text.rfind("\n", 0, deep))
        sources.report(place, "", "nested too deeply to be a scenario", "check the brackets")
        return None
    if "\n<<<<<<<" in f"\n{text}" and "\n>>>>>>>" in text:
        line = f"\n{text}".index("\n<<<<<<<")
        place = Place(shown, text.count("\n", 0, line) + 1, 1)
        sources.report(place, "", "two versions of the file were merged and not yet reconciled", "keep one and remove the marks")
        return None
    try:
        root = nodes_of(text)
    except MarkedYAMLError as error:
        root = _past_slips(sources, shown, text, error)
        if root is None:
            return None
    except ReaderError as error:
        before = text[: error.position]
        place = Place(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        sources.report(place, "", f"a character that YAML does not allow (code {_code(error.character)})", "remove it")
        return None
    except RecursionError:
        sources.report(Place(shown), "", "nested too deeply to be a scenario", "check the brackets")
        return None
    except (
        YAMLError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        KeyError,
        AssertionError,
    ):  # faults of the parser on odd text
        sources.report(Place(shown), "", "not valid YAML", "check quotes, brackets and indentation")
        return None
    if root is None:
        sources.report(Place(shown), "", "the file is empty", "simdesk new writes a scenario to begin with")
        return None
    converter, before_it = _Converter(sources, shown), len(sources.found)
    try:
        tree = converter.convert(root)
    except RecursionError:
        sources.report(Place(shown), "", "nested too deeply to be a scenario", "check the brackets")
        return None
    except InvalidScenario as error:
        sources.found.extend(error.diagnostics)
        return None
    if len(sources.found) > before_it:
        return None
    sources.found.extend(converter.commas)
    if not isinstance(tree, MapNode):
        kind = "a list" if isinstance(tree, ListNode) else "nothing" if tree.value is None else "a single value"
        sources.report(Place(shown, 1, 1), "", f"a scenario is a mapping of keys (got {kind})", "begin with 'simdesk: 1'")
        return None
    return tree


def _nested_too_deeply(text: str) -> int | None:
    """Where more brackets are open than any scenario needs; the parser takes seconds to find that out."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
        if depth > MOST_NESTED:
            return match.start()
    return None


def parse_value(text: str, place: Place) -> Node | None:
    """A single value written as YAML, all of it standing at one place; None when it is no YAML."""
    sources = Sources()
    tree = parse(sources, place.file, f"value: {text}\n")
    if tree is None or list(tree.entries) != ["value"]:
        return None
    return None if sources.found else moved(tree.entries["value"].node, place)


def _code(character: Any) -> str:
    return f"0x{ord(character) if isinstance(character, str) and character else int(character or 0):02x}"


def _past_slips(sources: Sources, shown: str, text: str, error: Any) -> Any:
    """Report what is wrong with the text, slip by slip, and read what the slips leave readable; None where that fails."""
    lines = text.split("\n")
    told = 0
    while told < MOST_SLIPS:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark is not None else Place(shown)
        indented = "\t" in sources.line(place)[: max(place.column, 1)] and not sources.line(place)[: place.column].strip()
        untabbed, numbers = without_tabs(lines) if indented else (lines, [])
        if numbers:  # none where an earlier round has taken the tabs away
            lines = untabbed
            first = Place(shown, numbers[0], 1)
            more = f" (and in {len(numbers) - 1} more lines)" if len(numbers) > 1 else ""
            sources.report(first, "", f"a tab in the indentation{more}", "indent with spaces; YAML does not allow tabs there")
        else:
            slip = (
                first_slip(lines, (place.line, place.column), _stop)
                if len(text) <= LONGEST_TEXT and not _is_second(error)
                else None
            )
            if slip is None:
                _report_unread(sources, place, error)
                path = left_out(lines, (place.line, place.column), _stop) if _may_be_left_out(text, error) else None
                if path is None:
                    return None
                sources.left_out.append(path)
            else:
                lines[slip.line - 1] = slip.new
                sources.report(Place(shown, slip.line, slip.column), "", slip.message, slip.hint)
        told += 1
        root, fault = _composed("\n".join(lines))
        if fault is None:
            return root
        error = fault
    return None


def _may_be_left_out(text: str, error: Any) -> bool:
    return len(text) <= LONGEST_TEXT and not _is_second(error)


def _report_unread(sources: Sources, place: Place, error: Any) -> None:
    """Say that a line cannot be read; slips that were seen in it and did not help are not told."""
    sources.found[:] = [one for one in sources.found if one.path or one.file != place.file or one.line != place.line]
    sources.report(place, "", *_syntax(sources, place, error))


def _composed(text: str) -> tuple[Any, Any]:
    """The parser's nodes, or its fault where it has a place."""
    from ruamel.yaml.error import MarkedYAMLError

    try:
        return nodes_of(text), None
    except MarkedYAMLError as error:
        return None, error


def _stop(text: str) -> tuple[int, int] | None:
    """The line and column at which a text cannot be read on; None when all of it can."""
    try:
        fault = _composed(text)[1]
    except Exception:  # the parser's own faults on odd text
        return 0, 0
    if fault is None:
        return None
    mark = fault.problem_mark or fault.context_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


def _is_second(error: Any) -> bool:
    return type(error).__name__ == "ComposerError" and error.context is not None


def _syntax(sources: Sources, place: Place, error: Any) -> tuple[str, str]:
    """Message and hint for a fault of the YAML text of which the slip is not found."""
    if _is_second(error):
        return "a second YAML document begins here", "one file holds one scenario; remove the '---'"
    problem = str(error.problem or error.context or "not valid YAML")
    return f"not valid YAML: {problem}", "check quotes, brackets and indentation here and in the line above"


def _is_plain(node: Any) -> bool:
    """Whether a parser's node is a scalar without quotes, on one line."""
    return type(node).__name__ == "ScalarNode" and not node.style and node.start_mark.line == node.end_mark.line


def _is_bare(node: Any) -> bool:
    """Whether a parser's node is the value of a key without a value."""
    return _is_plain(node) and not node.value


class _Converter:
    """Turns the parser's nodes into ours, with keys checked and sizes counted."""

    def __init__(self, sources: Sources, shown: str) -> None:
        self.sources, self.shown = sources, shown
        self.done: dict[int, tuple[Node, int]] = {}
        self.open: set[int] = set()
        self.commas: list[Diagnostic] = []

    def convert(self, root: Any) -> Node:
        return self._convert(root, "")[0]

    def _place(self, node: Any) -> Place:
        return Place(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)

    def _convert(self, node: Any, path: str) -> tuple[Node, int]:
        known = self.done.get(id(node))
        if known is not None:
            return known
        place = self._place(node)
        if id(node) in self.open:
            self._refuse(place, path, "an alias that contains itself", "write the value out")
        self.open.add(id(node))
        kind = type(node).__name__
        result: Node
        size = 1
        if kind == "MappingNode":
            self._check_tag(node, place, path, {f"{_TAG}map", None, "!"})
            entries: dict[str, Entry] = {}
            earlier = earlier_key = None
            for key_node, value_node in node.value:
                joined = self._joined(earlier, key_node, path, str(earlier_key)) if _is_bare(value_node) else None
                if joined is not None:
                    entries[str(earlier_key)] = Entry(entries[str(earlier_key)].key, joined)
                    continue
                key = self._key(key_node, path, entries)
                earlier, earlier_key = value_node, key
                value, inner = self._convert(value_node, f"{path}.{key}" if path else key)
                size += inner
                entries[key] = Entry(self._place(key_node), value)
            result = MapNode(entries, place)
        elif kind == "SequenceNode":
            self._check_tag(node, place, path, {f"{_TAG}seq", None, "!"})
            items: list[Node] = []
            for index, item_node in enumerate(node.value):
                # [20,5, 30] may be three whole numbers
                unit = index and _is_plain(item_node) and not _WHOLE.fullmatch(item_node.value)
                joined = self._joined(node.value[index - 1], item_node, f"{path}[{len(items) - 1}]", "") if unit else None
                if joined is not None:
                    items[-1] = joined
                    continue
                item, inner = self._convert(item_node, f"{path}[{index}]")
                size += inner
                items.append(item)
            result = ListNode(tuple(items), place)
        else:
            content = self._scalar(node, place, path)
            plus = isinstance(content, int | float) and str(node.value).startswith("+")
            tagged_text = isinstance(content, str) and content[:1].isdigit()
            number = isinstance(content, int | float) and not isinstance(content, bool)
            result = Scalar(content, place, plus, str(node.value) if number or tagged_text else "")
        if size > LARGEST_TREE:
            self._refuse(
                place, path, "the aliases expand to far too many values", "write the values out, or put them in a CSV file"
            )
        self.open.discard(id(node))
        self.done[id(node)] = (result, size)
        return result, size

    def _joined(self, earlier: Any, node: Any, path: str, key: str) -> Scalar | None:
        """The number meant where a decimal comma has split ``4,5 min`` in two; None when it was no such comma."""
        if not (_is_plain(earlier) and _is_plain(node)) or earlier.end_mark.index + 1 != node.start_mark.index:
            return None
        whole, rest = str(earlier.value), str(node.value)
        if not (_WHOLE.fullmatch(whole) and _BEHIND_COMMA.fullmatch(rest)):
            return None
        place, text = self._place(earlier), f"{whole},{rest}"
        at = f"{path}.{key}" if path and key else path or key
        self.sources.report(place, at, f"a decimal comma (got {seen(text)})", comma_hint(text))
        self.commas.append(self.sources.found.pop())
        number = f"{whole}.{rest}"
        return Scalar(float(number) if rest.isdecimal() else number, place)

    def _key(self, node: Any, path: str, entries: dict[str, Entry]) -> str:
        place = self._place(node)
        if type(node).__name__ != "ScalarNode":
            self._refuse(place, path, "a key must be a plain word", "a text that begins with { or [ needs quotes")
        if node.tag == f"{_TAG}merge":
            self._refuse(
                place, path, "merge keys (<<) are not part of the language", "use extends, or an alias for a whole value"
            )
        self._check_tag(node, place, path, None)
        key = str(node.value)
        if key in entries:
            first = entries[key].key
            at = f"{path}.{key}" if path else key
            self.sources.report(place, at, f"the key is used twice (first in line {first.line})", "remove one of them")
        return key

    def _scalar(self, node: Any, place: Place, path: str) -> str | int | float | bool | None:
        text, tag = str(node.value), node.tag
        self._check_tag(node, place, path, None)
        if tag in _TEXT_TAGS:
            curly = _CURLY.fullmatch(text) if node.style is None else None
            return curly.group(1) if curly is not None else text
        if tag == f"{_TAG}null":
            return None
        if tag == f"{_TAG}bool":
            return text.lower() in {"true", "yes", "on", "y"}
        digits = text.replace("_", "")
        try:
            if tag == f"{_TAG}int":
                return int(digits, 0) if re.match(r"[+-]?0[xob]", digits) else int(digits)
            return float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            self._refuse(place, path, f"not a number (got {seen(text)})", "")
            return None

    def _check_tag(self, node: Any, place: Place, path: str, allowed: set[str | None] | None) -> None:
        names = allowed or {*_TEXT_TAGS, *(f"{_TAG}{kind}" for kind in ("int", "float", "bool", "null", "merge", "value"))}
        if node.tag not in names:
            shown = str(node.tag).replace(_TAG, "!!")
            self._refuse(place, path, f"the tag {shown} has no place in a scenario", "remove the tag")

    def _refuse(self, place: Place, path: str, message: str, hint: str) -> None:
        self.sources.report(place, path, message, hint)
        found = self.sources.found.pop()
        raise InvalidScenario([found])
