"""A scenario file in the documented form, checked to say the same."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simdesk.errors import UsageError
from simdesk.scenario.formatting.documented import documented
from simdesk.scenario.formatting.rewrite import OverlapError, rewritten
from simdesk.scenario.loading import load, load_text
from simdesk.scenario.reading.diagnostics import InvalidScenario, Sources
from simdesk.scenario.reading.yaml_tree import parse
from simdesk.scenario.scenario import Scenario

_MOST_ROUNDS = 5
"""A spelling within what another one wrote takes a second round."""


@dataclass(frozen=True)
class Formatted:
    """A file before and after.

    Parameters
    ----------
    path : str
    before, after : bytes
        What stands in the file, and its documented form.
    """

    path: str
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Whether anything is written otherwise."""
        return self.before != self.after

    @property
    def diff(self) -> str:
        """What changes, line by line."""
        old, new = (content.decode("utf-8-sig").splitlines(keepends=True) for content in (self.before, self.after))
        lines = difflib.unified_diff(old, new, self.path, f"{self.path} (documented form)")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def format_file(path: str | os.PathLike[str]) -> Formatted:
    """Put a scenario file into the documented form; nothing is written.

    Other spellings of keys, blocks and values are rewritten, those in variants too. Comments, order and layout stay. A file that
    it ``extends`` is left alone.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Formatted

    Raises
    ------
    InvalidScenario
        When the scenario is wrong.
    UsageError
        When the file cannot be rewritten without changing what it says.
    """
    scenario = load(path)
    content = Path(path).read_bytes()
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    try:
        new = _settled(text, scenario.path)
        same = _says(load_text(new, scenario.path)) == _says(scenario)
    except (InvalidScenario, OverlapError):
        same = False
    if not same:
        hint = "write one of its aliases (&, *) out" if "&" in text else "keep it: it is read as it is"
        raise UsageError(f"{scenario.path} cannot be rewritten without changing what it says", hint)
    return Formatted(scenario.path, content, mark + new.encode())


def _settled(text: str, path: str) -> str:
    """The text rewritten until nothing changes."""
    for _ in range(_MOST_ROUNDS):
        sources = Sources()
        sources.keep(path, text)
        tree = parse(sources, path, text)
        if tree is None:
            raise InvalidScenario(sources.found)
        new = rewritten(text, tree, documented(tree))
        if new == text:
            return text
        text = new
    return text


def _says(scenario: Scenario) -> list[object]:
    """All that a file means: the scenario, each of its variants, and what its sweep goes through."""
    sweep = scenario.model.sweep
    sets = sweep is not None and bool(sweep.set)
    axes = [(axis.name, axis.operation, [value.change for value in axis.values]) for axis in scenario.axes()] if sets else []
    each = [scenario, *(scenario.variant(name) for name in scenario.variants)]
    without: dict[str, Any] = {"variants": {}, "sweep": None}
    return [
        sweep and sweep.model_copy(update={"set": {}}),
        axes,
        *((one.model.model_copy(update=without), one.digest) for one in each),
    ]
