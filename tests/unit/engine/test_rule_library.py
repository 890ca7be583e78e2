"""Rules are compiled as material for those who call them, wherever these are compiled."""

from __future__ import annotations

import gc

import pytest

from simdesk.engine.clocks import why_not_this_numba

pytestmark = pytest.mark.skipif(bool(why_not_this_numba()), reason="there is nothing to compile with")


def test_an_entry_and_what_is_compiled_elsewhere_call_the_same_functions() -> None:
    from numba import njit, types
    from numba.core.registry import cpu_target
    from numba.extending import register_jitable

    from simdesk.engine.rule_compiler import ENTRY, INLINED, RULE
    from simdesk.engine.rule_library import optimised_once

    @register_jitable(**INLINED)
    def twice(x):
        return 2 * x

    @register_jitable(**RULE)
    def both(x):
        done = 0
        for each in range(x):
            if each % 2 == 0:
                done += twice(each)
            else:
                done -= 1
        return done

    def entry(x):
        return both(x) + 1

    def elsewhere(x):
        return both(x) + twice(x)

    made, other = njit(**ENTRY)(entry), njit(**ENTRY)(elsewhere)
    with optimised_once({entry.__qualname__}):
        made.compile((types.int64,))
        assert not gc.isenabled()
    assert gc.isenabled()
    assert "resolve_function_type" not in vars(cpu_target.typing_context)  # numba is as it was
    assert "create_library" not in vars(cpu_target.target_context.codegen())
    assert made(7) == entry(7) == 22
    assert other(7) == elsewhere(7) == 35
