"""The run folder: a manifest and tables that another program, or a later version, can read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.results.files.folder import MANIFEST, is_table, write_folder, write_tables, write_workbook
from simdesk.results.files.log_tables import CONTACT_TABLES, write_logs
from simdesk.results.files.outputs import Outputs
from simdesk.results.results import Results
from simdesk.results.running.gathered import arrays_of, named_arrays
from simdesk.results.shown.document import SCHEMA_VERSION, metric_entries, run_entry, scenario_entry, target_entries
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "results.xlsx"
COUNTS = "counts.npz"
COUNTS_FORMAT = 1
"""Of what stands in ``counts.npz``; another one is not read."""
TABLES = ("targets", "summary", "intervals", "staffing", "days")


def run_folder(scenario: Scenario, parent: Path) -> Path:
    """Where a run is kept: named after the scenario as run and its digest, days and seed included."""
    return parent / f"{slug(scenario.name)}-{scenario.digest[:10]}"


def slug(name: str) -> str:
    """A name as part of a folder's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "scenario")[:40].rstrip("-")


def manifest(results: Results) -> dict[str, Any]:
    """What was run, with what, and what came out, without the tables."""
    scenario, facts = results.scenario, results.facts
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario_entry(results) | {"variants": list(scenario.applied)},
        "run": run_entry(results) | {"libraries": facts.libraries, "sources": facts.sources, "stopped": facts.stopped},
        "targets": target_entries(results),
        "metrics": metric_entries(results),
        "scenario_as_run": scenario.resolved_yaml(),
        "scenario_text": scenario.text,
    }


def save(
    results: Results,
    folder: Path,
    *,
    contacts: bool = False,
    csv: bool = False,
    excel: bool = False,
    extra: Callable[[Path], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write the run folder; it appears whole or not at all.

    Parameters
    ----------
    results : Results
    folder : Path
        An earlier run there is replaced; files that are not simdesk's stay. A folder that is no run is refused.
    contacts : bool
        Also the contact and agent logs, day by day.
    csv, excel : bool
        Also as CSV files, and as one workbook.
    extra : callable, optional
        Called with the folder being written, to add files to it.
    progress : callable, optional
        Called with (days written, days) while the logs are written.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        When something else stands in its place.
    RunError
        When it cannot be written.
    OutputError
        When an output could not be made; the others are written.
    """
    outputs = Outputs()

    def fill(place: Path) -> None:
        # From the counts everything else can be made again, so they come first.
        kept = _write_counts(results, place / COUNTS)
        (place / MANIFEST).write_text(json.dumps(manifest(results) | {"counts": kept}, indent=1), encoding="utf-8")
        tables: dict[str, pd.DataFrame] = {}
        for name in TABLES:
            with outputs.making(f"the table {name}"):
                tables[name] = getattr(results, name)
        with outputs.making("the files of the tables"):
            write_tables(place, tables, csv=csv)
        if contacts:
            with outputs.making("the logs of contacts and agents"):
                write_logs(results, place, csv=csv, progress=progress)
        if excel:
            with outputs.making("the workbook", place / WORKBOOK):
                write_workbook(place / WORKBOOK, tables)
        if extra is not None:
            with outputs.making("the report"):
                extra(place)

    written = write_folder(folder, fill, _ours)
    outputs.tell(written)
    return written


def _write_counts(results: Results, path: Path) -> dict[str, Any]:
    """Write what was counted on each day, from which every measure can be computed again, and describe the file."""
    arrays = named_arrays(arrays_of(results.measures.tallies.data))
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    with path.open("rb") as file:
        return {"format": COUNTS_FORMAT, "file": path.name, "sha256": file_digest(file, "sha256").hexdigest()}


def _ours(name: str) -> bool:
    """Whether a run folder's file is one that simdesk writes."""
    return name in (MANIFEST, WORKBOOK, COUNTS, "report.html") or is_table(name, TABLES + CONTACT_TABLES)
