"""What a run says of itself in words, wherever it is shown: on the screen, in a notebook, in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simdesk.measure.verdict import Verdict
from simdesk.units import format_measure

if TYPE_CHECKING:
    from simdesk.results.results import RunFacts
    from simdesk.scenario import Scenario


class Sign(NamedTuple):
    """How a verdict is shown: a symbol beside its word, and colours that add to them."""

    symbol: str
    ink: str
    paper: str


SIGNS: dict[Verdict, Sign] = {
    Verdict.MET: Sign("✓", "#0a5c3f", "#e0f2ea"),
    Verdict.MISSED: Sign("✗", "#9b2c0c", "#fbe6df"),
    Verdict.UNCERTAIN: Sign("?", "#6b4e00", "#fbf0d2"),
    Verdict.NO_DATA: Sign("–", "#49545e", "#eceff2"),
}


def title(scenario: Scenario) -> str:
    """What was run: the scenario's name, and the variants applied to it."""
    return f"{scenario.name}: {' + '.join(scenario.applied)}" if scenario.applied else scenario.name


def row_name(queue: str) -> str:
    """A queue in a table of queues: its name, and a class of its customers set in below it."""
    whole, _, name = queue.partition(".")
    return f"  {name}" if name else whole


def facts_line(facts: RunFacts) -> str:
    """The run in one line: days, contacts, seconds, engine, seed, version."""
    days = "1 day" if facts.replications == 1 else f"{facts.replications:,} days"
    stopped = f" ({facts.stopped})" if facts.stopped else ""
    return (
        f"{days}{stopped}, {facts.contacts:,} contacts simulated in {facts.seconds:.1f} s, engine {facts.engine}, "
        f"seed {facts.seed}, simdesk {facts.version}"
    )


def days_met_words(share: float) -> str:
    """The share of days that meet a target: ``90%``, ``92.5%``; a dash without data."""
    return format_measure(share, "share").replace(".0%", "%")
