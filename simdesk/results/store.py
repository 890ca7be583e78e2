"""The run folder: a manifest and tables that another program, or a later version, can read."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simdesk.errors import UsageError
from simdesk.files import not_writable
from simdesk.results.document import SCHEMA_VERSION, metric_entries, run_entry, scenario_entry, target_entries
from simdesk.results.log_tables import CONTACT_TABLES, write_logs
from simdesk.results.results import Results
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
WORKBOOK = "results.xlsx"
TABLES = ("targets", "summary", "intervals", "staffing", "days")


def run_folder(scenario: Scenario, parent: Path) -> Path:
    """Where a run is kept: named after the scenario as run and its digest, days and seed included."""
    plain = unicodedata.normalize("NFKD", scenario.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "scenario"
    return parent / f"{slug[:40].rstrip('-')}-{scenario.digest[:10]}"


def manifest(results: Results) -> dict[str, Any]:
    """What was run, with what, and what came out, without the tables."""
    scenario, facts = results.scenario, results.facts
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario_entry(results) | {"variants": list(scenario.applied)},
        "run": run_entry(results) | {"libraries": facts.libraries, "stopped": facts.stopped},
        "targets": target_entries(results),
        "metrics": metric_entries(results),
        "scenario_as_run": scenario.resolved_yaml(),
        "scenario_text": scenario.text,
    }


def check_place(folder: Path) -> None:
    """Refuse, before anything is simulated, a place that cannot take the run folder.

    What a run has left there that was killed while it wrote is put right first.

    Raises
    ------
    UsageError
        When something that is no run stands there.
    RunError
        When its parent cannot be made or written.
    """
    try:
        _mend(folder)
        if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).exists())):
            raise UsageError(f"{folder} exists and is no run of simdesk", "choose another place with --output")
        above = next(path for path in folder.absolute().parents if path.exists())
        if not above.is_dir():
            raise NotADirectoryError(ENOTDIR, f"{above} is no folder")
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, f"no right to write in {above}")
    except OSError as error:
        raise not_writable(folder, error) from None


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
    """
    check_place(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = _workplace(folder)
    except OSError as error:
        raise not_writable(folder, error) from None
    try:
        temporary.chmod(0o755)
        for name in TABLES:
            frame: pd.DataFrame = getattr(results, name)
            with (temporary / f"{name}.parquet").open("wb") as file:
                frame.to_parquet(file, index=False)
            if csv:
                frame.to_csv(temporary / f"{name}.csv", index=False)
        if contacts:
            write_logs(results, temporary, csv=csv, progress=progress)
        if excel:
            _workbook(results, temporary / WORKBOOK)
        if extra is not None:
            extra(temporary)
        (temporary / MANIFEST).write_text(json.dumps(manifest(results), indent=1), encoding="utf-8")
        _swap(temporary, folder)
    except OSError as error:
        raise not_writable(folder, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _ours(name: str) -> bool:
    """Whether a run folder's file is one that simdesk writes."""
    table, _, kind = name.rpartition(".")
    return name in (MANIFEST, WORKBOOK, "report.html") or (table in TABLES + CONTACT_TABLES and kind in ("parquet", "csv"))


def _swap(temporary: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; what the user has put there stays, and nothing is lost on the way."""
    if not folder.exists():
        os.replace(temporary, folder)
        return
    for path in folder.iterdir():
        if not _ours(path.name):
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, temporary / path.name)
    old = _workplace(folder)
    try:
        os.replace(folder, old / "old")
        os.replace(temporary, folder)
    finally:
        if not folder.exists():
            os.replace(old / "old", folder)
        shutil.rmtree(old, ignore_errors=True)


def _workplace(folder: Path) -> Path:
    """A new folder beside the run folder that names the process at work in it."""
    return Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.{_machine()}-{os.getpid()}."))


def _machine() -> str:
    return re.sub(r"\W", "_", platform.node())


def _mend(folder: Path) -> None:
    """Clear away what processes of this machine left that were killed at work, and put back a run they were replacing."""
    if os.name != "posix" or not folder.parent.is_dir():
        return
    named = re.compile(re.escape(f".{folder.name}.{_machine()}-") + r"(\d+)\..*")
    for path in list(folder.parent.iterdir()):
        match = named.fullmatch(path.name)
        if match is None or _alive(int(match[1])):
            continue
        if (path / "old").is_dir() and not folder.exists():
            os.replace(path / "old", folder)
        shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _workbook(results: Results, path: Path) -> None:
    import pandas as pd

    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name in TABLES:
            frame = getattr(results, name)
            frame.to_excel(book, sheet_name=name, index=False)
            sheet = book.sheets[name]
            sheet.freeze_panes = "B2"
            for cells, column in zip(sheet.columns, frame.columns, strict=True):
                widest = max((len(str(value)) for value in frame[column] if isinstance(value, str)), default=10)
                sheet.column_dimensions[cells[0].column_letter].width = max(widest, len(str(column))) + 2
                for cell in cells[1:]:
                    if isinstance(cell.value, float):
                        cell.number_format = "0.000"
