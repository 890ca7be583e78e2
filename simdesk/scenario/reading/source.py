"""Reading YAML: one file with the files it extends, as a tree with positions. Nothing in a file can run code."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from simdesk.likeness import near
from simdesk.scenario.reading.diagnostics import Place, Sources, seen
from simdesk.scenario.reading.nodes import Entry, MapNode, Path, Scalar, is_nothing, plain, without
from simdesk.scenario.reading.used import ColumnUsed
from simdesk.scenario.reading.yaml_tree import parse

LARGEST_YAML = 1_000_000
"""Bytes. YAML is read at some 100 kB per second; long lists belong in a CSV file."""
LONGEST_CHAIN = 20
"""Files that extend one another."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


Understood = Callable[[MapNode, Sources], MapNode]
"""Puts the tree of one file into the documented form, and reports what is unclear."""


GivenUp = Callable[[Path, str, Collection[str]], tuple[str, ...]]
"""Which keys of a block, of those that are there, go when another key is laid over them."""


def _as_written(tree: MapNode, sources: Sources) -> MapNode:
    return tree


def _nothing_given_up(path: Path, key: str, present: Collection[str]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Language:
    """What reading has to know of the language.

    Parameters
    ----------
    understood : callable
        Applied to the tree of each file, before one is laid over another.
    given_up : callable
        What of a file a key replaces besides itself.
    """

    understood: Understood = _as_written
    given_up: GivenUp = _nothing_given_up


ANY_LANGUAGE = Language()
"""Trees stay as they are written, and a key replaces itself alone."""


@dataclass
class Reading:
    """One scenario being read: its files, where they really are, and what is wrong with them.

    Parameters
    ----------
    sources : Sources
    folders : dict of str to Path
        The folder of each file read, for the relative paths written in it.
    language : Language
    used : list of ColumnUsed
        Which columns of which files the numbers were taken from.
    told : set
        Places and messages of the faults of files, which are told once.
    encodings : dict of str to str
        Of the files that are not UTF-8, as they are shown.
    trees : dict of str to MapNode
        The scenario files as they are written.
    """

    sources: Sources = field(default_factory=Sources)
    folders: dict[str, FilePath] = field(default_factory=dict)
    language: Language = ANY_LANGUAGE
    used: list[ColumnUsed] = field(default_factory=list)
    told: set[tuple[Place, str]] = field(default_factory=set)
    encodings: dict[str, str] = field(default_factory=dict)
    trees: dict[str, MapNode] = field(default_factory=dict)

    def columns_used(self) -> tuple[ColumnUsed, ...]:
        """The columns used, each with the encoding of its file."""
        return tuple(replace(one, encoding=self.encodings.get(one.file, "")) for one in self.used)

    def resolve(self, written_in: str, path: str) -> tuple[str, FilePath]:
        """A path written in a file: how to show it, and where it really is."""
        if _ADDRESS.match(path):
            return path, FilePath(path)
        shown = os.path.normpath(os.path.join(os.path.dirname(written_in), path)) if written_in in self.folders else path
        folder = self.folders.get(written_in) or next(iter(self.folders.values()), FilePath())
        return shown.replace(os.sep, "/"), folder / path


def read_scenario(path: str | os.PathLike[str], language: Language = ANY_LANGUAGE) -> tuple[MapNode, Reading, str]:
    """Read a scenario file and all it extends.

    Parameters
    ----------
    path : str or path
    language : Language, optional

    Returns
    -------
    (MapNode, Reading, str)
        The merged tree without ``extends``, the reading, and the text of the file itself.

    Raises
    ------
    InvalidScenario
        When a file cannot be read or is no YAML, or the files extend each other in a circle.
    """
    reading = Reading(language=language)
    shown = os.fspath(path)
    text = _read_text(reading, shown, FilePath(path), Place(shown), "")
    tree = None if text is None else _extended(reading, shown, FilePath(path), text, ())
    if tree is None or text is None:
        reading.sources.raise_if_wrong()
    assert tree is not None
    assert text is not None
    return tree, reading, text


def read_text(text: str, path: str = "scenario.yaml", language: Language = ANY_LANGUAGE) -> tuple[MapNode, Reading]:
    """Read a scenario given as text; relative paths in it count from the folder of ``path``."""
    reading = Reading(language=language)
    if len(text) > LARGEST_YAML:
        reading.sources.report(Place(path), "", f"the text is too long ({len(text)} characters)", _SHORTER)
        reading.sources.raise_if_wrong()
    tree = _extended(reading, path, FilePath(path), text, ())
    if tree is None:
        reading.sources.raise_if_wrong()
    assert tree is not None
    return tree, reading


_SHORTER = f"at most {LARGEST_YAML // 1_000_000} MB of YAML; put long lists of numbers in a CSV file"


def _extended(reading: Reading, shown: str, path: FilePath, text: str, chain: tuple[FilePath, ...]) -> MapNode | None:
    reading.sources.keep(shown, text)
    reading.folders[shown] = path.parent
    tree = parse(reading.sources, shown, text)
    if tree is None:
        return None
    reading.trees[shown] = tree
    tree = reading.language.understood(tree, reading.sources)
    entry = tree.entries.get("extends")
    if entry is None:
        return tree
    node = entry.node
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value.strip():
        reading.sources.report(
            node.place, "extends", f"not a file name (got {seen(plain(node))})", "write the path of another scenario"
        )
        return None
    other_shown, other = reading.resolve(shown, node.value)
    real = _real(other)
    here = (*chain, _real(path))
    if real in here:
        reading.sources.report(node.place, "extends", f"the files extend each other in a circle (got '{node.value}')", _CIRCLE)
        return None
    if len(here) > LONGEST_CHAIN:
        reading.sources.report(node.place, "extends", f"more than {LONGEST_CHAIN} files extend one another", "join some of them")
        return None
    other_text = _read_text(reading, other_shown, other, node.place, "extends")
    if other_text is None:
        return None
    base = _extended(reading, other_shown, other, other_text, here)
    return None if base is None else laid_over(base, without(tree, "extends"), reading.language.given_up)


_CIRCLE = "a scenario may not extend itself, directly or through others"


def laid_over(base: MapNode, over: MapNode, given_up: GivenUp = _nothing_given_up, at: Path = ()) -> MapNode:
    """Deep merge: mappings merge, lists and values replace, nothing (null) removes the key.

    Parameters
    ----------
    base, over : MapNode
    given_up : callable, optional
        What a key replaces besides itself.
    at : tuple
        Where in the scenario both stand.
    """
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        if not is_nothing(entry.node):
            for one in given_up(at, key, entries):
                del entries[one]
    for key, entry in over.entries.items():
        old = entries.get(key)
        if is_nothing(entry.node) and key in base.entries:
            entries.pop(key, None)
        elif old is not None and isinstance(old.node, MapNode) and isinstance(entry.node, MapNode):
            entries[key] = Entry(entry.key, laid_over(old.node, entry.node, given_up, (*at, key)))
        else:
            entries[key] = entry
    return MapNode(entries, over.place)


def _real(path: FilePath) -> FilePath:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _read_text(reading: Reading, shown: str, path: FilePath, place: Place, at: str) -> str | None:
    """The text of a YAML file; None after reporting why not."""
    if path.suffix.lower() in _FIGURES and path.is_file():
        hint = f"a scenario names it, for the volumes of a queue: arrivals: {{volumes: {{file: {shown}}}}}"
        reading.sources.report(place, at, "this is a file of figures, not a scenario", hint)
        return None
    raw = read_bytes(reading.sources, shown, path, place, at, LARGEST_YAML, _SHORTER)
    return None if raw is None else decode(reading.sources, shown, raw)


def read_bytes(sources: Sources, shown: str, path: FilePath, place: Place, at: str, largest: int, too_large: str) -> bytes | None:
    """The bytes of a file; None after reporting at ``place`` why it cannot be read."""
    what = "" if place.file == shown and not place.line else f" '{shown}'"
    hint = "simdesk reads files only, nothing from a network" if _ADDRESS.match(shown) else ""
    try:
        if "\0" in str(path) or not path.exists():
            sources.report(place, at, f"there is no file{what or ' of this name'}", hint or _neighbour(path, shown, place))
        elif path.is_dir():
            sources.report(place, at, f"a folder, not a file{': ' + what.strip() if what else ''}", "name the file in it")
        elif not path.is_file():
            sources.report(place, at, f"not an ordinary file{': ' + what.strip() if what else ''}")
        elif path.stat().st_size > largest:
            size = path.stat().st_size / 1e6
            sources.report(place, at, f"the file{what} is too large ({size:.1f} MB)", too_large)
        else:
            return path.read_bytes()
    except OSError as error:
        sources.report(place, at, f"the file{what} cannot be read: {(error.strerror or 'unknown reason').lower()}")
    return None


_YAML_ENDINGS = (".yaml", ".yml")
_FIGURES = (".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
"""Endings of files that have figures and are never scenarios."""
_TABLE_ENDINGS = (".txt", *_FIGURES)
MOST_FILES = 8
"""File names that a hint lists."""


def _alike(name: str, stem: str, files: Sequence[str]) -> list[str]:
    """Files with a name near to one; of names that are numbers, no other number is near."""
    if not stem.isdecimal():
        return near(name, files)
    return [one for one in files if FilePath(one).stem.isdecimal() and int(FilePath(one).stem) == int(stem)]


def _neighbour(path: FilePath, shown: str, place: Place) -> str:
    """Which file of the folder is likely meant, as it would be written where the missing one is."""
    relative = "give the path relative to the file that contains it" if place.line else ""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        return relative or f"there is no folder {os.path.dirname(shown)}"
    kinds = _YAML_ENDINGS if path.suffix.lower() in {*_YAML_ENDINGS, ""} else _TABLE_ENDINGS
    fitting = [name for name in names if FilePath(name).suffix.lower() in kinds]
    stem = (path.stem if path.suffix else path.name).lower()
    close = [name for name in fitting if FilePath(name).stem.lower() == stem] or _alike(path.name, stem, fitting)

    def written(name: str) -> str:
        whole = os.path.join(os.path.dirname(shown), name)
        return (os.path.relpath(whole, os.path.dirname(place.file) or ".") if place.line else whole).replace(os.sep, "/")

    if close:
        return f"did you mean {' or '.join(written(name) for name in close[:2])}?"
    if fitting and len(fitting) <= MOST_FILES:
        return f"files there: {', '.join(written(name) for name in fitting)}"
    if fitting and stem.isdecimal():
        more = f" and {len(fitting) - MOST_FILES} more"
        return f"files there: {', '.join(written(name) for name in fitting[:MOST_FILES])}{more}"
    return relative or "give the path from the folder in which you are"


def decode(sources: Sources, shown: str, raw: bytes) -> str | None:
    """UTF-8 bytes as text, a byte order mark removed; None after reporting what is not UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        sources.report(Place(shown, 1, 1), "", "the file is UTF-16, not UTF-8", "save it as UTF-8")
        return None
    if b"\0" in raw[:8192]:
        sources.report(Place(shown), "", "the file is not a text file", "write it in a text editor and save it as UTF-8")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # error.object lacks the byte order mark that utf-8-sig has taken off.
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        sources.keep(shown, raw.decode("utf-8", "replace"))
        sources.report(
            Place(shown, line, column),
            "",
            f"not UTF-8 (byte 0x{error.object[error.start]:02x})",
            "save the file as UTF-8; spreadsheets call it 'CSV UTF-8'",
        )
        return None
