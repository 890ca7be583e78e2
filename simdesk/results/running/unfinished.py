"""The finished days of a run that is not finished: kept while it goes on, so that interrupted work is not lost.

A folder of parts and a manifest. Every file is written under a temporary name, forced to the disk and renamed, and the folder
is forced to the disk, before anything else is removed. Every file carries a checksum, and every part says of which run, seed and
days it is: whatever is there when the power goes is whole, or known not to be.
"""

from __future__ import annotations

import io
import json
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from simdesk.errors import UsageError
from simdesk.files import SUFFIX as TEMPORARY
from simdesk.files import make_folder, not_writable, sync_folder, write_whole
from simdesk.locks import held
from simdesk.results.running.gathered import Part, named_arrays, placed_arrays

MANIFEST = "unfinished.json"
FORMAT = 2
SUFFIX = ".unfinished"
_PART = re.compile(r"days-(\d+)-(\d+)(?:-[0-9a-f]{8})?\.part")
_STRAY = re.compile(rf"\..*{re.escape(TEMPORARY)}")
"""What a process leaves that is killed while it writes."""
_HEAD = b"simdesk days 2 "
_DIGEST = 64

Identity = Mapping[str, Any]
"""What must be the same for the days to be those of this run; plain values by their name."""


def _warn(text: str) -> None:
    warnings.warn(text, RuntimeWarning, stacklevel=3)


@dataclass(frozen=True)
class Binding:
    """What a part is of.

    Parameters
    ----------
    run : str
        Digest of the run's identity.
    seed : int
    first, last : int
        Days ``first`` to ``last - 1``.
    cores : int
        How many cores played them.
    """

    run: str
    seed: int
    first: int
    last: int
    cores: int

    def differs_from(self, run: str, seed: int, first: int, last: int) -> str:
        """In words, why this is not the part of a run that was looked for; empty where it is."""
        if self.seed != seed:
            return f"is of seed {self.seed}"
        if self.run != run:
            return "is of another run"
        if (self.first, self.last) != (first, last):
            return f"is of days {self.first} to {self.last - 1}"
        return ""


class DamagedError(ValueError):
    """A part that is not as it was written."""


class Unfinished:
    """The folder of an unfinished run.

    Parameters
    ----------
    folder : path
        Made when the first days are kept.
    say : callable, optional
        Told, in words, what was found there and could not be used; a ``RuntimeWarning`` otherwise.
    anew : bool
        Take up nothing of what is there; it is replaced once there are days in its place, and no sooner.
    """

    def __init__(self, folder: str | os.PathLike[str], say: Callable[[str], None] = _warn, *, anew: bool = False) -> None:
        self.folder = Path(folder)
        self._say = say
        self._anew = anew
        self._identity: Identity | None = None
        self._replaced: list[Path] = []
        self.days = 0
        """Days kept in the folder, found there or added."""
        self.cores = 0
        """How many cores have played them; 0 where none is kept."""

    def held(self) -> AbstractContextManager[None]:
        """Hold the folder while a run keeps its days there.

        Raises
        ------
        RunError
            When another process holds it.
        """
        return held(self.folder)

    def exists(self) -> bool:
        """Whether there is an unfinished run."""
        return (self.folder / MANIFEST).is_file()

    def count(self) -> int:
        """Days of the run kept there, by the names of the parts."""
        identity = self.identity()
        ending = ".part" if identity is None else _ending(_digest(identity))
        parts = [(first, last) for first, last, path in self._parts() if path.name.endswith(ending)]
        return len({day for first, last in parts for day in range(first, last)})

    def identity(self) -> dict[str, Any] | None:
        """What run it is of; None where that cannot be read."""
        found = self._manifest()
        identity = found.get("identity")
        if found.get("format") != FORMAT or not isinstance(identity, dict) or found.get("sha256") != _digest(identity):
            return None
        return dict(identity)

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
        self.days, self.cores, self._replaced = 0, 0, []
        if not self.folder.exists():
            return []
        if not self.exists():
            if not self.folder.is_dir() or any(_STRAY.fullmatch(path.name) is None for path in self.folder.iterdir()):
                raise UsageError(f"{self.folder} exists and is no unfinished run of simdesk", "choose another place")
            return []
        there = self.identity()
        if self._anew or self._manifest().get("format") in range(1, FORMAT):
            if not self._anew:
                self._say(f"{self.folder}: an earlier simdesk wrote it, so its days are simulated again")
            self._replaced = [path for _, _, path in self._parts()]
            return []
        if there is not None and there != self._identity:
            raise UsageError(
                f"the unfinished run in {self.folder} is of another run: {differences(there, self._identity)}",
                "run it as it was begun, or begin anew in its place",
            )
        parts = self._taken_up(at_most)
        if there is None:
            kept = f"{self.days:,} days of this run beside it are whole" if self.days else "its days are simulated again"
            self._say(f"{self.folder / MANIFEST} cannot be read: {kept}")
        return parts

    def _taken_up(self, at_most: int) -> list[Part]:
        run, seed = self._bound_to()
        parts, known, damaged = [], 0, 0
        damaged_files = []
        for first, last, path in self._parts():
            try:
                part, binding = _read(path)
            except DamagedError:
                damaged += last - first
                damaged_files.append(path.name)
                self._replaced.append(path)
                continue
            if wrong := binding.differs_from(run, seed, first, last):
                self._say(f"{path} {wrong}: it is not used")
                self._replaced.append(path)
            elif last > at_most:
                self._replaced.append(path)
            elif last > known:
                self.cores = max(self.cores, binding.cores)
                parts.append(_behind(part, known))
                known = last
        if damaged:
            days = f"{damaged:,} {'day is' if damaged == 1 else 'days are'} damaged and simulated again"
            self._say(f"{self.folder}: {days} ({', '.join(damaged_files)})")
        self.days = sum(part.last - part.first for part in parts)
        return parts

    def keep(self, part: Part, *, cores: int = 1) -> None:
        """Keep some days.

        Raises
        ------
        RunError
            When they cannot be written; what was kept before stays.
        """
        first, last = part.first, part.last
        run, seed = self._bound_to()
        self.cores = max(cores, self.cores)
        binding = Binding(run, seed, first, last, self.cores)
        path = self.folder / f"days-{first:08d}-{last:08d}{_ending(run)}"
        try:
            make_folder(self.folder)
        except OSError as error:
            raise not_writable(self.folder, error) from None
        if not self.exists():
            self._write_manifest()
        write_whole(path, _packed(part, binding))
        # The manifest says whose parts count. Another run's stands until this one has a part.
        if self.identity() != self._identity:
            self._write_manifest()
        self._anew = False
        self._clear(replaced for replaced in self._replaced if replaced != path)
        self._replaced = []
        self.days += last - first

    def remove(self) -> None:
        """Take the folder away: the parts first, so that what is left on the way is still whole."""
        if not self.exists():
            return
        self._clear(path for _, _, path in self._parts())
        self._clear([self.folder / MANIFEST])
        try:
            if not any(self.folder.iterdir()):
                self.folder.rmdir()
                sync_folder(self.folder.parent)
        except OSError as error:
            raise not_writable(self.folder, error) from None

    def _manifest(self) -> dict[str, Any]:
        """What the manifest says; nothing where it cannot be read."""
        try:
            found = json.loads((self.folder / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write_manifest(self) -> None:
        assert self._identity is not None
        manifest = {"format": FORMAT, "identity": self._identity, "sha256": _digest(self._identity)}
        write_whole(self.folder / MANIFEST, json.dumps(manifest, indent=1).encode())

    def _clear(self, paths: Iterable[Path]) -> None:
        """Remove files, and what a process has left that was killed while it wrote."""
        try:
            for path in (*paths, *(path for path in self.folder.iterdir() if _STRAY.fullmatch(path.name))):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise not_writable(self.folder, error) from None

    def _bound_to(self) -> tuple[str, int]:
        """Of which run and seed the parts are."""
        assert self._identity is not None
        return _digest(self._identity), int(self._identity["seed"])

    def _parts(self) -> list[tuple[int, int, Path]]:
        if not self.folder.is_dir():
            return []
        found = [(match, path) for path in self.folder.iterdir() if (match := _PART.fullmatch(path.name))]
        return sorted((int(match[1]), int(match[2]), path) for match, path in found if int(match[1]) < int(match[2]))


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


def _digest(identity: Identity) -> str:
    return sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def _ending(run: str) -> str:
    """How the names of a run's parts end."""
    return f"-{run[:8]}.part"


def _packed(part: Part, binding: Binding) -> bytes:
    """A part as bytes: a line with the digest of the rest, a line that says what it is of, the arrays as ``numpy.savez`` writes
    them."""
    content = io.BytesIO()
    named: dict[str, Any] = {**named_arrays(part.arrays), "contacts|": part.contacts}
    np.savez(content, **named)
    body = json.dumps(asdict(binding)).encode() + b"\n" + content.getvalue()
    return _HEAD + sha256(body).hexdigest().encode() + b"\n" + body


def _read(path: Path) -> tuple[Part, Binding]:
    """A part and what it is of.

    Raises
    ------
    DamagedError
        When it is not as it was written.
    """
    try:
        content = path.read_bytes()
        start = len(_HEAD) + _DIGEST + 1
        body = content[start:]
        if content[:start] != _HEAD + sha256(body).hexdigest().encode() + b"\n":
            raise DamagedError(path.name)
        bound, _, arrays_part = body.partition(b"\n")
        binding = Binding(**json.loads(bound))
        with np.load(io.BytesIO(arrays_part), allow_pickle=False) as file:
            arrays = dict(file)
        contacts = arrays.pop("contacts|")
        places = placed_arrays(arrays)
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
        raise DamagedError(path.name) from error
    if len(contacts) != binding.last - binding.first:
        raise DamagedError(path.name)
    return Part(binding.first, binding.last, places, contacts), binding


def _behind(part: Part, known: int) -> Part:
    """What of a part is not known yet."""
    skip = max(known - part.first, 0)
    if not skip:
        return part
    return Part(part.first + skip, part.last, {place: a[skip:] for place, a in part.arrays.items()}, part.contacts[skip:])
