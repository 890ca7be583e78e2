"""Which command is meant, where the first word is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simdesk.cli.lines.line import YAML
from simdesk.cli.lines.typed import Typed, folded, scenarios_here
from simdesk.cli.lines.words import ANSWERED, COMMAND_OF
from simdesk.errors import UsageError
from simdesk.likeness import near

PLACEHOLDER = "day.yaml"
"""Stands for the scenario in lines to type where the folder has none."""

_SAID_OF_FILES = (
    "report reports result results variant variants queue queues group groups agents scenario scenarios file files run runs "
    "the all last latest summary cost costs chart charts plot of for"
)
_NOUNS = frozenset(_SAID_OF_FILES.split())


def help_or_version(word: str, rest: list[str], commands: dict[str, Any]) -> Typed:
    """``simdesk help run`` and ``simdesk version`` as they are written here."""
    if word in {"version", "versions", "v"}:
        return Typed("--version")
    about = COMMAND_OF.get(folded(rest[0]), folded(rest[0])) if rest else ""
    return Typed(about if about in commands else "--help", options=["--help"] if about in commands else [])


def command_of(first: str, rest: list[str], commands: dict[str, Any]) -> tuple[str, list[str], str]:
    """The command that a first word means, with the words behind it: a file alone is run.

    Parameters
    ----------
    first : str
    rest : list of str
    commands : dict of str to click command

    Returns
    -------
    (str, list of str, str)
        The command, its words, and what is to be answered where it is not surely meant.
    """
    if YAML.fullmatch(first) or (Path(first).is_file() and not first.startswith("-")):
        return "run", [first, *rest], ""
    if first.startswith("-"):
        file = next((one for one in rest if YAML.fullmatch(one)), "")
        if not file:
            raise UsageError(f"the command is missing (got {first})", f"write simdesk run {some_file()}")
        return "run", [file, *(one for one in (first, *rest) if one != file)], ""
    word = folded(first)
    if word in ANSWERED:
        message, (command, _, *options) = ANSWERED[word]
        rest = _without_nouns(rest)
        return command, [*rest, *(one for one in options if one not in rest)], f"there is no command {first}: {message}"
    close = near(word, [*commands, *COMMAND_OF])
    if close:
        return COMMAND_OF.get(close[0], close[0]), rest, f"there is no command {first}"
    raise UsageError(f"there is no command {first}", f"commands: {', '.join(commands)}")


def _without_nouns(words: list[str]) -> list[str]:
    """Words in front of the file that only say what is wanted: ``list variants day.yaml``."""
    for at, word in enumerate(words):
        if word.startswith("-") or YAML.fullmatch(word) or Path(word).exists() or Path(f"{word}.yaml").exists():
            return words[at:]
        if folded(word) not in _NOUNS:
            return words
    return []


def some_file() -> str:
    """A scenario of this folder, or a name for one."""
    return next(iter(scenarios_here()), PLACEHOLDER)
