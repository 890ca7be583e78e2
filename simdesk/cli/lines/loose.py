"""Words that stand without an option: files, and what can be told from its form."""

from __future__ import annotations

import re
from pathlib import Path

from simdesk.cli.lines.asked import is_extreme, take_extreme
from simdesk.cli.lines.commands import PLACEHOLDER
from simdesk.cli.lines.line import TABLE, YAML, Line
from simdesk.cli.lines.mended import FIGURES
from simdesk.cli.lines.outputs import file_of_a_flag, flag_of
from simdesk.cli.lines.taking import is_setting, take, take_setting
from simdesk.cli.lines.targets import LEVEL as LEVEL_OF_SERVICE
from simdesk.cli.lines.values import DATE
from simdesk.cli.lines.words import ONE_FILE
from simdesk.units import WEEKDAYS

_RANGE = re.compile(r"[^=]*\.\.[^=]*|[^=,\s]+(?:,[^=,\s]+)+")
_CLOCK = re.compile(r"(?:.+ )?\d{1,2}[:.h]\d{2}(?:\s*[-–]\s*\d{1,2}:\d{2})?")
_ITSELF = {"base", "baseline", "original", "current", "today", "as-is", "asis", "status-quo"}
"""What people call the scenario without a variant."""


def sort(line: Line, loose: list[str]) -> None:
    """Sort the words that stand without an option."""
    typed, command = line.typed, line.command
    if command in ONE_FILE:
        while loose:
            word = loose.pop(0)
            if not typed.files and not _form(line, word, loose, only_sure=True):
                typed.files.append(with_ending(word))
            elif typed.files and not _form(line, word, loose, only_sure=False):
                _extra(line, word)
        return
    helped = [one for one in loose if one == "help" and not Path(one).exists()]
    typed.options += ["--help"] * len(helped)
    for one in loose:
        if one not in helped and not _variant_behind(line, one):
            typed.files.append(with_ending(one))
    if command == "new" and not typed.files and "--help" not in typed.options:
        typed.answers.append("the name of the file to write is missing")
        typed.files.append(PLACEHOLDER)


def with_ending(file: str) -> str:
    """A file whose ending was left out."""
    if Path(file).exists():
        return file
    return next((f"{file}{ending}" for ending in (".yaml", ".yml") if Path(f"{file}{ending}").is_file()), file)


def _variant_behind(line: Line, word: str) -> bool:
    """Take a word behind the first file of a comparison for a variant of it, or for a setting."""
    if line.command != "compare" or not line.typed.files or Path(with_ending(word)).exists():
        return False
    if "," in word and all(line.known.is_variant(line.file, one.strip()) for one in word.split(",")):
        take(line, "--variant", word, given=True)
        return True
    if word.lower().replace("_", "-") in _ITSELF and not line.known.variant_named(line.file, word):
        line.typed.said.append(f"{word} is {line.file} itself, with which the variants are compared")
        return True
    if word.lower() in {"variants", "all"} and not line.known.variant_named(line.file, word):
        line.typed.said.append("compare takes all variants where none is named")
        return True
    if word.lower() in {"with", "vs", "versus", "and", "against", "to"}:
        return True
    return _form(line, word, [], only_sure=False)


def _form(line: Line, word: str, loose: list[str], *, only_sure: bool) -> bool:
    """Take a word for what its form says; False where that is not clear."""
    typed = line.typed
    if word == "help" and not Path(word).exists():
        typed.options.append("--help")
    elif is_setting(word) and line.has("--set"):
        take_setting(line, word)
    elif only_sure:
        return False
    elif LEVEL_OF_SERVICE.fullmatch(word):
        line.targets.level = word
    elif line.command == "sweep" and loose and _RANGE.fullmatch(loose[0]):
        line.settings.append((word, loose.pop(0)))
    elif line.command == "explain" and word == "at" and loose and _CLOCK.fullmatch(loose[0]):
        return True
    elif line.command == "explain" and _CLOCK.fullmatch(word):
        take(line, "--interval", word, given=True)
    elif line.command == "explain" and is_extreme(word.lower().replace("_", "-").replace(" ", "-")):
        take_extreme(line, word.lower().replace("_", "-").replace(" ", "-"))
    elif line.command == "explain" and (word.lower() in WEEKDAYS or DATE.fullmatch(word)):
        line.day_named = word
    elif line.command == "explain" and word in line.known.queues(line.file):
        typed.options += ["--queue", word]
    elif line.has("--variant") and line.known.variant_named(line.file, word):
        typed.options += ["--variant", line.known.variant_named(line.file, word)]
    elif line.has("--metric") and re.fullmatch(r"\w+\(.*\)", word):
        line.metrics.append(word)
    elif TABLE.fullmatch(word) and line.has("--set") and line.command != "sweep" and Path(word).is_file():
        line.settings.append((FIGURES, word))
        typed.answers.append("volumes from a file are set by their path")
    else:
        return False
    return True


def _extra(line: Line, word: str) -> None:
    """A word that has no place in the line."""
    typed, command = line.typed, line.command
    if YAML.fullmatch(word) or (Path(word).is_file() and not TABLE.fullmatch(word)):
        typed.answers.append(f"{command} takes one file, and compare several")
        typed.files.append(word)
        line.change_command("compare")
    elif (flag := flag_of(word)) and line.has(flag):
        line.settings += file_of_a_flag(typed, line.options, flag, word)
        if flag not in typed.options and flag not in line.whole:
            typed.options.append(flag)
    elif re.fullmatch(r"\d+", word) and {"--replications", "--verify"} & set(line.options.values):
        typed.answers.append(f"{word} has no option in front")
        typed.options += ["-n" if line.has("-n") else "--verify", word]
    else:
        typed.answers.append(f"{command} cannot take '{word}'")
