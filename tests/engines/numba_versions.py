"""Whether the compiled clock plays as the SimPy clock does with the numba that is installed here.

``python -m tests.engines.numba_versions`` plays random floors on both clocks, whatever numba it finds, and prints what it is.
A version that passes is added to ``simdesk.engine.clocks.TESTED_NUMBA``.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

TESTS = Path(__file__).parents[1]
FLOORS = 150


def compare(floors: int = FLOORS) -> None:
    """Play random floors of both kinds on both clocks; an assertion fails where the logs differ."""
    sys.path[:0] = [str(TESTS), str(TESTS / "property")]
    from floors import hand_made, same_log
    from several import several
    from strategies import small_floor

    from simdesk.engine import compiled_day, simpy_clock

    for number in range(floors):
        small, mixture = small_floor(number), several(number)
        for plan, workload, process in (
            (small.where.floor, hand_made(small.where.floor, small.calls, small.attendance), None),
            (mixture.where.floor, mixture.workload, mixture.where.process),
        ):
            logs = [clock.play_day(plan, workload, process) for clock in (simpy_clock, compiled_day)]
            assert same_log(*logs), (small, mixture)


if __name__ == "__main__":
    compare()
    here = f"numba {version('numba')}, numpy {version('numpy')}, Python {sys.version.split()[0]}"
    sys.stdout.write(f"{here}: {2 * FLOORS} floors, the same logs on both clocks\n")
