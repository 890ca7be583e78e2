"""The folder of a comparison: a manifest and tables that another program can read."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.planning.compare.tables import TABLES
from simdesk.results.files.folder import MANIFEST, is_table, write_folder, write_tables, write_workbook
from simdesk.results.files.outputs import Outputs
from simdesk.results.files.store import slug
from simdesk.results.shown.document import SCHEMA_VERSION, run_entry, scenario_entry

if TYPE_CHECKING:
    import pandas as pd

    from simdesk.planning.compare.result import Comparison
    from simdesk.results.results import Results

WORKBOOK = "comparison.xlsx"
REPORT = "report.html"
_SHEETS = ("targets", "differences", "flips", "ranking", "costs", "intervals")


def comparison_folder(comparison: Comparison, parent: Path) -> Path:
    """Where a comparison is kept: named after the baseline and a digest of all that is compared, and how."""
    compared = [
        [name, results.scenario.digest, results.facts.seed, results.facts.replications, results.facts.sources]
        for name, results in comparison.results.items()
    ]
    digest = sha256(json.dumps([[e.text for e in comparison.shared], compared]).encode()).hexdigest()
    return parent / f"compare-{slug(comparison.results[comparison.baseline].scenario.name)}-{digest[:10]}"


def manifest(comparison: Comparison) -> dict[str, Any]:
    """What was compared, with what, without the tables."""

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
    """The tables by the name they are kept under: every scenario's targets, then those of ``Comparison``."""
    import pandas as pd

    named = [results.targets.assign(scenario=name) for name, results in comparison.results.items()]
    targets = pd.concat(named, ignore_index=True)
    columns = ["scenario", *(column for column in targets.columns if column != "scenario")]
    frames = {"targets": targets[columns]} | {name: getattr(comparison, name) for name in TABLES}
    return {sheet: frames["table" if sheet == "differences" else sheet] for sheet in _SHEETS}


def save(
    comparison: Comparison,
    folder: Path,
    *,
    csv: bool = False,
    excel: bool = False,
    extra: Callable[[Path], None] | None = None,
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
        When it cannot be written.
    OutputError
        When an output could not be made; the others are written.
    """
    outputs = Outputs()

    def fill(place: Path) -> None:
        (place / MANIFEST).write_text(json.dumps(manifest(comparison), indent=1), encoding="utf-8")
        with outputs.making("the tables"):
            frames = tables(comparison)
            write_tables(place, frames, csv=csv)
            if excel:
                with outputs.making("the workbook", place / WORKBOOK):
                    write_workbook(place / WORKBOOK, frames)
        if extra is not None:
            with outputs.making("the report"):
                extra(place)

    written = write_folder(folder, fill, _ours)
    outputs.tell(written)
    return written


def _ours(name: str) -> bool:
    return name in (MANIFEST, WORKBOOK, REPORT) or is_table(name, _SHEETS)
