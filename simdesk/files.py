"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

from simdesk.errors import RunError


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
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise not_writable(path, error) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())  # mkstemp lets only the owner read
        os.replace(temporary, path)
    except OSError as error:
        raise not_writable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
