"""How numba compiles a rule: by the passes that a rule needs, and no others.

numba's own list of passes also looks for closures, generators, contexts, lists and array expressions, and counts the
living variables anew after each. Rules have none of these, and leaving the passes out saves a fifth of the time.
"""

from __future__ import annotations

from typing import Any

from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.typed_passes import (
    AnnotateTypes,
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import FixupArgs, IRProcessing, ReconstructSSA, TranslateByteCode

_PASSES = (
    TranslateByteCode,
    FixupArgs,
    IRProcessing,
    ReconstructSSA,
    NopythonTypeInference,
    PreLowerStripPhis,
    IRLegalization,
    AnnotateTypes,
    NativeLowering,
    NoPythonBackend,
)


class RuleCompiler(CompilerBase):
    """The passes of a function with loops, branches, numbers, rows and calls of other such functions."""

    def define_pipelines(self) -> list[Any]:
        """List them."""
        manager = PassManager("rule")
        for each in _PASSES:
            manager.add_pass(each, each.__name__)
        manager.finalize()
        return [manager]


# A rule allocates nothing and keeps no array, so numba need not count references (nrt). The small rules that are played for
# each contact are compiled into their callers (inlined); of the others LLVM judges. To force more of them in made
# compiling take minutes and nothing faster.
ENTRY: Any = {"error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
"""Options of ``numba.njit`` for what Python calls."""
RULE: Any = ENTRY | {"no_cpython_wrapper": True, "pipeline_class": RuleCompiler}
"""Options for what only compiled code calls."""
INLINED: Any = RULE | {"forceinline": True}
