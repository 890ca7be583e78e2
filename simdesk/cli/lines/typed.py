"""A command line as typed, and as it would have to be typed."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PLAIN = re.compile(r"[\w@%+=:,./-]+")


@dataclass
class Typed:
    """What is known of a command line while it is read.

    Parameters
    ----------
    command : str
        As simdesk calls it.
    files : list of str
        Arguments without an option, in order.
    options : list of str
        Options and their values as simdesk takes them.
    answers : list of str
        Why the line cannot be taken as it is; empty when it can.
    said : list of str
        How something was understood.
    lines : list of list of str
        Other lines that may be meant, each whole; used instead of the line itself.
    hidden : bool
        Nothing is to be printed.
    """

    command: str
    files: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    hidden: bool = False

    def arguments(self) -> list[str]:
        """The line for the command, without ``simdesk``."""
        return [self.command, *self.files, *self.options]


def shown(arguments: list[str]) -> str:
    """Arguments as they are typed into a shell."""
    return " ".join(one if _PLAIN.fullmatch(one) else shlex.quote(one) for one in arguments)


def folded(word: str) -> str:
    """An option or command without dashes in front, in lower case, with hyphens between words."""
    return word.strip().lstrip("-").lower().replace("_", "-")


def scenarios_here(most: int = 8) -> list[str]:
    """The YAML files of the current folder."""
    try:
        names = sorted(path.name for path in Path().iterdir() if path.suffix in {".yaml", ".yml"} and path.is_file())
    except OSError:
        return []
    return names[:most]


@dataclass(frozen=True)
class Options:
    """The options of a command: for each name whether it takes a value; and those that take one and only once."""

    values: dict[str, bool]
    once: frozenset[str] = frozenset()

    @classmethod
    def of(cls, command: Any) -> Options:
        """From a command of click."""
        found = {}
        for one in command.params:
            for name in (*one.opts, *one.secondary_opts) if one.param_type_name == "option" else ():
                found[name] = not one.is_flag
        once = {name for one in command.params for name in one.opts if found.get(name) and not one.multiple}
        return cls(found | {"--help": False, "-h": False}, frozenset(once))

    def spelt(self, name: str) -> str:
        """The option that is the same but for case, ``_`` and dashes in front; empty when there is none."""
        return next((known for known in self.values if len(known) > 2 and folded(known) == folded(name)), "")
