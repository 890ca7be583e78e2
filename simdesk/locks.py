"""One command at a time in a folder of results.

The lock is a file beside the folder that says who holds it. The system frees it when its process ends, however that ends.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from errno import EACCES, EAGAIN
from pathlib import Path

from simdesk.errors import RunError
from simdesk.files import make_folder, not_writable
from simdesk.interrupts import interrupts_later

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

_TRIES = 20
_PAUSE = 0.02
"""Seconds between tries, while a lock is just being taken or left."""


@dataclass(frozen=True)
class Holder:
    """Who holds a folder.

    Parameters
    ----------
    pid : int
    host : str
    since : str
        Local time, as people read it.
    """

    pid: int
    host: str
    since: str

    @property
    def is_here(self) -> bool:
        """Whether its process is, or was, one of this machine."""
        return self.host == platform.node()

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host or 'this machine'} holds it since {self.since}"


_held: dict[Path, tuple[int, int]] = {}
"""Folders that this process holds: by which thread, and how many times."""
_guard = threading.Lock()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder of results while it is written; the same thread may hold it again.

    Parameters
    ----------
    folder : Path
        It need not exist. The folder above is made, and removed again where nothing came into it.

    Raises
    ------
    RunError
        When another process or thread holds it, or the lock cannot be written.
    """
    place = Path(os.path.abspath(folder))
    thread = threading.get_ident()
    with _guard:
        owner, times = _held.get(place, (thread, 0))
        if owner != thread:
            raise _in_use(folder, Holder(os.getpid(), platform.node(), "another of its threads began"), None)
        _held[place] = thread, times + 1
    try:
        if times:
            yield
        else:
            with _locked(place, folder):
                yield
    finally:
        with _guard:
            if times:
                _held[place] = thread, times
            else:
                del _held[place]


def lock_of(folder: Path) -> Path:
    """The file that says who holds a folder."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def _locked(place: Path, folder: Path) -> Iterator[None]:
    path = lock_of(place)
    made: list[Path] = []
    handle = None
    try:
        with interrupts_later():  # between taking it and knowing that it is ours it would stay behind
            try:
                made = make_folder(place.parent)
                handle = _take(path, folder)
            except OSError as error:
                raise not_writable(folder, error) from None
        yield
    finally:
        with interrupts_later():
            if handle is not None:
                _leave(path, handle)
            for above in made:
                with suppress(OSError):
                    above.rmdir()


def _leave(path: Path, handle: int) -> None:
    with suppress(OSError):
        if os.fstat(handle).st_ino == path.stat().st_ino:
            path.unlink()
    os.close(handle)


def _take(path: Path, folder: Path) -> int:
    """An open file that is the lock, and ours."""
    holder: Holder | None = None
    for _ in range(_TRIES):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        ours = False
        try:
            free = _lock(handle)
            holder = _read(handle)
            # A process of this machine that held it has ended, for the system has freed it. Of others that cannot be told.
            if free and holder is not None and not holder.is_here:
                break
            with suppress(FileNotFoundError):
                ours = free and os.fstat(handle).st_ino == path.stat().st_ino
            if ours:
                _write(handle)
                return handle
        finally:
            if not ours:
                os.close(handle)
        if not free and holder is not None:
            break
        time.sleep(_PAUSE)
    raise _in_use(folder, holder, path)


def _lock(handle: int) -> bool:
    """Lock an open file; whether nobody else had it locked."""
    if fcntl is None:
        return _read(handle) is None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (EAGAIN, EACCES):
            return False
        # A file system without locks: what the file says decides.
        holder = _read(handle)
        return holder is None or (holder.is_here and not _alive(holder.pid))
    return True


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _read(handle: int) -> Holder | None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        content = json.loads(os.read(handle, 4096))
        return Holder(int(content["pid"]), str(content["host"]), str(content["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _write(handle: int) -> None:
    holder = Holder(os.getpid(), platform.node(), time.strftime("%Y-%m-%d %H:%M:%S"))
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(asdict(holder)).encode())


def _in_use(folder: Path, holder: Holder | None, path: Path | None) -> RunError:
    who = "another process holds it" if holder is None else str(holder)
    hint = "wait until it has ended, or choose another place with --output"
    if path is not None and (holder is None or not holder.is_here or fcntl is None):
        hint += f"; if it has ended already, delete {path}"
    return RunError(f"{folder} is in use: {who}", hint)
