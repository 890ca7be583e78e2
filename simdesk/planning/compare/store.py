"""The folder of a comparison: a manifest and tables that another program can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.planning.compare.tables import TABLES
from simdesk.results.files.folder import Extra, FolderKind, named_folder
from simdesk.results.files.outputs import Outputs
from simdesk.results.shown.document import SCHEMA_VERSION, run_entry, scenario_entry

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.planning.compare.result import Comparison
    from simdesk.results.results import Results

COMPARISON_FOLDER = FolderKind("comparison.xlsx", ("targets", "differences", "flips", "ranking", "costs", "intervals"))


def comparison_folder(comparison: Comparison, parent: Path) -> Path:
    """Folder of a comparison: named after the baseline and a digest of everything compared."""
    compared = [
        [name, results.scenario.digest, results.facts.seed, results.facts.replications, results.facts.sources]
        for name, results in comparison.results.items()
    ]
    digest = sha256(json.dumps([[e.text for e in comparison.shared], compared]).encode()).hexdigest()
    return named_folder(parent, "compare-", comparison.results[comparison.baseline].scenario.name, digest)


def manifest(comparison: Comparison) -> dict[str, Any]:
    """What was compared, without the tables."""

    def entry(results: Results) -> dict[str, Any]:
        run = run_entry(results) | {"libraries": results.facts.libraries, "sources": results.facts.sources}
        return scenario_entry(results) | {"variants": list(results.scenario.applied), "run": run}

    return {
        "schema_version": SCHEMA_VERSION,
        "comparison": {
            "baseline": comparison.baseline,
            "paired": comparison.paired,
            "unpaired_because": list(comparison.unpaired),
            "not_compared": list(comparison.not_compared),
            "scenarios": {name: entry(results) for name, results in comparison.results.items()},
        },
    }


def tables(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """The tables by their file names: every scenario's targets, then those of ``Comparison``."""
    import pandas as pd

    named = [results.targets.assign(scenario=name) for name, results in comparison.results.items()]
    targets = pd.concat(named, ignore_index=True)
    columns = ["scenario", *(column for column in targets.columns if column != "scenario")]
    frames = {"targets": targets[columns]} | {name: getattr(comparison, name) for name in TABLES}
    return {sheet: frames["table" if sheet == "differences" else sheet] for sheet in COMPARISON_FOLDER.tables}


def save(
    comparison: Comparison,
    folder: Path,
    *,
    csv: bool = False,
    excel: bool = False,
    extra: Extra | None = None,
) -> Path:
    """Write the folder of a comparison; it appears whole or not at all.

    Parameters
    ----------
    comparison : Comparison
    folder : Path
        An earlier one there is replaced; files that are not simdesk's stay.
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
        When something else stands in its place.
    RunError
        When it cannot be written, or another process is writing it.
    OutputError
        When an output could not be made; the others are written.
    """

    def frames(outputs: Outputs) -> Mapping[str, pd.DataFrame]:
        with outputs.making("the tables"):
            return tables(comparison)
        return {}

    return COMPARISON_FOLDER.save(folder, frames, lambda _: manifest(comparison), csv=csv, excel=excel, extra=extra)
