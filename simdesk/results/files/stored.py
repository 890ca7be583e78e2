"""A run folder read again: its results as they were, whatever simdesk has become since."""

from __future__ import annotations

import io
import json
import math
import os
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from simdesk.errors import InputError, SimdeskError, UsageError
from simdesk.measure.partial import PartialMeasures
from simdesk.results.files.checksums import CHECKSUMS, CheckedFolder
from simdesk.results.files.folder import MANIFEST
from simdesk.results.files.older import complete, not_counted
from simdesk.results.files.store import ARE_MEANS, COUNTS_FORMAT, PLAIN_DURATIONS
from simdesk.results.results import Results, RunFacts
from simdesk.results.run import Begun, begin
from simdesk.results.running.day_blocks import AT_ONCE, DayBlocks, Place
from simdesk.results.running.gathered import MANY, named, placed
from simdesk.results.running.work import made_here
from simdesk.results.shown.document import SCHEMA_VERSION
from simdesk.scenario import load_text
from simdesk.scenario.language.replications import NO_REDUCTION
from simdesk.scenario.loading import load_older_text

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.measure.measures import Measures

_AGAIN = "run the scenario again with simdesk run"

_HEADERS: dict[tuple[int, int], Callable[[IO[bytes]], tuple[tuple[int, ...], bool, np.dtype[Any]]]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}

Say = Callable[[str], None]


def _warn(text: str) -> None:
    warnings.warn(text, RuntimeWarning, stacklevel=3)


def load_run(folder: str | os.PathLike[str], *, say: Say = _warn) -> Results:
    """Read a run folder that ``simdesk run`` wrote.

    Every measure is computed from what was counted on each day then; nothing is simulated. Contact logs are not there. Every
    file of the folder is compared with its checksum. A measure that an earlier simdesk did not count has no data in the tables,
    and asking for it is a ``UsageError``.

    Parameters
    ----------
    folder : str or path
    say : callable, optional
        Told, in words, that a folder has no checksums, or that some measures were not counted; a ``RuntimeWarning`` otherwise.

    Returns
    -------
    Results

    Raises
    ------
    UsageError
        When there is no run.
    InputError
        When the folder is broken, a file is not the one that was written, or it is of another version of the format.
    """
    place = Path(folder)
    files, manifest = _opened(place)
    _check_is_run(place, manifest)
    files.check(but=(MANIFEST, Path(manifest["counts"]["file"]).name))
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
            reduced_by_itself=bool(run.get("variance_reduction_by_itself", False)),
            sources=str(run["sources"]),
            engine_reason=str(run.get("engine_reason", "")),
        )
        written, metrics = manifest["scenario"], list(manifest["metrics"])
        text, original, digest = manifest["scenario_as_run"], manifest["scenario_text"], written["digest"]
        path, applied = str(written["path"]), tuple(written["variants"])
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(place, f"{MANIFEST}: {error!r}") from None
    try:
        read = load_text if manifest.get(PLAIN_DURATIONS) == ARE_MEANS else load_older_text
        # An earlier simdesk used no variance reduction by itself.
        chosen = None if facts.reduced_by_itself else facts.variance_reduction or NO_REDUCTION
        begun = begin(read(text, path), metrics=metrics, variance_reduction=chosen)
    except SimdeskError as error:
        raise InputError(
            f"{place}: simdesk {facts.version} wrote this run; the scenario in it cannot be read here: {error.message}",
            _AGAIN,
        ) from None
    if begun.scenario.digest != digest and not files.verified and facts.sources == made_here().sources:
        raise _broken(place, f"the scenario in {MANIFEST} is not the one that was run")
    scenario = replace(begun.scenario, text=original, applied=applied)
    try:
        measures = _measures(begun, _counts(files, counts, facts.replications), facts.replications)
        for expression in begun.headline.everything():
            measures.estimate(expression)
    except (KeyError, TypeError, ValueError, IndexError, SyntaxError, SimdeskError) as error:
        if isinstance(error, InputError):
            raise
        raise _broken(place, f"{counts['file']}: {error!r}") from None
    dates = measures.plan.dates
    if not files.verified:
        say(f"{place}: an earlier simdesk wrote this run without checksums, so its files are unverified")
    if missing := not_counted(measures, begun.headline, scenario.queues_and_classes, scenario.agent_groups):
        say(f"{place}: simdesk {facts.version} wrote this run, and did not count {', '.join(missing)}")
    facts = replace(facts, days=1 if dates is None else len(dates.begins))
    return Results(scenario, measures, begun.headline, facts, begun.extra)


def load_tables(folder: str | os.PathLike[str], *, say: Say = _warn) -> dict[str, pd.DataFrame]:
    """Read the tables in the folder of a run, a comparison or a sweep.

    Every file of the folder is compared with its checksum before.

    Parameters
    ----------
    folder : str or path
    say : callable, optional
        Told, in words, that a folder has no checksums; a ``RuntimeWarning`` otherwise.

    Returns
    -------
    dict of str to DataFrame
        By the name of the file, such as ``targets`` for ``targets.parquet``.

    Raises
    ------
    UsageError
        When there is no folder of results.
    InputError
        When a file is not the one that was written, or cannot be read.
    """
    import pandas as pd

    place = Path(folder)
    files, _ = _opened(place)
    files.check(but=(MANIFEST,))
    if not files.verified:
        say(f"{place}: an earlier simdesk wrote this folder without checksums, so its files are unverified")
    tables = {}
    for name in files.names:
        if name.endswith(".parquet"):
            try:
                tables[name.removesuffix(".parquet")] = pd.read_parquet(io.BytesIO(files.read(name)))
            except (OSError, ValueError) as error:
                raise _broken(place, f"{name}: {error}") from None
    return tables


def _opened(place: Path) -> tuple[CheckedFolder, dict[str, Any]]:
    """A folder of results and its manifest."""
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such run folder", "name a folder that simdesk run wrote, such as runs/my-day-…")
    if not (place / MANIFEST).is_file():
        raise UsageError(f"{place} is no run: there is no {MANIFEST} in it", "name a folder that simdesk run wrote")
    files = CheckedFolder(place)
    try:
        manifest = json.loads(files.read(MANIFEST))
    except ValueError as error:
        raise _broken(place, f"{MANIFEST}: {error}") from None
    if not isinstance(manifest, dict) or "schema_version" not in manifest:
        raise _broken(place, f"{MANIFEST} says no schema_version")
    found = manifest["schema_version"]
    if found != SCHEMA_VERSION:
        raise InputError(f"{place} is of schema {found}, and this simdesk reads schema {SCHEMA_VERSION}", _AGAIN)
    if not files.verified and "checksums" in manifest:
        raise _broken(place, f"{CHECKSUMS} is missing")
    return files, manifest


def _check_is_run(place: Path, manifest: dict[str, Any]) -> None:
    """Refuse what is no run, or a run without counts that can be read."""
    for key, what in (("comparison", "a comparison"), ("points", "a sweep")):
        if key in manifest:
            raise UsageError(f"{place} is {what}, and no run", "name a folder that simdesk run wrote")
    if not isinstance(manifest.get("run"), dict):
        raise _broken(place, f"{MANIFEST} says nothing of the run")
    counts = manifest.get("counts")
    if not isinstance(counts, dict) or not isinstance(counts.get("file"), str):
        raise InputError(f"{place}: an earlier simdesk wrote this run, without what was counted on each day", _AGAIN)
    if counts.get("format") != COUNTS_FORMAT:
        raise InputError(
            f"{place}: its counts are of format {counts.get('format')}, and this simdesk reads format {COUNTS_FORMAT}", _AGAIN
        )


def _counts(files: CheckedFolder, counts: dict[str, Any], days: int) -> DayBlocks:
    """What was counted on each day, by its place in a tally, once it is known to be whole."""
    place, name = files.folder, Path(counts["file"]).name
    with files.opened(name) as (content, digest):
        if digest != counts.get("sha256"):
            raise _broken(place, f"{name} is not the file that was written")
        try:
            with zipfile.ZipFile(content) as kept:
                there = kept.infolist()
                blocks = DayBlocks(sum(member.file_size for member in there) >= MANY)
                for member in there:
                    with kept.open(member) as file:
                        _take(blocks, placed(member.filename.removesuffix(".npy")), file, days)
        except (OSError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:
            raise _broken(place, f"{name}: {error}") from None
    if not blocks.places:
        raise _broken(place, f"{name} is not of {days} days")
    return blocks


def _take(blocks: DayBlocks, place: Place, file: IO[bytes], days: int) -> None:
    """Read an array as ``numpy.save`` writes it, some days after the other: of many days it is large.

    Raises
    ------
    ValueError
        When it is no array of numbers on so many days.
    """
    form = np.lib.format
    version = form.read_magic(file)
    if version not in _HEADERS:
        raise ValueError(f"an array of version {version}")
    shape, by_columns, kind = _HEADERS[version](file)
    if not shape or shape[0] != days:
        raise ValueError(f"{named(place)} is not of {days} days")
    if kind.hasobject:
        raise ValueError(f"{named(place)} holds no numbers")
    a_day = kind.itemsize * math.prod(shape[1:])
    each = days if by_columns else max(int(AT_ONCE / max(a_day, 1)), 1)
    for first in range(0, days, each):
        size = min(each, days - first)
        content = file.read(size * a_day)
        if len(content) != size * a_day:
            raise ValueError(f"{named(place)} is cut off")
        rows = np.frombuffer(content, kind) if content else np.empty(0, kind)
        blocks.put(place, first, rows.reshape((size, *shape[1:]), order="F" if by_columns else "C"))


def _measures(begun: Begun, blocks: DayBlocks, days: int) -> Measures:
    """The measures of a run; where something was not counted then, measures that need it have no data."""
    tallies, other = complete(blocks, begun.job.work, days)
    measures = begun.measured(tallies)
    if other is None:
        return measures
    return PartialMeasures(
        measures.plan, measures.rule, measures.tallies, measures.controls, measures.block, begun.measured(other)
    )


def _broken(place: Path, what: str) -> InputError:
    return InputError(f"{place}: the run folder is broken ({what})", _AGAIN)
