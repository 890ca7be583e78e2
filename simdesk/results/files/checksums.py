"""Checksums of the files in a folder of results, so that a file that has changed is never read as if it had not.

They stand in a file of their own, in the format of ``sha256sum``, and its first line carries the checksum of the others:
``sha256sum --check checksums.sha256`` checks a folder without simdesk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from simdesk.errors import InputError

CHECKSUMS = "checksums.sha256"
_HEAD = "# simdesk checksums 1 "
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_AGAIN = "take a copy that is whole, or run it again"


def write_checksums(folder: Path) -> None:
    """Write the checksums of all files that are in a folder."""
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != CHECKSUMS:
            with path.open("rb") as file:
                lines.append(f"{file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    body = "".join(lines).encode()
    (folder / CHECKSUMS).write_bytes(f"{_HEAD}{sha256(body).hexdigest()}\n".encode() + body)


class CheckedFolder:
    """A folder whose files are read only if they are the files that were written.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    InputError
        When the list of checksums is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._expected = _listed(folder / CHECKSUMS)

    @property
    def verified(self) -> bool:
        """Whether there are checksums. An earlier simdesk wrote none."""
        return self._expected is not None

    @property
    def names(self) -> list[str]:
        """The files that are there: with checksums those that have one, otherwise all."""
        here = sorted(path.name for path in self.folder.iterdir() if path.is_file())
        return here if self._expected is None else [name for name in here if name in self._expected]

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[IO[bytes], str]]:
        """A file to read, once it is known to be the one that was written, and its digest.

        Raises
        ------
        InputError
            When it is another, is not there, or cannot be read.
        """
        path = self.folder / name
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise InputError(f"{path}: this file is missing", _AGAIN) from None
        except OSError as error:
            raise _unreadable(path, error) from None
        with file:
            try:
                digest = file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise _unreadable(path, error) from None
            self._compare(name, digest)
            file.seek(0)
            yield file, digest

    def read(self, name: str) -> bytes:
        """The content of a file, once it is known to be the one that was written; see ``opened``."""
        with self.opened(name) as (file, _):
            return file.read()

    def check(self, *, but: tuple[str, ...] = ()) -> None:
        """Check every file that is there and has a checksum.

        Parameters
        ----------
        but : tuple of str
            Files that are checked as they are read.

        Raises
        ------
        InputError
            When a file is not the one that was written, or cannot be read.
        """
        for name in self.names if self._expected is not None else ():
            if name in but:
                continue
            try:
                with (self.folder / name).open("rb") as file:
                    found = file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise _unreadable(self.folder / name, error) from None
            self._compare(name, found)

    def _compare(self, name: str, found: str) -> None:
        if self._expected is None:
            return
        if name not in self._expected:
            raise InputError(f"{self.folder / name}: {CHECKSUMS} has no checksum of this file", _AGAIN)
        if self._expected[name] != found:
            raise InputError(f"{self.folder / name}: not the file that was written (its checksum differs)", _AGAIN)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path}: cannot be read ({error.strerror})", _AGAIN)


def _listed(path: Path) -> dict[str, str] | None:
    """The checksums by file; None where there are none."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", _AGAIN) from None
    if head != f"{_HEAD}{sha256(body).hexdigest()}".encode():
        raise InputError(f"{path}: the list of checksums is damaged", _AGAIN)
    lines = [_LINE.fullmatch(line) for line in body.decode().splitlines()]
    return {line[2]: line[1] for line in lines if line is not None}
