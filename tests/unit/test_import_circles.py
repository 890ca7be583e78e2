"""No module of simdesk imports itself by way of others: imports within functions count, imports for types only do not."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import simdesk

PACKAGE = Path(simdesk.__file__).parent


def modules() -> dict[str, Path]:
    """Every module by its name; a package is its ``__init__``."""
    names = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def imports(node: ast.AST, known: Container[str]) -> Iterator[str]:
    """What is imported at run time, of some known modules; a package only where something of its own is imported from it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and child.module:
            whole = {f"{child.module}.{name.name}" for name in child.names}
            yield from (name if name in known else child.module for name in whole)
        elif isinstance(child, ast.Import):
            yield from (name.name for name in child.names)
        yield from imports(child, known)


def graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """For each module of some sources the others that it imports."""
    found = {name: set(imports(ast.parse(source), sources)) & sources.keys() for name, source in sources.items()}
    return {name: others - {name} for name, others in found.items()}


def test_no_import_circle() -> None:
    found = graph({name: path.read_text(encoding="utf-8") for name, path in modules().items()})
    assert sum(map(len, found.values())) > 1000
    TopologicalSorter(found).prepare()  # raises the circle it finds


def test_a_circle_is_found_in_functions_and_not_among_types() -> None:
    lazy = {"a": "from b import x", "b": "def f():\n    from a import y\n    return y"}
    with pytest.raises(CycleError):
        TopologicalSorter(graph(lazy)).prepare()
    TopologicalSorter(graph(lazy | {"b": "if TYPE_CHECKING:\n    from a import y"})).prepare()
