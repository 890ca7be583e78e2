"""Which passes count the days of a clock."""

from __future__ import annotations

from functools import cache

from simdesk.engine.clocks import COMPILED, playable
from simdesk.measure.passes import ARRAY_PASSES, Passes


def passes_of(engine: str) -> Passes:
    """What counts the days of a clock: compiled code for the compiled clock, and else numpy; the sums are the same."""
    return _compiled_passes() if playable(engine)[0] == COMPILED else ARRAY_PASSES


@cache
def _compiled_passes() -> Passes:
    from simdesk.measure.compiled_passes import CompiledPasses

    return CompiledPasses()
