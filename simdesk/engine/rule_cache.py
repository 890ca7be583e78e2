"""Where compiled rules are kept between runs, so that a stale one is impossible.

numba keeps a compiled function by the file it stands in and does not see a change in another file. The rules stand in
others, so each state of the rules has a cache folder of its own, named by a digest of their sources.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any


@cache
def rules_digest() -> str:
    """A digest of the sources that are compiled: the floor and this engine."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted([*(package / "rules").glob("*.py"), *(package / "engine").glob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def cache_folder() -> Path | None:
    """The folder for compiled rules, made when missing; None when nothing can be written there."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "simdesk" / f"rules-{rules_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def is_warm() -> bool:
    """Whether this state of the rules was compiled and kept before."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.nbc"))


def cached_in(compiled: Callable[[bool], Any]) -> Any:
    """A compiled function that is kept in this state's cache folder, or not kept where there is none.

    Parameters
    ----------
    compiled : callable
        Called with whether numba may cache; gives the compiled function.
    """
    from numba import config

    folder = cache_folder()
    if folder is None:
        return compiled(False)
    before = vars(config)["CACHE_DIR"]
    vars(config)["CACHE_DIR"] = str(folder)  # read when the function is made, not when it is compiled
    try:
        return compiled(True)
    except RuntimeError:  # numba found no place to write after all
        return compiled(False)
    finally:
        vars(config)["CACHE_DIR"] = before
