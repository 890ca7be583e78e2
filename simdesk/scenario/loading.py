"""Reads scenarios: a file or a text becomes a scenario, or everything that is wrong with it is told."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

from simdesk.errors import UsageError
from simdesk.scenario.changes.sweep_axes import BLOCK, changes_of_block, read_axes
from simdesk.scenario.examining import examine, examine_variants
from simdesk.scenario.language.rivals import given_up
from simdesk.scenario.reading.as_written import with_written_paths
from simdesk.scenario.reading.diagnostics import seen
from simdesk.scenario.reading.nodes import MapNode
from simdesk.scenario.reading.source import Language, Reading, read_scenario, read_text
from simdesk.scenario.scenario import Scenario
from simdesk.scenario.spellings.older import with_constants
from simdesk.scenario.spellings.understand import understood

_LANGUAGE = Language(understood, given_up)


def load(path: str | os.PathLike[str]) -> Scenario:
    """Load and check a scenario file.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Scenario

    Raises
    ------
    InvalidScenario
        With everything that is wrong, in the file and in those it names.
    """
    shown = _path_of(path, "load")
    tree, reading, text = read_scenario(shown, _LANGUAGE)
    return _finished(tree, reading, shown, text)


def load_text(text: str, path: str | os.PathLike[str] = "scenario.yaml") -> Scenario:
    """Load and check a scenario given as text; ``path`` names it and gives relative paths their folder.

    Raises
    ------
    InvalidScenario
    """
    if not isinstance(text, str):
        raise UsageError(f"load_text takes the text of a scenario (got {seen(text)})")
    shown = _path_of(path, "load_text")
    tree, reading = read_text(text, shown, _LANGUAGE)
    return _finished(tree, reading, shown, text)


def load_older_text(text: str, path: str | os.PathLike[str]) -> Scenario:
    """Load a scenario kept by a simdesk in which a plain handle time or patience was a constant; it keeps that meaning.

    Raises
    ------
    InvalidScenario
    """
    shown = _path_of(path, "load_older_text")
    older = replace(_LANGUAGE, understood=lambda tree, sources: with_constants(understood(tree, sources)))
    tree, reading = read_text(text, shown, older)
    return _finished(tree, reading, shown, text)


def _path_of(path: object, function: str) -> str:
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        raise UsageError(f"{function} takes the path of a scenario file (got {seen(path)})", f'{function}("day.yaml")')
    return os.fspath(path)


def _finished(tree: MapNode, reading: Reading, path: str, text: str) -> Scenario:
    folders = dict(reading.folders)
    tree, model = examine(tree, reading)
    used = reading.columns_used()
    examine_variants(tree, reading)
    read_axes(tree, changes_of_block(tree, reading.sources), reading, partial(examine, prefix=BLOCK))
    reading.sources.found = with_written_paths(reading.sources.found, tree, reading.trees)
    reading.sources.raise_if_wrong()
    assert model is not None
    return Scenario(model, path, text, (), tree, folders, (), used)
