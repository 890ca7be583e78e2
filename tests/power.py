"""What a power cut would leave: every state of a folder that the disk may be in while a program works on it.

While ``PowerCuts`` is open it sees every call that renames, removes, makes or forces something to the disk. After each it notes
all states the disk may be in. A folder has either the names it had when it was forced there last, or those it has now. A file has
the content it had when it was forced there last.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Tree = dict[str, bytes | None]
"""Content by path below the root; None is a folder."""
WATCHED = ("fsync", "replace", "rename", "unlink", "remove", "rmdir", "mkdir")


@dataclass
class PowerCuts:
    """Notes the states of a folder's disk.

    Parameters
    ----------
    root : Path
        What is in it at the beginning is on the disk.
    done : callable
        Called at each state: what had been promised by then.
    """

    root: Path
    done: Callable[[], Any]
    states: list[tuple[Any, Tree]] = field(default_factory=list)
    _seen: set[Any] = field(default_factory=set)
    _content: dict[int, bytes] = field(default_factory=dict)
    _names: dict[int, dict[str, int]] = field(default_factory=dict)
    _open: dict[int, int] = field(default_factory=dict)
    _real: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> PowerCuts:
        self._look(self.root)
        for path in (self.root, *self.root.rglob("*")):
            self._force(os.stat(path).st_ino)
        for name in WATCHED:
            self._real[name] = getattr(os, name)
            setattr(os, name, self._watched(name))
        return self

    def __exit__(self, *error: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)
        for handle in self._open.values():
            os.close(handle)

    def _watched(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            self._look(self.root)
            found = self._real[name](*arguments, **more)
            if name == "fsync":
                self._force(os.fstat(arguments[0]).st_ino)
            self._note()
            return found

        return call

    def _look(self, folder: Path) -> None:
        """Hold everything that is there open, so that no number of a file is used twice."""
        for path in (folder, *folder.rglob("*")):
            number = os.stat(path).st_ino
            if number not in self._open:
                self._open[number] = os.open(path, os.O_RDONLY)

    def _force(self, number: int) -> None:
        handle = self._open[number]
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            self._names[number] = self._names_in(number)
        else:
            self._content[number] = os.pread(handle, os.fstat(handle).st_size, 0)

    def _note(self) -> None:
        self._look(self.root)
        root, promised = os.stat(self.root).st_ino, self.done()
        folders = [number for number, handle in self._open.items() if stat.S_ISDIR(os.fstat(handle).st_mode)]
        now = {number: self._names_in(number) for number in folders}
        differing = [number for number in folders if now[number] != self._names.get(number, {})]
        for there in itertools.product((False, True), repeat=len(differing)):
            names = {number: self._names.get(number, {}) for number in folders}
            names |= {number: now[number] for number, is_there in zip(differing, there, strict=True) if is_there}
            tree = self._tree(root, names)
            if (promised, frozenset(tree.items())) not in self._seen:
                self._seen.add((promised, frozenset(tree.items())))
                self.states.append((promised, tree))

    def _names_in(self, folder: int) -> dict[str, int]:
        handle = self._open[folder]
        with os.scandir(handle) as entries:
            return {entry.name: os.stat(entry.name, dir_fd=handle).st_ino for entry in entries}

    def _tree(self, folder: int, names: dict[int, dict[str, int]], above: str = "") -> Tree:
        tree: Tree = {}
        for name, number in names[folder].items():
            if number in names:
                tree[above + name] = None
                tree |= self._tree(number, names, f"{above}{name}/")
            else:
                tree[above + name] = self._content.get(number, b"")
        return tree


def lay_out(tree: Tree, root: Path) -> Path:
    """Make a state of the disk a folder again."""
    root.mkdir()
    for name, content in sorted(tree.items()):
        if content is None:
            (root / name).mkdir()
        else:
            (root / name).write_bytes(content)
    return root
