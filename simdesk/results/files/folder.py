"""Folders of results that appear whole or not at all."""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from simdesk.errors import UsageError
from simdesk.files import not_writable

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"


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
        _check_above(folder)
    except OSError as error:
        raise not_writable(folder, error) from None


def check_parent(parent: Path) -> None:
    """Refuse, before anything is simulated, a place in which no folder can be made.

    Raises
    ------
    RunError
    """
    try:
        _check_above(parent / "folder")
    except OSError as error:
        raise not_writable(parent, error) from None


def _check_above(folder: Path) -> None:
    above = next(path for path in folder.absolute().parents if path.exists())
    if not above.is_dir():
        raise NotADirectoryError(ENOTDIR, f"{above} is no folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, f"no right to write in {above}")


def write_folder(folder: Path, fill: Callable[[Path], None], ours: Callable[[str], bool]) -> Path:
    """Write a folder of results; it appears whole or not at all.

    Parameters
    ----------
    folder : Path
        Earlier results there are replaced; files that are not simdesk's stay. A folder that is no results is refused.
    fill : callable
        Called with the folder being written.
    ours : callable
        Whether a file of that name is one that simdesk writes.

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
        fill(temporary)
        _swap(temporary, folder, ours)
    except OSError as error:
        raise not_writable(folder, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def is_table(name: str, tables: Collection[str]) -> bool:
    """Whether a file is one of these tables."""
    table, _, kind = name.rpartition(".")
    return table in tables and kind in ("parquet", "csv")


def write_tables(place: Path, tables: Mapping[str, pd.DataFrame], *, csv: bool = False) -> None:
    """Write tables as parquet, and on request as CSV too."""
    for name, frame in tables.items():
        with (place / f"{name}.parquet").open("wb") as file:
            frame.to_parquet(file, index=False)
        if csv:
            frame.to_csv(place / f"{name}.csv", index=False)


def write_workbook(path: Path | BinaryIO, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of an Excel workbook."""
    import pandas as pd

    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, frame in tables.items():
            frame.to_excel(book, sheet_name=name, index=False)
            sheet = book.sheets[name]
            sheet.freeze_panes = "B2"
            for cells, column in zip(sheet.columns, frame.columns, strict=True):
                widest = max((len(str(value)) for value in frame[column] if isinstance(value, str)), default=10)
                sheet.column_dimensions[cells[0].column_letter].width = max(widest, len(str(column))) + 2
                for cell in cells[1:]:
                    if isinstance(cell.value, float):
                        cell.number_format = "0.000"
                    elif isinstance(cell.value, str):
                        cell.data_type = "s"  # a name that begins with "=" is no formula


def _swap(temporary: Path, folder: Path, ours: Callable[[str], bool]) -> None:
    """Put the new folder in the old one's place; what the user has put there stays, and nothing is lost on the way."""
    if not folder.exists():
        os.replace(temporary, folder)
        return
    for path in folder.iterdir():
        if not ours(path.name):
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
