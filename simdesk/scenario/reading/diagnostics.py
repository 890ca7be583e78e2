"""What is wrong with a scenario, where, and what would be right: for a person to read and a program to list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from simdesk.errors import InputError
from simdesk.likeness import near

MOST_TOLD = 20
"""Diagnostics told in full; the rest are counted."""
LONGEST_LINE = 160
LONGEST_MESSAGE = 300
LONGEST_HINT = 1000
"""Characters: lists of what is known are whole."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands.

    Parameters
    ----------
    file : str
        As the user named it.
    line, column : int
        Counted from 1; 0 where there is no text (a change made in Python, a file that cannot be read).
    """

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Fix:
    """The change of a file that mends one fault, for programs; a hint says the same in words.

    Parameters
    ----------
    kind : {"rename", "move", "write", "line"}
        ``rename``: the key at ``path`` is called otherwise, or the word that is wrong is another. ``move``: the key at ``path``
        belongs at another path. ``write``: the value at ``path`` is another. ``line``: a line ``key: value`` belongs in the
        block at ``path``, instead of the key where that is at ``path``.
    path : str
        Dotted, as in the diagnostic.
    to : tuple of str
        What to write instead, likeliest first; each of them mends the fault.
    also : tuple of Fix
        Further changes that the fault needs, where several keys have one cause.
    """

    kind: Literal["rename", "move", "write", "line"]
    path: str
    to: tuple[str, ...]
    also: tuple[Fix, ...] = ()

    @property
    def text(self) -> str:
        """The fix in words."""
        either = f"{', '.join(self.to[:-1])} or {self.to[-1]}" if len(self.to) > 1 else self.to[0]
        return {"rename": f"did you mean {either}?", "move": f"it belongs at {either}"}.get(self.kind, f"write {either}")


_REMARK = re.compile(
    r" \((?:talk|in)\b[^()]*\)|, (?:with|without|so|unless|as|and|which)\b.*| with a decimal point$| for (?:none|nothing)$|; .*"
    r"| in (?:the cell|every row|quotes).*$"
)
_ASIDE = re.compile(r" (?:for|to|if) (?![^{\[]*[}\]]).*$")
"""What a choice is for: ``{add: 2%} for 32%``."""
_UNDER = re.compile(r" under ([a-z_]+)$")
_VALUE = re.compile(r"[\d.+\-\[{\"]|[<>]=?|[a-z_]+\(|true$|false$")
_LINE = re.compile(r"[a-z_]+: \S")


def fix_of(hint: str, path: str) -> Fix | None:
    """What a hint asks for, where it is one of the forms that can be obeyed; None where it is only advice.

    These are ``did you mean A or B?`` and ``write A`` (``write A, B or C``; a remark may follow), where A is a value, or a line
    ``key: value``, which may stand ``under`` another section.
    """
    if hint.startswith("did you mean ") and "?" in hint:
        meant = hint.removeprefix("did you mean ").partition("?")[0].partition(", the ")[0].partition(", or write")[0]
        return Fix("rename", path, tuple(_choices(meant)))
    if not hint.startswith("write "):
        return None
    asked = _REMARK.sub("", hint.removeprefix("write "))
    choices = _choices(asked)
    if not choices:
        return None
    under = _UNDER.search(choices[0])
    choices = [_UNDER.sub("", choice) for choice in choices]
    if under is None or _LINE.match(choices[0]):
        at = under[1] if under else path
        lines = tuple(one for one in choices if _LINE.match(one))
        if lines and lines[0] == choices[0]:
            return Fix("line", at, lines)
    above, dot, key = path.rpartition(".")
    if dot and re.search(rf"[{{ ]{re.escape(key)}: ", choices[0]):
        path = above  # what is written holds the key itself, so it is the block that is written
    values = tuple(one for one in choices if _VALUE.match(one) or ", without " in hint)
    return Fix("write", path, values) if values and values[0] == choices[0] else None


def _choices(text: str) -> list[str]:
    """``4 s, 4 min or 4 h`` as its three parts; what stands in brackets or quotes is kept together."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, sign in enumerate(text):
        quoted ^= sign == '"'
        depth += (sign in "([{") - (sign in ")]}")
        between = re.match(r",? or |, ", text[at:]) if not quoted and depth == 0 and at >= start else None
        if between is not None:
            parts.append(text[start:at])
            start = at + between.end()
    return [_ASIDE.sub("", part).strip() for part in (*parts, text[start:]) if part.strip()]


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong.

    Parameters
    ----------
    file : str
    line, column : int
        Counted from 1; 0 when the fault is the whole file.
    path : str
        The place in the scenario, such as ``queues.sales.patience.mean``; empty for a fault of the text itself.
    message : str
        What is wrong, with the value seen.
    hint : str
        What would be right; may be empty.
    source_line : str
        The line of the file, for the caret.
    fix : Fix, optional
        What the hint asks for, where a program can do it.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    source_line: str = ""
    fix: Fix | None = None

    @property
    def where(self) -> str:
        """``day.yaml:12:9``, or the file alone."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def essence(self) -> tuple[object, ...]:
        """Where it is and what is wrong, whatever is said to do about it."""
        return self.file, self.line, self.column, self.message

    @property
    def headline(self) -> str:
        """``day.yaml:12:9: queues.sales.patience.mean: must be above 0 s (got -3 s)``."""
        return ": ".join(part for part in (self.where, self.path, self.message) if part)

    def render(self) -> str:
        """Headline, source line, caret and hint, each on its own line."""
        lines = [self.headline]
        if self.source_line.strip():
            text, column = _window(self.source_line, self.column)
            lines += [f"    {text}", f"    {' ' * (column - 1)}^"]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, for JSON."""
        return asdict(self)


def rendered(diagnostics: Sequence[Diagnostic]) -> str:
    """Diagnostics for a person: the first ``MOST_TOLD`` in full, the rest counted."""
    lines = [diagnostic.render() for diagnostic in diagnostics[:MOST_TOLD]]
    more = len(diagnostics) - MOST_TOLD
    if more > 0:
        lines.append(f"and {more} more (simdesk validate --json lists all)")
    return "\n".join(lines)


class InvalidScenario(InputError):  # noqa: N818 - the name a planner sees
    """A scenario or one of its files is wrong.

    Parameters
    ----------
    diagnostics : sequence of Diagnostic
        Everything found, in order of position.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        super().__init__("")
        self.args = (tuple(diagnostics),)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found."""
        return tuple(self.args[0])

    @property
    def message(self) -> str:
        """The diagnostics as text: the first ``MOST_TOLD`` in full, the rest counted."""
        return rendered(self.diagnostics)

    @property
    def hint(self) -> str:
        """Empty: each diagnostic has its own hint."""
        return ""

    def described(self) -> str:
        """The diagnostics as they are, so that an editor can jump to each place."""
        count = len(self.diagnostics)
        return f"{self.message}\n{count} {'fault' if count == 1 else 'faults'} found"

    def __str__(self) -> str:
        return self.message


class Sources:
    """The files read so far and what was found wrong in them."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}
        self.found: list[Diagnostic] = []
        self.left_out: list[tuple[str | int, ...]] = []
        """Paths of keys in lines that could not be read, of which nothing is known."""

    def keep(self, file: str, text: str) -> None:
        """Remember a file's text, in order of reading."""
        self.lines[file] = text.splitlines()

    def line(self, place: Place) -> str:
        """The source line of a place; empty when there is none."""
        lines = self.lines.get(place.file, [])
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def report(self, place: Place, path: str, message: str, hint: str = "", fix: Fix | None = None) -> None:
        """Note one fault; a hint without a fix is read for one."""
        line, fix = tidy(self.line(place), 10**6), fix or fix_of(hint, path)
        hint = tidy(hint, LONGEST_HINT)
        self.found.append(Diagnostic(place.file, place.line, place.column, tidy(path), tidy(message), hint, line, fix))

    def in_order(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Each cause once, by file in order of reading, then line and column.

        A fault of one place that several parts or variants use is told of the first. Faults of one kind in many items of a list
        are told of the first, and the others counted.
        """
        rank = {file: index for index, file in enumerate(self.lines)}
        by_place = sorted(diagnostics, key=lambda one: (rank.get(one.file, len(rank)), one.file, one.line, one.column))
        once: dict[tuple[object, ...], Diagnostic] = {}
        slips = {(one.file, one.line) for one in by_place if one.line and not one.path}
        for one in by_place:
            if one.path and (one.file, one.line) in slips:
                continue  # the text of the line is wrong, and what follows from it is not told
            end = re.split(r"[.\[]", one.path)[-1]
            key = (one.file, one.line, one.column, one.message, end) if one.line else (one.file, one.path, one.message)
            once.setdefault(key, one)
        return tuple(_many_counted([_fixed_in_place(one) for one in once.values()]))

    def raise_if_wrong(self) -> None:
        """Raise everything found so far.

        Raises
        ------
        InvalidScenario
        """
        if self.found:
            raise InvalidScenario(self.in_order(self.found))


def _fixed_in_place(one: Diagnostic) -> Diagnostic:
    """The diagnostic of a change with the paths of its fix as they stand in the file: ``variants.more.queues.sales``."""
    start = one.path.removesuffix(one.fix.path) if one.fix is not None else ""
    if one.fix is None or start == one.path or not start.startswith(("variants.", "sweep.")):
        return one

    def there(fix: Fix) -> Fix:
        to = tuple(f"{start}{path}" for path in fix.to) if fix.kind == "move" else fix.to
        return Fix(fix.kind, f"{start}{fix.path}", to, tuple(map(there, fix.also)))

    return replace(one, fix=there(one.fix))


MOST_ALIKE = 3
"""Items of one list whose faults of one kind are each told."""
_ITEM = re.compile(r"\[\d+\](?:\.[a-z_]+(?:\[\d+\])?)?$|\.\d{1,2}:\d{2}$")
_SEEN = re.compile(r"\(got .*\)$|'[^']*'|\d[\d:.,%]*")


def _many_counted(found: list[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics, with those of one kind in many items of one list told of the first item alone."""
    alike: dict[tuple[str, ...], list[Diagnostic]] = {}
    for one in found:
        if _ITEM.search(one.path):
            alike.setdefault(_kind(one), []).append(one)
    told = []
    for one in found:
        group = alike.get(_kind(one), []) if _ITEM.search(one.path) else []
        if len(group) <= MOST_ALIKE:
            told.append(one)
        elif one is group[0]:
            last = group[-1]
            where = f", the last in line {last.line}" if last.line > one.line else ""
            told.append(replace(one, message=f"{one.message}, and {len(group) - 1} more such values{where}"))
    return told


def _kind(one: Diagnostic) -> tuple[str, ...]:
    return one.file, _ITEM.sub("", one.path), _SEEN.sub("", one.message), _SEEN.sub("", one.hint)


def tidy(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """Text that is safe to print: no control characters, not endlessly long."""
    clean = "".join(
        character if character.isprintable() else " " if character == "\t" else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def seen(value: object) -> str:
    """A value the way a person wrote it, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "nothing"
        case str():
            return f"'{tidy(value, 60)}'"
        case int() | float():
            try:
                return tidy(f"{value:.15g}" if isinstance(value, float) else str(value), 40)
            except ValueError:
                return "an endless number"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return type(value).__name__


def did_you_mean(word: str, known: Collection[str], what: str = "known") -> str:
    """A hint: the known word of which this is a misspelling, or all of them."""
    close = near(word, known)
    if close:
        return Fix("rename", "", tuple(close[:3])).text
    if not known:
        return ""
    return f"{what}: {', '.join(str(name) for name in known)}"


def _window(line: str, column: int) -> tuple[str, int]:
    """A long line cut to what surrounds the column."""
    if len(line) <= LONGEST_LINE:
        return line, max(column, 1)
    start = max(0, min(column - 1 - LONGEST_LINE // 2, len(line) - LONGEST_LINE))
    return line[start : start + LONGEST_LINE], column - start
