"""Options that a command has, and their values."""

from __future__ import annotations

import re
from pathlib import Path

from simdesk.cli.lines.line import YAML, Line
from simdesk.cli.lines.outputs import file_ending, file_of_a_flag, is_a_file, name_output
from simdesk.cli.lines.values import COUNTS, EXAMPLES, fits, whole_number
from simdesk.cli.lines.words import ABOUT

_SETTING = re.compile(r"([A-Za-z_][\w.\[\]-]*)\s*[=:]\s*(.+)")
_NAMED_DAYS = re.compile(r"[A-Za-z]{3,9}\.?(?:\s*(?:-|to|,)\s*[A-Za-z]{3,9})*")
_CLOCK = re.compile(r"(\d{1,2})[.h]?([0-5]\d)(?:h|:00)?")
_CLOCKS = re.compile(r"(.*?\b\d{1,2}:\d{2}(?:\s*[ap]m)?)\s*(?:-|–|to|until)\s*(\d{1,2}:\d{2}(?:\s*[ap]m)?)", re.IGNORECASE)


def is_setting(word: str) -> bool:
    """Whether a word without an option sets a value: ``headcount=12``."""
    return "=" in word and _SETTING.fullmatch(word) is not None


def take(line: Line, name: str, value: str, *, given: bool, written: str = "") -> None:
    """Take an option of the command.

    Parameters
    ----------
    line : Line
    name : str
        As simdesk calls it.
    value : str
    given : bool
        The value stood behind ``=``; else the next word is the value of an option that has one.
    written : str
        As it was typed, where that is another name.
    """
    typed = line.typed
    if not line.options.values[name]:
        if name == "--save" and not given and line.words and not YAML.fullmatch(line.words[0]) and (folder := line.next_value()):
            typed.options += ["--output", folder]
            typed.said.append(f"--save {folder} is --output {folder}")
            return
        typed.options.append(name)
        if given and value.lower() in {"false", "no", "0", "off"}:
            typed.options.pop()
        if name in ABOUT and line.words and is_a_file(line.words[0], name):
            line.settings += file_of_a_flag(typed, line.options, name, line.words.pop(0))
        return
    found: str | None = value if given else line.next_value()
    if found is None:
        typed.answers.append(f"the value of {written or name} is missing")
        if name in EXAMPLES:
            typed.options += [name, EXAMPLES[name]]
        return
    if name == "--set":
        take_setting(line, found)
    elif name in {"--output", "-o"} and file_ending(found) and not Path(found).is_dir():
        name_output(typed, line.options, line.words, name, found)
    elif name == "--variant" and "," in found:
        typed.options += [word for one in found.split(",") for word in (name, one.strip())]
    elif name == "--metric":
        line.metrics += [one.strip() for one in re.split(r",(?![^()]*\))", found)]
    elif name == "--day" and not fits(name, found):
        line.day_named = found
    elif name in {"--replications", "-n", "--verify"} and _NAMED_DAYS.fullmatch(found) and _is_of_weekdays(found):
        line.dates.append((written or name, found))
    elif name in COUNTS:
        typed.options += [name, whole_number(typed, name, found)]
    elif name == "--interval" and (span := _CLOCKS.fullmatch(found.strip())):
        line.span = (found, span[1], span[2])
        typed.options += [name, span[1]]
    elif name == "--interval" and (clock := _CLOCK.fullmatch(found.strip())):
        typed.options += [name, f"{clock[1]}:{clock[2]}"]
        typed.said.append(f"{found} is {clock[1]}:{clock[2]}")
    else:
        typed.options += [name, found]


def take_setting(line: Line, text: str) -> None:
    """A value of the scenario: ``headcount=12``, or ``headcount`` with its value behind."""
    match = _SETTING.fullmatch(text.strip())
    if match is not None and ("=" in text or not text.strip().startswith("{")):
        line.settings.append((match[1], match[2].strip()))
    elif line.words and re.fullmatch(r"[\w.\[\]-]+", text.strip()) and not line.words[0].startswith("--"):
        line.settings.append((text.strip(), line.words.pop(0)))
    else:
        line.typed.options += ["--set", text]


def _is_of_weekdays(text: str) -> bool:
    from simdesk.units import WEEKDAYS

    words = re.findall(r"[a-z]+", text.lower().replace(" to ", "-"))
    return all(any(day.startswith(word[:3]) for day in WEEKDAYS) or word == "weekdays" for word in words)
