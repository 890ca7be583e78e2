"""What is wrong with a scenario, where, and what would be right: for a person to read and a program to list."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from simdesk.errors import InputError

LONGEST_LINE = 160
LONGEST_MESSAGE = 300


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
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    source_line: str = ""

    @property
    def where(self) -> str:
        """``day.yaml:12:9``, or the file alone."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

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
        """All diagnostics as text."""
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)

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

    def keep(self, file: str, text: str) -> None:
        """Remember a file's text, in order of reading."""
        self.lines[file] = text.splitlines()

    def line(self, place: Place) -> str:
        """The source line of a place; empty when there is none."""
        lines = self.lines.get(place.file, [])
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def report(self, place: Place, path: str, message: str, hint: str = "") -> None:
        """Note one fault."""
        self.found.append(
            Diagnostic(place.file, place.line, place.column, tidy(path), tidy(message), tidy(hint), tidy(self.line(place), 10**6))
        )

    def in_order(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Without repetitions, by file in order of reading, then line and column."""
        rank = {file: index for index, file in enumerate(self.lines)}
        unique = dict.fromkeys(diagnostics)
        return tuple(sorted(unique, key=lambda one: (rank.get(one.file, len(rank)), one.file, one.line, one.column)))

    def raise_if_wrong(self) -> None:
        """Raise everything found so far.

        Raises
        ------
        InvalidScenario
        """
        if self.found:
            raise InvalidScenario(self.in_order(self.found))


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


def nearest(word: str, known: Collection[str]) -> str:
    """The known word most like a given one, in any case; empty when none is near."""
    by_folded = {str(name).lower(): str(name) for name in known}
    close = difflib.get_close_matches(word.lower(), list(by_folded), n=1)
    return by_folded[close[0]] if close else ""


def did_you_mean(word: str, known: Collection[str], what: str = "known") -> str:
    """A hint: the nearest known word, or all of them."""
    close = nearest(word, known)
    if close:
        return f"did you mean {close}?"
    if not known:
        return ""
    names = [str(name) for name in known]
    return f"{what}: {', '.join(names if len(names) <= 12 else [*names[:12], '…'])}"


def _window(line: str, column: int) -> tuple[str, int]:
    """A long line cut to what surrounds the column."""
    if len(line) <= LONGEST_LINE:
        return line, max(column, 1)
    start = max(0, min(column - 1 - LONGEST_LINE // 2, len(line) - LONGEST_LINE))
    return line[start : start + LONGEST_LINE], column - start
