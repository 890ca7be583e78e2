"""Which clock plays: the compiled one where numba is one that it is tested with, else the SimPy clock, with the same numbers."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

from simdesk.demand.streams import ARRAYS, Draws
from simdesk.engine.rule_cache import is_warm
from simdesk.interrupts import interrupts_later

if TYPE_CHECKING:
    from simdesk.demand.plan import DemandPlan
    from simdesk.demand.workload import Workload
    from simdesk.engine.control import Process
    from simdesk.engine.log import DayLog
    from simdesk.floor.plan import FloorPlan

SIMPY, COMPILED = "simpy", "compiled"

TESTED_NUMBA = ("0.60", "0.61", "0.62", "0.63", "0.64", "0.65", "0.66", "0.67", "0.68")
"""Versions of numba that the compiled clock is tested with: ``tables`` and ``rule_library`` lean on numba's inner parts, which
its versions do not promise to keep. ``python -m tests.engines.numba_versions`` tests another one."""


class PlayDay(Protocol):
    """Plays one day."""

    def __call__(self, plan: FloorPlan, workload: Workload, process: Process | None = None) -> DayLog:
        """Play it, perhaps next to an analyst's process, and give its log."""


def why_not_this_numba() -> str:
    """Why the compiled clock is not used with the numba that is installed; empty where it is. numba is not loaded for it."""
    try:
        installed = version("numba")
    except PackageNotFoundError:
        return "numba is not installed"
    numbers = re.match(r"\d+\.\d+", installed)
    if numbers is None or numbers[0] not in TESTED_NUMBA:
        return (
            f"the compiled clock is tested with numba {TESTED_NUMBA[0]} to {TESTED_NUMBA[-1]}, and numba {installed} is installed"
        )
    return ""


@cache
def why_not_compiled() -> str:
    """Why the compiled clock cannot play here; empty where it can."""
    if reason := why_not_this_numba():
        return reason
    try:
        with interrupts_later():  # numba takes an interrupt of its import for a fault of its own, or loses it
            import simdesk.engine.compiled_day  # noqa: F401
    except Exception as error:  # whatever a broken installation raises
        what = str(error).strip().partition("\n")[0]
        return f"numba {version('numba')} cannot be used ({type(error).__name__}: {what})"
    return ""


def playable(engine: str) -> tuple[str, str]:
    """The clock that plays in place of ``engine`` on this machine, and why it is not that one; empty where it is."""
    reason = why_not_compiled() if engine == COMPILED else ""
    return (SIMPY, reason) if reason else (engine, "")


CONTACT, CONTACT_BESIDE_OTHERS, LEG = 9e-6, 35e-6, 45e-6
"""CPU seconds of the SimPy clock: a contact, one of an agent who may have several, and a leg that follows a contact."""
WARM_START, COLD_START = 0.5, 10.5
"""CPU seconds until the compiled clock plays: numba loaded and the rules read, or the rules compiled for the first time."""


def faster_clock(plan: FloorPlan, demand: DemandPlan, days: int) -> str:
    """The clock that is sooner done with some days of a plan on this machine; the numbers are the same."""
    seconds = _seconds_interpreted(plan, demand, days)
    if seconds <= WARM_START:
        return SIMPY
    return COMPILED if seconds > (WARM_START if is_warm() else COLD_START) else SIMPY


def faster_if_compiled(plan: FloorPlan, demand: DemandPlan, days: int) -> bool:
    """Whether the SimPy clock is the faster one only as the rules are not compiled yet, and they can be."""
    return WARM_START < _seconds_interpreted(plan, demand, days) <= COLD_START and not why_not_this_numba() and not is_warm()


def _seconds_interpreted(plan: FloorPlan, demand: DemandPlan, days: int) -> float:
    """CPU seconds that the SimPy clock takes for some days."""
    contacts, further = float(demand.expected.sum()), float(demand.further.sum())
    each = CONTACT if all(group.concurrency is None for group in plan.groups) else CONTACT_BESIDE_OTHERS
    return days * (contacts * each + further * LEG)


def player(engine: str) -> PlayDay:
    """What plays days on a clock, one after the other: it may use the memory of a day again for the next."""
    if playable(engine)[0] == COMPILED:
        from simdesk.engine.compiled_day import Player

        return Player()
    from simdesk.engine.simpy_clock import play_day

    return play_day


def draws_of(engine: str) -> Draws:
    """What computes a clock's random numbers: compiled code for the compiled clock, and else numpy; the numbers are the same."""
    return _compiled_draws() if playable(engine)[0] == COMPILED else ARRAYS


@cache
def _compiled_draws() -> Draws:
    from simdesk.engine.compiled_draws import CompiledDraws

    return CompiledDraws()


def prepare(engine: str) -> None:
    """Compile the rules, or read them compiled, where that clock plays: before other processes need them."""
    if playable(engine)[0] == COMPILED:
        from simdesk.engine.compiled_clock import compile_rules

        _compiled_draws()  # first: the rules are compiled with the numbers it registers
        compile_rules()
