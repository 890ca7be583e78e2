"""Values on a command line: whole numbers and measures as people write them, and which option a value fits."""

from __future__ import annotations

import re

from simdesk.cli.lines.typed import Typed

NUMBER = re.compile(r"\d+(?:\.\d+)?")
"""A number without a unit."""

EXAMPLES = {
    "--replications": "100",
    "-n": "100",
    "--seed": "7",
    "--cores": "2",
    "--verify": "200",
    "--rounds": "5",
    "--interval": "worst",
    "--output": "out",
    "-o": "out",
}
"""Values of options, for lines to type."""
COUNTS = frozenset({"--replications", "-n", "--verify", "--rounds", "--seed", "--cores"})
"""Options that take a whole number."""

_DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
DATE = re.compile(_DATE)
_FORMS = {
    "--interval": r".*\d{1,2}(?::\d{2}|\s*[ap]m).*",
    "--day": r"-?\d+",
    "--contact": r"-?\d+",
    "--step": r"\d*\.?\d+",
    "--template": r"[A-Za-z][\w-]*",
    "--at-least": r"(?:\w+=)?\d[\d.,]*",
    "--at-most": r"(?:\w+=)?\d[\d.,]*",
    "--sensitivity": r"\d[\d.]*\s*%",
    "--set": r".*[=:\s].*|[A-Za-z_][\w.\[\]-]*",
    "--points": r"\d+",
    "--errors": r"\d+",
}
_NO_NAME = re.compile(rf"{_DATE}|[+-]?\d[\d.,]*\s*%?|\d{{1,2}}:\d{{2}}")
_NAMES = {"--output", "-o", "--variant", "--baseline", "--queue", "--fixed"}
"""Options whose value is a name, and so no date, number or time."""


def fits(option: str, value: str) -> bool:
    """Whether a value has the form that an option takes."""
    if option in _FORMS:
        return re.fullmatch(_FORMS[option], value.strip(), re.IGNORECASE) is not None
    return option not in _NAMES or _NO_NAME.fullmatch(value.strip()) is None


def whole_number(typed: Typed, name: str, value: str) -> str:
    """A whole number: ``1,000`` and ``100 days`` have one meaning."""
    text = re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", value.strip())
    match = re.fullmatch(r"(-?\d+)(?:\.0+)?\s*(?:days?|runs?|replications?)?", text)
    if match is not None:
        return match[1]
    from simdesk.scenario.language.quantities import NUMBERS

    typed.answers.append(f"{name} takes a whole number (got '{value}')")
    return str(NUMBERS.get(text.lower(), EXAMPLES.get(name, "100")))
