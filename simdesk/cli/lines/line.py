"""A command line while it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simdesk.cli.lines.settings import Known
from simdesk.cli.lines.targets import Targets
from simdesk.cli.lines.typed import Options, Typed

YAML = re.compile(r".*\.ya?ml$", re.IGNORECASE)
TABLE = re.compile(r".*\.(?:csv|tsv|xlsx|xlsm|xls|ods)$", re.IGNORECASE)
"""A file of figures, which is no scenario."""
_NEGATIVE = re.compile(r"-\.?\d")


@dataclass
class Line:
    """What is known of a command line, and the words that are still to be read.

    Parameters
    ----------
    typed : Typed
        As it would have to be typed.
    options : Options
        Of its command.
    commands : dict of str to click command
    words : list of str
        Still to be read.
    whole : list of str
        All words behind the command.
    settings : list of (str, str)
        Values of the scenario, by a part of their path.
    later : list of str
        Files named by an option, to be sorted behind the others.
    metrics : list of str
        Measures as typed.
    dates : list of (str, str)
        Options that name days, with their values.
    left_out : dict of str to list of str
        By sentence, what was typed and has no place in the line.
    day_named : str
        A weekday or date where the number of a simulated day is taken.
    span : (str, str, str), optional
        From when to when is to be explained: as typed, its start and its end.
    subject : str
        The queue or group that the line names, for settings that have none of their own.
    ends : dict of str to str
        First and last value and step of a sweep, where each is an option.
    by_option : dict of str to str
        Keys of the settings that were typed as options, with these.
    every_variant : bool
        All variants are asked for.
    elsewhere : bool
        The command was changed for an option's sake; it is changed only once.
    either : (list of str, list of str), optional
        Options of two lines of which one is meant: settings go behind both.
    where : list of str
        Sentences that say where to look instead of a line.
    """

    typed: Typed
    options: Options
    commands: dict[str, Any]
    words: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    settings: list[tuple[str, str]] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    day_named: str = ""
    span: tuple[str, str, str] | None = None
    subject: str = ""
    ends: dict[str, str] = field(default_factory=dict)
    by_option: dict[str, str] = field(default_factory=dict)
    every_variant: bool = False
    elsewhere: bool = False
    either: tuple[list[str], list[str]] | None = None
    where: list[str] = field(default_factory=list)
    targets: Targets = field(default_factory=Targets)
    known: Known = field(default_factory=Known)

    @property
    def command(self) -> str:
        """The command so far."""
        return self.typed.command

    @property
    def file(self) -> str:
        """The first file; empty where none was named."""
        return self.typed.files[0] if self.typed.files else ""

    @property
    def scenario_file(self) -> str:
        """The scenario, which may still stand further behind; empty where none was named."""
        return self.file or next((one for one in self.whole if YAML.fullmatch(one)), "")

    def has(self, option: str) -> bool:
        """Whether the command has an option."""
        return option in self.options.values

    def next_value(self) -> str | None:
        """The next word where it can be a value."""
        if not self.words or (self.words[0].startswith("-") and len(self.words[0]) > 1 and not _NEGATIVE.match(self.words[0])):
            return None
        return self.words.pop(0)

    def ahead(self, value: str, *, given: bool) -> str:
        """The value of an option, looked at and not taken; empty where another option follows."""
        if given:
            return value
        return self.words[0] if self.words and not re.match(r"-[^\d.]", self.words[0]) else ""

    def value_to_leave_out(self) -> str:
        """The next word where it belongs to an option that the command lacks; empty for a file or another option."""
        if not self.words or YAML.fullmatch(self.words[0]):
            return ""
        if not self.words[0].isdecimal() and Path(f"{self.words[0]}.yaml").is_file():
            return ""
        return self.next_value() or ""

    def leave_out(self, name: str, value: str | None, sentence: str) -> None:
        """Note that an option as typed has no place in the line, and why."""
        self.left_out.setdefault(sentence, []).append(f"{name} {value}" if value else name)

    def change_command(self, command: str) -> dict[str, bool]:
        """Go on with the options of another command; gives those of the one before."""
        before = self.options.values
        self.typed.command, self.options = command, Options.of(self.commands[command])
        return before
