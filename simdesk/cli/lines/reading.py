"""Reads a command line: other names of commands and options are understood, and what cannot be is answered with a line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from simdesk.cli.lines.commands import PLACEHOLDER, command_of, help_or_version
from simdesk.cli.lines.completing import complete
from simdesk.cli.lines.elsewhere import SPEED, option_of_another, to_command
from simdesk.cli.lines.line import YAML, Line
from simdesk.cli.lines.loose import sort, with_ending
from simdesk.cli.lines.nowhere import not_an_option, say_dates
from simdesk.cli.lines.outputs import ask_for_page
from simdesk.cli.lines.proof import refusal
from simdesk.cli.lines.taking import take
from simdesk.cli.lines.typed import Options, Typed, folded, scenarios_here
from simdesk.cli.lines.values import fits
from simdesk.cli.lines.words import (
    COMMAND_OF,
    DAYS_OF,
    FILE,
    HELP,
    HTML,
    LEVEL,
    LIMIT_OF,
    ONE_FILE,
    OPTION_OF,
    QUIET,
    SHORT,
    VERBOSE,
)
from simdesk.errors import UsageError
from simdesk.likeness import near
from simdesk.units import WEEKDAYS


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
    if (
        (word in HELP | {"version", "versions"} or first in {"-V", "-v"})
        and first not in commands
        and not (first == "-v" and rest)
    ):
        return help_or_version(word, rest, commands)
    command = first if first in commands else word if word in commands else COMMAND_OF.get(word, "")
    answer = ""
    if command not in commands:
        command, rest, answer = command_of(first, rest, commands)
    line = Line(Typed(command, answers=[answer] if answer else []), Options.of(commands[command]), commands)
    try:
        _read(line, rest)
    except _VersionAskedError:
        return Typed("--version")
    if line.typed.answers or any(line.left_out.values()):
        raise refusal(line)
    return line.typed


_FILES = re.compile(r"[^,]+\.ya?ml(?:,[^,]+\.ya?ml)+", re.IGNORECASE)


class _VersionAskedError(Exception):
    """The version is asked for behind a command."""


def _read(line: Line, words: list[str]) -> None:
    """Go through the words behind a command."""
    line.words, line.whole = list(words), list(words)
    loose: list[str] = []
    line.words = [part for word in words for part in (word.split(",") if _FILES.fullmatch(word) else [word])]
    while line.words:
        word = line.words.pop(0)
        if word == "--":
            loose += line.words
            line.words = []
        elif word.startswith("-") and len(word) > 1 and not re.match(r"-\.?\d", word):
            _option(line, word)
        else:
            loose.append(word)
    sort(line, [*loose, *line.later])
    say_dates(line)
    if _file_is_missing(line):
        _without_file(line)
    else:
        complete(line)


def _option(line: Line, word: str) -> None:
    name, sign, value = word.partition("=")
    known = name if line.has(name) else ""
    if not known and not word.startswith("--"):
        short = word[:2]
        if line.has(short) and (len(word) == 2 or line.options.values[short]) and not _long(line, name):
            take(line, short, word[2:].removeprefix("="), given=len(word) > 2)
            return
    known = known or (_long(line, name) if not word.startswith("--") else line.options.spelt(name))
    if known:
        take(line, known, value, given=bool(sign))
    else:
        _unknown(line, name, value, given=bool(sign))


def _long(line: Line, name: str) -> str:
    """``-seed`` as ``--seed``."""
    return line.options.spelt(name) if len(folded(name)) > 1 else ""


def _unknown(line: Line, name: str, value: str, *, given: bool) -> None:
    """An option by a name that the command does not know."""
    word = folded(name)
    if word in HELP:
        line.typed.options.append("--help")
    elif word in FILE and not line.has(OPTION_OF.get(word, "")):
        file = value if given else line.next_value()
        if file is not None:
            named = with_ending(file)
            (line.typed.files if YAML.fullmatch(named) or Path(named).exists() else line.later).append(named)
    elif word == "version":
        raise _VersionAskedError
    elif word in QUIET and not (word == "s" and line.has("--seed") and line.ahead(value, given=given).isdecimal()):
        line.typed.hidden = True
    elif word in SHORT and not line.ahead(value, given=given).isdecimal():
        line.typed.said.append(f"{name} changes nothing: the screen is the summary, and the run folder has the rest")
    elif word in VERBOSE:
        line.typed.said.append(f"{name} changes nothing: simdesk says everything it knows")
    elif word in HTML and not re.match(r"\d", value or next(iter(line.words), "")):
        named = value if given else ""
        if not named and line.words and re.search(r"\.(?:html?|pdf)$", line.words[0]):
            named = line.words.pop(0)
        ask_for_page(line.typed, line.options, named)
    elif word in LEVEL and not line.has("--target"):
        line.targets.take_level((value if given else line.next_value()) or "")
    elif limit := LIMIT_OF.get(word):
        bound = value if given else line.next_value()
        if bound is None and line.has("--metric"):
            line.metrics.append(word)
        elif bound is None:
            line.typed.answers.append(f"the value of {name} is missing")
        else:
            line.targets.take_limit(limit, bound)
    else:
        _meant(line, name, word, value, given=given)


def _meant(line: Line, name: str, word: str, value: str, *, given: bool) -> None:
    """What an unknown option means: another name of one, a value of the scenario, or nothing that the command can do."""
    option = OPTION_OF.get(word, "")
    if option == "--replications" or word == "replications":
        option = DAYS_OF.get(line.command, "--replications")
    ahead = line.ahead(value, given=given)
    if word == "variants" and not ahead and line.has("--variant"):
        line.typed.options += ["--variant", "all"]
    elif word == "to" and option == "--output" and (line.dates or ahead.lower() in WEEKDAYS):
        line.dates.append((name, value if given else line.value_to_leave_out()))
    elif line.has(option) and (not line.options.values[option] or not ahead or fits(option, ahead) or option == "--day"):
        if len(word) > 1 or option in DAYS_OF.values():
            count = f" {ahead}, the days to verify the plan" if option == "--verify" and ahead.isdecimal() else ""
            line.typed.said.append(f"{name}{count and f' {ahead}'} is {option}{count}")
        take(line, option, value, given=given, written=name)
    elif not_an_option(line, name, word, value, given=given):
        return
    elif option in SPEED or _has_name_elsewhere(line, f"--{word}"):
        option_of_another(line, name, word, value, given=given)
    elif _of_the_scenario(line, name, word, value, given=given):
        return
    elif (option := _slip(line, word)) and (not line.options.values[option] or fits(option, ahead)):
        line.typed.answers.append(f"{line.command} has no option {name}")
        take(line, option, value, given=given)
    elif line.has("--metric") and not ahead and _is_a_measure(word):
        line.metrics.append(word)
    elif word in {"variants", "all-variants", "every-variant"} and line.has("--variant"):
        line.typed.options += ["--variant", "all"]
    elif word != line.command and not line.elsewhere and word in {"run", "compare", "staff", "sweep", "estimate", "explain"}:
        line.typed.answers.append(f"{word} is a command, and no option of {line.command}")
        to_command(line, word)
    elif line.command == "new" and _is_a_key(word.replace("-", "_")):
        text = value if given else line.value_to_leave_out()
        line.leave_out(name, text, "new writes a scenario to begin with, in which that is changed")
    elif not option_of_another(line, name, word, value, given=given):
        line.typed.answers.append(f"{line.command} has no option {name} (simdesk {line.command} --help lists those it has)")
        if not given:
            line.value_to_leave_out()


def _of_the_scenario(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """An option that is a value of the scenario, or names a part of it."""
    if line.has("--set") and _is_a_key(word.replace("-", "_")) and _setting(line, name, word, value, given=given):
        return True
    if _is_a_path(line, name) and _setting(line, name, name.lstrip("-"), value, given=given):
        return True
    return _names_a_part(line, name, word, value, given=given)


def _names_a_part(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """An option that names a queue, an agent group or a variant of the scenario, or has a variant behind it."""
    file, ahead = line.scenario_file, line.ahead(value, given=given)
    part = line.known.part_named(file, word)
    misspelt = part is None and not line.known.variant_named(file, word)
    if misspelt and (close := near(word, line.known.names_of_parts(file), strictly=True)):
        part = line.known.part_named(file, close[0])
    if part is not None and line.has("--set") and re.match(r"(?:[+-]|\+-|\+/-|±)?\d", ahead):
        key = f"{part[1]}.{'volume' if part[0] == 'queues' else 'headcount'}"
        text = value if given else line.next_value() or ""
        line.settings.append((key, f"{text}{_further(line, text)}"))
        if misspelt:
            line.typed.answers.append(f"there is no {word}; {part[1]} is meant")
        else:
            line.typed.said.append(f"{name} is {key}")
    elif part is not None and part[0] == "queues" and line.has("--queue") and not misspelt:
        line.typed.options += ["--queue", part[1]]
        line.typed.said.append(f"{name} is --queue {part[1]}")
    elif line.has("--variant") and line.known.variant_named(file, word):
        line.typed.options += ["--variant", line.known.variant_named(file, word)]
        line.typed.said.append(f"{name} is a variant")
    elif line.has("--variant") and ahead and line.known.variant_named(file, ahead) and word not in line.commands:
        line.typed.said.append(f"{name} is --variant")
        take(line, "--variant", value, given=given)
    else:
        return False
    return True


def _has_name_elsewhere(line: Line, option: str) -> bool:
    return any(option in Options.of(command).values for command in line.commands.values())


def _setting(line: Line, name: str, word: str, value: str, *, given: bool) -> bool:
    """A value of the scenario given as an option: ``--headcount 12``."""
    text = value if given else line.next_value()
    if text is None:
        return False
    if line.words and re.fullmatch(r"[A-Za-z_]\w*", text) and re.match(r"[+-]?\d", line.words[0]):
        text = f"{text}={line.words.pop(0)}"  # --headcount desk 14
    text += _further(line, text.rpartition("=")[2])
    line.settings.append((word.replace("-", "_"), text))
    line.by_option[word.replace("-", "_")] = name
    return True


def _further(line: Line, text: str) -> str:
    """The values behind a first one, with commas: ``--headcount 10 12 14``."""
    more = ""
    while line.words and re.fullmatch(r"[+-]?\d[\d.]*%?", text.rpartition(",")[2]) and re.fullmatch(r"\d+%?", line.words[0]):
        text = line.words.pop(0)
        more += f",{text}"
    return more


def _is_a_path(line: Line, name: str) -> bool:
    """Whether an option is a path of the scenario: ``--front.headcount``."""
    first, dot, _ = name.lstrip("-").partition(".")
    if not (dot and line.has("--set")):
        return False
    return line.known.part_named(line.scenario_file, first) is not None or _is_a_key(first)


def _slip(line: Line, word: str) -> str:
    """The option of the command that a word misspells or abbreviates; empty for none or several."""
    own = {folded(one): one for one in line.options.values if len(one) > 2}
    named = own | {other: one for other, one in OPTION_OF.items() if line.has(one) and len(other) > 2}
    slips = near(word, own, strictly=True) or near(word, named, strictly=True)
    begun = [one for other, one in own.items() if other.startswith(word) and len(word) > 2]
    return named[slips[0]] if slips else begun[0] if len(begun) == 1 else ""


def _is_a_measure(word: str) -> bool:
    from simdesk.measure.registry import METRICS
    from simdesk.measure.words import METRIC_OF

    return word.replace("-", "_") in {*METRICS, *METRIC_OF}


def _is_a_key(key: str) -> bool:
    from simdesk.scenario.hints.places import patterns_of
    from simdesk.scenario.hints.words import MEANT

    return key in MEANT or bool(patterns_of(key))


def _file_is_missing(line: Line) -> bool:
    needed = line.command in {*ONE_FILE, "compare", "validate", "format"}
    return needed and not line.typed.files and not {"--help", "-h"} & set(line.typed.options)


def _without_file(line: Line) -> None:
    """Ask for the scenario; what was typed behind the command stays as it is."""
    if line.command == "estimate" and (line.settings or line.targets):
        given = {word: value for key, value in line.settings for word in [folded(key)]}
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
    line.typed.answers = [
        *line.typed.answers[:1],
        "the scenario file is missing" + (f"; there are {', '.join(here)}" if len(here) > 1 else ""),
    ]
    line.typed.lines = [[line.command, file, *line.whole] for file in here[: 1 if not line.whole else 6]]
    line.left_out.clear()
