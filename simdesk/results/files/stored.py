"""A run folder read again: its results as they were, whatever simdesk has become since."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np

from simdesk.errors import InputError, SimdeskError, UsageError
from simdesk.measure.metrics import Tallies
from simdesk.results.files.folder import MANIFEST
from simdesk.results.files.store import COUNTS_FORMAT
from simdesk.results.results import Results, RunFacts
from simdesk.results.run import begin
from simdesk.results.running.gathered import placed_arrays, tally_of
from simdesk.results.shown.document import SCHEMA_VERSION
from simdesk.scenario import load_text

_AGAIN = "run the scenario again with simdesk run"


def load_run(folder: str | os.PathLike[str]) -> Results:
    """Read a run folder that ``simdesk run`` wrote.

    Every measure is computed from what was counted on each day then; nothing is simulated. Contact logs are not there.

    Parameters
    ----------
    folder : str or path

    Returns
    -------
    Results

    Raises
    ------
    UsageError
        When there is no run.
    InputError
        When the folder is broken, or of another version of the format.
    """
    place = Path(folder)
    manifest = _manifest(place)
    run, counts = manifest["run"], manifest["counts"]
    try:
        facts = RunFacts(
            replications=int(run["replications"]),
            seed=int(run["seed"]),
            engine=str(run["engine"]),
            contacts=int(run["contacts"]),
            seconds=float(run["seconds"]),
            version=str(run["version"]),
            libraries=dict(run["libraries"]),
            stopped=str(run["stopped"]),
            cores=int(run["cores"]),
            variance_reduction=tuple(run.get("variance_reduction", ())),
            sources=str(run["sources"]),
        )
        written, metrics = manifest["scenario"], list(manifest["metrics"])
        text, original, digest = manifest["scenario_as_run"], manifest["scenario_text"], written["digest"]
        path, applied = str(written["path"]), tuple(written["variants"])
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(place, f"{MANIFEST}: {error!r}") from None
    try:
        begun = begin(load_text(text, path), metrics=metrics)
    except SimdeskError as error:
        raise InputError(
            f"{place}: simdesk {facts.version} wrote this run; the scenario in it cannot be read here: {error.message}",
            _AGAIN,
        ) from None
    if begun.scenario.digest != digest and facts.version == _version():
        raise _broken(place, f"the scenario in {MANIFEST} is not the one that was run")
    scenario = replace(begun.scenario, text=original, applied=applied)
    try:
        tallies = Tallies(facts.replications, tally_of(_counts(place, counts, facts.replications)))
        measures = begun.measured(tallies)
        results = Results(scenario, measures, begun.headline, facts, begun.extra)
        for expression in begun.headline.everything():
            results.estimate(expression)
    except (KeyError, TypeError, ValueError, IndexError, SyntaxError, SimdeskError) as error:
        if isinstance(error, InputError):
            raise
        raise _broken(place, f"{counts['file']}: {error!r}") from None
    dates = measures.plan.dates
    return replace(results, facts=replace(facts, days=1 if dates is None else len(dates.begins)))


def _version() -> str:
    from importlib.metadata import version

    return version("simdesk")


def _manifest(place: Path) -> dict[str, Any]:
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such run folder", "name a folder that simdesk run wrote, such as runs/my-day-…")
    path = place / MANIFEST
    if not path.is_file():
        raise UsageError(f"{place} is no run: there is no {MANIFEST} in it", "name a folder that simdesk run wrote")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(place, f"{MANIFEST}: {error}") from None
    if not isinstance(manifest, dict) or "schema_version" not in manifest:
        raise _broken(place, f"{MANIFEST} says no schema_version")
    found = manifest["schema_version"]
    if found != SCHEMA_VERSION:
        raise InputError(f"{place} is of schema {found}, and this simdesk reads schema {SCHEMA_VERSION}", _AGAIN)
    if "comparison" in manifest:
        raise UsageError(f"{place} is a comparison, and no run", "name a folder that simdesk run wrote")
    if not isinstance(manifest.get("run"), dict):
        raise _broken(place, f"{MANIFEST} says nothing of the run")
    counts = manifest.get("counts")
    if not isinstance(counts, dict) or not isinstance(counts.get("file"), str):
        raise InputError(f"{place}: an earlier simdesk wrote this run, without what was counted on each day", _AGAIN)
    if counts.get("format") != COUNTS_FORMAT:
        raise InputError(
            f"{place}: its counts are of format {counts.get('format')}, and this simdesk reads format {COUNTS_FORMAT}", _AGAIN
        )
    return manifest


def _counts(place: Path, counts: dict[str, Any], days: int) -> dict[tuple[str, Any], Any]:
    """What was counted on each day, by its place in a tally, once it is known to be whole."""
    path = place / Path(counts["file"]).name
    try:
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != counts.get("sha256"):
                raise _broken(place, f"{path.name} is not the file that was written")
        with np.load(path, allow_pickle=False) as kept:
            arrays = placed_arrays(kept)
    except (OSError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:
        raise _broken(place, f"{path.name}: {error}") from None
    if any(len(array) != days for array in arrays.values()):
        raise _broken(place, f"{path.name} is not of {days} days")
    return arrays


def _broken(place: Path, what: str) -> InputError:
    return InputError(f"{place}: the run folder is broken ({what})", _AGAIN)
