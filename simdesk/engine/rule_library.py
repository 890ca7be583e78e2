"""Optimise the rules once, where they are played, and not each time one rule calls another.

numba optimises a function together with copies of all it calls, makes machine code of it, and does the same for each of
its callers. Of a hundred and sixty rules that call each other only the entry's machine code is ever used; making it for
all takes six times as long. numba has no option for this, so this module leans on how its code libraries are made.
Where a numba does not have them as they are known here, the rules are compiled the long way.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

_KNOWN = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals", "get_pointer_to_function")


@contextmanager
def optimised_once(rules: Container[str]) -> Iterator[None]:
    """Within, keep the functions of these qualified names only as material for their callers."""
    codegen = cpu_target.target_context.codegen()
    usual: Any = getattr(codegen, "_library_class", None)
    if not (all(hasattr(usual, name) for name in _KNOWN) and hasattr(codegen, "set_env")):
        yield
        return
    library, set_environment = _material(usual), codegen.set_env

    def create(name: str, **options: Any) -> Any:
        return (library if name in rules else usual)(codegen, name, **options)

    def set_where_compiled(name: str, environment: Any) -> None:
        if codegen._engine.is_symbol_defined(name):
            set_environment(name, environment)

    with global_compiler_lock:  # nobody else's functions are compiled meanwhile
        codegen.create_library, codegen.set_env = create, set_where_compiled
        try:
            yield
        finally:
            del codegen.create_library, codegen.set_env


def _material(usual: Any) -> Any:
    """A class of code libraries that are linked into others, and never run themselves."""

    class Material(usual):  # type: ignore[misc]
        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

    return Material
