"""Optimise the rules once, where they are played, and not each time one rule calls another.

numba optimises a function together with copies of all it calls, makes machine code of it, and does the same for each of
its callers. Of two hundred functions that call each other only the entry's machine code is ever used; making it for
all takes six times as long. numba has no option for this, so this module leans on how its code libraries are made.
Where a numba does not have them as they are known here, the rules are compiled the long way.
"""

from __future__ import annotations

import gc
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

_KNOWN = ("_get_module_for_linking", "_finalize_dynamic_globals", "add_llvm_module", "finalize", "get_pointer_to_function")


@contextmanager
def optimised_once(entries: Container[str]) -> Iterator[None]:
    """Within, compile the functions of these qualified names to be called, and all others only as material for them."""
    codegen = cpu_target.target_context.codegen()
    usual: Any = getattr(codegen, "_library_class", None)
    if not (all(hasattr(usual, name) for name in _KNOWN) and hasattr(codegen, "set_env")):
        yield
        return
    entry, material, set_environment = _entry(usual), _material(usual), codegen.set_env

    def create(name: str, **options: Any) -> Any:
        return (entry if name in entries else material)(codegen, name, **options)

    def set_where_compiled(name: str, environment: Any) -> None:
        if codegen._engine.is_symbol_defined(name):
            set_environment(name, environment)

    with global_compiler_lock, _without_collecting(), _each_call_typed_once():  # nobody else's functions are compiled meanwhile
        codegen.create_library, codegen.set_env = create, set_where_compiled
        try:
            yield
        finally:
            del codegen.create_library, codegen.set_env


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Within, look for no garbage in circles: numba keeps nearly all that it makes, and looking takes a sixth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what was made counts as old, so that it is not looked through right now
            gc.freeze()
            gc.unfreeze()
        if collects:
            gc.enable()


@contextmanager
def _each_call_typed_once() -> Iterator[None]:
    """Within, remember what a call of a function with arguments of some types gives.

    numba asks that for each place and each pass over a function: it tries up to twenty kinds of ``==``, and to find what
    it compiled before it compares all flags of the compiler.
    """
    typing = cpu_target.typing_context
    find = typing.resolve_function_type
    found: dict[Any, Any] = {}

    def resolve(function: Any, args: Any, kws: Any) -> Any:
        if kws:
            return find(function, args, kws)
        key = function, tuple(args)
        if key not in found:
            found[key] = find(function, args, kws)
        return found[key]

    typing.resolve_function_type = resolve
    try:
        yield
    finally:
        del typing.resolve_function_type


@cache
def _material(usual: Any) -> Any:
    """A class of code libraries that are linked into an entry, and are neither optimised nor run themselves."""

    class Material(usual):  # type: ignore[misc]
        def add_llvm_module(self, module: Any) -> None:
            module.data_layout = self._codegen._data_layout
            self._final_module.link_in(module)

        def finalize(self) -> None:
            _pass_on(self._linking_libraries, self)
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

        def alone(self) -> Any:
            """Its own functions, without those they call."""
            return super()._get_module_for_linking()

        def _get_module_for_linking(self) -> Any:  # called by what is compiled elsewhere
            whole = self.alone().clone()
            _link(whole, self._linking_libraries)
            return whole

    return Material


@cache
def _entry(usual: Any) -> Any:
    """A class of code libraries into which all material they need is linked, however far away it is called."""

    class Entry(usual):  # type: ignore[misc]
        def finalize(self) -> None:
            _pass_on(self._linking_libraries, self)
            _link(self._final_module, self._linking_libraries)
            self._linking_libraries.clear()
            super().finalize()

    return Entry


def _pass_on(libraries: Iterable[Any], caller: Any) -> None:
    """Let a caller's library be loaded with what those it calls need; numba 0.60 knows nothing of that."""
    for library in libraries:
        if hasattr(library, "_reload_init"):
            caller._reload_init.update(library._reload_init)


def _link(module: Any, libraries: Iterable[Any]) -> None:
    """Link libraries into a module, and all that they need, each once."""
    linked: set[Any] = set()
    ahead = list(libraries)
    while ahead:
        library = ahead.pop()
        if library not in linked:
            linked.add(library)
            is_material = hasattr(library, "alone")
            module.link_in(library.alone() if is_material else library._get_module_for_linking(), preserve=True)
            if is_material:
                ahead += library._linking_libraries
