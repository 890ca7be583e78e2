"""What was understood of a scenario, and what of it may be a slip."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simdesk.demand.plan import DemandPlan, ListedArrivals
from simdesk.errors import InputError
from simdesk.floor.plan import FloorPlan
from simdesk.scenario.layout.plans import lay_out_whole
from simdesk.scenario.notes.channels import channel_notes
from simdesk.scenario.notes.days import day_notes
from simdesk.scenario.notes.events import event_notes
from simdesk.scenario.notes.files import unused_handle_times
from simdesk.scenario.notes.journeys import journey_notes
from simdesk.scenario.notes.likely import LARGEST_SCALE, SMALLEST_SCALE, likely_slips
from simdesk.scenario.notes.load import Load, load_of
from simdesk.scenario.notes.note import Note
from simdesk.scenario.notes.people import people_notes
from simdesk.scenario.notes.routing import routing_notes
from simdesk.scenario.notes.understood import understood_lines

if TYPE_CHECKING:
    from simdesk.scenario.scenario import Scenario

SHARP_PEAK = 20.0
"""A peak this many times the day's average makes drawing slow."""


@dataclass(frozen=True)
class Echo:
    """What was understood, and what may be a slip.

    Parameters
    ----------
    lines : tuple of str
        In the words of the trade; a line that belongs to the one above begins with two blanks.
    notes : tuple of Note
        Without those that the scenario accepts.
    """

    lines: tuple[str, ...]
    notes: tuple[Note, ...]


def echo(scenario: Scenario) -> Echo:
    """What was understood of a scenario.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    Echo
    """
    model = scenario.model
    load = load_of(*scenario.lay_out())
    floor, demand = lay_out_whole(model)
    notes = [
        *_idle_groups(floor),
        *likely_slips(model, floor, demand, load),
        *routing_notes(model, floor),
        *people_notes(model, floor),
        *journey_notes(model, demand),
        *channel_notes(model, floor),
        *event_notes(model),
        *day_notes(model),
        *unused_handle_times(scenario),
        *_peaks(demand, floor, load),
        *_volumes_of_variants(scenario, load),
    ]
    told = _once(note for note in dict.fromkeys(notes) if note.word not in model.accept)
    return Echo(tuple(understood_lines(scenario, floor, load)), told)


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes, those that say the same of several items of one list as the first of them."""
    alike: dict[tuple[object, ...], list[Note]] = {}
    for note in notes:
        of = tuple(step for step in note.path if not isinstance(step, int))
        alike.setdefault((note.word, of, note.text, note.hint), []).append(note)
    return tuple(
        replace(first, text=f"{first.text} (and {len(more)} more like it)") if more else first for first, *more in alike.values()
    )


def summary(scenario: Scenario) -> list[str]:
    """What was understood, line by line; then the notes, each behind ``note:``."""
    found = echo(scenario)
    return [*found.lines, *(f"note: {note.text}" for note in found.notes)]


def _volumes_of_variants(scenario: Scenario, load: Load) -> list[Note]:
    """A variant of 10% volume is often meant as 10% more."""
    usual = math.fsum(map(math.fsum, load.contacts))
    notes = []
    for name in scenario.variants if not scenario.applied else ():
        try:
            volume = float(scenario.variant(name).lay_out()[1].expected.sum())
        except InputError:
            continue  # it fits the scenario as it is written, and not as it was changed
        if usual > 0 and not SMALLEST_SCALE <= volume / usual <= LARGEST_SCALE:
            text = f"variant {name} has {volume:,.0f} contacts instead of {usual:,.0f}"
            notes.append(Note("implausible", ("variants", name), text, "10% more is written +10% or 110%"))
    return notes


def _idle_groups(floor: FloorPlan) -> list[Note]:
    return [
        Note("idle_group", ("agent_groups", group.name), f"{group.name} is never on duty")
        for group in floor.groups
        if not any(group.headcount) and not any(shift.agents for shift in group.shifts)
    ]


def _peaks(demand: DemandPlan, floor: FloorPlan, load: Load) -> list[Note]:
    """Arrivals are drawn at the peak's rate and thinned, so a day with one high peak is slow to draw."""
    notes = []
    for queue, counts in zip(demand.queues, load.contacts, strict=True):
        if isinstance(queue.arrivals, ListedArrivals) or max(counts) * len(counts) <= SHARP_PEAK * math.fsum(counts):
            continue
        at = floor.clock(demand.opening + counts.index(max(counts)) * demand.interval)
        share = max(counts) / math.fsum(counts)
        text = f"{share:.0%} of the contacts of {queue.name} come in the interval at {at}; its days are slow to simulate"
        notes.append(Note("long_journeys", ("queues", queue.name, "arrivals"), text))
    return notes
