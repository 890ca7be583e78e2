"""Reads a command line: other names of commands and options are understood, and what cannot be is answered with a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

from simdesk.cli.lines.settings import groups_of, named_as_variant, queues_of, targets_of, whole_paths
from simdesk.cli.lines.typed import Options, Typed, folded, scenarios_here
from simdesk.cli.lines.words import (
    ABOUT,
    ANSWERED,
    COMMAND_OF,
    DAYS_OF,
    FILE,
    HELP,
    HTML,
    INPUT_WORDS,
    LEVEL,
    LIMIT_OF,
    OPTION_OF,
    QUIET,
    VERBOSE,
    VOLUME_WORDS,
)
from simdesk.errors import UsageError
from simdesk.likeness import near

_YAML = re.compile(r".*\.ya?ml$", re.IGNORECASE)
_RANGE = re.compile(r"[^=]*\.\.[^=]*|[^=,\s]+(?:,[^=,\s]+)+")
_LEVEL = re.compile(r"(\d{1,3})\s*%?\s*(?:/|in)\s*(\d{1,4})\s*(?:s|sec|seconds)?|(\d{1,3})\s*%")
_CLOCK = re.compile(r"(?:.+ )?\d{1,2}:\d{2}")
_SETTING = re.compile(r"([A-Za-z_][\w.\[\]-]*)\s*[=:]\s*(.+)")
_MORE = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*%")
_ENDING = re.compile(r"\.(xlsx?|xlsm|html?|pdf|csv|tsv|json)$", re.IGNORECASE)
_KINDS_OF_FILES = {"--csv": "csv|tsv", "--excel": "xlsx?|xlsm", "--json": "json"}
_WRITES_SCENARIO = {"staff", "format"}
_OF_ONE = re.compile(r"\s*([A-Za-z_][\w-]*)\s*[=:]\s*(.+)")
_ONE_FILE = {"run", "estimate", "staff", "sweep", "explain"}
_OF_RUN_ALONE = {"--contacts", "--resume"}
_PLACEHOLDER = "day.yaml"
_EXAMPLES = {
    "--replications": "100",
    "-n": "100",
    "--seed": "7",
    "--cores": "2",
    "--verify": "200",
    "--rounds": "5",
    "--output": "out",
    "-o": "out",
}
"""Values of options, for lines to type."""


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
        return _help_or_version(word, rest, commands)
    command = first if first in commands else word if word in commands else COMMAND_OF.get(word, "")
    if command not in commands:
        command, rest = _command_of(first, rest, commands)
    typed = Typed(command)
    try:
        _Reader(typed, Options.of(commands[command]), commands).read(rest)
    except _VersionAskedError:
        return Typed("--version")
    if typed.answers:
        raise typed.refusal()
    return typed


def _help_or_version(word: str, rest: list[str], commands: dict[str, Any]) -> Typed:
    if word in {"version", "v"}:
        return Typed("--version")
    about = COMMAND_OF.get(folded(rest[0]), folded(rest[0])) if rest else ""
    return Typed(about if about in commands else "--help", options=["--help"] if about in commands else [])


def _command_of(first: str, rest: list[str], commands: dict[str, Any]) -> tuple[str, list[str]]:
    """The command that a first word means: a file alone is run."""
    if _YAML.fullmatch(first) or (Path(first).is_file() and not first.startswith("-")):
        return "run", [first, *rest]
    if first.startswith("-"):
        file = next((one for one in rest if _YAML.fullmatch(one)), "")
        if not file:
            raise UsageError(f"the command is missing (got {first})", f"write simdesk run {_some_file()}")
        return "run", [file, *(one for one in (first, *rest) if one != file)]
    word = folded(first)
    if word in ANSWERED:
        message, line = ANSWERED[word]
        files = [one for one in rest if _YAML.fullmatch(one) or Path(one).is_file()] or [_some_file()]
        shown = Typed(line[0], files[:1], [one for one in line[1:] if one != "FILE"], [f"there is no command {first}: {message}"])
        raise shown.refusal()
    close = near(word, [*commands, *COMMAND_OF])
    if close:
        command = COMMAND_OF.get(close[0], close[0])
        raise Typed(command, rest, answers=[f"there is no command {first}"]).refusal()
    raise UsageError(f"there is no command {first}", f"commands: {', '.join(commands)}")


def _some_file() -> str:
    return next(iter(scenarios_here()), _PLACEHOLDER)


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
        self.targets: list[str] = []
        self.limits: list[tuple[str, str]] = []
        self.level = ""

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
            if name in ABOUT and self.words and self._is_a_file(self.words[0], name):
                self._file_of_a_flag(name, self.words.pop(0))
            return
        found: str | None = value if given else self._next()
        if found is None:
            self.typed.answers.append(f"the value of {name} is missing")
            if name in _EXAMPLES:
                self.typed.options += [name, _EXAMPLES[name]]
            return
        if name == "--set":
            self._set(found)
        elif name in {"--output", "-o"} and (ending := _ENDING.search(found)) and not Path(found).is_dir():
            self._output(name, found, ending[1].lower())
        elif name == "--variant" and "," in found:
            self.typed.options += [word for one in found.split(",") for word in (name, one.strip())]
        elif name in {"--metric"}:
            self.typed.options += [name, self._metric(found)]
        elif name in {"--replications", "-n", "--verify", "--rounds", "--seed", "--cores"}:
            self.typed.options += [name, self._number(name, found)]
        else:
            self.typed.options += [name, found]

    def _output(self, name: str, file: str, ending: str) -> None:
        """A file named where a folder is written, or where a scenario is."""
        place = str(Path(file).with_suffix(""))
        if self.typed.command in _WRITES_SCENARIO:
            self.typed.answers.append(f"{self.typed.command} writes a scenario, and no {file}")
            self.typed.options += [name, f"{place}.yaml"]
            return
        if "--variance-reduction" not in self.options.values:  # schema writes one file
            self.typed.options += [name, file]
            return
        flag = next((one for one, kind in _KINDS_OF_FILES.items() if re.fullmatch(kind, ending)), "")
        about = ABOUT.get(flag, "the report is written there as report.html")
        self.typed.answers.append(f"{name} names a folder (got {file}); {about}")
        if flag and flag not in self.typed.options and flag not in self.words:
            self.typed.options.append(flag)
        self.typed.options += [name, place]

    def _is_a_file(self, word: str, name: str) -> bool:
        return re.search(rf"\.(?:{_KINDS_OF_FILES[name]}|txt)$", word, re.IGNORECASE) is not None

    def _file_of_a_flag(self, name: str, file: str) -> None:
        if name == "--csv" and Path(file).is_file():
            self.typed.options.remove(name)
            self.typed.answers.append("volumes from a file are set by their path")
            self.settings.append(("volumes", file))
            return
        self.typed.answers.append(ABOUT[name])
        if name != "--json" and "--output" in self.options.values:
            folder = Path(file).parent if Path(file).parent != Path() else Path(Path(file).stem)
            self.typed.options += ["--output", str(folder)]

    def _number(self, name: str, value: str) -> str:
        """A whole number: ``1,000`` and ``100 days`` have one meaning."""
        text = re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", value.strip())
        match = re.fullmatch(r"(-?\d+)(?:\.0+)?\s*(?:days?|runs?|replications?)?", text)
        if match is not None:
            return match[1]
        from simdesk.scenario.language.quantities import NUMBERS

        self.typed.answers.append(f"{name} takes a whole number (got '{value}')")
        return str(NUMBERS.get(text.lower(), _EXAMPLES.get(name, "100")))

    def _metric(self, text: str) -> str:
        """A measure by one of its other names, as simdesk calls it."""
        from simdesk.measure.registry import METRICS
        from simdesk.measure.words import example_of, likely_metrics

        name = re.fullmatch(r"\s*([\w -]+?)\s*(?:\(([^()]*)\))?\s*", text)
        if name is None or name[1] in METRICS:
            return text
        found = likely_metrics(name[1])
        if len(found) != 1:
            return text
        subject, *rest = [part.strip() for part in (name[2] or "all").split(",")]
        percentile = next(iter(re.findall(r"\d+", name[1])), "90")
        whole = f"{found[0]}({', '.join([subject, *rest])})" if rest else example_of(found[0], subject, percentile)
        if METRICS[found[0]].arguments and not rest and not re.search(r"\d", name[1]):
            self.typed.answers.append(f"'{text}' needs its {METRICS[found[0]].arguments[0]}")
        else:
            self.typed.said.append(f"{text} is {whole}")
        return whole

    def _unknown(self, name: str, value: str, *, given: bool) -> None:
        word = folded(name)
        if word in HELP:
            self.typed.options.append("--help")
        elif word in FILE and (word not in OPTION_OF or OPTION_OF[word] not in self.options.values):
            file = value if given else self._next()
            if file is not None:
                named = _with_ending(file)
                (self.typed.files if _YAML.fullmatch(named) or Path(named).exists() else self.later).append(named)
        elif word == "version":
            raise _VersionAskedError
        elif word in QUIET:
            self.typed.hidden = True
        elif word in VERBOSE:
            self.typed.said.append(f"{name} changes nothing: simdesk says everything it knows")
        elif word in HTML:
            self._html(value if given else "")
        elif word in LEVEL and "--target" not in self.options.values:
            level = (value if given else self._next()) or "80/20"
            if _LEVEL.fullmatch(level.strip()):
                self.level = level
            else:
                self.targets.append(level)
        elif (limit := LIMIT_OF.get(word)) and not self._is_an_option(word):
            bound = value if given else self._next()
            if bound is None:
                self.typed.answers.append(f"the value of {name} is missing")
            else:
                self._limit(limit, bound)
        else:
            self._meant(name, word, value, given=given)

    def _is_an_option(self, word: str) -> bool:
        return bool(self.options.spelt(word))

    def _limit(self, limit: str, level: str) -> None:
        """A target that an option names: ``--max-occupancy 85%``."""
        if re.fullmatch(r"\d+(?:\.\d+)?", level.strip()) and limit.startswith("mean_"):
            level = f"{level} s"
        if limit.startswith("service_level"):
            self.level = level
        else:
            self.limits.append((limit, f"{limit} {level.strip().lstrip('<=> ')}"))

    def _html(self, value: str) -> None:
        file = value or (self.words.pop(0) if self.words and re.search(r"\.(?:html?|pdf)$", self.words[0]) else "")
        if file and "--output" in self.options.values:
            folder = Path(file).parent if Path(file).parent != Path() else Path(Path(file).stem)
            self.typed.answers.append("the report is written into the run folder")
            self.typed.options += ["--output", str(folder)]
        else:
            self.typed.said.append("run, compare and sweep write report.html into their folder")

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
            if self.words and not self.words[0].startswith("-") and not _YAML.fullmatch(self.words[0]):
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
                self.typed.files.append(_PLACEHOLDER)
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
        if "," in word and all(named_as_variant(self.typed.files[0], one.strip()) for one in word.split(",")):
            self._known("--variant", word, given=True)
            return True
        return self._form(word, [], only_sure=False)

    def _file_is_missing(self) -> bool:
        needed = self.typed.command in {*_ONE_FILE, "compare", "validate", "format"}
        return needed and not self.typed.files and not {"--help", "-h"} & set(self.typed.options)

    def _without_file(self) -> None:
        """Ask for the scenario; what was typed behind the command stays as it is."""
        if self.typed.command == "estimate" and (self.settings or self.level or self.targets or self.limits):
            given = {word: value for key, value in self.settings for word in [folded(key)]}
            rate = next((given[word] for word in ("calls", "volume", "contacts", "arrivals") if word in given), "60")
            talk = next((given[word] for word in ("aht", "handle-time", "talk-time") if word in given), "300")
            agents = next((given[word] for word in ("agents", "headcount", "staff") if word in given), "10")
            talk = f"{talk} s" if talk.isdecimal() else talk
            raise UsageError(
                "there is no Erlang calculator of bare numbers yet: estimate reads a scenario",
                f"write simdesk new {_PLACEHOLDER}, give its queue arrivals: {{rate: {rate} per h}} and handle_time: {talk} "
                f"and its group headcount: {agents}, then simdesk estimate {_PLACEHOLDER}",
            )
        here = scenarios_here() or [_PLACEHOLDER]
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
        elif _LEVEL.fullmatch(word):
            self.level = word
        elif self.typed.command == "sweep" and loose and _RANGE.fullmatch(loose[0]):
            self.settings.append((word, loose.pop(0)))
        elif self.typed.command == "explain" and _CLOCK.fullmatch(word):
            self.typed.options += ["--interval", word]
        elif self.typed.command == "explain" and word in queues_of(self.typed.files[0]):
            self.typed.options += ["--queue", word]
        elif "--variant" in self.options.values and named_as_variant(self.typed.files[0], word):
            self.typed.options += ["--variant", word]
        elif "--metric" in self.options.values and re.fullmatch(r"\w+\(.*\)", word):
            self.typed.options += ["--metric", self._metric(word)]
        else:
            return False
        return True

    def _extra(self, word: str) -> None:
        command = self.typed.command
        if _YAML.fullmatch(word) or Path(word).is_file():
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
        if self.level or self.targets or self.limits:
            self._target(file)
        choices: list[list[list[str]]] = []
        for key, value in self._of_each(file):
            paths = self._paths(file, key, value)
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

    def _of_each(self, file: str) -> Iterator[tuple[str, str]]:
        """Settings, those of one queue or group (``--headcount desk=14``) with its name in front."""
        for key, value in self.settings:
            parts = [_OF_ONE.fullmatch(part) for part in value.split(",")]
            names = {*queues_of(file), *groups_of(file)}
            if key in groups_of(file) and re.match(r"[+-]?\d", value):
                key = f"{key}.headcount"
            if all(part is not None and part[1] in names for part in parts):
                yield from ((f"{part[1]}.{key}", part[2].strip()) for part in parts if part is not None)
            elif (one := _OF_ONE.fullmatch(value)) and one[1] in names:
                yield f"{one[1]}.{key}", one[2].strip()
            else:
                yield key, value

    def _paths(self, file: str, key: str, value: str) -> list[str]:
        """The whole paths that a key may mean; a share of all that comes in, or of all handle times, is a path of its own."""
        owner, _, last = key.rpartition(".")
        if last in INPUT_WORDS and "%" in value and (_MORE.fullmatch(value) or last in VOLUME_WORDS):
            if not owner:
                if len(queues_of(file)) > 1:
                    self.typed.said.append(f"{key} {value} changes that of all {'groups' if last == 'shrinkage' else 'queues'}")
                return [key]
            if owner in queues_of(file):
                return [f"queues.{owner}.{'arrivals.scale' if last in VOLUME_WORDS else last}"]
        return whole_paths(file, key, value)

    def _target(self, file: str) -> None:
        """Targets of the command line: those given stand alone, and a limit joins those of the scenario."""
        queues = queues_of(file)
        subject = queues[0] if len(queues) == 1 else "all"
        wanted = list(self.targets)
        if self.level:
            match = _LEVEL.fullmatch(self.level.strip())
            share = (match[1] or match[3]) if match is not None else "80"
            within = (match[2] if match is not None else None) or "20"
            wanted.append(f"service_level({subject}, {within} s) >= {share}%")
            self.typed.answers.append("targets stand in the scenario, or are set for once")
        if self.limits:
            measures = [limit.split(")")[0] for limit, _ in self.limits]
            kept = wanted or [one for one in targets_of(file) if not one.startswith(tuple(measures))]
            wanted = [*kept, *(text for _, text in self.limits)]
        if "--set" not in self.options.values or self.typed.command == "sweep":
            lines = " and ".join(f"- {one}" for one in wanted)
            raise UsageError(f"{self.typed.command} takes the targets of the scenario", f"write under targets: {lines}")
        if not self.level:
            self.typed.said.append(f"the targets are {', '.join(wanted)}")
        self.typed.options += ["--set", f"targets={json.dumps(wanted, ensure_ascii=False)}"]

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
