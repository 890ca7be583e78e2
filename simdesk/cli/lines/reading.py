"""Reads a command line: other names of commands and options are understood, and what cannot be is answered with a line."""

from __future__ import annotations

import re
from itertools import islice, product
from pathlib import Path
from typing import Any

from simdesk.cli.lines.commands import PLACEHOLDER, YAML, command_of, help_or_version
from simdesk.cli.lines.outputs import ask_for_page, file_ending, file_of_a_flag, is_a_file, name_output
from simdesk.cli.lines.settings import Known
from simdesk.cli.lines.targets import LEVEL as LEVEL_OF_SERVICE
from simdesk.cli.lines.targets import Targets
from simdesk.cli.lines.typed import Options, Typed, folded, scenarios_here
from simdesk.cli.lines.values import EXAMPLES, measure_named, whole_number
from simdesk.cli.lines.words import (
    ABOUT,
    COMMAND_OF,
    DAYS_OF,
    FILE,
    HELP,
    HTML,
    LEVEL,
    LIMIT_OF,
    OPTION_OF,
    QUIET,
    VERBOSE,
)
from simdesk.errors import UsageError
from simdesk.likeness import near

_RANGE = re.compile(r"[^=]*\.\.[^=]*|[^=,\s]+(?:,[^=,\s]+)+")
_CLOCK = re.compile(r"(?:.+ )?\d{1,2}:\d{2}")
_SETTING = re.compile(r"([A-Za-z_][\w.\[\]-]*)\s*[=:]\s*(.+)")
_ONE_FILE = {"run", "estimate", "staff", "sweep", "explain"}
_OF_RUN_ALONE = {"--contacts", "--resume"}


def understood(arguments: list[str], commands: dict[str, Any]) -> Typed | None:
    """A command line as simdesk takes it; None where nothing of it needs understanding.

    Parameters
    ----------
    arguments : list of str
        Without ``simdesk``.
    commands : dict of str to click command

    Returns
    -------
    Typed or None

    Raises
    ------
    UsageError
        With the line to type, where it cannot be taken.
    """
    if not arguments or arguments[0] in {"-h", "--help", "--version"}:
        return None
    first, rest = arguments[0], list(arguments[1:])
    word = folded(first)
    if (word in HELP | {"version"} or first in {"-V", "-v"}) and first not in commands and not (first == "-v" and rest):
        return help_or_version(word, rest, commands)
    command = first if first in commands else word if word in commands else COMMAND_OF.get(word, "")
    if command not in commands:
        command, rest = command_of(first, rest, commands)
    typed = Typed(command)
    try:
        _Reader(typed, Options.of(commands[command]), commands).read(rest)
    except _VersionAskedError:
        return Typed("--version")
    if typed.answers:
        raise typed.refusal()
    return typed


class _VersionAskedError(Exception):
    """The version is asked for behind a command."""


class _Reader:
    """Goes through the words behind a command."""

    def __init__(self, typed: Typed, options: Options, commands: dict[str, Any]) -> None:
        self.typed, self.options, self.commands = typed, options, commands
        self.words: list[str] = []
        self.whole_line: list[str] = []
        self.settings: list[tuple[str, str]] = []
        self.later: list[str] = []
        self.targets, self.known = Targets(), Known()

    def read(self, words: list[str]) -> None:
        self.words, self.whole_line = list(words), list(words)
        loose: list[str] = []
        while self.words:
            word = self.words.pop(0)
            if word == "--":
                loose += self.words
                self.words = []
            elif word.startswith("-") and len(word) > 1 and not re.match(r"-\.?\d", word):
                self._option(word)
            else:
                loose.append(word)
        self._sort([*loose, *self.later])
        if self._file_is_missing():
            self._without_file()
            return
        self._complete()
        self._twice()

    def _option(self, word: str) -> None:
        name, sign, value = word.partition("=")
        if not word.startswith("--"):
            short = word[:2]
            if short in self.options.values and (len(word) == 2 or self.options.values[short]) and not self._long(name):
                self._known(short, word[2:].removeprefix("="), given=len(word) > 2)
                return
        known = name if name in self.options.values else self._long(name) or self.options.spelt(name)
        if known:
            self._known(known, value, given=bool(sign))
        else:
            self._unknown(name, value, given=bool(sign))

    def _long(self, name: str) -> str:
        """``-seed`` as ``--seed``."""
        return self.options.spelt(name) if len(folded(name)) > 1 else ""

    def _next(self) -> str | None:
        """The next word where it can be a value."""
        if not self.words or (self.words[0].startswith("--") and len(self.words[0]) > 2):
            return None
        return self.words.pop(0)

    def _known(self, name: str, value: str, *, given: bool) -> None:
        if not self.options.values[name]:
            self.typed.options.append(name)
            if given and value.lower() in {"false", "no", "0", "off"}:
                self.typed.options.pop()
            if name in ABOUT and self.words and is_a_file(self.words[0], name):
                self.settings += file_of_a_flag(self.typed, self.options, name, self.words.pop(0))
            return
        found: str | None = value if given else self._next()
        if found is None:
            self.typed.answers.append(f"the value of {name} is missing")
            if name in EXAMPLES:
                self.typed.options += [name, EXAMPLES[name]]
            return
        if name == "--set":
            self._set(found)
        elif name in {"--output", "-o"} and file_ending(found) and not Path(found).is_dir():
            name_output(self.typed, self.options, self.words, name, found)
        elif name == "--variant" and "," in found:
            self.typed.options += [word for one in found.split(",") for word in (name, one.strip())]
        elif name in {"--metric"}:
            self.typed.options += [name, measure_named(self.typed, found)]
        elif name in {"--replications", "-n", "--verify", "--rounds", "--seed", "--cores"}:
            self.typed.options += [name, whole_number(self.typed, name, found)]
        else:
            self.typed.options += [name, found]

    def _unknown(self, name: str, value: str, *, given: bool) -> None:
        word = folded(name)
        if word in HELP:
            self.typed.options.append("--help")
        elif word in FILE and (word not in OPTION_OF or OPTION_OF[word] not in self.options.values):
            file = value if given else self._next()
            if file is not None:
                named = _with_ending(file)
                (self.typed.files if YAML.fullmatch(named) or Path(named).exists() else self.later).append(named)
        elif word == "version":
            raise _VersionAskedError
        elif word in QUIET:
            self.typed.hidden = True
        elif word in VERBOSE:
            self.typed.said.append(f"{name} changes nothing: simdesk says everything it knows")
        elif word in HTML:
            named = value if given else ""
            if not named and self.words and re.search(r"\.(?:html?|pdf)$", self.words[0]):
                named = self.words.pop(0)
            ask_for_page(self.typed, self.options, named)
        elif word in LEVEL and "--target" not in self.options.values:
            self.targets.take_level((value if given else self._next()) or "80/20")
        elif (limit := LIMIT_OF.get(word)) and not self._is_an_option(word):
            bound = value if given else self._next()
            if bound is None:
                self.typed.answers.append(f"the value of {name} is missing")
            else:
                self.targets.take_limit(limit, bound)
        else:
            self._meant(name, word, value, given=given)

    def _is_an_option(self, word: str) -> bool:
        return bool(self.options.spelt(word))

    def _meant(self, name: str, word: str, value: str, *, given: bool) -> None:
        option = OPTION_OF.get(word, "")
        if option == "--replications" or word == "replications":
            option = DAYS_OF.get(self.typed.command, "--replications")
        if option in self.options.values:
            self._known(option, value, given=given)
            return
        elsewhere = option or f"--{word}"
        others = [one for one, command in self.commands.items() if elsewhere in Options.of(command).values]
        text = value if given else None
        key = word.replace("-", "_")
        if not others and "--set" in self.options.values and self._is_a_key(key):
            text = self._next() if text is None else text
            if text is not None:
                if self.words and re.fullmatch(r"[A-Za-z_]\w*", text) and re.match(r"[+-]?\d", self.words[0]):
                    text = f"{text}={self.words.pop(0)}"  # --headcount desk 14
                self.settings.append((key, text))
                return
        slips = near(word, [folded(one) for one in self.options.values if len(one) > 2])
        if slips:
            self.typed.answers.append(f"{self.typed.command} has no option {name}")
            self._known(f"--{slips[0]}", value, given=given)
        elif others:
            self._of_another(name, elsewhere, others, value, given=given)
        else:
            known = ", ".join(one for one in self.options.values if len(one) > 2 and one != "--help")
            self.typed.answers.append(f"{self.typed.command} has no option {name}; it has {known}")
            if self.words and not self.words[0].startswith("-") and not YAML.fullmatch(self.words[0]):
                self.words.pop(0)

    def _fits(self, command: str) -> int:
        """How many of the options so far a command has."""
        return sum(one in Options.of(self.commands[command]).values for one in self.typed.options if one.startswith("-"))

    def _of_another(self, name: str, option: str, others: list[str], value: str, *, given: bool) -> None:
        """An option of another command: the line with that command."""
        other = max(others, key=lambda one: (self._fits(one), one == "run"))
        self.typed.answers.append(f"{self.typed.command} has no option {name}: it belongs to {' and '.join(others[:3])}")
        before, self.options = self.options, Options.of(self.commands[other])
        kept: list[str] = []
        words = iter(self.typed.options)
        for word in words:
            behind = [next(words)] if before.values.get(word) else []
            if word in self.options.values:
                kept += [word, *behind]
            else:
                self.typed.answers.append(f"{other} has no {word}: leave it out, or run {self.typed.command} alone with it")
        self.typed.command, self.typed.options = other, kept
        self._known(option, value, given=given)

    def _is_a_key(self, key: str) -> bool:
        from simdesk.scenario.hints.places import patterns_of
        from simdesk.scenario.hints.words import MEANT

        return key in MEANT or bool(patterns_of(key))

    def _set(self, text: str) -> None:
        match = _SETTING.fullmatch(text.strip())
        if match is not None and ("=" in text or not text.strip().startswith("{")):
            self.settings.append((match[1], match[2].strip()))
        elif self.words and re.fullmatch(r"[\w.\[\]-]+", text.strip()) and not self.words[0].startswith("--"):
            self.settings.append((text.strip(), self.words.pop(0)))
        else:
            self.typed.options += ["--set", text]

    def _sort(self, loose: list[str]) -> None:
        """What stands without an option: files, and what can be told from its form."""
        command = self.typed.command
        if command not in _ONE_FILE:
            helped = [one for one in loose if one == "help" and not Path(one).exists()]
            self.typed.options += ["--help"] * len(helped)
            for one in loose:
                if one not in helped and not self._variant_behind(one):
                    self.typed.files.append(_with_ending(one))
            if command == "new" and not self.typed.files and "--help" not in self.typed.options:
                self.typed.answers.append("the name of the file to write is missing")
                self.typed.files.append(PLACEHOLDER)
        else:
            while loose:
                word = loose.pop(0)
                if not self.typed.files and not self._form(word, loose, only_sure=True):
                    self.typed.files.append(_with_ending(word))
                elif self.typed.files and not self._form(word, loose, only_sure=False):
                    self._extra(word)

    def _variant_behind(self, word: str) -> bool:
        """Take a word behind the first file of a comparison for a variant of it, or for a setting."""
        if self.typed.command != "compare" or not self.typed.files or Path(_with_ending(word)).exists():
            return False
        if "," in word and all(self.known.is_variant(self.typed.files[0], one.strip()) for one in word.split(",")):
            self._known("--variant", word, given=True)
            return True
        return self._form(word, [], only_sure=False)

    def _file_is_missing(self) -> bool:
        needed = self.typed.command in {*_ONE_FILE, "compare", "validate", "format"}
        return needed and not self.typed.files and not {"--help", "-h"} & set(self.typed.options)

    def _without_file(self) -> None:
        """Ask for the scenario; what was typed behind the command stays as it is."""
        if self.typed.command == "estimate" and (self.settings or self.targets):
            given = {word: value for key, value in self.settings for word in [folded(key)]}
            rate = next((given[word] for word in ("calls", "volume", "contacts", "arrivals") if word in given), "60")
            talk = next((given[word] for word in ("aht", "handle-time", "talk-time") if word in given), "300")
            agents = next((given[word] for word in ("agents", "headcount", "staff") if word in given), "10")
            talk = f"{talk} s" if talk.isdecimal() else talk
            raise UsageError(
                "there is no Erlang calculator of bare numbers yet: estimate reads a scenario",
                f"write simdesk new {PLACEHOLDER}, give its queue arrivals: {{rate: {rate} per h}} and handle_time: {talk} "
                f"and its group headcount: {agents}, then simdesk estimate {PLACEHOLDER}",
            )
        here = scenarios_here() or [PLACEHOLDER]
        self.typed.answers = ["the scenario file is missing" + (f"; there are {', '.join(here)}" if len(here) > 1 else "")]
        self.typed.lines = [[self.typed.command, file, *self.whole_line] for file in here[: 1 if not self.whole_line else 6]]

    def _form(self, word: str, loose: list[str], *, only_sure: bool) -> bool:
        """Take a word for what its form says; False where that is not clear."""
        if word == "help" and not Path(word).exists():
            self.typed.options.append("--help")
        elif _SETTING.fullmatch(word) and "=" in word and "--set" in self.options.values:
            self._set(word)
        elif only_sure:
            return False
        elif LEVEL_OF_SERVICE.fullmatch(word):
            self.targets.level = word
        elif self.typed.command == "sweep" and loose and _RANGE.fullmatch(loose[0]):
            self.settings.append((word, loose.pop(0)))
        elif self.typed.command == "explain" and _CLOCK.fullmatch(word):
            self.typed.options += ["--interval", word]
        elif self.typed.command == "explain" and word in self.known.queues(self.typed.files[0]):
            self.typed.options += ["--queue", word]
        elif "--variant" in self.options.values and self.known.is_variant(self.typed.files[0], word):
            self.typed.options += ["--variant", word]
        elif "--metric" in self.options.values and re.fullmatch(r"\w+\(.*\)", word):
            self.typed.options += ["--metric", measure_named(self.typed, word)]
        else:
            return False
        return True

    def _extra(self, word: str) -> None:
        command = self.typed.command
        if YAML.fullmatch(word) or Path(word).is_file():
            self.typed.answers.append(f"{command} takes one file, and compare several")
            self.typed.files.append(word)
            compare = Options.of(self.commands["compare"])
            self.typed.command, self.options = "compare", compare
        elif re.fullmatch(r"\d+", word) and {"--replications", "--verify"} & set(self.options.values):
            option = "-n" if "-n" in self.options.values else "--verify"
            self.typed.answers.append(f"{word} has no option in front")
            self.typed.options += [option, word]
        else:
            self.typed.answers.append(f"{command} cannot take '{word}'")

    def _complete(self) -> None:
        """Settings with their whole paths, and targets given on the command line."""
        file = self.typed.files[0] if self.typed.files else ""
        if self.targets:
            self.targets.set_in(self.typed, self.options, self.known.queues(file), self.known.targets(file))
        choices: list[list[list[str]]] = []
        for key, value in self.known.of_each(file, self.settings):
            if self.typed.command == "sweep":
                value = re.sub(r"^\s*(\d+)\s*-\s*(\d+)\s*$", r"\1..\2", value)
            paths = self.known.paths(file, key, value)
            if self.known.is_of_all(key, value) and len(self.known.queues(file)) > 1:
                self.typed.said.append(f"{key} {value} changes that of all {'groups' if key == 'shrinkage' else 'queues'}")
            if len(paths) > 1:
                self.typed.answers.append(f"{key} may mean {' or '.join(paths[:6])}")
            elif paths[0] != key:
                self.typed.said.append(f"{key} is {paths[0]}")
            choices.append([["--set", f"{path}={value}"] for path in paths[:6]])
        if any(len(choice) > 1 for choice in choices):
            before = self.typed.arguments()
            self.typed.lines = [
                [*before, *(word for words in chosen for word in words)] for chosen in islice(product(*choices), 6)
            ]
        else:
            self.typed.options += [word for choice in choices for word in choice[0]]

    def _twice(self) -> None:
        """Several variants for a command that plays one, and other options that may be given once."""
        given = [(one, self.typed.options[at + 1]) for at, one in enumerate(self.typed.options[:-1]) if one in self.options.once]
        for name in dict.fromkeys(one for one, _ in given):
            values = list(dict.fromkeys(value for one, value in given if one == name))
            if len(values) < 2:
                continue
            several = name == "--variant" and self.typed.command == "run"
            if several and not _OF_RUN_ALONE & set(self.typed.options):
                self.typed.answers.append(f"run plays one variant, and compare several (got {' and '.join(values)})")
                self.typed.command = "compare"
            else:
                self.typed.answers.append(f"{name} is given twice: {' and '.join(values)}")
                before = self.typed.arguments()
                places = [at for at, one in enumerate(before[:-1]) if one == name]
                rest = [one for at, one in enumerate(before) if at not in places and at - 1 not in places]
                self.typed.lines = [[*rest, name, value] for value in values]
            return


def _with_ending(file: str) -> str:
    """A file whose ending was left out."""
    if Path(file).exists():
        return file
    return next((f"{file}{ending}" for ending in (".yaml", ".yml") if Path(f"{file}{ending}").is_file()), file)
