"""The code that is compiled: every module of the rules' folder, and the parts of this engine that compile them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType

PACKAGE = "simdesk.rules"
_HERE = Path(__file__).parent
RULE_CODE = (
    _HERE.parent / "rules",
    *(_HERE / f"{name}.py" for name in ("array_calendar", "compiled_clock", "compiled_draws", "rule_library", "tables")),
)
"""What decides the compiled code; rules import nothing else of simdesk. numba sees changes in ``compiled_clock.py`` only."""


def rule_modules() -> list[ModuleType]:
    """The modules of the rules, by name."""
    package = importlib.import_module(PACKAGE)
    return [importlib.import_module(f"{PACKAGE}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]


def code_digest(code: Iterable[Path]) -> str:
    """A digest of what some sources do: comments, docstrings and layout do not count.

    Constants that they import from elsewhere in simdesk count by their value, for they are compiled in.

    Parameters
    ----------
    code : iterable of Path
        Folders, with all modules in them, and files.
    """
    files = sorted(file for each in code for file in (each.rglob("*.py") if each.is_dir() else [each]))
    trees = {file: ast.parse(file.read_bytes()) for file in files}
    digest = sha256()
    for file, tree in trees.items():
        digest.update(f"{file.parent.name}/{file.name}\0{ast.dump(without_docstrings(tree))}\0".encode())
    constants = {text for tree in trees.values() for text in _constants(tree)}
    digest.update("\n".join(sorted(constants)).encode())
    return digest.hexdigest()[:20]


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
    """The numbers that a module imports from other parts of simdesk, with their values."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("simdesk."):
            module = importlib.import_module(node.module) if any(name.name.isupper() for name in node.names) else None
            for name in node.names:
                value = getattr(module, name.name, None) if name.name.isupper() else None
                if isinstance(value, int | float):
                    yield f"{node.module}.{name.name} = {value!r}"
