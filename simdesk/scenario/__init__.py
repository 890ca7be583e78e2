"""What the planner wrote: reading, checking, changing and laying out scenarios."""

from simdesk.scenario.loading import load, load_text
from simdesk.scenario.reading.diagnostics import Diagnostic, InvalidScenario
from simdesk.scenario.scenario import Replications, Scenario

__all__ = ["Diagnostic", "InvalidScenario", "Replications", "Scenario", "load", "load_text"]
