"""Folders of results: they appear whole or not at all, and every file in them has a checksum."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from simdesk.errors import UsageError
from simdesk.files import make_folder, not_writable, sync_folder, sync_tree
from simdesk.locks import held
from simdesk.results.files.checksums import CHECKSUMS, write_checksums
from simdesk.results.files.outputs import Outputs

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
REPORT = "report.html"

Extra = Callable[[Path], None]
"""Called with the folder being written, to add files to it."""


def named_folder(parent: Path, kind: str, name: str, digest: str) -> Path:
    """Where results are kept: named after their kind, their scenario, and a digest of all that decides them."""
    return parent / f"{kind}{slug(name)}-{digest[:10]}"


def slug(name: str) -> str:
    """A name as part of a folder's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "scenario")[:40].rstrip("-")


@dataclass(frozen=True)
class FolderKind:
    """A kind of folder of results: a manifest, tables as parquet, on request as CSV and as one workbook.

    Parameters
    ----------
    workbook : str
        The workbook's name.
    tables : tuple of str
        Tables in the workbook too.
    more_tables : tuple of str
        Tables that are too long for a workbook.
    files : tuple of str
        Other files.
    """

    workbook: str
    tables: tuple[str, ...]
    more_tables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def ours(self, name: str) -> bool:
        """Whether a file of that name is one that simdesk writes there."""
        table, _, ending = name.rpartition(".")
        is_table = table in (*self.tables, *self.more_tables) and ending in ("parquet", "csv")
        return is_table or name in (MANIFEST, CHECKSUMS, REPORT, self.workbook, *self.files)

    def save(
        self,
        folder: Path,
        tables: Callable[[Outputs], Mapping[str, pd.DataFrame]],
        manifest: Callable[[Outputs], Mapping[str, Any]],
        *,
        csv: bool = False,
        excel: bool = False,
        extra: Extra | None = None,
        write_more: Callable[[Path, Outputs], Mapping[str, Any]] | None = None,
    ) -> Path:
        """Write the folder; it appears whole or not at all, and is on the disk afterwards.

        Parameters
        ----------
        folder : Path
            Earlier results there are replaced; files that are not simdesk's stay. A folder that is no results is refused.
        tables, manifest : callable
            Make the tables by name, and the manifest. A fault in one output leaves the others: see ``Outputs``.
        csv, excel : bool
            Also as CSV files, and as one workbook.
        extra : callable, optional
            Called with the folder being written, to add files to it.
        write_more : callable, optional
            Called with the folder being written, to write ``files`` and ``more_tables``; what it gives goes into the manifest.

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
        outputs = Outputs()

        def fill(place: Path) -> None:
            more = {} if write_more is None else write_more(place, outputs)
            frames = tables(outputs)
            with outputs.making("the files of the tables"):
                for name, frame in frames.items():
                    with (place / f"{name}.parquet").open("wb") as file:
                        frame.to_parquet(file, index=False)
                    if csv:
                        frame.to_csv(place / f"{name}.csv", index=False)
            if excel:
                with outputs.making("the workbook", place / self.workbook):
                    write_workbook(place / self.workbook, frames)
            if extra is not None:
                with outputs.making("the report"):
                    extra(place)
            content = {**manifest(outputs), **more, "checksums": CHECKSUMS}
            (place / MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")
            write_checksums(place)

        written = _write_folder(folder, fill, self.ours)
        outputs.tell(written)
        return written


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold the place of a folder of results, looked at before anything is simulated, until its results are written.

    What a process has left there that was killed while it wrote is put right first.

    Raises
    ------
    UsageError
        When something that is no results stands there.
    RunError
        When its parent cannot be made or written, or another process holds it.
    """
    check_parent(folder.parent)
    with held(folder):
        try:
            _mend(folder)
            if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).exists())):
                raise UsageError(f"{folder} exists and is no run of simdesk", "choose another place with --output")
        except OSError as error:
            raise not_writable(folder, error) from None
        yield


def check_parent(parent: Path) -> None:
    """Refuse, before anything is simulated, a place in which no folder can be made. Nothing stays there.

    Raises
    ------
    RunError
    """
    made: list[Path] = []
    try:
        made = make_folder(parent)
        # Tried, because the rights alone do not tell: a disk may be read-only.
        tempfile.TemporaryFile(dir=parent).close()
    except OSError as error:
        raise not_writable(parent, error) from None
    finally:
        for path in made:
            with suppress(OSError):
                path.rmdir()


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


def _write_folder(folder: Path, fill: Callable[[Path], None], ours: Callable[[str], bool]) -> Path:
    """Write a folder of results; what is there is removed once the new folder is on the disk."""
    with hold_folder(folder):
        new = _beside(folder, "new")
        try:
            new.mkdir()
            fill(new)
            _swap(new, folder, ours)
        except OSError as error:
            raise not_writable(folder, error) from None
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return folder


def _swap(new: Path, folder: Path, ours: Callable[[str], bool]) -> None:
    """Put the new folder in the old one's place; what the user has put there stays, and nothing is lost on the way."""
    old = _beside(folder, "old")
    if folder.exists():
        for path in folder.iterdir():
            if not ours(path.name):
                copy = shutil.copytree if path.is_dir() else shutil.copy2
                copy(path, new / path.name)
    sync_tree(new)
    if not folder.exists():
        os.replace(new, folder)
        sync_folder(folder.parent)
        return
    try:
        os.replace(folder, old)
        os.replace(new, folder)
        sync_folder(folder.parent)
    except BaseException:
        if not folder.exists():
            os.replace(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(folder: Path, what: str) -> Path:
    """The new folder while it is written, and the old one while it is replaced: whoever holds the lock has them."""
    return folder.with_name(f".{folder.name}.{what}")


def _mend(folder: Path) -> None:
    """Clear away what a process left that was killed at work, and put back results it was replacing."""
    old, new = _beside(folder, "old"), _beside(folder, "new")
    if old.is_dir() and not folder.exists():
        os.replace(old, folder)
        sync_folder(folder.parent)
    for left in (old, new):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
