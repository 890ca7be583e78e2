"""Where compiled rules are kept between runs, so that a stale one is impossible.

numba keeps a compiled function by the file it stands in and does not see a change in another file. The rules stand in
others, so each state of the rules has a cache folder of its own, named by a digest of their code. All virtual environments
with these rules and the same numba share it. What is read there is run, so a folder is used only if nobody but this user
can have written it.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simdesk.engine.rule_code import RULE_CODE, ReadSource, code_digest

KEPT = 8
"""States of the rules that are kept, of 2 MB each: those used last. Developers change rules, and others update simdesk."""
_READ = "sources.json"
_MOST_READ = 500
"""Sources that are known, those in use first: some eight states of the rules."""
_IN_USE = 3600.0
"""Seconds after its last use in which a state is never removed: a process may be reading it."""


@cache
def rules_digest() -> str:
    """A digest of the code that is compiled here. What parsing its sources gave is kept: it takes longer than all else here."""
    table = cache_base() / _READ
    before = _read_sources(table)
    read = _Used(before)
    digest = code_digest(RULE_CODE, read)
    if read.parsed:
        _keep_sources(table, read.used | before)
    return digest


class _Used(dict[str, ReadSource]):
    """What is known of sources; notes which of it is in use."""

    def __init__(self, known: dict[str, ReadSource]) -> None:
        super().__init__(known)
        self.used: dict[str, ReadSource] = {}
        self.parsed = False

    def __getitem__(self, key: str) -> ReadSource:
        self.used[key] = super().__getitem__(key)
        return self.used[key]

    def __setitem__(self, key: str, value: ReadSource) -> None:
        self.parsed = True
        super().__setitem__(key, value)


def _read_sources(table: Path) -> dict[str, ReadSource]:
    """What is known of sources; nothing where the table is missing, broken, or may be another user's."""
    try:
        here = table.lstat()
        if not stat.S_ISREG(here.st_mode) or (hasattr(os, "geteuid") and (here.st_uid != os.geteuid() or here.st_mode & 0o077)):
            return {}
        known = json.loads(table.read_text(encoding="utf-8"))
        found = {key: ReadSource(does, tuple(constants)) for key, (does, constants) in known.items()}
        texts = (text for key, each in found.items() for text in (key, each.does))
        names = (name for each in found.values() for name in each.constants)
        whole = all(isinstance(text, str) for text in texts) and all(
            isinstance(n, str) and n.startswith("simdesk.") for n in names
        )
        return found if whole else {}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep_sources(table: Path, read: dict[str, ReadSource]) -> None:
    """Keep what is known of sources, for this user only; where it cannot be written they are parsed each time."""
    with suppress(OSError):
        table.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=table.parent, prefix=f".{table.name}.")  # open to its owner alone
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(dict(list(read.items())[:_MOST_READ]), file)
            os.replace(name, table)
        finally:
            Path(name).unlink(missing_ok=True)


def cache_base() -> Path:
    """The folder of all states of the rules."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "simdesk"


def cache_folder() -> Path | None:
    """The folder for compiled rules, made when missing; None where rules cannot be kept (see ``why_not_kept``)."""
    return None if why_not_kept() else _folder()


def why_not_kept() -> str:
    """Why compiled rules are not kept between runs on this machine; empty where they are."""
    folder = _folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        here = folder.lstat()
    except OSError as error:
        return f"{folder} cannot be made ({error.strerror})"
    if not stat.S_ISDIR(here.st_mode):
        return f"{folder} is not a folder"
    if hasattr(os, "geteuid"):
        if here.st_uid != os.geteuid():
            return f"{folder} belongs to another user"
        if here.st_mode & 0o077:
            return f"{folder} is open to other users (mode {stat.S_IMODE(here.st_mode):03o}, 700 is right)"
    return "" if os.access(folder, os.W_OK) else f"{folder} cannot be written"


def _folder() -> Path:
    return cache_base() / f"rules-{rules_digest()}"


def is_warm() -> bool:
    """Whether this state of the rules was compiled and kept before, with the numba that is installed."""
    folder = cache_folder()
    return folder is not None and any(folder.glob(f"compiled_clock._play-{made_with()}.*.nbc"))


@cache
def made_with() -> str:
    """A digest of what compiles here, beside the rules: numba and llvmlite, numpy, and the kind of machine.

    Which processor it is and which Python numba tells apart itself.
    """
    parts = (*(f"{package} {version(package)}" for package in ("numba", "llvmlite", "numpy")), sys.platform, platform.machine())
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def prune(folder: Path, now: float) -> None:
    """Note that a state of the rules is used, and remove those that were not used for the longest time.

    Parameters
    ----------
    folder : Path
        Of the state in use.
    now : float
        Seconds since the epoch.
    """
    os.utime(folder, (now, now))
    try:
        used = sorted(((each.stat().st_mtime, each) for each in folder.parent.glob("rules-*") if each != folder), reverse=True)
    except OSError:
        return  # another process removes them
    for last, each in used[KEPT - 1 :]:
        if now - last > _IN_USE:
            shutil.rmtree(each, ignore_errors=True)


def kept(code: Callable[..., Any], options: Mapping[str, Any]) -> Any:
    """A function that numba compiles when it is asked to, and keeps in this state's folder; not kept where there is none.

    numba itself keeps a function by the path of its file, so that each virtual environment would compile it again. Here the
    folder says which rules it belongs to; of a function that stands elsewhere the content of its file counts too.

    Parameters
    ----------
    code : callable
    options : mapping
        Of ``numba.njit``.
    """
    from numba import njit
    from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

    made = njit(**options)(code)
    folder = cache_folder()
    if folder is None:
        return made
    prune(folder, time.time())

    class Place(_CacheLocator):
        def __init__(self, py_func: Any, py_file: str) -> None:
            self._file = Path(py_file)

        @classmethod
        def from_function(cls, py_func: Any, py_file: str) -> Any:
            return cls(py_func, py_file)

        def get_cache_path(self) -> str:
            return str(folder)

        def get_source_stamp(self) -> str:
            return "" if self._file in RULE_CODE else sha256(self._file.read_bytes()).hexdigest()

        def get_disambiguator(self) -> str:
            return made_with()

    class Implementation(CompileResultCacheImpl):
        _locator_classes = [Place]  # noqa: RUF012  (numba's own way)

    class Cache(FunctionCache):
        _impl_class = Implementation

    with suppress(RuntimeError, OSError):  # where numba finds no place after all, it is not kept
        made._cache = Cache(code)  # type: ignore[no-untyped-call]
    return made


def kept_compiled(code: Callable[..., Any], kinds: Any, options: Mapping[str, Any]) -> Any:
    """A function compiled for some types, or read compiled, with options of ``numba.njit``."""
    from simdesk.engine.rule_library import optimised_once

    made = kept(code, options)
    with optimised_once({code.__qualname__}):
        made.compile(kinds)
    return made
