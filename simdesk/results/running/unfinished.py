"""The finished days of a run that is not finished: kept while it goes on, so that interrupted work is not lost.

A folder of parts and a manifest. Every file is written under a temporary name, forced to the disk and then renamed, and
every part carries a digest of itself, so whatever is there when the power goes is whole or known not to be.
"""

from __future__ import annotations

import io
import json
import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from simdesk.errors import UsageError
from simdesk.files import not_writable
from simdesk.results.running.gathered import Gathered, Part, named_arrays, placed_arrays

MANIFEST = "unfinished.json"
FORMAT = 1
SUFFIX = ".unfinished"
_PART = re.compile(r"days-(\d+)-(\d+)\.part")
_STRAY = re.compile(r"\..*\.tmp")
"""What a process leaves that is killed while it writes."""
_HEAD = b"simdesk days 1 "
_DIGEST = 64

Identity = Mapping[str, Any]
"""What must be the same for the days to be those of this run; plain values by their name."""


def _warn(text: str) -> None:
    warnings.warn(text, RuntimeWarning, stacklevel=3)


class Unfinished:
    """The folder of an unfinished run.

    Parameters
    ----------
    folder : path
        Made when the first days are kept.
    say : callable, optional
        Told, in words, what was found there and could not be used; a ``RuntimeWarning`` otherwise.
    anew : bool
        Take up nothing of what is there; it is replaced as soon as there are days to keep, and no sooner.
    """

    def __init__(self, folder: str | os.PathLike[str], say: Callable[[str], None] = _warn, *, anew: bool = False) -> None:
        self.folder = Path(folder)
        self._say = say
        self._anew = anew
        self._identity: Identity | None = None
        self.days = 0
        """Days kept in the folder, found there or added."""
        self.cores = 0
        """How many cores have played them; 0 where none is kept."""

    def exists(self) -> bool:
        """Whether there is an unfinished run."""
        return (self.folder / MANIFEST).is_file()

    def count(self) -> int:
        """Days kept there, by the names of the parts."""
        return len({day for first, last, _ in self._parts() for day in range(first, last)})

    def identity(self) -> dict[str, Any] | None:
        """What run it is of; None where that cannot be read."""
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("identity"), dict):
            return None
        return dict(found["identity"])

    def begin(self, identity: Identity, at_most: int) -> list[Part]:
        """Take up what is there, and be ready to keep more.

        Parameters
        ----------
        identity : dict
        at_most : int
            Days of the run.

        Returns
        -------
        list of Part
            The days that are there, in order; none twice.

        Raises
        ------
        UsageError
            When the days there are another run's.
        """
        self._identity = json.loads(json.dumps(dict(identity)))
        self.days, self.cores = 0, 0
        if not self.folder.exists():
            return []
        if not self.exists():
            if not self.folder.is_dir() or any(_STRAY.fullmatch(path.name) is None for path in self.folder.iterdir()):
                raise UsageError(f"{self.folder} exists and is no unfinished run of simdesk", "choose another place")
            return []
        if self._anew:
            return []
        there = self.identity()
        if there is None:
            self._say(f"{self.folder} cannot be read: its days are simulated again")
            self.remove()
            return []
        if there != self._identity:
            raise UsageError(
                f"the unfinished run in {self.folder} is of another run: {differences(there, self._identity)}",
                "run it as it was begun, or begin anew in its place",
            )
        self.cores = int(json.loads((self.folder / MANIFEST).read_text(encoding="utf-8")).get("cores", 1))
        parts, known, damaged = [], 0, 0
        for first, last, path in self._parts():
            part = _read(path, first, last)
            if part is None or last > at_most:
                damaged += last - first
                path.unlink(missing_ok=True)
            elif last > known:
                parts.append(_behind(part, known))
                known = last
        for stray in self.folder.glob(".*.tmp"):
            stray.unlink(missing_ok=True)
        if damaged:
            self._say(f"{self.folder}: {damaged:,} {'day is' if damaged == 1 else 'days are'} damaged and simulated again")
        self.days = sum(part.last - part.first for part in parts)
        return parts

    def keep(self, gathered: Gathered, first: int, last: int, *, cores: int = 1) -> None:
        """Keep days ``first`` to ``last - 1``.

        Raises
        ------
        RunError
            When they cannot be written; what was kept before stays.
        """
        if self._anew:
            self.remove()
            self._anew = False
        try:
            if cores > self.cores or not self.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                self.cores = max(cores, self.cores)
                manifest = {"format": FORMAT, "cores": self.cores, "identity": self._identity}
                self._write(MANIFEST, json.dumps(manifest, indent=1).encode())
            self._write(f"days-{first:08d}-{last:08d}.part", _packed(gathered.part(first, last)))
        except OSError as error:
            raise not_writable(self.folder, error) from None
        self.days += last - first

    def remove(self) -> None:
        """Take the folder away: the parts first, so that what is left on the way is still whole."""
        if not self.exists():
            return
        try:
            for _, _, path in self._parts():
                path.unlink(missing_ok=True)
            for stray in self.folder.glob(".*.tmp"):
                stray.unlink(missing_ok=True)
            (self.folder / MANIFEST).unlink(missing_ok=True)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()
        except OSError as error:
            raise not_writable(self.folder, error) from None

    def _parts(self) -> list[tuple[int, int, Path]]:
        if not self.folder.is_dir():
            return []
        found = [(match, path) for path in self.folder.iterdir() if (match := _PART.fullmatch(path.name))]
        return sorted((int(match[1]), int(match[2]), path) for match, path in found if int(match[1]) < int(match[2]))

    def _write(self, name: str, content: bytes) -> None:
        temporary = self.folder / f".{name}.{os.getpid()}.tmp"
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        _force_names(self.folder)


def siblings(folder: Path) -> Iterable[Unfinished]:
    """Other unfinished runs of a scenario of the same name beside this one's place."""
    stem = folder.name.removesuffix(SUFFIX).rpartition("-")[0]
    if folder.parent.is_dir():
        for path in sorted(folder.parent.glob(f"{stem}-??????????{SUFFIX}")):
            if path != folder and Unfinished(path).identity() is not None:
                yield Unfinished(path)


def differences(there: Identity, here: Identity) -> str:
    """In words, where two runs differ."""
    names = [name for name in here if there.get(name) != here[name]]
    plain = [name for name in names if name not in ("scenario_digest", "counted")]
    if plain:
        return ", ".join(f"{name.replace('_', ' ')} {there.get(name)} there and {here.get(name)} here" for name in plain)
    if "scenario_digest" in names:
        return "the scenario has changed"
    return "other measures are asked for" if names else "it was made with another simdesk"


def _force_names(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _packed(part: Part) -> bytes:
    """A part as bytes: a line with the digest of the rest, then the arrays as ``numpy.savez`` writes them."""
    content = io.BytesIO()
    named: dict[str, Any] = {**named_arrays(part.arrays), "contacts|": part.contacts}
    np.savez(content, **named)
    body = content.getvalue()
    return _HEAD + sha256(body).hexdigest().encode() + b"\n" + body


def _read(path: Path, first: int, last: int) -> Part | None:
    """A part, or None when it is damaged."""
    try:
        content = path.read_bytes()
        start = len(_HEAD) + _DIGEST + 1
        body = content[start:]
        if content[:start] != _HEAD + sha256(body).hexdigest().encode() + b"\n":
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as file:
            arrays = dict(file)
        contacts = arrays.pop("contacts|")
        places = placed_arrays(arrays)
    except (OSError, ValueError, KeyError, SyntaxError):
        return None
    if len(contacts) != last - first:
        return None
    return Part(first, last, places, contacts)


def _behind(part: Part, known: int) -> Part:
    """What of a part is not known yet."""
    skip = max(known - part.first, 0)
    if not skip:
        return part
    return Part(part.first + skip, part.last, {place: a[skip:] for place, a in part.arrays.items()}, part.contacts[skip:])
