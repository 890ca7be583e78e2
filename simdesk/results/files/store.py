"""The run folder: a manifest and tables that another program, or a later version, can read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simdesk.results.files.folder import Extra, FolderKind, named_folder
from simdesk.results.files.log_tables import CONTACT_TABLES, write_logs
from simdesk.results.files.outputs import Outputs
from simdesk.results.results import Results
from simdesk.results.running.gathered import in_pieces, named
from simdesk.results.shown.document import SCHEMA_VERSION, metric_entries, run_entry, scenario_entry, target_entries
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COUNTS = "counts.npz"
COUNTS_FORMAT = 1
"""Of what stands in ``counts.npz``; another one is not read."""
PLAIN_DURATIONS = "plain_durations"
ARE_MEANS = "means"
"""What plain handle times and patience are in ``scenario_as_run``. A manifest without this entry is older: they are constants."""
RUN_FOLDER = FolderKind(
    "results.xlsx", ("targets", "summary", "intervals", "staffing", "days"), more_tables=CONTACT_TABLES, files=(COUNTS,)
)


def run_folder(scenario: Scenario, parent: Path) -> Path:
    """Where a run is kept: named after the scenario as run and its digest, days and seed included."""
    return named_folder(parent, "", scenario.name, scenario.digest)


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
        PLAIN_DURATIONS: ARE_MEANS,
        "scenario_text": scenario.text,
    }


def save(
    results: Results,
    folder: Path,
    *,
    contacts: bool = False,
    csv: bool = False,
    excel: bool = False,
    extra: Extra | None = None,
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
        When it cannot be written, or another process is writing it.
    OutputError
        When an output could not be made; the others are written.
    """

    def write_more(place: Path, outputs: Outputs) -> dict[str, Any]:
        # From the counts everything else can be made again, so they come first.
        kept = {"counts": _write_counts(results, place / COUNTS)}
        if contacts:
            with outputs.making("the logs of contacts and agents"):
                write_logs(results, place, csv=csv, progress=progress)
        return kept

    def frames(outputs: Outputs) -> Mapping[str, pd.DataFrame]:
        tables: dict[str, pd.DataFrame] = {}
        for name in RUN_FOLDER.tables:
            with outputs.making(f"the table {name}"):
                tables[name] = getattr(results, name)
        return tables

    return RUN_FOLDER.save(folder, frames, lambda _: manifest(results), csv=csv, excel=excel, extra=extra, write_more=write_more)


def _write_counts(results: Results, path: Path) -> dict[str, Any]:
    """Write what was counted on each day, from which every measure can be computed again, and describe the file."""
    # As np.savez_compressed writes it, but quickly: a third of the time for a seventh more on the disk. Array by array, for of
    # many days each is large.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for place, (shape, kind, pieces) in in_pieces(results.measures.tallies.data):
            with file.open(f"{named(place)}.npy", "w", force_zip64=True) as member:
                about = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(member, about)
                for rows in pieces:
                    member.write(rows.tobytes())
    with path.open("rb") as file:
        return {"format": COUNTS_FORMAT, "file": path.name, "sha256": file_digest(file, "sha256").hexdigest()}
