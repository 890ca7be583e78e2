"""Files that people name where simdesk writes a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from simdesk.cli.lines.mended import FIGURES
from simdesk.cli.lines.typed import Options, Typed
from simdesk.cli.lines.words import ABOUT

_ENDING = re.compile(r"\.(xlsx?|xlsm|html?|pdf|csv|tsv|json)$", re.IGNORECASE)
KINDS_OF_FILES = {"--csv": "csv|tsv", "--excel": "xlsx?|xlsm", "--json": "json"}
WRITES_SCENARIO = {"staff", "format"}


def file_ending(text: str) -> str:
    """The ending of a file that simdesk does not write by name, in small letters; empty for another."""
    found = _ENDING.search(text)
    return "" if found is None else found[1].lower()


def flag_of(file: str) -> str:
    """The option that writes files of a kind; empty where none does."""
    ending = file_ending(file)
    return next((one for one, kind in KINDS_OF_FILES.items() if ending and re.fullmatch(kind, ending)), "")


def is_a_file(word: str, name: str) -> bool:
    """Whether a word behind an option without a value is a file of its kind."""
    return re.search(rf"\.(?:{KINDS_OF_FILES[name]}|txt)$", word, re.IGNORECASE) is not None


def name_output(typed: Typed, options: Options, words: Sequence[str], name: str, file: str) -> None:
    """A file named where a folder is written, or where a scenario is."""
    place = str(Path(file).with_suffix(""))
    if typed.command in WRITES_SCENARIO:
        typed.answers.append(f"{typed.command} writes a scenario, and no {file}")
        typed.options += [name, f"{place}.yaml"]
        return
    if "--variance-reduction" not in options.values:  # schema writes one file
        typed.options += [name, file]
        return
    flag = flag_of(file)
    about = ABOUT.get(flag, "the report is written there as report.html")
    typed.answers.append(f"{name} names a folder (got {file}); {about}")
    if flag and flag not in typed.options and flag not in words:
        typed.options.append(flag)
    typed.options += [name, place]


def file_of_a_flag(typed: Typed, options: Options, name: str, file: str) -> list[tuple[str, str]]:
    """A file behind ``--csv``, ``--excel`` or ``--json``, which take none; the settings that it is meant for."""
    if name == "--csv" and Path(file).is_file():
        typed.options.remove(name)
        typed.answers.append("volumes from a file are set by their path")
        return [(FIGURES, file)]
    typed.answers.append(ABOUT[name])
    if name != "--json" and "--output" in options.values:
        typed.options += ["--output", _folder_for(file)]
    return []


def ask_for_page(typed: Typed, options: Options, file: str) -> None:
    """A page for the browser, which every run writes."""
    if file and "--output" in options.values:
        typed.answers.append("the report is written into the run folder")
        typed.options += ["--output", _folder_for(file)]
    else:
        typed.said.append("run, compare and sweep write report.html into their folder")


def _folder_for(file: str) -> str:
    """The folder of a file; one with its name where it names none."""
    return str(Path(file).parent if Path(file).parent != Path() else Path(Path(file).stem))
