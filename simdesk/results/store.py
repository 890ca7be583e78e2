"""The run folder: a manifest and tables that another program, or a later version, can read."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.errors import RunError, UsageError
from simdesk.results.document import document
from simdesk.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
TABLES = ("targets", "summary", "intervals", "staffing", "days")
CONTACT_TABLES = ("contacts", "agents")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when all went well, and vanishes otherwise.

    Raises
    ------
    RunError
        When the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        raise RunError(f"{path}: cannot be written ({error.strerror})", "choose another place with --output") from None
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written ({error.strerror})", "choose another place with --output") from None
    finally:
        temporary.unlink(missing_ok=True)


def run_folder(results: Results, parent: Path) -> Path:
    """Where a run is kept: named after the scenario and its digest, so that a changed scenario gets another."""
    slug = re.sub(r"[^a-z0-9]+", "-", results.scenario.name.lower()).strip("-") or "scenario"
    return parent / f"{slug[:40].rstrip('-')}-{results.scenario.digest[:10]}"


def manifest(results: Results) -> dict[str, Any]:
    """What was run, with what, and what came out, without the tables."""
    facts = results.facts
    return {
        **{key: value for key, value in document(results).items() if key in ("schema_version", "scenario", "targets", "metrics")},
        "run": {
            "replications": facts.replications,
            "seed": facts.seed,
            "engine": facts.engine,
            "contacts": facts.contacts,
            "seconds": round(facts.seconds, 3),
            "version": facts.version,
            "libraries": facts.libraries,
            "stopped": facts.stopped,
        },
        "scenario_as_run": results.scenario.resolved_yaml(),
        "scenario_text": results.scenario.text,
    }


def save(
    results: Results,
    folder: Path,
    *,
    contacts: bool = False,
    csv: bool = False,
    excel: bool = False,
    extra: Callable[[Path], object] | None = None,
) -> Path:
    """Write the run folder; it appears whole or not at all.

    Parameters
    ----------
    results : Results
    folder : Path
        Replaced when it holds an earlier run; anything else that is there is left alone and refused.
    contacts : bool
        Also the contact and agent logs.
    csv, excel : bool
        Also as CSV files, and as one workbook.
    extra : callable, optional
        Called with the folder being written, to add files to it.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        When something else stands in its place, or a part to write Excel with is missing.
    RunError
        When it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).exists())):
        raise UsageError(f"{folder} exists and is no run of simdesk", "choose another place with --output")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror})", "choose another place with --output") from None
    try:
        temporary.chmod(0o755)
        names = (*TABLES, *(CONTACT_TABLES if contacts else ()))
        for name in names:
            frame: pd.DataFrame = getattr(results, name)
            frame.to_parquet(temporary / f"{name}.parquet", index=False)
            if csv:
                frame.to_csv(temporary / f"{name}.csv", index=False)
        if excel:
            _workbook(results, temporary / "results.xlsx")
        if extra is not None:
            extra(temporary)
        (temporary / MANIFEST).write_text(json.dumps(manifest(results), indent=1), encoding="utf-8")
        _swap(temporary, folder)
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror})", "choose another place with --output") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _swap(temporary: Path, folder: Path) -> None:
    if folder.exists():
        old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        os.replace(folder, old / "old")
        os.replace(temporary, folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(temporary, folder)


def _workbook(results: Results, path: Path) -> None:
    import pandas as pd

    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise UsageError("--excel needs openpyxl", "pip install 'simdesk[excel]'") from None
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name in TABLES:
            getattr(results, name).to_excel(book, sheet_name=name, index=False)
