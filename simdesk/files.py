"""Files that appear whole or not at all, and stay when the power goes.

A file is written under another name, forced to the disk and renamed; then the folder that names it is forced to the disk.
What it replaces, or makes superfluous, is removed after that and never before.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EINVAL, ENOSPC, ENOTSUP
from pathlib import Path

from simdesk.errors import RunError

SUFFIX = ".tmp"
"""Of the temporary file, which a process leaves behind when it is killed while it writes."""


def not_writable(path: Path, error: OSError) -> RunError:
    """The error of a place that cannot be written."""
    full = error.errno in (ENOSPC, EFBIG, EDQUOT)
    hint = "make room on the disk, or choose another place" if full else "choose another place"
    return RunError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})", hint)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when all went well, and vanishes otherwise.

    Parameters
    ----------
    path : Path
        Its folder must exist.

    Raises
    ------
    RunError
        When it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=SUFFIX)
    except OSError as error:
        raise not_writable(path, error) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())  # mkstemp lets only the owner read
        sync_file(temporary)
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise not_writable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file; it appears whole or not at all, and is on the disk afterwards.

    Raises
    ------
    RunError
        When it cannot be written.
    """
    with written_whole(path) as temporary:
        temporary.write_bytes(content)


def make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it, on the disk too; gives those that were made, the lowest first.

    Raises
    ------
    OSError
        When one cannot be made.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in reversed(missing):
        sync_folder(path.parent)
    return missing


def sync_file(path: Path) -> None:
    """Force the content of a file to the disk."""
    with path.open("rb" if os.name == "posix" else "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, ENOTSUP):  # some file systems know no such thing
            raise
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Force everything in a folder to the disk."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            sync_tree(path)
        elif path.is_file():
            sync_file(path)
    sync_folder(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
