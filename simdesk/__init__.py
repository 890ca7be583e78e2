"""simdesk: a contact-centre simulator.

::

    import simdesk as sd

    scenario = sd.load("day.yaml")
    results = sd.run(scenario, replications=50)
    results.targets

Heavy parts are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simdesk.engine.control import Desk
    from simdesk.errors import SimdeskError, UsageError
    from simdesk.planning.compare.compare import Comparison, compare
    from simdesk.planning.estimate.estimate import estimate
    from simdesk.planning.estimate.result import Estimates
    from simdesk.planning.staffing.staff import Staffing, staff
    from simdesk.planning.sweep.result import Sweep
    from simdesk.planning.sweep.sweep import sweep
    from simdesk.results.files.stored import load_run, load_tables
    from simdesk.results.results import Results
    from simdesk.results.run import run
    from simdesk.scenario import InvalidScenario, Scenario, load, load_text

_HOMES = {
    "Comparison": "simdesk.planning.compare.compare",
    "Desk": "simdesk.engine.control",
    "Estimates": "simdesk.planning.estimate.result",
    "InvalidScenario": "simdesk.scenario",
    "Results": "simdesk.results.results",
    "Scenario": "simdesk.scenario",
    "SimdeskError": "simdesk.errors",
    "Staffing": "simdesk.planning.staffing.staff",
    "Sweep": "simdesk.planning.sweep.result",
    "UsageError": "simdesk.errors",
    "compare": "simdesk.planning.compare.compare",
    "estimate": "simdesk.planning.estimate.estimate",
    "load": "simdesk.scenario",
    "load_run": "simdesk.results.files.stored",
    "load_tables": "simdesk.results.files.stored",
    "load_text": "simdesk.scenario",
    "run": "simdesk.results.run",
    "staff": "simdesk.planning.staffing.staff",
    "sweep": "simdesk.planning.sweep.sweep",
}

__all__ = [
    "Comparison",
    "Desk",
    "Estimates",
    "InvalidScenario",
    "Results",
    "Scenario",
    "SimdeskError",
    "Staffing",
    "Sweep",
    "UsageError",
    "compare",
    "estimate",
    "load",
    "load_run",
    "load_tables",
    "load_text",
    "run",
    "staff",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("simdesk")
    if name not in _HOMES:
        raise AttributeError(f"module 'simdesk' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
