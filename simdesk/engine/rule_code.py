"""The code that is compiled: every module of the rules' folder, and the parts of this engine that compile them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, MutableMapping
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

PACKAGE = "simdesk.rules"
_HERE = Path(__file__).parent
RULE_CODE = (
    _HERE.parent / "rules",
    *(
        _HERE / f"{name}.py"
        for name in ("array_calendar", "compiled_clock", "compiled_draws", "rule_compiler", "rule_library", "tables")
    ),
)
"""What decides the compiled code; rules import nothing else of simdesk."""


def rule_modules() -> list[ModuleType]:
    """The modules of the rules, by name."""
    package = importlib.import_module(PACKAGE)
    return [importlib.import_module(f"{PACKAGE}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]


class ReadSource(NamedTuple):
    """What is known of a source once it was parsed.

    Parameters
    ----------
    does : str
        A digest of what it does.
    constants : tuple of str
        Names in capitals that it imports from elsewhere in simdesk, as ``simdesk.units.DAY``.
    """

    does: str
    constants: tuple[str, ...]


def code_digest(code: Iterable[Path], read: MutableMapping[str, ReadSource] | None = None) -> str:
    """A digest of what some sources do: comments, docstrings and layout do not count.

    Constants that they import from elsewhere in simdesk count by their value, for they are compiled in.

    Parameters
    ----------
    code : iterable of Path
        Folders, with all modules in them, and files.
    read : mapping, optional
        What is known of sources by ``source_digest``; others are parsed, and then known.
    """
    read = {} if read is None else read
    digest = sha256()
    constants: set[str] = set()
    for file in sorted(file for each in code for file in (each.rglob("*.py") if each.is_dir() else [each])):
        source = file.read_bytes()
        key = source_digest(source)
        if key not in read:
            read[key] = _parsed(source)
        digest.update(f"{file.parent.name}/{file.name}\0{read[key].does}\0".encode())
        constants.update(read[key].constants)
    digest.update("\n".join(sorted(_with_value(name) for name in constants)).encode())
    return digest.hexdigest()[:20]


def source_digest(source: bytes) -> str:
    """A digest of a source as it stands, for the Python that reads it."""
    return sha256(sys.version.encode() + b"\0" + source).hexdigest()


def _parsed(source: bytes) -> ReadSource:
    tree = ast.parse(source)
    constants = tuple(sorted(set(_constants(tree))))
    return ReadSource(sha256(ast.dump(without_docstrings(tree)).encode()).hexdigest(), constants)


def _with_value(constant: str) -> str:
    """A constant with its value, where it is a number."""
    module, _, name = constant.rpartition(".")
    value = getattr(importlib.import_module(module), name, None)
    return f"{constant} = {value!r}" if isinstance(value, int | float) else ""


def without_docstrings(tree: ast.AST) -> ast.AST:
    """The same code without texts that stand by themselves."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [line for line in body if not _is_text(line)] or [ast.Pass()]  # type: ignore[attr-defined]
    return tree


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def _constants(tree: ast.AST) -> Iterator[str]:
    """The names in capitals that a module imports from other parts of simdesk."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("simdesk."):
            yield from (f"{node.module}.{name.name}" for name in node.names if name.name.isupper())
